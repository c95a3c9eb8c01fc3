"""What the lists of candidates that hang have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from election_office.documents.models import Document, Posting
from villages.actions import reopen_step
from villages.models import Person, Step
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


def evidence_of(document: Document) -> str:
    """What the step of nominating says it rests on."""
    return f"{document.number} {document.title}".strip()


def nomination_open_again(document: Document) -> None:
    """Hook of a list that is withdrawn: nominating is not over where this list, or the one it came in place
    of, was what said so."""
    if document.election_id is None:
        return
    papers: set[str] = set()
    paper: Document | None = document
    while paper is not None:
        papers.add(evidence_of(paper))
        paper = paper.replaces
    rows = Step.objects.select_for_update(of=("self",)).filter(
        election_id=document.election_id, code="nomination", done_on__isnull=False, evidence__in=papers
    )
    for step in rows:
        reopen_step(step)


def nomination_open_unless_it_hangs(posting: Posting) -> None:
    """Hook of a posting entered by mistake: a list that does not hang everywhere ends no nominating."""
    if posting.document.fully_posted_on is None:
        nomination_open_again(posting.document)
