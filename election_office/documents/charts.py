"""A bar chart of a paper: one geometry, drawn as SVG for the page and the PDF, as a picture for Word."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from election_office.documents import fonts
from election_office.documents.paper import Chart

WIDTH, LABEL, VALUE, LINE, HEAD = 600, 150, 70, 26, 40
# A phone shows a drawing at half of that width: letters stay readable only in a drawing made for it.
PHONE_WIDTH = 320
WIDE_LETTER, LETTER, GAP = 14, 8, 12  # of the words beside a bar
BARE_HEAD = 6  # without a legend
SHADES = ("#1f4e79", "#9aa9b8")
INK, FINE = "#222222", "#777777"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with the words at both ends; lengths in the units of the drawing."""

    label: str
    words: str
    top: float
    length: float
    shade: str


def _room_for(words: Iterable[str]) -> int:
    """Units that the longest of these words take beside their bars."""
    widths = (sum(WIDE_LETTER if letter > "\u2000" else LETTER for letter in said) for said in words)
    return max(widths, default=0) + GAP


def _bars(chart: Chart, width: int = WIDTH, left: int = LABEL) -> list[Bar]:
    most = max((value for _, values in chart.bars for value, _ in values), default=0) or 1
    room = width - left - max(VALUE, _room_for(words for _, values in chart.bars for _, words in values))
    found: list[Bar] = []
    top = float(_head(chart))
    for label, values in chart.bars:
        for index, (value, words) in enumerate(values):
            length = room * max(value, 0) / most
            found.append(Bar("" if index else label, words, top, length, SHADES[index % len(SHADES)]))
            top += LINE
        top += 6 if len(values) > 1 else 0
    return found


def _head(chart: Chart) -> int:
    return HEAD if chart.series else BARE_HEAD


def height_of(chart: Chart) -> int:
    bars = _bars(chart)
    return int((bars[-1].top if bars else _head(chart)) + LINE + 6)


def svg_for_page(chart: Chart) -> str:
    """The drawing twice: the style sheet shows the one that fits the screen."""
    left = _room_for(label for label, _ in chart.bars)
    return svg_of(chart, "chart chart-wide") + svg_of(chart, "chart chart-phone", PHONE_WIDTH, left)


def svg_of(chart: Chart, kind: str = "chart", width: int = WIDTH, left: int = LABEL) -> str:
    """Colours stand on the shapes: the printer applies no style sheet inside a drawing."""
    height = height_of(chart)
    parts = [
        f'<svg class="{kind}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(chart.title)}" '
        f'width="100%" xmlns="http://www.w3.org/2000/svg">',
        *_legend(chart, left),
    ]
    for bar in _bars(chart, width, left):
        middle = bar.top + LINE / 2 + 5
        parts.append(
            f'<text x="{left - 8}" y="{middle:.1f}" text-anchor="end" font-size="14" fill="{INK}">'
            f"{escape(bar.label)}</text>"
            f'<rect x="{left}" y="{bar.top + 4:.1f}" width="{bar.length:.1f}" height="{LINE - 8}" '
            f'fill="{bar.shade}"/>'
            f'<text x="{left + bar.length + 6:.1f}" y="{middle:.1f}" font-size="14" fill="{INK}">'
            f"{escape(bar.words)}</text>"
        )
    return "".join([*parts, "</svg>"])


def _legend(chart: Chart, start: int) -> list[str]:
    parts = []
    for index, name in enumerate(chart.series):
        left = start + index * 110
        parts.append(
            f'<rect x="{left}" y="12" width="14" height="14" fill="{SHADES[index % len(SHADES)]}"/>'
            f'<text x="{left + 20}" y="24" font-size="14" fill="{INK}">{escape(name)}</text>'
        )
    return parts


@lru_cache(maxsize=8)
def _font(points: int) -> Any:
    return ImageFont.truetype(str(fonts.fangsong_path()), points)


def png_of(chart: Chart, scale: int = 3) -> bytes:
    """The same drawing for Word, which shows no SVG on every office computer."""
    height = height_of(chart)
    image = Image.new("RGB", (WIDTH * scale, height * scale), "white")
    draw = ImageDraw.Draw(image)
    font = _font(15 * scale)
    for index, name in enumerate(chart.series):
        left = LABEL + index * 110
        box = (left * scale, 12 * scale, (left + 14) * scale, 26 * scale)
        draw.rectangle(box, fill=SHADES[index % len(SHADES)])
        draw.text(((left + 20) * scale, 19 * scale), name, font=font, fill=INK, anchor="lm")
    for bar in _bars(chart):
        middle = (bar.top + LINE / 2) * scale
        right = (LABEL + bar.length) * scale
        draw.text(((LABEL - 8) * scale, middle), bar.label, font=font, fill=INK, anchor="rm")
        draw.rectangle(
            (LABEL * scale, (bar.top + 4) * scale, max(right, LABEL * scale), (bar.top + LINE - 4) * scale),
            fill=bar.shade,
        )
        draw.text((right + 6 * scale, middle), bar.words, font=font, fill=INK, anchor="lm")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
