"""Which acts wait for a time given to people. Each app lends its own, so that no app names one above it."""

from __future__ import annotations

GATES: dict[str, str] = {}
"""Code of the act → what is done before its time, in words."""


def lend(code: str, words: str) -> None:
    GATES[code] = words
