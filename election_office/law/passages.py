"""Passages of the organic laws that carry no parameter: the same sentence stands under another number in each
law and each of its versions."""

from __future__ import annotations

from typing import Final

from election_office.law.decision import Citation
from election_office.law.rulebooks import Rulebook

# What it says → 村民委员会组织法 2018 and 2025, 城市居民委员会组织法 2025. The law of communities before 2026
# says none of it: there the place's own rules or the defaults answer.
PASSAGES: Final[dict[str, tuple[str, str, str]]] = {
    "misconduct": ("第十七条第一款", "第二十一条第一款", "第二十二条第一款"),
    "investigation": ("第十七条第二款", "第二十一条第二款", "第二十二条第二款"),
    "self_ending": ("第十八条", "第二十二条", "第二十三条"),
    "by_election": ("第十九条", "第二十三条", "第二十四条"),
    "recall": ("第十六条", "第十九条", "第二十条"),
    "incompetent": ("第三十三条第二款", "第三十八条第二款", "第三十七条第二款"),
    "group_leaders": ("第二十八条第二款", "第三十二条第三款", "第十三条第二款"),
}
# What the law of communities before 2026 gives the residents' meeting: it removes and fills.
_MEETING: Final = frozenset({"recall", "by_election"})


def passage(what: str, book: Rulebook) -> Citation:
    """Where the organic law in force on the election day says it."""
    source = book.cite("open_count")
    village_before, village_now, community_now = PASSAGES[what]
    before = book.version.endswith("-2018")
    if book.kind != "community":
        return Citation(source.law, village_before if before else village_now)
    if before:
        return book.cite("by_election_body") if what in _MEETING else source
    return Citation(source.law, community_now)
