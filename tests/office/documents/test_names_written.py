"""Pages of names that write themselves stand where the printer would have put them, letter by letter."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator

import pytest
from PIL import Image
from pypdf import PdfReader

from election_office.documents import names_written, rendering
from election_office.documents.kinds import DocumentKind
from election_office.documents.names_written import Heights, Part, laid_out_of, pages_of
from election_office.documents.paper import Name, NameGrid, NameGroup, Paper, Para
from election_office.documents.rendering import CannotPrint

HEIGHTS = Heights(first=50, page=100, heading=12, gap=4, line=10)


def shapes(groups: list[tuple[str, int]], heights: Heights = HEIGHTS) -> list[list[tuple[str, int]]]:
    pages = pages_of([Part(heading, ["行"] * count) for heading, count in groups], heights)
    return [[(part.heading, len(part.lines)) for part in page] for page in pages]


def test_what_stands_on_which_page() -> None:
    """At the line and beside it: three lines fit under a heading on a page of 46 points, not of 45.9."""
    assert shapes([("甲", 3)]) == [[("甲", 3)]]
    assert [laid_out_of(pages) for pages in (0, 1, 4, 5, 6, 7, 60)] == [0, 1, 4, 3, 4, 3, 4]
    assert shapes([("甲", 5)], Heights(46, 100, 12, 4, 10)) == [[("甲", 3)], [("", 2)]]
    assert shapes([("甲", 5)], Heights(45.9, 100, 12, 4, 10)) == [[("甲", 2)], [("", 3)]]
    # One line never stands alone at the head of a page, nor at the foot; a heading goes with its lines.
    assert shapes([("甲", 4)], Heights(46, 100, 12, 4, 10)) == [[("甲", 2)], [("", 2)]]
    assert shapes([("甲", 3)], Heights(36, 100, 12, 4, 10)) == [[], [("甲", 3)]]
    assert shapes([("甲", 2), ("乙", 5)]) == [[("甲", 2)], [("乙", 5)]]
    assert shapes([("甲", 1), ("乙", 1)], Heights(26, 100, 12, 4, 10)) == [[("甲", 1)], [("乙", 1)]]
    # The air above a heading falls away at the head of a page: eight lines of ten points under twelve.
    assert shapes([("", 5), ("乙", 8)]) == [[("", 5)], [("乙", 8)]]
    assert shapes([("", 5), ("乙", 20)]) == [[("", 5)], [("乙", 8)], [("", 10)], [("", 2)]]


RARE = "演示䶮𬱖𠅤"
NAMES = ["演示甲", "王某", RARE, "阿依古丽·演示买买提演示", "演e\u0301示", "欧阳演示"]


def paper_of(names: list[str], first: str = "") -> Paper:
    groups = [
        NameGroup(title, [Name(name, marked=place % 3 == 0) for place, name in enumerate(names[start::2])])
        for start, title in enumerate(("第一村民小组", first or "第二村民小组"))
    ]
    grid = NameGrid(groups, legend="姓名后有㊛的为女性。")
    return Paper(
        title="演示村选民名单公告",
        blocks=(Para("根据法律，现公布如下："), grid, Para("有意见的请提出。")),
        signature=("演示村村民选举委员会",),
    )


def printed(paper: Paper) -> bytes:
    kind = DocumentKind(code="test.names", title="公告", facts=dict, compose=lambda _: paper)
    return rendering.pdf_of(kind, {}, rendering.Printed(title=paper.title, code="7KQXMRT4WA")).data


def words(pdf: bytes) -> Iterator[tuple[float, float, float, str]]:
    """Page, left, top, text of every word."""
    page = 0
    rows = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    for row in rows.decode().splitlines():
        page += "<page " in row
        if found := re.search(r'<word xMin="([\d.]+)" yMin="([\d.]+)".*>(.*)</word>', row):
            yield page, float(found[1]), float(found[2]), found[3]


def darkness(pdf: bytes, page: int) -> list[int]:
    """How dark each of the squares of a page is, each about as high as a line."""
    drawn = ["pdftoppm", "-r", "36", "-gray", "-f", str(page), "-l", str(page), "-"]
    picture = Image.open(io.BytesIO(subprocess.run(drawn, input=pdf, capture_output=True, check=True).stdout))
    return list(picture.resize((28, 40), Image.Resampling.BOX).tobytes())


def outline(pdf: bytes) -> list[tuple[str, int | None]]:
    reader = PdfReader(io.BytesIO(pdf))
    items = [item for part in reader.outline for item in (part if isinstance(part, list) else [part])]
    return [(str(item.title), reader.get_destination_page_number(item)) for item in items]


def test_the_same_names_at_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = paper_of(NAMES * 260)
    with monkeypatch.context() as patch:
        patch.setattr(names_written, "FEWEST_LINES", 10**6)
        laid_out = printed(paper)
    written = printed(paper)

    ours, theirs = list(words(written)), list(words(laid_out))
    assert len(written) < len(laid_out)
    assert ours[-1][0] > 12  # pages: painted ones with a heading, on both sides, with numbers of two digits
    for page in (1, 7, 8):  # what is cut off can still be searched and copied: it must be seen
        assert darkness(written, page) == pytest.approx(darkness(laid_out, page), abs=12), page
    assert outline(written) == outline(laid_out)
    assert [(page, text) for page, _, _, text in ours] == [(page, text) for page, _, _, text in theirs]
    for (_, left, top, text), (_, was_left, was_top, _) in zip(ours, theirs, strict=True):
        assert (left, top) == pytest.approx((was_left, was_top), abs=0.5), text


def test_a_character_no_font_has_stops_the_paper() -> None:
    with pytest.raises(CannotPrint, match="没有可用的字形"):
        printed(paper_of(["演示\U00050000", *NAMES * 120]))
