"""What the page of a tried file shows at a glance: people in figures and as a bar, faults by kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from voters.imports.codes import place_of, title_of
from voters.imports.remedies import remedy_of
from voters.models import RollFinding, RollImport

PLACES = 6  # rows named beside a kind; the others are a link away


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the bar. ``start`` and ``width`` in thousandths of it; ``kind``: the people it stands for."""

    label: str
    people: int
    tone: str
    start: int
    width: int
    kind: str = ""
    level: str = ""


def shares_of(row: RollImport) -> list[Share]:
    """The people of the file: as compared with the roll where there is one, else by what becomes of them."""
    compared, people = row.comparison, row.people or 0
    accepted, pending = row.accepted or 0, row.pending or 0
    # Findings are counted, not people: somebody may be left out for two reasons.
    rest = max(people - accepted - pending, 0)
    excluded = min(row.level_excluded or 0, rest) if row.has_errors else rest
    if compared.get("before"):
        parts = [
            ("新增", compared["added"], "done", "added", ""),
            ("变更", compared["changed"], "soon", "changed", ""),
            ("未变动", compared["unchanged"], "todo", "unchanged", ""),
            ("名册写明不列入", compared.get("excluded", 0), "deferred", "excluded", ""),
        ]
        rest = people - sum(part[1] for part in parts)
        parts.append(("不能导入", max(rest, 0), "overdue", "", "error"))
    else:
        parts = [
            ("可以登记", accepted, "done", "", ""),
            ("待定", pending, "soon", "", "pending"),
            ("不列入", excluded, "deferred", "", "excluded"),
            ("不能导入", rest - excluded, "overdue", "", "error"),
        ]
    return _laid_out(parts)


def report_of(row: RollImport) -> dict[str, object]:
    """Both, for the page."""
    return {"shares": shares_of(row), "kinds": kinds_of(row)}


def _laid_out(parts: list[tuple[str, int, str, str, str]]) -> list[Share]:
    total = sum(part[1] for part in parts) or 1
    shares, before = [], 0
    for label, people, tone, kind, level in parts:
        start, end = 1000 * before // total, 1000 * (before + people) // total
        shares.append(Share(label, people, tone, start, end - start, kind, level))
        before += people
    return shares


@dataclass(frozen=True, slots=True)
class FaultKind:
    """Findings of one kind: how many, where the first are, what to do."""

    level: str
    level_label: str
    code: str
    title: str
    count: int
    where: str
    remedy: str


def kinds_of(row: RollImport) -> list[FaultKind]:
    """Findings by kind, errors first. One statement, however many findings."""
    same = [F("level"), F("code")]
    found = (
        row.findings.order_by()
        .annotate(
            count=Window(Count("pk"), partition_by=same),
            nth=Window(RowNumber(), partition_by=same, order_by=F("order").asc()),
        )
        .filter(nth__lte=PLACES)
        .values_list("level", "code", "count", "sheet", "row")
        .order_by("level", "code", "nth")
    )
    counts: dict[tuple[str, str], int] = {}
    places: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for level, code, count, sheet, number in found:
        counts[level, code] = count
        places.setdefault((level, code), []).append((sheet, number))
    order = list(RollFinding.Level.values)
    several = len(row.trial.get("uses", [])) > 1
    return [
        FaultKind(
            level=level,
            level_label=str(RollFinding.Level(level).label),
            code=code,
            title=title_of(code),
            count=counts[level, code],
            where=_where(places[level, code], counts[level, code], several=several),
            remedy=remedy_of(code, level),
        )
        for level, code in sorted(counts, key=lambda key: (order.index(key[0]), place_of(key[1])))
    ]


def _where(places: list[tuple[str, int]], count: int, *, several: bool) -> str:
    """第46、113、208行; with the sheet's name where several sheets were read."""
    sheets: dict[str, list[str]] = {}
    for sheet, number in places:
        sheets.setdefault(sheet, []).append(str(number))
    parts = [
        (sheet if several else "") + f"第{'、'.join(dict.fromkeys(rows))}行" for sheet, rows in sheets.items()
    ]
    return "，".join(parts) + ("等" if count > len(places) else "")
