"""The pages that look at everything."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from candidates.review.queries import late_units
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.health import problems
from election_office.dashboard import queries
from election_office.dashboard.backups.schedule import last_good
from election_office.dashboard.begin.checklist import begun, checklist
from voters.screening.queries import open_cases_count


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    beginning = begun(request.user)
    # Those who give out accounts keep the office running.
    keeper = Permission.STAFF_MANAGE.value in request.user.permission_names
    context = {
        "beginning": checklist(beginning) if beginning else None,
        "today": today,
        "problems": problems() if keeper else {},
        "backup": last_good() if keeper else None,
        "todo": queries.today_list(request.user, today),
        "screening": open_cases_count(request.user),
        "late_reviews": late_units(request.user, today),
    }
    return render(request, "dashboard/home.html", context)


@require_safe
def board(request: StaffRequest) -> HttpResponse:
    return render(
        request, "dashboard/board.html", {"board": queries.board(request.user, timezone.localdate())}
    )


@require_safe
def help_page(request: StaffRequest) -> HttpResponse:
    return render(request, "dashboard/help.html")
