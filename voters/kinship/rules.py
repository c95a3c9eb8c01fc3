# ruff: noqa: E501 -- tables of words
"""Which relations the column 与户主关系 tells of, and between whom. Plain values; nothing is declared here.

Only the eight near relatives of 民法典第一千零四十五条第二款 are offered. In-laws (儿媳, 女婿), step-children and
words that may mean two things (媳妇) are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from election_office.core.names import without_radicals
from election_office.law import relations

HEADS = frozenset({"户主", "本人", "户主本人", "本户户主", "家长", "本人户主"})
_ORDERS = ("长", "大", "次", "二", "三", "四", "五", "六", "七", "八", "小", "幺", "独生", "养")
_SONS = {"子", "女", "儿子", "女儿", "孩子", "子女", "独子", "独女"}
_GRAND = {"孙子", "孙女", "孙", "外孙", "外孙子", "外孙女"}
_WORDS = {
    relations.SPOUSE: {"妻", "夫", "妻子", "丈夫", "配偶", "爱人", "老婆", "老公", "夫妻"},
    relations.PARENT: {"父", "母", "父亲", "母亲", "父母", "爸爸", "妈妈"},
    relations.CHILD: _SONS | {f"{order}{word}" for order in _ORDERS for word in _SONS},
    relations.SIBLING: {"兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹", "哥", "兄弟", "姐妹", "兄弟姐妹"}
    | {f"{order}{word}" for order in _ORDERS for word in ("哥", "弟", "姐", "妹")},
    relations.GRANDPARENT: {"祖父", "祖母", "爷爷", "奶奶", "外祖父", "外祖母", "外公", "外婆", "姥姥", "姥爷"},
    relations.GRANDCHILD: _GRAND | {f"{order}{word}" for order in _ORDERS for word in _GRAND},
}  # fmt: skip
_KIND = {word: kind for kind, words in _WORDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a household by a file: ``said`` is the word of the column 与户主关系."""

    person: int
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class Offer:
    """``relative`` is the ``kind`` of ``person``, by ``words``. ``derived``: no line says it by itself."""

    person: int
    relative: int
    kind: str
    words: str
    derived: bool = False


def kind_of(said: str) -> str:
    """The near relation a word tells of; empty for the head, an in-law, or no relation."""
    return _KIND.get("".join(without_radicals(said).split()), "")


def is_head(member: Member, head: str) -> bool:
    return "".join(member.said.split()) in HEADS or (not member.said and member.name == head)


def offers_of(members: Sequence[Member], head: str) -> Iterator[Offer]:
    """What one household's lines tell. Nothing where it has no head in the file, or two."""
    heads = [member for member in members if is_head(member, head)]
    if len({row.person for row in heads}) != 1:
        return
    first = heads[0]
    by_kind: dict[str, list[Member]] = {}
    for member in members:
        kind = kind_of(member.said)
        if kind and member.person != first.person:
            by_kind.setdefault(kind, []).append(member)
            yield Offer(
                first.person, member.person, kind, f"户主{first.name}，{member.name}填“{member.said}”"
            )
    children, parents = by_kind.get(relations.CHILD, []), by_kind.get(relations.PARENT, [])
    for member, other in combinations(children, 2):
        words = f"{member.name}、{other.name}都填户主{first.name}的子女"
        yield Offer(member.person, other.person, relations.SIBLING, words, derived=True)
    for spouse in by_kind.get(relations.SPOUSE, []):
        for child in children:
            words = f"{spouse.name}是户主{first.name}的配偶，{child.name}是子女"
            yield Offer(spouse.person, child.person, relations.CHILD, words, derived=True)
    if len(parents) == 2:
        member, other = parents
        words = f"{member.name}、{other.name}都填户主{first.name}的父母"
        yield Offer(member.person, other.person, relations.SPOUSE, words, derived=True)
