"""What goes up to the county or further: a workbook of four sheets, and the same as a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from election_office.core.sheets import add_table, saved
from election_office.documents import rendering
from election_office.documents.paper import (
    Align,
    Chart,
    Column,
    Heading1,
    PageBreak,
    Paper,
    Para,
    Size,
    Table,
)
from election_office.figures.models import TeamMember
from election_office.figures.queries import MEMBERS, Figures, Hour, Row, Scope, Team
from election_office.figures.rules import share
from election_office.law.dates import cn_date
from villages.models import Step
from villages.models.elections import Stage
from villages.models.steps import counts_by_state

ROSTER = ("乡镇", "村", "班子", "职务", "姓名", "性别", "年龄", "学历", "中共党员", "连任", "一肩挑")
PROGRESS = ("单位", "准备阶段", "选举阶段", "后续阶段", "已办结", "全部事项", "超期")
POLLED = (
    "单位", "村数", "已宣布结果", "登记人数", "参加投票", "参选率", "委托占比", "无效票占比", "应选名额",
    "当选", "一次选成", "一次成功率", "另行选举", "撤销结果", "暂缓",
)  # fmt: skip


def progress_rows(scope: Scope, today: dt.date) -> list[list[Any]]:
    """Steps done of all, stage by stage, for each place below. One statement."""
    group = scope.group("election__")
    found: dict[str, dict[str, Any]] = {}
    rows: Iterable[Any] = (
        Step.objects.filter(election__in=scope.elections.order_by().values("pk"), dropped=False)
        .order_by()
        .values(*group, "stage")
        .annotate(**counts_by_state(today))
    )
    for row in rows:
        place = found.setdefault(row[group[1]], {"name": row[group[2]], "done": 0, "total": 0, "overdue": 0})
        place[row["stage"]] = f"{row['done']}/{row['total']}"
        for name in ("done", "total", "overdue"):
            place[name] += row[name]
    stages = (Stage.PREPARATION, Stage.ELECTION, Stage.FOLLOW_UP)
    return [
        [
            place["name"],
            *(place.get(stage, "") for stage in stages),
            place["done"],
            place["total"],
            place["overdue"],
        ]
        for _, place in sorted(found.items())
    ]


def polled_row(row: Row) -> list[Any]:
    count, sums = row.villages, row.sums
    return [
        row.name, count.get("villages", 0), count.get("declared", 0), sums.get("registered", 0),
        sums.get("voted", 0), row.turnout, row.proxies, row.void, sums.get("seats", 0),
        sums.get("elected", 0), count.get("at_first", 0), row.success, count.get("later_rounds", 0),
        count.get("withdrawn", 0), count.get("deferred", 0),
    ]  # fmt: skip


def team_head() -> list[str]:
    return ["单位", "届", "平均年龄", "书记平均年龄", *(figure.label for figure in MEMBERS)]


def team_row(name: str, term: str, team: Team) -> list[Any]:
    return [name, term, team.age, team.secretary_age, *(team.counts.get(figure.key, 0) for figure in MEMBERS)]


def roster_rows(scope: Scope) -> Iterable[list[str]]:
    """Everybody elected, seat by seat, village by village."""
    rows = (
        TeamMember.objects.filter(
            term=TeamMember.Term.NEW, election__in=scope.elections.order_by().values("pk")
        )
        .select_related("election__village__township")
        .order_by("election__village__code", "body", "pk")
    )
    for row in rows.iterator(chunk_size=2000):
        village = row.election.village
        yield [
            village.township.name, village.name, row.get_body_display(), row.post, row.name,
            row.get_sex_display(), str(row.age or ""), row.get_education_display(),
            _yes(row.party_member), _yes(row.reelected), _yes(row.both_heads),
        ]  # fmt: skip


def _yes(value: bool) -> str:
    return "是" if value else ""


def workbook(figures: Figures, today: dt.date) -> bytes:
    """Progress, statistics, structure, roster."""
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used

    book = Workbook(write_only=True)
    places = [*figures.rows, figures.whole]
    teams = [
        team_row(row.name, term, team)
        for row in places
        for term, team in (("本届", row.new), ("上届", row.last))
    ]
    for title, head, rows in (
        ("进度", PROGRESS, progress_rows(figures.scope, today)),
        ("统计", POLLED, (polled_row(row) for row in places)),
        ("结构", team_head(), teams),
        ("花名册", ROSTER, roster_rows(figures.scope)),
    ):
        add_table(book, title, {name: max(9, 2 * len(name) + 2) for name in head}, rows, freeze="B2")
    return saved(book)


# ------------------------------------------------------------------ as a paper


def turnout_chart(rows: Sequence[Row]) -> Chart:
    """参选率 of the places that voted; they stand in the table too."""
    return Chart(
        "参选率",
        [
            (row.name[:9], [(share(row.sums.get("voted", 0), row.sums.get("registered", 0)), row.turnout)])
            for row in rows
            if row.villages.get("declared")
        ],
    )


def team_chart(whole: Row) -> Chart:
    """Shares of the new team beside those of the last."""
    wanted = [figure for figure in MEMBERS if figure.share and not figure.key.startswith("secretary_")]
    terms = (whole.new, whole.last)
    return Chart(
        "班子结构",
        [
            (figure.label[:9], [(_number(team.share(figure.key)), team.share(figure.key)) for team in terms])
            for figure in wanted
            if any(team.counts.get(figure.key) for team in terms)
        ],
        ("本届", "上届"),
    )


def hours_chart(hours: Sequence[Hour]) -> Chart:
    return Chart(
        "各小时领票人数",
        [(f"{row.hour}时", [(row.voters, f"{row.voters}人")]) for row in hours],
    )


def _number(words: str) -> float:
    return 0.0 if words == "—" else float(words.rstrip("%"))


def report_pdf(figures: Figures, today: dt.date) -> bytes:
    """The four tables on A4 across."""
    places = [*figures.rows, figures.whole]
    teams = [
        team_row(row.name, term, team)
        for row in places
        for term, team in (("本届", row.new), ("上届", row.last))
    ]
    paper = Paper(
        title=f"{figures.scope.name}换届统计表",
        size=Size.A4,
        landscape=True,
        dated=today,
        blocks=(
            Para(f"截至{cn_date(today)}。参选率为参加投票人数占登记人数的比例；年龄计算到各村选举日。"),
            Heading1("一、进度"),
            _table(PROGRESS, progress_rows(figures.scope, today)),
            Heading1("二、投票"),
            _table(POLLED, [polled_row(row) for row in places]),
            Heading1("三、班子结构"),
            _table(team_head(), teams),
            PageBreak(),
            Heading1("四、花名册"),
            _table(ROSTER, list(roster_rows(figures.scope))),
        ),
    )
    return rendering.pdf_from_html(rendering.html_of_paper(paper, rendering.Printed(title=paper.title))).data


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> Table:
    columns = [Column(title, 2 if index == 0 else 1, Align.CENTER) for index, title in enumerate(head)]
    return Table(columns, [[str(cell) for cell in row] for row in rows], points=9)
