"""No paper below the province changes who is elected: 2,000 random counts against every lawful paper."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from ballots.rules import adjudicate, parse_count
from ballots.rules.facts import CountInput
from election_office.law import layers
from election_office.law.overlays import LOCAL_LAYERS, Overlay
from election_office.law.rulebooks import Rulebook, rulebook_for
from tests.ballots.counts import count, entry

DAY = dt.date(2026, 12, 20)
AREAS = ("330106", "310118", "110108", "410101", "360981", "990101")
COUNTS = 2000
NAMES = "甲乙丙丁戊己庚辛"


def candidates(value: Any, choices: list[str]) -> Iterator[Any]:
    """Other values of the same form, near and far."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (number for number in (0, 1, value - 1, value + 1, value + 2, 99) if number >= 0)
    elif isinstance(value, str):
        yield from choices
    elif isinstance(value, list):
        yield value[:-1]
        more = {"code": "演示", "label": "演示事项", "below": 0, "min": 3, "max": 7}
        yield [*value, more | {"post": "member", "seats": 1}]
        yield from ([code] for code in choices)
    elif set(value) == {"num", "den"}:
        yield from ({"num": num, "den": den} for num, den in ((0, 1), (1, 3), (1, 2), (2, 3), (3, 4)))
    else:
        for part, inner in value.items():
            yield from (value | {part: other} for other in candidates(inner, choices))


@cache
def laid_over(area: str) -> list[tuple[Rulebook, str]]:
    """The plain book of the place, then one book for every paper the law lets stand."""
    plain = rulebook_for(area, DAY)
    books = [(plain, "")]
    for key, meaning in layers.meanings().items():
        for value in candidates(plain.value(key), list(meaning.choices)):
            for layer in LOCAL_LAYERS:
                try:
                    paper = Overlay(key, value, "演示〔2026〕1号", dt.date(2026, 9, 1), layer)
                    books.append((rulebook_for(area, DAY, [paper]), f"{layer} {key} = {value}"))
                except (ValueError, KeyError, TypeError):
                    continue
    return books


def random_count(dice: random.Random, area: str) -> CountInput:
    registered = dice.randint(20, 900)
    issued = dice.randint(registered // 3, registered)
    recovered = max(issued - dice.choice([-1, 0, 0, 0, 0, 7]), 1)
    posts = []
    for code, seats in (("director", 1), ("deputy", dice.randint(0, 1)), ("member", dice.randint(1, 4))):
        if not seats:
            continue
        void, blank = dice.randint(0, recovered // 8), dice.randint(0, recovered // 10)
        room = recovered - void - blank
        votes: dict[str, int] = {}
        left = room * seats
        for name in NAMES[: seats + 1]:
            near = dice.choice([recovered // 2, recovered // 2 + 1, recovered // 3, dice.randint(0, room)])
            votes[("+" if dice.random() < 0.1 else "") + code[0] + name] = given = min(near, room, left)
            left -= given
        posts.append(entry(code, votes, seats=seats, void=void, blank=blank))
    first, second = (line["name"] for line in (posts[0]["votes"][0], posts[-1]["votes"][0]))
    relatives = [[first, second, dice.choice(["spouse", "sibling", "grandparent"])]]
    made = count(*posts, registered=registered, recovered=recovered, issued=issued, area=area)
    return parse_count(made | {"relatives": relatives if dice.random() < 0.3 and first != second else []})


def elected(counted: CountInput, book: Rulebook) -> tuple[Any, ...]:
    outcome = adjudicate(counted, book=book).as_dict()
    return outcome["valid"], [(post["post"], post["elected"]) for post in outcome["posts"]]


def test_no_paper_below_the_province_changes_who_is_elected() -> None:
    dice, decided = random.Random(20261220), 0
    for number in range(COUNTS):
        area = AREAS[number % len(AREAS)]
        plain, *papers = laid_over(area)
        counted = random_count(dice, area)
        as_law = elected(counted, plain[0])
        decided += any(names for _, names in as_law[1])
        for book, paper in dice.sample(papers, 2):
            assert elected(counted, book) == as_law, (area, paper)
    assert decided > COUNTS // 10  # somebody is elected often enough for the comparison to mean something


def test_enough_lawful_papers_are_tried() -> None:
    for area in AREAS:
        said = {paper.split()[1] for _, paper in laid_over(area)[1:]}
        assert len(laid_over(area)) > 100, area
        assert {"candidate_list_days", "roll_days", "notice_days", "runoff_days"} <= said, area
        assert not said & {"win_threshold", "majority_base", "seats_max", "member_relation_set"}, area


def test_the_comparison_sees_a_rule_that_elects_somebody_else() -> None:
    """The same counts under another majority: the test above would notice."""
    dice, plain = random.Random(1), laid_over("990101")[0][0]
    other = plain.with_values({"majority_base": "valid", "win_threshold": {"num": 2, "den": 3}})
    counts = [random_count(dice, "990101") for _ in range(200)]
    assert any(elected(one, plain) != elected(one, other) for one in counts)
