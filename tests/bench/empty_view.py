"""The named alternative of the load: a Django that answers one word, under the same server."""

from __future__ import annotations

from typing import Any

from django.conf import settings

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="of a view without secrets",
        MIDDLEWARE=[],
    )

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def empty(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("", empty), path("<path:any>", empty)]
application = get_wsgi_application()
