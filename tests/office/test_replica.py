"""Boards read from a copy of the database, and nothing else does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.core import health, replica
from tests.factories import ElectionFactory, UserFactory
from villages.models import Village

TOWNSHIP = "369901001"


@pytest.mark.parametrize(
    ("method", "just_sent", "behind", "may"),
    [
        ("GET", False, 0.0, True),
        ("HEAD", False, replica.OLDEST, True),
        ("GET", False, replica.OLDEST + 0.1, False),
        ("GET", False, None, False),
        ("GET", True, 0.0, False),
        ("POST", False, 0.0, False),
        (None, False, 0.0, False),
    ],
)
def test_who_reads_the_copy(method, just_sent, behind, may):
    assert replica.may_read_copy(method=method, just_sent=just_sent, behind=behind) is may


def test_a_read_from_a_copy_is_marked_longer_than_a_copy_may_be_late():
    assert replica.SECONDS_AFTER_SENDING >= replica.OLDEST + replica.LOOK_AGAIN


@pytest.fixture
def copy(db, settings, tmp_path: Path) -> Iterator[str]:
    """The setting as it stands in an office with a copy. The mirror of a test is the same
    database, and would not show where a row came from: here the copy is a file that stays as it was."""
    if connection.vendor != "sqlite":
        pytest.skip("the copy is made by SQLite's own backup")
    settings.DATABASE_ROUTERS = ["election_office.core.replica.CopyRouter"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "election_office.core.replica.RememberSending"]
    file = tmp_path / "copy.sqlite3"
    connections.settings[replica.ALIAS] = {
        **connections.settings["default"],
        "NAME": str(file),
        "OPTIONS": {},
        "TEST": {**connections.settings["default"]["TEST"], "MIRROR": "default"},
    }
    before = replica.state
    replica.state = replica.State()
    try:
        yield str(file)
    finally:
        replica.state = before
        connections[replica.ALIAS].close()
        del connections[replica.ALIAS]
        del connections.settings[replica.ALIAS]


def take_copy(file: str) -> None:
    """As SQLite dumps it: its backup would wait for the end of the test's own transaction."""
    target = sqlite3.connect(file)
    target.executescript("\n".join(connection.connection.iterdump()))
    target.close()
    connections[replica.ALIAS].connect()


def test_a_board_is_read_from_the_copy_and_whoever_sent_a_form_sees_the_own_database(copy):
    election = ElectionFactory(
        village__township__code=TOWNSHIP, village__code=f"{TOWNSHIP}001", village__name="演示旧村", steps=True
    )
    officer = UserFactory(serving=TOWNSHIP, role=Role.TOWNSHIP_OFFICER)
    client = Client()
    client.force_login(officer)
    take_copy(copy)
    Village.objects.filter(pk=election.village_id).update(name="演示新村")

    for page in ("/board/", "/figures/"):
        shown = client.get(page).content.decode()
        assert ("演示旧村" in shown, "演示新村" in shown) == (True, False), page
    # A page that is no board, and a page after a form was sent.
    assert "演示新村" in client.get("/villages/").content.decode()
    sent = client.post("/board/")
    assert sent.status_code == 405
    mark = sent.cookies[replica.COOKIE]
    assert (mark.value, mark["max-age"], mark["httponly"]) == ("1", replica.SECONDS_AFTER_SENDING, True)
    assert "演示新村" in client.get("/board/").content.decode()
    # A post that was ended counts at once, whatever the copy still says.
    del client.cookies[replica.COOKIE]
    officer.assignments.update(ended_at=timezone.now())
    assert client.get("/audit/").status_code == 403

    told = client.get("/health/").json()
    assert told["replica"] == {"seconds_behind": 0.0}
    assert "replica" not in told["problems"]


def test_a_transaction_a_lock_and_a_saved_row_stay_with_the_own_database(copy):
    village = ElectionFactory(village__name="演示旧村").village
    take_copy(copy)
    Village.objects.filter(pk=village.pk).update(name="演示新村")
    with replica.copied():
        read = Village.objects.get(pk=village.pk)
        assert (read.name, read._state.db) == ("演示旧村", replica.ALIAS)
        assert Village.objects.select_for_update().filter(pk=village.pk).db == "default"
        with transaction.atomic():
            assert Village.objects.get(pk=village.pk).name == "演示新村"
        with replica.own():
            assert Village.objects.get(pk=village.pk).name == "演示新村"
        read.name = "演示改村"
        read.save()
    read.refresh_from_db()
    assert read.name == Village.objects.get(pk=village.pk).name == "演示改村"


def test_a_copy_that_fails_or_is_late_is_not_read_and_is_told(copy, monkeypatch):
    take_copy(copy)
    asked = RequestFactory().get("/board/")
    read: list[str] = []

    @replica.read_from_copy
    def board(request):
        read.append(Village.objects.db)
        if read == [replica.ALIAS]:
            raise OperationalError("canceling statement due to conflict with recovery")
        return HttpResponse("ok")

    assert board(asked).content == b"ok"
    assert read == [replica.ALIAS, "default"]
    assert board(asked).content == b"ok"
    assert read[2:] == ["default"], "what has just failed is not read again at once"

    for seconds, sentence in ((replica.OLDEST + 1, "落后11秒"), (None, "连不上")):
        monkeypatch.setattr(replica, "seconds_behind", lambda found=seconds: found)
        replica.state = replica.State()
        board(asked)
        assert read[-1] == "default"
        assert sentence in health.problems()["replica"]


def test_without_the_setting_nothing_changes(settings, client, db):
    assert settings.DATABASE_ROUTERS == []
    assert (replica.is_set(), replica.report(), replica.fault()) == (False, {}, "")
    assert "replica" not in client.get("/health/").json()
    assert replica.COOKIE not in client.post("/accounts/login/").cookies
