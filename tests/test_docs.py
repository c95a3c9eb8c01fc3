"""What the docs say of the program is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from ballots.models import CountSheet
from candidates.models import ReviewFile
from election_office.documents.models import Document
from tests import guards
from villages.models.elections import Stage

DOCS = Path(settings.BASE_DIR) / "docs"
STATES = {
    "Election": set(Stage.values),
    "Count sheet": set(CountSheet.State.values),
    "Paper": set(Document.State.values),
    "Review file": set(ReviewFile.State.values),
}


def diagrams() -> dict[str, str]:
    text = (DOCS / "states.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^## ([^(\n]+?) \(.*?```mermaid\n(.*?)```", text, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("thing", STATES)
def test_the_picture_of_states_shows_every_state_and_no_other(thing: str) -> None:
    shown = set(re.findall(r"\b(\w+) --> (\w+)", diagrams()[thing]))
    assert {state for arrow in shown for state in arrow} == STATES[thing]


def test_the_acts_on_the_arrows_are_acts() -> None:
    acts = {name.rpartition(".")[2] for name in guards.acts(guards.read_tree())}
    named = {
        word
        for picture in diagrams().values()
        for arrow in re.findall(r": (.*)", picture)
        for word in re.findall(r"\b[a-z]+_[a-z_]+\b", arrow)
        if word != "follow_up"
    }
    assert len(named) > 20
    assert named - acts == set()


def test_every_link_between_the_docs_leads_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]
    dead = {
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    }
    assert dead == set()
