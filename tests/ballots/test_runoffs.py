"""Another vote for the seats still open: who stands, on what day, and what it decides."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ballots import actions, queries
from ballots.aftermath import actions as aftermath
from ballots.models import Result, Round, Winner
from ballots.notices.runoff import CODE as RUNOFF_NOTICE
from candidates.models import Candidate
from candidates.queries import formal_candidates
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.dates import cn_date
from election_office.law.decision import RuleRefused
from tests.ballots.conftest import words_of
from tests.ballots.scenes import Scene
from tests.factories import UserFactory
from villages.models import Election

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
    voting = call(scene)

    assert (voting.number, voting.kind) == (2, "runoff")
    assert [(row.post.kind, row.seats) for row in voting.posts.all()] == [("member", 1)]
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


def test_the_notice_of_a_runoff_says_when_where_who_and_how_many_votes(scene, client):
    voting = call(scene)
    client.force_login(scene.officer)
    boxes = reverse("ballots:boxes", args=[scene.election.pk])
    paper = reverse("documents:paper", args=[RUNOFF_NOTICE, voting.pk])
    assert paper in client.get(boxes).content.decode()
    with pytest.raises(ValidationError, match="投票时间和地点"):
        words_of(RUNOFF_NOTICE, voting)
    Election.objects.filter(pk=scene.election.pk).update(polling_place="东山村文化礼堂")
    client.post(paper)

    words = words_of(RUNOFF_NOTICE, Round.objects.with_places().get(pk=voting.pk))

    day = cn_date(timezone.localdate())
    for told in (
        f"投票日：{day}，上午8时开始",
        "投票地点：东山村文化礼堂。",
        "委员（1名）委乙10委丙9",
        "所得票数不得少于这次投票总数的三分之一",
        "登记参加选举的村民过半数投票",
        "每人接受委托不超过3人",
        "沿用本次选举已经公布的名单",
    ):
        assert told in words
    assert Document.objects.get(kind=RUNOFF_NOTICE).state == "issued"
    assert "还没有全部张贴" in client.get(boxes).content.decode()
    waiting = client.get(reverse("ballots:count_start", args=[scene.election.pk])).context["decision"]
    assert "张贴另行选举公告" in str(waiting.warnings)


def withdraw(scene):
    request = aftermath.request_reopening(
        result=Result.objects.get(), reason="漏记一票", paper_number="申请1号", by=scene.officer
    )
    second = UserFactory(serving=scene.election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    return aftermath.decide_reopening(request=request, approve=True, opinion="属实", by=second)


def test_a_runoff_that_has_not_begun_falls_with_its_result_and_is_called_anew(scene, client):
    Election.objects.filter(pk=scene.election.pk).update(polling_place="东山村文化礼堂")
    voting = call(scene)
    notice = documents.issue(RUNOFF_NOTICE, Round.objects.with_places().get(pk=voting.pk), by=scene.officer)
    client.force_login(scene.officer)
    asked = client.get(reverse("ballots:reopening_request", args=[Result.objects.get().pk]))
    assert "另行选举" in str(asked.context["consequences"][-1])
    first = client.get(reverse("ballots:result", args=[scene.election.pk]), {"round": 1}).content.decode()
    assert reverse("ballots:reopening_request", args=[Result.objects.get().pk]) in first

    withdraw(scene)

    voting.refresh_from_db()
    notice.refresh_from_db()
    assert (voting.state, notice.state) == ("cancelled", "revoked")
    assert "漏记一票" in voting.cancelled_reason
    assert not Candidate.objects.filter(round_number=2, state="formal").exists()
    assert AuditEvent.objects.get(action="round.cancelled").before["candidates"] == 2
    assert (scene.round.number, scene.round.state) == (1, "counting")
    actions.declare_result(round=scene.round, by=scene.officer)
    again = call(scene)
    assert (again.number, len(formal_candidates(scene.election, 3)[-1].candidates)) == (3, 2)
    shown = client.get(reverse("ballots:result", args=[scene.election.pk]), {"round": 2}).content.decode()
    assert "这一轮投票已经取消" in shown


def test_a_result_stands_once_ballots_of_its_runoff_were_handed_out(scene):
    call(scene)
    scene.ballots(scene.box("另行选举票箱"), 20, 20)

    with pytest.raises(RuleRefused, match="组织的另行选举已经开始投票"):
        withdraw(scene)

    assert scene.round.number == 2


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

    voting = call(scene)

    assert voting.kind == "tie"
    assert [(row.post.kind, row.seats) for row in voting.posts.all()] == [("member", 1)]


def test_the_page_calls_the_runoff(scene, client):
    client.force_login(scene.officer)
    result = Result.objects.get()
    post = scene.election.posts.get(kind="member")
    page = reverse("ballots:runoff_call", args=[result.pk])

    shown = client.get(page)
    client.post(page, {"day": timezone.localdate().isoformat(), f"post_{post.pk}": ["委乙", "委丙"]})

    assert f"post_{post.pk}" in shown.context["form"].fields
    assert scene.round.number == 2
