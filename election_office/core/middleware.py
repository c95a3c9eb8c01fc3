"""What every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from election_office.core.gather import gathering

# Everything comes from this server; nothing is written inline, so nothing injected can run.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "manifest-src 'self'",
    )
)

# A photograph is handed in through a file box, which asks for no device.
NO_DEVICES = ", ".join(
    f"{device}=()" for device in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "hid")
)


class PlainAddresses:
    """The character nought is taken out of what an address asks for: PostgreSQL takes none, in any search."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        while "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return self.get_response(request)


class ContentSecurityPolicy:
    """Sends the content security policy, and forbids caches to keep a page with people's data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", NO_DEVICES)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class CompressedPages(GZipMiddleware):
    """Pages and data travel compressed: a list shrinks to a tenth on a village's phone line.

    PDF, Word, Excel and photographs are compressed already; a second time gains nothing. Django adds
    random bytes, so that the length of a page tells nothing of a secret in it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind.startswith("text/") or kind in ("application/json", "image/svg+xml"):
            return super().process_response(request, response)
        return response


class GatheredReads:
    """A page that only reads asks the database for each fact once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with gathering():
            return self.get_response(request)
