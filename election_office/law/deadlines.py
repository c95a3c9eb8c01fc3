"""The deadline chain: every dated duty of one election, from its rulebook and its election day.

The table is deadlines.toml. Numbers come from the rulebook, so each row carries the source of its number in
that place on that day; rows of kind "plan" are a working calendar and bind nobody.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from election_office.law.dates import cn_date, latest_day, months_after, window_end
from election_office.law.decision import Citation, Severity
from election_office.law.overlays import LOCAL_LAYERS
from election_office.law.parameters import Parameter
from election_office.law.rulebooks import NO_LIMIT, Rulebook
from election_office.law.statutes import statute
from election_office.law.words import in_words_of

Kind = Literal["hard", "province", "guide", "plan", "derived"]
Operator = Literal["<=", "="]
LEGAL_KINDS: tuple[Kind, ...] = ("hard", "province")
OWN_NUMBERS = (*LOCAL_LAYERS, "override")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One duty. `days` from `relative_to` ("E", a code, or an event), negative before it.

    `due` is the last day in time, None while the event has not happened. `assumed`: the event is taken to
    fall on the election day. `limit` is the last lawful day where the law sets one behind a working date.
    """

    code: str
    what: str
    op: Operator
    days: int
    due: date | None
    kind: Kind
    citation: Citation
    relative_to: str
    assumed: bool = False
    limit: date | None = None

    @property
    def legal(self) -> bool:
        return self.kind in LEGAL_KINDS

    @property
    def last_lawful_day(self) -> date | None:
        """The day after which the law itself is broken; None for a row that is only planned."""
        return self.due if self.legal else self.limit

    def slack(self, planned: date) -> int:
        """Days between `planned` and the last day: 0 stands on the line, negative is late.

        ValueError while the deadline has no day yet."""
        if self.due is None:
            raise ValueError(f"“{self.what}”的起算事件还没有发生，不能计算余量。")
        return (self.due - planned).days

    def late_sentence(self, today: date) -> str:
        """The sentence for a deadline that has passed undone."""
        day = self.last_lawful_day or self.due
        shown = cn_date(day) if day else "期限未定"
        lapsed = f"“{self.what}”最迟应在{shown}办理，今天是{cn_date(today)}，已经无法按期完成"
        return f"{lapsed}{self.citation.basis}。"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two deadlines that do not fit together. `slack` in days: negative cannot be met, otherwise an overlap
    that must be watched. `severity` is "error" or "warning"."""

    codes: tuple[str, str]
    slack: int
    severity: Severity
    message: str


def deadlines_for(
    book: Rulebook, election_day: date, happened: Mapping[str, date] | None = None
) -> list[Deadline]:
    """All deadlines of that book, in the order of their codes.

    `happened` gives real days: of an event ("objection_received", "new_committee", …) or of a code ("D07":
    the day the roll was really posted), from which the rows behind it are then counted.
    """
    days: dict[str, date] = {"E": election_day, **(happened or {})}
    assumed: set[str] = set()
    for event, stand_in in _table()["assume"].items():
        if event not in days:
            days[event] = days[stand_in]
            assumed.add(event)
    rows: list[Deadline] = []
    for row in _table()["deadline"]:
        if "when" in row and row["when"]["has"] not in book.value(row["when"]["key"]):
            continue
        deadline = _deadline(book, row, days, assumed)
        rows.append(deadline)
        if deadline.due is not None:
            days.setdefault(deadline.code, deadline.due)
    return rows


def conflicts(deadlines: Iterable[Deadline]) -> list[Conflict]:
    """What does not fit in this chain: wrong order first, then windows that overlap."""
    rows = {deadline.code: deadline for deadline in deadlines}
    found = []
    for pair in _table()["order"]:
        gap = _gap(rows, pair["first"], pair["then"])
        if gap is not None and gap < pair["gap"]:
            severity = pair.get("severity", "error")
            found.append(
                _conflict(rows, pair["first"], pair["then"], gap - pair["gap"], severity, pair["trouble"])
            )
    for pair in _table()["overlap"]:
        gap = _gap(rows, pair["opens"], pair["closes"])
        if gap is not None and gap > 0:
            found.append(_conflict(rows, pair["opens"], pair["closes"], gap, "warning", pair["trouble"]))
    return found


def impossible(
    deadlines: Iterable[Deadline], today: date, done_codes: Collection[str] = ()
) -> list[Deadline]:
    """The duties that can no longer be done in time: their last lawful day lies before `today` and they are
    not among `done_codes`. Rows that are only planned never count."""
    return [
        deadline
        for deadline in deadlines
        if deadline.code not in done_codes
        and deadline.last_lawful_day is not None
        and deadline.last_lawful_day < today
    ]


def event_label(relative_to: str) -> str:
    """What a deadline counts from, in Chinese; a code is given as the duty it names."""
    duties = {row["code"]: row["what"] for row in _table()["deadline"]}
    label: str = _table()["events"].get(relative_to) or duties[relative_to]
    return label


def _deadline(
    book: Rulebook, row: Mapping[str, Any], days: Mapping[str, date], assumed: set[str]
) -> Deadline:
    count = dict(row)
    if "choice_key" in row:
        chosen = book.value(row["choice_key"])
        part = row.get("choice_part")
        count |= row["choices"][chosen[part] if part else chosen]
    number, source = _number(book, count)
    ref = count["ref"]
    anchor = days.get(ref)
    lawful = _lawful_number(count, source)
    limit = None
    if "limit_days" in count:
        limit = days["E"] + timedelta(days=count["limit_days"])
    elif "limit_months" in count and anchor is not None:
        limit = _months_limit(book.parameter(count["limit_months"]), anchor)
    elif lawful is not None and anchor is not None:
        limit = _due(book, anchor, lawful)
    return Deadline(
        code=row["code"],
        what=in_words_of(book.kind, row["what"]),
        op=row["op"],
        days=number,
        due=None if anchor is None else _due(book, anchor, number),
        kind=count.get("kind") or _kind(source),
        citation=source.citation if source else _citation(count),
        relative_to=ref,
        assumed=ref in assumed,
        limit=limit,
    )


def _months_limit(source: Parameter, anchor: date) -> date | None:
    """The last lawful day behind a term's end: only a text of law that was read sets one."""
    binding = source.kind == "法定" and source.verified and source.value < NO_LIMIT
    return months_after(anchor, source.value) if binding else None


def _number(book: Rulebook, count: Mapping[str, Any]) -> tuple[int, Parameter | None]:
    if "days_key" in count:
        value = book.value(count["days_key"])
        number = int(value[count["part"]] if "part" in count else value)
        return number * int(count.get("sign", 1)), book.parameter(count["days_key"])
    return int(count["days"]), book.parameter(count["cite"]) if "cite" in count else None


def _lawful_number(count: Mapping[str, Any], source: Parameter | None) -> int | None:
    """The number of the law behind one a township set for itself; None where the number is the law's own."""
    if source is None or source.layer not in OWN_NUMBERS:
        return None
    province = next((other for other in source.alternatives if other.layer == "province"), None)
    binding = province is not None and province.kind == "法定" and not province.superseded
    number = province.value if province is not None and binding else source.floor
    return number * int(count.get("sign", 1)) if isinstance(number, int) else None


def _due(book: Rulebook, anchor: date, number: int) -> date:
    if number < 0:
        return latest_day(anchor, -number, book.value("count_mode"))
    return window_end(anchor, number)


def _kind(source: Parameter | None) -> Kind:
    """How far a number binds, by where it comes from."""
    if source is None or source.layer in OWN_NUMBERS:
        return "plan"
    if source.kind == "法定":
        return "province" if source.layer == "province" else "hard"
    return "plan" if source.layer == "province" else "guide"


def _citation(count: Mapping[str, Any]) -> Citation:
    if "law" not in count:
        return Citation("", "工作安排，法律没有规定日期")
    text = statute(count["law"])
    return text.cite(count["article"], text.read)


def _gap(rows: Mapping[str, Deadline], first: str, then: str) -> int | None:
    start, end = rows.get(first), rows.get(then)
    if start is None or end is None or start.due is None or end.due is None:
        return None
    return (end.due - start.due).days


def _conflict(
    rows: Mapping[str, Deadline], first: str, then: str, slack: int, severity: Severity, trouble: str
) -> Conflict:
    days = "、".join(
        f"{rows[code].what}最迟{cn_date(due)}" for code in (first, then) if (due := rows[code].due)
    )
    return Conflict((first, then), slack, severity, f"{trouble}（{days}）。")


@cache
def _table() -> dict[str, Any]:
    with (Path(__file__).parent / "deadlines.toml").open("rb") as file:
        return tomllib.load(file)
