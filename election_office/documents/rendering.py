"""From frozen facts to a PDF. The same facts give the same paper, today and in ten years."""

from __future__ import annotations

import atexit
import gc
import itertools
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from election_office.documents import fitting, fonts, names_written, paper_html, rules, small_fonts
from election_office.documents.kinds import DocumentKind, Facts
from election_office.documents.models import Document
from election_office.documents.paper import PICTURE_WORDS, Paper, Size
from election_office.documents.word_parts import Foot

# The type areas paper_html counts with: 156, 241, 231 and 354 mm wide.
PAGE_MARGINS = {
    (Size.A4, False): "margin: 37mm 26mm 35mm 28mm;",
    (Size.A4, True): "margin: 28mm 28mm 33mm 28mm;",
    (Size.A3, False): "margin: 40mm 33mm 38mm 33mm;",
    (Size.A3, True): "margin: 35mm 33mm 35mm 33mm;",
    (Size.A5, False): "margin: 14mm 16mm;",
    (Size.A5, True): "margin: 14mm 16mm;",
}

# Across every sheet that a practice office prints: a fixed box comes again on each page.
PRACTICE_CSS = (
    'html::before { content: "演练"; position: fixed; top: 30%; left: 0; right: 0; text-align: center;'
    " font-size: 120pt; line-height: 1.2; letter-spacing: 0.2em; color: #b00000; opacity: 0.18;"
    " transform: rotate(-30deg) }"
)


PAPERS_A_SWEEP = 8
FONT_FOLDER = "office-fonts-"


class CannotPrint(Exception):
    """The paper was laid out but must not be handed out; the message is for people."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """``form``: the sheet and the type a composed paper was fitted to (``fitting.form_of``)."""

    data: bytes
    pages: int
    form: str = ""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file inside a PDF that is to be kept: an ASCII name, text, and the moment it was written."""

    name: str
    data: bytes
    description: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Printed:
    """What the office itself puts on a paper, beside the facts."""

    title: str
    number: str = ""
    dated: date | None = None
    code: str = ""
    verify_address: str = ""
    verify_place: str = ""
    phone: str = ""
    chinese_date: bool = False
    is_draft: bool = False
    watermark: str = "预览稿 未发布"
    picture: str = ""

    @property
    def shown_code(self) -> str:
        return f"{self.code[:5]}-{self.code[5:]}"

    @property
    def qr_text(self) -> str:
        """What a telephone reads: an address where the office has one, else the code."""
        return f"{self.verify_address}/verify/{self.code}/" if self.verify_address else self.code

    @property
    def picture_words(self) -> str:
        """What the picture holds beside the code, in words."""
        return PICTURE_WORDS if self.picture else ""

    @property
    def where_to_verify(self) -> str:
        """Where somebody who reads the paper on a wall can ask whether it is genuine."""
        if self.verify_address:
            return f"扫码或登录 {self.verify_address}/verify/ 查验"
        return f"真伪可凭查验码到{self.verify_place or '落款单位'}查验"

    @property
    def foot(self) -> Foot:
        """The same for the Word file."""
        return Foot(self.qr_text, self.shown_code, self.where_to_verify, phone=self.phone_words)

    @property
    def phone_words(self) -> str:
        return f"咨询电话 {self.phone}" if self.phone else ""

    @property
    def qr_svg(self) -> str:
        return mark_safe(_drawn(self.picture or self.qr_text))  # noqa: S308 -- drawn by segno from our own code


@lru_cache(maxsize=8)
def _drawn(text: str) -> str:
    """A picture stands on the page for odd and for even sheets."""
    return segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True)


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
        verify_place=document.verify_place,
        phone=document.phone,
        chinese_date=document.chinese_date,
    )


def draft(kind: DocumentKind, facts: Facts) -> Printed:
    title = str(facts.get("title") or kind.title)
    return Printed(title=title, is_draft=True, chinese_date=settings.OFFICE_CHINESE_DATES)


def paper_of(kind: DocumentKind, facts: Facts, marks: Printed) -> Paper:
    """The paper with the office's number and date on it; of one with a template, its Word file."""
    layout = kind.compose or kind.word
    assert layout is not None
    paper = layout(facts)
    return replace(
        paper,
        number=paper.number or marks.number,
        dated=paper.dated or marks.dated,
        chinese_date=paper.chinese_date or marks.chinese_date,
        hangs=kind.places is not None,
    )


def texts_of(kind: DocumentKind, facts: Facts) -> Iterator[str]:
    """Everything that will be read on the paper."""
    if kind.compose is None:
        yield from rules.strings_in(facts)
    else:
        yield from kind.compose(facts).texts()


def html_of(kind: DocumentKind, facts: Facts, marks: Printed) -> str:
    if kind.compose is not None:
        return html_of_paper(paper_of(kind, facts, marks), marks)
    assert kind.template is not None
    context = {"printed": marks, "print_css": print_css()}
    return render_to_string(kind.template, {**facts, "facts": facts, **context})


def html_of_paper(paper: Paper, marks: Printed, *, styled: bool = True, body: str = "") -> str:
    """The whole page; with ``styled`` false without the print style sheet, which the printer has read.
    ``body``: made already."""
    if paper.signed and marks.code:
        marks = replace(marks, picture=paper.picture(marks.qr_text))
    context: dict[str, Any] = {
        "printed": marks,
        "print_css": print_css() if styled else "",
        "paper": paper,
        "page_margins": PAGE_MARGINS[paper.size, paper.landscape],
        "type_css": mark_safe(paper_html.type_css(paper)),  # noqa: S308 -- numbers alone
        "body": mark_safe(body or paper_html.body(paper)),  # noqa: S308 -- escaped there
    }
    return render_to_string("print/paper.html", context)


def print_css() -> str:
    """The print style sheet, with the 仿宋 file where this machine keeps it."""
    path = finders.find("css/print.css")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as sheet:
        return mark_safe(f"{fonts.font_face_css()}\n{sheet.read()}")  # noqa: S308 -- our own file


def pdf_of(kind: DocumentKind, facts: Facts, marks: Printed, *, enclosed: Enclosed | None = None) -> Pdf:
    """Lay out and print. Raises CannotPrint when a character had no glyph after all.

    ``enclosed``: what the file carries with it; it is then written to be kept (PDF/A-3b).
    """
    if kind.compose is None:
        return pdf_from_html(html_of(kind, facts, marks), enclosed=enclosed)
    with _printing():
        laid_out = _fitted(paper_of(kind, facts, marks), marks)
        form = fitting.form_of(laid_out.paper)
        pdf = Pdf(_written(laid_out.drawn, enclosed), laid_out.pages, form)
        del laid_out
    return pdf


def fitted_paper(kind: DocumentKind, facts: Facts, marks: Printed, form: str = "") -> Paper:
    """The paper with the sheet and the type of its PDF, for other files of it. ``form``: as the PDF was
    fitted; without it the paper is laid out once more. A paper with a template is not fitted."""
    if kind.compose is None:
        return paper_of(kind, facts, marks)
    if form:
        return fitting.in_form(paper_of(kind, facts, marks), form)
    with _printing():
        return _fitted(paper_of(kind, facts, marks), marks).paper


def _fitted(paper: Paper, marks: Printed) -> fitting.LaidOut:
    return fitting.fitted(paper, lambda form: _drawn_paper(form, marks))


def _drawn_paper(paper: Paper, marks: Printed) -> Any:
    names = names_written.Names.of(paper)
    if names is None:
        return _lay_out(html_of_paper(paper, marks, styled=False), styled=False)
    head = _lay_out(html_of_paper(paper, marks, styled=False, body=names.head()), styled=False)
    html = html_of_paper(paper, marks, styled=False, body=names.body(head))
    drawn = _lay_out(html, styled=False, pictures=names.pictures)
    pages = names.all_pages(drawn.pages)
    if pages is None:
        return _lay_out(html_of_paper(paper, marks, styled=False), styled=False)
    drawn.pages = pages
    return drawn


def pdf_from_html(html: str, *, enclosed: Enclosed | None = None) -> Pdf:
    with _printing():
        laid_out = _lay_out(html)
        pdf = Pdf(_written(laid_out, enclosed), len(laid_out.pages))
        del laid_out
    return pdf


def _written(laid_out: Any, enclosed: Enclosed | None) -> bytes:
    if enclosed is None:
        data: bytes = laid_out.write_pdf(finisher=_finish)
        return data
    from weasyprint import Attachment  # noqa: PLC0415 -- slow import

    # An ASCII name: readers take a Chinese one for another encoding and list the file twice.
    facts = Attachment(
        string=enclosed.data.decode(),
        name=enclosed.name,
        description=enclosed.description,
        created=enclosed.at,
        modified=enclosed.at,
        relationship="Data",
    )
    laid_out.metadata.attachments = [facts]
    archival: bytes = laid_out.write_pdf(pdf_variant="pdf/a-3b", finisher=_finish)
    return archival


def _finish(document: Any, pdf: Any) -> None:
    small_fonts.name_bare_fonts(pdf)
    if "AF" in pdf.catalog:
        # WeasyPrint 70 lists an enclosed file twice among those that belong to the paper.
        listed = pdf.catalog["AF"]
        listed[:] = list(dict.fromkeys(listed))


def _font_folder() -> Path:
    """Where the printer copies the font of a style sheet for as long as this thread prints. Workers end
    without a word, so what was left by processes that are gone is taken away here."""
    temporary = Path(tempfile.gettempdir())
    for left in temporary.glob(f"{FONT_FOLDER}*"):
        process = left.name.removeprefix(FONT_FOLDER).partition("-")[0]
        if process == str(os.getpid()) or Path(f"/proc/{process}").exists():
            continue
        shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{FONT_FOLDER}{os.getpid()}-"))


def _leave(fonts_found: Any) -> None:
    """Its own clean-up would come when half the interpreter is gone."""
    shutil.rmtree(fonts_found._folder, ignore_errors=True)
    fonts_found._folder = None


class _Ready(threading.local):
    """What the printer prepares once for all papers: the fonts it found, the style sheet it read.
    Pango's fonts belong to one thread."""

    def __init__(self) -> None:
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- slow import

        small_fonts.install()
        self.fonts = FontConfiguration()
        self.fonts._folder = _font_folder()
        atexit.register(_leave, self.fonts)
        self._sheets: dict[str, Any] = {}

    def sheet(self, css: str) -> Any:
        from weasyprint import CSS  # noqa: PLC0415 -- slow import

        if css not in self._sheets:
            base = str(settings.BASE_DIR)
            self._sheets = {css: CSS(string=css, base_url=base, font_config=self.fonts)}
        return self._sheets[css]


@lru_cache(maxsize=1)
def _ready() -> _Ready:
    return _Ready()


def _lay_out(html: str, *, styled: bool = True, pictures: dict[str, Any] | None = None) -> Any:
    """``styled``: the page brings the print style sheet with it. ``pictures``: by the address on the page."""
    from weasyprint import HTML  # noqa: PLC0415 -- slow import

    if settings.PRACTICE:
        html = html.replace("</head>", f"<style>{PRACTICE_CSS}</style></head>", 1)
    sheets = None if styled else [_ready().sheet(print_css())]
    page = HTML(string=html, base_url=str(settings.BASE_DIR))
    return page.render(font_config=_ready().fonts, stylesheets=sheets, cache=pictures)


@contextmanager
def _printing() -> Iterator[None]:
    """While the printer works. Raises CannotPrint afterwards when it drew an empty box."""
    watch = fonts.GlyphWatch()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(watch)
    # Collecting garbage while boxes are made halves the speed.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        _sweep()
        logger.removeHandler(watch)
    if watch.messages:
        raise CannotPrint(f"有文字没有可用的字形，未出文件：{watch.messages[0][:200]}")


_count = itertools.count()


def _sweep() -> None:
    """Let go of what the papers before left. Walking all the program's objects takes longer than
    printing a page: they are set aside once, and the rest is swept after some papers."""
    printed_before = next(_count)
    if printed_before == 0:
        gc.collect()
        gc.freeze()
    elif printed_before % PAPERS_A_SWEEP == 0:
        gc.collect()
