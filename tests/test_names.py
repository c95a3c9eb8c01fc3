"""A variable says what the thing is: ``one``, ``told`` and ``kept`` say nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("election_office", "villages", "voters", "candidates", "ballots")
EMPTY_WORDS = {"one", "told", "kept"}
# Facts of papers already issued: under these names they are frozen.
FROZEN = {"ballots/notices/summary.py": {"told"}}


def empty_names(source: str) -> set[str]:
    """Variables and arguments that are called by an empty word."""
    bound = {
        node.id if isinstance(node, ast.Name) else node.arg
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)) or isinstance(node, ast.arg)
    }
    return bound & EMPTY_WORDS


def test_every_name_says_what_the_thing_is() -> None:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    names = {path.relative_to(ROOT).as_posix(): empty_names(path.read_text("utf-8")) for path in files}
    found = {path for path in names if names[path] - FROZEN.get(path, set())}

    assert len(files) > 900
    assert sorted(found) == [], "Call it what it is: row, member, box, finding."


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("[one.pk for one in boxes]", {"one"}),
        ("for told in rows: pass", {"told"}),
        ("def keep(kept): return kept", {"kept"}),
        ("done = lambda one: one.pk", {"one"}),
        ("if (one := rows[0]): pass", {"one"}),
        ("[box.one for box in boxes if box.told]", set()),
        ("keep(kept=box)", set()),
    ],
)
def test_an_empty_word_is_seen_wherever_it_is_bound(source: str, found: set[str]) -> None:
    assert empty_names(source) == found
