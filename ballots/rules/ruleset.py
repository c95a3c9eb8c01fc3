"""The rulebook values a count is judged by, read once and in one place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final

from ballots.rules.facts import Kind, Round
from ballots.rules.shapes import shown
from election_office.law.counts import CountLaw, Share, count_law
from election_office.law.decision import Citation
from election_office.law.relations import RELATION_SETS
from election_office.law.rulebooks import Rulebook, rulebook_for

OLDEST_TEXT: Final = date(2018, 12, 29)
"""The first day for which a text of the organic law is kept. An older count is judged by that text, and says
so in a finding."""


OLDEST_CHARTER: Final = date(2026, 1, 1)
"""Of a collective only the circle of near relatives is read from a rulebook; no older one has it."""

COUNTY: Final = 6
"""The digits of a county."""

MOST_PARTS: Final = 1000
"""A quorum is a plain fraction; larger numbers are a slip of the keyboard."""


class RulesetError(ValueError):
    """Parameters that cannot be used; `faults` are sentences, one for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class CountRules:
    """Everything in the rulebook that decides a count.

    Shares are pairs of whole numbers; the turnout and the majority must be exceeded, the runoff's share must
    be reached. `relations` is empty where members need not avoid each other."""

    book: Rulebook
    changed: tuple[str, ...]
    """Keys a count asked to change, in the order it named them."""
    turnout_num: int
    turnout_den: int
    turnout_of_issued: bool
    win_num: int
    win_den: int
    majority_of_valid: bool
    box_level_void: bool
    excess_against_voters: bool
    counts_down: bool
    write_in_rounds: frozenset[str]
    reviews_write_ins: bool
    annuls_barred: bool
    runoff_turnout: bool
    runoff_num: int
    runoff_den: int
    runoff_rule: str
    differential: Mapping[str, Mapping[str, int]]
    relations: frozenset[str]
    national_relations: frozenset[str]
    """The circle of the national law in force; empty where it asks for no avoidance."""
    relative_resolution: str
    has_statutory_bars: bool
    seats_min: int
    seats_max: int
    needs_woman: bool
    law: CountLaw | None = None
    """The law of another kind of election than a village's, by which its count is judged."""
    win_rule: str = ""
    """Of a collective: two_thirds_of_all, or half_of_participants where its charter says so."""
    turnout_at_least: bool = False
    win_at_least: bool = False
    win_of_registered: bool = False

    def cite(self, key: str) -> Citation:
        return self.law.cite(key) if self.law else self.book.cite(key)

    @property
    def is_collective(self) -> bool:
        return self.law is not None and self.law.kind == "collective"

    @property
    def needs_quorum(self) -> bool:
        """Whether any turnout is asked for: a meeting of representatives may have none."""
        return self.turnout_den > 0

    def allows_write_ins(self, round_: Round) -> bool:
        return round_ in self.write_in_rounds

    @property
    def refills_relatives(self) -> bool:
        return self.relative_resolution == "refill"

    def runoff_names(self, post: str, unfilled: int) -> int:
        """How many stand in the runoff for so many open seats."""
        if self.runoff_rule == "seats_times_two":
            return 2 * unfilled
        if self.runoff_rule == "differential":
            return unfilled + self.differential[post]["min"]
        return unfilled + 1


def ruleset_for(
    area: str,
    election_day: date,
    params: Mapping[str, Any] | None = None,
    kind: Kind = "village",
    way: str = "",
) -> CountRules:
    """The rules of that place on that day, with the parameters a count asks to change.

    RulesetError names every key that is unknown, has a value of another shape, or loosens a hard national
    minimum."""
    try:
        changes = json.dumps(params) if params else ""
    except TypeError:  # no JSON: from Python, not from a file
        return _ruleset(area, election_day, params, kind, way)
    return _remembered(area, election_day, changes, kind, way)


@lru_cache(maxsize=512)
def _remembered(area: str, election_day: date, changes: str, kind: Kind, way: str) -> CountRules:
    return _ruleset(area, election_day, json.loads(changes) if changes else None, kind, way)


def _ruleset(
    area: str, election_day: date, params: Mapping[str, Any] | None, kind: Kind, way: str
) -> CountRules:
    day = max(election_day, OLDEST_TEXT)
    if kind == "collective":
        return _collective(count_law(kind, way), day, params or {})
    if kind == "community":
        return _community(count_law(kind, way), day, params or {})
    if not params and COUNTY < len(area) <= 12 and area.isascii() and area.isdecimal():
        # All villages of a county have its rules: no text held here is for less than a county.
        county = ruleset_for(area[:COUNTY], day)
        return replace(county, book=replace(county.book, area=area))
    return rules_with(rulebook_for(area, day), params or {})


def rules_with(book: Rulebook, params: Mapping[str, Any]) -> CountRules:
    """The rules of that rulebook with some parameters changed. RulesetError as above."""
    return rules_of(*_changed(book, params))


def _nation(day: date) -> Rulebook:
    """The village's national rulebook, for what the law of the other kinds leaves to the same habits. No
    province has this code: its rules for villages bind no other kind."""
    return rulebook_for("00", day)


def _community(law: CountLaw, day: date, params: Mapping[str, Any]) -> CountRules:
    """By the national law of communities. Fewer seats, as Henan has them, are a matter of the posts."""
    book = rulebook_for("00", max(day, law.since), kind="community")
    return rules_in_way(rules_with(book, params), law)


def rules_in_way(rules: CountRules, law: CountLaw) -> CountRules:
    """The rules of a community's rulebook, with the turnout of the way in which it elects."""
    turnout = law.turnout
    assert turnout is not None, "every way of a community has its turnout"
    return replace(
        rules,
        law=law,
        turnout_num=turnout.num,
        turnout_den=turnout.den,
        seats_min=law.seats_min,
        seats_max=law.seats_max,
    )


def rules_held(book: Rulebook, way: str) -> CountRules:
    """The rules of a count of this place: of a village, or of a community in its way."""
    rules = rules_of(book)
    return rules_in_way(rules, count_law(book.kind, way)) if way else rules


WIN_RULES: Final = ("two_thirds_of_all", "half_of_participants")


def _collective(law: CountLaw, day: date, params: Mapping[str, Any]) -> CountRules:
    """``params`` of a collective are those of its charter: ``win_rule``; ``quorum`` (at least that part of
    those entitled must take part), which tightens the law's for members and stands alone for representatives;
    ``win`` (at least that part of all must agree), which tightens the law's two thirds."""
    faults = [f"没有“{key}”这一参数。" for key in params if key not in ("win_rule", "quorum", "win")]
    win_rule = params.get("win_rule", WIN_RULES[0])
    if win_rule not in WIN_RULES:
        faults.append(f"win_rule：应当是{'、'.join(WIN_RULES)}之一，收到的是{shown(win_rule)}。")
    quorum, all_agree = law.turnout, law.win
    if "quorum" in params:
        quorum = _share("quorum", params["quorum"], law.turnout, "第二十七条第一款", faults)
    if "win" in params:
        stricter = _share("win", params["win"], law.win, law.articles["win_threshold"], faults)
        all_agree = replace(stricter or law.win, of_registered=True)
    if faults:
        raise RulesetError(faults)
    win = all_agree if win_rule == WIN_RULES[0] else Share(1, 2)
    return replace(
        rules_of(_nation(max(day, OLDEST_CHARTER))),
        law=law,
        changed=tuple(key for key in params if key != "win_rule" or params[key] != WIN_RULES[0]),
        win_rule=str(win_rule),
        turnout_num=quorum.num if quorum else 0,
        turnout_den=quorum.den if quorum else 0,
        turnout_at_least=quorum.at_least if quorum else False,
        turnout_of_issued=False,
        win_num=win.num,
        win_den=win.den,
        win_at_least=win.at_least,
        win_of_registered=win.of_registered,
        seats_min=law.seats_min,
        seats_max=law.seats_max,
        needs_woman=False,
    )


def _share(key: str, value: Any, least: Share | None, article: str, faults: list[str]) -> Share | None:
    whole = isinstance(value, Mapping) and all(
        type(value.get(part)) is int and 0 < value[part] <= MOST_PARTS for part in ("num", "den")
    )
    if not whole or set(value) != {"num", "den"} or value["num"] > value["den"]:
        faults.append(f'{key}：应当是 {{"num": 2, "den": 3}} 这样的分数，不大于一。')
        return least
    if least and value["num"] * least.den < least.num * value["den"]:
        faults.append(
            f"{key}：不能低于法律规定的{least.den}分之{least.num}（《农村集体经济组织法》{article}）。"
        )
    return Share(value["num"], value["den"], at_least=True)


def _changed(book: Rulebook, params: Mapping[str, Any]) -> tuple[Rulebook, tuple[str, ...]]:
    faults: list[str] = []
    if not params:
        return book, ()
    for key, value in params.items():
        if key not in book.by_key:
            faults.append(f"没有“{key}”这一参数。")
            continue
        try:
            book = book.with_values({key: _completed(key, book.value(key), value)})
        except ValueError as error:
            faults.append(str(error))
        except (KeyError, TypeError):  # a list of tables without the parts such a list has
            faults.append(f"{key}：写法不对，应当像{book.parameter(key).display}那样。")
    if faults:
        raise RulesetError(faults)
    return book, tuple(params)


def _completed(key: str, below: Any, value: Any) -> Any:
    """A table named in part keeps its other parts; one yes or no for write-ins speaks for every round but
    the vote among the tied, where nobody else stands."""
    if key == "write_in_allowed" and isinstance(value, bool):
        return {stage: value and stage != "tie" for stage in below}
    if isinstance(below, dict) and isinstance(value, Mapping):
        return {**below, **value}
    return value


def rules_of(book: Rulebook, changed: tuple[str, ...] = ()) -> CountRules:
    """The rules of a count under that rulebook, township overlays included."""

    def value(key: str) -> Any:
        return book.by_key[key].value  # read and never changed, so that no copy is needed

    turnout, win, runoff = (value(key) for key in ("turnout_threshold", "win_threshold", "runoff_threshold"))
    resolution = value("relative_resolution")
    avoids = value("member_avoidance") and resolution != "none"
    return CountRules(
        book=book,
        changed=changed,
        turnout_num=turnout["num"],
        turnout_den=turnout["den"],
        turnout_of_issued=value("turnout_base") != "recovered",
        win_num=win["num"],
        win_den=win["den"],
        majority_of_valid=value("majority_base") == "valid",
        box_level_void=value("box_level_void"),
        excess_against_voters=value("excess_compare") == "voters",
        counts_down=value("count_down") == "final",
        write_in_rounds=frozenset(stage for stage, allowed in value("write_in_allowed").items() if allowed),
        reviews_write_ins=value("winner_review"),
        annuls_barred=value("review_failure") == "committee_voids",
        runoff_turnout=value("runoff_turnout"),
        runoff_num=runoff["num"],
        runoff_den=runoff["den"],
        runoff_rule=value("runoff_candidate_count"),
        differential=value("differential"),
        relations=RELATION_SETS[value("member_relation_set")] if avoids else frozenset(),
        national_relations=_national_relations(max(book.election_day, OLDEST_TEXT)),
        relative_resolution=resolution,
        has_statutory_bars=bool(value("statutory_bars")),
        seats_min=value("seats_min"),
        seats_max=value("seats_max"),
        needs_woman=value("women_member_required"),
    )


@lru_cache(maxsize=64)
def _national_relations(day: date) -> frozenset[str]:
    nation = rulebook_for("00", day)  # no province has this code
    if not nation.value("member_avoidance"):
        return frozenset()
    return RELATION_SETS[nation.value("member_relation_set")]
