"""The reminders of one person and what was urged: two statements, whatever there is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.dashboard.lines import STEPS_OF, TOWNSHIP_DIGITS, own_responsibilities
from election_office.dashboard.models import Seen, Urging
from election_office.dashboard.reminders.rules import LIMIT, STAYS_DAYS, moment_of, words_of
from villages.models import Step

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Due:
    """A step of one's own in one village, or in so many villages of a township."""

    code: str
    title: str
    due_on: dt.date | None
    limit_on: dt.date | None
    place: str
    villages: int
    url: str


@dataclass
class Reminder:
    """One row: a step by one of its days, or what somebody asks to be done."""

    key: str
    title: str
    words: str
    tone: str
    day: dt.date
    places: list[str]
    url: str
    villages: int = 0
    by: str = ""
    seen: bool = False

    @property
    def where(self) -> str:
        """The places: three of them by name, the rest as a number."""
        names = list(dict.fromkeys(self.places))
        return "、".join(names[:3]) + (f"等{len(names)}处" if len(names) > 3 else "")


@dataclass(frozen=True, slots=True)
class Urged:
    """What was urged on one day: a step of a village (of several, for who sees many townships), a deferral
    or a unit of the joint review."""

    urged_on: dt.date
    by: str
    by_id: int
    place_code: str
    code: str | None
    title: str | None
    responsible: str | None
    deferral: int | None
    department: int | None
    unit: str | None
    step: int | None = None
    village: str = ""
    villages: int = 1


@dataclass
class Urgings:
    """All that was urged in what this user sees, by what it was about."""

    rows: list[Urged] = field(default_factory=list)

    def of_steps(self, pks: Iterable[int]) -> list[Urged]:
        wanted = set(pks)
        return [row for row in self.rows if row.step in wanted]

    def of_code(self, code: str, township: str) -> list[Urged]:
        return [row for row in self.rows if row.code == code and row.place_code.startswith(township)]

    def others_on(self, day: dt.date) -> dict[str, set[int]]:
        """The deferrals and the units urged on that day, as the page asks for them."""
        rows = [row for row in self.rows if row.urged_on == day]
        return {
            "units": {row.department for row in rows if row.department},
            "deferrals": {row.deferral for row in rows if row.deferral},
        }


COLUMNS = (
    *("urged_on", "urged_by__name", "urged_by_id", "shown_place", "step__code", "step__title"),
    *("step__responsible", "deferral_id", "department_id", "department__name"),
)
MOST = 2000


def urgings_of(user: User, today: dt.date, *, wide: bool) -> Urgings:
    """Of the last days, of what is still open. One statement; for who sees several townships, the villages of
    a township are counted by the database."""
    rows = _open(user, today)
    if wide:
        by_township = rows.annotate(shown_place=Substr("place_code", 1, TOWNSHIP_DIGITS)).order_by()
        counted = by_township.values_list(*COLUMNS).annotate(Count("pk"))
        return Urgings([_urged(*found[:-1], villages=found[-1]) for found in counted[:MOST]])
    named = rows.annotate(shown_place=F("place_code"))
    listed = named.values_list(*COLUMNS, "step_id", "step__election__village__name")
    return Urgings([_urged(*found[:-2], step=found[-2], village=found[-1] or "") for found in listed[:MOST]])


def _urged(*shared: Any, **more: Any) -> Urged:
    """``shared``: the values of COLUMNS, in their order."""
    return Urged(*shared, **more)


def _open(user: User, today: dt.date) -> QuerySet[Urging]:
    open_still = (
        Q(step__done_on__isnull=True, step__dropped=False, step__election__deferred=False)
        & ~Q(step__election__cycle__state="closed")
        & Q(deferral__isnull=True, department__isnull=True)
    ) | Q(step__isnull=True)
    mine = Q(pk__in=[])
    for code in user.areas_in_view():
        mine |= Q(place_code__startswith=code)
    for unit in _units(user):
        mine |= Q(department__name=unit)
    since = today - dt.timedelta(days=STAYS_DAYS)
    return Urging.objects.filter(mine & open_still, urged_on__gt=since)


def _units(user: User) -> list[str]:
    return [held.unit for held in user.current_assignments if held.role == Role.DEPARTMENT_REVIEWER]


# ------------------------------------------------------------------ what somebody is reminded of


def reminders_of(user: User, today: dt.date, own: Iterable[Due], urgings: Urgings) -> list[Reminder]:
    """What others urge first, then one's own limits; unread before read. One statement: the marks."""
    found = [*urged_to(user, urgings), *limits_of(own, today)]
    if not found:
        return []
    marks = dict(Seen.objects.filter(user=user).values_list("key", "villages"))
    for row in found:
        row.seen = marks.get(row.key, 0) >= row.villages
    return sorted(found, key=lambda row: (row.seen, not row.by))[:SHOWN]


def limits_of(own: Iterable[Due], today: dt.date) -> list[Reminder]:
    """One row for the same step by the same day."""
    rows: dict[str, Reminder] = {}
    for due in own:
        moment = moment_of(due_on=due.due_on, limit_on=due.limit_on, today=today)
        if moment is None:
            continue
        key = f"{moment.kind}.{due.code}.{moment.day:%Y%m%d}.{moment.offset}"
        row = rows.get(key)
        if row is None:
            words = words_of(moment.kind, moment.day, today)
            late = moment.day < today
            tone = ("overdue" if moment.kind == LIMIT else "soon") if late else "todo"
            if not late and (moment.day - today).days <= 1:
                tone = "soon"
            row = rows[key] = Reminder(key, due.title, words, tone, moment.day, [], due.url)
        elif row.url != due.url:
            row.url = f"{reverse('dashboard:act', args=[due.code])}"
        row.places.append(due.place)
        row.villages += due.villages
    return sorted(rows.values(), key=lambda row: (row.day, row.title))


def urged_to(user: User, urgings: Urgings) -> list[Reminder]:
    """What was urged of what this user does, newest first; not what the user urged."""
    own = own_responsibilities(user)
    units = set(_units(user))
    decides = user.has_role(Role.COUNTY_SUPERVISOR)
    rows: dict[str, Reminder] = {}
    for urged in urgings.rows:
        if urged.by_id == user.pk:
            continue
        if urged.code:
            mine = any(
                urged.place_code.startswith(area[: len(urged.place_code)]) and urged.responsible in whose
                for area, whose in own
            )
        else:
            mine = urged.unit in units if urged.unit else decides
        if mine:
            _add(rows, urged)
    return sorted(rows.values(), key=lambda row: row.day, reverse=True)


def _add(rows: dict[str, Reminder], urged: Urged) -> None:
    subject = urged.code or (f"unit{urged.department}" if urged.department else f"deferral{urged.deferral}")
    key = f"urged.{subject}.{urged.urged_on:%Y%m%d}.{urged.by_id}"
    if key not in rows:
        if urged.code:
            title, url = urged.title or "", reverse("dashboard:act", args=[urged.code])
            if urged.step:
                url = reverse("villages:step", args=[urged.step])
        elif urged.unit:
            title, url = "联审逾期未答复", reverse("candidates:review_inbox")
        else:
            title, url = "暂缓换届待批准", reverse("villages:deferral_decide", args=[urged.deferral])
        rows[key] = Reminder(key, title, "催办", "soon", urged.urged_on, [], url, by=urged.by)
    elif urged.code and urged.step:
        rows[key].url = reverse("dashboard:act", args=[urged.code])
    if urged.village:
        rows[key].places.append(urged.village)
    rows[key].villages += urged.villages


# ------------------------------------------------------------------ whom an urging reaches


def reached(steps: Iterable[Step]) -> tuple[list[str], list[str]]:
    """Who sees the reminder, and the villages where nobody has an account for it. One statement."""
    listed = [(step.election.village.code, step.election.village.name, step.responsible) for step in steps]
    if not listed:
        return [], []
    areas = {code[:digits] for code, _, _ in listed for digits in (6, 9, 12)}
    held = Assignment.objects.filter(ended_at__isnull=True, user__is_active=True, area_code__in=areas)
    by_role: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for role, area, name in held.values_list("role", "area_code", "user__name").order_by("pk"):
        for answering in STEPS_OF.get(Role(role), ()):
            by_role[answering].append((area, name))
    names: dict[str, None] = {}
    nobody = []
    for code, village, responsible in listed:
        found = [name for area, name in by_role[responsible] if code.startswith(area)]
        names |= dict.fromkeys(found)
        if not found:
            nobody.append(village)
    return list(names), nobody


def urging_facts(steps: Sequence[Step], by: User, today: dt.date) -> list[tuple[Step, dict[str, Any]]]:
    """What the rule on urging asks about each of these steps. Two statements."""
    done: dict[int, set[str]] = defaultdict(set)
    known: dict[int, set[str]] = defaultdict(set)
    beside = Step.objects.filter(election__in={step.election_id for step in steps}, dropped=False)
    for election, code, done_on in beside.values_list("election_id", "code", "done_on"):
        known[election].add(code)
        if done_on:
            done[election].add(code)
    urged = set(Urging.objects.filter(step__in=steps, urged_on=today).values_list("step", flat=True))
    own = own_responsibilities(by)
    found = []
    for step in steps:
        village, election = step.election.village, step.election_id
        # A step that is no longer in the plan holds up nothing.
        state = step.state_on(today, done[election] | (set(step.waits_for) - known[election]))
        mine = any(village.code.startswith(area) and step.responsible in whose for area, whose in own)
        facts = {
            "what": f"{village.name}{step.title}",
            "done": not state.is_open,
            "own": mine,
            "may_begin": state not in (Step.State.WAITING, Step.State.NOT_YET),
            "urged_today": step.pk in urged,
        }
        found.append((step, facts))
    return found
