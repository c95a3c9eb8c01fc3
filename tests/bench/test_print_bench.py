"""How fast the office prints, beside the plain way of doing the same on the same machine in the same run.

Nothing here asserts a time: machines differ. What is asserted is that both ways print the same people,
and for a notice the ratio of both.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from datetime import date
from html import escape
from typing import TypeVar

import pytest
import segno
from django.conf import settings

from election_office.documents import notice as register
from election_office.documents import rendering, specimens
from election_office.documents.actions import freeze, preview_pdf
from election_office.documents.paper_html import grid_text
from election_office.documents.rendering import Pdf, pdf_from_html
from tests.bench import canvas
from tests.voters.printed import big_roll, text_of
from villages.models import Election
from voters.cards import actions, queries
from voters.cards.sheets import card_sheets
from voters.models import Registration, RollVersion
from voters.prints.book import book_sheets
from voters.prints.typeset import print_sheets

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
Made = TypeVar("Made")
SONG = "'Noto Serif CJK SC', 'BabelStone Han', HanaMinA, HanaMinB, serif"


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Importing the printer and reading the fonts for the first time is nobody's speed."""
    pdf_from_html("<p>热身</p>")


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """Seconds of processor time: what else the machine does meanwhile is not counted."""
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def told(what: str, ours: float, other: float, alternative: str) -> None:
    ratio = f"{other / ours:.1f}x as fast as {alternative} ({other:.2f} s)"
    print(f"\n{what}: {ours:.2f} s, {ratio}")  # noqa: T201 -- what a benchmark is for


def told_alone(what: str, seconds: float, pages: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    speed = f"{pages / seconds:.0f} pages a second"
    print(f"\n{what}: {seconds:.2f} s, {pages} pages, {speed}, peak {peak} MB")  # noqa: T201


def plain_table(election: Election, columns: int) -> Pdf:
    """The same people as one HTML table, a row each: what one writes first."""
    rows = "".join(
        f"<tr><td>{row.serial}</td><td>{escape(row.person.name)}</td>{'<td></td>' * (columns - 2)}</tr>"
        for row in Registration.objects.filter(election=election).with_people().order_by("serial")
    )
    return pdf_from_html(
        f"<style>@page {{ size: A4; margin: 14mm }} body {{ font: 12pt {SONG} }} td {{ border: 1px solid; "
        "height: 8mm } table { border-collapse: collapse; width: 100% } thead { display: table-header-group }"
        f"</style><table><thead><tr>{'<th>栏</th>' * columns}</tr></thead><tbody>{rows}</tbody></table>"
    )


def plain_cards(election: Election) -> Pdf:
    """The same cards as one HTML page of blocks, with an inline QR each."""
    blocks = []
    for card in queries.printable(election, only_new=False):
        holder = card.registration
        drawn = segno.make(card.code, error="m", micro=False).svg_inline(border=0, omitsize=True)
        blocks.append(
            f'<div class="card"><h1>选民证</h1><div class="qr">{drawn}</div><p>序号 {card.number:04d}</p>'
            f"<p>姓名 {escape(holder.person.name)}</p><p>{escape(holder.place)}</p>"
            f"<p>投票地点 {escape(election.polling_place)}</p><p>{card.shown_code}</p></div>"
        )
    return pdf_from_html(
        f"<style>@page {{ size: A4; margin: 13.5mm 15mm }} body {{ margin: 0; font: 10pt {SONG} }} p, h1 "
        "{ margin: 0; font-size: 11pt } .card { float: left; box-sizing: border-box; width: 90mm; height: "
        "53.9mm; border: 1px solid; padding: 3mm } .qr { float: right; width: 17mm; height: 17mm }</style>"
        + "".join(blocks)
    )


def print_cards(election: Election) -> Pdf:
    return print_sheets(list(card_sheets(election, queries.printable(election, only_new=False))), "证")


def names_on(pdf: Pdf | bytes, election: Election) -> int:
    text = "".join(text_of(pdf))
    names = Registration.objects.filter(election=election).values_list("person__name", flat=True)
    return sum(name in text for name in names)


def roll_notice(election: Election) -> bytes:
    version = RollVersion.objects.select_related("election__village", "election__cycle").get(
        election=election
    )
    return preview_pdf("voters.roll_notice", version)


def test_a_roll_notice_beside_a_plain_table() -> None:
    election = big_roll(1000)
    ours, seconds = timed(lambda: roll_notice(election))
    plain, other = timed(lambda: plain_table(election, 6))
    assert names_on(plain, election) == 1000
    assert len(text_of(ours)) < len(text_of(plain))
    told("roll notice, 1,000 names", seconds, other, "a plain table in the same printer")


def test_a_warm_notice_beside_weasyprint_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The very same page: the ratio is held, so that no change takes back what preparing once has won."""
    from weasyprint import HTML  # noqa: PLC0415 -- slow import
    from weasyprint.pdf import fonts, stream  # noqa: PLC0415 -- slow import

    notice = register.get("villages.day_notice")
    facts = specimens.made_up(notice.facts_type)
    marks = rendering.Printed(title=notice.title, dated=date(2026, 12, 20), code="7KQXMRT4WA")
    html = rendering.html_of(notice.as_kind(), facts, marks)

    def alone() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(stream, "Font", fonts.Font)
            HTML(string=html, base_url=str(settings.BASE_DIR)).write_pdf()

    def ours() -> None:
        rendering.pdf_of(notice.as_kind(), facts, marks)

    ours()
    pairs = [(timed(ours)[1], timed(alone)[1]) for _ in range(15)]
    seconds, other = (statistics.median(one) for one in zip(*pairs, strict=True))
    told("a one-page notice, warm", seconds, other, "WeasyPrint alone on the same page")
    print(f"two workers: {2 / seconds:.0f} notices a second of processor time")  # noqa: T201
    assert seconds <= 0.7 * other


def test_a_roll_notice_of_ten_thousand_beside_a_canvas() -> None:
    """From the facts to the file, beside strings drawn at given places."""
    version = RollVersion.objects.select_related("election__village", "election__cycle").get(
        election=big_roll(10_000)
    )
    notice = register.get("voters.roll_notice")
    facts = freeze(notice.as_kind().facts(version))
    marks = rendering.Printed(title=facts["title"], dated=date(2026, 12, 20), code="7KQXMRT4WA")
    groups = [(group["title"], [grid_text(name) for name, _ in group["names"]]) for group in facts["groups"]]
    canvas.ready()
    canvas.name_grid("热身", groups, 6)
    rendering.pdf_of(notice.as_kind(), facts, marks)

    pairs = []
    for _ in range(5):
        ours, seconds = timed(lambda: rendering.pdf_of(notice.as_kind(), facts, marks))
        (drawn, pages), other = timed(lambda: canvas.name_grid(facts["title"], groups, 6))
        pairs.append((seconds, other))
    seconds, other = (statistics.median(each) for each in zip(*pairs, strict=True))
    assert abs(ours.pages - pages) <= 2
    assert names_on(ours, version.election) == 10_000
    assert len(text_of(drawn)) == pages
    told_alone("roll notice, 10,000 names", seconds, ours.pages)
    ratio = f"{seconds / other:.1f} times a ReportLab canvas ({other:.2f} s, {pages} pages; wanted: 4)"
    print(f"  {ratio}, whole preview {timed(lambda: roll_notice(version.election))[1]:.2f} s")  # noqa: T201


def test_the_sign_off_book_beside_a_plain_table() -> None:
    election = big_roll(1000)
    ours, seconds = timed(lambda: print_sheets(book_sheets(election), "册"))
    plain, other = timed(lambda: plain_table(election, 7))
    assert names_on(ours, election) == names_on(plain, election) == 1000
    told("sign-off book, 1,000 rows", seconds, other, "a plain table in the same printer")


def test_a_sign_off_book_of_ten_thousand() -> None:
    election = big_roll(10_000)
    ours, seconds = timed(lambda: print_sheets(book_sheets(election), "册"))
    assert ours.pages == 400
    told_alone("sign-off book, 10,000 rows", seconds, ours.pages)


def test_cards_beside_one_page_of_blocks() -> None:
    election = big_roll(1000)
    actions.issue_cards(election=election, by=election.roll_versions.get().frozen_by)
    ours, seconds = timed(lambda: print_cards(election))
    plain, other = timed(lambda: plain_cards(election))
    assert ours.pages == 100
    assert names_on(ours, election) == names_on(plain, election) == 1000
    told("1,000 cards", seconds, other, "a page of HTML blocks with inline QR codes")


def test_ten_thousand_cards() -> None:
    election = big_roll(10_000)
    _, issuing = timed(
        lambda: actions.issue_cards(election=election, by=election.roll_versions.get().frozen_by)
    )
    ours, seconds = timed(lambda: print_cards(election))
    assert ours.pages == 1000
    print(f"\nissuing 10,000 cards: {issuing:.2f} s")  # noqa: T201
    told_alone("10,000 cards", seconds, ours.pages)
