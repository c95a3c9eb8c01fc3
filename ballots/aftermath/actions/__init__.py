"""Every act after a result was declared. One act, one function, one transaction."""

from ballots.aftermath.actions.reopening import decide_reopening, request_reopening
from ballots.aftermath.actions.rounds import call_by_election, call_repeat
from ballots.aftermath.actions.seats import end_membership, leave_vacant
from ballots.aftermath.actions.winners import decide_winner, open_winner_file

__all__ = [
    "call_by_election",
    "call_repeat",
    "decide_reopening",
    "decide_winner",
    "end_membership",
    "leave_vacant",
    "open_winner_file",
    "request_reopening",
]
