"""A count sheet: whether its numbers can be true together, and where two readings of it differ.

Cells have keys: "c12" the printed candidate of row 12, "w:演示甲" a name written in, "void", "blank";
"names" stands for the written-in names that only one of the two readings has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ballots.rules.shapes import text_fault
from election_office.core.names import clean_name
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook

NAMES = "names"
UNUSUAL_NUM, UNUSUAL_DEN = 1, 10
"""More than a tenth of a box void or blank is asked about. A habit of this office, not a rule of law."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person read off a sheet. ``votes``: cell key → votes of every printed and written-in name."""

    void: int
    blank: int
    votes: Mapping[str, int] = field(default_factory=dict)

    def numbers(self) -> dict[str, int]:
        return {"void": self.void, "blank": self.blank}

    def differing(self, other: Reading) -> list[str]:
        return differing_cells(self, other)

    @property
    def write_ins(self) -> dict[str, int]:
        return {key[2:]: votes for key, votes in self.votes.items() if key.startswith("w:")}

    def cell(self, key: str) -> int | None:
        """The number in a cell; None where this reading has no such name."""
        if key == "void":
            return self.void
        if key == "blank":
            return self.blank
        return self.votes.get(key)


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """The sheet a reading belongs to. ``names``: cell key of each printed candidate → name.
    ``recovered``: ballots found in the box."""

    title: str
    seats: int
    recovered: int
    names: Mapping[str, str]


def tidy_name(text: str) -> str:
    """A written-in name in the one spelling that names are compared and stored in."""
    return clean_name(text)


def check_reading(reading: Reading, valid: int, facts: SheetFacts, book: Rulebook) -> Decision:
    """Every fault of a reading; the code of one that lies in a single cell ends in ``@`` and its key.

    ``valid``: the ballots of this post that choose somebody, typed as the control of the others.
    Warnings are unusual, not impossible: the typist confirms them with a reason.
    """
    by = book.cite("open_count")
    total = valid + reading.void + reading.blank
    sum_of_votes = sum(reading.votes.values())
    findings = [
        Finding(
            "ballots_do_not_sum",
            total == facts.recovered,
            f"有效票{valid}张、无效票{reading.void}张、弃权票{reading.blank}张，合计{total}张，"
            f"与本箱收回的{facts.recovered}张不符。",
            by,
        ),
        Finding(
            "votes_exceed_places",
            sum_of_votes <= facts.seats * valid,
            f"各人得票合计{sum_of_votes}票，多于有效票{valid}张乘以应选名额{facts.seats}人"
            f"（{facts.seats * valid}票）。",
            by,
        ),
    ]
    for key, votes in reading.votes.items():
        name = facts.names.get(key, key.removeprefix("w:"))
        findings.append(
            Finding(
                f"votes_exceed_valid@{key}",
                votes <= valid,
                f"{name}得{votes}票，多于有效票{valid}张。",
                by,
            )
        )
    findings += _about_names(reading, facts)
    unmarked = reading.void + reading.blank
    findings += [
        Finding(
            "many_unmarked",
            UNUSUAL_DEN * unmarked <= UNUSUAL_NUM * facts.recovered,
            f"无效票和弃权票合计{unmarked}张，超过本箱收回{facts.recovered}张的十分之一，请核对。",
            severity="warning",
        ),
        Finding(
            "votes_below_valid",
            sum_of_votes >= valid,
            f"各人得票合计{sum_of_votes}票，少于有效票{valid}张；没有选任何人的选票应计入弃权票，请核对。",
            severity="warning",
        ),
    ]
    return Decision(tuple(findings))


def _about_names(reading: Reading, facts: SheetFacts) -> Iterable[Finding]:
    printed = set(map(clean_name, facts.names.values()))
    seen: set[str] = set()
    for name in reading.write_ins:
        spelling = clean_name(name)
        fault = text_fault(name)
        if not fault and spelling in seen:
            fault = "与另一行是同一个姓名，请合并票数。"
        seen.add(spelling)
        yield Finding(f"bad_name@w:{name}", not fault, f"另选的姓名{fault}")
        yield Finding(
            f"name_is_printed@w:{name}",
            spelling not in printed,
            f"{name}是印在选票上的{facts.title}候选人，得票应计入候选人一栏。",
        )


def differing_cells(first: Reading, second: Reading) -> list[str]:
    """Keys of the cells that are not the same in both readings, in the order of the first."""
    keys = [key for key in first.votes if key in second.votes]
    cells = [key for key in keys if first.votes[key] != second.votes[key]]
    if set(first.votes) != set(second.votes):
        cells.append(NAMES)
    return cells + [key for key in ("void", "blank") if first.cell(key) != second.cell(key)]


def kept_cells(own: Reading, other: Reading, differing: Iterable[str]) -> Reading:
    """What stands of a reading while its differing cells are typed again; those that differ read nought."""
    asked = set(differing)
    keep = {
        key: votes
        for key, votes in own.votes.items()
        if key not in asked and not (NAMES in asked and key not in other.votes)
    }
    return Reading(
        void=0 if "void" in asked else own.void,
        blank=0 if "blank" in asked else own.blank,
        votes=keep,
    )


def far_apart(first: Reading, second: Reading, facts: SheetFacts) -> list[Finding]:
    """Cells in which two readings are further apart than a tenth of the box: a row too far down, a digit too
    many. The sentence names the cell and neither number: who types again must read the paper."""
    findings = []
    for cell in differing_cells(first, second):
        mine, other = first.cell(cell), second.cell(cell)
        if mine is None or other is None or UNUSUAL_DEN * abs(mine - other) <= UNUSUAL_NUM * facts.recovered:
            continue
        label = {"void": "无效票", "blank": "弃权票"}.get(cell) or facts.names.get(cell, cell[2:])
        message = f"{label}两次录入相差超过本箱选票的十分之一，可能录错行或者多录一位，请对照纸质计票单。"
        findings.append(Finding(f"readings_far_apart@{cell}", False, message, severity="warning"))
    return findings
