"""The rulebook values a count is judged by, read once and in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from ballots.rules.facts import Round
from election_office.law.decision import Citation
from election_office.law.relations import RELATION_SETS
from election_office.law.rulebooks import Rulebook, rulebook_for

OLDEST_TEXT: Final = date(2018, 12, 29)
"""The first day for which a text of the organic law is kept. An older count is judged by that text, and says
so in a finding."""


class RulesetError(ValueError):
    """Parameters that cannot be used; `faults` are sentences, one for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class CountRules:
    """Everything in the rulebook that decides a count.

    Shares are pairs of whole numbers; the turnout and the majority must be exceeded, the runoff's share must
    be reached. `relations` is empty where members need not avoid each other."""

    book: Rulebook
    changed: tuple[str, ...]
    """Keys a count asked to change, in the order it named them."""
    turnout_num: int
    turnout_den: int
    turnout_of_issued: bool
    win_num: int
    win_den: int
    majority_of_valid: bool
    box_level_void: bool
    excess_against_voters: bool
    counts_down: bool
    write_in_rounds: frozenset[str]
    reviews_write_ins: bool
    annuls_barred: bool
    runoff_turnout: bool
    runoff_num: int
    runoff_den: int
    runoff_rule: str
    differential: Mapping[str, Mapping[str, int]]
    relations: frozenset[str]
    national_relations: frozenset[str]
    """The circle of the national law in force; empty where it asks for no avoidance."""
    relative_resolution: str
    has_statutory_bars: bool
    seats_min: int
    seats_max: int
    needs_woman: bool

    def cite(self, key: str) -> Citation:
        return self.book.cite(key)

    def allows_write_ins(self, round_: Round) -> bool:
        return round_ in self.write_in_rounds

    @property
    def refills_relatives(self) -> bool:
        return self.relative_resolution == "refill"

    def runoff_names(self, post: str, unfilled: int) -> int:
        """How many stand in the runoff for so many open seats."""
        if self.runoff_rule == "seats_times_two":
            return 2 * unfilled
        if self.runoff_rule == "differential":
            return unfilled + self.differential[post]["min"]
        return unfilled + 1


def ruleset_for(area: str, election_day: date, params: Mapping[str, Any] | None = None) -> CountRules:
    """The rules of that place on that day, with the parameters a count asks to change.

    RulesetError names every key that is unknown, has a value of another shape, or loosens a hard national
    minimum."""
    day = max(election_day, OLDEST_TEXT)
    if not params:
        return _plain(area, day)
    return rules_with(rulebook_for(area, day), params)


def rules_with(book: Rulebook, params: Mapping[str, Any]) -> CountRules:
    """The rules of that rulebook with some parameters changed. RulesetError as above."""
    return rules_of(*_changed(book, params))


@lru_cache(maxsize=256)
def _plain(area: str, day: date) -> CountRules:
    return rules_of(rulebook_for(area, day))


def _changed(book: Rulebook, params: Mapping[str, Any]) -> tuple[Rulebook, tuple[str, ...]]:
    faults: list[str] = []
    for key, value in params.items():
        if key not in book.by_key:
            faults.append(f"没有“{key}”这一参数。")
            continue
        try:
            book = book.with_values({key: _completed(key, book.value(key), value)})
        except ValueError as error:
            faults.append(str(error))
        except (KeyError, TypeError):  # a list of tables without the parts such a list has
            faults.append(f"{key}：写法不对，应当像{book.parameter(key).display}那样。")
    if faults:
        raise RulesetError(faults)
    return book, tuple(params)


def _completed(key: str, below: Any, value: Any) -> Any:
    """A table named in part keeps its other parts; one yes or no for write-ins speaks for every round but
    the vote among the tied, where nobody else stands."""
    if key == "write_in_allowed" and isinstance(value, bool):
        return {stage: value and stage != "tie" for stage in below}
    if isinstance(below, dict) and isinstance(value, Mapping):
        return {**below, **value}
    return value


def rules_of(book: Rulebook, changed: tuple[str, ...] = ()) -> CountRules:
    """The rules of a count under that rulebook, township overlays included."""
    turnout, win, runoff = (
        book.value(key) for key in ("turnout_threshold", "win_threshold", "runoff_threshold")
    )
    resolution = book.value("relative_resolution")
    avoids = book.value("member_avoidance") and resolution != "none"
    return CountRules(
        book=book,
        changed=changed,
        turnout_num=turnout["num"],
        turnout_den=turnout["den"],
        turnout_of_issued=book.value("turnout_base") != "recovered",
        win_num=win["num"],
        win_den=win["den"],
        majority_of_valid=book.value("majority_base") == "valid",
        box_level_void=book.value("box_level_void"),
        excess_against_voters=book.value("excess_compare") == "voters",
        counts_down=book.value("count_down") == "final",
        write_in_rounds=frozenset(
            stage for stage, allowed in book.value("write_in_allowed").items() if allowed
        ),
        reviews_write_ins=book.value("winner_review"),
        annuls_barred=book.value("review_failure") == "committee_voids",
        runoff_turnout=book.value("runoff_turnout"),
        runoff_num=runoff["num"],
        runoff_den=runoff["den"],
        runoff_rule=book.value("runoff_candidate_count"),
        differential=book.value("differential"),
        relations=RELATION_SETS[book.value("member_relation_set")] if avoids else frozenset(),
        national_relations=_national_relations(max(book.election_day, OLDEST_TEXT)),
        relative_resolution=resolution,
        has_statutory_bars=bool(book.value("statutory_bars")),
        seats_min=book.value("seats_min"),
        seats_max=book.value("seats_max"),
        needs_woman=book.value("women_member_required"),
    )


@lru_cache(maxsize=64)
def _national_relations(day: date) -> frozenset[str]:
    nation = rulebook_for("00", day)  # no province has this code
    if not nation.value("member_avoidance"):
        return frozenset()
    return RELATION_SETS[nation.value("member_relation_set")]
