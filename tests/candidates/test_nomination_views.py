"""The pages of nomination: from an empty village to a formal list, refused where the rule refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from candidates.models import Candidate, NominationReading, NominationSheet, Nominee, NomineeObjection
from candidates.nomination import actions as nomination
from candidates.nomination import queries
from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents.models import Document
from tests.factories import ElectionFactory, RegistrationFactory, UserFactory
from villages.models import Election
from villages.order.actions import allow_early
from villages.readings.rules import Reading

pytestmark = pytest.mark.django_db

NAMES = {
    "director": {"演示甲": 40, "演示乙": 30, "演示丙": 15},
    "deputy": {"演示丁": 50, "演示戊": 36},
    "member": {"演示己": 60, "演示庚": 50, "演示辛": 40, "演示壬": 30},
}


@pytest.fixture
def election() -> Election:
    return ElectionFactory(village__name="演示村", steps=True)


@pytest.fixture
def clerks(election: Election) -> list[tuple[User, Client]]:
    rows = []
    for _ in range(2):
        user, client = UserFactory(serving=election.area_code), Client()
        client.force_login(user)
        rows.append((user, client))
    return rows


def page(name: str, *args: int) -> str:
    return reverse(f"candidates:{name}", args=args)


def errors(response: Any) -> dict[str, Any]:
    return dict(response.context["form"].errors)


def test_an_empty_village_is_told_what_to_do_first(election, clerks):
    _, client = clerks[0]
    response = client.get(page("nomination", election.pk))

    assertContains(response, "还没有登记提名安排")
    assertContains(response, page("nomination_plan", election.pk))
    assertContains(client.get(page("list", election.pk)), page("nomination", election.pk))


def plan(election: Election, client: Client, **changes: Any) -> Any:
    today = timezone.localdate().isoformat()
    given = {
        "ways": ["ballot"], "opens_on": today, "closes_on": today, "joint_least": 10,
        "objection_days": 3, "decision_days": 3,
    }  # fmt: skip
    places = {f"places_{post.pk}": post.seats + 1 for post in election.posts.all()}
    return client.post(page("nomination_plan", election.pk), given | places | changes)


def reading(election: Election, **changes: Any) -> dict[str, Any]:
    votes = {
        f"votes_{post.pk}": "\n".join(f"{name} {n}" for name, n in NAMES[post.kind].items())
        for post in election.posts.all()
    }
    return {"recovered": 90, "void": 2, "blank": 1} | votes | changes


def test_from_two_readings_of_the_ballots_to_the_formal_list(election, clerks):
    (clerk, client), (_, second) = clerks
    overview = page("nomination", election.pk)
    assertRedirects(plan(election, client), overview)
    client.post(page("nomination_sheet_add", election.pk), {"station": "村部会场", "issued": 100})
    sheet = NominationSheet.objects.get()
    here = page("nomination_sheet", sheet.pk)

    over = client.post(here, reading(election, recovered=101))
    assertContains(over, "多于发出的100张")
    client.post(here, reading(election))
    second.post(here, reading(election, void=3))
    asked = client.get(here)
    assertContains(asked, "无效票")
    # Beside the one cell only the draft of one's own reading, which is hidden.
    assert list(asked.context["form"].fields) == ["typed", "cell_0"]
    second.post(here, {"cell_0": 2})
    sheet.refresh_from_db()
    assert sheet.agreed

    today = timezone.localdate().isoformat()
    for post in election.posts.all():
        for name in NAMES[post.kind]:
            voter = RegistrationFactory(election=election, name=name)
            given = {
                "source": "ballot", "post": post.pk, "registration": voter.pk, "received_on": today,
                "written_as": f"{post.pk}:{name}",
            }  # fmt: skip
            assertRedirects(
                client.post(page("nominate", election.pk), given), overview, fetch_redirect_response=False
            )
            nominee = Nominee.objects.get(person=voter.person)
            client.post(page("nominee_answer", nominee.pk), {"accepts": "yes", "answered_on": today})
    client.post(page("preliminary_make", election.pk))
    assert Nominee.objects.filter(listed=True).count() == 8

    notice = documents.issue(queries.PRELIMINARY_NOTICE, election, by=clerk, election_id=election.pk)
    for place in election.village.places():
        documents.record_posting(notice, place_key=place.key, posted_at=timezone.now(), by=clerk)
    first = Nominee.objects.get(person__name="演示甲")
    left = client.post(
        page("nominee_leave", first.pk), {"how": "withdraw", "reason": "本人书面退出"}, follow=True
    )
    assertContains(left, "按提名得票由演示丙递补")
    assertNotContains(left, page("nominee_answer", first.pk))
    assertContains(left, "名单在公告以后有变动：主任：演示甲不再列入名单，演示丙列入名单")
    assertContains(left, reverse("documents:paper", args=[notice.kind, election.pk]))
    notice = documents.replace(notice, by=clerk, reason="演示甲退出", subject=election)
    for place in election.village.places():
        documents.record_posting(notice, place_key=place.key, posted_at=timezone.now(), by=clerk)
    unticked = client.post(page("formal_make", election.pk), {})
    assert "checked" in errors(unticked)
    # The list hung today: its days for objecting have not run out.
    early = client.post(page("formal_make", election.pk), {"checked": "on"})
    assertContains(early, "起才能确定正式候选人")
    officer = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    allow_early(
        election=election, act="candidates.formal_list", reason="测试", paper_number="演示1号",
        decided_on=timezone.localdate(), by=officer,
    )  # fmt: skip
    client.post(page("formal_make", election.pk), {"checked": "on"})

    standing = Candidate.objects.standing().values_list("person__name", "nomination_votes")
    assert ("演示丙", 15) in standing
    assert "演示甲" not in dict(standing)
    assert len(standing) == 8


def test_a_line_without_a_number_is_named(election, clerks):
    _, client = clerks[0]
    plan(election, client)
    client.post(page("nomination_sheet_add", election.pk), {"station": "村部会场", "issued": 100})
    post = election.posts.get(kind="director")

    response = client.post(
        page("nomination_sheet", NominationSheet.objects.get().pk),
        reading(election, **{f"votes_{post.pk}": "演示甲 50\n演示乙 五十"}),
    )

    assert errors(response)[f"votes_{post.pk}"] == ["第2行应为姓名、空格、得票数。"]
    assert not NominationReading.objects.exists()


@pytest.mark.parametrize("code", ["ballot", "self", "joint", "choice"])
def test_the_blank_forms_are_laid_out(election, clerks, code):
    clerk, client = clerks[0]
    plan(election, client)

    document = documents.issue(f"candidates.nomination_{code}", election, by=clerk, election_id=election.pk)

    assert document.facts["least"] == 10


def test_the_answer_to_an_objection_is_posted_without_the_name_of_who_spoke_up(election, clerks):
    clerk, client = clerks[0]
    plan(election, client, ways=["self"])
    today, post = timezone.localdate(), election.posts.get(kind="director")
    voter = RegistrationFactory(election=election, name="演示甲")
    nominee = Nominee.objects.create(
        election=election, post=post, person=voter.person, registration=voter, source="self",
        received_on=today, state="accepted", listed=True, entered_by=clerk,
    )  # fmt: skip
    objection = NomineeObjection.objects.create(
        nominee=nominee, objector_name="演示提出人", text="长期不在本村居住。", received_on=today,
        due_on=today, entered_by=clerk,
    )  # fmt: skip
    paper = reverse("documents:paper", args=["candidates.nominee_objection_decision", objection.pk])
    assertContains(client.post(paper), "还没有答复，不能签发")

    answer = {"outcome": "rejected", "answer": "户口和住所都在本村。", "decided_on": today.isoformat()}
    client.post(page("nominee_objection_answer", objection.pk), answer)
    client.post(paper)
    decision = Document.objects.get(kind="candidates.nominee_objection_decision")

    assert "演示提出人" not in str(decision.facts)
    required = [place["key"] for place in decision.places if place["required"]]
    assert "village" in required
    assertContains(client.get(page("nomination", election.pk)), "决定书和张贴")


def test_the_page_asks_the_same_number_of_statements_however_many_stations_and_people(
    election, clerks, django_assert_max_num_queries
):
    (clerk, client), (other, _) = clerks
    plan(election, client)
    here, post = page("nomination", election.pk), election.posts.get(kind="director")
    with django_assert_max_num_queries(40) as few:
        client.get(here)
    for number in range(4):
        sheet = nomination.add_sheet(election=election, station=f"会场{number}", issued=100, by=clerk)
        read = Reading(90, 2, 1, {str(post.pk): {f"演示{number}": 50}})
        for reader in (clerk, other):
            nomination.read_sheet(sheet=sheet, reading=read, by=reader)
    with django_assert_max_num_queries(len(few) + 8) as more:
        client.get(here)
    for number in range(4, 8):
        sheet = nomination.add_sheet(election=election, station=f"会场{number}", issued=100, by=clerk)
        read = Reading(90, 2, 1, {str(post.pk): {f"演示{number}": 50}})
        for reader in (clerk, other):
            nomination.read_sheet(sheet=sheet, reading=read, by=reader)
    with django_assert_max_num_queries(len(more)):
        client.get(here)
