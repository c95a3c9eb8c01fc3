"""One's own calendar link, and the feed behind it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import typed
from villages.calendars import actions
from villages.calendars.feed import calendar
from villages.models import CalendarLink, Step

MOST_ENTRIES = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_link(request: StaffRequest) -> HttpResponse:
    """Make a link, told in this answer alone, or end the one in use."""
    if not request.user.areas(Permission.VILLAGE_VIEW):
        raise PermissionDenied("您没有查看村庄的职责，没有可以订阅的事项。")
    form = OfficeForm(**typed(request))
    token = ""
    if form.is_valid():
        with form.showing_refusals():
            if "end" in request.POST:
                actions.end_calendar_link(by=request.user)
                messages.success(request, "日历链接已停用，手机日历不再更新。")
                return redirect("villages:calendar_link")
            token = actions.make_calendar_link(by=request.user)
    path = reverse("villages:calendar_feed", args=[token]) if token else ""
    in_use = CalendarLink.objects.filter(user=request.user, ended_at__isnull=True).first()
    context = {"form": form, "link": request.build_absolute_uri(path) if path else "", "in_use": in_use}
    return render(request, "villages/calendar_link.html", context)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Opened by a telephone that cannot log in: the link is the key, and shows what its owner may see now."""
    link = get_object_or_404(
        CalendarLink.objects.select_related("user"),
        token_hash=actions.hashed(token),
        ended_at__isnull=True,
        user__is_active=True,
    )
    steps = Step.objects.visible_to(link.user).on_the_clock()
    steps = steps.select_related("election__village__township")
    text = calendar(steps[:MOST_ENTRIES], host=request.get_host(), now=timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
