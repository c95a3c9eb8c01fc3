"""Every change to the records of the supervision. One act, one function, one transaction."""

from villages.supervision.actions.accountability import (
    record_accountability,
    take_register,
    withdraw_accountability,
)
from villages.supervision.actions.petitions import (
    add_evidence,
    assign_petition,
    carry_out,
    conclude_petition,
    mark_answered,
    mark_unanswered,
    pass_on_petition,
    register_petition,
)
from villages.supervision.actions.township import (
    ask_release,
    close_watch,
    decide_release,
    record_watch,
    release,
    remind_reports,
    set_channel,
)
from villages.supervision.actions.village import (
    accept_village,
    add_supervisor,
    end_supervisor,
    record_contact,
    record_promise,
    record_visit,
    report_zero,
    see_again,
    withdraw_acceptance,
)

__all__ = [
    "accept_village",
    "add_evidence",
    "add_supervisor",
    "ask_release",
    "assign_petition",
    "carry_out",
    "close_watch",
    "conclude_petition",
    "decide_release",
    "end_supervisor",
    "mark_answered",
    "mark_unanswered",
    "pass_on_petition",
    "record_accountability",
    "record_contact",
    "record_promise",
    "record_visit",
    "record_watch",
    "register_petition",
    "release",
    "remind_reports",
    "report_zero",
    "see_again",
    "set_channel",
    "take_register",
    "withdraw_acceptance",
    "withdraw_accountability",
]
