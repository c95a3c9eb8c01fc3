# ruff: noqa: E501 -- rows of tables
"""Relations a roll file tells of: read from 与户主关系, offered after the import, declared by a person."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from election_office.audit.models import AuditEvent
from tests.factories import UserFactory, VillageFactory
from tests.voters.rolls import id_number
from tests.voters.test_imports_reading_page import Office
from villages.models import Kinship
from voters.kinship import actions
from voters.kinship.rules import Member, kind_of, offers_of
from voters.models import KinshipOffer

TITLES = "村民小组,户号,姓名,与户主关系,公民身份号码"


@pytest.mark.parametrize(
    ("said", "kind"),
    [("妻", "spouse"), ("长子", "child"), ("次女", "child"), ("⽗亲", "parent"), ("二弟", "sibling"), ("奶奶", "grandparent"),
     ("长孙", "grandchild"), ("外孙女", "grandchild"), ("户主", ""), ("儿媳", ""), ("女婿", ""), ("媳妇", ""), ("侄子", ""), ("继子", ""), ("", "")],
)  # fmt: skip
def test_only_near_relatives_are_read(said, kind):
    assert kind_of(said) == kind


def test_a_household_tells_of_its_pairs_and_one_with_two_heads_of_none():
    members = [
        Member(1, "甲", "户主"),
        Member(2, "乙", "妻"),
        Member(3, "丙", "长子"),
        Member(4, "丁", "次子"),
        Member(5, "戊", "儿媳"),
    ]

    found = {(one.person, one.relative, one.kind, one.derived) for one in offers_of(members, "甲")}

    assert found == {
        (1, 2, "spouse", False), (1, 3, "child", False), (1, 4, "child", False), (3, 4, "sibling", True),
        (2, 3, "child", True), (2, 4, "child", True),
    }  # fmt: skip
    assert list(offers_of([*members, Member(6, "己", "户主")], "甲")) == []


@pytest.mark.django_db
def test_a_file_offers_and_a_person_declares(
    django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    office = Office(django_capture_on_commit_callbacks)
    lines = [
        f"一组,1,测试甲,户主,{id_number(order=1)}", f"一组,,测试乙,妻,{id_number(order=2)}",
        f"一组,,测试丙,长子,{id_number('19950105', 3)}", f"二组,2,测试丁,户主,{id_number(order=5)}",
        f"二组,2,测试戊,母亲,{id_number('19450105', 4)}",
    ]  # fmt: skip
    office.ask(office.bring(TITLES, *lines))
    offers = {(one.person.name, one.relative.name): one for one in KinshipOffer.objects.all()}
    page = reverse("voters:kinship_offers", args=[office.election.pk])

    assert set(offers) == {
        ("测试甲", "测试乙"),
        ("测试甲", "测试丙"),
        ("测试乙", "测试丙"),
        ("测试丁", "测试戊"),
    }
    assert not Kinship.objects.exists()  # nothing is declared by a file
    with django_assert_max_num_queries(40):
        assert "户主测试甲，测试乙填“妻”" in office.client.get(page).content.decode()

    refused = office.client.post(page, {"what": "declare"})
    chosen = [offers["测试甲", "测试乙"].pk, offers["测试丁", "测试戊"].pk]
    office.client.post(page, {"what": "declare", "offers": chosen})
    office.client.post(page, {"what": "decline", "whole": "on"})

    assert "请先在表中勾选" in refused.content.decode()
    assert set(Kinship.objects.values_list("person__name", "relative__name", "kind")) == {
        ("测试甲", "测试乙", "spouse"), ("测试丁", "测试戊", "parent"),
    }  # fmt: skip
    assert "没有待核对的亲属关系" in office.client.get(page).content.decode()
    assert AuditEvent.objects.filter(action="roll.kinship_declined").count() == 1

    # the next file tells the same: neither what is declared nor what was declined is offered again
    office.ask(office.bring(TITLES, *lines, f"二组,2,测试己,次子,{id_number('19980105', 5)}"))
    again = KinshipOffer.objects.waiting()
    assert [(one.person.name, one.relative.name) for one in again] == [("测试丁", "测试己")]

    elsewhere = UserFactory(serving=VillageFactory().code)
    with pytest.raises(PermissionDenied):
        actions.declare_offered(election=office.election, offers=[again[0].pk], by=elsewhere)
    with pytest.raises(ValidationError):
        actions.decline_offered(election=office.election, offers=chosen, by=office.clerk)
