"""The law of a counting paper, of the polls and of every vote below them: who reads it, where two readings
differ, how it comes to an end. No Django.

open → first → agreed, or differs (both type the differing cells again, once) → agreed, or third (somebody
else reads the whole paper) → agreed with one of the two, or split: the committee chooses one of the three.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from election_office.law.decision import Citation, Decision, Finding
from election_office.law.words import GENERAL, Words

OPEN: Final = "open"
FIRST: Final = "first"
DIFFERS: Final = "differs"
THIRD: Final = "third"
SPLIT: Final = "split"
AGREED: Final = "agreed"

# Which complete reading a paper waits for.
DUE: Final = {OPEN: 1, FIRST: 2, THIRD: 3}
LABELS: Final = {"recovered": "收回票", "void": "无效票", "blank": "弃权票"}


class Readable(Protocol):
    """What one person read from a paper, whatever the vote. The two numbers stand on every paper."""

    @property
    def void(self) -> int: ...

    @property
    def blank(self) -> int: ...

    def numbers(self) -> dict[str, int]:
        """The numbers that stand on the reading's own row, by the name of their column."""
        ...

    def differing(self, other: Any) -> list[str]:
        """Keys of the cells the other reading has otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person read from a paper. ``votes``: column key → written name → votes."""

    recovered: int
    void: int
    blank: int
    votes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def numbers(self) -> dict[str, int]:
        return {"recovered": self.recovered, "void": self.void, "blank": self.blank}

    def cells(self) -> dict[str, int]:
        """Every number with its key: "void", or "<column>:<name>" for a name's votes."""
        numbers = self.numbers()
        for column, names in self.votes.items():
            numbers |= {f"{column}:{name}": votes for name, votes in names.items()}
        return numbers

    def differing(self, other: Reading) -> list[str]:
        return differing_cells(self, other)


def differing_cells(first: Reading, second: Reading) -> list[str]:
    """Keys of the cells that are not the same; a name only one of the two read counts as a difference."""
    mine, other = first.cells(), second.cells()
    keys = [*mine, *(key for key in other if key not in mine)]
    return [key for key in keys if mine.get(key, 0) != other.get(key, 0)]


def cell_label(key: str, titles: Mapping[str, str]) -> str:
    if key in LABELS:
        return LABELS[key]
    column, _, name = key.partition(":")
    return f"{titles.get(column, '')}：{name}"


def with_cells(reading: Reading, cells: Mapping[str, int]) -> Reading:
    """The reading with some cells read again; a name read as nought is gone."""
    votes = {column: dict(names) for column, names in reading.votes.items()}
    for key, number in cells.items():
        if key in LABELS:
            continue
        column, _, name = key.partition(":")
        votes.setdefault(column, {})[name] = number
    return Reading(
        recovered=cells.get("recovered", reading.recovered),
        void=cells.get("void", reading.void),
        blank=cells.get("blank", reading.blank),
        votes={column: {name: n for name, n in names.items() if n} for column, names in votes.items()},
    )


def check_votes(reading: Reading, issued: int, seats: int, column: str) -> Decision:
    """Can these numbers be true of one meeting's ballots? ``seats``: names a ballot may bear."""
    valid = reading.recovered - reading.void - reading.blank
    names = reading.votes.get(column, {})
    total = sum(names.values())
    findings = [
        Finding(
            "more_than_issued",
            reading.recovered <= issued,
            f"收回{reading.recovered}张，多于发出的{issued}张，本次投票无效，应当重新投票。",
        ),
        Finding(
            "unmarked_exceed",
            valid >= 0,
            f"无效票{reading.void}张、弃权票{reading.blank}张，合计多于收回的{reading.recovered}张。",
        ),
        Finding(
            "too_many_names",
            total <= seats * max(valid, 0),
            f"各人得票合计{total}票，多于有效票{max(valid, 0)}张乘以{seats}人；"
            f"每张票写的人数不得多于{seats}人。",
        ),
    ]
    findings += [
        Finding("votes_exceed_valid", votes <= valid, f"{name}得{votes}票，多于有效票{max(valid, 0)}张。")
        for name, votes in names.items()
    ]
    return Decision(tuple(findings))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where a paper stands after a reading. ``counts``: the reading the result is made from. ``ask``: whether
    the two first readers are asked for the differing cells; None leaves it as it is."""

    state: str
    counts: int = 1
    ask: bool | None = None


def compare_two(first: Readable, second: Readable, *, state: str, waiting: bool) -> Comparison:
    """After the second reading, or after the differing cells were typed again. ``state``: as it stood before;
    ``waiting``: one of the two has still to type those cells again."""
    if not first.differing(second):
        return Comparison(AGREED, ask=False)
    if state != DIFFERS:
        return Comparison(DIFFERS, ask=True)
    return Comparison(DIFFERS if waiting else THIRD)


def compare_third(first: Readable, second: Readable, third: Readable) -> Comparison:
    """Two equal readings are the result; with three different ones somebody has to choose."""
    for number, earlier in ((1, first), (2, second)):
        if not earlier.differing(third):
            return Comparison(AGREED, counts=number)
    return Comparison(SPLIT)


def check_typist(
    state: str,
    typists: Collection[int | None],
    by: int,
    words: Words = GENERAL,
    law: Citation | None = None,
) -> Decision:
    """May this person type the whole paper now? Another person always may while a reading is due, whenever
    the form was opened; who read it before never reads it another time."""
    again = "您已做第一次录入，第二次录入须由另一人进行。"
    if state == THIRD:
        again = "您已做过前两次录入中的一次，第三次计票须由另一人进行。"
    why = {
        DIFFERS: "这张计票单已有两次录入，由原来录入的两人重录不一致的格子。",
        SPLIT: f"三次计票都不一致，由{words.committee}认定采用哪一次。",
        AGREED: "这张计票单已经录入一致，不再录入。",
    }
    return Decision(
        (
            Finding("no_reading_due", state in DUE, why.get(state, ""), law),
            Finding("same_person", state not in DUE or by not in typists, again, law),
        )
    )


def check_settling(
    *,
    state: str,
    typists: Collection[int | None],
    by: int,
    number: int,
    names: str,
    reason: str,
    words: Words = GENERAL,
    law: Citation | None = None,
) -> Decision:
    """May the committee's choice between three readings be entered? Who read the paper does not choose."""
    return Decision(
        (
            Finding("not_split", state == SPLIT, f"三次计票都不一致的计票单才由{words.committee}认定。"),
            Finding(
                "decider_typed",
                by not in typists,
                "您录入过这张计票单，采用哪一次须由没有录入的人登记。",
                law,
            ),
            Finding("unknown_reading", number in (1, 2, 3), "请在三次计票中选定一次。"),
            Finding("nobody_decided", bool(names.strip()), f"请写明作出认定的{words.committee}成员姓名。"),
            Finding("no_reason", bool(reason.strip()), "请写明认定的理由。"),
        )
    )


def check_reset(*, state: str, reason: str) -> Decision:
    return Decision(
        (
            Finding("nothing_typed", state != OPEN, "这张计票单还没有录入，不需要重新开始。"),
            Finding("no_reason", bool(reason.strip()), "请写明重新录入的事由。"),
        )
    )
