"""Facts about the electoral committee, gathered for rules, pages and papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from election_office.core.gather import read_once, rows_once
from election_office.documents.models import Document
from election_office.law.decision import Decision, Finding
from election_office.law.meetings import check_call
from villages import queries
from villages.committee import rules
from villages.meetings.queries import papers_of
from villages.meetings.rules import check_papers
from villages.models import (
    CommitteeChoice,
    CommitteeMember,
    CommitteeNominee,
    Election,
    Kinship,
    NominatedPerson,
)

COMMITTEE_NOTICE = "villages.committee_notice"
CHANGE_NOTICE = "villages.committee_change_notice"

RANK = {"chair": 0, "vice": 1, "member": 2}


@rows_once
def members_of(election: Election) -> QuerySet[CommitteeMember]:
    """Everybody who sits or sat in the committee, in the order they came. One statement."""
    return election.committee_members.select_related("person", "nominee__person")


def serving(election: Election) -> list[CommitteeMember]:
    """Who sits in the committee now: chair, then vice, then members by votes."""
    rows = [row for row in members_of(election) if row.left_on is None]
    return sorted(rows, key=lambda row: (RANK[row.role], -row.nominee.votes, row.pk))


def presiding(election: Election) -> CommitteeMember | None:
    """The chair, or the first vice while there is none."""
    members = serving(election)
    return members[0] if members and members[0].role != CommitteeMember.Role.MEMBER else None


@rows_once
def choices_of(election: Election) -> QuerySet[CommitteeChoice]:
    return election.committee_choices.all()


@rows_once
def put_forward(election: Election) -> QuerySet[NominatedPerson]:
    return election.nominated_people.filter(ended_on__isnull=True).select_related("person")


def first_choice(election: Election) -> CommitteeChoice | None:
    first = CommitteeChoice.Purpose.FIRST
    return next((row for row in choices_of(election) if row.purpose == first), None)


def ranked(nominees: Iterable[CommitteeNominee]) -> list[rules.Ranked]:
    return [
        rules.Ranked(
            person=row.person_id,
            name=row.person.name,
            votes=row.votes,
            woman=row.person.sex == "female",
            tie_votes=row.tie_votes,
            passed_over=row.passed_over,
        )
        for row in nominees
    ]


def ranked_members(members: Iterable[CommitteeMember]) -> list[rules.Ranked]:
    return [
        rules.Ranked(
            person=row.person_id,
            name=row.person.name,
            votes=row.nominee.votes,
            woman=row.person.sex == "female",
        )
        for row in members
    ]


@read_once
def nominated(election: Election) -> list[rules.Nominated]:
    """Who is put forward for the village committee and has not dropped out."""
    return [
        rules.Nominated(row.person_id, row.person.name, row.reached == NominatedPerson.Reached.DETERMINED)
        for row in put_forward(election)
    ]


@read_once
def members_who_must_leave(election: Election) -> list[rules.MustLeave]:
    """Serving members who are nominated, or whose near relative is, as the law of the election day has it.

    Read anew each time, so that a relation declared later counts as well. Three statements.
    """
    members = {row.person_id: row.person.name for row in serving(election)}
    people = nominated(election)
    if not members or not people:
        return []
    pairs = kin_among(election, [*members, *(row.person for row in people)])
    return rules.who_must_leave(members, people, pairs, election.rulebook)


def check_nobody_must_leave(election: Election) -> Decision:
    """For the formal list: every member who must leave has left. One refusal for each who has not."""
    return Decision(
        tuple(
            Finding("committee_must_leave", False, f"{row.sentence}请先办理退出。", row.citation)
            for row in members_who_must_leave(election)
        )
    )


@read_once
def _kin(election: Election) -> list[tuple[int, int, str]]:
    """Declared relations among everybody the committee's rules may ask about. One statement."""
    people = (
        CommitteeNominee.objects.filter(choice__election=election)
        .order_by()
        .values("person_id")
        .union(
            CommitteeMember.objects.filter(election=election).order_by().values("person_id"),
            NominatedPerson.objects.filter(election=election, ended_on__isnull=True)
            .order_by()
            .values("person_id"),
        )
    )
    rows = Kinship.objects.filter(ended_on__isnull=True, person_id__in=people, relative_id__in=people)
    return list(rows.values_list("person_id", "relative_id", "kind"))


def kin_among(election: Election, people: Iterable[int]) -> list[tuple[int, int, str]]:
    """Declared relations between these members and people put forward: (person, relative, kind)."""
    asked = set(people)
    return [pair for pair in _kin(election) if pair[0] in asked and pair[1] in asked]


# ------------------------------------------------------------------ a choice


def attendance(choice: CommitteeChoice) -> tuple[list[rules.Attendance], list[str]]:
    """The meetings entered, and the groups whose meeting is missing where the groups choose."""
    rows = list(choice.meetings.select_related("group"))
    meetings = [
        rules.Attendance(
            where=f"{row.group.title}会议" if row.group else choice.meeting_title,
            eligible=row.eligible,
            present=row.present,
            by_households=row.by_households,
        )
        for row in rows
    ]
    if choice.body != "group_meetings":
        return meetings, []
    held = {row.group_id for row in rows}
    groups = choice.election.village.groups.all()
    return meetings, [group.title for group in groups if group.pk not in held]


def check_members(election: Election) -> Decision:
    """The committee as it stands: size, odd number, a woman, no relatives together."""
    members = serving(election)
    pairs = kin_among(election, [row.person_id for row in members])
    return rules.check_composition(ranked_members(members), pairs, election.rulebook)


def nominees(choice: CommitteeChoice) -> list[CommitteeNominee]:
    return list(choice.nominees.select_related("person"))


def barred_from_committee(election: Election, people: Iterable[int]) -> dict[int, str]:
    """Who of these may not enter now: nominated, kin of somebody nominated, or no longer alive."""
    rows = {
        row.person_id: row.person
        for row in CommitteeNominee.objects.filter(
            choice__election=election, person_id__in=list(people)
        ).select_related("person")
    }
    put_forward = nominated(election)
    pairs = kin_among(election, [*rows, *(row.person for row in put_forward)])
    names = {key: person.name for key, person in rows.items()}
    out = {
        row.person: row.reason for row in rules.who_must_leave(names, put_forward, pairs, election.rulebook)
    }
    return out | {key: "已去世" for key, person in rows.items() if person.died_on}


def choice_facts(
    choice: CommitteeChoice, *, chair: int | None = None, vices: Iterable[int] = ()
) -> rules.ChoiceFacts:
    """``chair`` and ``vices``: keys of people. A choice for a vacancy keeps the heads who remain."""
    rows = ranked(nominees(choice))
    stay = [] if choice.purpose == CommitteeChoice.Purpose.FIRST else serving(choice.election)
    if stay:
        heads = [row.person_id for row in stay if row.role == CommitteeMember.Role.CHAIR]
        chair = chair if chair is not None else next(iter(heads), None)
    keys = [*(row.person for row in rows), *(row.person_id for row in stay)]
    meetings, _ = attendance(choice)
    return rules.ChoiceFacts(
        body=choice.body,
        secret=choice.secret,
        seats=choice.seats,
        rows=rows,
        present=sum(meeting.present for meeting in meetings),
        chair=chair,
        vices=tuple(vices),
        serving=ranked_members(stay),
        vice_presides=any(row.role == CommitteeMember.Role.VICE for row in stay),
        pairs=queries.kin_pairs(keys),
        barred=barred_from_committee(choice.election, [row.person for row in rows]),
    )


def check_choice(choice: CommitteeChoice, *, chair: int | None = None, vices: Iterable[int] = ()) -> Decision:
    """Everything that stands in the way of confirming this choice."""
    book = choice.election.rulebook
    meetings, missing = attendance(choice)
    facts = choice_facts(choice, chair=chair, vices=vices)
    return (
        rules.check_attendance(choice.body, meetings, missing, book)
        + rules.check_choice(facts, book)
        + check_papers(papers_of(choice))
        + check_call(choice.body, choice.called_on, choice.held_on, book)
    )


# ------------------------------------------------------------------ succession


def line_of_succession(election: Election, leaving: Iterable[int] = ()) -> rules.NextInLine:
    """Who may follow, by the recorded votes of the first choice. ``leaving``: people about to leave."""
    choice = first_choice(election)
    if choice is None:
        return rules.NextInLine((), ())
    rows = nominees(choice)
    gone = set(leaving)
    been = {row.person_id for row in members_of(election)}
    staying = {row.person_id: row.person.name for row in serving(election) if row.person_id not in gone}
    waiting = [row.person_id for row in rows if row.person_id not in been]
    return rules.next_in_line(
        ranked(rows),
        been=been,
        barred=barred_from_committee(election, waiting),
        staying=staying,
        pairs=kin_among(election, [*staying, *waiting]),
        book=election.rulebook,
    )


def leaving_facts(
    election: Election, members: Iterable[CommitteeMember], *, ground: str, absences: int, note: str
) -> rules.LeavingFacts:
    people = {row.person_id: row.person.name for row in members}
    put_forward = {row.person for row in nominated(election)}
    pairs = queries.kin_pairs([*people, *put_forward])
    kin = {person for person, other, _ in pairs if other in put_forward}
    kin |= {other for person, other, _ in pairs if person in put_forward}
    return rules.LeavingFacts(
        ground=ground,
        people=people,
        due={row.person for row in members_who_must_leave(election)},
        nominated=put_forward,
        relatives_nominated=kin,
        absences=absences,
        note=note,
    )


# ------------------------------------------------------------------ papers


def check_settled(election: Election) -> Decision:
    """Only a confirmed committee is published."""
    first = first_choice(election)
    return Decision(
        (
            Finding(
                "not_settled",
                first is not None and not first.is_draft,
                f"{election.words.committee}的推选还没有确认，请先登记推选情况并确认成员。",
                election.rulebook.cite("ec_chosen_by"),
            ),
        )
    )


@read_once
def _notices(election: Election) -> list[Document]:
    """The committee's papers in force, the newest first. One statement."""
    papers = Document.objects.for_election(election.pk).of_kind(COMMITTEE_NOTICE, CHANGE_NOTICE)
    return list(papers.in_force())


def committee_notice(election: Election) -> Document | None:
    """The list of members in force."""
    return next((paper for paper in _notices(election) if paper.kind == COMMITTEE_NOTICE), None)


def change_notices(election: Election) -> dict[str, Document]:
    """The notices of changes in force, by what they are about ("villages.CommitteeChange:3")."""
    return {paper.subject: paper for paper in _notices(election) if paper.kind == CHANGE_NOTICE}


def posted_on(election: Election) -> dt.date | None:
    """The day the list hung at the last place; objections count from it."""
    notice = committee_notice(election)
    return notice.fully_posted_on if notice else None
