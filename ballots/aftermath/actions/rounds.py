"""Voting again: 重新选举 of a void vote, and 补选 of a seat that fell vacant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots import queries as counting
from ballots.actions.gates import require_round_stage
from ballots.actions.seating import seat_winners
from ballots.aftermath import queries, rules
from ballots.aftermath.actions.winners import keep_decision
from ballots.models import Round, RoundCall, RoundPost, SeatVacancy, WinnerDecision
from ballots.rules.runoffs import check_runoff_names
from candidates.actions import cancel_round_candidates, enter_runoff_candidates
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents import actions as documents
from election_office.law.decision import Citation
from villages.actions.elections import locked
from villages.models import Election, Post
from voters.actions import reopen_roll


@transaction.atomic
def call_repeat(
    *,
    election: Election,
    day: dt.date,
    chosen: Mapping[int, Sequence[str]],
    ordered_by: str,
    paper_number: str,
    ordered_on: dt.date,
    reason: str,
    by: User,
) -> Round:
    """Vote again on what a void vote left, or on the seats excess proxies leave undetermined.

    ``chosen``: post id → names printed. The winners whose seats are voted on again lose them here.
    """
    require(by, Permission.COUNT_DECIDE, election)
    election = locked(election)
    last = counting.current_round(election)
    plan = queries.repeat_plan(election)
    if last is None or not plan:
        raise ValidationError("现在没有应当重新选举的职位：本次选举有效，也没有不能确定的结果。")
    voting = Round(
        election=election, number=counting.next_number(election), kind=Round.Kind.REPEAT, polling_day=day
    )
    book, latest = election.rulebook, rules.repeat_by(last.day, election.rulebook)
    _open(
        voting,
        seats={row.post: row.seats for row in plan},
        chosen=chosen,
        last_day=latest,
        cite=book.cite("repeat_days"),
        order=(ordered_by, paper_number, ordered_on, reason),
        by=by,
    )
    lost = [winner for row in plan for winner in row.winners]
    for winner in lost:
        keep_decision(
            winner,
            kind=WinnerDecision.Kind.ANNULLED,
            basis=WinnerDecision.Basis.PROXIES,
            article=rules.annul_article("proxies", "", [], book),
            reason=reason,
            decided_on=ordered_on,
            paper_number=paper_number,
            by=by,
        )
    if lost:
        seat_winners(election, last.day, by)
    return voting


@transaction.atomic
def call_by_election(
    *,
    election: Election,
    day: dt.date,
    chosen: Mapping[int, Sequence[str]],
    ordered_by: str,
    paper_number: str,
    ordered_on: dt.date,
    reason: str,
    by: User,
) -> Round:
    """Fill seats that fell vacant within the term, or stayed empty; the new members serve its rest.

    ``chosen``: post id → names of registered voters; a post without names is not voted on now.
    """
    require(by, Permission.COUNT_DECIDE, election)
    election = locked(election)
    last = counting.current_round(election)
    if last is None or last.state != Round.State.DECLARED:
        raise ValidationError("上一轮投票还没有宣布结果，不能组织补选。")
    if counting.runoff_plan(election) is not None:
        raise ValidationError("还有名额等待另行选举或者再次投票，不能以补选代替。")
    vacant = {seat.post: seat.seats for seat in queries.open_seats(election) if chosen.get(seat.post.pk)}
    if not vacant:
        raise ValidationError("没有选定出缺的职位和候选人。")
    voting = Round(
        election=election, number=counting.next_number(election), kind=Round.Kind.BY_ELECTION, polling_day=day
    )
    ended = SeatVacancy.objects.in_force().filter(election=election, post__in=list(vacant))
    _open(
        voting,
        seats=vacant,
        chosen=chosen,
        last_day=queries.by_election_limit(election),
        cite=election.rulebook.cite("by_election_months"),
        order=(ordered_by, paper_number, ordered_on, reason),
        by=by,
    )
    ended.update(by_election=voting)
    return voting


def cancel_round(round: Round, reason: str, by: User) -> None:
    """A round nobody has voted in yet is cancelled with the result it was called on: its papers fall, nobody
    stands in it, and seats left empty by resolution stay empty again. The caller has judged it."""
    election = round.election
    papers = queries.papers_about([round, *RoundCall.objects.filter(round=round)])
    round.state, round.cancelled_reason = Round.State.CANCELLED, reason[:500]
    round.cancelled_at, round.cancelled_by = timezone.now(), by
    round.keep("state", "cancelled_reason", "cancelled_at", "cancelled_by")
    for paper in papers:
        documents.revoke(paper, by=by, reason=f"{round.title}已经取消：{reason}"[:200])
    stood = cancel_round_candidates(
        election=election, round_number=round.number, reason=f"{round.title}已经取消", by=by
    )
    SeatVacancy.objects.filter(by_election=round).update(by_election=None)
    record(
        "round.cancelled",
        target=round,
        by=by,
        before={"round": round.number, "kind": round.kind, "day": round.day.isoformat(), "candidates": stood},
        reason=reason,
    )


def _open(
    round: Round,
    *,
    seats: Mapping[Post, int],
    chosen: Mapping[int, Sequence[str]],
    last_day: dt.date | None,
    cite: Citation,
    order: tuple[str, str, dt.date, str],
    by: User,
) -> None:
    """The round with its posts, its candidates and the paper it was called by."""
    election = round.election
    require_round_stage(election, round)
    ordered_by, paper_number, ordered_on, reason = order
    listed = election.mode == Election.Mode.WITH_CANDIDATES
    names = {post: list(chosen.get(post.pk, ())) if listed else [] for post in seats}
    people = counting.voters_called(election, [name for item in names.values() for name in item])
    nobody = [name for item in names.values() for name in item if name not in people]
    facts = rules.CallFacts(
        day=round.day,
        today=timezone.localdate(),
        ordered_on=ordered_on,
        last_day=last_day,
        names={post.title: item for post, item in names.items()},
        seats={post.title: count for post, count in seats.items()},
        with_candidates=listed,
    )
    decision = rules.check_call(facts, round.title, cite, election.rulebook)
    if listed:
        decision += check_runoff_names(facts.names, nobody, election.words.roll_short)
    decision.require()
    round.keep()
    call = RoundCall(
        round=round,
        ordered_by=ordered_by.strip(),
        paper_number=paper_number.strip(),
        ordered_on=ordered_on,
        reason=reason.strip(),
        last_day=last_day,
        called_by=by,
    )
    call.keep()
    reopen_roll(election=election, by=by, at=timezone.now())
    RoundPost.objects.bulk_create(
        RoundPost(round=round, post=post, seats=count) for post, count in seats.items()
    )
    enter_runoff_candidates(
        election=election,
        round_number=round.number,
        rows=[(post, people[name], 0) for post in names for name in names[post]],
        by=by,
    )
    record(
        "round.repeat_called" if round.kind == Round.Kind.REPEAT else "round.by_election_called",
        target=round,
        by=by,
        after={
            "round": round.number,
            "kind": round.kind,
            "day": round.day.isoformat(),
            "paper": paper_number,
            "posts": {post.title: item for post, item in names.items()},
        },
        reason=reason,
    )
