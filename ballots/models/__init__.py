"""Rounds of voting, their boxes, the sheets their votes are counted on, and what the count decided."""

from ballots.models.aftermath import Departure, Meeting, Reopening, RoundCall, SeatVacancy, WinnerDecision
from ballots.models.results import Result, Winner
from ballots.models.rounds import BallotName, Box, Round, RoundPost
from ballots.models.sheets import CountEntry, CountLine, CountSheet

__all__ = [
    "BallotName",
    "Box",
    "CountEntry",
    "CountLine",
    "CountSheet",
    "Departure",
    "Meeting",
    "Reopening",
    "Result",
    "Round",
    "RoundCall",
    "RoundPost",
    "SeatVacancy",
    "Winner",
    "WinnerDecision",
]
