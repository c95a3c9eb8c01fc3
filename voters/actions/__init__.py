"""Every change to the roll and to proxies. One act, one function, one transaction."""

from voters.actions.imports import apply_roll, approve_import, ask_import, ask_trial, try_roll, upload_roll
from voters.actions.proxies import (
    CandidateMark,
    grant_proxy,
    issue_proxy_paper,
    mark_candidate,
    revoke_proxy,
    take_card_back,
    unmark_candidate,
)
from voters.actions.reading import settle_reading
from voters.actions.registrations import (
    admit_registration,
    cancel_registration,
    correct_registration,
    keep_vanished,
    leave_off,
    note_number_answered,
    register_person,
)
from voters.actions.versions import (
    choose_paper,
    confirm_roll,
    freeze_roll,
    record_corrections,
    reopen_roll,
)

__all__ = [
    "CandidateMark",
    "admit_registration",
    "apply_roll",
    "approve_import",
    "ask_import",
    "ask_trial",
    "cancel_registration",
    "choose_paper",
    "confirm_roll",
    "correct_registration",
    "freeze_roll",
    "grant_proxy",
    "issue_proxy_paper",
    "keep_vanished",
    "leave_off",
    "mark_candidate",
    "note_number_answered",
    "record_corrections",
    "register_person",
    "reopen_roll",
    "revoke_proxy",
    "settle_reading",
    "take_card_back",
    "try_roll",
    "unmark_candidate",
    "upload_roll",
]
