"""The page that previews, issues, corrects and withdraws any declared paper, and the board of an election."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.documents import actions, board, elections, queries
from election_office.documents import notice as register
from election_office.documents.copies import copies_words
from election_office.documents.forms import CorrectForm, IssueForm, PaperForm, WithdrawForm
from election_office.documents.models import Document
from election_office.documents.notice import Notice
from election_office.documents.responses import preview_response
from election_office.documents.rules import Standing
from election_office.law.decision import Finding

FORMS: dict[str, type[PaperForm]] = {"issue": IssueForm, "correct": CorrectForm, "withdraw": WithdrawForm}


def _asked(request: StaffRequest, code: str, subject_id: int) -> tuple[Notice[Any, Any], Any]:
    """The paper and its subject: 404 outside the user's divisions, 403 for those who only read there."""
    notice = register.find(code)
    if notice is None:
        raise Http404
    subject = get_object_or_404(_with_places(notice.visible_to(request.user)), pk=subject_id)
    require(request.user, notice.permission, subject)
    return notice, subject


def _with_places(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the village and its township, which head every paper, and the term: no statement for each."""
    way = getattr(rows.model, "place", "").rpartition("__")[0]
    steps = way.split("__")
    if steps[-1] != "village":
        return rows
    rows = rows.select_related(f"{way}__township")
    return rows.select_related("__".join([*steps[:-1], "cycle"])) if "election" in steps else rows


@require_safe
def paper_preview(request: StaffRequest, code: str, subject_id: int) -> HttpResponse:
    notice, subject = _asked(request, code, subject_id)
    return preview_response(request, notice.code, subject)


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: StaffRequest, code: str, subject_id: int) -> HttpResponse:
    """The facts are frozen and the number given only on POST; a paper in force is corrected, not doubled."""
    notice, subject = _asked(request, code, subject_id)
    current = queries.current_document(subject, notice.code)
    forms = {
        act: FORMS[act](request.POST if _act(request, current) == act else None, paper=current)
        for act in (("correct", "withdraw") if current else ("issue",))
    }
    for act, form in forms.items():
        if form.is_bound and form.is_valid():
            with form.showing_refusals():
                document, sentence = _run(act, form, notice, subject, current, request)
                messages.success(request, sentence)
                return redirect("documents:detail", document.pk)
    return render(request, "documents/paper.html", _context(request, notice, subject, current) | forms)


def _act(request: StaffRequest, current: Document | None) -> str:
    """What the form asks for; none on a page that is only read."""
    if request.method != "POST":
        return ""
    return request.POST.get("act", "") or ("correct" if current else "issue")


def _run(
    act: str,
    form: PaperForm,
    notice: Notice[Any, Any],
    subject: Any,
    current: Document | None,
    request: StaffRequest,
) -> tuple[Document, str]:
    """The act that the form names, and the sentence that says it is done."""
    if current is None:
        new = actions.issue(notice.code, subject, by=request.user)
        return new, f"已签发{new.number or notice.title}。{_then(new)}"
    reason = form.cleaned_data["reason"]
    if act == "withdraw":
        return actions.revoke(current, by=request.user, reason=reason), f"已撤销《{current.title}》。"
    number = form.cleaned_data["number"] or None
    new = actions.replace(current, by=request.user, reason=reason, subject=subject, number=number)
    return new, f"已签发更正公文《{new.title}》。{_then(new)}"


def _then(document: Document) -> str:
    return "请张贴后逐处登记张贴时间和照片。" if document.places else ""


def _context(
    request: StaffRequest, notice: Notice[Any, Any], subject: Any, current: Document | None
) -> dict[str, Any]:
    election_id = getattr(subject, "election_id", None)
    election = elections.find(request.user, election_id) if election_id else None
    places = list(notice.places(subject)) if notice.places and not current else []
    return {
        "frame": "layout/election.html" if election is not None else "layout/base.html",
        "election": election,
        "notice": notice,
        "subject": subject,
        "current": current,
        "states": queries.place_states(current) if current else [],
        "places": places,
        "wanted_copies": copies_words(len(places)),
        "adjust": None if current else notice.adjust_link(subject),
        "refusals": (refusals := _refusals(notice, subject, current)),
        "exception_url": _exception_url(request, notice, subject, refusals),
        "back": notice.page(subject) if notice.page else board.link_of(notice, election_id),
    }


def _refusals(notice: Notice[Any, Any], subject: Any, current: Document | None) -> list[Finding]:
    """What is still missing for its signature, asked as the act does."""
    correcting = current is not None
    decision = notice.signature(subject, correcting=correcting)
    if decision.allowed and not correcting and notice.closes is None:
        try:
            signed_by = notice.signed_by(notice.facts(subject))
        except ValidationError:
            return []  # nothing to print yet: said when it is issued
        decision += notice.signer(subject, signed_by, correcting=False)
    return list(decision.refusals)


def _exception_url(
    request: StaffRequest, notice: Notice[Any, Any], subject: Any, refusals: Sequence[Finding]
) -> str:
    """Where the township lets the paper come before its turn; empty for everybody else."""
    early = any(finding.code in {"before_its_turn", "committee_too_few"} for finding in refusals)
    if not early or not can(request.user, Permission.CYCLE_PLAN, subject):
        return ""
    step = notice.closes.code if notice.closes else ""
    return elections.source().exception_url(subject, paper=notice.code, step=step)


@require_safe
def board_page(request: StaffRequest, election_id: int) -> HttpResponse:
    """All papers of an election: what is due, what hangs, what is missing, what is no longer true."""
    election = elections.find(request.user, election_id)
    if election is None:
        raise Http404
    today = timezone.localdate()
    rows = board.for_election(election, today)
    held = {row.notice.permission for row in rows if can(request.user, row.notice.permission, election)}
    context = {
        "election": election,
        "today": today,
        "rows": [(row, row.notice.permission in held) for row in rows],
        "open": sum(row.standing.is_open for row in rows),
        "untrue": sum(row.standing is Standing.UNTRUE for row in rows),
    }
    return render(request, "documents/board.html", context)
