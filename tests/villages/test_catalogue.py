"""The catalogue of steps, read from the apps' declarations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from election_office.documents import steps
from election_office.documents.steps import Step
from election_office.law.words import GENERAL, words_for
from villages.catalogue import step_kinds
from villages.preparation import sheets

OLD_LIST = Path(__file__).parent / "data" / "catalogue_before_the_register.toml"
# Steps that came after the list was taken apart.
LATER: frozenset[str] = frozenset({"meet_voters"})
# What was changed on purpose since then.
BY_SHEET: dict[str, object] = {"closes_with": "act:sheet", "page": "villages:preparation"}
POLICY = ("organize", "survey", "analysis", "rectify", "talks", "mobilize", "supplies")
CHANGED: dict[str, dict[str, object]] = {
    "ballots_ready": {"deadline": "D33", "closes_with": "act:sheet"},
    "review": {"closes_with": "act:sheet", "optional": True},
    "archive": {
        "closes_with": "act:archive",
        "page": "archive:archive",
        "help": step_kinds()["archive"].help,
    },
    "handover": {"closes_with": "act:sheet", "page": "ballots:afterwards"},
    **{
        code: {"closes_with": "act:sheet", "page": "ballots:afterwards", "optional": True}
        for code in ("counsel", "induction", "systems")
    },
    "method": {
        "closes_with": "document:villages.method_notice",
        "page": "villages:method",
        "help": step_kinds()["method"].help,
    },
    **{code: BY_SHEET | {"optional": True} for code in POLICY},
    "party_branch": {"closes_with": "act:party_result_approved"},
    "nomination": {"closes_with": "act:preliminary_list_posted"},
    "preliminary": {"closes_with": "document:candidates.preliminary_notice", "optional": True},
    "objections": {"closes_with": "act:objections_closed"},
    "summary": {
        "closes_with": "act:sheet",
        "page": "figures:of_election",
        "help": step_kinds()["summary"].help,
    },
    "training": BY_SHEET | {"help": step_kinds()["training"].help},
    "audit": {
        "closes_with": "document:villages.audit_notice",
        "page": "villages:preparation",
        "help": step_kinds()["audit"].help,
    },
}


def test_the_declared_steps_are_those_of_the_old_list_in_its_order() -> None:
    old = {row["code"]: row for row in tomllib.loads(OLD_LIST.read_text(encoding="utf-8"))["step"]}
    words = replace(GENERAL, card="选民证")  # as the list wrote it everywhere
    now = {code: kind for code, kind in step_kinds(words).items() if code not in LATER}

    assert list(now) == list(old)
    for code, row in old.items():
        kind = asdict(now[code])
        expected = {"closes_with": "record", "deadline": "", "page": "", "gate": False, "optional": False}
        expected |= row | {"waits_for": tuple(row.get("waits_for", ()))} | CHANGED.get(code, {})
        assert {name: kind[name] for name in expected} == expected, code


def test_every_step_keeps_the_number_it_has_in_the_plans_already_made() -> None:
    old = tomllib.loads(OLD_LIST.read_text(encoding="utf-8"))["step"]
    numbers = {row["code"]: order * 10 for order, row in enumerate(old, start=1)}
    assert {code: kind.order for code, kind in step_kinds().items() if code not in LATER} == numbers


def test_no_step_of_the_forty_closes_by_a_word() -> None:
    kinds = step_kinds()
    by_word = {code for code, kind in kinds.items() if kind.closes_with == "record"}

    assert len(kinds) >= 40
    assert by_word == set()
    without_a_sheet = [
        code for code, kind in kinds.items() if kind.closes_with == sheets.BY_SHEET and not sheets.has(code)
    ]
    assert without_a_sheet == []


def step(code: str, order: int, **more: object) -> Step:
    return Step(
        code=code,
        title=code,
        stage="election",
        order=order,
        days_before=1,
        responsible="committee",
        help="",
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A register of its own, so that a contradiction does no harm to the others."""
    monkeypatch.setattr(steps, "_steps", {})
    steps.declare(step("low", 20))
    yield
    monkeypatch.undo()
    steps._changes += 1


def test_a_higher_app_may_come_before_a_step_of_a_lower(declared: None) -> None:
    steps.declare(step("high", 10, before=("low",)), "act:done")
    assert list(step_kinds()) == ["high", "low"]
    assert step_kinds()["low"].waits_for == ("high",)


def test_a_step_cannot_wait_for_one_that_comes_later(declared: None) -> None:
    steps.declare(step("early", 10, waits_for=("low",)))
    with pytest.raises(ValueError, match="early is out of order"):
        step_kinds()


def test_a_step_cannot_come_before_one_that_nobody_declares(declared: None) -> None:
    steps.declare(step("early", 10, before=("nothing",)))
    with pytest.raises(ValueError, match="nothing, which nobody declares"):
        step_kinds()


def test_two_steps_of_one_code_are_refused(declared: None) -> None:
    with pytest.raises(ValueError, match="Two steps are called 'low'"):
        steps.declare(step("low", 30))


def test_a_step_is_named_in_the_words_of_its_place() -> None:
    kind = step_kinds(words_for("330101"))["supplies"]
    assert words_for("330101").card in kind.help
    assert "{" not in "".join(text for kind in step_kinds().values() for text in (kind.title, kind.help))
