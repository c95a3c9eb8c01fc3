"""What templates may ask for: dates, status, links that know when they lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import segno
from django import template
from django.core.paginator import Page
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from election_office.core import frame, idnumbers
from election_office.core.forms import refusal_sentence
from election_office.core.icons import icon as draw
from election_office.law import dates
from election_office.law.decision import Finding
from election_office.law.words import GENERAL, in_words_of

register = template.Library()

# How many days before a limit a clerk is warned.
SOON_DAYS = 3

TONES = {
    "done": "已完成",
    "doing": "进行中",
    "soon": "即将到期",
    "overdue": "已超期",
    "todo": "未开始",
    "deferred": "暂缓",
    "void": "已作废",
    "info": "说明",
}

# The codes the apps use for their own states, by the look they share.
STATUS_TONES = {
    "done": (
        "done closed completed finished passed issued confirmed approved posted declared published elected "
        "active valid in_force accepted success agreed frozen registered"
    ),
    "doing": (
        "doing running open in_progress started drafting draft counting entering sent reviewing waiting "
        "retry preparation election follow_up requested partly_posted"
    ),
    "soon": "soon due_soon warning pending_review differs explained",
    "overdue": "overdue late failed failure refused rejected blocked error danger",
    "todo": "todo pending planned not_started queued new",
    "deferred": "deferred suspended paused",
    "void": "void revoked withdrawn replaced annulled cancelled ended taken_down spoiled left_off",
}
TONE_OF_STATUS = {status: tone for tone, words in STATUS_TONES.items() for status in words.split()}


# ------------------------------------------------------------------ dates


def _as_date(value: date | datetime) -> date:
    """The local calendar day of a date or of a moment."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.simple_tag(takes_context=True)
def in_words(context: Context, form: Any) -> str:
    """Let a form among the pages of an election speak in its words; prints nothing."""
    kind = getattr(context.get("election"), "kind", "village")
    if kind != "village" and hasattr(form, "say_in"):
        form.say_in(kind)
    return ""


@register.simple_tag(takes_context=True)
def said(context: Context, text: object) -> str:
    """A word of a table fixed when the program starts, in the words of the election whose page shows it."""
    # A table is drawn in a context of its own and carries that of its page.
    page = getattr(context.get("table"), "context", None) or context
    return in_words_of(getattr(page.get("election"), "kind", "village"), str(text))


@register.filter
def words_of(text: object, election: Any) -> str:
    """A label fixed when the program starts, in the words of this election."""
    return in_words_of(getattr(election, "kind", "village"), str(text))


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """2026年12月20日; empty when there is no date."""
    return dates.cn_date(_as_date(value)) if value else ""


@register.filter
def cn_date_formal(value: date | datetime | None) -> str:
    """二〇二六年十二月二十日, as papers are signed; empty when there is no date."""
    return dates.cn_date_formal(_as_date(value)) if value else ""


@register.filter
def cn_time(value: datetime | None) -> str:
    """2026年12月20日 14:05, local time; empty when there is no time."""
    if not value:
        return ""
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{dates.cn_date(moment.date())} {moment:%H:%M}"


@register.filter
def days_left(value: date | datetime | None) -> str:
    """还有3天 / 今天 / 已过2天, counted in local calendar days; empty when there is no date."""
    if not value:
        return ""
    days = (_as_date(value) - timezone.localdate()).days
    if days == 0:
        return "今天"
    return f"还有{days}天" if days > 0 else f"已过{-days}天"


@register.filter
def days_short(value: date | datetime | None) -> str:
    """3天 / 今天 / 过2天, for a column of numbers; empty when there is no date."""
    if not value:
        return ""
    days = (_as_date(value) - timezone.localdate()).days
    return f"过{-days}天" if days < 0 else f"{days}天" if days else "今天"


@register.filter
def deadline_tone(due: date | datetime | None, done_on: date | datetime | None = None) -> str:
    """The look of a limit: done, overdue (also when done late), soon (three days or fewer) or todo."""
    if not due:
        return "done" if done_on else "todo"
    limit = _as_date(due)
    if done_on:
        return "done" if _as_date(done_on) <= limit else "overdue"
    days = (limit - timezone.localdate()).days
    if days < 0:
        return "overdue"
    return "soon" if days <= SOON_DAYS else "todo"


# ------------------------------------------------------------------ words and numbers


@register.filter
def mask_id(number: str | None) -> str:
    """An ID number as lists show it, 尾号1234; empty stays empty."""
    return idnumbers.mask(number) if number else ""


@register.filter
def percent_of(part: int | None, whole: int | None) -> str:
    """88.5% of two counts, for reading only: no rule may be decided from it. — when there is no whole."""
    if part is None or not whole:
        return "—"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


@register.filter
def file_size(count: int | None) -> str:
    """Bytes as 3 KB or 1.2 MB; empty when unknown."""
    if count is None:
        return ""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB"


@register.filter
def sentence(finding: Finding) -> str:
    """A rule's finding as people read it: the sentence and the article it rests on."""
    return refusal_sentence(finding)


@register.filter
def field_of(form: Any, name: str) -> Any:
    """One field of a form by a name held in a variable."""
    return form[name]


# ------------------------------------------------------------------ status


@register.filter
def status_tone(status: str | None) -> str:
    """The look of an app's own state code; a code nobody listed looks like 未开始."""
    return TONE_OF_STATUS.get((status or "").lower(), "todo")


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the drawings of core/icons.py; decoration only."""
    return draw(name)


@register.simple_tag
def badge(tone: str, text: str = "") -> SafeString:
    """A status: shape, word and colour together. ``tone`` is one of TONES; ``text`` defaults to its word."""
    look = tone if tone in TONES else "todo"
    return format_html(
        '<span class="badge-status tone-{}">{}<span>{}</span></span>', look, draw(look), text or TONES[look]
    )


@register.simple_tag
def status_badge(row: Model, field: str = "status") -> SafeString:
    """The badge of a model's own choice field: its code gives the look, its label the word."""
    value = getattr(row, field)
    display = getattr(row, f"get_{field}_display", None)
    return badge(status_tone(value), str(display() if display else value))


# ------------------------------------------------------------------ links


def _request(context: Context) -> HttpRequest | None:
    request = context.get("request") or getattr(context, "request", None)
    return request if isinstance(request, HttpRequest) else None


@register.simple_tag(takes_context=True)
def nav_link(context: Context, url_name: str, text: str, icon_name: str = "", *args: Any) -> SafeString | str:
    """One entry of a navigation; nothing at all while no such page exists."""
    try:
        url = reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
    request = _request(context)
    here = request.path if request else ""
    current = here == url or (url != "/" and here.startswith(url))
    return format_html(
        '<li><a class="nav-item" href="{}"{}>{}<span>{}</span></a></li>',
        url,
        mark_safe(' aria-current="page"') if current else "",
        draw(icon_name) if icon_name else "",
        text,
    )


@register.simple_tag
def url_or_none(url_name: str, *args: Any) -> str:
    """The address of a page, or an empty string while there is no such page."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def query_string(context: Context, **changes: Any) -> str:
    """The present address's query with some parameters changed; None or an empty text removes one."""
    request = _request(context)
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_fields(context: Context, *but: str) -> list[tuple[str, str]]:
    """The present address's query as pairs for hidden fields, without the names given."""
    request = _request(context)
    if request is None:
        return []
    return [(name, value) for name, values in request.GET.lists() if name not in but for value in values]


class Place(NamedTuple):
    """A registered link as a template draws it."""

    text: str
    url: str
    icon: str
    primary: bool
    current: bool
    group: str = ""


def _words(context: Context) -> Any:
    """The words of the election on the page, else of the place the reader works in."""
    election = context.get("election")
    return election.words if election else context.get("local_words", GENERAL)


def _allowed(context: Context, place: str) -> list[frame.Link]:
    held = context.get("perms_held") or ()
    return [link for link in frame.links_at(place) if not link.any_of or set(link.any_of) & set(held)]


@register.simple_tag(takes_context=True)
def links_at(context: Context, place: str, pk: int | None = None) -> list[Place]:
    """What the apps registered at a place of core/frame.py, without pages that do not exist or that the
    reader has no permission for."""
    request = _request(context)
    here = request.path if request else ""
    words = _words(context)
    return [
        Place(
            text=link.text(words),
            url=url,
            icon=link.icon,
            primary=link.primary,
            group=link.group,
            current=here == url or (url != "/" and here.startswith(url)),
        )
        for link in _allowed(context, place)
        if (url := link.address(pk))
    ]


@register.simple_tag
def page_at(place: str) -> str:
    """The address of the one page registered at a place; empty while there is none."""
    return next((url for link in frame.links_at(place) if (url := link.address())), "")


class Crumb(NamedTuple):
    """One step of a trail; ``url`` is empty for a place without a page of its own."""

    text: str
    url: str


@register.simple_tag
def trail(row: Model, page: str, *steps: str) -> list[Crumb]:
    """From the widest place down to ``row``, along foreign keys that are already loaded.

    ``page`` is the name of the row's page, "own" the one that its model says, "" none; ``steps`` alternate
    between a foreign key and the page name
    of what it leads to. A relation that would cost a query ends the walk: the trail gets shorter,
    the page never slower.
    """
    crumbs = [Crumb(str(row), _page_of(row, page))]
    place = row
    for name, its_page in zip(steps[::2], steps[1::2], strict=True):
        loaded = place._state.fields_cache.get(name)
        if loaded is None:
            break
        place = loaded
        crumbs.insert(0, Crumb(str(place), _page_of(place, its_page)))
    return crumbs


def _page_of(row: Model, page: str) -> str:
    if page == "own":
        return str(row.get_absolute_url())  # type: ignore[attr-defined]
    return url_or_none(page, row.pk) if page else ""


class Tab(NamedTuple):
    """One tab: a page beside this one."""

    text: str
    url: str
    current: bool


@register.simple_tag(takes_context=True)
def tabs_for(context: Context, pk: int, *names_and_texts: str) -> list[Tab]:
    """Tabs over pages that take one id: "voters:roll", "选民名单", …; pages that do not exist are left out.

    "voters:roll voters:registration" also stands for voters:registration_cancel.
    """
    pairs = [
        (*name.partition(" "), text)
        for name, text in zip(names_and_texts[::2], names_and_texts[1::2], strict=True)
    ]
    known = [(text, url, more.split()) for name, _, more, text in pairs if (url := url_or_none(name, pk))]
    return _tabs(context, known)


@register.simple_tag(takes_context=True)
def tabs_at(context: Context, place: str, pk: int) -> list[Tab]:
    """The tabs that the apps registered at a place of core/frame.py."""
    words = _words(context)
    known = [
        (link.text(words), url, list(link.also))
        for link in _allowed(context, place)
        if (url := link.address(pk))
    ]
    return _tabs(context, known)


def _tabs(context: Context, known: Sequence[tuple[str, str, Sequence[str]]]) -> list[Tab]:
    """The tab whose address is the longest beginning of the present one is current; where none is, the one
    that names the beginning of the present page."""
    request = _request(context)
    here = request.path if request else ""
    view = request.resolver_match.view_name if request and request.resolver_match else ""
    best = max((url for _, url, _ in known if here.startswith(url)), key=len, default="")
    # The election's own page begins every address of the election: it says nothing about which tab.
    root = best != here and any(url != best and url.startswith(best) for _, url, _ in known)
    if not best or root:
        named = [(len(start), url) for _, url, starts in known for start in starts if view.startswith(start)]
        best = max(named, default=(0, best))[1]
    return [Tab(text, url, url == best) for text, url, _ in known]


# ------------------------------------------------------------------ components


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """The page numbers worth showing; None stands for the ones left out."""
    numbers: Iterable[int | str] = page.paginator.get_elided_page_range(
        page.number, on_each_side=2, on_ends=1
    )
    return [number if isinstance(number, int) else None for number in numbers]


class Change(NamedTuple):
    """One line of a comparison."""

    name: str
    before: Any
    after: Any
    changed: bool


@register.simple_tag
def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """Two sets of values side by side, in the order they were written down."""
    old, new = before or {}, after or {}
    names = list(dict.fromkeys([*old, *new]))
    return [
        Change(name, old.get(name, ""), new.get(name, ""), old.get(name) != new.get(name)) for name in names
    ]


@register.simple_tag
def qr(text: str, scale: int = 4) -> SafeString:
    """A QR code as a drawing in the page (error correction M, for paper that gets folded)."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(
        scale=scale, border=2, svgclass="qr", lineclass=None
    )
    return mark_safe(drawing)  # noqa: S308 -- made of numbers only


@register.filter
def pairs(rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Rows of (name, value) whose value is worth showing: not None, not empty."""
    return [row for row in rows if row[1] not in (None, "")]
