"""The entry point of the web server, read once before its processes part (``gunicorn --preload``)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")

application = get_wsgi_application()

from django.db import connections  # noqa: E402 -- the apps are loaded by now
from django.urls import get_resolver  # noqa: E402

from election_office.core.keycheck import require_right_keys  # noqa: E402

require_right_keys()
# Every page's code is in memory before the first process is made: none reads it again, and all share it.
_ = get_resolver().url_patterns
# A process must not inherit a line to the database from another.
connections.close_all()
# What is loaded by now stays for good. Looked through for garbage by each process it would be copied page by
# page into each: a quarter more memory after some load.
gc.collect()
gc.freeze()
