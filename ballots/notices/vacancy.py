"""Seats that stay empty by a decision (名额空缺公告)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ballots.models import SeatVacancy
from ballots.notices.aftermath import AftermathWords, titled, to_all
from ballots.notices.shared import results_in_force
from election_office.documents.facts import Json
from election_office.documents.notice import Notice, register
from election_office.documents.paper import Paper
from election_office.law.dates import cn_date
from villages.models import Election
from villages.notices.shared import NOTICE_NUMBER, ElectionFacts, first_words_in, places_of, words_in

CODE = "ballots.vacancy_notice"
TITLE = "名额空缺公告"


@dataclass(frozen=True)
class VacancyFacts(ElectionFacts):
    """``numbers``: called, present, in favour; None where nobody counted. Version 2 added the words."""

    version: ClassVar[int] = 2

    post: str
    seats: int
    meeting: str
    decided: str
    numbers: tuple[int | None, ...]
    paper: str
    article: str
    words: AftermathWords


def facts(vacancy: SeatVacancy) -> VacancyFacts:
    return VacancyFacts(
        **titled(vacancy.election, TITLE),
        post=vacancy.post.title,
        seats=vacancy.seats,
        meeting=vacancy.election.said(vacancy.get_meeting_display()),
        decided=cn_date(vacancy.decided_on),
        numbers=(vacancy.eligible, vacancy.present, vacancy.in_favour),
        paper=vacancy.paper_number,
        article=vacancy.article,
        words=words_in(AftermathWords, vacancy.election.words),
    )


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(AftermathWords)}


def layout(facts: VacancyFacts) -> Paper:
    whole, here, yes = facts.numbers
    voted = "" if whole is None else f"（应到{whole}人，实到{here}人，同意{yes}人）"
    paper = f"（{facts.paper}）" if facts.paper else ""
    return to_all(
        facts,
        facts.words,
        TITLE,
        f"本届{facts.words.body}{facts.post}缺{facts.seats}名。经{facts.meeting}{facts.decided}决定"
        f"{voted}{paper}，所缺名额暂时空缺。（依据：{facts.article}）",
        "空缺的名额需要补足时，依法举行补选。",
    )


def _vacancies(election: Election) -> Sequence[SeatVacancy]:
    return list(SeatVacancy.objects.filter(election=election)) if results_in_force(election) else []


NOTICE = register(
    Notice(
        code=CODE,
        title=TITLE,
        about="哪个职位空缺几名、由谁决定。",
        subject=SeatVacancy,
        facts_type=VacancyFacts,
        facts=facts,
        layout=layout,
        upgrades={1: from_version_1},
        number=NOTICE_NUMBER,
        places=places_of,
        signed_by=lambda facts: facts.committee,
        subjects=_vacancies,
        link="ballots:term",
    )
)
