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
    """When the latest act was recorded, where that lies after now; None while the clock runs as it should.

    Only what lies after now is looked for: by the index of time that is nothing, however long the trail.
    """
    events = AuditEvent.objects.order_by()
    later = events.filter(at__gt=timezone.now() + TOLERANCE)
    latest: dt.datetime | None = later.aggregate(latest=Max("at"))["latest"]
    if latest is None:
        return None
    corrected = events.filter(action=CORRECTED).aggregate(last=Max("pk"))["last"]
    if corrected is None:
        return latest
    since: dt.datetime | None = later.filter(pk__gte=corrected).aggregate(latest=Max("at"))["latest"]
    return since


def fault() -> str:
    """For the monitor and the home page."""
    latest = ahead_of_clock()
    if latest is None:
        return ""
    return f"本机时间早于最近一次操作（{cn_time(latest)}），签发公文、登记张贴已停办；请校准时钟。"


def require_forward() -> None:
    """Refuse an act that puts a date on paper while the clock stands before what was already recorded."""
    latest = ahead_of_clock()
    if latest is not None:
        raise ValidationError(
            f"本机时间{cn_time(timezone.now())}早于最近一次操作{cn_time(latest)}，时钟被调回或者曾经走快，"
            "现在不能办理落款日期的事项。请先校准时钟；时钟已经准确的，由管理员在“操作留痕”的“时钟校正”中说明原因。"
        )
