"""Fixtures of these tests."""

from __future__ import annotations

import pytest

from election_office.documents import actions, kinds
from tests.factories import UserFactory
from tests.office.documents.papers import NOTICE, VILLAGE, heard


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    heard.calls.clear()
    heard.refuse = False
    monkeypatch.setattr(kinds, "_kinds", {NOTICE.code: NOTICE})


@pytest.fixture
def clerk():
    return UserFactory(serving=VILLAGE, name="经办人甲")


@pytest.fixture
def subject(clerk):
    return clerk.assignments.get()


@pytest.fixture
def issue(subject, clerk):
    """Issue a paper whose file is not asked for: printing is the slow part."""
    return lambda **kwargs: actions.issue(NOTICE.code, subject, **{"by": clerk, **kwargs})


@pytest.fixture
def issue_printed(issue, django_capture_on_commit_callbacks):
    """Issue a paper and let its task run, as after a commit."""

    def make(**kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            document = issue(**kwargs)
        document.refresh_from_db()
        return document

    return make
