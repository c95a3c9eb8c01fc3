"""The pages of papers, and what anybody may verify."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from election_office.accounts.permissions import Permission, Role
from election_office.documents import actions, elections
from election_office.documents.models import Document
from tests.factories import ElectionFactory, UserFactory
from tests.office.documents.papers import NOTICE, OTHER, PLACES, VILLAGE, photo, post

pytestmark = pytest.mark.django_db


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

    with django_assert_num_queries(3):
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

    with django_assert_num_queries(7):
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


class HiddenElections:
    """Lends no election to anybody."""

    def find(self, user, election_id):
        return None


def test_an_election_that_its_app_hides_is_not_found(client, clerk, monkeypatch):
    monkeypatch.setattr(elections, "_sources", [HiddenElections()])
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
    return {"posted_by": "张贴人乙", "at_once": "on"} | ticked | changes


def test_a_walk_starts_unticked_and_two_places_do_not_share_a_minute(client, issue, clerk):
    document = issue()
    client.force_login(clerk)
    url = reverse("documents:posting_round", args=[document.pk])
    page = client.get(url).content.decode()
    assert "checked" not in page
    assert f'value="{timezone.localdate():%Y-%m-%d}' not in page

    response = client.post(url, _round(at_once=""))
    assert "填的是同一时间" in response.context["form"].errors["at_1"][0]
    assert not document.postings.exists()


def test_a_photograph_makes_the_tick_and_its_clock_the_time(client, issue, clerk):
    document = issue()
    client.force_login(clerk)
    url = reverse("documents:posting_round", args=[document.pk])
    taken = timezone.localtime()
    assert "请上传照片" in client.post(url, {"posted_by": "乙"}).content.decode()

    response = client.post(
        url, {"posted_by": "乙", "photo_0": photo(taken=f"{taken:%Y:%m:%d %H:%M:%S}")}, follow=True
    )
    assertContains(response, "已登记1处张贴。")
    posting = document.postings.get()
    assert (posting.place_key, timezone.localtime(posting.posted_at)) == (
        document.place_list[0].key,
        taken.replace(second=0, microsecond=0),
    )
    assertContains(response, "未贴全")
    assert document.first_posted_on is None, "the row in hand is the old one"
    document.refresh_from_db()
    assert (document.state, document.standing) == ("posted", "partly_posted")

    for picture in (
        photo(exif=False),
        photo(taken="0001:01:01 00:00:00"),
        photo(taken="9999:12:31 23:59:59"),
    ):
        silent = client.post(url, {"posted_by": "乙", "photo_0": picture})
        assert silent.context["form"].errors["at_0"] == ["请填写张贴时间。"]


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
    UserFactory()
    response = client.get(reverse("documents:verify"), {"code": "--"})

    assertContains(response, "查验码只含字母和数字")
