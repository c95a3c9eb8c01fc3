"""The pages of background work: fenced by place and kind, moving while it moves."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from election_office.accounts.permissions import Permission, Role
from election_office.jobs import kinds, pulse
from election_office.jobs.kinds import JobKind
from election_office.jobs.models import Job
from tests.factories import UserFactory
from tests.office.job_kinds import COUNT

AREA, ELSEWHERE = "369901001001", "369901001002"
HTMX = {"HTTP_HX_REQUEST": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client):
    user = UserFactory(serving=AREA, role=Role.VILLAGE_CLERK, name="测试甲")
    client.force_login(user)
    return user


def made(by, **fields):
    given = {
        "kind": COUNT.code,
        "title": "数数",
        "area_code": AREA,
        "key": "k",
        "requested_by": by,
        "params": {"to": 2},
    }
    return Job.objects.create(**given | fields)


def detail(job):
    return reverse("jobs:detail", args=[job.pk])


def test_only_jobs_of_the_own_village_are_listed(client, clerk):
    mine = made(clerk)
    other = made(clerk, area_code=ELSEWHERE, key="other")
    response = client.get(reverse("jobs:list"))
    assert [row["job"] for row, _ in response.context["rows"]] == [mine]
    assert client.get(detail(mine)).status_code == 200
    assert client.get(detail(other)).status_code == 404
    assert client.post(reverse("jobs:retry", args=[other.pk])).status_code == 404
    assert client.get(reverse("jobs:download", args=[other.pk])).status_code == 404


def test_a_kind_the_person_may_not_ask_for_is_not_found(client, clerk, monkeypatch):
    officers = JobKind("test.officers", "密件", lambda p, d: None, Permission.COUNT_DECIDE)
    monkeypatch.setitem(kinds._kinds, officers.code, officers)
    job = made(clerk, kind=officers.code)
    assert client.get(detail(job)).status_code == 404
    client.force_login(UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER))
    assert client.get(detail(job)).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_list_costs_the_same_however_long(client, clerk, count, django_assert_num_queries):
    for number in range(count):
        made(clerk, key=str(number))
    client.get(reverse("jobs:list"))  # the first page of a session notes the hour
    with django_assert_num_queries(4):  # session with user and posts, count, page, names
        client.get(reverse("jobs:list"))


def test_while_it_runs_the_page_asks_every_second_and_shows_how_far_it_is(client, clerk):
    job = made(clerk, state="running", attempts=1, heartbeat_at=timezone.now())
    with pulse.Heart(job.pk, 1, 60) as heart:
        heart.tell(3, 10, "第三项")
        page = client.get(detail(job)).content.decode()
    pulse.forget(job.pk, 1)
    assert 'hx-trigger="every 1s"' in page
    assert f'hx-get="{detail(job)}"' in page
    assert "3 / 10" in page
    assert "第三项" in page
    assert "刷新进度" in page  # for a browser without JavaScript


def test_the_answer_to_htmx_is_the_moving_part_alone(client, clerk):
    job = made(
        clerk, state="done", finished_at=timezone.now(), result={"message": "共2项。"}, done=2, total=2
    )
    part = client.get(detail(job), **HTMX).content.decode()
    assert "<html" not in part
    assert "共2项。" in part
    assert "hx-trigger" not in part  # a finished job is asked about no more


def test_a_failed_job_says_why_and_can_be_retried(client, clerk, django_capture_on_commit_callbacks):
    job = made(clerk, state="failed", error="名单是空的。", finished_at=timezone.now())
    page = client.get(detail(job)).content.decode()
    assert "名单是空的。" in page
    assert reverse("jobs:retry", args=[job.pk]) in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("jobs:retry", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == "done"


def test_a_silent_worker_is_told_of_and_the_job_can_be_retried(client, clerk):
    old = timezone.now() - dt.timedelta(seconds=61)
    job = made(clerk, state="running", attempts=1, heartbeat_at=old)
    page = client.get(detail(job)).content.decode()
    assert "后台程序无响应" in page
    assert reverse("jobs:retry", args=[job.pk]) in page
    job.refresh_from_db()
    assert job.state == "running"  # looking changes nothing


def test_a_retry_that_came_too_late_says_so(client, clerk):
    failed = made(clerk, state="failed", error="坏了。", finished_at=timezone.now())
    made(clerk)
    response = client.post(reverse("jobs:retry", args=[failed.pk]), follow=True)
    assert "同样的任务已经重新提交" in response.content.decode()


def test_retrying_takes_a_post(client, clerk):
    job = made(clerk, state="failed", error="坏了。", finished_at=timezone.now())
    assert client.get(reverse("jobs:retry", args=[job.pk])).status_code == 405


@pytest.mark.parametrize(
    ("url", "offered"),
    [("/health/", True), ("https://elsewhere.example/", False), ("//elsewhere.example/", False), ("", False)],
)
def test_a_result_leads_only_into_this_office(client, clerk, url, offered):
    job = made(clerk, state="done", finished_at=timezone.now(), result={"url": url})
    assert ("查看结果" in client.get(detail(job)).content.decode()) is offered


def test_the_file_of_a_job_is_downloaded_under_its_chinese_name(client, clerk):
    name = default_storage.save("jobs/1.csv", ContentFile(b"a,b"))
    job = made(
        clerk, state="done", finished_at=timezone.now(), result={"file": name, "file_name": "名单.csv"}
    )
    assert reverse("jobs:download", args=[job.pk]) in client.get(detail(job)).content.decode()
    response = client.get(reverse("jobs:download", args=[job.pk]))
    assert b"".join(response) == b"a,b"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%8D%95.csv"


@pytest.mark.parametrize("name", ["../../keys.json", "/etc/hostname", "gone.csv", ""])
def test_a_file_outside_the_storage_or_gone_is_not_found(client, clerk, name):
    job = made(clerk, state="done", finished_at=timezone.now(), result={"file": name})
    assert client.get(reverse("jobs:download", args=[job.pk])).status_code == 404
