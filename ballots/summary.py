"""A count and its outcome in the words people read: the result page and the papers say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from ballots.rules.codes import CODES
from ballots.rules.decided import undetermined_names
from ballots.rules.facts import POST_NAMES, ROUND_NAMES
from ballots.rules.results import next_step
from election_office.law.rulebooks import Rulebook

STATUS_WORDS = {
    "elected": "当选",
    "pending_review": "待资格审查",
    "annulled": "当选无效",
    "undetermined": "不能确定",
    "tied": "票数相等",
    "avoided": "近亲属回避，未当选",
}
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
    open_names = undetermined_names(outcome)
    avoiding = {
        finding["message"].partition("（")[0]
        for finding in outcome["findings"]
        if finding["code"] == "relative_left"
    }
    return {
        "round": ROUND_NAMES[count["round"]],
        "valid": outcome["valid"],
        "registered": count["registered"],
        "issued": count["issued"],
        "recovered": count["recovered"],
        "voted": voted,
        "excess_proxies": count["excess_proxies"],
        "posts": [
            _post(
                entry, decided, voted, book, valid=outcome["valid"], open_names=open_names, avoiding=avoiding
            )
            for entry, decided in zip(count["posts"], outcome["posts"], strict=True)
        ],
        "next": next_step(outcome, day, book),
        "findings": [
            {**finding, "what_to_do": CODES[finding["code"]].what_to_do if finding["code"] in CODES else ""}
            for finding in outcome["findings"]
        ],
    }


def _post(
    entry: Mapping[str, Any],
    decided: Mapping[str, Any],
    voted: int,
    book: Rulebook,
    *,
    valid: bool,
    open_names: Collection[str],
    avoiding: Collection[str],
) -> dict[str, Any]:
    won = {winner["name"]: winner["status"] for winner in decided["elected"]}
    won |= {name: "undetermined" for name in won if name in open_names}
    tied = set(decided["tied"])
    lost = "未当选" if valid else ""
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
                "status": _status(line["name"], won, tied, avoiding),
                "word": STATUS_WORDS.get(_status(line["name"], won, tied, avoiding), lost),
            }
            for line in sorted(entry["votes"], key=lambda line: -line["votes"])
        ],
        "elected": [name for name, status in won.items() if status == "elected"],
        "undetermined": [name for name, status in won.items() if status == "undetermined"],
        "pending": [name for name, status in won.items() if status == "pending_review"],
        "annulled": [person["name"] for person in decided["elected"] if person["status"] == "annulled"],
        "tied": list(decided["tied"]),
        "unfilled": decided["unfilled"],
        "next": decided["next"],
        "runoff_candidates": list(decided["runoff_candidates"]),
        "robust": _robust(decided["robustness"], book),
    }


def _status(name: str, won: Mapping[str, str], tied: Collection[str], avoiding: Collection[str]) -> str:
    if name in won:
        return won[name]
    if name in tied:
        return "tied"
    return "avoided" if name in avoiding else ""


def read_aloud(
    village: str, summary: Mapping[str, Any], people: str, base: str = "登记参加选举"
) -> list[str]:
    """The text for the person at the microphone, sentence by sentence: numbers first, then each post, its
    votes and who is elected. ``people``: how those of this kind of election are addressed; ``base``: who is
    entitled."""
    lines = [
        f"各位{people}：现在宣布{village}{summary['round']}结果。",
        f"{base}{summary['registered']}人，发出选票{summary['issued']}张，收回选票{summary['recovered']}张，"
        f"{'选举有效' if summary['valid'] else '选举无效'}。",
    ]
    if not summary["valid"]:
        return [*lines, *summary["next"]]
    for post in summary["posts"]:
        votes = "，".join(f"{line['name']}{line['votes']}票" for line in post["votes"] if line["votes"])
        lines.append(
            f"{post['title']}应选{post['seats']}名，有效票{post['valid_ballots']}张，无效票{post['void']}张，"
            f"弃权票{post['blank']}张。得票：{votes or '没有人得票'}。"
        )
        lines += _aloud(post)
    return [*lines, *summary["next"], "宣布完毕。"]


def _aloud(post: Mapping[str, Any]) -> list[str]:
    title, lines = post["title"], []
    if post["elected"]:
        lines.append(f"{'、'.join(post['elected'])}当选{title}。")
    if post["pending"]:
        lines.append(f"{'、'.join(post['pending'])}得票达到当选票数，经资格审查后另行公布是否当选。")
    if post["annulled"]:
        lines.append(f"{'、'.join(post['annulled'])}依法不得当选，当选无效。")
    if post["undetermined"]:
        lines.append(f"{title}的结果不能确定，应当重新投票。")
    if post["tied"]:
        lines.append(f"{'、'.join(post['tied'])}得票相等，应当再次投票。")
    if post["unfilled"] and not post["tied"]:
        lines.append(f"{title}缺{post['unfilled']}名。")
    return lines


def _robust(robustness: Mapping[str, Any] | None, book: Rulebook) -> str:
    """Empty where no ballot was beyond the limit: there is nothing to tell then."""
    if not robustness or not robustness["excess_proxies"]:
        return ""
    excess = robustness["excess_proxies"]
    return (
        f"超限委托票{excess}张，每张至多使领先票数减少2票，共{2 * excess}票；末位当选人领先"
        f"{robustness['margin']}票：{VERDICT_WORDS[robustness['verdict']]}。（依据：{book.cite('proxy_max')}）"
    )
