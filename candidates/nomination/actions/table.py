"""Everybody named on the ballots taken down at once, with what each said in writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from candidates.models import Nominee
from candidates.nomination.actions.people import answer_nomination, nominate
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.law.decision import RuleRefused
from villages.models import Election, Post
from voters.models import Registration


@dataclass(frozen=True)
class TableRow:
    """One written name taken for a voter. ``key``: the field of the page where a refusal of it stands.
    ``accepts``: what the voter said in writing; None while nothing was said."""

    key: str
    post: Post
    name: str
    registration: Registration
    accepts: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class WaitingRow:
    """Somebody put forward before, who has answered by now."""

    key: str
    nominee: Nominee
    accepts: bool


@transaction.atomic
def fill_table(
    *,
    election: Election,
    rows: Sequence[TableRow],
    waiting: Sequence[WaitingRow],
    received_on: dt.date,
    answered_on: dt.date | None,
    by: User,
) -> tuple[list[Nominee], int]:
    """Take down every row, then what was said; all or nothing. Two written names of one voter for a post
    are one nominee, with both names. Answers with the nominees and how many answers were taken. Raises
    ValidationError keyed by the rows' fields."""
    require(by, Permission.CANDIDATE_EDIT, election)
    faults: dict[str, list[str]] = {}
    made: list[Nominee] = []
    wills = [(entry.key, entry.nominee, entry.accepts) for entry in waiting]
    merged: dict[tuple[int, int], list[TableRow]] = {}
    for row in rows:
        merged.setdefault((row.post.pk, row.registration.pk), []).append(row)
    for same in merged.values():
        with _keyed(same[0].key, faults):
            nominee = _put_forward(election, same, received_on, by)
            made.append(nominee)
            said = {entry.accepts for entry in same if entry.accepts is not None}
            if len(said) > 1:
                raise ValidationError("同一人同一职位的意见填写不一致。")
            wills += [(same[0].key, nominee, accepts) for accepts in said]
    answers = 0
    # Those who agree come first: agreeing for one post ends the person's other nominations.
    for key, nominee, accepts in sorted(wills, key=lambda item: not item[2]):
        with _keyed(key, faults):
            if answered_on is None:
                raise ValidationError("请填写书面意见的签字日期。")
            state = Nominee.objects.values_list("state", flat=True).get(pk=nominee.pk)
            if state != Nominee.State.REFUSED or accepts:
                answer_nomination(nominee=nominee, accepts=accepts, answered_on=answered_on, by=by)
                answers += 1
    if faults:
        raise ValidationError(faults)
    return made, answers


def _put_forward(election: Election, same: Sequence[TableRow], received_on: dt.date, by: User) -> Nominee:
    return nominate(
        election=election,
        post=same[0].post,
        registration=same[0].registration,
        source=Nominee.Source.BALLOT,
        received_on=received_on,
        written_as=[row.name for row in same],
        merge_reason="；".join(dict.fromkeys(row.reason for row in same if row.reason)),
        by=by,
    )


@contextmanager
def _keyed(key: str, faults: dict[str, list[str]]) -> Iterator[None]:
    """What one row is refused stands beside it; the others are still looked at."""
    try:
        with transaction.atomic():
            yield
    except RuleRefused as refused:
        faults.setdefault(key, []).extend(finding.message for finding in refused.decision.refusals)
    except ValidationError as refused:
        faults.setdefault(key, []).extend(refused.messages)
