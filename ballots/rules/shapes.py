"""Reading untrusted JSON values field by field, keeping every fault instead of stopping at the first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

LARGEST: Final = 10**9
"""No count of people or ballots comes near; a longer number is a slip of the keyboard."""

LONGEST_TEXT: Final = 200

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TYPE_NAMES: Final[tuple[tuple[type, str], ...]] = (
    (bool, "是或否"),
    (int, "整数"),
    (float, "小数"),
    (str, "文字"),
    (list, "列表"),
    (dict, "对象"),
    (type(None), "空值"),
)


class Faults:
    """The faults of one input, each one line that begins with the path of the value."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def add(self, path: str, sentence: str) -> None:
        """Keep one fault. Whatever the input put into it, it stays one printable line."""
        line = f"{path}：{sentence}" if path else sentence
        self.lines.append(_printable(line if len(line) <= 400 else f"{line[:400]}……"))


class Fields:
    """One JSON object: reads its fields, and names those missing and those unknown."""

    def __init__(
        self, data: Any, path: str, faults: Faults, *, required: Sequence[str], optional: Sequence[str] = ()
    ) -> None:
        self.path = path
        self.faults = faults
        self.readable = type(data) is dict or isinstance(data, Mapping)
        self.data: Mapping[str, Any] = data if self.readable else {}
        if not self.readable:
            faults.add(path, f"应当是对象，收到的是{shown(data)}。")
            return
        for name in self.data:
            if name not in required and name not in optional:
                faults.add(self.at(str(name)), "没有这一字段。")
        for name in required:
            if name not in self.data:
                faults.add(self.at(name), "缺少这一字段。")

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def fault(self, name: str, sentence: str) -> None:
        self.faults.add(self.at(name), sentence)

    def has(self, name: str) -> bool:
        return name in self.data

    def integer(self, name: str, *, least: int = 0, default: int = 0) -> int:
        """A whole number from `least` up; `default` stands in where it is missing or faulty."""
        if name not in self.data:
            return default
        value = self.data[name]
        if type(value) is int and least <= value <= LARGEST:
            return value
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(name, f"应当是整数，收到的是{shown(value)}。")
            return default
        if value < least:
            self.fault(name, f"不能小于{least}，收到的是{shown(value)}。")
            return default
        if value > LARGEST:
            self.fault(name, f"不能大于{LARGEST}，收到的是{shown(value)}。")
            return default
        return value

    def flag(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            self.fault(name, f"应当是 true 或者 false，收到的是{shown(value)}。")
            return False
        return value

    def text(self, name: str) -> str:
        """A name or a reason: visible characters, nothing before or after; "" where missing or faulty."""
        if name not in self.data:
            return ""
        value = self.data[name]
        fault = text_fault(value)
        if fault:
            self.fault(name, fault)
            return ""
        assert isinstance(value, str)
        return value

    def choice(self, name: str, choices: Collection[str], default: str) -> str:
        if name not in self.data:
            return default
        value = self.data[name]
        if not isinstance(value, str) or value not in choices:
            self.fault(name, f"应当是{'、'.join(choices)}之一，收到的是{shown(value)}。")
            return default
        return value

    def day(self, name: str) -> date | None:
        """A calendar day written YYYY-MM-DD."""
        if name not in self.data:
            return None
        value = self.data[name]
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self.fault(name, f"应当是日历上有的一天，写成 2026-12-20 的样子，收到的是{shown(value)}。")
        return None

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self.data.get(name, {})
        if not isinstance(value, Mapping):
            self.fault(name, f"应当是对象，收到的是{shown(value)}。")
            return {}
        return value

    def items(self, name: str) -> Iterator[tuple[str, Any]]:
        """The members of a list, each with its path."""
        value = self.data.get(name, [])
        if not isinstance(value, list):
            self.fault(name, f"应当是列表，收到的是{shown(value)}。")
            return
        for index, item in enumerate(value):
            yield f"{self.at(name)}[{index}]", item


def text_fault(value: Any) -> str:
    """What is wrong with a name or a reason, or ""."""
    if not isinstance(value, str):
        return f"应当是文字，收到的是{shown(value)}。"
    if value.isalnum() and len(value) <= LONGEST_TEXT:
        return ""  # letters and digits alone: the case of nearly every name
    if not value.strip():
        return "不能是空的。"
    if value != value.strip():
        return f"前后不能有空白，收到的是{shown(value)}。"
    # Control, format and lone surrogate characters: two names could look alike and be different people.
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in value):
        return f"含有看不见的字符，收到的是{shown(value)}。"
    if len(value) > LONGEST_TEXT:
        return f"不能超过{LONGEST_TEXT}个字，收到{len(value)}个字。"
    return ""


def shown(value: Any) -> str:
    """A received value on one line, shortened, safe to print anywhere."""
    kind = next((name for cls, name in _TYPE_NAMES if isinstance(value, cls)), type(value).__name__)
    if value is None:
        return kind
    if isinstance(value, (list, dict)):
        return f"{kind}（{len(value)}项）"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) > 10**30:
        return f"{kind}（{value.bit_length()}位二进制数）"
    text = _printable(value if isinstance(value, str) else str(value))
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _printable(text: str) -> str:
    return "".join(
        f"\\u{ord(character):04x}"
        if unicodedata.category(character)[0] in "CZ" and character != " "
        else character
        for character in text
    )
