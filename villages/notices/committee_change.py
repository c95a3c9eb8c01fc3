"""Who left the electoral committee and who came (村民选举委员会成员退出和递补公告)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet

from election_office.core.gather import rows_once
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from election_office.law.words import GENERAL
from villages.committee import queries
from villages.models import CommitteeChange, CommitteeMember, Election
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
class Departed:
    name: str
    role: str
    reason: str


@dataclass(frozen=True)
class Joined:
    name: str
    votes: int


@dataclass(frozen=True)
class ChangeWords:
    body: str
    committee: str


@dataclass(frozen=True)
class CommitteeChangeFacts(ElectionFacts):
    """Version 2 added the words of the election."""

    version: ClassVar[int] = 2

    what: str
    basis: tuple[str, ...]
    happened_on: str
    departed: tuple[Departed, ...]
    joined: tuple[Joined, ...]
    fill: str
    new_chair: str
    chair_left: bool
    presiding: str
    note: str
    words: ChangeWords


_ARTICLES: dict[str, str] = {
    CommitteeMember.Ground.NOMINATED: "ec_withdraw_trigger",
    CommitteeMember.Ground.RELATIVE: "ec_withdraw_relatives",
    CommitteeMember.Ground.ABSENT: "ec_auto_leave_absences",
}


def facts(change: CommitteeChange) -> CommitteeChangeFacts:
    election = change.election
    book = election.rulebook
    departed = list(change.departed.select_related("person"))
    joined = list(change.joined.select_related("person", "nominee"))
    keys = [_ARTICLES[row.left_ground] for row in departed if row.left_ground in _ARTICLES]
    if departed or joined:
        keys.append("ec_vacancy_rule")
    committee = election.words.committee
    what = f"{committee}成员退出和递补公告" if departed or joined else f"{committee}主任变更公告"
    return CommitteeChangeFacts(
        **heading(election, f"{election.words.body}选举{what}"),
        what=what,
        basis=tuple(dict.fromkeys(str(book.cite(key)) for key in keys)),
        happened_on=cn_date(change.happened_on),
        departed=tuple(
            Departed(row.person.name, row.get_role_display(), row.left_reason) for row in departed
        ),
        joined=tuple(Joined(row.person.name, row.nominee.votes) for row in joined),
        fill=change.fill,
        new_chair=change.new_chair.person.name if change.new_chair else "",
        chair_left=any(row.role == CommitteeMember.Role.CHAIR for row in departed),
        presiding=change.presiding.person.name if change.presiding else "",
        note=change.note,
        words=words_in(ChangeWords, election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(ChangeWords)}


def layout(facts: CommitteeChangeFacts) -> Paper:
    begin = f"根据{'、'.join(facts.basis)}，" if facts.basis else ""
    return Paper(
        title=two_line_title(facts, facts.words.body, facts.what),
        blocks=(
            Para(f"{begin}现将{facts.happened_on}{facts.words.committee}成员变动情况公布如下："),
            *(Para(f"{cn_number(number)}、{text}") for number, text in enumerate(_parts(facts), start=1)),
        ),
        signature=(facts.committee,),
    )


def _parts(facts: CommitteeChangeFacts) -> list[str]:
    committee = facts.words.committee
    parts: list[str] = []
    if facts.departed:
        who = "；".join(f"{row.name}（{row.role}），{row.reason}" for row in facts.departed)
        parts.append(f"下列成员退出{committee}：{who}。")
    if facts.joined:
        parts.append(_joined(facts))
    elif facts.departed:
        later = "出缺的成员另行推选，结果另行公布。" if facts.fill == "new_choice" else "出缺的名额不再补足。"
        parts.append(later)
    if facts.new_chair:
        parts.append(f"经{committee}成员推选，{facts.new_chair}担任主任。")
    elif facts.chair_left:
        parts.append(f"主任出缺期间，由副主任{facts.presiding}主持{committee}的工作。")
    return parts


def _joined(facts: CommitteeChangeFacts) -> str:
    names = "、".join(f"{row.name}（{row.votes}票）" for row in facts.joined)
    if facts.fill == "new_choice":
        return f"{facts.note}，下列人员为{facts.words.committee}成员：{names}。"
    more = "其余出缺的成员另行推选，结果另行公布。" if len(facts.departed) > len(facts.joined) else ""
    return f"按照原推选结果依次递补下列人员为{facts.words.committee}成员：{names}。{more}"


@rows_once
def _of(election: Election) -> QuerySet[CommitteeChange]:
    return election.committee_changes.select_related("election__village")


NOTICE = register(
    Notice(
        code=queries.CHANGE_NOTICE,
        title=f"{GENERAL.committee}成员退出和递补公告",
        about=f"{GENERAL.committee}成员的退出、递补和主任变更。",
        subject=CommitteeChange,
        facts_type=CommitteeChangeFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        subjects=_of,
        reads=(_of,),
        visible=lambda user: CommitteeChange.objects.filter(election__in=Election.objects.visible_to(user)),
        link="villages:committee",
    )
)
