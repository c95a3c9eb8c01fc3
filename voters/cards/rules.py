"""When cards may be issued and replaced. Plain values in, a Decision out."""

from __future__ import annotations

from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


def check_issue(*, confirmed: bool, voters: int, book: Rulebook) -> Decision:
    """Cards follow the roll: they carry its numbers, so it must be confirmed first. RO-12."""
    card, roll = book.words.card, book.words.roll
    return Decision(
        (
            Finding(
                "roll_not_confirmed",
                confirmed,
                f"{roll}还没有确认，没有名单序号，不能制发{card}。请先确认名单。",
                book.cite("roll_days"),
            ),
            Finding(
                "nobody_registered", not confirmed or voters > 0, f"{roll}上没有人，没有可制发的{card}。"
            ),
        )
    )


def check_reprint(*, void: bool, registered: bool, reason: str, book: Rulebook) -> Decision:
    """A lost or spoilt card is replaced once: the new one makes the old one void, with a reason."""
    card = book.words.card
    return Decision(
        (
            Finding("card_void", not void, f"这张{card}已经作废，请在最新的一张上办理补发。"),
            Finding(
                "not_registered", registered, f"此人已不在名单上，不能补发{card}。", book.cite("roll_days")
            ),
            Finding("reason_missing", bool(reason.strip()), "请写明补发的原因，例如“遗失”。"),
        )
    )
