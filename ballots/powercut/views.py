"""The kit, and the form in which one box types in its signed list."""

from __future__ import annotations

from functools import partial

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ballots.models import Box, PaperIssue
from ballots.powercut import actions
from ballots.powercut.forms import PaperIssueForm
from ballots.queries import current_round
from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from villages.views.elections import get_election

ON_THE_EVENING = [
    "每个票箱一份：参加投票人数表和签到领票册（按名单序号排列，已委托他人的划去并写明代领人），另附唱票计票单。",
    "打印以后名册、委托又有变动的，投票日前重新打印，旧的收回。",
    "用过的，当天在投票日页面逐个票箱补录。",
]


@require_http_methods(["GET", "HEAD", "POST"])
def paper_kit(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.BALLOT_EDIT, election)
    voting = current_round(election)
    if voting is None:
        raise Http404
    return act_page(
        request,
        OfficeForm(**typed(request)),
        partial(actions.ask_kit, round=voting, by=request.user),
        title="打印停电备用纸样",
        button="打印",
        done="正在排版，完成以后在这里下载。",
        back=reverse("ballots:polling_day", args=[election.pk]),
        then=lambda job: reverse("jobs:detail", args=[job.pk]),
        help_text="投票日前一天晚上打印，停电或者设备损坏时投票不中断。",
        consequences=ON_THE_EVENING,
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def paper_issue(request: StaffRequest, pk: int) -> HttpResponse:
    rows = Box.objects.visible_to(request.user).select_related("round__election__village__township")
    box = get_object_or_404(rows, pk=pk)
    require(request.user, Permission.BALLOT_EDIT, box)
    election = box.round.election
    return act_page(
        request,
        PaperIssueForm(**typed(request)),
        partial(actions.take_paper_issue, box=box, by=request.user),
        title=f"补录“{box.name}”停电期间的纸质发票",
        button="补录",
        done=lambda row: f"已补录“{box.name}”本人领票{row.own}人、代领{row.proxy}人。",
        back=reverse("ballots:polling_day", args=[election.pk]),
        help_text="停电期间按纸质名册发的票，照签名一次补录。补录以后再登记开箱、录票数。",
        consequences=["整份名册一起登记；有一个序号不对的，全部不登记。", "已经用过的投票权不能再登记。"],
        context={"election": election},
    )


@require_safe
def paper_issue_scan(request: StaffRequest, pk: int) -> FileResponse:
    """The signed list names who voted: only for those who hand out ballots."""
    row = get_object_or_404(PaperIssue.objects.visible_to(request.user), pk=pk)
    require(request.user, Permission.BALLOT_EDIT, row)
    ending = str(row.scan.name).rpartition(".")[2]
    return FileResponse(row.scan.open("rb"), as_attachment=True, filename=f"纸质发票名册-{row.pk}.{ending}")
