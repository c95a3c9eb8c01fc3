"""该贴什么: what must hang, where, by when, until when; a photograph is the entry."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django.asserts import assertContains, assertRedirects

from election_office.accounts.permissions import Role
from election_office.documents import actions as documents
from election_office.documents.rules import Standing, standing_of
from tests.factories import ElectionFactory, UserFactory
from villages.models import Cycle, Election, Step, Village
from villages.postings.queries import wall_of
from villages.postings.rules import Stay, stay_of

DAY = dt.date(2026, 12, 20)
DAY_NOTICE = "villages.day_notice"
GRID = reverse("villages:postings_grid")


@pytest.mark.parametrize(
    ("facts", "mark"),
    [
        ({"issued": True, "due": DAY, "today": DAY}, Standing.TO_HANG),
        ({"issued": True, "due": DAY, "today": DAY + dt.timedelta(days=1)}, Standing.LATE),
        ({"due": DAY, "today": DAY}, Standing.TO_ISSUE),
        ({"due": DAY, "today": DAY + dt.timedelta(days=1)}, Standing.LATE_TO_ISSUE),
        ({"issued": True, "due": None, "today": DAY}, Standing.TO_HANG),
        ({"issued": True, "hangs": True, "due": DAY, "today": DAY + dt.timedelta(days=9)}, Standing.HANGS),
        ({"issued": True, "hangs": True, "untrue": True, "due": DAY, "today": DAY}, Standing.UNTRUE),
        ({"issued": True, "hangs": True, "withdrawn": True, "due": DAY, "today": DAY}, Standing.OUT),
    ],
)
def test_how_a_paper_stands_on_the_day_and_the_day_after(facts, mark):
    usual = {"issued": False, "withdrawn": False, "untrue": False, "hangs": False}
    assert standing_of(**{**usual, **facts}) is mark


def test_a_paper_stays_until_the_vote_and_as_long_as_people_may_object():
    before, after = DAY - dt.timedelta(days=3), DAY + dt.timedelta(days=3)
    vote = Stay(DAY, "选举日")
    assert stay_of(due=before, posted_on=None, objection_days=5, election_day=DAY) == vote
    assert stay_of(due=None, posted_on=before, objection_days=0, election_day=DAY) == vote
    long = stay_of(due=None, posted_on=before, objection_days=5, election_day=DAY)
    assert long.why == "异议期满"
    assert long.day is not None
    assert long.day > DAY
    nothing = stay_of(due=after, posted_on=after, objection_days=0, election_day=DAY)
    assert nothing.day is None


@pytest.fixture
def election(db) -> Election:
    return ElectionFactory(village__name="演示村", steps=True)


@pytest.fixture
def officer(client, election):
    user = UserFactory(serving=election.area_code[:9], role=Role.TOWNSHIP_OFFICER)
    client.force_login(user)
    return user


def photo(taken: dt.datetime) -> SimpleUploadedFile:
    buffer, tags = io.BytesIO(), Image.Exif()
    tags.get_ifd(0x8769)[0x9003] = f"{timezone.localtime(taken):%Y:%m:%d %H:%M:%S}"
    Image.new("RGB", (40, 30), "white").save(buffer, "JPEG", exif=tags)
    return SimpleUploadedFile("墙.jpg", buffer.getvalue(), content_type="image/jpeg")


def mark(election: Election, code: str, today: dt.date) -> Standing:
    wall = wall_of(Election.objects.with_places().get(pk=election.pk), today)
    [sheet] = [sheet for sheet in wall.sheets if sheet.code == code]
    return sheet.standing


def test_a_photograph_ticks_its_place_and_a_withdrawn_paper_must_come_down(client, officer, election):
    page, code = reverse("villages:postings", args=[election.pk]), "villages.day_notice"
    step = election.steps.get(code="day_notice")
    assert mark(election, code, step.deadline) is Standing.TO_ISSUE
    paper = documents.issue(code, election, by=officer)
    assert mark(election, code, step.deadline + dt.timedelta(days=1)) is Standing.LATE
    assertContains(client.get(page), "拍照登记", count=len(paper.place_list))

    taken = timezone.now() + dt.timedelta(minutes=1)
    sent = {"paper": paper.pk, "place": paper.place_list[0].key, "photo": photo(taken)}
    early = client.post(page, {**sent, "photo": photo(timezone.now() - dt.timedelta(days=2))})
    assertContains(early, "张贴时间不能早于签发时间")
    assert not paper.postings.exists()
    assertContains(client.post(page, {**sent, "photo": SimpleUploadedFile("a.jpg", b"no picture")}), "照片")
    assert not paper.postings.exists()
    with time_machine.travel(taken + dt.timedelta(minutes=5), tick=False):
        sent["photo"] = photo(taken)
        assertRedirects(client.post(page, sent), f"{page}#paper-{paper.pk}", fetch_redirect_response=False)
        [posting] = paper.postings.all()
        assert posting.posted_at == taken.replace(second=0, microsecond=0)
        assert posting.photo
        assertContains(client.post(page, {**sent, "photo": photo(taken)}), "已登记张贴，尚未撤下")
        for place in paper.place_list[1:]:
            sent = {"paper": paper.pk, "place": place.key, "photo": photo(taken)}
            assert client.post(page, sent).status_code == 302
        assert mark(election, code, step.deadline + dt.timedelta(days=9)) is Standing.HANGS

        documents.revoke(paper, by=officer, reason="写错")
        assertContains(client.get(page), "登记撤下", count=len(paper.place_list))
        assertContains(client.get(GRID + "?show=wrong"), "应撤下")
        for posting in paper.postings.all():
            documents.take_down(posting, by=officer)
        paper.refresh_from_db()
        assert mark(election, code, step.deadline) is Standing.TO_ISSUE


def test_one_kind_of_paper_is_entered_once_for_the_villages_that_are_ticked(client, officer, election):
    second, third = [
        ElectionFactory(
            village__name=name, village__township=election.village.township, cycle=election.cycle, steps=True
        )
        for name in ("演示二村", "演示三村")
    ]
    code = election.steps.get(closes_with=f"document:{DAY_NOTICE}").code
    stranger = UserFactory(serving="369901009", role=Role.TOWNSHIP_OFFICER)
    elsewhere = ElectionFactory(village__code="369901009001", steps=True)
    foreign = documents.issue(DAY_NOTICE, elsewhere, by=stranger)
    papers = [documents.issue(DAY_NOTICE, one, by=officer) for one in (election, second)]
    page = reverse("villages:postings_together", args=[code])
    shown = client.get(page)
    assertContains(shown, "先签发公文", count=1)  # the third village
    assertContains(shown, "演示二村　")
    assert reverse("villages:step", args=[third.steps.get(code=code).pk]) in shown.content.decode()

    now = timezone.localtime().replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    keys = [f"{paper.pk} {paper.place_list[0].key}" for paper in papers]
    sent = {"spots": keys, "posted_at": f"{now:%Y-%m-%dT%H:%M}", "posted_by": "演示张贴员"}
    with time_machine.travel(now + dt.timedelta(minutes=5), tick=False):
        both = {**sent, "spots": [*keys, f"{papers[0].pk} {papers[0].place_list[1].key}"]}
        assertContains(client.post(page, both), "填的是同一时间")
        early = {**sent, "posted_at": f"{now - dt.timedelta(days=2):%Y-%m-%dT%H:%M}"}
        assertContains(client.post(page, early), "张贴时间不能早于签发时间")
        assert not any(paper.postings.exists() for paper in papers)
        assert client.post(page, {**sent, "spots": [f"{foreign.pk} village"]}).status_code == 200
        answer = client.post(page, sent, follow=True)

    assertContains(answer, "已登记2个村、2处张贴。")
    assert [paper.postings.get().posted_by for paper in papers] == ["演示张贴员"] * 2
    assert not foreign.postings.exists()


def test_another_village_does_not_exist_and_a_clerk_is_led_to_the_own(client, officer, election):
    other = ElectionFactory(village__code="369901009001")
    assert client.get(reverse("villages:postings", args=[other.pk])).status_code == 404
    page = reverse("villages:postings", args=[election.pk])
    foreign = {"paper": 999_999, "place": "village", "photo": photo(timezone.now())}
    assert client.post(page, foreign).status_code == 404
    client.force_login(UserFactory(serving=election.area_code, role=Role.VILLAGE_CLERK))
    assertRedirects(client.get(GRID), page)


def test_the_grid_costs_the_same_for_2_and_for_60_villages(client, officer, election):
    cycle: Cycle = election.cycle
    documents.issue("villages.day_notice", election, by=officer)
    steps = list(election.steps.values())

    def more(start: int, count: int) -> None:
        villages = Village.objects.bulk_create(
            Village(township=cycle.township, name=f"演示排{n}村", code=f"{cycle.township.code}{n + 100}")
            for n in range(start, start + count)
        )
        elections = Election.objects.bulk_create(
            Election(village=village, cycle=cycle, election_day=election.election_day) for village in villages
        )
        Step.objects.bulk_create(
            Step(**{**row, "id": None, "election_id": one.pk}) for one in elections for row in steps
        )

    more(0, 1)
    client.get(GRID)
    seen = []
    for extra in (0, 58):
        more(10, extra)
        with CaptureQueriesContext(connection) as statements:
            response = client.get(GRID)
        seen.append(len(statements))
    assertContains(response, "演示排67村")
    assert len(response.context["grid"].rows) == 60
    assert seen[0] == seen[1] <= 12
    page = reverse("villages:postings", args=[election.pk])
    with CaptureQueriesContext(connection) as statements:
        client.get(page)
    assert len(statements) <= 25
    board = client.get(reverse("documents:board", args=[election.pk]))
    assertContains(board, page)
