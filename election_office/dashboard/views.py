"""The pages that look at everything."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from election_office.accounts.http import StaffRequest
from election_office.dashboard import queries


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    return render(
        request, "dashboard/home.html", {"today": today, "todo": queries.today_list(request.user, today)}
    )


@require_safe
def board(request: StaffRequest) -> HttpResponse:
    return render(
        request, "dashboard/board.html", {"board": queries.board(request.user, timezone.localdate())}
    )


@require_safe
def help_page(request: StaffRequest) -> HttpResponse:
    return render(request, "dashboard/help.html")
