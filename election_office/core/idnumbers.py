"""The citizen identity number (公民身份号码): eighteen characters, birth date, sex and a check character.

The division code in front is never judged: codes are abolished and merged every year, and the
people keep the number they were given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from operator import mul
from typing import Literal

Sex = Literal["male", "female"]

CHINA = timezone(timedelta(hours=8))
EARLIEST_BIRTH = date(1900, 1, 1)
# GB 11643: weight of position i (from the left, 17 positions) is 2^(17-i) mod 11.
WEIGHTS = tuple(pow(2, 17 - position, 11) for position in range(17))
CHECK_CHARACTERS = "10X98765432"
_ZEROS = ord("0") * sum(WEIGHTS)
# A spreadsheet number keeps 15 digits; from 10^15 on the last digits of an identity number are gone.
ROUNDED_FROM = 1e15

TAIL = re.compile(r"[0-9]{3}[0-9X]")
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_WITHIN = re.compile(r"(?<![0-9])[0-9]{6}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_WIDE = str.maketrans(
    "０１２３４５６７８９Ｘｘ－\u3000", "0123456789Xx- ", "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
TAKEN_OUT = "（身份证号已略去）"
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}")
_NOISE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff'‘’`\"“”"))


class IdNumberError(ValueError):
    """Why a text is no usable identity number: ``code`` for programs, ``message`` a Chinese sentence.

    Codes: id_missing, id_rounded, id_15_digits, id_length, id_characters, id_birth_invalid, id_checksum.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class IdNumber:
    value: str
    birth_date: date
    sex: Sex


def normalise(text: str) -> str:
    """Half-width, upper case, without spaces, quotation marks and invisible characters."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = unicodedata.normalize("NFKC", text)
    return "".join(plain.translate(_NOISE).split()).upper()


def check_digit(first17: str) -> str:
    """The eighteenth character for the seventeen digits before it."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdecimal()):
        raise ValueError("check_digit needs exactly 17 digits")
    return CHECK_CHARACTERS[(sum(map(mul, WEIGHTS, first17.encode())) - _ZEROS) % 11]


def is_rounded(value: object) -> bool:
    """True for a number cell (or its text, 3.69901E+17) that has already lost the last digits."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return abs(value) >= ROUNDED_FROM
    return isinstance(value, str) and _EXPONENT.fullmatch(normalise(value)) is not None


def parse_id_number(text: str, *, not_after: date | None = None) -> IdNumber:
    """The number in its one written form, with what it says; raises IdNumberError otherwise.

    ``not_after``: the last believable birth date, today (Beijing time) when left out.
    """
    value = normalise(text)
    if not value:
        raise IdNumberError("id_missing", "没有填写身份证号。")
    if "E" in value and is_rounded(value):
        raise IdNumberError(
            "id_rounded", "身份证号被当作数字保存，后几位已经丢失，请把该列设为文本后重新填写。"
        )
    if len(value) == 15 and value.isascii() and value.isdecimal():
        raise IdNumberError("id_15_digits", "填写的是15位旧身份证号，请换成18位公民身份号码。")
    if len(value) != 18:
        raise IdNumberError("id_length", f"身份证号应为18位，现为{len(value)}位。")
    if _SHAPE.fullmatch(value) is None:
        raise IdNumberError("id_characters", "身份证号只能由数字组成，最后一位可以是X。")
    birth_date = _birth_date(value, not_after or datetime.now(tz=CHINA).date())
    if check_digit(value[:17]) != value[17]:
        raise IdNumberError("id_checksum", "身份证号校验码不对，请核对是否有一位写错。")
    return IdNumber(value, birth_date, "male" if int(value[16]) % 2 else "female")


def holds_id_number(text: str) -> bool:
    """Whether somebody's whole number stands in a text, however its digits are written or parted."""
    return len(text) >= 18 and any(map(_is_number, _WITHIN.findall(_plain(text))))


def without_id_numbers(text: str) -> str:
    """The text with every whole number taken out, and the taking out said."""
    if not holds_id_number(text):
        return text
    return _WITHIN.sub(lambda found: TAKEN_OUT if _is_number(found[0]) else found[0], _plain(text))


def _plain(text: str) -> str:
    """With digits that are all of one width, and nothing invisible between them."""
    return text.translate(_WIDE)


def _is_number(found: str) -> bool:
    try:
        parse_id_number(re.sub("[ -]", "", found))
    except IdNumberError:
        return False
    return True


def mask(value: str) -> str:
    """The most a list may show: the last four characters, and not even how long the number is.

    The division code is known from the village and the birth date from the roll: with both beside
    the last four, nothing of an identity number would be hidden.
    """
    return f"尾号{value[-4:]}" if len(value) > 4 else "*" * len(value)


def _birth_date(value: str, not_after: date) -> date:
    try:
        birth_date = date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        raise IdNumberError("id_birth_invalid", f"身份证号中的出生日期{value[6:14]}不存在。") from None
    if not EARLIEST_BIRTH <= birth_date <= not_after:
        raise IdNumberError("id_birth_invalid", f"身份证号中的出生日期{value[6:14]}早于1900年或晚于今天。")
    return birth_date
