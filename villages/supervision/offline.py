"""Forms filled in where there is no network. The page's script keeps what was typed and sends it when
the line is back, with ``Accept: application/json``; without the script the same page works as any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, JsonResponse

from election_office.core.forms import OfficeForm

Result = TypeVar("Result")


def wants_json(request: HttpRequest) -> bool:
    return request.method == "POST" and request.headers.get("Accept", "") == "application/json"


def answer(
    form: OfficeForm, act: Callable[..., Result], *, done: str, url: Callable[[Result], str]
) -> JsonResponse:
    """What the script hears: done and where it stands, or each refusal with the name of its field."""
    if form.is_valid():
        with form.showing_refusals():
            result = act(**form.cleaned_data)
            return JsonResponse({"done": done, "url": url(result)})
    return JsonResponse({"refusals": refusals(form)}, status=422)


def refusals(form: OfficeForm) -> list[str]:
    found: list[str] = []
    for name, errors in form.errors.items():
        label: Any = form.fields[name].label if name in form.fields else ""
        found += [f"{label}：{error}" if label else str(error) for error in errors]
    return found
