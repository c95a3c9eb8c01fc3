"""Whom the branch means to put forward, for everybody to speak up (党组织预备人选公示)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from candidates.notices.branch import (
    NUMBER,
    PreparedFacts,
    check_prepared,
    prepared_head,
    titled,
)
from candidates.notices.needs import has_branch, party_plans
from candidates.party import queries
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Column, Paper, Para, Table
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import places_of


def facts(election: Election) -> PreparedFacts:
    return PreparedFacts(**prepared_head(election, "委员候选人预备人选公示"))


def present(election: Election, printed: PreparedFacts) -> Mapping[str, Any]:
    """Nobody joins a list that hangs; who left it is still on the wall."""
    still = {nominee.person.name for nominee in queries.nominees_of(election) if nominee.prepared}
    return {"people": tuple(person for person in printed.people if person.name in still)}


def layout(facts: PreparedFacts) -> Paper:
    return Paper(
        title=titled(facts.branch, facts.what),
        blocks=(
            Para(
                "经党员推荐、群众推荐，资格联审和组织考察，研究确定了新一届委员会委员候选人预备人选"
                f"{cn_number(len(facts.people))}名（委员应选{cn_number(facts.seats)}名），"
                "现按姓氏笔画为序公示如下："
            ),
            Table(
                columns=(
                    Column("姓名", 2),
                    Column("性别", 1),
                    Column("学历", 2),
                    Column("现任职务", 3),
                    Column("拟任职务", 2),
                ),
                rows=tuple(
                    (person.name, person.sex, person.education, person.now or "—", person.post)
                    for person in facts.people
                ),
            ),
            Para(f"公示时间：自张贴之日的次日起{cn_number(facts.days)}日。"),
            Para(
                f"对公示人选有意见的，请在公示期内向{facts.above}反映。反映情况应当实事求是，"
                "提倡署真实姓名，组织上将予以保密。"
            ),
        ),
        signature=(facts.branch,),
    )


NOTICE = register(
    Notice(
        code=queries.PUBLICITY,
        title="党组织预备人选公示",
        about="村党组织委员候选人预备人选。",
        subject=Election,
        facts_type=PreparedFacts,
        facts=facts,
        layout=layout,
        number=NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.branch,
        requires=check_prepared,
        needed=has_branch,
        reads=(party_plans,),
        link="candidates:party",
        untrue_when={"people": "预备人选"},
        untrue_by=("party.left",),
        present=present,
    )
)
