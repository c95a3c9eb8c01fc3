"""Take a demand for a recall, and record that its vote failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_declared_stage
from ballots.models import Recall
from ballots.recalls import queries, rules
from ballots.rules.recall import RecallPetition, RecallVote
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.law.passages import passage
from villages.actions.elections import locked
from villages.models import Body, Holder


@transaction.atomic
def take_recall(
    *,
    holder: Holder,
    basis: str,
    received_on: dt.date,
    reason: str,
    by: User,
    petition: RecallPetition | None = None,
    same_reasons: bool = False,
    taken_anyway: bool = False,
) -> Recall:
    """A demand for a recall, or a township's suggestion, came in. Raises RuleRefused where too few signed,
    or where the same reasons failed too lately."""
    require(by, Permission.COUNT_DECIDE, holder)
    election = locked(holder.body.election)
    require_declared_stage(election)
    if holder.body.kind != Body.Kind.VILLAGE_COMMITTEE or holder.ended_on is not None:
        raise ValidationError(f"这里只登记对现任{election.words.body}成员的罢免要求。")
    by_township = basis == Recall.Basis.TOWNSHIP
    rules.check_demand(
        rules.DemandFacts(
            name=holder.person.name,
            received_on=received_on,
            today=timezone.localdate(),
            term_from=holder.term_from,
            states_reasons=bool(reason.strip()),
            petition=None if by_township else petition or RecallPetition(0, 0),
            waiting=queries.waiting_of(holder) is not None,
            failed_on=queries.failed_days(holder),
            same_reasons=same_reasons,
            taken_anyway=taken_anyway,
        ),
        election.rulebook,
    ).require()
    recall = Recall(
        holder=holder,
        basis=basis,
        received_on=received_on,
        reason=reason.strip(),
        petition=asdict(petition) if petition and not by_township else {},
        same_reasons=same_reasons,
        taken_by=by,
    )
    recall.full_clean()
    recall.save()
    record(
        "recall.taken",
        target=recall,
        by=by,
        after={
            "person": holder.person_id,
            "basis": recall.get_basis_display(),
            "received_on": received_on.isoformat(),
        },
    )
    return recall


@transaction.atomic
def record_failed_recall(
    *,
    recall: Recall,
    voted_on: dt.date,
    vote: RecallVote,
    against: int,
    by: User,
    paper_number: str = "",
) -> Recall:
    """The vote was held and the member stays. Raises RuleRefused where the figures say that it passed."""
    require(by, Permission.COUNT_DECIDE, recall)
    election = locked(recall.election)
    recall = recall.lock()
    vote = replace(vote, way=election.electing_way)
    book = election.rulebook
    rules.check_failed(
        rules.FailedFacts(
            name=recall.holder.person.name,
            received_on=recall.received_on,
            voted_on=voted_on,
            today=timezone.localdate(),
            waiting=recall.outcome == Recall.Outcome.WAITING,
            vote=vote,
            against=against,
        ),
        book,
    ).require()
    recall.outcome, recall.voted_on, recall.way = Recall.Outcome.FAILED, voted_on, vote.way
    recall.registered, recall.cast = vote.registered, vote.cast
    recall.in_favour, recall.against = vote.in_favour, against
    recall.paper_number, recall.article = paper_number.strip(), str(passage("recall", book))
    recall.recorded_by = by
    recall.keep(
        "outcome",
        "voted_on",
        "way",
        "registered",
        "cast",
        "in_favour",
        "against",
        "paper_number",
        "article",
        "recorded_by",
    )
    record(
        "recall.failed",
        target=recall,
        by=by,
        after={
            "person": recall.holder.person_id,
            "voted_on": voted_on.isoformat(),
            "registered": vote.registered,
            "cast": vote.cast,
            "in_favour": vote.in_favour,
            "against": against,
        },
    )
    return recall
