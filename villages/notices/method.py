"""The village's own rules of the election, as its meeting passed them (选举办法公告)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.methods import queries
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    heading,
    places_of,
    two_line_title,
    words_in,
)


@dataclass(frozen=True)
class Article:
    number: str
    text: str


@dataclass(frozen=True)
class MethodWords:
    body: str
    here: str
    local_method: str


@dataclass(frozen=True)
class MethodFacts(ElectionFacts):
    """``edition``: 1, or more after a meeting amended it. ``unit``: 人 or 户, as the meeting counted."""

    edition: int
    passed_on: str
    passed_by: str
    unit: str
    eligible: int
    present: int
    in_favour: int
    articles: tuple[Article, ...]
    words: MethodWords


def facts(election: Election) -> MethodFacts:
    method = queries.method_in_force(election)
    if method is None or method.held_on is None:
        raise ValidationError("选举办法还没有经会议通过，请先登记会议情况。")
    return MethodFacts(
        **heading(election, f"{election.words.body}选举办法公告"),
        edition=method.edition,
        passed_on=cn_date(method.held_on),
        passed_by=method.meeting_title,
        unit="户" if method.by_households else "人",
        eligible=method.eligible or 0,
        present=method.present or 0,
        in_favour=method.in_favour or 0,
        articles=tuple(Article(*line) for line in queries.numbered(method, election.rulebook)),
        words=words_in(MethodWords, election.words),
    )


def requires(election: Election) -> Decision:
    passed = queries.method_in_force(election) is not None
    return Decision(
        (
            Finding(
                "not_passed",
                passed,
                "选举办法还没有经会议通过，不能公布，请先登记会议情况。",
                election.rulebook.cite("method_passed_by"),
            ),
        )
    )


def layout(facts: MethodFacts) -> Paper:
    amended = "修改后的" if facts.edition > 1 else ""
    unit = facts.unit
    return Paper(
        title=two_line_title(facts, facts.words.body, "选举办法公告"),
        blocks=(
            Para(
                f"{amended}{facts.words.here}选举办法于{facts.passed_on}经{facts.passed_by}讨论通过（应到"
                f"{facts.eligible}{unit}，实到{facts.present}{unit}，同意{facts.in_favour}{unit}），现予公布："
            ),
            *(Para(f"{article.number}　{article.text}") for article in facts.articles),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code=queries.NOTICE,
        title="选举办法公告",
        about="会议讨论通过的选举办法全文。",
        subject=Election,
        facts_type=MethodFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        closes=Step(
            code="method",
            title="选举办法讨论通过并公布",
            stage="election",
            order=130,
            days_before=34,
            responsible="committee",
            waits_for=("committee",),
            help="{w.committee}拟订选举办法，{w.meeting}或者{w.representatives}讨论通过后张榜公布。",
            page="villages:method",
        ),
        link="villages:method",
        untrue_when={"edition": "版次", "articles": "条文"},
        untrue_by=("method.passed", "method.revoked"),
    )
)
