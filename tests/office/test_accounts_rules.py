"""Who may give which role where, and whose account one may touch. No database."""

import datetime as dt

import pytest

from election_office.accounts.permissions import GRANTS, Permission, Role
from election_office.accounts.rules import (
    ROLE_LEVELS,
    Given,
    check_apart,
    check_appointment,
    check_reach,
    grantable_roles,
)

COUNTY, TOWN, VILLAGE = "369901", "369901001", "369901001001"


def codes(decision):
    return [finding.code for finding in decision.refusals]


def appoint(**changes):
    lawful = {"managed": [TOWN], "role": Role.VILLAGE_CLERK, "area_code": VILLAGE, "unit": ""}
    return check_appointment(**lawful | changes)


def test_a_township_officer_may_appoint_a_clerk_of_an_own_village():
    assert appoint().allowed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area_code": "369901002001"}, "area_out_of_reach"),
        ({"role": Role.VILLAGE_CLERK, "area_code": TOWN}, "role_level"),
        ({"role": Role.TOWNSHIP_OFFICER}, "role_level"),
        ({"role": Role.DEPARTMENT_REVIEWER, "area_code": TOWN}, "unit_missing"),
        ({"role": Role.DEPARTMENT_REVIEWER, "area_code": TOWN, "unit": "  "}, "unit_missing"),
        ({"role": Role.COUNTY_SUPERVISOR, "area_code": COUNTY}, "area_out_of_reach"),
        ({"managed": []}, "area_out_of_reach"),
    ],
)
def test_one_fault_gives_one_refusal(changes, code):
    assert codes(appoint(**changes)) == [code]


def test_the_refusal_names_the_place_and_the_reach():
    (finding,) = appoint(area_code="369901002001").refusals
    assert finding.message == "区划369901002001不在您的管理范围（369901001）内，请由上级换届办办理。"


def test_a_department_reviewer_with_a_unit_may_be_appointed():
    assert appoint(role=Role.DEPARTMENT_REVIEWER, area_code=TOWN, unit="测试派出所").allowed


def test_a_township_cannot_even_choose_the_county_role():
    assert Role.COUNTY_SUPERVISOR not in grantable_roles([TOWN])
    assert grantable_roles([COUNTY]) == list(Role)
    assert grantable_roles([]) == []


def test_every_role_has_a_level_and_its_permissions():
    assert set(ROLE_LEVELS) == set(Role) == set(GRANTS)


def test_only_officers_manage_accounts():
    managers = {role for role, granted in GRANTS.items() if Permission.STAFF_MANAGE in granted}
    assert managers == {Role.COUNTY_SUPERVISOR, Role.TOWNSHIP_OFFICER}


def test_a_person_who_serves_within_reach_may_be_managed():
    assert check_reach(managed=[TOWN], posts=[TOWN, VILLAGE], manages_self=False).allowed


def test_a_person_with_one_post_above_is_out_of_reach():
    decision = check_reach(managed=[TOWN], posts=[VILLAGE, COUNTY], manages_self=False)
    assert codes(decision) == ["staff_out_of_reach"]
    assert "369901任职" in decision.refusals[0].message


def test_nobody_manages_the_own_account():
    assert codes(check_reach(managed=[TOWN], posts=[TOWN], manages_self=True)) == ["staff_self"]


@pytest.mark.parametrize(("seconds", "apart"), [(86_399, False), (86_400, True)])
def test_two_accounts_are_two_people_a_whole_day_after_the_password_was_given(seconds, apart):
    at = dt.datetime(2026, 12, 1, 8, 30, tzinfo=dt.UTC)
    given = [Given("演示甲", "演示乙", at)]

    assert check_apart(given, at + dt.timedelta(seconds=seconds)).allowed is apart
