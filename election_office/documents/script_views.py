"""The script of a paper that hangs: a page to read from, and its print."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from election_office.accounts.http import StaffRequest
from election_office.documents import elections, integrity, rendering, script
from election_office.documents import notice as register
from election_office.documents.models import Document
from election_office.documents.responses import PDF, file_response
from election_office.documents.script import Script
from election_office.law.words import GENERAL


def _script(request: StaffRequest, pk: int) -> tuple[Document, Script]:
    """404 for a paper that does not hang, is withdrawn, or is no longer what was issued."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if not document.is_read_aloud or integrity.alterations(document):
        raise Http404
    election = elections.find(request.user, document.election_id) if document.election_id else None
    people = election.words.people if election is not None else GENERAL.people
    return document, script.script_of(register.get(document.kind), document, people)


@require_safe
def script_page(request: StaffRequest, pk: int) -> HttpResponse:
    document, read = _script(request, pk)
    return render(request, "documents/script.html", {"document": document, "script": read})


@require_safe
def script_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    document, read = _script(request, pk)
    html = rendering.html_of_paper(script.paper_of(read), rendering.Printed(title=read.title))
    data = rendering.pdf_from_html(html).data
    return file_response(data, name=f"{document.title}播音稿.pdf", content_type=PDF, inline=True)
