"""当选证书: for a winner who is elected, never for a winner who waits for a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError

from ballots.aftermath.queries import public_files
from ballots.models import Winner
from ballots.notices.shared import results_in_force
from ballots.queries import CERTIFICATE as CODE
from ballots.rules.decided import undetermined_names
from election_office.audit.ties import last_link
from election_office.documents.facts import Facts, Json
from election_office.documents.notice import Notice, NumberRule, Step, register
from election_office.documents.paper import Paper, Para
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.models import Election
from villages.notices.shared import first_words_in, words_in


@dataclass(frozen=True)
class CertificateWords:
    body: str


@dataclass(frozen=True)
class CertificateFacts(Facts):
    """``body``: the full name of the body the winner sits in. Version 2 added the words of the election;
    version 3 ``trail``: the end of the village's audit trail when it was issued."""

    version: ClassVar[int] = 3

    title: str
    name: str
    post: str
    village: str
    body: str
    term: str
    polled: str
    years: str
    from_month: str
    to_month: str
    issuer: str
    words: CertificateWords
    trail: str


def facts(winner: Winner) -> CertificateFacts:
    _require_elected(winner)
    election, day = winner.election, winner.result.round.day
    years = election.rulebook.value("term_years")
    township = election.rulebook.value("certificate_issuer") == "township"
    return CertificateFacts(
        title="当选证书",
        name=winner.name,
        post=winner.post.get_kind_display(),
        village=election.village.name,
        body=election.village.committee_name,
        term=election.cycle.title,
        polled=cn_date(day),
        years=cn_number(years),
        from_month=f"{day.year}年{day.month}月",
        to_month=f"{day.year + years}年{day.month}月",
        issuer=f"{election.village.township.name}人民政府" if township else election.committee_title,
        words=words_in(CertificateWords, election.words),
        trail=last_link(election.area_code).sentence,
    )


def _require_elected(winner: Winner) -> None:
    if winner.result.revoked_at is not None:
        raise ValidationError("这次选举结果已经作废，不能颁发当选证书。")
    if winner.status == Winner.Status.PENDING_REVIEW:
        raise ValidationError(f"{winner.name}是另选他人达到当选票数，资格审查通过以前不颁发当选证书。")
    if winner.status == Winner.Status.ANNULLED:
        raise ValidationError(f"{winner.name}当选无效，不颁发当选证书。")
    if winner.name in undetermined_names(winner.result.outcome):
        raise ValidationError(f"{winner.name}所在职位的结果不能确定，应当重新投票，不颁发当选证书。")


def from_version_1(old: Json) -> Json:
    return old | {"words": first_words_in(CertificateWords)}


def from_version_2(old: Json) -> Json:
    return old | {"trail": ""}


def _winners(election: Election) -> Sequence[Winner]:
    return [
        winner
        for result in results_in_force(election)
        for winner in result.winners.all()
        if winner.status == Winner.Status.ELECTED
    ]


def _number(winner: Winner, year: int, serial: int) -> str:
    return f"{winner.election.village.name}当选证〔{year}〕第{serial:02d}号"


def word_layout(facts: CertificateFacts) -> Paper:
    """The words of the certificate without its frame, for offices that must edit them."""
    return Paper(
        title=facts.title,
        head=(f"{facts.village}{facts.term}{facts.words.body}",),
        blocks=(
            Para(f"{facts.name}同志：", indent=False),
            Para(
                f"在{facts.polled}举行的{facts.term}{facts.words.body}换届选举中，您当选为{facts.body}{facts.post}，"
                f"任期{facts.years}年（{facts.from_month}至{facts.to_month}）。"
            ),
            Para("特发此证。"),
        ),
        signature=(f"{facts.issuer}（章）",),
        note=facts.trail,
        landscape=True,
        page_numbers=False,
        chinese_date=True,
    )


NOTICE = register(
    Notice(
        code=CODE,
        title="当选证书",
        about="颁发给当选人。",
        subject=Winner,
        facts_type=CertificateFacts,
        facts=facts,
        template="print/ballots/certificate.html",
        word_layout=word_layout,
        upgrades={1: from_version_1, 2: from_version_2},
        number=NumberRule(
            "certificate", label=_number, scope=lambda winner: f"certificate:{winner.election_id}"
        ),
        signed_by=lambda facts: facts.issuer,
        subjects=_winners,
        closes=Step(
            code="certificates",
            title="颁发当选证书",
            stage="follow_up",
            order=320,
            days_before=-3,
            responsible="committee",
            waits_for=("result_notice",),
            help="待审查的另选他人当选者，审查通过后再发。",
            page="ballots:result",
            when_issued=True,
        ),
        link="ballots:result",
        public=False,
        public_files=public_files,
        visible=lambda user: Winner.objects.visible_to(user).with_places(),
    )
)
