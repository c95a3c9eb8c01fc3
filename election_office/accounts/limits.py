"""How often somebody may try: passwords, codes of papers. Counted under keyed hashes, never under names.

A wrong password counts against the account as it is tried from there: from a browser where its person has
logged in before (a signed cookie says so), from an address, from all strange browsers together. So whoever
guesses from elsewhere closes the account to strange browsers only; the person's own browser stays open.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from election_office.accounts.models import Attempt, User
from election_office.core.cipher import fingerprint

# Cookies know no ports: the practice office beside this one has its own.
COOKIE = "practice_browser" if settings.PRACTICE else "office_browser"
COOKIE_DAYS = 180
KEEP = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures within so many minutes, and nothing more until they are old enough."""

    most: int
    minutes: int


def limit_of(kind: str) -> Limit:
    return Limit(*settings.OFFICE_LIMITS[kind])


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that is counted: of what kind, under which key, and about whom."""

    kind: str
    key: str
    about: str = ""


def _hash(*parts: str) -> str:
    return fingerprint("\n".join(("attempts", *parts)))


def address_of(request: HttpRequest) -> str:
    """Who asks. What a declared proxy says it heard from counts; what anybody else says does not."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    heard = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while heard and is_proxy(address):
        address = heard.pop()
    return address


def is_proxy(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(ip in ipaddress.ip_network(declared) for declared in settings.OFFICE_PROXIES)


def _browser(request: HttpRequest, username: str) -> str:
    """The name of this browser when the account's person has logged in with it before."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_DAYS * 86_400)
        browser, people = str(said["browser"]), list(said["people"])
    except (signing.BadSignature, KeyError, TypeError):
        return ""
    return browser if _hash("person", username) in people else ""


def remember_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """After a login: this browser is one of the person's own, and of the last ten people who use it."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE)
        browser, people = str(said["browser"]), [str(item) for item in said["people"]]
    except (signing.BadSignature, KeyError, TypeError):
        browser, people = secrets.token_hex(16), []
    person = _hash("person", user.username)
    people = [*(item for item in people if item != person), person][-10:]
    response.set_cookie(
        COOKIE,
        signing.dumps({"browser": browser, "people": people}, salt=COOKIE),
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def of_login(request: HttpRequest, username: str) -> list[Counted]:
    """What a try to log in counts against."""
    about = _hash("person", username)
    browser = _browser(request, username)
    if browser:
        return [Counted("login", _hash("login", username, browser), about)]
    address = address_of(request)
    return [
        Counted("login", _hash("login", username, address), about),
        Counted("login_account", _hash("account", username), about),
        Counted("login_address", _hash("address", address)),
    ]


def of_password(user: User) -> list[Counted]:
    return [Counted("password", _hash("password", str(user.pk)), _hash("person", user.username))]


def of_second(user: User) -> list[Counted]:
    return [Counted("second", _hash("second", str(user.pk)), _hash("person", user.username))]


def of_codes(request: HttpRequest) -> list[Counted]:
    return [Counted("verify", _hash("verify", address_of(request)))]


def blocked(counted: list[Counted]) -> Limit | None:
    """The limit that is used up, if one is."""
    now = timezone.now()
    for row in counted:
        limit = limit_of(row.kind)
        since = now - dt.timedelta(minutes=limit.minutes)
        if Attempt.objects.filter(kind=row.kind, key=row.key, at__gt=since).count() >= limit.most:
            return limit
    return None


@transaction.atomic
def count(counted: list[Counted]) -> None:
    """One more failure. What is older than a day is nobody's business any more."""
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - KEEP).delete()
    Attempt.objects.bulk_create(
        Attempt(kind=row.kind, key=row.key, about=row.about, at=now) for row in counted
    )


def lift(username: str) -> None:
    """An officer has given a new password, or its person knew the right one: what failed is forgotten."""
    Attempt.objects.filter(about=_hash("person", username)).delete()
