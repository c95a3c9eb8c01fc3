"""委托投票: the list, granting, revoking, the card and the letter."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_button, act_page, typed
from election_office.documents import kinds, rendering
from election_office.documents.facts import to_json
from election_office.documents.models import Document
from election_office.documents.responses import PDF, file_response
from election_office.law.dates import cn_date
from villages.models import Election
from villages.views.elections import get_election, record_page
from voters import actions, queries, rules
from voters.forms import ProxyForm
from voters.models import Proxy
from voters.notices import proxy_letter
from voters.tables import ProxyTable

PER_PAGE = 50
PAPERS = {"card": "voters.proxy_card", "letter": "voters.proxy_letter"}


@require_safe
def proxy_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    words = request.GET.get("q", "").strip()
    shown = Proxy.objects.filter(election=election).with_people().matching(words)
    notice, said = queries.proxies_told(election)
    table = ProxyTable(shown.order_by("-number"), announced=said)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    in_force = queries.proxy_numbers(election)
    context = {
        "election": election,
        "table": table,
        "words": words,
        "in_force": len(in_force),
        "agents": queries.agent_count(election),
        "untold": len(in_force - said),
        "gone": len(said - in_force),
        "notice": notice,
        "deadline": rules.proxy_deadline(election.rulebook),
        "rulebook": election.rulebook,
        "most": election.rulebook.value("proxy_max"),
        "basis": election.rulebook.cite("proxy_max"),
        "may_edit": can(request.user, Permission.PROXY_EDIT, election),
        "empty": not words and not table.paginator.count,
    }
    return render(request, "voters/proxy_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proxy_grant(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.PROXY_EDIT, election)
    book = election.rulebook
    until = cn_date(rules.proxy_deadline(book))
    return record_page(
        "voters:proxy_list",
        request,
        election,
        ProxyForm(**typed(request), election=election),
        partial(actions.grant_proxy, election=election, by=request.user),
        title="办理委托",
        button="办理委托",
        done=lambda row: f"已办理：{row.principal}委托{row.agent}投票。",
        then=lambda row: reverse("voters:proxy", args=[row.pk]),
        help_text=f"办理日期为今天，{until}截止；每人最多接受{book.value('proxy_max')}人委托"
        f"（依据：{book.cite('proxy_max')}）。",
    )


def _proxy(request: StaffRequest, pk: int) -> Proxy:
    rows = (
        Proxy.objects.visible_to(request.user)
        .with_people()
        .select_related("election__village__township__county", "election__cycle", "revoked_by")
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def proxy(request: StaffRequest, pk: int) -> HttpResponse:
    row = _proxy(request, pk)
    context = {
        "election": row.election,
        "row": row,
        "warnings": rules.check_proxy(queries.proxy_facts(row), row.election.rulebook).warnings,
        "papers": _papers(row),
        "card_name": row.election.words.card,
        "may_edit": can(request.user, Permission.PROXY_EDIT, row),
    }
    return render(request, "voters/proxy.html", context)


def _papers(row: Proxy) -> list[dict[str, object]]:
    """Letter and card with the document in force for each, if one was issued. One statement."""
    issued = Document.objects.filter(subject=f"voters.Proxy:{row.pk}").in_force().order_by("pk")
    documents = {document.kind: document for document in issued}
    return [
        {"code": code, "title": kinds.get(kind).title, "document": documents.get(kind)}
        for code, kind in sorted(PAPERS.items(), reverse=True)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def proxy_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    row = _proxy(request, pk)
    require(request.user, Permission.PROXY_EDIT, row)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.revoke_proxy, proxy=row, by=request.user),
        title="撤销委托投票",
        facts=[("委托人", row.principal.person.name), ("受委托人", row.agent.person.name)],
        consequences=[
            "委托投票证作废，受委托人不能再代为投票。",
            "委托人恢复本人投票，收回的证件应当退还。",
            "已列入公告的，须更正委托投票名单公告。",
        ],
        danger=True,
        button="撤销委托",
        done=f"已撤销：{row.principal}可以本人投票，也可以另行委托。",
        back=reverse("voters:proxy", args=[row.pk]),
        then=reverse("voters:proxy_list", args=[row.election_id]),
    )


@require_POST
def proxy_card_back(request: StaffRequest, pk: int) -> HttpResponse:
    row = _proxy(request, pk)
    return act_button(
        request,
        partial(actions.take_card_back, proxy=row, by=request.user),
        back=reverse("voters:proxy", args=[row.pk]),
        done="已登记收回委托人证件。",
    )


@require_POST
def proxy_paper(request: StaffRequest, pk: int, paper: str) -> HttpResponse:
    """Issue the card or the letter of one proxy; the office prints it in the background."""
    row = _proxy(request, pk)
    if paper not in PAPERS:
        raise Http404
    return act_button(
        request,
        partial(actions.issue_proxy_paper, proxy=row, kind=PAPERS[paper], by=request.user),
        back=reverse("voters:proxy", args=[row.pk]),
        then=lambda document: reverse("documents:detail", args=[document.pk]),
    )


@require_safe
def proxy_letter_blank(request: StaffRequest, election_id: int) -> HttpResponse:
    """The letter with lines instead of names, to be handed out."""
    election: Election = get_election(request, election_id)
    require(request.user, Permission.PROXY_EDIT, election)
    kind, facts = kinds.get("voters.proxy_letter"), proxy_letter.blank(election)
    pdf = rendering.pdf_of(kind, to_json(facts), rendering.Printed(title=facts.title))
    return file_response(pdf.data, name="委托投票委托书（空白）.pdf", content_type=PDF, inline=True)
