"""A one-time password beside the password; system, security and audit in three hands."""

from __future__ import annotations

import base64
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from election_office.accounts import actions
from election_office.accounts.access import can_in, require_apart
from election_office.accounts.models import SecondFactor, User
from election_office.accounts.permissions import GRANTS, GUARDED, Duty, Permission, Role, granted
from election_office.accounts.rules import check_duties
from election_office.accounts.second import codes
from election_office.accounts.second.actions import reset
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import UserFactory

TOWN, VILLAGE = "369901001", "369901001001"
PASSWORD = "Ancient-pass-1"
# RFC 6238, appendix B: the SHA-1 secret, cut to six digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_standards_own_examples_pass_once_and_half_a_minute_beside(now, code):
    step = now // 30
    assert codes.passed_step(RFC_SECRET, code, now=now, after=0) == step
    assert codes.passed_step(RFC_SECRET, f"{code[:3]} {code[3:]}", now=now + 30, after=0) == step
    assert codes.passed_step(RFC_SECRET, code, now=now + 60, after=0) is None
    assert codes.passed_step(RFC_SECRET, code, now=now, after=step) is None
    for typed in ("", "²" * 6, "12345", "1234567", "０" * 6):
        assert codes.passed_step(RFC_SECRET, typed, now=now, after=0) is None


def shown(user: User, ahead: int = 0) -> str:
    """What the phone shows, ``ahead`` half minutes from now."""
    totp = TOTP(base64.b32decode(SecondFactor.objects.get(user=user).secret), drift=ahead)
    return f"{totp.token():06d}"


def log_in(username: str, **more: str) -> Client:
    browser = Client()
    browser.post("/login/", {"username": username, "password": PASSWORD}, **more)
    return browser


@pytest.fixture
def enrolled():
    """An officer with a second factor, the browser it was set up in, and the recovery codes."""
    officer = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER, username="officer", password=PASSWORD)
    browser = log_in("officer")
    browser.post(reverse("accounts:second_begin"))
    page = browser.get(reverse("accounts:second")).content.decode()
    secret = SecondFactor.objects.get(user=officer).secret
    assert "<svg" in page
    assert secret in page.replace(" ", "")
    wrong = browser.post(reverse("accounts:second"), {"code": "000000"}).content.decode()
    assert "动态口令不正确" in wrong
    done = browser.post(reverse("accounts:second"), {"code": shown(officer)}).content.decode()
    return officer, browser, re.findall(r"<code>(\w{5}-\w{5})</code>", done)


@pytest.mark.django_db
def test_a_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code(enrolled):
    officer, browser, recovery = enrolled
    assert len(set(recovery)) == 10
    assert browser.get(reverse("accounts:profile")).status_code == 200  # this log-in has shown it
    stored = " ".join(str(row) for row in SecondFactor.objects.get(user=officer).codes.values_list())
    assert not any(code in stored or codes.plain(code) in stored for code in recovery)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        assert SecondFactor.objects.get().secret not in cursor.fetchone()[0]

    second = log_in("officer")
    held = second.get(reverse("accounts:profile"))
    assert held["Location"] == "/login/second/?next=%2Fme%2F"
    assert second.get("/staff/")["Location"].startswith("/login/second/")
    page = reverse("accounts:second_login")
    used = shown(officer)  # the one that confirmed the set-up
    assert "已经用过" in second.post(page, {"code": used}).content.decode()
    assert second.post(f"{page}?next=/me/", {"code": shown(officer, 1)})["Location"] == "/me/"
    assert second.get(reverse("accounts:profile")).status_code == 200

    third = log_in("officer")
    assert third.post(page, {"code": recovery[0].lower()}).status_code == 302
    fourth = log_in("officer")
    assert "已经用过" in fourth.post(page, {"code": recovery[0]}).content.decode()
    assert fourth.get(f"{page}?next=https://other.example/").status_code == 200
    events = AuditEvent.objects.filter(action__startswith="second.").order_by("pk")
    told = [event.action.removeprefix("second.") for event in events]
    assert told == ["failed", "begun", "failed", "passed", "recovered", "failed"]


@pytest.mark.django_db
def test_codes_are_not_guessed_and_a_password_alone_opens_nothing(enrolled):
    officer, _, _ = enrolled
    thief = log_in("officer")
    page = reverse("accounts:second_login")
    answers = [thief.post(page, {"code": f"{number:06d}"}).status_code for number in range(6)]
    assert answers[-1] == 429
    assert thief.post(page, {"code": shown(officer, 1)}).status_code == 429
    assert thief.post("/staff/new/", {"username": "x"})["Location"].startswith("/login/second/")


@pytest.mark.django_db
def test_another_person_resets_it_and_is_no_second_person_for_a_day(enrolled, settings):
    officer, browser, _ = enrolled
    other = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER, name="另一人")
    manager = Client()
    manager.force_login(other)
    address = reverse("accounts:second_reset", args=[officer.pk])
    assert "当面" in manager.get(address).content.decode()
    assert manager.post(address).status_code == 302
    assert browser.get(reverse("accounts:profile")).status_code == 302  # logged out
    assert (
        log_in("officer").get(reverse("accounts:profile")).status_code == 200
    )  # the password is enough again
    event = AuditEvent.objects.get(action="second.reset")
    assert (event.actor, event.area_code) == ("另一人", TOWN)
    officer.refresh_from_db()
    with pytest.raises(RuleRefused, match="重置了动态口令"):
        require_apart(officer, [other.pk])
    with pytest.raises(RuleRefused, match="重置了动态口令"):
        require_apart(other, [officer.pk])
    day = timezone.timedelta(days=1)
    SecondFactor.objects.update(reset_at=timezone.now() - day)
    require_apart(officer, [other.pk])
    with pytest.raises(RuleRefused):  # nobody resets the own one
        reset(other, by=other)
    settings.OFFICE_SECOND_FACTOR = {Role.TOWNSHIP_OFFICER}
    held = log_in("officer")
    assert held.get("/")["Location"] == reverse("accounts:second")
    assert "须用动态口令" in held.get(reverse("accounts:second")).content.decode()
    clerk = UserFactory(serving=VILLAGE)
    assert not clerk.needs_second


@pytest.mark.django_db
def test_new_codes_void_the_former_and_ending_it_asks_for_the_phone(enrolled):
    officer, browser, recovery = enrolled
    made = browser.post(reverse("accounts:second_codes"), {"code": shown(officer, 1)}).content.decode()
    assert not set(re.findall(r"<code>(\w{5}-\w{5})</code>", made)) & set(recovery)
    page = log_in("officer").post(reverse("accounts:second_login"), {"code": recovery[3]})
    assert "恢复码不正确" in page.content.decode()
    end = reverse("accounts:second_end")
    assert "不正确" in browser.post(end, {"code": "1"}).content.decode()
    SecondFactor.objects.update(last_step=0)
    assert browser.post(end, {"code": shown(officer)}).status_code == 302
    officer.refresh_from_db()
    assert officer.second_since is None


# ------------------------------------------------------------------ duties held apart


def told(held: list[tuple[str, str]], role: str, duty: str, *, apart: bool = True) -> list[str]:
    decision = check_duties(held=held, role=role, duty=duty, apart=apart)
    return [finding.code for finding in decision.refusals]


OFFICER = Role.TOWNSHIP_OFFICER


@pytest.mark.parametrize(
    ("held", "role", "duty", "refused"),
    [
        ([], OFFICER, Duty.SECURITY, []),
        ([], OFFICER, "", ["duty_missing"]),
        ([], Role.VILLAGE_CLERK, "", []),
        ([], Role.VILLAGE_CLERK, Duty.AUDIT, ["duty_of_officers"]),
        ([(OFFICER, Duty.SECURITY)], OFFICER, Duty.SECURITY, []),  # the same, elsewhere
        ([(OFFICER, Duty.SECURITY)], OFFICER, Duty.AUDIT, ["duties_joined"]),
        ([(OFFICER, Duty.SYSTEM)], OFFICER, Duty.SECURITY, ["duties_joined"]),
        ([(OFFICER, Duty.BUSINESS)], OFFICER, Duty.AUDIT, ["duties_joined"]),
        ([(Role.VILLAGE_CLERK, "")], OFFICER, Duty.SECURITY, ["duties_joined"]),
        ([(OFFICER, Duty.AUDIT)], Role.VILLAGE_CLERK, "", ["duties_joined"]),
        ([(OFFICER, "")], Role.COUNT_CLERK, "", []),
    ],
)
def test_which_duties_are_not_one_persons(held, role, duty, refused):
    assert told(held, role, duty) == refused


def test_duties_share_out_what_an_officer_may_and_nothing_else():
    assert told([], OFFICER, Duty.AUDIT, apart=False) == ["duty_unasked"]
    for role in (Role.TOWNSHIP_OFFICER, Role.COUNTY_SUPERVISOR):
        parts = [granted(role, duty, apart=True) for duty in Duty]
        assert frozenset().union(*parts) == GRANTS[role]
        assert sum(map(len, parts)) == len(GRANTS[role])  # no permission in two hands
        assert granted(role, "", apart=True) == GRANTS[role] - GUARDED
        assert granted(role, Duty.AUDIT, apart=False) == GRANTS[role]


@pytest.mark.django_db
def test_held_apart_an_officer_may_what_the_duty_says_and_the_page_shows_who_does_what(settings, client):
    old = UserFactory(serving=TOWN, role=OFFICER)
    settings.OFFICE_DUTIES_APART = True
    assert can_in(old, Permission.CYCLE_PLAN, TOWN)
    assert not can_in(old, Permission.STAFF_MANAGE, TOWN)
    first = actions.create_first_officer(
        username="first", name="安全员", password="Long-enough-pass-1", role=OFFICER, area_code=TOWN
    )
    may = {one for one in Permission if can_in(first, one, TOWN)}
    assert may == {Permission.STAFF_MANAGE}
    with pytest.raises(RuleRefused, match="须写明分管"):
        actions.create_staff(username="a", name="甲", role=OFFICER, area_code=TOWN, by=first)
    auditor, _ = actions.create_staff(
        username="auditor", name="审计员", role=OFFICER, area_code=TOWN, duty=Duty.AUDIT, by=first
    )
    with pytest.raises(RuleRefused, match="不能再由同一人负责安全管理"):
        actions.assign(auditor, role=OFFICER, area_code=TOWN, duty=Duty.SECURITY, by=first)
    with pytest.raises(PermissionDenied):
        actions.create_staff(username="b", name="乙", role=Role.OBSERVER, area_code=TOWN, by=auditor)
    event = AuditEvent.objects.get(action="staff.created", target=f"accounts.User:{auditor.pk}")
    assert event.after["duty"] == "审计管理"
    User.objects.update(must_change_password=False)
    client.force_login(first)
    page = client.get(reverse("accounts:duties")).content.decode()
    assert page.index("审计管理") < page.index("审计员")
    assert "还没有人负责" in page  # nobody looks after the system yet
    assert "没有写明分管" in page
    form = client.get(reverse("accounts:staff_create")).content.decode()
    assert 'name="duty"' in form
    assert client.get("/").status_code == 200
    client.force_login(auditor)
    assert client.get(reverse("audit:list")).status_code == 200
    assert client.get(reverse("accounts:staff_list")).status_code == 403
