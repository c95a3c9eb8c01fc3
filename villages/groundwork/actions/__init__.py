"""Every change to the groundwork. One act, one function, one transaction."""

from villages.groundwork.actions.drafts import edit_draft, refresh_draft
from villages.groundwork.actions.exams import (
    add_questions,
    hand_in,
    start_sitting,
    withdraw_question,
)
from villages.groundwork.actions.township import (
    move_goods,
    set_shifts,
    spend,
    strike_goods,
    strike_spending,
)
from villages.groundwork.actions.village import (
    add_cleanup,
    ask_exception,
    decide_exception,
    finish_cleanup,
    review_deferral,
    set_force,
    set_term_report,
    sign_pledges,
    withdraw_pledge,
)

__all__ = [
    "add_cleanup",
    "add_questions",
    "ask_exception",
    "decide_exception",
    "edit_draft",
    "finish_cleanup",
    "hand_in",
    "move_goods",
    "refresh_draft",
    "review_deferral",
    "set_force",
    "set_shifts",
    "set_term_report",
    "sign_pledges",
    "spend",
    "start_sitting",
    "strike_goods",
    "strike_spending",
    "withdraw_pledge",
    "withdraw_question",
]
