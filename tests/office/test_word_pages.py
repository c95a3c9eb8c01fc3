"""A Word file opened in LibreOffice has the pages of the PDF and the same things on them."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from docx import Document as WordFile
from docx.oxml.ns import qn

from election_office.documents import gallery, kinds, rendering
from election_office.documents.kinds import DocumentKind
from election_office.documents.paper import (
    Column,
    Fields,
    Heading1,
    Heading2,
    Lines,
    Name,
    NameGrid,
    NameGroup,
    Paper,
    Para,
    Signatures,
    Size,
    Table,
)
from tests.word_pages import compared, write_both

MARKS = rendering.Printed(
    title="", number="演示东山村选〔2026〕3号", dated=dt.date(2026, 12, 20), code="7KQXMRT4WA"
)
TEXT = "根据法律第十四条，经本村村民选举委员会确认，参加选举的村民共1286人，其中女性603人，现公布如下："
BODY = ("演示东山村第十二届村民选举委员会",)
TABLE = Table([Column("姓名"), Column("得票"), Column("结果", 2)], [["王某甲", "812", "当选"]] * 3)
PAPERS = {
    "report": Paper(
        title="演示东山村第十二届村民委员会选举结果报告单",
        addressee="演示镇人民政府：",
        blocks=(
            Para(TEXT),
            Fields(
                [("登记", "1286人"), ("发出选票", "1142张"), ("收回", "1139张"), ("备注", "")], per_line=2
            ),
            TABLE,
            TABLE,
            Heading1("一、情况"),
            Heading2("（一）小节"),
            Para("选" * 28 * 3, indent=False),
            Lines(2),
            Signatures(["总监票人", "监票人", "唱票人、计票人", "乡镇监督人"], per_line=2),
        ),
        signature=BODY,
    ),
    "roll": Paper(
        title="演示东山村第十二届村民委员会换届选举登记参加选举的村民名单公告",
        size=Size.A3,
        blocks=(
            Para(TEXT),
            NameGrid(
                [
                    NameGroup(
                        f"第{group}组（60人）",
                        [
                            Name("王某" if number % 3 else "欧阳某甲", marked=number % 2 == 0)
                            for number in range(60)
                        ],
                    )
                    for group in range(1, 9)
                ],
                legend="㊛为女性",
            ),
            Para(TEXT),
        ),
        signature=BODY,
    ),
    "long": Paper(title="演示东山村工作报告", blocks=(Para(TEXT),) * 40, signature=BODY),
}
DECLARED = ("villages.day_notice", "ballots.polling_notice")
WITH_A_TEMPLATE = (
    "ballots.certificate",
    "candidates.review_sheet",
    "voters.proxy_card",
    "ballots.ballot",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


def test_pages_and_text_of_the_word_file_are_those_of_the_pdf(folder: Path) -> None:
    names = list(PAPERS)
    for name, paper in PAPERS.items():
        kind = DocumentKind(
            code="x", title=paper.title, facts=lambda subject: {}, compose=lambda facts, paper=paper: paper
        )
        write_both(kind, {}, MARKS, folder, name)
    for code in (*DECLARED, *WITH_A_TEMPLATE):
        kind = kinds.get(code)
        assert kind.has_word
        write_both(kind, gallery.facts_of(kind, "short"), MARKS, folder, code)
        names.append(code)

    both = compared(folder, names)

    assert [paper.name for paper in both] == names
    assert [fault for paper in both for fault in paper.faults] == []
    assert next(paper for paper in both if paper.name == "long").pdf_pages > 3


def test_the_word_file_has_lines_to_sign_on_and_the_picture_of_the_code(folder: Path) -> None:
    file = WordFile(str(folder / "report.docx"))

    figures, first, second, signers = file.tables
    assert [cell.text for cell in figures.rows[0].cells[::3]] == ["登记：1286人", "发出选票：1142张"]
    assert first.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert second.style.name == "Table Grid"
    *lines, name, day = signers.rows  # 落款 stands in the same table, so that it is never alone
    assert [row.cells[0].text for row in (name, day)] == [BODY[0], "2026年12月20日"]
    for row in lines:
        for index in (1, 4):
            borders = row.cells[index]._tc.tcPr.find(qn("w:tcBorders"))
            assert borders is not None
            assert borders.find(qn("w:bottom")) is not None
    with zipfile.ZipFile(folder / "report.docx") as packed:
        hands, said = packed.read("word/fontTable.xml").decode(), packed.read("word/document.xml").decode()
    assert 'w:val="FZXiaoBiaoSong-B05S,华文中宋,宋体"' in hands  # a title where 方正小标宋 is missing
    assert '<w:spacing w:val="-5"' in said  # 28 characters on a line
    for footer in (file.sections[0].footer, file.sections[0].even_page_footer):
        assert len(footer._element.xpath(".//pic:pic")) == 1
        assert "7KQXM-RT4WA" in "".join(cell.text for cell in footer.tables[0].row_cells(0))
