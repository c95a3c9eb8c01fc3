"""What the lists of candidates that hang have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from villages.models import Person
from villages.notices.shared import ElectionFacts


@dataclass(frozen=True)
class Listed:
    name: str
    woman: bool


@dataclass(frozen=True)
class ListedPost:
    """``people``: in the order of the list."""

    title: str
    seats: int
    people: tuple[Listed, ...]


@dataclass(frozen=True)
class ListFacts(ElectionFacts):
    """``corrects`` and ``changes``: the number of the notice in whose place this one comes, and who left or
    joined; both empty on a list that hangs for the first time."""

    basis: str
    order: str
    corrects: str
    changes: str


def listed(people: Iterable[Person]) -> tuple[Listed, ...]:
    return tuple(Listed(person.name, woman=person.sex == "female") for person in people)


def names_line(people: Sequence[Listed]) -> str:
    """The names of a list in one line of text; two characters take the width of three, women are marked."""
    names = []
    for person in people:
        wide = f"{person.name[0]}　{person.name[1]}" if len(person.name) == 2 else person.name
        names.append(f"{wide}（女）" if person.woman else wide)
    return "、".join(names)


def correction_opening(facts: ListFacts, what: str) -> str:
    """How a corrected list begins: which notice it takes the place of, and who left or joined."""
    return f"{facts.corrects}公告公布的{what}有变动：{facts.changes}。"


def order_words(order: str) -> str:
    """``order``: as the rulebook says it."""
    return "按姓氏笔画为序" if order == "strokes" else "按得票多少为序"
