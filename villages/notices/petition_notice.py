"""How people reach those who supervise the election (换届监督举报公告), and who they are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.accounts.permissions import Permission
from election_office.documents.notice import Notice, nothing_known, register
from election_office.documents.paper import Fields, Heading1, Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from villages.models import Election, Promise
from villages.notices.shared import (
    GUIDANCE_NUMBER,
    ElectionFacts,
    heading,
    places_of,
    two_line_title,
    words_in,
)
from villages.supervision import queries, rules


@dataclass(frozen=True)
class NoticeWords:
    body: str
    people: str


@dataclass(frozen=True)
class SupervisionFacts(ElectionFacts):
    signer: str
    basis: str
    phone: str
    mailbox: str
    address: str
    hours: str
    until: dt.date | None
    committee_members: tuple[str, ...]
    monitors: tuple[str, ...]
    promises: tuple[str, ...]
    words: NoticeWords


def facts(election: Election) -> SupervisionFacts:
    channel = queries.channel_of(election.cycle)
    people = list(election.supervisors.filter(revoked_at__isnull=True))
    township = election.village.township
    return SupervisionFacts(
        **heading(election, "换届监督举报公告"),
        signer=township.office_name or election.guidance_title,
        basis=str(rules.petition_articles(election.rulebook)),
        phone=channel.phone if channel else "",
        mailbox=channel.mailbox if channel else "",
        address=channel.address if channel else "",
        hours=channel.hours if channel else "",
        until=channel.report_to if channel else None,
        committee_members=tuple(
            f"{person.name}（{person.duty}）" for person in people if person.body == "committee"
        ),
        monitors=tuple(person.name for person in people if person.body == "monitor"),
        promises=tuple(str(label) for label in Promise.Kind.labels),
        words=words_in(NoticeWords, election.words),
    )


def layout(facts: SupervisionFacts) -> Paper:
    until = f"受理到{cn_date(facts.until)}为止。" if facts.until else ""
    return Paper(
        title=two_line_title(facts, facts.words.body, "换届监督举报公告"),
        blocks=(
            Para(f"全体{facts.words.people}：", indent=False),
            Para(
                "以暴力、威胁、欺骗、贿赂、伪造选票、虚报选举票数等不正当手段破坏选举的，"
                f"任何人都有权举报，由政府负责调查并依法处理（依据：{facts.basis}）。举报可以不留姓名，内容保密。{until}"
            ),
            Fields(
                tuple(
                    pair
                    for pair in (
                        ("举报电话", facts.phone),
                        ("举报信箱", facts.mailbox),
                        ("来信来访", facts.address),
                        ("受理时间", facts.hours),
                    )
                    if pair[1]
                )
            ),
            *_people("选举监督委员会", facts.committee_members),
            *_people("换届监督员", facts.monitors),
            Para(f"候选人实行{'、'.join(facts.promises)}制度，承诺书交{facts.committee}保存，接受监督。"),
        ),
        signature=(facts.signer,),
    )


def _people(title: str, names: tuple[str, ...]) -> list[Heading1 | Para]:
    return [Heading1(title), Para("、".join(names) + "。")] if names else []


def requires(election: Election) -> Decision:
    channel = queries.channel_of(election.cycle)
    return Decision(
        (
            Finding(
                "no_channel",
                channel is not None,
                "镇里还没有登记举报电话和举报信箱，请先在全镇监督页面登记。",
            ),
        )
    )


NOTICE = register(
    Notice(
        code="villages.petition_notice",
        title="换届监督举报公告",
        about="举报电话和信箱、选举监督委员会、换届监督员、三项承诺。",
        subject=Election,
        facts_type=SupervisionFacts,
        facts=facts,
        layout=layout,
        number=GUIDANCE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.signer,
        requires=requires,
        # Linked from the page of the supervision; the board asks nothing for it.
        subjects=nothing_known,
        permission=Permission.CYCLE_PLAN,
        link="villages:supervision",
        untrue_when={"phone": "举报电话", "mailbox": "举报信箱", "committee_members": "选举监督委员会成员"},
        untrue_by=("supervision_channel.set", "supervisor.added", "supervisor.ended"),
    )
)
