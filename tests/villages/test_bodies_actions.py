"""Village bodies as acts, their lists as papers, and the picture of kinship."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, PersonFactory, UserFactory
from tests.villages.committees import Chosen
from villages.actions import drop_step
from villages.bodies import actions, kinship, queries
from villages.bodies.actions import Elected
from villages.committee import actions as committee
from villages.models import Body, Holder, Kinship
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def election():
    return ElectionFactory(stage=Stage.FOLLOW_UP, steps=True, village__households=60)


@pytest.fixture
def clerk(election):
    return UserFactory(serving=election.area_code)


@pytest.fixture
def officer(election):
    return UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)


def body(election, clerk, kind="supervision", **changes):
    ways = {
        "supervision": "representatives_meeting",
        "representatives": "households",
        "officers": "appointed",
    }
    values = {"chosen_by": ways.get(kind, "group_meetings"), "chosen_on": timezone.localdate()}
    if kind in ("supervision", "representatives"):
        values |= {"eligible": 45, "present": 40}
    return actions.record_body(election=election, kind=kind, by=clerk, **values | changes)


def test_a_meeting_for_a_body_called_late_says_why(election, clerk):
    late = {"chosen_by": "villager_meeting", "called_on": timezone.localdate() - dt.timedelta(days=9)}
    with pytest.raises(RuleRefused, match="不足提前10日"):
        body(election, clerk, **late)
    assert not Body.objects.exists()

    found = body(election, clerk, note="防汛期间临时通知", **late)

    assert (found.called_on, found.note) == (late["called_on"], "防汛期间临时通知")


def person(election, name, **changes):
    return PersonFactory(village=election.village, name=name, **changes)


def seated(election, officer):
    """The village committee as declared: a director, a deputy who is a woman, a member."""
    people = [
        person(election, "演示主任"),
        person(election, "演示副", sex="female"),
        person(election, "演示委"),
    ]
    posts = ("director", "deputy", "member")
    actions.seat_committee(
        election=election,
        elected=[Elected(one, post, 500) for one, post in zip(people, posts, strict=True)],
        elected_on=timezone.localdate(),
        by=officer,
    )
    return people


def supervisors(election, clerk):
    held = body(election, clerk)
    people = [person(election, f"演示监{word}") for word in "甲乙丙"]
    for at, one in enumerate(people):
        post = "member" if at else "chair"
        actions.add_holder(body=held, person=one, post=post, finance=at == 1, by=clerk)
    return held, people


def test_a_term_is_as_long_as_the_village_committees(election, clerk):
    held = body(election, clerk)

    holder = actions.add_holder(body=held, person=person(election, "演示监"), post="chair", by=clerk)

    assert holder.term_to.year == holder.term_from.year + 5
    event = AuditEvent.objects.get(action="holder.added")
    assert event.after["post"] == "主任"


def test_an_officers_post_has_no_term_of_its_own(election, clerk):
    held = body(election, clerk, "officers")

    holder = actions.add_holder(body=held, person=person(election, "演示会计"), post="accountant", by=clerk)

    assert holder.term_to is None


def test_a_supervision_committee_is_not_appointed(election, clerk):
    with pytest.raises(RuleRefused, match="村民会议推选或者村民代表会议推选产生"):
        body(election, clerk, chosen_by="appointed")

    assert not Body.objects.exists()


def test_a_body_is_entered_once(election, clerk):
    body(election, clerk)

    with pytest.raises(ValidationError, match="这个组织已经登记"):
        body(election, clerk)


def test_a_subordinate_committee_has_a_name(election, clerk):
    with pytest.raises(ValidationError, match="下属委员会的名称"):
        body(election, clerk, "subordinate", chosen_by="appointed")

    made = body(election, clerk, "subordinate", chosen_by="appointed", name="人民调解委员会")
    assert made.title == "人民调解委员会"


def test_a_group_has_one_leader_until_the_post_ends(election, clerk):
    held = body(election, clerk, "group_leaders")
    group = election.village.groups.first()
    first = actions.add_holder(
        body=held, person=person(election, "演示甲"), post="leader", group=group, by=clerk
    )
    with pytest.raises(ValidationError, match="已登记组长"):
        actions.add_holder(body=held, person=person(election, "演示乙"), post="leader", group=group, by=clerk)

    actions.end_holder(holder=first, ended_on=timezone.localdate(), reason="迁出本村", by=clerk)
    actions.add_holder(body=held, person=person(election, "演示乙"), post="leader", group=group, by=clerk)

    assert [row.person.name for row in queries.holders(held)] == ["演示乙"]


def test_a_clerk_of_another_village_enters_nothing(election):
    stranger = UserFactory(serving=ElectionFactory().area_code)

    with pytest.raises(PermissionDenied):
        body(election, stranger)

    assert not Body.objects.exists()


def test_the_declared_result_takes_office_and_follows_a_changed_result(election, officer):
    people = seated(election, officer)
    other = person(election, "演示新")

    actions.seat_committee(
        election=election,
        elected=[Elected(people[0], "director"), Elected(people[1], "deputy"), Elected(other, "member")],
        elected_on=timezone.localdate(),
        by=officer,
    )

    assert [row.person.name for row in queries.in_posts(election, "village_committee")] == [
        "演示主任",
        "演示副",
        "演示新",
    ]
    assert Holder.objects.get(person=people[2]).ended_reason == "选举结果变更"


def test_a_committee_seat_is_neither_filled_nor_ended_by_hand(election, officer, clerk):
    seated(election, officer)
    holder = Holder.objects.get(person__name="演示副")

    with pytest.raises(RuleRefused, match="任期内变动"):
        actions.end_holder(holder=holder, ended_on=timezone.localdate(), reason="辞职", by=clerk)
    with pytest.raises(RuleRefused, match="由宣布的选举结果产生"):
        actions.add_holder(body=holder.body, person=person(election, "演示新"), post="member", by=clerk)

    assert Holder.objects.in_office().filter(body=holder.body).count() == 3


def test_a_clerk_does_not_seat_a_committee(election, clerk):
    with pytest.raises(PermissionDenied):
        seated(election, clerk)


# ------------------------------------------------------------------ the lists


def test_the_supervision_list_is_published_and_closes_its_step(election, clerk, officer):
    seated(election, officer)
    supervisors(election, clerk)

    document = documents.issue("villages.supervision_notice", election, by=clerk)
    for place in document.places:
        documents.record_posting(document, place_key=place["key"], posted_at=timezone.now(), by=clerk)

    assert election.steps.get(code="supervision").done_on == timezone.localdate()
    assert [one["name"] for one in document.facts["holders"]] == ["演示监甲", "演示监乙", "演示监丙"]


def test_the_wife_of_the_director_keeps_the_supervision_list_from_being_published(election, clerk, officer):
    director = seated(election, officer)[0]
    _, people = supervisors(election, clerk)
    Kinship.objects.create(person=director, relative=people[2], kind="spouse", declared_by="测试员")

    with pytest.raises(RuleRefused, match="演示监丙与村民委员会成员演示主任是近亲属（夫妻）"):
        documents.issue("villages.supervision_notice", election, by=clerk)

    assert not documents.Document.objects.exists()


def test_the_accountant_keeps_the_supervision_list_from_being_published(election, clerk, officer):
    seated(election, officer)
    _, people = supervisors(election, clerk)
    officers = body(election, clerk, "officers")
    actions.add_holder(body=officers, person=people[1], post="accountant", by=clerk)

    with pytest.raises(RuleRefused, match="演示监乙是村会计、报账员"):
        documents.issue("villages.supervision_notice", election, by=clerk)


def test_representatives_are_listed_by_group_with_their_number_and_the_women(election, clerk):
    held = body(election, clerk, "representatives")
    groups = list(election.village.groups.all())
    election.posts.filter(kind="member").delete()
    for at in range(8):
        one = person(election, f"演示代{at}", sex="female" if at < 5 else "male")
        actions.add_holder(body=held, person=one, post="representative", group=groups[at % 2], by=clerk)

    document = documents.issue("villages.representatives_notice", election, by=clerk)

    assert (document.facts["total"], document.facts["women"]) == (8, 5)


def test_too_few_women_among_the_representatives_stop_the_list(election, clerk):
    held = body(election, clerk, "representatives")
    for at in range(12):
        one = person(election, f"演示代{at}")
        actions.add_holder(body=held, person=one, post="representative", by=clerk)

    with pytest.raises(RuleRefused, match="妇女村民代表应占三分之一以上"):
        documents.issue("villages.representatives_notice", election, by=clerk)


def test_a_list_of_nobody_is_not_published(election, clerk):
    with pytest.raises(ValidationError, match="还没有登记村民小组长"):
        documents.issue("villages.group_leaders_notice", election, by=clerk)


# ------------------------------------------------------------------ kinship


def test_the_page_of_kinship_finds_conflicts_among_all_who_hold_or_seek_a_post(officer):
    chosen = Chosen(stage=Stage.ELECTION)
    clerk, election = chosen.clerk, chosen.election
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    committee.on_nominated(election=election, person=chosen.brother_of(2), by=clerk)
    director = seated(election, officer)[0]
    _, people = supervisors(election, clerk)
    Kinship.objects.create(person=director, relative=people[2], kind="child", declared_by="测试员")
    Kinship.objects.create(person=chosen.people[0], relative=people[0], kind="sibling", declared_by="测试员")

    found = kinship.conflicts_in(election)

    assert [(one.severity, str(one.citation)) for one in found.conflicts] == [
        ("error", "《村民委员会组织法》第十五条第三款"),
        ("error", "《村民委员会组织法》第三十七条第一款"),
    ]
    assert [alert for *_, alert in found.relations].count(True) == 2
    assert len(found.families) == 3
    assert sum("stroke-dasharray" in picture for picture in found.families) == 2


def test_a_relation_that_ended_is_not_drawn(officer):
    chosen = Chosen()
    Kinship.objects.create(
        person=chosen.people[0],
        relative=chosen.people[1],
        kind="spouse",
        declared_by="测试员",
        ended_on=dt.date(2020, 5, 1),
    )

    assert kinship.conflicts_in(chosen.election).families == []


def test_a_small_village_may_do_without_representatives(officer, election):
    step = election.steps.get(code="representatives")

    drop_step(step=step, reason="本村人口少，不设村民代表会议", by=officer)

    assert election.steps.get(code="representatives").dropped
    with pytest.raises(ValidationError, match="不能取消"):
        drop_step(step=election.steps.get(code="supervision"), reason="没有人选", by=officer)
