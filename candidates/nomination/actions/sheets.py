"""Ballots of nomination (海选): stations and their counting papers."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from candidates.models import (
    NominationSheet,
    Nominee,
)
from candidates.nomination import queries, rules
from candidates.nomination.actions.shared import begin, not_listed_yet, plan_of
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import Election
from villages.readings import acts
from villages.readings.rules import Reading


@transaction.atomic
def add_sheet(*, election: Election, station: str, issued: int, by: User) -> NominationSheet:
    """A station at which ballots of nomination were handed out."""
    election = begin(election, by)
    if not plan_of(election).has("ballot"):
        raise ValidationError(
            f"{election.words.here}的提名安排没有采用{election.words.voter_short}投票提名。"
        )
    not_listed_yet(election)
    sheet = NominationSheet(election=election, station=station.strip(), issued=issued)
    sheet.keep()
    record(
        "nomination.sheet_added",
        target=sheet,
        by=by,
        after={"station": sheet.station, "issued": issued},
    )
    return sheet


def _locked(sheet: NominationSheet, by: User) -> tuple[NominationSheet, Election]:
    election = begin(sheet.election, by)
    not_listed_yet(election)
    row = NominationSheet.objects.select_for_update().get(pk=sheet.pk)
    row.election = election
    return row, election


@transaction.atomic
def read_sheet(*, sheet: NominationSheet, reading: Reading, by: User) -> NominationSheet:
    """The whole paper, typed by whoever has not read it yet: the first, second or third reading, whichever is
    due. Raises RuleRefused."""
    require(by, Permission.CANDIDATE_EDIT, sheet)
    sheet, election = _locked(sheet, by)
    _check(reading, sheet, election)
    acts.take_reading(sheet, reading, by)
    return _save_reading(sheet, by)


@transaction.atomic
def reread_cells(
    *, sheet: NominationSheet, cells: Mapping[str, int], by: User, typed: int | None = None
) -> NominationSheet:
    """One of the two who read the sheet reads the differing cells again; ``typed``: the form's draft."""
    require(by, Permission.CANDIDATE_EDIT, sheet)
    sheet, election = _locked(sheet, by)
    _check(acts.reread(sheet, cells, by, typed), sheet, election)
    return _save_reading(sheet, by)


@transaction.atomic
def settle_sheet(
    *, sheet: NominationSheet, number: int, names: str, reason: str, by: User
) -> NominationSheet:
    """The committee chooses one of three readings, by name and with its reason. Raises RuleRefused."""
    require(by, Permission.COUNT_DECIDE, sheet)
    sheet, _ = _locked(sheet, by)
    acts.settle(sheet, number=number, names=names, reason=reason, by=by)
    sheet.keep(*acts.COLUMNS)
    record(
        "nomination.sheet_settled",
        target=sheet,
        by=by,
        after={"entry": number, "settled_by": sheet.settled_by},
        reason=sheet.settled_reason,
    )
    return sheet


@transaction.atomic
def reset_sheet(*, sheet: NominationSheet, reason: str, by: User) -> NominationSheet:
    """Start a paper anew: what was typed is put aside with the reason. Not once its votes named somebody."""
    require(by, Permission.COUNT_DECIDE, sheet)
    sheet, election = _locked(sheet, by)
    if Nominee.objects.filter(election=election, source=Nominee.Source.BALLOT).exists():
        raise ValidationError("已有人按提名票认定为被提名人，计票单不能重新开始。")
    before = sheet.state
    acts.reset(sheet, reason=reason, by=by)
    sheet.keep(*acts.COLUMNS)
    record(
        "nomination.sheet_reset",
        target=sheet,
        by=by,
        before={"state": before},
        reason=reason.strip(),
    )
    return sheet


def _check(reading: Reading, sheet: NominationSheet, election: Election) -> None:
    posts = [queries.seats_of(post) for post in election.posts.all()]
    rules.check_reading(reading, sheet.issued, posts, election.rulebook).require()


def _save_reading(sheet: NominationSheet, by: User) -> NominationSheet:
    sheet.keep(*acts.COLUMNS)
    record(
        "nomination.sheet_read",
        target=sheet,
        by=by,
        after={"station": sheet.station, "state": sheet.state},
    )
    return sheet
