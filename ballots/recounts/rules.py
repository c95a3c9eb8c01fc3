"""How many boxes the lot falls on, and what stands between a drawn box and the result. No Django."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


def boxes_to_draw(book: Rulebook, boxes: int) -> int:
    """As many as the place has decided, and never more than there are boxes with ballots."""
    wanted: int = book.value("recount_boxes")
    return min(wanted, boxes)


def check_draw(
    *,
    box: str,
    lots: Collection[str],
    drawn: Collection[str],
    open_sheets: int,
    drawn_by: str,
    witness: str,
    book: Rulebook,
) -> Decision:
    """May this draw be recorded? ``lots``: names of the boxes whose ballots were counted by themselves."""
    wanted = boxes_to_draw(book, len(lots))
    return Decision(
        (
            Finding(
                "none_wanted",
                len(drawn) < wanted,
                f"已抽{len(drawn)}个票箱，本地规定抽{wanted}个，不用再抽。"
                if wanted
                else "本地没有规定抽签复点，不用抽签。",
                book.cite("recount_boxes"),
            ),
            Finding(
                "sheets_open",
                not open_sheets,
                f"还有{open_sheets}张计票单没有两次录入一致，全部一致以后再抽签。",
                book.cite("open_count"),
            ),
            Finding("no_lot", box in lots, f"“{box}”没有单独计票的选票，不在抽签之列。"),
            Finding("drawn_before", box not in drawn, f"“{box}”已经抽中过。"),
            Finding("same_person", drawn_by != witness, "抽签人和见证人不能是同一人。"),
        )
    )


def check_finish(*, finished: bool, same: bool, found: str) -> Decision:
    """May what the second counting found be recorded?"""
    return Decision(
        (
            Finding("finished_before", not finished, "这次复点已经登记，不能再改。"),
            Finding("not_said", same or bool(found.strip()), "与原计票不符的，请写明哪一项不符、各是多少。"),
            Finding("both", not (same and found.strip()), "相符的不用写不符之处；不符的请选“不相符”。"),
        )
    )


def check_recounted(*, boxes: int, finished: int, waiting: Sequence[str], book: Rulebook) -> Decision:
    """Asked before a result is declared. ``waiting``: the boxes drawn and not counted again yet."""
    wanted, names = boxes_to_draw(book, boxes), "、".join(f"“{name}”" for name in waiting)
    return Decision(
        (
            Finding(
                "recount_waiting",
                not waiting,
                f"抽中的{names}还没有登记复点结果。",
                book.cite("recount_boxes"),
            ),
            Finding(
                "recount_missing",
                finished + len(waiting) >= wanted,
                f"本地规定宣布结果以前当众抽签复点{wanted}个票箱，现在抽了{finished + len(waiting)}个。",
                book.cite("recount_boxes"),
            ),
        )
    )


def refuse_state(state: str) -> Decision:
    """``state``: the round and its state in words."""
    return Decision((Finding("not_counting", False, f"{state}，计票期间才能抽签复点。"),))
