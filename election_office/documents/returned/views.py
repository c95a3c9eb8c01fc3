"""The page that takes a Word copy back, and the copy again."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse, HttpResponseBase
from django.http.response import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require
from election_office.accounts.http import StaffRequest
from election_office.core.http import act_page, typed
from election_office.documents import kinds, queries
from election_office.documents.forms import ReturnedForm
from election_office.documents.models import Document, ReturnedCopy
from election_office.documents.responses import DOCX
from election_office.documents.returned import actions


@require_http_methods(["GET", "HEAD", "POST"])
def returned_add(request: StaffRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    kind = kinds.find(document.kind)
    if kind is None or not kind.has_word:
        raise Http404
    require(request.user, kind.permission, document)
    return act_page(
        request,
        ReturnedForm(**typed(request)),
        partial(actions.keep_copy, document=document, by=request.user),
        title=f"上传张贴稿：{document.title}",
        button="核对并收存",
        done="文字与签发的公文一致，已作为张贴稿收存。",
        back=document.get_absolute_url(),
        help_text="在Word或者WPS里调整过版式的文件，核对文字以后收存。文字有改动的不收，须办理更正公告。",
        template="documents/returned.html",
        context={"issue_page": queries.issue_page(document)},
    )


@require_safe
def returned_file(request: StaffRequest, pk: int) -> HttpResponseBase:
    visible = Document.objects.visible_to(request.user)
    copy = get_object_or_404(ReturnedCopy.objects.select_related("document"), pk=pk, document__in=visible)
    name = f"{copy.document.title}张贴稿.docx"
    return FileResponse(copy.file.open(), as_attachment=True, filename=name, content_type=DOCX)
