"""The law of a recall around its vote: who may demand it again, by when it is voted on, when it failed.

Shares and majorities are in ``ballots.rules.recall``. Plain values in, a Decision out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ballots.rules.recall import RecallPetition, RecallVote, check_recall_petition, check_recall_vote
from election_office.law.dates import cn_date, months_after
from election_office.law.decision import Decision, Finding
from election_office.law.passages import passage
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class DemandFacts:
    """``failed_on``: days of earlier votes on the same member that failed. ``taken_anyway``: the committee
    deals with a repeated demand although its text would let it leave it. ``petition`` is None where the
    township suggests the recall."""

    name: str
    received_on: date
    today: date
    term_from: date
    states_reasons: bool
    petition: RecallPetition | None
    waiting: bool = False
    failed_on: tuple[date, ...] = ()
    same_reasons: bool = False
    taken_anyway: bool = False


def check_demand(facts: DemandFacts, book: Rulebook) -> Decision:
    """May the demand be taken: enough names, or a township that may suggest it; reasons; and no vote on the
    same reasons that failed so lately that nobody may ask again."""
    decision = Decision(
        (
            Finding(
                "received_later",
                facts.received_on <= facts.today,
                f"收到日期{cn_date(facts.received_on)}在今天（{cn_date(facts.today)}）之后，请核对。",
            ),
            Finding(
                "received_before_term",
                facts.received_on >= facts.term_from,
                f"{facts.name}自{cn_date(facts.term_from)}起任职，收到日期不能早于这一天。",
            ),
            Finding(
                "recall_waiting",
                not facts.waiting,
                f"{facts.name}已有一项等待表决的罢免要求，表决以后才能登记新的要求。",
            ),
            Finding(
                "recall_without_reasons",
                facts.states_reasons,
                "罢免要求没有说明理由。",
                book.cite("recall_petition_voters"),
            ),
        )
    )
    if facts.petition is None:
        decision += Decision(
            (
                Finding(
                    "township_may_not_suggest",
                    bool(book.value("recall_by_township")),
                    f"{book.words.here}适用的法规没有规定乡镇可以提出罢免建议，罢免须由{book.words.people}"
                    f"或者{book.words.representative}联名要求。",
                    book.cite("recall_petition_voters"),
                ),
            )
        )
    else:
        decision += check_recall_petition(facts.petition, book)
    return decision + check_repeat(facts, book)


def check_repeat(facts: DemandFacts, book: Rulebook) -> Decision:
    """A vote failed before: the same reasons may not come again for a year, or need not be dealt with again
    within the term, as the place has it. The year ends with the day of its date (民法典第二百零二条)."""
    if not facts.failed_on:
        return Decision()
    last, bar = max(facts.failed_on), book.value("recall_repeat_bar")
    cite = book.cite("recall_repeat_bar")
    until = months_after(last, 12)
    return Decision(
        (
            Finding(
                "repeated_within_a_year",
                bar != "one_year" or not facts.same_reasons or facts.received_on > until,
                f"对{facts.name}的罢免于{cn_date(last)}表决没有通过，{cn_date(until)}以前不得以同一事实和理由"
                f"再次提出；收到日期为{cn_date(facts.received_on)}。",
                cite,
            ),
            Finding(
                "repeated_within_the_term",
                bar != "term" or not facts.same_reasons or facts.taken_anyway,
                f"对{facts.name}的罢免于{cn_date(last)}表决没有通过，届期内以同一事实和理由再次提出的，"
                f"{book.words.body}可以不再核查处理，但应当向提出的人说明理由；决定受理的，请在表中注明。",
                cite,
            ),
        )
    )


def barred_until(failed_on: date, book: Rulebook) -> date | None:
    """The last day on which the same reasons may not be brought again; None where no day is set."""
    return months_after(failed_on, 12) if book.value("recall_repeat_bar") == "one_year" else None


def vote_by(received_on: date, book: Rulebook) -> date:
    """The last day of the vote."""
    return received_on + timedelta(days=int(book.value("recall_days")))


@dataclass(frozen=True, slots=True)
class FailedFacts:
    name: str
    received_on: date
    voted_on: date
    today: date
    waiting: bool
    vote: RecallVote
    against: int


def check_failed(facts: FailedFacts, book: Rulebook) -> Decision:
    """The figures agree with one another, and by them the vote really failed."""
    vote = facts.vote
    whole = vote.in_favour + facts.against <= vote.cast <= vote.registered and vote.registered > 0
    passed = whole and check_recall_vote(vote, book).allowed
    return Decision(
        (
            Finding(
                "recall_not_waiting",
                facts.waiting,
                f"对{facts.name}的这项罢免要求已经办结，不能再登记表决结果。",
            ),
            Finding(
                "voted_later",
                facts.voted_on <= facts.today,
                f"表决日期{cn_date(facts.voted_on)}在今天（{cn_date(facts.today)}）之后，请核对。",
            ),
            Finding(
                "voted_before_demand",
                facts.voted_on >= facts.received_on,
                f"{cn_date(facts.received_on)}收到罢免要求，表决日期不能早于这一天。",
            ),
            Finding(
                "recall_votes_impossible",
                whole,
                f"应投票{vote.registered}、投票{vote.cast}、同意{vote.in_favour}、不同意{facts.against}，"
                "数字不能同时成立。",
            ),
            Finding(
                "recall_passed",
                not passed,
                f"应投票{vote.registered}，投票{vote.cast}，同意罢免{vote.in_favour}，表决已经通过，"
                "请登记职务终止，不能登记为没有通过。",
                passage("recall", book),
            ),
        )
    )


def check_registered_before(
    failed_on: tuple[date, ...], waiting: bool, name: str, book: Rulebook
) -> Decision:
    """A recall after one that failed rests on a new demand, which is looked at when it is registered."""
    last = cn_date(max(failed_on)) if failed_on else ""
    return Decision(
        (
            Finding(
                "recall_demand_missing",
                waiting or not failed_on,
                f"对{name}的罢免于{last}表决没有通过；再次罢免的，请先登记新的罢免要求。",
                book.cite("recall_repeat_bar"),
            ),
        )
    )
