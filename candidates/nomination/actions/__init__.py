"""Every change from nomination to the formal list. One act, one function, one transaction."""

from candidates.nomination.actions.lists import (
    leave_list,
    make_formal,
    make_preliminary,
    make_sign_up_list,
    open_reviews,
    undo_preliminary,
)
from candidates.nomination.actions.objections import answer_objection, object_to
from candidates.nomination.actions.people import answer_nomination, nominate, record_second_ballot
from candidates.nomination.actions.plan import set_plan, set_policy_seats
from candidates.nomination.actions.sheets import (
    add_sheet,
    read_sheet,
    reread_cells,
    reset_sheet,
    settle_sheet,
)
from candidates.nomination.actions.table import TableRow, WaitingRow, fill_table

__all__ = [
    "TableRow",
    "WaitingRow",
    "add_sheet",
    "answer_nomination",
    "answer_objection",
    "fill_table",
    "leave_list",
    "make_formal",
    "make_preliminary",
    "make_sign_up_list",
    "nominate",
    "object_to",
    "open_reviews",
    "read_sheet",
    "record_second_ballot",
    "reread_cells",
    "reset_sheet",
    "set_plan",
    "set_policy_seats",
    "settle_sheet",
    "undo_preliminary",
]
