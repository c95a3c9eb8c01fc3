"""全县换届总结: the county's own paper, signed by its office and numbered by it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Length

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.documents.kinds import NumberRule
from election_office.documents.notice import Notice, register
from election_office.figures.models import COUNTY_DIGITS, SummaryDraft
from election_office.figures.summary.closing import COUNTY_KIND
from election_office.figures.summary.words import SummaryPaperFacts, county_of, layout, paper_facts


def facts(draft: SummaryDraft) -> SummaryPaperFacts:
    return paper_facts(draft)


def visible(user: User) -> QuerySet[SummaryDraft]:
    """Drafts of counties: those of townships and villages are issued as their own paper."""
    rows = SummaryDraft.objects.visible_to(user)
    return rows.alias(digits=Length("division")).filter(digits=COUNTY_DIGITS)


NOTICE = register(
    Notice(
        code=COUNTY_KIND,
        title="全县换届选举工作总结",
        about="县换届办按各乡镇登记的数字起草、修改的总结，用县换届办的文号。",
        subject=SummaryDraft,
        facts_type=SummaryPaperFacts,
        facts=facts,
        layout=layout,
        number=NumberRule(
            "county_summary", label=lambda draft, year, n: f"{county_of(draft)}换〔{year}〕{n}号"
        ),
        signed_by=lambda facts: facts.signer,
        visible=visible,
        link="villages:election_detail",
        public=False,
        permission=Permission.DEFER_APPROVE,
    )
)
