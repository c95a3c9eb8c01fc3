"""The page of most acts: a form, one act, a message, and back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme

from election_office.core.forms import OfficeForm

Result = TypeVar("Result")


def typed(request: HttpRequest) -> dict[str, Any]:
    """What a form takes: the data and files of a POST, nothing for a page that is only looked at.

    ``request.POST or None`` is not the same: a form whose only box was left empty posts nothing.
    """
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def _digest(values: Mapping[str, object]) -> str:
    """Whether two presses of the button mean the same values; keyed, since numbers may be among them."""
    text = repr(sorted((name, str(value)) for name, value in values.items()))
    return salted_hmac("election_office.core.http", text).hexdigest()[:32]


def number_or_none(text: str) -> int | None:
    """The number that an address or a ticked box names; None for what names no row."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def numbers_in(texts: Iterable[str]) -> list[int]:
    """The rows that ticked boxes name. What names no row is left out."""
    return [number for text in texts if (number := number_or_none(text.strip())) is not None]


def own_path(text: str) -> str:
    """A page of this office that an address or a form names; empty for anything else somebody wrote there."""
    return text if text[:1] == "/" and url_has_allowed_host_and_scheme(text, allowed_hosts=None) else ""


def date_or_none(text: str) -> dt.date | None:
    """The day that an address names; None for what is no day."""
    try:
        return parse_date(text)
    except ValueError:
        return None


NUMBER_LIMIT = 2**53  # what a page's script can count to
NESTED = 12


def sent_json(request: HttpRequest) -> Any:
    """What a page's script sent, checked for what no page of ours sends. Raises ValueError."""
    try:
        sent = json.loads(request.body, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _check_sent(sent, NESTED)
    return sent


def _no_number(name: str) -> float:
    raise ValueError(name)


def _check_sent(value: Any, room: int) -> None:
    if room == 0:
        raise ValueError("nested too deeply")
    if isinstance(value, str) and any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("a sign that no database takes")
    if isinstance(value, int | float) and abs(value) > NUMBER_LIMIT:
        raise ValueError("a number beyond counting")
    inner = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    if isinstance(inner, list):
        for item in inner:
            _check_sent(item, room - 1)


def keeps_pages(request: HttpRequest) -> bool:
    """May a browser keep a page of ours for a time without network? Only over https, or on the machine
    itself: elsewhere browsers run no service worker."""
    host = urlsplit(f"//{request.get_host()}").hostname
    return request.is_secure() or host in ("localhost", "127.0.0.1", "::1")


def act_button(
    request: HttpRequest,
    act: Callable[..., Result],
    *,
    back: str,
    form: OfficeForm | None = None,
    done: str | Callable[[Result], str] = "",
    then: str | Callable[[Result], str] = "",
    warns: Callable[[Result], bool] | None = None,
) -> HttpResponse:
    """Answer a button that stands on another page: run the act, say what was done, go on.

    ``form``: what that page asks beside the button. Whatever is refused is said by the page it stands on
    (``back``). ``done`` may be empty where the page that follows shows it all.
    """
    form = form or OfficeForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            result = act(**form.arguments())
            _say(request, result, done, warns)
            return redirect(then(result) if callable(then) else then or back)
    for sentences in form.errors.values():
        for sentence in sentences:
            messages.error(request, str(sentence))
    return redirect(back)


def shown_once(request: HttpRequest, *, title: str, whose: str, number: str, back: str) -> HttpResponse:
    """The answer that shows a whole number to who has said what for; it is kept nowhere."""
    context = {"title": title, "whose": whose, "number": number, "back": back}
    return render(request, "layout/shown_once.html", context)


def _say(
    request: HttpRequest,
    result: Result,
    done: str | Callable[[Result], str],
    warns: Callable[[Result], bool] | None,
) -> None:
    if sentence := done(result) if callable(done) else done:
        say = messages.warning if warns is not None and warns(result) else messages.success
        say(request, sentence)


def act_page(
    request: HttpRequest,
    form: OfficeForm,
    act: Callable[..., Result],
    *,
    title: str,
    button: str,
    back: str,
    done: str | Callable[[Result], str] = "",
    then: str | Callable[[Result], str] = "",
    help_text: str = "",
    facts: Iterable[tuple[str, object]] = (),
    consequences: Iterable[str] = (),
    asks: Callable[[Mapping[str, object]], Iterable[str]] | None = None,
    danger: bool = False,
    warns: Callable[[Result], bool] | None = None,
    shows: Callable[[Result], HttpResponse] | None = None,
    template: str = "layout/act.html",
    context: Mapping[str, object] | Callable[[], Mapping[str, object]] | None = None,
) -> HttpResponse:
    """Show the form; when it is valid, run the act once, say what was done and go on.

    The act gets the form's values by name. Whatever it refuses stands on the form, beside what was
    typed; PermissionDenied is not caught. ``back``: where the link leads that does nothing, and where
    the page goes afterwards unless ``then`` says another. ``facts``, ``consequences``: what somebody
    reads before an act that cannot be undone; ``danger`` gives its button the warning colour. ``asks``: what
    follows from the values just typed; where that is more than stood there already, it is read and the
    button pressed once more for the same values, before anything is done. ``warns``: whether what was done
    asks for attention. ``shows``: the answer itself, for what is shown once and kept nowhere (a password, a
    whole number). With an ``election`` in ``context`` the page stands among the pages of that election;
    a ``context`` that is called is read only where the page is shown. Without a ``button`` nothing can be
    sent: the page says why.
    """
    understood = ""
    if form.is_valid():
        shown = list(consequences)
        follows = list(asks(form.cleaned_data)) if asks is not None else []
        if set(follows) - set(shown):
            understood = _digest(form.cleaned_data)
            consequences = follows
        if understood == request.POST.get("understood", ""):
            understood = ""
    if form.is_valid() and not understood:
        with form.showing_refusals():
            result = act(**form.arguments())
            if shows is not None:
                return shows(result)
            _say(request, result, done, warns)
            return redirect(then(result) if callable(then) else then or back)
    more = dict(context() if callable(context) else context or {})
    page: dict[str, object] = {
        "frame": "layout/election.html" if "election" in more else "layout/base.html",
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "help_text": help_text,
        "facts": list(facts),
        "consequences": list(consequences),
        "danger": danger,
        "understood": understood,
    }
    return render(request, template, page | more)
