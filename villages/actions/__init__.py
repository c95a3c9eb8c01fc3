"""Every change to places, people, plans, elections and their steps. One act, one function."""

from villages.actions.cycles import approve_cycle, create_cycle, set_plan_steps, update_cycle
from villages.actions.elections import (
    decide_deferral,
    end_deferral,
    end_overlay,
    move_election_day,
    open_election_stage,
    request_deferral,
    set_overlay,
    set_polling,
    set_posts,
)
from villages.actions.people import (
    add_kinship,
    add_person,
    end_kinship,
    reveal_number,
    update_person,
)
from villages.actions.places import add_village, set_groups, update_village
from villages.actions.steps import (
    close_step,
    document_issued,
    drop_step,
    explain_step,
    notice_posted,
    notice_withdrawn,
    record_step,
    reopen_step,
    require_stage,
    withdraw_record,
)

__all__ = [
    "add_kinship",
    "add_person",
    "add_village",
    "approve_cycle",
    "close_step",
    "create_cycle",
    "decide_deferral",
    "document_issued",
    "drop_step",
    "end_deferral",
    "end_kinship",
    "end_overlay",
    "explain_step",
    "move_election_day",
    "notice_posted",
    "notice_withdrawn",
    "open_election_stage",
    "record_step",
    "reopen_step",
    "request_deferral",
    "require_stage",
    "reveal_number",
    "set_groups",
    "set_overlay",
    "set_plan_steps",
    "set_polling",
    "set_posts",
    "update_cycle",
    "update_person",
    "update_village",
    "withdraw_record",
]
