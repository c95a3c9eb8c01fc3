"""The background worker. Its queue is files on disk, or Redis where REDIS_URL names one."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")
TRANSPORT_ALIASES["filesystem"] = "election_office.jobs.queue_files:Transport"

app = Celery("election_office")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_wrong_keys(**kwargs: Any) -> None:
    from election_office.core.keycheck import require_right_keys  # noqa: PLC0415 -- the apps are loaded by now

    require_right_keys()
