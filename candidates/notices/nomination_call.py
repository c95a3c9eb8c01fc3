"""When, where and for which posts candidates are put forward (提名候选人公告)."""

from __future__ import annotations

from dataclasses import dataclass

from candidates.models import Nominee
from candidates.nomination import queries
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Heading1, Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
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

WHAT = "提名候选人公告"


@dataclass(frozen=True)
class CallWords:
    body: str
    body_short: str
    committee: str
    voter: str


@dataclass(frozen=True)
class CallPost:
    title: str
    seats: int


@dataclass(frozen=True)
class NominationCallFacts(ElectionFacts):
    """``ways``: how somebody may be put forward. ``joint``: how many sign together, 0 where nobody does that.
    ``bars``: who may not be a candidate. ``office`` and ``phone``: whom to ask."""

    basis: str
    nominators: str
    opens: str
    closes: str
    ways: tuple[str, ...]
    joint: int
    posts: tuple[CallPost, ...]
    bars: str
    bars_basis: str
    office: str
    phone: str
    words: CallWords


def facts(election: Election) -> NominationCallFacts:
    plan = queries.plan_of(election)
    book, township = election.rulebook, election.village.township
    ways = [way for way in Nominee.Source if plan is not None and plan.has(way.value)]
    return NominationCallFacts(
        **heading(election, f"{election.words.body}选举{WHAT}"),
        basis=str(book.cite("nominators")),
        nominators=election.said(book.parameter("nominators").display),
        opens=cn_date(plan.opens_on) if plan else "",
        closes=cn_date(plan.closes_on) if plan else "",
        ways=tuple(election.said(way.label) for way in ways),
        joint=plan.joint_least if plan and plan.has(Nominee.Source.JOINT) else 0,
        posts=tuple(CallPost(post.title, post.seats) for post in election.posts.all()),
        bars=book.parameter("statutory_bars").display,
        bars_basis=str(book.cite("statutory_bars")),
        office=township.office_name or township.name,
        phone=township.phone,
        words=words_in(CallWords, election.words),
    )


def planned(election: Election) -> Decision:
    plan = queries.plan_of(election)
    passed = plan is not None
    return Decision(
        (Finding("no_nomination_plan", passed, "还没有登记提名安排，请先填写提名的起止日期和方式。"),)
    )


def layout(facts: NominationCallFacts) -> Paper:
    words = facts.words
    posts = "，".join(f"{post.title}{post.seats}人" for post in facts.posts)
    joint = f"联名提名的，须有{facts.joint}名以上{words.voter}署名。" if facts.joint else ""
    ask = f"{facts.committee}，或者{facts.office}" + (f"（电话{facts.phone}）" if facts.phone else "")
    return Paper(
        title=two_line_title(facts, words.body, WHAT),
        blocks=(
            Para(f"根据{facts.basis}，现将{facts.term}{words.body}成员候选人的提名事项公布如下："),
            Heading1("一、职位和名额"),
            Para(f"{posts}。"),
            Heading1("二、提名的时间"),
            Para(f"自{facts.opens}起至{facts.closes}止。"),
            Heading1("三、谁可以提名，怎样提名"),
            Para(f"可以提名的：{facts.nominators}。提名的方式：{'、'.join(facts.ways)}。{joint}"),
            Para(f"提名用表到{words.body_short}领取，填好后在期限内交{words.committee}。"),
            Heading1("四、不得作为候选人的情形"),
            Para(f"{facts.bars}。（依据：{facts.bars_basis}）"),
            Heading1("五、咨询"),
            Para(f"{ask}。"),
        ),
        signature=(facts.committee,),
    )


def spoken(facts: NominationCallFacts) -> list[str]:
    posts = "，".join(f"{post.title}{post.seats}人" for post in facts.posts)
    ask = f"，电话{facts.phone}" if facts.phone else ""
    return [
        f"从{facts.opens}到{facts.closes}，提名{facts.term}{facts.words.body}的候选人。",
        f"要选的是：{posts}。",
        f"提名的方式有：{'、'.join(facts.ways)}。",
        f"提名用表到{facts.words.body_short}领，在{facts.closes}以前交给{facts.words.committee}。",
        f"有不明白的，问{facts.words.committee}或者{facts.office}{ask}。",
    ]


NOTICE = register(
    Notice(
        code="candidates.nomination_call",
        title=WHAT,
        about="提名的职位、时间、方式和条件。",
        subject=Election,
        facts_type=NominationCallFacts,
        facts=facts,
        layout=layout,
        spoken=spoken,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        requires=planned,
        stages=(Stage.ELECTION,),
        link="candidates:nomination",
        untrue_when={
            "opens": "提名开始日期",
            "closes": "提名截止日期",
            "posts": "职位和名额",
            "joint": "联名人数",
        },
        untrue_by=("nomination.planned", "election.posts_set"),
    )
)
