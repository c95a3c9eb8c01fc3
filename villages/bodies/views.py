"""The bodies beside the village committee, and who is kin to whom among all of them."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_page, typed
from election_office.documents.models import Document
from election_office.law.words import in_words_of
from villages.bodies import actions, forms, kinship, queries, rules
from villages.bodies.calls import queries as calls
from villages.bodies.calls.actions import set_group_calls
from villages.bodies.calls.forms import GroupCallsForm
from villages.meetings.queries import sheets_of
from villages.models import Body, Holder
from villages.views.elections import get_election, record_page

GET_OR_POST = ["GET", "HEAD", "POST"]


_page = partial(record_page, "villages:bodies", button="保存")


@require_safe
def body_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    context = {
        "election": election,
        "rows": queries.overview(election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    return render(request, "villages/bodies.html", context)


@require_http_methods(GET_OR_POST)
def body_add(request: StaffRequest, election_id: int, kind: str) -> HttpResponse:
    election = get_election(request, election_id)
    if kind not in Body.Kind.values:
        raise Http404
    require(request.user, Permission.STEP_RECORD, election)
    return _page(
        request,
        election,
        forms.BodyForm(**typed(request), election=election, kind=kind),
        partial(actions.record_body, election=election, kind=kind, by=request.user),
        title=f"登记{in_words_of(election.kind, Body.Kind(kind).label)}",
        done=lambda body: f"已登记{body.title}，接下来逐人登记任职。",
        then=lambda body: reverse("villages:body", args=[body.pk]),
        help_text="先登记怎样产生，再逐人登记任职。",
    )


@require_http_methods(GET_OR_POST)
def group_calls(request: StaffRequest, election_id: int) -> HttpResponse:
    """When and where each group chooses: printed on the notice that calls for it."""
    election = get_election(request, election_id)
    require(request.user, Permission.STEP_RECORD, election)
    form = GroupCallsForm(**typed(request), election=election, held=calls.calls_of(election))
    return _page(
        request,
        election,
        form,
        lambda **_: set_group_calls(election=election, calls=form.calls(), by=request.user),
        title="安排推选会议",
        done="推选会议的时间、地点已保存。",
        help_text="同一天、同一地点推选的，只填第一行；分开推选的，在各组填写。公告照此印出。",
    )


def _body(request: StaffRequest, pk: int) -> Body:
    return get_object_or_404(Body.objects.visible_to(request.user).with_places(), pk=pk)


@require_safe
def body_detail(request: StaffRequest, pk: int) -> HttpResponse:
    body = _body(request, pk)
    notice = queries.NOTICES.get(body.kind, "")
    current = Document.objects.for_election(body.election_id).of_kind(notice).in_force().first()
    context = {
        "election": body.election,
        "body": body,
        "holders": queries.holders(body),
        "former": body.holders.filter(ended_on__isnull=False).select_related("person"),
        "decision": queries.check_body(body),
        "with_group": body.kind in forms.WITH_GROUP,
        "with_finance": forms.asks_finance(body),
        "with_source": forms.asks_source(body),
        "by_hand": rules.check_by_hand(body.kind, body.election.rulebook).allowed,
        "notice": notice,
        "current": current,
        "may_record": can(request.user, Permission.STEP_RECORD, body),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, body),
        "may_decide": can(request.user, Permission.COUNT_DECIDE, body),
        "sheets": sheets_of(body),
        "sheet_open": True,
        "sheet_add": reverse("villages:body_sheet_add", args=[body.pk]),
    }
    return render(request, "villages/body.html", context)


@require_http_methods(GET_OR_POST)
def body_edit(request: StaffRequest, pk: int) -> HttpResponse:
    body = _body(request, pk)
    require(request.user, Permission.STEP_RECORD, body)
    return _page(
        request,
        body.election,
        forms.BodyForm(**typed(request), election=body.election, kind=body.kind, body=body),
        partial(actions.update_body, body=body, by=request.user),
        title=f"修改{body.title}的产生情况",
        done="已保存。",
        back=reverse("villages:body", args=[body.pk]),
    )


@require_http_methods(GET_OR_POST)
def holder_add(request: StaffRequest, pk: int) -> HttpResponse:
    body = _body(request, pk)
    require(request.user, Permission.STEP_RECORD, body)
    return _page(
        request,
        body.election,
        forms.HolderForm(**typed(request), body=body),
        partial(actions.add_holder, body=body, by=request.user),
        title=f"登记{body.title}任职",
        button="登记",
        done=lambda holder: f"已登记{holder.person.name}任{body.title}{holder.post_title}。",
        back=reverse("villages:body", args=[body.pk]),
        help_text=f"人员须先登记在{body.election.words.here}人员里。",
    )


def _holder(request: StaffRequest, pk: int) -> Holder:
    rows = Holder.objects.filter(body__in=Body.objects.visible_to(request.user))
    holder = get_object_or_404(
        rows.select_related("person", "body__election__village__township__county", "body__election__cycle"),
        pk=pk,
    )
    require(request.user, Permission.STEP_RECORD, holder)
    return holder


@require_http_methods(GET_OR_POST)
def holder_edit(request: StaffRequest, pk: int) -> HttpResponse:
    holder = _holder(request, pk)
    form = forms.HolderEditForm(**typed(request), holder=holder)
    return _page(
        request,
        holder.body.election,
        form,
        lambda **_: actions.update_holder(holder=holder, by=request.user, **form.values()),
        title=f"更正{holder.person.name}的任职",
        done="已保存。",
        back=reverse("villages:body", args=[holder.body_id]),
    )


@require_http_methods(GET_OR_POST)
def holder_end(request: StaffRequest, pk: int) -> HttpResponse:
    holder = _holder(request, pk)
    return act_page(
        request,
        forms.EndForm(**typed(request)),
        partial(actions.end_holder, holder=holder, by=request.user),
        title=f"终止{holder.person.name}的任职",
        button="终止任职",
        done="任职已终止，记录保留。",
        back=reverse("villages:body", args=[holder.body_id]),
        facts=[("组织", holder.body.title), ("职务", holder.post_title)],
        consequences=["不再计入这个组织的人数和各项检查。", "记录保留，不会删除。"],
    )


@require_safe
def kinship_page(request: StaffRequest, election_id: int) -> HttpResponse:
    """亲属回避: drawn, and told in a table with the article of each conflict."""
    election = get_election(request, election_id)
    found = kinship.conflicts_in(election)
    context = {
        "election": election,
        "families": found.families,
        "conflicts": found.conflicts,
        "relations": found.relations,
        "people_count": found.people_count,
    }
    return render(request, "villages/bodies_kinship.html", context)
