"""The words of an election: by its kind, and by the place where it is held.

No other part of the program writes them; `tests/test_words.py` looks for them. A province that says them in
another way names its own under its two digits and cites the text that does so. A paper freezes what it
printed among its facts; `first_words` reads papers issued before the words were facts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from election_office.law.decision import Citation
from election_office.law.statutes import BY_KEY

HERE: Final = Path(__file__).with_name("words")
KINDS: Final = {"village": "村民委员会", "community": "社区居民委员会", "collective": "农村集体经济组织"}
"""Every kind of election the program knows by name; `words/` holds those it can hold."""


@dataclass(frozen=True, slots=True)
class Words:
    """One word each; `tests/test_words.py` lists what may not be written anywhere else."""

    place: str  # 村
    here: str  # 本村
    people: str  # 村民
    body: str  # 村民委员会
    body_short: str  # 村委会
    group: str  # 村民小组
    group_leader: str  # 村民小组长
    group_meeting: str  # 村民小组会议
    meeting: str  # 村民会议
    representatives: str  # 村民代表会议
    representative: str  # 村民代表
    committee: str  # 村民选举委员会
    committee_short: str  # 选委会
    rally: str  # 村民选举大会
    registration: str  # 村民登记
    voter: str  # 登记参加选举的村民
    voter_short: str  # a label on a page or the head of a column
    roll: str  # 登记参加选举的村民名单
    roll_short: str
    card: str  # 参选证
    chair: str  # 主任
    deputy: str  # 副主任
    member: str  # 委员
    supervision: str  # 村务监督委员会
    supervision_short: str  # 监委会
    affairs: str  # 村务
    branch: str  # 村党组织
    secretary: str  # 村党组织书记
    local_method: str  # 村选举办法

    @property
    def election(self) -> str:
        """村民委员会换届选举."""
        return f"{self.body}换届选举"

    def post(self, kind: str) -> str:
        """The title of a post by its code in `Post.Kind`."""
        return {"director": self.chair, "deputy": self.deputy, "member": self.member}[kind]


def words_for(area_code: str, kind: str = "village") -> Words:
    """The words of this kind of election in this place. LookupError when this kind is not held here."""
    own = _table(kind).get("province", {})
    return _words(kind, tuple([code for code in own if area_code.startswith(code)]))


@cache
def _words(kind: str, codes: tuple[str, ...]) -> Words:
    """Of all places in which the same words are used: half a million villages share a few."""
    table = _table(kind)
    words = dict(table["words"])
    for code in codes:
        words |= table["province"][code]["words"]
    return Words(**words)


@cache
def _phrases(kind: str, own: Words) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What is looked for in a village's sentence, the longest first, and what stands there instead."""
    village = words_for("")
    said = {getattr(village, name): getattr(own, name) for name in names()} | _table(kind).get("phrases", {})
    longest = sorted(said, key=len, reverse=True)
    return re.compile("《[^》]*》|" + "|".join(map(re.escape, longest))), said


def in_words_of(kind: str, sentence: str, area_code: str = "") -> str:
    """A sentence the law files write for a village, in the words of another kind and of a place; titles of
    texts stay."""
    own = words_for(area_code, kind)
    if own == words_for(""):
        return sentence
    pattern, said = _phrases(kind, own)
    return pattern.sub(lambda found: said.get(found[0], found[0]), sentence)


def word_sources(area_code: str, kind: str = "village") -> Mapping[str, Citation]:
    """Which words this place has of its own, and the text that says so; for the page of rules."""
    return {
        word: _cited(own)
        for code, own in _table(kind).get("province", {}).items()
        if area_code.startswith(code)
        for word in own["words"]
    }


@cache
def first_words() -> Words:
    """The words papers printed before words were part of their facts."""
    return words_for("", "first")


@cache
def _table(kind: str) -> Mapping[str, Any]:
    path = HERE / f"{kind}.toml"
    if not path.is_file():
        raise LookupError(f"还没有{KINDS.get(kind, kind)}选举的用语，不能办理这一类选举。")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _cited(own: Mapping[str, Any]) -> Citation:
    return BY_KEY[own["law"]].cite(own["article"], own["verified"])


def names() -> list[str]:
    """Every word by its key, in the order of the class."""
    return [field.name for field in fields(Words)]


GENERAL: Final = words_for("")
"""For labels fixed when the program starts (names of fields and choices): the words of the organic law."""
