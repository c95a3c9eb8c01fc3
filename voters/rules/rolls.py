"""The posted roll and the objections to it: when, where, how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from election_office.law.dates import NOTHING_ANNOUNCED, DaysOff, cn_date, latest_day, open_until, window_end
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook
from election_office.law.statutes import statute

VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Posting:
    """One place where the roll hangs, or should. ``key`` is "village" or the group's own key."""

    key: str
    name: str
    posted_on: date | None


@dataclass(frozen=True, slots=True)
class RollPostingFacts:
    """Every place the village has: the seat of the committee and each group, posted or not."""

    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """``posted_on`` is the day the roll was published; with several places, the day of the last.

    ``about``: the person; ``on_roll``: whether they are registered, None when nobody on the roll was chosen.
    ``same_undecided``: the number of an objection that asks the same and is not decided yet.
    ``announced``: the days off and working days the township entered.
    """

    posted_on: date
    received_on: date
    written: bool = True
    claim: str = ""
    about: str = ""
    on_roll: bool | None = None
    same_undecided: int | None = None
    announced: DaysOff = NOTHING_ANNOUNCED


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    received_on: date
    decided_on: date
    written: bool = True
    published_on: date | None = None


def roll_posting_deadline(book: Rulebook) -> date:
    """The last lawful day for posting the roll (RO-09)."""
    return latest_day(book.election_day, book.value("roll_days"), book.value("count_mode"))


def check_roll_posting(facts: RollPostingFacts, book: Rulebook) -> Decision:
    """Was the roll posted in time, at the village and in every group? RO-09."""
    deadline, days, article = roll_posting_deadline(book), book.value("roll_days"), book.cite("roll_days")
    everywhere = book.value("roll_places") == "village_and_groups"
    findings = []
    for posting in facts.postings:
        if posting.key != VILLAGE and not everywhere:
            continue
        place = article if posting.key == VILLAGE else book.cite("roll_places")
        if posting.posted_on is None:
            findings.append(Finding("not_posted", False, f"名单没有在{posting.name}张榜公布。", place))
            continue
        findings.append(
            Finding(
                "posted_late",
                posting.posted_on <= deadline,
                f"名单于{cn_date(posting.posted_on)}在{posting.name}张榜，"
                f"应在选举日{days}日前，即{cn_date(deadline)}以前。",
                article,
            )
        )
    if not any(posting.key == VILLAGE for posting in facts.postings):
        findings.append(Finding("not_posted", False, f"名单没有在{book.words.body}所在地张榜公布。", article))
    findings.append(_close_to_the_line(facts, book, deadline))
    return Decision(tuple(findings))


def _close_to_the_line(facts: RollPostingFacts, book: Rulebook, deadline: date) -> Finding:
    days = book.value("roll_days")
    strict = latest_day(book.election_day, days, "clear")
    late = [
        posting
        for posting in facts.postings
        if posting.posted_on is not None and strict < posting.posted_on <= deadline
    ]
    return Finding(
        "posted_on_last_day",
        not late,
        f"名单在最后一天{cn_date(deadline)}才张榜；如果按隔足{days}日计算，应在{cn_date(strict)}以前。",
        book.cite("count_mode"),
        "warning",
    )


def objections_until(posted_on: date, book: Rulebook) -> date:
    """The last day for objections, whole day included (RO-10)."""
    return window_end(posted_on, book.value("objection_days"))


def check_objection(facts: ObjectionFacts, book: Rulebook) -> Decision:
    """Is this objection to the roll to be taken up? RO-10.

    A late one is refused only where the province says so; elsewhere it is taken down with a warning and
    the committee may correct the roll of its own accord.
    """
    last = objections_until(facts.posted_on, book)
    late_policy = book.value("late_objection")
    rested = last < facts.received_on <= open_until(last, facts.announced)
    return Decision(
        (
            Finding(
                "after_a_rest_day",
                not rested,
                f"对名单的申诉期限到{cn_date(last)}为止，这一天是休息日，{cn_date(facts.received_on)}收到的"
                f"先登记，由{book.words.committee}决定是否按期内申诉处理。",
                statute("CIV").cite("第二百零三条第一款"),
                "warning",
            ),
            Finding(
                "before_posting",
                facts.received_on >= facts.posted_on,
                f"名单{cn_date(facts.posted_on)}才公布，申诉不能早于这一天。",
                book.cite("objection_days"),
            ),
            Finding(
                "too_late",
                facts.received_on <= last or rested,
                f"对名单的申诉期限到{cn_date(last)}为止，收到的日期是{cn_date(facts.received_on)}，"
                + ("不予受理。" if late_policy == "refuse" else f"登记后由{book.words.committee}自行核对。"),
                book.cite("late_objection" if late_policy == "refuse" else "objection_days"),
                "error" if late_policy == "refuse" else "warning",
            ),
            Finding(
                "not_written",
                facts.written or not book.value("objection_written"),
                "对名单的申诉应当书面提出。",
                book.cite("objection_written"),
            ),
            *_asks_something(facts),
        )
    )


def _asks_something(facts: ObjectionFacts) -> tuple[Finding, ...]:
    """An objection asks for a change, and once."""
    return (
        Finding(
            "same_objection",
            facts.same_undecided is None,
            f"同一申诉已受理为第{facts.same_undecided}号，还没有作出决定，不用重复受理。",
        ),
        Finding(
            "already_on_roll",
            not (facts.claim == "add" and facts.on_roll),
            f"{facts.about}已在名单上，不用申诉列入；登记内容有误的，申诉事项请选“登记内容有误”。",
        ),
        Finding(
            "not_on_roll",
            not (facts.claim == "remove" and facts.on_roll is False),
            f"{facts.about}不在名单上，不用申诉取消。",
        ),
    )


def decision_due(received_on: date, book: Rulebook) -> date:
    """The last day for deciding an objection (RO-11)."""
    return window_end(received_on, book.value("decision_days"))


def check_decision(facts: DecisionFacts, book: Rulebook) -> Decision:
    """Was an objection decided in time, in the right form, and was the result published? RO-11.

    A late decision still stands, so lateness is a warning that stays on the record.
    """
    due = decision_due(facts.received_on, book)
    return Decision(
        (
            Finding(
                "decided_before_received",
                facts.decided_on >= facts.received_on,
                f"申诉{cn_date(facts.received_on)}才收到，处理决定不能早于这一天。",
                book.cite("decision_days"),
            ),
            Finding(
                "decided_late",
                facts.decided_on <= due,
                f"处理决定应在{cn_date(due)}以前作出，实际为{cn_date(facts.decided_on)}。",
                book.cite("decision_days"),
                "warning",
            ),
            Finding(
                "decision_not_written",
                facts.written or not book.value("decision_written"),
                "处理决定应当书面作出。",
                book.cite("decision_written"),
            ),
            Finding(
                "not_published",
                facts.published_on is not None,
                "处理结果还没有公布。",
                book.cite("decision_days"),
                "warning",
            ),
        )
    )
