"""What the pages and the paper of a 总结 show: the pieces with their words, tables and charts as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from election_office.accounts import places
from election_office.documents.facts import Facts
from election_office.documents.paper import (
    Align,
    Block,
    Chart,
    Column,
    Heading1,
    Heading2,
    Paper,
    Para,
    Table,
)
from election_office.figures.exports import team_chart, turnout_chart
from election_office.figures.models import SummaryDraft
from election_office.figures.queries import MEMBERS, VILLAGE, Figures, Row, Scope
from election_office.figures.summary import rules
from election_office.figures.summary.queries import figures_and_facts, first_election
from election_office.law.text import cn_number
from villages.models import County, Township

LAST_WORDS = "换届选举工作总结"
PLACES = ("单位", "登记人数", "参加投票", "参选率", "当选", "平均年龄", "女性", "一肩挑")


@dataclass(frozen=True)
class Item:
    """A piece as the paper holds it. ``columns`` and ``rows``: of a table, or series and bars of a chart."""

    kind: str
    text: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class SummaryPaperFacts(Facts):
    title: str
    signer: str
    items: tuple[Item, ...]


def scope_of_draft(draft: SummaryDraft) -> Scope:
    return Scope(draft.division, places.names([draft.division])[draft.division], draft.ordinal)


def paper_facts(draft: SummaryDraft) -> SummaryPaperFacts:
    """The draft as it would be issued now: words as written, tables and charts as counted."""
    scope = scope_of_draft(draft)
    figures, facts = figures_and_facts(scope)
    parts = rules.readable(rules.pieces(facts), draft.text)
    return SummaryPaperFacts(
        title=f"{scope.name}{facts.term}{facts.body}{LAST_WORDS}",
        signer=signer_of(scope),
        items=tuple(item for piece in parts for item in _items(piece, figures)),
    )


def county_of(draft: SummaryDraft) -> str:
    """The name of the county in its numbers."""
    return County.objects.get(code=draft.division).name


def signer_of(scope: Scope) -> str:
    """Who signs: the committee of the village, the office of the township or the county."""
    if scope.level == VILLAGE:
        election = first_election(scope)
        return election.committee_title if election else scope.name
    model: Any = County if scope.level < len("369901001") else Township
    row = model.objects.filter(code=scope.code).first()
    office = row.office_name if row else ""
    return office or f"{scope.name}换届工作领导小组办公室"


def _items(piece: rules.Piece, figures: Figures) -> list[Item]:
    if piece.kind in ("h1", "h2"):
        return [Item(piece.kind, piece.text)]
    if piece.kind == "p":
        return [Item("p", line) for line in piece.text.split("\n") if line.strip()]
    if piece.key == "table.places":
        rows = tuple(
            _place_row(row) for row in [*figures.rows, figures.whole] if row.villages.get("declared")
        )
        return [Item("table", "投票和班子情况", PLACES, rows)]
    if piece.key == "table.team":
        return [
            Item(
                "table",
                "班子结构与上届比较",
                ("项目", "本届", "占比", "上届", "占比"),
                _team_rows(figures.whole),
            )
        ]
    chart = turnout_chart(figures.rows) if piece.key == "chart.turnout" else team_chart(figures.whole)
    return [_chart_item(chart)] if chart.bars else []


def shown_item(piece: rules.Piece, figures: Figures) -> Item | None:
    """The table or the drawing of a piece for the screen."""
    found = _items(piece, figures) if piece.kind in ("table", "chart") else []
    return found[0] if found else None


def _place_row(row: Row) -> tuple[str, ...]:
    sums, counts = row.sums, row.new.counts
    values = (
        row.name, sums["registered"], sums["voted"], row.turnout, sums["elected"], row.new.age,
        counts.get("women", 0), counts.get("both_heads", 0),
    )  # fmt: skip
    return tuple(str(value) for value in values)


def _team_rows(whole: Row) -> tuple[tuple[str, ...], ...]:
    new, last = whole.new, whole.last
    rows = [
        ("平均年龄（岁）", new.age, "", last.age, ""),
        ("书记平均年龄（岁）", new.secretary_age, "", last.secretary_age, ""),
    ]
    for figure in MEMBERS:
        pair = [
            (str(team.counts.get(figure.key, 0)), team.share(figure.key) if figure.share else "")
            for team in (new, last)
        ]
        rows.append((f"{figure.label}（人）", *pair[0], *pair[1]))
    return tuple(rows)


def _chart_item(chart: Chart) -> Item:
    rows = tuple(
        (label, *(cell for value, words in values for cell in (f"{value:.2f}", words)))
        for label, values in chart.bars
    )
    return Item("chart", chart.title, tuple(chart.series), rows)


# ------------------------------------------------------------------ on paper


def layout(facts: SummaryPaperFacts) -> Paper:
    return Paper(
        # Broken where its sense breaks (GB/T 9704).
        title=facts.title.replace(LAST_WORDS, f"\n{LAST_WORDS}"),
        blocks=tuple(_block(item) for item in facts.items),
        signature=(facts.signer,),
    )


def _block(item: Item) -> Block:
    if item.kind == "h1":
        return Heading1(item.text)
    if item.kind == "h2":
        return Heading2(item.text)
    if item.kind == "table":
        columns = [
            Column(title, 2 if not index else 1, Align.CENTER) for index, title in enumerate(item.columns)
        ]
        return Table(columns, item.rows, caption=item.text, points=11)
    return chart_of(item) if item.kind == "chart" else Para(item.text)


def chart_of(item: Item) -> Chart:
    return Chart(item.text, [(row[0], _values(row[1:])) for row in item.rows], item.columns)


def _values(cells: Sequence[str]) -> list[tuple[float, str]]:
    return [(float(cells[index]), cells[index + 1]) for index in range(0, len(cells), 2)]


def title_of(scope: Scope) -> str:
    return f"{scope.name}第{cn_number(scope.ordinal)}届换届总结"
