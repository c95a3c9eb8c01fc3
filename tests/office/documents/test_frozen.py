"""A paper that was altered after it was issued is named by what the trail recorded of it."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.audit import clock, evidence
from election_office.audit.models import AuditCheck
from election_office.documents import rules
from election_office.documents.models import Document
from tests.factories import UserFactory
from tests.office.test_audit_keyed import ahead

pytestmark = pytest.mark.django_db


def codes():
    return [fault.code for fault in evidence.faults()]


def alter_facts(document):
    document.facts = {**document.facts, "title": "另一个标题"}
    document.save(update_fields=["facts"])


def test_untouched_papers_agree(issue_printed):
    issue_printed()
    assert codes() == []


def test_altered_facts_are_named(issue_printed):
    document = issue_printed()
    alter_facts(document)

    (fault,) = evidence.faults()
    assert (fault.code, fault.area_code) == ("facts_changed", document.area_code)
    assert document.shown_code in fault.sentence


def test_facts_altered_with_a_fitting_checksum_are_named_by_the_trail(issue_printed):
    document = issue_printed()
    alter_facts(document)
    document.facts_sha256 = rules.sha256(rules.canonical(document.facts))
    document.save(update_fields=["facts_sha256"])
    assert codes() == ["facts_changed"]


def test_an_altered_pdf_is_named(issue_printed):
    document = issue_printed()
    path = default_storage.path(document.pdf.name)
    with open(path, "r+b") as file:
        file.seek(-40, 2)
        byte = file.read(1)
        file.seek(-41 + 1, 2)
        file.write(bytes([byte[0] ^ 1]))

    assert codes() == ["pdf_changed"]


def test_another_pdf_with_a_fitting_checksum_is_named_by_the_trail(issue_printed):
    document = issue_printed()
    Document.objects.filter(pk=document.pk).update(pdf_sha256="0" * 64)
    assert codes() == ["pdf_changed"]
    default_storage.delete(document.pdf.name)
    assert codes() == ["pdf_changed"]


def test_a_paper_taken_away_or_slipped_in_is_named(issue):
    document = issue()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE documents_document SET id = %s WHERE id = %s", [document.pk + 1000, document.pk]
        )
    assert sorted(codes()) == ["paper_missing", "paper_untraced"]


def test_no_paper_is_dated_by_a_clock_set_back(client, issue, clerk):
    ahead(2)
    with pytest.raises(ValidationError, match="早于最近一次操作"):
        issue()
    assert not Document.objects.exists()


def test_the_pages_say_what_the_night_found_and_how_to_go_on(client):
    officer = UserFactory(serving="369901001", role="township_officer")
    client.force_login(officer)
    assertContains(client.get(reverse("audit:state")), "还没有校验过")
    now = timezone.now()
    row = {"area_code": "369901001001", "code": "chain_cut", "fault": "第4条与前一条不衔接。"}
    elsewhere = row | {"area_code": "369901002001", "fault": "第9条缺失。"}
    AuditCheck.objects.create(began_at=now, ended_at=now, chains=2, events=9, faults=[row, elsewhere])
    page = client.get(reverse("audit:state"))
    assertContains(page, "第4条与前一条不衔接")
    assertContains(page, "其中1处在别的地区")
    assertNotContains(page, "第9条缺失")
    assertContains(client.get(reverse("dashboard:home")), "操作留痕最近一次校验")

    ahead(2)
    assertContains(client.get(reverse("audit:state")), reverse("audit:clock"))
    assertContains(client.post(reverse("audit:clock"), {"reason": ""}), "理由")
    assert clock.ahead_of_clock() is not None
    assertRedirects(client.post(reverse("audit:clock"), {"reason": "主板电池没电"}), reverse("audit:state"))
    assert clock.ahead_of_clock() is None


def test_the_signed_digest_is_a_page_with_a_code(client):
    officer = UserFactory(serving="369901001", role="township_officer")
    ahead(0)
    client.force_login(officer)
    page = client.get(reverse("audit:digest"))
    assertContains(page, "<svg")
    assertContains(page, "369901001001")
    assertContains(page, "— office-")
