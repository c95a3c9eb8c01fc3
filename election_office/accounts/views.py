"""Coming, going, one's own account."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts import actions, limits, places, sessions, typed
from election_office.accounts.forms import LoginForm, OwnPasswordForm
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import OpenSession, User
from election_office.accounts.permissions import Role
from election_office.core.http import act_button, own_path


class OfficeLogin(LoginView):
    """Login, with a trace of every success and of every failure of a known person."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why somebody stands here who wanted another page."""
        wanted = self.get_redirect_url() not in ("", "/")
        return super().get_context_data(**kwargs) | {"wanted": wanted}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        username = str(request.POST.get("username", "")).replace("\0", "")[:150]
        self.counted = limits.of_login(request, username)
        limit = limits.blocked(self.counted)
        if limit is None:
            return super().post(request, *args, **kwargs)
        actions.note_failed_login(username, locked=True)
        return locked_out(request, limit)

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.get_user()
        previous = user.last_login
        with transaction.atomic():
            response = super().form_valid(form)
            actions.note_login(user)
            self.request.session[typed.SESSION] = typed.pages_of(user)
            sessions.begin(self.request, user)
        limits.remember_browser(self.request, response, user)
        self.request.session["previous_login"] = previous.isoformat() if previous else ""
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        username = form.cleaned_data.get("username", "")
        limits.count(self.counted)
        limit = limits.blocked(self.counted)
        if username:
            actions.note_failed_login(username, locked=limit is not None)
        return locked_out(self.request, limit) if limit else super().form_invalid(form)


def locked_out(request: HttpRequest, limit: limits.Limit) -> HttpResponse:
    """Answers instead of the login page while too many failures are fresh."""
    context = {"minutes": limit.minutes, "limit": limit.most}
    return render(request, "accounts/locked.html", context, status=429)


@require_POST
def logout_view(request: StaffRequest) -> HttpResponse:
    actions.note_logout(request.user)
    sessions.forget(request)
    logout(request)
    messages.success(request, "您已退出登录。")
    response = redirect("accounts:login")
    response.delete_cookie(typed.COOKIE)
    return response


def _own_page(request: StaffRequest) -> str:
    """The page of our own that a form names; the home page for anything else."""
    return own_path(request.POST.get("_path", "")) or "/"


@require_POST
def typed_keep(request: StaffRequest) -> HttpResponse:
    """The page itself sends what stands in its form when it is left without saving (office.js)."""
    path = _own_page(request)
    if path != "/" and typed.worth_keeping(request) and typed.keep(request.user, path, request.POST):
        typed.note(request, path)
    return HttpResponse("已保存。", content_type="text/plain; charset=utf-8")


@require_POST
def typed_discard(request: StaffRequest) -> HttpResponse:
    """Back to what is stored."""
    path = _own_page(request)
    typed.forget(request, path)
    messages.success(request, "已放弃找回的内容，显示的是已经保存的内容。")
    return redirect(path)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request: StaffRequest) -> HttpResponse:
    """One's own password; the only page open to somebody who must change it first."""
    counted = limits.of_password(request.user)
    limit = limits.blocked(counted)
    if limit is not None and request.method == "POST":
        return locked_out(request, limit)
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and not form.is_valid() and "old" in form.errors:
        limits.count(counted)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            actions.change_own_password(password=form.cleaned_data["new"], by=request.user)
        if form.is_valid():
            update_session_auth_hash(request, request.user)
            sessions.touch(request)
            sessions.end_all(request.user, but=request.session.session_key)
            messages.success(request, "密码已修改，其他电脑和手机上的登录已经退出，下次请用新密码登录。")
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/password_change.html", {"form": form})


@require_safe
def profile(request: StaffRequest) -> HttpResponse:
    """What the person may do, where, and when somebody last logged in with this account."""
    held = request.user.current_assignments
    names = places.names([post.area_code for post in held])
    stored = request.session.get("previous_login", "")
    context = {
        "posts": [
            (post.title, Role(post.role).label, names[post.area_code], post.created_at) for post in held
        ],
        "previous_login": dt.datetime.fromisoformat(stored) if stored else None,
        "last_login": request.user.last_login,
        "sessions": sessions.open_of(request.user),
        "this_session": request.session.get(sessions.ROW),
    }
    return render(request, "accounts/profile.html", context)


@require_POST
def session_end(request: StaffRequest, pk: int) -> HttpResponse:
    """One log-in of one's own, on another computer or phone."""
    row = get_object_or_404(OpenSession, pk=pk, user=request.user)
    return act_button(
        request,
        partial(actions.end_session, row=row, by=request.user),
        back=reverse("accounts:profile"),
        done=f"{row.browser}上的登录已经退出。",
    )
