"""The background worker. Its queue is files on disk, or Redis where REDIS_URL names one."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")
TRANSPORT_ALIASES["filesystem"] = "election_office.jobs.queue_files:Transport"

app = Celery("election_office")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
