"""Supervision: inspections, petitions, reports, the watch. What is refused leaves nothing."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from urllib.parse import unquote

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from election_office.law.rulebooks import rulebook_for
from tests.factories import ElectionFactory, PersonFactory, TownshipFactory, UserFactory, VillageFactory
from villages.models import (
    Acceptance,
    Accountability,
    CheckItem,
    Petition,
    Release,
    ReportReminder,
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


def today(ago=0):
    return timezone.localdate() - dt.timedelta(days=ago)


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


def photo(name="IMG_0001.jpg"):
    picture = Image.new("RGB", (64, 48), "#336699")
    exif = picture.getexif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif)
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def paper():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "演示作者", "/Producer": "Scanner 9"})
    data = io.BytesIO()
    writer.write(data)
    return SimpleUploadedFile("scan.pdf", data.getvalue(), "application/pdf")


def visit(election, by, *, fault=True, token=None, code="register", **changes):
    step = election.steps.get(code=code)
    asked = rules.checklist(step.code, election.rulebook)
    lines = [rules.Line("right") for _ in asked]
    if fault:
        lines[0] = rules.Line("fault", "登记表缺签字", "三日内补齐", today(-3))
    values = {"visited_at": timezone.now(), "inspectors": "演示甲、演示乙", "place_visited": "演示会议室"}
    return actions.record_visit(
        election=election, step=step, token=token or uuid.uuid4(), lines=lines, by=by, **(values | changes)
    )


def petition(election, by, **changes):
    values = {"channel": "letter", "received_on": today(), "content": "演示反映有人送烟", "anonymous": True}
    return actions.register_petition(election=election, token=uuid.uuid4(), by=by, **(values | changes))


def conclude(row, officer, verdict="true"):
    row = actions.assign_petition(petition=row, handler="演示承办", due_on=today(-5), by=officer)
    return actions.conclude_petition(
        petition=row,
        verdict=verdict,
        findings="演示查明",
        answer="演示答复。",
        concluded_on=today(),
        by=officer,
    )


def channel(election, officer, **changes):
    values = {"phone": "0000-1234567", "mailbox": "镇政府门口", "address": "", "hours": "每日24小时"}
    values |= {"every": "daily", "report_from": today(2), "report_to": today(-20)}
    return actions.set_channel(cycle=election.cycle, by=officer, **(values | changes))


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


def test_a_petition_lies_sealed_and_its_answer_too(election, officer, guide):
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


def test_the_silent_villages_are_reminded_in_one_act_and_see_it_on_their_page(
    client, election, officer, clerk, township
):
    other = ElectionFactory(village=VillageFactory(township=township), cycle=election.cycle, steps=True)
    with pytest.raises(RuleRefused, match="还没有开始"):
        actions.remind_reports(cycle=election.cycle, by=officer)
    channel(election, officer)
    actions.report_zero(
        election=other, day=today(), reporter="演示甲", by=UserFactory(serving=other.area_code)
    )
    with pytest.raises(PermissionDenied):
        actions.remind_reports(cycle=election.cycle, by=clerk)
    remind = reverse("villages:reports_remind", args=[election.cycle_id])
    client.force_login(officer)
    assertContains(client.post(remind, follow=True), "已催报1个村")
    assertContains(client.post(remind, follow=True), "今天都已催过")
    assert ReportReminder.objects.get().election == election
    assert AuditEvent.objects.filter(action="zero_report.reminded").count() == 1
    assertNotContains(client.get(reverse("dashboard:home")), "镇里催报零报告")
    client.force_login(clerk)
    assertContains(client.get(reverse("dashboard:home")), "镇里催报零报告")
    actions.report_zero(election=election, day=today(), reporter="演示甲", by=clerk)
    assertNotContains(client.get(reverse("dashboard:home")), "镇里催报零报告")
    with pytest.raises(RuleRefused, match="各村都已报告"):
        actions.remind_reports(cycle=election.cycle, by=officer)


def test_what_is_overdue_stands_on_today_for_those_whose_business_it_is(
    client, election, officer, guide, clerk
):
    row, item = petition(election, guide), visit(election, guide).items.findings().get()
    assert queries.overdue_petitions(officer, row.due_on) == []
    assert queries.overdue_findings(officer, item.due_on) == []
    gone = max(row.due_on, item.due_on) + dt.timedelta(days=1)
    for user in (officer, guide):
        assert queries.overdue_petitions(user, gone) == [row]
        assert queries.overdue_findings(user, gone) == [item]
    # The village mends what an inspection found; of a petition it does not learn.
    assert (queries.overdue_petitions(clerk, gone), queries.overdue_findings(clerk, gone)) == ([], [item])
    stranger = UserFactory(serving=VillageFactory().code, role=Role.GUIDANCE_MEMBER)
    assert (queries.overdue_petitions(stranger, gone), queries.overdue_findings(stranger, gone)) == ([], [])
    Petition.objects.update(due_on=today(1))
    CheckItem.objects.findings().update(due_on=today(1))
    client.force_login(officer)
    page = client.get(reverse("dashboard:home"))
    assertContains(page, "信访超期没有答复")
    assertContains(page, "登记表缺签字")


def test_the_register_leaves_with_what_for_and_without_what_people_wrote(client, election, officer, guide):
    row = petition(
        election, guide, content="=演示秘密内容", anonymous=False, petitioner="演示丙", contact="演示联系"
    )
    client.force_login(officer)
    url = reverse("villages:petition_register", args=[election.cycle_id])
    sent = client.post(url, {"kind": "xlsx"})
    assert "%E4%BF%A1" in sent.headers["Content-Disposition"]
    assert "演示" not in unquote(sent.headers["Content-Disposition"])
    cells = [cell for line in load_workbook(io.BytesIO(sent.content)).active.values for cell in line if cell]
    assert f"第{row.number}号" in cells
    assert not any("秘密" in str(cell) or "演示丙" in str(cell) for cell in cells)
    assertContains(client.post(url, {"kind": "xlsx", "with_content": "on"}), "请写明用途")
    sent = client.post(url + "?state=new", {"kind": "xlsx", "with_content": "on", "reason": "演示会商"})
    cells = [cell for line in load_workbook(io.BytesIO(sent.content)).active.values for cell in line if cell]
    assert {"'=演示秘密内容", "演示丙", "演示联系"} <= set(cells)
    sent = client.post(url + "?state=answered", {"kind": "pdf"})
    assert "共0件" in PdfReader(io.BytesIO(sent.content)).pages[0].extract_text()
    taken = AuditEvent.objects.filter(action="petition.register_taken")
    assert [event.reason for event in taken.order_by("pk")] == ["", "演示会商", ""]
    assert AuditEvent.objects.filter(action="file.taken").count() == 3
    trail = "".join(str(event.after) + event.reason for event in AuditEvent.objects.all())
    assert "秘密" not in trail


def test_who_answers_for_it_is_on_record_with_the_paper(client, election, officer, guide):
    row = petition(election, guide)
    values = {
        "name": "演示丁",
        "duty": "演示站站长",
        "about": "petition",
        "measure": "talk",
        "what": "演示压件不办",
        "decided_by": "演示镇党委",
        "paper_number": "演示约谈1号",
        "decided_on": today(-1).isoformat(),
    }
    url = reverse("villages:accountability_add", args=[election.cycle_id]) + f"?petition={row.pk}"
    client.force_login(officer)
    assertContains(client.post(url, values), "晚于今天")
    assert not Accountability.objects.exists()
    client.post(url, values | {"decided_on": today().isoformat(), "scan": paper()})
    held = Accountability.objects.get()
    assert (held.petition, held.election) == (row, election)
    assertContains(client.post(url, values | {"decided_on": today().isoformat()}), "已经登记")
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM villages_accountability")
        assert "压件" not in cursor.fetchone()[0]
    for name, args in (("cycle_supervision", election.cycle_id), ("petition", row.pk)):
        assertContains(client.get(reverse(f"villages:{name}", args=[args])), "演示约谈1号")
    scan = client.get(reverse("villages:accountability_scan", args=[held.pk]))
    assert b"".join(scan.streaming_content).startswith(b"%PDF-")
    client.post(reverse("villages:accountability_withdraw", args=[held.pk]), {"reason": "文书已撤销"})
    held.refresh_from_db()
    assert held.is_revoked
    with pytest.raises(ValidationError, match="已经撤销"):
        actions.withdraw_accountability(row=held, reason="演示", by=officer)
    with pytest.raises(PermissionDenied):
        actions.withdraw_accountability(row=held, reason="演示", by=guide)


def test_a_guidance_member_keeps_the_watch_and_asks_for_releases_of_his_own_village(
    client, election, officer, guide
):
    other = ElectionFactory(village=VillageFactory(township=election.village.township), cycle=election.cycle)
    client.force_login(guide)
    when = timezone.localtime() - dt.timedelta(hours=1)
    typed = {
        "kind": "opinion",
        "level": "large",
        "happened_at": f"{when:%Y-%m-%dT%H:%M}",
        "watcher": "演示甲",
    }
    typed |= {"what": "演示舆情", "election": other.pk}
    client.post(reverse("villages:village_watch_add", args=[election.pk]), typed)
    entry = election.cycle.watch_entries.get()
    assert entry.election == election
    typed = {"title": "演示简讯", "channel": "演示公众号", "text": "内容", "drafted_by": "演示甲"}
    client.post(reverse("villages:village_release_add", args=[election.pk]), typed)
    page = client.get(reverse("villages:supervision", args=[election.pk]))
    assertContains(page, "演示舆情")
    assertContains(page, "演示简讯")
    close = {"closed_on": today().isoformat(), "done": "演示处置"}
    assert client.post(reverse("villages:watch_close", args=[entry.pk]), close).status_code == 302
    release = Release.objects.get()
    assert release.election == election
    assert client.get(reverse("villages:release_decide", args=[release.pk])).status_code == 404
    actions.decide_release(entry=release, agreed=True, decided_on=today(), opinion="", by=officer)
    typed = {"released_on": today().isoformat()}
    assert client.post(reverse("villages:release_done", args=[release.pk]), typed).status_code == 302
    with pytest.raises(PermissionDenied):
        actions.record_watch(
            cycle=election.cycle, kind="watch", level="ordinary", happened_at=when, watcher="演示",
            what="演示", by=guide, election=other,
        )  # fmt: skip
    # What is the township's, or another village's, is not his.
    township_entry = actions.record_watch(
        cycle=election.cycle, kind="watch", level="ordinary", happened_at=when, watcher="演示",
        what="演示全镇", by=officer,
    )  # fmt: skip
    assert client.get(reverse("villages:watch_close", args=[township_entry.pk])).status_code == 403
    assertNotContains(client.get(reverse("villages:supervision", args=[election.pk])), "演示全镇")


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
