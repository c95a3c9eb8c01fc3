"""A count and its outcome in the words people read: the result page and the papers say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ballots.rules.codes import CODES
from ballots.rules.facts import POST_NAMES, ROUND_NAMES
from ballots.rules.results import next_step
from election_office.law.rulebooks import Rulebook

STATUS_WORDS = {"elected": "当选", "pending_review": "待资格审查", "annulled": "当选无效"}
VERDICT_WORDS = {
    "stands": "即使去掉超限委托票，结果不变",
    "undetermined": "超限委托票足以改变名次，结果不能确定",
    "majority_uncertain": "去掉超限委托票后，不一定仍达到当选票数",
}


def post_title(post: str, reserved: str | None) -> str:
    return f"妇女{POST_NAMES[post]}" if reserved == "woman" else POST_NAMES[post]


def summary_of(
    count: Mapping[str, Any], outcome: Mapping[str, Any], book: Rulebook, day: dt.date
) -> dict[str, Any]:
    """JSON-ready: the numbers of the ballots, and of every post who had how many votes and what became
    of it. ``day``: of the vote, for what must follow within so many days."""
    voted = outcome["turnout"]["voted"]
    return {
        "round": ROUND_NAMES[count["round"]],
        "valid": outcome["valid"],
        "registered": count["registered"],
        "issued": count["issued"],
        "recovered": count["recovered"],
        "voted": voted,
        "excess_proxies": count["excess_proxies"],
        "posts": [
            _post(entry, decided, voted, book, valid=outcome["valid"])
            for entry, decided in zip(count["posts"], outcome["posts"], strict=True)
        ],
        "next": next_step(outcome, day, book),
        "findings": [
            {**one, "what_to_do": CODES[one["code"]].what_to_do if one["code"] in CODES else ""}
            for one in outcome["findings"]
        ],
    }


def _post(
    entry: Mapping[str, Any], decided: Mapping[str, Any], voted: int, book: Rulebook, *, valid: bool
) -> dict[str, Any]:
    won = {winner["name"]: winner["status"] for winner in decided["elected"]}
    tied = set(decided["tied"])
    return {
        "title": post_title(entry["post"], entry["reserved"]),
        "seats": entry["seats"],
        "void": entry["void"],
        "blank": entry["blank"],
        "valid_ballots": voted - entry["void"] - entry["blank"],
        "counted": valid,
        "votes": [
            {
                "name": line["name"],
                "votes": line["votes"],
                "write_in": line.get("write_in", False),
                "status": won.get(line["name"], "tied" if line["name"] in tied else ""),
                "word": STATUS_WORDS.get(
                    won.get(line["name"], ""), "票数相等" if line["name"] in tied else ""
                ),
            }
            for line in sorted(entry["votes"], key=lambda line: -line["votes"])
        ],
        "elected": [one["name"] for one in decided["elected"] if one["status"] == "elected"],
        "pending": [one["name"] for one in decided["elected"] if one["status"] == "pending_review"],
        "annulled": [one["name"] for one in decided["elected"] if one["status"] == "annulled"],
        "tied": list(decided["tied"]),
        "unfilled": decided["unfilled"],
        "next": decided["next"],
        "runoff_candidates": list(decided["runoff_candidates"]),
        "robust": _robust(decided["robustness"], book),
    }


def _robust(robustness: Mapping[str, Any] | None, book: Rulebook) -> str:
    """Empty where no ballot was beyond the limit: there is nothing to tell then."""
    if not robustness or not robustness["excess_proxies"]:
        return ""
    excess = robustness["excess_proxies"]
    return (
        f"超限委托票{excess}张，每张至多使领先票数减少2票，共{2 * excess}票；末位当选人领先"
        f"{robustness['margin']}票：{VERDICT_WORDS[robustness['verdict']]}。（依据：{book.cite('proxy_max')}）"
    )
