"""Which tests PostgreSQL repeats, chosen from what SQLite was sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError

from tests.statements import Notes, fewest, mark_of, noted

SENT = {
    "much": frozenset("abcd"),
    "part": frozenset("ab"),
    "rest": frozenset("def"),
    "nothing": frozenset(),
    "own": frozenset("e"),
}


@pytest.mark.parametrize(
    ("already", "taken"), [((), {"much", "rest"}), (("own",), {"much", "rest"}), (("much", "rest"), set())]
)
def test_the_fewest_tests_send_every_statement_that_is_not_sent_already(already, taken):
    assert fewest(SENT, already) == taken


def test_a_statement_is_the_same_with_other_values_and_another_with_other_columns():
    assert mark_of("SELECT a WHERE b IN (%s, %s)") == mark_of("SELECT a WHERE b IN (%s, %s, %s)")
    assert mark_of("SELECT a WHERE b = %s") != mark_of("SELECT c WHERE b = %s")
    assert mark_of('SAVEPOINT "s1"') == ""


def test_a_note_tells_a_refused_statement_from_a_taken_one(tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError

    notes = Notes(tmp_path, "gw0")
    notes(lambda *_: None, "INSERT a", (), False, {})
    notes.close_test("taken")
    with pytest.raises(DatabaseError):
        notes(refuse, "INSERT a", (), False, {})
    notes.close_test("refused")
    notes.file.close()
    found = noted(tmp_path)
    assert found["taken"] == {mark_of("INSERT a")}
    assert found["refused"] == {mark_of("INSERT a") + "!DatabaseError"}
    assert fewest(found, ()) == {"taken", "refused"}
