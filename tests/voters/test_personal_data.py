"""The page and paper that tell voters what is kept about them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from election_office.accounts.permissions import Role
from election_office.core.terms import FAULTS, NEVER_IMPORTED
from tests.factories import ElectionFactory, UserFactory, VillageFactory
from voters.notices import personal_data

pytestmark = pytest.mark.django_db


def test_everybody_of_the_place_reads_what_is_kept_and_whom_to_ask(
    client: Client, django_assert_max_num_queries
):
    election = ElectionFactory()
    township = election.village.township
    page = reverse("voters:personal_data", args=[election.pk])
    client.force_login(UserFactory(serving=election.area_code, role=Role.OBSERVER))
    said = client.get(page).content.decode()
    assert "还没有填写换届办电话" in said
    assert "咨询和更正电话：尚未填写" in said
    assert "签发和张贴告知书" not in said
    assert f"问题表在导入后{FAULTS.days}日删除" in said
    assert f"没有导入的，{NEVER_IMPORTED.days}日删除" in said
    assert "《个人信息保护法》第四十四条至第五十条（未核实）" in said
    assert "内向村民选举委员会申诉" in said
    assert [row.code for row in personal_data.requires(election).findings if row.refused] == ["no_phone"]

    township.phone = "0000-1234567"
    township.save()
    client.force_login(UserFactory(serving=election.area_code))
    with django_assert_max_num_queries(25):
        said = client.get(page).content.decode()
    assert "咨询和更正电话：0000-1234567" in said
    assert reverse("documents:paper", args=["voters.personal_data_notice", election.pk]) in said
    other = ElectionFactory(village=VillageFactory())
    assert client.get(reverse("voters:personal_data", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "people", "committee"),
    [("community", "居民", "选举委员会"), ("collective", "成员", "农村集体经济组织理事会")],
)
def test_it_speaks_in_the_words_of_its_kind_of_election(kind: str, people: str, committee: str) -> None:
    facts = personal_data.facts(ElectionFactory(kind=kind))
    said = "".join(line for _, lines in personal_data.sections(facts) for line in lines)
    assert people in said
    assert committee in said
    assert "村民" not in said.replace("《村民委员会组织法》", "")
