"""The seats, the representatives, and who may stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ballots.collective.rules.posts import (
    COUNCIL_POSTS,
    LAW,
    REPRESENTATIVES,
    SUPERVISING_POSTS,
)
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.rulebooks import Rulebook


def check_seats(seats: Mapping[str, int], *, way: str, book: Rulebook) -> Decision:
    """The posts to be filled. Sizes the law calls usual (一般) only warn; what it fixes is refused."""
    council = sum(seats.get(post, 0) for post in COUNCIL_POSTS)
    supervisors = sum(seats.get(post, 0) for post in SUPERVISING_POSTS)
    least, most = int(book.value("council_min")), int(book.value("council_max"))
    chair_by_meeting = book.value("chair_by") == "meeting"
    head_by_meeting = book.value("supervisory_chair_by") == "meeting"
    few, many = int(book.value("supervisors_min")), int(book.value("supervisors_max"))
    return Decision(
        (
            Finding(
                "chairs",
                seats.get("chair", 0) == (1 if chair_by_meeting else 0),
                "理事会设理事长一名。"
                if chair_by_meeting
                else "理事长由理事会在成员中推选，会议不单独选举，名额请计入理事。",
                book.cite("chair_by") if not chair_by_meeting else book.cite("council_min"),
            ),
            Finding(
                "deputy_by_body",
                chair_by_meeting or not seats.get("deputy_chair", 0),
                "副理事长由理事会在成员中推选，名额请计入理事。",
                book.cite("chair_by"),
            ),
            Finding(
                "supervisory_head",
                seats.get("supervisory_chair", 0) <= (1 if head_by_meeting else 0),
                "监事长至多一名。" if head_by_meeting else "监事长由监事会在成员中推选，名额请计入监事。",
                book.cite("supervisory_chair_by"),
            ),
            Finding(
                "council_size",
                least <= council <= most and (council % 2 == 1 or not book.value("council_odd")),
                f"理事会一般由{least}至{most}名"
                f"{'单数' if book.value('council_odd') else ''}成员组成，现为{council}名。",
                book.cite("council_max"),
                "warning",
            ),
            Finding(
                "no_supervisor",
                supervisors >= max(1, few),
                f"应当设监事会，成员较少的设一至二名监事，至少{max(1, few)}名。",
                Citation(LAW, "第三十二条第一款"),
            ),
            Finding(
                "supervisors_too_many",
                supervisors <= many,
                f"监事会至多{many}名，现为{supervisors}名。",
                book.cite("supervisors_max"),
            ),
            *_way(way, book),
        )
    )


def _way(way: str, book: Rulebook) -> tuple[Finding, ...]:
    return (
        Finding(
            "charter_keeps_it_with_the_members",
            way != REPRESENTATIVES or book.value("elected_by") == REPRESENTATIVES,
            "章程没有把选举交给成员代表大会，应当由成员大会选举。",
            book.cite("elected_by"),
        ),
    )


def check_representatives(number: int, women: int, book: Rulebook) -> Decision:
    """Whether the representatives are a lawful body: more than twenty, some of them women."""
    over, cite = int(book.value("representatives_over")), book.cite("representatives_over")
    return Decision(
        (
            Finding(
                "representatives_too_few",
                number > over,
                f"成员代表{number}人，应当多于{over}人。",
                cite,
            ),
            Finding("no_woman", women > 0, "成员代表中应当有适当数量的妇女代表。", cite, "warning"),
        )
    )


def check_households(households: int, book: Rulebook) -> Decision:
    least, most = int(book.value("households_min")), int(book.value("households_max"))
    return Decision(
        (
            Finding(
                "households_unusual",
                least <= households <= most,
                f"一般每{least}至{most}户选举代表一人，现为{households}户。",
                book.cite("households_max"),
                "warning",
            ),
        )
    )


Kin = Literal["", "near"]


@dataclass(frozen=True, slots=True)
class NomineeFacts:
    """Somebody to be nominated. ``kin_in_council``, ``kin_in_finance``: names of near relatives there."""

    name: str
    post: str
    entitled: bool
    finance_duty: str = ""
    kin_in_council: Sequence[str] = ()
    kin_in_finance: Sequence[str] = ()
    stands_for_council: bool = False
    nominator: str = "members"


def check_nominee(facts: NomineeFacts, book: Rulebook) -> Decision:
    """The bars of 第三十四条第二款 refuse; relatives not yet elected only warn, and the count decides."""
    bars, supervises = book.cite("supervisor_bars"), facts.post in SUPERVISING_POSTS
    return Decision(
        (
            Finding(
                "not_entitled",
                facts.entitled,
                f"{facts.name}不是具有完全民事行为能力的成员，不能作为候选人。",
                book.cite("member_age"),
            ),
            Finding(
                "finance_supervises",
                not (supervises and facts.finance_duty),
                f"{facts.name}是{facts.finance_duty}，不得担任监事会成员或者监事。",
                bars,
            ),
            Finding(
                "kin_of_finance_supervises",
                not (supervises and facts.kin_in_finance),
                f"{facts.name}是{'、'.join(facts.kin_in_finance)}的近亲属，不得担任监事会成员或者监事。",
                bars,
            ),
            Finding(
                "kin_of_council_supervises",
                not (supervises and facts.kin_in_council),
                f"{facts.name}是理事会候选人{'、'.join(facts.kin_in_council)}的近亲属，"
                "对方当选的，不得担任监事会成员或者监事。",
                bars,
                "warning",
            ),
            Finding(
                "kin_in_council",
                supervises or not facts.kin_in_council,
                f"{facts.name}与理事会候选人{'、'.join(facts.kin_in_council)}是近亲属，只能有一人当选。",
                book.cite("council_avoidance"),
                "warning",
            ),
            Finding(
                "stands_for_both_bodies",
                not (supervises and facts.stands_for_council),
                f"{facts.name}同时是理事会候选人，当选理事的不得担任监事会成员或者监事。",
                bars,
                "warning",
            ),
            Finding(
                "nominator",
                facts.nominator in (*book.value("council_nominators"), "hall") or supervises,
                "章程没有规定可以这样提名。",
                book.cite("council_nominators"),
            ),
        )
    )
