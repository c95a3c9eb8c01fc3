"""What the papers of an election share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

from election_office.documents.facts import Facts, Json, to_json
from election_office.documents.notice import NumberRule, Place
from election_office.law.words import GENERAL, Words, first_words
from villages.models import Election

WordsT = TypeVar("WordsT")


@dataclass(frozen=True)
class ElectionFacts(Facts):
    """What every notice of an election names. It never changes: a paper that needs more has its own fact."""

    title: str
    township: str
    village: str
    term: str
    committee: str
    day: dt.date


def heading(election: Election, title: str) -> dict[str, Any]:
    """The facts of ``ElectionFacts``. ``title``: of the paper, behind the village and the term."""
    return {
        "title": f"{election.village.name}{election.cycle.title}{title}",
        "township": election.village.township.name,
        "village": election.village.name,
        "term": election.cycle.title,
        "committee": election.committee_title,
        "day": election.election_day,
    }


def words_in(wanted: type[WordsT], words: Words) -> WordsT:
    """The words that a paper prints, and no others: a dataclass with fields of ``Words``."""
    return wanted(**{word.name: getattr(words, word.name) for word in fields(wanted)})  # type: ignore[arg-type]


def first_words_in(wanted: type[Any]) -> Json:
    """The words of a paper whose words were not among its facts."""
    words: Json = to_json(words_in(wanted, first_words()))
    return words


def two_line_title(facts: ElectionFacts, body: str, what: str) -> str:
    """Whose paper, then what it is: a title broken where its sense breaks (GB/T 9704)."""
    return f"{facts.village}{facts.term}{body}选举\n{what}"


def election_of(subject: Any) -> Election:
    """The election a paper belongs to: the subject itself or its ``election``."""
    return subject if isinstance(subject, Election) else subject.election


def places_of(subject: Any) -> list[Place]:
    """At the village and in every group."""
    return election_of(subject).village.places()


# How a place writes its numbers, by the value of its rulebook.
NOTICE_FORMS: Final = {
    "year": "{place}选〔{year}〕{serial}号",
    "year_word": "{place}选字〔{year}〕第{serial}号",
    "serial": "{place}选字第{serial}号",
    "plain": "第{serial}号",
}
GUIDANCE_FORMS: Final = {
    "year": "{place}换届〔{year}〕{serial}号",
    "year_word": "{place}换届字〔{year}〕第{serial}号",
    "office": "{place}选办〔{year}〕{serial}号",
    "serial": "{place}换届字第{serial}号",
}


def _number(subject: Any, year: int, serial: int) -> str:
    election = election_of(subject)
    form = NOTICE_FORMS[election.rulebook.value("notice_number_form")]
    return form.format(place=election.village.name, year=year, serial=serial)


# One series for all notices of one election, in the order they are issued.
NOTICE_NUMBER = NumberRule(
    "notice",
    label=_number,
    scope=lambda subject: f"election:{election_of(subject).pk}",
    title=f"{GENERAL.committee}公告",
)


def _guidance_number(subject: Any, year: int, serial: int) -> str:
    election = election_of(subject)
    form = GUIDANCE_FORMS[election.rulebook.value("guidance_number_form")]
    return form.format(place=election.village.township.name, year=year, serial=serial)


# What the township's guidance body signs carries a number of its own, one series for all its villages.
GUIDANCE_NUMBER = NumberRule(
    "guidance",
    label=_guidance_number,
    area=lambda subject: election_of(subject).village.township.code,
    title="乡镇换届公文",
)
