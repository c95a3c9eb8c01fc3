"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "election_office.settings")

application = get_wsgi_application()

from election_office.core.keycheck import require_right_keys  # noqa: E402 -- the apps are loaded by now

require_right_keys()
