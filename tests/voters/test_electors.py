"""Who votes where a community elects by households or by representatives, from the list to the count."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ballots import queries
from ballots.counts import build_count, decide
from ballots.issuing.actions import Act, take_acts
from ballots.issuing.queries import station_roll
from ballots.queries import poll_facts
from ballots.rules.polls import judge_poll
from election_office.audit.models import AuditEvent
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.ballots.scenes import Scene
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory, made_up_number
from voters import actions as voters
from voters.electors import actions
from voters.electors.queries import entitled_count
from voters.models import Elector, Registration

pytestmark = pytest.mark.django_db

HOUSEHOLDS, REPRESENTATIVES = "household_representatives", "residents_representatives"


def community(way: str) -> Scene:
    return Scene(way=way, seats=(1, 0, 4), candidates=CANDIDATES)


CANDIDATES = {"director": ("主甲", "主乙"), "member": ("委甲", "委乙", "委丙", "委丁", "委戊")}


def other_voter(scene: Scene) -> Registration:
    row = Registration.objects.filter(election=scene.election, electors__isnull=True).first()
    assert row is not None
    return row


def add(scene: Scene, **changes: object) -> Elector:
    lawful = {
        "registration": other_voter(scene), "chosen_on": timezone.localdate(),
        "household": "演示新户", "signed": True,
    }  # fmt: skip
    return actions.add_elector(election=scene.election, by=scene.clerk, **lawful | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("way", "entitled"), [("all_voters", 24), (HOUSEHOLDS, 12), (REPRESENTATIVES, 12)])
def test_the_base_is_those_entitled_in_the_way(way: str, entitled: int) -> None:
    assert entitled_count(community(way).election) == entitled


def test_a_village_counts_its_roll() -> None:
    assert entitled_count(Scene().election) == 24


def test_a_household_is_entered_once_with_its_trace() -> None:
    scene = community(HOUSEHOLDS)
    elector = add(scene)
    assert AuditEvent.objects.filter(action="elector.added").count() == 13
    with pytest.raises(ValidationError, match="每户只有一名代表"):
        add(scene)
    with pytest.raises(ValidationError, match="一人只能代表一户"):
        add(scene, registration=elector.registration, household="演示另户")


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"household": " "}, "代表的是哪一户"), ({"signed": False}, "签字确认")],
)
def test_a_household_is_named_and_has_signed(changes: dict[str, object], message: str) -> None:
    scene = community(HOUSEHOLDS)
    with pytest.raises(RuleRefused, match=message):
        add(scene, **changes)
    assert Elector.objects.count() == 12


def test_where_everybody_votes_nobody_is_entered() -> None:
    for scene in (community("all_voters"), Scene()):
        with pytest.raises(RuleRefused, match="不登记代表"):
            add(scene)


def test_who_is_not_on_the_roll_represents_nobody() -> None:
    scene = community(REPRESENTATIVES)
    pending = RegistrationFactory(election=scene.election, status="pending", entered_by=scene.clerk)
    with pytest.raises(RuleRefused, match="不在选民名单上"):
        add(scene, registration=pending)
    elsewhere = RegistrationFactory(election=ElectionFactory(), entered_by=scene.clerk)
    with pytest.raises(ValidationError, match="不在本次选举的名单上"):
        add(scene, registration=elsewhere)
    with pytest.raises(PermissionDenied):
        actions.add_elector(
            election=scene.election, registration=other_voter(scene), chosen_on=timezone.localdate(),
            by=UserFactory(),
        )  # fmt: skip


def test_who_was_ended_no_longer_counts_and_the_reason_stays() -> None:
    scene = community(REPRESENTATIVES)
    elector = Elector.objects.first()
    assert elector is not None
    with pytest.raises(RuleRefused, match="写明终止的原因"):
        actions.end_elector(elector=elector, reason=" ", by=scene.clerk)
    actions.end_elector(elector=elector, reason="本人提出不再担任", by=scene.clerk)
    assert entitled_count(scene.election) == 11
    assert AuditEvent.objects.get(action="elector.ended").reason == "本人提出不再担任"


def test_no_proxy_is_granted_where_representatives_vote() -> None:
    scene = community(REPRESENTATIVES)
    principal, agent = Registration.objects.filter(election=scene.election).order_by("-pk")[:2]
    with pytest.raises(RuleRefused, match="不实行委托投票"):
        voters.grant_proxy(election=scene.election, principal=principal, agent=agent, by=scene.clerk)


def test_a_ballot_goes_only_to_who_is_entitled() -> None:
    scene = community(REPRESENTATIVES)
    box = scene.box()
    mine = Elector.objects.select_related("registration").first()
    assert mine is not None
    wanted = [other_voter(scene).pk, mine.registration_id]
    acts = [Act(token=uuid.uuid4(), kind="own", voter=pk, at=timezone.now()) for pk in wanted]
    answers = take_acts(box=box, acts=acts, by=scene.clerk)
    assert [one.state for one in answers] == ["refused", "done"]
    assert "不在投票代表名单上" in answers[0].message
    assert len(station_roll(scene.round)) == 12


@pytest.mark.parametrize(("voted", "valid"), [(8, False), (9, True)])
def test_more_than_two_thirds_of_twelve_are_nine(voted: int, valid: bool) -> None:
    scene = community(REPRESENTATIVES)
    scene.ballots(scene.box(), voted, voted)
    facts = poll_facts(scene.round, queries.boxes_of(scene.round))
    assert (facts.registered, facts.way) == (12, REPRESENTATIVES)
    assert judge_poll(facts, scene.election.rulebook).valid is valid


@pytest.mark.parametrize(("voted", "valid"), [(6, False), (7, True)])
def test_more_than_half_of_twelve_households_are_seven(voted: int, valid: bool) -> None:
    scene = community(HOUSEHOLDS)
    scene.ballots(scene.box(), voted, voted)
    facts = poll_facts(scene.round, queries.boxes_of(scene.round))
    assert judge_poll(facts, scene.election.rulebook).valid is valid


def test_the_published_count_names_its_kind_and_way_and_is_judged_by_them() -> None:
    scene = community(REPRESENTATIVES)
    scene.counting(own=9, recovered=9)
    scene.agree("director", scene.reading(主甲=5, 主乙=4))
    scene.agree("member", scene.reading(委甲=9, 委乙=8, 委丙=7, 委丁=5, 委戊=4))
    count = build_count(scene.round)
    assert (count["kind"], count["way"], count["registered"]) == ("community", REPRESENTATIVES, 12)
    outcome = decide(count).as_dict()
    winners = [one["name"] for post in outcome["posts"] for one in post["elected"]]
    assert winners == ["主甲", "委甲", "委乙", "委丙", "委丁"]
    assert "村民" not in str(outcome)


def test_a_village_publishes_what_it_always_did() -> None:
    scene = Scene()
    scene.agreed()
    assert {"kind", "way"}.isdisjoint(build_count(scene.round))


def test_the_list_hangs_as_a_paper_in_the_words_of_a_community() -> None:
    scene = community(HOUSEHOLDS)
    paper: Document = documents.issue("voters.elector_notice", scene.election, by=scene.clerk)
    assert "演示第1户" in [row[2] for row in paper.facts["rows"]]
    assert "村" not in str(
        {**paper.facts, "village": "", "title": "", "committee": "", "township": "", "rows": ""}
    )
    assert "户的代表名单公告" in paper.facts["title"]


def test_no_list_hangs_while_it_is_empty() -> None:
    scene = community(REPRESENTATIVES)
    Elector.objects.update(ended_on=dt.date(2026, 1, 1), ended_reason="演示")
    with pytest.raises(RuleRefused, match="还没有登记居民代表"):
        documents.issue("voters.elector_notice", scene.election, by=scene.clerk)


def test_the_page_of_representatives_enters_and_ends(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    scene = community(HOUSEHOLDS)
    client = Client()
    client.force_login(scene.clerk)
    url = reverse("voters:elector_list", args=[scene.election.pk])
    with django_assert_max_num_queries(25):
        page = client.get(url).content.decode()
    assert "演示第12户" in page
    assert "至少参加投票" in page
    add_url = reverse("voters:elector_add", args=[scene.election.pk])
    data = {"registration": other_voter(scene).pk, "chosen_on": timezone.localdate().isoformat()}
    assert "代表的是哪一户" in client.post(add_url, data | {"signed": "on"}).content.decode()
    assert client.post(add_url, data | {"household": "演示新户", "signed": "on"}).status_code == 302
    last = Elector.objects.order_by("pk").last()
    assert last is not None
    end_url = reverse("voters:elector_end", args=[last.pk])
    assert client.post(end_url, {"reason": "本户改推他人"}).status_code == 302
    client.force_login(UserFactory(serving="369902001001"))
    assert client.get(url).status_code == 404
    assert client.get(end_url).status_code == 404


def test_the_desk_asks_a_community_for_the_statement_and_the_confirmation() -> None:
    scene = community("all_voters")
    client = Client()
    client.force_login(scene.clerk)
    url = reverse("voters:registration_add", args=[scene.election.pk])
    page = client.get(url).content.decode()
    assert "居民选举委员会已确认（社区工作者）" in page
    assert "meeting_consent" not in page
    number = made_up_number(dt.date(1990, 5, 4), "female", 471)
    person = {
        "name": "演示社工", "id_number": number, "sex": "female", "birth_date": "1990-05-04",
        "hukou_here": "0", "lives_here": "0", "works_since": "2020-01-06", "declared": "on",
    }  # fmt: skip
    assert "须经居民选举委员会确认" in client.post(url, person).content.decode()
    assert client.post(url, person | {"committee_confirmed": "on"}).status_code == 302
    row = Registration.objects.get(person__name="演示社工")
    assert (row.roll_class, row.class_label) == ("works", "在本社区工作的社区工作者")
