"""Rounds of voting, their boxes, the sheets their votes are counted on, and what the count decided."""

from ballots.models.results import Result, Winner
from ballots.models.rounds import BallotName, Box, Round, RoundPost
from ballots.models.sheets import CountEntry, CountLine, CountSheet

__all__ = [
    "BallotName",
    "Box",
    "CountEntry",
    "CountLine",
    "CountSheet",
    "Result",
    "Round",
    "RoundPost",
    "Winner",
]
