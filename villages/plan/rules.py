"""Whether the days of a plan fit the law, each other and the calendar. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from election_office.law.dates import NOTHING_ANNOUNCED, DaysOff, cn_date, is_rest_day
from election_office.law.deadlines import deadlines_for
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.festivals import holiday
from election_office.law.rulebooks import Rulebook
from villages.catalogue import step_kinds
from villages.rules import too_far

MOST_DAYS_AWAY = 400
MOST_NAMED = 4  # villages of one election day in a sentence


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One step as it is planned. ``typed``: its day is the township's own, not the catalogue's."""

    code: str
    title: str
    start: date | None
    end: date
    waits_for: tuple[str, ...] = ()
    typed: bool = True
    limit: date | None = None
    law: Citation | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said about one line. ``blocks``: the plan cannot be approved with it."""

    code: str
    finding: Finding

    @property
    def blocks(self) -> bool:
        return self.finding.severity == "error" and not self.finding.passed


def limits_on(book: Rulebook, day: date) -> Mapping[str, tuple[date, Citation]]:
    """Step code → the last lawful day and the text that sets it."""
    last = {deadline.code: deadline for deadline in deadlines_for(book, day)}
    found = {}
    for kind in step_kinds(book.words).values():
        limit = last.get(kind.deadline)
        lawful = limit.last_lawful_day if limit else None
        if limit is not None and lawful is not None:
            found[kind.code] = (lawful, limit.citation)
    return found


def remarks(lines: Sequence[PlanLine], day: date, announced: DaysOff = NOTHING_ANNOUNCED) -> list[Remark]:
    """Everything that does not fit, line by line, in the order of the plan."""
    by_code = {line.code: line for line in lines}
    found: list[Remark] = []
    for line in lines:
        found += [Remark(line.code, finding) for finding in _of_line(line, day, by_code)]
        rest = why_rest(line.end, announced)
        if line.typed and rest:
            sentence = f"{line.title}定在{cn_date(line.end)}，是{rest}。"
            found.append(Remark(line.code, Finding("rest_day", False, sentence, severity="warning")))
    return found


def _of_line(line: PlanLine, day: date, by_code: Mapping[str, PlanLine]) -> list[Finding]:
    found = []
    if line.start is not None and line.start > line.end:
        sentence = f"{line.title}开始于{cn_date(line.start)}，在结束的{cn_date(line.end)}之后。"
        found.append(Finding("start_after_end", False, sentence))
    if abs((day - line.end).days) > MOST_DAYS_AWAY:
        sentence = (
            f"{line.title}定在{cn_date(line.end)}，离选举日{cn_date(day)}超过{MOST_DAYS_AWAY}天，请核对年份。"
        )
        found.append(Finding("too_far", False, sentence))
    if line.limit is not None and line.end > line.limit and line.typed:
        sentence = f"{line.title}定在{cn_date(line.end)}，最迟应在{cn_date(line.limit)}。"
        found.append(Finding("after_limit", False, sentence, line.law))
    for code in line.waits_for:
        first = by_code.get(code)
        if first is not None and first.end > line.end and (first.typed or line.typed):
            found.append(
                Finding(
                    "before_its_forerunner",
                    False,
                    f"{line.title}定在{cn_date(line.end)}，要等“{first.title}”办结，而那一项定在{cn_date(first.end)}。",
                )
            )
    return found


def why_rest(day: date, announced: DaysOff = NOTHING_ANNOUNCED) -> str:
    """Why nobody may be in the office on that day; empty for a working day."""
    if not is_rest_day(day, announced):
        return ""
    if name := holiday(day):
        return f"{name}假期"
    if day in announced.off and day.weekday() < 5:
        return "放假安排里的休息日"
    return "星期六" if day.weekday() == 5 else "星期日" if day.weekday() == 6 else ""


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The plan as it falls for the villages that vote on one day."""

    day: date
    villages: tuple[str, ...]
    lines: tuple[PlanLine, ...]


def remarks_of_days(plans: Sequence[DayPlan], announced: DaysOff = NOTHING_ANNOUNCED) -> list[Remark]:
    """Everything that does not fit on any of the election days. With several days each remark names the
    villages it concerns; what is wrong for all of them alike is said once, without names."""
    found = [(plan, remark) for plan in plans for remark in remarks(plan.lines, plan.day, announced)]
    if len(plans) == 1:
        return [remark for _, remark in found]
    order = [line.code for line in plans[0].lines] if plans else []
    said: dict[tuple[str, str, str], list[tuple[DayPlan, Remark]]] = {}
    for plan, remark in found:
        key = (remark.code, remark.finding.code, remark.finding.message)
        said.setdefault(key, []).append((plan, remark))
    rows = []
    for concerned in said.values():
        _, first = concerned[0]
        if len(concerned) < len(plans):
            whose = "；".join(_named(plan) for plan, _ in concerned)
            finding = replace(first.finding, message=f"{whose}：{first.finding.message}")
            rows.append(Remark(first.code, finding))
        else:
            rows.append(first)
    return sorted(rows, key=lambda row: order.index(row.code))


def _named(plan: DayPlan) -> str:
    more = f"等{len(plan.villages)}村" if len(plan.villages) > MOST_NAMED else ""
    return f"{plan.day.month}月{plan.day.day}日选举的{'、'.join(plan.villages[:MOST_NAMED])}{more}"


def check_days(plans: Sequence[DayPlan]) -> Decision:
    """May a plan with these days be approved?"""
    return Decision(tuple(remark.finding for remark in remarks_of_days(plans) if remark.blocks))


def check_window(
    *, starts: date | None, ends: date | None, days: Mapping[str, date], today: date
) -> Decision:
    """``days``: village → its election day. All lie in the window the plan announces."""
    outside = [
        f"{name}（{cn_date(item)}）"
        for name, item in days.items()
        if (starts and item < starts) or (ends and item > ends)
    ]
    past = [f"{name}（{cn_date(item)}）" for name, item in days.items() if item <= today]
    far = [f"{name}（{cn_date(item)}）" for name, item in days.items() if too_far(item, today)]
    ordered = starts is None or ends is None or starts <= ends
    shown = f"{cn_date(starts)}至{cn_date(ends)}" if starts and ends else ""
    return Decision(
        (
            Finding("window_order", ordered, "窗口的开始日期在结束日期之后，请核对。"),
            Finding("outside_window", not outside, f"选举日不在窗口{shown}以内：{'、'.join(outside)}。"),
            Finding("day_passed", not past, f"选举日已过：{'、'.join(past)}，请改为今后的日期。"),
            Finding("day_passed", not far, f"选举日太远：{'、'.join(far)}，请核对年份。"),
        )
    )


def check_leave_out(*, title: str, statutory: bool, reason: str) -> Decision:
    """A policy step may be left out with a reason; one the law asks for may not."""
    return Decision(
        (
            Finding("statutory", not statutory, f"“{title}”是法定事项或者进入选举阶段的前提，不能不采用。"),
            Finding("reason_missing", bool(reason.strip()), f"不采用“{title}”请写明理由。"),
        )
    )


def check_amend(
    *,
    title: str,
    due_on: date,
    starts_on: date | None,
    limit_on: date | None,
    done: Sequence[str],
    law: str,
) -> Decision:
    """May an approved plan take this day? ``done``: villages that have closed the step already."""
    late = limit_on is not None and due_on > limit_on
    return Decision(
        (
            Finding(
                "start_after_end",
                starts_on is None or starts_on <= due_on,
                f"{title}的开始日期在结束日期之后。",
            ),
            Finding(
                "after_limit",
                not late,
                f"{title}改到{cn_date(due_on)}，超过期限{cn_date(limit_on)}{f'（{law}）' if law else ''}。"
                if limit_on
                else "",
            ),
            Finding("done", not done, f"{'、'.join(done)}已经办结“{title}”，不再改计划日期，请取消勾选。"),
        )
    )


def check_amend_owner(*, title: str, changed: bool, done: Sequence[str]) -> Decision:
    """May an approved plan name somebody else for this step? ``done``: villages that have closed it."""
    return Decision(
        (
            Finding("nothing_changed", changed, f"{title}的责任单位、责任部门和责任人与现在相同，没有变更。"),
            Finding("done", not done, f"{'、'.join(done)}已经办结“{title}”，不再改责任人，请取消勾选。"),
        )
    )
