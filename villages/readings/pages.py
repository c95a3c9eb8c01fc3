"""The three pages of a counting paper below the polls: reading, choosing between readings, starting anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse

from election_office.accounts.http import StaffRequest
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from villages.readings.acts import differing, own_recheck
from villages.readings.forms import CellsForm, SettleForm, side_by_side
from villages.readings.models import ReadSheet

State = ReadSheet.State
NOTE = "照纸质计票单录入。须由另一人再录一遍，互相看不到对方的数字；不一致的格子再录。"
CHOICE = ["采用的一次按录入的数字计入，一个数字也不能改。", "认定人的姓名和理由保留备查。"]
ANEW = ["已录入的数字作废留存，不再计入。", "由两人重新录入整张计票单。"]


def how_it_stands(paper: ReadSheet, chooser: str) -> str:
    """What the typist is told after a reading. ``chooser``: who decides between three readings."""
    return {
        State.FIRST: "已保存，请另一人再录一遍。",
        State.AGREED: "录入一致。" if paper.third_by_id else "两次录入一致。",
        State.DIFFERS: "两次录入不一致，请对照纸质计票单，各自重录不一致的格子。",
        State.THIRD: "重录后仍不一致，请第三人录入整张计票单。",
        State.SPLIT: f"三次都不一致，由{chooser}认定采用哪一次。",
    }[State(paper.state)]


def read_page(
    request: StaffRequest,
    paper: Any,
    whole: Callable[..., OfficeForm],
    *,
    read: Callable[..., Any],
    reread: Callable[..., Any],
    titles: Mapping[str, str],
    chooser: str,
    back: str,
) -> HttpResponse:
    """The whole paper while a reading is due, else the cells that differ. A whole reading whose form was
    opened before is taken as it is."""
    again = bool(differing(paper))
    late = request.method == "POST" and "recovered" in request.POST and not own_recheck(paper, request.user)
    form: Any
    if again and not late:
        form = CellsForm(**typed(request), paper=paper, titles=titles, reader=request.user)
    else:
        form = whole(**typed(request))

    def act(**_: Any) -> Any:
        if isinstance(form, CellsForm):
            return reread(by=request.user, **form.values())
        return read(by=request.user, reading=form.reading())

    return act_page(
        request,
        form,
        act,
        title=f"{paper}计票单" + ("：重录不一致的格子" if again else ""),
        button="保存",
        done=lambda row: f"{row}：{how_it_stands(row, chooser)}",
        warns=lambda row: row.state not in (State.FIRST, State.AGREED),
        back=back,
        help_text=NOTE,
        context={"election": paper.election},
    )


def settle_page(
    request: StaffRequest,
    paper: Any,
    settle: Callable[..., Any],
    *,
    titles: Mapping[str, str],
    chooser: str,
    back: str,
) -> HttpResponse:
    """Three readings side by side, for who chooses and has typed none of them."""
    form = SettleForm(**typed(request), paper=paper)
    form.fields["names"].label = f"作出认定的{chooser}"
    shown = paper.state == State.SPLIT and request.user.pk not in paper.typists
    rows: Iterable[tuple[str, list[int]]] = side_by_side(paper, titles) if shown else ()
    return act_page(
        request,
        form,
        partial(settle, by=request.user),
        title=f"认定{paper}计票单采用哪一次录入",
        button="认定",
        done=lambda row: f"{row}：已按认定采用第{row.counts}次录入。",
        back=back,
        facts=[(label, "、".join(map(str, numbers))) for label, numbers in rows],
        consequences=CHOICE,
        context={"election": paper.election},
    )


def reset_page(
    request: StaffRequest, paper: Any, reset: Callable[..., Any], *, back: str, more: Iterable[str] = ()
) -> HttpResponse:
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(reset, by=request.user),
        title=f"重新录入{paper}计票单",
        button="重新录入",
        done=lambda row: f"{row}：可以重新录入。",
        back=back,
        consequences=[*ANEW, *more],
        danger=True,
        context={"election": paper.election},
    )
