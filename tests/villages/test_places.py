"""Places: two books of codes, full names, mergers, empty groups; the offline list of divisions."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from election_office.accounts.models import Assignment
from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.law.decision import RuleRefused
from tests.factories import (
    ElectionFactory,
    PersonFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
)
from villages import actions, divisions, rules
from villages.models import Group, RuleOverlay, Village

pytestmark = pytest.mark.django_db


@pytest.fixture
def township():
    return TownshipFactory(code="369901150", name="演示镇")


@pytest.fixture
def officer(township):
    return UserFactory(serving=township.code, role=Role.TOWNSHIP_OFFICER)


def codes(decision):
    return [one.code for one in decision.refusals]


# ------------------------------------------------------------------ codes


def test_a_code_of_the_other_book_says_that_two_books_exist():
    decision = rules.check_village_code("369901777201", "", "演示镇", "369901150", "369901777")

    assert codes(decision) == ["code_of_other_book"]
    assert "民政部门和统计部门各编一套" in decision.refusals[0].message


def test_a_code_of_neither_book_is_refused():
    decision = rules.check_village_code("369902150201", "", "演示镇", "369901150", "369901777")
    assert codes(decision) == ["code_elsewhere"]


def test_the_townships_own_code_is_taken_with_and_without_the_other():
    assert rules.check_village_code("369901150201", "", "演示镇", "369901150", "").allowed
    both = ("369901150201", "369901777201", "演示镇", "369901150", "369901777")
    assert rules.check_village_code(*both).allowed


def test_a_corrected_code_takes_accounts_and_local_values_along(township, officer):
    village = VillageFactory(township=township, code="369901150201")
    clerk = UserFactory(serving=village.code)
    RuleOverlay.objects.create(
        area_code=village.code,
        key="roll_days",
        value=21,
        paper_number="演示发〔2026〕1号",
        paper_date=dt.date(2026, 1, 5),
        entered_by=officer,
    )

    actions.correct_village_code(
        village=village, code="369901150209", other_code="", reason="录入有误", by=officer
    )

    assert Assignment.objects.get(user=clerk).area_code == "369901150209"
    assert RuleOverlay.objects.get().area_code == "369901150209"
    told = AuditEvent.objects.filter(action="village.recoded").values_list("area_code", flat=True)
    assert sorted(told) == ["369901150201", "369901150209"]


def test_a_clerk_corrects_no_code(township):
    village = VillageFactory(township=township)
    with pytest.raises(PermissionDenied):
        actions.correct_village_code(
            village=village,
            code="369901150209",
            other_code="",
            reason="录入有误",
            by=UserFactory(serving=village.code),
        )
    assert not AuditEvent.objects.exists()


# ------------------------------------------------------------------ names


def test_the_doubled_word_of_a_full_name_stays(township, officer):
    village = actions.add_village(
        township=township,
        code="369901150201",
        name="东山村",
        population=10,
        households=3,
        notice_place="村口",
        by=officer,
    )
    assert village.committee_name == "东山村村民委员会"

    actions.rename_village(
        village=village, name="东山村", body_name="东山村民委员会", reason="演示民〔2026〕2号", by=officer
    )
    assert Village.objects.get().committee_name == "东山村民委员会"


def test_an_upgraded_village_keeps_the_name_its_papers_carry(township):
    doubled = VillageFactory(township=township, name="东山村")
    other = VillageFactory(township=township, name="老街")

    import_module("villages.migrations.0008_fill_full_names").fill(apps, None)

    doubled.refresh_from_db()
    other.refresh_from_db()
    assert (doubled.body_name, other.body_name) == ("东山村民委员会", "老街村民委员会")


# ------------------------------------------------------------------ mergers and groups


def test_a_village_with_a_running_election_is_not_merged(township, officer):
    election = ElectionFactory(village__township=township)
    with pytest.raises(RuleRefused, match="正在进行的选举"):
        actions.merge_village(
            village=election.village, into=None, ended_on=timezone.localdate(), reason="撤村", by=officer
        )
    assert Village.objects.in_being().count() == 1


def test_a_merged_village_leaves_the_next_plan(township, officer):
    gone, into = VillageFactory(township=township), VillageFactory(township=township)
    actions.merge_village(
        village=gone, into=into, ended_on=timezone.localdate(), reason="演示府〔2026〕3号", by=officer
    )
    assert list(Village.objects.in_being()) == [into]
    assert AuditEvent.objects.get(action="village.merged").reason == "演示府〔2026〕3号"


def test_the_last_empty_group_can_be_taken_away(township, officer):
    village = VillageFactory(township=township, groups=3)
    actions.remove_group(group=village.groups.get(number=3), reason="多建了一组", by=officer)
    assert [one.number for one in village.groups.all()] == [1, 2]


def test_neither_a_middle_group_nor_one_with_people_goes(township, officer):
    village = VillageFactory(township=township, groups=3)
    PersonFactory(village=village, group=village.groups.get(number=3))
    for number, why in ((2, "请从最后一组"), (3, "登记有1人")):
        with pytest.raises(RuleRefused, match=why):
            actions.remove_group(group=village.groups.get(number=number), reason="多建", by=officer)
    assert Group.objects.count() == 3


# ------------------------------------------------------------------ the list of divisions


@pytest.fixture
def listed(settings, tmp_path):
    settings.DIVISIONS_DIR = tmp_path

    def write(name, lines):
        (tmp_path / f"{name}.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))

    above = "云岭县\t演示市\t演示省"
    write("townships", [f"369901150\t演示镇\t{above}", f"369901151\t石桥镇\t{above}"])
    write(
        "369901",
        [
            "369901150001\t演示社区居委会",
            "369901150201\t东山村委会",
            "369901150202\t西塘村村民委员会",
            "369901150401\t某某林场",
            "369901151201\t石桥村委会",
        ],
    )
    (tmp_path / "about.json").write_text(json.dumps({"as_of": "2023-06-30"}))


def test_the_list_is_searched_by_words_and_by_code(listed):
    assert [one.name for one in divisions.search_townships("云岭 石桥")] == ["石桥镇"]
    assert [one.name for one in divisions.search_townships("369901150")] == ["演示镇"]
    assert divisions.search_townships("") == []


def test_a_line_of_the_list_gives_the_short_and_the_full_name(listed):
    found = {one.code[9:]: (one.name, one.body_name, one.kind) for one in divisions.villages_of("369901150")}
    assert found == {
        "001": ("演示社区", "演示社区居民委员会", "community"),
        "201": ("东山村", "东山村民委员会", "village"),
        "202": ("西塘村", "西塘村村民委员会", "village"),
        "401": ("某某林场", "", ""),
    }


def test_an_office_without_the_list_types_its_own(settings, tmp_path):
    settings.DIVISIONS_DIR = tmp_path
    assert divisions.as_of() is None
    assert divisions.villages_of("369901150") == []
    assert divisions.search_townships("演示") == []


def test_the_villages_of_a_county_come_fifty_at_a_time_and_of_one_township(client, township, monkeypatch):
    """Half a thousand villages on one page were 670 KB; the list costs the same whatever the county has."""
    monkeypatch.setattr("villages.views.places.PAGE_VILLAGES", 2)
    other = TownshipFactory(code="369901151", name="演示乡", county=township.county)
    for number in range(1, 4):
        VillageFactory(township=township, code=f"36990115000{number}", name=f"演示{number}村")
    lone = VillageFactory(township=other, code="369901151001", name="演示独村")
    client.force_login(UserFactory(serving="369901", role=Role.COUNTY_SUPERVISOR))

    pages = [client.get("/villages/", {"page": page}).content.decode() for page in (1, 2)]
    assert [text.count('data-label="村"') for text in pages] == [2, 2]
    assert "演示独村" in pages[1]
    narrowed = client.get("/villages/", {"township": lone.township_id}).content.decode()
    assert narrowed.count('data-label="村"') == 1
    assert "看全部乡镇的村" in narrowed
    assert client.get("/villages/", {"township": "x", "page": "9"}).status_code == 200
