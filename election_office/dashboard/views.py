"""The pages that look at everything."""

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ballots.afterwards.queries import overdue_items
from ballots.collective.progress import progress_of, stages_of
from candidates.review.queries import late_units, overdue_requests
from election_office.accounts.access import require_held
from election_office.accounts.http import StaffRequest
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.audit import nightly
from election_office.core.gather import Ask, read_ahead
from election_office.core.health import hints, problems
from election_office.core.http import act_page, date_or_none, typed
from election_office.core.replica import read_from_copy
from election_office.dashboard import lines, queries
from election_office.dashboard.backups.schedule import last_good
from election_office.dashboard.begin.checklist import asks_of, begun, checklist
from election_office.dashboard.forms import TogetherForm, for_villages
from election_office.dashboard.today import deferrals_of, today_of
from election_office.figures import queries as figures
from election_office.figures.reports import owed_reports
from election_office.figures.views import petitions_seen
from villages import actions
from villages.preparation.actions import fill_together
from villages.preparation.together import entry_of
from villages.supervision.queries import overdue_findings, overdue_petitions, reports_reminded
from voters.screening.queries import may_read, open_cases, open_cases_count


@require_safe
@read_from_copy
def home(request: StaffRequest) -> HttpResponse:
    today = timezone.localdate()
    beginning = begun(request.user)
    read_ahead(*_asks(request.user, today), *(asks_of(beginning) if beginning else []))
    todo = today_of(request.user, today)
    names = request.user.permission_names
    keeper = Permission.SYSTEM_MANAGE.value in names
    reads_trail = Permission.AUDIT_VIEW.value in names
    trail = nightly.last_check() if keeper or reads_trail else None
    context = {
        "beginning": checklist(beginning) if beginning else None,
        "today": today,
        "problems": problems(audit=nightly.fault_of(trail)) if keeper else {},
        "hints": hints() if keeper else {},
        "backup": last_good() if keeper else None,
        "trail": trail if reads_trail else None,
        "todo": todo,
        "urged_today": todo.urgings.others_on(today),
        "reviews_due": todo.reviews_due,
        **lent_rows(request.user, today),
    }
    return render(request, "dashboard/home.html", context)


def _asks(user: User, today: dt.date) -> list[Ask[Any]]:
    """What ``lent_rows`` asks, each of a table of its own."""
    dated = (deferrals_of, overdue_requests, overdue_items, overdue_petitions, overdue_findings)
    asks: list[Ask[Any]] = [read.ask(user, today) for read in dated]
    asks += [open_cases.ask(user)] if may_read(user) else []
    return asks if lines.is_wide(user) else [*asks, stages_of.ask(user)]


def lent_rows(user: User, today: dt.date) -> dict[str, Any]:
    """What is late or asked for beside the steps, as each part knows it. One statement each."""
    return {
        "screening": open_cases_count(user),
        "late_reviews": late_units(user, today),
        "not_handed_over": overdue_items(user, today),
        "petitions_late": overdue_petitions(user, today),
        "findings_late": overdue_findings(user, today),
        "reports_reminded": reports_reminded(user),
        "reports_owed": owed_reports(user, today),
        "collectives": None if lines.is_wide(user) else progress_of(user),
    }


@require_safe
@read_from_copy
def board(request: StaffRequest) -> HttpResponse:
    """One township: its villages. Several: the townships, one of them opened or looked at alone."""
    user, today = request.user, timezone.localdate()
    alone = queries.township_in_view(user, request.GET.get("township", ""))
    if lines.is_wide(user) and not alone:
        county = queries.county_board(user, today)
        queries.open_township(county, user, today, request.GET.get("open", ""))
        context = {"board": county, "now": timezone.now(), **vote_cards(user, "")}
        return render(request, "dashboard/county.html", context)
    show = request.GET.get("show", "")
    found = queries.board(user, today, alone)
    context = {
        "board": found,
        "rows": [row for row in found.rows if row.group == show] if show else found.rows,
        "show": show,
        "township": alone,
        "signs": queries.SIGNS,
        "now": timezone.now(),
        **vote_cards(user, alone),
    }
    return render(request, "dashboard/board.html", context)


def vote_cards(user: User, area: str) -> dict[str, Any]:
    """The cards of the vote, the same for a township and a county. Whoever serves several places at once sees
    them place by place."""
    if not area and len(user.areas_in_view()) != 1:
        return {"cards": [], "scope": None}
    scope = figures.scope_of(user, area, named=False)
    if scope is None:
        return {"cards": [], "scope": None}
    cards = figures.day_cards(figures.polling_of(scope), petitions_seen(user, scope))
    return {"cards": cards, "scope": scope}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: StaffRequest, code: str) -> HttpResponse:
    """One thing to do in many villages: recorded once for those that are ticked, or led to one by one."""
    user, today = request.user, timezone.localdate()
    township = queries.township_in_view(user, request.GET.get("township", ""))
    rows = queries.lines_of_act(user, today, code, township, date_or_none(request.GET.get("by", "")))
    if not rows:
        raise Http404
    together = [line for line in rows if line.closes_with == "record"]
    may = bool(user.areas(Permission.STEP_RECORD)) and bool(together)
    form = TogetherForm(**typed(request), lines=together) if may else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("您没有办理此事项的权限。")
        if form.is_valid():
            with form.showing_refusals():
                count = record_together(form, user)
                messages.success(request, f"已为{count}个村登记“{rows[0].title}”。")
                return redirect("dashboard:home")
    activities = queries.entries_for(user, rows)
    context = {"form": form, "rows": rows, "title": rows[0].title, "today": today, "activities": activities}
    return render(request, "dashboard/act.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """One entry of a step's sheet, filled in once for the villages that are ticked."""
    entry = entry_of(name, code)
    rows = queries.lines_of_act(request.user, timezone.localdate(), code) if entry else []
    if entry is None or not rows:
        raise Http404
    require_held(request.user, entry.permission)
    return act_page(
        request,
        for_villages(entry.form(**typed(request)), rows),
        partial(fill_together, entry=entry, by=request.user),
        title=f"{rows[0].title}：{entry.title}",
        button="为勾选的村登记",
        done=lambda count: f"已为{count}个村登记。",
        back=reverse("dashboard:act", args=[code]),
        then=reverse("dashboard:home"),
        help_text="一次填写，勾选的村每村各记一条，可以在各村单独更正。",
    )


def record_together(form: TogetherForm, user: Any) -> int:
    steps = form.cleaned_data.pop("steps")
    return len(actions.record_steps(steps=steps, by=user, **form.cleaned_data))


@require_safe
def help_page(request: StaffRequest) -> HttpResponse:
    return render(request, "dashboard/help.html")
