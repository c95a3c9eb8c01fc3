"""Forms filled from the nominees: the table of them, the preselection ballot and its report; the form with
which somebody is asked to be taken off the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from candidates.nomination import queries
from candidates.notices.needs import preselects
from election_office.documents.paper import Block, Column, Fields, Heading1, Paper, Para, Signatures, Table
from villages.models import Election
from villages.prints.parts import ballots_counted, by_hand
from villages.shelf.register import Form, FormFacts, Phase, form, form_facts, register, titled

# Above this many names on one sheet the rows are set closer.
ROOMY = 14
KNOWN_OF = 5  # columns filled from what is known of a person


@dataclass(frozen=True)
class PostNames:
    title: str
    seats: int
    people: tuple[tuple[str, ...], ...]
    """Name, sex, year of birth, education, party, votes."""


@dataclass(frozen=True)
class ListFormFacts(FormFacts):
    listed: tuple[PostNames, ...]


def _facts(title: str, election: Election) -> ListFormFacts:
    common: dict[str, Any] = vars(form_facts(title)(election))
    return ListFormFacts(**common, listed=tuple(_listed(election)))


def _listed(election: Election) -> Iterator[PostNames]:
    for post, nominees in queries.preliminary_order(election):
        people = tuple(
            (
                nominee.person.name,
                nominee.person.get_sex_display(),
                str(nominee.person.birth_date.year),
                nominee.person.education,
                "中共党员" if nominee.person.party_member else "",
            )
            for nominee in nominees
        )
        yield PostNames(post.title, post.seats, people)


def _height(facts: ListFormFacts) -> float:
    """As high as the sheet allows for all the names and a spare row for each seat."""
    rows = sum(len(post.people) + post.seats for post in facts.listed)
    return 12 if rows <= ROOMY else 8


def overview(facts: ListFormFacts) -> Paper:
    titles = ("姓名", "性别", "出生年份", "文化程度", "政治面貌", "亲属关系核对", "审查意见")
    blocks: list[Block] = []
    for post in facts.listed:
        blocks.append(Heading1(f"{post.title}（应选{post.seats}人）"))
        known = [person[:KNOWN_OF] for person in post.people] or [()]
        rows = [[*person, *[""] * (len(titles) - len(person))] for person in known]
        blocks.append(Table([Column(title, 1) for title in titles], rows, row_height_mm=_height(facts)))
    blocks.append(Signatures(("填表人", f"{facts.words.committee_short}主任", "日期"), per_line=3))
    return Paper(title=titled(facts), blocks=tuple(blocks))


def preselection_ballot(facts: ListFormFacts) -> Paper:
    blocks: list[Block] = []
    for post in facts.listed:
        rows = [[person[0], ""] for person in post.people] or [["", ""]]
        blocks.append(Heading1(f"{post.title}：应选{post.seats}人"))
        blocks.append(Table([Column("姓名", 3), Column("符号", 2)], rows, row_height_mm=_height(facts)))
    return Paper(
        title=titled(facts),
        blocks=(
            *blocks,
            Para("一、同意的画〇；每个职位画〇的人数按预选办法的规定，多于规定的无效。"),
            Para("二、不署名，当场写票、当场投入票箱。"),
        ),
        signature=(f"{facts.committee}（盖章）",),
        page_numbers=False,
    )


def preselection_report(facts: ListFormFacts) -> Paper:
    titles = (("姓名", 3), ("正字计票", 5), ("得票", 1.4))
    blocks: list[Block] = []
    for post in facts.listed:
        rows = [[person[0], "", ""] for person in post.people] or [["", "", ""]]
        blocks.append(Heading1(post.title))
        blocks.append(Table([Column(*title) for title in titles], rows, row_height_mm=_height(facts)))
    return Paper(
        title=titled(facts),
        blocks=(
            Fields((("应到", "　　　　人"), ("实到", "　　　　人")), per_line=2),
            ballots_counted(),
            *blocks,
            Signatures(("监票人", "唱票人", "计票人", f"{facts.words.committee_short}主任"), per_line=2),
        ),
    )


def strike_off(facts: FormFacts) -> Paper:
    words = facts.words
    return Paper(
        title=titled(facts),
        blocks=(
            Fields((("被申请人姓名", ""), ("职位", ""), (words.group, ""), ("申请日期", "")), per_line=2),
            Para("申请取消的事实和理由：", indent=False),
            by_hand((("事实", 3), ("理由", 3), ("依据", 2)), 3, mm=20),
            Signatures(("申请人签名", "联系电话"), per_line=2),
            Para(f"{words.committee}核实情况和意见：", indent=False),
            by_hand((("核实情况", 4), ("意见", 3)), 1, numbered=False, mm=28),
            Signatures((f"{words.committee_short}主任", "日期", "乡镇审核人", "日期"), per_line=2),
        ),
    )


def _listing(code: str, title: str, about: str, layout: Any, **more: Any) -> Form:
    def facts(election: Election) -> ListFormFacts:
        return _facts(title, election)

    return Form(code, title, about, Phase.CANDIDATES, facts, ListFormFacts, layout, **more)


register(
    _listing(
        "candidates.nominees_overview",
        "初步候选人情况一览表",
        "按职位列出人选，供核对亲属关系和填写审查意见。",
        overview,
    ),
    form(
        "candidates.strike_off",
        "取消候选人资格申请表",
        "有人认为候选人不符合条件时填写。",
        Phase.CANDIDATES,
        strike_off,
    ),
    _listing(
        "candidates.preselection_ballot",
        "预选选票",
        "预选时用，名字取自初步候选人名单。",
        preselection_ballot,
        wanted=preselects,
    ),
    _listing(
        "candidates.preselection_tally",
        "预选结果报告单",
        "预选当场唱票、计票、报告用。",
        preselection_report,
        wanted=preselects,
    ),
)
