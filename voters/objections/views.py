"""申诉: the list with its clocks, one objection, its decision and its papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import F
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_button, shown_once, typed
from election_office.core.pickers import answer_search
from election_office.documents import actions as documents
from election_office.documents import queries as papers
from election_office.documents.models import Document
from villages.views.elections import get_election, record_page
from voters.forms import describe
from voters.models import Objection, Registration
from voters.objections import actions, queries, rules
from voters.objections.forms import (
    DecisionForm,
    ObjectionFilter,
    ObjectionForm,
    PersonForm,
    UpholdForm,
)
from voters.objections.tables import ObjectionTable
from voters.rules import objections_until

PER_PAGE = 50


@require_safe
def objection_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    bar = ObjectionFilter(request.GET or None)
    rows = bar.narrow(Objection.objects.filter(election=election).select_related("about__group"))
    table = ObjectionTable(rows.order_by(F("decided_on").asc(nulls_first=True), "due_on", "number"))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    versions = queries.posted_versions(election)
    book = election.rulebook
    days = [row.document.fully_posted_on for row in versions if row.document]
    posted = [day for day in days if day is not None]
    context = {
        "election": election,
        "bar": bar,
        "table": table,
        "counts": queries.counts(election),
        "window_until": objections_until(max(posted), book) if posted else None,
        "open": bool(versions),
        "step": election.steps.filter(code="objections").first(),
        "article": book.cite("objection_days"),
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
        "may_decide": can(request.user, Permission.ROLL_CONFIRM, election),
    }
    return render(request, "voters/objection_list.html", context)


def _page(
    request: StaffRequest, row: Objection, form: OfficeForm, act: Callable[..., Any], **words: Any
) -> HttpResponse:
    """An act on one objection; it goes back to that objection."""
    words = {"back": reverse("voters:objection", args=[row.pk])} | words
    words["context"] = {"row": row} | words.get("context", {})
    act = partial(act, objection=row, by=request.user)
    return record_page("voters:objection_list", request, row.election, form, act, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    versions = queries.posted_versions(election)
    return record_page(
        "voters:objection_list",
        request,
        election,
        ObjectionForm(**typed(request), election=election, versions=versions),
        partial(actions.file_objection, election=election, by=request.user),
        title="受理申诉",
        button="受理",
        done=_received,
        warns=lambda row: not row.in_time,
        then=lambda row: reverse("voters:objection", args=[row.pk]),
        help_text="当场登记，打印受理单交申诉人。决定期限从收到的次日起算。",
        template="voters/objection_form.html",
        context={"versions": versions},
    )


def _received(row: Objection) -> str:
    late = f"这件申诉逾期收到，已登记，由{row.election.words.committee}自行核对。"
    return f"已受理第{row.number}号申诉，请打印受理单交申诉人。" + ("" if row.in_time else late)


@require_safe
def objection_person_search(request: StaffRequest, election_id: int) -> HttpResponse:
    """Everybody with a row here, pending and left off too: they are who objections are about."""
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    rows = Registration.objects.filter(election=election).with_people()
    return answer_search(request, rows, describe=describe)


def _objection(request: StaffRequest, pk: int) -> Objection:
    rows = Objection.objects.visible_to(request.user).with_details()
    return get_object_or_404(rows.select_related("entered_by", "decision_entered_by"), pk=pk)


@require_safe
def objection(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    book = row.election.rulebook
    context = {
        "election": row.election,
        "row": row,
        "receipt": papers.current_document(row, "voters.objection_receipt"),
        "window_article": book.cite("objection_days"),
        "decision_article": book.cite("decision_days"),
        "missing": papers.missing_places(row.document) if row.document else [],
        "alike": queries.alike(row),
        "namesakes": queries.namesakes(row),
        "may_edit": can(request.user, Permission.ROLL_EDIT, row),
        "may_decide": can(request.user, Permission.ROLL_CONFIRM, row),
        "may_reveal": can(request.user, Permission.NUMBERS_VIEW, row),
    }
    return render(request, "voters/objection.html", context)


def _about(row: Objection) -> str:
    return f"申诉第{row.number}号，申诉人{row.objector_name}，所涉人员{row.about_name}。"


@require_http_methods(["GET", "HEAD", "POST"])
def objection_person(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    return _page(
        request,
        row,
        PersonForm(**typed(request), election=row.election),
        actions.name_the_person,
        title="指明所涉人员",
        button="选定",
        done="已指明所涉人员。",
        help_text=_about(row),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def objection_uphold(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_CONFIRM, row)
    return _decide(
        request,
        row,
        UpholdForm(**typed(request), objection=row),
        actions.uphold_objection,
        title="申诉成立",
        button="登记决定并变动名单",
        done="已登记处理决定，名单已按决定变动。请签发处理决定书和补充公告。",
        upholds=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def objection_reject(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_CONFIRM, row)
    return _decide(
        request,
        row,
        DecisionForm(**typed(request)),
        actions.reject_objection,
        title="申诉不成立",
        button="登记决定",
        done="已登记处理决定，名单不变。请签发处理决定书并张贴。",
        upholds=False,
    )


def _decide(
    request: StaffRequest,
    row: Objection,
    form: DecisionForm,
    act: Callable[..., Any],
    *,
    upholds: bool,
    **words: Any,
) -> HttpResponse:
    of_somebody = row.claim in (Objection.Claim.REMOVE, Objection.Claim.CORRECT)
    context = {
        "late": row.due_on < timezone.localdate(),
        "article": row.election.rulebook.cite("decision_days"),
        "needs_person": upholds and row.about_id is None and of_somebody,
        "upholds": upholds,
    }
    template = "voters/objection_decision.html"
    return _page(request, row, form, act, template=template, context=context, **words)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    return _page(
        request,
        row,
        ReasonForm(**typed(request)),
        actions.withdraw_objection,
        title=f"撤回申诉第{row.number}号",
        facts=[("申诉人", row.objector_name), ("所涉人员", row.about_name)],
        consequences=["申诉人自己撤回的，不再作处理决定。", "申诉和撤回的情况都保留在清单上。"],
        button="登记撤回",
        done="已登记撤回。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def objection_contact(request: StaffRequest, pk: int) -> HttpResponse:
    row = _objection(request, pk)
    require(request.user, Permission.NUMBERS_VIEW, row)
    title = "查看申诉人电话"
    back = reverse("voters:objection", args=[row.pk])
    whose = f"{row.objector_name}的电话"
    return _page(
        request,
        row,
        ReasonForm(**typed(request)),
        lambda *, reason, **common: actions.reveal_contact(purpose=reason, **common),
        title=title,
        button="查看电话",
        shows=lambda number: shown_once(request, title=title, whose=whose, number=number, back=back),
        help_text=_about(row),
    )


@require_POST
def objection_receipt(request: StaffRequest, pk: int) -> HttpResponse:
    """The receipt, numbered once; asked for again, the same paper."""
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)

    def receipt() -> Document:
        kind = "voters.objection_receipt"
        return papers.current_document(row, kind) or documents.issue(kind, row, by=request.user)

    return act_button(
        request,
        receipt,
        back=reverse("voters:objection", args=[row.pk]),
        then=lambda document: reverse("documents:detail", args=[document.pk]),
    )


@require_safe
def objection_file(request: StaffRequest, pk: int, which: str) -> FileResponse:
    """What was brought in may name numbers: for those who keep the roll."""
    row = _objection(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    found = {"letter": (row.paper_file, row.paper_name), "decision": (row.decision_file, row.decision_name)}
    file, name = found.get(which, (None, ""))
    if not file:
        raise Http404
    return FileResponse(file.open(), as_attachment=True, filename=name)


@require_http_methods(["GET", "HEAD", "POST"])
def objections_close(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    context = {
        "counts": queries.counts(election),
        "decision": rules.check_closing(queries.closing_facts(election), election.rulebook),
    }
    return record_page(
        "voters:objection_list",
        request,
        election,
        OfficeForm(**typed(request)),
        partial(actions.close_objections, election=election, by=request.user),
        title="办结名单申诉",
        button="办结",
        done="名单申诉已办结。",
        help_text="申诉期满、件件有决定并已公布的，才能办结。",
        consequences=[
            "“名单申诉处理完毕”这一步骤按今天办结。",
            "以后对补充公告的申诉仍然可以受理。",
        ],
        template="voters/objection_close.html",
        context=context,
    )
