"""The roll and one person on it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_tables2 import RequestConfig

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import typed
from election_office.core.pickers import answer_search
from election_office.core.sheets import XLSX
from election_office.documents.responses import file_response
from villages.models import Election
from villages.views.elections import get_election, record_page
from voters import actions, queries, rules
from voters.exports import roll_workbook
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
ADDING = "登记站或者上门登记时使用。身份证号已在人员库的，沿用原有记录；已在其他村登记的，须先在该村取消。"


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
    queries.read_roll_ahead(election)
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
    form = RegistrationForm(**typed(request), election=election, confirmed=confirmed)
    asked = form.data.get("id_number", "")
    answer = record_page(
        "voters:roll",
        request,
        election,
        form,
        partial(actions.register_person, election=election, by=request.user),
        title="逐人登记",
        button="登记",
        done=lambda row: f"已登记{row}。" + _supplement_due(confirmed),
        then=lambda row: reverse("voters:registration", args=[row.pk]),
        help_text=ADDING,
        template="voters/registration_add.html",
        context={"confirmed": confirmed},
    )
    if form.refused:
        actions.note_number_answered(
            election=election, id_number=asked, answer=form.refused_codes, by=request.user
        )
    return answer


def _supplement_due(confirmed: bool) -> str:
    return "名单已有变动，请签发补充公告。" if confirmed else ""


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


def _act(
    request: StaffRequest, row: Registration, form: OfficeForm, act: Callable[..., Any], **words: Any
) -> HttpResponse:
    """An act on one person of the roll; it goes back to that person."""
    back = reverse("voters:registration", args=[row.pk])
    act = partial(act, registration=row, by=request.user)
    return record_page("voters:roll", request, row.election, form, act, **{"back": back} | words)


@require_http_methods(["GET", "HEAD", "POST"])
def registration_admit(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    confirmed = queries.is_confirmed(row.election)
    said = {"hukou_here": int(row.hukou_here is not False), "lives_here": int(bool(row.lives_here))}
    stated = row.conditions | {"extra_class": row.extra_class} | said
    return _act(
        request,
        row,
        ConditionsForm(**typed(request), book=row.election.rulebook, confirmed=confirmed, initial=stated),
        actions.admit_registration,
        title=f"登记{row}",
        button="登记",
        done=f"已登记{row}。" + _supplement_due(confirmed),
        help_text=row.pending_reason or "按本人情况填写，不符合条件的会说明依据。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def registration_leave_off(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    return _act(
        request,
        row,
        RemovalForm(**typed(request), grounds=leave_off_grounds(row.election.rulebook)),
        actions.leave_off,
        title=f"{row}不列入名单",
        button="不列入",
        done=f"已决定{row}不列入名单。",
        consequences=[f"决定由{row.election.words.committee}作出，本人可以申诉。"],
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def registration_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    return _act(
        request,
        row,
        RemovalForm(**typed(request), grounds=CANCEL_GROUNDS),
        actions.cancel_registration,
        title=f"取消{row}的登记",
        button="取消登记",
        done=f"已取消{row}的登记。" + _supplement_due(queries.is_confirmed(row.election)),
        consequences=["取消后不能投票，本人给出和接受的委托同时撤销。", "记录保留，可以重新登记。"],
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def registration_keep(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    said = queries.kept_off(row)
    text = f"本次名册写明：{said}" if said else "本次名册中没有此人；"
    return _act(
        request,
        row,
        KeepForm(**typed(request)),
        actions.keep_vanished,
        title=f"保留{row}的登记",
        button="保留登记",
        done=f"已核实保留{row}的登记。",
        then=f"{reverse('voters:roll', args=[row.election_id])}?status={VANISHED}",
        help_text=text + "核实后仍符合条件的，写明情况予以保留，登记状态不变。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def registration_correct(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    confirmed = queries.is_confirmed(row.election)
    return _act(
        request,
        row,
        CorrectionForm(**typed(request), registration=row, confirmed=confirmed),
        actions.correct_registration,
        title=f"更正{row}的登记",
        button="更正",
        done="已更正。" + _supplement_due(confirmed),
        help_text="姓名、性别、出生日期、身份证号在人员页更正。",
    )
