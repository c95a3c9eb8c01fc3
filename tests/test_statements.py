"""Which tests PostgreSQL repeats, chosen from what SQLite was sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError

from tests.statements import Note, Notes, cheapest, mark_of, noted

NOTES = {
    "much": Note(frozenset("abcd"), 1.0),
    "part": Note(frozenset("ab"), 1.0),
    "rest": Note(frozenset("def"), 1.0),
    "nothing": Note(frozenset(), 0.0),
    "own": Note(frozenset("e"), 1.0),
    "walk": Note(frozenset("abcdef"), 60.0),
}


@pytest.mark.parametrize(
    ("already", "taken"), [((), {"much", "rest"}), (("own",), {"much", "rest"}), (("much", "rest"), set())]
)
def test_the_quickest_tests_send_every_statement_that_is_not_sent_already(already, taken):
    assert cheapest(NOTES, already) == taken


def test_a_statement_is_the_same_with_other_values_and_another_with_other_columns():
    assert mark_of("SELECT a WHERE b IN (%s, %s)") == mark_of("SELECT a WHERE b IN (%s, %s, %s)")
    assert mark_of("SELECT a WHERE b = %s") != mark_of("SELECT c WHERE b = %s")
    assert mark_of('SAVEPOINT "s1"') == ""


def test_a_note_tells_a_refused_statement_from_a_taken_one(tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError

    notes = Notes(tmp_path, "gw0")
    notes(lambda *_: None, "INSERT a", (), False, {})
    notes.close_test("taken", 0.1)
    with pytest.raises(DatabaseError):
        notes(refuse, "INSERT a", (), False, {})
    notes.close_test("refused", 0.1)
    notes.file.close()
    found = noted(tmp_path)
    assert found["taken"].sent == {mark_of("INSERT a")}
    assert found["refused"].sent == {mark_of("INSERT a") + "!DatabaseError"}
    assert cheapest(found, ()) == {"taken", "refused"}
