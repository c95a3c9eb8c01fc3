"""The register of forms: each stands in a file of some app's ``prints``; an election's shelf shows it.

A form is no paper of the register of papers: it has no number, no code, and nobody issues it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from election_office.documents import kinds
from election_office.documents.facts import Facts, from_json, to_json
from election_office.documents.kinds import DocumentKind
from election_office.documents.paper import Paper
from election_office.documents.specimens import made_up
from election_office.law.words import GENERAL, Words, in_words_of
from villages.models import Election
from villages.notices.shared import ElectionFacts, heading


class Phase(Enum):
    """When a form is needed; the shelf is ordered by it."""

    READING = "给大家读的材料"
    COMMITTEE = "推选{w.committee}"
    ROLL = "{w.registration}"
    BODIES = "推选{w.representative}、{w.group_leader}"
    CANDIDATES = "提名和候选人"
    POLL = "投票和计票"
    FOLLOW_UP = "选举以后"

    def title(self, words: Words) -> str:
        return self.value.format(w=words)


@dataclass(frozen=True)
class Seats:
    title: str
    seats: int


@dataclass(frozen=True)
class FormFacts(ElectionFacts):
    """What every form knows. ``groups`` are the village's groups by their names."""

    words: Words
    posts: tuple[Seats, ...]
    groups: tuple[str, ...]
    office: str
    phone: str


@dataclass(frozen=True)
class Form:
    """``title`` and ``about`` take words of the election ({w.committee}). ``wanted``: whether this election
    can use it. ``long``: many pages, so it is made in the background."""

    code: str
    title: str
    about: str
    phase: Phase
    facts: Callable[[Election], Any]
    facts_type: type[Facts]
    layout: Callable[[Any], Paper]
    wanted: Callable[[Election], bool] = lambda election: True
    long: bool = False

    def named(self, words: Words) -> str:
        return self.title.format(w=words)

    def said(self, words: Words) -> str:
        return self.about.format(w=words)

    def paper(self, election: Election) -> Paper:
        return self.layout(self.facts(election))


_forms: dict[str, Form] = {}


def register(*forms: Form) -> None:
    """Put forms on the shelf and among the kinds that can be drawn."""
    for form in forms:
        if form.code in _forms:
            raise ValueError(f"Two forms are called {form.code!r}.")
        kinds.register(_kind(form))
        _forms[form.code] = form


def _kind(form: Form) -> DocumentKind:
    def facts(election: Election) -> dict[str, Any]:
        stored: dict[str, Any] = to_json(form.facts(election))
        return stored

    # It belongs to the app that lays it out, whoever gathers what every form knows.
    facts.__module__ = form.layout.__module__
    return DocumentKind(
        code=form.code,
        title=form.named(GENERAL),
        facts=facts,
        compose=lambda data: form.layout(from_json(form.facts_type, data)),
        single=True,
        signed_by=lambda data: str(data["committee"]),
        specimen=lambda: made_up(form.facts_type),
    )


def find(code: str) -> Form | None:
    return _forms.get(code)


def every() -> list[Form]:
    """In the order in which they are needed, and as their files name them."""
    order = list(Phase)
    return sorted(_forms.values(), key=lambda form: order.index(form.phase))


def form_facts(title: str) -> Callable[[Election], FormFacts]:
    """The facts of a form that knows no more than every form does. ``title``: behind village and term."""

    def facts(election: Election) -> FormFacts:
        words = election.words
        township = election.village.township
        return FormFacts(
            **heading(election, f"{words.body}选举{title.format(w=words)}"),
            words=words,
            posts=tuple(Seats(post.title, post.seats) for post in election.posts.all()),
            groups=tuple(in_words_of(election.kind, group.title) for group in election.village.groups.all()),
            office=township.office_name,
            phone=township.phone,
        )

    return facts


def titled(facts: FormFacts) -> str:
    """Whose form, then which: broken where its sense breaks."""
    whose = f"{facts.village}{facts.term}{facts.words.body}选举"
    return f"{whose}\n{facts.title.removeprefix(whose)}"


def form(code: str, title: str, about: str, phase: Phase, layout: Callable[[FormFacts], Paper]) -> Form:
    """A form of the common facts."""
    return Form(code, title, about, phase, form_facts(title), FormFacts, layout)
