"""Who votes for which household, or for which group (户的代表、居民代表名单公告); hangs with the roll."""

from __future__ import annotations

from dataclasses import dataclass

from election_office.documents.notice import Notice, register
from election_office.documents.paper import Column, Paper, Para, Table
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.electorates import entitled_words
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, heading
from voters.electors.queries import electors_of
from voters.notices.shared import objection_sentence


@dataclass(frozen=True)
class ElectorListFacts(ElectionFacts):
    """``rows``: name, group and, where households vote, the household."""

    who: str
    by: str
    day_words: str
    group: str
    households: bool
    rows: tuple[tuple[str, ...], ...]
    objections: str


def facts(election: Election) -> ElectorListFacts:
    book = election.rulebook
    who = entitled_words(election.electing_way, book)
    households = election.electing_way == Election.Way.HOUSEHOLDS
    return ElectorListFacts(
        **heading(election, f"{election.words.election}{who}名单公告"),
        who=who,
        by=str(book.cite("roll_days")),
        day_words=cn_date(election.election_day),
        group=election.words.group,
        households=households,
        rows=tuple(
            (
                elector.registration.person.name,
                elector.registration.place,
                *([elector.household] if households else []),
            )
            for elector in electors_of(election)
        ),
        objections=objection_sentence(election),
    )


def layout(facts: ElectorListFacts) -> Paper:
    columns = [Column("序号", 0.7), Column("姓名", 1.6), Column(facts.group, 2)]
    columns += [Column("户", 3)] if facts.households else []
    rows = [[str(number), *row] for number, row in enumerate(facts.rows, start=1)]
    blocks = (
        Para(
            f"根据{facts.by}，{facts.day_words}选举时由{facts.who}投票，"
            f"现将{len(rows)}名{facts.who}的名单公布如下："
        ),
        Table(tuple(columns), rows),
        Para(facts.objections),
    )
    return Paper(title=facts.title, blocks=blocks, signature=(facts.committee,))


def requires(election: Election) -> Decision:
    who = entitled_words(election.electing_way, election.rulebook)
    return Decision(
        (
            Finding(
                "nobody_listed",
                bool(electors_of(election)),
                f"还没有登记{who}，请先登记再签发公告。",
                election.rulebook.cite("roll_days"),
            ),
        )
    )


NOTICE = register(
    Notice(
        code="voters.elector_notice",
        title="投票代表名单公告",
        about="每户派代表或者由代表选举的，谁来投票。",
        subject=Election,
        facts_type=ElectorListFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        places=lambda election: election.village.places(),
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        due="roll_days",
        stays="objection_days",
        link="voters:elector_list",
        needed=lambda election: election.by_delegates,
        untrue_when={"day_words": "选举日", "rows": "名单"},
        untrue_by=("election.day_moved", "elector.added", "elector.ended"),
    )
)
