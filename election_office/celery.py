"""The background worker. Its queue is files on disk, or Redis where REDIS_URL names one."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")

app = Celery("election_office")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
