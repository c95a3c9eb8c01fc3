"""What of a round is ready before the polling day, and what is to be done next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ballots.models import BallotDesign, BallotMark, MarkDraw, Round
from ballots.preparation import queries
from ballots.preparation.queries import Book, StationRow
from ballots.preparation.rules.staffing import check_complete, check_station
from election_office.core.templatetags.office import url_or_none
from election_office.documents.rules import Standing
from election_office.law.dates import cn_date
from election_office.law.decision import Decision

WORDS = {"done": "已备齐", "doing": "办理中", "todo": "未办", "overdue": "须处理", "deferred": "未到"}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the overview. ``tone`` is a badge's; ``note`` says how it stands; ``url`` and ``action``
    lead to what is to be done, for those who may do it; ``open_url`` to what everybody may read."""

    code: str
    title: str
    tone: str
    note: str
    url: str = ""
    action: str = ""
    open_url: str = ""
    open_text: str = ""

    @property
    def word(self) -> str:
        return {"done": "已备齐", "doing": "办理中", "todo": "未办", "overdue": "须处理", "deferred": "未到"}[
            self.tone
        ]

    @property
    def waits(self) -> bool:
        """Something is to be done, and now."""
        return self.tone in ("todo", "doing", "overdue") and bool(self.url)


def _url(name: str, pk: int) -> str:
    return url_or_none(name, pk) or ""


def parts_of(round: Round, today: dt.date) -> list[Part]:
    """Every part in the order it is prepared. A fixed number of statements, however many boxes."""
    pk, polling_day = round.election_id, today == round.day
    queries.read_page_ahead(round)
    design = queries.design_of(round)
    book = queries.book_of(round)
    rows = queries.station_rows(round)
    draw = next(iter(queries.draws_of(round)), None)
    return [
        _stations(rows, round, pk),
        _staff(round, pk),
        _design(design, pk),
        _void_rules(design, pk),
        _print(design, book, round, pk),
        _draw(draw, round, pk, polling_day=polling_day),
        _stock(book, pk),
        _notices(round, today, pk),
        _opening(rows, pk, polling_day=polling_day),
    ]


def _joined(decision: Decision, most: int = 3) -> str:
    said = [finding.message for finding in (*decision.refusals, *decision.warnings)]
    more = f"还有{len(said) - most}项。" if len(said) > most else ""
    return "".join(said[:most]) + more


def _stations(rows: Sequence[StationRow], round: Round, pk: int) -> Part:
    open_ = _url("ballots:stations", pk)
    url = open_ or _url("ballots:boxes", pk)
    if not rows:
        return Part("stations", "投票站和票箱", "todo", "还没有票箱。", url, "建立票箱", open_, "查看")
    found = Decision(())
    for row in rows:
        found = found + check_station(row.facts, round.election.rulebook)
    if found.allowed:
        note = f"{len(rows)}个票箱，地点、写票处和流动票箱都已安排。"
        return Part("stations", "投票站和票箱", "done", note, "", "", open_, "查看")
    return Part("stations", "投票站和票箱", "doing", _joined(found), url, "安排站点", open_, "查看")


def _staff(round: Round, pk: int) -> Part:
    url = _url("ballots:staff", pk)
    workers = queries.workers_of(round)
    if not workers:
        return Part("staff", "选举工作人员", "todo", "还没有确定工作人员。", url, "确定人员", url, "查看")
    found = check_complete(queries.role_counts(workers), round.election.rulebook)
    tone = "doing" if found.warnings else "done"
    note = f"已列{len(workers)}人。{_joined(found)}"
    return Part("staff", "选举工作人员", tone, note, url if tone == "doing" else "", "补充人员", url, "查看")


def _design(design: BallotDesign, pk: int) -> Part:
    url, shown = _url("ballots:prepare_design", pk), _url("ballots:ballot_sample", pk)
    if design.pk is None:
        note = f"还没有确定。默认：{design.get_form_display()}，{design.sheet}纸印{design.per_sheet}张。"
        return Part("design", "选票样式", "todo", note, url, "确定样式", shown, "看样票")
    note = f"{design.get_form_display()}，{design.sheet}纸印{design.per_sheet}张"
    note += "，带编号票根。" if design.with_stub else "，不带票根。"
    return Part("design", "选票样式", "done", note, "", "", shown, "看样票")


def _void_rules(design: BallotDesign, pk: int) -> Part:
    url = _url("ballots:prepare_design", pk)
    lines = [line for line in design.void_rules.splitlines() if line]
    if not lines:
        return Part("void_rules", "无效票认定规则", "todo", "还没有确定。", url, "确定规则")
    return Part("void_rules", "无效票认定规则", "done", f"{len(lines)}条，已与适用的规则核对。")


def _print(design: BallotDesign, book: Book, round: Round, pk: int) -> Part:
    url = _url("ballots:prepare_print", pk)
    need = queries.copies_of(round, design)
    if book.stock.printed:
        tone = "done" if book.stock.printed >= queries.registered_of(round) else "doing"
        note = f"已登记印制{book.stock.printed}张，应印{need}张。"
        return Part("print", "印制选票", tone, note, url if tone == "doing" else "", "排印")
    if design.pk is None:
        return Part("print", "印制选票", "deferred", f"确定样式以后排印，应印{need}张。")
    note = f"应印{need}张（登记{queries.registered_of(round)}人，备用{design.reserve_percent}%）。"
    return Part("print", "印制选票", "todo", note, url, "排印")


def _draw(draw: MarkDraw | None, round: Round, pk: int, *, polling_day: bool) -> Part:
    url, title = _url("ballots:prepare_draw", pk), "抽签确定颜色和印章"
    if draw is None:
        options = queries.marks_of(round)
        kinds_ = "、".join(f"{label}{len(options[kind])}种" for kind, label in BallotMark.Kind.choices)
        return Part("draw", title, "todo", f"还没有抽签。乡镇名录现有{kinds_}。", url, "抽签")
    if draw.revealed_at is None:
        note = (
            f"{draw.drawer}抽签、{draw.witness}见证，结果已密封，投票日（{cn_date(round.day)}）发票前启封。"
        )
        if polling_day:
            return Part("draw", title, "doing", note, url, "启封")
        return Part("draw", title, "done", note, "", "", url, "查看")
    return Part("draw", title, "done", f"已当众启封，在场：{draw.revealed_before}。", "", "", url, "查看")


STOCK_WORDS = {
    "todo": "还没有登记。印好的选票先登记印制，再登记村里领到、发给票箱。",
    "doing": "正在登记，投票结束后剩余的退回、封存或者销毁。",
    "done": "印制的选票全部有去向，登记平衡。",
}


def _stock(book: Book, pk: int) -> Part:
    url = _url("ballots:prepare_stock", pk)
    if book.state == "overdue":
        note = _joined(book.balance)
        note += (
            f"已说明差额：{book.difference.explanation}" if book.difference else "请登记去向或者说明差额。"
        )
        tone = "doing" if book.difference else "overdue"
        return Part("stock", "选票领用登记", tone, note, url, "核对", url, "查看")
    note = STOCK_WORDS[book.state]
    if book.state == "doing":
        stock = book.stock
        at_boxes = sum(stock.at_box.values())
        note = f"印制处{stock.at_printer}张，村里{stock.at_village}张，票箱{at_boxes}张。{note}"
    return Part(
        "stock", "选票领用登记", book.state, note, "" if book.state == "done" else url, "登记", url, "查看"
    )


def _notices(round: Round, today: dt.date, pk: int) -> Part:
    url = _url("ballots:notices", pk)
    papers = queries.papers_before_the_vote(round, today)
    lines = [line for line in papers if line.standing is not Standing.NOT_NEEDED]
    open_ = [line for line in lines if line.standing.is_open]
    if not open_:
        return Part("notices", "公告", "done", f"{len(lines)}份公告都已张贴。", "", "", url, "查看")
    tone = "todo" if len(open_) == len(lines) else "doing"
    days = [line.due.day for line in open_ if line.due]
    untrue = any(line.standing is Standing.UNTRUE for line in open_)
    if (untrue or any(day < today for day in days)) and round.takes_ballots:
        tone = "overdue"
    waiting = "、".join(line.notice.title for line in open_)
    note = f"已张贴{len(lines) - len(open_)}份，还有{len(open_)}份：{waiting}。"
    note += f"最早一份{cn_date(min(days))}前张贴。" if days else ""
    return Part("notices", "公告", tone, note, url, "签发、张贴", url, "查看")


def _opening(rows: Sequence[StationRow], pk: int, *, polling_day: bool) -> Part:
    url = _url("ballots:openings", pk) or _url("ballots:stations", pk)
    waiting = [row.box.name for row in rows if row.opening is None]
    if rows and not waiting:
        return Part("opening", "开始投票检查", "done", "各站点都已检查、开始投票。", "", "", url, "查看")
    if not polling_day:
        return Part("opening", "开始投票检查", "deferred", "投票日当天，各站点开始投票前逐项检查登记。")
    note = f"还没有检查登记：{'、'.join(waiting)}。"
    return Part("opening", "开始投票检查", "doing", note, url, "检查登记")
