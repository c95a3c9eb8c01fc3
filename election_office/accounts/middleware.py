"""The session of an office computer."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from election_office.accounts import sessions, typed, viewer
from election_office.core.typed import again

REFRESH_SECONDS = 60
SAFE = "您填写的文字已加密保存一天，由本人重新登录后自动找回；上传的文件须重新选择。"


class OfficeSession:
    """Ends a session after twenty idle minutes, and holds a first login at the password page.

    The session row is written at most every minute, so that reading pages stays cheap. A page that asks
    by itself how far a job is (it says so in X-Polling) is nobody at work.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            polling = request.headers.get("X-Polling") == "1"
            if not polling and now - request.session.get("seen", 0) > REFRESH_SECONDS:
                request.session["seen"] = now
                request.session.set_expiry(sessions.seconds_left(request, now))
                sessions.touch(request)
            request.user.ask_for_a_new_password_when_old()
            allowed = (reverse("accounts:password_change"), reverse("accounts:logout"))
            if request.user.must_change_password and request.path not in allowed:
                return redirect("accounts:password_change")
        user = request.user if request.user.is_authenticated else None
        with viewer.reading(user):
            return self.get_response(request)


class KeepTyped:
    """Keeps what was typed when a form meets an ended session or an expired page, and gives it back.

    Stands behind the messages: the login page says that the work is safe.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.get_full_path()
        asked = request.method in ("GET", "HEAD")
        found = typed.kept_at(request, path) if asked else None
        request.typed_again = found  # type: ignore[attr-defined]
        with again(QueryDict(found.content) if found else None):
            response = self.get_response(request)
        if request.method == "POST":
            self._after_sending(request, response, path)
        typed.remember_typist(request, response)
        return response

    def _after_sending(self, request: HttpRequest, response: HttpResponse, path: str) -> None:
        known = request.user.is_authenticated
        moved = response.status_code == 302
        to_login = moved and response["Location"].startswith(reverse(settings.LOGIN_URL))
        refused = getattr(response, "page_expired", False)
        if refused or (to_login and not known):
            user = typed.typist(request)
            if user is None or not typed.worth_keeping(request) or not typed.keep(user, path, request.POST):
                return
            if known:
                typed.note(request, path)
            if to_login:
                messages.info(request, f"登录已经过期，刚才的内容还没有办理。{SAFE}")
        elif known and moved and path in request.session.get(typed.SESSION, []):
            typed.forget(request, path)
