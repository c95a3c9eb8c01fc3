"""Days off: those the decree fixes by the sun calendar, and the festivals of the moon and of the solar terms.

The latter are a checked table of 2024 to 2035. Source: 春节, 端午节 and 中秋节 as the libraries lunardate
0.2.2 and holidays 0.109 give them alike; 清明节 besides by the moment the sun stands at 15 degrees, in
Beijing time. New Year's Eve is a day off since 2025 (the decree itself was not read here). What is moved
around them, and the working days that make up for it, are announced each year and are not known here.
"""

from __future__ import annotations

from datetime import date, timedelta

_EVE_SINCE = 2025
_TABLE = """
2024 02-10 04-04 06-10 09-17
2025 01-29 04-04 05-31 10-06
2026 02-17 04-05 06-19 09-25
2027 02-06 04-05 06-09 09-15
2028 01-26 04-04 05-28 10-03
2029 02-13 04-04 06-16 09-22
2030 02-03 04-05 06-05 09-12
2031 01-23 04-05 06-24 10-01
2032 02-11 04-04 06-12 09-19
2033 01-31 04-04 06-01 09-08
2034 02-19 04-05 06-20 09-27
2035 02-08 04-05 06-10 09-16
"""
_NAMES = ("春节", "清明节", "端午节", "中秋节")


def _days() -> dict[date, str]:
    found: dict[date, str] = {}
    for row in _TABLE.split("\n")[1:-1]:
        year, *days = row.split()
        for name, day in zip(_NAMES, days, strict=True):
            found[date.fromisoformat(f"{year}-{day}")] = name
        new_year = date.fromisoformat(f"{year}-{days[0]}")
        for offset in (-1, 1, 2) if int(year) >= _EVE_SINCE else (1, 2):
            found[new_year + timedelta(days=offset)] = "春节"
    return found


FESTIVALS = _days()
"""Day off → its festival."""


_FIXED = {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节"} | {(10, day): "国庆节" for day in (1, 2, 3)}


def holiday(day: date) -> str:
    """The holiday that makes this a day off (全国年节及纪念日放假办法); empty for any other day."""
    return _FIXED.get((day.month, day.day)) or FESTIVALS.get(day, "")
