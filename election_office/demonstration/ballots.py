"""The ballots of a demonstration village: designed, drawn for, printed, handed on, and put away again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from ballots import actions as ballots
from ballots.models import BallotMark, Round, StockMovement
from ballots.preparation import actions, queries
from ballots.preparation.rules.void_rules import void_rules_for
from election_office.accounts.models import User
from villages.models import Election, Township

MARKS = {"colour": ("浅黄", "浅蓝", "浅绿", "粉红"), "seal": ("1号验票章", "2号验票章", "3号验票章")}
KEEPERS = ("选委乙", "监票甲")


def list_marks(township: Township, officer: User) -> None:
    for kind, names in MARKS.items():
        for name in names:
            if not BallotMark.objects.filter(township=township, kind=kind, name=name).exists():
                actions.add_mark(township=township, kind=kind, name=name, by=officer)


def begin(election: Election, officer: User) -> None:
    """Two boxes and a design, weeks before the day: what is left to do shows on the overview."""
    for name, kind in (("主会场票箱", "main"), ("流动票箱", "mobile")):
        ballots.add_box(election=election, name=name, kind=kind, place="", staff="", by=officer)
    design_ballots(election, officer)


def design_ballots(election: Election, officer: User) -> None:
    """The rulebook's own void rules, two ballots to a sheet of A4, with stubs."""
    voting = _round(election)
    actions.decide_design(
        round=voting,
        form="combined",
        sheet="A4",
        per_sheet=2,
        reserve_percent=3,
        with_stub=True,
        void_rules="\n".join(void_rules_for(queries.ballot_facts(voting), election.rulebook)),
        by=officer,
    )


def draw_and_hand_on(election: Election, officer: User, given: Mapping[str, int]) -> None:
    """Drawn, printed, received and given to the boxes; on the polling day the draw is opened."""
    list_marks(election.village.township, officer)
    voting = _round(election)
    actions.draw_marks(round=voting, drawer="选委甲", witness="监票乙", by=officer)
    actions.open_draw_for_printing(round=voting, printer="印制甲", by=officer)
    copies = queries.copies_of(voting, queries.design_of(voting))
    _move(voting, "printed", copies, 180, officer, note=f"票根1至{copies}号")
    _move(voting, "received", copies, 150, officer)
    if timezone.localdate() == voting.day:
        actions.reveal_marks(round=voting, before="选委甲、监票甲、监票乙", by=officer)
    for box in voting.boxes.all():
        _move(voting, "given", given[box.name], 120, officer, box=box)


def put_away(election: Election, officer: User) -> None:
    """What the boxes have left goes back and is sealed."""
    voting = _round(election)
    for place in queries.book_of(voting).places:
        if place.left:
            _move(voting, "returned", place.left, 20, officer, box=place.box)
    _move(voting, "sealed", queries.stock_of_round(voting).at_village, 10, officer, note="封存于村档案柜")


def _round(election: Election) -> Round:
    return Round.objects.with_places().filter(election=election).latest("number")


def _move(
    round: Round, kind: str, count: int, minutes_ago: int, officer: User, **more: object
) -> StockMovement:
    return actions.move_stock(
        round=round,
        kind=kind,
        count=count,
        first_name=KEEPERS[0],
        second_name=KEEPERS[1],
        moved_at=timezone.now() - dt.timedelta(minutes=minutes_ago),
        by=officer,
        **more,  # type: ignore[arg-type]  # box and note
    )
