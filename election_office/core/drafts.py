"""A draft whose words come from records: read again, what a person wrote in it stays. No Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """``text``: paragraph by key as it reads now; ``clashes``: key → the new words of a
    paragraph that a person had changed and whose numbers changed too."""

    text: dict[str, str]
    clashes: dict[str, str]


def merge(base: Mapping[str, str], mine: Mapping[str, str], new: Mapping[str, str]) -> Merged:
    """Paragraph by paragraph: what nobody touched takes the new words; what a person wrote, changed or
    emptied stays. What the program no longer says goes, unless a person had changed it."""
    text: dict[str, str] = {}
    clashes: dict[str, str] = {}
    for key, words in new.items():
        if key not in mine or mine[key] == base.get(key):
            text[key] = words
            continue
        text[key] = mine[key]
        if words != base.get(key):
            clashes[key] = words
    for key, words in mine.items():
        if key not in new and words.strip() and words != base.get(key):
            text[key] = words
    return Merged(text, clashes)
