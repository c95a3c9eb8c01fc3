"""What the trial of a roll says: findings by row, and the batches of rows they come with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from voters.imports.rows import RollRow

Level = Literal["error", "excluded", "pending", "warning"]


@dataclass(frozen=True, slots=True)
class RowFinding:
    """One finding. ``column`` is the letter people see (H); empty when the whole row or sheet is meant."""

    sheet: str
    row: int
    column: str
    level: Level
    code: str
    message: str


@dataclass(slots=True)
class Batch:
    """Rows judged together, in the order of the file, and all that was found on the way."""

    rows: list[RollRow] = field(default_factory=list)
    findings: list[RowFinding] = field(default_factory=list)

    @property
    def ready(self) -> list[RollRow]:
        return [row for row in self.rows if row.ready]

    def find(self, row: RollRow, level: Level, code: str, sentence: str) -> None:
        """A finding on a whole row from what the office knows; an error or an exclusion takes it out."""
        self.findings.append(RowFinding(row.sheet, row.row, "", level, code, sentence))
        if level == "error":
            row.standing = "refused"
        elif level == "excluded":
            row.standing, row.why = "excluded", row.why + sentence


Check = Callable[[Batch], None]
