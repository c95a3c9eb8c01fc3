"""How a paper is laid out: straight columns of names, escaped text, fonts, publication dates."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from election_office.documents import fonts, paper_html, rendering, rules, word
from election_office.documents.kinds import DocumentKind
from election_office.documents.paper import (
    Align,
    Column,
    Fields,
    Heading1,
    Heading2,
    Lines,
    Name,
    NameGrid,
    NameGroup,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Size,
    Table,
    excerpt_of,
)
from election_office.documents.rules import publication_dates

SPACE = "\u3000"
DAY = dt.date(2026, 11, 20)


def lines_of(names, columns=4, pitch=4, mark="㊛"):
    return list(paper_html.grid_lines(names, columns=columns, pitch=pitch, mark=mark))


# ------------------------------------------------------------------ names


def test_a_name_of_two_characters_is_spread_over_three_cells():
    assert paper_html.grid_text("王某") == f"王{SPACE}某"


def test_latin_letters_in_a_name_take_a_full_cell():
    assert paper_html.grid_text("阿A依·古丽") == "阿Ａ依・古丽"


def test_names_stand_in_straight_columns():
    assert lines_of(["王某", "李某乙", "欧阳某甲", "赵某", "钱某"]) == [
        f"王{SPACE}某{SPACE}李某乙{SPACE}欧阳某甲{SPACE * 4}".rstrip(SPACE),
        f"赵{SPACE}某{SPACE}钱{SPACE}某",
    ]


def test_a_marked_name_carries_its_sign():
    assert lines_of([Name("王某", marked=True)], pitch=5) == [f"王{SPACE}某㊛"]


def test_a_name_longer_than_a_cell_moves_to_the_next_line_whole():
    assert lines_of(["王某甲", "李某乙", "赵某丙", "买买提・吐尔逊江"])[1] == "买买提・吐尔逊江"


@given(
    st.lists(st.text("王李张欧阳某甲乙丙丁", min_size=2, max_size=9), max_size=40),
    st.integers(3, 9),
)
def test_no_name_is_lost_and_each_begins_at_a_column(names, columns):
    lines = lines_of(names, columns=columns)

    assert "".join(lines).replace(SPACE, "") == "".join(names)
    shown = [paper_html.grid_text(name) for name in names]
    for line in lines:
        at = 0
        while at < len(line):
            name = next(name for name in shown if line.startswith(name, at))
            shown.remove(name)
            at += -(-(len(name) + 1) // 4) * 4
    assert shown == []


@pytest.mark.parametrize(
    ("size", "landscape", "columns"),
    [(Size.A4, False, 8), (Size.A4, True, 12), (Size.A3, False, 11), (Size.A3, True, 18)],
)
def test_a_sheet_takes_as_many_columns_as_fit(size, landscape, columns):
    paper = Paper(title="名单", size=size, landscape=landscape)
    grid = NameGrid([NameGroup("一组", ["王某甲"])])

    fitting, pitch = paper_html.grid_shape(grid, paper_html.text_width_points(paper))

    assert (fitting, pitch) == (columns, 4)
    assert (fitting * pitch - 1) * grid.points <= paper_html.text_width_points(paper)


# ------------------------------------------------------------------ HTML


def test_every_text_is_escaped():
    nasty = "<script>&"
    paper = Paper(
        title=nasty,
        head=(nasty,),
        addressee=nasty,
        blocks=(
            Para(nasty),
            Heading1(nasty),
            Heading2(nasty),
            NameGrid([NameGroup(nasty, [nasty])], legend=nasty),
            Table((Column(nasty),), [[nasty]], caption=nasty),
            Fields([(nasty, nasty)]),
            Signatures([nasty]),
        ),
        attachments=(nasty,),
        signature=(nasty,),
        note=nasty,
        number=nasty,
    )

    html = paper_html.body(paper)

    # Each once, but for the name: a grid sets Latin letters wide.
    assert "<script" not in html
    assert html.count("&lt;script&gt;&amp;") == 18


def test_a_row_with_a_missing_cell_is_refused():
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        paper_html.body(Paper(title="表", blocks=(Table((Column("甲"), Column("乙")), [["一"]]),)))


def test_empty_rows_are_added_for_handwriting():
    html = paper_html.body(Paper(title="表", blocks=(Table((Column("甲"),), [["一"]], min_rows=5),)))

    assert html.count("<tr") == 6


def test_the_texts_of_a_paper_are_all_told():
    paper = Paper(
        title="标题",
        blocks=(
            Para("正文"),
            NameGrid([NameGroup("一组", ["王某", Name("李某")])]),
            Table((Column("列"),), [["格"]], caption="表名"),
            Fields([("项", "值")]),
            Signatures(["签"]),
            Lines(2),
            PageBreak(),
        ),
        signature=("落款",),
    )

    told = set(paper.texts())

    assert {"标题", "正文", "一组", "王某", "李某", "列", "格", "表名", "项", "值", "签", "落款"} <= told


def test_an_excerpt_tells_lists_by_their_size():
    paper = Paper(title="名单", blocks=(Para("正文"), NameGrid([NameGroup("一组", ["王某", "李某"])])))

    assert excerpt_of(paper) == ["正文", "（名单：1组，共2人）"]


# ------------------------------------------------------------------ Word


def test_the_word_file_follows_the_standard_page_and_hands():
    paper = Paper(
        title="标题",
        blocks=(Para("正文"), Heading1("一、黑体"), Heading2("（一）楷体")),
        signature=("某村村民选举委员会",),
        dated=DAY,
    )

    data = word.docx_of(paper)

    file = WordDocument(io.BytesIO(data))
    [section] = file.sections
    margins = [section.top_margin, section.right_margin, section.bottom_margin, section.left_margin]
    assert [round(margin.mm) for margin in margins] == [37, 26, 35, 28]
    hands = {
        paragraph.text: paragraph.runs[0]._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for paragraph in file.paragraphs
    }
    assert hands == {
        "标题": "方正小标宋简体",
        "正文": "仿宋_GB2312",
        "一、黑体": "黑体",
        "（一）楷体": "楷体_GB2312",
        "某村村民选举委员会": "仿宋_GB2312",
        "2026年11月20日": "仿宋_GB2312",
    }
    assert b"asciiTheme" not in zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml")


def test_a_word_table_repeats_its_head_and_keeps_every_row():
    table = Table((Column("序号"), Column("姓名", 3, Align.LEFT)), [["1", "王某"], ["2", "李某"]], min_rows=3)

    file = WordDocument(io.BytesIO(word.docx_of(Paper(title="表", blocks=(table,), landscape=True))))

    [written] = file.tables
    assert [[cell.text for cell in row.cells] for row in written.rows] == [
        ["序号", "姓名"],
        ["1", "王某"],
        ["2", "李某"],
        ["", ""],
    ]
    assert written.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert file.sections[0].page_width > file.sections[0].page_height


# ------------------------------------------------------------------ fonts


def test_common_and_rare_characters_of_names_can_be_drawn():
    assert fonts.missing_glyphs("王某䶮㛃𬱖𠅤喆堃㊛〇—\u3000\n") == []


def test_characters_nobody_can_draw_are_told_once_each():
    missing = chr(0x2FFFD)

    assert fonts.missing_glyphs(f"甲{missing}乙{missing}") == [missing]


@pytest.mark.parametrize("char", ["\ue863", "\uf8ff", chr(0xF0000)])
def test_self_made_characters_never_pass(char):
    assert fonts.missing_glyphs(char) == [char]


def test_a_long_text_is_named_by_the_words_around_its_fault():
    missing = chr(0x2FFFD)

    [problem] = fonts.glyph_problems([f"{'前' * 30}{missing}{'后' * 30}"])

    assert problem.startswith(f"「…{'前' * 8}{missing}{'后' * 8}…」中的")


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize(
    ("posted", "required", "dates"),
    [
        ([], {"a"}, (None, None)),
        ([("a", 0)], {"a", "b"}, (0, None)),
        ([("a", 0), ("b", 2)], {"a", "b"}, (0, 2)),
        ([("a", 0), ("a", 5), ("b", 2)], {"a", "b"}, (0, 2)),
        ([("shop", 0), ("a", 1)], {"a"}, (0, 1)),
        ([("shop", 3)], set(), (3, 3)),
    ],
)
def test_publication_is_the_day_the_last_required_place_first_had_it(posted, required, dates):
    days = [(key, DAY + dt.timedelta(days=offset)) for key, offset in posted]
    expected = tuple(None if offset is None else DAY + dt.timedelta(days=offset) for offset in dates)

    assert publication_dates(days, required) == expected


def test_facts_in_another_order_have_the_same_hash():
    first, second = {"a": 1, "b": ["二"]}, {"b": ["二"], "a": 1}

    assert rules.sha256(rules.canonical(first)) == rules.sha256(rules.canonical(second))


@pytest.mark.parametrize("typed", ["7kqxm-rt4wa", " 7KQXM RT4WA ", "７ＫＱＸＭＲＴ４ＷＡ"])
def test_a_code_may_be_typed_in_any_way(typed):
    assert rules.normal_code(typed) == "7KQXMRT4WA"


@pytest.mark.parametrize("text", ["369901199001011234", "号码36990119900101123X。"])
def test_an_identity_number_in_a_text_is_found_and_masked(text):
    found = rules.text_with_id_number(["正文", text])

    assert found is not None
    assert "********" in found
    assert "19900101" not in found


@pytest.mark.parametrize("text", ["369901********1234", "电话0571-86543210", "区划369901001001"])
def test_masked_and_other_numbers_pass(text):
    assert rules.text_with_id_number([text]) is None


# ------------------------------------------------------------------ pages


def printed_pages(paper: Paper, **marks: object) -> list[str]:
    kind = DocumentKind(code="x", title=paper.title, facts=lambda subject: {}, compose=lambda facts: paper)
    pdf = rendering.pdf_of(kind, {}, rendering.Printed(title=paper.title, dated=DAY, **marks))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages]
    assert len(pages) == pdf.pages
    return pages


def test_a_signature_never_stands_alone_on_a_page():
    # Sixteen lines leave no room for name and date below them.
    lines = tuple(Para(f"第{number}段。") for number in range(1, 17))

    pages = printed_pages(Paper(title="公告", blocks=lines, signature=("某村村民选举委员会",)))

    assert "2026年11月20日" in pages[-1]
    assert "段" in pages[-1]


def test_every_page_carries_its_number_and_the_code():
    lines = tuple(Para(f"第{number}段。") for number in range(1, 50))

    pages = printed_pages(Paper(title="公告", blocks=lines), code="7KQXMRT4WA", number="第4号")

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert f"— {number} —" in page.replace("\u2002", " ")
        assert "7KQXM-RT4WA" in page


def test_a_page_takes_twenty_two_lines_of_twenty_eight_characters():
    lines = "\n".join("选" * 28 for _ in range(60))

    pages = printed_pages(Paper(title="公告", blocks=(Para(lines, indent=False),)))

    full = pages[1].splitlines()
    assert full[:22] == ["选" * 28] * 22
    assert "选" not in "".join(full[22:])


def test_the_head_of_a_table_is_repeated_on_every_page():
    rows = [[str(number), "王某"] for number in range(1, 80)]

    pages = printed_pages(Paper(title="表", blocks=(Table((Column("序号"), Column("姓名")), rows),)))

    assert len(pages) > 1
    assert all("序号" in page for page in pages)
