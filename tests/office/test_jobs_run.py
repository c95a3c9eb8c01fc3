"""Background work: joined, claimed once, ended with a sentence whatever happens."""

import datetime as dt
import errno
import io
import logging
import threading
from types import SimpleNamespace

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from election_office.accounts.models import User
from election_office.accounts.permissions import Permission, Role
from election_office.audit.models import AuditEvent
from election_office.core import health
from election_office.jobs import actions, kinds, pulse, watch
from election_office.jobs.actions import requeue_stale, retry, run, submit
from election_office.jobs.kinds import JobKind
from election_office.jobs.models import Job
from election_office.jobs.progress import JobFailed, Progress
from election_office.jobs.tasks import run_job
from election_office.law.decision import Citation, Decision, Finding, RuleRefused
from tests.factories import UserFactory
from tests.office.job_kinds import COUNT

AREA = "369901001001"
pytestmark = pytest.mark.django_db


class KnownFault(Exception):
    """A refusal of some app above."""


@pytest.fixture
def clerk():
    return UserFactory(serving=AREA, role=Role.VILLAGE_CLERK, name="测试甲")


@pytest.fixture
def kind(monkeypatch):
    """Registers a kind for one test: ``kind(work, atomic=True)``."""

    def made(work, code="test.one", permission=Permission.VILLAGE_VIEW, **options):
        monkeypatch.setitem(kinds._kinds, code, JobKind(code, "试办", work, permission, **options))
        return code

    return made


@pytest.fixture
def ended(kind, clerk, django_capture_on_commit_callbacks):
    """Submits one job of this work, lets the worker's task run, and returns the row."""

    def made(work, params=None, **options):
        with django_capture_on_commit_callbacks(execute=True):
            code = kind(work, **options)
            job = submit(code, params=params or {}, key="k", area_code=AREA, by=clerk)
        job.refresh_from_db()
        return job

    return made


def waiting(clerk, code="test.count", **fields):
    given = {
        "kind": code,
        "title": "数数",
        "area_code": AREA,
        "key": "k",
        "requested_by": clerk,
        "params": {"to": 2},
    }
    return Job.objects.create(**given | fields)


# ------------------------------------------------------------------ asking


def test_a_job_is_queued_only_when_the_act_that_asked_for_it_commits(
    clerk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        job = submit(COUNT.code, params={"to": 2}, key="k", area_code=AREA, by=clerk)
        assert job.state == "pending"
    assert len(callbacks) == 1
    callbacks[0]()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.doing) == ("done", 2, 2, "第2项")


def test_a_second_click_joins_the_first_job(clerk):
    first = submit(COUNT.code, params={"to": 2}, key="k", area_code=AREA, by=clerk)
    assert submit(COUNT.code, params={"to": 2}, key="k", area_code=AREA, by=clerk) == first
    assert submit(COUNT.code, params={"to": 2}, key="other", area_code=AREA, by=clerk) != first


def test_after_a_job_has_ended_the_same_may_be_asked_for_anew(clerk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = submit(COUNT.code, params={"to": 2}, key="k", area_code=AREA, by=clerk)
    assert submit(COUNT.code, params={"to": 2}, key="k", area_code=AREA, by=clerk) != first


def test_the_database_itself_keeps_one_active_job_of_a_kind_and_key(clerk):
    waiting(clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        waiting(clerk, state="running")


def test_a_clerk_of_another_village_cannot_ask(clerk):
    with pytest.raises(PermissionDenied):
        submit(COUNT.code, params={"to": 2}, key="k", area_code="369901001002", by=clerk)
    assert Job.objects.count() == 0


def test_asking_and_retrying_leave_their_trace(clerk):
    submit(COUNT.code, params={"to": 2}, key="k", area_code=AREA, by=clerk)
    failed = waiting(clerk, key="f", state="failed", error="坏了。", finished_at=timezone.now())
    retry(failed, by=clerk)
    events = AuditEvent.objects.order_by("number").values_list("action", "actor", "area_code")
    assert list(events) == [("job.submitted", "测试甲", AREA), ("job.retried", "测试甲", AREA)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_threads_asking_for_the_same_get_one_job(clerk):
    barrier, ids = threading.Barrier(2), []

    def ask():
        barrier.wait()
        with transaction.atomic():
            ids.append(submit(COUNT.code, params={"to": 1}, key="same", area_code=AREA, by=clerk).pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 2
    assert Job.objects.filter(key="same", state__in=["pending", "running"]).count() <= 1


# ------------------------------------------------------------------ doing


def test_the_result_of_the_work_is_kept(ended):
    job = ended(lambda progress, params: {"message": "好了。", "n": params["n"]}, {"n": 7})
    assert (job.state, job.result) == ("done", {"message": "好了。", "n": 7})
    assert job.finished_at >= job.started_at


def test_the_work_knows_who_asked_and_where(ended, clerk):
    job = ended(lambda progress, params: {"by": progress.by.pk, "area": progress.area_code})
    assert job.result == {"by": clerk.pk, "area": AREA}


def refuse(*, article):
    finding = Finding("x", False, "每人最多接受3人委托。", Citation("某法", article))
    raise RuleRefused(Decision((finding,)))


def raiser(fault):
    def work(progress, params):
        raise fault

    return work


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (raiser(JobFailed("名单是空的。")), "名单是空的。"),
        (raiser(ValidationError(["第3行缺姓名。", "第5行缺姓名。"])), "第3行缺姓名。第5行缺姓名。"),
        (lambda p, d: refuse(article="第一条"), "每人最多接受3人委托。（依据：《某法》第一条）"),
        (raiser(PermissionDenied("您没有在此地办理此事项的权限。")), "您没有在此地办理此事项的权限。"),
        (raiser(SoftTimeLimitExceeded()), "办理超过30分钟仍未结束，已停止。请缩小范围后重试。"),
        (raiser(KnownFault("表头不对。")), "表头不对。"),
    ],
)
def test_a_known_fault_ends_the_job_with_its_sentence(ended, work, error):
    job = ended(work, known_errors=(KnownFault,))
    assert (job.state, job.error, job.incident) == ("failed", error, "")


def test_an_unforeseen_fault_shows_a_number_and_its_text_stays_out_of_the_log(ended, caplog):
    def work(progress, params):
        raise KeyError(params["number"])

    with caplog.at_level(logging.INFO):
        job = ended(work, {"number": "369901199001011234"})
    assert job.state == "failed"
    assert job.incident in job.error
    assert job.incident in caplog.text
    assert "KeyError" in caplog.text
    assert "369901199001011234" not in caplog.text + job.error


def test_work_that_fails_half_way_keeps_how_far_it_was(ended):
    def work(progress, params):
        progress.step(3, 10, "第三项")
        raise JobFailed("停在第三项。")

    job = ended(work)
    assert (job.done, job.total, job.doing) == (3, 10, "第三项")


def test_a_result_that_is_not_data_fails_the_job(ended):
    assert ended(lambda progress, params: {"x": object()}).state == "failed"


def test_a_job_delivered_twice_is_done_once(ended):
    calls = []
    job = ended(lambda progress, params: calls.append(1))
    assert run(job.pk) is False
    run_job(job.pk)
    assert calls == [1]
    job.refresh_from_db()
    assert job.attempts == 1


def test_a_job_whose_row_is_gone_is_passed_over():
    assert run(987654) is False


def test_a_kind_the_worker_does_not_know_ends_the_job_with_a_sentence(clerk):
    job = waiting(clerk, "test.nobody")
    assert run(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", actions.UNKNOWN_KIND)


def test_a_running_job_with_a_fresh_heartbeat_is_not_taken_over(clerk):
    job = waiting(clerk, state="running", attempts=1, heartbeat_at=timezone.now())
    assert run(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("running", 1)


def test_a_running_job_without_heartbeat_is_taken_over(clerk):
    job = waiting(clerk, state="running", attempts=1, heartbeat_at=timezone.now() - dt.timedelta(seconds=61))
    assert run(job.pk) is True
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_worker_that_lost_its_job_cannot_end_it(clerk, kind):
    def work(progress, params):
        Job.objects.filter(pk=progress.job.pk).update(attempts=9)
        return {"message": "迟到。"}

    job = waiting(clerk, kind(work))
    assert run(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == ("running", {}, 9)


def test_atomic_work_of_a_worker_that_lost_its_job_is_undone(clerk, kind):
    def work(progress, params):
        User.objects.filter(pk=clerk.pk).update(phone="0000")
        job = Job.objects.get(pk=progress.job.pk)
        pulse.forget(job.pk, job.attempts)
        Job.objects.filter(pk=job.pk).update(attempts=9)

    job = waiting(clerk, kind(work, atomic=True))
    assert run(job.pk) is False
    clerk.refresh_from_db()
    assert clerk.phone == ""


def test_atomic_work_and_its_end_commit_together(ended, clerk):
    def work(progress, params):
        User.objects.filter(pk=clerk.pk).update(phone="0000")
        raise JobFailed("不行。")

    job = ended(work, atomic=True)
    clerk.refresh_from_db()
    assert (job.state, clerk.phone) == ("failed", "")


# ------------------------------------------------------------------ progress


def test_progress_is_seen_while_the_work_runs(ended):
    seen = []

    def work(progress, params):
        progress.step(1, 4, "第一项")
        job = Job.objects.get(pk=progress.job.pk)
        seen.append((job.state, job.live().done, job.live().total, job.live().doing, job.live().percent))

    job = ended(work)
    assert seen == [("running", 1, 4, "第一项", 25)]
    assert pulse.read(job.pk, 1) is None  # swept away at the end


def test_ten_thousand_steps_write_only_now_and_then(clerk, monkeypatch):
    writes = []
    job = waiting(clerk, state="running", attempts=1)
    with pulse.Heart(job.pk, 1, 60) as heart:
        monkeypatch.setattr(heart, "_write", lambda: writes.append(1))
        heart._written = float("inf")  # no half second passes
        progress = Progress(job, heart)
        for number in range(10_000):
            progress.step(number, 10_000, "登记")
    assert len(writes) == 1  # the words changed once
    assert progress.told.done == 9_999


def test_words_and_total_stay_until_others_are_told(clerk):
    job = waiting(clerk, state="running", attempts=1)
    with pulse.Heart(job.pk, 1, 60) as heart:
        progress = Progress(job, heart)
        progress.step(1, 5, "读取")
        progress.step(2)
        assert (progress.told.done, progress.told.total, progress.told.doing) == (2, 5, "读取")


def test_the_heart_beats_without_any_step(clerk, monkeypatch):
    monkeypatch.setattr(pulse, "BEAT_SECONDS", 0.01)
    with pulse.Heart(7, 1, 60):
        first = pulse.read(7, 1).at
        while pulse.read(7, 1).at == first:
            pass
    pulse.forget(7, 1)


def test_the_heart_of_work_that_hangs_stops_at_its_limit(monkeypatch):
    monkeypatch.setattr(pulse, "BEAT_SECONDS", 0.01)
    with pulse.Heart(7, 1, max_seconds=0) as heart:
        heart._thread.join(5)
        assert not heart._thread.is_alive()
    pulse.forget(7, 1)


def test_a_cache_that_fails_does_not_stop_the_work(ended, monkeypatch):
    class Broken:
        def set(self, *args):
            raise OSError

        get = delete = set

    monkeypatch.setattr(pulse, "_cache", Broken)
    assert ended(lambda progress, params: progress.step(1, 1, "一")).state == "done"


# ------------------------------------------------------------------ again


def test_a_failed_job_is_done_again(clerk, django_capture_on_commit_callbacks):
    job = waiting(clerk, state="failed", error="坏了。", finished_at=timezone.now(), attempts=1)
    with django_capture_on_commit_callbacks(execute=True):
        retry(job, by=clerk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == ("done", 2, "")


def test_a_job_at_work_or_done_is_not_retried(clerk):
    running = waiting(clerk, state="running", heartbeat_at=timezone.now())
    done = waiting(clerk, key="d", state="done", finished_at=timezone.now())
    assert retry(running, by=clerk).state == "running"
    assert retry(done, by=clerk).state == "done"


def test_a_job_asked_for_anew_meanwhile_is_not_retried(clerk):
    failed = waiting(clerk, state="failed", error="坏了。", finished_at=timezone.now())
    waiting(clerk)
    with pytest.raises(ValidationError, match="已经重新提交"):
        retry(failed, by=clerk)


def test_another_village_cannot_retry(clerk):
    job = waiting(clerk, state="failed", error="坏了。", finished_at=timezone.now())
    with pytest.raises(PermissionDenied):
        retry(job, by=UserFactory(serving="369901001002"))


def test_only_silent_jobs_are_queued_again(clerk, django_capture_on_commit_callbacks):
    old = timezone.now() - dt.timedelta(seconds=61)
    dead = waiting(clerk, key="dead", state="running", heartbeat_at=old)
    alive = waiting(clerk, key="alive", state="running", heartbeat_at=timezone.now())
    queued = waiting(clerk, key="queued", requested_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        assert requeue_stale() == 1
    states = {job.key: job.state for job in Job.objects.all()}
    assert states == {dead.key: "done", alive.key: "running", queued.key: "pending"}


def test_at_start_waiting_jobs_are_sent_once_more(clerk, django_capture_on_commit_callbacks):
    job = waiting(clerk)
    with django_capture_on_commit_callbacks(execute=True):
        assert requeue_stale(at_start=True) == 1
    job.refresh_from_db()
    assert job.state == "done"


def test_without_a_queue_the_job_waits_with_a_sentence_and_is_sent_later(
    clerk, monkeypatch, django_capture_on_commit_callbacks
):
    def unreachable(*args, **kwargs):
        raise OSError("no queue")

    monkeypatch.setattr(run_job, "apply_async", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        job = submit(COUNT.code, params={"to": 2}, key="k", area_code=AREA, by=clerk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("pending", actions.NO_QUEUE)
    assert "1项任务在等" in health.problems()["broker"]
    assert not watch.worker_is_stuck()

    sent = []
    monkeypatch.setattr(run_job, "apply_async", lambda args, **options: sent.append(args[0]))
    assert not watch.worker_is_stuck()
    job.refresh_from_db()
    assert (sent, job.state, job.error) == ([job.pk], "pending", "")
    assert "broker" not in health.problems()
    assert actions.send_unsent() == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OperationalError("server closed the connection"), actions.INTERRUPTED),
        (InterfaceError("connection already closed"), actions.INTERRUPTED),
        (OSError(errno.ENOSPC, "No space left on device"), actions.NO_ROOM),
    ],
    ids=["database", "connection", "disk"],
)
def test_work_that_its_database_or_disk_failed_is_done_again_by_itself(
    ended, clerk, monkeypatch, fault, said, django_capture_on_commit_callbacks
):
    """Nobody presses 重试; what fails so again and again is the work's own fault."""
    faults = [fault]

    def work(progress, params):
        Job.objects.filter(pk=progress.job.pk).update(title="半途")
        if faults:
            raise faults[0]

    job = ended(work, atomic=True)
    assert (job.state, job.error, job.attempts, job.title) == ("pending", said, 1, "试办")
    assert [e.after for e in AuditEvent.objects.filter(action="job.requeued")] == [{}]
    assert "broker" not in health.problems()
    monkeypatch.setattr(actions, "ROOM", 1 << 60)
    assert actions.send_unsent() == (0 if said == actions.NO_ROOM else 1)
    monkeypatch.setattr(actions, "ROOM", 0)
    Job.objects.update(attempts=actions.MOST_ATTEMPTS - 1, state="pending", error=said)
    assert not watch.worker_is_stuck()
    job.refresh_from_db()
    assert (job.state, bool(job.incident), job.attempts) == ("failed", True, actions.MOST_ATTEMPTS)

    Job.objects.update(attempts=1, state="pending", error=said, incident="", finished_at=None)
    faults.clear()
    assert actions.send_unsent() == 1
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts, job.title) == ("done", "", 2, "半途")


def test_a_job_taken_up_while_the_database_is_away_waits_for_it(clerk, monkeypatch):
    """Its message is not lost, and its end is noted once the database is back."""
    job, tries = waiting(clerk), []
    monkeypatch.setattr(actions, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(actions.time, "sleep", tries.append)
    for name in ("_claim", "_finish"):
        real = getattr(actions, name)

        def away(*args, _real=real, _failed=[], **kwargs):  # noqa: B006 -- one list a function
            if len(_failed) < 2:
                _failed.append(1)
                raise OperationalError("gone")
            return _real(*args, **kwargs)

        monkeypatch.setattr(actions, name, away)
    assert run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, len(tries)) == ("done", 1, 4)


def test_a_kind_cannot_be_registered_twice_with_other_work():
    with pytest.raises(ValueError, match=r"test\.count"):
        kinds.register(JobKind(COUNT.code, "别的", lambda p, d: None, Permission.VILLAGE_VIEW))


def test_the_command_queues_silent_jobs_again(clerk, django_capture_on_commit_callbacks):
    waiting(clerk, state="running", heartbeat_at=timezone.now() - dt.timedelta(seconds=61))
    out = io.StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("requeue_jobs", stdout=out)
    assert out.getvalue() == "已重新排队1件。\n"
    assert Job.objects.get().state == "done"
