"""Near relatives among everybody who holds or seeks a post in one election, and where that is a conflict."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from election_office.core.gather import read_ahead
from election_office.law.decision import Citation
from election_office.law.relations import related
from election_office.law.words import GENERAL
from villages import kinship_picture, queries
from villages.bodies import queries as bodies
from villages.bodies import rules
from villages.committee import queries as committee
from villages.kinship_picture import Node, Tie
from villages.models import Body, Election, Person

Pair = tuple[int, int, str]


@dataclass(frozen=True)
class Conflict:
    """One line of the table. ``other`` None: two posts of one person exclude each other."""

    person: int
    other: int | None
    message: str
    citation: Citation | None
    severity: str = "error"


@dataclass(frozen=True)
class Found:
    families: list[SafeString]
    conflicts: list[Conflict]
    relations: list[tuple[str, str, str, bool]]
    people_count: int


@dataclass
class _People:
    """Everybody concerned: their names, and by what they are concerned."""

    names: dict[int, str] = field(default_factory=dict)
    roles: dict[int, list[str]] = field(default_factory=dict)
    electoral: set[int] = field(default_factory=set)
    nominated: set[int] = field(default_factory=set)
    members: set[int] = field(default_factory=set)

    def add(self, person: Person, role: str) -> None:
        self.names[person.pk] = person.name
        held = self.roles.setdefault(person.pk, [])
        if role not in held:
            held.append(role)


SHORT = {
    Body.Kind.VILLAGE_COMMITTEE: GENERAL.body_short,
    Body.Kind.SUPERVISION: GENERAL.supervision_short,
    Body.Kind.PARTY_BRANCH: "党组织",
    Body.Kind.OFFICERS: "村",
}


def _people(election: Election) -> _People:
    found = _People()
    for member in committee.serving(election):
        found.add(member.person, f"选委会{member.get_role_display()}")
        found.electoral.add(member.person_id)
    for row in committee.put_forward(election):
        found.add(row.person, "候选人" if row.reached == "determined" else "被提名人")
        found.nominated.add(row.person_id)
    for kind, short in SHORT.items():
        for holder in bodies.in_posts(election, kind):
            found.add(holder.person, f"{short}{holder.post_title}")
            if kind == Body.Kind.VILLAGE_COMMITTEE:
                found.members.add(holder.person_id)
    return found


def conflicts_in(election: Election) -> Found:
    """The picture and its table, for the page of one election."""
    read_ahead(
        *election.rule_asks(),
        committee.members_of.ask(election),
        committee.put_forward.ask(election),
        *(bodies.in_office.ask(election, kind) for kind in SHORT),
        bodies.bodies_of_kind.ask(election, Body.Kind.SUPERVISION),
    )
    people = _people(election)
    pairs = queries.kin_pairs(people.names)
    conflicts = [
        *_must_leave(election),
        *_among(election, people, pairs),
        *_supervision(election),
    ]
    clashing = {
        frozenset((conflict.person, conflict.other)) for conflict in conflicts if conflict.other is not None
    }
    alone = {conflict.person for conflict in conflicts if conflict.other is None}
    nodes = [
        Node(key, name, "、".join(people.roles[key]), key in alone) for key, name in people.names.items()
    ]
    ties = [Tie(person, other, kind, frozenset((person, other)) in clashing) for person, other, kind in pairs]
    return Found(
        families=[
            mark_safe(kinship_picture.svg(members, own))  # noqa: S308 -- every text in it is escaped
            for members, own in kinship_picture.families(nodes, ties)
        ],
        conflicts=conflicts,
        relations=[
            (
                people.names[tie.person],
                people.names[tie.relative],
                kinship_picture.RELATION[tie.kind],
                tie.alert,
            )
            for tie in ties
        ],
        people_count=len(nodes),
    )


def _must_leave(election: Election) -> list[Conflict]:
    return [
        Conflict(row.person, row.nominee if row.ground == "relative" else None, row.sentence, row.citation)
        for row in committee.members_who_must_leave(election)
    ]


def _among(election: Election, people: _People, pairs: list[Pair]) -> list[Conflict]:
    """Pairs inside one circle: the electoral committee, those put forward, the village committee."""
    book = election.rulebook
    together = book.value("ec_mutual_relatives")
    found = []
    for person, other, kind in pairs:
        who = f"{people.names[person]}与{people.names[other]}是近亲属（{rules.BETWEEN[kind]}）"
        if together != "none" and {person, other} <= people.electoral:
            words = "不得" if together == "forbidden" else "不宜"
            found.append(
                Conflict(
                    person,
                    other,
                    f"{who}，{words}同时担任{book.words.committee}成员。",
                    book.cite("ec_mutual_relatives"),
                    "error" if together == "forbidden" else "warning",
                )
            )
        if book.value("nominee_avoidance") and {person, other} <= people.nominated:
            message = f"{who}，提名人选之间应予回避。"
            found.append(Conflict(person, other, message, book.cite("nominee_avoidance"), "warning"))
        if (
            book.value("member_avoidance")
            and {person, other} <= people.members
            and related(kind, book.value("member_relation_set"))
        ):
            message = f"{who}，{book.words.body}成员实行近亲属回避。"
            found.append(Conflict(person, other, message, book.cite("member_avoidance")))
    return found


def _supervision(election: Election) -> list[Conflict]:
    body = bodies.body_of(election, Body.Kind.SUPERVISION)
    if body is None:
        return []
    book = election.rulebook
    facts = bodies.supervision_facts(body, bodies.seats(bodies.holders(body)))
    return [
        Conflict(conflict.person, conflict.other, conflict.message, rules.exclusion_cite(conflict.code, book))
        for conflict in rules.supervision_conflicts(facts, book)
    ]
