"""A community from its roll to its certificates; every paper along the way speaks its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots.actions import declare_result
from ballots.models import Departure
from election_office.documents import notice as register
from election_office.documents import rendering
from election_office.documents.facts import to_json
from election_office.law.words import words_for
from tests.ballots.scenes import Scene
from tests.factories import CountyFactory, TownshipFactory
from villages.models import Holder

pytestmark = pytest.mark.django_db

CANDIDATES = {"director": ("主甲", "主乙"), "member": ("委甲", "委乙", "委丙", "委丁", "委戊")}
VILLAGE_WORDS = ("村民", "村务", "本村", "村委", "村级", "村党组织", "该村", "全村")


def declared_community(way: str = "all_voters") -> Scene:
    scene = Scene(way=way, seats=(1, 0, 4), candidates=CANDIDATES, village="演示社区")
    for group in scene.election.village.groups.all():
        group.name = f"第{group.number}居民小组"
        group.save()
    village = scene.election.village
    village.notice_place = "居民委员会公告栏"
    village.save()
    scene.election.polling_place = "居民活动中心"
    scene.election.save()
    if way == "all_voters":
        scene.counting(own=20, recovered=20)
        scene.agree("director", scene.reading(主甲=12, 主乙=8))
        scene.agree("member", scene.reading(委甲=19, 委乙=18, 委丙=17, 委丁=15, 委戊=4))
    else:
        scene.counting(own=9, recovered=9)
        scene.agree("director", scene.reading(主甲=5, 主乙=4))
        scene.agree("member", scene.reading(委甲=9, 委乙=8, 委丙=7, 委丁=5, 委戊=4))
    return scene


def printed(scene: Scene) -> Iterator[tuple[str, str]]:
    """Code of every declared paper this election has a subject for → all it prints."""
    for notice in register.every():
        if notice.code.startswith("test."):
            continue
        for subject in notice.subjects_of(scene.election):
            if not notice.needed(subject):
                continue
            try:
                facts = to_json(notice.facts(subject))
            except ValidationError:  # nothing is there yet that this paper could say
                continue
            marks = rendering.Printed(title=str(facts.get("title") or notice.title))
            if notice.layout is not None:
                paper = rendering.paper_of(notice.as_kind(), facts, marks)
                yield notice.code, "".join([paper.title, *paper.texts(), *paper.signature])
            else:
                yield notice.code, rendering.html_of(notice.as_kind(), facts, marks)


@pytest.mark.parametrize("way", ["all_voters", "household_representatives", "residents_representatives"])
def test_a_community_is_taken_to_its_seated_committee(way: str) -> None:
    scene = declared_community(way)
    result = declare_result(round=scene.round, by=scene.officer)
    assert result.count["way"] == way
    assert [one["name"] for post in result.outcome["posts"] for one in post["elected"]] == [
        "主甲", "委甲", "委乙", "委丙", "委丁",
    ]  # fmt: skip
    assert result.outcome["valid"]
    assert "村" not in "".join(one["message"] for one in result.outcome["findings"])


def test_a_recall_is_asked_for_by_households_and_voted_on_by_their_representatives(client: Client) -> None:
    scene = declared_community("household_representatives")
    declare_result(round=scene.round, by=scene.officer)
    client.force_login(scene.officer)
    member = Holder.objects.in_office().get(person__name="委甲")
    page = reverse("ballots:departure", args=[member.pk])
    shown = client.get(page).content.decode()
    assert "罢免：应投票的户的代表" in shown
    form = {
        "cause": "recalled", "ended_on": timezone.localdate().isoformat(), "paper_number": "演示决1号",
        "reason": "演示理由", "households": 12, "signed_households": 1, "registered": 12, "cast": 7,
        "recall_in_favour": 4,
    }  # fmt: skip
    refused = client.post(page, form).content.decode()
    assert "联名的户的代表1人，须2人以上（共12人）" in refused
    assert "三项都没有达到" in refused
    assert not Departure.objects.exists()
    client.post(page, {**form, "signed_households": 2})
    left = register.get("ballots.departure_notice")
    assert "户的代表12户，投票7户，同意罢免4户。" in str(left.facts(Departure.objects.get()))


def offenders(scene: Scene) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code, text in printed(scene):
        said = [word for word in VILLAGE_WORDS if word in text]
        if said:
            found.setdefault(code, []).extend(
                f"{word}: {text[max(0, text.index(word) - 12) :][:40]}" for word in said
            )
    return found


def test_every_declared_paper_of_a_community_speaks_its_own_words() -> None:
    scene = declared_community()
    declare_result(round=scene.round, by=scene.officer)
    codes = {code for code, _ in printed(scene)}
    assert {"villages.day_notice", "voters.proxy_notice", "ballots.polling_notice"} <= codes
    assert offenders(scene) == {}


@pytest.mark.parametrize(
    ("code", "own", "not_own"),
    [("330106", "选民名单", "登记参加选举的村民名单"), ("410101", "选民", "登记参加选举的村民")],
)
def test_every_declared_paper_of_a_province_with_words_of_its_own_uses_them(
    code: str, own: str, not_own: str
) -> None:
    """What the province's text calls otherwise than the organic law stands on no paper in the law's words."""
    words, nation = words_for(code), words_for("99")
    changed = {
        getattr(nation, name): getattr(words, name)
        for name in ("registration", "voter", "roll")
        if getattr(nation, name) != getattr(words, name)
    }
    assert (own in changed.values(), not_own in changed) == (True, True)
    county = CountyFactory(code=code, name="演示县")
    township = TownshipFactory(county=county, code=f"{code}101", name="演示镇")
    scene = Scene(village="演示村", township=township)
    scene.election.polling_place = "文化礼堂"
    scene.election.save()
    scene.agreed()
    declare_result(round=scene.round, by=scene.officer)
    texts = list(printed(scene))
    assert any(own in text for _, text in texts)
    found = {  # titles in 《…》 may name the law's own words
        (paper, theirs)
        for paper, text in texts
        for theirs in changed
        if theirs in re.sub("《.*?》", "", text)
    }
    assert found == set()


def test_a_village_beside_it_still_says_villagers() -> None:
    scene = Scene()
    scene.election.polling_place = "文化礼堂"
    assert any("村民" in text for _, text in printed(scene))
