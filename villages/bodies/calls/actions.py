"""Arrange the groups' meetings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.bodies.calls import queries, rules
from villages.models import Election, GroupCall
from villages.models.elections import Stage


@transaction.atomic
def set_group_calls(*, election: Election, calls: Mapping[int, rules.Call], by: User) -> list[GroupCall]:
    """``calls``: number of the group → its meeting. Every group at once. Raises RuleRefused for a group
    without a meeting and for a day outside the plan."""
    require(by, Permission.STEP_RECORD, election)
    election = locked(election)
    require_stage(election, Stage.ELECTION)
    rows = queries.calls_of(election)
    meant = {group.title: calls[group.number] for group, _ in rows if group.number in calls}
    rules.check_calls(replace(queries.facts_of(election), calls=meant)).require()
    saved = []
    for group, held in rows:
        row, call = held or GroupCall(election=election, group=group), calls[group.number]
        row.held_on, row.opens_at, row.venue = call.held_on, call.opens_at, call.venue.strip()
        row.entered_by = by
        row.keep("election", "group", "held_on", "opens_at", "venue", "entered_by")
        saved.append(row)
    record("bodies.meetings_set", target=election, by=by, after={"groups": len(saved)})
    return saved
