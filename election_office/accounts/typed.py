"""Typed work is never lost: what was sent when the session or the page had expired comes back.

Kept sealed, for the one who typed it, one day. No act and no record of the office: nothing here is
traced. Who typed is known by a signed cookie that outlives the session by a day; whoever else logs in
at the same machine sees nothing of it. Files and passwords are never kept.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from election_office.accounts.models import TypedWork, User

KEPT_FOR = dt.timedelta(days=1)
MOST_BYTES = 500_000
MOST_PAGES = 20
SALT = "election_office.accounts.typed"
# Cookies know no ports: the practice office beside this one has its own.
COOKIE = "practice_typist" if settings.PRACTICE else "office_typist"
SESSION = "typed"
NEVER_KEPT = {"accounts:login", "accounts:password_change", "accounts:logout"}
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def typist(request: HttpRequest) -> User | None:
    """Who sat at this page: the one logged in, or the one whose session has ended in this browser."""
    if request.user.is_authenticated:
        return request.user
    age = int(KEPT_FOR.total_seconds())
    key = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=age)
    return User.objects.filter(pk=key, is_active=True).first() if key else None


def remember_typist(request: HttpRequest, response: HttpResponse) -> None:
    """Renewed once an hour. Logging out forgets it."""
    if not request.user.is_authenticated:
        return
    known = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=3600)
    if known != str(request.user.pk):
        response.set_signed_cookie(
            COOKIE,
            str(request.user.pk),
            salt=SALT,
            max_age=KEPT_FOR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def worth_keeping(request: HttpRequest) -> bool:
    """A form of our own page, sent by a person: not what another site sent in their name."""
    match = request.resolver_match
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return (
        request.content_type in FORM_TYPES
        and "HX-Request" not in request.headers
        and (match is None or match.view_name not in NEVER_KEPT)
        and not any("password" in name for name in request.POST)
        and (not sender or urlsplit(sender).netloc == request.get_host())
    )


def keep(user: User, path: str, data: QueryDict) -> bool:
    """Keep what this person typed at this page, in place of what was kept there before."""
    typed = data.copy()
    for name in ("csrfmiddlewaretoken", "_path"):
        typed.pop(name, None)
    text = typed.urlencode()
    if not text or len(text) > MOST_BYTES or len(path) > 400:
        return False
    purge()
    TypedWork.objects.update_or_create(
        user=user, path=path, defaults={"content": text, "kept_at": timezone.now()}
    )
    old = TypedWork.objects.filter(user=user).order_by("-kept_at").values_list("pk", flat=True)[MOST_PAGES:]
    TypedWork.objects.filter(pk__in=list(old)).delete()
    return True


def purge() -> int:
    """Delete what is older than a day; also called when the office starts and at every login."""
    deleted, _ = TypedWork.objects.filter(kept_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted


def pages_of(user: User) -> list[str]:
    purge()
    return list(TypedWork.objects.filter(user=user).values_list("path", flat=True))


def note(request: HttpRequest, path: str) -> None:
    """The session knows the pages, so that no other page asks the database."""
    request.session[SESSION] = sorted({*request.session.get(SESSION, []), path})


def forget(request: HttpRequest, path: str) -> None:
    assert request.user.is_authenticated, "only who is logged in has pages noted"
    TypedWork.objects.filter(user=request.user, path=path).delete()
    request.session[SESSION] = [item for item in request.session.get(SESSION, []) if item != path]


def kept_at(request: HttpRequest, path: str) -> TypedWork | None:
    """What this person typed at this page within the last day."""
    if not request.user.is_authenticated or path not in request.session.get(SESSION, []):
        return None
    row = TypedWork.objects.filter(
        user=request.user, path=path, kept_at__gte=timezone.now() - KEPT_FOR
    ).first()
    if row is None:
        forget(request, path)
    return row
