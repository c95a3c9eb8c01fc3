"""Recall of a committee member (罢免): who may ask for it, and when the vote removes the member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from election_office.law.decision import Decision, Finding
from election_office.law.electorates import entitled_words
from election_office.law.meetings import share_words
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class RecallPetition:
    """Signatures under a request. Voters are those with the right to vote, representatives the 村民代表."""

    voters: int
    signed_by_voters: int
    representatives: int = 0
    signed_by_representatives: int = 0
    states_reasons: bool = True
    households: int = 0
    signed_by_households: int = 0


@dataclass(frozen=True, slots=True)
class RecallVote:
    """Ballots of the vote: those entitled, ballots cast, ballots for the recall. ``way``: how the member of
    a community was elected, in which way the recall is voted on; empty for a village."""

    registered: int
    cast: int
    in_favour: int
    way: str = ""


def check_recall_petition(petition: RecallPetition, book: Rulebook) -> Decision:
    """One fifth of the voters or one third of the representatives, exactly that share included; in a
    community also its share of the households. Each group is measured by its own number, never added up."""
    voters, reps = book.value("recall_petition_voters"), book.value("recall_petition_reps")
    by_voters = _reaches(petition.signed_by_voters, petition.voters, voters)
    words, by_households, of_households = book.words, False, ""
    if "recall_petition_households" in book.by_key:
        homes = book.value("recall_petition_households")
        by_households = _reaches(petition.signed_by_households, petition.households, homes)
        of_households = (
            f"联名的户的代表{petition.signed_by_households}人，须{_least(petition.households, homes)}人以上"
            f"（共{petition.households}人）；"
        )
    by_reps = _reaches(petition.signed_by_representatives, petition.representatives, reps)
    counted = (
        (f"有选举权的{words.people}", petition.signed_by_voters, petition.voters),
        ("户的代表", petition.signed_by_households, petition.households),
        (words.representative, petition.signed_by_representatives, petition.representatives),
    )
    impossible = [f"{who}共{whole}人、联名{signed}人" for who, signed, whole in counted if signed > whole]
    return Decision(
        (
            Finding(
                code="recall_petition_too_small",
                passed=by_voters or by_reps or by_households,
                message=(
                    f"联名的{words.people}{petition.signed_by_voters}人，"
                    f"须{_least(petition.voters, voters)}人以上"
                    f"（共{petition.voters}人）；{of_households}联名的{words.representative}"
                    f"{petition.signed_by_representatives}人，"
                    f"须{_least(petition.representatives, reps)}人以上（共{petition.representatives}人），"
                    f"{'三' if of_households else '两'}项都没有达到。"
                ),
                citation=book.cite("recall_petition_voters"),
            ),
            Finding(
                code="recall_petition_impossible",
                passed=not impossible,
                message=f"{'；'.join(impossible)}：联名不能多于总数，请核对。",
                citation=book.cite("recall_petition_voters"),
            ),
            Finding(
                code="recall_without_reasons",
                passed=petition.states_reasons,
                message="罢免要求没有说明理由。",
                citation=book.cite("recall_petition_voters"),
            ),
        )
    )


def check_recall_vote(vote: RecallVote, book: Rulebook) -> Decision:
    """More than half of the registered take part, and more than half of the ballots cast are in favour."""
    by_reps = vote.way == "residents_representatives"
    key = "recall_turnout_representatives" if by_reps else "recall_turnout"
    turnout, majority = book.value(key), book.value("recall_majority")
    who = entitled_words(vote.way, book)
    share = "半数" if turnout["den"] == 2 * turnout["num"] else share_words(turnout)
    return Decision(
        (
            Finding(
                code="recall_turnout_not_over_half",
                passed=_exceeds(vote.cast, vote.registered, turnout),
                message=f"{who}{vote.registered}人，投票{vote.cast}人，没有超过{share}，表决无效。",
                citation=book.cite(key),
            ),
            Finding(
                code="recall_not_passed",
                passed=_exceeds(vote.in_favour, vote.cast, majority),
                message=f"投票{vote.cast}人，同意罢免{vote.in_favour}人，没有超过半数，罢免没有通过。",
                citation=book.cite("recall_majority"),
            ),
            Finding(
                code="recall_votes_impossible",
                passed=vote.in_favour <= vote.cast <= vote.registered,
                message=(
                    f"同意{vote.in_favour}人、投票{vote.cast}人、{who}{vote.registered}人，数字不能同时成立。"
                ),
                citation=book.cite("recall_majority"),
            ),
        )
    )


def check_recall(petition: RecallPetition, vote: RecallVote, book: Rulebook) -> Decision:
    """The request and the vote together: is the member recalled?"""
    return check_recall_petition(petition, book) + check_recall_vote(vote, book)


def _reaches(part: int, whole: int, share: dict[str, Any]) -> bool:
    return whole > 0 and bool(share["den"] * part >= share["num"] * whole)


def _exceeds(part: int, whole: int, share: dict[str, Any]) -> bool:
    return bool(share["den"] * part > share["num"] * whole)


def _least(whole: int, share: dict[str, Any]) -> int:
    return int(-(-share["num"] * whole // share["den"]))
