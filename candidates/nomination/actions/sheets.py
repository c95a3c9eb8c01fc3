"""Ballots of nomination (海选): stations and their counting papers."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from candidates.models import (
    NominationSheet,
)
from candidates.nomination import queries, rules
from candidates.nomination.actions.shared import begin, not_listed_yet, plan_of
from candidates.nomination.rules import Reading
from candidates.readings import reread, take_reading
from election_office.accounts.models import User
from election_office.audit.actions import record
from villages.models import Election


@transaction.atomic
def add_sheet(*, election: Election, station: str, issued: int, by: User) -> NominationSheet:
    """A station at which ballots of nomination were handed out."""
    election = begin(election, by)
    if not plan_of(election).by_ballot:
        raise ValidationError("本村的提名安排没有采用选民投票提名。")
    not_listed_yet(election)
    sheet = NominationSheet(election=election, station=station.strip(), issued=issued)
    sheet.full_clean()
    sheet.save()
    record(
        "nomination.sheet_added",
        target=sheet,
        area_code=election.area_code,
        by=by,
        after={"station": sheet.station, "issued": issued},
    )
    return sheet


@transaction.atomic
def read_sheet(*, sheet: NominationSheet, reading: Reading, by: User) -> NominationSheet:
    """One person types the whole paper; the second must be somebody else. Raises RuleRefused."""
    election = begin(sheet.election, by)
    not_listed_yet(election)
    sheet = NominationSheet.objects.select_for_update().get(pk=sheet.pk)
    take_reading(sheet, reading, by)
    _check(reading, sheet, election)
    return _save_reading(sheet, election, by)


@transaction.atomic
def reread_cells(*, sheet: NominationSheet, cells: Mapping[str, int], by: User) -> NominationSheet:
    """One of the two who read the sheet reads the differing cells again."""
    election = begin(sheet.election, by)
    not_listed_yet(election)
    sheet = NominationSheet.objects.select_for_update().get(pk=sheet.pk)
    _check(reread(sheet, cells, by), sheet, election)
    return _save_reading(sheet, election, by)


def _check(reading: Reading, sheet: NominationSheet, election: Election) -> None:
    posts = [queries.seats_of(post) for post in election.posts.all()]
    rules.check_reading(reading, sheet.issued, posts, election.rulebook).require()


def _save_reading(sheet: NominationSheet, election: Election, by: User) -> NominationSheet:
    sheet.full_clean()
    sheet.save()
    record(
        "nomination.sheet_read",
        target=sheet,
        area_code=election.area_code,
        by=by,
        after={"station": sheet.station, "agreed": sheet.agreed},
    )
    return sheet
