"""The draft of the 选举办法 as the meeting gets it to read and to vote on (选举办法草案)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from election_office.documents.paper import Heading1, Paper, Para, Signatures
from election_office.law.text import cn_number
from villages.methods import drafting, queries
from villages.models import Election
from villages.prints.parts import PEOPLE, held
from villages.shelf.register import Form, FormFacts, Phase, form_facts, register

TITLE = "选举办法草案"


@dataclass(frozen=True)
class Article:
    number: str
    text: str


@dataclass(frozen=True)
class DraftFacts(FormFacts):
    """``edition``: of the draft; ``passed_by``: the meetings that may pass it."""

    edition: int
    passed_by: str
    articles: tuple[Article, ...]


def facts(election: Election) -> DraftFacts:
    """The draft as the committee left it; before there is one, what the rules of the place make of it."""
    common: dict[str, Any] = vars(form_facts("")(election))
    book, method = election.rulebook, queries.draft_of(election)
    if method is not None:
        lines = queries.numbered(method, book)
    else:
        texts = drafting.draft(queries.occasion_of(election), book)
        lines = [(drafting.article_title(number), text) for number, text in enumerate(texts, start=1)]
    passed_by = book.by_key.get("method_passed_by")
    return DraftFacts(
        **common | {"title": f"{election.village.name}{election.cycle.title}{election.words.body}{TITLE}"},
        edition=method.edition if method else 1,
        passed_by=passed_by.display if passed_by else election.words.meeting,
        articles=tuple(Article(*line) for line in lines),
    )


def layout(facts: DraftFacts) -> Paper:
    amends = (
        f"本草案是第{cn_number(facts.edition)}版，通过以前现行办法继续有效。" if facts.edition > 1 else ""
    )
    return Paper(
        title=f"{facts.village}{facts.term}{facts.words.body}\n{TITLE}",
        blocks=(
            Para(
                f"本草案由{facts.words.committee}拟订，提交{facts.passed_by}讨论，"
                f"经会议通过并张榜公布以后生效。{amends}"
            ),
            *(Para(f"{article.number}　{article.text}") for article in facts.articles),
            Heading1("会议讨论情况"),
            held(("同意", PEOPLE), ("不同意", PEOPLE), ("弃权", PEOPLE), ("修改意见", "")),
            Signatures(("会议主持人", "记录人"), per_line=2),
        ),
    )


def wanted(election: Election) -> bool:
    return queries.draft_of(election) is not None


register(
    Form(
        "villages.method_draft",
        TITLE,
        "提交会议讨论的全文，附会议情况的填写栏。",
        Phase.COMMITTEE,
        facts,
        DraftFacts,
        layout,
        wanted=wanted,
    )
)
