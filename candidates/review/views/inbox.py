"""What a unit of the joint review sees: the persons sent to it, and nothing else."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from candidates.models import Opinion, ReviewBatch, ReviewRequest
from candidates.review import actions, queries
from candidates.review.forms import OpinionForm, RevealForm
from candidates.review.views.shared import download, get_request, opinion_page
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, shown_once, typed


@require_safe
def review_inbox(request: StaffRequest) -> HttpResponse:
    if not request.user.areas(Permission.REVIEW):
        raise PermissionDenied("此页由联审单位使用。")
    rows = ReviewRequest.objects.sent_to(request.user)
    waiting = list(rows.waiting().with_people().order_by("batch__due_on", "pk"))
    standing = Prefetch("opinions", queryset=Opinion.objects.standing(), to_attr="standing_opinions")
    others = rows.exclude(pk__in=[row.pk for row in waiting]).with_people().order_by("-batch__sent_at", "-pk")
    context = {
        "waiting": waiting,
        "letters": letters_of(waiting),
        "page_obj": Paginator(others.prefetch_related(standing), 50).get_page(request.GET.get("page")),
        "today": timezone.localdate(),
        "units": [held.unit for held in request.user.current_assignments if held.unit],
    }
    return render(request, "candidates/review_inbox.html", context)


def letters_of(waiting: list[ReviewRequest]) -> list[tuple[ReviewBatch, int]]:
    """The letters still to be answered with how many people, in the order of their limits."""
    letters = {row.batch_id: row.batch for row in waiting}
    numbers = Counter(row.batch_id for row in waiting)
    return [(letter, numbers[pk]) for pk, letter in letters.items()]


@require_safe
def review_request(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_request(request, pk)
    opinions = list(asked.opinions.select_related("given_by"))
    context: dict[str, Any] = {
        "asked": asked,
        "file": asked.file,
        "family": queries.family_of(asked.file.person),
        "opinions": opinions,
        "answered": any(not opinion.is_revoked for opinion in opinions),
        "open": asked.file.state == "county" and asked.round == asked.file.round,
    }
    return render(request, "candidates/review_request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review_opinion(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_request(request, pk)
    form = OpinionForm(**typed(request), book=asked.file.election.rulebook, keys=asked.department.keys)
    return opinion_page(
        request,
        asked.file,
        form,
        lambda **_: actions.answer_request(request=asked, by=request.user, **form.sheet()),
        unit=asked.department.name,
        done=f"{asked.file.person.name}的审查意见已提交。",
        back=reverse("candidates:review_request", args=[asked.pk]),
        then=reverse("candidates:review_inbox"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def review_reveal(request: StaffRequest, pk: int) -> HttpResponse:
    asked = get_request(request, pk)
    name = asked.file.person.name
    title, back = f"查看{name}的身份证号", reverse("candidates:review_request", args=[asked.pk])
    return act_page(
        request,
        RevealForm(**typed(request)),
        partial(actions.reveal_number, request=asked, by=request.user),
        title=title,
        button="查看",
        shows=lambda number: shown_once(request, title=title, whose=name, number=number, back=back),
        back=back,
        help_text="每次查看都记录单位、经办人、时间和用途。",
    )


@require_safe
def review_request_photo(request: StaffRequest, pk: int) -> FileResponse:
    asked = get_request(request, pk)
    return download(asked.file.photo, "照片.jpg")


def _own_opinion(request: StaffRequest, pk: int) -> Opinion:
    asked = ReviewRequest.objects.sent_to(request.user)
    rows = Opinion.objects.filter(request__in=asked).select_related(
        "request__department", "file__person", "file__election__village"
    )
    return get_object_or_404(rows, pk=pk)


@require_safe
def review_own_scan(request: StaffRequest, pk: int) -> FileResponse:
    opinion = _own_opinion(request, pk)
    return download(opinion.scan, opinion.filename)


@require_http_methods(["GET", "HEAD", "POST"])
def review_opinion_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    opinion = _own_opinion(request, pk)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.withdraw_opinion, opinion=opinion, by=request.user),
        title=f"撤回对{opinion.file.person.name}的审查意见",
        button="撤回意见",
        done="意见已撤回，请重新填写。没有重新答复以前，算作没有答复。",
        back=reverse("candidates:review_request", args=[opinion.request_id]),
        facts=[("结论", opinion.get_conclusion_display()), ("经办人", opinion.handler)],
        consequences=["原意见保留备查，不再作数。", "此人重新成为待答复。"],
        danger=True,
    )
