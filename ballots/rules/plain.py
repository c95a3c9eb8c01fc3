"""The quick way through a count without any fault: the case of nearly every file.

Each function reads what it is certain of and answers None for all else; then `parsing` takes the close
look, which names faults. Both give the same count.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from ballots.rules.facts import POSTS, Kind, PersonFacts, PostCount, Votes
from ballots.rules.shapes import LARGEST
from election_office.core.names import is_plain_name


def _no_constant(name: str) -> None:
    raise ValueError(name)


_PLAIN_JSON: Final = json.JSONDecoder(parse_constant=_no_constant)
_SPACED_KEY: Final = re.compile(r'"[ \t\r\n]+:')


def plain_json(text: str) -> Any:
    """The data of a text in which every key stands once; None where only the closer look can tell.

    Without a backslash no text holds a quotation mark, so a mark and a colon end a key, or begin a text with
    a colon. When there are no more of them than the data have keys, no key was written twice.
    """
    if "\\" in text or _SPACED_KEY.search(text):
        return None
    try:
        data = _PLAIN_JSON.decode(text)
        return data if _keys(data) == text.count('":') else None
    except (ValueError, RecursionError):
        return None


def _keys(data: Any) -> int:
    """How many keys all objects within have together; what lies where no count has any is left out."""
    if type(data) is not dict:
        return 0
    found = len(data) + _keys_of_rows(data.get("elected_before")) + _keys_of_rows(data.get("irregularities"))
    for name in ("posts", "boxes"):
        rows = data.get(name)
        found += _keys_of_rows(rows)
        for row in rows or ():
            if type(row) is dict:
                found += _keys_of_rows(row.get("votes"))
                for entry in row.get("posts") or ():
                    found += len(entry) + _keys_of_rows(entry.get("votes")) if type(entry) is dict else 0
    people, params = data.get("people"), data.get("params")
    if type(people) is dict:
        found += len(people) + _keys_of_rows(list(people.values()))
    if type(params) is dict:
        found += len(params) + sum([len(value) for value in params.values() if type(value) is dict])
    return found


def _keys_of_rows(rows: Any) -> int:
    return sum(map(len, rows)) if type(rows) is list and set(map(type, rows)) == {dict} else 0


_POST_KEYS: Final = frozenset({"post", "seats", "void", "blank", "votes"})
_POST_KEYS_ALL: Final = _POST_KEYS | {"reserved"}


def plain_post(item: Any, kind: Kind) -> PostCount | None:
    """A post without any fault, read at once; None where a closer look is needed."""
    if type(item) is not dict or not (item.keys() == _POST_KEYS_ALL or item.keys() == _POST_KEYS):
        return None
    post, reserved, votes = item["post"], item.get("reserved"), plain_votes(item["votes"])
    seats, void, blank = item["seats"], item["void"], item["blank"]
    if (
        votes is None
        or post not in POSTS[kind]
        or not (reserved is None or reserved == "woman")
        or not (type(seats) is int and type(void) is int and type(blank) is int)
        or not (1 <= seats <= LARGEST and 0 <= void <= LARGEST and 0 <= blank <= LARGEST)
    ):
        return None
    return PostCount(post=post, reserved=reserved, seats=seats, void=void, blank=blank, votes=votes)


def plain_votes(lines: Any) -> tuple[Votes, ...] | None:
    """A list without any fault, read at once: the case of nearly every count. None where a line needs the
    closer look that names its fault."""
    if type(lines) is not list:
        return None
    votes: dict[str, Votes] = {}
    for line in lines:
        if type(line) is not dict:
            return None
        name, number, written = line.get("name"), line.get("votes"), line.get("write_in", False)
        if (
            len(line) != (3 if "write_in" in line else 2)
            or type(name) is not str
            or not is_plain_name(name)
            or type(number) is not int
            or not 0 <= number <= LARGEST
            or type(written) is not bool
        ):
            return None
        votes[name] = Votes(name, number, written)
    return tuple(votes.values()) if len(votes) == len(lines) else None


_OF_SEX: Final = {"male": PersonFacts(sex="male"), "female": PersonFacts(sex="female")}


def plain_person(name: Any, item: Any) -> PersonFacts | None:
    """Somebody of whom the sex is told and nothing else, read at once; None where a closer look is needed."""
    if type(item) is not dict or len(item) != 1 or not is_plain_name(name):
        return None
    sex = item.get("sex")
    return _OF_SEX.get(sex) if type(sex) is str else None
