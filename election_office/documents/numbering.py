"""The register of numbers (文号登记簿): every number a series gave, its paper, and those that are missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from election_office.accounts.models import User
from election_office.documents import kinds
from election_office.documents.kinds import DocumentKind
from election_office.documents.models import Document, NumberSeries
from election_office.documents.paper import Align, Column, Paper, Table
from election_office.law.dates import cn_date

_SERIAL: Final = re.compile(r"(\d+)(?=号?$)")
HIDDEN: Final = "（不在您的查看范围）"
MISSING: Final = "缺号，没有公文"


@dataclass(frozen=True, slots=True)
class Given:
    """One number. ``document`` is None for a gap, and for a paper this user may not read. ``note``: why it
    is void, or what stands in the place of a gap."""

    serial: int
    number: str
    title: str
    dated: date | None
    standing: str
    note: str
    document: Document | None

    @property
    def is_gap(self) -> bool:
        return self.note == MISSING


def kinds_of(series: str) -> list[DocumentKind]:
    return [kind for kind in kinds.every() if kind.number_rule and kind.number_rule.series == series]


def title_of(series: str) -> str:
    """What the series is called: by its rule, else by the one kind of paper it numbers."""
    using = kinds_of(series)
    named = next(
        (kind.number_rule.title for kind in using if kind.number_rule and kind.number_rule.title), ""
    )
    return named or (using[0].title if using else series)


def serial_of(number: str) -> int | None:
    """The consecutive number at the end of what people read."""
    found = _SERIAL.search(number)
    return int(found[0]) if found else None


def given(series: NumberSeries, user: User) -> list[Given]:
    """Every number from 1 to the last, in order; a number that has no paper is named. Two statements."""
    codes = [kind.code for kind in kinds_of(series.series)]
    papers = (
        Document.objects.filter(
            kind__in=codes, number_scope=series.scope, area_code__startswith=series.area_code
        )
        .exclude(number="")
        .defer("facts")
    )
    readable = set(papers.visible_to(user).values_list("pk", flat=True))
    rows = [_row(paper, paper.pk in readable) for paper in papers.order_by("pk")]
    known = {row.serial for row in rows}
    rows += [_gap(serial) for serial in range(1, series.last + 1) if serial not in known]
    return sorted(rows, key=lambda row: row.serial)


def _row(paper: Document, readable: bool) -> Given:
    note = paper.revoked_reason
    if paper.state == Document.State.REPLACED:
        note = "已另发更正"
    return Given(
        serial=serial_of(paper.number) or 0,
        number=paper.number,
        title=paper.title if readable else HIDDEN,
        dated=paper.dated,
        standing=paper.get_state_display(),
        note=note if readable else "",
        document=paper if readable else None,
    )


def _gap(serial: int) -> Given:
    return Given(serial, f"{serial}号", "", None, "", MISSING, None)


def facts_of(series: NumberSeries, rows: Sequence[Given]) -> dict[str, Any]:
    return {
        "title": f"文号登记簿（{title_of(series.series)}）",
        "rows": [
            [
                row.number,
                row.title,
                cn_date(row.dated) if row.dated else "",
                "；".join(part for part in (row.standing, row.note) if part),
            ]
            for row in rows
        ],
        "gaps": [str(row.serial) for row in rows if row.is_gap],
    }


def layout(facts: Mapping[str, Any]) -> Paper:
    return Paper(
        title=facts["title"],
        blocks=(
            Table(
                [
                    Column("文号", 2.9),
                    Column("公文", 3.1, align=Align.LEFT),
                    Column("成文日期", 2.3),
                    Column("状态", 2.1, align=Align.LEFT),
                ],
                facts["rows"],
            ),
        ),
        note=f"缺号：{'、'.join(facts['gaps'])}。" if facts["gaps"] else "没有缺号。",
    )


KIND = kinds.register(
    DocumentKind(
        code="documents.numbers",
        title="文号登记簿",
        facts=lambda subject: facts_of(*subject),
        compose=layout,
        specimen=lambda: {
            "title": "文号登记簿（公告）",
            "rows": [
                ["演示村选〔2026〕1号", "演示村选举日公告", "2026年11月16日", "已张贴"],
                ["2号", "", "", MISSING],
                ["演示村选〔2026〕3号", "演示村登记公告", "2026年11月17日", "已撤销；日期有误"],
            ],
            "gaps": ["2"],
        },
    )
)
