"""Building counts for the tests of the adjudication: a lawful first round, but for what a test changes."""

from __future__ import annotations

from typing import Any

NATION = "360000"
ZHEJIANG = "330000"
SHANGHAI = "310000"
BEIJING = "110000"
HENAN = "410000"
DAY_2026 = "2026-12-20"
DAY_2021 = "2021-03-20"


def entry(post: str, votes: dict[str, int], seats: int = 1, **changes: Any) -> dict[str, Any]:
    """One post; a name that begins with + is a write-in."""
    lines = []
    for name, number in votes.items():
        line: dict[str, Any] = {"name": name.removeprefix("+"), "votes": number}
        if name.startswith("+"):
            line["write_in"] = True
        lines.append(line)
    return {
        "post": post,
        "seats": seats,
        "reserved": None,
        "void": 0,
        "blank": 0,
        "votes": lines,
    } | changes


def count(
    *posts: dict[str, Any], registered: int = 1000, recovered: int = 800, **changes: Any
) -> dict[str, Any]:
    """A count in the open format; as many ballots issued as recovered unless said otherwise."""
    return {
        "format": "election-count/1",
        "area": NATION,
        "election_day": DAY_2026,
        "params": {},
        "round": "first",
        "registered": registered,
        "issued": recovered,
        "recovered": recovered,
        "posts": list(posts),
        "people": {},
        "relatives": [],
        "elected_before": [],
        "excess_proxies": 0,
    } | changes
