"""The receipt an objector takes home (名单申诉受理单)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from election_office.accounts.permissions import Permission
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, NumberRule, register
from election_office.documents.paper import Fields, Heading1, Paper, Para, Signatures
from election_office.law.text import cn_number
from election_office.law.words import GENERAL
from villages.notices.shared import election_of, first_words_in, words_in
from voters.models import Objection
from voters.notices.shared import ObjectionFacts, objection_heading


@dataclass(frozen=True)
class ReceiptWords:
    committee: str
    group: str


@dataclass(frozen=True)
class ReceiptFacts(ObjectionFacts):
    """Version 2 says ``against`` for the roll objected to and added the words."""

    version: ClassVar[int] = 2

    contact: str
    paper: str
    clerk: str
    words: ReceiptWords


def facts(objection: Objection) -> ReceiptFacts:
    words = objection.election.words
    return ReceiptFacts(
        **objection_heading(objection, f"{words.roll_short}申诉受理单"),
        contact="已留" if objection.contact_cipher else "",
        paper=objection.paper_name,
        clerk=objection.entered_by.name,
        words=words_in(ReceiptWords, words),
    )


def from_version_1(old: Json) -> Json:
    against = old.pop("version")
    return old | {"against": against, "words": first_words_in(ReceiptWords)}


def layout(facts: ReceiptFacts) -> Paper:
    committee = facts.words.committee
    late = "" if facts.in_time else f"（逾期收到，登记后由{committee}自行核对）"
    return Paper(
        title=facts.title,
        blocks=(
            Fields(
                (
                    ("受理编号", f"第{facts.number}号"),
                    ("收到日期", facts.received),
                    ("申诉人", facts.objector),
                    ("联系电话", facts.contact or "未留"),
                    ("所涉人员", facts.about),
                    (facts.words.group, facts.about_place),
                    ("提出方式", facts.how),
                    ("申诉材料", "已收" if facts.paper else "无"),
                ),
                per_line=2,
            ),
            Fields((("申诉事项", facts.claim),)),
            Fields((("针对名单", facts.against),)),
            Heading1("申诉理由"),
            Para(facts.text),
            Para(
                f"申诉期限到{facts.window_until}为止{late}。{committee}自收到申诉之日起"
                f"{cn_number(facts.decision_days)}日内，即{facts.due}以前作出处理决定，并公布处理结果"
                f"（依据：{facts.by}）。本单一式两份，申诉人和{committee}各执一份。"
            ),
            Signatures(("申诉人签名", "受理人签名"), per_line=2),
        ),
        signature=(facts.committee,),
        page_numbers=False,
        # Handed to a person, not hung: a little smaller leaves room on its one page.
        points=15,
    )


NOTICE = register(
    Notice(
        code="voters.objection_receipt",
        title=f"{GENERAL.roll_short}申诉受理单",
        about="交给申诉人的凭据：什么时候收到、什么时候以前答复。",
        subject=Objection,
        facts_type=ReceiptFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NumberRule(
            "objection_receipt",
            label=lambda subject, year, n: f"{election_of(subject).village.name}申受〔{year}〕{n}号",
            scope=lambda subject: f"election:{election_of(subject).pk}",
        ),
        permission=Permission.ROLL_EDIT,
        # The reasons may name what is nobody else's business.
        view_permission=Permission.ROLL_EDIT,
        public=False,
        signed_by=lambda facts: facts.committee,
        link="voters:objection_list",
    )
)
