"""The steps as the boards read them: columns without rows, with their state today. One statement a page.

Who sees one township reads its lines; who sees several (a county, a guidance group of three townships) reads
counts that the database made, so that no page grows with the county.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from villages.models import Step
from villages.models.elections import Responsible
from villages.models.steps import StepQuerySet, state_of

# Worst first: what a cell made of several steps shows.
SEVERITY = (
    Step.State.OVERDUE,
    Step.State.LATE_TO_PLAN,
    Step.State.SOON,
    Step.State.DONE_LATE,
    Step.State.OPEN,
    Step.State.WAITING,
    Step.State.NOT_YET,
    Step.State.DEFERRED,
    Step.State.DONE,
)
LATE = (Step.State.OVERDUE, Step.State.LATE_TO_PLAN)
# Whose steps a role does. Who only looks, reviews or counts has none of the plan's own.
STEPS_OF = {
    Role.COUNTY_SUPERVISOR: {Responsible.COUNTY},
    Role.TOWNSHIP_OFFICER: {Responsible.TOWNSHIP},
    Role.GUIDANCE_MEMBER: {Responsible.GUIDANCE},
    Role.VILLAGE_CLERK: {Responsible.COMMITTEE, Responsible.OUTGOING, Responsible.BRANCH},
}
TOWNSHIP_DIGITS, VILLAGE_DIGITS = 9, 12


@dataclass(frozen=True, slots=True)
class Line:
    """One step of one village."""

    pk: int
    code: str
    title: str
    stage: str
    order: int
    responsible: str
    people: str
    due_on: dt.date | None
    limit_on: dt.date | None
    limit_kind: str
    limit_source: str
    closes_with: str
    waits_for: list[str]
    done_on: dt.date | None
    election_id: int
    election_day: dt.date
    deferred: bool
    village: str
    village_code: str
    state: Step.State = Step.State.OPEN

    @property
    def deadline(self) -> dt.date | None:
        return min((day for day in (self.due_on, self.limit_on) if day), default=None)

    @property
    def who(self) -> str:
        return self.people or Responsible(self.responsible).label

    @property
    def short(self) -> str:
        """The village as a chip says it."""
        return self.village[:-1] if len(self.village) > 2 and self.village.endswith("村") else self.village


COLUMNS = (
    "pk",
    "code",
    "title",
    "stage",
    "order",
    "responsible",
    "people",
    "due_on",
    "limit_on",
    "limit_kind",
    "limit_source",
    "closes_with",
    "waits_for",
    "done_on",
    "election_id",
    "election__election_day",
    "election__deferred",
    "election__village__name",
    "election__village__code",
)


def steps_of(user: User, within: str = "") -> StepQuerySet:
    """The steps in use of every open plan this user may look at; ``within``: below this division only."""
    rows = Step.objects.visible_to(user).filter(dropped=False).exclude(election__cycle__state="closed")
    if within:
        rows = rows.filter(election__village__code__startswith=within)
    return rows


def is_wide(user: User) -> bool:
    """Sees more than one township."""
    areas = user.areas_in_view()
    return any(len(code) < TOWNSHIP_DIGITS for code in areas) or len({code[:9] for code in areas}) > 1


def sees_a_township(user: User) -> bool:
    return any(len(code) <= TOWNSHIP_DIGITS for code in user.areas_in_view())


def lines_of(user: User, today: dt.date, within: str = "", code: str = "") -> list[Line]:
    """Every step with its state, in the order of villages and plan. One statement.

    With ``code`` that step alone: what it waits for is not known then."""
    rows = steps_of(user, within).order_by("election__village__code", "order")
    if code:
        rows = rows.filter(code=code)
    raw = list(rows.values_list(*COLUMNS, "starts_on"))
    done: dict[int, set[str]] = defaultdict(set)
    known: dict[int, set[str]] = defaultdict(set)
    for row in raw:
        election, step_code = row[14], row[1]
        known[election].add(step_code)
        if row[13]:
            done[election].add(step_code)
    lines = []
    for *values, starts_on in raw:
        line = Line(*values)
        open_before = (set(line.waits_for) & known[line.election_id]) - done[line.election_id]
        state = state_of(
            done_on=line.done_on,
            due_on=line.due_on,
            limit_on=line.limit_on,
            starts_on=starts_on,
            election_day=line.election_day,
            deferred=line.deferred,
            waiting=bool(open_before),
            today=today,
        )
        lines.append(replace(line, state=state))
    return lines


def own_responsibilities(user: User) -> list[tuple[str, set[Responsible]]]:
    """For each place this user serves: whose steps are the own ones there."""
    return [
        (held.area_code, STEPS_OF[Role(held.role)])
        for held in user.current_assignments
        if Role(held.role) in STEPS_OF
    ]


def late_words(state: Step.State, deadline: dt.date | None, limit_on: dt.date | None, today: dt.date) -> str:
    """超2天, 晚2天 (to the plan only), 今天, 3天; empty when there is no day."""
    if state == Step.State.OVERDUE:
        missed = limit_on or deadline
        return f"超{(today - missed).days}天" if missed else ""
    if deadline is None:
        return ""
    days = (deadline - today).days
    if days < 0:
        return f"晚{-days}天"
    return f"{days}天" if days else "今天"
