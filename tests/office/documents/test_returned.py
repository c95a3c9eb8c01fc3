"""A Word copy that comes back: another look is kept, another text, tracked changes and traps are refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as WordFile
from docx.oxml import parse_xml
from docx.shared import Pt
from pytest_django.asserts import assertContains

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditEvent
from election_office.documents import kinds, rendering, word
from election_office.documents.models import ReturnedCopy
from election_office.documents.returned import actions, reading, rules
from election_office.documents.returned.reading import Unreadable, read
from election_office.documents.returned.rules import Difference, Returned, check_return
from election_office.law.decision import RuleRefused
from tests.factories import UserFactory

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


# ------------------------------------------------------------------ the rule


def codes(issued: Returned, copy: Returned) -> list[str]:
    return [one.code for one in check_return(issued, copy).refusals]


def test_blanks_are_look_and_a_character_is_text():
    issued = Returned("应选三人。\n请于12月20日到场。", foot="查验码 7KQXM\n到村查验")
    assert (
        codes(issued, Returned("应选三人。请于 12月20日\n　到场。", foot="到村查验— 1 —查验码 7KQXM")) == []
    )
    assert codes(issued, Returned("应选五人。请于12月20日到场。")) == ["other_text"]
    assert codes(issued, Returned(issued.text, foot="查验码 7KQXM 作废")) == ["other_foot"]
    # What nobody accepted is said before a text that every reader reads differently.
    tracked = Returned("应选五人。", changed_by=("演示甲", "演示甲", ""), commented_by=("演示乙",))
    assert codes(issued, tracked) == ["tracked", "comments"]
    said = check_return(issued, tracked).refusals[0].message
    assert "演示甲、未署名的人的修订" in said


@pytest.mark.parametrize(
    ("issued", "returned", "passage"),
    [
        ("甲乙丙", "甲乙丙", None),
        ("甲乙丙", "甲丁丙", Difference("甲【乙】丙", "甲【丁】丙")),
        ("甲乙丙", "甲丙", Difference("甲【乙】丙", "甲【】丙")),
        ("甲", "甲乙", Difference("甲【】", "甲【乙】")),
        ("甲甲", "甲甲甲", Difference("甲甲【】", "甲甲【甲】")),
    ],
)
def test_the_passage_that_differs_is_named(issued, returned, passage):
    assert rules.difference(issued, returned) == passage


# ------------------------------------------------------------------ reading


def saved(file) -> bytes:
    target = io.BytesIO()
    file.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, change) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(old.read(info)) if info.filename == name else old.read(info))
    return target.getvalue()


def a_file(text: str = "演示公告") -> bytes:
    file = WordFile()
    file.add_paragraph(text)
    return saved(file)


def test_what_a_reader_does_not_see_is_no_text_and_both_forms_are_one():
    file = WordFile()
    paragraph = file.add_paragraph("看得见")
    paragraph.add_run("看不见").font.hidden = True
    paragraph._p.append(
        parse_xml(
            f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            '<mc:AlternateContent><mc:Choice Requires="w"><w:t>一次</w:t></mc:Choice>'
            "<mc:Fallback><w:t>一次</w:t></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert rules.squeezed(read(saved(file)).text) == "看得见一次"


def test_changes_and_comments_are_found_with_their_authors():
    file = WordFile()
    paragraph = file.add_paragraph("应选")
    paragraph._p.append(parse_xml(f'<w:ins {W} w:author="演示甲"><w:r><w:t>三</w:t></w:r></w:ins>'))
    paragraph._p.append(
        parse_xml(f'<w:del {W} w:author="演示乙"><w:r><w:delText>五</w:delText></w:r></w:del>')
    )
    file.add_comment(paragraph.runs, text="请核对", author="演示丙")
    found = read(saved(file))
    assert (found.changed_by, found.commented_by) == (("演示甲", "演示乙"), ("演示丙",))


def test_traps_are_refused(monkeypatch):
    bomb = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]>'
    document = "word/document.xml"
    cut = a_file()[:-200]
    for data, said in (
        (b"PK not", "不是Word文件"),
        (cut, "不是Word文件"),
        (with_part(a_file(), document, lambda old: old[:-40]), "不完整"),
        (with_part(a_file(), document, lambda old: bomb + old[old.index(b"<w:document") :]), "文档类型定义"),
        (
            with_part(a_file(), "_rels/.rels", lambda old: old.replace(b"officeDocument", b"other")),
            "没有正文",
        ),
        (b"x" * (reading.LARGEST_FILE + 1), "超过10兆"),
    ):
        with pytest.raises(Unreadable, match=said):
            read(data)
    monkeypatch.setattr(reading, "LARGEST_PART", 200_000)
    large = with_part(a_file(), document, lambda old: old.replace(b"<w:body>", b"<w:body>" + b" " * 300_000))
    assert len(large) < 100_000
    with pytest.raises(Unreadable, match="过大"):
        read(large)


# ------------------------------------------------------------------ the act and its pages


def word_of(document) -> bytes:
    kind, marks = kinds.get(document.kind), rendering.printed(document)
    paper = rendering.paper_of(kind, kind.facts_of(document), marks)
    return word.docx_of(paper, foot=marks.foot)


def restyled(data: bytes, **texts: str) -> bytes:
    file = WordFile(io.BytesIO(data))
    for paragraph in file.paragraphs:
        for run in paragraph.runs:
            run.font.size = Pt(18)
            for old, new in texts.items():
                run.text = run.text.replace(old, new)
    return saved(file)


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("改版.docx", data)


@pytest.mark.django_db
def test_another_look_is_kept_with_its_hash_and_another_text_is_not(issue, clerk, client):
    document = issue()
    data = word_of(document)
    client.force_login(clerk)
    page = reverse("documents:returned_add", args=[document.pk])
    other = client.post(page, {"file": upload(restyled(data, 欧阳某甲="欧阳某乙")), "note": ""})
    assertContains(other, "内容与签发的公文不同")
    assertContains(other, "欧阳某【甲】")
    assert not ReturnedCopy.objects.exists()

    kept = client.post(page, {"file": upload(restyled(data)), "note": "字号调大"})
    assert kept.status_code == 302
    copy = ReturnedCopy.objects.get()
    shown = client.get(document.get_absolute_url())
    assertContains(shown, copy.sha256)
    assertContains(shown, "字号调大")
    sent = b"".join(client.get(reverse("documents:returned_file", args=[copy.pk])).streaming_content)
    assert read(sent).text == read(restyled(data)).text
    [trace] = AuditEvent.objects.filter(action="document.copy_kept")
    assert trace.after == {"copy_sha256": copy.sha256, "pictures": 0}
    with pytest.raises(ValidationError, match="已经收存"):
        actions.keep_copy(document=document, file=upload(sent), by=clerk)

    stranger = UserFactory(serving="369902001", role=Role.TOWNSHIP_OFFICER)
    client.force_login(stranger)
    assert client.get(page).status_code == 404
    assert client.get(reverse("documents:returned_file", args=[copy.pk])).status_code == 404


@pytest.mark.django_db
def test_open_changes_are_refused_by_name_and_a_file_that_is_none_beside_its_field(issue, clerk):
    document = issue()
    file = WordFile(io.BytesIO(word_of(document)))
    mark = f'<w:ins {W} w:author="演示修订人"><w:r><w:t>另</w:t></w:r></w:ins>'
    file.paragraphs[0]._p.append(parse_xml(mark))
    with pytest.raises(RuleRefused, match="演示修订人的修订没有接受"):
        actions.keep_copy(document=document, file=upload(saved(file)), by=clerk)
    with pytest.raises(ValidationError) as refused:
        actions.keep_copy(document=document, file=upload(b"no file"), by=clerk)
    assert "file" in refused.value.message_dict


def test_a_passage_of_sixty_characters_is_quoted_whole_and_a_sixth_name_is_a_few_more():
    for length, whole in ((60, True), (61, False)):
        [refusal] = check_return(
            Returned("甲" + "一" * length + "乙"), Returned("甲" + "二" * length + "乙")
        ).refusals
        assert ("……" not in refusal.message) is whole
    for people, more in ((5, False), (6, True)):
        names = [f"演示{number}" for number in range(people)]
        [refusal] = check_return(Returned("文"), Returned("文", changed_by=names)).refusals
        assert ("等的修订" in refusal.message) is more
