"""The named alternative to our printer: a ReportLab canvas. It draws strings where it is told, in one
TrueType font, without a substitute for a rare character: no page can be made with less work."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from election_office.documents import fonts

FONT = "roll"
WIDTH, HEIGHT = 595.28, 841.89
LEFT, TOP, BOTTOM = 89.35, 105.0, 105.0


def ready() -> None:
    """Reading the font file for the first time is nobody's speed."""
    path, index = fonts._installed()[fonts.KAI]
    assert Path(path).suffix == ".ttf", index
    pdfmetrics.registerFont(TTFont(FONT, str(path)))


def name_grid(title: str, groups: Iterable[tuple[str, Sequence[str]]], columns: int) -> tuple[bytes, int]:
    """Names in columns under the headings of their groups, with a number on every page."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    canvas.setFont(FONT, 22)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - TOP, title)
    y, page = HEIGHT - TOP - 200, 1

    def turn() -> None:
        nonlocal y, page
        canvas.setFont(FONT, 14)
        canvas.drawString(LEFT, 60, f"— {page} —")
        canvas.showPage()
        y, page = HEIGHT - TOP, page + 1

    for heading, names in groups:
        if y < BOTTOM + 46:
            turn()
        canvas.setFont(FONT, 14)
        canvas.drawString(LEFT, y, heading)
        y -= 23.8
        for start in range(0, len(names), columns):
            if y < BOTTOM:
                turn()
                canvas.setFont(FONT, 14)
            for place, name in enumerate(names[start : start + columns]):
                canvas.drawString(LEFT + place * 72.8, y, name)
            y -= 22.4
    turn()
    canvas.save()
    return target.getvalue(), page - 1
