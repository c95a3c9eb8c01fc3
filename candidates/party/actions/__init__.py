"""Every change of the branch's election. One act, one function, one transaction, behind its lock."""

from candidates.party.actions.counts import (
    cancel_count,
    hold_meeting,
    hold_recommendation,
    read_count,
    reread_count,
    reset_count,
    settle_count,
)
from candidates.party.actions.people import (
    answer_objection,
    leave,
    open_reviews,
    prepare,
    propose,
    set_plan,
    take_objection,
    undo_prepared,
)
from candidates.party.actions.result import (
    check_report,
    declare,
    elect_office,
    end_exemption,
    exempt,
    pass_exemptions,
    reduce_seats,
    reply,
)

__all__ = [
    "answer_objection",
    "cancel_count",
    "check_report",
    "declare",
    "elect_office",
    "end_exemption",
    "exempt",
    "hold_meeting",
    "hold_recommendation",
    "leave",
    "open_reviews",
    "pass_exemptions",
    "prepare",
    "propose",
    "read_count",
    "reduce_seats",
    "reply",
    "reread_count",
    "reset_count",
    "set_plan",
    "settle_count",
    "take_objection",
    "undo_prepared",
]
