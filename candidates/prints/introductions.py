"""候选人情况介绍: who the candidates are and what they promise, in the order drawn, for the meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from candidates.models import MeetingSpeaker
from election_office.documents.paper import Block, Heading1, Heading2, Paper, Para
from election_office.law.text import cn_number
from villages.models import Election
from villages.shelf.register import Form, FormFacts, Phase, form_facts, register, titled

TITLE = "候选人情况介绍"


@dataclass(frozen=True)
class Introduced:
    """``about``: sex, year of birth, education and party, as far as they are on record."""

    name: str
    post: str
    about: str
    resume: str
    promise: str


@dataclass(frozen=True)
class IntroductionFacts(FormFacts):
    people: tuple[Introduced, ...]


def _speakers(election: Election) -> Any:
    rows = MeetingSpeaker.objects.filter(meeting__election=election)
    return rows.select_related("candidate__person", "candidate__post").order_by("turn")


def facts(election: Election) -> IntroductionFacts:
    common: dict[str, Any] = vars(form_facts(TITLE)(election))
    return IntroductionFacts(**common, people=tuple(_introduced(row) for row in _speakers(election)))


def _introduced(row: MeetingSpeaker) -> Introduced:
    person = row.candidate.person
    known = (
        person.get_sex_display(),
        f"{person.birth_date.year}年出生",
        person.education,
        "中共党员" if person.party_member else "",
    )
    return Introduced(
        name=person.name,
        post=row.candidate.post.title,
        about="，".join(filter(None, known)),
        resume=row.resume,
        promise=row.promise,
    )


def layout(facts: IntroductionFacts) -> Paper:
    return Paper(title=titled(facts), blocks=tuple(_blocks(facts)), signature=(facts.committee,))


def _blocks(facts: IntroductionFacts) -> Iterator[Block]:
    yield Para("发言次序由抽签决定，以下按这个次序排列。")
    for number, person in enumerate(facts.people, start=1):
        yield Heading1(f"{cn_number(number)}、{person.name}（{person.post}候选人）")
        yield Para(f"{person.about}。")
        for title, text in (("简历", person.resume), ("任职承诺", person.promise)):
            if text:
                yield Heading2(title)
                yield from (Para(line) for line in text.splitlines() if line.strip())


register(
    Form(
        "candidates.introductions",
        TITLE,
        "见面会上发给大家，也可以张贴；简历和承诺在见面会页面登记。",
        Phase.CANDIDATES,
        facts,
        IntroductionFacts,
        layout,
        wanted=lambda election: bool(_speakers(election).exists()),
    )
)
