"""两推一选 through its actions: what happens leaves its trace, what is refused leaves nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from candidates.models import PartyCount, PartyNominee, PartyReply, PartySeat, ReviewFile
from candidates.nomination.rules import Reading
from candidates.party import actions, queries, rules
from candidates.party.rules import BRANCH
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.candidates.party_scenes import Branch

pytestmark = pytest.mark.django_db
NATION = rulebook_for("360000", dt.date(2026, 12, 20))


@pytest.fixture
def branch() -> Branch:
    return Branch()


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


def approve(branch: Branch, subject: str = "candidates") -> None:
    """The township's answer without the papers before it, which are tried with the documents."""
    PartyReply.objects.create(
        election=branch.election, subject=subject, approved=True, number="镇委〔2026〕1号",
        replied_on=branch.today, entered_by=branch.officer,
    )  # fmt: skip


def meet(branch: Branch, **changes: Any) -> PartyCount:
    given = {"members": 50, "present": 40, "issued": 40, "held_on": branch.today}
    return actions.hold_meeting(election=branch.election, by=branch.clerk, **(given | changes))


def test_the_plan_keeps_one_and_a_half_times_and_a_fifth_more(branch):
    with pytest.raises(RuleRefused) as refused:
        branch.plan(recommended=4, prepared=3)
    assert codes(refused) == ["recommended_too_few", "party_candidates_too_few", "prepared_not_as_planned"]
    # Seven seats: one more is 14 per cent, the plan's own words; two are needed.
    with pytest.raises(RuleRefused) as refused:
        branch.plan(seats=7, recommended=11, prepared=8)
    assert codes(refused) == ["party_candidates_too_few"]
    # Nine keep the share and not the plan: the township says why.
    with pytest.raises(RuleRefused) as refused:
        branch.plan(seats=7, recommended=11, prepared=9)
    assert codes(refused) == ["prepared_not_as_planned"]
    branch.plan(seats=7, recommended=11, prepared=9, prepared_reason="镇委会议定九名，多一名不到百分之二十")
    assert AuditEvent.objects.filter(action="party.planned").count() == 1


def test_nobody_is_proposed_before_both_recommendations_are_counted_by_two_people(branch):
    branch.plan()
    count = actions.hold_recommendation(
        election=branch.election, kind="members", held_on=branch.today, due=50, present=44, issued=40,
        by=branch.clerk,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="计票一致"):
        actions.propose(
            election=branch.election, person=branch.people["演示甲"], intended="secretary",
            written_as=["演示甲"], by=branch.clerk,
        )  # fmt: skip
    with pytest.raises(RuleRefused) as refused:
        actions.read_count(count=count, reading=Reading(41, 0, 0, {BRANCH: {"演示甲": 42}}), by=branch.clerk)
    assert codes(refused) == ["more_than_issued", "votes_exceed_valid"]
    actions.read_count(count=count, reading=Reading(40, 0, 0, {BRANCH: {"演示甲": 30}}), by=branch.clerk)
    with pytest.raises(ValidationError, match="另一人"):
        actions.read_count(count=count, reading=Reading(40, 0, 0, {BRANCH: {"演示甲": 30}}), by=branch.clerk)
    count = actions.read_count(
        count=count, reading=Reading(40, 0, 0, {BRANCH: {"演示甲": 31}}), by=branch.other
    )
    assert not count.agreed
    count = actions.reread_count(count=count, cells={f"{BRANCH}:演示甲": 30}, by=branch.other)
    assert count.agreed
    assert queries.votes_of(count) == {"演示甲": 30}


def test_a_name_belongs_to_one_person_and_only_the_township_names_somebody_itself(branch):
    branch.recommended()
    late = branch.people["演示戊"]
    PartyNominee.objects.get(person=late).delete()
    with pytest.raises(ValidationError, match="已认定为演示甲"):
        actions.propose(
            election=branch.election, person=late, intended="branch_member", written_as=["演示甲"],
            by=branch.clerk,
        )  # fmt: skip
    given = {"election": branch.election, "person": late, "intended": "branch_member", "source": "township"}
    with pytest.raises(PermissionDenied):
        actions.propose(**given, reason="镇委提名", by=branch.clerk)
    with pytest.raises(ValidationError):
        actions.propose(**given, by=branch.officer)
    assert actions.propose(**given, reason="镇委提名", by=branch.officer).written_as == []


def test_nobody_goes_on_with_an_open_or_failed_review_or_without_inspection(branch):
    nominees = branch.reviewed()
    ReviewFile.objects.filter(person=nominees[0].person).update(state="rejected")
    ReviewFile.objects.filter(person=nominees[1].person).update(state="township", decided_on=None)
    ReviewFile.objects.get(person=nominees[2].person).inspections.all().delete()
    with pytest.raises(RuleRefused) as refused:
        actions.prepare(election=branch.election, chosen=nominees[:4], by=branch.clerk)
    assert codes(refused) == ["review_open", "review_failed", "not_inspected"]
    with pytest.raises(RuleRefused) as refused:
        actions.prepare(election=branch.election, chosen=nominees[3:4], by=branch.clerk)
    assert "prepared_not_as_arranged" in codes(refused)
    assert not PartyNominee.objects.filter(prepared=True).exists()


def test_only_full_members_of_names_that_can_be_told_apart_stand_for_the_committee():
    def prospects(*parties: str, name: str = "") -> list[rules.Prospect]:
        return [rules.Prospect(name or f"演示{n}", "passed", True, party) for n, party in enumerate(parties)]

    def refused(people: list[rules.Prospect]) -> list[str]:
        return [one.code for one in rules.check_prepared(people, 4, 3, NATION).refusals]

    assert refused(prospects(*["中共党员"] * 4)) == []
    assert refused(prospects("中共党员", "中共预备党员", "群众", "党员")) == ["not_a_full_member"]
    assert refused(prospects(*["中共党员"] * 4, name="演示甲")) == ["same_name"]


def test_the_approval_waits_for_the_request_and_for_the_end_of_the_publicity():
    day = dt.date(2026, 11, 2)
    asked = {"requested": True, "days": 5, "subject": "candidates"}
    assert not rules.check_reply(posted_on=None, replied_on=day, **asked).allowed
    # Posted on 2 November for five days: to the 7th; answered from the 8th.
    assert not rules.check_reply(posted_on=day, replied_on=dt.date(2026, 11, 7), **asked).allowed
    assert rules.check_reply(posted_on=day, replied_on=dt.date(2026, 11, 8), **asked).allowed


def test_a_member_is_not_counted_only_with_consent_approval_and_the_meetings_vote(branch):
    branch.prepared()
    approve(branch)
    given = {
        "name": "演示卧病", "ground": "bedridden", "consented_by": "家属演示甲（儿子）",
        "consented_on": branch.today, "approval": "镇委〔2026〕2号", "approved_on": branch.today,
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        actions.exempt(election=branch.election, by=branch.clerk, **given)
    with pytest.raises(RuleRefused):
        actions.exempt(election=branch.election, by=branch.officer, **(given | {"ground": "busy"}))
    actions.exempt(election=branch.election, by=branch.officer, **given)
    # Approved but not yet passed by the meeting: still due.
    with pytest.raises(RuleRefused) as refused:
        meet(branch, members=51, present=40)
    assert codes(refused) == ["party_quorum_missed"]
    assert actions.pass_exemptions(election=branch.election, passed_on=branch.today, by=branch.clerk) == 1
    count = meet(branch, members=51, present=40)
    assert count.due == 50
    with pytest.raises(ValidationError, match="不能再改"):
        actions.exempt(election=branch.election, by=branch.officer, **(given | {"name": "演示另一人"}))


def test_four_fifths_must_come_and_more_than_half_of_those_due_elect(branch):
    branch.prepared()
    with pytest.raises(RuleRefused) as refused:
        meet(branch)
    assert codes(refused) == ["candidates_not_approved"]
    approve(branch)
    with pytest.raises(RuleRefused):
        meet(branch, present=39, issued=39)
    count = branch.read(meet(branch), {"演示甲": 38, "演示乙": 26, "演示丙": 25, "演示丁": 20})
    seats, _ = actions.declare(count=count, by=branch.clerk)
    assert [(seat.person.name, seat.votes) for seat in seats] == [("演示甲", 38), ("演示乙", 26)]
    with pytest.raises(ValidationError, match="不能再改"):
        actions.cancel_count(count=count, reason="试", by=branch.clerk)

    # One seat is open: no office yet, no report; voted again, the write-in needs a review.
    first = seats[0]
    office = {"role": "secretary", "held_on": branch.today, "present": 3, "votes": 3, "by": branch.clerk}
    with pytest.raises(ValidationError, match="没有选出"):
        actions.elect_office(seat=first, **office)
    assert not actions.check_report(branch.election).allowed
    again = meet(branch)
    assert (again.number, again.seats) == (2, 1)
    again = branch.read(again, {"演示外": 30, "演示丙": 10})
    with pytest.raises(ValidationError, match="另选的人"):
        actions.declare(count=again, by=branch.clerk)
    outsider = branch.people["演示戊"]
    ReviewFile.objects.filter(person=outsider).update(state="township", decided_on=None)
    with pytest.raises(ValidationError, match="还没有通过资格联审"):
        actions.declare(count=again, people={"演示外": outsider}, by=branch.clerk)
    actions.cancel_count(count=again, reason="重新投票", by=branch.clerk)
    third = branch.read(meet(branch), {"演示丙": 26})
    actions.declare(count=third, by=branch.clerk)

    with pytest.raises(RuleRefused) as refused:
        actions.elect_office(seat=first, **(office | {"votes": 1}))
    assert codes(refused) == ["office_without_majority"]
    actions.elect_office(seat=first, **office)
    with pytest.raises(RuleRefused) as refused:
        actions.elect_office(seat=seats[1], **office)
    assert codes(refused) == ["office_taken"]
    actions.elect_office(seat=seats[1], **(office | {"role": "deputy_secretary"}))
    assert actions.check_report(branch.election).allowed
    with pytest.raises(RuleRefused) as refused:
        actions.reply(
            election=branch.election, subject="result", approved=True, number="镇委〔2026〕9号",
            replied_on=branch.today, by=branch.officer,
        )  # fmt: skip
    assert codes(refused) == ["not_requested"]
    assert branch.election.steps.get(code="party_branch").done_on is None


def test_equal_votes_are_voted_on_again_among_the_equal_alone(branch):
    branch.prepared()
    approve(branch)
    count = branch.read(meet(branch), {"演示甲": 38, "演示乙": 27, "演示丙": 26, "演示丁": 26})
    seats, _ = actions.declare(count=count, by=branch.clerk)
    assert len(seats) == 2
    again = meet(branch)
    assert (sorted(again.tied), again.seats) == (["演示丁", "演示丙"], 1)
    with pytest.raises(ValidationError, match="再次投票只在"):
        branch.read(again, {"演示甲": 30})
    actions.declare(count=branch.read(again, {"演示丁": 30, "演示丙": 9}), by=branch.clerk)
    assert PartySeat.objects.filter(election=branch.election).count() == 3


def test_the_meeting_gives_up_a_seat_only_by_more_than_half_of_those_due(branch):
    branch.prepared()
    approve(branch)
    count = branch.read(meet(branch), {"演示甲": 38, "演示乙": 26})
    given = {"election": branch.election, "held_on": branch.today, "due": 50, "by": branch.clerk}
    with pytest.raises(ValidationError, match="还没有宣布"):
        actions.reduce_seats(**given, in_favour=26)
    actions.declare(count=count, by=branch.clerk)
    with pytest.raises(RuleRefused) as refused:
        actions.reduce_seats(**given, in_favour=25)
    assert codes(refused) == ["reduction_without_majority"]
    plan = actions.reduce_seats(**given, in_favour=26)
    assert plan.reduced == 1
    assert (
        queries.seats_of(plan, queries.counts_of(branch.election), queries.seated(branch.election)).open == 0
    )
