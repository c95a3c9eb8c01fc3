"""Supervision: inspections, petitions, reports, the watch. What is refused leaves nothing."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.factories import ElectionFactory, PersonFactory, TownshipFactory, UserFactory, VillageFactory
from tests.villages.supervision_scene import channel, conclude, paper, petition, photo, today, visit
from villages.models import (
    Acceptance,
    CheckItem,
    Petition,
    Release,
    SupervisionFile,
    Supervisor,
    Visit,
    ZeroReport,
)
from villages.models.elections import Stage
from villages.supervision import actions, lending, queries, rules

DAY = dt.date(2026, 12, 1)
BOOK = rulebook_for("330000000000", dt.date(2026, 12, 20))


def codes(decision):
    return {one.code for one in decision.refusals}


# ------------------------------------------------------------------ rules


def test_a_checklist_asks_the_rules_in_force_with_their_articles_then_what_is_asked_of_every_step():
    asked = rules.checklist("roll_notice", BOOK)
    assert "20日" in asked[0].text
    assert asked[0].basis == str(BOOK.cite("roll_days"))
    assert [one.basis for one in asked[-3:]] == ["", "", ""]
    assert [one.text for one in rules.checklist("own-1", BOOK)] == list(rules.ON_EVERY_VISIT)
    known = {key for keys in rules.CHECKLISTS.values() for key in keys}
    assert known <= set(BOOK.by_key)


@pytest.mark.parametrize(
    ("lines", "expected", "code"),
    [
        ([rules.Line("right")], 2, "checklist_incomplete"),
        ([rules.Line("fault", "错", "", DAY)], 1, "finding_incomplete"),
        ([rules.Line("fault", "错", "改", DAY - dt.timedelta(1))], 1, "remedy_before_visit"),
        ([rules.Line("fault", "错", "改", DAY + dt.timedelta(61))], 1, "remedy_too_late"),
    ],
)
def test_a_visit_is_refused_at_its_line(lines, expected, code):
    assert codes(rules.check_visit(lines, expected, DAY, DAY)) == {code}


def test_a_visit_is_taken_at_the_line():
    lines = [rules.Line("fault", "错", "改", DAY + dt.timedelta(60)), rules.Line("none")]
    assert rules.check_visit(lines, 2, DAY, DAY).allowed
    assert codes(rules.check_visit(lines, 2, DAY, DAY - dt.timedelta(1))) == {"visit_later"}


def test_a_petition_is_due_by_the_rulebook_and_its_limit_only_comes_nearer():
    due = rules.petition_due(DAY, BOOK)
    assert due == DAY + dt.timedelta(int(BOOK.value("policy_petition_days")))
    allowed = {"state": "new", "longest": due, "received_on": DAY}
    assert rules.check_assignment(due_on=due, **allowed).allowed
    assert codes(rules.check_assignment(due_on=due + dt.timedelta(1), **allowed)) == {"due_too_late"}
    assert codes(rules.check_assignment(due_on=DAY - dt.timedelta(1), **allowed)) == {"due_before_received"}


@pytest.mark.parametrize(
    ("state", "verdict", "code"),
    [
        ("new", "", "no_conclusion"),
        ("concluded", "false", "not_found_true"),
        ("concluded", "unknown", "not_found_true"),
    ],
)
def test_a_report_alone_has_no_consequence(state, verdict, code):
    assert codes(rules.check_outcome(state=state, verdict=verdict)) == {code}
    assert rules.check_outcome(state="concluded", verdict="partly").allowed


def test_periods_of_reports():
    assert rules.period_of(dt.date(2026, 12, 3), "daily") == dt.date(2026, 12, 3)
    assert rules.period_of(dt.date(2026, 12, 3), "weekly") == dt.date(2026, 11, 30)
    first, last = dt.date(2026, 12, 1), dt.date(2026, 12, 20)
    for day, code in ((first - dt.timedelta(1), "outside_reports"), (last, "report_ahead")):
        today = last - dt.timedelta(1)
        assert codes(rules.check_zero_report(day=day, begins=first, ends=last, today=today)) == {code}
    assert rules.check_zero_report(day=first, begins=first, ends=last, today=last).allowed


# ------------------------------------------------------------------ scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def township():
    return TownshipFactory()


@pytest.fixture
def officer(township):
    return UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)


@pytest.fixture
def election(township):
    return ElectionFactory(village__township=township, stage=Stage.ELECTION, steps=True)


@pytest.fixture
def guide(election):
    return UserFactory(serving=election.area_code, role=Role.GUIDANCE_MEMBER)


@pytest.fixture
def clerk(election):
    return UserFactory(serving=election.area_code)


# ------------------------------------------------------------------ inspections


def test_an_inspection_sent_twice_is_kept_once_with_its_photos_cleaned(election, guide):
    token = uuid.uuid4()
    first = visit(election, guide, token=token, photos=[photo()], offline=True)
    again = visit(election, guide, token=token, photos=[photo()], offline=True)
    assert first == again
    assert Visit.objects.count() == 1
    kept = SupervisionFile.objects.get()
    assert "IMG" not in kept.file.name
    with kept.file.open() as file:
        assert not Image.open(file).getexif()
    assert AuditEvent.objects.filter(action="visit.recorded").count() == 1


def test_another_may_not_use_the_number_of_a_visit_and_a_refused_one_leaves_nothing(election, guide, officer):
    token = uuid.uuid4()
    visit(election, guide, token=token)
    with pytest.raises(ValidationError, match="已经用过"):
        visit(election, officer, token=token)
    with pytest.raises(ValidationError, match="不是可用的照片"):
        visit(election, guide, photos=[SimpleUploadedFile("a.jpg", b"no picture")])
    with pytest.raises(RuleRefused):
        visit(election, guide, visited_at=timezone.now() + dt.timedelta(days=2))
    assert Visit.objects.count() == 1


def test_a_finding_is_seen_again_until_it_is_mended(election, guide):
    item = visit(election, guide).items.get(answer="fault")
    item = actions.see_again(item=item, seen_on=today(), mended=False, note="还差两户", by=guide)
    assert (item.mended_on, item.seen_again) == (None, "还差两户")
    assert list(queries.unmended(election)) == [item]
    item = actions.see_again(item=item, seen_on=today(), mended=True, note="补齐", by=guide)
    assert not queries.unmended(election).exists()
    with pytest.raises(RuleRefused, match="已于"):
        actions.see_again(item=item, seen_on=today(), mended=True, note="补齐", by=guide)
    other = visit(election, guide, code="objections").items.get(answer="fault")
    with pytest.raises(RuleRefused, match="早于检查日期"):
        actions.see_again(item=other, seen_on=today(1), mended=True, note="早", by=guide)


def test_a_village_is_accepted_when_nothing_is_open_and_its_paper_says_so(election, guide):
    row = petition(election, guide)
    item = visit(election, guide).items.get(answer="fault")
    values = {"leader": "演示甲", "members": "演示乙", "opinion": "同意验收。", "accepted_on": today()}
    with pytest.raises(RuleRefused) as refused:
        actions.accept_village(election=election, by=guide, **values)
    assert codes(refused.value.decision) == {"findings_open", "steps_open", "petitions_open"}
    actions.see_again(item=item, seen_on=today(), mended=True, note="补齐", by=guide)
    Petition.objects.filter(pk=row.pk).update(state="answered")
    election.steps.filter(stage=Stage.ELECTION).update(done_on=today(), closed_at=timezone.now())
    accepted = actions.accept_village(election=election, by=guide, **values)
    document = documents.issue("villages.acceptance", accepted, by=guide)
    assert document.facts["mended"][0].startswith("登记表缺签字")
    with pytest.raises(ValidationError, match="已经验收"):
        actions.accept_village(election=election, by=guide, **values)
    actions.withdraw_acceptance(acceptance=accepted, reason="演示", by=guide)
    assert Acceptance.objects.filter(revoked_at__isnull=True).count() == 0


def test_the_phone_hears_each_refusal_and_where_its_visit_stands(client, election, guide):
    client.force_login(guide)
    step = election.steps.get(code="training")
    url = reverse("villages:visit_add", args=[election.pk, step.pk])
    count = len(rules.checklist("training", election.rulebook))
    typed = {f"answer_{n}": "right" for n in range(1, count + 1)}
    typed |= {"token": uuid.uuid4().hex, "visited_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")}
    typed |= {"inspectors": "演示甲", "place_visited": "演示", "offline": "on", "answer_1": "fault"}
    assertContains(client.get(url), "依据：")
    refused = client.post(url, typed, headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert any("整改期限" in one for one in refused.json()["refusals"])
    assert Visit.objects.count() == 0
    typed |= {
        "finding_1": "演示",
        "remedy_1": "演示",
        "due_1": today(-1).isoformat(),
        "photos": [photo(), photo()],
    }
    said = [
        client.post(
            url, typed | {"photos": [photo(), photo()]}, headers={"accept": "application/json"}
        ).json()
        for _ in "ab"
    ]
    assert said[0] == said[1]
    row = Visit.objects.get()
    assert (row.offline, row.photos.count(), said[0]["url"]) == (
        True,
        2,
        reverse("villages:visit", args=[row.pk]),
    )


# ------------------------------------------------------------------ petitions


def test_a_petition_lies_sealed_and_its_answer_too(client, election, officer, guide):
    about = PersonFactory(village=election.village)
    row = petition(
        election,
        guide,
        anonymous=False,
        petitioner="演示丙",
        contact="演示联系",
        about=about,
        evidence=[paper()],
    )
    assert (row.number, row.due_on) == (1, rules.petition_due(today(), election.rulebook))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, petitioner, contact FROM villages_petition")
        stored = "".join(cursor.fetchone())
    assert not any(word in stored for word in ("送烟", "演示丙", "演示联系"))
    with row.files.get().file.open() as file:
        assert not PdfReader(file).metadata
    row = conclude(row, officer)
    offered = {}
    for reader in (officer, guide):
        client.force_login(reader)
        page = client.get(reverse("villages:petition", args=[row.pk])).content.decode()
        offered[reader] = "/papers/villages.petition_answer/" in page
    assert offered == {officer: True, guide: False}  # whoever may not issue the answer gets no link to it
    document = documents.issue("villages.petition_answer", row, by=officer)
    row.refresh_from_db()
    assert (row.state, row.answered_on) == ("answered", today())
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM documents_document WHERE id = %s", [document.pk])
        assert "演示丙" not in str(cursor.fetchone()[0])
    assert Document.objects.get(pk=document.pk).facts["to"] == "演示丙"
    trail = "".join(str(one.before) + str(one.after) + one.reason for one in AuditEvent.objects.all())
    assert not any(word in trail for word in ("送烟", "演示丙", "演示查明"))
    documents.revoke(document, by=officer, reason="演示")
    row.refresh_from_db()
    assert row.state == "concluded"


def test_a_petition_is_refused_with_what_is_wrong(election, officer, guide, clerk):
    with pytest.raises(RuleRefused, match="匿名的不记姓名"):
        petition(election, guide, petitioner="演示丙")
    with pytest.raises(RuleRefused, match="晚于今天"):
        petition(election, guide, received_on=today(-1))
    with pytest.raises(ValidationError, match="人员信息"):
        petition(election, guide, about=PersonFactory())
    with pytest.raises(ValidationError, match="票箱"):
        petition(election, guide, thing="box-1")
    with pytest.raises(PermissionDenied):
        petition(election, clerk)
    assert Petition.objects.count() == 0
    row = petition(election, guide)
    with pytest.raises(RuleRefused, match="先分办"):
        actions.conclude_petition(
            petition=row, verdict="true", findings="甲", answer="乙", concluded_on=today(), by=officer
        )
    with pytest.raises(RuleRefused, match="还没有调查结论"):
        documents.issue("villages.petition_answer", row, by=officer)


def test_a_petition_is_passed_on_once_and_then_waits_for_nobody(election, officer):
    row = petition(election, officer)
    row = actions.pass_on_petition(petition=row, passed_to="演示县纪委", paper_number="演示函1号", by=officer)
    assert not Petition.objects.unanswered().exists()
    assert row.outcomes.get().done == "转演示县纪委办理"
    with pytest.raises(ValidationError, match="不能再转办"):
        actions.pass_on_petition(petition=row, passed_to="演示", paper_number="2号", by=officer)


def test_an_act_that_refuses_leaves_no_outcome(election, officer):
    row = conclude(petition(election, officer), officer)
    consequence = lending.consequence("bar-candidate")
    values = {
        "consequence": consequence,
        "target": "candidate-0",
        "ground": "",
        "paper_number": "",
        "reason": "演示",
    }
    with pytest.raises(Exception):  # noqa: B017, PT011 -- whatever the act of the other app raises
        actions.carry_out(petition=row, by=officer, **values)
    assert not row.outcomes.exists()


# ------------------------------------------------------------------ reports, the watch, what is published


def test_a_zero_report_is_sent_once_a_period_and_the_township_sees_who_is_silent(
    client, election, officer, clerk, township
):
    other = ElectionFactory(village=VillageFactory(township=township), cycle=election.cycle, steps=True)
    with pytest.raises(RuleRefused, match="还没有确定零报告"):
        actions.report_zero(election=election, day=today(), reporter="演示甲", by=clerk)
    channel(election, officer)
    actions.report_zero(election=election, day=today(), reporter="演示甲", by=clerk)
    with pytest.raises(ValidationError, match="这一期已经报告"):
        actions.report_zero(election=election, day=today(), reporter="演示甲", what="有情况", by=clerk)
    assert ZeroReport.objects.get().quiet
    rows = {row.election.pk: row for row in queries.township_rows(election.cycle, today())}
    assert (rows[election.pk].behind, rows[other.pk].behind) == (2, 3)
    assert rows[other.pk].report is None
    client.force_login(officer)
    page = client.get(reverse("villages:cycle_supervision", args=[election.cycle_id]))
    assertContains(page, f"还没有报告的1个村：{other.village.name}")


def test_what_is_published_waits_for_the_office(election, officer):
    entry = actions.ask_release(
        cycle=election.cycle, title="演示", channel="演示公众号", text="内容", drafted_by="演示甲", by=officer
    )
    with pytest.raises(RuleRefused, match="还没有同意发布"):
        actions.release(entry=entry, released_on=today(), by=officer)
    with pytest.raises(ValidationError, match="写明理由"):
        actions.decide_release(entry=entry, agreed=False, decided_on=today(), opinion="", by=officer)
    entry = actions.decide_release(entry=entry, agreed=True, decided_on=today(), opinion="", by=officer)
    actions.release(entry=entry, released_on=today(), by=officer)
    assert Release.objects.get().state == "released"


def test_the_watch_is_closed_with_what_was_done(election, officer):
    values = {"kind": "incident", "level": "grave", "watcher": "演示甲", "what": "演示停电", "by": officer}
    entry = actions.record_watch(
        cycle=election.cycle, happened_at=timezone.now(), election=election, **values
    )
    with pytest.raises(ValidationError, match="不能晚于现在"):
        actions.record_watch(
            cycle=election.cycle, happened_at=timezone.now() + dt.timedelta(hours=1), **values
        )
    with pytest.raises(ValidationError, match="写明怎样处置"):
        actions.record_watch(cycle=election.cycle, happened_at=timezone.now(), closed=True, **values)
    entry = actions.close_watch(entry=entry, closed_on=today(), done="已恢复供电", by=officer)
    with pytest.raises(ValidationError, match="已经办结"):
        actions.close_watch(entry=entry, closed_on=today(), done="再办", by=officer)


def test_the_notice_names_the_telephone_and_those_who_watch_and_turns_untrue(election, officer):
    with pytest.raises(RuleRefused, match="还没有登记举报电话"):
        documents.issue("villages.petition_notice", election, by=officer)
    channel(election, officer)
    row = actions.add_supervisor(
        election=election,
        body="committee",
        name="演示主任",
        identity="party",
        duty="主任",
        chosen_on=today(),
        paper_number="会议记录1号",
        by=officer,
    )
    document = documents.issue("villages.petition_notice", election, by=officer)
    assert document.facts["committee_members"] == ["演示主任（主任）"]
    actions.end_supervisor(supervisor=row, reason="演示", by=officer)
    document.refresh_from_db()
    assert document.untrue
    assert Supervisor.objects.get().is_revoked


# ------------------------------------------------------------------ pages


def test_pages_show_to_each_what_is_theirs_at_a_constant_cost(
    client, election, officer, guide, clerk, township
):
    channel(election, officer)
    pages = [
        reverse("villages:supervision", args=[election.pk]),
        reverse("villages:cycle_supervision", args=[election.cycle_id]),
        reverse("villages:petitions", args=[election.cycle_id]),
        reverse("villages:inspect", args=[election.pk]),
    ]
    actions.record_contact(
        election=election,
        kind="five",
        reporter="演示乙",
        visited_on=today(),
        households=3,
        heard="演示听到",
        problems="",
        advice="",
        by=guide,
    )

    def one_more():
        visit(election, guide)
        petition(election, guide, content="演示秘密内容")

    def cost():
        client.force_login(officer)
        found = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(page).status_code == 200
            found.append(len(asked))
        return found

    one_more()
    cost()
    before = cost()
    one_more()
    one_more()
    ElectionFactory(village=VillageFactory(township=township), cycle=election.cycle, steps=True)
    assert cost() == before
    assert max(before) <= 30
    client.force_login(clerk)
    page = client.get(pages[0])
    assertContains(page, "登记表缺签字")
    assertNotContains(page, "信访举报")
    assertNotContains(page, "演示听到")
    assert client.get(reverse("villages:petition", args=[Petition.objects.first().pk])).status_code == 403
    row = Visit.objects.first()
    assertContains(client.get(reverse("villages:visit", args=[row.pk])), "逐项结果")
    client.force_login(UserFactory(serving=VillageFactory().code, role=Role.GUIDANCE_MEMBER))
    assert client.get(reverse("villages:visit", args=[row.pk])).status_code == 404


def test_a_petition_is_worked_through_its_pages(client, election, officer):
    client.force_login(officer)
    typed = {
        "token": uuid.uuid4().hex,
        "channel": "phone",
        "received_on": today().isoformat(),
        "anonymous": "on",
    }
    url = reverse("villages:petition_add", args=[election.pk])
    assertContains(client.post(url, typed | {"petitioner": "演示丙", "content": "演示"}), "匿名的不记姓名")
    for _ in "ab":
        client.post(url, typed | {"content": "演示"})
    row = Petition.objects.get()
    late = (row.due_on + dt.timedelta(days=1)).isoformat()
    assign = reverse("villages:petition_assign", args=[row.pk])
    assertContains(client.post(assign, {"handler": "演示承办", "due_on": late}), "可以提前，不能推后")
    client.post(assign, {"handler": "演示承办", "due_on": today().isoformat()})
    evidence = reverse("villages:petition_evidence", args=[row.pk])
    client.post(evidence, {"what": "演示照片", "file": photo()})
    typed = {
        "verdict": "false",
        "findings": "演示查明",
        "answer": "演示答复",
        "concluded_on": today().isoformat(),
    }
    client.post(reverse("villages:petition_conclude", args=[row.pk]), typed)
    page = client.get(reverse("villages:petition", args=[row.pk]))
    assertContains(page, "不属实")
    assertNotContains(page, "取消参选资格</a>")
    kept = client.get(reverse("villages:supervision_file", args=[row.files.get().pk]))
    assert kept.headers["Content-Type"] == "image/jpeg"
    kept.close()
    assert CheckItem.objects.count() == 0
