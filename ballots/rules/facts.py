"""The facts of one count, as plain values: what goes into the adjudication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from ballots.rules.irregularities import Irregularity
from election_office.law.words import Words, words_for

Round = Literal["first", "runoff", "tie"]
Post = Literal[
    "director",
    "deputy",
    "member",
    "chair",
    "deputy_chair",
    "council",
    "supervisory_chair",
    "supervisor",
]
Kind = Literal["village", "community", "collective"]
Sex = Literal["male", "female"]

ROUNDS: Final[tuple[Round, ...]] = ("first", "runoff", "tie")
RANK: Final[dict[str, int]] = {
    "director": 0,
    "deputy": 1,
    "member": 2,
    "chair": 0,
    "deputy_chair": 1,
    "council": 2,
    "supervisory_chair": 3,
    "supervisor": 4,
}
"""Highest post first: avoidance keeps the highest, and a person keeps the highest of two posts."""

SUPERVISING: Final = RANK["supervisory_chair"]
"""From this rank down a post supervises the council: its holders avoid the council, not each other."""

KINDS: Final[tuple[Kind, ...]] = ("village", "community", "collective")
POSTS: Final[dict[Kind, tuple[Post, ...]]] = {
    "village": ("director", "deputy", "member"),
    "community": ("director", "deputy", "member"),
    "collective": ("chair", "deputy_chair", "council", "supervisory_chair", "supervisor"),
}
POST_NAMES: Final[dict[str, str]] = {
    "director": "主任",
    "deputy": "副主任",
    "member": "委员",
    "chair": "理事长",
    "deputy_chair": "副理事长",
    "council": "理事",
    "supervisory_chair": "监事长",
    "supervisor": "监事",
}
ROUND_NAMES: Final[dict[str, str]] = {"first": "第一次投票", "runoff": "另行选举", "tie": "再次投票"}


Cell = int | Literal["illegible"] | None
"""A number on a box's sheet: written and read; written and not readable; None where nothing is written."""


@dataclass(frozen=True, slots=True)
class BoxPost:
    """What the sheet of one box says of one post. A name that is not listed had no votes in this box."""

    post: Post
    reserved: Literal["woman"] | None
    void: Cell
    blank: Cell
    votes: Mapping[str, Cell]

    @property
    def unread(self) -> list[str]:
        """What carries no number, in words: 甲（字迹不清）, 无效票（空白）."""
        cells = {"无效票": self.void, "弃权票": self.blank, **self.votes}
        return [
            f"{name}（{'空白' if cell is None else '字迹不清'}）"
            for name, cell in cells.items()
            if not isinstance(cell, int)
        ]


@dataclass(frozen=True, slots=True)
class Box:
    """Ballots given out at one box and found in it; with ``posts``, what its sheets say."""

    name: str
    issued: int
    recovered: int
    posts: tuple[BoxPost, ...] = ()


class Votes(NamedTuple):
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


NOBODY: Final = PersonFacts()
"""Somebody of whom the count says nothing."""


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
    """One round of one election, counted. Every number is a whole number of ballots or people. ``way``: how
    the election of a community or a collective is held; empty for a village."""

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
    kind: Kind = "village"
    way: str = ""
    irregularities: tuple[Irregularity, ...] = ()

    @property
    def words(self) -> Words:
        """The words of the place. The findings of a collective are written in those of a village and
        turned into its own by its law of the count."""
        return words_for(self.area, "village" if self.kind == "collective" else self.kind)

    def person(self, name: str) -> PersonFacts:
        return self.people.get(name, NOBODY)
