"""What every act of nomination begins with."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from candidates.models import (
    NominationPlan,
    Nominee,
)
from candidates.nomination import queries
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.models import Election

State = Nominee.State


def begin(election: Election, by: User) -> Election:
    require(by, Permission.CANDIDATE_EDIT, election)
    election = locked(election)
    require_stage(election)
    return election


def plan_of(election: Election) -> NominationPlan:
    plan = queries.plan_of(election)
    if plan is None:
        raise ValidationError(f"请先登记{election.words.here}的提名安排。")
    return plan


def not_listed_yet(election: Election) -> None:
    if Nominee.objects.filter(election=election, listed=True).exists():
        raise ValidationError("初步候选人名单已经产生，不能再改；须补充提名的先撤回名单。")


def leave(nominee: Nominee, state: str, reason: str, on: dt.date) -> None:
    nominee.state, nominee.listed = state, False
    nominee.left_on, nominee.left_reason = on, reason
    nominee.keep("state", "listed", "left_on", "left_reason", "left_ground", "left_paper", "answered_on")


def move_up(election: Election) -> list[Nominee]:
    """Fill what became free with the next by votes; equals on the edge wait for a second ballot.

    Every post is looked at: a director's leaving may bring a woman among the members."""
    moved = []
    for row in queries.nominees_by_post(election):
        for entry in row.chosen:
            if not entry.listed:
                entry.listed = True
                entry.keep("listed")
                moved.append(entry)
    return moved
