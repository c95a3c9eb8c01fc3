"""The archive of an election: what is missing, what was made, what is kept on paper."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can, require, within
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.archive import actions, missing, package, queries
from election_office.archive.contents import stored
from election_office.archive.forms import BoxesForm, DestructionForm, DownloadForm, HoldingForm
from election_office.archive.models import Archive, BoxOrder, Holding, TownshipArchive
from election_office.core.forms import ReasonForm
from election_office.core.http import act_button, act_page, typed
from election_office.jobs.actions import submit
from election_office.jobs.models import Job
from villages.models import County, Cycle
from villages.views.elections import get_election

ORDERS_SHOWN = 5


@require_safe
def archive(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    queries.read_page_ahead(election)
    context = {
        "election": election,
        "archives": queries.archives_of(election),
        "missing": missing.of(election),
        "holdings": queries.holdings_of(election),
        "key": package.signer().text,
        "may_make": can(request.user, Permission.ARCHIVE_MAKE, election),
        "may_record": can(request.user, Permission.STEP_RECORD, election),
    }
    return render(request, "archive/archive.html", context)


@require_POST
def archive_make(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    return act_button(
        request,
        partial(
            submit,
            "archive.village",
            params={"election": election.pk},
            key=f"election:{election.pk}",
            area_code=election.area_code,
            by=request.user,
            title=f"{election.village.name}选举材料归档",
        ),
        back=reverse("archive:archive", args=[election.pk]),
        then=_job_page,
    )


def _job_page(job: Job) -> str:
    return reverse("jobs:detail", args=[job.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def archive_download(request: StaffRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(
        Archive.objects.visible_to(request.user).select_related("election__village"), pk=pk
    )
    require(request.user, Permission.ARCHIVE_MAKE, row)
    name, back = f"{row.election.village.name}选举档案", reverse("archive:archive", args=[row.election_id])
    return _download(request, row, name, back)


@require_http_methods(["GET", "HEAD", "POST"])
def township_download(request: StaffRequest, pk: int) -> HttpResponseBase:
    rows = TownshipArchive.objects.filter(cycle__in=Cycle.objects.visible_to(request.user))
    row = get_object_or_404(rows.select_related("cycle__township"), pk=pk)
    require(request.user, Permission.ARCHIVE_MAKE, row)
    name, back = f"{row.cycle.township.name}选举档案", reverse("archive:township", args=[row.cycle_id])
    return _download(request, row, name, back)


def _download(
    request: StaffRequest, row: Archive | TownshipArchive, name: str, back: str
) -> HttpResponseBase:
    """A page that says what it is; the file after the record of who fetched it."""
    form = DownloadForm(**typed(request))
    if form.is_valid():
        with form.showing_refusals():
            words = form.cleaned_data["passphrase"]
            actions.note_download(archive=row, with_passphrase=bool(words), by=request.user)
            return _sent(row, name, words)
    context = {"form": form, "row": row, "title": f"下载{name}", "back": back}
    return render(request, "archive/download.html", context)


def _sent(row: Archive | TownshipArchive, name: str, passphrase: str) -> StreamingHttpResponse:
    pieces = stored(row.file.name or "")
    if passphrase:
        pieces = package.sealed(pieces, passphrase, at=row.made_at)
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    day = timezone.localtime(row.made_at)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}{day:%Y%m%d}.zip')}"
    return answer


@require_safe
def township(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("township"), pk=pk)
    require(request.user, Permission.ARCHIVE_MAKE, cycle)
    context = {
        "cycle": cycle,
        "archives": list(TownshipArchive.objects.filter(cycle=cycle).select_related("made_by")),
        "rows": queries.township_rows(cycle),
    }
    return render(request, "archive/township.html", context)


@require_POST
def township_make(request: StaffRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle.objects.visible_to(request.user).select_related("township"), pk=pk)
    return act_button(
        request,
        partial(
            submit,
            "archive.township",
            params={"cycle": cycle.pk},
            key=f"cycle:{cycle.pk}",
            area_code=cycle.area_code,
            by=request.user,
            title=f"{cycle.township.name}选举材料归档",
        ),
        back=reverse("archive:township", args=[cycle.pk]),
        done="全镇档案在后台生成，可以离开这个页面。",
        then=_job_page,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def holding_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.STEP_RECORD, election)
    return act_page(
        request,
        HoldingForm(**typed(request), initial={"what": request.GET.get("what", "")}),
        partial(actions.record_holding, election=election, by=request.user),
        title="登记原件",
        button="登记",
        done="原件已登记。",
        back=reverse("archive:archive", args=[election.pk]),
        help_text="电子档案之外另存的纸质原件，登记件数、保管人和存放地点，印在档案目录上。",
        context={"election": election},
    )


def _holding(request: StaffRequest, pk: int) -> Holding:
    rows = Holding.objects.visible_to(request.user).select_related("election__village")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def holding_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    row = _holding(request, pk)
    require(request.user, Permission.STEP_RECORD, row)
    election = get_election(request, row.election_id)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.revoke_holding, holding=row, by=request.user),
        title=f"撤回原件登记：{row.title}",
        button="撤回登记",
        done="登记已撤回。",
        back=reverse("archive:archive", args=[row.election_id]),
        facts=[("件数", row.pieces), ("保管人", row.keeper), ("存放地点", row.kept_at)],
        consequences=["登记内容留存，原因记入操作留痕；可以重新登记。"],
        danger=True,
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def holding_destroy(request: StaffRequest, pk: int) -> HttpResponse:
    row = _holding(request, pk)
    require(request.user, Permission.ARCHIVE_MAKE, row)
    election = get_election(request, row.election_id)
    until = queries.retention_for(election, row.what)
    return act_page(
        request,
        DestructionForm(**typed(request)),
        partial(actions.record_destruction, holding=row, by=request.user),
        title=f"登记销毁：{row.title}",
        button="登记销毁",
        done="销毁已登记。",
        back=reverse("archive:archive", args=[row.election_id]),
        facts=[("件数", row.pieces), ("封存日期", row.sealed_on), ("保存期限", until.words)],
        consequences=["登记以后不能撤回，印在以后的档案目录上。"],
        danger=True,
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def county_boxes(request: StaffRequest, pk: int) -> HttpResponse:
    counties = within(County.objects.all(), request.user, Permission.PLACES_MANAGE, "code")
    county = get_object_or_404(counties, pk=pk)
    orders = list(BoxOrder.objects.filter(county=county).select_related("set_by")[:ORDERS_SHOWN])
    seen = orders[0].number if orders else 0
    form = BoxesForm(**typed(request), shelf=queries.shelf_of(county.code), seen=seen)
    return act_page(
        request,
        form,
        partial(actions.set_boxes, county=county, by=request.user),
        title=f"{county}的档案盒次序",
        button="保存",
        done=lambda order: f"档案盒次序{order}已保存，以后生成的档案按此排列。",
        back=reverse("villages:list"),
        help_text="选举档案的盒号、盒名和排列。目录和文件夹按盒号排；已经生成的档案不变。",
        facts=[(str(order), order.words) for order in orders] or [("现行", "平台的次序")],
    )
