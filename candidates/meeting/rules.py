"""When the candidates meet the people, and what must be on record of it. Plain values in, a Decision out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook


def check_draw(*, listed: bool, candidates: int, planned_for: date, day: date, book: Rulebook) -> Decision:
    """May the order of speaking be drawn? After the list hangs, for a meeting before the day of voting."""
    by = book.cite("meeting_voters_required")
    return Decision(
        (
            Finding("not_listed", listed, "候选人名单还没有公布，不能安排见面会。", by),
            Finding("nobody", candidates > 0, "没有正式候选人，不能抽签。", by),
            Finding(
                "after_the_day",
                planned_for < day,
                f"见面会应在投票之前召开：{cn_date(planned_for)}不早于选举日{cn_date(day)}。",
                by,
            ),
        )
    )


def check_resume(*, holds_numbers: bool) -> Decision:
    """People read it on the wall and at the meeting."""
    return Decision(
        (
            Finding(
                "numbers_in_resume",
                not holds_numbers,
                "简历和承诺要当众公开，不能写身份证号、手机号，请删去。",
            ),
        )
    )


def check_held(
    *,
    held_on: date,
    today: date,
    day: date,
    drawn_on: date,
    present: int,
    silent: Sequence[str],
    undrawn: Sequence[str],
    book: Rulebook,
) -> Decision:
    """May the meeting be entered as held? ``silent``: candidates neither there nor with a reason.
    ``undrawn``: candidates of the list who came after the draw."""
    by = book.cite("meeting_voters_required")
    return Decision(
        (
            Finding("future", held_on <= today, f"召开日期{cn_date(held_on)}在今天之后。"),
            Finding("after_the_day", held_on < day, f"见面会应在选举日{cn_date(day)}之前召开。", by),
            Finding("before_the_draw", held_on >= drawn_on, f"召开日期早于抽签的{cn_date(drawn_on)}。"),
            Finding("nobody_present", present > 0, "请填写到会人数。", by),
            Finding("silent", not silent, f"没有到会的，请写明原因：{'、'.join(silent)}。"),
            Finding(
                "undrawn", not undrawn, f"抽签以后名单有变，请重新抽签：{'、'.join(undrawn)}不在次序中。", by
            ),
        )
    )
