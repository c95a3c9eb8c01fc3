"""The papers of the plan, from draft to wall: what closes a step, keeps it red, or opens it again."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertRedirects

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents.models import Document, NumberSeries
from tests.factories import ElectionFactory, UserFactory
from villages import actions
from villages.models import Election, Step
from villages.models.elections import Stage

pytestmark = pytest.mark.django_db

DAY_NOTICE, REGISTER_NOTICE = "villages.day_notice", "villages.register_notice"


@pytest.fixture
def election() -> Election:
    return ElectionFactory(village__name="演示村", steps=True)


@pytest.fixture
def officer(client: Client, election: Election) -> User:
    user = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER, name="测试镇")
    client.force_login(user)
    return user


def page(name: str, election: Election, kind: str = DAY_NOTICE) -> str:
    return reverse(f"documents:{name}", args=[kind, election.pk])


def text_of(pdf: bytes) -> str:
    """What the PDF says, without the spaces its lines put in."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(one.extract_text().split()) for one in pages)


def issued(election: Election, officer: User, kind: str = DAY_NOTICE) -> Document:
    return documents.issue(kind, election, by=officer)


def hang(document: Document, officer: User, key: str, *, days_later: int = 0) -> None:
    """The paper hangs at that place so many days from now, and is entered then."""
    with time_machine.travel(timezone.now() + dt.timedelta(days=days_later, minutes=1), tick=False):
        documents.record_posting(document, place_key=key, posted_at=timezone.now(), by=officer)


def step_of(election: Election, code: str = "day_notice") -> Step:
    return election.steps.get(code=code)


# ------------------------------------------------------------------ draft and issue


def test_a_draft_is_marked_takes_no_number_and_leaves_no_paper(client, officer, election):
    response = client.get(page("paper_preview", election))

    assert response.headers["Content-Type"] == "application/pdf"
    text = text_of(response.content)
    assert "预览稿未发布" in text
    assert "演示村第" in text
    assert "选〔" not in text
    assert not Document.objects.exists()
    assert not NumberSeries.objects.exists()


def test_an_issued_notice_takes_the_townships_own_number_and_says_what_the_plan_says(
    client, officer, election
):
    type(election.village.township).objects.filter(pk=election.village.township_id).update(
        phone="0000-0000000"
    )
    response = client.post(page("paper", election))

    document = Document.objects.get()
    assertRedirects(response, reverse("documents:detail", args=[document.pk]))
    assert document.number == f"{election.village.township.name}换届〔{timezone.localdate().year}〕1号"
    assert document.election_id == election.pk
    assert document.issuer == f"{election.village.township.name}村民委员会换届选举指导组"
    assert document.phone == "0000-0000000"
    shown = client.get(document.get_absolute_url())
    assertContains(shown, f"共印{len(document.places) + 1}份：{len(document.places)}处张贴各一份，存档一份。")
    assertContains(shown, f"盖{document.issuer}印章")
    text = text_of(documents.preview_pdf(DAY_NOTICE, election))
    day = election.election_day
    assert f"选举日定为{day.year}年{day.month}月{day.day}日" in text
    assert "共5人，其中主任1名、副主任1名、委员3名" in text
    assert "年龄计算到选举日为止" in text


def test_what_the_township_signs_and_what_the_village_signs_have_a_series_each(officer, election):
    """A number and a signature of the same body: one series for all villages of the township."""
    other = ElectionFactory(village__name="演示邻村", village__township=election.village.township, steps=True)
    numbers = [issued(one, officer, DAY_NOTICE).number for one in (election, other)]

    year, township = timezone.localdate().year, election.village.township.name
    assert numbers == [f"{township}换届〔{year}〕1号", f"{township}换届〔{year}〕2号"]
    assert issued(election, officer, REGISTER_NOTICE).number == f"演示村选〔{year}〕1号"
    assert issued(other, officer, REGISTER_NOTICE).number == f"演示邻村选〔{year}〕1号"


def test_an_issued_notice_keeps_its_facts_when_the_election_changes(officer, election):
    document = issued(election, officer)
    before = election.election_day

    actions.move_election_day(
        election=election, day=before + dt.timedelta(days=7), reason="推迟一周", by=officer
    )

    document.refresh_from_db()
    assert document.facts["day"] == before.isoformat()


def test_a_notice_in_force_is_corrected_not_issued_twice(client, officer, election):
    document = issued(election, officer)

    response = client.post(page("paper", election))

    assertContains(response, f"{document.number}《{document.title}》已经签发")
    assert list(Document.objects.all()) == [document]
    with pytest.raises(ValidationError):
        issued(election, officer)


def test_a_village_still_preparing_issues_no_notice(client, officer, election):
    Election.objects.filter(pk=election.pk).update(stage=Stage.PREPARATION)

    response = client.post(page("paper", election))

    assertContains(response, "本村现处准备阶段，此事项要在选举阶段办理")
    assert not Document.objects.exists()


def test_a_kind_that_no_election_issues_is_not_found(client, officer, election):
    assert client.get(page("paper", election, "ballots.certificate")).status_code == 404
    assert client.get(page("paper_preview", election, "villages.nothing")).status_code == 404


def test_the_register_notice_says_until_when_and_who_may_register(election):
    text = text_of(documents.preview_pdf(REGISTER_NOTICE, election))

    last = step_of(election, "register").deadline
    assert f"至{last.year}年{last.month}月{last.day}日止" in text
    assert "户籍不在本村" in text
    assert f"{election.committee_title}" in text


# ------------------------------------------------------------------ posting


def test_the_step_closes_when_the_last_place_has_it_and_on_that_day(officer, election):
    document = issued(election, officer)

    hang(document, officer, "village")
    assert step_of(election).done_on is None
    hang(document, officer, "group-1", days_later=1)
    assert step_of(election).done_on is None
    hang(document, officer, "group-2", days_later=2)

    step = step_of(election)
    assert step.done_on == timezone.localdate(timezone.now() + dt.timedelta(days=2, minutes=1))
    assert step.evidence == f"{document.number} {document.title}"
    assert step.document_id_text == str(document.pk)


def test_a_paper_hung_after_the_limit_leaves_its_step_red_for_ever(officer, election):
    document = issued(election, officer)
    Step.objects.filter(pk=step_of(election).pk).update(limit_on=timezone.localdate())
    for key in ("village", "group-1"):
        hang(document, officer, key)

    hang(document, officer, "group-2", days_later=1)

    step = step_of(election)
    assert step.state_on(timezone.localdate()) == Step.State.DONE_LATE
    assert step.state_on(timezone.localdate() + dt.timedelta(days=100)).tone == "overdue"


@pytest.fixture
def everywhere(officer: User, election: Election) -> Document:
    """A day notice that hangs at the village and in both groups."""
    document = issued(election, officer)
    for key in ("village", "group-1", "group-2"):
        hang(document, officer, key)
    assert step_of(election).done_on is not None
    return document


def test_a_revoked_notice_opens_its_step_again(officer, election, everywhere):
    documents.revoke(everywhere, by=officer, reason="日期有误")

    step = step_of(election)
    assert (step.done_on, step.evidence, step.document_id_text) == (None, "", "")


def test_a_posting_entered_by_mistake_opens_the_step_it_had_closed(officer, election, everywhere):
    documents.void_posting(everywhere.postings.get(place_key="group-2"), by=officer, reason="没有张贴")

    assert step_of(election).done_on is None


def test_a_posting_entered_anew_moves_the_day_of_its_step(officer, election, everywhere):
    again = timezone.now() + dt.timedelta(days=3, minutes=1)
    first = everywhere.postings.get(place_key="group-2")
    with time_machine.travel(again, tick=False):
        documents.take_down(first, by=officer)
    hang(everywhere, officer, "group-2", days_later=3)
    assert step_of(election).done_on < timezone.localdate(again)

    documents.void_posting(first, by=officer, reason="登记错村")

    assert step_of(election).done_on == timezone.localdate(again)


def test_a_corrected_notice_keeps_its_step_until_the_correction_is_revoked(officer, election, everywhere):
    new = documents.replace(everywhere, by=officer, reason="更正会场", subject=election)
    assert step_of(election).done_on is not None

    documents.revoke(new, by=officer, reason="不再采用")

    assert step_of(election).done_on is None


def test_the_page_of_the_step_leads_to_its_paper(client, officer, election, everywhere):
    response = client.get(reverse("villages:step", args=[step_of(election).pk]))

    assertContains(response, reverse("documents:detail", args=[everywhere.pk]))
    assertContains(response, everywhere.number)
