"""Rounds of voting, their boxes, the sheets their votes are counted on, and what the count decided."""

from ballots.models.aftermath import Departure, Meeting, Reopening, RoundCall, SeatVacancy, WinnerDecision
from ballots.models.afterwards import (
    AfterTalk,
    Care,
    Duty,
    HandoverItem,
    HandoverMeasure,
    HandoverSigning,
    VillageSystem,
)
from ballots.models.issuing import BoxSeal, Exchange, HandOut, Incident, IssueConflict
from ballots.models.preparation import (
    BallotDesign,
    BallotMark,
    MarkDraw,
    MobileVoter,
    Opening,
    PollWorker,
    Station,
    StockDifference,
    StockMovement,
)
from ballots.models.results import Result, Winner
from ballots.models.rounds import BallotName, Box, Round, RoundPost
from ballots.models.sheets import CountEntry, CountLine, CountSheet
from ballots.models.tally import Batch, Call, Marking, NameMerge, Ruling, Screen

__all__ = [
    "AfterTalk",
    "BallotDesign",
    "BallotMark",
    "BallotName",
    "Batch",
    "Box",
    "BoxSeal",
    "Call",
    "Care",
    "CountEntry",
    "CountLine",
    "CountSheet",
    "Departure",
    "Duty",
    "Exchange",
    "HandOut",
    "HandoverItem",
    "HandoverMeasure",
    "HandoverSigning",
    "Incident",
    "IssueConflict",
    "MarkDraw",
    "Marking",
    "Meeting",
    "MobileVoter",
    "NameMerge",
    "Opening",
    "PollWorker",
    "Reopening",
    "Result",
    "Round",
    "RoundCall",
    "RoundPost",
    "Ruling",
    "Screen",
    "SeatVacancy",
    "Station",
    "StockDifference",
    "StockMovement",
    "VillageSystem",
    "Winner",
    "WinnerDecision",
]
