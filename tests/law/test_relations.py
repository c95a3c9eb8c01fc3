"""Three circles of relatives, never one for another."""

from __future__ import annotations

import pytest

from election_office.law.relations import INVERSE, RELATION_LABELS, RELATION_SETS, SET_LABELS, related


def test_near_relatives_are_the_relations_of_the_civil_code() -> None:
    assert RELATION_SETS["near_relatives_8"] == {
        "spouse",
        "parent",
        "child",
        "sibling",
        "grandparent",
        "grandchild",
    }


def test_a_grandparent_is_near_but_outside_the_circle_of_four() -> None:
    assert related("grandparent", "near_relatives_8")
    assert not related("grandparent", "spouse_parent_child_sibling")
    assert related("grandparent", "spouse_lineal")


def test_a_sibling_is_not_lineal() -> None:
    assert not related("sibling", "spouse_lineal")
    assert related("sibling", "spouse_parent_child_sibling")


@pytest.mark.parametrize("in_law", ["parent_in_law", "uncle", "cousin"])
def test_in_laws_and_uncles_are_no_relation_of_this_law(in_law: str) -> None:  # G24
    with pytest.raises(KeyError):
        related(in_law, "near_relatives_8")


def test_every_relation_has_an_inverse_that_leads_back() -> None:
    assert set(INVERSE) == set(RELATION_LABELS)
    assert all(INVERSE[INVERSE[relation]] == relation for relation in INVERSE)


def test_every_circle_is_closed_under_looking_from_the_other_side() -> None:
    for members in RELATION_SETS.values():
        assert {INVERSE[relation] for relation in members} == members


def test_every_circle_has_a_chinese_name() -> None:
    assert set(SET_LABELS) == set(RELATION_SETS)
