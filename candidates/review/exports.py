"""倒查 as a workbook: text cells only."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from candidates.review.queries import TraceRow
from election_office.core.sheets import table_workbook

WIDTHS = {
    "时间": 18,
    "选举": 34,
    "拟任职务": 16,
    "第几次审查": 11,
    "事项": 12,
    "单位": 22,
    "结论": 12,
    "内容": 60,
    "经办人": 12,
    "分管领导或签批人": 17,
    "盖章或决定日期": 15,
    "录入人": 12,
    "扫描件（校验值）": 34,
    "撤回理由": 30,
}


def trace_workbook(rows: Iterable[TraceRow]) -> bytes:
    """One line for each act."""
    return table_workbook("审查责任倒查", WIDTHS, map(_line, rows), wrap=True)


def _line(row: TraceRow) -> tuple[str, ...]:
    return (
        f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}",
        row.election,
        row.post,
        str(row.round),
        row.what,
        row.unit,
        row.conclusion,
        row.detail,
        row.handler,
        row.leader,
        row.stamped_on.isoformat() if row.stamped_on else "",
        row.entered_by,
        row.scan,
        row.withdrawn,
    )
