"""What a password must be. NIST SP 800-63B asks for length and for nothing known; 等保 for classes of signs,
for others than the last ones, and for a new one now and then. Which of it counts is a setting."""

from __future__ import annotations

import re

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from election_office.accounts.models import UsedPassword, User

_YEAR_AFTER_A_WORD = re.compile(r"[A-Za-z]+[@._-]?(19|20)\d\d[.!@#]?")


class Varied:
    """Not one sign again and again, no row of the keyboard, no word with a year behind it."""

    least = 5
    rows = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")

    def validate(self, password: str, user: User | None = None) -> None:
        if len(set(password.lower())) < self.least:
            raise ValidationError(f"密码里不同的字符少于{self.least}个，容易被猜到，请换一个。")
        if _YEAR_AFTER_A_WORD.fullmatch(password):
            raise ValidationError("密码不要用一个词加年份，容易被猜到，请换一个。")
        rest = password.lower()
        for row in (*self.rows, *(row[::-1] for row in self.rows)):
            for size in range(len(row), 3, -1):
                for start in range(len(row) - size + 1):
                    rest = rest.replace(row[start : start + size], "")
        if len(rest) < len(password) / 2:
            raise ValidationError("密码大半是键盘上或者字母表里相连的字符，容易被猜到，请换一个。")

    def get_help_text(self) -> str:
        return "不要用相连、重复的字符，也不要用一个词加年份。"


class Classes:
    """等保: signs of at least so many of four classes."""

    def __init__(self, least: int = 3) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        kinds = (str.isupper, str.islower, str.isdecimal, lambda char: not char.isalnum())
        if sum(any(map(kind, password)) for kind in kinds) < self.least:
            raise ValidationError(f"密码须含大写字母、小写字母、数字、符号中的{self.least}种。")

    def get_help_text(self) -> str:
        return f"须含大写字母、小写字母、数字、符号中的{self.least}种。"


class NotUsedBefore:
    """None of the last ones of the same person."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        for used in UsedPassword.objects.filter(user=user).order_by("-pk")[: self.last]:
            if check_password(password, used.password):
                raise ValidationError(f"不能再用最近{self.last}次用过的密码，请换一个。")

    def get_help_text(self) -> str:
        return f"不能与最近{self.last}次用过的密码相同。"
