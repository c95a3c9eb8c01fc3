"""Whether an announcement that was read can be the State Council's. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.festivals import holiday
from villages.holidays.announcement import Announcement

MOST_DAYS = 60  # days off of a year; eleven are festivals, and weekends join them
AROUND = 10  # a New Year's leave begins in the old year or ends in the next


def check_announcement(year: int, found: Announcement) -> Decision:
    """Every reason, each with its days: nobody finds one misread date in forty by himself."""
    feasts = {day for day in found.work if holiday(day)}
    weekdays = {day for day in found.work if day.weekday() < 5} - feasts
    first, last = date(year - 1, 12, 32 - AROUND), date(year + 1, 1, AROUND)
    outside = {day for day in found.off | found.work if not first <= day <= last}
    both = found.off & found.work
    return Decision(
        (
            Finding("nothing_read", bool(found.off), "没有读到放假的日子，请把放假安排的通知整段粘贴进来。"),
            Finding(
                "not_understood",
                not found.unread,
                "这几处有日期，没有看懂是放假还是上班，请改成“2月14日上班”这样的写法："
                f"{'；'.join(found.unread[:5])}。",
            ),
            Finding("another_year", not outside, f"{_shown(outside)}不在{year}年，请核对年份。"),
            Finding("both", not both, f"{_shown(both)}既写了放假又写了上班，请核对。"),
            Finding("feast_worked", not feasts, f"{_shown(feasts)}是法定节日，不会安排上班，请核对。"),
            Finding(
                "weekday_worked", not weekdays, f"{_shown(weekdays)}不是星期六、星期日，本来就上班，请核对。"
            ),
            Finding(
                "too_many",
                len(found.off) <= MOST_DAYS,
                f"读到{len(found.off)}天放假，超过{MOST_DAYS}天，请核对起止日期。",
            ),
        )
    )


def _shown(days: Collection[date]) -> str:
    return "、".join(cn_date(day) for day in sorted(days)[:5])


def in_spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in a row as first and last."""
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and (day - spans[-1][1]).days == 1:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans
