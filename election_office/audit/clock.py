"""Time never runs back: a paper cannot be dated by a clock that was set back.

A clock that once ran ahead leaves acts behind that lie in the future. Whoever sets it right says so, with the
reason; from then on only what was recorded after that counts.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from election_office.audit.models import AuditEvent
from election_office.core.templatetags.office import cn_time

CORRECTED = "clock.corrected"
TOLERANCE = dt.timedelta(minutes=5)  # several machines of one office never agree to the second


def ahead_of_clock() -> dt.datetime | None:
    """When the latest act was recorded, where that lies after now; None while the clock runs as it should."""
    events = AuditEvent.objects.order_by()
    corrected = events.filter(action=CORRECTED).aggregate(last=Max("pk"))["last"]
    if corrected is not None:
        events = events.filter(pk__gte=corrected)
    latest: dt.datetime | None = events.aggregate(latest=Max("at"))["latest"]
    return latest if latest is not None and latest > timezone.now() + TOLERANCE else None


def require_forward() -> None:
    """Refuse an act that puts a date on paper while the clock stands before what was already recorded."""
    latest = ahead_of_clock()
    if latest is not None:
        raise ValidationError(
            f"本机时间{cn_time(timezone.now())}早于最近一次操作{cn_time(latest)}，时钟被调回或者曾经走快，"
            "现在不能办理落款日期的事项。请先校准时钟；时钟已经准确的，由管理员在“操作留痕”的“时钟校正”中说明原因。"
        )
