"""Changes to places that rest on a paper or print on one: names, codes, mergers, the township itself."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from election_office.accounts.access import require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, typed
from villages import actions
from villages.models import County, Group, Township, Village
from villages.place_forms import CodeForm, CountyForm, MergeForm, NewTownshipForm, RenameForm, TownshipForm


def _village(request: StaffRequest, pk: int) -> Village:
    rows = Village.objects.visible_to(request.user).select_related("township__county")
    village = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.CYCLE_PLAN, village)
    return village


@require_http_methods(["GET", "HEAD", "POST"])
def village_rename(request: StaffRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    initial = {"name": village.name, "body_name": village.committee_name}
    form = RenameForm(**typed(request), row=village, initial=initial)
    return act_page(
        request,
        form,
        partial(actions.rename_village, village=village, by=request.user),
        done="名称已更改，今后的公告和证书用新名称。",
        back=reverse("villages:detail", args=[pk]),
        title=f"更改{village}的名称",
        help_text=f"已经印发的公文不变。全称要与公章一字不差，例如“东山{village.words.place}{village.words.body}”"
        f"不写成“东山{village.words.body}”。",
        button="保存",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_code(request: StaffRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    form = CodeForm(**typed(request), row=village)
    return act_page(
        request,
        form,
        partial(actions.correct_village_code, village=village, by=request.user),
        done=f"区划代码已更正，{village.words.here}账号的任职范围随之更正。",
        back=reverse("villages:detail", args=[pk]),
        title=f"更正{village}的区划代码",
        help_text="民政和统计两套代码不同的，可以都留着；平台的权限按“区划代码”一栏。",
        button="保存",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_merge(request: StaffRequest, pk: int) -> HttpResponse:
    village = _village(request, pk)
    form = MergeForm(**typed(request), village=village)
    return act_page(
        request,
        form,
        partial(actions.merge_village, village=village, by=request.user),
        done=f"{village}已登记为撤并，不再列入新的换届方案。",
        back=reverse("villages:detail", args=[pk]),
        title=f"{village}撤并",
        help_text="历届选举和公文都保留，只是不再列入新的方案。此项不能撤回，请核对批准文件后办理。",
        button="登记撤并",
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def group_remove(request: StaffRequest, pk: int) -> HttpResponse:
    group = get_object_or_404(
        Group.objects.select_related("village").filter(village__in=Village.objects.visible_to(request.user)),
        pk=pk,
    )
    require(request.user, Permission.VILLAGE_EDIT, group)
    form = ReasonForm(**typed(request))
    return act_page(
        request,
        form,
        partial(actions.remove_group, group=group, by=request.user),
        done=f"{group.title}已删除。",
        back=reverse("villages:detail", args=[group.village_id]),
        title=f"删除{group.village}{group.title}",
        help_text="只能删除没有登记人员的最后一组，用来更正多建的小组。",
        button="删除",
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def township_edit(request: StaffRequest, pk: int) -> HttpResponse:
    township = get_object_or_404(Township.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.CYCLE_PLAN, township)
    form = TownshipForm(**typed(request), row=township)
    return act_page(
        request,
        form,
        partial(actions.update_township, township=township, by=request.user),
        done="已保存，今后的公告用新的名称。",
        back=reverse("villages:township_detail", args=[pk]),
        title=f"修改{township}",
        help_text="机构全称印在公告落款里，请与公章一致；已经印发的公文不变。",
        button="保存",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def county_edit(request: StaffRequest, pk: int) -> HttpResponse:
    county = get_object_or_404(
        within(County.objects.all(), request.user, Permission.PLACES_MANAGE, "code"), pk=pk
    )
    form = CountyForm(**typed(request), row=county)
    return act_page(
        request,
        form,
        partial(actions.update_county, county=county, by=request.user),
        done="已保存。",
        back=reverse("villages:list"),
        title=f"修改{county}",
        help_text="县换届工作机构的全称印在报送材料里。",
        button="保存",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def township_add(request: StaffRequest, pk: int) -> HttpResponse:
    county = get_object_or_404(
        within(County.objects.all(), request.user, Permission.PLACES_MANAGE, "code"), pk=pk
    )
    form = NewTownshipForm(**typed(request), county=county)
    return act_page(
        request,
        form,
        partial(actions.add_township, county=county, by=request.user),
        done="乡镇已登记。接下来在“人员与权限”里为它新建镇换届办账号。",
        back=reverse("villages:list"),
        title=f"登记{county}的乡镇",
        help_text="登记后由县换届办新建该镇的账号，村庄由镇里自己导入。",
        button="保存",
    )
