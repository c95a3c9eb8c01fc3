"""Ballots read one by one: the commands they are typed with, and how they add up to a sheet.

One function turns ballots into totals (:func:`totals`); pages, screen and count only read what it says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ballots.rules.shapes import text_fault
from ballots.rules.sheets import Reading, tidy_name
from election_office.law.words import GENERAL

Kind = Literal["marked", "void", "blank", "doubtful"]
MOST_COPIES = 1000
COMMANDS = (
    ("1 3", "选了第1、第3名候选人的一张选票"),
    ("13", "同上：候选人不超过9名时，数字可以连写"),
    ("1 3 x5", "内容相同的5张选票"),
    ("1 +演示甲", "选了第1名候选人，另选了演示甲"),
    ("0", "一张弃权票（没有选任何人）"),
    ("*", "一张无效票；“* x3”是3张"),
    ("?3", f"疑难票，放到一边，票背铅笔编号3，由{GENERAL.committee}认定"),
    ("u", "撤回刚录的一条（保留记录）"),
)


class CommandError(ValueError):
    """What was typed is no ballot; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """``copies`` ballots with the same marks; ``label`` of a ballot that was set aside."""

    kind: Kind
    marks: tuple[str, ...] = ()
    copies: int = 1
    label: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the committee decided on a ballot that was set aside."""

    kind: Literal["marked", "void", "blank"]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """What ballots add up to. ``valid``: ballots that choose somebody. ``open``: labels not decided yet."""

    reading: Reading
    valid: int
    open: tuple[str, ...]

    @property
    def ballots(self) -> int:
        return self.valid + self.reading.void + self.reading.blank + len(self.open)


def parse_command(text: str, cells: Sequence[str], *, write_ins: bool) -> Ballot:
    """A typed line as a ballot. ``cells``: the printed names by their number on the ballot, from 1.

    Raises CommandError with a sentence. Whether the ballot is void by too many marks is not asked
    here: it is kept as read."""
    words = text.replace("　", " ").replace("＋", "+").replace("？", "?").replace("×", "x").split()
    copies = 1
    if len(words) > 1 and (found := re.fullmatch(r"[xX](\d{1,4})", words[-1])):
        copies = int(found[1])
        words = words[:-1]
    if not 1 <= copies <= MOST_COPIES:
        raise CommandError(f"张数须在1至{MOST_COPIES}之间。")
    if not words:
        raise CommandError("请输入选票内容，例如“1 3”。")
    if words[0][0] == "?":
        label = "".join(words)[1:]
        if copies != 1 or not re.fullmatch(r"[0-9A-Za-z]{1,10}", label):
            raise CommandError("疑难票一张一条，写“?”和票背的编号，例如“?3”。")
        return Ballot("doubtful", label=label)
    if words in (["0"], ["*"]):
        return Ballot("blank" if words == ["0"] else "void", copies=copies)
    marks: list[str] = []
    for word in words:
        marks += _marks_of(word, cells, write_ins)
    repeated = [mark for mark, times in Counter(marks).items() if times > 1]
    if repeated:
        raise CommandError("同一人在一张选票上只录一次；选票上重复写的，按疑难票放到一边。")
    return Ballot("marked", tuple(marks), copies)


def _marks_of(word: str, cells: Sequence[str], write_ins: bool) -> list[str]:
    if word[0] == "+":
        name = tidy_name(word[1:])
        fault = text_fault(name)
        if not write_ins:
            raise CommandError("本轮不能另选他人，写了其他姓名的选票按疑难票放到一边。")
        if fault:
            raise CommandError(f"另选的姓名{fault}")
        return [f"w:{name}"]
    if not (word.isascii() and word.isdecimal()):
        raise CommandError(f"“{word[:12]}”不是候选人的号码；另选他人写“+姓名”。")
    numbers = [int(item) for item in word] if len(cells) <= 9 else [int(word)]
    for number in numbers:
        if not 1 <= number <= len(cells):
            raise CommandError(f"没有{number}号候选人，号码是1至{len(cells)}。")
    return [cells[number - 1] for number in numbers]


def judged(ballot: Ballot, seats: int, merged: Mapping[str, str]) -> Ballot:
    """The ballot as it counts: names merged, more marks than seats void, no marks blank.

    Two spellings of one person on a ballot are one mark."""
    if ballot.kind != "marked":
        return ballot
    marks = tuple(dict.fromkeys(final_cell(mark, merged) for mark in ballot.marks))
    if len(marks) > seats:
        return Ballot("void", copies=ballot.copies)
    return Ballot("marked" if marks else "blank", marks, ballot.copies)


def final_cell(cell: str, merged: Mapping[str, str]) -> str:
    """Follows merges to their end; a ring, which no decision can make, would end where it began."""
    seen: set[str] = set()
    while cell in merged and cell not in seen:
        seen.add(cell)
        cell = merged[cell]
    return cell


def totals(
    ballots: Iterable[Ballot],
    cells: Sequence[str],
    seats: int,
    *,
    decided: Mapping[str, Decided] | None = None,
    merged: Mapping[str, str] | None = None,
) -> Totals:
    """The sheet these ballots make. The order of the ballots changes nothing."""
    votes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    waiting: list[str] = []
    for ballot in ballots:
        row = ballot
        if row.kind == "doubtful":
            verdict = (decided or {}).get(row.label)
            if verdict is None:
                waiting.append(row.label)
                continue
            row = Ballot(verdict.kind, verdict.marks)
        row = judged(row, seats, merged or {})
        kinds[row.kind] += row.copies
        for mark in row.marks:
            votes[mark] += row.copies
    written = sorted(mark for mark in votes if mark not in cells)
    reading = Reading(
        void=kinds["void"],
        blank=kinds["blank"],
        votes={cell: votes[cell] for cell in (*cells, *written)},
    )
    return Totals(reading=reading, valid=kinds["marked"], open=tuple(sorted(waiting)))


def strokes(votes: int) -> tuple[int, int]:
    """(whole 正, strokes of the last one begun): 12 → (2, 2)."""
    return divmod(votes, 5)
