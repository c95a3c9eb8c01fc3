"""Another vote for the seats still open: who stands, on what day, and what it decides."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ballots import actions, queries
from ballots.models import Result, Winner
from candidates.queries import formal_candidates
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene

pytestmark = pytest.mark.django_db


def build_scene() -> Scene:
    """主甲 and 委甲 are elected; one seat of the members is open, 委乙 and 委丙 stand for it."""
    scene = Scene()
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    scene.agree("member", scene.reading(委甲=14, 委乙=10, 委丙=9))
    actions.declare_result(round=scene.round, by=scene.officer)
    return scene


def call(scene, **changes):
    post = scene.election.posts.get(kind="member")
    values = {"day": timezone.localdate(), "chosen": {post.pk: ["委乙", "委丙"]}, "by": scene.officer}
    return actions.call_runoff(election=scene.election, **values | changes)


def test_a_runoff_has_the_open_seats_and_the_best_of_those_not_elected(scene):
    round = call(scene)

    assert (round.number, round.kind) == (2, "runoff")
    assert [(row.post.kind, row.seats) for row in round.posts.all()] == [("member", 1)]
    lists = formal_candidates(scene.election, 2)
    names = [one.person.name for row in lists for one in row.candidates]
    assert sorted(names) == ["委丙", "委乙"]
    assert AuditEvent.objects.filter(action="round.runoff_called").count() == 1


def test_a_runoff_is_counted_and_declared_as_the_first_vote_was(scene):
    call(scene)
    scene.candidates |= {
        one.person.name: one for row in formal_candidates(scene.election, 2) for one in row.candidates
    }
    scene.ballots(scene.box("第二轮票箱"), 18, 18)
    actions.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("member", scene.reading(委乙=10, 委丙=8), box="第二轮票箱")

    result = actions.declare_result(round=scene.round, by=scene.officer)

    assert result.count["round"] == "runoff"
    assert {one["name"] for one in result.count["elected_before"]} == {"主甲", "委甲"}
    assert Winner.objects.get(result=result).name == "委乙"
    assert queries.runoff_plan(scene.election) is None


def test_a_runoff_after_the_last_day_is_refused(scene):
    late = timezone.localdate() + dt.timedelta(days=scene.election.rulebook.value("runoff_days") + 1)

    with pytest.raises(RuleRefused, match="最迟在"):
        call(scene, day=late)

    assert scene.round.number == 1


def test_a_runoff_without_an_open_seat_is_refused():
    scene = Scene()
    actions.declare_result(round=scene.agreed(), by=scene.officer)

    with pytest.raises(ValidationError, match="没有等待"):
        call(scene)


def test_equal_votes_lead_to_a_vote_among_the_tied_alone():
    scene = Scene()
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    scene.agree("member", scene.reading(委甲=14, 委乙=11, 委丙=11))
    actions.declare_result(round=scene.round, by=scene.officer)

    round = call(scene)

    assert round.kind == "tie"
    assert [(row.post.kind, row.seats) for row in round.posts.all()] == [("member", 1)]


def test_the_page_calls_the_runoff(scene, client):
    client.force_login(scene.officer)
    result = Result.objects.get()
    post = scene.election.posts.get(kind="member")
    page = reverse("ballots:runoff_call", args=[result.pk])

    shown = client.get(page)
    client.post(page, {"day": timezone.localdate().isoformat(), f"post_{post.pk}": ["委乙", "委丙"]})

    assert f"post_{post.pk}" in shown.context["form"].fields
    assert scene.round.number == 2
