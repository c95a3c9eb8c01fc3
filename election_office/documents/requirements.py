"""What papers ask for before they may be signed: another paper in force, or one that hangs everywhere."""

from __future__ import annotations

from typing import Any

from election_office.documents.models import Document
from election_office.documents.notice import Notice
from election_office.documents.queries import subject_label
from election_office.law.decision import Citation, Decision, Finding


def _in_force(notice: Notice[Any, Any], subject: Any) -> Document | None:
    return Document.objects.in_force().filter(kind=notice.code, subject=subject_label(subject)).first()


def issued(notice: Notice[Any, Any], subject: Any, citation: Citation | None = None) -> Decision:
    """Another paper about the same subject is in force and says what is so."""
    paper = _in_force(notice, subject)
    passed = paper is not None and not paper.needs_correction
    return _found("paper_missing", passed, notice, paper, "还没有签发，请先签发。", citation)


def hangs(notice: Notice[Any, Any], subject: Any, citation: Citation | None = None) -> Decision:
    """Another paper about the same subject hangs everywhere and says what is so."""
    paper = _in_force(notice, subject)
    passed = paper is not None and paper.fully_posted_on is not None and not paper.needs_correction
    missing = "还没有在各处张贴完毕，请先张贴并逐处登记。"
    return _found("paper_not_posted", passed, notice, paper, missing, citation)


def _found(
    code: str,
    passed: bool,
    notice: Notice[Any, Any],
    paper: Document | None,
    missing: str,
    citation: Citation | None,
) -> Decision:
    untrue = paper is not None and paper.needs_correction
    why = "与现行事实不符，请先签发更正公告并张贴。" if untrue else missing
    return Decision((Finding(code, passed, f"《{notice.title}》{why}", citation),))
