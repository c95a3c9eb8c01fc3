"""Every change to boxes, count sheets and results. One act, one function, one transaction."""

from ballots.actions.boxes import (
    add_box,
    correct_ballots,
    edit_box,
    enter_ballots,
    mix_boxes,
    remove_box,
    start_counting,
)
from ballots.actions.results import declare_result
from ballots.actions.runoffs import call_runoff
from ballots.actions.sheets import enter_sheet, reset_sheet, retype_cells, settle_sheet

__all__ = [
    "add_box",
    "call_runoff",
    "correct_ballots",
    "declare_result",
    "edit_box",
    "enter_ballots",
    "enter_sheet",
    "mix_boxes",
    "remove_box",
    "reset_sheet",
    "retype_cells",
    "settle_sheet",
    "start_counting",
]
