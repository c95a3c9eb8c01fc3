"""Entering, withdrawing and ordering formal candidates: it happens and leaves its trace, or nothing does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import actions, queries
from candidates.models import Candidate
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import CandidateFactory, ElectionFactory, RegistrationFactory, UserFactory
from villages.models import Election, Kinship
from voters import actions as voters
from voters.models import Proxy, Registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return ElectionFactory()


@pytest.fixture
def clerk(election: Election) -> User:
    return UserFactory(serving=election.area_code)


@pytest.fixture
def voter(election: Election) -> Callable[..., Registration]:
    return lambda **values: RegistrationFactory(election=election, **values)


REASON = "提名在系统外进行，见提名结果报告单"


def enter(voter: Registration, by: User, kind: str = "director", **changes: object) -> Candidate:
    post = voter.election.posts.get(kind=kind)
    candidate, _ = actions.enter_candidate(
        election=voter.election, post=post, registration=voter, by=by, **({"entry_reason": REASON} | changes)
    )
    return candidate


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


# ------------------------------------------------------------------ entering


def test_a_voter_becomes_a_candidate_with_a_trace(election, clerk, voter):
    candidate = enter(voter(name="演示甲"), clerk, nomination_votes=120)

    assert (candidate.state, candidate.nomination_votes) == (Candidate.State.FORMAL, 120)
    assert Registration.objects.get(pk=candidate.registration_id).is_candidate
    event = AuditEvent.objects.get(action="candidate.entered")
    assert (event.area_code, event.after["post"]) == (election.area_code, "主任")


def test_the_proxies_a_candidate_held_end_at_once_and_their_principals_are_named(election, clerk, voter):
    agent, others = voter(name="演示甲"), [voter(name=name) for name in ("演示乙", "演示丙")]
    for principal in others:
        voters.grant_proxy(
            election=election, principal=principal, agent=agent, card_taken_back=True, by=clerk
        )

    post = election.posts.get(kind="director")
    _, principals = actions.enter_candidate(
        election=election, post=post, registration=agent, by=clerk, entry_reason=REASON
    )

    assert [one.person.name for one in principals] == ["演示乙", "演示丙"]
    assert not Proxy.objects.in_force().exists()
    assert AuditEvent.objects.get(action="candidate.entered").after["proxies_ended"] == 2


def test_a_candidate_is_no_longer_taken_for_an_agent(election, clerk, voter):
    candidate = enter(voter(), clerk)

    with pytest.raises(RuleRefused):
        voters.grant_proxy(
            election=election,
            principal=voter(),
            agent=candidate.registration,
            card_taken_back=True,
            by=clerk,
        )
    assert not Proxy.objects.exists()


def test_one_person_does_not_stand_for_two_posts(clerk, voter):
    registration = voter(name="演示甲")
    enter(registration, clerk)

    with pytest.raises(RuleRefused, match="已是主任候选人") as refused:
        enter(registration, clerk, kind="member")

    assert codes(refused) == ["second_post"]
    assert Candidate.objects.count() == 1


def test_who_is_not_registered_does_not_stand(clerk, voter):
    registration = voter(name="演示甲", status=Registration.Status.PENDING)

    with pytest.raises(RuleRefused) as refused:
        enter(registration, clerk)

    assert codes(refused) == ["not_registered"]
    assert not Candidate.objects.exists()
    assert not AuditEvent.objects.filter(action="candidate.entered").exists()


def test_a_statutory_bar_stops_a_candidate_and_names_the_article(clerk, voter):
    with pytest.raises(RuleRefused, match="因犯罪受过刑事处罚，不得作为候选人") as refused:
        enter(voter(name="演示甲"), clerk, bars=["criminal_punishment"])

    [finding] = refused.value.decision.refusals
    assert str(finding.citation) == "《村民委员会组织法》第十八条第一款"
    assert not Candidate.objects.exists()


def test_a_voter_of_another_village_does_not_stand_here(election, clerk):
    stranger = RegistrationFactory(election__village__township=election.village.township)

    with pytest.raises(RuleRefused) as refused:
        actions.enter_candidate(
            election=election,
            post=election.posts.get(kind="director"),
            registration=stranger,
            by=clerk,
            entry_reason=REASON,
        )
    assert codes(refused) == ["not_registered"]


def test_a_post_of_another_village_is_refused(election, clerk, voter):
    other = ElectionFactory()

    with pytest.raises(ValidationError, match="不属于本村选举"):
        actions.enter_candidate(
            election=election,
            post=other.posts.get(kind="director"),
            registration=voter(),
            by=clerk,
            entry_reason=REASON,
        )
    assert not Candidate.objects.exists()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.COUNT_CLERK, Role.GUIDANCE_MEMBER])
def test_only_the_clerk_and_the_township_enter_candidates(election, voter, role):
    with pytest.raises(PermissionDenied):
        enter(voter(), UserFactory(serving=election.area_code, role=role))
    assert not Candidate.objects.exists()


def test_a_village_still_preparing_has_no_candidates(clerk, voter, election):
    registration = voter()
    Election.objects.filter(pk=election.pk).update(stage="preparation")

    with pytest.raises(RuleRefused, match="准备阶段"):
        enter(registration, clerk)


# ------------------------------------------------------------------ leaving


def test_a_withdrawal_keeps_its_day_and_reason_and_frees_the_voter(clerk, voter):
    candidate = enter(voter(), clerk)

    actions.withdraw_candidate(candidate=candidate, reason="本人书面退出", by=clerk)

    candidate.refresh_from_db()
    assert (candidate.state, candidate.left_on) == (Candidate.State.WITHDRAWN, timezone.localdate())
    assert not Registration.objects.get(pk=candidate.registration_id).is_candidate
    assert AuditEvent.objects.get(action="candidate.withdrew").reason == "本人书面退出"


def test_after_the_last_day_nobody_withdraws_but_the_barred_are_struck(clerk, election, voter):
    candidate = enter(voter(), clerk)
    Election.objects.filter(pk=election.pk).update(election_day=timezone.localdate() + dt.timedelta(days=1))
    candidate = Candidate.objects.get(pk=candidate.pk)

    with pytest.raises(RuleRefused, match="候选人退出最迟应在") as refused:
        actions.withdraw_candidate(candidate=candidate, reason="本人退出", by=clerk)
    assert codes(refused) == ["withdrawn_late"]
    assert Candidate.objects.get().state == Candidate.State.FORMAL

    actions.withdraw_candidate(
        candidate=candidate,
        reason="联审发现刑事处罚",
        ground="statutory-criminal_punishment",
        paper="演示刑初3号",
        by=clerk,
    )
    assert Candidate.objects.get().state == Candidate.State.STRUCK
    assert AuditEvent.objects.filter(action="candidate.struck").count() == 1


def test_who_left_does_not_leave_again_and_may_be_entered_anew(clerk, voter):
    registration = voter()
    first = enter(registration, clerk)
    actions.withdraw_candidate(candidate=first, reason="本人退出", by=clerk)

    with pytest.raises(ValidationError, match="已经不是正式候选人"):
        actions.withdraw_candidate(candidate=first, reason="本人退出", by=clerk)
    second = enter(registration, clerk, kind="member")
    assert list(Candidate.objects.order_by("pk")) == [first, second]


def test_the_database_itself_holds_one_post_for_one_person(election, voter):
    registration = voter()
    CandidateFactory(registration=registration)

    with pytest.raises(IntegrityError), transaction.atomic():
        CandidateFactory(registration=registration, kind="member")


# ------------------------------------------------------------------ order


def names(election: Election, post: int = 0) -> list[str]:
    return [one.person.name for one in queries.formal_candidates(election)[post].candidates]


def test_candidates_stand_in_the_order_of_strokes(election, voter):
    for name in ("李演示", "王演示", "丁演示"):
        CandidateFactory(registration=voter(name=name))

    assert names(election) == ["丁演示", "王演示", "李演示"]


def test_a_place_fixed_by_hand_needs_its_reason_and_can_be_given_back(election, clerk, voter):
    for name in ("李演示", "王演示", "丁演示"):
        CandidateFactory(registration=voter(name=name))
    last = Candidate.objects.get(person__name="李演示")

    with pytest.raises(ValidationError, match="请写明理由"):
        actions.fix_order(candidate=last, place=1, reason=" ", by=clerk)
    assert names(election) == ["丁演示", "王演示", "李演示"]

    actions.fix_order(candidate=last, place=1, reason="经选举委员会议定", by=clerk)
    assert names(election) == ["李演示", "丁演示", "王演示"]
    assert AuditEvent.objects.get(action="candidate.order_fixed").reason == "经选举委员会议定"

    actions.fix_order(candidate=last, place=None, reason="", by=clerk)
    assert names(election) == ["丁演示", "王演示", "李演示"]


def test_who_left_has_no_place(clerk, voter):
    candidate = enter(voter(), clerk)
    left = actions.withdraw_candidate(candidate=candidate, reason="本人退出", by=clerk)

    with pytest.raises(ValidationError, match="不再排序"):
        actions.fix_order(candidate=left, place=1, reason="x", by=clerk)


# ------------------------------------------------------------------ the list as a whole


def test_near_relatives_on_the_list_are_named_and_do_not_stop_it(election, voter):
    rows = [voter(name=name) for name in ("演示甲", "演示乙")]
    for row in rows:
        CandidateFactory(registration=row)
    one, other = rows[0].person, rows[1].person
    Kinship.objects.create(person=one, relative=other, kind="spouse", declared_by="测试员")

    decision = queries.check_list(election, timezone.localdate())

    warnings = {finding.code: finding.message for finding in decision.warnings}
    assert warnings["nominee_avoidance"].startswith("演示甲与演示乙是近亲属（配偶）")
    assert "nominee_avoidance" not in {finding.code for finding in decision.refusals}


def test_who_does_not_come_from_the_list_is_entered_with_a_reason_that_is_kept(clerk, voter):
    with pytest.raises(RuleRefused, match="直接录入须写明理由") as refused:
        enter(voter(name="演示甲"), clerk, entry_reason="  ")
    assert codes(refused) == ["entry_reason"]
    assert not Candidate.objects.exists()

    assert enter(voter(name="演示乙"), clerk).entry_reason == REASON
    event = AuditEvent.objects.get(action="candidate.entered")
    assert (event.reason, event.after["by_hand"]) == (REASON, True)
