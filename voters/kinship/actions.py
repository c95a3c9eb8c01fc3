"""Declaring the relations a file tells of, or saying that they are none. Always by a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.people import add_kinship
from villages.models import Election
from voters.models import KinshipOffer


@transaction.atomic
def declare_offered(*, election: Election, offers: Sequence[int], by: User) -> int:
    """Declare the chosen relations with the file as source; those declared meanwhile are passed over."""
    require(by, Permission.VILLAGE_EDIT, election)
    rows = _chosen(election, offers)
    for row in rows:
        source = f"名册“{row.roll_import.filename[:60]}”，核对后登记"
        add_kinship(person=row.person, relative=row.relative, kind=row.kind, source=source, by=by)
        _decide(row, KinshipOffer.State.DECLARED, by)
    record("roll.kinship_declared", target=election, by=by, after={"relations": len(rows)})
    return len(rows)


@transaction.atomic
def decline_offered(*, election: Election, offers: Sequence[int], by: User) -> int:
    """The chosen relations are none, or none that counts; they are not offered again."""
    require(by, Permission.VILLAGE_EDIT, election)
    rows = _chosen(election, offers)
    for row in rows:
        _decide(row, KinshipOffer.State.DECLINED, by)
    record("roll.kinship_declined", target=election, by=by, after={"relations": len(rows)})
    return len(rows)


def _chosen(election: Election, offers: Sequence[int]) -> list[KinshipOffer]:
    waiting = KinshipOffer.objects.filter(roll_import__election=election, pk__in=offers).waiting()
    rows = list(
        waiting.select_related("roll_import", "person__village", "relative").select_for_update(of=("self",))
    )
    if not rows:
        raise ValidationError("请先在表中勾选要处理的关系；已经处理过的不再列出。")
    return rows


def _decide(offer: KinshipOffer, state: KinshipOffer.State, by: User) -> None:
    offer.state, offer.decided_by, offer.decided_at = state, by, timezone.now()
    offer.keep("state", "decided_by", "decided_at")
