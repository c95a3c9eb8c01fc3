"""What the boards show. Reads steps only: the same cost with ten voters or ten million."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.dashboard.lines import (
    LATE,
    SEVERITY,
    TOWNSHIP_DIGITS,
    Line,
    late_words,
    lines_of,
    steps_of,
)
from villages.models import Cycle, Election, Step
from villages.models.steps import SOON_DAYS, counts_by_state
from villages.preparation.actions.township import CLOSES
from villages.preparation.sheets import BY_SHEET
from villages.preparation.together import entries_of

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
    ("候选人", ("nomination", "preliminary", "review", "formal_list", "meet_voters")),
    (
        "投票准备",
        (
            "polling_notice",
            "proxy_notice",
            "staff_notice",
            "mobile_notice",
            "void_rules_notice",
            "ballots_ready",
        ),
    ),
    ("投票结果", ("polling", "result_notice", "report", "certificates")),
    (
        "后续",
        ("supervision", "handover", "group_leaders", "counsel", "archive", "induction", "systems", "summary"),
    ),
)
COLUMN_OF = {code: index for index, (_, codes) in enumerate(COLUMNS) for code in codes}
# What a township added itself stands with the stage it was added to.
COLUMN_OF_STAGE = {"preparation": 0, "election": 6, "follow_up": 8}
TITLES = [title for title, _ in COLUMNS]
# The first sign of each column, for the row of dots on a phone.
SIGNS = ("准", "党", "委", "登", "名", "候", "备", "投", "后")
STAGES = (("preparation", "准备"), ("election", "选举"), ("follow_up", "后续"))


def column_of(code: str, stage: str) -> int:
    return COLUMN_OF.get(code, COLUMN_OF_STAGE.get(stage, 0))


@dataclass
class Cell:
    """A village's state in one column: the worst of its steps, and the step to go to."""

    title: str
    states: list[Step.State] = field(default_factory=list)
    steps: list[Line] = field(default_factory=list)
    words: str = ""

    def add(self, line: Line) -> None:
        self.steps.append(line)
        self.states.append(line.state)

    @property
    def state(self) -> Step.State:
        return min(self.states, key=SEVERITY.index)

    @property
    def tone(self) -> str:
        """Work begun and not finished, with nothing late, looks like work going on."""
        if self.state == Step.State.DONE_LATE:
            return "late" if self.done == self.total else "doing"
        if self.state.tone == "todo" and self.done:
            return "doing"
        return self.state.tone

    @property
    def label(self) -> str:
        """Few words: a number where one says more."""
        if self.tone == "doing":
            return f"{self.done}/{self.total}"
        if self.tone in ("overdue", "soon"):
            return self.words
        return {"done": "完成", "late": "逾期结", "deferred": "暂缓"}.get(self.tone, "未到")

    @property
    def done(self) -> int:
        return sum(1 for line in self.steps if line.done_on)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def step(self) -> Line:
        """Where a click leads: the first step in the worst state."""
        return self.steps[self.states.index(self.state)]


@dataclass
class BoardRow:
    """One village."""

    election_id: int
    village: str
    village_code: str
    election_day: dt.date
    deferred: bool
    cells: list[Cell | None]
    overdue: int = 0
    done: int = 0
    total: int = 0
    next_line: Line | None = None
    next_words: str = ""

    @property
    def next_tone(self) -> str:
        if self.deferred:
            return "deferred"
        return self.next_line.state.tone if self.next_line else "done"

    @property
    def group(self) -> str:
        """Where the row stands on a phone, and which filter shows it."""
        if self.deferred:
            return "deferred"
        return {"overdue": "overdue", "soon": "soon"}.get(self.next_tone, "plan")


@dataclass(frozen=True)
class StageTotal:
    """A stage of the plan in numbers: what was done, what should have been, what there is."""

    title: str
    done: int
    late: int
    total: int

    @property
    def due(self) -> int:
        return self.done + self.late

    def share(self, part: int, width: int = 380) -> int:
        return part * width // self.total if self.total else 0

    @property
    def done_width(self) -> int:
        return self.share(self.done)

    @property
    def late_width(self) -> int:
        return max(3, self.due_width - self.done_width)

    @property
    def due_width(self) -> int:
        return self.share(self.due)


@dataclass
class TownshipRow:
    """One township of a county: villages × columns in numbers."""

    pk: int
    name: str
    code: str
    villages: int
    deferred: int
    late_villages: int
    overdue: int = 0
    done: int = 0
    total: int = 0
    cells: list[CountCell | None] = field(default_factory=lambda: [None] * len(COLUMNS))
    next_words: str = ""
    next_title: str = ""
    next_tone: str = "done"
    inside: list[BoardRow] = field(default_factory=list)


@dataclass
class CountCell:
    """All steps of all villages of a township in one column."""

    total: int = 0
    done: int = 0
    done_late: int = 0
    overdue: int = 0
    late_to_plan: int = 0
    soon: int = 0
    deferred: int = 0

    @property
    def tone(self) -> str:
        if self.overdue:
            return "overdue"
        if self.late_to_plan or self.soon:
            return "soon"
        if self.done + self.deferred == self.total:
            return "done" if self.done else "deferred"
        return "doing" if self.done else "todo"

    @property
    def label(self) -> str:
        if self.tone == "overdue":
            return f"超期{self.overdue}项"
        return {"done": "完成", "todo": "未到", "deferred": "暂缓"}.get(self.tone, self.percent)

    @property
    def percent(self) -> str:
        return f"{self.done * 100 // self.total}%" if self.total else ""

    @property
    def width(self) -> int:
        return self.done * 40 // self.total if self.total else 0


@dataclass
class Board:
    columns: list[str]
    rows: list[BoardRow]
    counts: dict[str, int]
    stages: list[StageTotal]


@dataclass
class CountyBoard:
    columns: list[str]
    rows: list[TownshipRow]
    counts: dict[str, int]
    stages: list[StageTotal]


# ------------------------------------------------------------------ one township


def board(user: User, today: dt.date, within: str = "") -> Board:
    """Villages × columns, the ones with most overdue first. One statement."""
    return board_of(lines_of(user, today, within), today)


def board_of(lines: Iterable[Line], today: dt.date) -> Board:
    lines = list(lines)
    rows: dict[int, BoardRow] = {}
    for line in lines:
        row = rows.get(line.election_id)
        if row is None:
            row = rows[line.election_id] = BoardRow(
                line.election_id,
                line.village,
                line.village_code,
                line.election_day,
                line.deferred,
                [None] * len(COLUMNS),
            )
        _add(row, line)
    by_election = lines_by_election(lines)
    for row in rows.values():
        _find_next(row, by_election[row.election_id], today)
        for cell in row.cells:
            if cell is not None:
                step = cell.step
                cell.words = late_words(step.state, step.deadline, step.limit_on, today)
    ordered = sorted(rows.values(), key=_worst_first)
    return Board(TITLES, ordered, _counts(ordered), stage_totals(lines))


def lines_by_election(lines: Iterable[Line]) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.election_id].append(line)
    return found


def _add(row: BoardRow, line: Line) -> None:
    index = column_of(line.code, line.stage)
    cell = row.cells[index]
    if cell is None:
        cell = row.cells[index] = Cell(TITLES[index])
    cell.add(line)
    row.total += 1
    row.done += bool(line.done_on)
    row.overdue += line.state == Step.State.OVERDUE


def _find_next(row: BoardRow, lines: list[Line], today: dt.date) -> None:
    """The step whose day comes first: what is late before what is near, what may begin before what waits."""
    open_lines = [line for line in lines if line.state.is_open]
    if not open_lines:
        return
    row.next_line = min(
        open_lines,
        key=lambda line: (
            line.state != Step.State.OVERDUE,
            line.state in (Step.State.WAITING, Step.State.NOT_YET),
            line.deadline or dt.date.max,
            line.order,
        ),
    )
    found = row.next_line
    row.next_words = late_words(found.state, found.deadline, found.limit_on, today)


def _worst_first(row: BoardRow) -> tuple[object, ...]:
    line = row.next_line
    return (
        -row.overdue,
        row.deferred,
        line is None,
        (line.deadline if line and line.deadline else dt.date.max),
        row.village_code,
    )


def _counts(rows: list[BoardRow]) -> dict[str, int]:
    return {
        "villages": len(rows),
        "overdue": sum(row.overdue for row in rows),
        "late_villages": sum(1 for row in rows if row.overdue),
        "soon_villages": sum(1 for row in rows if row.group == "soon"),
        "deferred": sum(1 for row in rows if row.deferred),
        "finished": sum(1 for row in rows if row.done == row.total),
    }


def stage_totals(lines: Iterable[Line]) -> list[StageTotal]:
    numbers = {code: [0, 0, 0] for code, _ in STAGES}
    for line in lines:
        found = numbers.get(line.stage)
        if found is not None:
            found[0] += bool(line.done_on)
            found[1] += line.state in LATE
            found[2] += 1
    return [StageTotal(title, *numbers[code]) for code, title in STAGES]


# ------------------------------------------------------------------ a county

PLACE = ("election__village__township_id", "election__village__township__name")
CODE = "election__village__township__code"


def county_board(user: User, today: dt.date) -> CountyBoard:
    """Townships × columns, worst first, counted by the database: two statements, however many villages."""
    rows = _townships(user, today)
    numbers = {code: [0, 0, 0] for code, _ in STAGES}
    steps = steps_of(user).order_by()
    late = Q(done_on__isnull=True, election__deferred=False)
    counted: Iterable[Any] = (
        steps.values("election__village__township_id", "code", "stage")
        .annotate(
            **counts_by_state(today), limit=Min("limit_on", filter=late), due=Min("due_on", filter=late)
        )
        .annotate(words=Min("title"))
    )
    nearest: dict[int, tuple[dt.date, str]] = {}
    for found in counted:
        row = rows[found["election__village__township_id"]]
        _count_in(row, found)
        if found["stage"] in numbers:
            stage = numbers[found["stage"]]
            stage[0] += found["done"]
            stage[1] += found["overdue"] + found["late_to_plan"]
            stage[2] += found["total"]
        day = found["limit"] or found["due"]
        if day is not None and (row.pk not in nearest or day < nearest[row.pk][0]):
            nearest[row.pk] = (day, found["words"])
    for pk, (day, title) in nearest.items():
        _name_next(rows[pk], day, title, today)
    ordered = sorted(rows.values(), key=lambda row: (-row.overdue, -row.late_villages, row.code))
    counts = {
        "townships": len(ordered),
        "villages": sum(row.villages for row in ordered),
        "overdue": sum(row.overdue for row in ordered),
        "late_villages": sum(row.late_villages for row in ordered),
        "deferred": sum(row.deferred for row in ordered),
    }
    return CountyBoard(TITLES, ordered, counts, [StageTotal(title, *numbers[code]) for code, title in STAGES])


def _townships(user: User, today: dt.date) -> dict[int, TownshipRow]:
    clock = Q(done_on__isnull=True, election__deferred=False)
    overdue = clock & (Q(limit_on__lt=today) | Q(limit_on__isnull=True, due_on__lt=today))
    rows = (
        steps_of(user)
        .order_by()
        .values_list(*PLACE, CODE)
        .annotate(
            villages=Count("election", distinct=True),
            deferred_villages=Count("election", distinct=True, filter=Q(election__deferred=True)),
            late_villages=Count("election", distinct=True, filter=overdue),
        )
    )
    return {row[0]: TownshipRow(*row) for row in rows}


def _count_in(row: TownshipRow, found: Mapping[str, Any]) -> None:
    index = column_of(str(found["code"]), str(found["stage"]))
    cell = row.cells[index]
    if cell is None:
        cell = row.cells[index] = CountCell()
    for name in ("total", "done", "done_late", "overdue", "late_to_plan", "soon", "deferred"):
        setattr(cell, name, getattr(cell, name) + found[name])
    row.overdue += found["overdue"]
    row.done += found["done"]
    row.total += found["total"]


def _name_next(row: TownshipRow, day: dt.date, title: str, today: dt.date) -> None:
    days = (day - today).days
    row.next_title = title
    row.next_words = f"超{-days}天" if days < 0 else f"{days}天" if days else "今天"
    row.next_tone = "overdue" if days < 0 else "soon" if days <= SOON_DAYS else "todo"


def open_township(board: CountyBoard, user: User, today: dt.date, code: str) -> None:
    """Put the villages of one township under its row. One statement more."""
    for row in board.rows:
        if row.code == code:
            row.inside = board_of(lines_of(user, today, code), today).rows


def township_in_view(user: User, code: str) -> str:
    """The code as asked for in the address, when it is a township's that this user may look at; else none."""
    if len(code) != TOWNSHIP_DIGITS or not (code.isascii() and code.isdecimal()):
        return ""
    seen = any(code.startswith(area) or area.startswith(code) for area in user.areas_in_view())
    return code if seen else ""


# ------------------------------------------------------------------ one act in many villages

# A page of villages; beyond it the reader takes one township at a time.
ACT_ROWS = 120


def lines_of_act(
    user: User, today: dt.date, code: str, within: str = "", by: dt.date | None = None
) -> list[Line]:
    """The villages where this step is open, by that day if one is named. One statement."""
    found = [
        line
        for line in lines_of(user, today, within, code=code)
        if line.state.is_open and (by is None or line.deadline == by)
    ]
    return found[:ACT_ROWS]


@dataclass(frozen=True, slots=True)
class Together:
    """One entry that counts for many villages: a meeting, a training, money, goods."""

    text: str
    url: str


def entries_for(user: User, rows: list[Line]) -> list[Together]:
    """What counts for many villages of this step at once: activities and entries of its sheet."""
    if rows[0].closes_with != BY_SHEET:
        return []
    entries = [
        Together(entry.title, reverse("dashboard:fill", args=[rows[0].code, entry.name]))
        for entry in entries_of(rows[0].code)
        if user.areas(entry.permission)
    ]
    return activities_for(user, rows) + entries


def activities_for(user: User, rows: list[Line]) -> list[Together]:
    """What a township enters once for the villages of a step closed by its sheet: a link a plan and kind."""
    kinds = [kind for kind, codes in CLOSES.items() if rows and rows[0].code in codes]
    may = user.areas(Permission.CYCLE_PLAN)
    if not kinds or not any(row.village_code.startswith(area) for row in rows for area in may):
        return []
    elections = Election.objects.filter(pk__in=[row.election_id for row in rows])
    plans = Cycle.objects.filter(elections__in=elections).distinct().order_by("pk")
    ticked = ",".join(str(row.election_id) for row in rows)
    return [
        Together(
            f"登记{kind.label}",
            f"{reverse('villages:activity_add', args=[plan.pk, kind.value])}?villages={ticked}",
        )
        for plan in plans
        for kind in kinds
    ]
