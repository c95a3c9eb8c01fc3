"""The three classes of a community's roll: household registered here, resident here, community worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from election_office.law.dates import cn_date, months_after
from election_office.law.decision import Finding
from election_office.law.rulebooks import Rulebook

if TYPE_CHECKING:
    from voters.rules.registration import RegistrationFacts


def class_of(facts: RegistrationFacts, book: Rulebook) -> Literal["hukou", "lives", "works", ""]:
    """户籍 here; resident without it; works here as 社区工作者. The nearest tie counts."""
    if facts.hukou_here:
        return "hukou"
    if facts.lives_here:
        return "lives"
    return "works" if facts.works_since is not None else ""


def conditions(facts: RegistrationFacts, book: Rulebook) -> tuple[Finding, ...]:
    """What each class asks for beside age and political rights."""
    match class_of(facts, book):
        case "hukou" | "lives" as roll_class:
            return (_statement(facts, book), *(_residence(facts, book) if roll_class == "lives" else ()))
        case "works":
            return _worker(facts, book)
    message = "户籍不在本社区，不在本社区常住，也不是本社区的社区工作者，不能登记。"
    return (Finding("not_of_this_community", False, message, book.cite("roll_statement")),)


def _statement(facts: RegistrationFacts, book: Rulebook) -> Finding:
    return Finding(
        "not_declared",
        facts.declared or not book.value("roll_statement"),
        "本人没有表示参加选举，不能登记；请先由本人表示参加选举。",
        book.cite("roll_statement"),
    )


def _residence(facts: RegistrationFacts, book: Rulebook) -> tuple[Finding, ...]:
    """How long is 常住 only a province says."""
    months = book.value("resident_months")
    if not months:
        return ()
    long_enough = (
        facts.lives_since is not None and months_after(facts.lives_since, months) <= book.election_day
    )
    message = f"在本社区常住到选举日{cn_date(book.election_day)}不满{months}个月，不能登记。"
    return (Finding("resident_too_short", long_enough, message, book.cite("resident_months")),)


def _worker(facts: RegistrationFacts, book: Rulebook) -> tuple[Finding, ...]:
    months, article = book.value("class_c_rule")["months"], book.cite("class_c_rule")
    since = facts.works_since
    return (
        Finding(
            "worker_too_short",
            since is not None and months_after(since, months) <= book.election_day,
            f"社区工作者在本社区工作到选举日{cn_date(book.election_day)}不满{months}个月，不能登记。",
            article,
        ),
        Finding("worker_no_application", facts.declared, "社区工作者本人没有申请参加选举。", article),
        Finding(
            "worker_not_confirmed",
            facts.committee_confirmed,
            f"社区工作者参加选举，须经{book.words.committee}确认，请写明确认情况。",
            article,
        ),
    )


def elsewhere(facts: RegistrationFacts, book: Rulebook) -> Finding:
    refuses = book.value("double_registration") == "refuse"
    return Finding(
        "registered_elsewhere",
        not facts.registered_in,
        f"本人已在{facts.registered_in}登记参加选举，请核对是否在两地登记。",
        book.cite("double_registration"),
        "error" if refuses else "warning",
    )
