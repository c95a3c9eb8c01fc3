"""Facts after a result was declared, gathered for rules, pages and papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from ballots import counts
from ballots import queries as counting
from ballots.aftermath import rules
from ballots.models import Departure, Reopening, Result, Round, RoundCall, Winner, WinnerDecision
from ballots.rules.decided import BARRED, DECLINED, reviewed_count
from ballots.rules.recall import RecallPetition, RecallVote
from ballots.rules.runoffs import RunoffPlan
from ballots.rules.vacancy import VacancyFacts, VacancyOptions, vacancy_options
from candidates.models import ReviewFile
from candidates.models.review import Purpose
from candidates.review.queries import clause_in_force
from election_office.core.gather import read_ahead, rows_once
from election_office.documents.kinds import PublicFile
from election_office.documents.models import Document
from election_office.documents.queries import current_document, subject_label
from election_office.documents.rules import normal_code
from election_office.law.decision import Citation
from villages.bodies.queries import in_office
from villages.models import Body, Election, Holder, Post
from villages.queries import steps_of

RUNOFF_NOTICE = "ballots.runoff_notice"
ROUND_NOTICE = "ballots.round_notice"

# ------------------------------------------------------------------ opening again


def reopening_facts(result: Result) -> rules.ReopeningFacts:
    steps = steps_of(result.election_id)
    later = later_rounds(result)
    return rules.ReopeningFacts(
        in_force=result.revoked_at is None,
        later="、".join(row.title for row in later),
        begun=any(row.state != Round.State.PREPARING for row in later),
        handed_over=next((step.done_on for step in steps if step.code == "handover" and step.done_on), None),
    )


@rows_once
def rounds_after(election_id: int, number: int) -> QuerySet[Round]:
    rows = Round.objects.held().filter(election_id=election_id, number__gt=number)
    return rows.order_by("number")


def later_rounds(result: Result) -> list[Round]:
    """Rounds called on the result and not cancelled since. One statement."""
    return rounds_after(result.election_id, result.round.number)


def papers_in_force(result: Result) -> list[Document]:
    """Everything issued from the result: its notice and report, its decisions, the certificates."""
    winners = list(result.winners.all())
    return papers_about([result, *winners, *WinnerDecision.objects.filter(winner__in=winners)])


def papers_about(subjects: Sequence[Model]) -> list[Document]:
    labels = [subject_label(subject) for subject in subjects]
    return list(Document.objects.filter(subject__in=labels).in_force().order_by("pk"))


def certificates_in_force(winners: Sequence[Winner]) -> list[Document]:
    labels = [subject_label(winner) for winner in winners]
    return list(Document.objects.filter(subject__in=labels, kind=counting.CERTIFICATE).in_force())


def has_valid_result(election: Election) -> bool:
    rows = Result.objects.in_force().filter(round__election=election)
    return any(result.outcome["valid"] for result in rows)


@rows_once
def versions_of(round: Round) -> QuerySet[Result]:
    """Results of the round that were withdrawn, newest first. One statement."""
    rows = round.results.filter(revoked_at__isnull=False).select_related("declared_by", "revoked_by")
    return rows.order_by("-revoked_at")


@rows_once
def reopenings_of(round: Round) -> QuerySet[Reopening]:
    rows = Reopening.objects.filter(result__round=round)
    return rows.select_related("requested_by", "decided_by", "result")


# ------------------------------------------------------------------ winners under review


def file_of(winner: Winner) -> ReviewFile | None:
    if winner.person_id is None:
        return None
    return ReviewFile.objects.filter(
        election_id=winner.election_id, person_id=winner.person_id, purpose=Purpose.COMMITTEE
    ).first()


def clause_text(election: Election) -> str:
    """The village's clause as a citation, or empty."""
    found = clause_in_force(election, Purpose.COMMITTEE)
    return str(found.citation) if found else ""


def review_facts(winner: Winner, paper_number: str = "") -> rules.ReviewFacts:
    file = file_of(winner)
    return rules.ReviewFacts(
        name=winner.name,
        status=winner.status,
        person_known=winner.person_id is not None,
        file=file.state if file else "",
        clause=clause_text(winner.election),
        escalated=winner.decisions.filter(kind=WinnerDecision.Kind.ESCALATED).exists(),
        paper_number=paper_number,
    )


def article_of(winner: Winner, basis: str, paper_number: str = "", bar: str = "") -> str:
    """The text a declaration of invalidity rests on; a rejected file brings the grounds of its ruling."""
    file = file_of(winner)
    ruling = file.rulings.filter(kind="reject").order_by("-pk").first() if file else None
    grounds = [ground["citation"] for ground in ruling.grounds] if ruling else []
    election = winner.election
    return rules.annul_article(basis, clause_text(election), grounds, election.rulebook, paper_number, bar)


# ------------------------------------------------------------------ voting again


@dataclass(frozen=True, slots=True)
class AgainRow:
    """A post to be voted on again, who was printed for it, and the winners who lose the seat by it."""

    post: Post
    seats: int
    names: list[str] = field(default_factory=list)
    winners: list[Winner] = field(default_factory=list)


def repeat_plan(election: Election) -> list[AgainRow]:
    """What a repeat would be held for after the newest declared result; empty when nothing is to repeat."""
    last = counting.current_round(election)
    result = counting.result_of(last) if last is not None and last.state == Round.State.DECLARED else None
    if last is None or result is None:
        return []
    posts = {(post.kind, post.reserved): post for post in election.posts.all()}
    printed = {
        row.post_id: [name.name for name in row.ballot_names.all()] for row in counting.fixed_posts(last)
    }
    held = Winner.objects.with_places().filter(result=result).exclude(status=Winner.Status.ANNULLED)
    winners = {row.name: row for row in held}
    rows = []
    for again in rules.repeat_posts(result.outcome, result.count):
        post = posts[again.key]
        lost = [winners[name] for name in again.endangered if name in winners]
        if again.endangered and not lost:
            continue  # decided already
        seats = len(lost) or again.seats
        names = list(dict.fromkeys([*printed.get(post.pk, []), *again.endangered]))
        safe = [name for name, item in winners.items() if item not in lost]
        rows.append(AgainRow(post, seats, [name for name in names if name not in safe], lost))
    return rows


def open_seats(election: Election) -> list[AgainRow]:
    """Seats of each post that nobody holds by the results as they stand. Three statements."""
    gone = counting.departed(election)
    taken: dict[int, int] = {}
    held = [
        (result.round.day, item)
        for result in counting.results_in_force(election)
        for item in result.winners.all()
    ]
    for day, winner in held:
        if winner.status == Winner.Status.ANNULLED:
            continue
        left = gone.get((winner.person_id or 0, winner.post.kind))
        if left is None or left < day:
            taken[winner.post_id] = taken.get(winner.post_id, 0) + 1
    return [
        AgainRow(post, post.seats - taken.get(post.pk, 0))
        for post in election.posts.all()
        if post.seats > taken.get(post.pk, 0)
    ]


def members(election: Election) -> list[Holder]:
    """The village committee in office. One statement."""
    order = {"director": 0, "deputy": 1, "member": 2}
    rows = in_office(election, Body.Kind.VILLAGE_COMMITTEE)
    return sorted(rows, key=lambda row: (order.get(row.post, 9), row.pk))


@rows_once
def departures(election: Election) -> QuerySet[Departure]:
    rows = Departure.objects.filter(holder__body__election=election)
    return rows.select_related("holder__person", "holder__body__election", "recorded_by")


def read_term_ahead(election: Election) -> None:
    """What the page of the term asks of one election, in one statement."""
    parts = (departures, counting.departures_of, counting.result_rows, counting.seats_left_empty)
    committee = in_office.ask(election, Body.Kind.VILLAGE_COMMITTEE)
    read_ahead(*(part.ask(election) for part in parts), *election.rule_asks(), committee)


def by_election_limit(election: Election) -> dt.date | None:
    since = max((departure.ended_on for departure in departures(election)), default=None)
    return rules.by_election_by(len(members(election)), since, election.rulebook)


@dataclass(frozen=True, slots=True)
class RoundPaper:
    """The notice a later round is called by: ``code`` and ``subject`` name its page, ``title`` the paper."""

    code: str
    subject: Round | RoundCall
    title: str
    paper: Document | None

    @property
    def hangs(self) -> bool:
        return self.paper is not None and self.paper.fully_posted_on is not None


@rows_once
def calls_of(round: Round) -> QuerySet[RoundCall]:
    return RoundCall.objects.filter(round=round)


def call_of(round: Round) -> RoundCall | None:
    """How a round after the first was called; None for the first vote."""
    return next(iter(calls_of(round)), None)


def read_result_ahead(round: Round) -> None:
    """What the page of a result asks of its round and its election, in one statement."""
    election = round.election
    read_ahead(
        *(read.ask(round) for read in (calls_of, versions_of, reopenings_of, counting.post_rows)),
        *(
            read.ask(election)
            for read in (counting.result_rows, counting.seats_left_empty, counting.departures_of)
        ),
        rounds_after.ask(election.pk, round.number),
        steps_of.ask(election.pk),
        *election.rule_asks(),
    )


def round_paper(round: Round) -> RoundPaper | None:
    """None for the first vote, whose notices are those of the polling day. At most two statements."""
    title = f"{round.title}公告"
    if round.kind in (Round.Kind.RUNOFF, Round.Kind.TIE):
        return RoundPaper(RUNOFF_NOTICE, round, title, current_document(round, RUNOFF_NOTICE))
    call = call_of(round)
    if call is None:
        return None
    return RoundPaper(ROUND_NOTICE, call, title, current_document(call, ROUND_NOTICE))


# ------------------------------------------------------------------ open files


def result_behind(code: str) -> Result | None:
    """The result a paper with that verify code was issued from: its notice, its report, a certificate."""
    paper = Document.objects.filter(code=normal_code(code)).first()
    label, _, pk = paper.subject.rpartition(":") if paper is not None else ("", "", "")
    if label == Result._meta.label:
        return Result.objects.with_places().filter(pk=pk).first()
    if label == Winner._meta.label:
        return Result.objects.with_places().filter(winners__pk=pk).first()
    return None


def open_files(result: Result) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → (title, content) of what anybody may recompute. After a winner was found unfit, or somebody
    written in was confirmed, there is the count with that fact as well; the declared one stays as it was."""
    files = {"count": ("计票数据", result.count), "outcome": ("选举结果", result.outcome)}
    unfit: dict[str, str] = {}
    confirmed: list[str] = []
    for winner in result.winners.prefetch_related("decisions"):
        kinds = {(decision.kind, decision.basis == "proxies") for decision in winner.decisions.all()}
        if winner.status == Winner.Status.ANNULLED and ("annulled", False) in kinds:
            unfit[winner.name] = BARRED
        elif winner.status == Winner.Status.ANNULLED and ("declined", False) in kinds:
            unfit[winner.name] = DECLINED
        elif winner.status == Winner.Status.ELECTED and ("confirmed", False) in kinds:
            confirmed.append(winner.name)
    if unfit or confirmed:
        said = reviewed_count(result.count, unfit, confirmed)
        files["reviewed-count"] = ("审查后的计票数据", said)
    return files


def public_files(document: Document) -> list[PublicFile]:
    """What the public page of a result's paper hands out."""
    result = result_behind(document.code)
    if result is None:
        return []
    return [
        PublicFile(title, reverse("ballots:open_file", args=[document.code, name]), counts.sha256(data))
        for name, (title, data) in open_files(result).items()
    ]


# ------------------------------------------------------------------ what the result page shows


@dataclass(frozen=True, slots=True)
class Procedure:
    """One of the four ways to vote again. ``due``: for what it is wanted now, or empty."""

    title: str
    when: str
    majority: str
    citation: Citation
    deadline: str
    due: str = ""
    url: str = ""


def procedures(election: Election, result: Result, plan: RunoffPlan | None) -> list[Procedure]:
    """再次投票, 另行选举, 重新选举, 补选: four things, each with its majority, its days and its article."""
    book = election.rulebook
    runoff = book.value("runoff_threshold")
    days = f"投票后{book.value('runoff_days')}日内"
    titles = {(post.kind, post.reserved): post.title for post in election.posts.all()}
    said = "、".join(f"{titles[post.key]}{post.seats}名" for post in plan.posts) if plan else ""
    call = reverse("ballots:runoff_call", args=[result.pk])
    again = repeat_plan(election)
    left = [] if plan or again else open_seats(election)
    months = int(book.value("by_election_months"))
    by_days = f"成员不足{book.value('seats_min')}人时{months}个月内" if months else "没有规定期限"
    return [
        Procedure(
            "再次投票",
            "得票相等，不能确定谁当选",
            "只在票数相等的人中投票，得票多的当选",
            book.cite("tie_rule"),
            days,
            said if plan and plan.kind == "tie" else "",
            call,
        ),
        Procedure(
            "另行选举",
            "当选人数不足应选名额",
            f"得票多的当选，不少于这次投票的{runoff['num']}/{runoff['den']}",
            book.cite("runoff_threshold"),
            days,
            said if plan and plan.kind == "runoff" else "",
            call,
        ),
        Procedure(
            "重新选举",
            "选举无效，或者超限委托票使结果不能确定",
            "过半数投票有效，过半数选票当选",
            book.cite("win_threshold"),
            f"{book.value('repeat_days')}日内",
            "、".join(f"{row.post.title}{row.seats}名" for row in again),
            reverse("ballots:repeat_call", args=[election.pk]),
        ),
        Procedure(
            "补选",
            "任期内成员出缺",
            "程序参照选举的规定，过半数选票当选",
            book.cite("by_election_body"),
            by_days,
            "、".join(f"{row.post.title}{row.seats}名" for row in left),
            reverse("ballots:by_election_call", args=[election.pk]),
        ),
    ]


# ------------------------------------------------------------------ vacancies


def vacancy_options_of(election: Election) -> VacancyOptions:
    """What may be done about the seats still open, by the winners as they stand today."""
    winners = Winner.objects.filter(
        result__round__election=election, result__revoked_at__isnull=True
    ).exclude(status=Winner.Status.ANNULLED)
    kinds = list(winners.values_list("post__kind", flat=True))
    return vacancy_options(
        VacancyFacts(
            seats=sum(post.seats for post in election.posts.all()),
            elected=len(kinds),
            director_elected="director" in kinds,
            deputy_elected="deputy" in kinds,
            after_runoff=Round.objects.filter(
                election=election, kind=Round.Kind.RUNOFF, state=Round.State.DECLARED
            ).exists(),
        ),
        election.rulebook,
    )


def numbers_of(
    meeting: rules.MeetingVote | None, petition: RecallPetition | None, vote: RecallVote | None
) -> dict[str, Any]:
    """The figures a departure rests on, as they are kept."""
    found: dict[str, Any] = {}
    for name, item in (("meeting", meeting), ("petition", petition), ("vote", vote)):
        if item is not None:
            found[name] = asdict(item)
    return found
