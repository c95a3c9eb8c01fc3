"""The papers of meetings: opened, read by two people, and the votes come from them alone."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, PersonFactory, UserFactory
from tests.villages.committees import VOTES, Chosen
from villages.actions import people
from villages.bodies import actions as bodies
from villages.committee import actions as committee
from villages.committee import queries
from villages.meetings import actions, rules
from villages.meetings.rules import OpenFacts, Papers
from villages.models import CommitteeMember, Holder, MeetingSheet
from villages.models.meetings import MEETING
from villages.readings.rules import Reading, check_votes


def codes(decision) -> list[str]:
    return [finding.code for finding in decision.findings if not finding.passed]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"issued": 41}, ["issued_exceed_present"]),
        ({"present": None}, ["attendance_missing"]),
        ({"present": None, "needs_attendance": False}, []),
        ({"grouped": True}, ["group"]),
        ({"with_group": True}, ["group"]),
        ({"grouped": True, "with_group": True}, []),
        ({"typed_by_hand": True}, ["typed_by_hand"]),
    ],
)
def test_a_paper_is_opened_for_a_meeting_that_was_held(change, expected):
    lawful = {"grouped": False, "with_group": False, "issued": 40, "present": 40}

    assert codes(rules.check_open(OpenFacts(**lawful | change))) == expected


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        (Papers(secret=True, any=False), ["votes_read_once"]),
        (Papers(secret=False, any=False), []),
        (Papers(secret=True, any=True), []),
        (Papers(True, True, not_agreed=["甲"]), ["papers_open"]),
        (Papers(True, True, missing=["甲"]), ["papers_missing"]),
        (Papers(True, True, unsure=["甲"]), ["names_open"]),
    ],
)
def test_what_is_open_before_members_are_taken_from_the_papers(papers, expected):
    assert codes(rules.check_papers(papers)) == expected


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Reading(40, 0, 0, {MEETING: {"演示甲": 40, "演示乙": 40}}), []),
        (Reading(41, 1, 0, {MEETING: {"演示甲": 40}}), ["more_than_issued"]),
        (Reading(40, 20, 20, {}), []),
        (Reading(40, 20, 21, {}), ["unmarked_exceed"]),
        (Reading(40, 0, 0, {MEETING: {"演示甲": 40, "演示乙": 40, "演示丙": 1}}), ["too_many_names"]),
        (Reading(40, 0, 1, {MEETING: {"演示甲": 40}}), ["votes_exceed_valid"]),
    ],
)
def test_numbers_that_cannot_be_true_of_a_meeting(reading, expected):
    assert codes(check_votes(reading, 40, 2, MEETING)) == expected


@pytest.mark.parametrize(
    ("votes", "open_papers", "expected"),
    [(None, [], []), (7, [], []), (8, [], ["votes_differ"]), (8, ["村民会议"], ["papers_open"])],
)
def test_the_votes_of_a_member_are_those_two_people_read(votes, open_papers, expected):
    decision = rules.check_votes_as_read(name="演示甲", votes=votes, read=7, open_papers=open_papers)

    assert codes(decision) == expected


def test_only_a_name_one_person_bears_is_matched_unasked():
    matched = rules.match_names(["演示甲", "演示乙", "演示丙"], {"演示甲": [1], "演示乙": [2, 3]})

    assert (matched.sure, matched.unsure) == ({"演示甲": 1}, ["演示乙", "演示丙"])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"written": "演示丁"}, ["name_not_open", "no_reason"]),
        ({"person": "演示乙"}, ["no_reason"]),
    ],
)
def test_another_spelling_is_a_person_only_with_a_reason(change, expected):
    asked = {"written": "演示甲", "open_names": {"演示甲": 3}, "person": "演示甲", "reason": ""}

    assert codes(rules.check_naming(**asked | change)) == expected


class Papered:
    """A choice whose six people were voted for on 40 ballots; ``one`` and ``two`` read the paper."""

    def __init__(self) -> None:
        chosen = Chosen(settle=False)
        self.chosen, self.choice, self.election = chosen, chosen.choice, chosen.election
        self.choice.nominees.all().delete()
        self.officer = UserFactory(serving=self.election.village.township.code, role=Role.TOWNSHIP_OFFICER)
        self.one, self.two, self.three = (
            UserFactory(serving=self.election.area_code, role=Role.VILLAGE_CLERK) for _ in range(3)
        )
        self.sheet = actions.open_choice_sheet(choice=self.choice, issued=40, by=self.one)
        self.votes = {person.name: n for person, n in zip(chosen.people, VOTES, strict=True)}

    def read(self, by, **changes: int) -> MeetingSheet:
        reading = Reading(40, 0, 0, {MEETING: self.votes | changes})
        return actions.read_sheet(sheet=self.sheet, reading=reading, by=by)


@pytest.mark.django_db
def test_what_two_people_read_is_the_ranked_list_and_nothing_is_typed_beside_it(client):
    scene = Papered()
    namesake = PersonFactory(village=scene.election.village, name="演示己")
    client.force_login(scene.one)
    page = reverse("villages:meeting_sheet", args=[scene.sheet.pk])
    typed = {"recovered": 40, "void": 0, "blank": 0}
    typed["votes"] = "\n".join(f"{name} {n}" for name, n in scene.votes.items())
    assert client.post(page, typed).status_code == 302
    with pytest.raises(RuleRefused, match="还没有两人录入一致"):
        scene.chosen.settle()
    with pytest.raises(ValidationError, match="不能手工登记"):
        committee.add_nominee(choice=scene.choice, person=scene.chosen.people[0], votes=3, by=scene.one)

    client.force_login(scene.two)
    client.post(page, typed)

    rows = {row.person.name: (row.votes, row.written_as) for row in queries.nominees(scene.choice)}
    assert rows == {name: (n, name) for name, n in scene.votes.items() if name != "演示己"}
    shown = client.get(reverse("villages:committee_choice", args=[scene.choice.pk])).content.decode()
    assert "演示己（17票）" in shown
    answer = client.post(
        reverse("villages:choice_name", args=[scene.choice.pk]), {"written": "演示己", "person": namesake.pk}
    )
    assert answer.status_code == 302
    scene.chosen.settle()
    assert CommitteeMember.objects.count() == 5
    assert AuditEvent.objects.filter(action="meeting.sheet_read").count() == 2
    with pytest.raises(ValidationError, match="已经确认"):
        actions.reset_sheet(sheet=scene.sheet, reason="重新计票", by=scene.officer)


@pytest.mark.django_db
def test_two_who_insist_leave_it_to_a_third_and_then_to_those_who_ran_the_meeting():
    scene = Papered()
    scene.read(scene.one)
    scene.read(scene.two, 演示甲=29)
    for by, votes in ((scene.one, 30), (scene.two, 29)):
        sheet = actions.reread_cells(sheet=scene.sheet, cells={f"{MEETING}:演示甲": votes}, by=by)
    assert sheet.state == "third"
    assert scene.read(scene.three, 演示甲=28).state == "split"

    settled = actions.settle_sheet(
        sheet=scene.sheet, number=2, names="演示主持人", reason="当众核对原票", by=scene.officer
    )

    assert (settled.state, settled.counts) == ("agreed", 2)
    assert scene.choice.nominees.get(person=scene.chosen.people[0]).votes == 29
    again = actions.reset_sheet(sheet=scene.sheet, reason="重新计票", by=scene.officer)
    assert (again.state, scene.choice.nominees.count()) == ("open", 0)


@pytest.mark.django_db
def test_a_group_meetings_paper_gives_a_representative_the_votes():
    election = ElectionFactory()
    clerk, other = (UserFactory(serving=election.area_code) for _ in range(2))
    group = election.village.groups.first()
    person = PersonFactory(village=election.village, name="演示甲")
    body = bodies.record_body(
        election=election,
        kind="representatives",
        chosen_by="group_meetings",
        chosen_on=timezone.localdate(),
        by=clerk,
    )
    with pytest.raises(RuleRefused, match="哪个村民小组"):
        actions.open_body_sheet(body=body, issued=30, seats=2, by=clerk)
    sheet = actions.open_body_sheet(body=body, issued=30, seats=2, group=group, by=clerk)
    for by in (clerk, other):
        actions.read_sheet(sheet=sheet, reading=Reading(30, 0, 0, {MEETING: {"演示甲": 21}}), by=by)

    with pytest.raises(RuleRefused, match="得21票，与填写的22票不符"):
        bodies.add_holder(body=body, person=person, post="representative", group=group, votes=22, by=clerk)
    holder = bodies.add_holder(body=body, person=person, post="representative", group=group, by=clerk)

    assert holder.votes == 21
    people.update_person(person=person, name="演示嘉", reason="户口簿为嘉", by=clerk)
    holder = Holder.objects.get(pk=holder.pk)
    holder = bodies.update_holder(holder=holder, votes=21, finance=False, group=group, by=clerk)
    assert (holder.person.name, holder.votes) == ("演示嘉", 21)
    with pytest.raises(ValidationError, match="已有录入"):
        actions.remove_sheet(sheet=sheet, by=clerk)
