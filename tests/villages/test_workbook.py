"""The whole township from one workbook: template, trial, import, comparison; the slips of its accounts."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.accounts.bulk.actions import hand_out_passwords
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.core.workbooks import UnreadableWorkbook
from election_office.law.decision import RuleRefused
from tests.factories import TownshipFactory, UserFactory, VillageFactory
from tests.villages.workbooks import rows_for, written
from villages.models import Group, LastTermMember, Village
from villages.workbook.actions import import_workbook
from villages.workbook.check import plan_for
from villages.workbook.columns import ACCOUNTS, GROUPS, LAST_TERM, VILLAGES
from villages.workbook.reader import read

pytestmark = pytest.mark.django_db
TOWN = "369901150"


@pytest.fixture
def township():
    return TownshipFactory(code=TOWN, name="演示镇")


@pytest.fixture
def officer(township, client):
    user = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER, name="测试镇")
    client.force_login(user)
    return user


def trial(township, rows, by):
    return plan_for(township, read(written(rows)), by)


def faults(plan):
    return [(one.sheet, one.row, one.sentence) for one in plan.faults]


# ------------------------------------------------------------------ in


def test_thirty_villages_and_their_accounts_come_in_at_once(township, officer):
    import_workbook(township=township, content=written(rows_for(TOWN, 30)), by=officer)

    assert (Village.objects.count(), Group.objects.count()) == (30, 60)
    assert Assignment.objects.filter(area_code__startswith=TOWN).count() == 121
    assert LastTermMember.objects.count() == 90
    village = Village.objects.get(code=f"{TOWN}201")
    assert village.committee_name == "演示甲甲村村民委员会"
    assert village.leader_phone == "13800000000"
    assert [one.title for one in village.groups.all()] == ["上屋组", "第二村民小组"]
    told = AuditEvent.objects.get(action="township.imported")
    assert told.after["accounts"] == 120
    assert "13800000000" not in str(list(AuditEvent.objects.values_list("after", "before")))


def test_nobody_logs_in_before_the_slip_is_printed(township, officer):
    import_workbook(township=township, content=written(rows_for(TOWN, 1)), by=officer)

    assert not any(one.has_usable_password() for one in User.objects.exclude(pk=officer.pk))


def test_one_fault_keeps_everything_out(township, officer):
    rows = rows_for(TOWN, 3)
    rows[VILLAGES][2][0] = "369901150"

    with pytest.raises(ValidationError, match="还有1处要改正"):
        import_workbook(township=township, content=written(rows), by=officer)

    assert not Village.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_clerk_imports_no_township(township):
    clerk = UserFactory(serving=VillageFactory(township=township).code)
    with pytest.raises(PermissionDenied):
        import_workbook(township=township, content=written(rows_for(TOWN, 1)), by=clerk)
    assert Village.objects.count() == 1


# ------------------------------------------------------------------ faults by sheet and row


def test_every_fault_is_named_by_sheet_and_row(township, officer):
    rows = rows_for(TOWN, 2)
    rows[VILLAGES][1][0] = f"{TOWN}201"  # the first village's
    rows[VILLAGES][1][4] = "九百"
    rows[GROUPS][1][1] = 3
    rows[ACCOUNTS][0][1] = "村长"
    rows[ACCOUNTS][1][2] = "没有的村"
    rows[LAST_TERM][0][5] = "68年"

    told = faults(trial(township, rows, officer))

    assert told == [
        (VILLAGES, 3, f"区划代码“{TOWN}201”与第2行相同。"),
        (VILLAGES, 3, "“户籍人口”应填0至500000的整数，现为“九百”。"),
        *[one for one in told if one[0] == GROUPS],
        (
            ACCOUNTS,
            2,
            "“职责”填的是“村长”，只能填：镇换届办、指导组成员、联审单位、村选举委员会经办人、计票录入员、监督员。",
        ),
        (ACCOUNTS, 3, "“没有的村”不在“村”表里，也没有登记，请核对村名。"),
        (LAST_TERM, 2, "“出生年月”填的是“68年”，请写成1968-05的样子。"),
    ]
    assert any("缺第2组，组号应从1起不空号" in sentence for _, _, sentence in told)


def test_a_code_of_the_other_book_is_refused_with_both(township, officer):
    township.other_code = "369901777"
    township.save()
    rows = rows_for(TOWN, 1)
    rows[VILLAGES][0][0] = "369901777201"

    [(sheet, row, sentence)] = faults(trial(township, rows, officer))

    assert (sheet, row) == (VILLAGES, 2)
    assert "另一套代码（369901777）" in sentence


def test_a_clerk_without_a_village_and_a_taken_user_name_are_refused(township, officer):
    UserFactory(username="bieren", serving="369902150", role=Role.TOWNSHIP_OFFICER)
    rows = rows_for(TOWN, 1)
    rows[ACCOUNTS][0][2] = ""
    rows[ACCOUNTS][1][5] = "bieren"

    told = [sentence for _, _, sentence in faults(trial(township, rows, officer))]

    assert told == [
        "“村选举委员会经办人”要写明在哪个村。",
        "用户名“bieren”已有别处的人使用，请换一个。",
    ]


def test_the_january_that_a_number_cell_turned_into_october_is_asked_about(township, officer):
    rows = rows_for(TOWN, 1)
    rows[LAST_TERM][0][5] = 1968.1
    rows[LAST_TERM][1][5] = 1985.3

    [(sheet, row, sentence)] = faults(trial(township, rows, officer))

    assert (sheet, row) == (LAST_TERM, 2)
    assert "1968.1" in sentence


def test_a_file_that_is_no_workbook_is_refused_in_one_sentence():
    with pytest.raises(UnreadableWorkbook, match="另存为"):
        read(b"<html>")


def test_unknown_sheets_and_columns_are_told(township, officer):
    book = load_workbook(io.BytesIO(written(rows_for(TOWN, 1))))
    book["村"]["K1"] = "海拔"
    book.create_sheet("通讯录").append(["甲"])
    target = io.BytesIO()
    book.save(target)

    assert read(target.getvalue()).unused == ["“村”表的“海拔”列没有用到", "工作表“通讯录”没有用到"]


# ------------------------------------------------------------------ the second import


def test_a_second_import_compares_and_writes_what_differs(township, officer):
    import_workbook(township=township, content=written(rows_for(TOWN, 2)), by=officer)
    rows = rows_for(TOWN, 3)
    rows[VILLAGES][0][4] = 1000
    rows[VILLAGES][0][3] = "演示甲甲村民委员会"
    rows[GROUPS][0][2] = "下屋组"
    del rows[VILLAGES][1]

    plan = trial(township, rows, officer)
    assert [(one.what, one.before, one.after) for one in plan.differences] == [
        ("演示甲甲村：村（居）民委员会全称", "演示甲甲村村民委员会", "演示甲甲村民委员会"),
        ("演示甲甲村：户籍人口", "900", "1000"),
        ("上屋组：组名", "上屋组", "下屋组"),
    ]
    assert "文件里没有演示甲乙村，平台里的资料保留不动。" in plan.hints

    import_workbook(township=township, content=written(rows), by=officer)
    first = Village.objects.get(code=f"{TOWN}201")
    assert (first.population, first.committee_name) == (1000, "演示甲甲村民委员会")
    assert Village.objects.count() == 3
    assert User.objects.count() == 13
    assert AuditEvent.objects.filter(action="village.renamed").count() == 1


def test_the_same_file_twice_writes_nothing(township, officer):
    content = written(rows_for(TOWN, 2))
    import_workbook(township=township, content=content, by=officer)
    before = AuditEvent.objects.count()

    with pytest.raises(ValidationError, match="完全一样"):
        import_workbook(township=township, content=content, by=officer)
    assert AuditEvent.objects.count() == before


def test_the_template_that_comes_out_again_changes_nothing(township, officer, client):
    import_workbook(township=township, content=written(rows_for(TOWN, 2)), by=officer)
    out = client.get(reverse("villages:workbook_template", args=[township.pk])).content

    plan = plan_for(township, read(out), officer)

    assert (plan.faults, plan.writes) == ([], 0)


def test_the_trial_asks_the_office_the_same_few_questions(township, officer):
    def cost(villages):
        contents = read(written(rows_for(TOWN, villages)))
        with CaptureQueriesContext(connection) as told:
            plan_for(township, contents, officer)
        return len(told)

    cost(1)  # the officer's own posts are read once
    assert cost(2) == cost(12) < 12


# ------------------------------------------------------------------ the pages


def test_upload_trial_import_and_slips(township, officer, client, settings):
    page = reverse("villages:workbook", args=[township.pk])
    content = written(rows_for(TOWN, 2))

    tried = client.post(page, {"file": SimpleUploadedFile("资料.xlsx", content)})
    assertContains(tried, "没有要改正的地方。")
    assert not Village.objects.exists()
    token = re.search(r'name="tried" value="([^"]+)"', tried.content.decode())[1]

    done = client.post(reverse("villages:workbook_import", args=[township.pk]), {"tried": token})
    slips = reverse("villages:password_slips", args=[township.pk])
    assertRedirects(done, slips)
    assert Village.objects.count() == 2
    # Nothing of the file lies anywhere, before or after; its hash tells which one it was.
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    noted = AuditEvent.objects.get(action="township.imported").after
    assert noted["sha256"] == hashlib.sha256(content).hexdigest()
    assert "资料.xlsx" not in str(list(AuditEvent.objects.values_list("after", flat=True)))

    people = [str(one) for one in User.objects.exclude(pk=officer.pk).values_list("pk", flat=True)]
    answer = client.post(slips, {"people": people})
    text = "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages)
    given = re.findall(r"用户名\s*(\w+)\s*初始密码\s*([\w-]{14})", text)
    assert len(given) == 8
    assert all(User.objects.get(username=name).check_password(word) for name, word in given)


def test_a_page_signed_for_another_township_imports_nothing(township, officer, client):
    other = TownshipFactory(code="369901151")
    Assignment.objects.create(user=officer, role=Role.TOWNSHIP_OFFICER, area_code=other.code)
    tried = client.post(
        reverse("villages:workbook", args=[township.pk]),
        {"file": SimpleUploadedFile("资料.xlsx", written(rows_for(TOWN, 1)))},
    )
    token = re.search(r'name="tried" value="([^"]+)"', tried.content.decode())[1]

    answer = client.post(reverse("villages:workbook_import", args=[other.pk]), {"tried": token}, follow=True)

    assertContains(answer, "试读已经过期")
    assert not Village.objects.exists()


def test_faults_stand_on_the_page_and_there_is_no_button(township, officer, client):
    rows = rows_for(TOWN, 1)
    rows[VILLAGES][0][2] = ""
    answer = client.post(
        reverse("villages:workbook", args=[township.pk]),
        {"file": SimpleUploadedFile("资料.xlsx", written(rows))},
    )
    assertContains(answer, "没有填写“村名”。")
    assertNotContains(answer, "导入这份文件")


# ------------------------------------------------------------------ slips


def test_a_slips_password_opens_the_account_once_and_asks_for_an_own_one(township, officer):
    clerk = UserFactory(serving=f"{TOWN}201", username="zhang1")

    [(person, password)] = hand_out_passwords(people=[clerk.pk], area_code=TOWN, by=officer)

    person.refresh_from_db()
    assert person.check_password(password)
    assert person.must_change_password
    event = AuditEvent.objects.get(action="staff.password_reset")
    assert password not in str(event.after)


def test_slips_of_people_out_of_reach_are_refused_and_nothing_changes(township, officer):
    mine = UserFactory(serving=f"{TOWN}201")
    far = UserFactory(serving="369902150201")
    with pytest.raises(RuleRefused):
        hand_out_passwords(people=[mine.pk, far.pk], area_code=TOWN, by=officer)
    mine.refresh_from_db()
    assert not mine.has_usable_password()
    assert not AuditEvent.objects.exists()
