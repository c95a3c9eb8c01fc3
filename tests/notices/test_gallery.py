"""Specimens: every kind from made-up facts, short and longest, without touching what real papers use."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from election_office.accounts.permissions import Role
from election_office.documents import gallery, kinds, specimens
from election_office.documents.models import Document, NumberSeries
from election_office.jobs.models import Job
from tests.factories import UserFactory

FOR_THE_CLERK = re.compile("打印|点击|按钮|到系统|双面|裁开|预览|[AB][345]纸")


@pytest.mark.parametrize("kind", gallery.all_kinds(), ids=lambda kind: kind.code)
def test_every_specimen_is_laid_out_short_and_with_the_longest_facts(kind: kinds.DocumentKind) -> None:
    short, long = (gallery.facts_of(kind, length) for length in gallery.LENGTHS)
    if kind.compose is not None:
        assert "".join(kind.compose(short).texts())
        assert "".join(kind.compose(long).texts())
        assert not FOR_THE_CLERK.search("\n".join(kind.compose(short).texts())), "a paper gives no advice"
    if "village" in long:
        assert long["village"] == specimens.LONG_VILLAGE


def test_the_longest_is_as_long_as_a_paper_must_hold() -> None:
    assert (len(specimens.LONG_VILLAGE), len(specimens.LONG_NAME)) == (12, 20)
    facts = specimens.longest(
        {"village": "甲村", "posts": [{"people": [{"name": "演示甲"}]}], "groups": [["一", "甲村"]]}
    )
    assert (len(facts["posts"]), len(facts["posts"][0]["people"]), len(facts["groups"])) == (7, 15, 60)
    assert facts["posts"][0]["people"][0]["name"] == specimens.LONG_NAME
    assert facts["groups"][0] == ["一", specimens.LONG_VILLAGE]


@pytest.mark.django_db
def test_the_gallery_is_made_by_a_job_and_shows_what_was_made(client: Client) -> None:
    officer = UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER)
    client.force_login(officer)
    assert "还没有制作样张" in client.get(reverse("documents:gallery")).content.decode()
    asked = client.post(reverse("documents:gallery_make"))
    assert asked.url == reverse("jobs:detail", args=[Job.objects.get(kind="documents.gallery").pk])

    made = gallery.make(kinds.get("villages.day_notice"), "short")
    assert (made.pages, made.problem) == (1, "")
    address = reverse("documents:gallery_file", args=["villages.day_notice", "short", "pdf"])
    text = PdfReader(io.BytesIO(client.get(address).content)).pages[0].extract_text()
    assert "样张" in text
    assert "查验" not in text
    assert (Document.objects.count(), NumberSeries.objects.count()) == (0, 0)
    client.force_login(UserFactory(serving="369901001001"))
    assert client.get(reverse("documents:gallery")).status_code == 403
