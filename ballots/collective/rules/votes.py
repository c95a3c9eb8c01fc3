"""The vote, both readings of the two thirds, the heads of the bodies, the registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ballots.collective.rules.meetings import quorum_share
from ballots.collective.rules.posts import (
    ALL,
    BODY_DECIDES,
    BODY_MEETS,
    HALF,
    LAW,
    LEGAL_REPRESENTATIVE,
    MEMBERS,
    REPRESENTATIVES,
)
from election_office.law.decision import Citation, Decision, Finding
from election_office.law.layers import shown
from election_office.law.rulebooks import Rulebook


@dataclass(frozen=True, slots=True)
class PersonCount:
    """What was counted for one person."""

    name: str
    yes: int
    against: int
    abstained: int

    @property
    def total(self) -> int:
        return self.yes + self.against + self.abstained


def check_votes(votes: Sequence[PersonCount], participants: int) -> Decision:
    """One person one vote: nobody has more voices than took part."""
    return Decision(
        tuple(
            Finding(
                "more_votes_than_people",
                vote.total <= participants,
                f"{vote.name}同意{vote.yes}、不同意{vote.against}、弃权{vote.abstained}，合计{vote.total}，"
                f"多于参加的{participants}人。",
                Citation(LAW, "第二十七条第三款"),
            )
            for vote in votes
        )
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what a person needs: so many of ``base``, ``least`` voices, by ``cite``."""

    rule: str
    label: str
    base: int
    least: int
    cite: Citation

    def elects(self, votes: int) -> bool:
        return votes >= self.least


def readings(entitled: int, participants: int, way: str, book: Rulebook) -> tuple[Reading, Reading]:
    """Both: two thirds of all (第二十七条第三款, 第二十八条第五款), and over half of those who took part.

    The first counts the share a charter may have raised. At least one voice is needed in either."""
    key = "decision_members" if way == MEMBERS else "decision_representatives"
    share = book.value(key)
    who = "全体成员" if way == MEMBERS else "全体成员代表"
    need = -(-share["num"] * entitled // share["den"])
    return (
        Reading(
            ALL,
            f"{who}的{shown(share, book.parameter(key).meaning)}以上",
            entitled,
            max(1, need),
            book.cite(key),
        ),
        Reading(HALF, "超过参加人数的半数", participants, participants // 2 + 1, book.cite("win_rule")),
    )


def charter_says(book: Rulebook) -> str:
    """The rule of winning in the charter; empty where it is silent."""
    parameter = book.parameter("win_rule")
    return str(parameter.value) if parameter.layer == "charter" else ""


def check_reading(*, differ: bool, decided: str, book: Rulebook) -> Decision:
    """Where the two readings elect different people, township or county says which holds, in writing."""
    said = charter_says(book)
    summary = (
        "章程规定得票过参加人数的半数当选，法律对作出决定要求全体三分之二以上同意"
        if said == HALF
        else "章程没有规定当选票数，按全体三分之二以上与按参加人数的半数得出的当选人不同"
    )
    return Decision(
        (
            Finding(
                "reading_open",
                said == ALL or not differ or bool(decided),
                f"{summary}，请先由乡镇或者县级农业农村主管部门书面认定。",
                book.cite("decision_members"),
            ),
        )
    )


def check_head(*, body: int, present: int, votes: int, is_member: bool, name: str) -> Decision:
    """The chair chosen by the council among its own: two thirds meet, over half of all agree."""
    return Decision(
        (
            Finding("not_of_the_body", is_member, f"{name}不是新当选的成员，不能推选。"),
            Finding("body_present", present <= body, f"出席{present}人，多于全体{body}人。"),
            Finding(
                "body_quorum",
                3 * present >= 2 * body,
                f"出席{present}人，应当有三分之二以上成员出席，至少{-(-2 * body // 3)}人。",
                BODY_MEETS,
            ),
            Finding("more_votes_than_present", votes <= present, f"得票{votes}，多于出席的{present}人。"),
            Finding(
                "body_majority",
                2 * votes > body,
                f"得票{votes}，应当经全体{body}人过半数同意，至少{body // 2 + 1}票。",
                BODY_DECIDES,
            ),
        )
    )


def check_registration_change(*, before: str, after: str, book: Rulebook) -> Decision:
    """The chair is the legal representative: another chair, another entry in the register of the county."""
    return Decision(
        (
            Finding("no_chair", bool(after), "理事长还没有产生，不能申请变更登记。", LEGAL_REPRESENTATIVE),
            Finding(
                "nothing_changes",
                not after or before != after,
                f"登记的法定代表人已经是{after}，不用变更。",
                book.cite("register_change"),
            ),
        )
    )


def as_params(book: Rulebook, way: str, win_rule: str) -> dict[str, Any]:
    """The charter as the count's parameters: only what the law of the count does not say by itself."""
    params: dict[str, Any] = {"win_rule": win_rule}
    num, den, _ = quorum_share(way, book)
    if num and (way == REPRESENTATIVES or (num, den) != (2, 3)):
        params["quorum"] = {"num": num, "den": den}
    share = book.value("decision_members" if way == MEMBERS else "decision_representatives")
    if win_rule == ALL and share != {"num": 2, "den": 3}:
        params["win"] = share
    return params
