"""Every change to the electoral committee. One act, one function, one transaction."""

from villages.committee.actions.choices import (
    MeetingEntry,
    add_nominee,
    file_with_township,
    record_choice,
    remove_nominee,
    reopen_choice,
    set_attendance,
    settle_choice,
    update_choice,
    update_nominee,
)
from villages.committee.actions.leaving import (
    choose_chair,
    leave_committee,
    on_nominated,
    on_nomination_ended,
)
from villages.committee.actions.opinions import (
    answer_objection,
    record_objection,
)

__all__ = [
    "MeetingEntry",
    "add_nominee",
    "answer_objection",
    "choose_chair",
    "file_with_township",
    "leave_committee",
    "on_nominated",
    "on_nomination_ended",
    "record_choice",
    "record_objection",
    "remove_nominee",
    "reopen_choice",
    "set_attendance",
    "settle_choice",
    "update_choice",
    "update_nominee",
]
