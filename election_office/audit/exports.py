"""The audit trail as a file for the archive or for the discipline inspection office."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from election_office.audit import presenters
from election_office.audit.chain import moment
from election_office.audit.models import AuditEvent

HEAD = (
    "区划代码", "序号", "时间（UTC）", "事项代码", "事项", "经办人编号", "经办人", "职责",
    "对象", "变更前", "变更后", "理由", "上一条校验值", "校验值",
)  # fmt: skip
# More rows than a person reads in a workbook; longer trails go into CSV, which has no such limit.
WORKBOOK_ROWS = 50_000
CHUNK = 2000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """The value so that no spreadsheet takes text for a formula: such text gets a leading '."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if value else ""


def _cells(event: AuditEvent) -> list[Any]:
    cells = [
        event.area_code, event.number, moment(event.at), event.action, presenters.label(event.action),
        event.actor_id_text, event.actor, event.actor_role, event.target,
        _compact(event.before), _compact(event.after), event.reason, event.previous_hash, event.hash,
    ]  # fmt: skip
    return [safe_cell(cell) for cell in cells]


def _rows(events: QuerySet[AuditEvent]) -> Iterator[list[Any]]:
    yield list(HEAD)
    for event in events.iterator(chunk_size=CHUNK):
        yield _cells(event)


def csv_lines(events: QuerySet[AuditEvent]) -> Iterable[bytes]:
    """UTF-8 with the mark that makes Excel read it as such, line by line."""
    yield b"\xef\xbb\xbf"
    for row in _rows(events):
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue().encode("utf-8")


def workbook(events: QuerySet[AuditEvent]) -> bytes:
    """An .xlsx of at most WORKBOOK_ROWS events; the caller has counted them."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used

    book = Workbook(write_only=True)
    sheet = book.create_sheet("操作记录")
    for row in _rows(events[:WORKBOOK_ROWS]):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
