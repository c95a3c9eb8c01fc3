"""Accounts and posts: made within reach, with their trace; refused beyond it, leaving nothing."""

import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command

from election_office.accounts import actions
from election_office.accounts.access import can_in, within
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Permission, Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import TownshipFactory, UserFactory

COUNTY, TOWN, VILLAGE = "369901", "369901001", "369901001001"
OTHER_TOWN, OTHER_VILLAGE = "369901002", "369901002001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER, name="测试镇")


def create(by, **changes):
    given = {"username": "xin", "name": "测试新", "role": Role.VILLAGE_CLERK, "area_code": VILLAGE}
    return actions.create_staff(**given | changes, by=by)


def trail():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_clerk_has_a_post_a_password_to_change_and_a_trace(officer):
    user, password = create(officer)
    assert user.must_change_password
    assert user.check_password(password)
    assert can_in(user, Permission.ROLL_EDIT, VILLAGE)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.area_code) == ("staff.created", "测试镇", VILLAGE)
    assert password not in f"{event.after}{event.reason}"


def test_temporary_passwords_differ_and_can_be_read_out():
    made = {actions.temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("0O1lI")


@pytest.mark.parametrize(
    "changes",
    [
        {"role": Role.COUNTY_SUPERVISOR, "area_code": COUNTY},
        {"area_code": OTHER_VILLAGE},
        {"role": Role.TOWNSHIP_OFFICER, "area_code": OTHER_TOWN},
    ],
)
def test_an_officer_cannot_make_accounts_above_or_beside_the_own_township(officer, changes):
    with pytest.raises(PermissionDenied):
        create(officer, **changes)
    assert User.objects.filter(username="xin").count() == 0
    assert trail() == []


def test_a_role_at_the_wrong_level_is_refused_with_a_sentence(officer):
    with pytest.raises(RuleRefused, match="“镇换届办”须任职于9位乡镇区划"):
        create(officer, role=Role.TOWNSHIP_OFFICER, area_code=VILLAGE)


@pytest.mark.parametrize("role", [Role.VILLAGE_CLERK, Role.GUIDANCE_MEMBER, Role.OBSERVER])
def test_only_officers_make_accounts(role):
    with pytest.raises(PermissionDenied):
        create(UserFactory(serving=VILLAGE, role=role))


def test_the_county_makes_the_officer_of_a_township():
    county = UserFactory(serving=COUNTY, role=Role.COUNTY_SUPERVISOR)
    user, _ = create(county, role=Role.TOWNSHIP_OFFICER, area_code=TOWN)
    assert can_in(user, Permission.STAFF_MANAGE, VILLAGE)


def test_a_user_name_that_is_taken_is_refused(officer):
    UserFactory(username="xin")
    with pytest.raises(ValidationError, match="已存在"):
        create(officer)
    assert trail() == []


def test_a_weak_first_password_from_the_console_is_refused():
    with pytest.raises(ValidationError):
        actions.create_first_officer(
            username="first", name="测试", password="12345", role=Role.TOWNSHIP_OFFICER, area_code=TOWN
        )
    assert User.objects.count() == 0


def test_resetting_a_password_replaces_it_and_lifts_a_lock_out(officer, client):
    clerk = UserFactory(serving=VILLAGE, username="clerk", password="Ancient-pass-1")
    password = actions.reset_password(clerk, by=officer)
    clerk.refresh_from_db()
    assert clerk.check_password(password)
    assert not clerk.check_password("Ancient-pass-1")
    assert clerk.must_change_password
    assert trail() == ["staff.password_reset"]


@pytest.mark.parametrize("act", ["edit", "reset", "deactivate", "assign"])
def test_a_person_who_also_serves_above_is_out_of_reach(officer, act):
    person = UserFactory(serving=VILLAGE, name="测试双")
    Assignment.objects.create(user=person, role=Role.COUNTY_SUPERVISOR, area_code=COUNTY)
    do = {
        "edit": lambda: actions.edit_staff(person, name="改", phone="", by=officer),
        "reset": lambda: actions.reset_password(person, by=officer),
        "deactivate": lambda: actions.deactivate_staff(person, reason="x", by=officer),
        "assign": lambda: actions.assign(person, role=Role.OBSERVER, area_code=VILLAGE, by=officer),
    }[act]
    with pytest.raises(RuleRefused, match="此人另在369901任职"):
        do()
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("测试双", True)
    assert trail() == []


def test_nobody_gives_themselves_a_role(officer):
    with pytest.raises(RuleRefused, match="不能办理本人的账号"):
        actions.assign(officer, role=Role.COUNT_CLERK, area_code=VILLAGE, by=officer)


def test_a_deactivated_person_may_nothing_and_cannot_log_in(officer):
    clerk = UserFactory(serving=VILLAGE, username="clerk", password="Ancient-pass-1")
    actions.deactivate_staff(clerk, reason="调离", by=officer)
    clerk = User.objects.get(pk=clerk.pk)
    assert not can_in(clerk, Permission.ROLL_EDIT, VILLAGE)
    assert not within(Assignment.objects.all(), clerk, Permission.ROLL_EDIT, "area_code").exists()
    assert AuditEvent.objects.get().reason == "调离"
    with pytest.raises(ValidationError, match="已经停用"):
        actions.deactivate_staff(clerk, reason="调离", by=officer)


def test_a_deactivated_person_comes_back_with_a_new_password_and_the_old_posts(officer):
    clerk = UserFactory(serving=VILLAGE)
    actions.deactivate_staff(clerk, reason="调离", by=officer)
    user, password = actions.reactivate_staff(clerk, by=officer)
    assert user.check_password(password)
    assert can_in(User.objects.get(pk=clerk.pk), Permission.ROLL_EDIT, VILLAGE)
    assert trail() == ["staff.deactivated", "staff.reactivated"]


def test_an_ended_post_gives_no_permission_and_stays_on_record(officer):
    clerk = UserFactory(serving=VILLAGE)
    post = clerk.assignments.get()
    actions.end_assignment(post, reason="换人", by=officer)
    clerk = User.objects.get(pk=clerk.pk)
    assert clerk.current_assignments == []
    assert not can_in(clerk, Permission.ROLL_EDIT, VILLAGE)
    assert clerk.assignments.get().ended_at is not None
    with pytest.raises(ValidationError, match="已经结束"):
        actions.end_assignment(post, reason="换人", by=officer)
    assert trail() == ["assignment.ended"]


def test_the_same_post_cannot_be_held_twice_but_can_be_taken_up_again(officer):
    clerk = UserFactory(serving=VILLAGE)
    with pytest.raises(ValidationError, match="已有同样的职责"):
        actions.assign(clerk, role=Role.VILLAGE_CLERK, area_code=VILLAGE, by=officer)
    actions.end_assignment(clerk.assignments.get(), reason="换人", by=officer)
    actions.assign(clerk, role=Role.VILLAGE_CLERK, area_code=VILLAGE, by=officer)
    assert clerk.assignments.filter(ended_at__isnull=True).count() == 1


def test_a_township_post_of_another_township_cannot_be_ended(officer):
    post = UserFactory(serving=OTHER_VILLAGE).assignments.get()
    with pytest.raises(PermissionDenied):
        actions.end_assignment(post, reason="x", by=officer)


def test_the_own_new_password_must_be_new_and_strong():
    user = UserFactory(serving=VILLAGE, password="Ancient-pass-1", must_change_password=True)
    with pytest.raises(ValidationError, match="不能与现在的密码相同"):
        actions.change_own_password(password="Ancient-pass-1", by=user)
    with pytest.raises(ValidationError):
        actions.change_own_password(password="1234567890", by=user)
    actions.change_own_password(password="Modern-pass-2", by=user)
    user.refresh_from_db()
    assert not user.must_change_password
    assert trail() == ["staff.password_changed"]


def test_no_officer_is_made_of_a_place_that_is_not_there(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Modern-pass-2\n"))
    with pytest.raises(CommandError, match="还没有登记"):
        call_command("create_officer", username="first", name="测试首", area=TOWN, password_stdin=True)
    assert not User.objects.exists()


def test_the_first_officer_of_a_township_is_made_on_the_console(monkeypatch):
    TownshipFactory(code=TOWN)
    monkeypatch.setattr("sys.stdin", io.StringIO("Modern-pass-2\n"))
    out = io.StringIO()
    call_command(
        "create_officer", username="first", name="测试首", area=TOWN, password_stdin=True, stdout=out
    )
    assert out.getvalue() == "已建立账号 first（测试首，镇换届办，369901001）。\n"
    assert User.objects.get().areas(Permission.STAFF_MANAGE) == [TOWN]


def test_a_second_officer_is_not_made_on_the_console(officer, monkeypatch):
    TownshipFactory(code=TOWN)
    monkeypatch.setattr("sys.stdin", io.StringIO("Modern-pass-2\n"))
    with pytest.raises(CommandError, match="已有可以管理账号的人员"):
        call_command("create_officer", username="second", name="测试二", area=TOWN, password_stdin=True)
    assert User.objects.count() == 1


def test_a_password_set_on_the_console_must_be_changed_and_is_on_record(monkeypatch):
    clerk = UserFactory(serving=VILLAGE, username="clerk")
    monkeypatch.setattr("sys.stdin", io.StringIO("Modern-pass-2\n"))
    call_command("set_password", "clerk", password_stdin=True, stdout=io.StringIO())
    clerk.refresh_from_db()
    assert clerk.check_password("Modern-pass-2")
    assert clerk.must_change_password
    assert (AuditEvent.objects.get().actor, AuditEvent.objects.get().reason) == ("系统", "服务器命令行")
