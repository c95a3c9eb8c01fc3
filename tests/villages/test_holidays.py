"""The State Council's announcement: read, checked, entered by a township, used wherever rest days count."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from tests.factories import CycleFactory, TownshipFactory, UserFactory
from villages.holidays import rules
from villages.holidays.announcement import Announcement, read

# Invented, in the manner of the real ones.
TEXT = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：2026年12月31日至2027年1月2日（周六）放假调休，共3天。
二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月14日上班。
三、端午节：6月9日（周三）放假1天，不调休。
2027-10-01至2027-10-07\t休
10月9日、16日上班"""


def days(month, *numbers):
    return {dt.date(2027, month, number) for number in numbers}


def test_the_text_and_the_list_are_read_day_by_day():
    found = read(TEXT, 2027)
    new_year = {dt.date(2026, 12, 31)} | days(1, 1, 2)
    assert found.off == new_year | days(2, *range(5, 12)) | days(6, 9) | days(10, *range(1, 8))
    assert found.work == days(1, 31) | days(2, 14) | days(10, 9, 16)
    assert found.unread == ()
    assert rules.check_announcement(2027, found).allowed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("通知如下", ["nothing_read"]),
        ("2月30日放假，2月5日放假", ["not_understood"]),
        ("5月3日开会，2月5日放假", ["not_understood"]),
        ("2026年12月21日放假", ["another_year"]),
        ("2026年12月22日放假，2028年1月10日放假", []),
        ("2028年1月11日放假", ["another_year"]),
        ("2月13日放假，2月13日上班", ["both"]),
        ("2月5日至8日放假，5月1日上班", ["feast_worked"]),
        ("2月5日至8日放假，2月12日上班", ["weekday_worked"]),
    ],
)
def test_what_cannot_be_an_announcement_is_refused(text, why):
    refusals = rules.check_announcement(2027, read(text, 2027)).refusals
    assert [finding.code for finding in refusals] == why


def test_sixty_days_off_are_believed_and_one_more_is_not():
    year = [dt.date(2027, 1, 1) + dt.timedelta(days=n) for n in range(61)]
    assert rules.check_announcement(2027, Announcement(off=frozenset(year[:60]))).allowed
    assert not rules.check_announcement(2027, Announcement(off=frozenset(year))).allowed


@pytest.mark.django_db
def test_it_is_read_compared_entered_and_used_by_the_plan(client):
    township = TownshipFactory()
    officer = UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)
    client.force_login(officer)
    address = reverse("villages:rest_days", args=[township.pk])
    form = {"year": "2027", "paper_number": "演示办〔2026〕7号", "text": TEXT, "version": "1"}

    assertContains(client.post(address, form | {"text": "5月1日上班，2月5日放假"}), "是法定节日")
    asked = client.post(address, form)
    assertContains(asked, "读到放假18天：2026年12月31日至2027年1月2日")
    assertContains(asked, "2027年2月14日（周日）")
    township.refresh_from_db()
    assert township.rest_days == {}
    assertRedirects(
        client.post(address, form | {"understood": asked.context["understood"]}),
        reverse("villages:township_detail", args=[township.pk]),
    )
    township.refresh_from_db()
    assert dt.date(2027, 2, 11) in township.days_off.off
    assert dt.date(2027, 2, 14) in township.days_off.work
    assert AuditEvent.objects.get(action="township.rest_days_set").after["paper"] == "演示办〔2026〕7号"
    assertContains(client.get(address + "?year=2027"), "2027年2月5日至2027年2月11日放假")

    # The plan of the township counts by it.
    cycle = CycleFactory(township=township, default_day=dt.date(2027, 3, 28))
    step = cycle.plan_steps.create(
        code="own-1", title="演示会", stage="preparation", order=1, days_before=0, own=True
    )
    for day, said in ((dt.date(2027, 2, 11), True), (dt.date(2027, 2, 14), False)):
        step.days_before = (cycle.default_day - day).days
        step.save()
        page = client.get(reverse("villages:cycle_steps", args=[cycle.pk])).content.decode()
        assert ("演示会定在" in page) is said

    gone = reverse("villages:rest_days_remove", args=[township.pk, 2027])
    client.post(gone, {"reason": "录错了"})
    township.refresh_from_db()
    assert township.rest_days == {}
    assert AuditEvent.objects.get(action="township.rest_days_removed").reason == "录错了"
