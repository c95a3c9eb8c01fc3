"""What a list that hangs says wrongly since somebody left it or joined. Plain values. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ListChange:
    """One post whose names are not those of the paper in force."""

    title: str
    left: tuple[str, ...]
    joined: tuple[str, ...]

    def __str__(self) -> str:
        words = [f"{'、'.join(names)}{what}" for names, what in self.parts if names]
        return f"{self.title}：{'，'.join(words)}"

    @property
    def parts(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        return (self.left, "不再列入名单"), (self.joined, "列入名单")


def list_changes(posted: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> list[ListChange]:
    """Post title → names, on the paper and now. Posts on which both agree are left out."""
    changes = [
        ListChange(
            title,
            tuple(name for name in posted.get(title, ()) if name not in now.get(title, ())),
            tuple(name for name in now.get(title, ()) if name not in posted.get(title, ())),
        )
        for title in dict.fromkeys((*posted, *now))
    ]
    return [change for change in changes if change.left or change.joined]


def names_on(facts: Mapping[str, Any], people: str) -> dict[str, list[str]]:
    """The names on an issued list by post; ``people``: the key under which the paper keeps them."""
    return {post["title"]: [item["name"] for item in post[people]] for post in facts["posts"]}


def sentence(changes: Sequence[ListChange]) -> str:
    """All changes in one breath, for a page and for the corrected paper: without a full stop."""
    return "；".join(str(change) for change in changes)
