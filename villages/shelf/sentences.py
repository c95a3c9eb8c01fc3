"""Sentences of sentences.toml said with the values, the words and the articles of one village."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from election_office.law.rulebooks import Rulebook
from election_office.law.statutes import BY_KEY

FILE: Final = Path(__file__).with_name("sentences.toml")
# In the rulebook such a value stands for a text that is silent: there is nothing to tell anybody.
SILENT: Final = ("没有规定", "不能空缺", "无")


@dataclass(frozen=True)
class Sentence:
    """As the file holds it."""

    text: str
    basis: tuple[str, ...] = ()
    article: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)
    unless: Mapping[str, Any] = field(default_factory=dict)
    ask: str = ""
    outline: bool = False
    step: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Line:
    """A sentence as it is printed. ``ask`` empty: nobody asks for it. ``basis``: the articles behind it."""

    text: str
    basis: str
    ask: str
    outline: bool
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """The file. Raises TypeError for a field it may not have."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Topic(topic["title"], tuple(_sentence(item) for item in topic["sentence"]))
        for topic in table["topic"]
    )


def _sentence(read: Mapping[str, Any]) -> Sentence:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in read.items()
    }
    return Sentence(**values)


def parts(book: Rulebook, village: Mapping[str, str]) -> tuple[Part, ...]:
    """Everything that is true here. ``village``: its own facts, by the names the file uses."""
    said = _Values(book, village)
    found = (
        Part(
            topic.title.format_map(said),
            tuple(
                _line(sentence, book, said) for sentence in topic.sentences if _holds(sentence, book, said)
            ),
        )
        for topic in topics()
    )
    return tuple(part for part in found if part.lines)


class _Values(dict[str, Any]):
    """What stands between braces; remembers a key this kind of election has not."""

    def __init__(self, book: Rulebook, village: Mapping[str, str]) -> None:
        super().__init__(village)
        self.book = book
        self["w"] = book.words

    def __missing__(self, key: str) -> str:
        return self.book.parameter(key).display


def _holds(sentence: Sentence, book: Rulebook, said: _Values) -> bool:
    keys = {*sentence.basis, *sentence.only, *sentence.unless}
    if not keys <= set(book.by_key):
        return False
    if any(book.value(key) != value for key, value in sentence.only.items()):
        return False
    if any(book.value(key) == value for key, value in sentence.unless.items()):
        return False
    return not any(f"{{{key}}}" in sentence.text and said[key] in SILENT for key in keys)


def _line(sentence: Sentence, book: Rulebook, said: _Values) -> Line:
    return Line(
        text=sentence.text.format_map(said),
        basis="、".join(dict.fromkeys([*_cited(sentence.basis, book), *_articles(sentence.article, book)])),
        ask=sentence.ask.format_map(said),
        outline=sentence.outline,
        steps=sentence.step,
    )


def _cited(keys: tuple[str, ...], book: Rulebook) -> list[str]:
    """The sources as they are known here; a matter the law leaves open says just that."""
    return [str(book.cite(key)).replace("，系统默认（未核实）", "") for key in keys]


def _articles(articles: Mapping[str, str], book: Rulebook) -> list[str]:
    law = book.parameter("voting_age").law
    return [str(BY_KEY[law].cite(articles[law]))] if law in articles else []
