"""The member register, shown to the members (成员名册公示)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from ballots.collective import queries
from ballots.models import Register
from ballots.notices.collective_shared import (
    COLLECTIVE_NUMBER,
    CollectiveFacts,
    broken_title,
    collective_heading,
    places_of,
)
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Name, NameGrid, NameGroup, Paper, Para
from election_office.law.dates import cn_date


@dataclass(frozen=True)
class Household:
    number: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class RegisterFacts(CollectiveFacts):
    as_of: dt.date
    members: int
    entitled: int
    days: int
    days_basis: str
    filed_basis: str
    dispute_basis: str
    households: tuple[Household, ...]


def facts(register: Register) -> RegisterFacts:
    collective = register.collective
    book = collective.rulebook_on(register.as_of)
    rows = queries.members_of(collective)
    return RegisterFacts(
        **collective_heading(register, "成员名册公示"),
        as_of=register.as_of,
        members=register.members,
        entitled=register.entitled,
        days=int(book.value("register_days")),
        days_basis=str(book.cite("register_days")) if book.cite("register_days").verified else "",
        filed_basis=str(book.cite("register_filed")),
        dispute_basis="《农村集体经济组织法》第五十六条第一款",
        households=tuple(
            Household(number, tuple(row.person.name for row in of_one))
            for number, of_one in groupby(rows, key=lambda row: row.household)
        ),
    )


def layout(facts: RegisterFacts) -> Paper:
    by = f"（依据：{facts.days_basis}）" if facts.days_basis else ""
    return Paper(
        title=broken_title(facts),
        blocks=(
            Para(
                f"截至{cn_date(facts.as_of)}，{facts.collective}共有成员{facts.members}人，"
                f"其中具有完全民事行为能力的成员{facts.entitled}人，"
                f"共{len(facts.households)}户。现将成员名册公示如下，公示期{facts.days}日{by}。"
            ),
            NameGrid(
                [
                    NameGroup(f"户号{household.number}", [Name(name) for name in household.names])
                    for household in facts.households
                ]
            ),
            Para(
                "对成员身份有异议的，可以向本组织提出，也可以请求乡镇人民政府、街道办事处或者县级农业农村"
                "主管部门调解；不愿调解或者调解不成的，可以申请农村土地承包仲裁，或者直接向人民法院起诉"
                f"（依据：{facts.dispute_basis}）。"
            ),
            Para(
                "就学、服役、务工、经商、离婚、丧偶、服刑的成员不丧失成员身份。"
                f"公示后报乡镇和县级农业农村主管部门备案（依据：{facts.filed_basis}）。"
            ),
        ),
        signature=(facts.signed,),
    )


NOTICE = register(
    Notice(
        code=queries.REGISTER_NOTICE,
        title="成员名册公示",
        about="集体经济组织成员的名单和人数。",
        subject=Register,
        facts_type=RegisterFacts,
        facts=facts,
        layout=layout,
        number=COLLECTIVE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.signed,
        link="ballots:collective_members",
        page=lambda register: reverse("ballots:collective_members", args=[register.collective_id]),
    )
)
