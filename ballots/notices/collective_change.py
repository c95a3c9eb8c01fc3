"""What goes with the application to enter the new legal representative (变更登记申请附件)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from ballots.collective import queries
from ballots.models import RegistrationChange
from ballots.notices.collective_shared import (
    COLLECTIVE_NUMBER,
    CollectiveFacts,
    broken_title,
    collective_heading,
)
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Column, Fields, Paper, Para, Table
from election_office.law.dates import cn_date


@dataclass(frozen=True)
class Officer:
    post: str
    name: str


@dataclass(frozen=True)
class ChangeFacts(CollectiveFacts):
    county: str
    credit_code: str
    before: str
    after: str
    applied_on: dt.date
    met_on: dt.date
    meeting: str
    basis: str
    officers: tuple[Officer, ...]


def facts(change: RegistrationChange) -> ChangeFacts:
    term = change.term
    winners = queries.winners_of(term)
    if not winners:
        raise ValidationError("还没有人当选，不能生成变更登记申请附件。")
    last = winners[0].assembly
    return ChangeFacts(
        **collective_heading(change, "变更登记申请附件"),
        county=term.collective.village.township.county.name,
        credit_code=term.collective.credit_code,
        before=change.before,
        after=change.after,
        applied_on=change.applied_on,
        met_on=last.day,
        meeting=term.get_way_display(),
        basis=str(term.rulebook_on(last.day).cite("register_change")),
        officers=tuple(
            Officer(str(winner.get_kind_display()), winner.member.person.name) for winner in winners
        ),
    )


def layout(facts: ChangeFacts) -> Paper:
    return Paper(
        title=broken_title(facts),
        blocks=(
            Para(f"{facts.county}农业农村主管部门：", indent=False),
            Para(
                f"本组织于{cn_date(facts.met_on)}召开{facts.meeting}，选举产生新一届理事会、监事会，"
                f"法定代表人发生变动。根据{facts.basis}，申请办理变更登记。"
            ),
            Fields(
                (
                    ("组织名称", facts.collective),
                    ("统一社会信用代码", facts.credit_code),
                    ("原法定代表人", facts.before),
                    ("新法定代表人", facts.after),
                    ("申请日期", cn_date(facts.applied_on)),
                )
            ),
            Table(
                [Column("职位"), Column("姓名", 2)],
                [[officer.post, officer.name] for officer in facts.officers],
                points=14,
            ),
            Para("附：会议通知、签到册和同户委托书、会议记录、选举结果公告、章程。"),
        ),
        signature=(facts.signed,),
    )


NOTICE = register(
    Notice(
        code=queries.CHANGE_PAPER,
        title="变更登记申请附件",
        about="新一届理事会、监事会名单和法定代表人变动，随申请报县级农业农村主管部门。",
        subject=RegistrationChange,
        facts_type=ChangeFacts,
        facts=facts,
        layout=layout,
        number=COLLECTIVE_NUMBER,
        signed_by=lambda facts: facts.signed,
        link="ballots:collective_term",
        page=lambda change: change.term.get_absolute_url(),
        public=False,
    )
)
