"""候选人与村民见面: after the list, before the day, in an order drawn by lot."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from candidates.meeting import actions
from candidates.models import VotersMeeting
from candidates.prints import introductions
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents.paper import Heading1, Para
from election_office.law.decision import RuleRefused
from tests.factories import CandidateFactory, ElectionFactory, RegistrationFactory, UserFactory, done
from villages.actions import drop_step, record_step
from villages.models import Pledge, Promise, SupervisionFile

pytestmark = pytest.mark.django_db


def day(ahead: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=ahead)


@pytest.fixture
def election():
    election = ElectionFactory(steps=True)
    for name in ("演示甲", "演示乙", "演示丙"):
        CandidateFactory(
            registration=RegistrationFactory(election=election, name=name), entered_by=UserFactory()
        )
    return election


@pytest.fixture
def clerk(election):
    return UserFactory(serving=election.area_code)


def draw(election, clerk, **changes):
    values = {"planned_for": day(3), "place_held": "礼堂", "drawn_before": "演示监督员"}
    return actions.draw(election=election, by=clerk, **values | changes)


def test_no_meeting_before_the_list_hangs_or_after_the_day(election, clerk):
    with pytest.raises(RuleRefused, match="名单还没有公布") as refusal:
        draw(election, clerk)
    cited = str(refusal.value.decision.refusals[0].citation)
    assert "第十八条第一款" in cited or "第十五条第一款" in cited  # by the version of its day
    done(election, "formal_list", by=clerk)
    with pytest.raises(RuleRefused, match="不早于选举日"):
        draw(election, clerk, planned_for=election.election_day)
    assert draw(election, clerk, planned_for=election.election_day - dt.timedelta(days=1)).pk


def test_everybody_speaks_once_in_the_order_drawn_and_kept_in_the_trail(election, clerk):
    done(election, "formal_list", by=clerk)
    meeting = draw(election, clerk)

    speakers = list(meeting.speakers.all())
    assert sorted(map(str, speakers)) == sorted(["演示甲", "演示乙", "演示丙"])
    assert [speaker.turn for speaker in speakers] == [1, 2, 3]
    trace = AuditEvent.objects.get(action="voters_meeting.drawn")
    assert trace.after["order"] == [str(speaker) for speaker in speakers]


def test_the_meeting_closes_its_step_and_who_was_away_needs_a_reason(election, clerk):
    done(election, "formal_list", by=clerk)
    meeting = draw(election, clerk)
    first = meeting.speakers.first()
    with pytest.raises(RuleRefused, match=f"没有到会的，请写明原因：{first}"):
        actions.hold(meeting=meeting, held_on=day(), present=120, absent={first.pk: " "}, by=clerk)
    with pytest.raises(RuleRefused, match="在今天之后"):
        actions.hold(meeting=meeting, held_on=day(1), present=120, by=clerk)
    with pytest.raises(RuleRefused, match="到会人数"):
        actions.hold(meeting=meeting, held_on=day(), present=0, by=clerk)
    assert election.steps.get(code="meet_voters").done_on is None

    actions.hold(meeting=meeting, held_on=day(), present=120, absent={first.pk: "住院"}, by=clerk)

    assert election.steps.get(code="meet_voters").done_on == day()
    assert [speaker.spoke for speaker in meeting.speakers.all()] == [False, True, True]
    with pytest.raises(ValidationError, match="不能重新抽签"):
        draw(election, clerk)


def test_a_candidate_who_came_after_the_draw_is_drawn_again(election, clerk):
    done(election, "formal_list", by=clerk)
    meeting = draw(election, clerk)
    CandidateFactory(
        registration=RegistrationFactory(election=election, name="演示丁"), entered_by=UserFactory()
    )
    written = actions.keep_promise(speaker=meeting.speakers.first(), promise="修好演示路", by=clerk)
    with pytest.raises(RuleRefused, match="演示丁不在次序中"):
        actions.hold(meeting=meeting, held_on=day(), present=9, by=clerk)
    assert draw(election, clerk).speakers.count() == 4
    # What was written for the draw before stays with its candidate.
    assert meeting.speakers.exclude(promise="").get().candidate == written.candidate
    assert VotersMeeting.objects.count() == 1


def test_nobody_skips_the_meeting_by_a_word_or_by_dropping_it(election, clerk):
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    step = election.steps.get(code="meet_voters")
    with pytest.raises(RuleRefused, match="自动办结"):
        record_step(step=step, done_on=day(), what="开过了", by=officer)
    with pytest.raises(ValidationError, match="不能取消"):
        drop_step(step=step, reason="没时间", by=officer)
    with pytest.raises(PermissionDenied):
        draw(election, UserFactory(serving=election.area_code, role=Role.OBSERVER))


def test_the_page_draws_holds_and_keeps_promises(client, election, clerk):
    client.force_login(clerk)
    done(election, "formal_list", by=clerk)
    page = reverse("candidates:meeting", args=[election.pk])
    assertContains(client.get(page), "还没有安排见面会")
    form = {"planned_for": day(2).isoformat(), "place_held": "礼堂", "drawn_before": "演示监督员"}
    assertRedirects(client.post(reverse("candidates:meeting_draw", args=[election.pk]), form), page)
    meeting = VotersMeeting.objects.get()
    speaker = meeting.speakers.first()
    hold = reverse("candidates:meeting_hold", args=[meeting.pk])
    refused = client.post(hold, {"held_on": day(1).isoformat(), "present": "80"})
    assert "在今天之后" in str(refused.context["form"].errors["held_on"])
    client.post(hold, {"held_on": day().isoformat(), "present": "80", f"absent-{speaker.pk}": "外出"})
    write = reverse("candidates:meeting_promise", args=[speaker.pk])
    typed = {"resume": "演示村会计", "promise": "修好演示路", "version": speaker.version + 1}
    refused = client.post(write, typed | {"resume": "电话13812345678"})
    assert "不能写身份证号" in str(refused.context["form"].errors["resume"])
    assertRedirects(client.post(write, typed), page)

    # What was signed opens from here: the three promises by person, the pledge of discipline by name.
    person = speaker.candidate.person
    promise = Promise.objects.create(
        election=election, person=person, kind="campaign", signed_on=day(), recorded_by=clerk
    )
    scan = SupervisionFile.objects.create(
        election=election, promise=promise, what="竞职承诺", file="supervision/visits/one.pdf",
        sha256="0" * 64, recorded_by=clerk,
    )  # fmt: skip
    pledge = Pledge.objects.create(
        election=election, kind="promise", name=person.name, signed_on=day(), file="pledges/one.pdf",
        filename="one.pdf", recorded_by=clerk,
    )  # fmt: skip
    response = client.get(page)
    assertContains(response, "没有到会：外出")
    assertContains(response, "修好演示路")
    assertContains(response, reverse("villages:supervision_file", args=[scan.pk]))
    assertContains(response, reverse("ballots:pledge_file", args=[pledge.pk]))
    assertContains(response, "没有扫描件", count=2)
    printed = introductions.layout(introductions.facts(election))
    said = [block.text for block in printed.blocks if isinstance(block, Para)]
    assert said.index("演示村会计") < said.index("修好演示路")
    assert len([block for block in printed.blocks if isinstance(block, Heading1)]) == 3
