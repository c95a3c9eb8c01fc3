"""What apps above lend to the supervision: people who promise, things a petition may be about, and the acts
that carry out what follows from one. They register when they are ready; this app names none of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from villages.models import Election, Petition

Choices = Sequence[tuple[str, str]]


class CarryOut(Protocol):
    def __call__(
        self, *, petition: Petition, target: str, ground: str, paper_number: str, reason: str, by: User
    ) -> tuple[str, str]:
        """Call the responsible act; its refusal is this one's. Answers what was done, and on what basis."""


@dataclass(frozen=True)
class Consequence:
    """``targets``: who or what it may be done to, by key; ``grounds``: on what basis. ``warning``: what it
    brings about, said before it is done."""

    code: str
    label: str
    warning: str
    permission: Permission
    targets: Callable[[Election], Choices]
    grounds: Callable[[Election], Choices]
    carry_out: CarryOut


_consequences: dict[str, Consequence] = {}
_things: list[Callable[[Election], Choices]] = []
_promisers: list[Callable[[Election], Sequence[Any]]] = []


def lend_consequence(consequence: Consequence) -> None:
    _consequences[consequence.code] = consequence


def lend_things(things: Callable[[Election], Choices]) -> None:
    """Key and name of each thing of an election a petition may be about, for example its boxes."""
    if things not in _things:
        _things.append(things)


def lend_promisers(people: Callable[[Election], Sequence[Any]]) -> None:
    """The people (rows of Person) of an election of whom the three promises are asked."""
    if people not in _promisers:
        _promisers.append(people)


def consequences() -> list[Consequence]:
    return [_consequences[code] for code in sorted(_consequences)]


def consequence(code: str) -> Consequence | None:
    return _consequences.get(code)


def things_of(election: Election) -> list[tuple[str, str]]:
    return [choice for things in _things for choice in things(election)]


def promisers_of(election: Election) -> list[Any]:
    return [person for people in _promisers for person in people(election)]
