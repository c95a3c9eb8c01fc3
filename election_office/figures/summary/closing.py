"""When the step 换届总结 of a village is done: its own 总结 or its township's is issued and in force."""

from __future__ import annotations

from django.utils import timezone

from election_office.documents.models import Document
from election_office.documents.queries import subject_label
from election_office.figures.models import SummaryDraft
from election_office.law.decision import Decision, Finding
from villages.models import Election
from villages.preparation import sheets
from villages.preparation.actions import settle
from villages.preparation.rules import Standing

STEP, KIND, COUNTY_KIND = "summary", "figures.summary", "figures.county_summary"
TOWNSHIP = 9


def standing(election: Election) -> Standing:
    code = election.village.code
    drafts = SummaryDraft.objects.filter(
        division__in=(code, code[:TOWNSHIP]), ordinal=election.cycle.ordinal
    ).order_by("pk")
    labels = [subject_label(draft) for draft in drafts]
    paper = Document.objects.in_force().filter(kind=KIND, subject__in=labels).order_by("issued_at").first()
    missing = Finding("summary", paper is not None, "还没有签发这里的或者所在乡镇的换届总结。")
    if paper is None:
        return Standing(Decision((missing,)))
    day = timezone.localtime(paper.issued_at).date()
    return Standing(Decision((missing,)), day, f"签发《{paper.title}》")


def settle_villages(document: Document) -> None:
    """After a 总结 is issued or withdrawn: the step in every village it is about."""
    draft = SummaryDraft.objects.filter(pk=document.subject.rpartition(":")[2]).first()
    if draft is None or len(draft.division) < TOWNSHIP:
        return
    elections = Election.objects.filter(
        village__code__startswith=draft.division, cycle__ordinal=draft.ordinal
    ).exclude(kind=Election.Kind.COLLECTIVE)
    for election in elections.select_related("village", "cycle"):
        settle(election=election, code=STEP, by=document.issued_by)


def lend() -> None:
    sheets.lend(STEP, standing)
