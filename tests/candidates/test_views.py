"""The pages of candidates: the list, entering, leaving, order; refused beside the field, at one price."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from candidates import queries
from candidates.models import Candidate
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents.models import Document
from tests.factories import CandidateFactory, ElectionFactory, RegistrationFactory, UserFactory
from villages.models import Election
from voters import actions as voters

pytestmark = pytest.mark.django_db


@pytest.fixture
def election() -> Election:
    return ElectionFactory()


@pytest.fixture
def clerk(client: Client, election: Election) -> User:
    user = UserFactory(serving=election.area_code)
    client.force_login(user)
    return user


def page(name: str, pk: int) -> str:
    return reverse(f"candidates:{name}", args=[pk])


def form(election: Election, registration: Any, kind: str = "director", **changes: Any) -> dict[str, Any]:
    post = election.posts.get(kind=kind)
    given = {
        "registration": registration.pk,
        "post": post.pk,
        "nomination_votes": "",
        "checked": "on",
        "entry_reason": "提名在系统外进行",
    }
    return given | changes


def candidate(election: Election, name: str, kind: str = "director") -> Candidate:
    return CandidateFactory(registration__election=election, registration__name=name, kind=kind)


def errors(response: Any, field: str) -> str:
    return "".join(response.context["form"].errors.get(field, []))


def test_the_list_shows_the_names_by_strokes_and_what_is_still_missing(client, clerk, election):
    for name in ("李演示", "王演示", "丁演示"):
        candidate(election, name)

    response = client.get(page("list", election.pk))

    text = response.content.decode()
    assert text.index("丁演示") < text.index("王演示") < text.index("李演示")
    assertContains(response, "副主任应选1人，候选人0人，候选人应当多于应选名额，至少须有2人。")
    assertContains(response, "《村民委员会组织法》第十八条第一款")


def test_an_observer_reads_the_list_and_is_offered_no_act(client, election):
    entered = candidate(election, "丁演示")
    client.force_login(UserFactory(serving=election.area_code, role=Role.OBSERVER))

    response = client.get(page("list", election.pk))

    assertContains(response, "丁演示")
    assertNotContains(response, page("leave", entered.pk))
    assertNotContains(response, page("add", election.pk))


def test_a_candidate_is_entered_and_those_who_lose_their_proxy_are_named(client, clerk, election):
    agent, principal = (RegistrationFactory(election=election, name=name) for name in ("演示甲", "演示乙"))
    voters.grant_proxy(election=election, principal=principal, agent=agent, card_taken_back=True, by=clerk)

    response = client.post(page("add", election.pk), form(election, agent), follow=True)

    assertRedirects(response, page("list", election.pk))
    assertContains(response, "演示甲原来接受的委托已即时失效，请告知委托人重新办理：演示乙。")


def test_a_bar_is_refused_beside_the_bars_with_its_article(client, clerk, election):
    voter = RegistrationFactory(election=election)

    response = client.post(page("add", election.pk), form(election, voter, bars=["cult_activity"]))

    assert "不得作为候选人。（依据：《村民委员会组织法》第十八条第一款）" in errors(response, "bars")
    assert not Candidate.objects.exists()


def test_a_second_post_is_refused_beside_the_post(client, clerk, election):
    first = candidate(election, "演示甲")

    response = client.post(page("add", election.pk), form(election, first.registration, "member"))

    assert "一人只能作为一个职位的候选人" in errors(response, "post")
    assert Candidate.objects.count() == 1


def test_without_the_check_of_the_bars_nobody_is_entered(client, clerk, election):
    voter = RegistrationFactory(election=election)

    response = client.post(page("add", election.pk), form(election, voter, checked=""))

    assert "请逐项核对后勾选" in errors(response, "checked")
    assert not Candidate.objects.exists()


def test_a_voter_of_another_village_cannot_be_chosen(client, clerk, election):
    stranger = RegistrationFactory(election__village__township=election.village.township)

    response = client.post(page("add", election.pk), form(election, stranger))

    assert "不在可选范围内" in errors(response, "registration")


def test_typing_finds_the_registered_of_this_village_alone(client, clerk, election):
    RegistrationFactory(election=election, name="演小示")
    RegistrationFactory(election=election, name="演小待", status="pending")
    RegistrationFactory(election__village__township=election.village.township, name="演小邻")

    response = client.get(
        page("person_search", election.pk), {"name": "registration", "registration_words": "演小"}
    )

    assertContains(response, "演小示")
    assertNotContains(response, "演小待")
    assertNotContains(response, "演小邻")


def test_a_candidate_leaves_with_the_reason_and_stays_to_be_read(client, clerk, election):
    entered = candidate(election, "演示甲")

    client.post(page("leave", entered.pk), {"how": "withdraw", "reason": "本人书面退出"})

    assertContains(client.get(page("list", election.pk)), "本人书面退出")
    assert Candidate.objects.get().state == Candidate.State.WITHDRAWN


def test_a_place_by_hand_without_a_reason_is_refused_beside_it(client, clerk, election):
    entered = candidate(election, "演示甲")

    refused = client.post(page("order", entered.pk), {"place": "1", "reason": ""})
    client.post(page("order", entered.pk), {"place": "1", "reason": "经选举委员会议定"})

    assert "请写明理由" in errors(refused, "reason")
    assertContains(client.get(page("list", election.pk)), "1（人工）")


@pytest.mark.parametrize("name", ["leave", "order"])
def test_a_candidate_of_another_village_is_not_found(client, clerk, election, name):
    stranger = CandidateFactory(registration__election__village__township=election.village.township)

    assert client.get(page(name, stranger.pk)).status_code == 404
    assert client.post(page(name, stranger.pk), {"how": "strike", "reason": "x"}).status_code == 404
    assert Candidate.objects.get().state == Candidate.State.FORMAL


def test_the_list_costs_the_same_for_one_and_for_three(client, clerk, election):
    path = page("list", election.pk)
    candidate(election, "丁演示")
    client.get(path)
    counts = []
    for name in ("", "王演示", "李演示"):
        if name:
            candidate(election, name)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(path).status_code == 200
        counts.append(len(statements))
    assert counts == [counts[0]] * 3


def test_a_list_that_hung_in_time_is_judged_by_the_day_it_hung() -> None:
    hung, today = dt.date(2026, 3, 1), dt.date(2026, 3, 20)
    notice = Document(fully_posted_on=hung)

    assert queries.judged_on(notice, changed=False, today=today) == hung
    assert queries.judged_on(notice, changed=True, today=today) == today
    assert queries.judged_on(Document(), changed=False, today=today) == today
    assert queries.judged_on(None, changed=False, today=today) == today
