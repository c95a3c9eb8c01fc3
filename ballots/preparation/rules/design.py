"""Whether the form of the ballot is the one the rulebook names. Pure."""

from __future__ import annotations

from typing import Final, Literal

from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook

SEPARATE: Final = "separate_sheets"


def check_form(form: str, posts: int, book: Rulebook) -> Decision:
    """``form``: combined or separate. Only a rule that wants each post on its own sheet is about paper: one
    vote for all posts at once may be cast on one sheet or on several. A single post has one sheet anyway. An
    article read as it stands refuses, one that was not read only warns."""
    cite = book.cite("ballot_form")
    passed = posts < 2 or form == "separate" or book.value("ballot_form") != SEPARATE
    text = "本地规定主任、副主任、委员分别制票，不能把各职位印在一张选票上。"
    severity: Literal["error", "warning"] = "error" if cite.verified else "warning"
    return Decision((Finding("ballot_form", passed, text, cite, severity),))
