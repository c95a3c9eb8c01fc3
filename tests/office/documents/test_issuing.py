"""A paper is issued from frozen facts, printed, numbered."""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from dataclasses import replace

import pytest
import time_machine
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordDocument
from kombu.exceptions import OperationalError
from pypdf import PdfReader
from pytest_django.asserts import assertContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions, kinds, rendering, rules
from election_office.documents.enclosing import facts_file, pdf_to_keep
from election_office.documents.kinds import DocumentKind
from election_office.documents.models import Document, NumberSeries
from election_office.documents.responses import preview_response
from election_office.documents.waiting import PRINTED_WITHIN, requeue_waiting
from tests.factories import UserFactory
from tests.office.documents.papers import NOTICE, OTHER, VILLAGE, _facts, _paper, data_of, heard, text_of

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ issuing


def test_an_issued_paper_is_printed_with_its_text_number_date_and_code(issue_printed):
    with time_machine.travel("2026-11-22T10:00:00+08:00", tick=False):
        document = issue_printed()

    assert document.file_status == Document.FileStatus.READY
    data = data_of(document)
    assert data[:5] == b"%PDF-"
    text = text_of(data)
    for said in (
        "上河湾村选民名单公告",
        "测选〔2026〕1号",
        "欧阳某甲",
        "2026年11月22日",
        document.shown_code,
    ):
        assert said in text


def test_the_same_facts_give_the_same_file(issue_printed):
    document = issue_printed()

    again = pdf_to_keep(NOTICE, document)

    assert again.data == data_of(document)
    assert rules.sha256(again.data) == document.pdf_sha256


def test_an_issued_paper_is_written_to_be_kept_with_its_facts_inside(issue_printed):
    """The structure PDF/A-3b asks for; no validator is at hand here, so this is not validated."""
    document = issue_printed()
    Document.objects.filter(pk=document.pk).update(facts=document.facts | {"note": "369901199001010017"})
    document.refresh_from_db()
    reader = PdfReader(io.BytesIO(data_of(document)))
    root = reader.trailer["/Root"]
    [intent] = root["/OutputIntents"]
    assert (intent["/S"], "/DestOutputProfile" in intent) == ("/GTS_PDFA1", True)
    mark = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3" pdfaid:conformance="B"' in mark
    assert "/ID" in reader.trailer
    assert "/Encrypt" not in reader.trailer
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            [inner] = font.get_object()["/DescendantFonts"]
            assert "/FontFile3" in inner.get_object()["/FontDescriptor"].get_object()

    [listed] = root["/AF"]
    assert (listed.get_object()["/UF"], listed.get_object()["/AFRelationship"]) == ("facts.json", "/Data")
    assert list(reader.attachments) == ["facts.json"]
    [enclosed] = reader.attachments["facts.json"]
    said = json.loads(enclosed)
    assert (said["kind"], said["code"], said["number"]) == (document.kind, document.code, document.number)
    assert said["facts"]["day"] == "2026-12-20"
    assert b"369901199001010017" not in facts_file(document).data  # it hangs in public


def test_what_changes_afterwards_does_not_change_the_paper(issue_printed, subject, monkeypatch):
    document = issue_printed()
    monkeypatch.setattr("tests.office.documents.papers.NAMES", ["后来的人"])

    Document.objects.filter(pk=document.pk).update(file_status="pending")
    document = actions.render(document)

    text = text_of(data_of(document))
    assert "欧阳某甲" in text
    assert "后来的人" not in text


def test_printing_twice_keeps_the_first_file(issue_printed):
    document = issue_printed()
    name = document.pdf.name

    actions.render(document)

    document.refresh_from_db()
    assert document.pdf.name == name


def test_issuing_leaves_a_trace(issue, clerk):
    document = issue()

    event = AuditEvent.objects.get(action="document.issued")
    assert (event.target, event.actor, event.after["number"]) == (
        f"documents.Document:{document.pk}",
        "经办人甲",
        document.number,
    )


def test_a_preview_is_marked_and_leaves_no_trace(subject):
    text = text_of(actions.preview_pdf(NOTICE.code, subject))

    assert "预览稿未发布" in text
    assert "测选" not in text
    assert not Document.objects.exists()
    assert not NumberSeries.objects.exists()
    assert not AuditEvent.objects.exists()


def test_someone_of_another_village_may_not_issue(subject):
    with pytest.raises(PermissionDenied):
        actions.issue(NOTICE.code, subject, by=UserFactory(serving=OTHER))

    assert not Document.objects.exists()


def test_an_observer_may_not_issue(subject):
    with pytest.raises(PermissionDenied):
        actions.issue(NOTICE.code, subject, by=UserFactory(serving=VILLAGE, role=Role.OBSERVER))


def test_a_self_made_character_stops_the_paper_before_anything_is_written(subject, clerk, monkeypatch):
    monkeypatch.setattr("tests.office.documents.papers.NAMES", ["陈\ue863", "王某"])

    with pytest.raises(ValidationError) as refused:
        actions.issue(NOTICE.code, subject, by=clerk)

    assert refused.value.messages == ["「陈\ue863」中的（U+E863）是电脑自造字，请改为标准汉字后再打印。"]
    assert not Document.objects.exists()
    assert not NumberSeries.objects.exists()


def test_a_character_without_a_glyph_is_named_with_its_person(subject, clerk, monkeypatch):
    unassigned = chr(0x2FFFD)
    monkeypatch.setattr("tests.office.documents.papers.NAMES", [f"张{unassigned}明"])

    with pytest.raises(ValidationError) as refused:
        actions.preview_pdf(NOTICE.code, subject)

    assert f"「张{unassigned}明」" in refused.value.messages[0]
    assert "U+2FFFD" in refused.value.messages[0]


def test_rare_characters_of_names_are_printed(issue_printed, monkeypatch):
    monkeypatch.setattr("tests.office.documents.papers.NAMES", ["陈䶮", "刘㛃", "赵𬱖𠅤"])

    document = issue_printed()

    text = text_of(data_of(document))
    assert all(char in text for char in "䶮㛃𬱖𠅤")


def test_a_public_paper_with_an_identity_number_is_refused(subject, clerk):
    subject.unit = "王某369901199001011234"

    with pytest.raises(ValidationError) as refused:
        actions.issue(NOTICE.code, subject, by=clerk)

    assert "身份证号码" in refused.value.messages[0]
    assert "369901********1234" in refused.value.messages[0]
    assert "199001011234" not in refused.value.messages[0]


def test_a_failed_print_says_why_and_can_be_asked_for_again(
    issue_printed, clerk, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(*args, **kwargs):
        raise rendering.CannotPrint("有文字没有可用的字形，未出文件。")

    with monkeypatch.context() as patch:
        patch.setattr(rendering, "pdf_of", broken)
        document = issue_printed()
    assert (document.file_status, document.file_problem) == ("failed", "有文字没有可用的字形，未出文件。")

    with django_capture_on_commit_callbacks(execute=True):
        actions.print_again(document, by=clerk)

    document.refresh_from_db()
    assert document.file_status == Document.FileStatus.READY


def test_an_empty_box_noticed_while_printing_fails_the_paper():
    with pytest.raises(rendering.CannotPrint):
        rendering.pdf_from_html(f"<p>{chr(0x2FFFD)}</p>")


def test_a_hook_that_refuses_undoes_the_issue(subject, clerk):
    heard.refuse = True

    with pytest.raises(ValidationError):
        actions.issue(NOTICE.code, subject, by=clerk)

    assert not Document.objects.exists()
    assert not NumberSeries.objects.exists()


# ------------------------------------------------------------------ numbers


def test_numbers_run_without_gaps_even_after_a_refusal(subject, clerk, issue):
    first = issue()
    subject.unit = "369901199001011234"
    with pytest.raises(ValidationError):
        actions.issue(NOTICE.code, subject, by=clerk)
    subject.unit = ""
    second = issue()

    year = timezone.localdate().year
    assert [first.number, second.number] == [f"测选〔{year}〕1号", f"测选〔{year}〕2号"]


def test_each_village_has_its_own_numbers(issue):
    issue()
    neighbour = UserFactory(serving=OTHER)

    document = actions.issue(NOTICE.code, neighbour.assignments.get(), by=neighbour)

    assert document.number.endswith("〕1号")


def test_one_number_is_not_given_to_two_papers_in_force(issue, subject, clerk):
    issue(number="第4号")

    with pytest.raises(ValidationError) as refused:
        actions.issue(NOTICE.code, subject, by=clerk, number="第4号")

    assert refused.value.messages == ["此文号已用于另一份有效公文。"]


def test_the_database_itself_refuses_a_second_paper_with_the_number(issue):
    document = issue(number="第4号")
    document.pk, document.code = None, "ZZZZZZZZZZ"

    with pytest.raises(IntegrityError), transaction.atomic():
        document.save(force_insert=True)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_take_two_numbers(clerk, subject):
    taken: list[str] = []
    start = threading.Barrier(4)

    def take():
        start.wait(timeout=10)
        try:
            with transaction.atomic():
                taken.append(actions.next_number(NOTICE, subject, dt.date(2026, 11, 22))[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(taken) == [f"测选〔2026〕{n}号" for n in (1, 2, 3, 4)]


# ------------------------------------------------------------------ single papers, drafts, own templates


def test_a_single_paper_is_not_issued_twice_but_may_be_corrected(issue, monkeypatch):
    monkeypatch.setitem(kinds._kinds, NOTICE.code, replace(NOTICE, single=True))
    old = issue()
    with pytest.raises(ValidationError, match="请在原公文上办理更正。"):
        issue()

    new = issue(replaces=old, reason="漏登一人")

    assert Document.objects.in_force().get() == new


def test_a_paper_waits_when_the_queue_cannot_be_reached(
    issue, monkeypatch, django_capture_on_commit_callbacks
):
    def unreachable(pk):
        raise OperationalError("no broker")

    with monkeypatch.context() as patch:
        patch.setattr(actions.render_document, "delay", unreachable)
        with django_capture_on_commit_callbacks(execute=True):
            document = issue()
    assert Document.objects.get(pk=document.pk).file_status == "pending"

    assert actions.requeue_unprinted() == 1

    assert Document.objects.get(pk=document.pk).file_status == "ready"


def test_a_waiting_paper_is_asked_for_again_by_the_supervisor(
    issue, monkeypatch, django_capture_on_commit_callbacks
):
    caches["jobs"].clear()
    document = issue()
    requeue_waiting()
    assert Document.objects.get(pk=document.pk).file_status == "pending"  # it is given its time

    Document.objects.update(issued_at=timezone.now() - 2 * PRINTED_WITHIN)

    def unreachable(pk):
        raise OperationalError("no broker")

    with monkeypatch.context() as patch:
        patch.setattr(actions.render_document, "delay", unreachable)
        assert not requeue_waiting()
    caches["jobs"].clear()
    requeue_waiting()
    assert Document.objects.get(pk=document.pk).file_status == "ready"


def test_a_paper_that_found_the_disk_full_is_printed_when_there_is_room(issue):
    caches["jobs"].clear()
    document = issue()
    Document.objects.update(file_status="failed", file_problem=actions.UNWRITTEN)
    requeue_waiting()
    assert Document.objects.get(pk=document.pk).file_status == "ready"

    Document.objects.update(file_status="failed", file_problem="排版程序出错")
    caches["jobs"].clear()
    requeue_waiting()
    assert Document.objects.get(pk=document.pk).file_status == "failed"


def test_a_preview_opens_in_the_browser(rf, subject):
    response = preview_response(rf.get("/"), NOTICE.code, subject)

    assert response["Content-Type"] == "application/pdf"
    assert response.content[:5] == b"%PDF-"


def test_a_preview_that_cannot_be_printed_says_why(rf, subject, clerk, monkeypatch):
    monkeypatch.setattr("tests.office.documents.papers.NAMES", ["陈\ue863"])
    request = rf.get("/")
    request.user = clerk

    response = preview_response(request, NOTICE.code, subject)

    assertContains(response, "电脑自造字", status_code=422)


def test_a_kind_with_its_own_template_is_printed_and_has_no_word_file(
    client, clerk, subject, issue, monkeypatch, settings, tmp_path
):
    (tmp_path / "card.html").write_text(
        '{% extends "print/base.html" %}{% block body %}<p>{{ title }}：{{ names.0 }}</p>{% endblock body %}'
    )
    monkeypatch.setattr(engines["django"].engine, "dirs", [*settings.TEMPLATES[0]["DIRS"], tmp_path])
    for loader in engines["django"].engine.template_loaders:
        if hasattr(loader, "reset"):
            loader.reset()
    monkeypatch.setitem(kinds._kinds, NOTICE.code, replace(NOTICE, compose=None, template="card.html"))

    document = actions.render(issue())

    assert document.file_problem == ""
    assert "上河湾村选民名单公告：欧阳某甲" in text_of(data_of(document))
    client.force_login(clerk)
    assert client.get(reverse("documents:docx", args=[document.pk])).status_code == 404
    assert client.get(document.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("layouts", [{}, {"compose": _paper, "template": "x.html"}])
def test_a_kind_has_exactly_one_layout(layouts):
    with pytest.raises(ValueError, match="either compose or template"):
        DocumentKind(code="x", title="x", facts=_facts, **layouts)


def test_two_kinds_may_not_share_a_code():
    with pytest.raises(ValueError, match="Two document kinds"):
        kinds.register(NOTICE)


def test_the_word_file_says_what_the_pdf_says(client, issue, clerk):
    document = issue()
    client.force_login(clerk)

    response = client.get(reverse("documents:docx", args=[document.pk]))

    file = WordDocument(io.BytesIO(response.content))
    words = "".join(paragraph.text for paragraph in file.paragraphs)
    for said in (document.title, document.number, "欧阳某甲", "王　某"):
        assert said in words
    for footer in (file.sections[0].footer, file.sections[0].even_page_footer):
        assert document.shown_code in "".join(cell.text for cell in footer.tables[0].row_cells(0))
