"""A log that tells what failed where, and nothing that anybody typed."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from election_office.core.logs import JsonLines, NumberedRequests, Plain, request_number
from election_office.core.views import server_error
from tests.factories import UserFactory

TYPED = "369901199001010011"


def failed() -> logging.LogRecord:
    try:
        try:
            int(f"{TYPED}²")
        except ValueError as error:
            raise RuntimeError(f"cannot read {TYPED}") from error
    except RuntimeError:
        return logging.LogRecord(
            "django.request", 40, "x", 1, "Server Error: %s", ("/people/",), sys.exc_info()
        )


@pytest.mark.parametrize("formatter", [Plain(), JsonLines()])
def test_a_failure_names_its_kind_and_place_and_no_value(formatter: logging.Formatter) -> None:
    line = formatter.format(failed())
    assert TYPED not in line
    assert "RuntimeError" in line
    assert "because of ValueError" in line
    assert "test_logs.py" in line
    assert "/people/" in line


def test_the_log_the_answer_and_the_error_page_bear_the_same_number() -> None:
    lines = []

    def view(request: HttpRequest) -> HttpResponse:
        lines.append(json.loads(JsonLines().format(failed())))
        return server_error(request)

    response = NumberedRequests(view)(RequestFactory().get("/"))
    number = response.headers["X-Request-ID"]
    assert len(number) == 10
    assert lines[0]["request"] == number
    assert number in response.content.decode()
    assert request_number() == ""


@pytest.mark.django_db
def test_every_answer_carries_the_headers_that_protect_it(settings) -> None:
    UserFactory()
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    for path in ("/health/", "/verify/", "/nowhere/"):
        headers = Client().get(path, secure=True).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert headers["X-Request-ID"]
