"""Every change to the records after the result. One act, one function, one transaction."""

from ballots.afterwards.actions.handover import (
    add_item,
    settle_item,
    sign_list,
    take_measure,
    undo_signing,
    update_item,
)
from ballots.afterwards.actions.people import care_for, set_duty, talk_to, undo_care
from ballots.afterwards.actions.systems import adopt_system, end_system

__all__ = [
    "add_item",
    "adopt_system",
    "care_for",
    "end_system",
    "set_duty",
    "settle_item",
    "sign_list",
    "take_measure",
    "talk_to",
    "undo_care",
    "undo_signing",
    "update_item",
]
