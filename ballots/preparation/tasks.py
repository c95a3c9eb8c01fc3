"""All ballots of a round for the printer, in the background."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from election_office.accounts.permissions import Permission
from election_office.documents.rendering import CannotPrint
from election_office.jobs.kinds import JobKind, register
from election_office.jobs.progress import JobFailed, Progress

PRINT = "ballots.print"


def _ballots(progress: Progress, params: dict[str, Any]) -> dict[str, Any]:
    from pypdf import PdfWriter

    from ballots.models import Round
    from ballots.preparation.queries import copies_of, design_of
    from ballots.prints.ballot import ballots_of, master_pdf, numbered_pdf

    rounds = Round.objects.with_places()
    voting = rounds.filter(pk=params["round"]).first()
    if voting is None:
        raise JobFailed("这一轮投票的记录已经不在。")
    design = design_of(voting)
    copies = copies_of(voting, design)
    kinds = len(ballots_of(voting, design))
    total = -(-copies // design.per_sheet) * kinds
    progress.step(0, total, "排版")
    master = master_pdf(voting)
    sheets, printed = 0, PdfWriter()
    for done, writer in numbered_pdf(master, design, copies):
        sheets, printed = done, writer
        progress.step(sheets, total, "编号")
    file = io.BytesIO()
    printed.write(file)
    name = f"ballots/{voting.election_id}/{progress.job.pk}.pdf"
    default_storage.delete(name)  # a job that is run again writes its own file anew
    default_storage.save(name, ContentFile(file.getvalue()))
    each = "" if kinds == 1 else f"每种{copies}张，共{kinds}种，"
    what = each or f"{copies}张，"
    return {
        "message": f"选票{what}{design.sheet}纸{sheets}张，每张纸{design.per_sheet}张选票。",
        "file": name,
        "file_name": f"{voting.election.village.name}{voting.title}选票.pdf",
        "url": reverse("ballots:preparation", args=[voting.election_id]),
        "copies": copies,
        "sheets": sheets,
    }


register(JobKind(PRINT, "排印选票", _ballots, Permission.BALLOT_EDIT, known_errors=(CannotPrint,)))
