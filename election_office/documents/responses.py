"""Answers that other apps' views give about papers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from election_office.documents import actions, kinds, rendering

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_response(data: bytes, *, name: str, content_type: str, inline: bool = False) -> HttpResponse:
    """A file under its Chinese name; ``inline`` opens it in the browser."""
    name = f"【演练】{name}" if settings.PRACTICE else name
    how = "inline" if inline else "attachment"
    disposition = f"{how}; filename*=UTF-8''{quote(name)}"
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})


def preview_response(request: HttpRequest, kind: str, subject: Any) -> HttpResponse:
    """The draft as a PDF in the browser, or a page (422) that says why it cannot be printed.

    The caller has fetched ``subject`` through its own fence.
    """
    title = kinds.get(kind).title
    try:
        data = actions.preview_pdf(kind, subject)
    except ValidationError as error:
        problems = error.messages
    except rendering.CannotPrint as error:
        problems = [str(error)]
    else:
        return file_response(data, name=f"{title}（预览稿）.pdf", content_type=PDF, inline=True)
    return render(
        request, "documents/preview_refused.html", {"title": title, "problems": problems}, status=422
    )
