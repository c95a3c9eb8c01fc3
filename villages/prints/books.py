"""What is printed for people to read: handbook, rules of work, outline, questions and answers.

All four are made from the rulebook and the plan of the village, with the words of its kind of election.
They are long, so they are printed in the background.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from election_office.documents import board
from election_office.documents.paper import (
    Align,
    Block,
    Column,
    Fields,
    Heading1,
    Heading2,
    Paper,
    Para,
    Table,
)
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from election_office.law.words import in_words_of
from villages.catalogue import step_kinds
from villages.models import Election, Step
from villages.shelf import register as shelf
from villages.shelf.register import Form, FormFacts, Phase, form_facts, titled
from villages.shelf.sentences import Line, Part, parts

# A book is read in the hand: smaller than a notice on a wall.
BOOK_POINTS = 14.0
DUTIES = (
    ("总监票人", "主持检查票箱、启封选票和计票，决定当场的问题，对结果签字。"),
    ("监票人", "看守票箱，检查封条，监督发票、投票、唱票和计票，签字。"),
    ("发票人", "核对名单和证件，发一张票登记一次，不替人写票。"),
    ("唱票人", "逐张读出选票，字迹不清的交总监票人，不自行认定。"),
    ("计票人", "按唱票记正字，每张计票单加总后签字。"),
    ("代写人", "只按本人口述写票，写完读给本人听，不对外说。"),
    ("流动票箱工作人员", "按公布的名单和路线上门，不少于规定人数同行，票箱不离手。"),
)


@dataclass(frozen=True)
class StepLine:
    code: str
    title: str
    planned: str
    limit: str
    source: str
    responsible: str
    people: str
    help: str


@dataclass(frozen=True)
class PaperLine:
    title: str
    due: str
    basis: str


@dataclass(frozen=True)
class BookFacts(FormFacts):
    """``forms``: what hangs on the shelf beside these books."""

    place: str
    population: int
    households: int
    parts: tuple[Part, ...]
    steps: tuple[StepLine, ...]
    papers: tuple[PaperLine, ...]
    forms: tuple[str, ...]


def _book_facts(title: str, election: Election) -> BookFacts:
    common = form_facts(title)(election)
    words, village = election.words, election.village
    said = {
        "village": village.name,
        "day": cn_date(election.election_day),
        "seats": "、".join(f"{post.title}{post.seats}人" for post in common.posts) or f"{words.body}成员",
        "office": (common.office or common.township) + (f"（电话{common.phone}）" if common.phone else ""),
    }
    known: dict[str, Any] = vars(common)
    return BookFacts(
        **known,
        place=election.polling_place,
        population=village.population,
        households=village.households,
        parts=parts(election.rulebook, said),
        steps=tuple(_steps(election)),
        papers=tuple(_papers(election, timezone.localdate())),
        forms=tuple(row.named(words) for row in shelf.every() if not row.long and row.wanted(election)),
    )


def _day(day: dt.date | None) -> str:
    return cn_date(day) if day else ""


def _steps(election: Election) -> Iterator[StepLine]:
    kinds = step_kinds(election.words)
    for step in election.steps.filter(dropped=False).order_by("order"):
        yield StepLine(
            code=step.code,
            title=step.title,
            planned=_period(step),
            limit=_day(step.limit_on),
            source=step.limit_source if step.limit_on else "",
            responsible=in_words_of(election.kind, step.get_responsible_display()),
            people=step.people,
            help=kinds[step.code].help if step.code in kinds else "",
        )


def _period(step: Step) -> str:
    if step.starts_on and step.due_on and step.starts_on != step.due_on:
        return f"{cn_date(step.starts_on)}至{cn_date(step.due_on)}"
    return _day(step.due_on)


def _papers(election: Election, today: dt.date) -> Iterator[PaperLine]:
    seen: set[str] = set()
    for row in board.for_election(election, today):
        if row.notice.places is None or row.notice.code in seen or not row.notice.needed(row.subject):
            continue
        seen.add(row.notice.code)
        yield PaperLine(
            in_words_of(election.kind, row.notice.title),
            _day(row.due.day) if row.due else "",
            in_words_of(election.kind, row.due.basis) if row.due else "",
        )


# ------------------------------------------------------------------ how they look


def _said(line: Line) -> Para:
    return Para(line.text + (f"（{line.basis}）" if line.basis else ""))


def _numbered(titles: list[str]) -> list[str]:
    return [f"{cn_number(n)}、{title}" for n, title in enumerate(titles, start=1)]


def handbook(facts: BookFacts) -> Paper:
    heads = iter(_numbered(["基本情况", "日程", "规则", "应当张贴的公告", "表格", "岗位职责"]))
    blocks: list[Block] = [
        Heading1(next(heads)),
        Fields(
            (
                ("选举日", cn_date(facts.day)),
                ("投票地点", facts.place),
                ("户数", f"{facts.households}户" if facts.households else ""),
                ("人口", f"{facts.population}人" if facts.population else ""),
                (facts.words.group, f"{len(facts.groups)}个"),
                ("应选名额", "、".join(f"{post.title}{post.seats}人" for post in facts.posts)),
                ("主持选举", facts.committee),
                ("联系", f"{facts.office}{facts.phone}"),
            )
        ),
        Heading1(next(heads)),
        Table(
            [
                Column("次序", 0.6),
                Column("事项", 2.6, Align.LEFT),
                Column("计划日期", 2.2),
                Column("期限", 1.9),
                Column("责任单位", 1.7),
            ],
            [
                [str(n), step.title, step.planned, step.limit, step.people or step.responsible]
                for n, step in enumerate(facts.steps, start=1)
            ],
            points=10.5,
        ),
        Heading1(next(heads)),
    ]
    for part, head in zip(facts.parts, _bracketed(facts.parts), strict=True):
        blocks += [Heading2(head), *(_said(line) for line in part.lines)]
    blocks += [
        Heading1(next(heads)),
        Table(
            [Column("公告", 3, Align.LEFT), Column("最迟张贴", 2), Column("依据", 3, Align.LEFT)],
            [[paper.title, paper.due, paper.basis] for paper in facts.papers],
            points=10.5,
        ),
        Heading1(next(heads)),
        Para("、".join(facts.forms) + "。"),
        Heading1(next(heads)),
        *(Para(f"{name}：{duty}") for name, duty in DUTIES),
    ]
    return Paper(title=titled(facts), blocks=tuple(blocks), signature=(facts.committee,), points=BOOK_POINTS)


def _bracketed(found: tuple[Part, ...]) -> list[str]:
    return [f"（{cn_number(n)}）{part.title}" for n, part in enumerate(found, start=1)]


def work_rules(facts: BookFacts) -> Paper:
    """Step by step: when, who, what, by which rules."""
    lines = [line for part in facts.parts for line in part.lines]
    blocks: list[Block] = []
    for step, head in zip(facts.steps, _numbered([step.title for step in facts.steps]), strict=True):
        blocks.append(Heading1(head))
        blocks.append(Para(f"时间：{step.planned or '按方案'}。" + _limit(step)))
        blocks.append(Para(f"责任：{step.people or step.responsible}。"))
        if step.help:
            blocks.append(Para(f"办法：{step.help}"))
        blocks += [_said(line) for line in lines if step.code in line.steps]
    return Paper(title=titled(facts), blocks=tuple(blocks), signature=(facts.committee,), points=BOOK_POINTS)


def _limit(step: StepLine) -> str:
    if not step.limit:
        return ""
    return f"最迟{step.limit}" + (f"（{step.source}）。" if step.source else "。")


def outline(facts: BookFacts) -> Paper:
    found = [
        (part.title, [line for line in part.lines if line.outline])
        for part in facts.parts
        if any(line.outline for line in part.lines)
    ]
    blocks: list[Block] = []
    for head, (_, lines) in zip(_numbered([title for title, _ in found]), found, strict=True):
        blocks += [Heading1(head), *(_said(line) for line in lines)]
    return Paper(title=titled(facts), blocks=tuple(blocks), signature=(facts.committee,), points=BOOK_POINTS)


def questions(facts: BookFacts) -> Paper:
    asked = [line for part in facts.parts for line in part.lines if line.ask]
    blocks: list[Block] = []
    for n, line in enumerate(asked, start=1):
        blocks += [Heading2(f"{n}．{line.ask}"), _said(line)]
    return Paper(title=titled(facts), blocks=tuple(blocks), signature=(facts.committee,), points=BOOK_POINTS)


def _book(code: str, title: str, about: str, layout: Callable[[BookFacts], Paper]) -> Form:
    def facts(election: Election) -> BookFacts:
        return _book_facts(title, election)

    return Form(f"villages.{code}", title, about, Phase.READING, facts, BookFacts, layout, long=True)


shelf.register(
    _book("handbook", "选举工作手册", "日程、规则、公告、表格和岗位职责，发给工作人员。", handbook),
    _book("work_rules", "选举操作规程", "按步骤写明时间、责任、办法和规则。", work_rules),
    _book("outline", "宣传提纲", "张贴、广播和入户宣传用，每句话附条文。", outline),
    _book("questions", "选举知识问答", "大家常问的问题和回答，每条回答附条文。", questions),
)
