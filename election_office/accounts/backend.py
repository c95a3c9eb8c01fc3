"""Who asks: the person whom the session was read with, and nobody looked up a second time."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from election_office.accounts.models import User

_session: ContextVar[Any] = ContextVar("session_of_the_request", default=None)


class OfficeBackend(ModelBackend):
    """Django asks for the person by number; the session of this request has read that person already."""

    def get_user(self, user_id: Any) -> Any:
        person: User | None = getattr(_session.get(), "person", None)
        if person is None or person.pk != int(user_id):
            return super().get_user(user_id)
        return person if self.user_can_authenticate(person) else None


class OfficeAuthentication(AuthenticationMiddleware):
    """``request.user`` as Django gives it: the checks of its session are Django's."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person(request))  # type: ignore[assignment]


def _person(request: HttpRequest) -> User | AnonymousUser:
    asked: Any = request
    if not hasattr(asked, "_cached_user"):
        token = _session.set(request.session)
        try:
            asked._cached_user = auth.get_user(request)
        finally:
            _session.reset(token)
    found: User | AnonymousUser = asked._cached_user
    return found
