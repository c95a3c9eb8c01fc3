"""A member's post ends within the term (成员职务终止公告)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ballots.models import Departure
from ballots.notices.aftermath import AftermathWords, titled, to_all
from ballots.notices.shared import results_in_force
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper
from election_office.law.dates import cn_date
from election_office.law.electorates import HOUSEHOLDS, entitled_words
from election_office.law.rulebooks import Rulebook
from election_office.law.words import GENERAL
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, places_of, words_in

CODE = "ballots.departure_notice"


@dataclass(frozen=True)
class DepartureFacts(ElectionFacts):
    """``numbers``: a sentence for the meeting and for the vote it rests on. Version 2 added the words,
    version 3 who signs: the committee in office, since the electoral one has done its work."""

    version: ClassVar[int] = 3

    name: str
    post: str
    cause: str
    ended: str
    paper: str
    article: str
    numbers: tuple[str, ...]
    words: AftermathWords
    signer: str | None


def _what(body: str) -> str:
    return f"{body}成员职务终止公告"


def facts(departure: Departure) -> DepartureFacts:
    words = departure.election.words
    return DepartureFacts(
        **titled(departure.election, _what(words.body)),
        name=departure.holder.person.name,
        post=departure.holder.post_title,
        cause=departure.get_cause_display(),
        ended=cn_date(departure.ended_on),
        paper=departure.paper_number,
        article=departure.article,
        numbers=_numbers(departure.numbers, departure.election.rulebook),
        words=words_in(AftermathWords, words),
        signer=departure.election.village.committee_name,
    )


def _numbers(found: dict[str, Any], book: Rulebook) -> tuple[str, ...]:
    lines = []
    if meeting := found.get("meeting"):
        unit = "户" if meeting.get("by_households") else "人"
        lines.append(
            f"会议应到{meeting['eligible']}{unit}，实到{meeting['present']}{unit}，"
            f"同意{meeting['in_favour']}{unit}。"
        )
    if vote := found.get("vote"):
        lines.append(recall_sentence(vote.get("way", ""), vote, book))
    return tuple(lines)


def recall_sentence(way: str, vote: Mapping[str, Any], book: Rulebook) -> str:
    """The figures of the vote; who represents a household counts as a household."""
    unit = "户" if way == HOUSEHOLDS else "人"
    said = f"{entitled_words(way, book)}{vote['registered']}{unit}，投票{vote['cast']}{unit}，"
    if "against" not in vote:
        return f"{said}同意罢免{vote['in_favour']}{unit}。"
    return (
        f"{said}其中同意罢免{vote['in_favour']}{unit}，不同意罢免{vote['against']}{unit}，"
        f"弃权和无效{vote['abstained']}{unit}。"
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(AftermathWords)}


def from_version_2(old: Json) -> Json:
    return old | {"signer": None}


def layout(facts: DepartureFacts) -> Paper:
    return to_all(
        facts,
        facts.words,
        _what(facts.words.body),
        f"{facts.name}（{facts.post}）因{facts.cause}（{facts.paper}），自{facts.ended}起职务终止。"
        f"（依据：{facts.article}）",
        *facts.numbers,
        "空出的名额依法补选。",
        signer=facts.signer,
    )


def _departures(election: Election) -> Sequence[Departure]:
    if not results_in_force(election):
        return []
    return list(Departure.objects.filter(holder__body__election=election).select_related("holder__body"))


NOTICE = register(
    Notice(
        code=CODE,
        title=_what(GENERAL.body),
        about="谁的职务因何终止、自何日起。",
        subject=Departure,
        facts_type=DepartureFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1, 2: from_version_2},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.signer or facts.committee,
        subjects=_departures,
        link="ballots:term",
    )
)
