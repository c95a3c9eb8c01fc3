"""The sheet of the step "ballots_ready": printed, received, and out to every box, by the book."""

from __future__ import annotations

from django.utils import timezone

from ballots.models import Round, StockMovement
from ballots.preparation import queries
from ballots.preparation.rules.stock import check_ready
from ballots.queries import boxes_of
from election_office.law.decision import Decision, Finding
from villages.models import Election
from villages.preparation import sheets
from villages.preparation.rules import Standing

STEP = "ballots_ready"


def ready(election: Election) -> Standing:
    """Five statements. Only the first vote's ballots are a step of the plan."""
    voting = Round.objects.held().filter(election=election, number=1).first()
    if voting is None:
        return Standing(Decision((Finding("no_boxes", False, "还没有票箱。"),)))
    rows = [row for row in queries.movements_of(voting) if row.revoked_at is None]
    stock = queries.stock_of_round(voting)
    given = {row.box_id for row in rows if row.kind == StockMovement.Kind.GIVEN}
    boxes = boxes_of(voting)
    decision = check_ready(
        stock,
        registered=queries.registered_of(voting),
        boxes=[box.name for box in boxes],
        given=[box.name for box in boxes if box.pk in given],
    )
    days = [
        timezone.localdate(row.moved_at)
        for row in rows
        if row.kind in (StockMovement.Kind.PRINTED, StockMovement.Kind.RECEIVED, StockMovement.Kind.GIVEN)
    ]
    said = f"印制{stock.printed}张，领到{stock.received}张，发给{len(boxes)}个票箱"
    return Standing(decision, max(days, default=None), said)


def lend_sheets() -> None:
    sheets.lend(STEP, ready)
