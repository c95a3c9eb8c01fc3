"""Numbers for the office's own Prometheus."""

from __future__ import annotations

import datetime as dt
import os
import re
import time

import pytest
from django.utils import timezone

from election_office.accounts.permissions import Role
from election_office.audit.models import AuditCheck
from election_office.core import metrics
from election_office.jobs.models import Job
from tests.factories import UserFactory

AREA = "369901001001"
TOKEN = "an-invented-token-of-the-test"


def read(client, token: str = TOKEN):
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


def numbers_of(answer) -> dict[str, float]:
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r'[a-z_]+(\{[a-z]+="[a-z]+"\})? -?[0-9.e+]+', line) for line in lines), lines
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


@pytest.mark.django_db
def test_the_numbers_are_given_for_the_token_alone_and_name_nobody(
    client, settings, tmp_path, monkeypatch, django_assert_max_num_queries
):
    settings.OFFICE_BACKUP_DIR = tmp_path
    settings.OFFICE_METRICS_TOKEN = ""
    assert read(client, "").status_code == read(client).status_code == 404
    settings.OFFICE_METRICS_TOKEN = "short"
    assert read(client, "short").status_code == 404
    settings.OFFICE_METRICS_TOKEN = TOKEN
    assert read(client, TOKEN + "x").status_code == read(client, "错").status_code == 404
    assert client.get("/metrics").status_code == 404

    # An office that nobody has set up yet already answers; what is not known is left out.
    fresh = numbers_of(read(client))
    assert fresh['office_jobs{state="pending"}'] == fresh["office_queue_age_seconds"] == 0
    assert not {"office_backup_age_seconds", "office_audit_check_age_seconds"} & fresh.keys()

    clerk = UserFactory(serving=AREA, role=Role.VILLAGE_CLERK)
    now = timezone.now()
    Job.objects.create(
        kind="voters.screening", title="排查演示村", area_code=AREA, key="x", requested_by=clerk,
        requested_at=now - dt.timedelta(seconds=100), heartbeat_at=now - dt.timedelta(seconds=100),
    )  # fmt: skip
    fault = {"area_code": AREA, "code": "x", "fault": "演示"}
    AuditCheck.objects.create(
        began_at=now, ended_at=now - dt.timedelta(hours=3), chains=1, events=1, faults=[fault]
    )
    backup = tmp_path / "office-20260101-000000.bak"
    backup.write_bytes(b"x")
    os.utime(backup, (time.time() - 7200, time.time() - 7200))
    with django_assert_max_num_queries(12):
        answer = read(client)
    found = numbers_of(answer)
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert found['office_jobs{state="pending"}'] == 1
    assert 100 <= found["office_queue_age_seconds"] < 160
    assert 7200 <= found["office_backup_age_seconds"] < 7260
    assert 10800 <= found["office_audit_check_age_seconds"] < 10860
    assert (found["office_audit_check_faults"], found['office_problems{check="audit"}']) == (1, 1)
    assert found["office_disk_free_bytes"] > 0 == found["office_metrics_failed"]
    assert AREA not in answer.content.decode()
    assert "演示" not in answer.content.decode()

    def broken() -> float:
        raise OSError(AREA)

    monkeypatch.setitem(metrics._metrics, "x", metrics.Metric("x", "x", broken))
    answer = read(client)
    assert numbers_of(answer)["office_metrics_failed"] == 1
    assert AREA not in answer.content.decode()
