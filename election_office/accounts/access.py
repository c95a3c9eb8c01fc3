"""The two fences: ``within`` for every page, ``require`` for every action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone

from election_office.accounts.models import SecondFactor, User
from election_office.accounts.permissions import Permission
from election_office.accounts.rules import NOT_TWO_FOR, Given, check_apart
from election_office.core.models import lies_in

Rows = TypeVar("Rows", bound=QuerySet[Any])


class Placed(Protocol):
    """Anything that lies in one administrative division."""

    @property
    def area_code(self) -> str: ...


def can_in(user: User, permission: Permission, area_code: str) -> bool:
    return user.is_active and any(area_code.startswith(code) for code in user.areas(permission))


def can(user: User, permission: Permission, obj: Placed) -> bool:
    return can_in(user, permission, obj.area_code)


def require(user: User, permission: Permission, obj: Placed) -> None:
    """The fence of every action: its first line. Raises PermissionDenied."""
    if not can(user, permission, obj):
        raise PermissionDenied("您没有在此地办理此事项的权限。")


def require_in(user: User, permission: Permission, area_code: str) -> None:
    """``require`` for an act on a place that has no row yet."""
    if not can_in(user, permission, area_code):
        raise PermissionDenied("您没有在此地办理此事项的权限。")


def require_held(user: User, permission: Permission) -> list[str]:
    """``require`` for an act that lies in several places, or in one its rule must judge: the divisions
    under which the permission is held. Raises PermissionDenied when there is none."""
    areas = user.areas(permission) if user.is_active else []
    if not areas:
        raise PermissionDenied("您没有办理此事项的权限。")
    return areas


def require_apart(by: User, others: Iterable[int | None]) -> None:
    """The fence of what takes two people: neither has given the other a password, or taken away the
    second factor, within a day. Raises RuleRefused. ``others``: who did the first part."""
    people = {pk for pk in others if pk is not None} - {by.pk}
    if not people:
        return
    now = timezone.localtime()
    since = now - NOT_TWO_FOR
    people_and_me = people | {by.pk}
    recent = Q(password_given_at__gt=since, password_given_by__in=people_and_me) | Q(
        second_factor__reset_at__gt=since, second_factor__reset_by__in=people_and_me
    )
    rows = User.objects.filter(recent, pk__in=people_and_me)
    given = []
    for row in rows.select_related("password_given_by", "second_factor__reset_by"):
        factor: SecondFactor | None = getattr(row, "second_factor", None)
        acts = [(row.password_given_by, row.password_given_at, "设定了密码")]
        if factor is not None:
            acts.append((factor.reset_by, factor.reset_at, "重置了动态口令"))
        given += [
            Given(str(giver), str(row), timezone.localtime(at), what)
            for giver, at, what in acts
            if giver is not None and at is not None and at > since
            if giver.pk in people_and_me and by.pk in (giver.pk, row.pk)
        ]
    check_apart(given, now).require()


def within(rows: Rows, user: User, permission: Permission, path: str) -> Rows:
    """The fence of every page: only the rows in the divisions this user serves."""
    return rows.filter(lies_in(user.areas(permission) if user.is_active else [], path))
