"""选票领用登记簿: every movement of the ballot papers of a round, and what is left where."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ballots.models import Round
from ballots.preparation import queries
from ballots.preparation.rules.stock import Left
from ballots.prints import specimens
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import (
    Align,
    Block,
    Column,
    Fields,
    Heading1,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Table,
)
from election_office.law.dates import cn_date
from villages.documents import heading_facts

STOCK_BOOK = "ballots.stock_book"

Facts = dict[str, Any]


def _minute(at: Any) -> str:
    return f"{timezone.localtime(at):%m月%d日%H:%M}"


def _left(left: Left | None) -> list[str]:
    if left is None:
        return ["划去", "", ""]
    return [str(left.at_printer), str(left.at_village), "" if left.at_box is None else str(left.at_box)]


def _book_facts(round: Round) -> Facts:
    book = queries.book_of(round)
    stock = book.stock
    election = round.election
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}{election.words.body}选举\n选票领用登记簿",
        "round": round.title,
        "polled": cn_date(round.day),
        "left_here": election.said("村里余"),
        "lines": [
            [
                _minute(row.moved_at),
                election.said(row.get_kind_display()),
                row.box.name if row.box else "",
                str(row.count),
                *_left(left),
                row.first_name,
                row.second_name,
                row.note if row.revoked_at is None else f"划去：{row.revoked_reason}",
            ]
            for row, left in book.rows
        ],
        "places": [
            [
                place.box.name,
                str(place.given),
                str(place.returned),
                str(place.used.issued),
                str(place.used.spoiled),
                str(place.left),
            ]
            for place in book.places
        ],
        "totals": [
            ("印制", f"{stock.printed}张"),
            (election.said("村里领到"), f"{stock.received}张"),
            ("发给投票人（含换发）", f"{stock.used}张"),
            ("封存、销毁", f"{stock.put_away}张"),
            ("尚未交代", f"{stock.open}张"),
        ],
        "balanced": book.balance.allowed,
        "open": [finding.message for finding in book.balance.refusals] if book.closed else [],
        "explanation": book.difference.explanation if book.difference else "",
        "names": [book.difference.first_name, book.difference.second_name] if book.difference else [],
    }


def _book(facts: Facts) -> Paper:
    columns = [
        Column("时间", 1.5),
        Column("事项", 1.1),
        Column("票箱", 1.4),
        Column("张数", 0.7),
        Column("印制处余", 0.8),
        Column(facts["left_here"], 0.8),
        Column("票箱余", 0.8),
        Column("经手人", 1.0),
        Column("复核人", 1.0),
        Column("备注", 2.0, Align.LEFT),
    ]
    blocks: list[Block] = [
        Para(f"{facts['round']}，投票日{facts['polled']}。", indent=False),
        Table(columns, facts["lines"], points=11, min_rows=10),
        PageBreak(),
        Heading1("各票箱"),
        Table(
            [
                Column("票箱", 2),
                Column("领到", 1),
                Column("退回", 1),
                Column("发给投票人", 1),
                Column("写坏换发", 1),
                Column("现存", 1),
            ],
            facts["places"],
            points=12,
        ),
        Heading1("核对"),
        Fields(facts["totals"], per_line=3),
    ]
    if facts["balanced"]:
        blocks.append(Para("印制的选票全部有去向，登记平衡。"))
    blocks += [Para(line) for line in facts["open"]]
    if facts["explanation"]:
        blocks.append(Para(f"差额说明：{facts['explanation']}（{'、'.join(facts['names'])}）"))
    blocks.append(Signatures(["登记人", "复核人", "总监票人"], per_line=3))
    return Paper(title=facts["title"], blocks=tuple(blocks), landscape=True)


register(
    DocumentKind(
        code=STOCK_BOOK,
        title="选票领用登记簿",
        facts=_book_facts,
        compose=_book,
        specimen=lambda: dict(specimens.STOCK_BOOK),
    )
)
