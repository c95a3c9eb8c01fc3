"""登记: at a desk, at the door, and the villagers who are away."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, numbers_in, typed
from villages.models import Election, Person
from villages.views.elections import get_election, record_page
from voters import actions as roll_actions
from voters import queries as roll
from voters.desk import actions, queries
from voters.desk.forms import (
    ACTS,
    AwayForm,
    ChosenForm,
    ContactForm,
    DeadlineForm,
    DoorForm,
    PutBackForm,
    QuickAddForm,
    ResolutionForm,
)
from voters.models import ContactAttempt, DeskEntry, Registration

PER_PAGE = 50


@require_safe
def desk_search(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    words = request.GET.get("q", "").strip()
    context = {
        "election": election,
        "words": words,
        "found": queries.search(election, words),
        "most": queries.SHOWN,
        "standing": queries.standing(election),
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
    }
    return render(request, "voters/desk_search.html", context)


def _person(request: StaffRequest, election_id: int, person_id: int) -> tuple[Election, Person]:
    election = get_election(request, election_id)
    person = queries.person_here(election, person_id)
    if person is None:
        raise Http404
    return election, person


@require_safe
def household(request: StaffRequest, election_id: int, person_id: int) -> HttpResponse:
    election, person = _person(request, election_id, person_id)
    return _household_page(request, election, person)


def _household_page(
    request: StaffRequest, election: Election, person: Person, refused: DoorForm | None = None
) -> HttpResponse:
    found = queries.household(election, person)
    before, after = queries.neighbours(election, person)
    context = {
        "election": election,
        "person": person,
        "found": found,
        "registered": sum(row.status == Registration.Status.REGISTERED for row in found),
        "in_question": person.pk if refused else queries.in_question(found, person),
        "last_act": queries.last_act(found),
        "before": before,
        "after": after,
        "standing": queries.standing(election),
        "confirmed": roll.is_confirmed(election),
        "today": timezone.localdate(),
        "refused": person.pk if refused else 0,
        "refusals": refused.sentences() if refused else [],
        "typed": refused.data if refused else {},
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
    }
    return render(request, "voters/desk_household.html", context)


@require_POST
def desk_act(request: StaffRequest, election_id: int, person_id: int) -> HttpResponse:
    """One button beside one person; a refusal comes back beside that person."""
    election, person = _person(request, election_id, person_id)
    require(request.user, Permission.ROLL_EDIT, election)
    form = DoorForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            _do(form, election, person, request)
            messages.success(request, f"{person.name}：{ACTS[form.cleaned_data['act']]}。")
            return redirect("voters:household", election.pk, person.pk)
    return _household_page(request, election, person, form)


def _do(form: DoorForm, election: Election, person: Person, request: StaffRequest) -> None:
    said = form.cleaned_data
    common: dict[str, Any] = {"election": election, "person": person, "by": request.user}
    match said["act"]:
        case "register":
            actions.register_at_door(paper=form.paper, **common)
        case "declared":
            actions.register_at_door(
                lives_here=False, declared_on=said["declared_on"], paper=form.paper, **common
            )
        case what:
            actions.note_gone(
                what=what, on=said["died_on"], confirmed=said["confirmed"], paper=form.paper, **common
            )


@require_http_methods(["GET", "HEAD", "POST"])
def desk_away(request: StaffRequest, election_id: int, person_id: int) -> HttpResponse:
    election, person = _person(request, election_id, person_id)
    require(request.user, Permission.ROLL_EDIT, election)
    here = election.words.here
    return act_page(
        request,
        AwayForm(**typed(request)),
        partial(actions.note_away, election=election, person=person, by=request.user),
        title=f"{person.name}不在{here}居住",
        button="记为外出",
        done=f"{person.name}：已记为外出，待本人表示是否参加。",
        back=reverse("voters:household", args=[election.pk, person.pk]),
        consequences=[
            f"不在{here}居住的，本人表示参加选举才登记；名单确认以前已登记的转为待定。",
            "只有真正联系过本人才填方式和时间，联系记录是以后决定不列入的依据。",
        ],
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def desk_undo(request: StaffRequest, pk: int) -> HttpResponse:
    rows = DeskEntry.objects.visible_to(request.user).select_related(
        "registration__person", "registration__election__village__township__county", "entered_by"
    )
    entry = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.ROLL_EDIT, entry)
    person = entry.registration.person
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.undo_entry, entry=entry, by=request.user),
        title=f"撤销误登：{person.name}",
        button="撤销这次办理",
        done=f"{person.name}：已撤销，恢复到办理以前。",
        back=reverse("voters:household", args=[entry.election_id, person.pk]),
        facts=[("办理", entry.get_act_display()), ("经办人", entry.entered_by.name)],
        consequences=["登记恢复到这次办理以前；原来没有登记的转为待定。", "办理和撤销都保留在记录上。"],
        context={"election": entry.election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contact_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    rows = ContactAttempt.objects.visible_to(request.user).select_related(
        "registration__person", "registration__election__village__township__county"
    )
    contact = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.ROLL_EDIT, contact)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_contact, contact=contact, by=request.user),
        title=f"撤销联系记录：{contact.registration.person.name}",
        button="撤销这条记录",
        done="联系记录已撤销。",
        back=reverse("voters:contact_add", args=[contact.registration_id]),
        facts=[("时间", timezone.localtime(contact.at).strftime("%Y-%m-%d %H:%M")), ("记录", str(contact))],
        consequences=["撤销后不再算作联系过，记录仍保留可查。"],
        context={"election": contact.election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def desk_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_EDIT, election)
    first = {name: request.GET.get(name, "") for name in ("household", "group", "name")}
    confirmed, words = roll.is_confirmed(election), election.words
    return record_page(
        "voters:desk_search",
        request,
        election,
        QuickAddForm(**typed(request), election=election, confirmed=confirmed, initial=first),
        partial(roll_actions.register_person, election=election, by=request.user),
        title="新增登记",
        button="登记",
        done=lambda row: f"{row.person.name}已登记。",
        then=lambda row: reverse("voters:household", args=[election.pk, row.person_id]),
        help_text=f"户籍在{words.here}的人当场登记。户籍不在{words.here}的，在{words.roll_short}页办理，"
        "须核对居住时间和会议同意。",
        template="voters/desk_act.html",
    )


# ------------------------------------------------------------------ those who are away


@require_safe
def away_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    waiting = queries.with_contacts(queries.away(election))
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    left_off = Registration.objects.filter(
        election=election, status=Registration.Status.LEFT_OFF, contacts__isnull=False
    )
    context = {
        "election": election,
        "page": page,
        "rows": queries.away_rows(page.object_list, election),
        "settings": queries.settings_of(election),
        "left_off": left_off.with_people().distinct().in_roll_order()[:200],
        "today": timezone.localdate(),
        "article": election.rulebook.cite("rolloff_grounds"),
        "may_edit": can(request.user, Permission.ROLL_EDIT, election),
        "may_decide": can(request.user, Permission.ROLL_CONFIRM, election),
    }
    return render(request, "voters/desk_away.html", context)


def _registration(request: StaffRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(request.user).with_people()
    return get_object_or_404(
        rows.select_related("election__village__township__county", "election__cycle"), pk=pk
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contact_add(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    name, voter = row.person.name, row.election.words.voter_short

    def said(attempt: ContactAttempt) -> str:
        yes = attempt.answer == ContactAttempt.Answer.YES
        return f"{name}：已登记为{voter}。" if yes else f"{name}：联系情况已登记。"

    return record_page(
        "voters:away_list",
        request,
        row.election,
        ContactForm(**typed(request), confirmed=roll.is_confirmed(row.election)),
        partial(actions.log_contact, registration=row, by=request.user),
        title=f"{name}：登记联系情况",
        done=said,
        help_text=f"{row.place}，{row.get_status_display()}。答复参加的，当场登记为{voter}。",
        template="voters/desk_act.html",
        context={"log": row.contacts.select_related("recorded_by", "revoked_by")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reply_deadline(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    words = election.words
    return act_page(
        request,
        DeadlineForm(**typed(request), row=queries.settings_of(election)),
        partial(actions.set_reply_deadline, election=election, by=request.user),
        title=f"外出{words.people}答复截止日期",
        button="保存",
        done="答复截止日期已定，请公告。",
        back=reverse("voters:away_list", args=[election.pk]),
        help_text=f"由{words.committee}定，并公告。给外出的人留足时间。",
        context={"election": election},
    )


@require_POST
def away_choose(request: StaffRequest, election_id: int) -> HttpResponse:
    """Who was ticked, shown once more with ground and reason. Nothing is decided yet."""
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    form = ChosenForm(request.POST, rows=queries.away(election))
    if not form.is_valid():
        messages.error(request, "所选人员已经有变化，请重新勾选。")
        return redirect("voters:away_list", election.pk)
    everybody = form.cleaned_data["scope"] == "all"
    chosen = queries.away(election) if everybody else form.cleaned_data["people"]
    rows = queries.away_rows(queries.with_contacts(chosen), election)
    if everybody:
        rows = [row for row in rows if row.decision.allowed]
    if not rows:
        messages.error(request, "现在没有可以决定的人。" if everybody else "请先勾选要决定不列入的人。")
        return redirect("voters:away_list", election.pk)
    ids = ",".join(str(row.registration.pk) for row in rows)
    return _resolution_page(request, election, ResolutionForm(election=election, initial={"ids": ids}), rows)


def _resolution_page(
    request: StaffRequest, election: Election, form: ResolutionForm, rows: list[queries.AwayRow]
) -> HttpResponse:
    words = election.words
    consequences = [f"下列{len(rows)}人不列入名单，理由照下表记入，本人可以申诉。"]
    if roll.is_confirmed(election):
        consequences.append("已在名单上的人移出名单，委托同时失效，合并发一份补充公告。")
    return record_page(
        "voters:away_list",
        request,
        election,
        form,
        partial(actions.leave_off_away, election=election, by=request.user),
        title=f"决议不列入{len(rows)}人",
        button="决定不列入",
        danger=True,
        done=lambda done: f"{len(done)}人已按决议不列入名单。",
        help_text=f"填写{words.committee}的决议文号和日期，一次办理；有一人不符合，全部不办。",
        consequences=[*consequences, "选举日以前本人表示参加的，可以恢复列入。"],
        template="voters/desk_resolution.html",
        context={
            "lines": _resolution_lines(election, rows),
            "action_url": reverse("voters:away_decide", args=[election.pk]),
        },
    )


def _resolution_lines(election: Election, rows: list[queries.AwayRow]) -> list[dict[str, object]]:
    labels = {item["code"]: item["label"] for item in election.rulebook.value("rolloff_grounds")}
    here = election.words.here
    away = f"户籍在{here}、不在{here}居住，本人没有表示参加"
    return [
        {
            "row": row,
            "ground": labels.get(row.ground, away),
            "reason": queries.reason_for(row) if row.decision.allowed else "",
        }
        for row in rows
    ]


@require_POST
def away_decide(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    pks = numbers_in(request.POST.get("ids", "").split(","))
    rows = queries.with_contacts(Registration.objects.filter(election=election, pk__in=pks))
    form = ResolutionForm(**typed(request), election=election)
    return _resolution_page(request, election, form, queries.away_rows(rows, election))


@require_http_methods(["GET", "HEAD", "POST"])
def put_back(request: StaffRequest, pk: int) -> HttpResponse:
    row = _registration(request, pk)
    require(request.user, Permission.ROLL_EDIT, row)
    return record_page(
        "voters:away_list",
        request,
        row.election,
        PutBackForm(**typed(request), confirmed=roll.is_confirmed(row.election)),
        partial(actions.put_back, registration=row, by=request.user),
        title=f"{row.person.name}：恢复列入名单",
        button="恢复列入",
        done=f"{row.person.name}已恢复列入名单。",
        help_text=f"原决定：{row.reason}",
    )
