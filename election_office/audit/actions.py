"""The one way an audit event comes to be, and what the trail does for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from election_office.accounts.access import require_held
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit import clock, ties
from election_office.audit.chain import START, digest, mask_numbers, plain
from election_office.audit.models import AuditEvent, AuditHead

SYSTEM = "系统"

_followers: list[Callable[[AuditEvent], None]] = []


def follow(follower: Callable[[AuditEvent], None]) -> None:
    """Have every new event handed to a part above, inside the act's transaction."""
    if follower not in _followers:
        _followers.append(follower)


def record(
    action: str,
    *,
    target: models.Model | str,
    by: User | None,
    area_code: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Tie one event to its division's chain, inside the caller's transaction: no act without its trace.

    ``target``: the row acted on, or a name for what has no row. ``by`` None: the program itself.
    ``area_code``: the division, where it is not that of the target.
    ``before``, ``after``: what changed; dates, decimals and enumerations may be given as they are.
    ID and mobile numbers in them, in a textual target and in the reason are masked here.
    The end of the chain stays locked until the caller commits, so events of one division are
    written one after the other; an act over many divisions records them in the order of their codes.
    Raises RuntimeError outside a transaction, TypeError for a value that is not data.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record() belongs inside the transaction of the act it records.")
    area_code = _division(target) if area_code is None else area_code
    head = _locked_head(area_code)
    event = AuditEvent(
        area_code=area_code,
        number=head.number + 1,
        at=timezone.now(),
        action=action,
        actor_id_text="" if by is None else str(by.pk),
        actor=SYSTEM if by is None else str(by),
        actor_role="" if by is None else by.role_title[:200],
        target=mask_numbers(target)[:80] if isinstance(target, str) else f"{target._meta.label}:{target.pk}",
        before=plain(before or {}),
        after=plain(after or {}),
        reason=mask_numbers(reason.replace("\x00", "")),
        previous_hash=head.hash,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    head.number, head.hash = event.number, event.hash
    head.save(update_fields=["number", "hash"])
    for follower in _followers:
        follower(event)
    return event


@transaction.atomic
def note_download(*, what: str, row: models.Model | None, area_code: str, form: str, by: User) -> None:
    """Note a file that somebody takes. The page that sends it has asked whether they may."""
    target = what if row is None else row
    record("file.taken", target=target, area_code=area_code, by=by, after={"taken": what, "form": form})


def _division(target: models.Model | str) -> str:
    """The division of the row acted on. Raises TypeError for what lies in none: its caller must say."""
    area_code = getattr(target, "area_code", None)
    if not isinstance(area_code, str) or not area_code:
        raise TypeError(f"{target!r} lies in no division: audit.record() needs its area_code.")
    return area_code


@transaction.atomic
def correct_clock(*, reason: str, by: User) -> None:
    """Say that the clock is right now and was wrong before."""
    areas = require_held(by, Permission.SYSTEM_MANAGE)
    latest = clock.ahead_of_clock()
    if latest is None:
        raise ValidationError("时钟没有早于已有记录，不需要校正。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明时钟不准的原因。"})
    record(
        clock.CORRECTED,
        target="时钟",
        area_code=min(areas, key=len),
        by=by,
        before={"latest": latest},
        after={"now": timezone.now()},
        reason=reason.strip(),
    )


def _locked_head(area_code: str) -> AuditHead:
    """The end of a division's chain, locked; made with the division's first event."""
    heads = AuditHead.objects.select_for_update(of=("self",))
    head = heads.filter(area_code=area_code).first()
    if head is None:
        fresh = AuditHead(area_code=area_code, number=0, hash=START)
        AuditHead.objects.bulk_create([fresh], ignore_conflicts=True)  # another may begin it too
        head = heads.get(area_code=area_code)
    return head


def tie_divisions() -> int:
    """Write the ends that moved since the last time into the chain above. Returns how many were tied."""
    codes = AuditHead.objects.values_list("area_code", flat=True)
    counties = sorted({code[: ties.COUNTY] for code in codes if len(code) >= ties.COUNTY})
    # The townships first: their own ends move when they take up their villages.
    townships = sorted({ties.upper(code) for code in codes if len(code) > ties.TOWNSHIP})
    return _tie(townships) + _tie(counties)


def _tie(above: list[str]) -> int:
    moved = [
        head
        for head in AuditHead.objects.exclude(number=0).order_by("area_code")
        if head.number > head.tied and head.area_code not in above
    ]
    done: dict[int, int] = {}
    for area_code in above:
        # The townships' ends are written in the county's alone, with what lies in neither.
        anywhere = len(area_code) == ties.COUNTY
        heads = [
            head
            for head in moved
            if ties.upper(head.area_code) == area_code or (anywhere and len(head.area_code) < ties.COUNTY)
        ]
        if heads:
            after = {"heads": {head.area_code or ties.ROOT: [head.number, head.hash] for head in heads}}
            with transaction.atomic():
                record(ties.TIED, target="下级操作留痕", area_code=area_code, by=None, after=after)
            done |= {head.pk: head.number for head in heads}
    for pk, number in done.items():
        AuditHead.objects.filter(pk=pk).update(tied=number)
    return len(done)
