"""今天: what I do, what others do that I wait for, and what falls due this week. One row an act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.gather import rows_once
from election_office.dashboard.lines import (
    LATE,
    SEVERITY,
    TOWNSHIP_DIGITS,
    Line,
    is_wide,
    late_words,
    lines_of,
    own_responsibilities,
    sees_a_township,
    steps_of,
)
from election_office.dashboard.queries import StageTotal, county_board, stage_totals
from election_office.dashboard.reminders.queries import (
    Due,
    Reminder,
    Urged,
    Urgings,
    reminders_of,
    urgings_of,
)
from election_office.law.dates import is_rest_day
from villages.models import Deferral, Step, TaskForce
from villages.models.elections import Responsible
from villages.models.steps import SOON_DAYS

HORIZON_DAYS = 7
SHOWN_ACTS, SHOWN_CHIPS = 12, 9
# When little is due, what may be begun fills the list up to so many.
FILL_TO = 5
WEEKDAYS = "一二三四五六日"
WAITS = (Step.State.WAITING, Step.State.NOT_YET)


@dataclass(frozen=True)
class Chip:
    """One village (or township) of an act, and where its own work is."""

    text: str
    url: str
    tone: str
    waits: bool = False
    count: int = 0


@dataclass
class Act:
    """The same thing to do by the same day, in one village or in many: one row."""

    code: str
    title: str
    responsible: str
    deadline: dt.date | None
    state: Step.State
    words: str
    basis: str
    chips: list[Chip] = field(default_factory=list)
    people: str = ""
    by_record: bool = False
    walls_url: str = ""  # what is closed by hanging a paper: where its places and their cameras are
    posts_together: bool = False
    may_urge: bool = False
    urged: list[Urged] = field(default_factory=list)
    urged_today: bool = False

    @property
    def more(self) -> int:
        return max(0, len(self.chips) - SHOWN_CHIPS)

    @property
    def shown(self) -> list[Chip]:
        return self.chips[:SHOWN_CHIPS]

    @property
    def tone(self) -> str:
        return self.state.tone

    @property
    def url(self) -> str:
        """One village: its step. Several: the page that does them together."""
        if len(self.chips) == 1 and not self.chips[0].count:
            return self.chips[0].url
        if self.posts_together:
            return reverse("villages:postings_together", args=[self.code])
        return reverse("dashboard:act", args=[self.code]) + self._by

    @property
    def _by(self) -> str:
        return f"?by={self.deadline.isoformat()}" if self.deadline else ""

    @property
    def urge_url(self) -> str:
        return reverse("dashboard:urge", args=[self.code]) + self._by

    @property
    def urged_last(self) -> Urged | None:
        return max(self.urged, key=lambda row: row.urged_on, default=None)

    def take_urged(self, urged: list[Urged], today: dt.date) -> None:
        """Where every village of the row was urged today, once is enough."""
        self.urged = urged
        self.urged_today = sum(row.villages for row in urged if row.urged_on == today) >= self.villages

    @property
    def villages(self) -> int:
        return sum(chip.count or 1 for chip in self.chips)

    @property
    def button(self) -> str:
        if self.villages == 1:
            return "办理"
        if self.posts_together:
            return f"登记张贴{self.villages}村"
        return f"一次登记{self.villages}村" if self.by_record else f"办理{self.villages}村"

    @property
    def who(self) -> str:
        return self.people or Responsible(self.responsible).label


@dataclass(frozen=True)
class Day:
    """One of the seven days ahead."""

    day: dt.date
    titles: list[str]
    count: int

    @property
    def weekday(self) -> str:
        return f"周{WEEKDAYS[self.day.weekday()]}"

    @property
    def rest(self) -> bool:
        return is_rest_day(self.day)

    @property
    def width(self) -> int:
        return min(60, self.count * 3)


@dataclass(frozen=True)
class Limit:
    """The next statutory limit."""

    day: dt.date
    days: int
    title: str
    villages: int


@dataclass
class Today:
    mine: list[Act]
    waiting: list[Act]
    week: list[Day]
    deferrals: list[Deferral]
    overdue_count: int
    late_count: int
    soon_count: int
    stages: list[StageTotal]
    limit: Limit | None
    office: bool
    place: str = ""
    election_day: dt.date | None = None
    reviews_due: list[TaskForce] = field(default_factory=list)
    own: list[Due] = field(default_factory=list)
    urgings: Urgings = field(default_factory=Urgings)
    reminders: list[Reminder] = field(default_factory=list)

    @property
    def unread(self) -> list[Reminder]:
        return [row for row in self.reminders if not row.seen]

    @property
    def week_count(self) -> int:
        return sum(day.count for day in self.week)

    @property
    def late_lines(self) -> int:
        return self.overdue_count + self.late_count


@rows_once
def deferrals_of(user: User, today: dt.date) -> QuerySet[Deferral]:
    """Asked for and not decided; or decided, and to be looked at again by now. One statement for both."""
    again = Q(state=Deferral.State.APPROVED, task_force__review_on__lt=today)
    rows = Deferral.objects.visible_to(user).filter(again | Q(state=Deferral.State.REQUESTED))
    rows = rows.select_related("election__village", "election__cycle", "requested_by", "task_force")
    return rows.order_by("task_force__review_on", "pk")[: 4 * SHOWN_ACTS]


def today_of(user: User, today: dt.date) -> Today:
    """The page of the day. The same number of statements for one village and for five hundred."""
    found = _wide(user, today) if is_wide(user) else _narrow(user, today)
    found.reminders = reminders_of(user, today, found.own, found.urgings)
    deferrals = deferrals_of(user, today)
    found.deferrals = [row for row in deferrals if row.state == Deferral.State.REQUESTED][:SHOWN_ACTS]
    found.reviews_due = [row.task_force for row in deferrals if row.state == Deferral.State.APPROVED][
        :SHOWN_ACTS
    ]
    return found


# ------------------------------------------------------------------ one township, one village


def _narrow(user: User, today: dt.date) -> Today:
    lines = lines_of(user, today)
    own = own_responsibilities(user)

    def is_mine(line: Line) -> bool:
        return any(line.village_code.startswith(area) and line.responsible in whose for area, whose in own)

    open_lines = [line for line in lines if line.state.is_open]
    mine = [line for line in open_lines if is_mine(line)]
    others = [line for line in open_lines if not is_mine(line)]
    office = sees_a_township(user)
    until = today + dt.timedelta(days=HORIZON_DAYS)
    awaited = (
        [line for line in _due(others, until) if line.state not in WAITS]
        if office
        else _held_up_by(others, [line for line in mine if line.state == Step.State.WAITING])
    )
    seen = open_lines if office else mine
    urgings = urgings_of(user, today, wide=False)
    return Today(
        mine=_my_acts(mine, until, user, today),
        waiting=_waiting(awaited, urgings, user, today),
        own=[
            Due(
                line.code,
                line.title,
                line.due_on,
                line.limit_on,
                line.village,
                1,
                reverse("villages:step", args=[line.pk]),
            )
            for line in mine
        ],
        urgings=urgings,
        week=week_of(seen, today),
        deferrals=[],
        overdue_count=sum(line.state == Step.State.OVERDUE for line in seen),
        late_count=sum(line.state == Step.State.LATE_TO_PLAN for line in seen),
        soon_count=sum(line.state not in LATE for line in _due(seen, until)),
        stages=stage_totals(lines) if office else [],
        limit=_next_limit(seen, today),
        office=office,
        place=lines[0].village if lines and not office else "",
        election_day=lines[0].election_day if lines and not office else None,
    )


def _due(lines: Iterable[Line], until: dt.date) -> list[Line]:
    """What is late or falls due by then."""
    return [
        line for line in lines if line.state in LATE or (line.deadline is not None and line.deadline <= until)
    ]


def _held_up_by(others: Iterable[Line], waiting: Iterable[Line]) -> list[Line]:
    """What others must do before one's own open steps can begin."""
    needed = {(line.election_id, code) for line in waiting for code in line.waits_for}
    return [line for line in others if (line.election_id, line.code) in needed]


def _my_acts(mine: list[Line], until: dt.date, user: User, today: dt.date) -> list[Act]:
    due = _due(mine, until)
    acts = acts_of(due, user, today)
    if len(acts) < FILL_TO:
        listed = {line.pk for line in due}
        ready = [line for line in mine if line.pk not in listed and line.state not in WAITS]
        acts += acts_of(ready, user, today)[: FILL_TO - len(acts)]
    return acts[:SHOWN_ACTS]


def _waiting(awaited: list[Line], urgings: Urgings, user: User, today: dt.date) -> list[Act]:
    """The rows of others, each with what was urged of it."""
    acts = acts_of(awaited, user, today)[:SHOWN_ACTS]
    may = bool(user.areas(Permission.STEP_URGE))
    for act in acts:
        lines = [line for line in awaited if (line.code, line.deadline) == (act.code, act.deadline)]
        act.may_urge = may and any(line.state not in WAITS for line in lines)
        act.take_urged(urgings.of_steps(line.pk for line in lines), today)
    return acts


def acts_of(lines: Iterable[Line], user: User, today: dt.date) -> list[Act]:
    """One row for the same step by the same day, the nearest day first."""
    groups: dict[tuple[str, dt.date | None], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.code, line.deadline), []).append(line)
    may_record = bool(user.areas(Permission.STEP_RECORD))
    may_post = bool(user.areas(Permission.DOCUMENT_POST))
    acts = []
    for (code, deadline), rows in groups.items():
        worst = min(rows, key=lambda line: SEVERITY.index(line.state))
        chips = [
            Chip(
                line.short,
                reverse("villages:step", args=[line.pk]),
                line.state.tone if line.state in LATE else "",
                line.state == Step.State.WAITING,
            )
            for line in rows
        ]
        acts.append(
            Act(
                code=code,
                title=worst.title,
                responsible=worst.responsible,
                deadline=deadline,
                state=worst.state,
                words=late_words(worst.state, deadline, worst.limit_on, today),
                basis=worst.limit_source,
                chips=chips,
                people=worst.people,
                by_record=may_record and all(line.closes_with == "record" for line in rows),
                walls_url=_walls_url(rows),
                posts_together=may_post and rows[0].closes_with.startswith("document:"),
            )
        )
    return sorted(acts, key=lambda act: (act.state != Step.State.OVERDUE, act.deadline or dt.date.max))


def _walls_url(rows: list[Line]) -> str:
    if not rows[0].closes_with.startswith("document:"):
        return ""
    if len(rows) == 1:
        return reverse("villages:postings", args=[rows[0].election_id])
    return reverse("villages:postings_grid")


def week_of(lines: Iterable[Line], today: dt.date) -> list[Day]:
    found: dict[dt.date, dict[str, int]] = {}
    for line in lines:
        if line.deadline is not None:
            titles = found.setdefault(line.deadline, {})
            titles[line.title] = titles.get(line.title, 0) + 1
    return _days(found, today)


def _days(found: dict[dt.date, dict[str, int]], today: dt.date) -> list[Day]:
    days = []
    for ahead in range(HORIZON_DAYS):
        day = today + dt.timedelta(days=ahead)
        titles = sorted(found.get(day, {}).items(), key=lambda pair: -pair[1])
        words = [f"{title} {count}村" if count > 1 else title for title, count in titles[:2]]
        if len(titles) > 2:
            words.append(f"另{len(titles) - 2}事")
        days.append(Day(day, words, sum(count for _, count in titles)))
    return days


def _next_limit(lines: Iterable[Line], today: dt.date) -> Limit | None:
    ahead = [line for line in lines if line.limit_on and line.limit_on >= today and line.limit_kind == "hard"]
    if not ahead:
        return None
    first = min(ahead, key=lambda line: (line.limit_on or dt.date.max, line.order))
    day = first.limit_on or today
    same = sum(line.code == first.code and line.limit_on == day for line in ahead)
    return Limit(day, (day - today).days, first.title, same)


# ------------------------------------------------------------------ several townships

GROUPED = (
    "code",
    "title",
    "responsible",
    "due_on",
    "limit_on",
    "limit_kind",
    "limit_source",
    "election__village__township_id",
    "election__village__township__name",
    "election__village__township__code",
)


@dataclass(frozen=True, slots=True)
class Bunch:
    """One open step by one day in so many villages of a township."""

    code: str
    title: str
    responsible: str
    due_on: dt.date | None
    limit_on: dt.date | None
    limit_kind: str
    limit_source: str
    township_id: int
    township: str
    township_code: str
    villages: int
    first: int

    @property
    def deadline(self) -> dt.date | None:
        return min((day for day in (self.due_on, self.limit_on) if day), default=None)

    def state(self, today: dt.date) -> Step.State:
        if self.limit_on and self.limit_on < today:
            return Step.State.OVERDUE
        if self.due_on and self.due_on < today:
            return Step.State.LATE_TO_PLAN if self.limit_on else Step.State.OVERDUE
        near = self.deadline is not None and (self.deadline - today).days <= SOON_DAYS
        return Step.State.SOON if near else Step.State.OPEN


def _wide(user: User, today: dt.date) -> Today:
    """Counted by the database: townships stand where one township's page names villages."""
    until = today + dt.timedelta(days=HORIZON_DAYS)
    open_steps = steps_of(user).order_by().on_the_clock()
    near = open_steps.filter(Q(due_on__lte=until) | Q(limit_on__lte=until))
    bunches = [
        Bunch(*row) for row in near.values_list(*GROUPED).annotate(Count("pk"), Min("pk")).order_by("code")
    ]
    own = own_responsibilities(user)

    def is_mine(row: Bunch) -> bool:
        code = row.township_code
        return any(
            code.startswith(area[:TOWNSHIP_DIGITS]) and row.responsible in whose for area, whose in own
        )

    bunches_of_others = [row for row in bunches if not is_mine(row)]
    urgings = urgings_of(user, today, wide=True)
    totals = county_board(user, today)
    overdue = sum(row.overdue for row in totals.rows)
    soon = sum(row.villages for row in bunches if row.state(today) not in LATE)
    days: dict[dt.date, dict[str, int]] = {}
    for row in bunches:
        if row.deadline is not None:
            titles = days.setdefault(row.deadline, {})
            titles[row.title] = titles.get(row.title, 0) + row.villages
    return Today(
        mine=_bunched([row for row in bunches if is_mine(row)], lambda row: row.deadline, today),
        waiting=_waiting_of(bunches_of_others, urgings, user, today),
        own=[
            Due(
                row.code,
                row.title,
                row.due_on,
                row.limit_on,
                row.township,
                row.villages,
                f"{reverse('dashboard:act', args=[row.code])}?township={row.township_code}",
            )
            for row in bunches
            if is_mine(row)
        ],
        urgings=urgings,
        week=_days(days, today),
        deferrals=[],
        overdue_count=overdue,
        late_count=sum(stage.late for stage in totals.stages) - overdue,
        soon_count=soon,
        stages=totals.stages,
        limit=_next_limit_of(bunches, today),
        office=True,
    )


def _bunched(rows: Iterable[Bunch], day_of: Callable[[Bunch], dt.date | None], today: dt.date) -> list[Act]:
    """What is late counts as one row a step, however many days it was due on; the rest by its day."""
    groups: dict[tuple[str, object], list[Bunch]] = {}
    for row in rows:
        late = row.state(today) in LATE
        groups.setdefault((row.code, "late" if late else day_of(row)), []).append(row)
    acts = []
    for (code, _), found in groups.items():
        worst = min(found, key=lambda row: (SEVERITY.index(row.state(today)), row.deadline or dt.date.max))
        villages: dict[str, list[Bunch]] = {}
        for row in found:
            villages.setdefault(row.township_code, []).append(row)
        state = worst.state(today)
        chips = [
            Chip(
                same[0].township,
                f"{reverse('dashboard:act', args=[code])}?township={township}",
                state.tone if state in LATE else "",
                count=sum(row.villages for row in same),
            )
            for township, same in villages.items()
        ]
        acts.append(
            Act(
                code=code,
                title=worst.title,
                responsible=worst.responsible,
                deadline=worst.deadline if state not in LATE else None,
                state=state,
                words=late_words(state, worst.deadline, worst.limit_on, today),
                basis=worst.limit_source,
                chips=sorted(chips, key=lambda chip: -chip.count),
            )
        )
    ordered = sorted(acts, key=lambda act: (SEVERITY.index(act.state), act.deadline or dt.date.min))
    return ordered[:SHOWN_ACTS]


def _waiting_of(rows: list[Bunch], urgings: Urgings, user: User, today: dt.date) -> list[Act]:
    acts = _bunched(rows, lambda row: row.deadline, today)
    townships = {row.township_code for row in rows}
    for act in acts:
        act.may_urge = bool(user.areas(Permission.STEP_URGE))
        act.take_urged([row for code in townships for row in urgings.of_code(act.code, code)], today)
    return acts


def _next_limit_of(rows: Iterable[Bunch], today: dt.date) -> Limit | None:
    ahead = [row for row in rows if row.limit_on and row.limit_on >= today and row.limit_kind == "hard"]
    if not ahead:
        return None
    first = min(ahead, key=lambda row: row.limit_on or dt.date.max)
    day = first.limit_on or today
    same = sum(row.villages for row in ahead if row.code == first.code and row.limit_on == day)
    return Limit(day, (day - today).days, first.title, same)
