"""The pages after the result: one sheet of the village, and the forms it leads to."""

from __future__ import annotations

from functools import partial

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from ballots.afterwards import actions, box, forms, queries, rules
from ballots.afterwards.queries import LeaverRow
from ballots.models import Care, HandoverItem, HandoverSigning, VillageSystem
from ballots.notices import handover as handover_notice
from ballots.notices import team as team_notices
from election_office.accounts.access import can
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import typed
from villages.models import Election, Holder
from villages.preparation import sheets
from villages.queries import steps_of
from villages.views.elections import get_election, record_page

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
def afterwards(request: StaffRequest, election_id: int) -> HttpResponse:
    """Handover, duties, those who left, training and rules: how each stands and what is missing."""
    election = get_election(request, election_id)
    queries.read_page_ahead(election)
    members = queries.team(election)
    steps = [
        (step, sheets.standing(election, step.code))
        for step in steps_of(election.pk)
        if step.code in queries.SHEETS and not step.dropped
    ]
    context = {
        "election": election,
        "steps": steps,
        "items": queries.items(election),
        "law": queries.handover_law(election),
        "signing": queries.signing(election),
        "handover_url": handover_notice.NOTICE.issue_url(election),
        "team": [(row, queries.duty_of(row), team_notices.reason_of(row)) for row in members],
        "pay": rules.check_pay(queries.pay_posts(members)),
        "roster_url": team_notices.ROSTER_NOTICE.issue_url(election),
        "leavers": queries.leavers(election),
        "groups": queries.group_heads(election),
        "systems": queries.systems(election),
    }
    return render(request, "ballots/afterwards/sheet.html", context | _rights(request, election))


def _rights(request: StaffRequest, election: Election) -> dict[str, bool]:
    return {
        "may_record": can(request.user, Permission.STEP_RECORD, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
        "may_plan": can(request.user, Permission.CYCLE_PLAN, election),
        "supervises": can(request.user, Permission.SUPERVISE, election),
    }


@require_safe
def village_box(request: StaffRequest, election_id: int) -> HttpResponse:
    """What belongs into the village's box."""
    election = get_election(request, election_id)
    context = {"election": election, "lines": box.village_box(election, request.user)} | _rights(
        request, election
    )
    return render(request, "ballots/afterwards/box.html", context)


_page = partial(record_page, "ballots:afterwards")


# ------------------------------------------------------------------ handover


@require_http_methods(GET_OR_POST)
def item_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.STEP_RECORD)
    form = forms.ItemForm(**typed(request), initial={"kind": request.GET.get("kind", "seal")})
    act = partial(actions.add_item, election=election, by=request.user)
    help_text = "一项一登记；这个村没有的，选“没有这一类”并在名称中写明原因。"
    return _page(request, election, form, act, title="登记移交事项", help_text=help_text)


def _item(request: StaffRequest, pk: int) -> HandoverItem:
    return get_object_or_404(HandoverItem.objects.visible_to(request.user), pk=pk)


@require_http_methods(GET_OR_POST)
def item_edit(request: StaffRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    election = get_election(request, item.election_id, Permission.STEP_RECORD)
    act = partial(actions.update_item, item=item, by=request.user)
    form = forms.HandForm(**typed(request), row=item)
    facts = [("类别", item.get_kind_display()), ("名称", item.name)]
    return _page(request, election, form, act, title=f"登记“{item.name}”的移交", button="保存", facts=facts)


@require_http_methods(GET_OR_POST)
def item_settle(request: StaffRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    election = get_election(request, item.election_id, Permission.STEP_RECORD)
    act = partial(actions.settle_item, item=item, by=request.user)
    form = forms.SettleForm(**typed(request))
    title = f"登记“{item.name}”的差额解决"
    return _page(request, election, form, act, title=title, facts=[("差额", item.shortfall)])


@require_http_methods(GET_OR_POST)
def measure_take(request: StaffRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    election = get_election(request, item.election_id, Permission.STEP_RECORD)
    act = partial(actions.take_measure, item=item, by=request.user)
    initial = {"against": item.giver}
    article = rules.handover_article(election.rulebook)
    law = rules.refusal_words(election.rulebook)
    help_text = f"催交由选举委员会发出，申诉由新一届提出，其他措施由监督移交的乡镇登记（{article}）。{law}"
    return _page(
        request,
        election,
        forms.MeasureForm(**typed(request), initial=initial),
        act,
        title=f"对“{item.name}”采取催交措施",
        facts=[("应移交", item.listed), ("缺失", item.shortfall or "没有移交")],
        help_text=help_text,
    )


@require_http_methods(GET_OR_POST)
def signing_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.STEP_RECORD)
    form = forms.SigningForm(**typed(request))
    act = partial(actions.sign_list, election=election, by=request.user)
    help_text = "先签发移交清单并打印，三方签字后扫描上传；签字以后事项不再改动，差额另行登记解决。"
    return _page(request, election, form, act, title="登记移交清单签字", help_text=help_text)


def _signing(request: StaffRequest, pk: int) -> HandoverSigning:
    return get_object_or_404(HandoverSigning.objects.visible_to(request.user), pk=pk)


@require_http_methods(GET_OR_POST)
def signing_undo(request: StaffRequest, pk: int) -> HttpResponse:
    signing = _signing(request, pk)
    election = get_election(request, signing.election_id, Permission.CYCLE_PLAN)
    return _page(
        request,
        election,
        ReasonForm(**typed(request)),
        partial(actions.undo_signing, signing=signing, by=request.user),
        title="撤回移交清单签字的登记",
        button="撤回",
        done="登记已撤回，记录保留。",
        facts=[("移交清单", signing.list_number), ("签字日期", signing.signed_on)],
        consequences=["移交事项可以再改动。", "“工作移交”重新变为未办结。"],
        danger=True,
    )


@require_safe
def signing_file(request: StaffRequest, pk: int) -> FileResponse:
    signing = _signing(request, pk)
    return FileResponse(signing.file.open(), as_attachment=True, filename=signing.filename)


# ------------------------------------------------------------------ the team, and those who left


@require_http_methods(GET_OR_POST)
def duty(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Holder.objects.visible_to(request.user).in_office().filter(body__kind__in=queries.TEAM)
    holder = get_object_or_404(rows.select_related("person", "body__election", "duty"), pk=pk)
    election = get_election(request, holder.body.election_id, Permission.STEP_RECORD)
    form = forms.DutyForm(**typed(request), row=queries.duty_of(holder))
    act = partial(actions.set_duty, holder=holder, by=request.user)
    title = f"{holder.person.name}（{holder.post_title}）的分工"
    help_text = "兼任几个职务的，报酬只按一个职务领取。"
    return _page(request, election, form, act, title=title, button="保存", help_text=help_text)


def _leaver(election: Election, kind: str, pk: int) -> LeaverRow:
    for row in queries.leavers(election):
        if (row.kind, row.pk) == (kind, pk):
            return row
    raise Http404


@require_http_methods(GET_OR_POST)
def talk(request: StaffRequest, election_id: int, kind: str, about: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.SUPERVISE)
    found = _leaver(election, kind, about)
    act = partial(actions.talk_to, election=election, about=found, by=request.user)
    title = f"登记与{found.name}的谈话"
    return _page(request, election, forms.TalkForm(**typed(request)), act, title=title, facts=_facts(found))


def _facts(found: LeaverRow) -> list[tuple[str, str]]:
    return [("姓名", found.name), ("离任前职务" if found.left else "落选职位", found.post)]


@require_http_methods(GET_OR_POST)
def care(request: StaffRequest, election_id: int, kind: str, about: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.CYCLE_PLAN)
    found = _leaver(election, kind, about)
    act = partial(actions.care_for, election=election, about=found, by=request.user)
    title = f"登记对{found.name}的关怀"
    help_text = "同一人同一个月的报酬只结清一次。"
    form = forms.CareForm(**typed(request))
    return _page(request, election, form, act, title=title, facts=_facts(found), help_text=help_text)


@require_http_methods(GET_OR_POST)
def care_undo(request: StaffRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Care.objects.visible_to(request.user), pk=pk)
    election = get_election(request, row.election_id, Permission.CYCLE_PLAN)
    return _page(
        request,
        election,
        ReasonForm(**typed(request)),
        partial(actions.undo_care, care=row, by=request.user),
        title=f"撤回“{row}”的登记",
        button="撤回",
        done="登记已撤回，记录保留。",
        consequences=["这条登记不再作数，记录保留。"],
    )


# ------------------------------------------------------------------ rules of the new team


@require_http_methods(GET_OR_POST)
def system_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id, Permission.STEP_RECORD)
    form = forms.SystemForm(**typed(request))
    act = partial(actions.adopt_system, election=election, by=request.user)
    return _page(request, election, form, act, title="登记任期目标和制度")


def _system(request: StaffRequest, pk: int) -> VillageSystem:
    return get_object_or_404(VillageSystem.objects.visible_to(request.user), pk=pk)


@require_http_methods(GET_OR_POST)
def system_end(request: StaffRequest, pk: int) -> HttpResponse:
    system = _system(request, pk)
    election = get_election(request, system.election_id, Permission.STEP_RECORD)
    return _page(
        request,
        election,
        ReasonForm(**typed(request)),
        partial(actions.end_system, system=system, by=request.user),
        title=f"撤下“{system.title}”",
        button="撤下",
        done="已撤下，记录保留。",
        consequences=["这项制度不再列出，记录保留。"],
    )


@require_safe
def system_file(request: StaffRequest, pk: int) -> FileResponse:
    system = _system(request, pk)
    if not system.file:
        raise Http404
    return FileResponse(system.file.open(), as_attachment=True, filename=system.filename)
