"""What a spreadsheet row becomes, and the reading of its cells: names, dates, groups, yes and no."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from election_office.core.idnumbers import Sex
from voters.imports.reader import Cell

RollClass = Literal["A", "B", "C", "hukou", "lives", "works", ""]
Standing = Literal["accepted", "pending", "excluded", "refused"]

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]+")
_ROLE = re.compile(
    r"\s*[（(\[【〔]\s*(?:户\s*主|本\s*人|组\s*长|队\s*长|党\s*员|预备党员|[男女]|长[子女]|次[子女]|三[子女]"
    r"|[子女妻夫父母媳婿孙]|配偶|丈夫|妻子|儿子|女儿|儿媳|女婿|户)\s*[）)\]】〕]\s*$"
)
_DIGITS = {**{digit: value for value, digit in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_NUMBER = r"([0-9]{1,3}|[零〇一二两三四五六七八九十百]{1,5})"
_GROUP = re.compile(rf"(?:村民|第)?第?{_NUMBER}号?(?:村民小组|村民组|小组|居民小组|生产队|组|社|队|屯)")
_BARE_NUMBER = re.compile(rf"第?{_NUMBER}")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[T ]?00:00(?::00)?)?")
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?")
_YES = {
    "是", "有", "√", "✓", "✔", "Y", "YES", "TRUE", "1", "已", "同意",
    "本村", "在", "在村", "参加", "愿意",
}  # fmt: skip
_NO = {
    "否", "无", "×", "✗", "✘", "X", "N", "NO", "FALSE", "0", "未",
    "不同意", "外村", "不在", "外出", "不参加", "不是", "没有", "不愿意",
}  # fmt: skip
_NOTHING = {"", "无", "-", "--", "—", "——", "/", "暂无", "空"}
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年?(?:生|出生)?")
_SHORT_DATE = re.compile(r"'?([0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_LUNAR = re.compile(r"农历|阴历|旧历|古历|正月|冬月|腊月|闰|初[一二三四五六七八九十]|廿|卅|三十(?!.*日)")
_WORDS = re.compile(
    r"([0-9]{4}|[零〇一二三四五六七八九]{2,4})年(?:农历|阴历|旧历|古历)?(?:([0-9]{1,2}|[一二三四五六七八九十正冬腊]{1,2})月)"
    r"(?:([0-9]{1,2}|[一二三四五六七八九十廿卅初]{1,3})(?:日|号)?)?"
)
# Excel counts days from the first (its calendar has a 29 February 1900), or from 1904.
_EPOCHS = (dt.date(1899, 12, 30), dt.date(1904, 1, 1))


@dataclass(slots=True)
class RollRow:
    """One person as the file tells it, read and cleaned.

    ``sex`` and ``birth_date`` come from the identity number where the file leaves them out.
    ``roll_class`` is what the columns on household registration and residence say (§16: A lives and is
    registered here, B registered but living elsewhere, C from elsewhere); empty when they do not.
    ``head`` and ``relation``: the head of the household and what the person is to him or her; ``apart``: the
    kinds of people the file sets apart this one belongs to (``voters.imports.apart``).
    ``standing``: what may become of the row, ``refused`` once an error is found; ``why``: the sentences
    that keep it waiting or off the roll. The office adds what it looked up once for all who need it:
    ``digest`` the number's keyed hash, ``person_id`` who has that number already, ``group_id``.
    """

    sheet: str
    row: int
    name: str
    sex: Sex
    birth_date: dt.date
    id_number: str
    group_number: int | None
    group_label: str
    household: str
    ethnic: str
    education: str
    politics: str
    phone: str
    address: str
    hukou_here: bool | None
    lives_here: bool | None
    roll_class: RollClass
    note: str
    standing: Standing = "accepted"
    why: str = ""
    head: str = ""
    relation: str = ""
    apart: tuple[str, ...] = ()
    digest: str = ""
    person_id: int | None = None
    group_id: int | None = None

    @property
    def ready(self) -> bool:
        """May come onto the roll, be it to wait there for a decision."""
        return self.standing == "accepted" or self.standing == "pending"


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


def text_of(cell: Cell | None) -> str:
    """A cell as people see it: whole numbers without .0, outer blanks and tabs taken off."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def without_role(text: str) -> str:
    """A name without what people note behind it of the person's place in the household: 王某（户主）."""
    return _ROLE.sub("", text) or text


@lru_cache(maxsize=4096)
def parse_sex(text: str) -> Sex | None:
    plain = _plain(text)
    if plain in {"男", "男性", "M", "1"}:
        return "male"
    if plain in {"女", "女性", "F", "2"}:
        return "female"
    return None


@lru_cache(maxsize=4096)
def parse_yes_no(text: str) -> bool | None:
    plain = _plain(text)
    if plain in _YES:
        return True
    return False if plain in _NO else None


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
    text = _plain(cell)
    if match := _DATE.fullmatch(text):
        return _real(*map(int, match.groups()))
    if text.isdecimal() and len(text) == 8:
        return _real(int(text[:4]), int(text[4:6]), int(text[6:]))
    if text.isdecimal() and len(text) == 6:
        return _real(int(text[:4]), int(text[4:]), None)
    if text.isdecimal() and len(text) in (4, 5):
        return _birth_date_of_number(int(text), since_1904)
    if match := _MONTH.fullmatch(text):
        return _year_and_month(int(match[1]), match[2])
    if match := _YEAR.fullmatch(text):
        return _only_year(int(match[1]))
    if match := _SHORT_DATE.fullmatch(text):
        found = _real(1900 + int(match[1]), int(match[2]), int(match[3]))
        return found and replace(found, century=False, exact=False)
    return _birth_date_in_words(text)


def _birth_date_in_words(text: str) -> BirthDate | None:
    """农历五月初三, 一九五五年五月廿四: the year, and the day where the words are of the common calendar."""
    lunar = _LUNAR.search(text) is not None
    match = _WORDS.search(text)
    if match is None:
        return BirthDate(0, (), None, exact=False, lunar=True) if lunar else None
    said = match[1]
    year = int(said) if said.isdecimal() else int("".join(str(_DIGITS[char]) for char in said))
    if lunar:
        return BirthDate(year, (), None, exact=False, lunar=True)
    month, day = _chinese_number(match[2]), _chinese_number(match[3]) if match[3] else None
    found = _real(year if year > 99 else 1900 + year, month or 0, day)
    return found and replace(found, century=year > 99, exact=False)


def _birth_date_of_number(number: float, since_1904: bool) -> BirthDate | None:
    if float(number).is_integer():
        whole = int(number)
        if 10_000_000 <= whole <= 99_999_999:
            return _real(whole // 10_000, whole // 100 % 100, whole % 100)
        if 190_000 <= whole <= 999_999:
            return _real(whole // 100, whole % 100, None)
        if 1900 <= whole <= 2100:
            return _only_year(whole)
        if 1 <= whole < 60_000:
            day, other = (epoch + dt.timedelta(days=whole) for epoch in _EPOCHS)
            if since_1904:
                day, other = other, day
            return BirthDate(day.year, (day.month,), day.day, exact=not since_1904, others=(other,))
        return None
    year, _, month = f"{number:.2f}".partition(".")
    return _year_and_month(int(year), month if month[0] == "0" or month[1] != "0" else month[0])


def _year_and_month(year: int, month: str) -> BirthDate | None:
    """1985.1 is January, or October whose nought a number has lost."""
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


@lru_cache(maxsize=4096)
def parse_group(text: str) -> int | None:
    """第一村民小组, 一组, 1组, 3社, 十一 or 3 → the number; None for a named group or nothing."""
    plain = _plain(text)
    match = _GROUP.match(plain) or _BARE_NUMBER.fullmatch(plain)
    return _chinese_number(match[1]) if match else None


@lru_cache(maxsize=4096)
def group_heading(text: str) -> int | None:
    """The number of a line such as 第一村民小组（组长：王某）; None for any other line."""
    plain = _plain(text)
    match = _GROUP.match(plain)
    if match is None or (plain[match.end() :] and plain[match.end()] not in "(:,、;-"):
        return None
    return _chinese_number(match[1])


@lru_cache(maxsize=4096)
def is_nothing(text: str) -> bool:
    """Blank, or a mark people write instead of leaving a cell blank."""
    return _plain(text) in _NOTHING


def is_blank_mark(name: str) -> bool:
    """The same of a text of common Chinese characters alone, without a closer look."""
    return name in _NOTHING


def _plain(text: str) -> str:
    if text.isascii():
        return text.upper() if text.isalnum() else _SPACES.sub("", text).upper()
    text = unicodedata.normalize("NFKC", text)
    return _SPACES.sub("", text).upper()


def _chinese_number(text: str) -> int | None:
    if text.isdecimal() and text.isascii():
        return int(text) or None
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[char]) for char in text)) or None
    total = current = 0
    for char in text:
        if char in "十百":
            total, current = total + (current or 1) * (10 if char == "十" else 100), 0
        else:
            current = _DIGITS[char]
    return total + current or None
