"""Who took a workbook and when, written at the foot of each of its sheets.

Done in the finished file and not where it is made: so no workbook leaves the office without it, whoever
made it, and one that was kept says who fetched it, not who had it made. Spreadsheets print the foot on
every page.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_FOOT = re.compile(rb"<(?:\w+:)?headerFooter\b(?:[^>]*/>|.*?</(?:\w+:)?headerFooter>)", re.DOTALL)
# What may follow on the foot (ECMA-376, CT_Worksheet); before the first of them it goes.
_AFTER = re.compile(
    rb"<(?:\w+:)?(?:rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|drawing|"
    rb"legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|"
    rb"tableParts|extLst)\b|</(?:\w+:)?worksheet>"
)
_LONGEST = 240  # a spreadsheet takes 255 characters in a foot


def marked(workbook: bytes, words: str, above: str = "") -> bytes:
    """The same workbook with ``words`` at the foot of every sheet, and ``above`` large at its head; what is
    no workbook comes back."""
    # In a foot "&" begins a command.
    text = "&C" + words.replace("&", "＆")[:_LONGEST]
    target = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(target, "w") as new:
            for entry in old.infolist():
                content = old.read(entry)
                if _SHEET.fullmatch(entry.filename):
                    content = _with_foot(content, text, f"&C&28{above}" if above else "")
                new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    except zipfile.BadZipFile:
        return workbook
    return target.getvalue()


def _with_foot(sheet: bytes, text: str, head_text: str = "") -> bytes:
    """A sheet that cannot be read this way stays as it is: a mark is not worth a broken file."""
    rows = re.search(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>", sheet)
    if rows is None:
        return sheet
    head, tail = sheet[: rows.end()], _FOOT.sub(b"", sheet[rows.end() :])
    place = _AFTER.search(tail)
    if place is None:
        return sheet
    prefix = rows.group().strip(b"</>").rpartition(b":")[0].decode()
    name = f"{prefix}:" if prefix else ""
    above = f"<{name}oddHeader>{escape(head_text)}</{name}oddHeader>" if head_text else ""
    foot = (
        f"<{name}headerFooter>{above}<{name}oddFooter>{escape(text)}</{name}oddFooter></{name}headerFooter>"
    )
    return head + tail[: place.start()] + foot.encode() + tail[place.start() :]
