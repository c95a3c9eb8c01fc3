from collections.abc import Sequence
from functools import partial

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from candidates import actions, queries
from candidates.changes import sentence
from candidates.forms import CandidateForm, LeaveForm, OrderForm
from candidates.models import Candidate
from candidates.nomination.policy_seats import structure_of
from candidates.nomination.queries import plan_of, plans_of
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.gather import read_ahead
from election_office.core.http import act_page, typed
from election_office.core.pickers import answer_search
from villages import consequences
from villages.committee import queries as committee
from villages.committee.queries import check_nobody_must_leave
from villages.models import Election
from villages.views.elections import get_election
from voters.forms import describe
from voters.models import Registration


def _with_posts(request: StaffRequest, election_id: int) -> Election:
    election = get_election(request, election_id)
    prefetch_related_objects([election], "posts")
    return election


def _read_ahead(election: Election) -> Election:
    """What the list asks of this election, in one statement."""
    parts = (queries.formal_notices, queries.left_candidates, plans_of, committee.members_of)
    put_forward = committee.put_forward.ask(election)
    read_ahead(*(part.ask(election) for part in parts), *election.rule_asks(), put_forward)
    return election


@require_safe
def candidate_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = _read_ahead(_with_posts(request, election_id))
    notice = queries.current_notice(election)
    changes = queries.formal_changes(election, notice)
    day = queries.judged_on(notice, changed=bool(changes), today=timezone.localdate())
    lists = queries.formal_candidates(election)
    context = {
        "election": election,
        "lists": lists,
        "empty": not any(row.candidates for row in lists),
        "by_hand": [candidate for row in lists for candidate in row.candidates if candidate.entry_reason],
        "structure": structure_of(election),
        "planned": plan_of(election) is not None,
        "direct": queries.is_direct(election),
        "left": queries.left_candidates(election),
        "decision": queries.check_list(election, day) + check_nobody_must_leave(election),
        "notice": notice,
        "changes": sentence(changes),
        "order": election.rulebook.parameter("modes" if queries.is_direct(election) else "list_order"),
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, election),
        "may_issue": can(request.user, Permission.DOCUMENT_ISSUE, election),
        "kind": queries.FORMAL_NOTICE,
        "report": queries.open_report(election) if notice else "",
    }
    return render(request, "candidates/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    form = CandidateForm(**typed(request), election=election)
    return act_page(
        request,
        form,
        lambda **_: actions.enter_candidate(election=election, by=request.user, **form.values()),
        title="录入正式候选人",
        button="录入",
        done=lambda made: _entered(*made),
        warns=lambda made: bool(made[1]),
        back=reverse("candidates:list", args=[election.pk]),
        help_text="已接受他人委托投票的人成为候选人时，其接受的委托即时失效，系统列出须告知的委托人。",
        context={"election": election},
    )


def _entered(candidate: Candidate, principals: Sequence[Registration]) -> str:
    names = "、".join(principal.person.name for principal in principals)
    ended = f"{candidate}原来接受的委托已即时失效，请告知委托人重新办理：{names}。" if principals else ""
    return f"已录入{candidate}为{candidate.post.title}候选人。{ended}"


@require_safe
def person_search(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    voters = Registration.objects.filter(election=election).registered().with_people()
    return answer_search(request, voters, describe)


def _candidate(request: StaffRequest, pk: int) -> Candidate:
    rows = Candidate.objects.visible_to(request.user).select_related(
        "election__village__township__county", "election__cycle", "person", "post"
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_leave(request: StaffRequest, pk: int) -> HttpResponse:
    candidate = _candidate(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, candidate)
    election = candidate.election
    form = LeaveForm(**typed(request), grounds=queries.removal_grounds(election))
    return act_page(
        request,
        form,
        lambda **_: actions.withdraw_candidate(candidate=candidate, by=request.user, **form.values()),
        title=f"{candidate}退出候选人名单",
        button="退出名单",
        done=f"{candidate}已不再是候选人。名单已经张贴的，请签发更正公告。",
        back=reverse("candidates:list", args=[election.pk]),
        facts=[("职位", candidate.post.title), ("候选人", candidate.person.name)],
        consequences=[
            f"此人不再印上选票，{election.words.voter_short}仍可以另选。",
            "差额不足的，须按提名得票依次补足。",
            "原因和依据保留备查。",
            *consequences.after("candidate.withdrew", election, {}),
        ],
        danger=True,
        context={"election": election},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def candidate_order(request: StaffRequest, pk: int) -> HttpResponse:
    candidate = _candidate(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, candidate)
    return act_page(
        request,
        OrderForm(**typed(request), candidate=candidate),
        partial(actions.fix_order, candidate=candidate, by=request.user),
        title=f"{candidate}在{candidate.post.title}候选人中的次序",
        button="保存次序",
        done="次序已保存，理由留痕。",
        back=reverse("candidates:list", args=[candidate.election_id]),
        help_text="名单和选票都按这里的次序。人工调整须写明理由。",
        context={"election": candidate.election},
    )
