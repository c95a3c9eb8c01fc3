"""Printing the paper kit, and typing in what was done on it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from ballots.issuing.actions import Act, Table, closed_because, locked_box
from ballots.models import Box, PaperIssue, Round
from ballots.powercut import queries, rules
from ballots.powercut.tasks import KIT
from ballots.rules.polls import check_ballots_day
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.documents.actions import check_texts
from election_office.jobs.actions import submit
from election_office.jobs.models import Job
from voters.queries import is_confirmed


@transaction.atomic
def ask_kit(*, round: Round, by: User) -> Job:
    """Have the kit printed in the background. Refused before the roll has numbers or there is a box."""
    require(by, Permission.BALLOT_EDIT, round)
    election = round.election
    if not is_confirmed(election):
        raise ValidationError(
            f"{election.words.roll_short}还没有确认，没有名单序号，不能打印停电备用纸样。请先确认名单。"
        )
    if not round.boxes.exists():
        raise ValidationError("还没有票箱，请先建立票箱，再打印停电备用纸样。")
    check_texts(queries.names_on_the_lists(round))
    job: Job = submit(
        KIT,
        params={"round": round.pk},
        key=f"round:{round.pk}:kit",
        area_code=round.area_code,
        by=by,
        title=f"打印{round}停电备用纸样",
    )
    record("round.paper_kit_asked", target=round, by=by)
    return job


@transaction.atomic
def take_paper_issue(
    *,
    box: Box,
    began_at: dt.datetime,
    ended_at: dt.datetime,
    own: str,
    proxy: str,
    own_count: int,
    proxy_count: int,
    spoiled: int,
    reason: str,
    handed_by: str,
    scan: File[bytes],
    as_conflicts: bool,
    by: User,
) -> PaperIssue:
    """Take over a signed list as a whole or not at all; every right is judged as at the desk.

    ``own``, ``proxy``: numbers of the roll whose ballot the voter, or the agent, signed for. A fixed
    number of statements, however many signed."""
    require(by, Permission.BALLOT_EDIT, box)
    box = locked_box(box)
    voting = box.round
    check_ballots_day(voting.day, timezone.localdate(), voting.election.rulebook).require()
    if closed := closed_because(box):
        raise ValidationError(f"{closed}纸质名册也不能再补录。")
    signed = {"own": rules.read_numbers(own), "proxy": rules.read_numbers(proxy)}
    on_roll = queries.numbers_on_roll(voting.election, [n for entry in signed.values() for n in entry.values])
    rules.check_paper(
        rules.PaperFacts(
            day=voting.day,
            now=timezone.localtime(),
            began=timezone.localtime(began_at),
            ended=timezone.localtime(ended_at),
            own=signed["own"],
            proxy=signed["proxy"],
            own_count=own_count,
            proxy_count=proxy_count,
            spoiled=spoiled,
            on_roll=on_roll,
        ),
        voting.election.rulebook,
    ).require()
    acts = [
        *_acts("own", signed["own"], on_roll, ended_at),
        *_acts("proxy", signed["proxy"], on_roll, ended_at),
    ]
    acts += [Act(uuid.uuid4(), "exchange", None, ended_at, offline=True) for _ in range(spoiled)]
    table = Table(box, acts, by, at=ended_at)
    number_of = {pk: number for number, pk in on_roll.items()}
    refused = [
        (number_of[act.voter], answer.message)
        for act, answer in ((act, table.answer(act)) for act in acts)
        if act.voter is not None and answer.state == "refused"
    ]
    rules.check_rights(refused, taken=len(table.handouts), as_conflicts=as_conflicts).require()
    row: PaperIssue = PaperIssue(
        box=box,
        began_at=began_at,
        ended_at=ended_at,
        own=own_count,
        proxy=proxy_count,
        spoiled=spoiled,
        conflicts=len(refused),
        reason=reason.strip(),
        handed_by=handed_by.strip(),
        scan=scan,
        recorded_by=by,
    ).keep()
    table.store()
    record("box.issued_on_paper", target=row, by=by, after=table.totals(), reason=row.reason)
    return row


def _acts(
    kind: Literal["own", "proxy"], signed: rules.Numbers, on_roll: dict[int, int], at: dt.datetime
) -> list[Act]:
    return [Act(uuid.uuid4(), kind, on_roll[number], at, offline=True) for number in signed.values]
