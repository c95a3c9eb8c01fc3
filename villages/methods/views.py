"""选举办法: its page, the drafting, the meeting."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import act_page, typed
from election_office.documents.responses import file_response
from villages.lawtexts.forms import KeyForm
from villages.methods import actions, queries
from villages.methods.forms import OwnValueForm, PassingForm, TextForm
from villages.models import Election, Method, MethodValue
from villages.views.elections import get_election

BOTH = ["GET", "HEAD", "POST"]


def _method(request: StaffRequest, pk: int) -> Method:
    return get_object_or_404(Method.objects.visible_to(request.user).with_places(), pk=pk)


def _election(request: StaffRequest, election_id: int) -> Election:
    """404 where the law of the kind knows no such text: a collective has its charter."""
    election = get_election(request, election_id)
    if "method_passed_by" not in election.rulebook.by_key:
        raise Http404
    return election


def _home(method: Method) -> str:
    return reverse("villages:method", args=[method.election_id])


@require_safe
def method_page(request: StaffRequest, election_id: int) -> HttpResponse:
    """The edition in force, the draft, and how the village comes to one."""
    election = _election(request, election_id)
    book = election.rulebook
    draft, passed = queries.draft_of(election), queries.method_in_force(election)
    context = {
        "election": election,
        "draft": draft,
        "draft_lines": queries.numbered(draft, book) if draft else [],
        "draft_values": queries.set_values(draft, book) if draft else [],
        "passed": passed,
        "passed_lines": queries.numbered(passed, book) if passed else [],
        "editions": queries.editions(election),
        "notice": queries.notice_in_force(election),
        "notice_code": queries.NOTICE,
        "frozen": queries.is_frozen(election),
        "committee_since": queries.committee_since(election),
        "passed_by": book.parameter("method_passed_by"),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    return render(request, "villages/method.html", context)


@require_http_methods(BOTH)
def method_draft(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _election(request, election_id)
    require(request.user, Permission.STEP_RECORD, election)
    amends = queries.method_in_force(election) is not None
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.draft_method, election=election, by=request.user),
        title="起草修改稿" if amends else "起草选举办法",
        button="起草",
        done="已起草，请由选举委员会逐条修改。",
        back=reverse("villages:method", args=[election.pk]),
        consequences=[
            "新的一版照现行选举办法写成，会议通过以前现行的继续有效。"
            if amends
            else "正文按现行规则写成草稿，由选举委员会修改。",
            "会议通过并登记以后，写明的取值才生效。",
        ],
        context={"election": election},
    )


@require_http_methods(BOTH)
def method_text(request: StaffRequest, pk: int) -> HttpResponse:
    method = _method(request, pk)
    require(request.user, Permission.STEP_RECORD, method)
    return act_page(
        request,
        TextForm(**typed(request), row=method),
        partial(actions.edit_text, method=method, by=request.user),
        title="修改选举办法正文",
        button="保存",
        done="正文已保存。",
        back=_home(method),
        help_text="平台按法律和写明的取值办理；正文改写不改变取值，法律规定的比例和条件不能改。",
        context={"election": method.election},
    )


@require_http_methods(BOTH)
def method_value_set(request: StaffRequest, pk: int) -> HttpResponse:
    """Which value, then its inputs. Only what the law leaves to the village is offered."""
    method = _method(request, pk)
    require(request.user, Permission.STEP_RECORD, method)
    election = method.election
    offered = {row.key: row for row in queries.open_parameters(queries.book_above(election))}
    parameter = offered.get(request.POST.get("key") or request.GET.get("key", ""))
    if parameter is None:
        context = {"election": election, "form": KeyForm(parameters=list(offered.values())), "method": method}
        return render(request, "villages/method_key.html", context)
    return act_page(
        request,
        OwnValueForm(**typed(request), parameter=parameter),
        lambda **given: actions.set_value(method=method, key=parameter.key, by=request.user, **given),
        title=f"写入选举办法：{parameter.label}",
        button="写入",
        done="已写入草稿，会议通过后生效。",
        back=_home(method),
        help_text=parameter.sentence,
        facts=[("现行取值", parameter.display), ("依据", parameter.citation)],
        template="villages/method_value.html",
        context={"election": election, "parameter": parameter},
    )


@require_http_methods(BOTH)
def method_value_drop(request: StaffRequest, pk: int) -> HttpResponse:
    rows = MethodValue.objects.visible_to(request.user).select_related("method")
    row = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.STEP_RECORD, row)
    method = _method(request, row.method_id)
    known = method.election.rulebook.by_key.get(row.key)
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.drop_value, row=row, by=request.user),
        title="从草稿中去掉这一取值",
        button="去掉",
        done="已去掉。",
        back=_home(method),
        facts=[("事项", known.label if known else row.key)],
        consequences=["草稿不再写明这一事项，按法律和上级规定办理。"],
        context={"election": method.election},
    )


@require_http_methods(BOTH)
def method_pass(request: StaffRequest, pk: int) -> HttpResponse:
    method = _method(request, pk)
    require(request.user, Permission.STEP_RECORD, method)
    return act_page(
        request,
        PassingForm(**typed(request), method=method, book=queries.book_above(method.election)),
        partial(actions.pass_method, method=method, by=request.user),
        title="登记会议通过选举办法",
        button="登记通过",
        done="已登记通过，写明的取值已经生效，请签发公告并张榜公布。",
        back=_home(method),
        consequences=[
            "这一版选举办法生效，写明的取值成为本次选举的规则，未办结步骤的期限随之重新计算。",
            "通过以后不能再改；需要修改的，另起草一版并重新经会议通过。",
        ],
        context={"election": method.election},
    )


@require_http_methods(BOTH)
def method_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    method = _method(request, pk)
    require(request.user, Permission.STEP_RECORD, method)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.revoke_method, method=method, by=request.user),
        title=f"撤回选举办法第{method.edition}版",
        button="撤回",
        done="已撤回，原登记保留。",
        back=_home(method),
        consequences=[
            "草稿不再使用；已登记通过的，取值停用，恢复前一版或者上级规定。",
            "原稿和理由留作记录。",
        ],
        danger=True,
        context={"election": method.election},
    )


@require_safe
def method_minutes(request: StaffRequest, pk: int) -> HttpResponse:
    method = _method(request, pk)
    if not method.minutes:
        raise Http404
    with method.minutes.open("rb") as file:
        return file_response(file.read(), name=method.filename, content_type="application/octet-stream")
