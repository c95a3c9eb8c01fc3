"""「演练」 on every page of a practice office, its error pages and the hall's screen included."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html

WARNING = "演练：人名、地名、文号都是虚构的，做错了不要紧。请不要录入真实的姓名和证件号码。"


class PracticeMark:
    """Puts the band behind the opening of the body, so that no template can forget it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html"):
            response.content = marked(response.content)
        return response


def marked(page: bytes) -> bytes:
    """A whole page with its band; a part of a page (htmx) stays as it is."""
    start = page.find(b"<body")
    end = page.find(b">", start)
    if start < 0 or end < 0:
        return page
    title = page[:start].replace(b"<title>", "<title>【演练】".encode(), 1)
    return title + page[start : end + 1] + _band().encode() + page[end + 1 :]


def _band() -> str:
    return format_html(
        '<link rel="stylesheet" href="{}"><p class="practice-mark" role="note"><b>演练</b>'
        '<span>{}</span><a href="{}">十道练习</a></p>',
        static("css/practice.css"),
        WARNING.removeprefix("演练："),
        reverse("practice:home"),
    )
