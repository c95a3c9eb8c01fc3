"""Facts about the village's bodies, gathered for rules, pages and papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, Sum

from election_office.core.gather import rows_once
from election_office.documents.models import Document
from election_office.law.decision import Decision
from election_office.law.words import in_words_of
from villages import queries
from villages.bodies import rules
from villages.models import Body, Election, Holder

NOTICES = {
    Body.Kind.REPRESENTATIVES.value: "villages.representatives_notice",
    Body.Kind.GROUP_LEADERS.value: "villages.group_leaders_notice",
    Body.Kind.SUPERVISION.value: "villages.supervision_notice",
}


def holders(body: Body) -> list[Holder]:
    """Who is in office: chief posts first, then by group and in the order entered."""
    order = list(rules.POSTS[body.kind])
    rows = body.holders.in_office().select_related("person", "group")
    return sorted(
        rows,
        key=lambda row: (
            order.index(row.post) if row.post in order else len(order),
            row.group.number if row.group else 0,
            row.pk,
        ),
    )


@rows_once
def bodies_of_kind(election: Election, kind: str) -> QuerySet[Body]:
    return election.bodies.filter(kind=kind).order_by("pk")[:1]


def body_of(election: Election, kind: str) -> Body | None:
    return next(iter(bodies_of_kind(election, kind)), None)


@rows_once
def in_office(election: Election, kind: str) -> QuerySet[Holder]:
    rows = Holder.objects.in_office().filter(body__election=election, body__kind=kind)
    return rows.select_related("person", "body")


def seats(rows: Iterable[Holder]) -> list[rules.Seat]:
    return [
        rules.Seat(
            person=row.person_id,
            name=row.person.name,
            post=row.post,
            woman=row.person.sex == "female",
            finance=row.finance,
            drawn_from=row.drawn_from,
            group=row.group.title if row.group else "",
            household=row.person.household,
        )
        for row in rows
    ]


def in_posts(election: Election, kind: str, *posts: str) -> list[Holder]:
    """Holders in office of one kind of body of this election, of these posts (all when none is named)."""
    return [row for row in in_office(election, kind) if not posts or row.post in posts]


def check_body(body: Body) -> Decision:
    """Everything the law and the township's policy say about this body as it stands."""
    election, book = body.election, body.election.rulebook
    rows = seats(holders(body))
    origin = rules.check_origin(body.kind, body.chosen_by, book)
    if body.kind == Body.Kind.REPRESENTATIVES:
        return origin + rules.check_representatives(representatives_facts(body, rows), book)
    if body.kind == Body.Kind.GROUP_LEADERS:
        groups = [group.title for group in election.village.groups.all()]
        chosen = {row.person_id for row in in_posts(election, Body.Kind.REPRESENTATIVES)}
        return origin + rules.check_group_leaders(rows, groups, book, chosen)
    if body.kind == Body.Kind.SUPERVISION:
        return origin + rules.check_supervision(supervision_facts(body, rows), book)
    if body.kind == Body.Kind.VILLAGE_COMMITTEE:
        return origin + rules.check_members(rows, committee_pairs(rows), book)
    return origin + rules.check_posts(body.kind, rows)


def meeting_of(body: Body) -> rules.Meeting:
    return rules.Meeting(body.eligible or 0, body.present or 0, body.by_households)


def representatives_facts(body: Body, rows: list[rules.Seat]) -> rules.RepresentativesFacts:
    """The committee's seats: those elected once they are known, else the seats to be filled."""
    election = body.election
    committee = in_posts(election, Body.Kind.VILLAGE_COMMITTEE)
    planned = election.posts.aggregate(seats=Sum("seats"))["seats"] or 0
    return rules.RepresentativesFacts(
        seats=rows,
        households=election.village.households,
        population=election.village.population,
        committee_seats=len(committee) or planned,
        by_households=body.chosen_by == Body.ChosenBy.HOUSEHOLDS,
        groups=[group.title for group in election.village.groups.all()],
        meeting=meeting_of(body),
    )


def committee_pairs(rows: list[rules.Seat]) -> list[rules.Pair]:
    return queries.kin_pairs([row.person for row in rows])


def supervision_facts(body: Body, rows: list[rules.Seat]) -> rules.SupervisionFacts:
    election = body.election
    committee = {row.person_id: row.person.name for row in in_posts(election, Body.Kind.VILLAGE_COMMITTEE)}
    officers: dict[str, set[int]] = {}
    names = {}
    for row in in_posts(election, Body.Kind.OFFICERS):
        officers.setdefault(row.post, set()).add(row.person_id)
        names[row.person_id] = row.person.name
    everybody = {*committee, *names, *(row.person for row in rows)}
    return rules.SupervisionFacts(
        seats=rows,
        committee=committee,
        officers=officers,
        officer_names=names,
        pairs=queries.kin_pairs(everybody),
        discipline={row.person_id for row in in_posts(election, Body.Kind.PARTY_BRANCH, "discipline")},
        meeting=meeting_of(body),
        chosen_by=body.chosen_by,
    )


# ------------------------------------------------------------------ the page of all bodies


@dataclass(frozen=True)
class KindRow:
    """One kind of body: those entered, and the paper that makes them known."""

    kind: str
    title: str
    bodies: list[Body]
    notice: str
    document: Document | None

    @property
    def holders(self) -> int:
        return sum(len(getattr(body, "in_office", ())) for body in self.bodies)


def overview(election: Election) -> list[KindRow]:
    """Every kind of body with its holders and its notice in force. Three statements."""
    serving = Prefetch(
        "holders",
        queryset=Holder.objects.in_office().select_related("person"),
        to_attr="in_office",
    )
    by_kind: dict[str, list[Body]] = {}
    for body in election.bodies.prefetch_related(serving):
        by_kind.setdefault(body.kind, []).append(body)
    papers = {
        document.kind: document
        for document in Document.objects.for_election(election.pk)
        .in_force()
        .filter(kind__in=NOTICES.values())
    }
    return [
        KindRow(
            kind=kind.value,
            title=in_words_of(election.kind, kind.label),
            bodies=by_kind.get(kind.value, []),
            notice=NOTICES.get(kind.value, ""),
            document=papers.get(NOTICES.get(kind.value, "")),
        )
        for kind in Body.Kind
    ]
