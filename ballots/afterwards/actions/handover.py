"""The handover, item by item, and its three signatures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_declared_stage
from ballots.afterwards import queries, rules
from ballots.models import HandoverItem, HandoverMeasure, HandoverSigning
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.actions.elections import locked
from villages.models import Election
from villages.preparation.actions import settle
from villages.preparation.rules import check_day

STEP = "handover"


def _begin(election: Election) -> Election:
    """The election locked, its result declared, its list not signed yet."""
    election = locked(election)
    require_declared_stage(election)
    if queries.elected_on(election) is None:
        raise ValidationError("还没有宣布选举结果，不能登记移交。")
    return election


def _unsigned(election: Election) -> None:
    if queries.signing(election) is not None:
        raise ValidationError("移交清单已经签字，不能再改动事项；确有错误的，先撤回签字登记。")


@transaction.atomic
def add_item(
    *,
    election: Election,
    kind: str,
    name: str,
    by: User,
    nothing: bool = False,
    listed: str = "",
    giver: str = "",
) -> HandoverItem:
    """A line of the list: what there is to hand over, or that the village has none of this kind."""
    require(by, Permission.STEP_RECORD, election)
    election = _begin(election)
    _unsigned(election)
    _check(election, nothing=nothing, listed=listed)
    row = HandoverItem(
        election=election,
        kind=kind,
        name=name.strip(),
        nothing=nothing,
        listed="" if nothing else listed.strip(),
        giver=giver.strip(),
        recorded_by=by,
    ).keep()
    settle(election=election, code=STEP, by=by)
    record("handover.item_added", target=row, by=by, after={"item": row.name, "listed": row.listed})
    return row


def _check(
    election: Election,
    *,
    nothing: bool,
    listed: str,
    handed_on: dt.date | None = None,
    handed: str = "",
    receiver: str = "",
    shortfall: str = "",
) -> None:
    rules.check_item(
        nothing=nothing,
        listed=listed,
        handed_on=handed_on,
        handed=handed,
        receiver=receiver,
        shortfall=shortfall,
        elected_on=queries.elected_on(election),
        today=timezone.localdate(),
    ).require()


@transaction.atomic
def update_item(
    *,
    item: HandoverItem,
    listed: str,
    by: User,
    giver: str = "",
    handed_on: dt.date | None = None,
    handed: str = "",
    receiver: str = "",
    shortfall: str = "",
    version: int | None = None,
) -> HandoverItem:
    """What was given of it, on what day, to whom, and what is missing."""
    require(by, Permission.STEP_RECORD, item)
    election = _begin(item.election)
    _unsigned(election)
    item = item.lock(version)
    _check(
        election,
        nothing=item.nothing,
        listed=listed,
        handed_on=handed_on,
        handed=handed,
        receiver=receiver,
        shortfall=shortfall,
    )
    before = {"handed": item.handed, "shortfall": item.shortfall, "handed_on": item.handed_on}
    item.listed, item.giver, item.handed_on = listed.strip(), giver.strip(), handed_on
    item.handed, item.receiver, item.shortfall = handed.strip(), receiver.strip(), shortfall.strip()
    item.keep("listed", "giver", "handed_on", "handed", "receiver", "shortfall")
    settle(election=election, code=STEP, by=by)
    after = {"handed": item.handed, "shortfall": item.shortfall, "handed_on": handed_on}
    record("handover.item_set", target=item, by=by, before=before, after=after)
    return item


@transaction.atomic
def settle_item(*, item: HandoverItem, settled_on: dt.date, settled: str, by: User) -> HandoverItem:
    """What was missing was given, paid or written off: with its day, also after the list was signed."""
    require(by, Permission.STEP_RECORD, item)
    election = _begin(item.election)
    item = item.lock()
    if not item.shortfall or item.settled_on:
        raise ValidationError("这一项没有尚未解决的差额。")
    today = timezone.localdate()
    check_day(settled_on, today, "解决日期", "settled_later").require()
    if item.handed_on and settled_on < item.handed_on:
        raise ValidationError({"settled_on": "解决日期不能早于移交日期。"})
    item.settled_on, item.settled = settled_on, settled.strip()
    item.keep("settled_on", "settled")
    settle(election=election, code=STEP, by=by)
    record("handover.item_settled", target=item, by=by, after={"item": item.name, "settled_on": settled_on})
    return item


@transaction.atomic
def take_measure(
    *,
    item: HandoverItem,
    kind: str,
    against: str,
    taken_on: dt.date,
    what: str,
    by: User,
    due_on: dt.date | None = None,
    paper_number: str = "",
) -> HandoverMeasure:
    """What was done against somebody who does not hand over. An order is the township's; after a written
    appeal the law of the place says until when it comes."""
    ordered = kind not in (HandoverMeasure.Kind.URGED, HandoverMeasure.Kind.APPEALED)
    require(by, Permission.CYCLE_PLAN if ordered else Permission.STEP_RECORD, item)
    election = _begin(item.election)
    item = item.lock()
    if kind == HandoverMeasure.Kind.APPEALED:
        due_on = rules.order_due(taken_on, election.rulebook)
    rules.check_measure(
        done=item.done,
        name=item.name,
        kind=kind,
        paper=paper_number,
        taken_on=taken_on,
        due_on=due_on,
        today=timezone.localdate(),
    ).require()
    row = HandoverMeasure(
        item=item,
        kind=kind,
        against=against.strip(),
        taken_on=taken_on,
        due_on=due_on,
        paper_number=paper_number.strip(),
        what=what.strip(),
        recorded_by=by,
    ).keep()
    settle(election=election, code=STEP, by=by)
    record(
        "handover.measure_taken",
        target=row,
        by=by,
        after={"item": item.name, "measure": row.get_kind_display(), "paper": row.paper_number},
    )
    return row


@transaction.atomic
def sign_list(
    *,
    election: Election,
    signed_on: dt.date,
    host: str,
    giver: str,
    receiver: str,
    supervisor: str,
    file: UploadedFile[Any],
    by: User,
) -> HandoverSigning:
    """The printed list, signed by three, comes back as a scan. What it lists is then fixed."""
    require(by, Permission.STEP_RECORD, election)
    election = _begin(election)
    _unsigned(election)
    rows, paper = queries.items(election), queries.handover_paper(election)
    rules.check_list([queries.item_facts(row) for row in rows], election.rulebook).require()
    rules.check_signing(
        printed=paper is not None,
        stale=paper is not None and paper.needs_correction,
        signed_on=signed_on,
        handed=[row.handed_on for row in rows if row.handed_on],
        names=[giver, receiver, supervisor],
        today=timezone.localdate(),
        book=election.rulebook,
    ).require()
    assert paper is not None, "the rule asks for it"
    row = HandoverSigning(
        election=election,
        signed_on=signed_on,
        host=host.strip(),
        giver=giver.strip(),
        receiver=receiver.strip(),
        supervisor=supervisor.strip(),
        list_number=paper.number,
        filename=(file.name or "移交清单")[:120],
        recorded_by=by,
    )
    row.file = file
    row.keep()
    settle(election=election, code=STEP, by=by)
    record("handover.signed", target=row, by=by, after={"signed_on": signed_on, "paper": row.list_number})
    return row


@transaction.atomic
def undo_signing(*, signing: HandoverSigning, reason: str, by: User) -> HandoverSigning:
    """Entered by mistake: the list may be changed again, and the step opens."""
    require(by, Permission.CYCLE_PLAN, signing)
    election = _begin(signing.election)
    signing = signing.take_back(by=by, reason=reason, again="这次签字登记已经撤回。")
    settle(election=election, code=STEP, by=by)
    record(
        "handover.signing_undone",
        target=signing,
        by=by,
        before={"signed_on": signing.signed_on, "paper": signing.list_number},
        reason=reason,
    )
    return signing
