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
                "key": parameter.key,
                "value": parameter.value,
                "law": parameter.citation.law,
                "article": parameter.citation.article,
                "layer": parameter.layer,
                "verified": parameter.verified,
                "superseded": [
                    {
                        "value": other.value,
                        "law": other.citation.law,
                        "article": other.citation.article,
                        "layer": other.layer,
                        "verified": other.verified,
                    }
                    for other in parameter.overtaken
                ],
            }
            for parameter in book.parameters
        ],
    }


def written(book: Rulebook) -> list[dict[str, Any]]:
    """Every value as it is to be kept, with all that its citation is made of."""
    return [
        {
            "key": parameter.key,
            "value": parameter.value,
            "law": parameter.law,
            "article": parameter.article,
            "verified": parameter.verified,
            "sentence": parameter.sentence,
            "layer": parameter.layer,
            "kind": parameter.kind,
        }
        for parameter in book.parameters
    ]


def read_again(rows: Sequence[Mapping[str, Any]], book: Rulebook) -> Rulebook:
    """The rulebook as it was written down, laid over `book` for the keys that came later."""
    by_key = dict(book.by_key)
    for row in rows:
        if row["key"] in by_key:
            values = {name: row[name] for name in row if name != "key"}
            by_key[row["key"]] = replace(by_key[row["key"]], **values, needs_choice=False)
    return replace(book, by_key=by_key)
