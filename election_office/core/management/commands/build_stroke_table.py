"""Rebuild the static stroke table from its public sources. Run by a developer, never by the office."""

import bz2
import json
import re
from argparse import ArgumentParser
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import is_normalized

from django.core.management.base import BaseCommand, CommandError

from election_office.core.strokes import COUNT_ONLY, TABLE_PATH

BY_HAND_PATH = TABLE_PATH.with_name("strokes_by_hand.tsv")
# The three levels of 通用规范汉字表 (2013) end at these ranks; the table is in stroke order inside each.
LEVEL_ENDS = (3500, 6500, 8105)

# cnchar writes one letter for each of 26 stroke shapes; every shape that is not here is a fold (折).
CNCHAR_SHAPES = {"j": "1", "i": "1", "f": "2", "g": "2", "s": "3", "k": "4", "d": "4", "l": "4"}
RIME_LETTERS = str.maketrans("hspnz", "12345")
HEADER = """\
# 姓氏笔画 table, written by `manage.py build_stroke_table`; do not edit. Sources: docs/strokes.md.
# Each row: strokes in writing order (1 横 2 竖 3 撇 4 点 5 折), or * and a bare count; then the characters
# outside 通用规范汉字表 (2013), by code point; then those of that table, in its order; these rank first.
"""

Key = tuple[int, str]


class Chosen(NamedTuple):
    """A stroke sequence and where it came from: hand, cnchar, rime or place (the place in 通用规范汉字表)."""

    sequence: str
    source: str


@dataclass(frozen=True)
class Sources:
    """What the files say. Ranks are 1 to 8105; counts are those of the mainland glyph."""

    cnchar: Mapping[str, str]
    rime: Mapping[str, Sequence[str]]
    counts: Mapping[str, int]
    ranks: Mapping[str, int]
    by_hand: Mapping[str, str]
    ties: Mapping[str, str] = field(default_factory=dict)


def key_of(sequence: str) -> Key:
    return len(sequence), sequence


def characters_of_level(sources: Sources, level: int) -> list[str]:
    """One level of 通用规范汉字表 in its printed order."""
    low, high = (0, *LEVEL_ENDS)[level - 1 : level + 1]
    return sorted(
        (c for c, rank in sources.ranks.items() if low < rank <= high), key=sources.ranks.__getitem__
    )


def read_cnchar(path: Path) -> dict[str, str]:
    """Sequences from cnchar.order.min.js: the first JSON object of characters to stroke letters in it."""
    found = re.search(r"JSON\.parse\('(\{.*?\})'\)", path.read_text(encoding="utf-8"))
    if found is None:
        raise CommandError(f"{path} 中没有笔顺数据。")
    letters: dict[str, str] = json.loads(found[1])
    return {
        character: "".join(CNCHAR_SHAPES.get(letter, "5") for letter in code)
        for character, code in letters.items()
        if len(character) == 1
    }


def read_rime(path: Path) -> dict[str, list[str]]:
    """All sequences of each character in stroke.dict.yaml, in file order: Taiwan's first, mainland's last."""
    sequences: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        character, _, code = line.partition("\t")
        if len(character) == 1 and re.fullmatch("[hspnz]+", code):
            sequences[character].append(code.translate(RIME_LETTERS))
    return dict(sequences)


def read_unihan(folder: Path, file: str, wanted: str) -> Iterator[tuple[str, str]]:
    """(character, value) of one Unihan field; the file may be plain text or bzip2."""
    plain, packed = folder / f"{file}.txt", folder / f"{file}.txt.bz2"
    text = plain.read_text("utf-8") if plain.exists() else bz2.decompress(packed.read_bytes()).decode("utf-8")
    for line in text.splitlines():
        parts = line.split("\t")
        if len(parts) == 3 and parts[1] == wanted:
            yield chr(int(parts[0][2:], 16)), parts[2]


def read_by_hand(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Parts of hand-entered characters, and ties as {later character: earlier character}."""
    parts: dict[str, str] = {}
    ties: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if "<" in line:
            earlier, later = line.split("<")
            ties[later] = earlier
        else:
            character, composed = line.split("\t")[:2]
            parts[character] = composed
    return parts, ties


def fits(key: Key, low: Key, high: Key | None) -> bool:
    return low <= key and (high is None or key <= high)


def last_counted(sources: Sources, character: str) -> str | None:
    """rime's last sequence (the mainland's) of those that are as long as Unihan counts."""
    counted = [item for item in sources.rime.get(character, ()) if len(item) == sources.counts.get(character)]
    return counted[-1] if counted else None


def placed_sequence(sources: Sources, character: str, low: Key, high: Key | None) -> str | None:
    """rime's sequence for a character of the 8,105: one that stands between its neighbours there.

    Where count and place disagree the place decides: Unihan counts 釒 for 钅 in some simplified characters.
    """
    counted = last_counted(sources, character)
    if counted and fits(key_of(counted), low, high):
        return counted
    placed = [item for item in sources.rime.get(character, ()) if fits(key_of(item), low, high)]
    return placed[-1] if placed else None


def composed_sequence(sources: Sources, parts: str) -> str:
    """Digits stand for themselves, characters for their own strokes."""
    written = []
    for part in parts:
        sequence = part if part.isascii() else sources.cnchar.get(part)
        if sequence is None and part in sources.by_hand:
            sequence = composed_sequence(sources, sources.by_hand[part])
        sequence = sequence or last_counted(sources, part)
        if sequence is None:
            raise CommandError(f"strokes_by_hand.tsv：部件“{part}”没有笔顺。")
        written.append(sequence)
    return "".join(written)


def with_bounds(sources: Sources, characters: Sequence[str]) -> Iterator[tuple[str, Key, Key | None]]:
    """Each character with the keys of the nearest cnchar characters before and after it."""
    trusted = [
        key_of(sources.cnchar[c]) if c in sources.cnchar and c not in sources.by_hand else None
        for c in characters
    ]
    highs: list[Key | None] = []
    high: Key | None = None
    for key in reversed(trusted):
        highs.append(high)
        high = key or high
    low: Key = (0, "")
    for character, key, after in zip(characters, trusted, reversed(highs), strict=True):
        yield character, low, after
        low = key or low


def choose(sources: Sources) -> dict[str, Chosen]:
    """One sequence a character: by hand, else cnchar, else rime, else (in the 8,105 only) that of the
    character before it in 通用规范汉字表, which puts it exactly where that table does."""
    chosen = {character: Chosen(sequence, "cnchar") for character, sequence in sources.cnchar.items()}
    for character, parts in sources.by_hand.items():
        chosen[character] = Chosen(composed_sequence(sources, parts), "hand")
    for level in (1, 2, 3):
        before = ""
        for character, low, high in with_bounds(sources, characters_of_level(sources, level)):
            if character not in chosen:
                found = placed_sequence(sources, character, low, high)
                chosen[character] = Chosen(found, "rime") if found else Chosen(before, "place")
            before = chosen[character].sequence
    for character in sources.rime:
        if character in chosen or not is_normalized("NFC", character):
            continue
        if found := last_counted(sources, character):
            chosen[character] = Chosen(found, "rime")
    return chosen


def longest_rise(keys: Sequence[Key]) -> set[int]:
    """Positions of one longest run that never falls; what is left out breaks the order of the rest."""
    tails: list[Key] = []
    ends: list[int] = []
    previous: list[int] = []
    for position, key in enumerate(keys):
        at = bisect_right(tails, key)
        if at == len(tails):
            tails.append(key)
            ends.append(position)
        else:
            tails[at], ends[at] = key, position
        previous.append(ends[at - 1] if at else -1)
    remaining: set[int] = set()
    position = ends[-1] if ends else -1
    while position >= 0:
        remaining.add(position)
        position = previous[position]
    return remaining


def outliers(sources: Sources, sequences: Mapping[str, str], level: int) -> tuple[int, list[str]]:
    """How many characters of a level have a sequence, and those that break the order of 通用规范汉字表."""
    characters = [c for c in characters_of_level(sources, level) if c in sequences]
    remaining = longest_rise([key_of(sequences[c]) for c in characters])
    return len(characters), [c for position, c in enumerate(characters) if position not in remaining]


def table_lines(sources: Sources, chosen: Mapping[str, Chosen]) -> list[str]:
    """Rows of the table in stroke order, bare counts after the sequences of the same count."""
    rows: dict[tuple[int, int, str], list[str]] = defaultdict(list)
    for character, (sequence, _source) in chosen.items():
        rows[len(sequence), 0, sequence].append(character)
    for character, count in sources.counts.items():
        # Compatibility characters are never looked up: names are normalised first.
        if character not in chosen and is_normalized("NFC", character):
            rows[count, 1, f"{COUNT_ONLY}{count}"].append(character)
    lines = []
    for (_count, _kind, strokes), characters in sorted(rows.items()):
        standard = sorted((c for c in characters if c in sources.ranks), key=sources.ranks.__getitem__)
        for later, earlier in sources.ties.items():
            if later in standard and earlier in standard:
                standard.remove(earlier)
                standard.insert(standard.index(later), earlier)
        others = sorted(c for c in characters if c not in sources.ranks)
        cells = [strokes, "".join(others), "".join(standard)]
        lines.append("\t".join(cells if standard else cells[:2]))
    return lines


class Command(BaseCommand):
    help = "由公开数据重新生成笔画表（cnchar-order、rime-stroke、Unihan），并报告覆盖与差异。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cnchar", type=Path, required=True, help="cnchar-order 包中的 cnchar.order.min.js"
        )
        parser.add_argument("--rime", type=Path, required=True, help="rime-stroke 的 stroke.dict.yaml")
        parser.add_argument("--unihan", type=Path, required=True, help="存放 Unihan_*.txt 或 .txt.bz2 的目录")
        parser.add_argument("--by-hand", type=Path, default=BY_HAND_PATH, help="手工录入的笔顺")
        parser.add_argument("--output", type=Path, default=TABLE_PATH, help="写到哪里")

    def handle(self, **options: Any) -> None:
        try:
            sources = self.read(**options)
            chosen = choose(sources)
            text = HEADER + "\n".join(table_lines(sources, chosen)) + "\n"
            Path(options["output"]).write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(f"读写文件失败：{error}。", returncode=2) from error
        self.report(sources, chosen, len(text.encode()))

    def read(self, *, cnchar: Path, rime: Path, unihan: Path, by_hand: Path, **_: Any) -> Sources:
        parts, ties = read_by_hand(by_hand)
        strokes = read_unihan(unihan, "Unihan_IRGSources", "kTotalStrokes")
        # Two values are the mainland's and Taiwan's, in that order.
        counts = {character: int(value.split()[0]) for character, value in strokes}
        places = read_unihan(unihan, "Unihan_OtherMappings", "kTGH")
        ranks = {character: int(value.split()[0].split(":")[1]) for character, value in places}
        sequences = read_cnchar(cnchar)
        return Sources(sequences, read_rime(rime), counts, ranks, parts, ties)

    def report(self, sources: Sources, chosen: Mapping[str, Chosen], size: int) -> None:
        both = [c for c in sources.cnchar if c in sources.rime]
        same = sum(sources.cnchar[c] == last_counted(sources, c) for c in both)
        any_of = sum(sources.cnchar[c] in sources.rime[c] for c in both)
        self.stdout.write(
            f"cnchar {len(sources.cnchar)} 字，rime {len(sources.rime)} 字，共有 {len(both)} 字："
        )
        self.stdout.write(f"  取法一致 {same} 字，rime 任一写法一致 {any_of} 字")
        last = {c: found for c in sources.ranks if (found := last_counted(sources, c))}
        tables: Iterable[tuple[str, Mapping[str, str]]] = (
            ("cnchar", sources.cnchar),
            ("rime", last),
            ("本表", {c: row.sequence for c, row in chosen.items()}),
        )
        for name, sequences in tables:
            for level in (1, 2, 3):
                covered, wrong = outliers(sources, sequences, level)
                self.stdout.write(
                    f"{name} 第{level}级：{covered} 字，与规范字表次序不合 {len(wrong)} 字 {''.join(wrong)}"
                )
        for source in ("cnchar", "rime", "hand", "place"):
            characters = [c for c, row in chosen.items() if row.source == source]
            standard = sorted((c for c in characters if c in sources.ranks), key=sources.ranks.__getitem__)
            shown = "".join(standard) if source == "place" else ""
            self.stdout.write(f"{source}：{len(characters)} 字，其中规范字 {len(standard)} 字 {shown}")
        bare = sum(c not in chosen and is_normalized("NFC", c) for c in sources.counts)
        self.stdout.write(f"只有笔画数：{bare} 字；全表 {len(chosen) + bare} 字，{size} 字节")
