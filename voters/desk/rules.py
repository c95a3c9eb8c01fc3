"""Villagers who are away: who may be left off, on which ground. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook
from voters.rules.registration import LeavingOutFacts, check_leaving_out, registration_article

# Public notice, telephone and letter are several means; how many make "several" no text says.
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class AwayFacts:
    """One person away and what was done to reach them.

    ``answer``: the newest yes or no ("" when there is none), given on ``answered_on``. ``attempts`` counts
    every entry, ``means`` the different ways. ``notice`` is the number of the paper that told of
    ``reply_by``. ``resolution``: number of the committee's decision.
    """

    hukou_here: bool
    lives_here: bool
    answer: Literal["", "yes", "no"]
    answered_on: date | None
    attempts: int
    means: int
    reply_by: date | None
    notice: str
    today: date
    confirmed: bool = True


def ground_for(facts: AwayFacts, book: Rulebook) -> str:
    """The rulebook's ground that fits; else "conditions": class B without the person's own declaration."""
    known = {ground["code"] for ground in book.value("rolloff_grounds")}
    wanted = ("declined",) if facts.answer == "no" else ("no_reply", "unreachable")
    return next((code for code in wanted if code in known), "conditions")


def check_leaving_away(facts: AwayFacts, book: Rulebook) -> Decision:
    """May the roll leave this person out because they are away? S003 and BJ12 §14 through the rulebook."""
    ground = ground_for(facts, book)
    known = ground != "conditions"
    declared = registration_article(book, "第二款第二项")
    article = book.cite("rolloff_grounds") if known else declared
    said_no = facts.answer == "no"
    findings = [
        Finding(
            "not_away",
            facts.hukou_here and not facts.lives_here,
            f"只有户籍在{book.words.here}、不在{book.words.here}居住的人适用；在{book.words.here}居住的应当登记，户籍不在{book.words.here}的另行办理。",
            registration_article(book, "第二款"),
        ),
        Finding(
            "said_yes",
            facts.answer != "yes",
            f"本人已于{cn_date(facts.answered_on or facts.today)}表示参加选举，应当登记。",
            declared,
        ),
        Finding(
            "no_contact",
            facts.attempts > 0,
            "还没有一次联系记录，请先联系本人并登记方式、时间和答复。",
            article,
        ),
    ]
    if not said_no:
        findings += _silence(facts, book)
    if ground == "unreachable":
        findings.append(
            Finding(
                "one_means",
                said_no or facts.means >= SEVERAL,
                f"须经公告、电话、信函等多种方式都联系不上，现在只用过{facts.means}种方式。",
                article,
            )
        )
    decision = Decision(tuple(findings))
    if known:
        return decision + check_leaving_out(LeavingOutFacts(ground, facts.confirmed), book)
    return decision + check_confirmed(facts.confirmed, book)


def _silence(facts: AwayFacts, book: Rulebook) -> list[Finding]:
    """Silence means something only after a day that was made known."""
    article = book.cite("rolloff_confirmed_by")
    return [
        Finding("no_deadline", facts.reply_by is not None, "还没有定答复截止日期，请先设定并公告。", article),
        Finding(
            "deadline_untold",
            facts.reply_by is None or bool(facts.notice),
            "答复截止日期还没有公告，请先签发告知公告或者填写公告文号。",
            article,
        ),
        Finding(
            "deadline_running",
            facts.reply_by is None or facts.reply_by < facts.today,
            f"答复截止日期是{cn_date(facts.reply_by or facts.today)}，当天过后才能按没有答复决定。",
            article,
        ),
    ]


def check_confirmed(confirmed: bool, book: Rulebook) -> Decision:
    """Nobody leaves the roll at the door: the committee confirms it."""
    return Decision(
        (
            Finding(
                "not_confirmed",
                confirmed,
                f"不列入或者取消登记须经{book.words.committee}确认，请先报委员会，再勾选“已经选举委员会确认”。",
                book.cite("rolloff_confirmed_by"),
            ),
        )
    )


# So long may a letter, a call back and a talk with the family take at the least; no text says it.
REPLY_DAYS = 3


def check_reply_deadline(*, reply_by: date, today: date, election_day: date, book: Rulebook) -> Decision:
    """Does the last day for those away leave them time to answer, and does it come before the vote?"""
    earliest = today + timedelta(days=REPLY_DAYS)
    article = book.cite("rolloff_confirmed_by")
    return Decision(
        (
            Finding(
                "reply_too_soon",
                reply_by >= earliest,
                f"答复截止日期至少在{REPLY_DAYS}天以后，即{cn_date(earliest)}或者更晚，"
                "给外出的人留出答复的时间。",
            ),
            Finding(
                "reply_after_the_vote",
                reply_by < election_day,
                f"答复截止日期应在选举日{cn_date(election_day)}以前。",
                article,
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class UndoFacts:
    """An act of the desk and what came after it. ``changed_since``: something else changed the row."""

    confirmed: bool
    undone: bool
    changed_since: bool
    is_candidate: bool


def check_undo(facts: UndoFacts, book: Rulebook) -> Decision:
    """May the act be taken back as a mistake?"""
    return Decision(
        (
            Finding("undone", not facts.undone, "这次办理已经撤销。"),
            Finding(
                "roll_confirmed",
                not facts.confirmed,
                "名单已经确认，不能再撤销；有误的，请按登记、取消或者更正办理，并发补充公告。",
                book.cite("roll_days"),
            ),
            Finding(
                "changed_since",
                facts.undone or not facts.changed_since,
                "这次办理以后登记又有变动，不能再撤销；请在登记详情页更正。",
            ),
            Finding("is_candidate", not facts.is_candidate, "本人是候选人，请先在候选人页核对。"),
        )
    )
