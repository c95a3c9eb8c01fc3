"""What the papers of a collective share: who it is, its numbers and where they hang."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ballots.models import Collective
from election_office.documents.facts import Facts
from election_office.documents.notice import NumberRule, Place


@dataclass(frozen=True)
class CollectiveFacts(Facts):
    """What every paper of a collective names. It never changes: a paper that needs more has its own fact."""

    title: str
    township: str
    village: str
    collective: str
    signed: str


def collective_of(subject: Any) -> Collective:
    """Along the way from a register, a meeting or a change of registration."""
    for name in ("collective", "term", "assembly"):
        if hasattr(subject, name):
            found = getattr(subject, name)
            return found if isinstance(found, Collective) else collective_of(found)
    raise TypeError(f"{type(subject).__name__} belongs to no collective.")


def collective_heading(subject: Any, title: str) -> dict[str, Any]:
    """The facts of ``CollectiveFacts``. ``title``: of the paper, behind the organisation's name."""
    collective = collective_of(subject)
    return {
        "title": f"{collective.name}{title}",
        "township": collective.village.township.name,
        "village": collective.village.name,
        "collective": collective.name,
        "signed": f"{collective.name}理事会",
    }


def broken_title(facts: CollectiveFacts) -> str:
    """Whose paper, then what it is: a title broken where its sense breaks."""
    return f"{facts.collective}\n{facts.title.removeprefix(facts.collective)}"


def places_of(subject: Any) -> list[Place]:
    return collective_of(subject).village.places()


def _number(subject: Any, year: int, serial: int) -> str:
    return f"{collective_of(subject).village.name}集〔{year}〕{serial}号"


# One series for all papers of one collective.
COLLECTIVE_NUMBER = NumberRule(
    "collective", label=_number, scope=lambda subject: f"collective:{collective_of(subject).pk}"
)
