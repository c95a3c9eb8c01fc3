"""Coming, going, one's own account."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts import actions, places, typed
from election_office.accounts.forms import LoginForm, OwnPasswordForm
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import User
from election_office.accounts.permissions import Role


class OfficeLogin(LoginView):
    """Login, with a trace of every success and of every failure of a known person."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Why somebody stands here who wanted another page."""
        wanted = self.get_redirect_url() not in ("", "/")
        return super().get_context_data(**kwargs) | {"wanted": wanted}

    def form_valid(self, form: Any) -> HttpResponse:
        user: User = form.get_user()
        previous = user.last_login
        with transaction.atomic():
            response = super().form_valid(form)
            actions.note_login(user)
            self.request.session[typed.SESSION] = typed.pages_of(user)
        self.request.session["previous_login"] = previous.isoformat() if previous else ""
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        locked = bool(getattr(self.request, "axes_locked_out", False))
        username = form.cleaned_data.get("username", "")
        if username:
            actions.note_failed_login(username, locked=locked)
        return super().form_invalid(form)


@login_not_required
def locked_out(request: HttpRequest, *args: object) -> HttpResponse:
    """Answers instead of the login page while too many failures are fresh; axes calls it."""
    minutes = math.ceil(settings.AXES_COOLOFF_TIME * 60)
    context = {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "accounts/locked.html", context, status=429)


@require_POST
def logout_view(request: StaffRequest) -> HttpResponse:
    actions.note_logout(request.user)
    logout(request)
    messages.success(request, "您已退出登录。")
    response = redirect("accounts:login")
    response.delete_cookie(typed.COOKIE)
    return response


def _own_page(request: StaffRequest) -> str:
    """The page of our own that a form names; the home page for anything else."""
    path = request.POST.get("_path", "")
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path[:1] == "/" else "/"


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
    form = OwnPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            actions.change_own_password(password=form.cleaned_data["new"], by=request.user)
        if form.is_valid():
            update_session_auth_hash(request, request.user)
            messages.success(request, "密码已修改，下次请用新密码登录。")
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
    }
    return render(request, "accounts/profile.html", context)
