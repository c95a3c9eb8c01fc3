"""After the declaration: opened again by two people, write-in winners, repeats, by-elections, vacancies."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ballots import actions, counts, queries
from ballots.aftermath import actions as aftermath
from ballots.aftermath import queries as after
from ballots.aftermath import rules
from ballots.models import Departure, Result, Round, SeatVacancy, Winner, WinnerDecision
from ballots.notices.certificate import CODE as CERTIFICATE
from ballots.notices.result import CODE as RESULT_NOTICE
from ballots.notices.vacancy import CODE as VACANCY_NOTICE
from ballots.rules import adjudicate
from ballots.rules.results import QUESTIONS
from candidates.models import Candidate, ReviewFile
from candidates.queries import formal_candidates
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.kinds import get
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.ballots.scenes import Scene
from tests.factories import RegistrationFactory, UserFactory, law_text
from villages.models import Election, Holder
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db

ORDER: dict[str, Any] = {
    "ordered_by": "清河镇人民政府",
    "paper_number": "清政选〔2026〕7号",
    "reason": "依法组织",
}


def fresh(scene: Scene) -> Election:
    return Election.objects.with_places().get(pk=scene.election.pk)


def seated(scene: Scene) -> list[str]:
    return [one.person.name for one in after.members(scene.election)]


def declared(scene: Scene) -> Result:
    return actions.declare_result(round=scene.agreed(), by=scene.officer)


def candidates_of(scene: Scene, number: int) -> dict[str, Candidate]:
    return {
        one.person.name: one for row in formal_candidates(scene.election, number) for one in row.candidates
    }


def month_on(election: Election) -> None:
    Election.objects.filter(pk=election.pk).update(stage=Stage.FOLLOW_UP)


# ------------------------------------------------------------------ opened again


def test_a_result_is_withdrawn_by_two_people_and_everything_on_it_falls(scene: Scene) -> None:
    result = declared(scene)
    notice = documents.issue(RESULT_NOTICE, result, by=scene.officer)
    winner = result.winners.get(name="主甲")
    certificate = documents.issue(CERTIFICATE, winner, by=scene.officer)
    Election.objects.filter(pk=scene.election.pk).update(stage=Stage.FOLLOW_UP)
    scene.election.steps.filter(code="result_notice").update(
        done_on=timezone.localdate(), closed_at=timezone.now(), document_id_text=str(notice.pk)
    )
    request = aftermath.request_reopening(
        result=result, reason="计票单漏记一票", paper_number="申请〔2026〕1号", by=scene.officer
    )
    with pytest.raises(RuleRefused, match="申请人不能审批"):
        aftermath.decide_reopening(request=request, approve=True, opinion="", by=scene.officer)
    second = UserFactory(serving=scene.election.area_code[:9], role=Role.TOWNSHIP_OFFICER)

    aftermath.decide_reopening(request=request, approve=True, opinion="情况属实", by=second)

    result.refresh_from_db()
    assert (result.revoked_by, result.round.results.count()) == (second, 1)
    papers = Document.objects.filter(pk__in=[notice.pk, certificate.pk])
    assert {one.state for one in papers} == {"revoked"}
    assert seated(scene) == []
    assert fresh(scene).stage == Stage.ELECTION
    assert not scene.election.steps.filter(code__in=["polling", "result_notice"], done_on__isnull=False)
    assert scene.round.state == Round.State.COUNTING

    again = actions.declare_result(round=scene.round, by=second)

    assert again.outcome == result.outcome
    assert seated(scene) == ["主甲", "委甲", "委乙"]
    assert AuditEvent.objects.filter(action="result.reopened").count() == 1


def test_a_result_stands_once_the_work_was_handed_over(scene: Scene) -> None:
    result = declared(scene)
    scene.election.steps.filter(code="handover").update(
        done_on=timezone.localdate(), closed_at=timezone.now()
    )

    with pytest.raises(RuleRefused, match="工作移交") as refused:
        aftermath.request_reopening(result=result, reason="复查", paper_number="1号", by=scene.clerk)

    assert "条" in str(refused.value.decision.refusals[0].citation)


# ------------------------------------------------------------------ write-in winners


@pytest.fixture
def written_in(scene: Scene) -> Scene:
    """村民丙 was written in for director with 12 of 20 ballots; both members are elected."""
    RegistrationFactory(election=scene.election, name="村民丙", entered_by=scene.clerk)
    scene.counting()
    scene.agree("director", scene.reading(主甲=5, 主乙=3, 村民丙=12))
    scene.agree("member", scene.reading(void=1, 委甲=14, 委乙=13, 委丙=8))
    actions.declare_result(round=scene.round, by=scene.officer)
    return scene


def decide(scene: Scene, kind: str, basis: str, **more: Any) -> WinnerDecision:
    values = {
        "winner": Winner.objects.get(name="村民丙"),
        "reason": "审查认定",
        "decided_on": timezone.localdate(),
        "by": scene.officer,
    }
    return aftermath.decide_winner(kind=kind, basis=basis, **values | more)


def test_a_written_in_winner_waits_for_the_review_and_is_then_confirmed(written_in: Scene) -> None:
    winner = Winner.objects.get(name="村民丙")
    assert (winner.status, winner.votes) == ("pending_review", 12)
    with pytest.raises(ValidationError, match="不颁发"):
        documents.issue(CERTIFICATE, winner, by=written_in.officer)
    file = aftermath.open_winner_file(
        winner=winner, incumbency="new", education="bachelor", party="群众", by=written_in.clerk
    )
    with pytest.raises(RuleRefused, match="还没有通过"):
        decide(written_in, "confirmed", "file")
    ReviewFile.objects.filter(pk=file.pk).update(state="passed", decided_on=timezone.localdate())

    decide(written_in, "confirmed", "file")

    assert "村民丙" in seated(written_in)
    result = Result.objects.get()
    assert queries.current_outcome(result)["posts"][0]["elected"][0]["status"] == "elected"
    again = after.open_files(result)["reviewed-count"][1]
    assert again["people"]["村民丙"]["confirmed"] is True
    assert adjudicate(again).as_dict()["posts"] == queries.current_outcome(result)["posts"]
    assert adjudicate(result.count).as_dict() == result.outcome
    assert documents.issue(CERTIFICATE, Winner.objects.get(name="村民丙"), by=written_in.officer)
    assert queries.runoff_plan(written_in.election) is None


def test_a_policy_alone_is_no_basis_and_the_case_goes_upward(written_in: Scene) -> None:
    with pytest.raises(RuleRefused, match="应当报上级研究"):
        decide(written_in, "annulled", "policy", paper_number="1号")
    with pytest.raises(RuleRefused, match="没有登记相应条款"):
        decide(written_in, "annulled", "adopted", paper_number="1号")

    decide(written_in, "escalated", "policy")

    assert Winner.objects.get(name="村民丙").status == "pending_review"
    assert decide(written_in, "annulled", "higher", paper_number="县函1号").article


def test_an_annulled_winner_leaves_the_seat_to_a_runoff_without_them(written_in: Scene) -> None:
    result = Result.objects.get()
    before = counts.sha256(result.count)

    decision = decide(written_in, "annulled", "misconduct", paper_number="清政决〔2026〕3号")

    result.refresh_from_db()
    assert counts.sha256(result.count) == before == result.count_sha256
    assert "第二十一条" in decision.article
    assert "村民丙" not in seated(written_in)
    plan = queries.runoff_plan(written_in.election)
    assert plan is not None
    assert [(one.key, one.seats, one.names) for one in plan.posts] == [
        (("director", ""), 1, ("主甲", "主乙"))
    ]
    with pytest.raises(RuleRefused, match="已经决定"):
        decide(written_in, "annulled", "misconduct", paper_number="x")


# ------------------------------------------------------------------ repeat


def test_a_void_vote_is_repeated_on_an_order_within_its_days(scene: Scene) -> None:
    scene.counting(own=12, recovered=12)
    actions.declare_result(round=scene.round, by=scene.officer)
    today = timezone.localdate()
    names = {row.post.pk: row.names for row in after.repeat_plan(scene.election)}
    late = today + dt.timedelta(days=scene.election.rulebook.value("repeat_days") + 1)
    call = {"election": scene.election, "chosen": names, "ordered_on": today, "by": scene.officer, **ORDER}
    with pytest.raises(RuleRefused, match="最迟"):
        aftermath.call_repeat(day=late, **call)

    voting = aftermath.call_repeat(day=today, **call)

    assert (voting.kind, voting.number, voting.title) == ("repeat", 2, "重新选举")
    assert [(row.post.kind, row.seats) for row in voting.posts.all()] == [("director", 1), ("member", 2)]
    scene.candidates = candidates_of(scene, 2)
    scene.ballots(scene.box("重选票箱"), 20, 20)
    actions.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("director", scene.reading(主甲=12, 主乙=8), box="重选票箱")
    scene.agree("member", scene.reading(委甲=14, 委乙=13, 委丙=8), box="重选票箱")
    result = actions.declare_result(round=scene.round, by=scene.officer)
    assert (result.count["round"], result.count["elected_before"]) == ("first", [])
    assert seated(scene) == ["主甲", "委甲", "委乙"]
    with pytest.raises(ValidationError, match="没有应当重新选举"):
        aftermath.call_repeat(day=today, **call)


def test_only_the_seats_excess_proxies_could_change_are_voted_on_again() -> None:
    count = {
        "format": "election-count/1", "area": "330000", "election_day": "2026-12-20", "round": "first",
        "registered": 1000, "issued": 820, "recovered": 820, "excess_proxies": 3,
        "posts": [
            {"post": "member", "seats": 2, "void": 0, "blank": 0, "reserved": None,
             "votes": [{"name": "甲", "votes": 500}, {"name": "乙", "votes": 430},
                       {"name": "丙", "votes": 424}]},
        ],
    }  # fmt: skip
    outcome = adjudicate(count).as_dict()

    again = rules.repeat_posts(outcome, count)

    assert outcome["posts"][0]["robustness"] == {
        "excess_proxies": 3,
        "margin": 6,
        "verdict": "undetermined",
    }
    assert again == [rules.AgainPost(("member", ""), 1, ("乙",))]
    assert rules.repeat_posts(adjudicate({**count, "excess_proxies": 2}).as_dict(), count) == []


def test_a_seat_left_undetermined_is_taken_back_and_repeated(scene: Scene) -> None:
    scene.counting(own=18, proxy=2, recovered=20)
    scene.agree("director", scene.reading(主甲=11, 主乙=9))
    scene.agree("member", scene.reading(委甲=18, 委乙=13, 委丙=7))
    actions.declare_result(round=scene.round, by=scene.officer, accepted=QUESTIONS, reason="演示：已当场说明")
    (row,) = after.repeat_plan(scene.election)
    assert (row.post.kind, row.seats, [one.name for one in row.winners]) == ("director", 1, ["主甲"])

    aftermath.call_repeat(
        election=scene.election,
        day=timezone.localdate(),
        chosen={row.post.pk: ["主甲", "主乙"]},
        ordered_on=timezone.localdate(),
        by=scene.officer,
        **ORDER,
    )

    assert seated(scene) == ["委甲", "委乙"]
    assert Winner.objects.get(name="主甲").status == "annulled"
    assert [post.seats for post in scene.round.posts.all()] == [1]


# ------------------------------------------------------------------ departures and by-elections


def test_a_resignation_needs_the_meeting_and_a_by_election_fills_the_seat(scene: Scene) -> None:
    declared(scene)
    month_on(scene.election)
    today = timezone.localdate()
    holder = Holder.objects.in_office().get(person__name="委甲")
    leave = {
        "holder": holder, "cause": "resigned", "ended_on": today, "paper_number": "村决1号",
        "reason": "外出务工", "by": scene.officer,
    }  # fmt: skip
    with pytest.raises(RuleRefused, match="没有达到三分之二以上"):
        aftermath.end_membership(meeting=rules.MeetingVote("representatives_meeting", 30, 19, 19), **leave)

    agreed = rules.MeetingVote("villager_meeting", 300, 200, 101, by_households=True)
    late = {"meeting": agreed, "called_on": today - dt.timedelta(days=9)}
    with pytest.raises(RuleRefused, match="不足提前10日"):
        aftermath.end_membership(**late, **leave)
    assert not Departure.objects.exists()

    aftermath.end_membership(call_note="防汛期间临时通知", **late, **leave)

    kept = Departure.objects.get()
    assert (kept.called_on, kept.call_note) == (late["called_on"], "防汛期间临时通知")
    assert seated(scene) == ["主甲", "委乙"]
    (row,) = after.open_seats(scene.election)
    assert (row.post.kind, row.seats) == ("member", 1)
    call = {"election": scene.election, "day": today, "ordered_on": today, "by": scene.officer, **ORDER}
    with pytest.raises(RuleRefused, match="应当多于应选名额"):
        aftermath.call_by_election(chosen={row.post.pk: ["委丙"]}, **call)
    voting = aftermath.call_by_election(chosen={row.post.pk: ["委丙", "主乙"]}, **call)
    assert (voting.kind, voting.title) == ("by", "补选")
    scene.candidates = candidates_of(scene, 2)
    scene.ballots(scene.box("补选票箱"), 20, 20)
    actions.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("member", scene.reading(委丙=12, 主乙=8), box="补选票箱")

    result = actions.declare_result(round=scene.round, by=scene.officer)

    assert {one["name"] for one in result.count["elected_before"]} == {"主甲", "委乙"}
    assert seated(scene) == ["主甲", "委乙", "委丙"]
    assert after.open_seats(scene.election) == []


@pytest.mark.parametrize(("area", "year", "allowed"), [("330000", 2026, True), ("360000", 2019, False)])
def test_avoidance_ends_a_seat_only_where_the_law_asks_relatives_to_avoid(area, year, allowed) -> None:
    day = dt.date(year, 12, 20)
    facts = rules.DepartureFacts(cause="avoided", name="甲", ended_on=day, today=day, term_from=day)
    book = rulebook_for(area, day)

    assert rules.check_departure(facts, book).allowed is allowed
    assert str(rules.departure_article("avoided", book)).endswith("第三十一条第二款") is allowed


def test_seats_stay_vacant_only_where_the_place_allows_it(scene: Scene) -> None:
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    scene.agree("member", scene.reading(委甲=14, 委乙=10, 委丙=9))
    actions.declare_result(round=scene.round, by=scene.officer)

    with pytest.raises(RuleRefused, match="没有允许空缺的规定"):
        aftermath.leave_vacant(
            election=scene.election,
            meeting=rules.MeetingVote("representatives_meeting", 30, 20, 11),
            decided_on=timezone.localdate(),
            paper_number="",
            by=scene.officer,
        )

    assert queries.runoff_plan(scene.election) is not None


def test_the_meeting_leaves_a_seat_empty_and_no_runoff_waits_any_more() -> None:
    law_text(
        "36",
        vacant_ok={"min_elected": 3, "needs_director": True, "needs_meeting": True, "before_runoff": True},
    )
    scene = Scene(
        seats=(1, 0, 3), candidates={"director": ("主甲", "主乙"), "member": ("委甲", "委乙", "委丙", "委丁")}
    )
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    scene.agree("member", scene.reading(委甲=14, 委乙=13, 委丙=9, 委丁=8))
    actions.declare_result(round=scene.round, by=scene.officer)
    decide = {
        "election": fresh(scene), "decided_on": timezone.localdate(), "paper_number": "村决2号",
        "by": scene.officer,
    }  # fmt: skip
    with pytest.raises(RuleRefused, match="没有超过到会人员的半数"):
        aftermath.leave_vacant(meeting=rules.MeetingVote("representatives_meeting", 30, 20, 10), **decide)

    agreed = rules.MeetingVote("villager_meeting", 300, 200, 101, by_households=True)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    with pytest.raises(RuleRefused, match="临时通知"):
        aftermath.leave_vacant(meeting=agreed, called_on=yesterday, **decide)
    assert not SeatVacancy.objects.exists()

    (row,) = aftermath.leave_vacant(meeting=agreed, called_on=yesterday, call_note="防汛", **decide)

    assert (row.called_on, row.call_note) == (yesterday, "防汛")

    assert (row.post.kind, row.seats) == ("member", 1)
    assert queries.runoff_plan(fresh(scene)) is None
    assert "空缺" in str(get(VACANCY_NOTICE).facts(row))
    assert [(one.post.kind, one.seats) for one in after.open_seats(fresh(scene))] == [("member", 1)]

    today = timezone.localdate()
    order = {"day": today, "ordered_on": today, "by": scene.officer, **ORDER}
    voting = aftermath.call_by_election(
        election=fresh(scene), chosen={row.post.pk: ["委丁", "主乙"]}, **order
    )
    row.refresh_from_db()
    assert row.by_election == voting
    assert not SeatVacancy.objects.in_force().exists()


def test_the_file_after_a_review_leads_to_the_same_open_seat(written_in: Scene) -> None:
    decide(written_in, "annulled", "misconduct", paper_number="1号")
    result = Result.objects.get()

    files = after.open_files(result)
    again = adjudicate(files["reviewed-count"][1]).as_dict()

    assert list(files) == ["count", "outcome", "reviewed-count"]
    assert again["posts"] == queries.current_outcome(result)["posts"]
    assert adjudicate(files["count"][1]).as_dict() == files["outcome"][1]
