"""What the office is working on, how far it is, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from election_office.accounts import places
from election_office.accounts.http import StaffRequest
from election_office.core.http import act_button, own_path
from election_office.jobs import actions
from election_office.jobs.models import Job

PAGE_ROWS = 30


def _job(request: StaffRequest, pk: int) -> Job:
    jobs = Job.objects.visible_to(request.user).select_related("requested_by")
    return get_object_or_404(jobs, pk=pk)


def _shown(job: Job) -> dict[str, Any]:
    """A job as the pages show it. A result's address is offered only when it leads into this office."""
    url = job.result_text("url")
    return {
        "job": job,
        "live": job.live(),
        "silent": job.silent(),
        "message": job.result_text("message"),
        "url": own_path(url),
        "has_file": bool(job.result_text("file")),
        "file_name": job.result_text("file_name") or job.title,
    }


@require_safe
def job_list(request: StaffRequest) -> HttpResponse:
    jobs = Job.objects.visible_to(request.user).select_related("requested_by")
    page = Paginator(jobs, PAGE_ROWS).get_page(request.GET.get("page"))
    names = places.names([job.area_code for job in page])
    rows = [(_shown(job), names[job.area_code]) for job in page]
    return render(request, "jobs/list.html", {"page_obj": page, "rows": rows})


@require_safe
def job_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole page; to htmx, which asks every second while the work runs, only its moving part."""
    context = _shown(_job(request, pk))
    return render(request, "jobs/_state.html" if request.htmx else "jobs/detail.html", context)


@require_POST
def job_retry(request: StaffRequest, pk: int) -> HttpResponse:
    return act_button(
        request,
        partial(actions.retry, _job(request, pk), by=request.user),
        back=reverse("jobs:detail", args=[pk]),
        done="任务已重新提交。",
    )


@require_safe
def job_download(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The file a job made, for those who may see the job."""
    job = _job(request, pk)
    name = job.result_text("file")
    try:
        file = default_storage.open(name) if job.state == Job.State.DONE and name else None
    except (FileNotFoundError, SuspiciousFileOperation):
        file = None
    if file is None:
        raise Http404("此任务没有可下载的文件，或文件已清理。")
    return FileResponse(
        file, as_attachment=True, filename=job.result_text("file_name") or name.rpartition("/")[2]
    )
