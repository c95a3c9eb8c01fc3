"""The audit pages: fenced by division, filtered, exported without formulas."""

import csv
import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from election_office.accounts.permissions import Role
from election_office.audit import presenters
from election_office.audit.actions import record
from election_office.audit.models import AuditEvent
from tests.factories import ElectionFactory, UserFactory, VillageFactory

TOWN, VILLAGE, ELSEWHERE = "369901001", "369901001001", "369901002001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = UserFactory(serving=TOWN, role=Role.TOWNSHIP_OFFICER, name="测试镇")
    client.force_login(user)
    return user


def texts(response):
    return [sentence for _, sentence, _ in response.context["rows"]]


def test_only_events_of_the_own_division_are_listed(client, officer):
    mine = record("login.ended", target="甲", area_code=VILLAGE, by=officer)
    other = record("login.ended", target="乙", area_code=ELSEWHERE, by=officer)
    response = client.get(reverse("audit:list"))
    assert texts(response) == ["测试镇（镇换届办）退出登录：甲。"]
    assert client.get(reverse("audit:event_detail", args=[mine.pk])).status_code == 200
    assert client.get(reverse("audit:event_detail", args=[other.pk])).status_code == 404


def test_the_county_reads_its_townships(client, officer):
    record("login.ended", target="甲", area_code=VILLAGE, by=officer)
    client.force_login(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))
    assert len(texts(client.get(reverse("audit:list")))) == 1


@pytest.mark.parametrize("role", [Role.VILLAGE_CLERK, Role.OBSERVER, Role.COUNT_CLERK])
@pytest.mark.parametrize("name", ["list", "export"])
def test_who_may_not_view_the_trail_is_denied(client, role, name):
    client.force_login(UserFactory(serving=VILLAGE, role=role))
    url = reverse("audit:list") if name == "list" else reverse("audit:export", args=["csv"])
    assert client.get(url).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"actor": "测试甲"}, ["a"]),
        ({"actor": "csj"}, ["a"]),
        ({"area": VILLAGE}, ["b"]),
        ({"action": "login.ended"}, ["b"]),
        ({"target": "对象a"}, ["a"]),
        ({"since": "2026-06-02"}, ["b"]),
        ({"until": "2026-06-01"}, ["a"]),
        ({}, ["b", "a"]),
    ],
)
def test_the_trail_is_narrowed_by_place_person_act_object_and_day(
    client, officer, time_machine, query, found
):
    jia = UserFactory(name="测试甲")
    time_machine.move_to("2026-06-01 15:59:00+00:00")  # 23:59 of the day in Shanghai
    record("login.succeeded", target="对象a", area_code=TOWN, by=jia)
    time_machine.move_to("2026-06-01 16:01:00+00:00")
    record("login.ended", target="对象b", area_code=VILLAGE, by=UserFactory(name="测试乙"))
    client.force_login(officer)
    response = client.get(reverse("audit:list"), query)
    assert [event.target[-1] for event, _, _ in response.context["rows"]] == found


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same_however_long(client, officer, count, django_assert_num_queries):
    for number in range(count):
        record("login.ended", target="甲", area_code=f"{TOWN}{number:03}", by=officer)
    client.get(reverse("audit:list"))  # the first page of a session notes the hour
    with django_assert_num_queries(4):  # session with user and posts, places below, page, names
        client.get(reverse("audit:list"))


def test_a_csv_export_holds_every_field_and_no_formula(client, officer):
    record("login.ended", target="=1+1", area_code=VILLAGE, by=officer, reason="@sum", after={"a": "=2"})
    record("login.ended", target="别处", area_code=ELSEWHERE, by=officer)
    response = client.get(reverse("audit:export", args=["csv"]))
    content = b"".join(response).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 1
    assert (rows[0]["对象"], rows[0]["理由"], rows[0]["变更后"]) == ("'=1+1", "'@sum", '{"a":"=2"}')
    assert len(rows[0]["校验值"]) == 64


def test_a_workbook_export_holds_the_filtered_rows_as_text(client, officer):
    record("login.ended", target="-1", area_code=VILLAGE, by=officer)
    record("login.succeeded", target="乙", area_code=VILLAGE, by=officer)
    response = client.get(reverse("audit:export", args=["xlsx"]), {"action": "login.ended"})
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert [row[8] for row in rows] == ["对象", "'-1"]
    assert "attachment" in response["Content-Disposition"]


def test_too_long_a_trail_for_a_workbook_is_refused_with_the_numbers(client, officer, monkeypatch):
    monkeypatch.setattr("election_office.audit.exports.WORKBOOK_ROWS", 1)
    record("login.ended", target="甲", area_code=VILLAGE, by=officer)
    record("login.ended", target="乙", area_code=VILLAGE, by=officer)
    response = client.get(reverse("audit:export", args=["xlsx"]), follow=True)
    assert "共2条，超过工作簿的1条" in response.content.decode()


def test_the_detail_shows_both_sides_with_their_names(client, officer):
    event = record(
        "staff.edited",
        target=officer,
        area_code=TOWN,
        by=officer,
        before={"name": "旧名"},
        after={"name": "新名"},
    )
    response = client.get(reverse("audit:event_detail", args=[event.pk]))
    assert response.context["changes"] == [("姓名", "旧名", "新名")]
    assert response.context["label"] == "修改人员信息"


def test_a_code_without_words_is_shown_as_the_code():
    assert presenters.label("nobody.knows") == "nobody.knows"


def test_two_names_for_one_act_are_refused():
    with pytest.raises(ValueError, match=r"login\.ended"):
        presenters.register({"login.ended": "别的说法"})


@pytest.mark.django_db
def test_the_sentence_says_the_name_of_a_person_and_a_village_where_there_is_one():
    user, village = UserFactory(name="演示甲"), VillageFactory(name="演示村")
    targets = [
        f"accounts.User:{user.pk}",
        f"villages.Village:{village.pk}",
        "accounts.User:0",
        "voters.Proxy:3",
        "x",
    ]

    names = presenters.names_of(targets)

    assert set(names) == set(targets[:2])
    assert "“演示甲”" in names[targets[0]]
    assert "“演示村”" in names[targets[1]]


@pytest.mark.django_db
def test_every_kind_of_row_is_named_in_one_statement(django_assert_num_queries):
    """No number of a row and no code of a model reaches a page, whether the row is there or not."""
    election = ElectionFactory(village__name="演示村")
    step = election.steps.create(code="x", title="演示步骤", stage="election", order=1)
    assert presenters.named_targets().keys() == presenters._targets.keys()
    assert all(len(names) <= presenters.MOST_NAMES for names in presenters.named_targets().values())
    targets = [f"{label}:{2**30}" for label in presenters._targets]
    with django_assert_num_queries(1):
        known = presenters.names_of(
            [*targets, f"villages.Step:{step.pk}", f"villages.Election:{election.pk}"]
        )
    assert known == {
        f"villages.Step:{step.pk}": "步骤“演示村，演示步骤”",
        f"villages.Election:{election.pk}": "村选举“演示村”",
    }
    for target in targets:
        event = AuditEvent(actor="甲", action="step.recorded", target=target)
        assert not re.search(r"[A-Za-z:0-9]", presenters.sentence(event, known))
