"""p06 and its siblings: once a ballot is out, nothing takes its right, its agent or its base away."""

from __future__ import annotations

import ast
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from ballots import actions as ballots
from ballots.issuing import actions as issuing
from ballots.issuing.actions import Act
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from voters import actions, queries
from voters.actions.leaving import release
from voters.models import Proxy, Registration, RollVersion
from voters.rules import UsedRight, check_unused

pytestmark = pytest.mark.django_db
REFUSED = (RuleRefused, ValidationError)
TODAY = timezone.localdate()


def act(voter: Registration, kind: Any = "own") -> Act:
    return Act(token=uuid.uuid4(), kind=kind, voter=voter.pk, at=timezone.now(), offline=False)


def plain(scene: Scene) -> list[Registration]:
    rows = Registration.objects.filter(election=scene.election).order_by("pk")
    return [row for row in rows.select_related("person") if row.person.name.startswith("演示")]


def grant(scene: Scene, principal: Registration, agent: Registration) -> Proxy:
    return actions.grant_proxy(
        election=scene.election,
        principal=principal,
        agent=agent,
        card_taken_back=True,
        on=TODAY - dt.timedelta(days=5),
        by=scene.clerk,
    )


class Voted:
    """A village in which ``principal``'s ballot was taken by ``agent``, and ``own`` voted in person; ``idle``
    has not come."""

    def __init__(self) -> None:
        self.scene = Scene()
        actions.confirm_roll(election=self.scene.election, by=self.scene.clerk)
        self.box, voters = self.scene.box(), plain(self.scene)
        self.principal, self.agent, self.own, self.idle = voters[:4]
        self.proxy = grant(self.scene, self.principal, self.agent)
        issuing.take_acts(
            box=self.box, acts=[act(self.principal, "proxy"), act(self.own)], by=self.scene.clerk
        )


build_scene = Voted


@pytest.fixture
def voted() -> Voted:
    return Voted()


def test_p06_a_proxy_that_was_voted_with_is_not_revoked_and_is_no_excess() -> None:
    scene = Scene()
    box, voters = scene.box(), plain(scene)
    proxy = grant(scene, voters[0], voters[1])
    issuing.take_acts(
        box=box, acts=[act(voters[0], "proxy")] + [act(voter) for voter in voters[1:14]], by=scene.clerk
    )
    with pytest.raises(REFUSED):
        actions.revoke_proxy(proxy=proxy, reason="本人返村", by=scene.clerk)
    scene.ballots(box, 13, 14, proxy=1)
    counted = ballots.start_counting(round=scene.round, by=scene.clerk)
    assert (counted.registered, counted.proxies) == (24, 1)


def cancel(voted: Voted, who: Registration) -> None:
    actions.cancel_registration(
        registration=who,
        ground="moved",
        reason="户籍迁出",
        paper_number="演示〔2026〕9号",
        by=voted.scene.clerk,
    )


def strike(who: str) -> Callable[[Voted], None]:
    return lambda voted: cancel(voted, getattr(voted, who))


def let_go(voted: Voted) -> None:
    release(
        election=voted.scene.election, registrations=[voted.agent.pk], reason="取消登记", by=voted.scene.clerk
    )


@pytest.mark.parametrize("take_away", [strike("principal"), strike("agent"), strike("own"), let_go])
def test_p06_siblings_no_act_takes_a_used_right_its_agent_or_its_base(
    voted: Voted, take_away: Callable[[Voted], None]
) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(RuleRefused) as refused:
        take_away(voted)
    assert refused.value.decision.refusals[0].message
    assert Proxy.objects.get(pk=voted.proxy.pk).revoked_at is None
    assert queries.roll_count(voted.scene.election) == 24
    assert AuditEvent.objects.count() == before


def test_the_refusal_names_whose_right_who_took_it_and_where(voted: Voted) -> None:
    with pytest.raises(RuleRefused) as refused:
        actions.revoke_proxy(proxy=voted.proxy, reason="本人返村", by=voted.scene.clerk)
    (finding,) = refused.value.decision.refusals
    assert finding.code == "ballot_handed_out"
    assert voted.principal.person.name in finding.message
    assert voted.agent.person.name in finding.message
    assert "主会场票箱" in finding.message


def test_the_first_ballot_freezes_the_base_of_turnout(voted: Voted) -> None:
    final = RollVersion.objects.get(election=voted.scene.election, kind="final")
    assert (final.voter_count, final.moment) == (24, "投票开始时")
    with pytest.raises(RuleRefused, match="投票开始时封存"):
        cancel(voted, voted.idle)


def test_a_hand_out_taken_back_frees_the_proxy_again(voted: Voted) -> None:
    handout = voted.proxy.handouts.get()
    issuing.undo_hand_out(handout=handout, reason="发错", by=voted.scene.clerk)
    ended = actions.revoke_proxy(proxy=voted.proxy, reason="本人返村", by=voted.scene.clerk)
    assert ended.revoked_at is not None


def test_a_candidacy_ends_no_proxy_that_was_voted_with(voted: Voted) -> None:
    mark = actions.mark_candidate(
        election=voted.scene.election, person=voted.agent.person, by=voted.scene.officer
    )
    assert mark.ended == ()
    assert Proxy.objects.get(pk=voted.proxy.pk).revoked_at is None


def test_before_the_first_ballot_a_proxy_is_revoked_as_ever() -> None:
    scene = Scene()
    voters = plain(scene)
    proxy = grant(scene, voters[0], voters[1])
    assert actions.revoke_proxy(proxy=proxy, reason="本人返村", by=scene.clerk).revoked_at is not None


def test_the_rule_says_nothing_where_no_right_is_used() -> None:
    scene = Scene()
    book = scene.round.election.rulebook if scene.box() else None
    assert book is not None
    assert check_unused([], book).allowed
    assert not check_unused([UsedRight("演示甲", "已于09:00在“主会场票箱”")], book).allowed


# What gives a right instead of taking it, or takes nobody's.
NOT_TAKEN = {"voters/actions/registrations.py:_admit"}
ASKS = {"require_unused", "require_unused_proxy", "release", "end_proxy", "remove"}


def test_every_act_that_takes_a_right_an_agent_or_a_base_away_asks_the_one_question():
    """A status set, an authority ended, an elector who goes: found in the source, each asks."""
    takes, silent = set(), set()
    for path in (settings.BASE_DIR / "voters").rglob("*.py"):
        if "migrations" in path.parts or "models" in path.parts:
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            where = f"{path.relative_to(settings.BASE_DIR)}:{function.name}"
            if where in NOT_TAKEN or not _takes_away(function):
                continue
            takes.add(where.partition(":")[2])
            calls = {
                getattr(one.func, "id", getattr(one.func, "attr", ""))
                for one in ast.walk(function)
                if isinstance(one, ast.Call)
            }
            if not calls & ASKS:
                silent.add(where)

    assert {"remove", "_wait_for_word", "end_proxy", "end_elector"} <= takes
    assert silent == set()


def _takes_away(function: ast.FunctionDef) -> bool:
    """Does it set a registration's status, or the end of an authority or of an elector?"""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "proxy.revoke":
            return True
        targets = node.targets if isinstance(node, ast.Assign) else []
        flat = [
            part
            for target in targets
            for part in (target.elts if isinstance(target, ast.Tuple) else [target])
        ]
        for target in flat:
            if not isinstance(target, ast.Attribute) or not isinstance(target.value, ast.Name):
                continue
            owner = target.value.id
            if (target.attr, owner) in {
                ("status", "registration"),
                ("status", "row"),
                ("revoked_at", "proxy"),
            }:
                return True
            if (target.attr, owner) == ("ended_on", "elector"):
                return True
    return False
