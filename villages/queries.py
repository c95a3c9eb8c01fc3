"""Reads shared by actions and pages."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from election_office.core.gather import rows_once
from election_office.law.rulebooks import Overlay, Rulebook, rulebook_for
from villages import rules
from villages.catalogue import step_kinds
from villages.models import (
    Body,
    Cycle,
    Election,
    FrozenRules,
    Group,
    Holder,
    Kinship,
    LawText,
    Person,
    Post,
    RuleOverlay,
    Step,
    Village,
)
from villages.models.elections import Stage


@rows_once
def steps_of(election_id: int) -> QuerySet[Step]:
    """Every step of the election, dropped ones too, in their order."""
    return Step.objects.filter(election_id=election_id)


def rulebooks_of(elections: Iterable[Election]) -> dict[int, Rulebook]:
    """Election id → its rulebook, as ``Election.rulebook`` makes it. Three statements beside the villages."""
    elections = list(elections)
    codes = {code[:size] for election in elections for code in [election.village.code] for size in (6, 9, 12)}
    overlays: dict[tuple[str, str, int | None], list[Overlay]] = defaultdict(list)
    for row in RuleOverlay.objects.in_force().filter(area_code__in=codes).order_by("pk"):
        overlays[row.area_code, row.kind, row.election_id].append(row.as_overlay())
    books = {}
    texts = LawText.objects.covering(election.village.code for election in elections).as_layers()
    written = FrozenRules.objects.filter(election__in=[election.pk for election in elections])
    frozen = {row.election_id: row for row in written}
    for election in elections:
        code = election.village.code
        layers = [
            paper
            for size in (6, 9, 12)
            for of in (None, election.pk)
            for paper in overlays[code[:size], election.kind, of]
        ]
        books[election.pk] = election.rulebook_from(layers, texts, frozen.get(election.pk))
    return books


@dataclass(frozen=True)
class PlanDraft:
    """One village as the plan would make it."""

    village: Village
    facts: rules.VillageInPlan
    book: Rulebook


def book_for_day(election: Election, day: dt.date) -> Rulebook:
    """The rules that would hold if the election were on that day. Two statements."""
    overlays = [row.as_overlay() for row in RuleOverlay.objects.in_force().governing(election)]
    texts = LawText.objects.covering([election.area_code]).as_layers()
    return rulebook_for(election.area_code, day, overlays, kind=election.kind, texts=texts, strict=False)


def impossible_on(election: Election, day: dt.date, today: dt.date) -> list[rules.MovedStep]:
    """The open steps whose last lawful day would already be over if the election were on ``day``."""
    open_codes = set(election.steps.filter(done_on__isnull=True).values_list("code", flat=True))
    return [
        rules.MovedStep(step.kind.title, step.limit_on, step.limit_source)
        for step in rules.plan_steps(book_for_day(election, day), day)
        if step.kind.code in open_codes and step.limit_on is not None and step.limit_on < today
    ]


def plan_drafts(cycle: Cycle, only: Mapping[int, dt.date] | None = None) -> list[PlanDraft]:
    """Every village of the township with its day, its seats and its rulebook, or those of ``only`` on the
    days named there. Five statements."""
    bands = [rules.SeatBand(**row) for row in cycle.seat_table]
    overlays: dict[str, list[RuleOverlay]] = defaultdict(list)
    county, township = cycle.township.code[:6], cycle.township.code
    here = Q(area_code=county) | Q(area_code__startswith=township)
    for row in RuleOverlay.objects.in_force().filter(here, election__isnull=True).order_by("pk"):
        overlays[row.area_code].append(row)
    drafts = []
    texts = LawText.objects.covering([county]).as_layers()
    rows = Group.objects.filter(village__township=cycle.township).values_list("village_id")
    group_counts = dict(rows.annotate(Count("pk")).order_by())
    terms = _ends_of_terms(cycle)
    for village in cycle.township.villages.in_being():
        if only is not None and village.pk not in only:
            continue
        day = only[village.pk] if only is not None else cycle.day_of(village.pk)
        layers = [*overlays[county], *overlays[township], *overlays[village.code]]
        papers = [row.as_overlay() for row in layers if row.kind == village.kind]
        book = rulebook_for(village.code, day, papers, kind=village.kind, texts=texts, strict=False)
        facts = rules.VillageInPlan(
            name=village.name,
            population=village.population,
            groups=group_counts.get(village.pk, 0),
            seats=tuple(rules.seats_of(village.population, bands, book)),
            day=day,
            term_end=cycle.term_ends_on or terms.get(village.pk),
            founded_on=village.founded_on,
        )
        drafts.append(PlanDraft(village, facts, book))
    return drafts


def _ends_of_terms(cycle: Cycle) -> dict[int, dt.date]:
    """Village → when its committee's term ends, where the election before was held with this program."""
    rows = Holder.objects.in_office().filter(
        body__kind=Body.Kind.VILLAGE_COMMITTEE,
        body__election__village__township=cycle.township,
        term_to__isnull=False,
    )
    found = rows.exclude(body__election__cycle=cycle).values_list("body__election__village")
    return dict(found.annotate(Max("term_to")).order_by())


def representatives_in_office(election: Election) -> int:
    """How many representatives of the new term are entered."""
    body = Body.Kind.REPRESENTATIVES
    return Holder.objects.in_office().filter(body__election=election, body__kind=body).count()


def open_gates(election: Election) -> list[Step]:
    """The preparations still open that keep the election stage shut."""
    return list(election.steps.filter(gate=True, done_on__isnull=True, dropped=False))


def missing_before(step: Step, *, papers_only: bool = False) -> list[str]:
    """Titles of the open steps this one waits for; ``papers_only``: of those that a posted paper ends."""
    rows = Step.objects.filter(
        election_id=step.election_id, code__in=step.waits_for, done_on__isnull=True, dropped=False
    )
    if papers_only:
        rows = rows.filter(closes_with__startswith="document:")
    return list(rows.values_list("title", flat=True))


@dataclass(frozen=True)
class StepRow:
    """A step as the timeline shows it."""

    step: Step
    state: Step.State
    help: str
    page: str
    waiting_for: list[str]

    @property
    def look(self) -> str:
        """The mark: what was closed after its limit has one of its own."""
        return "late" if self.state == Step.State.DONE_LATE else self.state.tone

    @property
    def by_hand(self) -> bool:
        return self.step.closes_with == "record"


@dataclass(frozen=True)
class StageRows:
    code: str
    title: str
    rows: list[StepRow]

    @property
    def done(self) -> int:
        return sum(1 for row in self.rows if row.step.done_on)

    @property
    def finished(self) -> bool:
        return self.done == len(self.rows)


@dataclass(frozen=True)
class Timeline:
    stages: list[StageRows]
    next_row: StepRow | None
    next_rows: list[StepRow]
    done: int
    total: int


def timeline(election: Election, today: dt.date) -> Timeline:
    """All steps of one election, by stage, with their state today. One statement."""
    steps = list(election.steps.filter(dropped=False).prefetch_related("records__recorded_by"))
    titles = {step.code: step.title for step in steps}
    done = {step.code for step in steps if step.done_on}
    kinds = step_kinds(election.words)
    rows: dict[str, list[StepRow]] = defaultdict(list)
    for step in steps:
        step.election = election
        kind = kinds.get(step.code)
        waiting = [titles[code] for code in step.waits_for if code in titles and code not in done]
        rows[step.stage].append(
            StepRow(
                step=step,
                state=step.state_on(today, done | {code for code in step.waits_for if code not in titles}),
                help=kind.help if kind else "",
                page=kind.page if kind else "",
                waiting_for=waiting,
            )
        )
    every = [row for stage in ("preparation", "election", "follow_up") for row in rows[stage]]
    open_rows = [row for row in every if not row.step.done_on]
    ready = [row for row in open_rows if not row.waiting_for]
    # By limit, not by the order of the plan; what waits for a later day comes last, however early it stands.
    urgent = sorted(
        ready,
        key=lambda row: (
            row.state == Step.State.NOT_YET,
            row.step.deadline or dt.date.max,
            row.step.order,
        ),
    )
    return Timeline(
        stages=[StageRows(stage.value, stage.label, rows[stage.value]) for stage in list(Stage)[:3]],
        next_row=urgent[0] if urgent else None,
        next_rows=urgent[:3],
        done=len(done),
        total=len(steps),
    )


def kin_pairs(person_ids: Iterable[int]) -> list[tuple[int, int, str]]:
    """Declared relations between these people: (person, relative, kind), each pair once."""
    ids = list(person_ids)
    return list(
        Kinship.objects.filter(ended_on__isnull=True, person_id__in=ids, relative_id__in=ids).values_list(
            "person_id", "relative_id", "kind"
        )
    )


def people_of(village: Village, words: str = "") -> list[Person]:
    """Up to 30 people of a village whose name, initials or number tail match."""
    return list(Person.objects.filter(village=village).matching(words).select_related("group")[:30])


def elections_with_posts(cycle: Cycle) -> list[Election]:
    return list(
        cycle.elections.with_places().prefetch_related(
            Prefetch("posts", queryset=Post.objects.order_by("order"))
        )
    )
