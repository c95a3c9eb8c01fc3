"""What was out of order around a vote and is told with its result. It decides no seat by itself. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple


class Irregularity(NamedTuple):
    """``code`` is one of ``IRREGULARITIES``; ``message`` names the place, the people on duty, the numbers."""

    code: str
    message: str


IRREGULARITIES: Final[dict[str, str]] = {
    "candidates_not_more": "differential",
    "mobile_box": "mobile_box",
    "outside_hours": "open_count",
    "polling_changed": "open_count",
    "paper_hours": "open_count",
    "staff_in_two_places": "open_count",
    "staff_kinship_unknown": "open_count",
    "ballots_beyond_stock": "excess_compare",
    "small_boxes": "open_count",
}
"""Code → the rulebook's key that it is judged by."""
