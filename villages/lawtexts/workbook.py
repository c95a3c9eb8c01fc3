"""The workbook of a text: one row a parameter, instructions, and Zhejiang filled in as an example."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from election_office.core.workbooks import UnreadableWorkbook, lines_of
from election_office.law import layers
from election_office.law.layers import Layer
from election_office.law.limits import check_shape
from election_office.law.parameters import Parameter
from election_office.law.rulebooks import Rulebook, rulebook_for
from election_office.law.spoken import Unreadable, how_to_say, read, said
from election_office.law.words import KINDS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAX_BYTES = 2_000_000
MAX_ROWS = 1000
LONGEST_SHEET = 31  # what a workbook allows as the name of a sheet
HEAD = ("类别", "事项", "现行取值", "可以怎样填", "本文本的取值", "条款", "一句话说明")
VALUES, GUIDE = "取值", "填写说明"
NATION = "00"  # no province has this code: the nation and the defaults alone
NEWEST_LAWS = dt.date(2026, 1, 1)
GUIDE_LINES = (
    "这份工作簿用来录入本省（自治区、直辖市）选举办法、实施办法，或者自治条例、单行条例，或者县级规定。",
    f"只填“{VALUES}”一张表。每个事项一行：文本有规定的，填“{HEAD[4]}”“{HEAD[5]}”“{HEAD[6]}”三格；没有规定的整行留空。",
    "“可以怎样填”一列写明这一项能填什么；“现行取值”是国家法律或者系统默认的取值，供对照。",
    "条款写成“第十八条第三款”的样子；几处都有规定的，用顿号隔开。说明用自己的话写一句，以句号结尾。",
    "不要增减列，不要改动“类别”和“事项”；行的次序可以不动。",
    "填好后上传试读：有问题的逐行列出，全部改正后才能录入；录入后须由另一人对照全文扫描件逐行核对，才会启用。",
    "有“示例”一张表的，是填好的样子。",
)


@dataclass(frozen=True, slots=True)
class TextRow:
    key: str
    value: Any
    article: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Fault:
    row: int
    label: str
    sentence: str


def plain_book(day: dt.date, kind: str = "village", area: str = NATION) -> Rulebook:
    """The rules a text of that day is read against. A province's text may be older than the national law in
    force, and is then read against the newest."""
    try:
        return rulebook_for(area, day, kind=kind)
    except LookupError:
        return rulebook_for(area, NEWEST_LAWS, kind=kind)


def template(day: dt.date, kind: str = "village") -> bytes:
    """The workbook as it is handed out for one kind of election, with a shipped province filled in."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used
    from openpyxl.worksheet.worksheet import Worksheet  # noqa: PLC0415 -- loaded where it is used

    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)
    guide.title = GUIDE
    for line in (f"适用的选举：{KINDS[kind]}选举。", *GUIDE_LINES):
        guide.append([line])
    guide.column_dimensions["A"].width = 110
    plain = plain_book(day, kind)
    _sheet(book.create_sheet(VALUES), plain, {})
    shipped = layers.provinces(kind)
    example = next((row for row in shipped if row.area == "33"), shipped[0] if shipped else None)
    if example is not None:
        title = f"示例（{example.title.removesuffix('省')}）"
        _sheet(book.create_sheet(title if len(title) <= LONGEST_SHEET else "示例"), plain, example.entries)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet(sheet: Worksheet, book: Rulebook, entries: Any) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 -- loaded where it is used

    sheet.append(HEAD)
    for text in open_to_texts(book):
        entry = entries.get(text.key)
        filled = ("", "", "") if entry is None else (
            said(_whole(text.value, entry.value), text.meaning), entry.article, entry.sentence
        )  # fmt: skip
        sheet.append(
            [
                text.group,
                text.label,
                said(text.value, text.meaning),
                how_to_say(text.value, text.meaning),
                *filled,
            ]
        )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFG", (14, 34, 28, 40, 32, 24, 50), strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
    sheet.freeze_panes = "C2"


def _whole(below: Any, value: Any) -> Any:
    return {**below, **value} if isinstance(below, dict) else value


def open_to_texts(book: Rulebook) -> list[Parameter]:
    """What a text may speak of: everything but party rules and policy."""
    return [parameter for parameter in book.parameters if parameter.layer not in ("party", "policy")]


def read_workbook(data: bytes, day: dt.date, kind: str = "village") -> tuple[list[TextRow], list[Fault]]:
    """The rows of the sheet and what is wrong with them, by row. Raises UnreadableWorkbook."""
    book = plain_book(day, kind)
    by_label = {(text.group, text.label): text for text in open_to_texts(book)}
    rows, faults = list[TextRow](), list[Fault]()
    seen: dict[str, int] = {}
    for number, cells in _cells(data):
        group, label, _, _, value, article, sentence = cells
        if not (value or article or sentence):
            continue
        parameter = by_label.get((group, label))
        if parameter is None:
            faults.append(Fault(number, label, "没有这一事项，请不要改动“类别”和“事项”两列。"))
        elif parameter.key in seen:
            faults.append(Fault(number, label, f"这一事项在第{seen[parameter.key]}行已经填过。"))
        else:
            seen[parameter.key] = number
            row, wrong = _row(parameter, value, article, sentence)
            rows += [row] if row else []
            faults += [Fault(number, label, item) for item in wrong]
    if not rows and not faults:
        faults.append(Fault(1, "", f"“{VALUES}”表里一行也没有填。"))
    return rows, faults


def _row(below: Parameter, value: str, article: str, sentence: str) -> tuple[TextRow | None, list[str]]:
    wrong = []
    read_value = None
    if not value:
        wrong.append("请填写取值；文本没有规定的，整行留空。")
    else:
        try:
            read_value = read(value, below.value, below.meaning)
            check_shape(below.key, below.value, read_value, below.choices)
        except Unreadable as error:
            wrong.append(str(error))
        except ValueError as error:
            wrong.append(str(error).removeprefix(f"{below.key}："))
    if not article.startswith("第"):
        wrong.append("请写明条款，例如“第十八条第三款”。")
    if not sentence.endswith("。"):
        wrong.append("请用一句话说明，以句号结尾。")
    return (None if wrong else TextRow(below.key, read_value, article, sentence)), wrong


def _cells(data: bytes) -> list[tuple[int, list[str]]]:
    found = lines_of(data, max_bytes=MAX_BYTES, rows=MAX_ROWS, columns=len(HEAD), only=[VALUES])
    if VALUES not in found:
        raise UnreadableWorkbook(f"工作簿里没有“{VALUES}”表，请用平台下载的工作簿填写。")
    lines = found[VALUES]
    if not lines or tuple(_text(cell) for cell in lines[0]) != HEAD:
        raise UnreadableWorkbook(f"“{VALUES}”表的列与下载的工作簿不一致，请不要增减列。")
    return [
        (number, [_text(cell) for cell in line] + [""] * (len(HEAD) - len(line)))
        for number, line in enumerate(lines[1:], start=2)
    ]


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def changes(before: Layer | None, rows: Sequence[TextRow], book: Rulebook) -> list[tuple[str, str, str]]:
    """What differs from the version before: (事项, 原来, 现在)."""
    old = {} if before is None else before.entries
    new = {row.key: row for row in rows}
    found = []
    for parameter in book.parameters:
        was = old[parameter.key].value if parameter.key in old else None
        now = new[parameter.key].value if parameter.key in new else None
        if was is not None:
            was = _whole(parameter.value, was)
        if was != now:
            shown = [
                layers.shown(value, parameter.meaning) if value is not None else "没有规定"
                for value in (was, now)
            ]
            found.append((parameter.label, shown[0], shown[1]))
    return found
