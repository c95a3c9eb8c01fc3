"""The log-ins of a person that last: listed, and ended from elsewhere. No computer stays open for ever."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from election_office.accounts.limits import address_of
from election_office.accounts.models import OpenSession, StaffSession, User

ROW = "open_session"
_NAMES = (
    ("MicroMessenger", "微信"), ("QQBrowser", "QQ浏览器"), ("360SE", "360浏览器"), ("Edg/", "Edge浏览器"),
    ("Firefox", "火狐浏览器"), ("Chrome", "谷歌浏览器"), ("Safari", "Safari浏览器"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows电脑"), ("Android", "安卓手机"), ("iPhone", "苹果手机"), ("Mac OS", "苹果电脑"),
    ("UOS", "统信电脑"), ("Linux", "Linux电脑"),
)  # fmt: skip


def browser_of(request: HttpRequest) -> str:
    """What kind of browser on what kind of machine: enough to know one's own by."""
    agent = request.headers.get("User-Agent", "")
    named = next((name for sign, name in _NAMES if sign in agent), "其他浏览器")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "其他设备")
    return f"{system}，{named}"


def begin(request: HttpRequest, user: User) -> None:
    """After a log-in. Rows whose session has ended by itself go at the same time."""
    now = timezone.now()
    OpenSession.objects.filter(seen_at__lt=now - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    if request.session.session_key is None:
        request.session.save()
    row = OpenSession.objects.create(
        user=user,
        session_key=request.session.session_key or "",
        browser=browser_of(request),
        address=address_of(request),
        began_at=now,
        seen_at=now,
    )
    request.session[ROW] = row.pk
    request.session["began"] = int(now.timestamp())


def touch(request: HttpRequest) -> None:
    """At most once a minute, when somebody is at work."""
    if ROW in request.session:
        OpenSession.objects.filter(pk=request.session[ROW]).update(
            seen_at=timezone.now(), session_key=request.session.session_key
        )


def forget(request: HttpRequest) -> None:
    """Its person logs out."""
    OpenSession.objects.filter(pk=request.session.get(ROW, 0)).delete()


def seconds_left(request: HttpRequest, now: int) -> int:
    """How long this session lasts without a further click; from a log-in on, a working day at most."""
    began = int(request.session.get("began", now))
    return max(1, min(settings.SESSION_COOKIE_AGE, began + settings.OFFICE_SESSION_LONGEST - now))


def open_of(user: User) -> list[OpenSession]:
    since = timezone.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return list(OpenSession.objects.filter(user=user, seen_at__gt=since))


def end(row: OpenSession) -> None:
    """The browser that holds it is logged out with its next click."""
    StaffSession.objects.filter(session_key=row.session_key).delete()
    row.delete()


def end_all(user: User, *, but: str | None = None) -> int:
    """End every one of them, except the one in use. Answers how many."""
    rows = list(OpenSession.objects.filter(user=user).exclude(session_key=but or ""))
    for row in rows:
        end(row)
    return len(rows)
