"""In which box of the archive a thing lies. Plain data; the order is that of boxes.toml, unless a county has
set its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).with_name("boxes.toml")
LONGEST_NAME = 40
# What no file name may hold on Windows, and blanks.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Original:
    """What is kept on paper beside the files."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Box:
    number: int
    code: str
    title: str
    papers: tuple[str, ...]
    scans: tuple[str, ...]
    stages: tuple[str, ...]
    originals: tuple[Original, ...]

    @property
    def folder(self) -> str:
        return f"{self.number:02}{self.title}"


@cache
def boxes() -> tuple[Box, ...]:
    rows = tomllib.loads(HERE.read_text(encoding="utf-8"))["box"]
    return tuple(
        Box(
            number=number,
            code=row["code"],
            title=row["title"],
            papers=tuple(row["papers"]),
            scans=tuple(row["scans"]),
            stages=tuple(row.get("stages", ())),
            originals=tuple(Original(code, title) for code, title in row["originals"]),
        )
        for number, row in enumerate(rows, start=1)
    )


class Shelf:
    """The boxes as a county keeps them. What lies in which does not depend on their order."""

    def __init__(self, order: Iterable[Mapping[str, Any]] = ()) -> None:
        """``order``: code, number and title of boxes; one not named comes last, under its own title."""
        named = {row["code"]: row for row in order}
        last = max((row["number"] for row in named.values()), default=0)
        unnamed = [box for box in boxes() if box.code not in named]
        self.boxes = [
            replace(box, number=named[box.code]["number"], title=named[box.code]["title"])
            for box in boxes()
            if box.code in named
        ] + [replace(box, number=last + place) for place, box in enumerate(unnamed, start=1)]
        self.boxes.sort(key=lambda box: box.number)
        self._by_code = {box.code: box for box in self.boxes}

    def box(self, code: str) -> Box:
        return self._by_code[code]

    def of_paper(self, kind: str) -> Box:
        """The box of the closest pattern: the longest that fits, so that a new paper lies with its kin."""
        return self.box(max(boxes(), key=lambda row: _closeness(kind, row.papers)).code)

    def of_scan(self, model: str) -> Box:
        return self.box(max(boxes(), key=lambda row: _closeness(model, row.scans)).code)

    def of_stage(self, stage: str) -> Box:
        return self.box(next((row.code for row in boxes() if stage in row.stages), "after"))


def originals() -> dict[str, Original]:
    return {original.code: original for each in boxes() for original in each.originals}


def _closeness(name: str, patterns: tuple[str, ...]) -> int:
    return max((len(pattern) for pattern in patterns if fnmatchcase(name, pattern)), default=-1)


def file_name(text: str) -> str:
    """The words as a part of a path that every system takes."""
    return _NOT_IN_NAMES.sub("", text)[:LONGEST_NAME].rstrip(".") or "文件"
