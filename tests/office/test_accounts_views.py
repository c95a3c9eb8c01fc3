"""The staff pages: reach, refusals beside their fields, passwords shown once."""

import pytest
from django.urls import reverse

from election_office.accounts import places
from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from tests.factories import UserFactory

TOWN, VILLAGE, ELSEWHERE = "369901001", "369901001001", "369901002001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER, name="测试镇")
    client.force_login(user)
    return user


@pytest.fixture
def clerk():
    return UserFactory(serving=VILLAGE, name="测试甲")


def test_the_list_shows_the_own_township_only(client, officer, clerk):
    UserFactory(serving=ELSEWHERE)
    response = client.get(reverse("accounts:staff_list"))
    assert {person for person, _ in response.context["rows"]} == {officer, clerk}


@pytest.mark.parametrize(
    ("query", "found"),
    [({"words": "甲"}, {"测试甲"}), ({"area": VILLAGE}, {"测试甲"}), ({"ended": "on"}, {"测试停"})],
)
def test_the_list_is_searched_by_name_place_and_state(client, officer, clerk, query, found):
    UserFactory(serving=TOWN, name="测试停", is_active=False)
    response = client.get(reverse("accounts:staff_list"), query)
    assert {person.name for person, _ in response.context["rows"]} == found


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same_however_long(client, officer, count, django_assert_num_queries):
    for _ in range(count):
        UserFactory(serving=VILLAGE)
    client.get(reverse("accounts:staff_list"))  # the first page of a session notes the hour
    with django_assert_num_queries(
        6
    ):  # session with user and own posts, places below, count, page, posts, names
        client.get(reverse("accounts:staff_list"))


PERSON_PAGES = [
    "staff_detail",
    "staff_edit",
    "staff_password_reset",
    "staff_deactivate",
    "staff_reactivate",
    "assignment_create",
]


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_a_person_of_another_township_is_not_found(client, officer, name):
    stranger = UserFactory(serving=ELSEWHERE)
    assert client.get(reverse(f"accounts:{name}", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_a_person_of_the_own_township_is_found(client, officer, clerk, name):
    assert client.get(reverse(f"accounts:{name}", args=[clerk.pk])).status_code == 200


@pytest.mark.parametrize("name", PERSON_PAGES)
def test_a_clerk_is_denied_every_page_about_staff(client, clerk, name):
    client.force_login(clerk)
    assert client.get(reverse(f"accounts:{name}", args=[clerk.pk])).status_code == 403


def test_a_post_of_another_township_is_not_found(client, officer):
    post = UserFactory(serving=ELSEWHERE).assignments.get()
    assert client.get(reverse("accounts:assignment_end", args=[post.pk])).status_code == 404


def new_account(**changes):
    given = {
        "username": "xin",
        "name": "测试新",
        "phone": "",
        "role": "village_clerk",
        "area_code": VILLAGE,
        "unit": "",
    }
    return given | changes


def test_a_new_account_shows_its_password_once(client, officer):
    response = client.post(reverse("accounts:staff_create"), new_account())
    password = response.context["password"]
    assert password in response.content.decode()
    user = User.objects.get(username="xin")
    assert user.check_password(password)
    assert password not in client.get(reverse("accounts:staff_detail", args=[user.pk])).content.decode()
    assert password not in str(dict(client.session))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"role": "county_supervisor", "area_code": "369901"}, "role"),
        ({"role": "department_reviewer", "area_code": TOWN}, "unit"),
        ({"area_code": TOWN}, "area_code"),
        ({"area_code": "12"}, "area_code"),
        ({"name": ""}, "name"),
    ],
)
def test_a_refused_account_says_why_beside_the_field(client, officer, changes, field):
    response = client.post(reverse("accounts:staff_create"), new_account(**changes))
    assert field in response.context["form"].errors
    assert not User.objects.filter(username="xin").exists()


def test_an_account_for_another_township_is_denied(client, officer):
    response = client.post(reverse("accounts:staff_create"), new_account(area_code=ELSEWHERE))
    assert response.status_code == 403
    assert not User.objects.filter(username="xin").exists()


def test_a_person_is_edited_reset_ended_deactivated_and_brought_back(client, officer, clerk):
    def post(page, pk=clerk.pk, **data):
        return client.post(reverse(f"accounts:{page}", args=[pk]), data)

    assert post("staff_edit", name="测试改", phone="0000-0000").status_code == 302
    assert post("assignment_create", role="observer", area_code=TOWN).status_code == 302
    assert "password" in post("staff_password_reset").context
    assert (
        post("assignment_end", clerk.assignments.get(role="observer").pk, reason="任务结束").status_code
        == 302
    )
    assert post("staff_deactivate", reason="调离").status_code == 302
    assert "password" in post("staff_reactivate").context
    clerk.refresh_from_db()
    assert (clerk.name, clerk.is_active) == ("测试改", True)
    assert list(AuditEvent.objects.order_by("at", "pk").values_list("action", flat=True)) == [
        "staff.edited",
        "assignment.started",
        "staff.password_reset",
        "assignment.ended",
        "staff.deactivated",
        "staff.reactivated",
    ]


def test_ending_a_post_asks_for_a_reason(client, officer, clerk):
    response = client.post(
        reverse("accounts:assignment_end", args=[clerk.assignments.get().pk]), {"reason": ""}
    )
    assert "reason" in response.context["form"].errors
    assert Assignment.objects.get(user=clerk).ended_at is None


def test_a_person_who_also_serves_above_is_shown_but_the_act_is_refused(client, officer, clerk):
    Assignment.objects.create(user=clerk, role=Role.COUNTY_SUPERVISOR, area_code="369901")
    response = client.post(reverse("accounts:staff_password_reset", args=[clerk.pk]))
    assert "此人另在369901任职" in response.content.decode()


def test_the_own_account_is_shown_without_its_buttons(client, officer):
    page = client.get(reverse("accounts:staff_detail", args=[officer.pk])).content.decode()
    assert "这是您本人的账号" in page
    assert reverse("accounts:staff_password_reset", args=[officer.pk]) not in page


def test_places_have_names_where_an_app_lends_them(client, officer, clerk, monkeypatch):
    monkeypatch.setattr(places, "_sources", [])
    places.register(
        places.PlaceSource(
            names=lambda codes: {VILLAGE: "测试村"} if VILLAGE in codes else {},
            below=lambda codes: [(TOWN, "测试镇"), (VILLAGE, "测试村")],
        )
    )
    page = client.get(reverse("accounts:staff_list")).content.decode()
    assert "测试村 村选举委员会经办人" in page
    assert (
        f'<option value="{VILLAGE}">测试村</option>'
        in client.get(reverse("accounts:staff_create")).content.decode()
    )
