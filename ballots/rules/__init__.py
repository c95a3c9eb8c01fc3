"""The law of the count: plain values in, a result with its reasons out. No database, no clock, no Django."""

from ballots.rules.adjudication import adjudicate
from ballots.rules.codes import CODES, Code
from ballots.rules.facts import (
    Box,
    CountInput,
    PersonFacts,
    PostCount,
    Relation,
    SeatFilled,
    Votes,
)
from ballots.rules.outcome import Outcome, PostOutcome, Robustness, Winner
from ballots.rules.parsing import CountFileError, load_count, parse_count
from ballots.rules.recall import (
    RecallPetition,
    RecallVote,
    check_recall,
    check_recall_petition,
    check_recall_vote,
)
from ballots.rules.vacancy import VacancyFacts, VacancyOptions, vacancy_options

__all__ = [
    "CODES",
    "Box",
    "Code",
    "CountFileError",
    "CountInput",
    "Outcome",
    "PersonFacts",
    "PostCount",
    "PostOutcome",
    "RecallPetition",
    "RecallVote",
    "Relation",
    "Robustness",
    "SeatFilled",
    "VacancyFacts",
    "VacancyOptions",
    "Votes",
    "Winner",
    "adjudicate",
    "check_recall",
    "check_recall_petition",
    "check_recall_vote",
    "load_count",
    "parse_count",
    "vacancy_options",
]
