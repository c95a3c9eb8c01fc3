"""What is read from ballots leads to no voter, by whatever way the rows hang together."""

from __future__ import annotations

import random
import secrets
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.apps import apps as django_apps
from django.db import connection, models, transaction

from ballots import actions
from ballots.actions import sheets as sheet_actions
from ballots.models import Batch, CountEntry, Marking
from ballots.tally import actions as tally
from ballots.tally import queries
from tests.ballots.scenes import Scene
from tests.test_numbers import cells

# A ballot is handed out to somebody of these. Staff are the typists, who are nobody's voter here.
PEOPLE = {"villages.Person", "voters.Registration", "voters.Proxy", "voters.Elector"}


def _pointed_at(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type)
    }


def _handed_out() -> set[str]:
    """Models of acts at the desk: they point at a voter."""
    people = {apps.get_model(label) for label in PEOPLE}
    found = [
        one for one in apps.get_app_config("ballots").get_models() if one.__module__.endswith(".issuing")
    ]
    return {one._meta.label for one in found if _pointed_at(one) & people}


def test_no_way_leads_from_a_reading_to_a_voter():
    assert "ballots.HandOut" in _handed_out()
    for start in (Marking, Batch, CountEntry):
        seen, ahead = set(), {start}
        while ahead:
            here = ahead.pop()
            seen.add(here)
            ahead |= _pointed_at(here) - seen
        labels = {one._meta.label for one in seen}
        assert "ballots.Box" in labels
        assert labels & (PEOPLE | _handed_out()) == set()


def test_a_line_read_knows_its_ballot_by_nothing_but_its_marks():
    own = {field.name for field in Marking._meta.get_fields() if field.concrete}

    assert own <= {
        "id", "created_at", "updated_at", "version", "batch", "kind", "marks", "copies", "label", "token",
        "revoked_at", "revoked_by", "revoked_reason",
    }  # fmt: skip


# ------------------------------------------------------------------ after agreement: no order, no time

BALLOTS = ["1"] * 9 + ["2"] * 6 + ["12"] * 2 + ["+演示丁"] + ["0"] * 2
MOMENT = "2026-12-20 15:00:00+08:00"


def everything() -> list[tuple[str, str]]:
    """Every value of every table, the trail among them, in the order the database gives."""
    return list(cells())


def counted(scene: Scene, seed: int, token: str) -> None:
    """Two people read the same ballots, each in an own order, in two bundles; the hall calls them too."""
    luck = random.Random(seed)
    sheet = scene.sheet()
    first, second = (f"c{scene.candidates[name].pk}" for name in ("主一", "主二"))
    called = [first] * 11 + [second] * 8 + ["blank"] * 2
    luck.shuffle(called)
    calls = [{"token": f"{token}-call-{number:04}", "cell": cell} for number, cell in enumerate(called)]
    tally.record_calls(sheet=sheet, calls=calls, undone=[], by=scene.one)
    for by in (scene.one, scene.two):
        ballots = luck.sample(BALLOTS, len(BALLOTS))
        for at in (0, 10):
            batch = tally.open_batch(sheet=sheet, size=10, by=by)
            for number, text in enumerate(ballots[at : at + 10]):
                tally.add_ballot(batch=batch, text=text, token=f"{token}-{by.pk}-{at + number:03}", by=by)
            tally.close_batch(batch=batch, counted=10, by=by)
        sheet = scene.sheet()
        sheet = tally.submit_ballots(
            sheet=sheet, version=sheet.version, by=by, accepted=["votes_below_valid", "many_unmarked"],
            accepted_reason="已核对",
        )  # fmt: skip
    assert sheet.state == "agreed"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="numbers of rows roll back on SQLite alone")
def test_nothing_kept_of_an_agreed_sheet_tells_in_which_order_it_was_read(monkeypatch):
    with time_machine.travel(MOMENT, tick=False):
        scene = Scene(candidates={"director": ("主一", "主二"), "member": ("委一", "委二", "委三")})
        scene.counting()
        kept, ordered = [], []
        migration = import_module("ballots.migrations.0019_forget_the_order_of_ballots")
        monkeypatch.setattr(migration, "TAKEN_BACK", "revoked_at")
        for seed, way in ((1, "act"), (2, "act"), (3, "migration")):
            point = transaction.savepoint()
            if way == "migration":  # a sheet agreed by a program that kept the order
                monkeypatch.setattr(sheet_actions, "forget_order", lambda sheet: None)
            counted(scene, seed, secrets.token_hex(4))
            if way == "migration":
                ordered = everything()
                migration.forget(django_apps, None)
            kept.append(everything())
            transaction.savepoint_rollback(point)
    assert kept[0] == kept[1]
    assert ordered != kept[0]
    assert sorted(kept[2]) == sorted(kept[0])
    lines = [value for name, value in kept[0] if name == "ballots_marking.copies"]
    assert sorted(map(int, lines)) == sorted([9, 6, 2, 1, 2] * 2)
    times = {
        value for name, value in kept[0] if name in ("ballots_marking.created_at", "ballots_call.created_at")
    }
    assert len(times) == 1
    assert "15:00" not in times.pop()


@pytest.mark.django_db
def test_after_agreement_bundles_say_how_many_names_stand_and_late_calls_change_nothing():
    scene = Scene(candidates={"director": ("主一", "主二"), "member": ("委一", "委二", "委三")})
    scene.counting()
    counted(scene, 5, "token")
    sheet = scene.sheet()
    assert [row.read for row in queries.own_batches(sheet, scene.one)] == [10, 10]
    assert queries.written_names(scene.round, sheet.post) == ["演示丁"]
    before = queries.call_totals([sheet.pk])
    late = [{"token": "token-call-0000", "cell": "void"}]
    assert tally.record_calls(sheet=sheet, calls=late, undone=[], by=scene.one) == ["token-call-0000"]
    assert queries.call_totals([sheet.pk]) == before
    actions.reset_sheet(sheet=sheet, version=sheet.version, reason="演示重录", by=scene.officer)
    assert not Marking.objects.exists()
    assert Batch.objects.count() == 4
