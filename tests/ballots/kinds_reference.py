"""A second reading of the community's and the collective's law of the count, written apart from the program.

It shares no code with it: one flat function over the open format, as a person would reckon with a pencil. It
knows no relatives, bars, reserved seats or written-in names; the counts of the comparison have none.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def enough_take_part(data: dict[str, Any]) -> bool:
    entitled, came = data["registered"], data["recovered"]
    if data["kind"] == "community":
        if data["round"] == "tie":
            return True
        two_thirds = data["way"] == "residents_representatives"
        return Fraction(came) > Fraction(2 if two_thirds else 1, 3 if two_thirds else 2) * entitled
    if data["way"] == "members":
        return Fraction(came) >= Fraction(2, 3) * entitled
    quorum = data["params"].get("quorum")
    return quorum is None or Fraction(came) >= Fraction(quorum["num"], quorum["den"]) * entitled


def wins(votes: int, data: dict[str, Any]) -> bool:
    came = data["recovered"]
    if not votes:
        return False
    if data["kind"] == "collective":
        if data["params"].get("win_rule", "two_thirds_of_all") == "two_thirds_of_all":
            return Fraction(votes) >= Fraction(2, 3) * data["registered"]
        return Fraction(votes) > Fraction(came, 2)
    if data["round"] == "first":
        return Fraction(votes) > Fraction(came, 2)
    return data["round"] == "tie" or Fraction(votes) >= Fraction(came, 3)


def reckon(data: dict[str, Any]) -> dict[str, Any]:
    """{"valid", "posts": [{"elected", "tied", "unfilled", "next"}]}."""
    posts = data["posts"]
    valid = data["recovered"] <= data["issued"] and enough_take_part(data)
    if data["kind"] == "community":
        valid = valid and sum(post["seats"] for post in posts) <= 9
    valid = valid and all(post["seats"] == 1 for post in posts if post["post"] in ("director", "chair"))
    if not valid:
        empty: list[str] = []
        return {
            "valid": False,
            "posts": [
                {"elected": empty, "tied": empty, "unfilled": post["seats"], "next": "repeat"}
                for post in posts
            ],
        }
    order = ["director", "deputy", "member", "chair", "deputy_chair", "council", "supervisory_chair"]
    placed: set[str] = set()
    found: dict[int, dict[str, Any]] = {}
    ranked = sorted(range(len(posts)), key=lambda at: [*order, "supervisor"].index(posts[at]["post"]))
    for at in ranked:
        post, seats = posts[at], posts[at]["seats"]
        able = [one for one in post["votes"] if one["name"] not in placed and wins(one["votes"], data)]
        able.sort(key=lambda one: -one["votes"])
        elected, tied = able[:seats], []
        if len(able) > seats and able[seats - 1]["votes"] == able[seats]["votes"]:
            edge = able[seats]["votes"]
            elected = [one for one in able if one["votes"] > edge]
            tied = [one["name"] for one in post["votes"] if one["votes"] == edge and one in able]
        names = [one["name"] for one in elected]
        placed |= set(names)
        short = seats - len(names)
        left = "charter" if data["kind"] == "collective" else "runoff"
        found[at] = {
            "elected": names,
            "tied": tied,
            "unfilled": short,
            "next": "tie_vote" if tied else left if short else "none",
        }
    return {"valid": True, "posts": [found[at] for at in range(len(posts))]}
