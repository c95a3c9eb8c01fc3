"""Reads shared by the acts, pages and papers of the branch's election."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from candidates.models import (
    Inspection,
    PartyCount,
    PartyExemption,
    PartyNominee,
    PartyObjection,
    PartyPlan,
    PartyReply,
    PartySeat,
    Purpose,
    ReviewFile,
)
from candidates.order import PARTY_REQUEST
from candidates.party.rules import BRANCH, Prospect, publicity_until
from candidates.party.rules import check_request as check_request_rule
from candidates.rules import PartyBallot, PartyResult, decide_party_ballot
from election_office.core.gather import read_ahead, rows_once
from election_office.documents.models import Document
from election_office.law.decision import Decision
from villages.models import Election
from villages.order.queries import is_excepted
from villages.readings.acts import agreed_reading

Kind = PartyCount.Kind
PUBLICITY = "candidates.party_publicity"
REQUEST = "candidates.party_request"
REPORT = "candidates.party_report"


@rows_once
def plans_of(election: Election) -> QuerySet[PartyPlan]:
    return PartyPlan.objects.filter(election=election)


def plan_of(election: Election) -> PartyPlan | None:
    return next(iter(plans_of(election)), None)


@rows_once
def counts_of(election: Election) -> QuerySet[PartyCount]:
    return PartyCount.objects.filter(election=election).with_readings()


def votes_of(count: PartyCount | None) -> dict[str, int]:
    """Written name → votes, where two people agree."""
    reading = agreed_reading(count) if count else None
    return dict(reading.votes.get(BRANCH, {})) if reading else {}


@dataclass(frozen=True)
class Recommended:
    """A name of the recommendation ballots with the votes of both meetings, and whom it was taken for."""

    name: str
    members: int
    villagers: int
    nominee: PartyNominee | None

    @property
    def total(self) -> int:
        return self.members + self.villagers


def recommended_names(counts: Iterable[PartyCount], nominees: Iterable[PartyNominee]) -> list[Recommended]:
    """Every written name; most votes of the members first, then of the villagers."""
    by_kind = {count.kind: count for count in counts}
    members, villagers = votes_of(by_kind.get(Kind.MEMBERS)), votes_of(by_kind.get(Kind.VILLAGERS))
    taken = {name: nominee for nominee in nominees for name in nominee.written_as}
    rows = [
        Recommended(name, members.get(name, 0), villagers.get(name, 0), taken.get(name))
        for name in {*members, *villagers}
    ]
    return sorted(rows, key=lambda row: (-row.members, -row.villagers, row.name))


@dataclass(frozen=True)
class Standing:
    """A nominee with what the meetings and the review say. ``file``: None before the review began."""

    nominee: PartyNominee
    members: int
    villagers: int
    file: ReviewFile | None
    inspected: bool

    @property
    def prospect(self) -> Prospect:
        state = "" if self.file is None else self.file.state if self.file.is_decided else "open"
        party = "" if self.file is None else self.file.party
        return Prospect(self.nominee.person.name, state, self.inspected, party)


@rows_once
def nominees_of(election: Election) -> QuerySet[PartyNominee]:
    return PartyNominee.objects.filter(election=election).select_related("person")


def standings(
    election: Election, counts: Iterable[PartyCount], nominees: Iterable[PartyNominee]
) -> list[Standing]:
    """Everybody with votes, review and 考察, by strokes. Two statements."""
    by_kind = {count.kind: count for count in counts}
    members, villagers = votes_of(by_kind.get(Kind.MEMBERS)), votes_of(by_kind.get(Kind.VILLAGERS))
    files = {
        row.person_id: row for row in ReviewFile.objects.filter(election=election, purpose=Purpose.BRANCH)
    }
    inspected = set(
        Inspection.objects.filter(file__election=election, file__purpose=Purpose.BRANCH).values_list(
            "file_id", "round"
        )
    )
    rows = []
    for nominee in nominees:
        file = files.get(nominee.person_id)
        rows.append(
            Standing(
                nominee,
                sum(members.get(name, 0) for name in nominee.written_as),
                sum(villagers.get(name, 0) for name in nominee.written_as),
                file,
                file is not None and (file.pk, file.round) in inspected,
            )
        )
    return rows


def exemptions_in_force(election: Election) -> int:
    """Members not counted: those whose exemption the members' meeting passed."""
    return PartyExemption.objects.filter(election=election, passed_on__isnull=False).count()


def approved(election: Election, subject: str) -> PartyReply | None:
    return PartyReply.objects.filter(election=election, subject=subject, approved=True).first()


def paper_in_force(election: Election, kind: str) -> Document | None:
    return Document.objects.for_election(election.pk).of_kind(kind).in_force().first()


@rows_once
def objections_of(election: Election) -> QuerySet[PartyObjection]:
    return PartyObjection.objects.filter(election=election).select_related("nominee__person")


def check_request(election: Election) -> Decision:
    """May the branch ask now? Upheld, and the person still among the 预备人选, is as open as unanswered."""
    plan, notice = plan_of(election), paper_in_force(election, PUBLICITY)
    open_ones = [
        objection.nominee.person.name
        for objection in objections_of(election)
        if not objection.outcome
        or (objection.outcome == PartyObjection.Outcome.UPHELD and objection.nominee.prepared)
    ]
    return check_request_rule(
        posted_on=notice.fully_posted_on if notice else None,
        days=plan.publicity_days if plan else 0,
        today=timezone.localdate(),
        open_objections=list(dict.fromkeys(open_ones)),
        excepted=is_excepted(election, PARTY_REQUEST),
    )


# ── The members' meeting ─────────────────────────────────────────────────────────────────────────────


def ballot_of(count: PartyCount) -> PartyBallot:
    """An agreed count as the rules read it."""
    reading = agreed_reading(count)
    assert reading is not None, "only an agreed count has a result"
    votes = tuple(sorted(reading.votes.get(BRANCH, {}).items(), key=lambda line: -line[1]))
    return PartyBallot(count.seats, count.due, count.present, count.issued, reading.recovered, votes)


def result_of(count: PartyCount) -> PartyResult | None:
    return decide_party_ballot(ballot_of(count), count.election.rulebook) if count.agreed else None


@dataclass(frozen=True)
class Seats:
    """Where the election of the committee stands. ``tied``: who must be voted on again."""

    wanted: int
    elected: int
    tied: tuple[str, ...]

    @property
    def open(self) -> int:
        return max(self.wanted - self.elected, 0)


def seats_of(plan: PartyPlan, counts: Iterable[PartyCount], seats: Iterable[PartySeat]) -> Seats:
    declared = [count for count in counts if count.kind == Kind.MEETING and count.declared_on]
    elected = len(list(seats))
    wanted = plan.seats - plan.reduced
    tied: tuple[str, ...] = ()
    if declared and elected < wanted and (result := result_of(declared[-1])) is not None:
        tied = result.tied
    return Seats(wanted, elected, tied)


@rows_once
def seated(election: Election) -> QuerySet[PartySeat]:
    return PartySeat.objects.filter(election=election).select_related("person")


def without_review(election: Election) -> list[PartyNominee]:
    """Those recommended for whom no file of the joint review was opened."""
    known = ReviewFile.objects.filter(election=election, purpose=Purpose.BRANCH).values("person_id")
    rows = PartyNominee.objects.filter(election=election, left_on__isnull=True)
    return list(rows.exclude(person_id__in=known).select_related("person"))


def standing_by_name(election: Election) -> dict[str, Any]:
    """Names of those put to the vote → person."""
    rows = PartyNominee.objects.filter(election=election, prepared=True).select_related("person")
    return {row.person.name: row.person for row in rows}


def not_yet(code: str, election: Election) -> str:
    """Why a working paper cannot be printed now, as a sentence; empty where it can."""
    plan = plan_of(election)
    if plan is None:
        return "请先登记村党组织换届安排。"
    counts = counts_of(election)
    match code:
        case "recommend_report":
            counted = sum(count.agreed for count in counts if count.kind != Kind.MEETING) == 2
            return "" if counted else "党员推荐和群众推荐都计票一致以后，才能打印汇总表。"
        case "ballot" | "tally":
            ready = approved(election, "candidates") and seats_of(plan, counts, seated(election)).open
            return "" if ready else "预备人选批复以后、委员选满以前，才能打印选票和计票单。"
        case "count_report":
            counted = any(count.agreed for count in counts if count.kind == Kind.MEETING)
            return "" if counted else "党员大会计票单两人录入一致以后，才能打印报告单。"
        case "office_record":
            chosen = any(row.chosen_on for row in seated(election))
            return "" if chosen else "登记委员会选举以后，才能打印会议记录。"
    return ""


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────


@rows_once
def replies_of(election: Election) -> QuerySet[PartyReply]:
    return PartyReply.objects.filter(election=election)


@rows_once
def exemptions_of(election: Election) -> QuerySet[PartyExemption]:
    return PartyExemption.objects.filter(election=election)


def overview(election: Election) -> dict[str, Any]:
    """Everything the page of the branch shows. The same number of statements however many people."""
    parts = (plans_of, counts_of, nominees_of, seated, objections_of, replies_of, exemptions_of)
    read_ahead(*(part.ask(election) for part in parts), *election.rule_asks())
    plan, counts, nominees = plan_of(election), counts_of(election), nominees_of(election)
    for count in counts:
        count.election = election
    everybody = seated(election)
    replies = replies_of(election)
    answered = {reply.subject: reply for reply in replies if reply.approved}
    papers = {
        row.kind: row
        for row in Document.objects.for_election(election.pk)
        .filter(kind__in=[PUBLICITY, REQUEST, REPORT])
        .in_force()
    }
    meetings = [row for row in counts if row.kind == Kind.MEETING]
    standing = sum(nominee.left_on is None for nominee in nominees)
    hung = papers[PUBLICITY].fully_posted_on if PUBLICITY in papers else None
    return {
        "plan": plan,
        "recommendations": [row for row in counts if row.kind != Kind.MEETING],
        "meetings": [(meeting, result_of(meeting)) for meeting in meetings],
        "names": recommended_names(counts, nominees),
        "standings": standings(election, counts, nominees),
        "prepared": [nominee for nominee in nominees if nominee.prepared],
        "unreviewed": len(without_review(election)),
        "standing": standing,
        "enough_recommended": plan is not None and standing >= plan.recommended,
        "exemptions": exemptions_of(election),
        "grounds": {item["code"]: item["label"] for item in election.rulebook.value("party_not_due_grounds")},
        "win_base": "应到会" if election.rulebook.value("party_win_base") == "due" else "实到会",
        "replies": replies,
        "candidates_reply": answered.get("candidates"),
        "result_reply": answered.get("result"),
        "publicity": papers.get(PUBLICITY),
        "request_paper": papers.get(REQUEST),
        "report_paper": papers.get(REPORT),
        "seats": seats_of(plan, counts, everybody) if plan else None,
        "committee": everybody,
        "voting": next((meeting for meeting in meetings if meeting.declared_on is None), None),
        "counted": any(meeting.agreed for meeting in meetings),
        "both_counted": sum(row.agreed for row in counts if row.kind != Kind.MEETING) == 2,
        "has_secretary": any(row.role == PartySeat.Role.SECRETARY for row in everybody),
        "objections": objections_of(election),
        "request_decision": check_request(election)
        if PUBLICITY in papers and REQUEST not in papers
        else None,
        "publicity_until": publicity_until(hung, plan.publicity_days) if plan and hung else None,
    }
