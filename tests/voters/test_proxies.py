"""Granting, revoking and ending proxies: it happens and leaves its trace, or nothing happens."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import (
    CycleFactory,
    ElectionFactory,
    RegistrationFactory,
    UserFactory,
    VillageFactory,
)
from villages.models import Election, Kinship
from voters import actions, queries
from voters.models import Proxy, Registration

pytestmark = pytest.mark.django_db


def clerk_of(election: Election) -> object:
    return UserFactory(serving=election.area_code)


def grant(principal: Registration, agent: Registration, **changes: object) -> Proxy:
    by = changes.pop("by", None) or clerk_of(principal.election)
    values = {"principal": principal, "agent": agent, "card_taken_back": True, "by": by}
    return actions.grant_proxy(election=principal.election, **values | changes)


def codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [finding.code for finding in refused.value.decision.refusals]


@pytest.fixture
def election() -> Election:
    return ElectionFactory()


@pytest.fixture
def voter(election: Election) -> Callable[..., Registration]:
    return lambda **values: RegistrationFactory(election=election, **values)


def test_a_proxy_is_granted_with_a_number_and_a_trace(election, voter) -> None:
    proxy = grant(voter(name="演示甲"), voter(name="演示乙"))

    assert (proxy.number, proxy.requested_on) == (1, timezone.localdate())
    event = AuditEvent.objects.get(action="proxy.granted")
    assert event.area_code == election.area_code
    assert (event.after["principal"], event.after["agent"]) == ("演示甲", "演示乙")


def test_numbers_run_on_after_a_revocation(election, voter) -> None:
    principal, agent = voter(), voter()
    actions.revoke_proxy(proxy=grant(principal, agent), reason="本人返村", by=clerk_of(election))
    assert grant(principal, agent).number == 2


def test_an_agent_takes_three_and_no_fourth(voter) -> None:
    agent = voter()
    names = [grant(voter(), agent).principal.person.name for _ in range(3)]
    with pytest.raises(RuleRefused) as refused:
        grant(voter(), agent)
    assert codes(refused) == ["agent_full"]
    assert "最多接受3人" in str(refused.value)
    assert f"（{'、'.join(names)}）" in str(refused.value)
    assert Proxy.objects.count() == 3
    assert AuditEvent.objects.filter(action="proxy.granted").count() == 3


def test_a_candidate_takes_no_proxy(election, voter) -> None:
    agent = voter()
    actions.mark_candidate(election=election, person=agent.person, by=clerk_of(election))
    with pytest.raises(RuleRefused) as refused:
        grant(voter(), agent)
    assert codes(refused) == ["agent_is_candidate"]


def test_a_voter_who_votes_for_others_gives_no_proxy_away(voter) -> None:
    middle = voter()
    grant(voter(), middle)
    with pytest.raises(RuleRefused) as refused:
        grant(middle, voter())
    assert codes(refused) == ["principal_is_agent"]


def test_a_voter_who_gave_the_vote_away_takes_no_proxy(voter) -> None:
    middle = voter()
    grant(middle, voter())
    with pytest.raises(RuleRefused) as refused:
        grant(voter(), middle)
    assert codes(refused) == ["agent_gave_proxy"]


def test_only_registered_voters_give_and_take(voter) -> None:
    off = {
        "status": "cancelled",
        "reason": "户口迁出",
        "decided_by": "村民选举委员会",
        "decided_on": dt.date(2026, 11, 1),
    }
    with pytest.raises(RuleRefused) as refused:
        grant(voter(**off), voter(**off))
    assert set(codes(refused)) == {"principal_not_registered", "agent_not_registered"}


def test_a_voter_of_another_village_is_refused(voter) -> None:
    with pytest.raises(ValidationError, match="本村名单"):
        grant(voter(), RegistrationFactory())
    assert not Proxy.objects.exists()


def test_a_telephone_proxy_needs_its_record(voter) -> None:
    with pytest.raises(RuleRefused) as refused:
        grant(voter(), voter(), form="phone")
    assert codes(refused) == ["not_written"]
    kept = grant(voter(), voter(), form="phone", witnesses="演示丙、演示丁", id_copy_kept=True)
    kept.refresh_from_db()
    assert (kept.witnesses, kept.id_copy_kept) == ("演示丙、演示丁", True)


def election_on(day: dt.date) -> Election:
    return ElectionFactory(cycle=CycleFactory(default_day=day))


def test_a_neighbour_may_be_the_agent_since_2026_and_not_before() -> None:
    before = election_on(dt.date(2021, 3, 20))
    on = dt.date(2021, 3, 10)
    principal, agent = RegistrationFactory(election=before), RegistrationFactory(election=before)
    with pytest.raises(RuleRefused) as refused:
        grant(principal, agent, on=on)
    assert codes(refused) == ["agent_not_relative"]

    since = election_on(dt.date(2026, 3, 20))
    principal, agent = RegistrationFactory(election=since), RegistrationFactory(election=since)
    assert grant(principal, agent, on=dt.date(2026, 3, 10)).relation_label == "其他村民"


def test_a_declared_relative_may_be_the_agent_before_2026() -> None:
    before = election_on(dt.date(2021, 3, 20))
    principal, agent = RegistrationFactory(election=before), RegistrationFactory(election=before)
    Kinship.objects.create(person=agent.person, relative=principal.person, kind="child", declared_by="测试")
    proxy = grant(principal, agent, on=dt.date(2021, 3, 10))
    assert (proxy.relation, proxy.relation_label) == ("parent", "父母")


def test_on_the_morning_of_the_election_no_proxy_is_granted() -> None:
    today = election_on(timezone.localdate())
    principal, agent = RegistrationFactory(election=today), RegistrationFactory(election=today)
    with pytest.raises(RuleRefused) as refused:
        grant(principal, agent)
    assert "on_the_spot" in codes(refused)
    assert not Proxy.objects.exists()


def test_an_agent_who_becomes_a_candidate_loses_every_proxy_at_once(election, voter) -> None:
    agent, first, second = voter(), voter(name="演示甲"), voter(name="演示乙")
    grant(first, agent)
    grant(second, agent)

    mark = actions.mark_candidate(election=election, person=agent.person, by=clerk_of(election))

    assert [one.person.name for one in mark.principals] == ["演示甲", "演示乙"]
    assert mark.effect is not None
    assert mark.effect.may_replace
    assert queries.proxy_count(election) == 0
    assert AuditEvent.objects.filter(action="proxy.revoked").count() == 2
    assert grant(first, voter()).number == 3


def test_marking_a_candidate_twice_changes_nothing(election, voter) -> None:
    person, by = voter().person, clerk_of(election)
    actions.mark_candidate(election=election, person=person, by=by)
    mark = actions.mark_candidate(election=election, person=person, by=by)
    assert mark.ended == ()
    assert AuditEvent.objects.filter(action="registration.marked_candidate").count() == 1


def test_a_candidate_from_outside_the_roll_is_answered_with_none(election) -> None:
    stranger = RegistrationFactory().person
    mark = actions.mark_candidate(election=election, person=stranger, by=clerk_of(election))
    assert mark.registration is None


def test_who_is_no_longer_a_candidate_may_take_proxies_again(election, voter) -> None:
    agent, by = voter(), clerk_of(election)
    actions.mark_candidate(election=election, person=agent.person, by=by)
    actions.unmark_candidate(election=election, person=agent.person, by=by, reason="书面退出")
    assert grant(voter(), agent).agent == agent


def test_a_proxy_is_revoked_once_and_with_a_reason(election, voter) -> None:
    proxy, by = grant(voter(), voter()), clerk_of(election)
    with pytest.raises(ValidationError, match="理由"):
        actions.revoke_proxy(proxy=proxy, reason=" ", by=by)
    actions.revoke_proxy(proxy=proxy, reason="本人返村投票", by=by)
    with pytest.raises(ValidationError, match="已经撤销"):
        actions.revoke_proxy(proxy=proxy, reason="再次", by=by)
    assert AuditEvent.objects.filter(action="proxy.revoked", reason="本人返村投票").count() == 1


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.COUNT_CLERK, Role.COUNTY_SUPERVISOR])
def test_other_roles_grant_nothing(voter, election, role) -> None:
    with pytest.raises(PermissionDenied):
        grant(voter(), voter(), by=UserFactory(serving=election.area_code, role=role))
    assert not Proxy.objects.exists()


def test_a_clerk_of_another_village_grants_nothing(voter) -> None:
    with pytest.raises(PermissionDenied):
        grant(voter(), voter(), by=UserFactory(serving=VillageFactory().code))


def test_a_deferred_village_grants_nothing(voter, election) -> None:
    Election.objects.filter(pk=election.pk).update(deferred=True)
    with pytest.raises(RuleRefused) as refused:
        grant(voter(), voter())
    assert codes(refused) == ["deferred"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_desks_and_one_place_left_make_exactly_one_proxy() -> None:
    election = ElectionFactory()
    agent = RegistrationFactory(election=election)
    for _ in range(2):
        grant(RegistrationFactory(election=election), agent)
    rivals = [RegistrationFactory(election=election) for _ in range(2)]
    clerks = [clerk_of(election) for _ in rivals]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def desk(principal: Registration, by: object) -> None:
        start.wait()
        try:
            grant(principal, agent, by=by)
            outcomes.append("granted")
        except RuleRefused as refused:
            outcomes.append(refused.decision.refusals[0].code)
        finally:
            connections.close_all()

    desks = [threading.Thread(target=desk, args=pair) for pair in zip(rivals, clerks, strict=True)]
    for thread in desks:
        thread.start()
    for thread in desks:
        thread.join(30)
    assert sorted(outcomes) == ["agent_full", "granted"]
    assert connection.vendor == "postgresql"
    assert queries.proxy_count(election) == 3
