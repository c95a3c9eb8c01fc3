"""The session of an office computer."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from election_office.accounts import viewer

REFRESH_SECONDS = 300


class OfficeSession:
    """Ends a session after an idle hour, and holds a first login at the password page.

    The session row is written at most every five minutes, so that reading pages stays cheap.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get("seen", 0) > REFRESH_SECONDS:
                request.session["seen"] = now
                request.session.set_expiry(settings.SESSION_COOKIE_AGE)
            allowed = (reverse("accounts:password_change"), reverse("accounts:logout"))
            if request.user.must_change_password and request.path not in allowed:
                return redirect("accounts:password_change")
        user = request.user if request.user.is_authenticated else None
        with viewer.reading(user):
            return self.get_response(request)
