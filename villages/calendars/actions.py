"""Making and ending one's own calendar link."""

from __future__ import annotations

import hashlib
import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from election_office.accounts.access import require_in
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit.actions import record
from villages.models import CalendarLink


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_calendar_link(*, by: User) -> str:
    """A new link, told once; the one in use before it ends."""
    area = _own_area(by)
    require_in(by, Permission.VILLAGE_VIEW, area)
    CalendarLink.objects.filter(user=by, ended_at__isnull=True).update(ended_at=timezone.now())
    token = secrets.token_urlsafe(32)
    link = CalendarLink(user=by, token_hash=hashed(token))
    link.keep()
    record("calendar.linked", target=link, area_code=area, by=by)
    return token


@transaction.atomic
def end_calendar_link(*, by: User) -> None:
    area = _own_area(by)
    require_in(by, Permission.VILLAGE_VIEW, area)
    link = CalendarLink.objects.select_for_update(of=("self",)).filter(user=by, ended_at__isnull=True).first()
    if link is None:
        raise ValidationError("没有正在使用的日历链接。")
    link.ended_at = timezone.now()
    link.keep("ended_at")
    record("calendar.ended", target=link, area_code=area, by=by)


def _own_area(by: User) -> str:
    areas = by.areas(Permission.VILLAGE_VIEW)
    if not areas:
        raise PermissionDenied("您没有查看村庄的职责，没有可以订阅的事项。")
    return areas[0]
