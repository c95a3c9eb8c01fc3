"""What in a row sets its person apart: a note, a state, a heading, the sheet, the look of the row."""

from __future__ import annotations

from collections.abc import Sequence

from voters.imports import apart
from voters.imports.layouts import Field, Header

LOOKS = {"struck": "有删除线", "hidden": "手工隐藏或者筛选"}
# A column that holds no field may still say that somebody is dead or gone; long texts tell other things.
_SHORT_TEXT = 16

Said = dict[apart.Kind, tuple[int, str]]


def of_row(
    header: Header,
    texts: Sequence[str],
    *,
    note: str,
    behind: str,
    heading: tuple[apart.Kind | None, str],
    sheet: tuple[apart.Kind | None, str],
    struck: bool,
    hidden: bool,
) -> Said:
    """Kind → (column from 0 or -1, what says so; empty where the look of the row does).

    ``behind``: what stands in brackets behind the name.
    """
    found: Said = {}
    for kind in apart.kinds_in(note) if note else ():
        found.setdefault(kind, (header.columns[Field.NOTE], f"备注写有「{note[:30]}」"))
    for index, title in header.statuses:
        text = texts[index]
        for kind in apart.kinds_of_state(title, text) if text else ():
            found.setdefault(kind, (index, f"「{title[:12]}」列写有「{text[:20]}」"))
    for kind in apart.kinds_in(behind) if behind else ():
        found.setdefault(kind, (header.columns[Field.NAME], f"姓名后写有「{behind}」"))
    for index, title in header.unread:
        text = texts[index]
        if text and len(text) <= _SHORT_TEXT and not text.isascii():
            for kind in apart.kinds_in(text):
                found.setdefault(kind, (index, f"「{title[:12]}」列写有「{text}」"))
    if heading[0]:
        found.setdefault(heading[0], (-1, f"列在「{heading[1][:20]}」之下"))
    if sheet[0]:
        found.setdefault(sheet[0], (-1, f"在工作表「{sheet[1][:20]}」中"))
    if struck:
        found.setdefault(apart.BY_KEY["struck"], (-1, ""))
    if hidden:
        found.setdefault(apart.BY_KEY["hidden"], (-1, ""))
    return found
