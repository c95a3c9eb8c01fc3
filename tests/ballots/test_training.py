"""An examination keeps a clerk from the count, until it is passed or the township excuses by name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from ballots.actions.gates import require_trained
from ballots.models import PollWorker
from ballots.preparation.actions import add_worker
from election_office.accounts.permissions import Role
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from tests.factories import ElectionFactory, UserFactory
from villages.models import Activity, Participant
from villages.preparation import actions
from villages.preparation.actions.township import Attendance

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    return ElectionFactory(steps=True)


@pytest.fixture
def officer(election):
    return UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)


def examined(election, officer, mark):
    training = Activity.objects.filter(kind="training").first() or actions.record_activity(
        cycle=election.cycle, kind="training", title="演示培训", held_on=timezone.localdate(), hours=8,
        pass_mark=80, elections=[election], by=officer,
    )  # fmt: skip
    lines = [Attendance(election, "演示计票员", "计票员", mark=mark)]
    actions.register_participants(activity=training, lines=lines, by=officer)


def test_a_clerk_below_the_pass_mark_is_kept_from_the_count_and_let_in_after_passing(election, officer):
    clerk = UserFactory(serving=election.area_code, role=Role.COUNT_CLERK, name="演示计票员")
    require_trained(election, clerk)  # nothing is on record yet: nobody is asked
    examined(election, officer, 79)

    with pytest.raises(RuleRefused, match="79分，没有达到合格线80分，不能上岗"):
        require_trained(election, clerk)
    examined(election, officer, 80)

    require_trained(election, clerk)
    assert Participant.objects.get().mark == 80


def test_a_clerk_nobody_saw_at_the_training_is_refused_and_may_be_excused(election, officer):
    clerk = UserFactory(serving=election.area_code, role=Role.COUNT_CLERK, name="演示补录员")
    examined(election, officer, 90)
    with pytest.raises(RuleRefused, match="演示补录员没有参加业务培训"):
        require_trained(election, clerk)

    client = Client()
    client.force_login(officer)
    page = reverse("villages:preparation", args=[election.pk])
    assertContains(client.get(page), "演示补录员没有参加业务培训")
    excuse = reverse("villages:training_excuse", args=[election.pk])
    client.post(excuse, {"name": "演示补录员", "reason": "上届计票员，当面考核合格"})

    require_trained(election, clerk)
    assertContains(client.get(page), "当面考核合格")


def test_an_officer_of_the_township_gives_the_training_and_may_count(election, officer):
    examined(election, officer, 10)
    require_trained(election, officer)


def test_who_serves_at_the_polls_is_trained_or_excused_by_name(officer, election, client):
    scene = Scene()
    township = UserFactory(serving=scene.election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    scene.box()
    examined(scene.election, township, 90)
    client.force_login(scene.clerk)
    page = reverse("ballots:worker_add", args=[scene.election.pk])

    response = client.post(page, {"role": "caller", "name": "演示唱票员"})

    assertContains(response, "演示唱票员没有参加业务培训，不能上岗")
    assert not PollWorker.objects.exists()
    add_worker(round=scene.round, role="counter", name="演示计票员", by=scene.clerk)  # passed with 90
    actions.excuse(election=scene.election, name="演示唱票员", reason="上届唱票员", by=township)
    add_worker(round=scene.round, role="caller", name="演示唱票员", by=scene.clerk)
    assert PollWorker.objects.count() == 2
