"""The papers of the plan: election day and registration; and what every notice of an election shares."""

from __future__ import annotations

import datetime as dt
from typing import Any

from election_office.accounts.permissions import Permission
from election_office.documents.kinds import DocumentKind, NumberRule, Place, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from villages import actions
from villages.models import Election


def election_of(subject: Any) -> Election:
    """The election a paper belongs to: the subject itself or its ``election``."""
    return subject if isinstance(subject, Election) else subject.election


def places_of(subject: Any) -> list[Place]:
    """At the village and in every group."""
    return election_of(subject).village.places()


def _number(subject: Any, year: int, serial: int) -> str:
    return f"{election_of(subject).village.name}选〔{year}〕{serial}号"


# One series for all notices of one election, in the order they are issued.
NOTICE_NUMBER = NumberRule(
    "notice", label=_number, scope=lambda subject: f"election:{election_of(subject).pk}"
)


def heading_facts(election: Election) -> dict[str, Any]:
    """What every notice of an election names."""
    return {
        "township": election.village.township.name,
        "village": election.village.name,
        "term": election.cycle.title,
        "committee": election.committee_title,
        "day": election.election_day.isoformat(),
    }


def day_of(facts: dict[str, Any]) -> str:
    return cn_date(dt.date.fromisoformat(facts["day"]))


def two_line_title(facts: dict[str, Any], what: str) -> str:
    """Whose paper, then what it is: a title broken where its sense breaks (GB/T 9704)."""
    return f"{facts['village']}{facts['term']}村民委员会选举\n{what}"


def _day_facts(election: Election) -> dict[str, Any]:
    book = election.rulebook
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会换届选举日公告",
        "guidance": election.village.township.guidance_title,
        "term_by": str(book.cite("term_years")),
        "roll_by": cn_date(election.election_day - dt.timedelta(days=book.value("roll_days"))),
        "seats": [f"{post.title}{post.seats}名" for post in election.posts.all()],
        "total": sum(post.seats for post in election.posts.all()),
    }


def _day_paper(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=two_line_title(facts, "选举日公告"),
        blocks=(
            Para("全体村民：", indent=False),
            Para(
                f"本村上届村民委员会任期届满。根据{facts['term_by']}，现将{facts['term']}村民委员会换届选举的"
                "有关事项公布如下："
            ),
            Para(f"一、选举日定为{day_of(facts)}。"),
            Para(f"二、本届村民委员会共{facts['total']}人，其中{'、'.join(facts['seats'])}。"),
            Para(
                "三、年满十八周岁的村民，除依照法律被剥夺政治权利的人外，都有选举权和被选举权；"
                "年龄计算到选举日为止。"
            ),
            Para(f"四、登记参加选举的村民名单最迟于{facts['roll_by']}公布，请村民届时查看。"),
            Para("请广大村民珍惜民主权利，积极参加选举。"),
        ),
        signature=(facts["guidance"],),
    )


DAY_NOTICE = register(
    DocumentKind(
        code="villages.day_notice",
        title="选举日公告",
        facts=_day_facts,
        compose=_day_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        permission=Permission.CYCLE_PLAN,
        public=True,
        signed_by=lambda facts: str(facts["guidance"]),
        single=True,
        on_posted=actions.notice_posted,
        on_voided=actions.notice_voided,
        on_revoked=actions.notice_withdrawn,
    )
)


def _register_facts(election: Election) -> dict[str, Any]:
    book = election.rulebook
    step = election.steps.filter(code="register").first()
    last = (step.deadline if step else None) or election.election_day - dt.timedelta(
        days=book.value("roll_days") + 1
    )
    return heading_facts(election) | {
        "title": f"{election.village.name}{election.cycle.title}村民委员会选举选民登记公告",
        "until": cn_date(last),
        "place": election.village.notice_place,
        "class_by": str(book.cite("class_c_rule")),
        "objection_days": book.value("objection_days"),
    }


def _register_paper(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=two_line_title(facts, "选民登记公告"),
        blocks=(
            Para(f"根据{facts['class_by']}，现将{facts['term']}村民委员会选举选民登记事项公布如下："),
            Para(f"一、登记时间：自本公告张贴之日起至{facts['until']}止。"),
            Para("二、登记方式：到村登记站登记，或者由登记员上门登记。请携带居民身份证或者户口簿。"),
            Para("三、下列人员列入参加选举的村民名单："),
            Para("（一）户籍在本村并且在本村居住的村民；"),
            Para("（二）户籍在本村、不在本村居住，本人表示参加选举的村民；"),
            Para(
                "（三）户籍不在本村，符合法定年限条件，本人申请参加选举，"
                "并经村民会议或者村民代表会议同意的公民。"
            ),
            Para("四、已在其他村登记参加选举的，不得再在本村登记。"),
            Para(
                f"五、名单公布后有异议的，可在公布之日起{facts['objection_days']}日内向村民选举委员会申诉。"
            ),
        ),
        signature=(facts["committee"],),
    )


REGISTER_NOTICE = register(
    DocumentKind(
        code="villages.register_notice",
        title="选民登记公告",
        facts=_register_facts,
        compose=_register_paper,
        number_rule=NOTICE_NUMBER,
        places=places_of,
        public=True,
        signed_by=lambda facts: str(facts["committee"]),
        single=True,
        on_posted=actions.notice_posted,
        on_voided=actions.notice_voided,
        on_revoked=actions.notice_withdrawn,
    )
)
