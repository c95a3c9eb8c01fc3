"""当选证书: for a winner who is elected, never for one who waits for a review."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ballots.aftermath.queries import public_files
from ballots.models import Winner
from ballots.queries import CERTIFICATE as CERTIFICATE
from ballots.rules.decided import undetermined_names
from election_office.documents.kinds import DocumentKind, NumberRule, register
from election_office.law.dates import cn_date
from election_office.law.text import cn_number
from villages.actions import document_issued, notice_withdrawn


def _facts(winner: Winner) -> dict[str, Any]:
    if winner.result.superseded_at is not None:
        raise ValidationError("这次选举结果已经作废，不能颁发当选证书。")
    if winner.status == Winner.Status.PENDING_REVIEW:
        raise ValidationError(f"{winner.name}是另选他人达到当选票数，资格审查通过以前不颁发当选证书。")
    if winner.status == Winner.Status.ANNULLED:
        raise ValidationError(f"{winner.name}当选无效，不颁发当选证书。")
    if winner.name in undetermined_names(winner.result.outcome):
        raise ValidationError(f"{winner.name}所在职位的结果不能确定，应当重新投票，不颁发当选证书。")
    election, day = winner.election, winner.result.round.day
    years = election.rulebook.value("term_years")
    township = election.rulebook.value("certificate_issuer") == "township"
    return {
        "title": "当选证书",
        "name": winner.name,
        "post": winner.post.get_kind_display(),
        "village": election.village.name,
        "body": election.village.committee_name,
        "term": election.cycle.title,
        "polled": cn_date(day),
        "years": cn_number(years),
        "from_month": f"{day.year}年{day.month}月",
        "to_month": f"{day.year + years}年{day.month}月",
        "issuer": f"{election.village.township.name}人民政府" if township else election.committee_title,
    }


def _number(winner: Winner, year: int, serial: int) -> str:
    return f"{winner.election.village.name}当选证〔{year}〕第{serial:02d}号"


register(
    DocumentKind(
        code=CERTIFICATE,
        title="当选证书",
        facts=_facts,
        template="print/ballots/certificate.html",
        number_rule=NumberRule(
            "certificate", label=_number, scope=lambda winner: f"certificate:{winner.election_id}"
        ),
        single=True,
        signed_by=lambda facts: str(facts["issuer"]),
        public_files=public_files,
        on_issued=document_issued,
        on_revoked=notice_withdrawn,
    )
)
