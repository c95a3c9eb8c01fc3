"""Changes to places that rest on a paper or print on one: names, codes, mergers, the township itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from election_office.accounts.access import require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from villages import actions
from villages.models import County, Group, Township, Village
from villages.place_forms import CodeForm, CountyForm, MergeForm, NewTownshipForm, RenameForm, TownshipForm


def _village(request: StaffRequest, pk: int) -> Village:
    rows = Village.objects.visible_to(request.user).select_related("township__county")
    village = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.CYCLE_PLAN, village)
    return village


def _answer(
    request: StaffRequest, form: OfficeForm, act: Callable[[], Any], done: str, back: str, **page: Any
) -> HttpResponse:
    """The form, or its act and then the page it belongs to."""
    if form.is_valid():
        with form.showing_refusals():
            act()
            messages.success(request, done)
            return redirect(back)
    return render(request, "villages/place_form.html", {"form": form, "back": back, "submit": "保存", **page})


@require_http_methods(["GET", "HEAD", "POST"])
def village_rename(request: StaffRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    initial = {"name": village.name, "body_name": village.committee_name}
    form = RenameForm(request.POST or None, initial=initial)
    return _answer(
        request,
        form,
        lambda: actions.rename_village(village=village, by=request.user, **form.cleaned_data),
        "名称已更改，今后的公告和证书用新名称。",
        reverse("villages:detail", args=[pk]),
        title=f"更改{village}的名称",
        help="已经印发的公文不变。全称要与公章一字不差，例如“东山村村民委员会”不写成“东山村民委员会”。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_code(request: StaffRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    initial = {"code": village.code, "other_code": village.other_code}
    form = CodeForm(request.POST or None, initial=initial)
    return _answer(
        request,
        form,
        lambda: actions.correct_village_code(village=village, by=request.user, **form.cleaned_data),
        "区划代码已更正，本村账号的任职范围随之更正。",
        reverse("villages:detail", args=[pk]),
        title=f"更正{village}的区划代码",
        help="民政和统计两套代码不同的，可以都留着；平台的权限按“区划代码”一栏。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_merge(request: StaffRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    form = MergeForm(request.POST or None, village=village)
    return _answer(
        request,
        form,
        lambda: actions.merge_village(village=village, by=request.user, **form.cleaned_data),
        f"{village}已登记为撤并，不再列入新的换届方案。",
        reverse("villages:detail", args=[pk]),
        title=f"{village}撤并",
        help="历届选举和公文都保留，只是不再列入新的方案。此项不能撤回，请核对批准文件后办理。",
        submit="登记撤并",
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_remove(request: StaffRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(
        within(Group.objects.select_related("village"), request.user, Permission.VILLAGE_VIEW, "village__code"),
        pk=pk,
    )
    require(request.user, Permission.VILLAGE_EDIT, group)
    form = ReasonForm(request.POST or None)
    return _answer(
        request,
        form,
        lambda: actions.remove_group(group=group, by=request.user, **form.cleaned_data),
        f"{group.title}已删除。",
        reverse("villages:detail", args=[group.village_id]),
        title=f"删除{group.village}{group.title}",
        help="只能删除没有登记人员的最后一组，用来更正多建的小组。",
        submit="删除",
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def township_edit(request: StaffRequest, pk: int) -> HttpResponse:
    township = get_object_or_404(Township.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, township)
    form = TownshipForm(request.POST or None, township=township)
    return _answer(
        request,
        form,
        lambda: actions.update_township(township=township, by=request.user, **form.cleaned_data),
        "已保存，今后的公告用新的名称。",
        reverse("villages:township_detail", args=[pk]),
        title=f"修改{township}",
        help="机构全称印在公告落款里，请与公章一致；已经印发的公文不变。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def county_edit(request: StaffRequest, pk: int) -> HttpResponse:
    county = get_object_or_404(
        within(County.objects.all(), request.user, Permission.STAFF_MANAGE, "code"), pk=pk
    )
    form = CountyForm(request.POST or None, county=county)
    return _answer(
        request,
        form,
        lambda: actions.update_county(county=county, by=request.user, **form.cleaned_data),
        "已保存。",
        reverse("villages:list"),
        title=f"修改{county}",
        help="县换届工作机构的全称印在报送材料里。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def township_add(request: StaffRequest, pk: int) -> HttpResponse:
    county = get_object_or_404(
        within(County.objects.all(), request.user, Permission.STAFF_MANAGE, "code"), pk=pk
    )
    form = NewTownshipForm(request.POST or None, county=county)
    return _answer(
        request,
        form,
        lambda: actions.add_township(county=county, by=request.user, **form.cleaned_data),
        "乡镇已登记。接下来在“人员与权限”里为它新建镇换届办账号。",
        reverse("villages:list"),
        title=f"登记{county}的乡镇",
        help="登记后由县换届办新建该镇的账号，村庄由镇里自己导入。",
    )
