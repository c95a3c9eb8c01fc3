"""The session of an office computer."""

import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
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
            if (way := _held_at(request)) is not None:
                return redirect(way)
        user = request.user if request.user.is_authenticated else None
        with viewer.reading(user):
            return self.get_response(request)


def _held_at(request: HttpRequest) -> str | None:
    """Where somebody must go before anything else: the second factor, an own password, the first set-up of
    the second factor where a setting asks for one."""
    user = request.user
    assert user.is_authenticated
    leave = reverse("accounts:logout")
    if user.second_since is not None and not request.session.get("second"):
        page = reverse("accounts:second_login")
        if request.path in (page, leave):
            return None
        wanted = request.get_full_path() if request.method == "GET" else ""
        return f"{page}?{urlencode({'next': wanted})}" if wanted not in ("", "/") else page
    if user.must_change_password:
        page = reverse("accounts:password_change")
        return None if request.path in (page, leave) else page
    if user.second_since is None and user.needs_second:
        page = reverse("accounts:second")
        return None if request.path in (page, reverse("accounts:second_begin"), leave) else page
    return None


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
        response = self._said_to_scripts(request, response)
        if request.method == "POST":
            self._after_sending(request, response, path)
        typed.remember_typist(request, response)
        return response

    def _said_to_scripts(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """A script cannot show the login page: a part of a page goes there as a whole, and what was sent as
        JSON is answered with the sentence. Nothing is kept: it was not a form."""
        expired = getattr(response, "page_expired", False)
        if not expired and (request.user.is_authenticated or not _to_login(response)):
            return response
        part = "HX-Request" in request.headers
        if not part and request.content_type != "application/json":
            return response
        said = f"{'页面已经打开太久' if expired else '登录已经过期'}，刚才的操作没有办理"
        if not part:
            error = f"{said}，请重新登录后再做一次。"
            return JsonResponse({"error": error}, status=403 if expired else 401)
        page = _own_page(request)
        if request.method == "POST":
            messages.info(request, f"{said}，请再做一次。")
        answer = HttpResponse(f"{said}。", status=403 if expired else 401, content_type="text/plain")
        login = reverse(settings.LOGIN_URL)
        answer["HX-Redirect"] = page if expired else f"{login}?{urlencode({'next': page})}"
        return answer

    def _after_sending(self, request: HttpRequest, response: HttpResponse, path: str) -> None:
        known = request.user.is_authenticated
        moved = response.status_code == 302
        to_login = _to_login(response)
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


def _to_login(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL))


def _own_page(request: HttpRequest) -> str:
    """The page whose part was asked for; the front page where the browser names none of ours."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    if shown.netloc != request.get_host():
        return "/"
    return f"{shown.path}?{shown.query}" if shown.query else shown.path
