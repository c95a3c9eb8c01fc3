"""Which household a row belongs to: by its own columns, the heading above it, or the head before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from election_office.core.names import clean_name, without_radicals
from voters.imports import rows
from voters.kinship.rules import HEADS as _HEADS

_DIGITS = r"([0-9]{1,4}|[零〇一二三四五六七八九十百]{1,5})"
_HEAD = re.compile(r"户\s*主\s*(?:姓\s*名)?\s*[:：】)\]〕]?\s*([\u3400-\u9fff·]{2,12})")
_NUMBER = re.compile(
    r"(?:户\s*(?:编\s*)?号|户口簿?号)\s*[:：]?\s*([0-9A-Za-z\-]{1,20})"
    rf"|第\s*{_DIGITS}\s*户|^(?:[0-9一二三四五六七八九十]{{1,3}}组)?\s*([0-9]{{1,4}})\s*号?户"
)
_SPEAKS = re.compile(
    rf"户\s*主|户\s*(?:编\s*)?号|第\s*{_DIGITS}\s*户|^(?:[0-9一二三四五六七八九十]{{1,3}}组)?\s*[0-9]+\s*号?户"
)
_AFTER_NUMBER = re.compile(rf"第\s*{_DIGITS}\s*户\s*[:：(]?\s*([\u3400-\u9fff·]{{2,4}})\s*[)]?$")
_FAMILY = re.compile(r"(?:[0-9一二三四五六七八九十]{1,3}[、.])?([\u3400-\u9fff·]{2,4}?)(?:一家|家)?户")
_KINDS_OF_HOUSEHOLD = re.compile(
    r"五保|低保|贫困|脱贫|特困|一般|农业|非农|空挂|集体|常住|困难|监测|双女|计生|示范|独居|移民|搬迁|边缘|外来|住|全|本|每|多"
)
_LABELS = {"户主", "户主姓名", "户号", "户编号", "户口号", "户主名"}
_LABEL_OF_NAME = re.compile(r"^[(\[【〔（]?\s*(?:户\s*主|姓\s*名)\s*(?:[)\]】〕）:：]\s*|\s+)")
_SERIAL = re.compile(r"^[0-9]{1,4}\s*[.、．]\s*(?=[\u3400-\u9fff])")
_LABEL_BEHIND = re.compile(r"(?<=[\u3400-\u9fff]{2})(?:\s*[-—/、]\s*|\s+)(?:户\s*主|本人|组长|党员)$")

_CLOSING = frozenset("）)]】〕")

Household = tuple[str, str]


def heading_household(texts: Sequence[str]) -> Household | None:
    """(number, head) of a line that stands above the members of a household; None for any other line."""
    filled = [without_radicals(text) for text in dict.fromkeys(text for text in texts if text)]
    if not filled or len(filled) > 8:
        return None
    if len(filled) == 1 and (family := _FAMILY.fullmatch("".join(filled[0].split()))):
        name = family[1]
        return None if _KINDS_OF_HOUSEHOLD.search(name) else ("", name)
    line = " ".join(filled)
    if not _SPEAKS.search(line):
        return None
    head, number, behind = _HEAD.search(line), _NUMBER.search(line), _AFTER_NUMBER.search(line)
    if head is None and number is None:
        return None
    said = next((part for part in number.groups() if part), "") if number else ""
    said = said if said.isascii() else str(rows.chinese_number(said) or said)
    name = head[1] if head else behind[2] if behind else ""
    return said, name


def names_an_own_number(texts: Sequence[str]) -> bool:
    """Does a heading bear an identity number? Nobody can say whether the person is listed below."""
    return any(re.search(r"[0-9]{17}", text) for text in texts)


def is_labelled(texts: Sequence[str]) -> bool:
    """户主 | 测试甲 | 户号 | 12: labels and what they say, in cells of their own, in any column."""
    filled = [without_radicals(text).rstrip(":").strip() for text in texts if text]
    return 1 < len(filled) <= 8 and "".join(filled[0].split()) in _LABELS


def bare_name(text: str) -> str:
    """A name without the label, the serial number and the place in the household written beside it."""
    text = _SERIAL.sub("", _LABEL_OF_NAME.sub("", text.strip()))
    before = ""
    while before != text:
        before, text = text, rows.without_role(_LABEL_BEHIND.sub("", text))
    return text


def place_behind(text: str) -> str:
    """The person's place in the household where it stands in brackets behind the name: 户主, 妻, 长子."""
    if text.rstrip()[-1:] not in _CLOSING:
        return ""
    behind = rows.note_behind(text)[1]
    words = re.split(r"[、,，/;；]", "".join(behind.split()))
    return next((word for word in words if word in _HEADS or rows.is_kin(word)), "")


class Families:
    """The household each person of one sheet stands in, row after row.

    ``heading`` is what the line above says. Where a register writes number and head only beside the first
    person of a household, those below stand in it until the next head.
    """

    def __init__(self) -> None:
        self.heading: Household = ("", "")
        self.latest: Household = ("", "")

    def under(self, heading: Household) -> None:
        self.heading = self.latest = heading

    def leave(self) -> None:
        self.heading = self.latest = ("", "")

    def of_row(self, *, name: str, number: str, head: str, relation: str) -> Household:
        """(household, head) of a person. The head stands for a number where the file has none."""
        head = clean_name(bare_name(head)) if head else ""
        number, head = number or self.heading[0], head or self.heading[1]
        plain = "".join(without_radicals(relation).split()) if relation else ""
        if plain in _HEADS:
            head = head or name
        elif plain:
            if not number and not head:
                number, head = self.latest
            elif not head and number == self.latest[0]:
                head = self.latest[1]
        if number or head:
            self.latest = (number or head, head)
        return number or head, head
