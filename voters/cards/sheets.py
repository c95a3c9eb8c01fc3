"""Cards on paper: ten to an A4 sheet, 90 × 54 mm each, the size ready-cut card paper comes in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from election_office.documents.rendering import verify_address
from election_office.law.dates import cn_date
from villages.models import Election
from voters.models import Card
from voters.prints.typeset import Face, Sheet

ACROSS, DOWN = 2, 5
PER_SHEET = ACROSS * DOWN
WIDTH, HEIGHT = 90.0, 54.0
LEFT, TOP = 15.0, 13.5
CUT = 5.0  # length of a cut mark
STUB = 68.0  # where the strip for the clerk's ticks begins
QR_LEFT, QR_TOP, QR_SIZE = 48.0, 15.5, 17.0
SEXES = {"male": "男", "female": "女"}


def card_sheets(election: Election, cards: Sequence[Card]) -> Iterator[Sheet]:
    """Sheets in the order of the cards; every group begins a sheet of its own, so that it can be handed on.

    ``cards`` come with their people, group by group (``queries.printable``).
    """
    ground = _ground(election)
    for place, rows in groupby(cards, key=lambda card: card.registration.place):
        of_group = list(rows)
        pages = -(-len(of_group) // PER_SHEET)
        for page in range(pages):
            some = of_group[page * PER_SHEET : (page + 1) * PER_SHEET]
            sheet = Sheet(ground=ground)
            for index, card in enumerate(some):
                _card(sheet, election, card, *_corner(index))
            head = f"{election.village.name}　{place}　第{page + 1}张，共{pages}张"
            sheet.text(Face.HEI, 8, 105, 6.5, f"{head}　序号{some[0].number}—{some[-1].number}", align="c")
            yield sheet


def _corner(index: int) -> tuple[float, float]:
    row, column = divmod(index, ACROSS)
    return LEFT + column * WIDTH, TOP + row * HEIGHT


def _card(sheet: Sheet, election: Election, card: Card, x: float, y: float) -> None:
    """What differs from card to card."""
    holder = card.registration
    person = holder.person
    sheet.text(Face.HEI_BOLD, 13, x + 16, y + 18.6, f"{card.number:04d}", room=14)
    if card.edition > 1:
        sheet.text(Face.HEI, 7.5, x + 31, y + 18.8, f"补发第{card.edition}次", room=15.5)
    sheet.text(Face.SONG_BOLD, 19, x + 16, y + 25.8, person.name, room=31)
    age = person.age_on(election.election_day)
    sheet.text(Face.SONG, 10.5, x + 5, y + 33, f"{SEXES[person.sex]}　{age}岁　{holder.place}", room=42)
    sheet.qr(_qr_text(card), x + QR_LEFT, y + QR_TOP, QR_SIZE)
    sheet.text(Face.HEI, 6.5, x + QR_LEFT + QR_SIZE / 2, y + 34.4, card.shown_code, align="c")
    sheet.text(Face.HEI, 9, x + (STUB + WIDTH) / 2, y + 12.4, f"{card.number:04d}", align="c")


def _qr_text(card: Card) -> str:
    """What a telephone or a scanner reads: the card's page where the office has an address, else its code."""
    address = verify_address()
    return f"{address}/cards/{card.code}/" if address else card.code


def _ground(election: Election) -> Sheet:
    """What is the same on every card, and the marks to cut by."""
    sheet = Sheet()
    for index in range(PER_SHEET):
        _form(sheet, election, *_corner(index))
    for column in range(ACROSS + 1):
        x = LEFT + column * WIDTH
        sheet.line(x, TOP - CUT, x, TOP - 1, 0.15)
        sheet.line(x, TOP + DOWN * HEIGHT + 1, x, TOP + DOWN * HEIGHT + CUT, 0.15)
    for row in range(DOWN + 1):
        y = TOP + row * HEIGHT
        sheet.line(LEFT - CUT, y, LEFT - 1, y, 0.15)
        sheet.line(LEFT + ACROSS * WIDTH + 1, y, LEFT + ACROSS * WIDTH + CUT, y, 0.15)
    return sheet


def _form(sheet: Sheet, election: Election, x: float, y: float) -> None:
    card = election.words.card
    village = election.village
    middle = x + STUB / 2 + 1
    sheet.frame(x + 2, y + 2, WIDTH - 4, HEIGHT - 4, 0.35)
    heading = f"{village.township.name}{village.name}{election.cycle.title}{election.words.body}换届选举"
    sheet.text(Face.SONG, 8, middle, y + 5.6, heading, align="c", room=STUB - 7)
    sheet.text(Face.SONG_BOLD, 15, middle, y + 11, "　".join(card), align="c")
    sheet.text(Face.SONG, 9, x + 5, y + 18.8, "序　号")
    sheet.text(Face.SONG, 9, x + 5, y + 26, "姓　名")
    when, where = _when_and_where(election)
    sheet.text(Face.SONG, 9, x + 5, y + 38, when, room=STUB - 8)
    sheet.text(Face.SONG, 9, x + 5, y + 42.2, where, room=STUB - 8)
    sheet.text(Face.SONG, 8, x + 5, y + 46.3, f"{election.committee_title}（盖章）", room=STUB - 8)
    rule = "限本人使用，凭本证领取选票；补发后原证作废。"
    sheet.text(Face.SONG, 7, x + 5, y + 50, rule, room=STUB - 8)
    _stub(sheet, x, y)


def _when_and_where(election: Election) -> tuple[str, str]:
    """Hours and place are decided together; until then a card names neither."""
    day = cn_date(election.election_day)
    if not election.polling_place:
        return f"投票日期　{day}", "时间和地点　以投票公告为准"
    hours = f"{election.opens_at:%H:%M}—{election.closes_at:%H:%M}"
    return f"投票时间　{day}　{hours}", f"投票地点　{election.polling_place}"


def _stub(sheet: Sheet, x: float, y: float) -> None:
    """The strip the clerk ticks when a ballot is handed out."""
    middle = x + (STUB + WIDTH) / 2 - 1
    sheet.dashes.append((x + STUB, y + 2, x + STUB, y + HEIGHT - 2))
    sheet.text(Face.HEI_BOLD, 8.5, middle, y + 6.8, "领票记录", align="c")
    for row, words in enumerate(("首次投票", "再次投票", "另行选举")):
        top = y + 18 + row * 8
        sheet.frame(x + STUB + 3, top - 1.7, 3.4, 3.4, 0.25)
        sheet.text(Face.SONG, 8, x + STUB + 7.4, top, words)
    sheet.text(Face.SONG, 7, x + STUB + 3, y + 42.5, "发票人")
    sheet.line(x + STUB + 3, y + 49, x + WIDTH - 4, y + 49, 0.15)
