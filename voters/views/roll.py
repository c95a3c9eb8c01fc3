"""The roll and one person on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.pickers import answer_search
from election_office.documents.responses import file_response
from villages.models import Election
from villages.views.elections import get_election
from voters import actions, queries, rules
from voters.exports import XLSX, roll_workbook
from voters.forms import (
    CANCEL_GROUNDS,
    VANISHED,
    ConditionsForm,
    CorrectionForm,
    KeepForm,
    RegistrationForm,
    RemovalForm,
    RollFilter,
    describe,
    ground_label,
    leave_off_grounds,
)
from voters.models import Registration
from voters.tables import RollTable

PER_PAGE = 50


def _narrowed(request: StaffRequest, election: Election) -> tuple[RollFilter, Any]:
    groups = list(election.village.groups.all())
    bar = RollFilter(request.GET or None, groups=groups, kind=election.kind)
    rows = bar.narrow(Registration.objects.filter(election=election).with_people())
    return bar, rows.in_roll_order()


@require_safe
def roll(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    bar, rows = _narrowed(request, election)
    table = RollTable(rows)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    titles: dict[int | None, str] = {group.pk: group.title for group in election.village.groups.all()}
    counts = queries.roll_counts(election, titles)
    context = {
        "election": election,
        "bar": bar,
        "table": table,
        "counts": counts,
        "version": queries.current_version(election),
        "untold": queries.untold_versions(election),
        "vanished": queries.vanished_count(election),
        "final": queries.final_version(election),
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
        "may_confirm": can(request.user, Permission.ROLL_CONFIRM, election),
        "empty": not counts.by_status and not bar.is_filtering,
    }
    return render(request, "voters/roll.html", context)


@require_safe
def roll_export(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    _, rows = _narrowed(request, election)
    name = f"{election.village.name}{election.words.roll_short}.xlsx"
    return file_response(roll_workbook(election, rows, by=request.user), name=name, content_type=XLSX)


@require_safe
def person_search(request: StaffRequest, election_id: int) -> HttpResponse:
    """Who the pickers find: registered voters of this roll."""
    election = get_election(request, election_id)
    require(request.user, Permission.PROXY_EDIT, election)
    voters = Registration.objects.filter(election=election).registered()
    return answer_search(request, voters, describe)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    confirmed = queries.is_confirmed(election)
    form = RegistrationForm(request.POST or None, election=election, confirmed=confirmed)
    if form.is_valid():
        asked = form.cleaned_data["id_number"]  # a refusal beside the field takes it out
        with form.showing_refusals():
            registration = actions.register_person(election=election, by=request.user, **form.decision())
            messages.success(request, f"已登记{registration}。" + (_supplement_due() if confirmed else ""))
            return redirect("voters:registration", registration.pk)
        actions.note_number_answered(
            election=election, id_number=asked, answer=form.refused_codes, by=request.user
        )
    context = {"election": election, "form": form, "confirmed": confirmed}
    return render(request, "voters/registration_add.html", context)


def _supplement_due() -> str:
    return "名单已有变动，请签发补充公告。"


def _registration(request: StaffRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(request.user).select_related(
        "person",
        "group",
        "election__village__township__county",
        "election__cycle",
        "from_import",
        "vanished_import",
        "added_in",
        "removed_in",
        "entered_by",
    )
    return get_object_or_404(rows.defer("added_in__entries", "removed_in__entries"), pk=pk)


@require_safe
def registration(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    book = row.election.rulebook
    waiting = row.status == Registration.Status.PENDING
    context = {
        "election": row.election,
        "row": row,
        "ground": ground_label(row, book),
        "decision": rules.check_registration(queries.registration_facts(row), book) if waiting else None,
        "given": row.proxies_given.with_people(),
        "held": row.proxies_held.in_force().with_people(),
        "may_edit": can(request.user, Permission.ROLL_EDIT, row),
        "kept_off": queries.kept_off(row),
    }
    return render(request, "voters/registration.html", context)


@require_safe
def registration_paper(request: StaffRequest, pk: int) -> FileResponse:
    """The paper behind a decision may name a number: only for those who keep the roll."""
    row = _registration(request, pk)
    if not row.paper_file or not can(request.user, Permission.ROLL_EDIT, row):
        raise Http404
    return FileResponse(row.paper_file.open(), as_attachment=True, filename=row.paper_name)


def _page(
    request: StaffRequest, row: Registration, form: Any, title: str, submit: str, **more: Any
) -> HttpResponse:
    context = {
        "election": row.election,
        "row": row,
        "form": form,
        "title": title,
        "submit": submit,
        "help": "",
        "danger": False,
        "decision": None,
        "back": reverse("voters:registration", args=[row.pk]),
    }
    return render(request, "voters/registration_form.html", context | more)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_admit(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    confirmed = queries.is_confirmed(row.election)
    said = {"hukou_here": int(row.hukou_here is not False), "lives_here": int(bool(row.lives_here))}
    form = ConditionsForm(
        request.POST or None,
        book=row.election.rulebook,
        confirmed=confirmed,
        initial=row.conditions | {"extra_class": row.extra_class} | said,
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.admit_registration(registration=row, by=request.user, **form.decision())
            messages.success(request, f"已登记{row}。" + (_supplement_due() if confirmed else ""))
            return redirect("voters:registration", row.pk)
    return _page(
        request,
        row,
        form,
        f"登记{row}",
        "登记",
        help=row.pending_reason or "按本人情况填写，不符合条件的会说明依据。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def registration_leave_off(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    grounds = leave_off_grounds(row.election.rulebook)
    form = RemovalForm(request.POST or None, request.FILES or None, grounds=grounds)
    if form.is_valid():
        with form.showing_refusals():
            actions.leave_off(registration=row, by=request.user, **form.cleaned_data)
            messages.success(request, f"已决定{row}不列入名单。")
            return redirect("voters:registration", row.pk)
    text = f"决定由{row.election.words.committee}作出，本人可以申诉。"
    return _page(request, row, form, f"{row}不列入名单", "不列入", danger=True, help=text)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    confirmed = queries.is_confirmed(row.election)
    form = RemovalForm(request.POST or None, request.FILES or None, grounds=CANCEL_GROUNDS)
    if form.is_valid():
        with form.showing_refusals():
            actions.cancel_registration(registration=row, by=request.user, **form.cleaned_data)
            messages.success(request, f"已取消{row}的登记。" + (_supplement_due() if confirmed else ""))
            return redirect("voters:registration", row.pk)
    text = "取消后不能投票，本人给出和接受的委托同时撤销；记录保留，可以重新登记。"
    return _page(request, row, form, f"取消{row}的登记", "取消登记", danger=True, help=text)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_keep(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    form = KeepForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.keep_vanished(registration=row, by=request.user, **form.cleaned_data)
            messages.success(request, f"已核实保留{row}的登记。")
            return redirect(f"{reverse('voters:roll', args=[row.election_id])}?status={VANISHED}")
    said = queries.kept_off(row)
    text = f"本次名册写明：{said}" if said else "本次名册中没有此人；"
    text += "核实后仍符合条件的，写明情况予以保留，登记状态不变。"
    return _page(request, row, form, f"保留{row}的登记", "保留登记", help=text)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_correct(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    confirmed = queries.is_confirmed(row.election)
    form = CorrectionForm(request.POST or None, registration=row, confirmed=confirmed)
    if form.is_valid():
        with form.showing_refusals():
            actions.correct_registration(registration=row, by=request.user, **form.cleaned_data)
            messages.success(request, "已更正。" + (_supplement_due() if confirmed else ""))
            return redirect("voters:registration", row.pk)
    return _page(
        request, row, form, f"更正{row}的登记", "更正", help="姓名、性别、出生日期、身份证号在人员页更正。"
    )
