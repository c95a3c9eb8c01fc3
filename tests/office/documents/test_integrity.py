"""A paper that somebody changed behind the program's back is not handed out and not vouched for."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.documents import actions
from election_office.documents.integrity import FACTS, FILE, alterations
from election_office.documents.models import Document

pytestmark = pytest.mark.django_db


def change_facts(document: Document) -> Document:
    """As a statement to the database would."""
    facts = dict(document.facts, names=["后来的人"])
    Document.objects.filter(pk=document.pk).update(facts=facts)
    return Document.objects.get(pk=document.pk)


def change_file(document: Document, added: bytes = b"%") -> None:
    with document.pdf.open() as file:
        data = file.read()
    storage, name = document.pdf.storage, document.pdf.name
    storage.delete(name)
    if added:
        from django.core.files.base import ContentFile  # noqa: PLC0415

        assert storage.save(name, ContentFile(data + added)) == name


def test_a_paper_as_it_was_issued_is_intact(issue_printed):
    assert alterations(issue_printed()) == []


def test_changed_facts_print_nothing_and_the_public_page_says_so(client, issue_printed, clerk):
    document = change_facts(issue_printed())
    client.force_login(clerk)

    assert alterations(document) == [FACTS]
    public = client.get(reverse("documents:verify_code", args=[document.code]))
    assertContains(public, "登记的内容被改动，与签发时的校验值不符。")
    assertNotContains(public, "公文属实")
    for name in ("pdf", "docx"):
        url = reverse(f"documents:{name}", args=[document.pk])
        assertRedirects(client.get(url), document.get_absolute_url())
    page = client.get(document.get_absolute_url())
    assertContains(page, "登记的内容被改动")
    assertNotContains(page, "后来的人")


@pytest.mark.parametrize("added", [b"%", b""], ids=["changed", "taken away"])
def test_a_changed_or_missing_file_is_not_handed_out(client, issue_printed, clerk, added):
    document = issue_printed()
    change_file(document, added)
    client.force_login(clerk)

    assert alterations(document) == [FILE]
    assertRedirects(client.get(reverse("documents:pdf", args=[document.pk])), document.get_absolute_url())
    public = client.get(reverse("documents:verify_code", args=[document.code]))
    assertContains(public, "PDF文件被改动")
    assertNotContains(public, "公文属实")


def test_changed_facts_are_not_printed_later_either(issue, clerk):
    document = change_facts(issue())
    Document.objects.filter(pk=document.pk).update(file_status="pending", pdf="", pdf_sha256="")

    printed = actions.render(Document.objects.get(pk=document.pk))

    assert printed.file_status == Document.FileStatus.FAILED
    assert "已被改动" in printed.file_problem
