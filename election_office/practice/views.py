"""In the real office: open, empty and end the practice office. In the practice office: the tour."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from election_office.accounts.access import require_held
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button
from election_office.core.sheets import XLSX
from election_office.documents.responses import file_response
from election_office.law.words import GENERAL
from election_office.practice import folder, loading, queries


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    if settings.PRACTICE:
        tasks = queries.tour()
        done = sum(task.done for task in tasks)
        return render(request, "practice/tour.html", {"tasks": tasks, "done": done})
    state = folder.state()
    context = {
        "state": state.value,
        "stage": state.name,
        "accounts": folder.accounts() if state is folder.State.OPEN else [],
        "address": _address(request),
        "trouble": folder.trouble(),
        "may": Permission.CYCLE_PLAN.value in request.user.permission_names,
    }
    return render(request, "practice/home.html", context)


def _address(request: StaffRequest) -> str:
    """The office's own saying, else the same machine at the port beside."""
    if settings.OFFICE_PRACTICE_ADDRESS:
        return str(settings.OFFICE_PRACTICE_ADDRESS)
    host = request.get_host()
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    address = f"{request.scheme}://{name}:{folder.port()}/"
    return address if url_has_allowed_host_and_scheme(address, f"{name}:{folder.port()}") else ""


@require_POST
def begin(request: StaffRequest) -> HttpResponse:
    _require_real(request)
    return act_button(
        request, folder.begin, back=reverse("practice:home"), done="正在准备演练，大约需要一分钟。"
    )


@require_POST
def again(request: StaffRequest) -> HttpResponse:
    _require_real(request)
    return act_button(
        request,
        partial(folder.ask, folder.AGAIN),
        back=reverse("practice:home"),
        done="正在清空，随后从头准备一份新的演练。",
    )


@require_POST
def end(request: StaffRequest) -> HttpResponse:
    _require_real(request)
    return act_button(
        request,
        partial(folder.ask, folder.ENDED),
        back=reverse("practice:home"),
        done="正在结束演练，演练中的一切随即全部删除。",
    )


def _require_real(request: StaffRequest) -> None:
    """Officers', and of the real office alone: those who practise cannot end it for the others."""
    require_held(request.user, Permission.CYCLE_PLAN)
    if settings.PRACTICE:
        raise Http404


@require_safe
def roll(request: StaffRequest) -> HttpResponse:
    """The file of the first task."""
    held = queries.elections() if settings.PRACTICE else []
    if not held:
        raise Http404
    name = f"{loading.ROLL}{GENERAL.voter_short}登记表.xlsx"
    return file_response(loading.practice_roll(held[0]), name=name, content_type=XLSX)
