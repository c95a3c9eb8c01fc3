"""What follows from a petition found true, by the acts responsible; where they refuse, nothing follows."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from ballots import actions as ballots
from ballots.models import Winner
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from tests.test_permissions import PICTURE
from villages.models import Petition, Promise
from villages.supervision import actions, lending, queries

pytestmark = pytest.mark.django_db


def concluded(scene: Scene, **changes: Any) -> Petition:
    today = timezone.localdate()
    row = actions.register_petition(
        election=scene.election,
        token=uuid.uuid4(),
        channel="letter",
        received_on=today,
        content="演示反映",
        anonymous=True,
        by=scene.officer,
        **changes,
    )
    row = actions.assign_petition(petition=row, handler="演示承办", due_on=today, by=scene.officer)
    return actions.conclude_petition(
        petition=row, verdict="true", findings="演示", answer="演示", concluded_on=today, by=scene.officer
    )


def follow(scene: Scene, row: Petition, code: str, target: str, ground: str, paper: str) -> Any:
    consequence = lending.consequence(code)
    assert consequence is not None
    assert target in dict(consequence.targets(scene.election))
    assert ground in dict(consequence.grounds(scene.election))
    return actions.carry_out(
        petition=row,
        consequence=consequence,
        target=target,
        ground=ground,
        paper_number=paper,
        reason="演示查实",
        by=scene.officer,
    )


def test_a_candidate_is_barred_on_a_ground_with_its_paper_alone(scene: Scene) -> None:
    candidate = scene.candidates["主乙"]
    row = concluded(scene, about=candidate.person)
    ground = next(iter(dict(lending.consequence("bar-candidate").grounds(scene.election))))  # type: ignore[union-attr]
    target = f"candidate-{candidate.pk}"
    with pytest.raises(RuleRefused, match="文号"):
        follow(scene, row, "bar-candidate", target, ground, "")
    candidate.refresh_from_db()
    assert candidate.state == "formal"
    assert not row.outcomes.exists()
    outcome = follow(scene, row, "bar-candidate", target, ground, "演示处〔2026〕1号")
    candidate.refresh_from_db()
    assert (candidate.state, candidate.left_paper) == ("struck", "演示处〔2026〕1号")
    assert "主乙" in outcome.done


def test_a_winner_is_annulled_and_an_election_is_void(scene: Scene) -> None:
    row = concluded(scene)
    assert lending.consequence("void-election").targets(scene.election) == []  # type: ignore[union-attr]
    result = ballots.declare_result(round=scene.agreed(), by=scene.officer)
    winner = result.winners.get(name="主甲")
    with pytest.raises(RuleRefused, match="文号"):
        follow(scene, row, "annul-winner", str(winner.pk), "misconduct", "")
    outcome = follow(scene, row, "annul-winner", str(winner.pk), "misconduct", "演示处〔2026〕2号")
    winner.refresh_from_db()
    assert winner.status == Winner.Status.ANNULLED
    assert "第二十一条第一款" in outcome.basis
    follow(scene, row, "void-election", str(result.pk), "misconduct", "演示处〔2026〕3号")
    assert not result.winners.exclude(status=Winner.Status.ANNULLED).exists()
    assert [one.kind for one in row.outcomes.all()] == ["annul-winner", "void-election"]


def test_a_result_is_asked_to_be_reopened_and_a_second_person_decides(scene: Scene) -> None:
    row = concluded(scene)
    result = ballots.declare_result(round=scene.agreed(), by=scene.officer)
    follow(scene, row, "reopen-result", str(result.pk), "investigation", "演示申请1号")
    assert result.reopenings.get().state == "requested"
    result.refresh_from_db()
    assert result.revoked_at is None


def test_a_petition_may_be_about_a_box_of_this_election(scene: Scene) -> None:
    box = scene.box()
    row = concluded(scene, thing=f"box-{box.pk}")
    assert box.name in row.thing_name


def test_the_three_promises_are_asked_of_every_candidate(scene: Scene) -> None:
    person = scene.candidates["主甲"].person
    scan = SimpleUploadedFile("a.jpg", PICTURE)
    actions.record_promise(
        election=scene.election,
        person=person,
        kinds=[Promise.Kind.CAMPAIGN],
        signed_on=timezone.localdate(),
        scan=scan,
        by=scene.clerk,
    )
    missing = {row.person.name: len(row.missing) for row in queries.promise_rows(scene.election)}
    assert missing == dict.fromkeys(scene.candidates, 3) | {"主甲": 2}
