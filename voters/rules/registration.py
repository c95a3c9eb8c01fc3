"""Who is registered: age, the three classes of §16 (formerly §13), what provinces add, and only one roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from election_office.law.dates import cn_date, is_of_age, months_after
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.meetings import Meeting, check_vote
from election_office.law.rulebooks import Rulebook
from election_office.law.terms import check_age
from voters.rules import residents

VoterClass = Literal["A", "B", "C", "extra", "hukou", "lives", "works", ""]


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """One person who is to be registered for the election of the rulebook's day and place.

    ``lives_since`` and ``works_since``: since when without a break the person lives here, or works for
    the village (for any employer here: ``any_work_since``); None when not at all.
    ``registered_in``: the village on whose roll the person stands already, empty when on none.
    ``extra_class``: the code of a provincial class the person claims to belong to.
    ``meeting``, ``meeting_in_favour``: the meeting that agreed and how many; None where nobody wrote it down.
    """

    birth_date: date
    hukou_here: bool = True
    lives_here: bool = True
    lives_since: date | None = None
    works_since: date | None = None
    any_work_since: date | None = None
    stable_residence: bool = False
    declared: bool = False
    meeting_consent: bool = False
    meeting: Meeting | None = None
    meeting_in_favour: int | None = None
    committee_confirmed: bool = False
    does_duties: bool = False
    has_certificate: bool = False
    deprived: bool = False
    extra_class: str = ""
    registered_in: str = ""


@dataclass(frozen=True, slots=True)
class LeavingOutFacts:
    """A person the roll is to leave out: on which ground, and whether the committee has confirmed it."""

    ground: str
    confirmed: bool


def class_of(facts: RegistrationFacts, book: Rulebook) -> VoterClass:
    """The class the person would be registered in, whether or not its conditions are met; "" for none."""
    if book.kind == "community":
        return residents.class_of(facts, book)
    if facts.hukou_here:
        return "A" if facts.lives_here else "B"
    if facts.extra_class in _extra_classes(book):
        return "extra"
    rule = book.value("class_c_rule")
    works = (rule["village_work"] and facts.works_since) or (rule["any_work"] and facts.any_work_since)
    return "C" if (rule["residence"] and facts.lives_here) or works else ""


def check_registration(facts: RegistrationFacts, book: Rulebook) -> Decision:
    """May this person be put on the roll? RO-01 to RO-06 and RO-08."""
    age = book.value("voting_age")
    of_age = is_of_age(
        facts.birth_date,
        book.election_day,
        age,
        birthday_counts=book.value("birthday_on_election_day"),
    )
    findings = [
        Finding(
            "under_age",
            of_age,
            f"{cn_date(facts.birth_date)}出生，到选举日{cn_date(book.election_day)}未满{age}周岁，不能登记。"
            + "".join(
                finding.message for finding in check_age(facts.birth_date, book.election_day, book).warnings
            ),
            book.cite("voting_age"),
        ),
        Finding(
            "deprived_of_rights",
            not facts.deprived,
            "本人依照法律被剥夺政治权利，不能登记。",
            book.cite("rolloff_grounds"),
        ),
        _elsewhere(facts, book),
    ]
    if book.kind == "community":
        return Decision((*findings, *residents.conditions(facts, book)))
    match class_of(facts, book):
        case "B":
            findings.append(
                Finding(
                    "not_declared",
                    facts.declared,
                    f"户籍在{book.words.here}但不在{book.words.here}居住，须本人表示参加选举才能登记。",
                    registration_article(book, "第二款第二项"),
                )
            )
        case "C":
            findings += _outsider(facts, book)
        case "extra":
            findings.append(_extra(facts, book))
        case "":
            findings.append(
                Finding(
                    "not_of_this_village",
                    False,
                    f"户籍不在{book.words.here}，也不属于可以登记的其他人员，不能登记。",
                    book.cite("class_c_rule"),
                )
            )
    return Decision(tuple(findings))


def _elsewhere(facts: RegistrationFacts, book: Rulebook) -> Finding:
    """A village's voter stands on one roll. The law of communities does not say so: it warns."""
    if book.kind == "community":
        return residents.elsewhere(facts, book)
    return Finding(
        "registered_elsewhere",
        not facts.registered_in,
        f"本人已在{facts.registered_in or '其他村'}登记参加选举，须先在该村取消登记，"
        f"才能在{book.words.here}登记。",
        registration_article(book, "第三款"),
    )


def check_leaving_out(facts: LeavingOutFacts, book: Rulebook) -> Decision:
    """May the roll leave this person out? RO-07: only on a ground of the rulebook, and once confirmed."""
    grounds = {ground["code"]: ground["label"] for ground in book.value("rolloff_grounds")}
    return Decision(
        (
            Finding(
                "ground_unknown",
                facts.ground in grounds,
                f"只有下列情形可以不列入名单：{'；'.join(grounds.values())}。",
                book.cite("rolloff_grounds"),
            ),
            Finding(
                "not_confirmed",
                facts.confirmed,
                f"不列入名单须经{book.words.committee}确认。",
                book.cite("rolloff_confirmed_by"),
            ),
        )
    )


def _outsider(facts: RegistrationFacts, book: Rulebook) -> list[Finding]:
    """Class C: long enough here, asked for it, and a meeting agreed; some provinces ask for more."""
    rule = book.value("class_c_rule")
    article = book.cite("class_c_rule")
    lived = facts.lives_since if rule["residence"] and facts.lives_here else None
    if rule["stable_residence"] and not facts.stable_residence:
        lived = None
    since = [
        day
        for day, counts in (
            (lived, True),
            (facts.works_since, rule["village_work"]),
            (facts.any_work_since, rule["any_work"]),
        )
        if day is not None and counts
    ]
    long_enough = any(months_after(day, rule["months"]) <= book.election_day for day in since)
    conditions = (
        (
            "outsider_too_short",
            long_enough,
            f"{_stay(rule, book)}到选举日不满{rule['months']}个月，不能登记。",
        ),
        ("outsider_no_application", facts.declared or not rule["application"], "本人没有申请参加选举。"),
        (
            "outsider_no_consent",
            facts.meeting_consent or not rule["consent"],
            f"没有经{book.words.meeting}或者{book.words.representatives}同意参加选举。",
        ),
        (
            "outsider_no_duties",
            facts.does_duties or not rule["duties"],
            f"没有履行{book.words.people}义务的记录。",
        ),
        (
            "outsider_no_certificate",
            facts.has_certificate or not rule["certificate"],
            "没有户籍所在地不在当地登记参加选举的证明。",
        ),
    )
    found = [Finding(code, passed, message, article) for code, passed, message in conditions]
    return found + _meeting(facts, rule, book)


def _meeting(facts: RegistrationFacts, rule: dict[str, Any], book: Rulebook) -> list[Finding]:
    """A meeting that too few attended, or that did not agree, gives no consent."""
    if not rule["consent"] or not facts.meeting_consent:
        return []
    if facts.meeting is None:
        missing = "没有填写会议应到、实到和同意人数，请核对会议记录是否达到法定人数。"
        return [Finding("meeting_numbers", False, missing, book.cite("class_c_rule"), "warning")]
    return list(check_vote(facts.meeting, facts.meeting_in_favour, book).findings)


def _stay(rule: dict[str, Any], book: Rulebook) -> str:
    """What has to last: 居住, 居住或者从事村务工作 …"""
    ways = [("合法稳定居住" if rule["stable_residence"] else "居住", rule["residence"])]
    ways += [(f"从事{book.words.affairs}工作", rule["village_work"]), ("工作", rule["any_work"])]
    return f"在{book.words.here}" + "或者".join(way for way, counts in ways if counts)


def _extra(facts: RegistrationFacts, book: Rulebook) -> Finding:
    known = _extra_classes(book)[facts.extra_class]
    by_committee = known["decided_by"] == "committee"
    body = (
        f"{book.words.committee}确认"
        if by_committee
        else f"{book.words.meeting}或者{book.words.representatives}同意"
    )
    return Finding(
        "extra_class_unconfirmed",
        facts.declared and (facts.committee_confirmed if by_committee else facts.meeting_consent),
        f"「{known['label']}」须本人申请并经{body}才能登记。",
        book.cite("extra_roll_classes"),
    )


def _extra_classes(book: Rulebook) -> dict[str, dict[str, str]]:
    return {entry["code"]: entry for entry in book.value("extra_roll_classes")}


def registration_article(book: Rulebook, place: str) -> Citation:
    """A place in the organic law's article on registration, in the version of the day.

    The voting age is that article's first paragraph, so the article's number is taken from there. The law of
    communities asks everybody for the statement, in a passage of its own.
    """
    if book.kind == "community":
        return book.cite("roll_statement")
    age = book.parameter("voting_age")
    return Citation(book.law_name(age.law), age.article.removesuffix("第一款") + place, age.verified)
