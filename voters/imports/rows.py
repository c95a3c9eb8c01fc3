"""What a spreadsheet row becomes, and the reading of its cells: names, dates, groups, yes and no."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from election_office.core.idnumbers import Sex
from voters.imports.reader import Cell

RollClass = Literal["A", "B", "C", ""]
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
# Excel counts days from here (its calendar has a 29 February 1900).
_EPOCH = dt.date(1899, 12, 30)


@dataclass(slots=True)
class RollRow:
    """One person as the file tells it, read and cleaned.

    ``sex`` and ``birth_date`` come from the identity number where the file leaves them out.
    ``roll_class`` is what the columns on household registration and residence say (§16: A lives and is
    registered here, B registered but living elsewhere, C from elsewhere); empty when they do not.
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
    digest: str = ""
    person_id: int | None = None
    group_id: int | None = None

    @property
    def ready(self) -> bool:
        """May come onto the roll, be it to wait there for a decision."""
        return self.standing == "accepted" or self.standing == "pending"


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A date as written; ``day`` is None when only year and month are given.

    ``months`` holds the months it may mean: 1970.1 typed as a number is January or October.
    """

    year: int
    months: tuple[int, ...]
    day: int | None

    def agrees_with(self, birth_date: dt.date) -> bool:
        return (
            self.year == birth_date.year
            and birth_date.month in self.months
            and self.day in (None, birth_date.day)
        )

    def __str__(self) -> str:
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


def parse_birth_date(cell: Cell) -> BirthDate | None:
    """1970-01-05, 1970/1/5, 1970.1.5, 1970年1月5日, 19700105, a date cell or its serial number; 1970.1."""
    if isinstance(cell, str):
        return _birth_date_of_text(cell)
    if isinstance(cell, dt.datetime | dt.date):
        return BirthDate(cell.year, (cell.month,), cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _birth_date_of_number(cell)
    return None


def _birth_date_of_text(cell: str) -> BirthDate | None:
    text = _plain(cell)
    if match := _DATE.fullmatch(text):
        return _real(*map(int, match.groups()))
    if text.isdigit() and len(text) == 8:
        return _real(int(text[:4]), int(text[4:6]), int(text[6:]))
    if text.isdigit() and len(text) == 6:
        return _real(int(text[:4]), int(text[4:]), None)
    if text.isdigit() and len(text) == 5:
        return _birth_date_of_number(int(text))
    if match := _MONTH.fullmatch(text):
        return _real(int(match[1]), int(match[2]), None)
    return None


def _birth_date_of_number(number: float) -> BirthDate | None:
    if float(number).is_integer():
        whole = int(number)
        if 10_000_000 <= whole <= 99_999_999:
            return _real(whole // 10_000, whole // 100 % 100, whole % 100)
        if 190_000 <= whole <= 999_999:
            return _real(whole // 100, whole % 100, None)
        if 1 <= whole < 60_000:
            day = _EPOCH + dt.timedelta(days=whole)
            return BirthDate(day.year, (day.month,), day.day)
        return None
    year, month = divmod(round(number * 100), 100)
    if not 1900 <= year <= 2200 or not 1 <= month <= 12:
        return None
    return BirthDate(year, (month, 1) if month == 10 else (month,), None)


def _real(year: int, month: int, day: int | None) -> BirthDate | None:
    try:
        dt.date(year, month, day or 1)
    except ValueError:
        return None
    return BirthDate(year, (month,), day)


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
    if text.isdigit() and text.isascii():
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
