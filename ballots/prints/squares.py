"""Squares to draw 正 in: as many as there may be votes."""

from __future__ import annotations

import math
from typing import Any, Final

SQUARE_WIDE, SQUARE_HIGH = 6.0, 7.0  # millimetres
VOTES_A_SIGN: Final = 5  # a 正 has five strokes
SIGNS_A_LINE: Final = 20


def lines_for(votes: float) -> int:
    """Lines of squares, twenty 正 each, that hold so many votes."""
    return max(1, math.ceil(votes / (VOTES_A_SIGN * SIGNS_A_LINE)))


def squares(lines: int) -> dict[str, Any]:
    """So many lines of squares, in millimetres; after ten squares, fifty votes, a thick stroke."""
    width, height = SIGNS_A_LINE * SQUARE_WIDE, lines * SQUARE_HIGH
    rows = [f"M0 {n * SQUARE_HIGH:g}H{width:g}" for n in range(lines + 1)]
    columns = [f"M{n * SQUARE_WIDE:g} 0V{height:g}" for n in range(SIGNS_A_LINE + 1)]
    middle = f"M{width / 2:g} 0V{height:g}"
    return {"width": width, "height": height, "path": "".join(rows + columns), "middle": middle}
