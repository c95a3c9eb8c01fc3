"""The catalogue of an archive: the same list as PDF to print, as a workbook, and as a page of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils import timezone

from election_office.archive.boxes import Box
from election_office.archive.contents import Entry
from election_office.archive.models import Destruction
from election_office.archive.queries import holdings_of
from election_office.core.sheets import add_table, as_text, saved
from election_office.documents import rendering
from election_office.documents.paper import Align, Block, Column, Heading1, Paper, Para, Table
from election_office.documents.rendering import Enclosed
from election_office.law.dates import cn_date
from villages.models import Election

CHECKER = "核对结果公告.html"
HEAD = ("序号", "题名", "文号", "日期", "页数", "说明", "文件", "字节", "SHA-256")
HOLDING_HEAD = ("原件", "件数", "保管人", "存放地点", "封存日期", "保存期限", "销毁")


@dataclass(frozen=True, slots=True)
class Row:
    """A file as it was written."""

    entry: Entry
    path: str
    size: int
    sha256: str

    @property
    def href(self) -> str:
        return quote(self.path)

    @property
    def number(self) -> str:
        return self.path.partition("/")[2][:3]


@dataclass(frozen=True, slots=True)
class Catalogue:
    election: Election
    at: datetime
    rows: tuple[Row, ...]
    missing: tuple[str, ...]
    key: str

    @property
    def title(self) -> str:
        return f"{self.election.village.name}{self.election.cycle.title}选举档案目录"

    @property
    def made(self) -> str:
        return f"{cn_date(timezone.localdate(self.at))}归档，共{len(self.rows)}个文件。"

    @property
    def by_box(self) -> list[tuple[Box, list[Row]]]:
        return [(lies_in, list(rows)) for lies_in, rows in groupby(self.rows, lambda row: row.entry.box)]

    @property
    def holdings(self) -> list[tuple[str, ...]]:
        return holding_lines(self.election)


def holding_lines(election: Election) -> list[tuple[str, ...]]:
    """What is kept on paper, until when, and what of it was destroyed."""
    return [
        (
            holding.holding.title,
            str(holding.holding.pieces),
            holding.holding.keeper,
            holding.holding.kept_at,
            cn_date(holding.holding.sealed_on),
            f"{holding.retention.words}{holding.retention.citation.basis}",
            _destroyed(holding.destruction),
        )
        for holding in holdings_of(election)
    ]


def _destroyed(destruction: Destruction | None) -> str:
    if destruction is None:
        return ""
    witnesses = "、".join(destruction.witnesses)
    day, ground = cn_date(destruction.destroyed_on), f"{destruction.approved_by}{destruction.approval}"
    return f"{day}按{ground}{destruction.method}，监销人{witnesses}"


# ------------------------------------------------------------------ three forms


def as_html(book: Catalogue) -> bytes:
    """Opens by double click: no script, no other file, no network."""
    return render_to_string(
        "print/archive/catalogue.html",
        {"book": book, "holding_head": HOLDING_HEAD, "checker": quote(CHECKER)},
    ).encode()


def as_workbook(book: Catalogue) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 -- loaded where it is used

    workbook = Workbook(write_only=True)
    widths = (16, 6, 40, 22, 16, 6, 12, 50, 12, 68)
    head = dict(zip(("盒", *HEAD), widths, strict=True))
    add_table(workbook, "目录", head, map(_cells, book.rows))
    add_table(workbook, "原件", dict.fromkeys(HOLDING_HEAD, 16), book.holdings)
    absent = workbook.create_sheet("缺少")
    for sentence in book.missing:
        absent.append([as_text(absent, sentence)])
    return saved(workbook)


def _cells(row: Row) -> tuple[object, ...]:
    entry = row.entry
    listed = (entry.box.folder, row.number, entry.title, entry.number, entry.dated, entry.pages, entry.note)
    return (*listed, row.path, row.size, row.sha256)


def as_pdf(book: Catalogue) -> bytes:
    """A paper like every other, written to be kept; the list as data lies inside."""
    listed = [{"path": row.path, "size": row.size, "sha256": row.sha256} for row in book.rows]
    data = json.dumps({"format": "office-catalogue/1", "files": listed}, ensure_ascii=False).encode()
    enclosed = Enclosed("catalogue.json", data, "Files of this archive", timezone.localtime(book.at))
    paper = Paper(title=book.title, blocks=tuple(_blocks(book)), landscape=True)
    html = rendering.html_of_paper(paper, rendering.Printed(title=book.title))
    return rendering.pdf_from_html(html, enclosed=enclosed).data


def _blocks(book: Catalogue) -> Iterator[Block]:
    yield Para(book.made)
    columns = (
        Column("序号", 1),
        Column("题名", 7, Align.LEFT),
        Column("文号", 4),
        Column("日期", 3),
        Column("页", 1),
        Column("说明", 3),
        Column("校验值前16位", 4),
    )
    for lies_in, rows in book.by_box:
        yield Heading1(f"第{lies_in.number}盒　{lies_in.title}")
        lines = [
            [
                row.number,
                f"{row.entry.title}{row.entry.suffix}",
                row.entry.number,
                row.entry.dated,
                str(row.entry.pages or ""),
                row.entry.note,
                row.sha256[:16],
            ]
            for row in rows
        ]
        yield Table(columns, lines, points=10)
    yield Heading1("原件和保存期限")
    if book.holdings:
        shares = (3, 1, 2, 3, 3, 6, 5)
        yield Table(
            [Column(t, w) for t, w in zip(HOLDING_HEAD, shares, strict=True)], book.holdings, points=10
        )
    else:
        yield Para("没有登记原件。")
    yield Heading1("缺少的材料")
    if book.missing:
        listed = (Column("序号", 1), Column("材料", 14, Align.LEFT))
        yield Table(listed, [[str(n), said] for n, said in enumerate(book.missing, start=1)], points=10)
    else:
        yield Para("没有缺少的材料。")
    yield Heading1("校验")
    yield Para("公文为PDF/A-3b格式（未经验证工具验证），本平台升级以前签发的公文为签发时的文件。")
    yield Para("全部文件的校验值由清单manifest.json载明，清单由本平台签名。签名公钥：")
    yield Para(book.key, indent=False)
