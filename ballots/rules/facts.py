"""The facts of one count, as plain values: what goes into the adjudication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

Round = Literal["first", "runoff", "tie"]
Post = Literal["director", "deputy", "member"]
Sex = Literal["male", "female"]

ROUNDS: Final[tuple[Round, ...]] = ("first", "runoff", "tie")
RANK: Final[dict[str, int]] = {"director": 0, "deputy": 1, "member": 2}
"""Highest post first: avoidance keeps the highest, and a person keeps the highest of two posts."""

POST_NAMES: Final[dict[str, str]] = {"director": "主任", "deputy": "副主任", "member": "委员"}
ROUND_NAMES: Final[dict[str, str]] = {"first": "第一次投票", "runoff": "另行选举", "tie": "再次投票"}


@dataclass(frozen=True, slots=True)
class Box:
    """Ballots given out at one box and found in it."""

    name: str
    issued: int
    recovered: int


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of one name for one post; `write_in` when the name was not printed (另选他人)."""

    name: str
    votes: int
    write_in: bool = False


@dataclass(frozen=True, slots=True)
class PostCount:
    """The count of one post, or of the seats of a post reserved by an attribute (专职专选).

    `void` and `blank` are ballots of this post that choose nobody; both stay among the ballots cast."""

    post: Post
    seats: int
    void: int
    blank: int
    votes: tuple[Votes, ...]
    reserved: Literal["woman"] | None = None

    @property
    def rank(self) -> int:
        return RANK[self.post]

    @property
    def title(self) -> str:
        """The post as people read it: 主任, 委员, 妇女委员."""
        return f"妇女{POST_NAMES[self.post]}" if self.reserved == "woman" else POST_NAMES[self.post]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """`barred` is the ground on which the person may not be a candidate, or empty. `confirmed`: the review of
    a written-in winner was passed, so that the seat is held and nothing waits any more."""

    sex: Sex | None = None
    barred: str = ""
    confirmed: bool = False

    @property
    def reviewed(self) -> bool:
        """A bar that is told beside it weighs more: the seat waits for somebody to decide."""
        return self.confirmed and not self.barred


@dataclass(frozen=True, slots=True)
class Relation:
    """`first` is the `kind` of `second`; the rules ask only whether the two are related."""

    first: str
    second: str
    kind: str


@dataclass(frozen=True, slots=True)
class SeatFilled:
    """A seat an earlier round has filled."""

    post: Post
    name: str

    @property
    def rank(self) -> int:
        return RANK[self.post]


@dataclass(frozen=True, slots=True)
class CountInput:
    """One round of one village's election, counted. Every number is a whole number of ballots or people."""

    area: str
    election_day: date
    round: Round
    registered: int
    issued: int
    recovered: int
    posts: tuple[PostCount, ...]
    boxes: tuple[Box, ...] = ()
    people: Mapping[str, PersonFacts] = field(default_factory=dict)
    relatives: tuple[Relation, ...] = ()
    elected_before: tuple[SeatFilled, ...] = ()
    excess_proxies: int = 0
    params: Mapping[str, Any] = field(default_factory=dict)

    def person(self, name: str) -> PersonFacts:
        return self.people.get(name, PersonFacts())
