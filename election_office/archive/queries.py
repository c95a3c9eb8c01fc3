"""What pages and the catalogue ask about archives and originals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from ballots.afterwards.box import papers_in_box
from ballots.afterwards.queries import signings, systems
from election_office.archive import rules
from election_office.archive.boxes import Shelf
from election_office.archive.models import Archive, BoxOrder, Destruction, Holding
from election_office.archive.rules import Retention
from election_office.core.gather import read_ahead, read_together, rows_once
from villages.models import Cycle, Election, Step
from villages.queries import missing_before

STEP = "archive"


def shelf_of(area_code: str) -> Shelf:
    """The boxes in the order of the place's county, or of the office where it has set none."""
    order = BoxOrder.objects.filter(county__code=area_code[:6]).order_by("-number").first()
    return Shelf(order.boxes if order else ())


@rows_once
def archives_of(election: Election) -> QuerySet[Archive]:
    return Archive.objects.filter(election=election).select_related("made_by")


@rows_once
def standing_holdings(election: Election) -> QuerySet[Holding]:
    return Holding.objects.filter(election=election, revoked_at__isnull=True)


@rows_once
def destructions_of(election: Election) -> QuerySet[Destruction]:
    return Destruction.objects.filter(holding__election=election, holding__revoked_at__isnull=True)


@rows_once
def following(election: Election) -> QuerySet[Election]:
    later = Election.objects.filter(village_id=election.village_id, election_day__gt=election.election_day)
    return later.filter(stage="closed").order_by("election_day")[:1]


def read_page_ahead(election: Election) -> None:
    """What the page of the archive asks beside its papers, in one statement."""
    asks = (archives_of, standing_holdings, destructions_of, following, signings, systems, papers_in_box)
    read_ahead(*(read.ask(election) for read in asks))


def next_ended_on(election: Election) -> date | None:
    """The day the village's next election was over; None while it is not."""
    next_one = next(iter(following(election)), None)
    return timezone.localdate(next_one.updated_at) if next_one else None


def retention_for(election: Election, what: str) -> Retention:
    return rules.retention_of(what, election.rulebook, next_ended_on(election))


def closing_facts(election: Election) -> tuple[str, list[str]]:
    """The stage of the election, and the titles of what has to be done before the step of the archive."""
    stage = Election.objects.values_list("stage", flat=True).get(pk=election.pk)
    step = Step.objects.filter(election=election, code=STEP).first()
    return stage, [] if step is None else missing_before(step)


@dataclass(frozen=True, slots=True)
class Kept:
    """An original with the time it is kept and what became of it."""

    holding: Holding
    retention: Retention
    destruction: Destruction | None


def holdings_of(election: Election) -> list[Kept]:
    """What is kept on paper. The same number of statements however much there is."""
    rows, destroyed = read_together(standing_holdings.ask(election), destructions_of.ask(election))
    if not rows:
        return []
    book, ended = election.rulebook, next_ended_on(election)
    gone = {row.holding_id: row for row in destroyed}
    return [Kept(row, rules.retention_of(row.what, book, ended), gone.get(row.pk)) for row in rows]


@dataclass(frozen=True, slots=True)
class VillageRow:
    election: Election
    archive: Archive | None


def township_rows(cycle: Cycle) -> list[VillageRow]:
    """Each village of the plan with its newest archive. Two statements."""
    elections = Election.objects.with_places().filter(cycle=cycle).order_by("village__code")
    newest: dict[int, Archive] = {}
    for row in Archive.objects.filter(election__cycle=cycle).order_by("made_at", "pk"):
        newest[row.election_id] = row
    return [VillageRow(election, newest.get(election.pk)) for election in elections]
