"""The register of petitions as a workbook and on paper. Without what people wrote, unless it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from election_office.core.sheets import add_table, saved
from election_office.documents import rendering
from election_office.documents.paper import Align, Column, Paper, Para, Size, Table
from election_office.law.dates import cn_date
from villages.models import Cycle, Petition

MOST_PRINTED = 500
# Title and width; the second part is sealed in the database and leaves only when it is asked for.
HEAD = (
    ("村", 2.0), ("编号", 1.0), ("收到", 2.0), ("来源", 1.6), ("所涉", 2.4), ("承办人", 1.6),
    ("期限", 2.0), ("状态", 2.0), ("结论", 1.6), ("处理结果", 3.4), ("答复", 2.0),
)  # fmt: skip
SEALED = (("信访人", 1.6), ("联系方式", 2.0), ("反映的内容", 6.0), ("查明的情况", 6.0), ("答复意见", 4.0))


def lines(rows: Iterable[Petition], today: dt.date, *, with_content: bool) -> list[list[str]]:
    """One line a petition; ``rows`` with their outcomes."""
    return [_line(row, today) + (_sealed(row) if with_content else []) for row in rows]


def _line(row: Petition, today: dt.date) -> list[str]:
    about = [str(thing) for thing in (row.about, row.step and row.step.title, row.thing_name) if thing]
    closed = row.state in (Petition.State.ANSWERED, Petition.State.PASSED_ON)
    late = "，已超期" if not closed and row.due_on < today else ""
    return [
        row.election.village.name,
        f"第{row.number}号",
        cn_date(row.received_on),
        row.get_channel_display() + ("，匿名" if row.anonymous else ""),
        "、".join(about) or "未指明",
        row.handler or "未分办",
        cn_date(row.due_on),
        row.get_state_display() + late,
        row.get_verdict_display(),
        _outcomes(row),
        cn_date(row.answered_on) if row.answered_on else "",
    ]  # fmt: skip


def _outcomes(row: Petition) -> str:
    """What followed, each with its paper."""
    return "；".join(
        f"{outcome.done}（{outcome.paper_number}）" if outcome.paper_number else outcome.done
        for outcome in row.outcomes.all()
    )


def _sealed(row: Petition) -> list[str]:
    return [row.petitioner or "匿名", row.contact, row.content, row.findings, row.answer]


def _head(*, with_content: bool) -> Sequence[tuple[str, float]]:
    return (*HEAD, *SEALED) if with_content else HEAD


def workbook(rows: Iterable[Petition], today: dt.date, *, with_content: bool) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used

    head = {title: 7 * width for title, width in _head(with_content=with_content)}
    book = Workbook(write_only=True)
    add_table(book, "信访台账", head, lines(rows, today, with_content=with_content), freeze="C2")
    return saved(book)


def pdf(cycle: Cycle, rows: Iterable[Petition], today: dt.date, *, with_content: bool) -> bytes:
    found = lines(rows, today, with_content=with_content)
    columns = [Column(title, width, Align.LEFT) for title, width in _head(with_content=with_content)]
    paper = Paper(
        title=f"{cycle}信访台账",
        size=Size.A3 if with_content else Size.A4,
        landscape=True,
        dated=today,
        blocks=(
            Para(
                f"截至{cn_date(today)}，共{len(found)}件。内部资料，只限办理信访使用，不得复制、外传，用后归档。"
            ),
            Table(columns, found, points=9),
        ),
    )
    return rendering.pdf_from_html(rendering.html_of_paper(paper, rendering.Printed(title=paper.title))).data
