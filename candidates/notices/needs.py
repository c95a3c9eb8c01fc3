"""Which papers an election needs at all. Each plan is read once for all of them."""

from __future__ import annotations

from django.db.models import QuerySet

from candidates.models import NominationPlan, PartyPlan
from election_office.core.gather import rows_once
from villages.models import Election


@rows_once
def nomination_plans(election: Election) -> QuerySet[NominationPlan]:
    return NominationPlan.objects.filter(election=election)


@rows_once
def party_plans(election: Election) -> QuerySet[PartyPlan]:
    return PartyPlan.objects.filter(election=election)


def _nomination_plan(election: Election) -> NominationPlan | None:
    return next(iter(nomination_plans(election)), None)


def has_branch(election: Election) -> bool:
    """The branch changes its term with this election."""
    return bool(party_plans(election))


def has_nomination_ballots(election: Election) -> bool:
    plan = _nomination_plan(election)
    return plan is not None and plan.has("ballot")


def preselects(election: Election) -> bool:
    plan = _nomination_plan(election)
    return plan is not None and plan.preselects


def has_preliminary_list(election: Election) -> bool:
    return election.mode != Election.Mode.NO_CANDIDATES
