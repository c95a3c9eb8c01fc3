"""Confirming the roll, its versions, and the notices that tell of them."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm
from election_office.core.http import act_page, typed
from villages.models import Election
from villages.views.elections import get_election, record_page
from voters import actions, queries, rules
from voters.forms import PaperSizeForm, SupplementForm
from voters.models import RollVersion

OF_THE_ELECTION = ("election__village__township__county", "election__cycle")


def _to_notice(version: RollVersion) -> str:
    return reverse("documents:paper", args=[version.notice_code, version.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def roll_confirm(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    words, facts = election.words, queries.confirmation_facts(election)
    return record_page(
        "voters:roll",
        request,
        election,
        OfficeForm(**typed(request)),
        partial(actions.confirm_roll, election=election, by=request.user),
        title="确认名单",
        button=f"确认名单，共{facts.registered}人",
        done=lambda version: f"名单已确认，共{version.voter_count}人，请签发名单公告并张贴。",
        then=_to_notice,
        help_text=f"由{words.committee}确认。",
        consequences=[
            f"编定序号、形成第1版名单，{words.voter_short}登记办结。",
            "名单不能再整批导入，之后的变动一律发补充公告。",
        ],
        template="voters/roll_confirm.html",
        context=_confirmation(election, facts),
    )


def _confirmation(election: Election, facts: rules.ConfirmationFacts) -> dict[str, object]:
    return {
        "counts": facts,
        "decision": rules.check_confirmation(facts, election.rulebook),
        "groups": queries.counts_by_group(election),
        "post_by": rules.roll_posting_deadline(election.rulebook),
        "post_basis": election.rulebook.cite("roll_days"),
    }


@require_safe
def versions(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    rows = RollVersion.objects.filter(election=election).select_related("document", "frozen_by")
    rows = rows.defer("entries", "document__facts")
    context = {
        "election": election,
        "versions": [(row, queries.posted_words(row)) for row in rows.order_by("-number")],
        "untold": queries.untold_changes(election) if rows else None,
        "final": queries.final_version(election),
        "posting": queries.roll_posting(election, timezone.localdate()),
        "may_confirm": can(request.user, Permission.ROLL_CONFIRM, election),
    }
    return render(request, "voters/versions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def version_paper(request: StaffRequest, pk: int) -> HttpResponse:
    """On which sheets the notice is printed; the page that issues it comes after."""
    rows = RollVersion.objects.visible_to(request.user).without_entries()
    roll = get_object_or_404(rows.select_related(*OF_THE_ELECTION), pk=pk)
    require(request.user, Permission.ROLL_CONFIRM, roll)
    if not roll.notice_code:
        raise Http404
    notice_url = reverse("documents:paper", args=[roll.notice_code, roll.pk])
    return act_page(
        request,
        PaperSizeForm(**typed(request), row=roll),
        partial(actions.choose_paper, roll=roll, by=request.user),
        title=f"{roll}公告的纸张",
        button="保存",
        done="纸张已选定，请看预览稿。",
        back=notice_url,
        context={"election": roll.election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def corrections(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.ROLL_CONFIRM, election)
    return record_page(
        "voters:versions",
        request,
        election,
        SupplementForm(**typed(request)),
        partial(actions.record_corrections, election=election, by=request.user),
        title="把人员更正列入名单",
        button="列入名单",
        done=lambda version: f"更正已列入{version}，请签发补充公告。",
        then=_to_notice,
        help_text="人员记录中更正了姓名、性别或者小组的，在这里列入名单新版本，并签发补充公告。",
        template="voters/corrections.html",
        context={"untold": queries.untold_changes(election)},
    )
