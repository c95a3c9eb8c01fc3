"""Facts for specimens: nobody's real paper, and the longest that a paper must hold.

A specimen takes no number, no code and no row of the database.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from election_office.documents.facts import Facts, Json, to_json
from election_office.law.words import GENERAL, Words

VILLAGE: Final = "演示村"
LONG_VILLAGE: Final = "演示超长地名十二个字大村"
LONG_NAME: Final = "演示阿卜杜热合曼艾合买提江买买提依明甲乙"
LENGTHS: Final[Mapping[str, int]] = {"posts": 7, "groups": 60, "boxes": 12, "articles": 40}
"""How long a list becomes, by the name of the fact; the people of a list are fifteen."""
PEOPLE: Final = 15
GROWING: Final = ("names", "people", "told", "votes")
"""Lists of plain values that are people or their numbers."""
MOST_DEPTH: Final = 8
_TERM: Final = "第十二届"
WORDS: Final = frozenset(field.name for field in fields(Words))
KNOWN: Final[Mapping[str, Any]] = {
    "village": VILLAGE,
    "township": "演示镇",
    "term": _TERM,
    "committee": f"{VILLAGE}{_TERM}{GENERAL.committee}",
    "title": f"{VILLAGE}{_TERM}{GENERAL.body}选举样张",
    "office": "演示镇换届办",
    "phone": "0000-0000000",
    "name": "演示甲",
    "seats": 1,
    "basis": "《村民委员会组织法》第十八条第一款",
}


def made_up(wanted: type[Facts]) -> Json:
    """Facts of that shape, every text plainly invented."""
    made: Json = to_json(_value(wanted, "", 0))
    return made


def _value(wanted: Any, name: str, depth: int) -> Any:
    if wanted is Words:
        return GENERAL
    if name in KNOWN and isinstance(KNOWN[name], wanted if isinstance(wanted, type) else ()):
        return KNOWN[name]
    if is_dataclass(wanted) and isinstance(wanted, type):
        hints = get_type_hints(wanted)
        return wanted(
            **{field.name: _value(hints[field.name], field.name, depth + 1) for field in fields(wanted)}
        )
    return _plain(wanted, name, depth)


def _plain(wanted: Any, name: str, depth: int) -> Any:
    options = get_args(wanted)
    match get_origin(wanted):
        case origin if origin in (Union, types.UnionType):
            return _value(next(option for option in options if option is not types.NoneType), name, depth)
        case origin if origin is tuple and options[-1] is Ellipsis:
            return tuple(_value(options[0], name.removesuffix("s"), depth + 1) for _ in range(2))
        case origin if origin is tuple:
            return tuple(_value(option, name, depth + 1) for option in options)
        case origin if origin is dict:
            return {"演示": _value(options[1], name, depth + 1)}
    simple = {
        bool: True,
        int: 3,
        str: getattr(GENERAL, name) if name in WORDS else "演示内容",
        date: date(2026, 12, 20),
        datetime: datetime(2026, 12, 20, 8, 0),  # noqa: DTZ001 -- printed as it is
        time: time(8, 0),
    }
    return simple[wanted]


def longest(facts: Json) -> Json:
    """The same with a village of twelve characters, names of twenty, seven posts, fifteen people to a list
    and sixty groups."""
    short = str(facts.get("village") or VILLAGE)
    grown: Json = _grown(facts, "", short, 0)
    return grown


def _grown(value: Any, name: str, village: str, depth: int) -> Any:
    if isinstance(value, str):
        return LONG_NAME if name == "name" and value else value.replace(village, LONG_VILLAGE)
    if isinstance(value, dict):
        return {key: _grown(item, key, village, depth + 1) for key, item in value.items()}
    if not isinstance(value, list) or not value or depth > MOST_DEPTH:
        return value
    items = [_grown(item, name.removesuffix("s"), village, depth + 1) for item in value]
    # A row of a table keeps its cells, a share its two numbers.
    if not any(isinstance(item, (dict, list)) for item in value) and name not in GROWING:
        return items
    wanted = LENGTHS.get(name, PEOPLE)
    return [items[n % len(items)] for n in range(max(wanted, len(items)))]
