"""规则: every parameter in force for a village, with its source."""

from functools import partial
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from villages import actions
from villages.forms import OverlayForm
from villages.models import Election, RuleOverlay


def _elections(request: StaffRequest) -> list[Election]:
    return list(Election.objects.visible_to(request.user).with_places().order_by("-cycle__ordinal"))


@require_safe
def rulebook_page(request: StaffRequest) -> HttpResponse:
    """The rules of the village asked for, or of the first one the user serves."""
    elections = _elections(request)
    wanted = request.GET.get("election", "")
    election = next((one for one in elections if str(one.pk) == wanted), elections[0] if elections else None)
    if election is None:
        return render(request, "villages/rules.html", {"elections": []})
    parameters = election.rulebook.parameters
    groups = [(name, list(rows)) for name, rows in groupby(parameters, key=lambda one: one.group)]
    overlays = RuleOverlay.objects.covering(election.area_code).select_related("entered_by")
    context = {
        "elections": elections,
        "chosen": election,
        "book": election.rulebook,
        "groups": groups,
        "overlays": overlays,
    }
    return render(request, "villages/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def overlay_add(request: StaffRequest) -> HttpResponse:
    """A township value: laid over the rulebook of the township's next election."""
    wanted = request.POST.get("election") or request.GET.get("election", "")
    election = get_object_or_404(
        Election.objects.visible_to(request.user).with_places(), pk=int(wanted) if wanted.isdigit() else 0
    )
    require(request.user, Permission.RULES_OVERLAY, election.village.township)
    form = OverlayForm(
        request.POST or None, book=election.rulebook, initial={"key": request.GET.get("key", "")}
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.set_overlay(
                area_code=election.village.township.code, by=request.user, **form.cleaned_data
            )
            messages.success(request, "本镇取值已生效，依据已记录。")
            return redirect(f"{reverse('villages:rules')}?election={election.pk}")
    return render(request, "villages/overlay_form.html", {"form": form, "election": election})


@require_http_methods(["GET", "HEAD", "POST"])
def overlay_end(request: StaffRequest, pk: int) -> HttpResponse:
    areas = request.user.areas(Permission.VILLAGE_VIEW)
    overlay = get_object_or_404(RuleOverlay.objects.in_force().select_related("entered_by"), pk=pk)
    if not any(overlay.area_code.startswith(code) for code in areas):
        get_object_or_404(RuleOverlay.objects.none(), pk=pk)
    require(request.user, Permission.RULES_OVERLAY, overlay)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.end_overlay, overlay=overlay, by=request.user),
        title="停用本地取值",
        button="停用",
        done="本地取值已停用，恢复上一层规则。",
        back=reverse("villages:rules"),
        facts=[("参数", overlay.key), ("取值", overlay.value), ("依据", overlay.paper_number)],
        consequences=["恢复国家或者省的规定。", "已经办结的事项不受影响。"],
    )
