"""Long internal papers, printed in the background."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress


def _paper(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from villages.models import Election
    from voters.prints.actions import PAPERS, print_paper, rows_of

    election = Election.objects.with_places().filter(pk=params["election"]).first()
    if election is None:
        raise JobFailed("这次选举的记录已经不在。")
    paper = PAPERS[params["paper"]]
    rows = rows_of(election, paper)
    progress.step(0, rows, paper.title)
    pdf = print_paper(election=election, paper=paper, by=progress.by)
    name = f"roll-papers/{election.pk}/{progress.job.pk}.pdf"
    default_storage.delete(name)
    progress.step(rows, rows)
    return {
        "message": f"{election.village.name}{paper.title}，{rows}人，{pdf.pages}页。内部资料，请妥善保管。",
        "file": default_storage.save(name, ContentFile(pdf.data)),
        "file_name": f"{election.village.name}{paper.title}.pdf",
        "url": reverse("voters:papers", args=[election.pk]),
        "pages": pdf.pages,
    }


register(JobKind("voters.paper_pdf", "打印名册用纸", _paper, Permission.ROLL_EDIT))
