"""The ballot as the printer gets it: one, two or four to a sheet, with crop marks, seal place and stub.

Every ballot is laid out on a sheet of A4's proportions and made smaller or larger with it, so that halves
and quarters of a sheet fit without a remainder. Numbers stand on the stubs alone, and nothing here knows who
will be handed which ballot (秘密投票).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ballots import queries
from ballots.models import BallotDesign, Round
from ballots.preparation.queries import ballot_facts, design_of
from ballots.preparation.rules.void_rules import void_rules_for
from election_office.documents import actions as documents
from election_office.documents import rendering, specimens, word
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import Align, Block, Column, PageBreak, Paper, Para, Size, Table
from election_office.documents.specimens import KNOWN, VILLAGE
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from election_office.law.words import GENERAL
from villages.documents import heading_facts

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter

BALLOT = "ballots.ballot"
SHEETS: Final = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height in millimetres, upright."""
SMALLEST_NAME_PT: Final = 10.0
POINTS_PER_MM: Final = 72 / 25.4
STUB_MM: Final = 34.0
"""Width of the stub on a ballot of A4 size."""
MARGIN_MM: Final = 10.0
EM_MM: Final = 10 / POINTS_PER_MM
"""One em of the layout, ten points, on a ballot of A4 size."""
RULES_EM, RULES_LEADING = 1.35, 1.5
"""Size and leading of the written rules."""
HOW_LINES: Final = 2
HEADING_NAME_EM: Final = 1.35
NAME_LEADING: Final = 1.18
HEADING_EM: Final = 11.0
"""Title, day, the heads of the posts, and air above the rules."""
BESIDE_RULES_MM: Final = 44.0
"""Kept free for the seal."""
LARGEST_NAME_PT, LEAST_NAME_PT = 26.0, 13.0
WORD_POINTS: Final = 18.0
"""Names in the Word file, by the size of its text."""


@dataclass(frozen=True, slots=True)
class Imposition:
    """How ballots lie on a sheet. Millimetres; ``scale``: size of a ballot against A4 on its side."""

    width: float
    height: float
    columns: int
    rows: int

    @property
    def cell(self) -> tuple[float, float]:
        return self.width / self.columns, self.height / self.rows

    @property
    def scale(self) -> float:
        return self.cell[0] / 297.0

    def cells(self) -> Iterator[tuple[float, float]]:
        """Left and top of each ballot."""
        width, height = self.cell
        for row in range(self.rows):
            for column in range(self.columns):
                yield column * width, row * height


def imposition(sheet: str, per_sheet: int) -> Imposition:
    """One and four lie on the sheet's side, two on the upright sheet one above the other."""
    short, long = SHEETS[sheet]
    if per_sheet == 2:
        return Imposition(short, long, 1, 2)
    side = 1 if per_sheet == 1 else 2
    return Imposition(long, short, side, side)


def _columns(round: Round) -> list[dict[str, Any]]:
    """Every post, the one kept for a woman by itself, with its names and its blank boxes."""
    names = queries.printed_names(round)
    write_in = round.election.rulebook.value("write_in_allowed")[round.judged_as]
    found = []
    for contest in queries.contests_of(round):
        printed = [name.name for name in names.get(contest.post.pk, [])]
        found.append(
            {
                "title": contest.post.title,
                "seats": contest.seats,
                "seats_words": cn_number(contest.seats),
                "names": printed,
                "blanks": list(range(contest.seats if write_in or not printed else 0)),
                "columns": len(printed) + 1 + (contest.seats if write_in or not printed else 0),
                "no_list": not printed,
            }
        )
    return found


def _heights(rules: list[str], with_stub: bool) -> dict[str, float]:
    """Heights of the two rows of the table, in ems: what the heading and the written rules leave free."""
    across = (297.0 - MARGIN_MM - BESIDE_RULES_MM - (STUB_MM if with_stub else 0.0)) / EM_MM / RULES_EM
    lines = HOW_LINES + sum(-(-(len(rule) + 3) // int(across)) for rule in rules)
    free = (210.0 - 2 * MARGIN_MM) / EM_MM - HEADING_EM - lines * RULES_LEADING * RULES_EM
    sign = max(3.6, min(7.5, free * 0.3))
    return {"sign_em": round(sign, 2), "names_em": round(max(9.0, min(19.0, free - sign)), 2)}


def _sized(posts: list[dict[str, Any]], with_stub: bool, rules: list[str]) -> dict[str, Any]:
    """The posts, the widths of their columns and the size of the names on a ballot of A4 size."""
    room = 297.0 - 2 * MARGIN_MM - (STUB_MM if with_stub else 0.0)
    cells = sum(post["columns"] - 0.3 for post in posts)
    gaps = 4.0 * (len(posts) - 1)
    column = min(26.0, (room - gaps) / max(cells, 1))
    size = max(LEAST_NAME_PT, min(LARGEST_NAME_PT, column * POINTS_PER_MM * 0.62))
    heights, em = _heights(rules, with_stub), column / EM_MM
    return {
        "posts": [_post_sized(post, size / 10, em, heights["names_em"]) for post in posts],
        "size": size,
        "column_em": round(em, 3),
        "label_em": round(0.7 * em, 3),
    } | heights


def _post_sized(post: dict[str, Any], name_em: float, column_em: float, high: float) -> dict[str, Any]:
    """The heading on one line, and every name in its column: a long one in smaller letters."""
    width = (post["columns"] - 0.3) * column_em
    heading = len(post["title"]) + len(post["seats_words"]) + 5
    return post | {
        "heading_em": round(min(HEADING_NAME_EM, width / (heading + 0.5)), 3),
        "names": [
            {"text": name, "em": round(min(name_em, high / ((len(name) + 0.5) * NAME_LEADING)), 3)}
            for name in post["names"]
        ],
    }


def rules_of(round: Round, design: BallotDesign) -> list[str]:
    """The village's own void rules, or the rulebook's."""
    lines = [line for line in design.void_rules.splitlines() if line]
    return lines or void_rules_for(ballot_facts(round), round.election.rulebook)


def ballots_of(round: Round, design: BallotDesign) -> list[dict[str, Any]]:
    """One entry a kind of ballot: a combined one, or one for each post."""
    posts, rules = _columns(round), rules_of(round, design)
    groups = [posts] if design.form == BallotDesign.Form.COMBINED else [[post] for post in posts]
    return [_sized(group, design.with_stub, rules) for group in groups if group]


def _facts(round: Round) -> dict[str, Any]:
    election, design = round.election, design_of(round)
    laid = imposition(design.sheet, design.per_sheet)
    book = election.rulebook
    write_in = book.value("write_in_allowed")[round.judged_as]
    kind = "选举" if round.number == 1 else round.title
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}{kind}选票",
        "polled": cn_date(round.day),
        "ballots": ballots_of(round, design),
        "cells": [{"left": left, "top": top} for left, top in laid.cells()],
        "sheet_width": laid.width,
        "sheet_height": laid.height,
        "cell_width": laid.cell[0],
        "cell_height": laid.cell[1],
        "base_pt": 10 * laid.scale,
        "columns": laid.columns,
        "rows": laid.rows,
        "stub": design.with_stub,
        "stub_em": STUB_MM / EM_MM,
        "margin_em": MARGIN_MM / EM_MM,
        "rules": rules_of(round, design),
        "rules_em": RULES_EM,
        "rules_leading": RULES_LEADING,
        "write_in": write_in,
        "runoff": round.judged_as == "runoff",
    }


def design_findings(round: Round, design: BallotDesign) -> list[str]:
    """What the clerk should look at before printing: names that come out small, a post nobody stands for."""
    scale = imposition(design.sheet, design.per_sheet).scale
    said = []
    for ballot in ballots_of(round, design):
        size = ballot["size"] * scale
        if size < SMALLEST_NAME_PT:
            titles = "、".join(post["title"] for post in ballot["posts"])
            said.append(
                f"{titles}选票上的姓名只有{size:.0f}磅，年纪大的人看不清；请减少每张纸印的张数、改用A3纸或者分票。"
            )
        said += [
            f"{post['title']}没有正式候选人，选票只印另选他人的空格。"
            for post in ballot["posts"]
            if post["no_list"]
        ]
    return said


def _word(facts: dict[str, Any]) -> Paper:
    """One ballot of each kind, as large as its sheet: the printer lays it out as often as it fits."""
    blocks: list[Block] = []
    for index, ballot in enumerate(facts["ballots"]):
        if index:
            blocks += [PageBreak(), Para(facts["title"], indent=False, align=Align.CENTER, bold=True)]
        if facts["stub"]:
            stub = f"存根　编号　　　　　　{facts['village']}{facts['term']}　编号只印在存根上，不登记领票人"
            blocks.append(Para(stub, indent=False))
        blocks.append(
            Para(f"{facts['polled']}　{facts['committee']}（章）", indent=False, align=Align.CENTER)
        )
        for post in ballot["posts"]:
            blanks = [""] * len(post["blanks"])
            names = [name["text"] for name in post["names"]]
            titles = ["姓名", *names, *blanks]
            blocks.append(
                Table(
                    [Column(title, 0.6 if number == 0 else 1.0) for number, title in enumerate(titles)],
                    [["符号", *[""] * (len(titles) - 1)]],
                    caption=f"{post['title']}（应选{post['seats_words']}名）",
                    points=WORD_POINTS,
                    row_height_mm=14,
                )
            )
        written = "另选他人的，在空白姓名栏写上姓名，并在下方画“〇”。" if facts["write_in"] else ""
        how = "怎样填写：同意的，在姓名下方符号栏内画“〇”；不同意的画“×”；弃权的不画。"
        blocks += [
            Para(line, indent=False)
            for line in (how + written, *(f"{n}．{rule}" for n, rule in enumerate(facts["rules"], start=1)))
        ]
        blocks.append(Para("加盖选票印章处", align=Align.RIGHT))
    return Paper(
        title=facts["title"],
        blocks=tuple(blocks),
        size=Size.A3 if facts["sheet_width"] > SHEETS["A4"][1] else Size.A4,
        landscape=True,
        points=10,
        leading=0.85,
        page_numbers=False,
    )


def specimen() -> dict[str, Any]:
    """Facts for the gallery: two candidates for one seat, four for three, two ballots to a sheet."""
    laid = imposition("A4", 2)
    contests = (("主任", 1, ["演示甲", "演示乙"]), ("委员", 3, ["演示丙", "演示丁", "演示戊", "演示己"]))
    posts = [
        {
            "title": title,
            "seats": seats,
            "seats_words": cn_number(seats),
            "names": names,
            "blanks": list(range(seats)),
            "columns": len(names) + 1 + seats,
            "no_list": False,
        }
        for title, seats, names in contests
    ]
    rules = ["选的人数多于应选名额的，这一职位的选票无效。", "无法辨认的部分无效。"]
    return {
        "village": VILLAGE,
        "term": KNOWN["term"],
        "committee": KNOWN["committee"],
        "title": f"{VILLAGE}{KNOWN['term']}{GENERAL.body}选举选票",
        "polled": "2026年12月20日",
        "ballots": [_sized(posts, True, rules)],
        "cells": [{"left": left, "top": top} for left, top in laid.cells()],
        "sheet_width": laid.width,
        "sheet_height": laid.height,
        "cell_width": laid.cell[0],
        "cell_height": laid.cell[1],
        "base_pt": 10 * laid.scale,
        "columns": laid.columns,
        "rows": laid.rows,
        "stub": True,
        "stub_em": STUB_MM / EM_MM,
        "margin_em": MARGIN_MM / EM_MM,
        "rules": rules,
        "rules_em": RULES_EM,
        "rules_leading": RULES_LEADING,
        "write_in": True,
        "runoff": False,
    }


def longest(facts: dict[str, Any]) -> dict[str, Any]:
    """The longest ballot: seven posts with fifteen names of twenty characters, sized as a real one is."""
    grown = specimens.longest(facts)
    posts = [
        {
            "title": f"演示职位{cn_number(number)}",
            "seats": 1,
            "seats_words": "一",
            "names": [specimens.LONG_NAME] * (specimens.PEOPLE if number == 1 else 2),
            "blanks": [0],
            "columns": (specimens.PEOPLE if number == 1 else 2) + 2,
            "no_list": False,
        }
        for number in range(1, specimens.LENGTHS["posts"] + 1)
    ]
    rules = facts["rules"]
    # one cell as it lies on the sheet, and a ballot of its own for every post
    return facts | {
        "village": grown["village"],
        "title": grown["title"],
        "committee": grown["committee"],
        "ballots": [_sized([post], True, rules) for post in posts],
    }


KIND = register(
    DocumentKind(
        code=BALLOT,
        title="选票",
        facts=_facts,
        template="print/ballots/ballot_sheet.html",
        word=_word,
        specimen=specimen,
        specimen_longest=longest,
    )
)


def master_pdf(round: Round) -> bytes:
    """The sheets to print from, one for each kind of ballot. Raises ValidationError for a name that cannot be
    printed."""
    return documents.working_pdf(BALLOT, round)


def master_word(round: Round) -> bytes:
    """The same as a Word file, for a printer who sets it anew."""
    kind, facts = documents.facts_now(BALLOT, round)
    return word.docx_of(rendering.paper_of(kind, facts, rendering.Printed(title=kind.title)))


def numbered_pdf(master: bytes, design: BallotDesign, copies: int) -> Iterator[tuple[int, PdfWriter]]:
    """Every sheet with running numbers on its stubs: (sheets so far, the file as it stands), to be taken to
    the end. A sheet carries numbers 1, 2… of each kind of ballot; those past ``copies`` stay without one."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 -- loaded where it is used
    from pypdf.generic import DictionaryObject, NameObject  # noqa: PLC0415 -- loaded where it is used

    laid = imposition(design.sheet, design.per_sheet)
    reader = PdfReader(io.BytesIO(master))
    writer = PdfWriter()
    font = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Courier-Bold"),
            }
        )
    )
    places = list(laid.cells())
    last = copies if design.with_stub else 0  # without a stub a number would stand on the ballot itself
    sheets = -(-copies // len(places))
    done = 0
    for kind in range(len(reader.pages)):
        for sheet in range(sheets):
            page = writer.add_page(reader.pages[kind])
            first = sheet * len(places)
            numbers = [first + spot + 1 for spot in range(len(places))]
            _stamp(writer, page, font, _digits(laid, places, numbers, last))
            done += 1
            if done % 100 == 0:
                yield done, writer
    yield done, writer


def _digits(laid: Imposition, places: list[tuple[float, float]], numbers: list[int], copies: int) -> str:
    """PDF operators that write each number on its stub, under the word 存根."""
    lines = []
    size = 15 * laid.scale
    for (left, top), number in zip(places, numbers, strict=True):
        if number > copies:
            continue
        x = (left + 8.0 * laid.scale) * POINTS_PER_MM
        y = (laid.height - top - 40.0 * laid.scale) * POINTS_PER_MM
        lines.append(f"BT /FStub {size:.2f} Tf {x:.2f} {y:.2f} Td ({number:05d}) Tj ET")
    return "\n".join(lines)


def _stamp(writer: PdfWriter, page: PageObject, font: Any, operators: str) -> None:
    """Add ``operators`` after what the page shows; the page's own contents are shared by all its copies."""
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject  # noqa: PLC0415 -- loaded where it is used

    # The page turns its axes round for good; between q and Q that stays its own affair.
    before, after = DecodedStreamObject(), DecodedStreamObject()
    before.set_data(b"q\n")
    after.set_data(f"\nQ\nq\n{operators}\nQ".encode("ascii"))
    contents = page.raw_get("/Contents")
    page[NameObject("/Contents")] = ArrayObject(
        [writer._add_object(before), contents, writer._add_object(after)]
    )
    shared = page["/Resources"].get_object()
    assert isinstance(shared, DictionaryObject)
    resources = DictionaryObject(shared)
    known = resources.get("/Font", DictionaryObject()).get_object()
    assert isinstance(known, DictionaryObject)
    fonts = DictionaryObject(known)
    fonts[NameObject("/FStub")] = font
    resources[NameObject("/Font")] = fonts
    page[NameObject("/Resources")] = resources
