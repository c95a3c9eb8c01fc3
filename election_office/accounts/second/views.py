"""The second half of a log-in, and one's own second factor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from election_office.accounts import limits, queries, sessions
from election_office.accounts.forms import ConfirmForm
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import SecondFactor
from election_office.accounts.second import actions, codes
from election_office.accounts.second.forms import CodeForm, EnterForm
from election_office.accounts.staff_views import for_managers
from election_office.accounts.views import locked_out
from election_office.core.http import act_button, act_page, own_path, typed

PASSED = "second"  # in the session: this log-in has shown its second factor


def _limited(request: StaffRequest) -> HttpResponse | None:
    """The page that says to wait, once too many codes were wrong."""
    limit = limits.blocked(limits.of_second(request.user))
    return locked_out(request, limit) if limit is not None and request.method == "POST" else None


def _count_failure(request: StaffRequest) -> None:
    counted = limits.of_second(request.user)
    limits.count(counted)
    actions.note_failure(request.user, locked=limits.blocked(counted) is not None)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_login(request: StaffRequest) -> HttpResponse:
    """After the password. Whoever needs none, or has shown it, goes where they wanted."""
    target = own_path(request.GET.get("next", "")) or reverse(settings.LOGIN_REDIRECT_URL)
    if request.user.second_since is None or request.session.get(PASSED):
        return redirect(target)
    if refused := _limited(request):
        return refused
    form = EnterForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.enter(code=form.cleaned_data["code"], by=request.user)
        if form.is_valid():
            request.session[PASSED] = True
            return redirect(target)
        _count_failure(request)
    return render(request, "accounts/second/login.html", {"form": form})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: StaffRequest) -> HttpResponse:
    """One's own: whether it is on; the picture for the phone; the first code that confirms it."""
    factor = SecondFactor.objects.filter(user=request.user).first()
    if refused := _limited(request):
        return refused
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.confirm(code=form.cleaned_data["code"], by=request.user)
            request.session[PASSED] = True
            sessions.end_all(request.user, but=request.session.session_key)
            return render(request, "accounts/second/codes.html", {"codes": made})
        _count_failure(request)
    secret = factor.secret if factor is not None and factor.confirmed_at is None else ""
    context = {
        "form": form,
        "since": request.user.second_since,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": codes.address(secret, request.user.username) if secret else "",
        "needed": request.user.needs_second,
        "left": factor.codes.filter(used_at=None).count() if factor is not None else 0,
    }
    return render(request, "accounts/second/own.html", context)


@require_POST
def second_begin(request: StaffRequest) -> HttpResponse:
    return act_button(request, partial(actions.begin, by=request.user), back=reverse("accounts:second"))


def _with_code(request: StaffRequest, act: Callable[..., Any], **words: Any) -> HttpResponse:
    """An act that asks for the code of this moment; who types wrong ones must wait."""
    if refused := _limited(request):
        return refused
    form = CodeForm(**typed(request))
    answer = act_page(request, form, partial(act, by=request.user), back=reverse("accounts:second"), **words)
    if form.refused:
        _count_failure(request)
    return answer


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_codes(request: StaffRequest) -> HttpResponse:
    return _with_code(
        request,
        actions.new_codes,
        title="重新生成恢复码",
        button="重新生成",
        shows=lambda made: render(request, "accounts/second/codes.html", {"codes": made}),
        consequences=["原来的恢复码全部作废。", "新的恢复码只显示一次。"],
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_end(request: StaffRequest) -> HttpResponse:
    return _with_code(
        request,
        actions.end,
        title="停用动态口令",
        button="停用",
        danger=True,
        done="动态口令已停用。",
        consequences=[
            "此后登录只要密码，恢复码全部作废。",
            "按规定须用动态口令的职责，下一次操作前须重新设置：换手机就这样办。",
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_managers
def second_reset(request: StaffRequest, pk: int) -> HttpResponse:
    """Another person's, whose phone and codes are lost."""
    person = get_object_or_404(queries.visible_staff(request.user), pk=pk)
    return act_page(
        request,
        ConfirmForm(**typed(request)),
        partial(actions.reset, person, by=request.user),
        title=f"重置{person.name}的动态口令",
        button="重置",
        danger=True,
        done=f"{person.name}的动态口令已重置。",
        back=reverse("accounts:staff_detail", args=[pk]),
        facts=[("姓名", person.name), ("用户名", person.username)],
        consequences=[
            "请先当面或者打电话确认是本人，手机和恢复码确实都不在了。",
            "本人已登录的会话随即退出，恢复码全部作废。",
            "此后一天以内，您与此人不能互为第二人办理复核、核准事项。",
        ],
    )
