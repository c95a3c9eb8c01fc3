"""Papers: issued from frozen facts, printed, posted, replaced, revoked, vouched for."""

from __future__ import annotations

import datetime as dt
import io
import threading
from dataclasses import dataclass, replace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordDocument
from kombu.exceptions import OperationalError
from PIL import Image
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.accounts.models import Assignment
from election_office.accounts.permissions import Permission, Role
from election_office.audit.models import AuditEvent
from election_office.documents import actions, elections, kinds, queries, rendering, rules
from election_office.documents.kinds import DocumentKind, NumberRule, Place
from election_office.documents.models import Document, NumberSeries, Posting
from election_office.documents.paper import NameGrid, NameGroup, Paper, Para
from election_office.documents.responses import preview_response
from tests.factories import ElectionFactory, UserFactory

pytestmark = pytest.mark.django_db

VILLAGE = "369901001001"
OTHER = "369901001002"
PLACES = [
    Place("village", "村务公开栏"),
    Place("group:1", "第一村民小组"),
    Place("shop", "小卖部门口", required=False),
]
NAMES = ["欧阳某甲", "王某", "李某乙"]


@dataclass
class Heard:
    """What the hooks of the test kind were told."""

    calls: list[tuple[str, str]]
    refuse: bool = False


heard = Heard([])


def _hear(name: str) -> Any:
    def hook(row: Document | Posting) -> None:
        if heard.refuse:
            raise ValidationError("上层不同意。")
        heard.calls.append((name, str(row)))

    return hook


def _facts(subject: Assignment) -> dict[str, Any]:
    return {
        "title": "上河湾村选民名单公告",
        "names": list(NAMES),
        "day": dt.date(2026, 12, 20),
        "remark": subject.unit,
    }


def _paper(facts: dict[str, Any]) -> Paper:
    return Paper(
        title=facts["title"],
        blocks=(
            Para(f"选举日是{facts['day']}。{facts['remark']}"),
            NameGrid([NameGroup("第一村民小组", facts["names"])]),
        ),
        signature=("上河湾村村民选举委员会",),
    )


NOTICE = DocumentKind(
    code="tests.notice",
    title="测试公告",
    facts=_facts,
    compose=_paper,
    number_rule=NumberRule("notice", label=lambda subject, year, n: f"测选〔{year}〕{n}号"),
    places=lambda subject: PLACES,
    public=True,
    signed_by="上河湾村村民选举委员会",
    on_issued=_hear("issued"),
    on_posted=_hear("posted"),
    on_taken_down=_hear("taken_down"),
    on_voided=_hear("voided"),
    on_replaced=_hear("replaced"),
    on_revoked=_hear("revoked"),
)


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    heard.calls.clear()
    heard.refuse = False
    monkeypatch.setattr(kinds, "_kinds", {NOTICE.code: NOTICE})


@pytest.fixture
def clerk():
    return UserFactory(serving=VILLAGE, name="经办人甲")


@pytest.fixture
def subject(clerk):
    return clerk.assignments.get()


@pytest.fixture
def issue(subject, clerk):
    """Issue a paper whose file is not asked for: printing is the slow part."""
    return lambda **kwargs: actions.issue(NOTICE.code, subject, **{"by": clerk, **kwargs})


@pytest.fixture
def issue_printed(issue, django_capture_on_commit_callbacks):
    """Issue a paper and let its task run, as after a commit."""

    def make(**kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            document = issue(**kwargs)
        document.refresh_from_db()
        return document

    return make


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return (
        "".join(page.extract_text() for page in pages)
        .replace("\u3000", "")
        .replace("\n", "")
        .replace(" ", "")
    )


def data_of(document: Document) -> bytes:
    with document.pdf.open() as pdf:
        return pdf.read()


def photo(size=(60, 40), exif=True, kind="JPEG") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    extra = {}
    if exif:
        tags = Image.Exif()
        tags[0x010F] = "PhoneMaker"
        tags.get_ifd(0x8769)[0x9003] = "2026:11:22 08:30:00"
        tags.get_ifd(0x8825)[2] = (28.0, 11.0, 7.0)
        extra["exif"] = tags
    Image.new("RGB", size, "white").save(buffer, kind, **extra)
    return SimpleUploadedFile("张贴.jpg", buffer.getvalue())


def post(document, clerk, key, when=None, **kwargs):
    when = when or timezone.now()
    return actions.record_posting(document, place_key=key, posted_at=when, by=clerk, **kwargs)


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
        "二〇二六年十一月二十二日",
        document.shown_code,
    ):
        assert said in text


def test_the_same_facts_give_the_same_file(issue_printed):
    document = issue_printed()

    again = rendering.pdf_of(NOTICE, document.facts, rendering.printed(document))

    assert again.data == data_of(document)
    assert rules.sha256(again.data) == document.pdf_sha256


def test_what_changes_afterwards_does_not_change_the_paper(issue_printed, subject, monkeypatch):
    document = issue_printed()
    monkeypatch.setattr("tests.office.test_documents.NAMES", ["后来的人"])

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
    monkeypatch.setattr("tests.office.test_documents.NAMES", ["陈\ue863", "王某"])

    with pytest.raises(ValidationError) as refused:
        actions.issue(NOTICE.code, subject, by=clerk)

    assert refused.value.messages == ["「陈\ue863」中的（U+E863）是电脑自造字，请改为标准汉字后再打印。"]
    assert not Document.objects.exists()
    assert not NumberSeries.objects.exists()


def test_a_character_without_a_glyph_is_named_with_its_person(subject, clerk, monkeypatch):
    unassigned = chr(0x2FFFD)
    monkeypatch.setattr("tests.office.test_documents.NAMES", [f"张{unassigned}明"])

    with pytest.raises(ValidationError) as refused:
        actions.preview_pdf(NOTICE.code, subject)

    assert f"「张{unassigned}明」" in refused.value.messages[0]
    assert "U+2FFFD" in refused.value.messages[0]


def test_rare_characters_of_names_are_printed(issue_printed, monkeypatch):
    monkeypatch.setattr("tests.office.test_documents.NAMES", ["陈䶮", "刘㛃", "赵𬱖𠅤"])

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
    def broken(*args):
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


# ------------------------------------------------------------------ postings


def test_a_paper_is_published_when_it_hangs_at_the_last_required_place(issue, clerk):
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False):
        document = issue()
    with time_machine.travel("2026-11-23T09:00:00+08:00", tick=False):
        post(document, clerk, "group:1", dt.datetime(2026, 11, 22, 8, 30, tzinfo=dt.UTC))
        document.refresh_from_db()
        assert (document.state, document.first_posted_on, document.fully_posted_on) == (
            "posted",
            dt.date(2026, 11, 22),
            None,
        )
        assert [place.key for place in queries.missing_places(document)] == ["village"]
        post(document, clerk, "village", dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC))

    document.refresh_from_db()
    assert queries.first_posted_on(document) == dt.date(2026, 11, 20)
    assert queries.is_fully_posted(document) == dt.date(2026, 11, 22)
    assert [call[0] for call in heard.calls] == ["issued", "posted", "posted"]


def test_the_day_of_a_posting_is_the_local_day(issue, clerk):
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False):
        document = issue()
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False):
        posting = post(document, clerk, "village", dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC))

    assert posting.posted_on == dt.date(2026, 11, 21)


def test_a_later_entry_shows_when_it_was_entered(issue, clerk):
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False):
        document = issue()
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False):
        posting = post(document, clerk, "village", dt.datetime(2026, 11, 21, 0, 0, tzinfo=dt.UTC))

    assert timezone.localdate(posting.recorded_at) == dt.date(2026, 11, 25)
    assert posting.posted_on == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("key", "shift", "field", "sentence"),
    [
        ("village", dt.timedelta(minutes=2), "posted_at", "张贴时间不能晚于现在"),
        ("village", -dt.timedelta(minutes=2), "posted_at", "张贴时间不能早于签发时间"),
        ("moon", dt.timedelta(0), "place_key", "这不是本公文应张贴的地点。"),
    ],
)
def test_an_impossible_posting_is_refused_beside_its_field(issue, clerk, key, shift, field, sentence):
    with time_machine.travel("2026-11-22T10:00:20+08:00", tick=False):
        document = issue()
        with pytest.raises(ValidationError) as refused:
            post(document, clerk, key, timezone.now() + shift)

    assert sentence in refused.value.message_dict[field][0]
    assert not document.postings.exists()


def test_a_posting_in_the_minute_of_the_issue_is_accepted(issue, clerk):
    with time_machine.travel("2026-11-22T10:00:40+08:00", tick=False):
        document = issue()
        post(document, clerk, "village", timezone.now().replace(second=0))

    assert document.postings.count() == 1


def test_one_place_holds_one_posting_until_it_is_taken_down(issue, clerk):
    document = issue()
    posting = post(document, clerk, "village")
    with pytest.raises(ValidationError, match="此处已登记张贴，尚未撤下。"):
        post(document, clerk, "village")

    actions.take_down(posting, by=clerk)
    document.refresh_from_db()
    assert document.state == Document.State.TAKEN_DOWN
    post(document, clerk, "village")

    document.refresh_from_db()
    assert document.state == Document.State.POSTED


def test_taking_down_keeps_the_day_of_publication(issue, clerk):
    document = issue()
    postings = [post(document, clerk, key) for key in ("village", "group:1")]
    for posting in postings:
        actions.take_down(posting, by=clerk)

    document.refresh_from_db()
    assert document.fully_posted_on == timezone.localdate()


def test_a_void_entry_counts_for_nothing_and_stays_readable(issue, clerk):
    document = issue()
    posting = post(document, clerk, "village")
    post(document, clerk, "group:1")

    actions.void_posting(posting, by=clerk, reason="贴错了村")

    document.refresh_from_db()
    assert document.fully_posted_on is None
    assert Posting.objects.get(pk=posting.pk).voided_reason == "贴错了村"
    assert heard.calls[-1][0] == "voided"


def test_a_hook_that_refuses_undoes_the_posting(issue, clerk):
    document = issue()
    heard.refuse = True

    with pytest.raises(ValidationError), transaction.atomic():
        post(document, clerk, "village")

    document.refresh_from_db()
    assert (document.state, document.postings.count()) == ("issued", 0)


def test_a_photograph_loses_its_hidden_data_and_keeps_its_time(issue, clerk):
    posting = post(issue(), clerk, "village", photo=photo())

    with posting.photo.open() as file, Image.open(file) as kept:
        assert kept.format == "JPEG"
        assert not dict(kept.getexif())
    assert timezone.localtime(posting.photo_taken_at).strftime("%Y-%m-%d %H:%M") == "2026-11-22 08:30"


def test_a_large_photograph_is_made_smaller(issue, clerk):
    posting = post(issue(), clerk, "village", photo=photo(size=(3000, 1500)))

    with posting.photo.open() as file, Image.open(file) as kept:
        assert kept.size == (2400, 1200)


@pytest.mark.parametrize("data", [b"", b"GIF89a not a photo", b"\xff\xd8\xff\xe0 broken"])
def test_a_file_that_is_no_photograph_is_refused(issue, clerk, data):
    document = issue()

    with pytest.raises(ValidationError) as refused:
        post(document, clerk, "village", photo=SimpleUploadedFile("a.jpg", data))

    assert refused.value.message_dict["photo"] == ["这个文件不是可用的照片，请上传JPG、PNG或WebP格式的照片。"]


def test_an_observer_may_not_record_a_posting(issue):
    document = issue()

    with pytest.raises(PermissionDenied):
        post(document, UserFactory(serving=VILLAGE, role=Role.OBSERVER), "village")


# ------------------------------------------------------------------ replaced and revoked


def test_a_correction_replaces_the_first_paper_and_may_keep_its_number(issue, clerk):
    old = issue(number="第4号")

    new = issue(number="第4号", replaces=old, reason="漏登一人")

    old.refresh_from_db()
    assert (old.state, new.replaces, new.number) == ("replaced", old, "第4号")
    assert [call[0] for call in heard.calls] == ["issued", "issued", "replaced"]


def test_a_correction_without_a_reason_is_refused(issue, subject, clerk):
    old = issue()

    with pytest.raises(ValidationError):
        actions.issue(NOTICE.code, subject, by=clerk, replaces=old)

    old.refresh_from_db()
    assert old.state == "issued"


def test_a_paper_is_replaced_once(issue, subject, clerk):
    old = issue()
    issue(replaces=old, reason="漏登一人")

    with pytest.raises(ValidationError, match="不能再次替代"):
        actions.issue(NOTICE.code, subject, by=clerk, replaces=old, reason="又漏一人")


@pytest.mark.parametrize("withdraw", ["replace", "revoke"])
def test_a_withdrawn_paper_is_not_posted_any_more(issue, subject, clerk, withdraw):
    document = issue()
    if withdraw == "replace":
        actions.replace(document, by=clerk, reason="漏登一人", subject=subject)
    else:
        actions.revoke(document, by=clerk, reason="误发")

    with pytest.raises(ValidationError, match="不能再张贴"):
        post(document, clerk, "village")


def test_the_newest_paper_in_force_is_found(issue, subject, clerk):
    old = issue()
    new = issue(replaces=old, reason="漏登一人")
    assert queries.current_document(subject, NOTICE.code) == new

    actions.revoke(new, by=clerk, reason="误发")

    assert queries.current_document(subject, NOTICE.code) is None
    assert queries.documents_about(subject) == [new, old]


# ------------------------------------------------------------------ pages


def test_the_list_shows_the_papers_of_ones_own_area_only(client, issue, clerk):
    issue()
    neighbour = UserFactory(serving=OTHER)
    other = actions.issue(NOTICE.code, neighbour.assignments.get(), by=neighbour, title="邻村公告")
    client.force_login(clerk)

    response = client.get(reverse("documents:list"))

    assertContains(response, "上河湾村选民名单公告")
    assertNotContains(response, other.title)


@pytest.mark.parametrize("name", ["detail", "pdf", "docx", "posting_create", "revoke", "replace"])
def test_a_paper_of_another_village_is_not_found(client, issue, name):
    document = issue()
    client.force_login(UserFactory(serving=OTHER))

    assert client.get(reverse(f"documents:{name}", args=[document.pk])).status_code == 404


@pytest.mark.parametrize("name", ["posting_photo", "posting_take_down", "posting_void"])
def test_a_posting_of_another_village_is_not_found(client, issue, clerk, name):
    posting = post(issue(), clerk, "village", photo=photo())
    client.force_login(UserFactory(serving=OTHER))

    assert client.get(reverse(f"documents:{name}", args=[posting.pk])).status_code == 404


def test_a_kind_may_ask_for_more_than_the_right_to_look(issue, clerk, monkeypatch, client):
    document = issue()
    Document.objects.filter(pk=document.pk).update(view_permission=Permission.NUMBERS_VIEW.value)
    observer = UserFactory(serving=VILLAGE, role=Role.OBSERVER)

    assert document in Document.objects.visible_to(clerk)
    assert document not in Document.objects.visible_to(observer)


def test_someone_with_no_place_sees_nothing(issue):
    issue()

    assert not Document.objects.visible_to(UserFactory()).exists()


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_costs_the_same_however_long(client, subject, clerk, count, django_assert_num_queries):
    for _ in range(count):
        post(actions.issue(NOTICE.code, subject, by=clerk), clerk, "village")
    client.force_login(clerk)
    client.get(reverse("documents:list"))

    with django_assert_num_queries(6):
        client.get(reverse("documents:list"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_paper_costs_the_same_however_often_it_hangs(
    client, issue, clerk, count, django_assert_num_queries
):
    document = issue()
    for place in PLACES[:count]:
        post(document, clerk, place.key, photo=photo())
    client.force_login(clerk)
    client.get(reverse("documents:detail", args=[document.pk]))

    with django_assert_num_queries(8):
        response = client.get(reverse("documents:detail", args=[document.pk]))

    assertContains(response, "查看照片", count=count)


def test_a_list_is_searched_by_number_and_by_what_is_missing(client, issue, clerk):
    found = issue(number="第4号")
    full = issue(number="第5号")
    for key in ("village", "group:1"):
        post(full, clerk, key)
    client.force_login(clerk)

    by_number = client.get(reverse("documents:list"), {"words": "第4号"})
    missing = client.get(reverse("documents:list"), {"open": "missing"})

    for response in (by_number, missing):
        assert [document for document, _ in response.context["rows"]] == [found]


def test_the_papers_of_one_election_are_listed(client, issue, clerk):
    election = ElectionFactory(village__code=VILLAGE)
    inside = issue(election_id=election.pk)
    issue(election_id=election.pk + 1)
    client.force_login(clerk)

    response = client.get(reverse("documents:election_list", args=[election.pk]))

    assert [document for document, _ in response.context["rows"]] == [inside]


def test_an_election_that_its_app_hides_is_not_found(client, clerk, monkeypatch):
    monkeypatch.setattr(elections, "_finders", [lambda user, pk: None])
    client.force_login(clerk)

    assert client.get(reverse("documents:election_list", args=[12])).status_code == 404


def test_the_pdf_is_handed_out(client, issue_printed, clerk):
    document = issue_printed()
    client.force_login(clerk)

    response = client.get(reverse("documents:pdf", args=[document.pk]))

    assert b"".join(response.streaming_content)[:5] == b"%PDF-"


def test_a_pdf_that_is_not_ready_is_not_promised(client, subject, clerk):
    document = actions.issue(NOTICE.code, subject, by=clerk)
    client.force_login(clerk)

    response = client.get(reverse("documents:pdf", args=[document.pk]), follow=True)

    assertContains(response, "文件正在生成，请稍候再打开。")


def test_a_posting_is_recorded_on_the_page(client, issue, clerk):
    document = issue()
    client.force_login(clerk)
    url = reverse("documents:posting_create", args=[document.pk])

    response = client.post(
        url,
        {
            "place_key": "village",
            "posted_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
            "posted_by": "张贴人乙",
            "photo": photo(),
        },
        follow=True,
    )

    assertRedirects(response, reverse("documents:detail", args=[document.pk]))
    assertContains(response, "已登记：村务公开栏张贴。")
    posting = document.postings.get()
    assert (posting.posted_by, posting.recorded_by) == ("张贴人乙", clerk)
    shown = client.get(reverse("documents:posting_photo", args=[posting.pk]))
    assert b"".join(shown.streaming_content)[:2] == b"\xff\xd8"


def _round(**changes):
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    ticked = {f"{name}_{index}": value for index in (0, 1) for name, value in (("hung", "on"), ("at", now))}
    return {"posted_by": "张贴人乙"} | ticked | changes


def test_one_walk_round_the_village_records_every_place(client, issue, clerk):
    document = issue()
    client.force_login(clerk)

    response = client.post(
        reverse("documents:posting_round", args=[document.pk]), _round(photo_1=photo()), follow=True
    )

    assertContains(response, "已登记2处张贴。")
    postings = document.postings.order_by("place_key")
    assert [(one.place_key, bool(one.photo)) for one in postings] == [("group:1", True), ("village", False)]
    document.refresh_from_db()
    assert document.fully_posted_on == timezone.localdate()


def test_a_walk_with_one_wrong_time_records_nothing_and_names_the_place(client, issue, clerk):
    document = issue()
    client.force_login(clerk)
    tomorrow = timezone.localtime() + dt.timedelta(days=1)

    response = client.post(
        reverse("documents:posting_round", args=[document.pk]),
        _round(at_1=tomorrow.strftime("%Y-%m-%dT%H:%M")),
    )

    assert response.context["form"].errors["at_1"] == ["张贴时间不能晚于现在，请在实际张贴之后登记。"]
    assert not document.postings.exists()


def test_a_refused_posting_is_explained_beside_its_field(client, issue, clerk):
    document = issue()
    client.force_login(clerk)
    tomorrow = timezone.localtime() + dt.timedelta(days=1)

    response = client.post(
        reverse("documents:posting_create", args=[document.pk]),
        {"place_key": "village", "posted_at": tomorrow.strftime("%Y-%m-%dT%H:%M"), "posted_by": "乙"},
    )

    assert response.context["form"].errors["posted_at"] == ["张贴时间不能晚于现在，请在实际张贴之后登记。"]


def test_a_paper_is_corrected_on_the_page(client, issue, clerk, django_capture_on_commit_callbacks):
    old = issue()
    client.force_login(clerk)
    assertContains(client.get(reverse("documents:replace", args=[old.pk])), "签发更正公文")

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(
            reverse("documents:replace", args=[old.pk]), {"reason": "漏登一人"}, follow=True
        )

    new = Document.objects.get(replaces=old)
    assertRedirects(response, new.get_absolute_url())
    assertContains(client.get(old.get_absolute_url()), "漏登一人")


def test_a_paper_is_revoked_and_a_posting_taken_down_and_voided_on_the_page(client, issue, clerk):
    document = issue()
    posting = post(document, clerk, "village")
    client.force_login(clerk)
    now = timezone.localtime() + dt.timedelta(minutes=1)

    with time_machine.travel(now + dt.timedelta(minutes=1)):
        for name, row, data in (
            ("posting_take_down", posting, {"at": now.strftime("%Y-%m-%dT%H:%M")}),
            ("posting_void", posting, {"reason": "贴错了村"}),
            ("revoke", document, {"reason": "误发"}),
        ):
            url = reverse(f"documents:{name}", args=[row.pk])
            assert client.get(url).status_code == 200
            assertRedirects(client.post(url, data), document.get_absolute_url())

    document.refresh_from_db()
    assert (document.state, document.revoked_reason) == ("revoked", "误发")
    assertContains(client.get(document.get_absolute_url()), "贴错了村")


def test_reading_a_page_changes_nothing(client, issue_printed, clerk):
    document = issue_printed()
    client.force_login(clerk)
    before = Document.objects.values().get(pk=document.pk)

    for name in ("detail", "pdf", "docx", "posting_create", "revoke", "replace"):
        response = client.get(reverse(f"documents:{name}", args=[document.pk]))
        assert response.status_code == 200
        # Reading a file to its end closes it.
        assert b"".join(response) != b""

    assert Document.objects.values().get(pk=document.pk) == before
    assert client.get(reverse("documents:print_again", args=[document.pk])).status_code == 405


# ------------------------------------------------------------------ verification


def test_anyone_may_verify_a_paper_without_seeing_names(client, issue):
    document = issue()

    response = client.get(reverse("documents:verify_code", args=[document.code]))

    assertContains(response, "公文属实，现行有效。")
    assertContains(response, document.facts_sha256)
    assertContains(response, document.number)
    assertNotContains(response, "欧阳某甲")
    assertNotContains(response, "经办人甲")


@pytest.mark.parametrize(
    ("act", "sentence"),
    [("replace", "公文属实，但已被替代，不再有效。"), ("revoke", "撤销，不再有效。")],
)
def test_a_withdrawn_paper_says_so(client, issue, subject, clerk, act, sentence):
    document = issue()
    if act == "replace":
        actions.replace(document, by=clerk, reason="漏登一人", subject=subject)
    else:
        actions.revoke(document, by=clerk, reason="误发")

    assertContains(client.get(reverse("documents:verify_code", args=[document.code])), sentence)


def test_a_code_typed_by_hand_is_understood(client, issue):
    document = issue()

    response = client.get(
        reverse("documents:verify"), {"code": f" {document.shown_code.lower()} "}, follow=True
    )

    assertContains(response, "公文属实，现行有效。")


def test_an_unknown_code_is_said_to_be_unknown(client, issue):
    issue()

    response = client.get(reverse("documents:verify_code", args=["AAAAAAAAAA"]))

    assertContains(response, "没有查验码为“AAAAAAAAAA”的公文。", status_code=404)


def test_an_unreadable_code_is_refused_on_the_form(client):
    response = client.get(reverse("documents:verify"), {"code": "--"})

    assertContains(response, "查验码只含字母和数字")


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


def test_a_preview_opens_in_the_browser(rf, subject):
    response = preview_response(rf.get("/"), NOTICE.code, subject)

    assert response["Content-Type"] == "application/pdf"
    assert response.content[:5] == b"%PDF-"


def test_a_preview_that_cannot_be_printed_says_why(rf, subject, clerk, monkeypatch):
    monkeypatch.setattr("tests.office.test_documents.NAMES", ["陈\ue863"])
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

    words = "".join(paragraph.text for paragraph in WordDocument(io.BytesIO(response.content)).paragraphs)
    for said in (document.title, document.number, "欧阳某甲", "王　某", document.shown_code):
        assert said in words
