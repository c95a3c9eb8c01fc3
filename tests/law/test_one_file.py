"""A throw-away province and a throw-away word: how many files have to be touched for each is counted."""

from __future__ import annotations

import datetime as dt
import filecmp
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from election_office.law import layers, statutes, words
from election_office.law.rulebooks import rulebook_for

DAY = dt.date(2026, 12, 20)
LAW = Path(statutes.__file__).parent
PROVINCE = """
version = "thrown-2026"
layer = "province"
area = "98"
title = "演示省"
law = "THROWN26"
passed = 2026-01-02
valid_from = 2026-01-02

[[statutes]]
key = "THROWN26"
title = "演示省村民委员会选举办法"
full_title = "演示省村民委员会选举办法（2026年1月2日通过）"
passed = 2026-01-02
in_force_from = 2026-01-02

[parameters]
seats_max = { value = 5, article = "第六条", sentence = "演示省规定村民委员会至多五人。" }
"""
WORD = """
[province."98"]
law = "SH23"
article = "第一条"
verified = false
words = { roll = "演示名册" }
"""


@pytest.fixture
def law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The law in a folder of its own; what is read of it is forgotten afterwards."""
    folder = tmp_path / "law"
    shutil.copytree(LAW, folder, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    caches = (layers.provinces, layers.load_layer, words._words, words._table, words._phrases)
    monkeypatch.setattr(layers, "HERE", folder)
    monkeypatch.setattr(words, "HERE", folder / "words")
    for read in caches:
        read.cache_clear()
    yield folder
    for read in caches:
        read.cache_clear()


def touched(folder: Path) -> list[str]:
    """The files that are new or say something else than the program's own."""
    files = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return [
        path.as_posix()
        for path in files
        if not (LAW / path).is_file() or not filecmp.cmp(LAW / path, folder / path, shallow=False)
    ]


def test_a_province_is_one_file_with_its_text(law, monkeypatch):
    assert touched(law) == []
    (law / "provinces" / "thrown.toml").write_text(PROVINCE, encoding="utf-8")
    for text in statutes.declared(law):
        monkeypatch.setitem(statutes.BY_KEY, text.key, text)

    book = rulebook_for("980101001201", DAY)

    assert touched(law) == ["provinces/thrown.toml"]
    assert (book.value("seats_max"), str(book.cite("seats_max"))) == (
        5,
        "《演示省村民委员会选举办法》第六条（未核实）",
    )


def test_a_word_of_a_province_is_a_line_in_one_file(law):
    before = words.words_for("980101001201").roll
    with (law / "words" / "village.toml").open("a", encoding="utf-8") as file:
        file.write(WORD)
    words._words.cache_clear()
    words._table.cache_clear()

    assert touched(law) == ["words/village.toml"]
    assert words.words_for("980101001201").roll == "演示名册" != before
    assert words.words_for("369901001201").roll == before
