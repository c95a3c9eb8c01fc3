"""The tables of docs/papers.md: each paper an election needs is answered by a kind, and none is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.urls import get_resolver

from election_office.documents import kinds
from election_office.documents import notice as register
from villages.shelf import register as shelf

TEXT = (Path(settings.BASE_DIR) / "docs" / "papers.md").read_text(encoding="utf-8")
ROWS = [
    line
    for line in TEXT.partition("## The whole set")[2].partition("\n## ")[0].splitlines()
    if line.startswith("|")
]
KIND = re.compile(r"`([a-z]+[.:][a-z_]+)`")


def test_every_row_names_a_kind_or_a_page_that_exists() -> None:
    body = [row for row in ROWS if not row.startswith(("|---", "| no.", "| paper", "| form"))]
    assert len(body) > 50
    for row in body:
        named = KIND.findall(row)
        assert named, row
        for code in named:
            if "." in code:
                assert kinds.find(code) is not None, code
            else:
                app, page = code.split(":")
                assert page in get_resolver().namespace_dict[app][1].reverse_dict, code


def test_every_declared_paper_and_form_stands_in_the_tables() -> None:
    named = {code for row in ROWS for code in KIND.findall(row)}
    papers = {notice.code for notice in register.every() if not notice.code.startswith("test.")}
    forms = {form.code for form in shelf.every()}
    assert sorted((papers | forms) - named) == []
