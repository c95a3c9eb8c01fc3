"""The roll closes with the polls, and opens again only where the rules of the place say so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ballots.actions import call_runoff, declare_result, start_counting
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from tests.factories import law_text, made_up_number
from villages.models import Election
from villages.models.elections import Stage
from voters import actions, queries
from voters.desk import actions as desk
from voters.models import Registration, RollVersion
from voters.rolls import Entry, digest_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return ready()


@pytest.fixture
def checked_anew(db: None) -> Scene:
    """The same where the province's own text has the roll checked anew: no township decides that. The rules
    are frozen when the formal list hangs, so the text is there first."""
    law_text("36", runoff_roll="updated")
    return ready()


def ready() -> Scene:
    """The roll is confirmed and one ballot box filled; the polls are still open."""
    scene = Scene()
    actions.confirm_roll(election=scene.election, by=scene.clerk)
    scene.ballots(scene.box(), 20, 20)
    return scene


def close_polls(scene: Scene) -> RollVersion:
    start_counting(round=scene.round, by=scene.clerk)
    return RollVersion.objects.get(election=scene.election, kind="final", reopened_at__isnull=True)


def run_off(scene: Scene) -> None:
    """The first vote leaves one seat of the members open; the runoff for it is called for today."""
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    scene.agree("member", scene.reading(委甲=14, 委乙=10, 委丙=9))
    declare_result(round=scene.round, by=scene.officer)
    post = scene.election.posts.get(kind="member")
    chosen = {post.pk: ["委乙", "委丙"]}
    call_runoff(election=scene.election, day=timezone.localdate(), chosen=chosen, by=scene.officer)


def some_voter(scene: Scene) -> Registration:
    return Registration.objects.filter(election=scene.election, is_candidate=False).earliest("pk")


def register(scene: Scene) -> Registration:
    return actions.register_person(
        election=scene.election, by=scene.clerk, name="演示后来者", sex="male",
        birth_date=dt.date(1980, 6, 15), id_number=made_up_number(dt.date(1980, 6, 15), "male", 900),
        hukou_here=True, lives_here=True, reason="补充登记", paper_number="演示〔2026〕9号",
    )  # fmt: skip


def cancel(scene: Scene) -> Registration:
    return actions.cancel_registration(
        registration=some_voter(scene), ground="moved", reason="户籍迁出", paper_number="演示〔2026〕9号",
        by=scene.clerk,
    )  # fmt: skip


def test_the_polls_close_the_roll_with_its_count_and_digest(scene) -> None:
    final = close_polls(scene)

    entries = [Entry(*row) for row in final.entries]
    assert final.voter_count == len(entries) == scene.round.registered == queries.roll_count(scene.election)
    assert final.digest == digest_of(queries.entries_now(scene.election)) == digest_of(entries)
    assert final.frozen_at == scene.round.counting_at
    assert final.number == 2
    assert AuditEvent.objects.get(action="roll.frozen").after["digest"] == final.digest


def test_a_refused_closing_of_the_polls_closes_no_roll() -> None:
    scene = Scene()
    actions.confirm_roll(election=scene.election, by=scene.clerk)
    scene.box()
    with pytest.raises(RuleRefused):
        start_counting(round=scene.round, by=scene.clerk)
    assert queries.final_version(scene.election) is None


def test_voters_without_a_number_get_one_before_the_roll_is_closed() -> None:
    scene = Scene()
    scene.ballots(scene.box(), 20, 20)
    final = close_polls(scene)
    assert final.voter_count == scene.round.registered
    assert [row[0] for row in final.entries] == list(range(1, final.voter_count + 1))


@pytest.mark.parametrize(
    "change",
    [
        register,
        cancel,
        lambda scene: actions.correct_registration(
            registration=some_voter(scene), group=None, note="", by=scene.clerk, reason="更正",
            paper_number="演示〔2026〕9号",
        ),
        lambda scene: actions.record_corrections(
            election=scene.election, reason="更正", decision_number="演示〔2026〕9号", by=scene.clerk
        ),
        lambda scene: desk.note_away(
            election=scene.election, person=some_voter(scene).person, known_from="演示", by=scene.clerk
        ),
    ],
    ids=["register", "cancel", "correct", "take_over", "away"],
)  # fmt: skip
def test_after_the_polls_every_change_of_the_roll_is_refused_with_the_day(scene, change) -> None:
    final = close_polls(scene)
    with pytest.raises(RuleRefused, match="投票结束时封存，不能再新增、取消或者更正") as refused:
        change(scene)
    assert str(timezone.localdate().day) in refused.value.decision.refusals[0].message
    assert queries.current_version(scene.election) == final
    assert digest_of(queries.entries_now(scene.election)) == final.digest


def test_a_runoff_on_the_same_roll_keeps_it_closed(scene) -> None:
    final = close_polls(scene)
    run_off(scene)
    with pytest.raises(RuleRefused, match="另行选举沿用这份名单"):
        cancel(scene)
    scene.ballots(scene.box("第二轮票箱"), 18, 18)
    assert close_polls(scene) == final


def test_where_the_roll_is_checked_anew_it_takes_supplements_until_the_runoff_closes(
    checked_anew,
) -> None:
    scene = checked_anew
    first = close_polls(scene)
    with pytest.raises(RuleRefused, match="召集另行选举后才能变动"):
        cancel(scene)
    run_off(scene)
    Election.objects.filter(pk=scene.election.pk).update(stage=Stage.FOLLOW_UP)

    assert register(scene).added_in.number == 3
    assert cancel(scene).removed_in.number == 4

    scene.ballots(scene.box("第二轮票箱"), 18, 18)
    second = close_polls(scene)
    first.refresh_from_db()
    assert first.reopened_at is not None
    assert (second.number, second.voter_count) == (5, first.voter_count)
    assert second.digest != first.digest
    with pytest.raises(RuleRefused, match="封存"):
        cancel(scene)


def test_the_versions_page_shows_the_closed_roll_and_offers_no_notice_of_it(scene, client) -> None:
    final = close_polls(scene)
    client.force_login(scene.clerk)
    page = client.get(reverse("voters:versions", args=[scene.election.pk])).content.decode()
    assert "投票时封存" in page
    assert final.digest in page
    for code in ("voters.roll_notice", "voters.roll_supplement"):
        assert reverse("documents:paper", args=[code, final.pk]) not in page
    assert client.get(reverse("voters:version_paper", args=[final.pk])).status_code == 404
    for code in ("voters.roll_notice", "voters.roll_supplement"):
        with pytest.raises(RuleRefused, match=r"不另发公告|不发名单公告"):
            documents.issue(code, final, by=scene.clerk)
    with pytest.raises(ValidationError, match="不另发公告"):
        actions.choose_paper(roll=final, paper_size="A3", by=scene.clerk)
