"""What the records of the time after the result say, for the sheets of steps, the pages and the papers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone

from ballots.afterwards import rules
from ballots.models import (
    AfterTalk,
    Care,
    Duty,
    HandoverItem,
    HandoverMeasure,
    HandoverSigning,
    Result,
    VillageSystem,
)
from candidates.models import Candidate
from election_office.accounts.models import User
from election_office.core.gather import read_once, rows_once
from election_office.documents.models import Document
from election_office.documents.queries import current_document
from election_office.law.decision import Decision
from villages.models import Activity, Body, Election, Group, Holder, LastTermMember, Participant
from villages.preparation import queries as preparation
from villages.preparation import sheets
from villages.preparation.queries import incumbents
from villages.preparation.rules import Standing
from villages.queries import steps_of

HANDOVER_LIST = "ballots.handover_list"
TEAM = (Body.Kind.VILLAGE_COMMITTEE, Body.Kind.PARTY_BRANCH, Body.Kind.SUPERVISION)
HEADS = {
    (Body.Kind.VILLAGE_COMMITTEE, "director"),
    (Body.Kind.PARTY_BRANCH, "secretary"),
    (Body.Kind.SUPERVISION, "chair"),
}
PER_GROUP = {
    Body.Kind.GROUP_LEADERS: ("leader", "leader"),
    Body.Kind.PARTY_GROUPS: ("leader", "party"),
    Body.Kind.GRIDS: ("head", "grid"),
    Body.Kind.COUNCIL: ("chair", "council"),
}
"""Body → the post that leads a group, and its place among the four."""

# ------------------------------------------------------------------ the new team


@rows_once
def _team_rows(election: Election) -> QuerySet[Holder]:
    rows = Holder.objects.in_office().filter(body__election=election, body__kind__in=TEAM)
    return rows.select_related("person", "body__election", "duty")


@rows_once
def _heads_of_groups(election: Election) -> QuerySet[Holder]:
    rows = Holder.objects.in_office().filter(body__election=election, body__kind__in=PER_GROUP)
    return rows.select_related("person", "body")


@rows_once
def _item_rows(election: Election) -> QuerySet[HandoverItem]:
    measures = Prefetch("measures", HandoverMeasure.objects.order_by("taken_on", "pk"))
    return election.handover_items.prefetch_related(measures)


@rows_once
def _talk_rows(election: Election) -> QuerySet[AfterTalk]:
    return AfterTalk.objects.filter(election=election)


@rows_once
def _care_rows(election: Election) -> QuerySet[Care]:
    return Care.objects.filter(election=election, revoked_at__isnull=True)


@rows_once
def _stood(election: Election) -> QuerySet[Candidate]:
    rows = Candidate.objects.filter(election=election).standing().select_related("person", "post")
    return rows.order_by("round_number", "pk")


@rows_once
def _results(election: Election) -> QuerySet[Result]:
    rows = Result.objects.in_force().filter(round__election=election).defer("count", "outcome")
    return rows.select_related("round__election").order_by("round__number")[:1]


@rows_once
def _inducted_people(election: Election) -> QuerySet[Participant, str]:
    rows = Participant.objects.in_force().filter(
        election=election, activity__kind=Activity.Kind.INDUCTION, signed_in=True
    )
    return rows.values_list("name", flat=True)


@rows_once
def _groups(village_id: int) -> QuerySet[Group]:
    return Group.objects.filter(village=village_id)


def read_page_ahead(election: Election) -> None:
    """What the page of the time after the result asks, in one statement."""
    parts = (
        _team_rows, _heads_of_groups, _item_rows, _talk_rows, _care_rows, _stood, _results, _inducted_people,
        signings, systems,
    )  # fmt: skip
    preparation.read_page_ahead(
        election, *(part.ask(election) for part in parts), _groups.ask(election.village_id)
    )


@read_once
def team(election: Election) -> list[Holder]:
    """The new committee, branch and supervision committee, in office. One statement."""
    order = {kind: number for number, kind in enumerate(TEAM)}
    found = _team_rows(election)
    return sorted(found, key=lambda row: (order[Body.Kind(row.body.kind)], row.pk))


def duty_of(holder: Holder) -> Duty | None:
    return getattr(holder, "duty", None)


def pay_posts(members: Sequence[Holder]) -> list[rules.Post]:
    return [
        rules.Post(
            holder.person_id,
            holder.person.name,
            f"{holder.body.title}{holder.post_title}",
            duty.paid if (duty := duty_of(holder)) else False,
            duty.other_pay if duty else "",
        )
        for holder in members
    ]


# ------------------------------------------------------------------ handover


@read_once
def items(election: Election) -> list[HandoverItem]:
    """In the order of their kinds, each with its measures. Two statements."""
    order = list(rules.KINDS)
    return sorted(_item_rows(election), key=lambda row: (order.index(row.kind), row.pk))


def item_facts(row: HandoverItem) -> rules.Item:
    return rules.Item(
        row.kind,
        row.name,
        row.nothing,
        row.handed_on,
        row.shortfall,
        row.settled_on,
        len(row.measures.all()),
    )


@rows_once
def signings(election: Election) -> QuerySet[HandoverSigning]:
    return HandoverSigning.objects.filter(election=election, revoked_at__isnull=True)


def signing(election: Election) -> HandoverSigning | None:
    return next(iter(signings(election)), None)


@read_once
def handover_limit(election: Election) -> dt.date | None:
    """The last day of the law, as the step of this election has it."""
    return next((step.limit_on for step in steps_of(election.pk) if step.code == "handover"), None)


@read_once
def elected_on(election: Election) -> dt.date | None:
    result = next(iter(_results(election)), None)
    return result.round.day if result else None


def handover_paper(election: Election) -> Document | None:
    return current_document(election, HANDOVER_LIST)


def handover_decision(election: Election, rows: Sequence[HandoverItem]) -> Decision:
    signed = signing(election)
    return rules.check_handover(
        [item_facts(row) for row in rows],
        signed_on=signed.signed_on if signed else None,
        limit=handover_limit(election),
        today=timezone.localdate(),
        book=election.rulebook,
    )


@read_once
def handed_over(election: Election) -> Standing:
    rows, signed = items(election), signing(election)
    days = [day for row in rows for day in (row.handed_on, row.settled_on) if day]
    if signed:
        days.append(signed.signed_on)
    number = signed.list_number if signed else ""
    evidence = f"移交清单{number}，{len(rows)}项，三方签字" if signed else ""
    return Standing(handover_decision(election, rows), max(days, default=None), evidence)


# ------------------------------------------------------------------ those who left or lost


@dataclass(frozen=True)
class LeaverRow:
    """Somebody who left or lost, with what was done since."""

    name: str
    post: str
    member: LastTermMember | None = None
    candidate: Candidate | None = None
    person_id: int | None = None
    rows: frozenset[int] = frozenset()
    talks: list[AfterTalk] = field(default_factory=list)
    care: list[Care] = field(default_factory=list)

    @property
    def left(self) -> bool:
        return self.member is not None

    @property
    def kind(self) -> str:
        return "left" if self.member else "lost"

    @property
    def pk(self) -> int:
        found = self.member or self.candidate
        assert found is not None, "a row is about one of the two"
        return int(found.pk)

    @property
    def months(self) -> list[rules.Months]:
        return [
            rules.Months(row.from_month, row.to_month)
            for row in self.care
            if row.kind == Care.Kind.WAGES and row.from_month and row.to_month
        ]

    @property
    def settled(self) -> bool:
        return any(row.kind in (Care.Kind.WAGES, Care.Kind.NO_WAGES) for row in self.care)

    @property
    def facts(self) -> rules.Leaver:
        return rules.Leaver(self.name, self.left, len(self.talks), self.settled)


def _same(holder: Holder) -> tuple[str, int, int]:
    born = holder.person.birth_date
    return holder.person.name, born.year, born.month


@read_once
def leavers(election: Election, members: Sequence[Holder] | None = None) -> list[LeaverRow]:
    """Nobody before the new committee is known. Five statements."""
    members = team(election) if members is None else members
    seated = {_same(row) for row in members if row.body.kind != Body.Kind.SUPERVISION}
    if not any(row.body.kind == Body.Kind.VILLAGE_COMMITTEE for row in members):
        return []
    talks, care = defaultdict(list), defaultdict(list)
    for talk in _talk_rows(election):
        talks[talk.member_id, talk.candidate_id].append(talk)
    for row in _care_rows(election):
        care[row.member_id, row.candidate_id].append(row)
    found, known = [], set(seated)
    for incumbent in incumbents(election):
        key = (incumbent.name, incumbent.member.birth_year, incumbent.member.birth_month)
        if key in known:
            continue
        known.add(key)
        found.append(
            LeaverRow(
                incumbent.name,
                incumbent.posts,
                member=incumbent.member,
                rows=frozenset(incumbent.ids),
                talks=[talk for pk in incumbent.ids for talk in talks[pk, None]],
                care=[row for pk in incumbent.ids for row in care[pk, None]],
            )
        )
    for stood in _stood(election):
        born = stood.person.birth_date
        key = (stood.person.name, born.year, born.month)
        if key not in known:
            known.add(key)
            title = f"{stood.post.title}候选人"
            pair = (None, stood.pk)
            found.append(
                LeaverRow(
                    stood.person.name,
                    title,
                    candidate=stood,
                    person_id=stood.person_id,
                    talks=talks[pair],
                    care=care[pair],
                )
            )
    return found


@read_once
def counselled(election: Election) -> Standing:
    people = leavers(election)
    known = elected_on(election) is not None and bool(incumbents(election))
    decision = rules.check_counsel([person.facts for person in people], known=known)
    days = [talk.talked_on for person in people for talk in person.talks]
    days += [row.done_on for person in people for row in person.care]
    day = max(days, default=elected_on(election))
    return Standing(decision, day, f"与离任和落选{len(people)}人谈话")


# ------------------------------------------------------------------ training of the new team


@read_once
def inducted(election: Election) -> Standing:
    held = preparation.activities(election, Activity.Kind.INDUCTION)
    trained = set(_inducted_people(election))
    members = team(election)
    heads = [row.person.name for row in members if (row.body.kind, row.post) in HEADS]
    others = list(dict.fromkeys(row.person.name for row in members))
    decision = rules.check_induction(held=bool(held), heads=heads, others=others, trained=trained)
    day = max((row.held_on for row in held), default=None)
    names = "、".join(row.title for row in held)
    return Standing(decision, day, f"{names}，{len(trained)}人签到")


# ------------------------------------------------------------------ rules of the new team


@read_once
def group_heads(election: Election) -> list[rules.GroupHeads]:
    """Group by group who leads it, its party members, its grid and its council. Two statements."""
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for row in _heads_of_groups(election):
        post, place = PER_GROUP[Body.Kind(row.body.kind)]
        if row.group_id and row.post == post:
            names[row.group_id][place] = row.person.name
    return [rules.GroupHeads(group.title, **names[group.pk]) for group in _groups(election.village_id)]


@rows_once
def systems(election: Election) -> QuerySet[VillageSystem]:
    return election.systems.filter(revoked_at__isnull=True)


@read_once
def set_up(election: Election) -> Standing:
    rows, members = systems(election), team(election)
    decision = rules.check_systems(
        kinds={row.kind for row in rows},
        duties_missing=[
            f"{row.person.name}（{row.post_title}）"
            for row in members
            if row.body.kind == Body.Kind.VILLAGE_COMMITTEE and duty_of(row) is None
        ],
        groups=group_heads(election),
        pay=rules.check_pay(pay_posts(members)),
    )
    days = [row.adopted_on for row in rows]
    days += [duty.from_on for row in members if (duty := duty_of(row))]
    return Standing(decision, max(days, default=None), f"{len(rows)}项制度")


SHEETS = {
    "handover": (handed_over, ()),
    "counsel": (counselled, ("bodies",)),
    "induction": (inducted, ("bodies",)),
    "systems": (set_up, ("bodies",)),
}


def lend_sheets() -> None:
    for code, (sheet, reads) in SHEETS.items():
        sheets.lend(code, sheet, reads=reads)


def handover_law(election: Election) -> dict[str, object]:
    """Until when, by which article, and what follows for who does not hand over."""
    book = election.rulebook
    return {
        "limit": handover_limit(election),
        "article": rules.handover_article(book),
        "refusal": rules.refusal_words(book),
    }


@rows_once
def overdue_items(user: User, today: dt.date, most: int = 12) -> QuerySet[HandoverItem]:
    """Things not handed over although the law's days are gone, where this user works. One statement."""
    rows = HandoverItem.objects.visible_to(user).filter(
        nothing=False,
        settled_on__isnull=True,
        election__steps__code="handover",
        election__steps__limit_on__lt=today,
        election__steps__done_on__isnull=True,
    )
    rows = rows.exclude(handed_on__isnull=False, shortfall="")
    return rows.select_related("election__village").annotate(urged=Count("measures"))[:most]
