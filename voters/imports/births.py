"""Dates of birth in every shape villages write them, and what one says against the identity number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from election_office.core.idnumbers import IdNumber
from election_office.law.dates import cn_date
from voters.imports import rows
from voters.imports.findings import Level
from voters.imports.reader import Cell
from voters.imports.rows import DIGITS, chinese_number, plain, text_of

_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T ]?00:00(?::00)?)?")
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?(?:生|出生)?")
_SHORT_DATE = re.compile(r"'?([0-9]{2})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?")
_CLOCK = re.compile(r"[T\s]+[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2}(?:\.0*)?)?\s*$")
_AROUND_DATE = re.compile(r"^(?:公历|阳历|新历|约|大约)|[?,.、/\-]+$|(?:出生|生)$")
_SEPARATORS = re.compile(r"[、,·．。\\|~]+|[.]{2,}|(?<=[0-9])-(?=-)")
_LUNAR = re.compile(r"农历|阴历|旧历|古历|正月|冬月|腊月|闰|初[一二三四五六七八九十]|廿|卅|三十(?!.*日)")
_WORDS = re.compile(
    r"([0-9]{4}|[零〇一二三四五六七八九]{2,4})年(?:农历|阴历|旧历|古历)?(?:([0-9]{1,2}|[一二三四五六七八九十正冬腊]{1,2})月)"
    r"(?:([0-9]{1,2}|[一二三四五六七八九十廿卅初]{1,3})(?:日|号)?)?"
)
_YEAR_IN_WORDS = re.compile(r"([0-9]{2}|[零〇一二三四五六七八九0-9]{2,4})年(?:生|出生)?")
# Excel counts days from the first (its calendar has a 29 February 1900), or from 1904.
_EPOCHS = (dt.date(1899, 12, 30), dt.date(1904, 1, 1))


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date as written, with all it may mean.

    ``months``: 1970.1 typed as a number is January or October; all twelve when only the year is given.
    ``day`` is None when it is not given. ``century``: False for 55.5.24. ``exact``: a whole date of the
    common calendar, so that another one than the identity number's is a contradiction; ``lunar`` is
    told apart because its days are others by nature. ``others``: the same number by another calendar.
    """

    year: int
    months: tuple[int, ...]
    day: int | None
    century: bool = True
    exact: bool = True
    lunar: bool = False
    others: tuple[dt.date, ...] = ()

    def agrees_with(self, birth_date: dt.date) -> bool:
        if not self.months:
            return True  # a day of the lunar calendar is another by nature
        same_year = self.year == birth_date.year or (
            not self.century and self.year % 100 == birth_date.year % 100
        )
        agrees = same_year and birth_date.month in self.months and self.day in (None, birth_date.day)
        return agrees or birth_date in self.others

    def __str__(self) -> str:
        if not self.months:
            return "农历日期"
        if len(self.months) == 12:
            return f"{self.year}年"
        return f"{self.year}年{self.months[0]}月" + (f"{self.day}日" if self.day else "")


def parse_birth_date(cell: Cell, *, since_1904: bool = False) -> BirthDate | None:
    """1970-01-05, 1970/1/5, 1970.1.5, 1970年1月5日, 19700105, a date cell or its serial number; 1970.1,
    1970, 70.1.5, 一九七〇年一月五日, 农历正月初三. ``since_1904``: how the workbook counts its days."""
    if isinstance(cell, str):
        return _birth_date_of_text(cell, since_1904)
    if isinstance(cell, dt.datetime | dt.date):
        return BirthDate(cell.year, (cell.month,), cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _birth_date_of_number(cell, since_1904)
    return None


def _birth_date_of_text(cell: str, since_1904: bool) -> BirthDate | None:
    text = _tidy_date(cell)
    if match := _DATE.fullmatch(text):
        return _real(*map(int, match.groups()))
    if text.isdecimal() and len(text) == 8:
        return _real(int(text[:4]), int(text[4:6]), int(text[6:]))
    if text.isdecimal() and len(text) == 6:
        return _six_digits(int(text))
    if text.isdecimal() and len(text) in (4, 5):
        return _birth_date_of_number(int(text), since_1904)
    if match := _MONTH.fullmatch(text):
        return _year_and_month(int(match[1]), match[2])
    if match := _YEAR.fullmatch(text):
        return _only_year(int(match[1]))
    if match := _SHORT_DATE.fullmatch(text):
        return _short_date(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
    return _birth_date_in_words(text)


def _tidy_date(text: str) -> str:
    """A date without a time of day, words around it, and separators nobody needs: 1985.3. and 1985、3、5."""
    before = ""
    text = _SEPARATORS.sub(".", plain(_CLOCK.sub("", text)))
    while before != text:
        before, text = text, _AROUND_DATE.sub("", text)
    return text


def impossible_date(text: str) -> bool:
    """Is this a whole date of the calendar that no calendar has: 1970-02-30?"""
    return _DATE.fullmatch(_tidy_date(text)) is not None


def _short_date(year: int, month: int, day: int | None) -> BirthDate | None:
    found = _real(1900 + year, month, day)
    return found and replace(found, century=False, exact=False)


def _six_digits(number: int) -> BirthDate | None:
    """198503, or 850305."""
    if 1900 <= number // 100 <= 2100:
        return _real(number // 100, number % 100, None)
    return _short_date(number // 10_000, number // 100 % 100, number % 100)


def _birth_date_in_words(text: str) -> BirthDate | None:
    """农历五月初三, 一九五五年五月廿四: the year, and the day where the words are of the common calendar."""
    lunar = _LUNAR.search(text) is not None
    match = _WORDS.search(text)
    if match is None and not lunar and (only := _YEAR_IN_WORDS.fullmatch(text)):
        year = int("".join(str(DIGITS.get(char, char)) for char in only[1]))
        found = _only_year(year if year > 99 else 1900 + year)
        return found and replace(found, century=year > 99)
    if match is None:
        return BirthDate(0, (), None, exact=False, lunar=True) if lunar else None
    said = match[1]
    year = int(said) if said.isdecimal() else int("".join(str(DIGITS[char]) for char in said))
    if lunar:
        return BirthDate(year, (), None, exact=False, lunar=True)
    month, day = chinese_number(match[2]), chinese_number(match[3]) if match[3] else None
    found = _real(year if year > 99 else 1900 + year, month or 0, day)
    return found and replace(found, century=year > 99, exact=False)


def _birth_date_of_number(number: float, since_1904: bool) -> BirthDate | None:
    if float(number).is_integer():
        whole = int(number)
        if 10_000_000 <= whole <= 99_999_999:
            return _real(whole // 10_000, whole // 100 % 100, whole % 100)
        if 100_000 <= whole <= 999_999:
            return _six_digits(whole)
        if 1900 <= whole <= 2100:
            return _only_year(whole)
        if 1_000 <= whole < 1_900 or 2_101 <= whole <= 9_912:
            # 8503: no day number of anybody alive, but for the very oldest.
            day = _EPOCHS[since_1904] + dt.timedelta(days=whole)
            found = _short_date(whole // 100, whole % 100, None) if 1 <= whole % 100 <= 12 else None
            return replace(found, others=(day,)) if found else BirthDate(day.year, (day.month,), day.day)
        if 1 <= whole < 60_000:
            day, other = (epoch + dt.timedelta(days=whole) for epoch in _EPOCHS)
            if since_1904:
                day, other = other, day
            return BirthDate(day.year, (day.month,), day.day, exact=not since_1904, others=(other,))
        return None
    year, _, month = f"{number:.2f}".partition(".")
    return _year_and_month(int(year), month if month[0] == "0" or month[1] != "0" else month[0])


def _year_and_month(year: int, month: str) -> BirthDate | None:
    """1985.1 is January, or October whose nought a number has lost; 85.3 is 1985.3."""
    if 10 <= year <= 99:
        found = _year_and_month(1900 + year, month)
        return found and replace(found, century=False)
    if not 1900 <= year <= 2200 or not 1 <= int(month) <= 12:
        return None
    return BirthDate(year, (1, 10) if month == "1" else (int(month),), None, exact=False)


def _only_year(year: int) -> BirthDate | None:
    if not 1900 <= year <= 2100:
        return None
    return BirthDate(year, tuple(range(1, 13)), None, exact=False)


def _real(year: int, month: int, day: int | None) -> BirthDate | None:
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return None
    return BirthDate(year, (month,), day, exact=day is not None)


def said_of_birth(
    cell: Cell, identity: IdNumber | None, *, since_1904: bool
) -> tuple[Level, str, str] | None:
    """(level, code, sentence) on the date a row gives; None where there is nothing to say.

    A valid identity number is the proof of age: what is written otherwise is a warning, but for a whole date
    of the calendar, which contradicts it.
    """
    if isinstance(cell, str):
        if identity is not None and cell == identity.birth_date.isoformat():
            return None  # as the template has it: nearly every row
        if rows.is_nothing(cell):
            return None
    birth, written = parse_birth_date(cell, since_1904=since_1904), text_of(cell)[:20]
    if birth is None and (identity is None or impossible_date(written)):
        sentence = f"出生日期「{written}」认不出来，应写成1970-01-05的样子。"
        return "error", "birth_unreadable", sentence
    if identity is None:
        return None
    of_number = cn_date(identity.birth_date)
    if birth is None:
        sentence = f"出生日期「{written}」认不出来，按身份证号的{of_number}登记，请核对。"
        return "warning", "birth_by_number", sentence
    if birth.lunar or (not birth.exact and not birth.agrees_with(identity.birth_date)):
        said = f"「{written}」" if birth.lunar else f"是{birth}"
        return "warning", "birth_by_number", f"出生日期填的{said}，按身份证号的{of_number}登记，请核对。"
    if not birth.agrees_with(identity.birth_date):
        return "error", "birth_mismatch", f"出生日期填的是{birth}，身份证号表明是{of_number}。"
    return None
