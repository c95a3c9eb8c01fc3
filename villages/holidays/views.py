"""The township's page of the announcement, and the act that takes a year out again."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, number_or_none, typed
from villages.holidays import actions
from villages.holidays.forms import RestDaysForm, follows
from villages.models import Township


def get_township(request: StaffRequest, pk: int) -> Township:
    township = get_object_or_404(Township.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, township)
    return township


@require_http_methods(["GET", "HEAD", "POST"])
def rest_days(request: StaffRequest, pk: int) -> HttpResponse:
    """Paste, compare what was read, confirm. ``?year=`` shows the year that was entered."""
    township = get_township(request, pk)
    year = number_or_none(request.GET.get("year", "")) or timezone.localdate().year
    return act_page(
        request,
        RestDaysForm(**typed(request), township=township, year=year),
        partial(actions.set_rest_days, township=township, by=request.user),
        title=f"{township}：放假安排",
        button="登记",
        done="放假安排已登记，方案核对、日历和申诉期限按它计算休息日。",
        back=reverse("villages:township_detail", args=[pk]),
        help_text="国务院办公厅每年公布下一年的放假和调休。没有登记的年份，只按星期六、星期日和法定节日计算。",
        asks=follows,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rest_days_remove(request: StaffRequest, pk: int, year: int) -> HttpResponse:
    township = get_township(request, pk)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.remove_rest_days, township=township, year=year, by=request.user),
        title=f"{township}：删除{year}年的放假安排",
        button="删除",
        done=f"{year}年的放假安排已删除。",
        back=reverse("villages:township_detail", args=[pk]),
        danger=True,
        consequences=["这一年的休息日改按星期六、星期日和法定节日计算。"],
    )
