"""What a lower layer may write in place of a value: the same shape, and never looser than the nation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def check_shape(key: str, below: Any, value: Any, choices: Mapping[str, str]) -> None:
    """ValueError naming the key unless `value` has the form of `below` and uses only known codes."""
    _same_type(key, below, value)
    if isinstance(value, dict):
        if set(value) != set(below):
            raise ValueError(f"{key}：应包含{'、'.join(below)}，收到的是{'、'.join(map(str, value))}。")
        for part, old in below.items():
            check_shape(key, old, value[part], choices)
        if is_share(value) and not _sound_share(below, value):
            raise ValueError(f"{key}：比例写得不对，收到的是{value['num']}/{value['den']}。")
    elif isinstance(value, list):
        for code in codes_of(value):
            _known(key, code, choices)
    elif isinstance(value, str):
        _known(key, value, choices)
    elif isinstance(value, int) and value < 0:
        raise ValueError(f"{key}：不能是负数，收到的是{value}。")


def loosens(bound: str, floor: Any, value: Any) -> bool:
    """Whether `value` gives away something the hard national value `floor` secures."""
    if bound == "min":
        return _less(value, floor)
    if bound == "max":
        return _less(floor, value)
    if bound == "fixed":
        return bool(value != floor)
    if bound == "superset":
        return not set(codes_of(floor)) <= set(codes_of(value))
    if bound == "differential":
        return any(value[post]["min"] < floor[post]["min"] for post in floor)
    if bound == "subset":
        return not set(codes_of(value)) <= set(codes_of(floor))
    if bound == "parts_min":
        return any(value[part] < floor[part] for part in floor)
    raise ValueError(f"不认识的约束方式：{bound}。")


def is_share(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"num", "den"}


def codes_of(values: list[Any]) -> list[Any]:
    """The codes of a list of plain codes or of tables with a `code`."""
    return [value.get("code") if isinstance(value, dict) else value for value in values]


def _sound_share(below: dict[str, int], value: dict[str, int]) -> bool:
    proper = below["num"] <= below["den"]
    return value["den"] > 0 and (value["num"] <= value["den"] or not proper)


def _less(left: Any, right: Any) -> bool:
    if is_share(left):
        return bool(left["num"] * right["den"] < right["num"] * left["den"])
    return bool(left < right)


def _same_type(key: str, below: Any, value: Any) -> None:
    # bool is an int in Python; a day count of True is a slip of the pen, not a number.
    if type(below) is not type(value):
        raise ValueError(f"{key}：应填{_TYPES[type(below)]}，收到的是“{value}”。")


def _known(key: str, code: Any, choices: Mapping[str, str]) -> None:
    if not isinstance(code, str) or (choices and code not in choices):
        options = f"，可选的是{'、'.join(choices)}" if choices else ""
        raise ValueError(f"{key}：没有“{code}”这一选项{options}。")


_TYPES: dict[type, str] = {bool: "是或否", int: "整数", str: "文字", dict: "一组值", list: "列表"}


def leaves(way: str, base: Any, value: Any, codes: Sequence[str]) -> bool:
    """Whether a paper below goes beyond what `base`, a text above it, leaves open. `codes` run from the
    weakest to the strictest; without a `way` nothing but the same value is left."""
    if value == base:
        return False
    if way == "":
        return True
    if way == "order":
        return codes.index(value) < codes.index(base)
    if way == "differential":
        return any(
            value[post]["min"] < base[post]["min"] or value[post]["max"] > base[post]["max"] for post in base
        )
    return loosens(way, base, value)
