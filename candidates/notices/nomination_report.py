"""Which names the nomination ballots bore, and how often (提名得票报告单)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from candidates.nomination import queries
from candidates.notices.needs import has_nomination_ballots
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Column, Paper, Para, Signatures, Table
from villages.models import Election
from villages.notices.shared import ElectionFacts, first_words_in, heading, two_line_title, words_in


@dataclass(frozen=True)
class ReportWords:
    body: str
    committee_short: str


@dataclass(frozen=True)
class NominationReportFacts(ElectionFacts):
    """``rows``: post, name on the ballot, votes, whom it was taken for. Version 2 added the words."""

    version: ClassVar[int] = 2

    issued: int
    recovered: int
    void: int
    blank: int
    rows: tuple[tuple[str, ...], ...]
    words: ReportWords


def facts(election: Election) -> NominationReportFacts:
    counted = queries.totals(queries.sheets_of(election))
    return NominationReportFacts(
        **heading(election, f"{election.words.body}选举提名得票报告单"),
        issued=counted.issued,
        recovered=counted.recovered,
        void=counted.void,
        blank=counted.blank,
        rows=tuple(
            (row.post.title, row.name, str(row.votes), row.nominee.person.name if row.nominee else "")
            for row in queries.written_names(election)
        ),
        words=words_in(ReportWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(ReportWords)}


def layout(facts: NominationReportFacts) -> Paper:
    return Paper(
        title=two_line_title(facts, facts.words.body, "提名得票报告单"),
        blocks=(
            Para(
                f"发出提名票{facts.issued}张，收回{facts.recovered}张，"
                f"其中无效票{facts.void}张、弃权票{facts.blank}张。"
            ),
            Table(
                columns=(
                    Column("职位", 2),
                    Column("票面姓名", 3),
                    Column("得票", 2),
                    Column("认定的人员", 3),
                ),
                rows=facts.rows,
            ),
            Signatures(("总监票人", "监票人", "计票人", f"{facts.words.committee_short}主任"), per_line=2),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code="candidates.nomination_report",
        title="提名得票报告单",
        about="提名票上的姓名和得票。",
        subject=Election,
        facts_type=NominationReportFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        signed_by=lambda facts: facts.committee,
        needed=has_nomination_ballots,
        link="candidates:nomination",
        public=False,
    )
)
