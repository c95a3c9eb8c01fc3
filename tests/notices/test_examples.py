"""Every version of every declared paper has an example, and prints from it what it printed.

An example is ``examples/<code>-v<N>.json``: ``facts`` as the database holds them, and ``lines`` that the
paper prints. An old example never changes. Only declared papers are asked for one.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader

from election_office.documents import notice as register
from election_office.documents import rendering, word
from election_office.documents.facts import from_json, to_json
from election_office.documents.notice import Notice
from election_office.documents.paper import NameGrid

EXAMPLES = Path(__file__).parent / "examples"
FILES = sorted(EXAMPLES.glob("*.json"))


def declared() -> list[Notice[Any, Any]]:
    return [notice for notice in register.every() if not notice.code.startswith("test.")]


def read(path: Path) -> tuple[Notice[Any, Any], int, dict[str, Any]]:
    code, _, version = path.stem.rpartition("-v")
    return register.get(code), int(version), json.loads(path.read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    """Without the spaces and breaks that a layout puts in."""
    return "".join(text.split())


def test_every_version_of_every_paper_has_its_example() -> None:
    wanted = {
        f"{notice.code}-v{version}"
        for notice in declared()
        for version in range(1, notice.facts_type.version + 1)
    }
    assert wanted
    assert wanted == {path.stem for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_old_paper_prints_what_it_printed(path: Path) -> None:
    notice, version, example = read(path)
    facts = notice.newest(version, example["facts"])
    kind = notice.as_kind()
    marks = rendering.Printed(title=str(facts.get("title") or notice.title))
    assert example["lines"], "an example without lines shows nothing"

    pages = PdfReader(io.BytesIO(rendering.pdf_of(kind, facts, marks).data)).pages
    pdf = squeezed("".join(page.extract_text() for page in pages))
    assert [line for line in example["lines"] if squeezed(line) not in pdf] == []
    if notice.code == "ballots.result_report":
        assert len(pages) == 1, "结果报告单 is one page"
    if kind.places is not None and kind.compose is not None:
        names = any(isinstance(block, NameGrid) for block in kind.compose(facts).blocks)
        assert names or len(pages) == 1, "what hangs is one sheet, but for a list of many names"
    if notice.layout is not None:
        file = WordFile(io.BytesIO(word.docx_of(rendering.paper_of(kind, facts, marks))))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        text = squeezed("".join([*(part.text for part in file.paragraphs), *cells]))
        assert [line for line in example["lines"] if squeezed(line) not in text] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_newest_example_is_what_the_database_would_hold(path: Path) -> None:
    """There and back without loss; the facts of an older version come out in the newest shape."""
    notice, version, example = read(path)
    facts = notice.read(version, example["facts"])
    assert from_json(notice.facts_type, to_json(facts)) == facts
    if version == notice.facts_type.version:
        assert to_json(facts) == example["facts"]


@pytest.mark.parametrize("notice", declared(), ids=lambda notice: notice.code)
def test_a_version_of_the_future_is_refused(notice: Notice[Any, Any]) -> None:
    with pytest.raises(ValueError, match="does not know version"):
        notice.read(notice.facts_type.version + 1, {})


@pytest.mark.parametrize("notice", declared(), ids=lambda notice: notice.code)
def test_facts_of_another_shape_are_refused(notice: Notice[Any, Any]) -> None:
    with pytest.raises(ValueError, match="the data has"):
        notice.read(notice.facts_type.version, {"nothing": 1})
