"""When and where villagers register, and who may (选民登记公告)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, heading, places_of, two_line_title


@dataclass(frozen=True)
class RegistrationFacts(ElectionFacts):
    until: str
    place: str
    class_by: str
    objection_days: int


def facts(election: Election) -> RegistrationFacts:
    book = election.rulebook
    step = election.steps.filter(code="register").first()
    last = (step.deadline if step else None) or election.election_day - dt.timedelta(
        days=book.value("roll_days") + 1
    )
    return RegistrationFacts(
        **heading(election, "村民委员会选举选民登记公告"),
        until=cn_date(last),
        place=election.village.notice_place,
        class_by=str(book.cite("class_c_rule")),
        objection_days=book.value("objection_days"),
    )


def layout(facts: RegistrationFacts) -> Paper:
    return Paper(
        title=two_line_title(facts, "选民登记公告"),
        blocks=(
            Para(f"根据{facts.class_by}，现将{facts.term}村民委员会选举选民登记事项公布如下："),
            Para(f"一、登记时间：自本公告张贴之日起至{facts.until}止。"),
            Para("二、登记方式：到村登记站登记，或者由登记员上门登记。请携带居民身份证或者户口簿。"),
            Para("三、下列人员列入参加选举的村民名单："),
            Para("（一）户籍在本村并且在本村居住的村民；"),
            Para("（二）户籍在本村、不在本村居住，本人表示参加选举的村民；"),
            Para(
                "（三）户籍不在本村，符合法定年限条件，本人申请参加选举，"
                "并经村民会议或者村民代表会议同意的公民。"
            ),
            Para("四、已在其他村登记参加选举的，不得再在本村登记。"),
            Para(f"五、名单公布后有异议的，可在公布之日起{facts.objection_days}日内向村民选举委员会申诉。"),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code="villages.register_notice",
        title="选民登记公告",
        about="登记的时间、方式和条件。",
        subject=Election,
        facts_type=RegistrationFacts,
        facts=facts,
        layout=layout,
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        stages=(Stage.ELECTION,),
        closes=Step(
            code="register_notice",
            title="公布{w.voter_short}登记办法",
            stage="election",
            order=140,
            days_before=34,
            deadline="D05",
            responsible="committee",
            waits_for=("committee",),
            help="公告登记起止时间、地点和可以登记的人员。",
        ),
        link="villages:election_detail",
        untrue_when={"until": "登记截止日期"},
        untrue_by=("election.day_moved",),
    )
)
