"""No paper of any kind brings a word of an election with it: each such word is a fact, as the place says it.

The layouts are asked with the facts of every example, the words of the election blotted out; the gathering
of the facts is read as source. Papers with a subject in a declared election are printed for a community and
for two provinces in ``tests/ballots/test_community_papers.py``. A collective has words of its own.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from election_office.documents import kinds, rendering
from election_office.documents.kinds import DocumentKind
from tests.notices.test_examples import FILES, read
from tests.test_words import FORBIDDEN

FOREIGN = (*FORBIDDEN, "村")
BLOT = "〇"
PAPERS = [path for path in FILES if not path.stem.startswith("ballots.collective_")]


def blotted(facts: Any) -> Any:
    """The facts with no word of an election in them."""
    if isinstance(facts, str):
        return re.sub("|".join(sorted(FOREIGN, key=len, reverse=True)), BLOT, facts)
    if isinstance(facts, dict):
        return {key: blotted(value) for key, value in facts.items()}
    return [blotted(value) for value in facts] if isinstance(facts, (list, tuple)) else facts


def foreign_in(text: str) -> list[str]:
    """Each word of an election with what stands around it; titles of laws may name them."""
    text = re.sub("《[^》]*》|居民身份证", "", text)
    return [text[max(0, found.start() - 12) :][:30] for found in re.finditer("|".join(FOREIGN), text)]


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.stem)
def test_no_layout_adds_a_word_of_its_own(path: Path) -> None:
    notice, version, example = read(path)
    facts = blotted(notice.newest(version, example["facts"]))
    marks = rendering.Printed(title=str(facts.get("title") or BLOT))
    if notice.layout is not None:
        paper = rendering.paper_of(notice.as_kind(), facts, marks)
        text = "".join([paper.title, *paper.texts(), *paper.signature])
    else:
        text = re.sub(
            "<style.*?</style>", "", rendering.html_of(notice.as_kind(), facts, marks), flags=re.DOTALL
        )
    assert foreign_in(text) == []


def specimens() -> list[DocumentKind]:
    return [kind for kind in kinds.every() if kind.specimen is not None and kind.compose is not None]


@pytest.mark.parametrize("kind", specimens(), ids=lambda kind: kind.code)
def test_no_form_adds_a_word_of_its_own(kind: DocumentKind) -> None:
    """Forms and sheets that are no papers, from their specimens."""
    assert kind.specimen is not None
    facts = blotted(kind.specimen())
    paper = rendering.paper_of(kind, facts, rendering.Printed(title=BLOT))
    assert foreign_in("".join([paper.title, *paper.texts(), *paper.signature])) == []


# ------------------------------------------------------------------ where the facts are gathered


def labels_in_village_words() -> set[str]:
    """Fields whose choices are labelled in the words of a village when the program starts."""
    return {
        field.name
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if any(word in str(label) for _, label in getattr(field, "choices", None) or () for word in FOREIGN)
    }


# Their rows are of another model, whose choices say no such word.
OF_OTHERS = {
    ("ballots/notices/certificate.py", "kind"),  # of a post
    ("ballots/notices/handover.py", "kind"),  # what is handed over, what a township did about it
    ("ballots/notices/polling.py", "kind"),  # of a box
    ("ballots/notices/shared.py", "state"),  # of a round
    ("ballots/notices/staff.py", "role"),  # of a worker on the day
    ("ballots/prints/checklist.py", "kind"),  # of a box
    ("ballots/prints/day_record.py", "kind"),  # of an incident
    ("candidates/notices/change_report.py", "state"),  # of a candidate
    ("villages/notices/committee_change.py", "role"),  # of a member of the electoral committee
}


def raw_labels(source: str, fields: set[str]) -> Iterator[str]:
    """Fields whose display is printed as it is, not through ``said`` or ``in_words_of``."""
    tree = ast.parse(source)
    said = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("said", "in_words_of")
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in said:
            shown = re.fullmatch("get_(.+)_display", node.attr)
            if shown and shown[1] in fields:
                yield shown[1]


def test_no_label_fixed_at_start_stands_on_a_paper_as_it_is() -> None:
    fields = labels_in_village_words()
    assert {"meeting", "basis", "post"} <= fields
    found = {
        (path.relative_to(settings.BASE_DIR).as_posix(), name)
        for folder in ("notices", "prints", "papers")
        for path in Path(settings.BASE_DIR).glob(f"*/{folder}/*.py")
        if not path.stem.startswith("collective_")
        for name in raw_labels(path.read_text(encoding="utf-8"), fields)
    }
    assert found - OF_OTHERS == set()
    assert OF_OTHERS - found == set()


def test_the_guard_sees_a_label() -> None:
    assert list(raw_labels("f(row.get_post_display())", {"post"})) == ["post"]
    assert list(raw_labels("election.said(row.get_post_display())", {"post"})) == []
