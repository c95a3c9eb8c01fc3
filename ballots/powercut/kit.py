"""停电备用纸样: for every box the turnout form and the list to sign, then the tally sheets of all boxes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from ballots.models import Box, Round
from ballots.notices.shared import round_heading
from ballots.powercut import queries
from ballots.prints.tally_sheets import TALLY_SHEETS
from election_office.documents.actions import working_pdf
from election_office.documents.facts import to_json
from election_office.documents.kinds import DocumentKind, register
from election_office.documents.paper import (
    Align,
    Block,
    Column,
    Fields,
    Heading1,
    Lines,
    PageBreak,
    Paper,
    Para,
    Signatures,
    Table,
)
from voters.prints.book import book_of
from voters.prints.typeset import print_sheets

TURNOUT = "ballots.turnout_by_hour"
Facts = dict[str, Any]


def hours_of(opens: dt.time, closes: dt.time) -> list[str]:
    """The hours of the vote, each begun one: 8:30 to 11:15 are 08:00, 09:00, 10:00 and 11:00."""
    last = closes.hour if closes.minute else closes.hour - 1
    return [f"{hour:02d}:00至{hour + 1:02d}:00" for hour in range(opens.hour, max(last, opens.hour) + 1)]


def _facts(round: Round) -> Facts:
    heading: Facts = to_json(round_heading(round, "参加投票人数表（停电备用）"))
    election = round.election
    return heading | {
        "body": election.words.body,
        "hours": hours_of(election.opens_at, election.closes_at),
        "boxes": [
            {
                "name": box.name,
                "kind": box.get_kind_display(),
                "place": box.place or election.polling_place,
                "voters": len(voters),
                "mobile": box.kind == Box.Kind.MOBILE,
            }
            for box, voters in queries.lists_of(round)
        ],
    }


def _paper(facts: Facts) -> Paper:
    blocks: list[Block] = []
    several = sum(not box["mobile"] for box in facts["boxes"]) > 1
    for number, box in enumerate(facts["boxes"]):
        rows = [[hour, "", "", "", ""] for hour in facts["hours"]]
        rows += [["合计", "", "", "", ""]]
        blocks += [
            *([PageBreak()] if number else []),
            Heading1(f"{box['name']}（{box['kind']}）"),
            Fields(
                [
                    ("地点", box["place"]),
                    ("名册人数", f"{box['voters']}人"),
                    ("改用纸质名册", "　　时　　分"),
                    ("恢复系统发票", "　　时　　分"),
                ],
                per_line=2,
            ),
            Table(
                [
                    Column("时段", 2),
                    Column("本人领票", 1.2),
                    Column("代领", 1),
                    Column("写坏换发", 1.2),
                    Column("备注", 1.6, Align.LEFT),
                ],
                rows,
                points=12,
            ),
            Para(
                "改用以前先抄下系统已发票的序号并在名册上划去；来电以后不再用纸，当天把名册序号和本表合计"
                "补录到系统，本表和签名名册扫描留存。",
                indent=False,
            ),
            *(
                [Para("几个票箱同时发票的，发票前先与其他票箱电话核对，同一个人只发一张。", indent=False)]
                if several
                else []
            ),
            Lines(1),
            Signatures(("发票人", "监票人", "监票人"), per_line=3),
        ]
    return Paper(
        title=f"{facts['village']}{facts['term']}{facts['body']}选举\n{facts['what']}", blocks=tuple(blocks)
    )


register(DocumentKind(code=TURNOUT, title="参加投票人数表", facts=_facts, compose=_paper))


def kit_pdf(round: Round) -> tuple[bytes, int]:
    """The file and its pages. Raises ValidationError or CannotPrint for a name no font can draw."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 -- loaded where it is used

    election = round.election
    lists, remarks, proxies = (
        queries.lists_of(round),
        queries.mobile_remarks(round),
        queries.proxies_of(election),
    )
    books = [
        book_of(election, voters, proxies, box=box.name, place=box.place, remarks=remarks)
        for box, voters in lists
    ]
    every = [sheet for book in books for sheet in book]
    signing = iter(
        PdfReader(io.BytesIO(print_sheets(every, f"{round}签到领票册").data)).pages if every else ()
    )
    turnout = PdfReader(io.BytesIO(working_pdf(TURNOUT, round))).pages
    kit = PdfWriter()
    for number, book in enumerate(books):
        kit.add_page(turnout[number])
        for _ in book:
            kit.add_page(next(signing))
    for page in PdfReader(io.BytesIO(working_pdf(TALLY_SHEETS, round))).pages:
        kit.add_page(page)
    file = io.BytesIO()
    kit.write(file)
    return file.getvalue(), len(kit.pages)
