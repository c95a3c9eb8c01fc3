"""Nothing happens before its time, unless the township allowed it in writing. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from election_office.law.decision import Citation, Decision, Finding


def check_time_is_over(
    *, code: str, what: str, until: date | None, today: date, excepted: bool, by: Citation | None = None
) -> Decision:
    """Time given to people runs out before the next act: its last day belongs to them. ``what``: a sentence
    that names the time and its last day; ``until`` None: the time has not begun, which another rule says."""
    over = until is None or today > until
    return Decision((Finding(code, over or excepted, what, by),))


def check_order(*, missing: Sequence[str], excepted: bool) -> Decision:
    """A paper is signed in its turn. ``missing``: titles of the open steps its own step waits for."""
    names = "、".join(f"“{title}”" for title in missing)
    sentence = f"{names}还没有办结，应当先办结，再签发这份公文。"
    return Decision((Finding("before_its_turn", not missing or excepted, sentence),))


def check_turn(*, title: str, missing: Sequence[str], excepted: bool) -> Decision:
    """An act that ends a step comes in its turn, as a paper does. ``title``: of the step."""
    names = "、".join(f"“{act}”" for act in missing)
    sentence = f"{names}还没有办结，应当先办结，再办理“{title}”；确需先办的，由乡镇登记例外。"
    return Decision((Finding("before_its_turn", not missing or excepted, sentence),))


def check_committee(
    *, committee: str, chosen: bool, serving: int, seats: int, excepted: bool, by: Citation | None = None
) -> Decision:
    """A paper in the committee's name: is there one, and can more than half of it still meet?

    ``chosen``: its list hangs, or the plan has no such step; ``seats`` 0: how many were chosen is not known.
    """
    enough = seats == 0 or 2 * serving > seats
    return Decision(
        (
            Finding(
                "before_its_turn", chosen or excepted,
                f"{committee}的推选还没有办结，不能以它的名义签发公文，请先公布{committee}。", by,
            ),
            Finding(
                "committee_too_few", enough or excepted,
                f"{committee}推选了{seats}人，现有{serving}人，没有超过半数，不能作出决定，请先递补或者另行推选。",
                by,
            ),
        )
    )  # fmt: skip


def check_exception(
    *, known: bool, earlier: bool, reason: str, paper: str, decided_on: date, today: date
) -> Decision:
    """May the township allow an act before its time? With its reason and its paper, once for each act."""
    return Decision(
        (
            Finding("unknown_act", known, "没有这种可以例外办理的事项。"),
            Finding("allowed_before", not earlier, "这件事项已经登记例外，不须重复登记。"),
            Finding("no_reason", bool(reason.strip()), "请写明为什么不能等到期限届满。"),
            Finding("no_paper", bool(paper.strip()), "请填写同意例外办理的文件文号。"),
            Finding("decided_later", decided_on <= today, "决定日期不能晚于今天。"),
        )
    )
