"""An election's reviews, one person's file, and the village's part of it."""

from __future__ import annotations

from functools import partial

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import (
    AdoptedClause,
    Opinion,
    Purpose,
    ReviewFile,
    ReviewPaper,
)
from candidates.review import actions, queries, rules
from candidates.review.forms import ClauseForm, OpinionForm, PaperForm, PhotoForm, ReviewFileForm
from candidates.review.views.shared import (
    download,
    election_act,
    file_act,
    get_file,
    get_reviewed_election,
    opinion_page,
)
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.http import typed
from election_office.core.pickers import answer_search
from villages.models import Person


@require_safe
def review_list(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    queries.read_list_ahead(election)
    clauses = queries.clauses_in_force(election)
    labels = {ground.key: ground.label for ground in rules.grounds_of(election.rulebook)}
    context = {
        "election": election,
        "rows": queries.file_rows(election, timezone.localdate()),
        "team": queries.check_team(election),
        "reference": queries.reference_day(election),
        "by_method": queries.clause_in_force(election, Purpose.COMMITTEE),
        "clauses": [(clause, [labels.get(key, key) for key in clause.keys]) for clause in clauses],
        "statements": queries.statements_of_team(election),
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, election),
        "may_decide": can(request.user, Permission.REVIEW_DECIDE, election),
    }
    return render(request, "candidates/review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_add(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    form = ReviewFileForm(**typed(request), election=election)
    return election_act(
        request,
        election,
        form,
        lambda **_: actions.open_file(election=election, by=request.user, **form.values()),
        title="建立资格审查材料",
        button="建立",
        done=lambda file: f"已建立{file}的资格审查材料，请补齐照片和三份纪律文书。",
        then=lambda file: reverse("candidates:review_file", args=[file.pk]),
    )


@require_safe
def review_person_search(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    return answer_search(request, Person.objects.filter(village_id=election.village_id, died_on__isnull=True))


@require_safe
def review_file(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    reads_opinions = can(request.user, Permission.AUDIT_VIEW, file)
    context = queries.file_page(file, timezone.localdate(), reads_opinions=reads_opinions) | {
        "may_edit": can(request.user, Permission.CANDIDATE_EDIT, file),
        "may_decide": can(request.user, Permission.REVIEW_DECIDE, file),
        "may_tolerate": can(request.user, Permission.TOLERANCE_DECIDE, file),
    }
    return render(request, "candidates/review_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_file_edit(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, file)
    form = ReviewFileForm(**typed(request), election=file.election, file=file)
    return file_act(
        request,
        file,
        form,
        lambda **_: actions.edit_file(file=file, by=request.user, **form.values()),
        title=f"填写{file}的材料",
        button="保存",
        done="材料已保存。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_photo_set(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, file)
    return file_act(
        request,
        file,
        PhotoForm(**typed(request)),
        partial(actions.set_photo, file=file, by=request.user),
        title=f"上传{file}的照片",
        button="上传",
        done="照片已保存。",
    )


@require_safe
def review_photo(request: StaffRequest, pk: int) -> FileResponse:
    return download(get_file(request, pk).photo, "照片.jpg")


@require_http_methods(["GET", "HEAD", "POST"])
def review_paper_set(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, file)
    return file_act(
        request,
        file,
        PaperForm(**typed(request)),
        partial(actions.set_paper, file=file, by=request.user),
        title=f"登记{file}的换届纪律文书",
        button="登记",
        done=lambda paper: f"{paper}已登记。",
    )


@require_safe
def review_paper_scan(request: StaffRequest, pk: int) -> FileResponse:
    rows = ReviewPaper.objects.filter(file__in=ReviewFile.objects.visible_to(request.user))
    paper = get_object_or_404(rows, pk=pk)
    return download(paper.scan, paper.filename)


@require_http_methods(["GET", "HEAD", "POST"])
def review_submit(request: StaffRequest, pk: int) -> HttpResponse:
    file = get_file(request, pk)
    require(request.user, Permission.CANDIDATE_EDIT, file)
    return file_act(
        request,
        file,
        OfficeForm(**typed(request)),
        partial(actions.submit_file, file=file, by=request.user),
        title=f"提交{file}的材料",
        button="提交",
        done=f"{file}的材料已提交村初审。",
        facts=[("拟任职务", file.get_post_display()), ("学历", file.get_education_display())],
        consequences=["提交以后不能再改，有误的由乡镇退回补正。", "接着填写村初审意见。"],
    )


LEVEL_ACTS = {
    Opinion.Level.VILLAGE.value: (Permission.CANDIDATE_EDIT, actions.give_village_opinion),
    Opinion.Level.TOWNSHIP.value: (Permission.REVIEW_DECIDE, actions.give_township_opinion),
}


@require_http_methods(["GET", "HEAD", "POST"])
def review_level_opinion(request: StaffRequest, pk: int, level: str) -> HttpResponse:
    file = get_file(request, pk)
    if level not in LEVEL_ACTS:
        raise Http404
    permission, act = LEVEL_ACTS[level]
    require(request.user, permission, file)
    form = OpinionForm(**typed(request), book=file.election.rulebook)
    return opinion_page(
        request,
        file,
        form,
        lambda **_: act(file=file, by=request.user, **form.sheet()),
        unit=Opinion.Level(level).label,
        done=lambda opinion: f"{opinion.get_level_display()}意见已登记。",
        back=reverse("candidates:review_file", args=[file.pk]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_clause(request: StaffRequest, election_id: int) -> HttpResponse:
    election = get_reviewed_election(request, election_id)
    require(request.user, Permission.CANDIDATE_EDIT, election)
    return election_act(
        request,
        election,
        ClauseForm(**typed(request), book=election.rulebook),
        partial(actions.record_clause, election=election, by=request.user),
        title="登记选举办法条款",
        button="登记",
        done=lambda clause: f"{clause}已登记，写明的情形可以作为审查依据。",
        help_text=f"“十不选”等政策情形须写入{election.words.here}选举办法并经会议通过，才能据此取消资格。",
    )


def _clause(request: StaffRequest, pk: int) -> AdoptedClause:
    rows = AdoptedClause.objects.select_related("election__village__township__county", "election__cycle")
    clause = get_object_or_404(rows, pk=pk)
    get_reviewed_election(request, clause.election_id)
    return clause


@require_safe
def review_clause_scan(request: StaffRequest, pk: int) -> FileResponse:
    clause = _clause(request, pk)
    return download(clause.scan, clause.filename)


@require_http_methods(["GET", "HEAD", "POST"])
def review_clause_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    clause = _clause(request, pk)
    require(request.user, Permission.REVIEW_DECIDE, clause)
    return election_act(
        request,
        clause.election,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_clause, clause=clause, by=request.user),
        title=f"撤回{clause}的登记",
        button="撤回",
        done="条款登记已撤回。",
        facts=[("适用于", clause.get_purpose_display()), ("通过的会议", clause.body)],
        consequences=["条款写明的情形不再能作为取消资格的依据。", "已经作出的决定不变，原登记保留。"],
        danger=True,
    )
