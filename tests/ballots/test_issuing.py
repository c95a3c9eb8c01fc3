"""Handing out ballots: one for each right, each act once, whatever the network does."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ballots import actions as ballots
from ballots.issuing import actions, queries
from ballots.issuing.actions import Act, Answer
from ballots.issuing.rules import Totals, turnout_needed
from ballots.models import Box, Exchange, HandOut, IssueConflict
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from voters.models import Proxy, Registration


class Table:
    """A village on its polling day with two boxes; ``voters`` are those who are no candidates."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.main, self.east = self.scene.box(), self.scene.box("东片投票站", "station")
        rows = Registration.objects.filter(election=self.scene.election, is_candidate=False)
        self.voters = list(rows.order_by("-pk")[:12])

    def proxy(self, principal: Registration, agent: Registration) -> Proxy:
        return Proxy.objects.create(
            election=self.scene.election,
            number=Proxy.objects.count() + 1,
            principal=principal,
            agent=agent,
            requested_on=timezone.localdate(),
            granted_by=self.scene.clerk,
        )

    def take(self, *acts: Act, box: Box | None = None) -> list[Answer]:
        box = Box.objects.select_related("round__election").get(pk=(box or self.main).pk)
        return actions.take_acts(box=box, acts=acts, by=self.scene.clerk)


def act(voter: Registration | None, kind: Any = "own", **more: Any) -> Act:
    pk = voter.pk if voter else None
    return Act(more.pop("token", uuid.uuid4()), kind, pk, more.pop("at", timezone.now()), **more)


build_scene = Table


@pytest.fixture
def table(scene: Any) -> Table:
    assert isinstance(scene, Table)
    return scene


def test_a_right_is_used_once_and_the_refusal_says_where_and_when(table: Table) -> None:
    voter = table.voters[0]
    assert table.take(act(voter))[0].state == "done"
    (answer,) = table.take(act(voter), box=table.east)
    assert answer.state == "refused"
    assert f"{queries.moment(HandOut.objects.get().handed_at)}在“主会场票箱”发出" in answer.message
    assert "（依据：" in answer.message
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOut.objects.create(
            round=table.scene.round, box=table.east, voter=voter, token=uuid.uuid4(), handed_at=timezone.now()
        )


def test_an_act_sent_again_is_kept_once_and_answered_the_same(table: Table) -> None:
    first, spoiled = act(table.voters[0]), act(None, "exchange")
    for _ in range(3):
        assert [one.state for one in table.take(first, spoiled)] == ["done", "done"]
    assert (HandOut.objects.count(), Exchange.objects.count()) == (1, 1)
    assert queries.box_totals(table.scene.round) == {table.main.pk: Totals(1, 0, 1)}


def test_who_gave_the_right_away_gets_no_ballot_until_the_authority_is_revoked(table: Table) -> None:
    principal, agent = table.voters[:2]
    assert "没有有效的委托" in table.take(act(principal, "proxy"))[0].message
    proxy = table.proxy(principal, agent)
    refused = table.take(act(principal))[0]
    assert "已经委托他人投票（委托证第1号" in refused.message
    Proxy.objects.filter(pk=proxy.pk).update(
        revoked_at=timezone.now(), revoked_by=table.scene.clerk, revoked_reason="本人返村"
    )
    assert table.take(act(principal))[0].state == "done"


def test_a_ballot_fetched_by_proxy_uses_the_right_for_good(table: Table) -> None:
    principal, agent = table.voters[:2]
    proxy = table.proxy(principal, agent)
    assert [one.state for one in table.take(act(principal, "proxy"), act(agent))] == ["done", "done"]
    Proxy.objects.filter(pk=proxy.pk).update(
        revoked_at=timezone.now(), revoked_by=table.scene.clerk, revoked_reason="本人返村"
    )
    assert "一名选民只发一张" in table.take(act(principal))[0].message
    assert queries.box_totals(table.scene.round)[table.main.pk] == Totals(1, 1, 0)


def test_one_sending_cannot_use_a_right_twice(table: Table) -> None:
    voter = table.voters[0]
    assert [one.state for one in table.take(act(voter), act(voter))] == ["done", "refused"]


def test_a_refused_offline_act_stays_as_one_conflict_that_holds_the_count(table: Table) -> None:
    voter = table.voters[0]
    table.take(act(voter), box=table.east)
    offline = act(voter, offline=True, at=timezone.now() - dt.timedelta(minutes=1))
    for _ in range(2):
        assert table.take(offline)[0].state == "refused"
    conflict = IssueConflict.objects.select_related("box__round__election").get()
    with pytest.raises(RuleRefused) as refused:
        ballots.start_counting(round=table.scene.round, by=table.scene.clerk)
    assert "issue_conflicts_open" in [one.code for one in refused.value.decision.refusals]
    actions.settle_conflict(conflict=conflict, settlement="选票已收回封存", by=table.scene.clerk)
    assert not IssueConflict.objects.unsettled().exists()


def test_a_slip_is_taken_back_with_a_reason_until_the_box_is_opened(table: Table) -> None:
    first, second = table.voters[:2]
    table.take(act(first), act(second))
    handout, other = HandOut.objects.select_related("box__round__election").order_by("pk")
    with pytest.raises(ValidationError):
        actions.undo_hand_out(handout=handout, reason=" ", by=table.scene.clerk)
    actions.undo_hand_out(handout=handout, reason="点错人", by=table.scene.clerk)
    assert table.take(act(first))[0].state == "done"
    box = Box.objects.select_related("round__election").get(pk=table.main.pk)
    now = timezone.now()
    actions.seal_box(box=box, names="演示监票员", at=now, by=table.scene.clerk)
    actions.open_box(box=box, names="演示监票员", at=timezone.now(), intact=True, by=table.scene.clerk)
    with pytest.raises(ValidationError, match="已经开箱"):
        actions.undo_hand_out(handout=other, reason="点错人", by=table.scene.clerk)
    assert "已经开箱" in table.take(act(table.voters[3]))[0].message


def test_numbers_typed_at_closing_are_those_of_the_check_off_or_say_why(table: Table) -> None:
    table.take(*(act(voter) for voter in table.voters[:3]))
    with pytest.raises(RuleRefused) as refused:
        table.scene.ballots(table.main, 4, 3)
    assert refused.value.decision.refusals[0].code == "differs_from_check_off"
    assert table.scene.ballots(table.main, 3, 3).issued == 3
    assert table.scene.ballots(table.east, 5, 5).issued == 5  # on paper: nothing to compare with
    table.scene.ballots(table.main, 4, 3, difference="签到簿多签一人，已核实")
    assert Box.objects.get(pk=table.main.pk).issued == 4


def test_the_number_of_statements_is_the_same_for_one_voter_and_for_ten(table: Table) -> None:
    table.take(act(table.voters[0]))
    counts = []
    for voters in (table.voters[1:2], table.voters[2:12]):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            table.take(*(act(voter) for voter in voters))
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 24


def test_the_local_roll_holds_no_personal_number(table: Table) -> None:
    voting = table.scene.round
    with CaptureQueriesContext(connection) as caught:
        rows = queries.station_roll(voting)
    assert len(rows) == 24
    assert set(rows[0]) == {"id", "no", "name", "py", "group", "code", "proxy", "agent"}
    assert len(caught) <= 5


def test_turnout_runs_by_hour_and_box_and_needs_more_than_half(table: Table) -> None:
    table.take(act(table.voters[0]), act(table.voters[1]))
    table.take(act(table.voters[2]), box=table.east)
    (hour,) = queries.turnout_by_hour(table.scene.round, [table.main, table.east])
    assert (hour.cells, hour.total, hour.so_far) == ([2, 1], 3, 3)
    assert turnout_needed(24, table.scene.round.election.rulebook) == 13


def test_who_may_not_keep_boxes_hands_out_nothing(table: Table) -> None:
    with pytest.raises(PermissionDenied):
        actions.take_acts(box=table.main, acts=[act(table.voters[0])], by=table.scene.one)
    assert not HandOut.objects.exists()
