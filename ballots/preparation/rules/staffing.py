"""Who may serve at the polls, and what a station and a mobile box need. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from election_office.law.decision import Decision, Finding
from election_office.law.relations import INVERSE, RELATION_LABELS, SET_LABELS, related
from election_office.law.rulebooks import Rulebook

Pair = tuple[int, int, str]
"""A declared relation: person, relative, what the relative is to the person."""

WATCHES: Final = frozenset({"chief", "scrutineer"})
NEEDED: Final[dict[str, str]] = {
    "chief": "总监票人",
    "scrutineer": "监票人",
    "caller": "唱票人",
    "counter": "计票人",
    "issuer": "发票人",
}


@dataclass(frozen=True, slots=True)
class Serving:
    """One person asked to serve. ``person`` is None for someone from outside the village's own people."""

    name: str
    role: str
    role_title: str
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands in this round: person → name and post, and the declared relations."""

    candidates: Mapping[int, tuple[str, str]]
    pairs: Sequence[Pair] = ()


@dataclass(frozen=True, slots=True)
class MobileVoter:
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A place of voting before the notice. ``approval``: number of the township's paper."""

    name: str
    mobile: bool
    booths: int
    watchers: int
    approval: str = ""
    voters: tuple[MobileVoter, ...] = ()


def check_serving(worker: Serving, standing: Standing, book: Rulebook) -> Decision:
    """A candidate never serves, nor who is inside the rulebook's circle around one."""
    cite = book.cite("staff_relation_set")
    found = []
    if worker.person is not None and worker.person in standing.candidates:
        name, post = standing.candidates[worker.person]
        text = f"{name}是{post}候选人，不得担任{worker.role_title}。"
        found.append(Finding("staff_is_candidate", False, text, cite))
    circle = str(book.value("staff_relation_set"))
    for candidate, kind in _relatives(worker.person, standing):
        if related(kind, circle):
            name, post = standing.candidates[candidate]
            text = (
                f"{worker.name}是{post}候选人{name}的亲属（{RELATION_LABELS[kind]}），不得担任{worker.role_title}；"
                f"须回避的范围是{SET_LABELS[circle]}。"
            )
            found.append(Finding("staff_is_relative", False, text, cite))
    if worker.person is None:
        for name, post in standing.candidates.values():
            if name == worker.name:
                text = (
                    f"{worker.name}与{post}候选人同名；是{book.words.here}人的请从名册中选择，"
                    "不是同一人的请写明。"
                )
                found.append(Finding("staff_bears_the_name", False, text, cite, "warning"))
    return Decision(tuple(found))


def _relatives(person: int | None, standing: Standing) -> list[tuple[int, str]]:
    """(candidate, what ``person`` is to that candidate)."""
    found = []
    for first, other, kind in standing.pairs:
        if first in standing.candidates and other == person:
            found.append((first, kind))
        elif other in standing.candidates and first == person:
            found.append((other, INVERSE[kind]))
    return found


def check_station(station: StationFacts, book: Rulebook) -> Decision:
    """A secret booth at every fixed place; approval, watchers and listed voters for a mobile box."""
    if not station.mobile:
        booth = bool(station.booths) or not book.value("secret_booth")
        text = f"“{station.name}”还没有秘密写票处，每个会场和投票站都应当设立。"
        return Decision((Finding("no_booth", booth, text, book.cite("secret_booth")),))
    rule, cite = book.value("mobile_box"), book.cite("mobile_box")
    least = int(rule["min_watchers"])
    found = [
        Finding(
            "mobile_watchers",
            station.watchers >= least,
            f"流动票箱“{station.name}”现有监票人{station.watchers}名，至少须有{least}名。",
            cite,
        ),
        Finding(
            "mobile_not_approved",
            bool(station.approval.strip()) or not rule["approval"],
            f"流动票箱“{station.name}”还没有乡镇批准，请登记批准文号。",
            cite,
        ),
    ]
    if rule["publish"]:
        text = f"流动票箱“{station.name}”还没有列出使用的{book.words.people}，应当列名公布。"
        found.append(Finding("mobile_no_voters", bool(station.voters), text, cite))
    found += [
        Finding("mobile_no_reason", False, f"{voter.name}使用流动票箱的原因还没有写。", cite)
        for voter in station.voters
        if not voter.reason.strip()
    ]
    return Decision(tuple(found))


def check_complete(roles: Mapping[str, int], book: Rulebook) -> Decision:
    """The whole list before it is posted: every act of the day has somebody. A habit of the office, so a
    warning; only the number of watchers at a mobile box is law."""
    cite = book.cite("staff_notice_days")
    return Decision(
        tuple(
            Finding(f"no_{role}", bool(roles.get(role)), f"名单上还没有{title}。", cite, "warning")
            for role, title in NEEDED.items()
        )
    )
