"""What the papers of what follows a result share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from election_office.documents.paper import Block, Paper, Para
from villages.models import Election
from villages.notices.shared import ElectionFacts, two_line_title


@dataclass(frozen=True)
class AftermathWords:
    body: str
    people: str


class Addressed(Protocol):
    """Words with which a paper addresses everybody."""

    @property
    def body(self) -> str: ...

    @property
    def people(self) -> str: ...


def titled(election: Election, title: str) -> dict[str, Any]:
    """The facts of ``ElectionFacts`` under a title of its own, without village and term."""
    return {
        "title": title,
        "township": election.village.township.name,
        "village": election.village.name,
        "term": election.cycle.title,
        "committee": election.committee_title,
        "day": election.election_day,
    }


def to_all(
    facts: ElectionFacts,
    words: Addressed,
    what: str,
    *sentences: str,
    blocks: tuple[Block, ...] = (),
    signer: str | None = None,
) -> Paper:
    """A paper to all people of the place; the electoral committee signs it where no ``signer`` is named."""
    return Paper(
        title=two_line_title(facts, words.body, what),
        blocks=(
            Para(f"全体{words.people}：", indent=False),
            *(Para(sentence) for sentence in sentences),
            *blocks,
        ),
        signature=(signer or facts.committee,),
    )
