"""The rules as they stood on one day, written down value by value, and read again later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from election_office.law.rulebooks import Rulebook

FORMAT = "rules/1"


def printed(book: Rulebook) -> dict[str, Any]:
    """The open format of a rulebook: every parameter with its value and its place."""
    return {
        "format": FORMAT,
        "parameters": [
            {
                "key": one.key,
                "value": one.value,
                "law": one.citation.law,
                "article": one.citation.article,
                "layer": one.layer,
                "verified": one.verified,
                "superseded": [
                    {
                        "value": other.value,
                        "law": other.citation.law,
                        "article": other.citation.article,
                        "layer": other.layer,
                        "verified": other.verified,
                    }
                    for other in one.overtaken
                ],
            }
            for one in book.parameters
        ],
    }


def written(book: Rulebook) -> list[dict[str, Any]]:
    """Every value as it is to be kept, with all that its citation is made of."""
    return [
        {
            "key": one.key,
            "value": one.value,
            "law": one.law,
            "article": one.article,
            "verified": one.verified,
            "sentence": one.sentence,
            "layer": one.layer,
            "kind": one.kind,
        }
        for one in book.parameters
    ]


def read_again(rows: Sequence[Mapping[str, Any]], book: Rulebook) -> Rulebook:
    """The rulebook as it was written down, laid over `book` for the keys that came later."""
    by_key = dict(book.by_key)
    for row in rows:
        if row["key"] in by_key:
            values = {name: row[name] for name in row if name != "key"}
            by_key[row["key"]] = replace(by_key[row["key"]], **values, needs_choice=False)
    return replace(book, by_key=by_key)
