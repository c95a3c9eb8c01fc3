"""When and where villagers register, and who may (选民登记公告)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from election_office.documents.facts import Json
from election_office.documents.notice import Notice, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.words import GENERAL, first_words
from villages.models import Election
from villages.models.elections import Stage
from villages.notices.shared import (
    NOTICE_NUMBER,
    ElectionFacts,
    first_words_in,
    heading,
    places_of,
    two_line_title,
    words_in,
)


@dataclass(frozen=True)
class RegistrationWords:
    place: str
    here: str
    body: str
    people: str
    roll: str
    committee: str
    meeting: str
    representatives: str


@dataclass(frozen=True)
class RegistrationFacts(ElectionFacts):
    """Version 2 added the words of the election; ``what``: how the paper calls itself."""

    version: ClassVar[int] = 2

    until: str
    place: str
    class_by: str
    objection_days: int
    what: str
    words: RegistrationWords


def facts(election: Election) -> RegistrationFacts:
    book = election.rulebook
    step = election.steps.filter(code="register").first()
    last = (step.deadline if step else None) or election.election_day - dt.timedelta(
        days=book.value("roll_days") + 1
    )
    what = f"{election.words.registration}公告"
    return RegistrationFacts(
        **heading(election, f"{election.words.body}选举{what}"),
        until=cn_date(last),
        place=election.village.notice_place,
        class_by=str(book.cite("class_c_rule")),
        objection_days=book.value("objection_days"),
        what=what,
        words=words_in(RegistrationWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    first = first_words()
    # Every old notice called itself the same behind its heading.
    what = old["title"].removeprefix(f"{old['village']}{old['term']}{first.body}选举")
    return old | {"what": what, "words": first_words_in(RegistrationWords)}


def layout(facts: RegistrationFacts) -> Paper:
    words = facts.words
    registration = facts.what.removesuffix("公告")
    return Paper(
        title=two_line_title(facts, words.body, facts.what),
        blocks=(
            Para(f"根据{facts.class_by}，现将{facts.term}{words.body}选举{registration}事项公布如下："),
            Para(f"一、登记时间：自本公告张贴之日起至{facts.until}止。"),
            Para(
                f"二、登记方式：到{words.place}登记站登记，或者由登记员上门登记。请携带居民身份证或者户口簿。"
            ),
            Para(f"三、下列人员列入{words.roll}："),
            Para(f"（一）户籍在{words.here}并且在{words.here}居住的{words.people}；"),
            Para(f"（二）户籍在{words.here}、不在{words.here}居住，本人表示参加选举的{words.people}；"),
            Para(
                f"（三）户籍不在{words.here}，符合法定年限条件，本人申请参加选举，"
                f"并经{words.meeting}或者{words.representatives}同意的公民。"
            ),
            Para(f"四、已在其他{words.place}登记参加选举的，不得再在{words.here}登记。"),
            Para(
                f"五、名单公布后有异议的，可在公布之日起{facts.objection_days}日内向{words.committee}申诉。"
            ),
        ),
        signature=(facts.committee,),
    )


NOTICE = register(
    Notice(
        code="villages.register_notice",
        title=f"{GENERAL.registration}公告",
        about="登记的时间、方式和条件。",
        subject=Election,
        facts_type=RegistrationFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
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
