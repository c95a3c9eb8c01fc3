"""docs/seeds.md names, for each sentence that asks for something, a page and a test that are there."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

from tests.test_permissions import url_names

ROOT = Path(settings.BASE_DIR)
NOT_HERE = "不做"


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


def test_every_row_has_a_page_and_a_test_that_are_there_or_a_reason() -> None:
    pages = set(url_names(get_resolver()))
    open_rows = []
    for cells in rows():
        _, _, page, answer = cells
        answered = page in pages and answer.startswith("tests/") and (ROOT / answer).is_file()
        refused = page == NOT_HERE and len(answer) >= 20 and answer.endswith("。")
        if not (answered or refused):
            open_rows.append(cells)
    assert open_rows == []


def test_what_is_not_done_stays_the_exception_and_names_only_pages_that_are_there() -> None:
    pages = set(url_names(get_resolver()))
    reasons = [cells[3] for cells in rows() if cells[2] == NOT_HERE]
    assert len(reasons) <= len(rows()) // 10
    named = {name for reason in reasons for name in re.findall(r"[a-z]+:[a-z_]+", reason)}
    assert named
    assert named <= pages
