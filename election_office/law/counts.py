"""The shares by which a count of a community or a collective is judged, each with its article."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from election_office.law.decision import Citation

HERE: Final = Path(__file__).with_name("counts.toml")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a number of people. ``at_least``: the part itself is enough, otherwise it has to be exceeded.
    ``of_registered``: of everybody entitled, not of those who took part."""

    num: int
    den: int
    at_least: bool = False
    of_registered: bool = False


@dataclass(frozen=True)
class CountLaw:
    """What the law of one kind says of a count held in one way. ``turnout`` None: it asks for no quorum."""

    kind: str
    way: str
    law: str
    since: date
    turnout: Share | None
    win: Share
    voter: str
    seats_min: int
    seats_max: int
    articles: Mapping[str, str]
    words: Mapping[str, str]

    def cite(self, key: str) -> Citation:
        """The article on that question; what the law leaves open is marked as nobody's text."""
        article = self.articles.get(key)
        if article is None:
            return Citation(self.law, self.articles["*"], verified=False)
        return Citation(self.law, article)

    def say(self, sentence: str) -> str:
        """A sentence about a village's count in the words of this kind."""
        sentence = sentence.replace(_table()["village_voter"], self.voter)
        for village, own in self.words.items():
            sentence = sentence.replace(village, own)
        return sentence


def ways_of(kind: str) -> tuple[str, ...]:
    """The ways in which an election of this kind may be held; none for the village, which knows one."""
    return tuple(_table().get(kind, {}).get("ways", ()))


@cache
def count_law(kind: str, way: str) -> CountLaw:
    """KeyError when this kind is not held in that way."""
    table = _table()[kind]
    own = table["ways"][way]
    turnout = own.get("turnout")
    return CountLaw(
        kind=kind,
        way=way,
        law=table["law"],
        since=table["since"],
        turnout=Share(**turnout) if turnout else None,
        win=Share(**table["win"]),
        voter=own["voter"],
        seats_min=table["seats_min"],
        seats_max=table["seats_max"],
        articles=table["articles"],
        words=table["words"],
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(HERE.read_text(encoding="utf-8"))
