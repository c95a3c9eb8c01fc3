"""Which papers an election needs at all. Django reads each plan once for all of them."""

from __future__ import annotations

from candidates.models import NominationPlan
from villages.models import Election


def _nomination_plan(election: Election) -> NominationPlan | None:
    return getattr(election, "nomination_plan", None)


def has_branch(election: Election) -> bool:
    """The branch changes its term with this election."""
    return getattr(election, "party_plan", None) is not None


def has_nomination_ballots(election: Election) -> bool:
    plan = _nomination_plan(election)
    return plan is not None and plan.has("ballot")


def preselects(election: Election) -> bool:
    plan = _nomination_plan(election)
    return plan is not None and plan.preselects


def has_preliminary_list(election: Election) -> bool:
    return election.mode != Election.Mode.NO_CANDIDATES
