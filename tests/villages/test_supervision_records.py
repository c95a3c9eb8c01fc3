"""What stands on the page of the day, reminders, the register that leaves the office, and 责任追究."""

from __future__ import annotations

import datetime as dt
import io
from urllib.parse import unquote

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import ElectionFactory, TownshipFactory, UserFactory, VillageFactory
from tests.villages.supervision_scene import channel, paper, petition, today, visit
from villages.models import Accountability, CheckItem, Petition, Release, ReportReminder
from villages.models.elections import Stage
from villages.supervision import actions, queries

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
    found = {
        cell.value: cell for line in load_workbook(io.BytesIO(sent.content)).active.rows for cell in line
    }
    assert {"=演示秘密内容", "演示丙", "演示联系"} <= set(found)
    active = found["=演示秘密内容"]  # what a spreadsheet would run stays a text
    assert (active.data_type, active.quotePrefix) == ("s", True)
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
    assertContains(client.post(url, values), "在今天之后")
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
