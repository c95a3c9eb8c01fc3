"""Until when villagers who are away are asked whether they take part (外出村民登记告知公告)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import QuerySet
from django.utils import timezone

from election_office.accounts.permissions import Permission
from election_office.core.gather import rows_once
from election_office.documents.facts import Json
from election_office.documents.models import Document
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
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
from voters.models import RollSettings
from voters.rules.registration import registration_article


@dataclass(frozen=True)
class ReplyWords:
    body: str
    here: str
    people: str
    committee: str


@dataclass(frozen=True)
class ReplyFacts(ElectionFacts):
    """``grounds``: what the rules of the place call those who do not answer. Version 2 added
    the words and ``listed_in``, the list as the sentence of the law calls it."""

    version: ClassVar[int] = 2

    reply_by: str
    place: str
    by: str
    grounds: tuple[str, ...]
    grounds_by: str
    roll: str
    listed_in: str
    words: ReplyWords


def facts(settings: RollSettings) -> ReplyFacts:
    election = settings.election
    book, words = election.rulebook, election.words
    labels = {ground["code"]: ground["label"] for ground in book.value("rolloff_grounds")}
    grounds = tuple(labels[code] for code in ("declined", "no_reply", "unreachable") if code in labels)
    return ReplyFacts(
        **heading(election, f"{words.body}选举{_what(words.people)}"),
        reply_by=cn_date(settings.reply_by),
        place=election.village.notice_place,
        by=str(registration_article(book, "第二款第二项")),
        grounds=grounds,
        grounds_by=str(book.cite("rolloff_grounds")) if grounds else "",
        roll=words.roll,
        listed_in=words.roll,
        words=words_in(ReplyWords, words),
    )


def _what(people: str) -> str:
    return f"外出{people}登记告知公告"


def from_version_1(old: Json) -> Json:
    listed_in = f"参加选举的{first_words().people}名单"
    return old | {"listed_in": listed_in, "words": first_words_in(ReplyWords)}


def layout(facts: ReplyFacts) -> Paper:
    words = facts.words
    outcome = (
        f"属于“{'”“'.join(facts.grounds)}”情形的，经{words.committee}确认，可以不列入{facts.roll}"
        f"（依据：{facts.grounds_by}）。"
        if facts.grounds
        else f"到期没有表示参加选举的，不列入{facts.roll}。"
    )
    return Paper(
        title=two_line_title(facts, words.body, _what(words.people)),
        blocks=(
            Para(f"户籍在{words.here}、不在{words.here}居住的{words.people}：", indent=False),
            Para(
                f"{words.here}{facts.term}{words.body}换届选举定于{cn_date(facts.day)}举行。根据{facts.by}，"
                f"户籍在{words.here}、不在{words.here}居住的{words.people}，本人表示参加选举的，"
                f"列入{facts.listed_in}。"
            ),
            Para(
                f"请于{facts.reply_by}以前，由本人以电话、短信、信函等方式向{words.committee}表示是否参加本届"
                "选举；也请家属代为转告。"
            ),
            Para(outcome),
            Para(f"不列入名单以后、选举日以前表示参加的，可以向{words.committee}申请列入。"),
        ),
        signature=(facts.committee,),
    )


def requires(settings: RollSettings) -> Decision:
    """A day that is over asks nobody anything; a mistake in a paper that hangs may still be put right."""
    running = settings.notice_id is not None or settings.reply_by >= timezone.localdate()
    return Decision(
        (
            Finding(
                "reply_day_over",
                running,
                f"答复截止日期{cn_date(settings.reply_by)}已过，请先改定日期再公告。",
            ),
        )
    )


def _issued(document: Document) -> None:
    RollSettings.objects.filter(pk=int(document.subject.rpartition(":")[2])).update(
        notice=document, notice_number=document.number
    )


def _revoked(document: Document) -> None:
    """Nobody was asked any more: silence means nothing until another paper is issued."""
    RollSettings.objects.filter(notice=document).update(notice=None, notice_number="")


@rows_once
def _of(election: Election) -> QuerySet[RollSettings]:
    return RollSettings.objects.filter(election=election).select_related("election__village")


NOTICE = register(
    Notice(
        code="voters.reply_notice",
        title=f"外出{GENERAL.people}登记告知公告",
        about=f"请外出{GENERAL.people}在截止日期以前表示是否参加选举。",
        subject=RollSettings,
        facts_type=ReplyFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        permission=Permission.ROLL_CONFIRM,
        signed_by=lambda facts: facts.committee,
        requires=requires,
        stages=(Stage.ELECTION,),
        subjects=_of,
        reads=(_of,),
        link="voters:away_list",
        untrue_when={"day": "选举日"},
        untrue_by=("election.day_moved",),
        on_issued=_issued,
        on_revoked=_revoked,
    )
)
