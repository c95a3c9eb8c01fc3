"""The form of a number comes from the rulebook; the register names every number, the void and the missing."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from election_office.accounts.permissions import Role
from election_office.documents import actions, kinds, numbering
from election_office.documents.models import NumberSeries
from election_office.documents.paper import Paper
from election_office.law.rulebooks import rulebook_for
from tests.factories import ElectionFactory, UserFactory
from villages.models import Election, RuleOverlay
from villages.notices.shared import GUIDANCE_FORMS, NOTICE_FORMS, NOTICE_NUMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[kinds.DocumentKind]:
    made = kinds.register(
        kinds.DocumentKind(
            code="test.numbered",
            title="演示公告",
            facts=lambda subject: {"title": "演示公告"},
            compose=lambda facts: Paper(title=facts["title"]),
            number_rule=NOTICE_NUMBER,
        )
    )
    yield made
    kinds.forget(made.code)


def test_every_form_the_rulebook_knows_can_be_written() -> None:
    book = rulebook_for("369901", timezone.localdate().replace(year=2026, month=12, day=20))
    for key, forms in (("notice_number_form", NOTICE_FORMS), ("guidance_number_form", GUIDANCE_FORMS)):
        assert set(book.parameter(key).choices) == set(forms)
    assert NOTICE_FORMS["year"].format(place="演示村", year=2026, serial=3) == "演示村选〔2026〕3号"
    assert {
        numbering.serial_of(form.format(place="演示2村", year=2026, serial=31))
        for form in (*NOTICE_FORMS.values(), *GUIDANCE_FORMS.values())
    } == {31}


def test_the_register_names_every_number_why_it_is_void_and_what_is_missing(
    client: Client, kind: kinds.DocumentKind
) -> None:
    election = ElectionFactory(steps=True)
    officer = UserFactory(serving=election.village.township.code, role=Role.TOWNSHIP_OFFICER)
    RuleOverlay.objects.create(
        area_code=election.village.township.code, key="notice_number_form", value="serial",
        paper_number="演示发〔2026〕1号", paper_date=timezone.localdate(), entered_by=officer,
    )  # fmt: skip
    election = Election.objects.get(pk=election.pk)  # with the papers of the place
    notice = actions.issue(kind.code, election, by=officer)
    village = election.village.name
    assert notice.number == f"{village}选字第1号"
    actions.revoke(notice, reason="演示日期有误", by=officer)
    again = actions.issue(kind.code, election, by=officer)
    series = NumberSeries.objects.get(series="notice")
    series.last = 4  # one was given and its paper is gone, one came by hand
    series.save()

    client.force_login(officer)
    assert (
        reverse("documents:number_series", args=[series.pk])
        in client.get(reverse("documents:numbers"), {"area": election.area_code}).content.decode()
    )
    shown = client.get(reverse("documents:number_series", args=[series.pk]))
    assert [(row.serial, row.is_gap) for row in shown.context["rows"]] == [
        (1, False), (2, False), (3, True), (4, True),
    ]  # fmt: skip
    text = shown.content.decode()
    assert "演示日期有误" in text
    assert "缺号：3、4" in text
    assert again.number in text
    printed = client.get(reverse("documents:number_series_pdf", args=[series.pk])).content
    assert "缺号：3、4。" in PdfReader(io.BytesIO(printed)).pages[0].extract_text()
    client.force_login(UserFactory(serving="369902001001"))
    assert client.get(reverse("documents:number_series", args=[series.pk])).status_code == 404
