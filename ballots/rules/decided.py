"""A declared outcome together with what was decided about its winners afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ballots.rules.adjudication import adjudicate

BARRED = "经认定不得当选"
DECLINED = "本人书面表示不任职"


def after_decisions(
    outcome: Mapping[str, Any],
    count: Mapping[str, Any],
    decided: Mapping[str, tuple[str, Sequence[str]]],
) -> dict[str, Any]:
    """The outcome with the winners' status of today; the very same while nothing was decided.

    ``decided``: name → (status, what each decision rests on). A winner who was found unfit is judged again
    as barred, so that the seat is open and the candidates of the next vote are those the rules name; a
    written-in one who passed the review is judged again as confirmed. A seat
    given up because of excess proxies is voted on again: nothing is computed for it, ``next`` is repeat.
    """
    declared = {item["name"]: item["status"] for post in outcome["posts"] for item in post["elected"]}
    changed = {name: value for name, value in decided.items() if value[0] != declared.get(name, value[0])}
    if not changed:
        return dict(outcome)
    unfit = {
        name: DECLINED if "own" in bases else BARRED
        for name, (status, bases) in changed.items()
        if status == "annulled" and "proxies" not in bases
    }
    confirmed = [name for name, (status, _) in changed.items() if status == "elected"]
    judged = _judged(count, unfit, confirmed) if unfit or confirmed else outcome
    posts = [dict(post) for post in judged["posts"]]
    for post in posts:
        post["elected"] = [
            {**item, "status": decided[item["name"]][0]} if item["name"] in changed else item
            for item in post["elected"]
        ]
        repeated = [
            item["name"]
            for item in post["elected"]
            if item["name"] in changed and item["name"] not in unfit and item["status"] == "annulled"
        ]
        if repeated:
            post |= {"unfilled": post["unfilled"] + len(repeated), "next": "repeat"}
    findings = [
        item
        for item in judged["findings"]
        if item["code"] != "write_in_pending" or not item["message"].startswith(tuple(changed))
    ]
    return {**outcome, "findings": findings, "posts": posts}


def reviewed_count(
    count: Mapping[str, Any], unfit: Mapping[str, str], confirmed: Sequence[str] = ()
) -> dict[str, Any]:
    """The count with what the review found about its winners, as anybody may judge it again: who is barred,
    and who was confirmed, whatever was told before. ``unfit``: name → the ground."""
    people = {name: dict(facts) for name, facts in count.get("people", {}).items()}
    for name in confirmed:
        remaining = {key: value for key, value in people.get(name, {}).items() if key != "barred"}
        people[name] = {**remaining, "confirmed": True}
    for name, ground in unfit.items():
        people[name] = {**people.get(name, {}), "barred": ground}
    said = {**count, "people": people}
    posts = adjudicate(said).as_dict()["posts"]
    void = {item["name"] for post in posts for item in post["elected"] if item["status"] == "annulled"}
    if void >= set(unfit):
        return said
    # Where the rules of the place leave it to somebody above, that answer travels with the file.
    return {**said, "params": {**count.get("params", {}), "review_failure": "committee_voids"}}


def _judged(count: Mapping[str, Any], unfit: Mapping[str, str], confirmed: Sequence[str]) -> dict[str, Any]:
    return adjudicate(reviewed_count(count, unfit, confirmed)).as_dict()


def undetermined_names(outcome: Mapping[str, Any]) -> set[str]:
    """Winners of the published outcome whose seat the ballots beyond the limit may have decided: the seat is
    voted on again, and until then nobody holds it. Who leads by more than those could turn keeps it."""
    names: set[str] = set()
    for post in outcome["posts"]:
        robustness = post["robustness"]
        if not robustness or robustness["verdict"] != "undetermined":
            continue
        seated = [item for item in post["elected"] if item["status"] != "annulled"]
        loser = seated[-1]["votes"] - robustness["margin"]
        names |= {
            item["name"] for item in seated if item["votes"] - loser <= 2 * robustness["excess_proxies"]
        }
    return names
