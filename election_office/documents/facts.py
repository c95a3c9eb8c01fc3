"""The facts of a paper: a frozen dataclass, its JSON, and the way back."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

Json = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """The base of every paper's facts. A change of the fields needs the next ``version``.

    A fact called ``title`` becomes the title of the paper.
    """

    version: ClassVar[int] = 1


def to_json(value: Any) -> Any:
    """Facts as the database stores them: objects, lists, text, whole numbers; dates and times as text.

    Raises TypeError for anything else: a float would not come back as it was.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date() | time():
            return value.isoformat()
        case tuple() | list():
            return [to_json(item) for item in value]
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"Facts cannot hold a {type(value).__name__}.")


def from_json(wanted: Any, data: Any) -> Any:
    """The value that ``to_json`` wrote. Raises ValueError when the data has another shape."""
    if is_dataclass(wanted):
        return _dataclass_from_json(wanted, data)
    origin = get_origin(wanted)
    if origin is tuple:
        return _tuple_from_json(get_args(wanted), data)
    if origin is dict:
        _expect(dict, data)
        item_type = get_args(wanted)[1]
        return {key: from_json(item_type, item) for key, item in data.items()}
    if origin in (Union, types.UnionType):
        [item_type] = [option for option in get_args(wanted) if option is not types.NoneType]
        return None if data is None else from_json(item_type, data)
    if wanted in (date, datetime, time):
        _expect(str, data)
        return wanted.fromisoformat(data)
    _expect(wanted, data)
    return data


def _expect(wanted: type, data: Any) -> None:
    # Exactly: True is no number of seats.
    if type(data) is not wanted:
        raise ValueError(f"{data!r} is not of type {wanted.__name__}.")


def _tuple_from_json(item_types: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    _expect(list, data)
    if len(item_types) == 2 and item_types[1] is Ellipsis:
        return tuple(from_json(item_types[0], item) for item in data)
    return tuple(from_json(wanted, item) for wanted, item in zip(item_types, data, strict=True))


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return get_type_hints(wanted)


def _dataclass_from_json(wanted: Any, data: Any) -> Any:
    names = {field.name for field in fields(wanted)}
    if not isinstance(data, dict) or data.keys() != names:
        found = sorted(data) if isinstance(data, dict) else data
        raise ValueError(f"{wanted.__qualname__} has {sorted(names)}, the data has {found}.")
    hints = _hints(wanted)
    return wanted(**{name: from_json(hints[name], data[name]) for name in names})
