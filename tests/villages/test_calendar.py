"""The calendar feed: a secret link, ended at will; one entry an open step, with its alarms."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from tests.factories import ElectionFactory, UserFactory
from villages.calendars.actions import end_calendar_link, make_calendar_link
from villages.calendars.feed import calendar, escaped, folded
from villages.models import CalendarLink, Step

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def election():
    return ElectionFactory(steps=True)


@pytest.fixture
def clerk(election):
    return UserFactory(serving=election.village.code)


def feed(token):
    return reverse("villages:calendar_feed", args=[token])


def test_each_open_step_has_a_day_in_the_offices_time_and_alarms_from_its_start(election):
    step = election.steps.get(code="roll_notice")
    text = calendar(
        [Step.objects.select_related("election__village").get(pk=step.pk)], host="office", now=NOW
    )

    assert "TZID:Asia/Shanghai" in text
    assert f"DTSTART;TZID=Asia/Shanghai:{step.deadline:%Y%m%d}T090000\r\n" in text
    assert re.findall(r"TRIGGER;RELATED=START:(\S+)", text) == ["-P3D", "-P1D"]
    assert "DTSTAMP:20261201T000000Z" in text


def test_long_lines_are_folded_between_characters_and_signs_are_escaped():
    line = "SUMMARY:" + "演示村公布选民名单" * 12
    pieces = list(folded(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert escaped("甲,乙;丙") == r"甲\,乙\;丙"


def test_the_link_shows_its_owners_steps_without_a_login(client, election, clerk):
    ElectionFactory(steps=True)
    answer = client.get(feed(make_calendar_link(by=clerk)))

    assert answer.headers["Content-Type"].startswith("text/calendar")
    text = answer.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == election.steps.filter(done_on__isnull=True).count()
    assert set(re.findall(r"SUMMARY:(.+?)：", text)) == {election.village.name}


def test_an_ended_link_and_one_of_somebody_who_left_open_nothing(client, clerk):
    token = make_calendar_link(by=clerk)
    end_calendar_link(by=clerk)
    assert client.get(feed(token)).status_code == 404
    with pytest.raises(ValidationError):
        end_calendar_link(by=clerk)

    again = make_calendar_link(by=clerk)
    clerk.is_active = False
    clerk.save()
    assert client.get(feed(again)).status_code == 404


def test_a_new_link_ends_the_old_one_and_no_link_is_stored(client, clerk):
    first, second = make_calendar_link(by=clerk), make_calendar_link(by=clerk)
    assert (client.get(feed(first)).status_code, client.get(feed(second)).status_code) == (404, 200)
    stored = str(list(CalendarLink.objects.values())) + str(list(AuditEvent.objects.values()))
    assert second not in stored


def test_the_page_tells_the_link_once(client, clerk):
    client.force_login(clerk)
    page = reverse("villages:calendar_link")
    assertContains(client.post(page, {"make": "1"}), "/calendar/")
    assert ".ics" not in client.get(page).content.decode()
    client.post(page, {"end": "1"})
    assert not CalendarLink.objects.filter(ended_at__isnull=True).exists()


def test_whoever_works_in_no_village_has_no_calendar(client):
    client.force_login(UserFactory(serving="369901", role=Role.DEPARTMENT_REVIEWER, unit="公安"))
    assert client.get(reverse("villages:calendar_link")).status_code == 403
