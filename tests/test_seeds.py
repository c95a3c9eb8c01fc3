"""docs/seeds.md names, for each sentence that asks for something, a page and a test that are there."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

from tests.test_permissions import url_names

ROOT = Path(settings.BASE_DIR)
MISSING = "未做"
# Rows that nothing answers yet. The number only gets smaller.
STILL_MISSING = 2


def rows() -> list[list[str]]:
    lines = (ROOT / "docs/seeds.md").read_text(encoding="utf-8").splitlines()
    table = [line.strip().strip("|").split("|") for line in lines if line.startswith("| 0")]
    return [[cell.strip() for cell in cells] for cells in table]


def test_ninety_sentences_and_more_have_their_row() -> None:
    found = rows()
    assert len(found) >= 90
    assert all(len(cells) == 4 and all(cells) for cells in found)
    assert {cells[0][:3] for cells in found} == {"000", "001", "002", "003", "004"}
    assert len({(text, asked) for text, asked, *_ in found}) == len(found)


def test_every_page_and_test_named_is_there() -> None:
    pages = set(url_names(get_resolver()))
    gone = [
        cells
        for cells in rows()
        if MISSING not in cells
        and (cells[2] not in pages or not cells[3].startswith("tests/") or not (ROOT / cells[3]).is_file())
    ]
    assert gone == []


def test_what_is_missing_is_said_of_page_and_test_alike_and_only_gets_less() -> None:
    missing = [cells for cells in rows() if MISSING in cells]
    assert all(cells[2:] == [MISSING, MISSING] for cells in missing)
    assert len(missing) == STILL_MISSING
