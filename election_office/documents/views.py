"""Papers: lists, one paper, its files, its postings, and the public page that vouches for it."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts import limits, places
from election_office.accounts.access import can, require
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_button, act_page, typed
from election_office.core.paging import newest_first
from election_office.documents import (
    actions,
    elections,
    integrity,
    kinds,
    offline,
    queries,
    rendering,
    rules,
    word,
)
from election_office.documents.copies import copies_words, seal_words
from election_office.documents.filters import DocumentFilter
from election_office.documents.forms import (
    CodeForm,
    PostingForm,
    PostingRoundForm,
    ReplaceForm,
    TakeDownForm,
    VoidForm,
)
from election_office.documents.models import Document, DocumentQuerySet, Posting
from election_office.documents.responses import DOCX, file_response

PAGE_ROWS = 50


def _document(request: StaffRequest, pk: int) -> Document:
    return get_object_or_404(Document.objects.visible_to(request.user), pk=pk)


def _posting(request: StaffRequest, pk: int) -> Posting:
    visible = Document.objects.visible_to(request.user)
    return get_object_or_404(Posting.objects.select_related("document"), pk=pk, document__in=visible)


def _document_to_withdraw(request: StaffRequest, pk: int) -> Document:
    """The paper, for those who issue its kind; others who may read it are told so."""
    document = _document(request, pk)
    kind = kinds.find(document.kind)
    if kind is None:
        raise Http404
    require(request.user, kind.permission, document)
    return document


def _list_context(request: StaffRequest, rows: DocumentQuerySet) -> dict[str, Any]:
    chosen = DocumentFilter(request.GET, queryset=rows.with_places_posted().defer("facts"))
    page = newest_first(chosen.rows, "issued_at", request.GET.get("before", ""), PAGE_ROWS)
    names = places.names([document.area_code for document in page])
    return {
        "filter": chosen,
        "page": page,
        "rows": [(document, names.get(document.area_code, "")) for document in page],
    }


@require_safe
def document_list(request: StaffRequest) -> HttpResponse:
    context = _list_context(request, Document.objects.visible_to(request.user))
    return render(request, "documents/list.html", context | {"frame": "layout/base.html", "election": None})


@require_safe
def election_list(request: StaffRequest, election_id: int) -> HttpResponse:
    """The papers of one election, inside its tabs where the app of elections lends them."""
    election = elections.find(request.user, election_id)
    if election is None and elections.is_known():
        raise Http404
    rows = Document.objects.visible_to(request.user).for_election(election_id)
    frame = "layout/election.html" if election is not None else "layout/base.html"
    context = {"election": election, "election_id": election_id, "frame": frame}
    return render(request, "documents/list.html", _list_context(request, rows) | context)


@require_safe
def document_detail(request: StaffRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(
        Document.objects.visible_to(request.user).select_related("issued_by", "revoked_by", "replaces"), pk=pk
    )
    kind = kinds.find(document.kind)
    states = queries.place_states(document)
    may_issue = kind is not None and can(request.user, kind.permission, document)
    altered = integrity.alterations(document)
    context = {
        "document": document,
        "place": places.names([document.area_code])[document.area_code],
        "states": states,
        "missing": [state.place for state in states if state.is_missing],
        "void_postings": document.postings.filter(voided_at__isnull=False).select_related("voided_by"),
        "replaced_by": Document.objects.filter(replaces=document).first(),
        "altered": altered,
        "excerpt": [] if integrity.FACTS in altered else queries.excerpt(document),
        "may_post": can(request.user, Permission.DOCUMENT_POST, document) and not document.is_withdrawn,
        "may_take_down": can(request.user, Permission.DOCUMENT_POST, document),
        "may_withdraw": may_issue and not document.is_withdrawn,
        "may_replace": may_issue and not document.is_withdrawn and queries.has_model_subject(document),
        "issue_page": queries.issue_page(document) if may_issue else "",
        "may_print": may_issue and document.file_status != Document.FileStatus.READY,
    }
    return render(request, "documents/detail.html", context | _copies(document, may_issue))


def _copies(document: Document, may_issue: bool) -> dict[str, Any]:
    """Prints wanted, the place of the seal; the Word copies that came back, and whether another may."""
    return {
        "wanted_copies": copies_words(len(document.places)),
        "seal": seal_words(document.issuer),
        "copies": list(document.copies.select_related("uploaded_by")),
        "may_return": may_issue and not document.is_withdrawn and document.has_word_file,
    }


def _refuse_altered(request: StaffRequest, document: Document) -> HttpResponse | None:
    """The way back to its page for a paper that is no longer what was issued."""
    try:
        integrity.require_intact(document)
    except integrity.Altered as altered:
        messages.error(request, str(altered))
        return redirect("documents:detail", document.pk)
    return None


@require_safe
def document_pdf(request: StaffRequest, pk: int) -> HttpResponseBase:
    document = _document(request, pk)
    if document.file_status != Document.FileStatus.READY:
        messages.warning(request, f"文件{document.get_file_status_display()}，请稍候再打开。")
        return redirect("documents:detail", pk)
    if (refused := _refuse_altered(request, document)) is not None:
        return refused
    name = f"{document.title}{document.number}.pdf"
    return FileResponse(
        document.pdf.storage.open(document.pdf.name or ""), filename=name, content_type="application/pdf"
    )


@require_safe
def document_docx(request: StaffRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    kind = kinds.find(document.kind)
    if kind is None or not kind.has_word:
        raise Http404
    if (refused := _refuse_altered(request, document)) is not None:
        return refused
    marks = rendering.printed(document)
    paper = rendering.fitted_paper(kind, kind.facts_of(document), marks, document.form)
    data = word.docx_of(paper, foot=marks.foot)
    return file_response(data, name=f"{document.title}{document.number}.docx", content_type=DOCX)


@require_POST
def document_print_again(request: StaffRequest, pk: int) -> HttpResponse:
    return act_button(
        request,
        partial(actions.print_again, _document(request, pk), by=request.user),
        back=reverse("documents:detail", args=[pk]),
        done="已重新排队生成文件，请稍候刷新本页。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def posting_create(request: StaffRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    require(request.user, Permission.DOCUMENT_POST, document)
    kind = kinds.find(document.kind)
    form = PostingForm(
        **typed(request),
        document=document,
        photo_required=kind is not None and kind.photo_required,
        initial={
            "place_key": request.GET.get("place", ""),
            "posted_at": timezone.localtime(),
            "posted_by": request.user.name,
        },
    )
    return act_page(
        request,
        form,
        partial(actions.record_posting, document, by=request.user),
        title="登记张贴",
        button="登记张贴",
        done=lambda posting: f"已登记：{posting.place_name}张贴。",
        back=document.get_absolute_url(),
        help_text=f"{_named(document)}。请在实际张贴之后登记，登记时间另外记录。",
    )


def _named(document: Document) -> str:
    return f"{document.title}　{document.number}" if document.number else document.title


@require_http_methods(["GET", "HEAD", "POST"])
def posting_round(request: StaffRequest, pk: int) -> HttpResponse:
    document = _document(request, pk)
    require(request.user, Permission.DOCUMENT_POST, document)
    return act_page(
        request,
        PostingRoundForm(**typed(request), document=document, initial={"posted_by": request.user.name}),
        partial(actions.record_posting_round, document, by=request.user),
        title="登记多处张贴",
        button="登记张贴",
        done=lambda postings: f"已登记{len(postings)}处张贴。",
        back=document.get_absolute_url(),
        help_text=f"{_named(document)}。逐处上传照片、填写实际张贴时间，没有贴的地点留空；"
        "全部登记成功，或者一处也不登记。",
        template="documents/posting_round.html",
        context={"document": document},
    )


@require_safe
def posting_photo(request: StaffRequest, pk: int) -> HttpResponseBase:
    posting = _posting(request, pk)
    if not posting.photo:
        raise Http404
    return FileResponse(posting.photo.open(), content_type="image/jpeg", filename=f"posting-{pk}.jpg")


def _facts(document: Document) -> list[tuple[str, object]]:
    return [("标题", document.title), ("文号", document.number), ("成文日期", document.dated)]


@require_http_methods(["GET", "HEAD", "POST"])
def posting_take_down(request: StaffRequest, pk: int) -> HttpResponse:
    posting = _posting(request, pk)
    require(request.user, Permission.DOCUMENT_POST, posting.document)
    return act_page(
        request,
        TakeDownForm(**typed(request)),
        partial(actions.take_down, posting, by=request.user),
        title=f"登记撤下：{posting.place_name}",
        facts=_facts(posting.document),
        consequences=["张贴记录和照片保留，张贴日期不变。", "撤下后可在同一地点再次登记张贴。"],
        button="登记撤下",
        done=f"已登记：{posting.place_name}的公文撤下。",
        back=posting.document.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def posting_void(request: StaffRequest, pk: int) -> HttpResponse:
    posting = _posting(request, pk)
    require(request.user, Permission.DOCUMENT_POST, posting.document)
    return act_page(
        request,
        VoidForm(**typed(request)),
        partial(actions.void_posting, posting, by=request.user),
        title=f"作废登记：{posting.place_name}",
        facts=_facts(posting.document),
        consequences=["这条登记按未张贴处理，公布日期重新计算。", "登记内容仍可查看，原因记入操作留痕。"],
        danger=True,
        button="作废这条登记",
        done=f"已作废{posting.place_name}的张贴登记。",
        back=posting.document.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    document = _document_to_withdraw(request, pk)
    if page := queries.issue_page(document):
        return redirect(page)
    return act_page(
        request,
        ReasonForm(**typed(request)),
        partial(actions.revoke, document, by=request.user),
        title=f"撤销《{document.title}》",
        facts=_facts(document),
        consequences=["凭查验码查验时显示“已撤销”。", "公文和张贴记录保留，不能恢复效力。"],
        danger=True,
        button="撤销公文",
        done=f"已撤销《{document.title}》。",
        back=document.get_absolute_url(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def document_replace(request: StaffRequest, pk: int) -> HttpResponse:
    document = _document_to_withdraw(request, pk)
    if page := queries.issue_page(document):
        return redirect(page)
    if (subject := queries.subject_of(document)) is None:
        raise Http404
    return act_page(
        request,
        ReplaceForm(**typed(request)),
        lambda number, reason: actions.replace(
            document, by=request.user, reason=reason, subject=subject, number=number or None
        ),
        title=f"更正《{document.title}》",
        facts=_facts(document),
        consequences=[
            "按现在的资料签发一份新公文，替代本公文。",
            "凭原查验码查验时显示“已被替代”。",
            "新公文须重新张贴，期限自新公文贴全之日起算。",
        ],
        danger=True,
        button="签发更正公文",
        done=lambda new: f"已签发更正公文《{new.title}》，请重新张贴。",
        back=document.get_absolute_url(),
        then=lambda new: reverse("documents:detail", args=[new.pk]),
    )


@login_not_required
@require_safe
def verify(request: StaffRequest) -> HttpResponse:
    """Anyone may ask whether a paper is genuine."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        code = rules.normal_code(form.cleaned_data["code"])
        if code:
            return redirect("documents:verify_code", code)
        form.add_error("code", "查验码只含字母和数字，共10位，请核对后重新填写。")
    return render(request, "documents/verify.html", {"form": form})


@login_not_required
@require_safe
def verify_code(request: StaffRequest, code: str) -> HttpResponse:
    """What the office says about one paper: no names, no facts, only what it is and whether it holds."""
    normal = rules.normal_code(code)
    counted = limits.of_codes(request)
    if limits.blocked(counted):
        context = {"form": CodeForm(), "wait": limits.limit_of("verify").minutes}
        return render(request, "documents/verify_wait.html", context, status=429)
    document = Document.objects.filter(code=normal).first()
    if document is None:
        limits.count(counted)
        context = {"form": CodeForm(), "code": code[:40]}
        return render(request, "documents/verify_unknown.html", context, status=404)
    replaced_by = Document.objects.filter(replaces=document).first()
    place = places.names([document.area_code])[document.area_code]
    kind = kinds.find(document.kind)
    altered = integrity.alterations(document)
    files = kind.public_files(document) if kind and kind.public_files and not altered else []
    context = {
        "document": document,
        "replaced_by": replaced_by,
        "place": place,
        "files": files,
        "altered": altered,
    }
    return render(request, "documents/verify_document.html", context)


@login_not_required
@require_safe
def verify_picture(request: StaffRequest, code: str, signed: str) -> HttpResponse:
    """The address in the picture of a result notice, in capitals: the page of its code."""
    return redirect("documents:verify_code", code)


@login_not_required
@require_safe
def verify_offline(request: StaffRequest) -> HttpResponse:
    """The page that checks a signed result without the network; to be stored on a phone beforehand."""
    answer = HttpResponse(offline.page())
    answer["Content-Security-Policy"] = offline.policy()
    if "download" in request.GET:
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('核对选举结果公告.html')}"
    return answer
