"""Nomination where provinces differ: preselection, the rule on women, counting down, avoidance, no list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from ballots import actions as ballots
from ballots.models import BallotName
from candidates import rules as lists
from candidates.models import Candidate, Nominee, Preselection
from candidates.nomination import actions, policy, queries, rules
from candidates.nomination.policy import PolicyPerson
from candidates.nomination.rules import PostVotes
from candidates.preselection import actions as preselection
from candidates.preselection import rules as voting
from candidates.preselection.rules import Meeting, PostVote
from candidates.queries import FORMAL_NOTICE
from candidates.rules import Conflict
from election_office.accounts.models import User
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import Overlay, rulebook_for
from tests.ballots.scenes import Scene
from tests.candidates.test_nomination_actions import (
    agree,
    codes,
    nominate,
    plan,
    post_notice,
    put_forward_everybody,
)
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, law_text
from villages.models import Election, Kinship, RuleOverlay

DAY = dt.date(2026, 12, 20)
ZHEJIANG, FUJIAN = rulebook_for("330000", DAY), rulebook_for("350000", DAY)
HENAN, BEIJING = rulebook_for("410000", DAY), rulebook_for("110000", DAY)


def refused(decision: Any) -> list[str]:
    return [one.code for one in decision.refusals]


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("present", "enough"), [(20, True), (19, False)])
def test_two_thirds_of_the_representatives_preselect(present, enough):
    meeting = Meeting("representatives", 30, present, present, present, 0)
    assert voting.check_attendance(meeting, FUJIAN).allowed is enough


@pytest.mark.parametrize(("recovered", "enough"), [(501, True), (500, False)])
def test_more_than_half_of_the_voters_preselect_where_they_do(recovered, enough):
    decision = voting.check_attendance(Meeting("voters", 1000, 700, 700, recovered, 0), ZHEJIANG)
    assert decision.allowed is enough
    if not enough:
        assert "第十八条第一款第一项" in str(decision.refusals[0].citation)


@pytest.mark.parametrize(
    ("people", "votes", "written", "found"),
    [
        ((30, 20, 20, 20, 0), {"演示甲": 15, "演示乙": 13, "演示丙": 12}, {}, []),
        ((30, 31, 20, 20, 0), {"演示甲": 20, "演示乙": 20}, {}, ["more_present"]),
        ((30, 20, 21, 20, 0), {"演示甲": 20, "演示乙": 20}, {}, ["more_issued"]),
        ((30, 20, 20, 21, 0), {"演示甲": 21, "演示乙": 21}, {}, ["more_recovered"]),
        ((30, 20, 20, 20, 21), {}, {}, ["more_void"]),
        ((30, 20, 20, 20, 0), {"演示甲": 20, "演示乙": 20, "演示丙": 1}, {}, ["too_many_marks"]),
        ((30, 20, 20, 20, 0), {"演示甲": 20, "演示乙": 19}, {}, ["too_few_marks"]),
        ((30, 20, 20, 20, 1), {"演示甲": 20, "演示乙": 18}, {}, ["votes_exceed_valid"]),
        ((30, 20, 20, 20, 0), {"演示甲": 20, "演示乙": 19}, {"演示丁": 1}, ["written_in_not_here"]),
    ],
)
def test_impossible_numbers_of_a_preselection_are_refused(people, votes, written, found):
    meeting = Meeting("representatives", *people, equal_marking=True)
    assert refused(voting.check_numbers(meeting, [PostVote("主任", 2, votes, written)], FUJIAN)) == found


def test_fewer_marks_are_fine_where_the_method_does_not_ask_for_all_of_them():
    meeting = Meeting("voters", 100, 60, 60, 60, 2)
    post = PostVote("主任", 2, {"演示甲": 50, "演示乙": 10}, {"演示丁": 3})
    assert voting.check_numbers(meeting, [post], ZHEJIANG).allowed


def test_somebody_written_in_with_enough_votes_is_named_and_stops_nothing():
    assert voting.strong_names({"演示丁": 12, "演示戊": 11}, [20, 12], 2) == ["演示丁"]
    decision = voting.check_waiting([], {}, ["演示丁"], ZHEJIANG)
    assert decision.allowed
    assert [one.code for one in decision.warnings] == ["written_in_strong"]


def test_votes_for_a_higher_post_count_down_only_when_they_do_not_suffice_there():
    # 河南: two director's places. 丙 falls short as director and brings 60 votes to the members; 甲 does not.
    posts = [
        PostVotes("director", 2, {"甲": 90, "乙": 80}, {"丙": 60}),
        PostVotes("deputy", 2, {"丁": 50}),
        PostVotes("member", 4, {"丙": 30, "戊": 70}, {"甲": 20}),
    ]
    assert rules.moved_down(posts) == {(2, "丙"): 60}


def test_votes_go_down_two_steps_and_never_up():
    posts = [
        PostVotes("director", 1, {"甲": 90}, {"乙": 20}),
        PostVotes("deputy", 1, {"丙": 80}, {"乙": 30}),
        PostVotes("member", 2, {"乙": 10, "丙": 99}),
    ]
    assert rules.moved_down(posts) == {(1, "乙"): 20, (2, "乙"): 50}


def test_somebody_equal_on_the_edge_has_not_fallen_short():
    posts = [PostVotes("director", 1, {"甲": 50}, {"乙": 50}), PostVotes("member", 1, {"乙": 5})]
    assert rules.moved_down(posts) == {}


def test_which_texts_are_read_to_count_down():
    assert HENAN.value("count_down") == "nomination"
    assert "第二十五条第二款" in str(HENAN.cite("count_down"))
    assert BEIJING.value("count_down") == "none"


def test_relatives_are_refused_by_the_villages_own_rules_and_named_by_an_unread_plan():
    pair = [Conflict("演示甲", "演示乙", "sibling")]
    unread = lists.check_nominee_avoidance(pair, rulebook_for("360000", DAY))
    paper = Overlay("nominee_avoidance", True, "村选举办法第九条", dt.date(2026, 9, 1), "village")
    ruled = lists.check_nominee_avoidance(pair, rulebook_for("360000", DAY, [paper]))

    assert unread.allowed
    assert "未核实" in str(unread.warnings[0].citation)
    assert refused(ruled) == ["nominee_avoidance"]
    assert lists.check_nominee_avoidance(pair, BEIJING).findings[0].passed


@pytest.mark.parametrize(
    ("consented", "filed", "fine"),
    [
        (dt.date(2026, 10, 1), dt.date(2026, 10, 3), True),
        (None, None, False),
        (dt.date(2026, 10, 1), None, False),
        (dt.date(2026, 10, 4), dt.date(2026, 10, 3), False),
    ],
)
def test_without_candidates_a_meeting_agrees_and_the_township_is_told(consented, filed, fine):
    decision = rules.check_plan(
        ways={"self": True}, closes_on=dt.date(2026, 12, 1), election_day=DAY, mode="no_candidates",
        book=HENAN, consented_on=consented, filed_on=filed,
    )  # fmt: skip
    assert refused(decision) == ([] if fine else ["no_consent"])
    if not fine:
        assert "第二十九条" in str(decision.refusals[0].citation)


def test_a_preselection_is_planned_only_where_the_place_has_it():
    given: dict[str, Any] = {
        "ways": {"ballot": True}, "closes_on": dt.date(2026, 12, 1), "election_day": DAY,
        "mode": "with_candidates", "preselects": True,
    }  # fmt: skip
    assert refused(rules.check_plan(**given, book=BEIJING)) == ["no_preselection_here"]
    assert rules.check_plan(**given, book=ZHEJIANG).allowed


def test_policy_posts_are_counted_and_bar_nobody():
    today = dt.date(2026, 12, 20)
    people = [
        PolicyPerson("演示甲", "male", dt.date(1990, 12, 20), "bachelor", ["veteran_officer"]),
        PolicyPerson("演示乙", "female", dt.date(1995, 1, 1), ""),
        PolicyPerson("演示丙", "male", dt.date(1998, 1, 1), "senior_secondary"),
        PolicyPerson("演示丁", "male", dt.date(1991, 6, 1), "junior_college"),
    ]
    book = rulebook_for("360000", DAY)

    rows = {row.code: row for row in policy.structure(people, {"young": 2, "woman": 1}, today, book)}

    # 演示甲 is 36 that day, 演示丁 35; of 演示乙 the schooling is not on file.
    assert (rows["young"].people, rows["young"].unknown) == (("演示丁",), ("演示乙",))
    assert (rows["young"].short, rows["woman"].short) == (1, 0)
    assert rows["veteran_officer"].people == ("演示甲",)
    decision = policy.check_structure([rows["young"], rows["woman"]], book)
    assert decision.allowed
    assert ["不影响提名和当选" in one.message for one in decision.warnings] == [True]
    assert "三、（四）5" in str(decision.warnings[0].citation)


# ── From the list through the vote to the formal list ────────────────────────────────────────────────


def overlay(election: Election, key: str, value: Any) -> Election:
    """The village adopts a value in its own 选举办法."""
    RuleOverlay.objects.create(
        area_code=election.area_code, key=key, value=value, paper_number="演示〔2026〕1号",
        paper_date=dt.date(2026, 9, 1), entered_by=UserFactory(),
    )  # fmt: skip
    return Election.objects.with_places().get(pk=election.pk)


@pytest.fixture
def election(db: None) -> Election:
    return ElectionFactory(village__name="演示村")


@pytest.fixture
def clerk(election: Election) -> User:
    return UserFactory(serving=election.area_code)


def vote(election: Election, by: User, votes: dict[str, int], **changes: Any) -> Preselection:
    standing = {one.person.name: one.pk for one in Nominee.objects.filter(election=election).with_people()}
    given = {
        "held_on": timezone.localdate(), "place": "村部", "expected": 30, "present": 24, "issued": 24,
        "recovered": 24, "void": 0, "equal_marking": False,
        "votes": {standing[name]: number for name, number in votes.items()},
    }  # fmt: skip
    return preselection.record_preselection(election=election, by=by, **(given | changes))


def test_the_meeting_of_representatives_chooses_among_more_names_than_places(election, clerk):
    election = overlay(election, "preselect_body", "representatives")
    plan(election, clerk, preselects=True)
    people = put_forward_everybody(election, clerk)
    extra = agree(nominate(election, clerk, "演示癸", "member", 50), clerk)
    listed = actions.make_preliminary(election=election, by=clerk)
    assert {one.person.name for one in listed} == {*people, extra.person.name}

    votes = {
        "演示甲": 5,
        "演示乙": 20,
        "演示丙": 20,
        "演示己": 20,
        "演示庚": 19,
        "演示辛": 18,
        "演示壬": 9,
        "演示癸": 9,
    }
    with pytest.raises(ValidationError, match="全部张贴"):
        vote(election, clerk, votes)
    post_notice(election, clerk, days_ago=4)
    with pytest.raises(RuleRefused) as undone:
        actions.make_formal(election=election, by=clerk)
    assert codes(undone) == ["not_preselected"]
    with pytest.raises(RuleRefused) as few:
        vote(election, clerk, votes, present=19, issued=19, recovered=19)
    assert "preselection_quorum_missed" in codes(few)
    assert not Preselection.objects.exists()
    assert not AuditEvent.objects.filter(action="nomination.preselected").exists()
    with pytest.raises(PermissionDenied):
        vote(election, UserFactory(serving="369902001001"), votes)

    meeting = vote(election, clerk, votes)
    assert AuditEvent.objects.get(action="nomination.preselected").after["present"] == 24
    with pytest.raises(RuleRefused, match="演示壬、演示癸预选得票相等"):
        actions.make_formal(election=election, by=clerk)
    with pytest.raises(RuleRefused):
        documents.issue("candidates.preselection_notice", election, by=clerk, election_id=election.pk)
    preselection.cancel_preselection(preselection=meeting, reason="计票有误", by=clerk)
    assert not Nominee.objects.exclude(preselect_votes=None).exists()

    vote(election, clerk, votes)
    edge = {people["演示壬"].pk: 3, extra.pk: 21}
    actions.record_second_ballot(post=election.posts.get(kind="member"), votes=edge, by=clerk)
    notice = documents.issue("candidates.preselection_notice", election, by=clerk, election_id=election.pk)
    assert notice.facts["posts"][2]["rows"][3:] == [
        ["演示癸", "9（再次投票21）"],
        ["演示壬", "9（再次投票3）"],
    ]
    assert "演示壬" not in notice.facts["posts"][2]["going_on"]
    assert {one.person.name for one in queries.without_review(election)} == {
        *people, "演示癸"
    } - {"演示甲", "演示壬"}  # fmt: skip

    made = actions.make_formal(election=election, by=clerk)
    assert {one.person.name for one in made} == {*people, "演示癸"} - {"演示甲", "演示壬"}
    numbers = dict(Candidate.objects.values_list("person__name", "nomination_votes"))
    assert (numbers["演示乙"], numbers["演示丁"]) == (20, 90)
    with pytest.raises(ValidationError, match="已有正式候选人"):
        preselection.cancel_preselection(preselection=Preselection.objects.last(), reason="x", by=clerk)


@pytest.mark.parametrize("deputy_sex", ["female", "male"])
def test_a_woman_standing_for_any_post_is_the_woman_of_the_list(election, clerk, deputy_sex):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    woman = people["演示壬"]
    fifth = agree(nominate(election, clerk, "演示癸", "member", 10, sex="female"), clerk)
    type(woman.person).objects.filter(pk=people["演示戊"].person_id).update(sex=deputy_sex)

    chosen = [one.person.name for one in queries.nominees_by_post(election)[2].chosen]

    # 江西: the woman with the most votes takes the last place, where no woman stands at all.
    assert (fifth.person.name in chosen) is (deputy_sex == "male")
    assert ("演示壬" in chosen) is (deputy_sex == "female")


def test_when_the_only_woman_leaves_another_post_the_rule_brings_one_among_the_members(election, clerk):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    type(people["演示甲"].person).objects.filter(pk=people["演示甲"].person_id).update(sex="female")
    agree(nominate(election, clerk, "演示癸", "member", 10, sex="female"), clerk)
    actions.make_preliminary(election=election, by=clerk)

    moved = actions.leave_list(nominee=people["演示甲"], reason="本人书面退出", by=clerk)

    assert [one.person.name for one in moved] == ["演示丙", "演示癸"]


def test_where_votes_count_down_they_decide_the_list_and_stand_on_it(election, clerk):
    law_text(election.area_code[:2], count_down="nomination")
    election = Election.objects.with_places().get(pk=election.pk)
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    low = agree(nominate(election, clerk, "演示癸", "member", 30), clerk)
    director = election.posts.get(kind="director")
    Nominee.objects.create(
        election=election, post=director, person=low.person, registration=low.registration, votes=40,
        source="ballot", received_on=timezone.localdate(), state="refused", left_on=timezone.localdate(),
        left_reason="本人书面选择委员职位。", entered_by=clerk,
    )  # fmt: skip
    Nominee.objects.filter(election=election).update(source="ballot")

    row = queries.nominees_by_post(election)[2]

    assert [(one.person.name, one.counted) for one in row.chosen][:4] == [
        ("演示己", 90), ("演示庚", 80), ("演示辛", 70), ("演示癸", 70),
    ]  # fmt: skip
    assert people["演示壬"].person.name not in [one.person.name for one in row.chosen]


def test_near_relatives_do_not_get_on_one_list_where_the_township_ruled_so(election, clerk):
    election = overlay(election, "nominee_avoidance", True)
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    Kinship.objects.create(
        person=people["演示甲"].person, relative=people["演示己"].person, kind="sibling", declared_by="测试员"
    )
    with pytest.raises(RuleRefused, match="演示甲与演示己是近亲属") as both:
        actions.make_preliminary(election=election, by=clerk)
    assert codes(both) == ["nominee_avoidance"]
    assert not Nominee.objects.filter(listed=True).exists()

    actions.leave_list(nominee=people["演示甲"], reason="近亲属回避", ground="kinship", by=clerk)
    assert len(actions.make_preliminary(election=election, by=clerk)) == 8


def test_equals_that_come_up_after_the_list_are_voted_on_and_the_winner_moves_up(election, clerk):
    plan(election, clerk)
    people = put_forward_everybody(election, clerk)
    other = agree(nominate(election, clerk, "演示癸", "director", 70), clerk)
    actions.make_preliminary(election=election, by=clerk)
    assert actions.leave_list(nominee=people["演示甲"], reason="退出", by=clerk) == []

    edge = {people["演示丙"].pk: 8, other.pk: 9}
    moved = actions.record_second_ballot(post=other.post, votes=edge, by=clerk)

    assert [one.person.name for one in moved] == ["演示癸"]
    assert AuditEvent.objects.get(action="nomination.second_ballot").after["moved_up"] == [other.person_id]


def test_the_plan_says_which_policy_posts_it_wants_and_the_list_shows_what_is_missing(
    election, clerk, client
):
    with pytest.raises(ValidationError, match="先登记本村的提名安排"):
        actions.set_policy_seats(election=election, wanted={"woman": 1}, marked={}, by=clerk)
    plan(election, clerk)
    one = agree(nominate(election, clerk, "演示甲", "director", 9), clerk)
    with pytest.raises(ValidationError, match="只能从人选"):
        actions.set_policy_seats(
            election=election, wanted={"woman": 1}, marked={"party_publicist": {0}}, by=clerk
        )
    client.force_login(clerk)
    sent = {
        "wanted_young": 0, "wanted_woman": 1, "wanted_veteran_officer": 0, "wanted_party_publicist": 1,
        "marked_party_publicist": [str(one.person_id)],
    }  # fmt: skip
    shown = client.post(reverse("candidates:policy_seats", args=[election.pk]), sent, follow=True)

    assert AuditEvent.objects.filter(action="nomination.policy_seats").count() == 1
    rows = {row.code: row for row in shown.context["structure"].rows}
    assert {code: (row.wanted, row.people, row.short) for code, row in rows.items()} == {
        "woman": (1, (), 1), "party_publicist": (1, ("演示甲",), 0),
    }  # fmt: skip
    assertContains(shown, "不影响提名和当选（依据")


def test_the_page_of_the_preselection_refuses_impossible_numbers_beside_their_fields(election, clerk, client):
    election = overlay(election, "preselect_body", "representatives")
    plan(election, clerk, preselects=True)
    put_forward_everybody(election, clerk)
    actions.make_preliminary(election=election, by=clerk)
    client.force_login(clerk)
    overview = reverse("candidates:preselection", args=[election.pk])
    assertContains(client.get(overview), "张贴以后召开预选")
    post_notice(election, clerk)
    listed = [one for row in queries.nominees_by_post(election) if row.preselects for one in row.chosen]
    assert [one.person.name for one in listed] == ["演示甲", "演示乙", "演示丙"]
    sent = {
        "held_on": timezone.localdate().isoformat(), "place": "村部", "expected": 30, "present": 24,
        "issued": 24, "recovered": 25, "void": 0,
        **{f"votes_{one.pk}": number for one, number in zip(listed, (20, 15, 5), strict=True)},
    }  # fmt: skip

    wrong = client.post(reverse("candidates:preselection_record", args=[election.pk]), sent)
    assert "多于发出的24张" in wrong.context["form"].errors["recovered"][0]
    assert not Preselection.objects.exists()
    client.post(reverse("candidates:preselection_record", args=[election.pk]), sent | {"recovered": 24})

    shown = client.get(overview)
    assertContains(shown, "入选", count=4)
    assertContains(shown, reverse("documents:paper", args=["candidates.preselection_notice", election.pk]))


# ── Without candidates ───────────────────────────────────────────────────────────────────────────────


def direct_plan(scene: Scene, **changes: Any) -> Any:
    today = timezone.localdate()
    given = {
        "ways": ["self"], "places": {}, "opens_on": today - dt.timedelta(15),
        "closes_on": today - dt.timedelta(12), "consent_body": "representatives",
        "consented_on": today - dt.timedelta(20), "filed_on": today - dt.timedelta(19),
    }  # fmt: skip
    return actions.set_plan(election=scene.election, by=scene.clerk, **(given | changes))


@pytest.fixture
def direct(db: None) -> Scene:
    scene = Scene(candidates={"nobody": ()}, listed=False)
    Election.objects.filter(pk=scene.election.pk).update(mode="no_candidates")
    scene.election = Election.objects.with_places().get(pk=scene.election.pk)
    return scene


def test_who_signs_up_is_on_the_list_and_the_ballot_without_any_differential(direct):
    with pytest.raises(RuleRefused) as refused_plan:
        direct_plan(direct, filed_on=None)
    assert codes(refused_plan) == ["no_consent"]
    with pytest.raises(ValidationError, match="先登记本村的提名安排"):
        actions.make_sign_up_list(election=direct.election, by=direct.clerk)
    direct_plan(direct)
    with pytest.raises(RuleRefused, match="没有人自荐竞职"):
        actions.make_sign_up_list(election=direct.election, by=direct.clerk)
    voter = RegistrationFactory(election=direct.election, name="演示甲", sex="female")
    one = actions.nominate(
        election=direct.election, post=direct.election.posts.get(kind="director"), registration=voter,
        source="self", declared=True, received_on=timezone.localdate() - dt.timedelta(13), by=direct.clerk,
    )  # fmt: skip
    with pytest.raises(RuleRefused, match="演示甲还没有书面表态"):
        actions.make_sign_up_list(election=direct.election, by=direct.clerk)
    assert not Candidate.objects.exists()

    agree(one, direct.clerk)
    [candidate] = actions.make_sign_up_list(election=direct.election, by=direct.clerk)
    assert (candidate.person.name, candidate.entry_reason) == ("演示甲", "")
    notice = documents.issue(FORMAL_NOTICE, direct.election, by=direct.clerk)
    assert notice.title.endswith("自荐竞职人员名单公告")
    assert [post["candidates"] for post in notice.facts["posts"]] == [[{"name": "演示甲", "woman": True}], []]
    with pytest.raises(ValidationError, match="不产生初步候选人名单"):
        actions.make_preliminary(election=direct.election, by=direct.clerk)


def test_with_nobody_signed_up_the_count_elects_written_in_names_alone(direct):
    direct_plan(direct)
    for name in ("演示甲", "演示乙", "演示丙"):
        RegistrationFactory(election=direct.election, name=name)

    direct.counting()
    director = direct.agree("director", direct.reading(void=1, 演示甲=15, 演示乙=4))
    member = direct.agree("member", direct.reading(演示乙=14, 演示丙=13))

    assert (director.state, member.state) == ("agreed", "agreed")
    assert not BallotName.objects.exists()
    result = ballots.declare_result(round=direct.round, by=direct.officer)
    assert list(result.winners.values_list("name", flat=True)) == ["演示甲", "演示乙", "演示丙"]
