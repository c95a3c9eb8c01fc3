"""Every change to the records of the preparation. One act, one function, one transaction."""

from villages.preparation.actions.closing import settle, settle_readers
from villages.preparation.actions.together import fill_together
from villages.preparation.actions.township import (
    add_member,
    end_member,
    record_activity,
    register_participants,
    revoke_activity,
)
from villages.preparation.actions.training import excuse
from villages.preparation.actions.village import (
    add_incumbent,
    add_measure,
    add_suitable,
    bring_team,
    classify,
    correct_incumbent,
    decide_suitable,
    finish_measure,
    record_audit,
    record_talk,
    remedy_audit,
    set_liaison,
    set_survey,
)

__all__ = [
    "add_incumbent",
    "add_measure",
    "add_member",
    "add_suitable",
    "bring_team",
    "classify",
    "correct_incumbent",
    "decide_suitable",
    "end_member",
    "excuse",
    "fill_together",
    "finish_measure",
    "record_activity",
    "record_audit",
    "record_talk",
    "register_participants",
    "remedy_audit",
    "revoke_activity",
    "set_liaison",
    "set_survey",
    "settle",
    "settle_readers",
]
