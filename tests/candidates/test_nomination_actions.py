"""From the plan to the formal list: it happens and leaves its trace, or nothing does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from candidates.models import Candidate, Nominee, NomineeObjection, ReviewFile
from candidates.nomination import actions, queries
from candidates.order import FORMAL_LIST
from candidates.review.actions.files import open_file
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory
from tests.factories import done as steps_done
from villages.models import Election, NominatedPerson, OrderException
from villages.order.actions import allow_early
from villages.order.gates import gate_of_step
from villages.readings.acts import differing
from villages.readings.rules import Reading
from voters.models import Registration

pytestmark = pytest.mark.django_db

State = Nominee.State


@pytest.fixture
def election() -> Election:
    return ElectionFactory(village__name="演示村")


@pytest.fixture
def clerk(election: Election) -> User:
    return UserFactory(serving=election.area_code)


@pytest.fixture
def other(election: Election) -> User:
    return UserFactory(serving=election.area_code)


def plan(election: Election, by: User, **changes: Any) -> Any:
    today = timezone.localdate()
    places = {post.pk: post.seats + 1 for post in election.posts.all()}
    given = {"opens_on": today, "closes_on": today, "ways": ["ballot", "joint", "self"], "places": places}
    return actions.set_plan(election=election, by=by, **(given | changes))


def key(election: Election, kind: str) -> str:
    return str(election.posts.get(kind=kind, reserved="").pk)


def nominate(election: Election, by: User, name: str, kind: str, votes: int, **person: Any) -> Nominee:
    """A nominee with so many votes, as ballots would have given them."""
    voter = RegistrationFactory(election=election, name=name, **person)
    post = election.posts.get(kind=kind, reserved="")
    nominee = actions.nominate(
        election=election, post=post, registration=voter, source="self", declared=True,
        received_on=timezone.localdate(), by=by,
    )  # fmt: skip
    Nominee.objects.filter(pk=nominee.pk).update(votes=votes)
    return nominee


def agree(nominee: Nominee, by: User) -> Nominee:
    return actions.answer_nomination(nominee=nominee, accepts=True, answered_on=timezone.localdate(), by=by)


def put_forward_everybody(election: Election, by: User) -> dict[str, Nominee]:
    rows = {
        "director": [("演示甲", 90), ("演示乙", 80), ("演示丙", 70)],
        "deputy": [("演示丁", 90), ("演示戊", 80)],
        "member": [("演示己", 90), ("演示庚", 80), ("演示辛", 70), ("演示壬", 60)],
    }
    return {
        name: agree(nominate(election, by, name, kind, votes), by)
        for kind, people in rows.items()
        for name, votes in people
    }


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


def test_nobody_nominates_before_the_plan_and_nobody_of_another_village_plans(election, clerk):
    with pytest.raises(ValidationError, match="提名安排"):
        nominate(election, clerk, "演示甲", "director", 0)
    with pytest.raises(PermissionDenied):
        plan(election, UserFactory(serving="369902001001"))
    assert not Nominee.objects.exists()


def test_nobody_is_put_forward_before_the_roll_hangs_unless_the_township_writes_otherwise():
    election = ElectionFactory(steps="in order")
    clerk = UserFactory(serving=election.area_code)
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    plan(election, clerk)
    with pytest.raises(RuleRefused) as refused, transaction.atomic():
        nominate(election, clerk, "演示甲", "director", 0)
    assert codes(refused) == ["before_its_turn"]
    assert "公布" in refused.value.decision.refusals[0].message
    assert not Nominee.objects.exists()

    allow_early(
        election=election, act=gate_of_step("nomination"), reason="名单已在另处公布。",
        paper_number="演示〔2026〕9号", decided_on=timezone.localdate(), by=officer,
    )  # fmt: skip
    nominate(election, clerk, "演示甲", "director", 0)
    assert OrderException.objects.get().act == gate_of_step("nomination")

    other = ElectionFactory(steps="in order")
    steps_done(other, "roll_notice", by=clerk)
    clerk = UserFactory(serving=other.area_code)
    plan(other, clerk)
    assert nominate(other, clerk, "演示乙", "director", 0).pk


def test_a_plan_with_no_more_candidates_than_seats_is_refused(election, clerk):
    with pytest.raises(RuleRefused) as refused:
        plan(election, clerk, places={post.pk: post.seats for post in election.posts.all()})

    assert codes(refused) == ["candidates_too_few"] * 3
    assert queries.plan_of(election) is None


def test_two_people_read_a_station_and_only_what_differs_is_read_again(election, clerk, other):
    plan(election, clerk)
    director = key(election, "director")
    sheet = actions.add_sheet(election=election, station="村部会场", issued=100, by=clerk)

    actions.read_sheet(sheet=sheet, reading=Reading(90, 2, 1, {director: {"演示甲": 50}}), by=clerk)
    with pytest.raises(ValidationError, match="另一人"):
        actions.read_sheet(sheet=sheet, reading=Reading(90, 2, 1, {director: {"演示甲": 50}}), by=clerk)
    sheet = actions.read_sheet(sheet=sheet, reading=Reading(90, 2, 1, {director: {"演示甲": 51}}), by=other)

    assert not sheet.agreed
    assert differing(sheet) == [f"{director}:演示甲"]
    with pytest.raises(ValidationError, match="全部重录"):
        actions.reread_cells(sheet=sheet, cells={"void": 3}, by=clerk)
    sheet = actions.reread_cells(sheet=sheet, cells={f"{director}:演示甲": 51}, by=clerk)
    assert sheet.agreed
    assert queries.totals([sheet]).votes == {director: {"演示甲": 51}}
    assert AuditEvent.objects.filter(action="nomination.sheet_read").count() == 3


def test_names_on_ballots_are_taken_for_one_voter_with_a_reason(election, clerk, other):
    plan(election, clerk)
    director = key(election, "director")
    sheet = actions.add_sheet(election=election, station="村部会场", issued=100, by=clerk)
    reading = Reading(90, 0, 0, {director: {"演示甲": 50, "演示岬": 9}})
    for person in (clerk, other):
        actions.read_sheet(sheet=sheet, reading=reading, by=person)
    voter = RegistrationFactory(election=election, name="演示甲")
    given = {
        "election": election, "post": election.posts.get(kind="director"), "registration": voter,
        "source": "ballot", "received_on": timezone.localdate(), "written_as": ["演示甲", "演示岬"],
        "by": clerk,
    }  # fmt: skip

    with pytest.raises(RuleRefused) as refused:
        actions.nominate(**given)
    assert codes(refused) == ["merge_without_reason"]
    assert not Nominee.objects.exists()

    nominee = actions.nominate(**given, merge_reason="同音误写，唱票时已确认。")
    assert nominee.votes == 59
    assert [row.nominee for row in queries.written_names(election)] == [nominee, nominee]
    assert AuditEvent.objects.get(action="nomination.nominated").reason == "同音误写，唱票时已确认。"


def test_a_joint_nomination_counts_registered_voters_only(election, clerk):
    plan(election, clerk)
    voter = RegistrationFactory(election=election)
    signers = [RegistrationFactory(election=election) for _ in range(9)]
    stranger = RegistrationFactory(election=election, status=Registration.Status.PENDING)
    given = {
        "election": election, "post": election.posts.get(kind="director"), "registration": voter,
        "source": "joint", "received_on": timezone.localdate(), "by": clerk,
    }  # fmt: skip

    with pytest.raises(RuleRefused, match="现有9名"):
        actions.nominate(**given, signers=[*signers, stranger])
    nominee = actions.nominate(**given, signers=[*signers, RegistrationFactory(election=election)])
    assert nominee.signers.count() == 10


def test_one_person_chooses_one_post_and_the_committee_hears_of_it(election, clerk):
    plan(election, clerk)
    nominee = nominate(election, clerk, "演示甲", "director", 9)
    second = actions.nominate(
        election=election, post=election.posts.get(kind="member"), registration=nominee.registration,
        source="self", declared=True, received_on=timezone.localdate(), by=clerk,
    )  # fmt: skip

    assert "two_posts" in [one.code for one in queries.check_preliminary(election).refusals]
    agree(nominee, clerk)

    second.refresh_from_db()
    assert (second.state, second.left_reason) == (State.REFUSED, "本人书面选择主任职位。")
    assert NominatedPerson.objects.filter(person=nominee.person, ended_on=None).exists()


def test_the_list_is_made_by_votes_and_the_next_moves_up_when_one_withdraws(election, clerk):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)

    listed = actions.make_preliminary(election=election, by=clerk)
    assert "演示丙" not in [one.person.name for one in listed]

    moved = actions.leave_list(nominee=people["演示甲"], reason="本人书面退出", by=clerk)

    assert [one.person.name for one in moved] == ["演示丙"]
    event = AuditEvent.objects.get(action="nomination.withdrew")
    assert event.after["moved_up"] == [people["演示丙"].person_id]
    assert not NominatedPerson.objects.filter(person=people["演示甲"].person, ended_on=None).exists()


def test_equals_on_the_edge_are_voted_on_again(election, clerk):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    Nominee.objects.filter(pk=people["演示丙"].pk).update(votes=80)

    with pytest.raises(RuleRefused) as refused:
        actions.make_preliminary(election=election, by=clerk)
    assert "tied_on_the_edge" in codes(refused)

    votes = {people["演示乙"].pk: 10, people["演示丙"].pk: 30}
    actions.record_second_ballot(post=election.posts.get(kind="director"), votes=votes, by=clerk)
    listed = actions.make_preliminary(election=election, by=clerk)
    assert "演示丙" in [one.person.name for one in listed]
    assert "演示乙" not in [one.person.name for one in listed]


def post_notice(election: Election, by: User, days_ago: int = 0) -> Document:
    """The list as it is now, everywhere since so many days; in place of what hung before."""
    old = queries.preliminary_notice(election)
    at = timezone.now() - dt.timedelta(days=days_ago)
    notice = documents.issue(
        queries.PRELIMINARY_NOTICE, election, by=by, election_id=election.pk, replaces=old,
        reason="名单有变动" if old else "", at=at,
    )  # fmt: skip
    for place in election.village.places():
        documents.record_posting(notice, place_key=place.key, posted_at=at, photo=None, by=by)
    return notice


def test_the_formal_list_follows_the_posted_list_and_its_answers(election, clerk):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    actions.make_preliminary(election=election, by=clerk)
    with pytest.raises(RuleRefused) as refused:
        actions.make_formal(election=election, by=clerk)
    assert codes(refused) == ["preliminary_not_posted"]

    post_notice(election, clerk, days_ago=4)
    objection = actions.object_to(
        nominee=people["演示甲"], objector_name="演示村民", text="不常住本村",
        received_on=timezone.localdate(), by=clerk,
    )  # fmt: skip
    assert objection.due_on == timezone.localdate() + dt.timedelta(days=3)
    with pytest.raises(RuleRefused, match="演示甲"):
        actions.make_formal(election=election, by=clerk)

    moved = actions.answer_objection(
        objection=objection, upheld=True, answer="情况属实", decided_on=timezone.localdate(), by=clerk
    )
    assert [one.person.name for one in moved] == ["演示丙"]

    # What hangs is no longer the list: it is corrected on the walls before anybody becomes a candidate.
    with pytest.raises(RuleRefused, match="演示甲不再列入名单，演示丙列入名单"):
        actions.make_formal(election=election, by=clerk)
    corrected = post_notice(election, clerk, days_ago=4)
    assert corrected.title.endswith("初步候选人名单更正公告")
    assert "演示甲不再列入名单" in corrected.facts["changes"]
    made = actions.make_formal(election=election, by=clerk)
    assert {one.person.name for one in made} == set(people) - {"演示甲"}
    assert Candidate.objects.get(person=people["演示丙"].person).nomination_votes == 70
    assert NomineeObjection.objects.get().outcome == "upheld"


def test_one_button_opens_the_review_and_then_nobody_becomes_a_candidate_without_it(election, clerk):
    plan(election, clerk)
    put_forward_everybody(election, clerk)
    actions.make_preliminary(election=election, by=clerk)
    post_notice(election, clerk, days_ago=4)

    with pytest.raises(ValidationError), transaction.atomic():
        actions.open_reviews(election=election, answers={}, by=clerk)
    assert not ReviewFile.objects.exists()
    known = {"incumbency": "new", "education": "primary", "party": "群众"}
    answers = {one.pk: known for one in queries.without_review(election)}
    assert len(actions.open_reviews(election=election, answers=answers, by=clerk)) == 8
    assert actions.open_reviews(election=election, answers={}, by=clerk) == []

    with pytest.raises(RuleRefused) as refused:
        actions.make_formal(election=election, by=clerk)
    assert codes(refused) == ["review_incomplete"]
    assert ReviewFile.objects.count() == 8
    assert not Candidate.objects.exists()


# ------------------------------------------------------------------ an objection that was upheld


def objected(election: Election, clerk: User) -> Nominee:
    """演示甲 on the posted list, with somebody's objection upheld."""
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    actions.make_preliminary(election=election, by=clerk)
    post_notice(election, clerk)
    objection = object_to(people["演示甲"], clerk)
    actions.answer_objection(
        objection=objection, upheld=True, answer="情况属实", decided_on=timezone.localdate(), by=clerk
    )
    return Nominee.objects.get(pk=people["演示甲"].pk)


def object_to(nominee: Nominee, clerk: User, text: str = "不常住本村") -> NomineeObjection:
    return actions.object_to(
        nominee=nominee, objector_name="演示村民", text=text, received_on=timezone.localdate(), by=clerk
    )


def test_who_leaves_because_an_objection_was_upheld_did_not_fail_a_review(election, clerk, client):
    nominee = objected(election, clerk)

    assert (nominee.state, nominee.left_ground, nominee.listed) == (State.OBJECTED, "objection", False)
    assert nominee.left_reason == "意见成立：情况属实"
    assert AuditEvent.objects.filter(action="nomination.objected").count() == 1
    assert not AuditEvent.objects.filter(action="nomination.dropped").exists()
    client.force_login(clerk)
    page = client.get(reverse("candidates:nomination", args=[election.pk]))
    assertContains(page, "意见成立，退出名单")
    assertNotContains(page, "未通过审查")


def test_failed_the_review_is_said_only_of_who_failed_it(election, clerk):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)

    with pytest.raises(RuleRefused) as refused:
        actions.leave_list(nominee=people["演示甲"], reason="未通过", ground="review", by=clerk)
    assert codes(refused) == ["ground_not_reviewed"]
    assert Nominee.objects.get(pk=people["演示甲"].pk).state == State.ACCEPTED

    file = open_file(
        election=election, person=people["演示甲"].person, purpose="village_committee", post="director",
        incumbency="new", education="primary", party="群众", by=clerk,
    )  # fmt: skip
    ReviewFile.objects.filter(pk=file.pk).update(state="rejected", decided_on=timezone.localdate())
    actions.leave_list(nominee=people["演示甲"], reason="未通过", ground="review", by=clerk)
    assert Nominee.objects.get(pk=people["演示甲"].pk).state == State.DROPPED


def test_the_same_objection_is_taken_in_once(election, clerk):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    actions.make_preliminary(election=election, by=clerk)
    post_notice(election, clerk)
    object_to(people["演示甲"], clerk)

    with pytest.raises(RuleRefused, match="同样的意见") as refused:
        object_to(people["演示甲"], clerk)
    assert codes(refused) == ["objection_again"]
    object_to(people["演示甲"], clerk, "另有新的事实")
    object_to(people["演示乙"], clerk)
    assert NomineeObjection.objects.count() == 3


# ------------------------------------------------------------------ time given to people


def test_the_days_for_objecting_run_out_before_anybody_is_a_formal_candidate(election, clerk, client):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    actions.make_preliminary(election=election, by=clerk)
    post_notice(election, clerk, days_ago=3)

    with pytest.raises(RuleRefused, match="提出意见的期限到") as early:
        actions.make_formal(election=election, by=clerk)
    assert codes(early) == ["objection_time_running"]
    assert not Candidate.objects.exists()

    # Somebody moves up by a correction that has just been hung: their days begin with it.
    actions.leave_list(nominee=people["演示甲"], reason="本人书面退出", by=clerk)
    post_notice(election, clerk)
    until = queries.objection_until(queries.preliminary_notice(election), queries.plan_of(election))
    assert until == timezone.localdate() + dt.timedelta(days=3)
    client.force_login(clerk)
    page = client.get(reverse("candidates:nomination", args=[election.pk]))
    assertContains(page, "起才能确定正式候选人")


def test_the_township_lets_it_happen_early_with_reason_and_paper_for_ever_to_be_seen(election, clerk, client):
    plan(election, clerk)
    put_forward_everybody(election, clerk)
    actions.make_preliminary(election=election, by=clerk)
    post_notice(election, clerk)
    given = {
        "election": election, "act": FORMAL_LIST, "reason": "台风预警，提前印票",
        "decided_on": timezone.localdate(), "paper_number": "演示换届办〔2026〕8号",
    }  # fmt: skip
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    with pytest.raises(PermissionDenied):
        allow_early(**given, by=clerk)
    with pytest.raises(RuleRefused, match="文号"):
        allow_early(**(given | {"paper_number": " "}), by=officer)
    with pytest.raises(RuleRefused, match="没有这种"):
        allow_early(**(given | {"act": "candidates.unknown"}), by=officer)
    assert not OrderException.objects.exists()

    allow_early(**given, by=officer)

    with pytest.raises(RuleRefused, match="已经登记例外"):
        allow_early(**given, by=officer)
    assert len(actions.make_formal(election=election, by=clerk)) == 8
    assert AuditEvent.objects.get(action="order.excepted").reason == "台风预警，提前印票"
    client.force_login(clerk)
    page = client.get(reverse("villages:election_detail", args=[election.pk]))
    assertContains(page, "演示换届办〔2026〕8号")
