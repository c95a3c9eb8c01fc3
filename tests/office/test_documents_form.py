"""The form of a paper: sheets, titles, dates, the code in the margin. Places are read from the PDF."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from election_office.documents import copies, rendering
from election_office.documents.kinds import DocumentKind
from election_office.documents.paper import Name, NameGrid, NameGroup, Paper, Para, Signatures, Size

DAY = dt.date(2026, 12, 20)
TITLE = "演示东山村第十二届村民委员会换届选举登记参加选举的村民名单公告"
TEXT = "根据法律第十四条第二款，经本村村民选举委员会确认，参加选举的村民共1286人，其中女性603人，现公布如下："
BODY = ("演示东山村第十二届村民选举委员会",)


@dataclass(frozen=True)
class Word:
    """A piece of text on a page: where it begins, in points from the upper left corner."""

    page: int
    left: float
    top: float
    right: float
    text: str


@dataclass(frozen=True)
class Sheet:
    pages: int
    width: float
    words: list[Word]

    def line(self, text: str) -> Word:
        return next(word for word in self.words if text in word.text)

    def lines_of(self, page: int) -> list[float]:
        return sorted({round(word.top, 1) for word in self.words if word.page == page})


@pytest.fixture
def on_paper(tmp_path: Path) -> Any:
    def print_it(paper: Paper, *, hangs: bool = False, **marks: Any) -> Sheet:
        kind = DocumentKind(
            code="x",
            title=paper.title,
            facts=lambda subject: {},
            compose=lambda facts: paper,
            places=(lambda subject: []) if hangs else None,
        )
        printed = rendering.Printed(title=paper.title, **({"dated": DAY} | marks))
        pdf = rendering.pdf_of(kind, {}, printed)
        file = tmp_path / "paper.pdf"
        file.write_bytes(pdf.data)
        told = subprocess.run(
            ["pdftotext", "-bbox", str(file), "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        words: list[Word] = []
        width = 0.0
        page = 0
        for row in told.splitlines():
            if found := re.search(r'<page width="([\d.]+)"', row):
                page, width = page + 1, float(found[1])
            elif found := re.search(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax=".+?">(.*)</word>', row):
                words.append(
                    Word(page, float(found[1]), float(found[2]), float(found[3]), unescape(found[4]))
                )
        return Sheet(pdf.pages, width, words)

    return print_it


# ------------------------------------------------------------------ title and date


def test_a_long_title_is_broken_by_sense_and_centred(on_paper: Any) -> None:
    sheet = on_paper(Paper(title=TITLE, blocks=(Para(TEXT),), signature=BODY))

    first = sheet.line("演示东山村第十二届村民委员会换届选举")
    second = sheet.line("登记参加选举的村民名单公告")
    assert first.text == "演示东山村第十二届村民委员会换届选举"
    assert second.text == "登记参加选举的村民名单公告"
    assert second.top - first.top == pytest.approx(34, abs=0.1)
    middle = (28 + 156 / 2) * 72 / 25.4
    for line in (first, second):
        assert (line.left + line.right) / 2 == pytest.approx(middle, abs=1)


def test_the_date_has_arabic_numerals_unless_the_office_wants_chinese(on_paper: Any) -> None:
    paper = Paper(title="公告", blocks=(Para(TEXT),), signature=BODY)

    assert on_paper(paper).line("12月20日").text == "2026年12月20日"
    assert on_paper(paper, chinese_date=True).line("十二月").text == "二〇二六年十二月二十日"


def test_the_signature_stands_four_characters_from_the_edge_with_the_date_centred_below(
    on_paper: Any,
) -> None:
    sheet = on_paper(Paper(title="公告", blocks=(Para(TEXT),), signature=BODY))

    name, date = sheet.line(BODY[0]), sheet.line("12月20日")
    edge = (28 + 156) * 72 / 25.4
    assert edge - name.right == pytest.approx(4 * 16, abs=1)
    assert (date.left + date.right) / 2 == pytest.approx((name.left + name.right) / 2, abs=1)
    assert date.top - name.top == pytest.approx(28.95, abs=2)


# ------------------------------------------------------------------ lines


def test_lines_stand_where_they_stood(on_paper: Any) -> None:
    """A moved line fails here: 37 mm above, 22 lines of 28.95 points."""
    sheet = on_paper(Paper(title="公告", blocks=(Para("选" * 28 * 60, indent=False),)))

    tops = [word.top for word in sheet.words if word.page == 2 and "选" in word.text]
    assert len(tops) == 22
    assert tops[0] == pytest.approx(37 * 72 / 25.4 + (28.95 - 16) / 2, abs=1)
    assert [round(below - above, 1) for above, below in itertools.pairwise(tops)] == [
        pytest.approx(28.95, abs=0.15)
    ] * 21


def test_a_rare_character_does_not_move_its_line(on_paper: Any) -> None:
    common = on_paper(Paper(title="公告", blocks=(Para("选" * 28 * 3, indent=False),)))
    rare = on_paper(Paper(title="公告", blocks=(Para("选" * 30 + "㊛䶮" + "选" * 52, indent=False),)))

    third = [sorted(word.top for word in sheet.words if "选" in word.text)[-1] for sheet in (common, rare)]
    assert third[0] == pytest.approx(third[1], abs=0.2)


# ------------------------------------------------------------------ sheets


def test_a_short_notice_keeps_the_distances_of_the_standard(on_paper: Any) -> None:
    sheet = on_paper(Paper(title="公告", blocks=(Para(TEXT),), signature=BODY), hangs=True)
    assert (sheet.pages, round(sheet.width)) == (1, 595)


@pytest.mark.parametrize(("lines", "width"), [(17, 595), (24, 842)])
def test_a_notice_that_hangs_is_one_sheet(on_paper: Any, lines: int, width: int) -> None:
    """A little too long: closer lines on A4. Longer: A3."""
    text = Para("选" * 28 * lines, indent=False)
    paper = Paper(title=TITLE, blocks=(text, Para("特此公告。")), signature=BODY)
    sheet = on_paper(paper, hangs=True)

    assert (sheet.pages, round(sheet.width)) == (1, width)
    assert sheet.line("12月20日").page == 1


def test_a_paper_that_does_not_hang_never_changes_its_sheet(on_paper: Any) -> None:
    sheet = on_paper(Paper(title=TITLE, blocks=(Para(TEXT),) * 9, signature=BODY))
    assert round(sheet.width) == 595


@pytest.mark.parametrize("count", range(20, 27))
def test_no_last_page_holds_one_line(on_paper: Any, count: int) -> None:
    sheet = on_paper(Paper(title="说明", blocks=(Para("选" * 28 * count, indent=False),), page_numbers=False))

    if sheet.pages > 1:
        assert len(sheet.lines_of(sheet.pages)) >= 2


def test_lines_to_sign_on_never_stand_alone(on_paper: Any) -> None:
    signers = Signatures(["总监票人", "监票人", "唱票人", "计票人"], per_line=2)
    for count in (15, 16, 17, 18, 19):
        sheet = on_paper(Paper(title="记录", blocks=(Para("选" * 28 * count, indent=False), signers)))
        page = sheet.line("总监票人").page
        assert [word for word in sheet.words if word.page == page and "选" in word.text]
        assert sheet.line("计票人").page == page


def test_names_on_the_sheet_of_a_room_are_large_and_leave_room_for_long_ones(on_paper: Any) -> None:
    names = [Name("王某甲", marked=number % 2 == 0) for number in range(40)]
    grid = NameGrid([NameGroup("第一组", names)], points=14)

    sheet = on_paper(Paper(title="名单", size=Size.A3, blocks=(Para(TEXT), grid)))

    name = sheet.line("王某甲")
    tops = sorted({round(word.top, 1) for word in sheet.words if "王某甲" in word.text})
    assert (name.right - name.left) / len(name.text) >= 22
    assert tops[1] - tops[0] == pytest.approx(22 * 1.6, abs=0.2)


# ------------------------------------------------------------------ the code


def test_number_and_code_change_sides_on_even_pages(on_paper: Any) -> None:
    paper = Paper(title="公告", blocks=(Para("选" * 28 * 40, indent=False),))

    sheet = on_paper(paper, code="7KQXMRT4WA", verify_place="村委会")

    left, right = 28 * 72 / 25.4, (28 + 156) * 72 / 25.4
    places = [word for word in sheet.words if "真伪可凭查验码到村委会查验" in word.text]
    assert [word.page for word in places] == [1, 2]
    beside = (13 + 2.5) * 72 / 25.4  # the picture and the air between
    assert places[0].left == pytest.approx(left + beside, abs=1)
    assert places[1].right == pytest.approx(right - beside, abs=1)
    numbers = [word for word in sheet.words if word.text in ("1", "2")]
    assert numbers[0].left > 400
    assert numbers[1].left < 150


def test_the_office_can_be_rung_up_and_the_printer_is_told_how_many(on_paper: Any) -> None:
    sheet = on_paper(Paper(title="公告", blocks=(Para(TEXT),)), code="7KQXMRT4WA", phone="0000-0000000")
    assert any("0000-0000000" in word.text for word in sheet.words)
    assert rendering.Printed(title="公告").phone_words == ""
    assert copies.copies_words(3) == "共印4份：3处张贴各一份，存档一份。"
    assert copies.copies_words(0) == "共印两份：送交一份，存档一份。"
    assert copies.seal_words("演示村村民选举委员会").startswith("盖演示村村民选举委员会印章")
    assert copies.seal_words("") == ""


def test_people_are_sent_where_they_can_ask() -> None:
    printed = rendering.Printed(title="公告", code="7KQXMRT4WA")
    assert printed.where_to_verify == "真伪可凭查验码到落款单位查验"
    with_address = rendering.Printed(title="公告", verify_address="https://demo.example")
    assert with_address.where_to_verify == "扫码或登录 https://demo.example/verify/ 查验"
