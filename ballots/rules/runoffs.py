"""Another vote for the seats still open: 再次投票 among the tied, 另行选举 for the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from election_office.law.dates import cn_date
from election_office.law.decision import Decision, Finding
from election_office.law.rulebooks import Rulebook
from election_office.law.words import GENERAL


@dataclass(frozen=True, slots=True)
class RunoffPost:
    """A post voted on again: ``key`` of the post (kind, reserved), seats still open, who may stand."""

    key: tuple[str, str]
    seats: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunoffPlan:
    """Ties are decided first: until then nobody knows who is left for the other seats."""

    kind: Literal["tie", "runoff"]
    posts: tuple[RunoffPost, ...]


def plan_runoff(
    outcomes: Sequence[Mapping[str, Any]], left_empty: Collection[tuple[str, str]] = ()
) -> RunoffPlan | None:
    """``outcomes``: the published outcomes in the order of the rounds; the newest word on a post counts.
    ``left_empty``: posts whose open seats stay vacant by resolution.
    None when no seat waits for a vote, or the newest voting was void."""
    if not outcomes or not outcomes[-1]["valid"]:
        return None
    newest: dict[tuple[str, str], Mapping[str, Any]] = {}
    taken: set[str] = set()
    for outcome in outcomes:
        for post in outcome["posts"]:
            newest[post["post"], post.get("reserved") or ""] = post
            taken |= {item["name"] for item in post["elected"] if item["status"] != "annulled"}
    tied = tuple(
        RunoffPost(key, max(1, min(post["unfilled"], len(post["tied"]) - 1)), tuple(post["tied"]))
        for key, post in newest.items()
        if post["next"] == "tie_vote" and key not in left_empty
    )
    if tied:
        return RunoffPlan("tie", tied)
    again = tuple(
        RunoffPost(
            key, post["unfilled"], tuple(name for name in post["runoff_candidates"] if name not in taken)
        )
        for key, post in newest.items()
        if post["next"] == "runoff" and post["unfilled"] and key not in left_empty
    )
    return RunoffPlan("runoff", again) if again else None


def check_runoff_day(day: date, last: date, today: date, book: Rulebook) -> Decision:
    """``last``: the day of the vote before."""
    latest = last + timedelta(days=book.value("runoff_days"))
    return Decision(
        (
            Finding(
                "runoff_in_the_past",
                day >= today,
                f"投票日不能早于今天（{cn_date(today)}）。",
            ),
            Finding(
                "runoff_too_late",
                day <= latest,
                f"另行选举最迟在{cn_date(latest)}以前举行，所填日期为{cn_date(day)}。",
                book.cite("runoff_days"),
            ),
            Finding(
                "runoff_same_day",
                day != last or bool(book.value("runoff_same_day")),
                "当地规定另行选举不在投票当日举行，请另定日期。",
                book.cite("runoff_same_day"),
            ),
        )
    )


def check_runoff_names(
    chosen: Mapping[str, Sequence[str]], nobody: Sequence[str], roll: str = GENERAL.roll_short
) -> Decision:
    """``chosen``: title of the post → names; ``nobody``: names that fit no registered voter beyond doubt;
    ``roll``: what the place calls the list of voters."""
    titles: dict[str, list[str]] = {}
    for title, names in chosen.items():
        for name in names:
            titles.setdefault(name, []).append(title)
    findings = [
        Finding(
            "stands_twice",
            len(posts) == 1,
            f"{name}同时列为{'、'.join(posts)}的候选人，请按本人书面选定只留一个职位。",
        )
        for name, posts in titles.items()
    ]
    findings += [
        Finding(
            "nobody_of_that_name",
            False,
            f"{roll}上没有或者不止一人叫{name}，不能确定是谁；请核对后去掉这一姓名。",
        )
        for name in nobody
    ]
    findings += [
        Finding("no_candidates", bool(names), f"{title}没有候选人。") for title, names in chosen.items()
    ]
    return Decision(tuple(findings))
