"""What the boards show. Reads steps only: the same cost with ten voters or ten million."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from election_office.accounts.models import User
from villages.models import Deferral, Election, Step

# The columns of the board: what a township asks about, and the steps that answer it.
COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "准备",
        ("organize", "survey", "analysis", "rectify", "audit", "talks", "mobilize", "training", "supplies"),
    ),
    ("党组织", ("party_branch",)),
    ("选委会", ("day_notice", "committee", "method")),
    ("登记", ("register_notice", "register")),
    ("名单", ("roll_notice", "objections", "representatives")),
    ("候选人", ("nomination", "preliminary", "review", "formal_list")),
    ("投票准备", ("polling_notice", "proxy_notice", "ballots_ready")),
    ("投票结果", ("polling", "result_notice", "report", "certificates")),
    (
        "后续",
        ("supervision", "handover", "group_leaders", "counsel", "archive", "induction", "systems", "summary"),
    ),
)
# Worst first: what a cell made of several steps shows.
SEVERITY = (
    Step.State.OVERDUE,
    Step.State.LATE_TO_PLAN,
    Step.State.SOON,
    Step.State.DONE_LATE,
    Step.State.OPEN,
    Step.State.WAITING,
    Step.State.DEFERRED,
    Step.State.DONE,
)


@dataclass
class Cell:
    """A village's state in one column: the worst of its steps, and the step to go to."""

    states: list[Step.State] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(self, step: Step, state: Step.State) -> None:
        self.steps.append(step)
        self.states.append(state)

    @property
    def state(self) -> Step.State:
        return min(self.states, key=SEVERITY.index)

    @property
    def tone(self) -> str:
        """Work begun and not finished, with nothing late, looks like work going on."""
        if self.state in (Step.State.OPEN, Step.State.WAITING) and self.done:
            return "doing"
        return self.state.tone

    @property
    def label(self) -> str:
        return "进行中" if self.tone == "doing" else self.state.label

    @property
    def done(self) -> int:
        return sum(1 for step in self.steps if step.done_on)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def step(self) -> Step:
        """Where a click leads: the first step in the worst state."""
        return self.steps[self.states.index(self.state)]


@dataclass
class BoardRow:
    election: Election
    cells: list[Cell | None]
    overdue: int
    done: int
    total: int


@dataclass
class Board:
    columns: list[str]
    rows: list[BoardRow]
    counts: dict[str, int]


def _states(steps: list[Step], today: dt.date) -> list[tuple[Step, Step.State]]:
    done: dict[int, set[str]] = defaultdict(set)
    known: dict[int, set[str]] = defaultdict(set)
    for step in steps:
        known[step.election_id].add(step.code)
        if step.done_on:
            done[step.election_id].add(step.code)
    answers = []
    for step in steps:
        absent = set(step.waits_for) - known[step.election_id]
        answers.append((step, step.state_on(today, done[step.election_id] | absent)))
    return answers


def _steps(user: User) -> list[Step]:
    rows = Step.objects.visible_to(user).filter(dropped=False).exclude(election__cycle__state="closed")
    return list(rows.select_related("election__village__township__county", "election__cycle"))


def board(user: User, today: dt.date) -> Board:
    """Villages × columns, the ones with most overdue first. One statement."""
    column_of = {code: index for index, (_, codes) in enumerate(COLUMNS) for code in codes}
    rows: dict[int, BoardRow] = {}
    counts = {"villages": 0, "overdue": 0, "late_villages": 0, "deferred": 0, "finished": 0}
    for step, state in _states(_steps(user), today):
        row = rows.setdefault(
            step.election_id, BoardRow(step.election, [None] * len(COLUMNS), overdue=0, done=0, total=0)
        )
        index = column_of.get(step.code)
        if index is not None:
            cell = row.cells[index] or Cell()
            cell.add(step, state)
            row.cells[index] = cell
        row.total += 1
        row.done += bool(step.done_on)
        row.overdue += state == Step.State.OVERDUE
    ordered = sorted(rows.values(), key=lambda row: (-row.overdue, row.election.village.code))
    counts["villages"] = len(ordered)
    counts["overdue"] = sum(row.overdue for row in ordered)
    counts["late_villages"] = sum(1 for row in ordered if row.overdue)
    counts["deferred"] = sum(1 for row in ordered if row.election.deferred)
    counts["finished"] = sum(1 for row in ordered if row.done == row.total)
    return Board([title for title, _ in COLUMNS], ordered, counts)


@dataclass(frozen=True)
class Todo:
    step: Step
    state: Step.State


@dataclass
class TodoGroup:
    """The same thing to do by the same day in one village or in many: one line of the list."""

    title: str
    deadline: dt.date | None
    rows: list[Todo]

    @property
    def state(self) -> Step.State:
        return min((row.state for row in self.rows), key=SEVERITY.index)

    @property
    def step(self) -> Step:
        return self.rows[0].step


@dataclass(frozen=True)
class Today:
    overdue: list[TodoGroup]
    soon: list[TodoGroup]
    next_up: list[TodoGroup]
    deferrals: list[Deferral]
    overdue_count: int
    soon_count: int


def _grouped(rows: list[Todo]) -> list[TodoGroup]:
    groups: dict[tuple[str, dt.date | None], TodoGroup] = {}
    for row in rows:
        key = (row.step.code, row.step.deadline)
        group = groups.setdefault(key, TodoGroup(row.step.title, row.step.deadline, []))
        group.rows.append(row)
    return list(groups.values())


def today_list(user: User, today: dt.date, horizon_days: int = 7) -> Today:
    """今日待办: overdue first, then what falls due within a week, then what is ready next. Two statements."""
    open_rows = [
        Todo(step, state)
        for step, state in _states(_steps(user), today)
        if state.is_open and not step.election.deferred
    ]
    open_rows.sort(
        key=lambda row: (row.step.deadline or dt.date.max, row.step.order, row.step.election.village.code)
    )
    late = (Step.State.OVERDUE, Step.State.LATE_TO_PLAN)
    overdue = [row for row in open_rows if row.state in late]
    until = today + dt.timedelta(days=horizon_days)
    soon = [
        row
        for row in open_rows
        if row.state not in late and row.step.deadline is not None and row.step.deadline <= until
    ]
    listed = {row.step.pk for row in (*overdue, *soon)}
    ready = [row for row in open_rows if row.step.pk not in listed and row.state != Step.State.WAITING]
    deferrals = Deferral.objects.filter(
        state=Deferral.State.REQUESTED, election__in=Election.objects.visible_to(user)
    ).select_related("election__village", "election__cycle", "requested_by")
    return Today(
        overdue=_grouped(overdue),
        soon=_grouped(soon),
        next_up=_grouped(ready)[:5],
        deferrals=list(deferrals),
        overdue_count=len(overdue),
        soon_count=len(soon),
    )
