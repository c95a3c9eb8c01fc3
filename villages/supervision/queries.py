"""What the records of the supervision say, for its pages, acts and papers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from election_office.accounts.access import within
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.core.gather import rows_once
from election_office.law.decision import Decision
from villages.models import (
    Acceptance,
    CheckItem,
    Cycle,
    Election,
    Person,
    Petition,
    Promise,
    ReportReminder,
    Step,
    SupervisionChannel,
    Visit,
    ZeroReport,
)
from villages.models.elections import Stage
from villages.supervision import lending, rules

RECENT = 20


def channel_of(cycle: Cycle) -> SupervisionChannel | None:
    return SupervisionChannel.objects.filter(cycle=cycle).first()


def promisers(election: Election) -> list[Person]:
    """The people of whom the three promises are asked, as the app above says."""
    return lending.promisers_of(election)


@dataclass(frozen=True)
class PromiseRow:
    person: Person
    signed: tuple[Promise, ...]

    @property
    def missing(self) -> list[str]:
        done = {row.kind for row in self.signed}
        return [str(label) for value, label in Promise.Kind.choices if value not in done]


def promise_rows(election: Election) -> list[PromiseRow]:
    """Two statements beside the people: the promises with their scans."""
    signed: dict[int, list[Promise]] = defaultdict(list)
    for row in Promise.objects.filter(election=election).prefetch_related("scans"):
        signed[row.person_id].append(row)
    return [PromiseRow(person, tuple(signed[person.pk])) for person in promisers(election)]


def unmended(election: Election) -> QuerySet[CheckItem]:
    rows: QuerySet[CheckItem] = CheckItem.objects.filter(visit__election=election).unmended()
    return rows.select_related("visit__step").order_by("due_on", "pk")


def open_steps(election: Election) -> list[str]:
    """Steps of the election stage that are not closed, in order."""
    rows = election.steps.filter(stage=Stage.ELECTION, done_on__isnull=True, dropped=False)
    return list(rows.order_by("order").values_list("title", flat=True))


def acceptance_standing(election: Election, on: dt.date) -> Decision:
    return rules.check_acceptance(
        visits=Visit.objects.filter(election=election).count(),
        unmended=[row.finding for row in unmended(election)],
        open_steps=open_steps(election),
        petitions=Petition.objects.filter(election=election).unanswered().count(),
        accepted_on=on,
        today=timezone.localdate(),
    )


def acceptance_of(election: Election) -> Acceptance | None:
    return Acceptance.objects.filter(election=election, revoked_at__isnull=True).first()


def steps_to_visit(election: Election) -> list[Step]:
    """Every step of the plan, in its order."""
    return list(election.steps.filter(dropped=False).order_by("order"))


def visits(election: Election) -> QuerySet[Visit]:
    rows = Visit.objects.filter(election=election).select_related("step", "recorded_by")
    return rows.annotate(
        found=Count("items", filter=Q(items__answer="fault")),
        left=Count("items", filter=Q(items__answer="fault", items__mended_on__isnull=True)),
    )


def visits_in_order(election: Election) -> list[tuple[Visit, int]]:
    """From the first, each with how many findings it had."""
    return [(row, int(row.found)) for row in visits(election).order_by("visited_at", "pk")]  # type: ignore[attr-defined]


# ------------------------------------------------------------------ the township


@dataclass(frozen=True)
class VillageRow:
    """One village on the page of its township. ``behind``: periods without a report until today."""

    election: Election
    report: ZeroReport | None
    behind: int
    visits: int
    unmended: int
    petitions: int
    overdue: int
    accepted: bool


def periods(channel: SupervisionChannel | None, until: dt.date) -> list[dt.date]:
    """First days of the periods that have begun by ``until``."""
    if channel is None:
        return []
    last = min(until, channel.report_to)
    step = 1 if channel.every == SupervisionChannel.Every.DAILY else 7
    day, found = rules.period_of(channel.report_from, channel.every), []
    while day <= last:
        found.append(day)
        day += dt.timedelta(days=step)
    return found


def township_rows(cycle: Cycle, today: dt.date) -> list[VillageRow]:
    """Every village of the plan with its report of today and what is open. A fixed number of statements."""
    asked = periods(channel_of(cycle), today)
    elections = list(cycle.elections.select_related("village").order_by("village__code"))
    ids = [election.pk for election in elections]
    reports = ZeroReport.objects.filter(election__in=ids, period__in=asked)
    sent = _counted(reports.values("election").annotate(n=Count("pk")))
    now = {row.election_id: row for row in reports.filter(period=asked[-1])} if asked else {}
    visited = _counted(Visit.objects.filter(election__in=ids).values("election").annotate(n=Count("pk")))
    faults = CheckItem.objects.filter(visit__election__in=ids).unmended()
    left = _counted(faults.values(election=F("visit__election")).annotate(n=Count("pk")))
    waiting = Petition.objects.filter(election__in=ids).unanswered().order_by()
    open_now = _counted(waiting.values("election").annotate(n=Count("pk")))
    overdue = _counted(waiting.filter(due_on__lt=today).values("election").annotate(n=Count("pk")))
    accepted = set(
        Acceptance.objects.filter(election__in=ids, revoked_at__isnull=True).values_list(
            "election", flat=True
        )
    )
    return [
        VillageRow(
            election=election,
            report=now.get(election.pk),
            behind=0 if election.deferred else len(asked) - sent.get(election.pk, 0),
            visits=visited.get(election.pk, 0),
            unmended=left.get(election.pk, 0),
            petitions=open_now.get(election.pk, 0),
            overdue=overdue.get(election.pk, 0),
            accepted=election.pk in accepted,
        )
        for election in elections
    ]


def silent_villages(cycle: Cycle, period: dt.date) -> list[Election]:
    """Villages without the report of this period; a deferred one owes none. One statement."""
    sent = ZeroReport.objects.filter(period=period, election__cycle=cycle).values("election")
    rows = cycle.elections.filter(deferred=False).exclude(pk__in=sent)
    return list(rows.select_related("village").order_by("village__code"))


# ------------------------------------------------------------------ 今天

MOST_TODAY = 12


@rows_once
def overdue_petitions(user: User, today: dt.date) -> QuerySet[Petition]:
    """Petitions whose limit is gone, for those who supervise there and nobody else. One statement."""
    rows: QuerySet[Petition] = Petition.objects.unanswered().filter(due_on__lt=today)
    rows = within(rows, user, Permission.SUPERVISE, Petition.place)
    return rows.select_related("election__village").order_by("due_on", "pk")[:MOST_TODAY]


@rows_once
def overdue_findings(user: User, today: dt.date) -> QuerySet[CheckItem]:
    """Findings not mended in time, for the village and those who supervise it. One statement."""
    rows: QuerySet[CheckItem] = CheckItem.objects.unmended().filter(due_on__lt=today).visible_to(user)
    rows = rows.select_related("visit__election__village", "visit__step")
    return rows.order_by("due_on", "pk")[:MOST_TODAY]


def reports_reminded(user: User) -> list[ReportReminder]:
    """The zero reports the township reminded this village of, until they are sent. One statement."""
    if user.areas(Permission.SUPERVISE):
        return []  # who reminds is not reminded
    sent = ZeroReport.objects.filter(election=OuterRef("election"), period=OuterRef("period"))
    rows = within(ReportReminder.objects.all(), user, Permission.STEP_RECORD, ReportReminder.place)
    rows = rows.exclude(Exists(sent)).filter(election__deferred=False)
    found = {(row.election_id, row.period): row for row in rows.select_related("election__village")}
    return sorted(found.values(), key=lambda row: row.period)[:MOST_TODAY]


def _counted(rows: Any) -> dict[int, int]:
    return {row["election"]: row["n"] for row in rows.order_by()}


def petitions_of(
    cycle: Cycle, state: str = "", village: int = 0, late: dt.date | None = None
) -> QuerySet[Petition]:
    rows: QuerySet[Petition] = Petition.objects.filter(election__cycle=cycle).select_related(
        "election__village", "about", "step"
    )
    if state:
        rows = rows.filter(state=state)
    if village:
        rows = rows.filter(election=village)
    if late is not None:
        rows = rows.exclude(state__in=["answered", "passed_on"]).filter(due_on__lt=late)
    return rows


def petitions_chosen(cycle: Cycle, asked: Mapping[str, str], today: dt.date) -> QuerySet[Petition]:
    """The register as its filter (``state``, ``village``) leaves it; what is not understood is left out."""
    state, village = asked.get("state", ""), asked.get("village", "")
    late = state == "late"
    known = state if state in Petition.State.values else ""
    number = int(village) if village.isdecimal() and len(village) < 12 else 0
    return petitions_of(cycle, known, number, today if late else None)


def for_supervisors(election: Election) -> dict[str, Any]:
    """What of a village only those who supervise it read."""
    mine = {"election": election}
    return {
        "contacts": election.contact_reports.all()[:RECENT],
        "watch": election.cycle.watch_entries.filter(**mine)[:RECENT],
        "releases": election.cycle.releases.filter(**mine)[:RECENT],
        "petitions": election.petitions.select_related("about")[:RECENT],
    }
