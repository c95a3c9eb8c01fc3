"""In which box of the archive a thing lies. Plain data; the order is that of boxes.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

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


def box(code: str) -> Box:
    return next(row for row in boxes() if row.code == code)


def box_of_paper(kind: str) -> Box:
    """The box of the closest pattern: the longest that fits, so that a new paper lies with its kin."""
    return max(boxes(), key=lambda row: _closeness(kind, row.papers))


def box_of_scan(model: str) -> Box:
    return max(boxes(), key=lambda row: _closeness(model, row.scans))


def box_of_stage(stage: str) -> Box:
    return next((row for row in boxes() if stage in row.stages), box("after"))


def originals() -> dict[str, Original]:
    return {original.code: original for each in boxes() for original in each.originals}


def _closeness(name: str, patterns: tuple[str, ...]) -> int:
    return max((len(pattern) for pattern in patterns if fnmatchcase(name, pattern)), default=-1)


def file_name(text: str) -> str:
    """The words as a part of a path that every system takes."""
    return _NOT_IN_NAMES.sub("", text)[:LONGEST_NAME].rstrip(".") or "文件"
