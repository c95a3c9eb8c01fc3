"""From frozen facts to a PDF. The same facts give the same paper, today and in ten years."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from election_office.documents import fonts, paper_html, rules
from election_office.documents.kinds import DocumentKind, Facts
from election_office.documents.models import Document
from election_office.documents.paper import Paper, Size

# The type areas paper_html counts with: 156, 241, 231 and 354 mm wide.
PAGE_MARGINS = {
    (Size.A4, False): "margin: 37mm 26mm 35mm 28mm;",
    (Size.A4, True): "margin: 28mm 28mm 33mm 28mm;",
    (Size.A3, False): "margin: 40mm 33mm 38mm 33mm;",
    (Size.A3, True): "margin: 35mm 33mm 35mm 33mm;",
}


class CannotPrint(Exception):
    """The paper was laid out but must not be handed out; the message is for people."""


@dataclass(frozen=True, slots=True)
class Pdf:
    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Printed:
    """What the office itself puts on a paper, beside the facts."""

    title: str
    number: str = ""
    dated: date | None = None
    code: str = ""
    verify_address: str = ""
    is_draft: bool = False

    @property
    def shown_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"

    @property
    def qr_text(self) -> str:
        """What a telephone reads: an address where the office has one, else the code."""
        return f"{self.verify_address}/verify/{self.code}/" if self.verify_address else self.code

    @property
    def qr_svg(self) -> str:
        svg = segno.make(self.qr_text, error="m", micro=False).svg_inline(border=0, omitsize=True)
        return mark_safe(svg)  # noqa: S308 -- drawn by segno from our own code


def verify_address() -> str:
    """The address people type to check a paper, where the office has set one."""
    return str(settings.OFFICE_ADDRESS).rstrip("/")


def printed(document: Document) -> Printed:
    return Printed(
        title=document.title,
        number=document.number,
        dated=document.dated,
        code=document.code,
        verify_address=document.verify_address,
    )


def draft(kind: DocumentKind, facts: Facts) -> Printed:
    return Printed(title=str(facts.get("title") or kind.title), is_draft=True)


def paper_of(kind: DocumentKind, facts: Facts, marks: Printed) -> Paper:
    """The composed paper with the office's number and date on it."""
    assert kind.compose is not None
    paper = kind.compose(facts)
    return replace(paper, number=paper.number or marks.number, dated=paper.dated or marks.dated)


def texts_of(kind: DocumentKind, facts: Facts) -> Iterator[str]:
    """Everything that will be read on the paper."""
    if kind.compose is None:
        yield from rules.strings_in(facts)
    else:
        yield from kind.compose(facts).texts()


def html_of(kind: DocumentKind, facts: Facts, marks: Printed) -> str:
    context: dict[str, Any] = {"printed": marks, "print_css": print_css()}
    if kind.compose is not None:
        paper = paper_of(kind, facts, marks)
        context |= {
            "paper": paper,
            "page_margins": PAGE_MARGINS[paper.size, paper.landscape],
            "body": mark_safe(paper_html.body(paper)),  # noqa: S308 -- escaped there
        }
        return render_to_string("print/paper.html", context)
    assert kind.template is not None
    return render_to_string(kind.template, {**facts, "facts": facts, **context})


def print_css() -> str:
    """The print style sheet, with the 仿宋 file where this machine keeps it."""
    path = finders.find("css/print.css")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as sheet:
        return mark_safe(f"{fonts.font_face_css()}\n{sheet.read()}")  # noqa: S308 -- our own file


def pdf_of(kind: DocumentKind, facts: Facts, marks: Printed) -> Pdf:
    """Lay out and print. Raises CannotPrint when a character had no glyph after all."""
    return pdf_from_html(html_of(kind, facts, marks))


def pdf_from_html(html: str) -> Pdf:
    from weasyprint import HTML  # noqa: PLC0415 -- slow import

    watch = fonts.GlyphWatch()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(watch)
    # Collecting garbage while boxes are made halves the speed; leaving it afterwards keeps
    # tens of megabytes of font data a paper.
    was_on = gc.isenabled()
    gc.disable()
    try:
        laid_out = HTML(string=html, base_url=str(settings.BASE_DIR)).render()
        pages = len(laid_out.pages)
        data: bytes = laid_out.write_pdf()
        del laid_out
    finally:
        if was_on:
            gc.enable()
        gc.collect()
        logger.removeHandler(watch)
    if watch.messages:
        raise CannotPrint(f"有文字没有可用的字形，未出文件：{watch.messages[0][:200]}")
    return Pdf(data, pages)
