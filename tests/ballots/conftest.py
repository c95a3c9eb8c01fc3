"""A village is built once for a file of tests; each test changes it inside a savepoint of its own."""

from __future__ import annotations

import copy
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from election_office.documents import kinds, rendering
from election_office.documents.actions import freeze
from tests.ballots.scenes import Scene


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """What ``build_scene()`` of the file makes, the plain scene by default."""
    make = getattr(request.module, "build_scene", Scene)
    with django_db_blocker.unblock(), transaction.atomic():
        made = make()
        # Read anew where it is wanted: copying a whole rulebook takes longer than the village.
        election = getattr(getattr(made, "scene", made), "election", None)  # a collective has none
        if election is not None:
            vars(election).pop("rulebook", None)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def scene(built: Scene, db: None) -> Scene:
    """A copy of its own: what a test does to the objects is not seen by the next."""
    return copy.deepcopy(built)


def words_of(kind: str, subject: Any) -> str:
    """The words a draft of the paper would print, without blanks; nothing is laid out for it."""
    known = kinds.get(kind)
    facts = freeze(known.facts(subject))
    page = rendering.html_of(known, facts, rendering.draft(known, facts))
    shown = re.sub(r"<style.*?</style>|<[^>]+>", "", page, flags=re.DOTALL)
    return "".join(html.unescape(shown).split())
