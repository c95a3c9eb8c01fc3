"""The electoral committee as acts: they happen and leave their trace, or are refused and leave nothing."""

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
from villages.committee import actions, queries
from villages.models import CommitteeChange, CommitteeMember, NominatedPerson
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db


def names(election):
    return [(row.person.name, row.get_role_display()) for row in queries.serving(election)]


def post_everywhere(document, by):
    for place in document.places:
        documents.record_posting(document, place_key=place["key"], posted_at=timezone.now(), by=by)
    document.refresh_from_db()


def test_those_with_the_most_votes_become_members_with_their_roles():
    chosen = Chosen()

    assert names(chosen.election) == [
        ("演示甲", "主任"),
        ("演示乙", "副主任"),
        ("演示丙", "委员"),
        ("演示丁", "委员"),
        ("演示戊", "委员"),
    ]
    event = AuditEvent.objects.get(action="committee.choice_settled")
    assert event.after["members"] == ["演示甲", "演示乙", "演示丙", "演示丁", "演示戊"]


def test_a_choice_without_a_chair_is_refused_and_makes_nobody_a_member():
    chosen = Chosen(settle=False)

    with pytest.raises(RuleRefused, match="一名主任"):
        chosen.settle(chair=None)

    assert not CommitteeMember.objects.exists()
    assert not AuditEvent.objects.filter(action="committee.choice_settled").exists()


def test_without_a_quorum_the_meeting_has_chosen_nobody():
    chosen = Chosen(settle=False)
    entry = actions.MeetingEntry(group=None, eligible=60, present=39)
    actions.set_attendance(choice=chosen.choice, meetings=[entry], by=chosen.clerk)

    with pytest.raises(RuleRefused, match="应到60人，实到39人，没有达到三分之二以上"):
        chosen.settle()


def test_where_the_groups_choose_every_group_must_have_met():
    chosen = Chosen(settle=False)
    choice = actions.update_choice(
        choice=chosen.choice,
        body="group_meetings",
        held_on=chosen.today,
        seats=5,
        secret=True,
        by=chosen.clerk,
    )
    entry = actions.MeetingEntry(group=chosen.groups[0], eligible=60, present=50)
    actions.set_attendance(choice=choice, meetings=[entry], by=chosen.clerk)

    with pytest.raises(RuleRefused, match="第二村民小组"):
        chosen.settle()


def test_advice_not_followed_needs_a_reason():
    chosen = Chosen(settle=False)
    actions.update_choice(
        choice=chosen.choice,
        body="representatives_meeting",
        held_on=chosen.today,
        seats=6,
        secret=True,
        by=chosen.clerk,
    )

    with pytest.raises(ValidationError, match="请写明理由"):
        chosen.settle()

    chosen.settle(accepted="本村人口分散，六人便于分片负责")
    assert len(queries.serving(chosen.election)) == 6


def test_a_meeting_called_late_is_pointed_out_until_somebody_says_why():
    chosen = Chosen(settle=False)
    meeting = {"body": "villager_meeting", "held_on": chosen.today, "seats": 5, "secret": True}
    update = {"choice": chosen.choice, "by": chosen.clerk, **meeting}
    with pytest.raises(RuleRefused, match="不能晚于会议日期"):
        actions.update_choice(called_on=chosen.today + dt.timedelta(days=1), **update)

    chosen.choice = actions.update_choice(called_on=chosen.today - dt.timedelta(days=3), **update)

    assert "called_late" in [one.code for one in queries.check_choice(chosen.choice).warnings]
    entry = actions.MeetingEntry(group=None, eligible=45, present=40, by_households=True)
    actions.set_attendance(choice=chosen.choice, meetings=[entry], by=chosen.clerk)
    with pytest.raises(ValidationError, match="请写明理由"):
        chosen.settle()
    chosen.settle(accepted="得票已当场核对，汛期临时通知")
    assert len(queries.serving(chosen.election)) == 5


def test_a_meeting_in_the_future_cannot_be_entered():
    chosen_in = ElectionFactory()
    clerk = UserFactory(serving=chosen_in.area_code)

    with pytest.raises(ValidationError, match="在今天之后"):
        actions.record_choice(
            election=chosen_in,
            body="villager_meeting",
            held_on=timezone.localdate() + dt.timedelta(days=1),
            seats=5,
            secret=True,
            by=clerk,
        )


def test_the_committee_is_chosen_in_the_election_stage():
    election = ElectionFactory(stage=Stage.PREPARATION)
    clerk = UserFactory(serving=election.area_code)

    with pytest.raises(RuleRefused, match="准备阶段"):
        actions.record_choice(
            election=election,
            body="villager_meeting",
            held_on=timezone.localdate(),
            seats=5,
            secret=True,
            by=clerk,
        )


def test_a_clerk_of_another_village_is_denied():
    chosen = Chosen(settle=False)
    stranger = UserFactory(serving=ElectionFactory().area_code)

    with pytest.raises(PermissionDenied):
        actions.settle_choice(choice=chosen.choice, chair=chosen.people[0], by=stranger)


def test_one_person_is_on_the_list_once():
    chosen = Chosen(settle=False)

    with pytest.raises(ValidationError, match="已在这次推选的名单上"):
        actions.add_nominee(choice=chosen.choice, person=chosen.people[0], votes=3, by=chosen.clerk)


def test_votes_stand_once_the_choice_is_confirmed():
    chosen = Chosen()
    waiting = chosen.choice.nominees.get(person=chosen.people[5])

    with pytest.raises(ValidationError, match="不能再改"):
        actions.update_nominee(nominee=waiting, votes=99, tie_votes=None, passed_over="", by=chosen.clerk)


def test_a_confirmation_is_taken_back_only_while_nothing_is_published():
    chosen = Chosen()
    actions.reopen_choice(choice=chosen.choice, reason="漏登一人", by=chosen.clerk)
    assert not CommitteeMember.objects.exists()
    chosen.settle(accepted="得票已当场核对")
    documents.issue(queries.COMMITTEE_NOTICE, chosen.election, by=chosen.clerk)

    with pytest.raises(ValidationError, match="名单已经公布"):
        actions.reopen_choice(choice=chosen.choice, reason="漏登一人", by=chosen.clerk)

    assert len(queries.serving(chosen.election)) == 5


# ------------------------------------------------------------------ the papers


def test_the_list_is_signed_by_the_village_committee_and_closes_the_step_once_it_hangs_everywhere():
    chosen = Chosen(village__name="东山村")

    document = documents.issue(queries.COMMITTEE_NOTICE, chosen.election, by=chosen.clerk)

    assert document.issuer == "东山村村民委员会"
    assert chosen.election.steps.get(code="committee").done_on is None
    post_everywhere(document, chosen.clerk)
    assert chosen.election.steps.get(code="committee").done_on == chosen.today


def test_an_unconfirmed_committee_is_not_published():
    chosen = Chosen(settle=False)

    with pytest.raises(ValidationError, match="还没有确认"):
        documents.issue(queries.COMMITTEE_NOTICE, chosen.election, by=chosen.clerk)


def test_the_filing_with_the_township_has_its_day_and_paper():
    chosen = Chosen()

    actions.file_with_township(
        choice=chosen.choice, filed_on=chosen.today, filed_paper="东山选报〔2026〕1号", by=chosen.clerk
    )

    assert AuditEvent.objects.get(action="committee.filed").after["paper"] == "东山选报〔2026〕1号"


# ------------------------------------------------------------------ nominations


def test_the_brother_of_a_nominee_must_leave_and_stays_until_somebody_acts():  # G35
    chosen = Chosen()
    brother = chosen.brother_of(2)

    [told] = actions.on_nominated(election=chosen.election, person=brother, by=chosen.clerk)

    assert told.name == "演示丙"
    assert [one.person for one in queries.members_who_must_leave(chosen.election)] == [chosen.people[2].pk]
    assert len(queries.serving(chosen.election)) == 5
    assert not queries.check_nobody_must_leave(chosen.election).allowed
    assert AuditEvent.objects.get(action="committee.must_leave").after["members"] == ["演示丙"]


def test_a_relation_declared_after_the_nomination_counts_as_well():
    chosen = Chosen()
    other = PersonFactory(village=chosen.election.village, name="演示兄")
    assert actions.on_nominated(election=chosen.election, person=other, by=chosen.clerk) == []

    chosen.people[4].kin.create(relative=other, kind="parent", declared_by="测试员")

    assert [one.name for one in queries.members_who_must_leave(chosen.election)] == ["演示戊"]


def test_whoever_no_longer_stands_makes_nobody_leave():
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[3], by=chosen.clerk)

    actions.on_nomination_ended(election=chosen.election, person=chosen.people[3], by=chosen.clerk)

    assert queries.members_who_must_leave(chosen.election) == []
    assert queries.check_nobody_must_leave(chosen.election).allowed


def test_a_nomination_told_twice_is_one_line_and_rises_to_a_candidacy():
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[3], by=chosen.clerk)

    again = actions.on_nominated(
        election=chosen.election, person=chosen.people[3], determined=True, by=chosen.clerk
    )

    assert again == []
    assert NominatedPerson.objects.get().reached == "determined"


# ------------------------------------------------------------------ leaving and following


def test_the_next_by_votes_moves_in_and_the_change_is_published():  # G35
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.brother_of(2), by=chosen.clerk)

    change = chosen.leave(2)

    assert ("演示己", "委员") in names(chosen.election)
    assert queries.members_who_must_leave(chosen.election) == []
    left = chosen.member(2)
    assert (left.left_ground, left.left_reason) == ("relative", "兄弟姐妹演示兄被提名为村民委员会成员候选人")
    paper = documents.issue(queries.CHANGE_NOTICE, change, by=chosen.clerk)
    assert paper.facts["joined"] == [{"name": "演示己", "votes": 17}]
    assert paper.facts["basis"][0].endswith("第十五条第三款")
    event = AuditEvent.objects.get(action="committee.changed")
    assert event.after["entering"] == ["演示己"]


def test_nobody_is_removed_who_need_not_leave():
    chosen = Chosen()

    with pytest.raises(RuleRefused, match="没有登记演示丁或者其近亲属被提名"):
        chosen.leave(3)

    assert len(queries.serving(chosen.election)) == 5
    assert not CommitteeChange.objects.exists()


def test_in_2021_the_brother_of_a_nominee_stays():  # G35
    election = ElectionFactory(election_day=dt.date(2021, 3, 20))
    chosen = Chosen(election=election, settle=False)
    chosen.settle(accepted="得票已当场核对")
    brother = chosen.brother_of(2)

    assert actions.on_nominated(election=election, person=brother, by=chosen.clerk) == []

    with pytest.raises(RuleRefused, match="可以留任"):
        chosen.leave(2)


def test_when_the_chair_is_nominated_the_vice_presides():
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[0], by=chosen.clerk)

    change = chosen.leave(0)

    assert queries.presiding(chosen.election).person.name == "演示乙"
    facts = documents.issue(queries.CHANGE_NOTICE, change, by=chosen.clerk).facts
    assert (facts["chair_left"], facts["presiding"]) == (True, "演示乙")


def test_a_new_chair_may_be_chosen_at_once_or_later():
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[0], by=chosen.clerk)

    chosen.leave(0, new_chair=chosen.people[1])
    assert names(chosen.election)[0] == ("演示乙", "主任")

    actions.choose_chair(
        election=chosen.election,
        person=chosen.people[3],
        happened_on=chosen.today,
        note="成员推选",
        by=chosen.clerk,
    )
    assert names(chosen.election)[0] == ("演示丁", "主任")
    assert [role for _, role in names(chosen.election)].count("主任") == 1


def test_the_list_says_who_was_chosen_even_after_the_chair_changed():
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[0], by=chosen.clerk)
    chosen.leave(0, new_chair=chosen.people[1])

    document = documents.issue(queries.COMMITTEE_NOTICE, chosen.election, by=chosen.clerk)

    assert [(one["name"], one["role"]) for one in document.facts["members"][:2]] == [
        ("演示甲", "chair"),
        ("演示乙", "vice"),
    ]


def test_somebody_in_line_who_is_nominated_does_not_enter():
    chosen = Chosen()
    for at in (2, 5):
        actions.on_nominated(election=chosen.election, person=chosen.people[at], by=chosen.clerk)

    with pytest.raises(RuleRefused, match="没有可以递补的人"):
        chosen.leave(2)

    chosen.leave(2, fill="new_choice")
    assert len(queries.serving(chosen.election)) == 4


def test_a_new_choice_fills_the_vacancy_with_a_paper_of_its_own():
    chosen = Chosen()
    actions.on_nominated(election=chosen.election, person=chosen.people[2], by=chosen.clerk)
    chosen.leave(2, fill="new_choice")
    fresh = PersonFactory(village=chosen.election.village, name="演示庚")
    choice = chosen.record(seats=1)
    actions.add_nominee(choice=choice, person=fresh, votes=33, by=chosen.clerk)

    actions.settle_choice(choice=choice, accepted="得票已当场核对", by=chosen.clerk)

    assert ("演示庚", "委员") in names(chosen.election)
    change = CommitteeChange.objects.order_by("pk").last()
    assert [row.person.name for row in change.joined.all()] == ["演示庚"]


def test_a_member_leaves_for_another_reason_only_with_the_reason():
    chosen = Chosen()
    with pytest.raises(RuleRefused, match="请写明退出的原因"):
        chosen.leave(4, ground="resigned")

    chosen.leave(4, ground="resigned", note="本人书面申请，外出务工")

    assert chosen.member(4).left_reason == "本人书面申请，外出务工"


# ------------------------------------------------------------------ opinions


def test_an_opinion_waits_for_the_list_to_hang_and_is_answered_once():
    chosen = Chosen()
    told = {"objector": "演示辛", "received_on": chosen.today, "what": "对一名成员有意见", "by": chosen.clerk}
    with pytest.raises(RuleRefused, match="全部张贴之后"):
        actions.record_objection(election=chosen.election, **told)
    notice = documents.issue(queries.COMMITTEE_NOTICE, chosen.election, by=chosen.clerk)
    post_everywhere(notice, chosen.clerk)

    row = actions.record_objection(election=chosen.election, **told)
    answer = {"upheld": False, "answer": "经核实程序合规", "decided_on": chosen.today, "by": chosen.clerk}
    actions.answer_objection(objection=row, **answer)

    with pytest.raises(ValidationError, match="已经答复"):
        actions.answer_objection(objection=row, **answer)


def test_an_observer_changes_nothing():
    chosen = Chosen()
    observer = UserFactory(serving=chosen.election.area_code, role=Role.OBSERVER)

    with pytest.raises(PermissionDenied):
        actions.choose_chair(
            election=chosen.election,
            person=chosen.people[3],
            happened_on=chosen.today,
            note="",
            by=observer,
        )
