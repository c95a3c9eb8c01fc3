from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots import counts
from ballots.actions.gates import require_round_stage
from ballots.actions.seating import seat_winners
from ballots.models import Result, Round, Winner
from ballots.recounts.queries import recounts_of
from ballots.rules import Outcome
from ballots.rules.results import check_declare, check_questions
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.dates import cn_date
from villages.actions import close_step
from villages.actions.elections import locked
from villages.order.queries import check_turn


@transaction.atomic
def declare_result(*, round: Round, by: User, accepted: Collection[str] = (), reason: str = "") -> Result:
    """Declare the result on the spot, from the agreed sheets alone.

    Keeps the open count and its outcome word for word with their checksums, and closes the polling step
    unless the voting was void. ``accepted``: the open questions (codes) that whoever stands before the people
    takes upon himself, with the ``reason``. Raises RuleRefused while sheets are missing, numbers cannot be
    true, a question is open that nobody accepted, or a box that the lot fell on is not counted again.
    """
    require(by, Permission.COUNT_DECIDE, round)
    election = locked(round.election)
    require_round_stage(election, round)
    voting = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    voting.election = election
    if not voting.is_counting:
        raise ValidationError(f"{voting.get_kind_display()}{voting.get_state_display()}，不能宣布结果。")
    known = counts.gather(voting)
    open_titles = [str(sheet) for sheet in known.missing]
    count = counts.build_count(voting, known)
    outcome = counts.decide(count)
    check_declare(open_titles, outcome, election.rulebook).require()
    check_questions(outcome, accepted, reason).require()
    recounts_of(voting).decision.require()
    if outcome.valid:
        check_turn(election, "polling", papers_only=True).require()
    result = save_result(voting, known, count, outcome, by=by, accepted=accepted, reason=reason)
    if outcome.valid:
        today = timezone.localdate()
        close_step(
            election=election,
            code="polling",
            done_on=today,
            evidence=f"{voting.get_kind_display()}结果于{cn_date(today)}当场宣布",
            by=by,
        )
        seat_winners(election, voting.day, by)
    record_declared(result, by)
    return result


def save_result(
    voting: Round,
    known: counts.CountFacts,
    count: Mapping[str, Any],
    outcome: Outcome,
    *,
    by: User,
    accepted: Collection[str] = (),
    reason: str = "",
) -> Result:
    """Keep the open count and its outcome as the declared result of the round, with its winners. Part of
    ``declare_result``, which asks whether it may be declared."""
    decided = outcome.as_dict()
    result = Result(
        round=voting,
        count=count,
        outcome=decided,
        count_sha256=counts.sha256(count),
        outcome_sha256=counts.sha256(decided),
        declared_by=by,
        declared_at=timezone.now(),
        accepted=sorted(accepted),
        accepted_reason=reason.strip(),
    )
    result.full_clean(exclude=["round", "declared_by"])
    result.save()
    _write_winners(result, outcome, known)
    voting.state = Round.State.DECLARED
    voting.save(update_fields=["state", "updated_at"])
    return result


def record_declared(result: Result, by: User) -> None:
    """Its trace in the trail, without which the nightly check finds the result untraced."""
    record(
        "result.declared",
        target=result,
        by=by,
        after={
            "round": result.round.number,
            "valid": result.outcome["valid"],
            "count_sha256": result.count_sha256,
            "outcome_sha256": result.outcome_sha256,
            "accepted": result.accepted,
        },
        reason=result.accepted_reason,
    )


def _write_winners(result: Result, outcome: Outcome, known: counts.CountFacts) -> None:
    """Each winner with the candidate or the person behind the name, where there is no doubt who it is."""
    fixed = known.fixed
    rows = {(row.post.kind, row.post.reserved or None): row for row in fixed}
    printed = {(row.post_id, name.name): name.candidate for row in fixed for name in row.ballot_names.all()}
    written = {winner.name for post in outcome.posts for winner in post.elected} - {
        name for _, name in printed
    }
    people = counts.people_called(result.round.election, written)
    winners = []
    for post in outcome.posts:
        row = rows[post.post, post.reserved]
        for winner in post.elected:
            candidate = printed.get((row.post_id, winner.name))
            person = candidate.person if candidate else people.get(winner.name)
            winners.append(
                Winner(
                    result=result,
                    post=row.post,
                    candidate=candidate,
                    person=person,
                    name=winner.name,
                    votes=winner.votes,
                    status=winner.status,
                )
            )
    Winner.objects.bulk_create(winners)
