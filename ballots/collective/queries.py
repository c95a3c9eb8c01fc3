"""Facts the rules ask about, and reads shared by acts, pages and papers."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from ballots.collective import rules
from ballots.models import (
    Assembly,
    Collective,
    CollectiveTerm,
    CollectiveWinner,
    FinanceStaff,
    HouseholdProxy,
    Member,
    MemberDispute,
    Nominee,
    PersonVote,
    Register,
    Representative,
    TermSeat,
)
from ballots.rules.adjudication import adjudicate
from ballots.rules.facts import CountInput, PostCount, Relation, SeatFilled, Votes
from ballots.rules.outcome import Outcome
from election_office.core.gather import rows_once
from election_office.documents.queries import current_document
from election_office.law.rulebooks import Rulebook
from villages.queries import kin_pairs

REGISTER_NOTICE = "ballots.collective_register_notice"
MEETING_NOTICE = "ballots.collective_meeting_notice"
RESULT_NOTICE = "ballots.collective_result_notice"
MINUTES = "ballots.collective_minutes"
CHANGE_PAPER = "ballots.collective_change_paper"


# ------------------------------------------------------------------ the register


def members_of(collective: Collective) -> list[Member]:
    return list(Member.objects.in_force().filter(collective=collective).with_people())


@rows_once
def registers_of(collective: Collective) -> QuerySet[Register]:
    return Register.objects.filter(collective=collective)[:1]


def register_of(collective: Collective) -> Register | None:
    """The newest."""
    return next(iter(registers_of(collective)), None)


def open_disputes(collective: Collective) -> int:
    return MemberDispute.objects.filter(collective=collective, answer="").count()


def hung_on(subject: object, code: str) -> dt.date | None:
    """Since when a paper that is still true hangs everywhere."""
    paper = current_document(subject, code)
    return paper.fully_posted_on if paper is not None and not paper.untrue else None


def representatives_of(collective: Collective) -> list[Representative]:
    rows = Representative.objects.filter(collective=collective, revoked_at__isnull=True)
    return list(rows.select_related("member__person"))


def entitled_count(term: CollectiveTerm, day: dt.date) -> int:
    """How many are to come: members with full capacity that day, or the representatives among them."""
    able = Member.objects.in_force().filter(collective=term.collective).entitled_on(day)
    if not term.by_representatives:
        return able.count()
    return Representative.objects.filter(
        collective=term.collective, revoked_at__isnull=True, member__in=able
    ).count()


def proxies_of(assembly: Assembly) -> list[HouseholdProxy]:
    rows = assembly.proxies.filter(revoked_at__isnull=True)
    return list(rows.select_related("member__person", "trustee__person"))


def proxy_facts(proxy: HouseholdProxy, term: CollectiveTerm, book: Rulebook) -> rules.ProxyFacts:
    """Without what other proxies of the meeting say."""
    day, member, trustee = proxy.assembly.day, proxy.member, proxy.trustee

    def entitled(member: Member) -> bool:
        return not member.is_revoked and rules.has_capacity(
            member.person.birth_date, member.capacity, day, book
        )

    return rules.ProxyFacts(
        member=member.person.name,
        trustee=trustee.person.name,
        same_household=member.household == trustee.household and member.pk != trustee.pk,
        same_collective=member.collective_id == trustee.collective_id == term.collective_id,
        member_entitled=entitled(member),
        trustee_entitled=entitled(trustee),
        by_representatives=term.by_representatives,
        written_on=proxy.written_on,
        day=day,
    )


# ------------------------------------------------------------------ who stands


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a nominee may be related to: by person."""

    council: Mapping[int, str]
    finance: Mapping[int, str]
    kin: Mapping[int, frozenset[int]]

    def facts(self, nominee: Nominee, entitled: bool) -> rules.NomineeFacts:
        person = nominee.member.person_id
        kin = self.kin.get(person, frozenset())
        return rules.NomineeFacts(
            name=nominee.member.person.name,
            post=nominee.kind,
            entitled=entitled,
            finance_duty=self.finance.get(person, ""),
            kin_in_council=[name for pk, name in self.council.items() if pk in kin],
            kin_in_finance=[name for pk, name in self.finance.items() if pk in kin],
            stands_for_council=person in self.council,
            nominator=nominee.source,
        )


@rows_once
def nominee_rows(term: CollectiveTerm) -> QuerySet[Nominee]:
    return Nominee.objects.filter(term=term, revoked_at__isnull=True).select_related("member__person")


@rows_once
def winner_rows(term: CollectiveTerm) -> QuerySet[CollectiveWinner]:
    rows = CollectiveWinner.objects.filter(term=term, revoked_at__isnull=True)
    return rows.select_related("member__person")


@rows_once
def seat_rows(term: CollectiveTerm) -> QuerySet[TermSeat]:
    return term.seats.all()


def nominees_of(term: CollectiveTerm) -> list[Nominee]:
    order = {post: place for place, post in enumerate(rules.POSTS)}
    return sorted(nominee_rows(term), key=lambda row: (order[row.kind], row.pk))


def standing_in(term: CollectiveTerm, more: Iterable[int] = ()) -> Standing:
    """``more``: the person about to be nominated. Three statements."""
    council = {
        nominee.member.person_id: nominee.member.person.name
        for nominee in nominees_of(term)
        if nominee.kind in rules.COUNCIL_POSTS
    }
    staff = FinanceStaff.objects.filter(collective=term.collective, revoked_at__isnull=True)
    finance = {row.person_id: str(row) for row in staff.select_related("person")}
    kin: dict[int, set[int]] = defaultdict(set)
    for person, relative, _ in kin_pairs({*council, *finance, *more}):
        kin[person].add(relative)
        kin[relative].add(person)
    return Standing(council, finance, {pk: frozenset(others) for pk, others in kin.items()})


# ------------------------------------------------------------------ the vote


def winners_of(term: CollectiveTerm) -> list[CollectiveWinner]:
    """Those who hold a seat, the highest post first."""
    order = {post: place for place, post in enumerate(rules.POSTS)}
    return sorted(winner_rows(term), key=lambda row: (order[row.kind], row.pk))


def open_seats(term: CollectiveTerm, winners: Sequence[CollectiveWinner]) -> dict[str, int]:
    """Post → seats nobody holds yet; posts that are full are left out."""
    held = Counter(winner.seat_kind for winner in winners)
    seats = {row.kind: row.seats - held[row.kind] for row in seat_rows(term)}
    return {post: seats[post] for post in rules.POSTS if seats.get(post, 0) > 0}


def to_vote_on(term: CollectiveTerm) -> list[Nominee]:
    """Who stands for a seat that is open and holds none yet."""
    winners = winners_of(term)
    seats, holding = open_seats(term, winners), {winner.member_id for winner in winners}
    return [
        nominee for nominee in nominees_of(term) if nominee.kind in seats and nominee.member_id not in holding
    ]


def labels_of(members: Iterable[Member]) -> dict[int, str]:
    """Member → the name in the count; two of one name are told apart by their household."""
    people = {member.pk: member for member in members}
    names = Counter(person.person.name for person in people.values())
    return {
        pk: row.person.name if names[row.person.name] == 1 else f"{row.person.name}（户号{row.household}）"
        for pk, row in people.items()
    }


def is_pending(assembly: Assembly) -> bool:
    """Whether a meeting is still to be held, counted or declared; one without its quorum is at its end."""
    if assembly.is_declared or not assembly.is_held:
        return not assembly.is_declared
    book = assembly.term.rulebook_on(assembly.day)
    return rules.check_quorum(assembly.participants, assembly.entitled or 0, assembly.term.way, book).allowed


def votes_of(assembly: Assembly) -> list[PersonVote]:
    rows = assembly.votes.select_related("nominee__member__person")
    order = {post: place for place, post in enumerate(rules.POSTS)}
    return sorted(rows, key=lambda row: (order[row.nominee.kind], row.nominee_id))


@dataclass(frozen=True, slots=True)
class Counted:
    """A meeting as the count reads it: by either reading, with the labels of its members."""

    labels: Mapping[int, str]
    by_all: Outcome
    by_half: Outcome

    @property
    def differ(self) -> bool:
        return _elected(self.by_all) != _elected(self.by_half)

    def by(self, win_rule: str) -> Outcome:
        return self.by_half if win_rule == rules.HALF else self.by_all


def _elected(outcome: Outcome) -> set[tuple[str, str]]:
    return {(post.post, row.name) for post in outcome.posts for row in post.seated}


def counted(assembly: Assembly, book: Rulebook) -> Counted:
    """Both readings of a held and counted meeting, by ``adjudicate``."""
    term, votes = assembly.term, votes_of(assembly)
    before = [winner for winner in winners_of(term) if winner.assembly_id != assembly.pk]
    labels = labels_of([row.nominee.member for row in votes] + [row.member for row in before])
    seats = open_seats(term, before)
    people = {row.nominee.member.person_id: row.nominee.member_id for row in votes}
    people |= {row.member.person_id: row.member_id for row in before}
    count = CountInput(
        area=assembly.area_code,
        election_day=assembly.day,
        round="first",
        registered=assembly.entitled or 0,
        issued=assembly.participants,
        recovered=assembly.participants,
        posts=tuple(
            PostCount(
                post=post,  # type: ignore[arg-type]  # of PostKind
                seats=number,
                void=0,
                blank=0,
                votes=tuple(
                    Votes(labels[row.nominee.member_id], row.yes) for row in votes if row.nominee.kind == post
                ),
            )
            for post, number in seats.items()
        ),
        relatives=tuple(
            Relation(labels[people[first]], labels[people[second]], kind)
            for first, second, kind in kin_pairs(people)
        ),
        elected_before=tuple(
            SeatFilled(row.kind, labels[row.member_id])  # type: ignore[arg-type]  # of PostKind
            for row in before
        ),
        kind="collective",
        way=term.way,
    )
    return Counted(
        labels,
        *(
            adjudicate(_with(count, rules.as_params(book, term.way, rule)))
            for rule in (rules.ALL, rules.HALF)
        ),
    )


def _with(count: CountInput, params: Mapping[str, object]) -> CountInput:
    return replace(count, params=params)


def rule_in_force(term: CollectiveTerm, book: Rulebook) -> str:
    """By which reading the winners are named: what was decided, else the charter, else two thirds of all."""
    return term.win_rule or rules.charter_says(book) or rules.ALL
