"""A paper hangs, is replaced, is withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from election_office.accounts.permissions import Role
from election_office.documents import actions, photos, queries
from election_office.documents.models import Document, Posting
from tests.factories import UserFactory
from tests.office.documents.papers import NOTICE, VILLAGE, heard, photo, post

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    "taken",
    ["0001:01:01 00:00:00", "0000:00:00 00:00:00", "1980:01:01 00:00:00", "9999:12:31 23:59:59",
     "2026:13:40 25:61:61", "2026:11:22", "\x00\x00", ""],
)  # fmt: skip
def test_a_camera_with_an_impossible_clock_says_no_time(taken):
    assert photos.clean_photo(photo(taken=taken)).taken_at is None


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
