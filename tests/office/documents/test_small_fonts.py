"""Small fonts in our PDFs: the same picture and the same text as WeasyPrint's own, a fraction of its size."""

from __future__ import annotations

import io
import subprocess

import pytest
from django.conf import settings
from pypdf import PdfReader

from election_office.documents import rendering
from election_office.documents.fitting import form_of, in_form
from election_office.documents.kinds import DocumentKind
from election_office.documents.paper import (
    Column,
    Heading1,
    Heading2,
    NameGrid,
    NameGroup,
    Paper,
    Para,
    Table,
)

RARE = "演示䶮𬱖𠅤𣲗喆堃犇翀赟㛃"  # from four fonts
PAPER = Paper(
    title="演示村第十二届村民委员会选举公告",
    blocks=(
        Heading1("一、黑体"),
        Heading2("（一）楷体"),
        Para(f"正文用仿宋，数字2026、字母ABC、标点“《》……”，少见的字{RARE}。"),
        NameGrid([NameGroup("第1组", ["演示甲", RARE, "演示乙"])]),
        Table([Column("姓名"), Column("得票")], [[RARE, "12"]]),
    ),
    signature=("演示村村民选举委员会",),
)


def kind_of(paper: Paper) -> DocumentKind:
    return DocumentKind(code="test.small", title="公告", facts=dict, template=None, compose=lambda _: paper)


def picture(pdf: bytes) -> bytes:
    return subprocess.run(
        ["pdftoppm", "-r", "80", "-gray", "-"], input=pdf, capture_output=True, check=True
    ).stdout


def test_the_same_picture_and_text_from_a_fraction_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint import HTML  # noqa: PLC0415 -- slow import
    from weasyprint.pdf import fonts, stream  # noqa: PLC0415 -- slow import

    kind, marks = kind_of(PAPER), rendering.Printed(title=PAPER.title, code="7KQXMRT4WA")
    ours = rendering.pdf_of(kind, {}, marks)
    assert rendering.pdf_of(kind, {}, marks) == ours
    html = rendering.html_of(kind, {}, marks)
    monkeypatch.setattr(stream, "Font", fonts.Font)
    plain = HTML(string=html, base_url=str(settings.BASE_DIR)).write_pdf()

    assert picture(ours.data) == picture(plain)
    page, other = (PdfReader(io.BytesIO(data)).pages[0] for data in (ours.data, plain))
    assert page.extract_text() == other.extract_text()
    assert RARE in page.extract_text()
    assert len(ours.data) < len(plain) / 3
    kinds = {
        font["/DescendantFonts"][0]["/FontDescriptor"].get("/FontFile3", {}).get("/Subtype")
        for font in (one.get_object() for one in page["/Resources"]["/Font"].get_object().values())
    }
    assert "/CIDFontType0C" in kinds
    assert "/OpenType" not in kinds


def test_a_paper_is_set_again_in_the_form_its_pdf_was_given() -> None:
    long = Paper(title="公告", blocks=tuple(Para("演示文字。" * 12) for _ in range(7)))
    kind, marks = kind_of(long), rendering.Printed(title="公告")
    fitted = rendering.fitted_paper(kind, {}, marks)
    assert (fitted.size, fitted.leading) != (long.size, long.leading) or fitted.points
    form = rendering.pdf_of(kind, {}, marks).form
    assert form == form_of(fitted)
    again = rendering.fitted_paper(kind, {}, marks, form)
    assert (again, in_form(long, form).leading) == (fitted, fitted.leading)
