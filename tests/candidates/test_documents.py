"""The list of formal candidates as it hangs: lawful or not issued, in order, corrected when one leaves."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.asserts import assertContains

from candidates import actions, queries
from candidates.models import Candidate
from election_office.accounts.models import User
from election_office.documents import actions as documents
from election_office.documents.models import Document
from election_office.law.decision import RuleRefused
from tests.factories import CandidateFactory, ElectionFactory, UserFactory
from tests.tails import tail_of
from villages.models import Election

pytestmark = pytest.mark.django_db

KIND = queries.FORMAL_NOTICE
LAWFUL = {
    "director": ["李演示", "丁演示"],
    "deputy": ["王演示", "乙演示"],
    "member": ["甲演示", "丙演示", "戊演示", "己演示"],
}


@pytest.fixture
def election() -> Election:
    return ElectionFactory(village__name="演示村", steps=True)


@pytest.fixture
def clerk(client: Client, election: Election) -> User:
    user = UserFactory(serving=election.area_code)
    client.force_login(user)
    return user


def enter(election: Election, names: dict[str, list[str]], sex: str = "male") -> None:
    for kind, people in names.items():
        for name in people:
            CandidateFactory(
                registration__election=election, registration__name=name, registration__sex=sex, kind=kind
            )


def text_of(pdf: bytes) -> str:
    return "".join("".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(pdf)).pages)


def issue_page(election: Election) -> str:
    return reverse("documents:paper", args=[KIND, election.pk])


def test_a_list_without_more_candidates_than_seats_is_refused_with_the_article(client, clerk, election):
    """G36: as many as the seats is one too few."""
    enter(election, LAWFUL | {"member": ["甲演示", "丙演示", "戊演示"]})

    response = client.post(issue_page(election))

    assertContains(response, "委员应选3人，候选人3人，候选人应当多于应选名额，至少须有4人。")
    assertContains(response, "（依据：《村民委员会组织法》第十八条第一款）")
    assert not Document.objects.exists()


def test_an_unlawful_list_leaves_no_number_behind(clerk, election):
    enter(election, LAWFUL | {"director": ["丁演示"]})
    with pytest.raises(RuleRefused):
        documents.issue(KIND, election, by=clerk)
    enter(election, {"director": ["李演示"]})

    assert documents.issue(KIND, election, by=clerk).number.endswith("1号")


def test_a_lawful_list_prints_its_posts_and_names_in_order(client, clerk, election):
    enter(election, LAWFUL)
    enter(election, {"member": ["庚演示"]}, sex="female")

    client.post(issue_page(election))

    document = Document.objects.get()
    year = timezone.localdate().year
    assert document.number == f"演示村选〔{year}〕1号"
    assert [one["name"] for one in document.facts["posts"][0]["candidates"]] == ["丁演示", "李演示"]
    text = text_of(documents.preview_pdf(KIND, election))
    assert "按姓氏笔画为序" in text
    assert "一、主任候选人（2名，应选1名）丁演示、李演示" in text
    assert "三、委员候选人（5名，应选3名）" in text
    assert "庚演示（女）" in text
    assert text.count("（女）") == 1
    assert "选民也可以另选他人" in text


def test_a_list_carries_no_personal_number(clerk, election):
    enter(election, LAWFUL)
    tails = [tail_of(one.person) for one in Candidate.objects.select_related("person")]

    text = text_of(documents.preview_pdf(KIND, election))

    assert tails
    assert not any(tail in text for tail in tails)


def test_somebody_leaving_after_the_list_hangs_asks_for_a_correction(client, clerk, election):
    enter(election, LAWFUL | {"director": ["李演示", "丁演示", "王小示"]})
    document = documents.issue(KIND, election, by=clerk)
    page = reverse("candidates:list", args=[election.pk])
    assert not client.get(page).context["changes"]

    leaving = Candidate.objects.get(person__name="王小示")
    actions.withdraw_candidate(candidate=leaving, reason="本人退出", by=clerk)

    assertContains(client.get(page), "名单在公告以后有变动")
    new = documents.replace(document, by=clerk, reason="一人退出", subject=election)
    assert [one["name"] for one in new.facts["posts"][0]["candidates"]] == ["丁演示", "李演示"]
    assert not client.get(page).context["changes"]


def test_a_correction_that_is_no_longer_lawful_is_not_issued(clerk, election):
    enter(election, LAWFUL)
    document = documents.issue(KIND, election, by=clerk)
    leaving = Candidate.objects.get(person__name="丁演示")
    actions.withdraw_candidate(candidate=leaving, reason="本人退出", by=clerk)

    with pytest.raises(RuleRefused, match="至少须有2人"):
        documents.replace(document, by=clerk, reason="一人退出", subject=election)

    document.refresh_from_db()
    assert document.state == Document.State.ISSUED


def test_the_list_hung_everywhere_closes_its_step(clerk, election):
    enter(election, LAWFUL)
    document = documents.issue(KIND, election, by=clerk)
    for place in document.place_list:
        assert election.steps.get(code="formal_list").done_on is None
        documents.record_posting(document, place_key=place.key, posted_at=timezone.now(), by=clerk)

    assert election.steps.get(code="formal_list").done_on == timezone.localdate()


def test_a_list_withdrawn_or_not_hanging_after_all_opens_the_nomination_it_ended(clerk, election):
    enter(election, LAWFUL)
    document = documents.issue(KIND, election, by=clerk)
    postings = [
        documents.record_posting(document, place_key=place.key, posted_at=timezone.now(), by=clerk)
        for place in document.place_list
    ]
    nomination = election.steps.get(code="nomination")
    assert nomination.done_on == timezone.localdate()

    documents.void_posting(postings[0], by=clerk, reason="贴错了地方")
    nomination.refresh_from_db()
    assert nomination.done_on is None

    place = document.place_list[0]
    documents.record_posting(document, place_key=place.key, posted_at=timezone.now(), by=clerk)
    nomination.refresh_from_db()
    assert nomination.done_on == timezone.localdate()
    documents.revoke(document, by=clerk, reason="名单有误")
    nomination.refresh_from_db()
    assert (nomination.done_on, nomination.evidence) == (None, "")
