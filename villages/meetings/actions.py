"""The papers of meetings: opened, read by two people, settled, started anew; and whom their names mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions import require_stage
from villages.actions.elections import locked
from villages.meetings import queries, rules
from villages.models import (
    Body,
    CommitteeChoice,
    CommitteeNominee,
    Election,
    Group,
    MeetingSheet,
    Person,
)
from villages.models.elections import Stage
from villages.models.meetings import MEETING
from villages.readings import acts
from villages.readings.rules import Reading, check_votes


def _begin(election: Election, by: User, permission: Permission = Permission.STEP_RECORD) -> Election:
    require(by, permission, election)
    election = locked(election)
    require_stage(election, Stage.ELECTION, Stage.FOLLOW_UP, Stage.CLOSED)
    return election


def _draft(choice: CommitteeChoice | None) -> None:
    """Once the members are confirmed their votes stand."""
    if choice is not None and not choice.is_draft:
        raise ValidationError("这次推选已经确认；如登记有误，请先撤回确认。")


def _locked(sheet: MeetingSheet, election: Election) -> MeetingSheet:
    row: MeetingSheet = sheet.lock()
    row.election = election
    if row.choice is not None:
        row.choice.election = election
    if row.body is not None:
        row.body.election = election
    _draft(row.choice)
    return row


@transaction.atomic
def open_choice_sheet(
    *, choice: CommitteeChoice, issued: int, by: User, group: Group | None = None
) -> MeetingSheet:
    """The paper of a meeting that chose the electoral committee. Raises RuleRefused."""
    election = _begin(choice.election, by)
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    _draft(choice)
    meeting = choice.meetings.filter(group=group).first()
    rules.check_open(
        rules.OpenFacts(
            grouped=choice.body in queries.GROUPED,
            with_group=group is not None,
            issued=issued,
            present=meeting.present if meeting else None,
            typed_by_hand=choice.nominees.filter(written_as="").exists(),
        ),
        election.words,
    ).require()
    sheet = MeetingSheet(
        election=election, choice=choice, group=group, issued=issued, seats=choice.seats, opened_by=by
    )
    return _opened(sheet, by)


@transaction.atomic
def open_body_sheet(
    *, body: Body, issued: int, seats: int, by: User, group: Group | None = None
) -> MeetingSheet:
    """The paper of a meeting that chose the members of a body. Raises RuleRefused."""
    election = _begin(body.election, by)
    rules.check_open(
        rules.OpenFacts(
            grouped=body.chosen_by in queries.GROUPED,
            with_group=group is not None,
            issued=issued,
            present=body.present,
            needs_attendance=False,
        ),
        election.words,
    ).require()
    sheet = MeetingSheet(election=election, body=body, group=group, issued=issued, seats=seats, opened_by=by)
    return _opened(sheet, by)


def _opened(sheet: MeetingSheet, by: User) -> MeetingSheet:
    sheet.keep()
    record("meeting.sheet_opened", target=sheet, by=by, after={"meeting": str(sheet), "issued": sheet.issued})
    return sheet


@transaction.atomic
def remove_sheet(*, sheet: MeetingSheet, by: User) -> None:
    """Take away a paper opened by mistake, while nobody has typed anything from it."""
    sheet = _locked(sheet, _begin(sheet.election, by))
    if sheet.entries.exists():
        raise ValidationError("这张计票单已有录入，不能删除；录错的请由镇换届办作废重录。")
    record("meeting.sheet_removed", target=sheet, by=by, before={"meeting": str(sheet)})
    sheet.delete()


@transaction.atomic
def read_sheet(*, sheet: MeetingSheet, reading: Reading, by: User) -> MeetingSheet:
    """The whole paper, typed by whoever has not read it yet: the first, second or third reading, whichever is
    due. Raises RuleRefused."""
    sheet = _locked(sheet, _begin(sheet.election, by))
    check_votes(reading, sheet.issued, sheet.seats, MEETING).require()
    acts.take_reading(sheet, reading, by)
    return _read(sheet, by)


@transaction.atomic
def reread_cells(
    *, sheet: MeetingSheet, cells: Mapping[str, int], by: User, typed: int | None = None
) -> MeetingSheet:
    """One of the two who read the paper reads the differing cells again; ``typed``: the form's draft."""
    sheet = _locked(sheet, _begin(sheet.election, by))
    reading = acts.reread(sheet, cells, by, typed)
    check_votes(reading, sheet.issued, sheet.seats, MEETING).require()
    return _read(sheet, by)


def _read(sheet: MeetingSheet, by: User) -> MeetingSheet:
    sheet.keep(*acts.COLUMNS)
    record("meeting.sheet_read", target=sheet, by=by, after={"meeting": str(sheet), "state": sheet.state})
    _name_the_sure(sheet.choice, by)
    return sheet


@transaction.atomic
def settle_sheet(*, sheet: MeetingSheet, number: int, names: str, reason: str, by: User) -> MeetingSheet:
    """Those who ran the meeting choose one of three readings, by name and with their reason. Raises
    RuleRefused."""
    sheet = _locked(sheet, _begin(sheet.election, by, Permission.COUNT_DECIDE))
    acts.settle(sheet, number=number, names=names, reason=reason, by=by)
    sheet.keep(*acts.COLUMNS)
    after = {"meeting": str(sheet), "entry": number, "settled_by": sheet.settled_by}
    record("meeting.sheet_settled", target=sheet, by=by, after=after, reason=sheet.settled_reason)
    _name_the_sure(sheet.choice, by)
    return sheet


@transaction.atomic
def reset_sheet(*, sheet: MeetingSheet, reason: str, by: User) -> MeetingSheet:
    """Start a paper anew: what was typed is put aside with the reason. The list made from it goes with it."""
    sheet = _locked(sheet, _begin(sheet.election, by, Permission.COUNT_DECIDE))
    before = sheet.state
    acts.reset(sheet, reason=reason, by=by)
    sheet.keep(*acts.COLUMNS)
    if sheet.choice is not None:
        sheet.choice.nominees.exclude(written_as="").delete()
    record("meeting.sheet_reset", target=sheet, by=by, before={"state": before}, reason=reason.strip())
    return sheet


def _name_the_sure(choice: CommitteeChoice | None, by: User) -> None:
    """Once every paper is agreed: whoever bears a written name alone in the village is on the list."""
    if choice is None:
        return
    names = queries.open_names(choice, queries.sheets_of(choice))
    people = queries.people_called(choice.election.village, names)
    for name, person in rules.match_names(names, people).sure.items():
        _put_on_list(choice, Person.objects.get(pk=person), name, names[name], by)


def _put_on_list(
    choice: CommitteeChoice, person: Person, name: str, votes: int, by: User, reason: str = ""
) -> None:
    row = CommitteeNominee.objects.filter(choice=choice, person=person).first()
    if row is None:
        row = CommitteeNominee(choice=choice, person=person, votes=votes, written_as=name)
        row.keep()
    else:
        row.votes, row.written_as = row.votes + votes, "、".join((*row.names, name))
        row.keep("votes", "written_as")
    after: dict[str, Any] = {"person": person.pk, "votes": row.votes, "written_as": row.written_as}
    record("committee.nominee_added", target=row, by=by, after=after, reason=reason)


@transaction.atomic
def name_person(
    *, choice: CommitteeChoice, written: str, person: Person, by: User, reason: str = ""
) -> CommitteeChoice:
    """Say whom a written name means that several people bear, or nobody. Two spellings of one person add up.
    Raises RuleRefused."""
    _begin(choice.election, by)
    choice = CommitteeChoice.objects.with_places().get(pk=choice.pk)
    _draft(choice)
    names = queries.open_names(choice, queries.sheets_of(choice))
    rules.check_naming(written=written, open_names=names, person=person.name, reason=reason).require()
    _put_on_list(choice, person, written, names[written], by, reason.strip())
    return choice
