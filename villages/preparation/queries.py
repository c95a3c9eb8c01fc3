"""What the records of the preparation say, for the sheets of steps, the pages and the acts."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.core.gather import Ask, read_ahead, read_once, rows_once
from election_office.law.decision import Decision
from villages.models import (
    Activity,
    ActivityVillage,
    Body,
    CommitteeChoice,
    Cycle,
    DepartureAudit,
    Election,
    Holder,
    LastTermMember,
    Liaison,
    Measure,
    Participant,
    Step,
    StepRecord,
    SuitablePerson,
    Survey,
    Talk,
    TrainingExcuse,
    WorkingMember,
)
from villages.preparation import rules, sheets
from villages.preparation.rules import Learned, Learner, Standing
from villages.queries import steps_of

Kind = Activity.Kind
STAFF_ROLES = (Role.VILLAGE_CLERK, Role.COUNT_CLERK)
YOUNG_UNTIL = 35


def activities(election: Election, *kinds: str) -> list[Activity]:
    """The acts of the township that count for this village and were not taken back."""
    return [row for row in _standing_activities(election) if not kinds or row.kind in kinds]


@rows_once
def _standing_activities(election: Election) -> QuerySet[Activity]:
    return Activity.objects.filter(villages__election=election, revoked_at__isnull=True)


@rows_once
def _working_members(cycle_id: int) -> QuerySet[WorkingMember]:
    return WorkingMember.objects.filter(cycle=cycle_id, ended_on__isnull=True)


@rows_once
def _liaisons(election: Election) -> QuerySet[Liaison]:
    return election.liaisons.filter(ended_on__isnull=True)


def liaison_of(election: Election) -> Liaison | None:
    return next(iter(_liaisons(election)), None)


@rows_once
def _surveys(election: Election) -> QuerySet[Survey]:
    return Survey.objects.filter(election=election)


@rows_once
def suitable_people(election: Election) -> QuerySet[SuitablePerson]:
    return SuitablePerson.objects.filter(election=election)


@rows_once
def measures_of(election: Election) -> QuerySet[Measure]:
    return election.measures.all()


@rows_once
def _last_team(election: Election) -> QuerySet[LastTermMember]:
    return LastTermMember.objects.before(election).order_by("-body", "pk")


@rows_once
def _signed_in(election: Election) -> QuerySet[Participant, tuple[str, int]]:
    """(kind of gathering, who was there) for this village."""
    rows = Participant.objects.in_force().filter(election=election, signed_in=True)
    return rows.order_by().values_list("activity__kind").annotate(Count("pk"))


@rows_once
def excuses_of(election: Election) -> QuerySet[TrainingExcuse]:
    return election.training_excuses.filter(revoked_at__isnull=True).select_related("excused_by")


@rows_once
def _first_choices(election: Election) -> QuerySet[CommitteeChoice]:
    return election.committee_choices.filter(purpose="first").order_by("pk")[:1]


@rows_once
def _accounts(code: str) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(
        area_code=code, role__in=STAFF_ROLES, ended_at__isnull=True, user__is_active=True
    )
    return rows.select_related("user")


def read_page_ahead(election: Election, *more: Ask[Any]) -> None:
    """What the pages of the preparation ask of one village, in one statement."""
    parts = (
        _standing_activities, _liaisons, _surveys, suitable_people, measures_of, _last_team, _signed_in,
        excuses_of, _first_choices, talks_with, audit_results,
    )  # fmt: skip
    read_ahead(
        *(part.ask(election) for part in parts),
        *election.rule_asks(),
        steps_of.ask(election.pk),
        _working_members.ask(election.cycle_id),
        _accounts.ask(election.village.code),
        *more,
    )


def _evidence(rows: Iterable[Activity]) -> str:
    return "；".join(f"{row.paper_number} {row.title}".strip() for row in rows)


def _last(days: Iterable[dt.date | None]) -> dt.date | None:
    return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True)
class Incumbent:
    """A member of the team in office: one person, with a row in each body they sit in."""

    rows: tuple[LastTermMember, ...]

    @property
    def name(self) -> str:
        return self.rows[0].name

    @property
    def posts(self) -> str:
        return "、".join(row.post for row in self.rows)

    @property
    def member(self) -> LastTermMember:
        """The row an audit or a talk is entered for: of the committee where there is one."""
        return self.rows[0]

    @property
    def in_committee(self) -> bool:
        return any(row.body == LastTermMember.Body.COMMITTEE for row in self.rows)

    @property
    def is_chair(self) -> bool:
        """Head of the committee, whatever else."""
        committee = LastTermMember.Body.COMMITTEE
        return any(row.body == committee and rules.is_head(row.post) for row in self.rows)

    @property
    def ids(self) -> set[int]:
        return {row.pk for row in self.rows}


@read_once
def incumbents(election: Election) -> list[Incumbent]:
    found: dict[tuple[str, int, int], list[LastTermMember]] = defaultdict(list)
    for row in _last_team(election):
        found[row.name, row.birth_year, row.birth_month].append(row)
    return [
        Incumbent(tuple(sorted(rows, key=lambda row: row.body != LastTermMember.Body.COMMITTEE)))
        for rows in found.values()
    ]


@read_once
def team_elected_before(election: Election) -> list[tuple[str, Holder]]:
    """Who sits today by the election before this one: (body of the team, holder). Two statements."""
    seats = {
        Body.Kind.VILLAGE_COMMITTEE: LastTermMember.Body.COMMITTEE,
        Body.Kind.PARTY_BRANCH: LastTermMember.Body.BRANCH,
    }
    before = (
        Election.objects.filter(
            village_id=election.village_id,
            kind=election.kind,
            election_day__lt=election.election_day,
            bodies__kind=Body.Kind.VILLAGE_COMMITTEE,
        )
        .exclude(pk=election.pk)
        .order_by("-election_day")
        .first()
    )
    if before is None:
        return []
    rows = Holder.objects.in_office().filter(body__election=before, body__kind__in=seats)
    found = rows.select_related("person", "body").order_by("pk")
    return [(seats[Body.Kind(row.body.kind)], row) for row in found]


def sources_before(election: Election) -> dict[tuple[str, int], dict[str, bool]]:
    """Who of the village was 致富能手 or 退役军人 at an earlier election, by its survey: name and year of
    birth, and the marks of a member of the last team. One statement."""
    marks = {SuitablePerson.Source.WEALTH: "wealth", SuitablePerson.Source.VETERAN: "veteran"}
    rows = SuitablePerson.objects.filter(election__village=election.village_id, source__in=marks)
    found: dict[tuple[str, int], dict[str, bool]] = defaultdict(dict)
    for name, year, source in rows.exclude(election=election).values_list("name", "birth_year", "source"):
        found[name, year][marks[SuitablePerson.Source(source)]] = True
    return dict(found)


# ------------------------------------------------------------------ the sheets


@read_once
def organized(election: Election) -> Standing:
    members = _working_members(election.cycle_id)
    founding = activities(election, Kind.FOUNDING)
    liaison = liaison_of(election)
    decision = rules.check_organized(
        heads=sum(member.body == "leading" and member.head for member in members),
        office=sum(member.body == "office" for member in members),
        founded=bool(founding),
        liaison=liaison is not None,
    )
    days = [*(row.held_on for row in founding), liaison.from_on if liaison else None]
    leader = f"；包村领导{liaison.leader}" if liaison else ""
    return Standing(decision, _last(days), _evidence(founding) + leader)


def _survey(election: Election) -> Survey | None:
    return next(iter(_surveys(election)), None)


@read_once
def surveyed(election: Election) -> Standing:
    survey = _survey(election)
    people = suitable_people(election)
    year = election.election_day.year
    learned = (LastTermMember.Education.COLLEGE, LastTermMember.Education.BACHELOR)
    decision = rules.check_surveyed(
        surveyed=survey is not None,
        plans=[
            bool(plan)
            for plan in (
                (
                    survey.plan_disturbance,
                    survey.plan_petition,
                    survey.plan_opinion,
                    survey.plan_epidemic,
                )
                if survey
                else ()
            )
        ],
        young=sum(
            year - person.birth_year <= YOUNG_UNTIL and person.education in learned for person in people
        ),
        women=sum(person.sex == "female" for person in people),
        waiting=sum(person.approved is None for person in people),
    )
    days = [survey.surveyed_on if survey else None, *(person.approved_on for person in people)]
    approved = sum(bool(person.approved) for person in people)
    walked = f"走访{survey.households}户，" if survey else ""
    return Standing(decision, _last(days), f"{walked}审定合适人选{approved}人")


@read_once
def analysed(election: Election) -> Standing:
    survey, met = _survey(election), activities(election, Kind.ANALYSIS)
    decision = rules.check_analysed(category=survey.category if survey else "", met=bool(met))
    label = survey.get_category_display() if survey else ""
    return Standing(decision, _last(row.held_on for row in met), f"{_evidence(met)}；分类：{label}")


@read_once
def rectified(election: Election) -> Standing:
    survey, measures = _survey(election), measures_of(election)
    category = survey.category if survey else ""
    decision = rules.check_rectified(
        category=category,
        measures=len(measures),
        open_problems=[row.problem for row in measures if row.done_on is None],
    )
    days = [row.done_on for row in measures] or [row.held_on for row in activities(election, Kind.ANALYSIS)]
    label = survey.get_category_display() if survey else ""
    said = f"整顿事项{len(measures)}项全部完成" if measures else f"分类为{label}，没有整顿事项"
    return Standing(decision, _last(days), said)


@rows_once
def talks_with(election: Election) -> QuerySet[Talk]:
    return election.talks.all()


@read_once
def talked(election: Election) -> Standing:
    people = incumbents(election)
    talks = talks_with(election)
    met = {talk.member_id for talk in talks}
    missing = [person.name for person in people if not person.ids & met]
    decision = rules.check_talked(incumbents=len(people), missing=missing)
    return Standing(decision, _last(talk.talked_on for talk in talks), f"与现任{len(people)}人逐一谈话")


def _present(election: Election, kind: str) -> int:
    return dict(_signed_in(election)).get(kind, 0)


@read_once
def mobilized(election: Election) -> Standing:
    met, present = activities(election, Kind.MEETING), _present(election, Kind.MEETING)
    decision = rules.check_mobilized(met=bool(met), present=present)
    return Standing(decision, _last(row.held_on for row in met), f"{_evidence(met)}，签到{present}人")


@read_once
def trained(election: Election) -> Standing:
    held, present = activities(election, Kind.TRAINING), _present(election, Kind.TRAINING)
    decision = rules.check_trained_village(
        held=bool(held), present=present, staff=learners(election, staff_of(election))
    )
    return Standing(decision, _last(row.held_on for row in held), f"{_evidence(held)}，签到{present}人")


@read_once
def supplied(election: Election) -> Standing:
    funds, goods = activities(election, Kind.FUNDS), activities(election, Kind.SUPPLIES)
    decision = rules.check_supplied(funds=bool(funds), supplies=bool(goods))
    return Standing(decision, _last(row.held_on for row in (*funds, *goods)), _evidence((*funds, *goods)))


SHEETS = {
    "organize": organized,
    "survey": surveyed,
    "analysis": analysed,
    "rectify": rectified,
    "talks": talked,
    "mobilize": mobilized,
    "training": trained,
    "supplies": supplied,
}


def lend_sheets() -> None:
    for code, sheet in SHEETS.items():
        sheets.lend(code, sheet)


def overview(election: Election) -> list[tuple[Step, Standing]]:
    """The steps of the preparation that records close, each with what is still missing."""
    steps = [
        step
        for step in steps_of(election.pk)
        if step.closes_with == sheets.BY_SHEET and not step.dropped and step.stage == "preparation"
    ]
    found = []
    for step in steps:
        standing = sheets.standing(election, step.code)
        if standing is not None:
            found.append((step, standing))
    return found


def rests_on_a_record(step: Step) -> bool:
    """The step was closed by an entry of the time before its sheet."""
    return StepRecord.objects.filter(step=step, finishes=True, revoked_at__isnull=True).exists()


# ------------------------------------------------------------------ departure audits


@rows_once
def audit_results(election: Election) -> QuerySet[DepartureAudit]:
    return election.audits.select_related("member")


def audit_standing(election: Election) -> Decision:
    """Whether the results of this village may be published."""
    people = incumbents(election)
    audited = {row.member_id for row in audit_results(election)}
    left = [person for person in people if not person.ids & audited]
    book = election.rulebook
    # The law of a community audits the chair alone; that of a village everybody in the committee.
    of_chair = "audit_whom" in book.by_key and book.value("audit_whom") == "chair"
    owed = [person for person in people if (person.is_chair if of_chair else person.in_committee)]
    return rules.check_audited(
        incumbents=len(owed),
        missing=[person.name for person in left if person in owed],
        branch_missing=[person.name for person in left if not person.in_committee],
        by=book.cite("audit_whom" if of_chair else "audit_before_election"),
    )


def audit_in_time(election: Election) -> Decision:
    """Whether the results were published early enough before the choice of the electoral committee."""
    choice = next(iter(_first_choices(election)), None)
    steps = {row.code: row for row in steps_of(election.pk) if not row.dropped}
    planned = steps["committee"].due_on if "committee" in steps else None
    return rules.check_audit_in_time(
        chosen_on=choice.held_on if choice else planned,
        chosen=choice is not None,
        published_on=steps["audit"].done_on if "audit" in steps else None,
        today=timezone.localdate(),
        book=election.rulebook,
    )


# ------------------------------------------------------------------ who may work


@dataclass(frozen=True)
class Somebody:
    """A person to be looked for among those trained: by account, by record in the village, or by name."""

    name: str
    user_id: int | None = None
    person_id: int | None = None


@read_once
def staff_of(election: Election) -> list[Somebody]:
    """Everybody with an account of the village who will work on its election."""
    people = {row.user_id: row.user.name for row in _accounts(election.village.code)}
    return [Somebody(name, user_id=pk) for pk, name in people.items()]


@read_once
def learners(election: Election, people: Sequence[Somebody]) -> list[Learner]:
    """What each of them learned. Two statements, however many they are."""
    if not people:
        return []
    wanted = Q(user__in=[who.user_id for who in people if who.user_id])
    wanted |= Q(person__in=[who.person_id for who in people if who.person_id])
    wanted |= Q(election=election, name__in=[who.name for who in people])
    rows = (
        Participant.objects.in_force()
        .filter(wanted, activity__kind=Kind.TRAINING, activity__cycle_id=election.cycle_id)
        .select_related("activity")
        .order_by("activity__held_on", "pk")
    )
    by_name: dict[str, list[Learned]] = defaultdict(list)
    by_user: dict[int, list[Learned]] = defaultdict(list)
    by_person: dict[int, list[Learned]] = defaultdict(list)
    for row in rows:
        learned = Learned(row.activity.held_on, row.signed_in, row.mark, row.activity.pass_mark)
        if row.user_id:
            by_user[row.user_id].append(learned)
        if row.person_id:
            by_person[row.person_id].append(learned)
        if row.election_id == election.pk and not row.user_id and not row.person_id:
            by_name[row.name].append(learned)
    excused = {row.name for row in excuses_of(election)}
    return [
        Learner(
            who.name,
            (
                *(by_user[who.user_id] if who.user_id else ()),
                *(by_person[who.person_id] if who.person_id else ()),
                *by_name[who.name],
            ),
            who.name in excused,
        )
        for who in people
    ]


def training_is_recorded(election: Election) -> bool:
    """From then on nobody of the village works on its election without it."""
    return ActivityVillage.objects.filter(
        Exists(
            Participant.objects.filter(activity=OuterRef("activity_id"), election_id=OuterRef("election_id"))
        ),
        election=election,
        activity__kind=Kind.TRAINING,
        activity__revoked_at__isnull=True,
    ).exists()


def may_work(election: Election, who: Somebody) -> Decision:
    """May somebody work on this election? A training on record asks for their name."""
    if not training_is_recorded(election):
        return Decision()
    [learner] = learners(election, [who])
    return rules.check_may_work(learner, asked=True)


def may_work_each(election: Election, people: Sequence[Somebody]) -> list[Decision]:
    """``may_work`` for each of them, with as many statements as for one."""
    if not people or not training_is_recorded(election):
        return [Decision() for _ in people]
    return [rules.check_may_work(learner, asked=True) for learner in learners(election, people)]


def account_may_work(election: Election, user: User) -> Decision:
    """``may_work`` for an account of the village; the township's own officers give the training."""
    code = election.village.code
    if not any(held.area_code == code and held.role in STAFF_ROLES for held in user.current_assignments):
        return Decision()
    return may_work(election, Somebody(user.name, user_id=user.pk))


# ------------------------------------------------------------------ the pages


@dataclass(frozen=True)
class ActivityGroup:
    """The acts of one kind, and the villages they have not reached."""

    kind: str
    label: str
    rows: list[Activity]
    missing: list[str]


def activity_groups(cycle: Cycle) -> list[ActivityGroup]:
    """Three statements, however many villages and acts there are."""
    rows = list(cycle.activities.select_related("revoked_by"))
    villages = dict(cycle.elections.values_list("pk", "village__name"))
    reached: dict[str, set[int]] = defaultdict(set)
    links = ActivityVillage.objects.filter(activity__cycle=cycle, activity__revoked_at__isnull=True)
    for kind, pk in links.values_list("activity__kind", "election_id"):
        reached[kind].add(pk)
    return [
        ActivityGroup(
            kind.value,
            kind.label,
            [row for row in rows if row.kind == kind.value],
            [name for pk, name in villages.items() if pk not in reached[kind.value]],
        )
        for kind in Kind
    ]


def participants_for(activity: Activity, user: User) -> list[Participant]:
    """Who was there: for somebody of a village, the lines of that village."""
    rows = activity.participants.select_related("election__village")
    codes = user.areas_in_view()
    if not any(len(code) <= 9 for code in codes):
        rows = rows.filter(election__village__code__in=codes)
    return list(rows)


@dataclass(frozen=True)
class TeamRow:
    """A member of the team in office with the audit and the talks so far."""

    person: Incumbent
    audit: DepartureAudit | None
    talks: list[Talk]


def team(election: Election) -> list[TeamRow]:
    audits = {row.member_id: row for row in audit_results(election)}
    talks: dict[int, list[Talk]] = defaultdict(list)
    for talk in talks_with(election):
        talks[talk.member_id].append(talk)
    return [
        TeamRow(
            person,
            next((audits[pk] for pk in person.ids if pk in audits), None),
            [talk for pk in person.ids for talk in talks[pk]],
        )
        for person in incumbents(election)
    ]


def what_was_found(election: Election) -> dict[str, object]:
    """What only those who guide and supervise read: survey, people found, measures."""
    return {
        "survey": _survey(election),
        "suitable": suitable_people(election),
        "measures": measures_of(election),
    }
