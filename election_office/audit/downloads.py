"""Every file that leaves the office: who took it, what it was, and when.

Noted in one place, behind all pages: a page that sends a file needs no line of its own, and none is
forgotten. Each app names its pages in ``audit_words``; a page without a name is noted under its address name.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from election_office.accounts.models import User
from election_office.audit import actions
from election_office.core.sheets import XLSX
from election_office.core.workbook_marks import marked

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a page sends; ``row``: the model of the row that its address names."""

    name: str
    row: str = ""


_kinds: dict[str, Kind] = {}
_blank: set[str] = set()


def register(kinds: Mapping[str, str | tuple[str, str]]) -> None:
    """Name of an address → what it sends, or that and the model ("voters.RollImport") its address names."""
    for view, said in kinds.items():
        _kinds[view] = Kind(said) if isinstance(said, str) else Kind(*said)


def register_blank(views: Iterable[str]) -> None:
    """Pages whose files tell of nobody, are anybody's, or whose act leaves its own trace."""
    _blank.update(views)


def known(view: str) -> bool:
    return view in _kinds or view in _blank


class NotedDownloads:
    """Notes each file sent, before its first byte; a workbook leaves with the taker's name at its foot.

    A photograph inside a page is part of the page. When the trail cannot be written the file is not sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or request.method == "HEAD" or not _is_file(response):
            return response
        if match.view_name in _blank or not isinstance(request.user, User):
            return response
        kind = _kinds.get(match.view_name, Kind(match.view_name))
        row = _row(kind, match.kwargs)
        code = getattr(row, "area_code", "") or _place_of(request.user)
        actions.note_download(what=kind.name, row=row, area_code=code, form=_form(response), by=request.user)
        return _marked(response, request.user)


def _is_file(response: HttpResponseBase) -> bool:
    if response.status_code != 200:
        return False
    how = response.headers.get("Content-Disposition", "")
    return how.startswith("attachment") or response.headers.get("Content-Type", "") == PDF


def _row(kind: Kind, named: Mapping[str, Any]) -> models.Model | None:
    numbers = [value for value in named.values() if isinstance(value, int)]
    if not kind.row or not numbers:
        return None
    rows = apps.get_model(kind.row)._base_manager.filter(pk=numbers[0])
    if way := getattr(rows.model, "way_to_the_place", None):
        rows = rows.select_related(*way())
    found: models.Model | None = rows.first()
    return found


def _place_of(user: User) -> str:
    """Where a file that tells of many places is noted: the widest of the taker's divisions."""
    return min(user.areas_in_view() or [held.area_code for held in user.current_assignments], key=len)


def _form(response: HttpResponseBase) -> str:
    name = response.headers.get("Content-Disposition", "")
    ending = name.rpartition(".")[2].strip("\"' ").lower()
    return ending if ending.isalnum() and len(ending) <= 4 else "pdf"


def _marked(response: HttpResponseBase, user: User) -> HttpResponseBase:
    if settings.PRACTICE and _form(response) == "csv":
        return _practice_lines(response)
    if _form(response) != "xlsx":
        return response
    now = timezone.localtime()
    words = f"由{user.name}于{now:%Y-%m-%d %H:%M}下载，含个人信息，只限本次工作使用，用后删除。"
    above = "演练" if settings.PRACTICE else ""
    words = f"{PRACTICE_LINE}。{words}" if above else words
    if isinstance(response, FileResponse):
        content = b"".join(response)
        response.close()
        headers = {"Content-Disposition": response.headers["Content-Disposition"]}
        return HttpResponse(marked(content, words, above), content_type=XLSX, headers=headers)
    if isinstance(response, HttpResponse):
        response.content = marked(response.content, words, above)
    return response


PRACTICE_LINE = "演练：人名、地名、文号都是虚构的"
BOM = b"\xef\xbb\xbf"


def _practice_lines(response: HttpResponseBase) -> HttpResponseBase:
    """The same lines under one that says that they are invented."""
    line = BOM + f"{PRACTICE_LINE}\r\n".encode()
    if isinstance(response, StreamingHttpResponse):
        parts: Any = response.streaming_content
        response.streaming_content = itertools.chain([line], (part.removeprefix(BOM) for part in parts))
    elif isinstance(response, HttpResponse):
        response.content = line + response.content.removeprefix(BOM)
    return response
