"""The two acts: a lot is drawn, and the box it fell on has been counted again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ballots.actions.gates import require_round_stage
from ballots.actions.sheets import reset_sheet
from ballots.models import Box, CountSheet, Recount, Round
from ballots.recounts import queries, rules
from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from election_office.core.names import clean_name
from villages.actions.elections import locked


@transaction.atomic
def draw_box(*, round: Round, box: Box, drawn_by: str, witness: str, by: User) -> Recount:
    """Write down which box the lot fell on before the people. Raises RuleRefused while sheets are open."""
    require(by, Permission.COUNT_DECIDE, round)
    counted = _counting(round)
    drawn_by, witness = clean_name(drawn_by), clean_name(witness)
    rules.check_draw(
        box=box.name,
        lots=[lot.name for lot in queries.lots_of(counted)],
        drawn=[row.box.name for row in Recount.objects.filter(round=counted).select_related("box")],
        open_sheets=queries.open_sheets(counted),
        drawn_by=drawn_by,
        witness=witness,
        book=counted.election.rulebook,
    ).require()
    row: Recount = Recount(
        round=counted,
        box=box,
        drawn_by=drawn_by,
        witness=witness,
        drawn_at=timezone.now(),
        recorded_by=by,
    ).keep()
    record("recount.drawn", target=row, by=by, after={"box": box.name})
    return row


@transaction.atomic
def finish_recount(*, recount: Recount, same: bool, found: str, counted_by: str, by: User) -> Recount:
    """Write down what the second counting found. Where it differs, the sheets of the box are typed anew, by
    two people as before; the reason stands on each of them. Raises RuleRefused."""
    require(by, Permission.COUNT_DECIDE, recount)
    counted = _counting(recount.round)
    row = recount.lock()
    row.round = counted
    rules.check_finish(finished=row.same is not None, same=same, found=found).require()
    row.same, row.found, row.counted_by = same, found.strip(), counted_by.strip()
    row.finished_at, row.finished_by = timezone.now(), by
    row.keep("same", "found", "counted_by", "finished_at", "finished_by")
    record("recount.finished", target=row, by=by, after={"same": same}, reason=row.found)
    if not same:
        for sheet in CountSheet.objects.filter(box=row.box).exclude(state=CountSheet.State.OPEN):
            reset_sheet(
                sheet=sheet, version=sheet.version, reason=f"抽签复点与原计票不符：{row.found}", by=by
            )
    return row


def _counting(round: Round) -> Round:
    """The round, locked, while it is being counted."""
    election = locked(round.election)
    require_round_stage(election, round)
    row: Round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    row.election = election
    if not row.is_counting:
        rules.refuse_state(f"{row.get_kind_display()}{row.get_state_display()}").require()
    return row
