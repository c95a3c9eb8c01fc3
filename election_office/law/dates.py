"""Counting days the way election law counts them.

Three ways, one function each, so that no caller adds days by hand:

* `latest_day`: "选举日的二十日前", backwards from a day;
* `window_end`: "自公布之日起五日内", forwards; the first day is not counted (民法典第二百零一条第一款);
* `is_of_age`: "年满十八周岁", by birthdays.

A last day that falls on a rest day is not moved: no election text read here says that 民法典第二百零三条
applies to an election calendar. But nobody is turned away on the days it would add: see `open_until`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from election_office.law.festivals import holiday
from election_office.law.text import cn_number, cn_year

CountMode = Literal["inclusive", "clear"]


def cn_date(day: date) -> str:
    """2026年12月20日, for screens and running text."""
    return f"{day.year}年{day.month}月{day.day}日"


def cn_date_formal(day: date) -> str:
    """二〇二六年十二月二十日, for the signature block of a notice."""
    return f"{cn_year(day.year)}年{cn_number(day.month)}月{cn_number(day.day)}日"


def cn_clock(at: time) -> str:
    """08:00 → 上午8时, 13:30 → 下午1时30分: as a notice says when the polls open."""
    half = "上午" if at.hour < 12 else "中午" if at.hour == 12 else "下午"
    hour = at.hour if at.hour <= 12 else at.hour - 12
    return f"{half}{hour}时" + (f"{at.minute}分" if at.minute else "")


def latest_day(anchor: date, days_before: int, count_mode: CountMode = "inclusive") -> date:
    """The last day on which a thing due `days_before` days before `anchor` is still in time.

    "inclusive" reads 二十日前 as day − 20; "clear" wants that many whole days in between, day − 21.
    """
    if days_before < 0:
        raise ValueError(f"天数不能是负数，收到的是{days_before}。")
    return anchor - timedelta(days=days_before + (1 if count_mode == "clear" else 0))


def window_end(first_day: date, days: int) -> date:
    """The last day of a period of `days` days that begins with an event on `first_day`."""
    if days < 0:
        raise ValueError(f"天数不能是负数，收到的是{days}。")
    return first_day + timedelta(days=days)


def within_window(first_day: date, days: int, happened: date) -> bool:
    """Whether something done on `happened` falls inside that period; the day of the event itself counts."""
    return first_day <= happened <= window_end(first_day, days)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What the State Council announced: days off, and weekend days on which people work for them."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


NOTHING_ANNOUNCED = DaysOff()


def is_rest_day(day: date, announced: DaysOff = NOTHING_ANNOUNCED) -> bool:
    if day in announced.work:
        return False
    return day.weekday() >= 5 or bool(holiday(day)) or day in announced.off


def open_until(last_day: date, announced: DaysOff = NOTHING_ANNOUNCED) -> date:
    """Until when something that came after `last_day` is taken in with a note: 民法典第二百零三条 ends a
    period whose last day is a rest day on the day after the rest."""
    while is_rest_day(last_day, announced):
        last_day += timedelta(days=1)
    return last_day


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of that month (民法典第二百零二条)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first_of_next - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=day.day - 1))


def age_on(birth_date: date, day: date) -> int:
    """Full years on `day`, the birthday itself included. Born on 29 February: full on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def born_by(day: date, years: int) -> date:
    """The latest birth date with which somebody is full ``years`` old on ``day`` (`age_on`)."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February, and no such day then: who was born on 1 March is full the day after
        return day.replace(year=day.year - years, day=28)


def is_of_age(birth_date: date, day: date, years: int, *, birthday_counts: bool = True) -> bool:
    """Whether a person has reached `years` on `day`. `birthday_counts` False asks for the day after."""
    return age_on(birth_date, day if birthday_counts else day - timedelta(days=1)) >= years
