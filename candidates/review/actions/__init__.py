"""Every change of the joint review. One act, one function, one transaction."""

from candidates.review.actions.batches import answer_batch, numbers_printed, take_workbook
from candidates.review.actions.decisions import (
    escalate_file,
    pass_file,
    record_inspection,
    reject_file,
    reopen_file,
    return_file,
    settle_file,
)
from candidates.review.actions.files import edit_file, open_file, set_paper, set_photo, submit_file
from candidates.review.actions.opinions import (
    answer_request,
    give_township_opinion,
    give_village_opinion,
    reveal_number,
    withdraw_opinion,
)
from candidates.review.actions.sanctions import record_sanction, tolerate_error, withdraw_sanction
from candidates.review.actions.sending import move_due_day, send_batch
from candidates.review.actions.setup import (
    add_department,
    adopt_departments,
    edit_department,
    record_clause,
    set_review_plan,
    set_team,
    withdraw_clause,
)
from candidates.review.actions.statements import (
    explain_person,
    explain_team,
    export_trace,
    record_reply,
    withdraw_statement,
)

__all__ = [
    "add_department",
    "adopt_departments",
    "answer_batch",
    "answer_request",
    "edit_department",
    "edit_file",
    "escalate_file",
    "explain_person",
    "explain_team",
    "export_trace",
    "give_township_opinion",
    "give_village_opinion",
    "move_due_day",
    "numbers_printed",
    "open_file",
    "pass_file",
    "record_clause",
    "record_inspection",
    "record_reply",
    "record_sanction",
    "reject_file",
    "reopen_file",
    "return_file",
    "reveal_number",
    "send_batch",
    "set_paper",
    "set_photo",
    "set_review_plan",
    "set_team",
    "settle_file",
    "submit_file",
    "take_workbook",
    "tolerate_error",
    "withdraw_clause",
    "withdraw_opinion",
    "withdraw_sanction",
    "withdraw_statement",
]
