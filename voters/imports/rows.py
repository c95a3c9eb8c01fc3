"""What a spreadsheet row becomes, and the reading of its cells: names, dates, groups, yes and no."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from election_office.core.idnumbers import Sex
from election_office.core.names import without_radicals
from voters.imports.reader import Cell

RollClass = Literal["A", "B", "C", "hukou", "lives", "works", ""]
Standing = Literal["accepted", "pending", "excluded", "refused"]

_SPACES = re.compile(r"[\s\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad]+")
_KIN = (
    r"(?:(?:[长次三四五六七八大小二幺养继外曾]|之)*(?:儿子|女儿|儿媳妇|儿媳|媳妇|女婿|孙子|孙女|孙媳妇|孙媳|孙女婿|外孙女|外孙|长子媳|侄子|侄女"
    r"|侄儿|外甥女|外甥|爷爷|奶奶|外公|外婆|祖父|祖母|父亲|母亲|公公|婆婆|岳父|岳母|哥哥|弟弟|姐姐|妹妹|嫂子|弟媳|弟妹|伯父|叔父|伯母|婶婶|姑姑"
    r"|丈夫|妻子|配偶|爱人|前妻|前夫|子媳|[子女妻夫父母媳婿孙兄弟姐妹爷奶侄嫂]))+"
)
_KIN_ALONE = re.compile(_KIN)
_PLACE = rf"户\s*主|本\s*人|[正副]?组\s*长|队\s*长|预备党员|党\s*员|团\s*员|群\s*众|[男女]|户|{_KIN}"
_ROLE = re.compile(rf"\s*[（(\[【〔]\s*(?:{_PLACE})(?:\s*[、,，/;；]\s*(?:{_PLACE}))*\s*[）)\]】〕]\s*$")
_BEHIND = re.compile(r"\s*[（(\[【〔]\s*([^（()）]{1,12})\s*[）)\]】〕]\s*$")
DIGITS = {**{digit: value for value, digit in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_NUMBER = r"([0-9]{1,3}|[零〇一二两三四五六七八九十百]{1,5})"
_GROUP = re.compile(rf"(?:村民|第)?第?{_NUMBER}号?(?:村民小组|村民组|小组|居民小组|生产队|组|社|队|屯)")
_GROUP_INSIDE = re.compile(rf"(第?{_NUMBER}(?:村民小组|村民组|居民小组|小组|组))(?!长)")
_GROUP_BEHIND = re.compile(rf"\(第?{_NUMBER}(?:村民小组|小组|组|社|队)\)$")
_BARE_NUMBER = re.compile(rf"第?{_NUMBER}")
_YES = {
    "是", "有", "√", "✓", "✔", "Y", "YES", "TRUE", "1", "已", "同意",
    "本村", "在", "在村", "参加", "愿意",
}  # fmt: skip
_NO = {
    "否", "无", "×", "✗", "✘", "X", "N", "NO", "FALSE", "0", "未",
    "不同意", "外村", "不在", "外出", "不参加", "不是", "没有", "不愿意",
}  # fmt: skip
_NOTHING = {"", "无", "-", "--", "—", "——", "/", "暂无", "空"}


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


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """The cells of a row as people see them."""
    try:
        return list(map(str.strip, cells))  # type: ignore[arg-type]  # nearly every row holds texts alone
    except TypeError:
        return [text_of(cell) for cell in cells]


def note_behind(text: str) -> tuple[str, str]:
    """(name, what stands in brackets behind it): 测试甲（已故）; without brackets the text and nothing."""
    match = _BEHIND.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def is_kin(text: str) -> bool:
    """Is it a word for a relation within a household: 妻, 长子, 儿媳?"""
    return _KIN_ALONE.fullmatch(text) is not None


def without_role(text: str) -> str:
    """A name without what people note behind it of the person's place in the household: 王某（户主）."""
    return _ROLE.sub("", text) or text


@lru_cache(maxsize=4096)
def parse_sex(text: str) -> Sex | None:
    said = plain(text)
    if said in {"男", "男性", "M", "1"}:
        return "male"
    if said in {"女", "女性", "F", "2"}:
        return "female"
    return None


@lru_cache(maxsize=4096)
def parse_yes_no(text: str) -> bool | None:
    said = plain(text)
    if said in _YES:
        return True
    return False if said in _NO else None


@lru_cache(maxsize=4096)
def parse_group(text: str) -> int | None:
    """第一村民小组, 1组, 3社, 十一, 3 or 上屋组（2组） → the number; None for a named group."""
    said = plain(text)
    match = _GROUP.match(said) or _BARE_NUMBER.fullmatch(said) or _GROUP_BEHIND.search(said)
    return chinese_number(match[1]) if match else None


@lru_cache(maxsize=4096)
def group_heading(text: str) -> int | None:
    """The number of a line such as 第一村民小组（组长：王某）; None for any other line."""
    said = plain(text)
    match = _GROUP.match(said)
    if match is None or (said[match.end() :] and said[match.end()] not in "(:,、;-"):
        return None
    return chinese_number(match[1])


def group_within(text: str) -> tuple[str, int] | None:
    """The one group a title above a table speaks of: 清水村第三村民小组选民名册."""
    said = plain(text)
    found = _GROUP_INSIDE.findall(said) if re.search(r"[名登]册|名单|登记表|花名|底册", said) else []
    number = chinese_number(found[0][1]) if len(found) == 1 else None
    return (found[0][0], number) if number else None


@lru_cache(maxsize=4096)
def is_nothing(text: str) -> bool:
    """Blank, or a mark people write instead of leaving a cell blank."""
    return plain(text) in _NOTHING


def is_blank_mark(name: str) -> bool:
    """The same of a text of common Chinese characters alone, without a closer look."""
    return name in _NOTHING


def plain(text: str) -> str:
    if text.isascii():
        return text.upper() if text.isalnum() else _SPACES.sub("", text).upper()
    text = without_radicals(text)
    return _SPACES.sub("", text).upper()


def chinese_number(text: str) -> int | None:
    if text.isdecimal() and text.isascii():
        return int(text) or None
    if "十" not in text and "百" not in text:
        return int("".join(str(DIGITS[char]) for char in text)) or None
    total = current = 0
    for char in text:
        if char in "十百":
            total, current = total + (current or 1) * (10 if char == "十" else 100), 0
        else:
            current = DIGITS[char]
    return total + current or None
