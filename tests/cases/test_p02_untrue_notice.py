"""A notice on the wall that says the old day asks for its correction (EveryElection #167)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents.models import Document
from tests.factories import CycleFactory, ElectionFactory, UserFactory
from villages import actions as villages
from villages.models import Election

pytestmark = pytest.mark.django_db


def kit(days: int = 60) -> tuple[Election, User, User]:
    cycle = CycleFactory(default_day=timezone.localdate() + dt.timedelta(days=days))
    election = ElectionFactory(village__township=cycle.township, cycle=cycle, steps=True)
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    return election, officer, UserFactory(serving=election.area_code)


def fresh(election: Election) -> Election:
    return Election.objects.with_places().get(pk=election.pk)


def post_everywhere(paper: Document, by: User) -> None:
    for place in paper.places:
        documents.record_posting(
            paper, place_key=place["key"], posted_at=timezone.now(), posted_by="张贴员", by=by
        )


def pages_of(election: Election, user: User) -> str:
    """What the pages of the election say: somewhere among them the correction must be asked for."""
    client = Client()
    client.force_login(user)
    paths = ("", "documents/", "preparation/", "ballots/")
    texts = [client.get(f"/elections/{election.pk}/{path}").content.decode() for path in paths]
    return "".join([*texts, client.get("/").content.decode()])


def test_p02_a_hanging_notice_with_the_old_day_no_longer_closes_its_step():
    election, officer, _clerk = kit()
    paper = documents.issue("villages.day_notice", fresh(election), by=officer)
    post_everywhere(paper, officer)
    assert fresh(election).steps.get(code="day_notice").done_on is not None

    villages.move_election_day(
        election=election, day=election.election_day + dt.timedelta(days=20), reason="改期", by=officer
    )

    assert "更正公告" in pages_of(election, officer)
    assert fresh(election).steps.get(code="day_notice").done_on is None
