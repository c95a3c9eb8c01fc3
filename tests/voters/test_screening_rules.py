"""What counts as a case, and how each kind may be settled: plain values, no database."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from election_office.law.rulebooks import rulebook_for
from voters.imports import apart
from voters.screening import rules
from voters.screening.rules import SettlementFacts, Voter

DAY = dt.date(2026, 12, 20)
BOOK = rulebook_for("369901001001", DAY)
VOTER = Voter(
    registration=1, person=1, election=1, cycle=1, village=1, code="369901001001", village_name="演示东村",
    registered=True, name="演示甲", birth_date=dt.date(1980, 6, 15), sex="male", id_hash="a" * 64,
)  # fmt: skip
NEXT = replace(
    VOTER, registration=2, person=2, election=2, village=2, code="369901001002", village_name="演示西村",
    id_hash="b" * 64,
)  # fmt: skip


def refused(**values: object) -> list[str]:
    facts = SettlementFacts(
        **{"kind": rules.TWIN, "settlement": rules.DIFFERENT, "reason": "已核实"} | values
    )
    return [finding.code for finding in rules.check_settlement(facts, BOOK).refusals]


def test_one_name_and_birth_date_on_two_records_is_a_case() -> None:
    found = rules.twins([VOTER], [NEXT])
    assert (found.kind, found.key, found.area_code) == ("twin", "1-2", "369901001")
    assert found.detail == "演示甲，1980年6月15日出生，演示东村和演示西村有两条人员记录，可能是同一人。"


def test_a_man_and_a_woman_with_numbers_are_two_people() -> None:
    woman = replace(NEXT, sex="female")
    assert rules.twins([VOTER], [woman]) is None
    assert rules.twins([VOTER], [replace(woman, id_hash=None)]) is not None


def test_the_facts_of_a_pair_do_not_depend_on_who_comes_first() -> None:
    assert rules.twins([VOTER], [NEXT]).facts == rules.twins([NEXT], [VOTER]).facts
    assert rules.twins([VOTER], [replace(NEXT, id_hash="c" * 64)]).facts != rules.twins([VOTER], [NEXT]).facts


def test_one_person_on_two_rolls_of_one_cycle_or_of_two() -> None:
    here, there = VOTER, replace(NEXT, person=1, registered=False)
    same = rules.on_two_rolls([there, here])
    assert same.kind == "same_id"
    assert same.detail == "演示甲同一身份证号列在2处名单：演示东村（已登记）、演示西村（待定）。"
    assert rules.on_two_rolls([here, replace(there, cycle=2)]).kind == "registered_elsewhere"
    assert rules.on_two_rolls([replace(here, registered=False), there]) is None
    assert rules.on_two_rolls([here]) is None


@pytest.mark.parametrize("note", ["已故", "2025年病故", "本人已死亡"])
def test_a_note_of_death_is_a_case(note: str) -> None:
    found = rules.deceased(replace(VOTER, note=note))
    assert found.detail == f"演示甲仍在名单上，备注写有「{note}」。"


@pytest.mark.parametrize("note", ["", "未死亡", "外出务工"])
def test_another_note_is_none(note: str) -> None:
    assert rules.deceased(replace(VOTER, note=note)) is None


def test_the_record_speaks_before_the_note() -> None:
    found = rules.deceased(replace(VOTER, note="已故", died_on=dt.date(2026, 3, 1)))
    assert found.detail == "演示甲仍在名单上，人员记录写明2026年3月1日死亡。"
    assert (
        rules.deprived(replace(VOTER, deprived=True)).detail
        == "演示甲仍在名单上，人员记录写明依法被剥夺政治权利。"
    )
    assert rules.deprived(replace(VOTER, note="未被剥夺政治权利")) is None


@pytest.mark.parametrize(
    ("kind", "named"), [(rules.DECEASED, apart.BY_KEY["dead"]), (rules.DEPRIVED, apart.BY_KEY["deprived"])]
)
def test_the_database_looks_for_every_word_the_note_reader_knows(kind: str, named: apart.Kind) -> None:
    assert named.pattern is not None
    alternatives = re.findall(r"\(\?:([^()]+)\)", named.pattern.pattern)
    words = [word for group in alternatives for word in group.split("|")]
    assert len(words) > 2
    for word in words:
        assert any(part in word for part in rules.NOTE_PARTS[kind]), word


@pytest.mark.parametrize(
    ("day", "counts", "last"),
    [
        (DAY, True, dt.date(2008, 12, 20)),
        (DAY, False, dt.date(2008, 12, 19)),
        (dt.date(2026, 2, 28), True, dt.date(2008, 2, 28)),
        (dt.date(2028, 2, 29), True, dt.date(2010, 2, 28)),
        (dt.date(2026, 3, 1), True, dt.date(2008, 3, 1)),
        (dt.date(2026, 12, 31), True, dt.date(2008, 12, 31)),
    ],
)
def test_the_last_birth_date_of_those_of_age(day: dt.date, counts: bool, last: dt.date) -> None:
    assert rules.last_birth_date(day, 18, birthday_counts=counts) == last


@pytest.mark.parametrize(
    ("codes", "division"),
    [
        (["369901001001"], "369901001001"),
        (["369901001001", "369901001002"], "369901001"),
        (["369901001001", "369901002001"], "369901"),
        (["369901001001", "369902001001"], ""),
    ],
)
def test_a_case_lies_in_the_smallest_division_that_holds_its_villages(codes, division) -> None:
    assert rules.smallest_division(codes) == division


def test_a_pair_may_be_two_people() -> None:
    assert refused() == []


def test_every_decision_has_a_reason() -> None:
    assert refused(reason="  ") == ["reason_missing"]


def test_a_settled_case_is_not_settled_again() -> None:
    assert refused(settled=True) == ["settled"]


def test_one_person_keeps_one_roll_named_and_in_force() -> None:
    assert refused(settlement=rules.SAME) == ["kept_missing"]
    assert refused(settlement=rules.SAME, kept_is_party=True) == ["kept_not_in_force"]
    assert refused(settlement=rules.SAME, kept_is_party=True, kept_in_force=True) == []


@pytest.mark.parametrize("kind", [rules.SAME_ID, rules.ELSEWHERE])
def test_one_identity_number_is_never_two_people(kind: str) -> None:
    facts = SettlementFacts(kind=kind, settlement=rules.DIFFERENT, reason="已核实")
    refusal = rules.check_settlement(facts, BOOK).refusals[0]
    assert refusal.message == "这一情形只能按“是同一人”处理。"
    assert str(refusal.citation) == "《村民委员会组织法》第十六条第三款"


def test_nobody_too_young_stays() -> None:
    assert refused(kind=rules.UNDER_AGE, settlement=rules.STAYS) == ["way_unknown"]
    assert refused(kind=rules.UNDER_AGE, settlement=rules.STRUCK_OFF) == []


@pytest.mark.parametrize("kind", [rules.DECEASED, rules.DEPRIVED])
def test_a_note_may_be_wrong_but_not_the_record(kind: str) -> None:
    assert refused(kind=kind, settlement=rules.STAYS) == []
    assert refused(kind=kind, settlement=rules.STAYS, recorded=True) == ["recorded"]
