"""A value of the rulebook as a person writes it in a cell, read back, and the file a text ships as.

`said` is the other way of `read`: what a workbook shows for a value is what it takes for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from election_office.law.layers import Key, shown
from election_office.law.limits import is_share
from election_office.law.text import cn_number

YES_NO = {"是": True, "否": False}
COLUMNS = {
    "below": "人数少于",
    "min": "至少",
    "max": "至多",
    "post": "职位",
    "seats": "名额",
    "decided_by": "由谁决定",
    "age": "年龄",
    "count": "人数",
}
"""The further parts of an entry in a list, as a cell names them."""
NUMERALS = {cn_number(number): number for number in range(101)}


class Unreadable(ValueError):
    """A cell does not say a value of this parameter; the text is a sentence."""


def said(value: Any, meaning: Key) -> str:
    """The value in words, as a cell of the workbook holds it."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "\n".join(_entry_said(item) for item in value)
    return shown(value, meaning)


def read(text: str, below: Any, meaning: Key) -> Any:
    """What a cell says, in the form of `below`. Raises Unreadable."""
    text = str(text).strip()
    if isinstance(below, bool):
        if text not in YES_NO:
            raise Unreadable(f"应填“是”或者“否”，收到的是“{text}”。")
        return YES_NO[text]
    if isinstance(below, int):
        return _number(text, meaning)
    if isinstance(below, str):
        return _code(text, meaning)
    if is_share(below):
        return _share(text, meaning)
    if isinstance(below, dict):
        return _table(text, below, meaning)
    return _list(text, below, meaning)


def how_to_say(value: Any, meaning: Key) -> str:
    """What a cell may hold, for the column beside it."""
    if isinstance(value, bool):
        return "是／否"
    if isinstance(value, int):
        special = "、".join(word for word in meaning.special.values())
        return f"整数{f'（{meaning.unit}）' if meaning.unit else ''}{f'，或者：{special}' if special else ''}"
    if is_share(value):
        return "比例，例如二分之一或者1/2"
    if meaning.choices:
        several = "可以写几项，用顿号或者分号隔开：" if isinstance(value, list) else "任选一项："
        return several + "／".join(meaning.choices.values())
    if isinstance(value, list):
        return "每行一项，有数字的用竖线隔开，例如：不足五百人｜人数少于=500｜至少=30"
    return "按左边现行取值的样子写，各部分用分号隔开"


def _number(text: str, meaning: Key) -> int:
    for number, word in meaning.special.items():
        if text == word and number.isdecimal():
            return int(number)
    plain = text.removesuffix(meaning.unit) if meaning.unit else text
    plain = re.sub(r"\.0$", "", plain.strip())
    if plain.isascii() and plain.isdecimal():
        return int(plain)
    if plain in NUMERALS:
        return NUMERALS[plain]
    raise Unreadable(f"应填整数，收到的是“{text}”。")


def _code(text: str, meaning: Key) -> str:
    for code, label in meaning.choices.items():
        if text in (label, code):
            return code
    raise Unreadable(f"没有“{text}”这一选项，可选的是{'、'.join(meaning.choices.values())}。")


def _share(text: str, meaning: Key) -> dict[str, int]:
    for share, word in meaning.special.items():
        if text == word and "/" in share:
            num, den = share.split("/")
            return {"num": int(num), "den": int(den)}
    if found := re.fullmatch(r"(\d{1,3})\s*[/／]\s*(\d{1,3})", text):
        return {"num": int(found[1]), "den": int(found[2])}
    den, middle, num = text.partition("分之")
    if middle and den in NUMERALS and num in NUMERALS:
        return {"num": NUMERALS[num], "den": NUMERALS[den]}
    if text in ("半数", "过半数", "一半"):
        return {"num": 1, "den": 2}
    raise Unreadable(f"应填比例，例如二分之一，收到的是“{text}”。")


def _table(text: str, below: Mapping[str, Any], meaning: Key) -> dict[str, Any]:
    labels = {meaning.parts.get(part, part): part for part in below}
    made: dict[str, Any] = {}
    for piece in (row for row in re.split(r"[；;\n]", text) if row.strip()):
        label, _, inner = piece.strip().partition("：")
        if label not in labels:
            raise Unreadable(f"没有“{label}”这一部分，应当是{'、'.join(labels)}。")
        part = labels[label]
        made[part] = (
            _inner(inner, below[part], meaning)
            if isinstance(below[part], dict)
            else read(inner, below[part], meaning)
        )
    if not made:
        raise Unreadable(f"应当写明{'、'.join(labels)}。")
    return {part: made.get(part, old) for part, old in below.items()}


def _inner(text: str, below: Mapping[str, Any], meaning: Key) -> dict[str, Any]:
    """至少1人、至多3人."""
    made = dict(below)
    for piece in text.split("、"):
        part = next((key for key in below if piece.startswith(meaning.parts.get(key, key))), None)
        if part is None:
            raise Unreadable(f"读不懂“{piece}”，应当像“至少1人、至多3人”。")
        made[part] = read(piece.removeprefix(meaning.parts.get(part, part)), below[part], meaning)
    return made


def _list(text: str, below: list[Any], meaning: Key) -> list[Any]:
    if text in ("", "无"):
        return []
    if meaning.choices:
        whole = set(meaning.choices.values())
        pieces = [text] if text in whole else re.split(r"[；;\n]", text)
        if len(pieces) == 1 and text not in whole:
            pieces = text.split("、")
        return [_code(piece.strip(), meaning) for piece in pieces if piece.strip()]
    if below and isinstance(below[0], str):
        return [piece.strip() for piece in re.split(r"[、；;\n]", text) if piece.strip()]
    known = {item["label"]: item["code"] for item in below if isinstance(item, dict)}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return [_entry(number, line, known) for number, line in enumerate(lines, start=1)]


def _entry(number: int, line: str, known: Mapping[str, str]) -> dict[str, Any]:
    label, *rest = (piece.strip() for piece in re.split(r"[|｜]", line))
    entry: dict[str, Any] = {"code": known.get(label, f"own_{number}"), "label": label}
    names = {word: key for key, word in COLUMNS.items()}
    for piece in rest:
        name, _, value = piece.partition("=")
        if name.strip() == "代码":
            entry["code"] = value.strip()
        elif name.strip() not in names:
            raise Unreadable(f"读不懂“{piece}”，应当像“至少=30”。")
        else:
            entry[names[name.strip()]] = int(value) if value.strip().isdecimal() else value.strip()
    return entry


def _entry_said(entry: Mapping[str, Any]) -> str:
    rest = [
        f"{COLUMNS.get(key, key)}={value}" for key, value in entry.items() if key not in ("code", "label")
    ]
    return "｜".join([entry["label"], f"代码={entry['code']}", *rest])


def as_toml(head: Mapping[str, Any], rows: Iterable[tuple[str, Any, str, str]]) -> str:
    """The file of `provinces/` that a text ships as: the head, then one line a parameter."""
    lines = [f"{name} = {_toml(value)}" for name, value in head.items() if value is not None]
    lines += ["", "[parameters]"]
    lines += [
        f"{key} = {{ value = {_toml(value)}, article = {_toml(article)}, sentence = {_toml(sentence)} }}"
        for key, value, article, sentence in rows
    ]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
