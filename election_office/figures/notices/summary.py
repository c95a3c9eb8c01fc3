"""换届总结: issued, it closes the step of its village, or of every village of its township."""

from __future__ import annotations

from election_office.accounts.permissions import Permission
from election_office.documents.notice import Notice, register
from election_office.figures.models import SummaryDraft
from election_office.figures.summary.closing import settle_villages
from election_office.figures.summary.words import SummaryPaperFacts, layout, paper_facts

CODE = "figures.summary"


def facts(draft: SummaryDraft) -> SummaryPaperFacts:
    return paper_facts(draft)


NOTICE = register(
    Notice(
        code=CODE,
        title="换届选举工作总结",
        about="按登记的数字起草、由起草人修改的总结；签发后“换届总结”这一步办结。",
        subject=SummaryDraft,
        facts_type=SummaryPaperFacts,
        facts=facts,
        layout=layout,
        signed_by=lambda facts: facts.signer,
        link="villages:election_detail",
        public=False,
        permission=Permission.DOCUMENT_ISSUE,
        on_issued=settle_villages,
        on_revoked=settle_villages,
    )
)
