"""A unit answers a whole letter on one page, or with the letter's own workbook."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from candidates.models import ReviewBatch, ReviewRequest
from candidates.review import actions, rules
from candidates.review.batch_forms import BatchForm, WorkbookForm
from candidates.review.queries.batches import book_of, open_requests
from candidates.review.workbooks import Filled, read_filled
from election_office.accounts.http import StaffRequest
from election_office.core.http import typed
from election_office.core.sheets import XLSX
from election_office.documents.responses import file_response

BOTH = ["GET", "HEAD", "POST"]


def _batch(request: StaffRequest, pk: int) -> ReviewBatch:
    """A letter with somebody of it sent to the user's own unit, or 404."""
    own = ReviewRequest.objects.sent_to(request.user).values("batch_id")
    rows = ReviewBatch.objects.filter(pk__in=own).select_related("department", "cycle__township__county")
    return get_object_or_404(rows, pk=pk)


def _page(request: StaffRequest, batch: ReviewBatch, form: BatchForm, load: WorkbookForm) -> HttpResponse:
    context = {
        "batch": batch,
        "form": form,
        "load": load,
        "asked": rules.asked_of(batch.department.keys, book_of(batch)),
        "total": len(form.requests),
    }
    return render(request, "candidates/review_batch.html", context)


@require_http_methods(BOTH)
def review_batch(request: StaffRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    requests = open_requests(batch)
    asked = rules.asked_of(batch.department.keys, book_of(batch))
    if "more" in request.POST:
        shown = BatchForm(request.POST, requests=requests, asked=asked, more=5)
        shown.errors.clear()
        return _page(request, batch, shown, WorkbookForm())
    form = BatchForm(**typed(request), requests=requests, asked=asked)
    if form.is_valid():
        with form.showing_refusals():
            made = actions.answer_batch(batch=batch, by=request.user, **form.values())
            messages.success(request, f"已提交{len(made)}人的审查意见。")
            return redirect("candidates:review_inbox")
    return _page(request, batch, form, WorkbookForm())


@require_POST
def review_batch_load(request: StaffRequest, pk: int) -> HttpResponse:
    """Fill the page from the workbook; nothing is kept before the page is handed in."""
    batch = _batch(request, pk)
    requests = open_requests(batch)
    asked = rules.asked_of(batch.department.keys, book_of(batch))
    load = WorkbookForm(request.POST, request.FILES)
    filled: Filled | None = None
    if load.is_valid():
        with load.showing_refusals():
            upload = load.cleaned_data["workbook"]
            people = {row.pk: row.file.person.name for row in requests}
            filled = read_filled(upload.read(), people, {row.label: row.key for row in asked})
            for fault in filled.faults[:20]:
                messages.warning(request, fault)
            messages.success(
                request, f"已读入：核查{len(filled.seen)}人，查明{len(filled.found)}项。核对后提交。"
            )
    return _page(request, batch, BatchForm(requests=requests, asked=asked, filled=filled), load)


@require_POST
def review_batch_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    content = actions.take_workbook(batch=batch, by=request.user)
    return file_response(content, name=f"联审名单第{batch.serial}批.xlsx", content_type=XLSX)
