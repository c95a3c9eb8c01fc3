"""The 总结 on the screen: read, change, take new numbers in, hand out as Word, issue."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from election_office.accounts.access import can, can_in, require_in
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.http import act_button, act_page, typed
from election_office.documents import word
from election_office.documents.charts import svg_for_page
from election_office.documents.responses import DOCX, file_response
from election_office.figures.forms import SummaryForm
from election_office.figures.models import SummaryDraft
from election_office.figures.queries import Scope
from election_office.figures.summary import actions, closing, rules
from election_office.figures.summary.queries import figures_and_facts
from election_office.figures.summary.words import (
    Item,
    chart_of,
    layout,
    paper_facts,
    scope_of_draft,
    shown_item,
    title_of,
)
from election_office.figures.views import scope_in


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece on the screen: ``changed`` what the program says instead, where a person wrote otherwise."""

    key: str
    kind: str
    text: str
    changed: str = ""
    item: Item | None = None
    drawing: str = ""


def draft_of(scope: Scope) -> SummaryDraft | None:
    return SummaryDraft.objects.filter(division=scope.code, ordinal=scope.ordinal).first()


def _draft_in(request: StaffRequest) -> tuple[Scope, SummaryDraft]:
    """404 without a draft; 403 for those who do not write it."""
    scope = scope_in(request)
    require_in(request.user, actions.permission_for(scope.code), scope.code)
    draft = draft_of(scope)
    if draft is None:
        raise Http404
    return scope, draft


def _page(scope: Scope) -> str:
    return f"{reverse('figures:summary')}?area={scope.code}&ordinal={scope.ordinal}"


@require_safe
def summary(request: StaffRequest) -> HttpResponse:
    scope = scope_in(request)
    draft = draft_of(scope)
    figures, facts = figures_and_facts(scope)
    parts = rules.pieces(facts)
    text = draft.text if draft else rules.paragraphs(parts)
    base = draft.base if draft else text
    shown = [_shown(piece, base, shown_item(piece, figures)) for piece in rules.readable(parts, text)]
    now = rules.paragraphs(parts)
    context: dict[str, Any] = {
        "scope": scope,
        "title": title_of(scope),
        "draft": draft,
        "shown": shown,
        "moved": sum(base.get(key) != words for key, words in now.items()) if draft else 0,
        "may_write": can_in(request.user, actions.permission_for(scope.code), scope.code),
        "may_issue": draft is not None and can(request.user, _issues(draft), draft),
        "kind": closing.COUNTY_KIND if draft and draft.is_county else closing.KIND,
    }
    return render(request, "figures/summary.html", context)


def _issues(draft: SummaryDraft) -> Permission:
    """What signs it: a county's paper is the county's alone."""
    return Permission.DEFER_APPROVE if draft.is_county else Permission.DOCUMENT_ISSUE


def _shown(piece: rules.Piece, base: dict[str, str], item: Item | None) -> Shown:
    said = base.get(piece.key, "")
    changed = said if piece.kind == "p" and said and piece.text != said else ""
    drawing = ""
    if item is not None and item.kind == "chart":
        drawing = mark_safe(svg_for_page(chart_of(item)))  # noqa: S308 -- escaped where it is drawn
    return Shown(piece.key, piece.kind, piece.text, changed, item, drawing)


@require_POST
def summary_begin(request: StaffRequest) -> HttpResponse:
    scope = scope_in(request)
    return act_button(
        request,
        partial(actions.begin_summary, scope=scope, by=request.user),
        back=_page(scope),
        done="已按登记的数字起草，请逐段核对、补充。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def summary_edit(request: StaffRequest) -> HttpResponse:
    scope, draft = _draft_in(request)
    titles = dict(rules.SECTIONS)
    parts = [(key, _label(key, titles)) for key in _in_order(draft)]
    form = SummaryForm(**typed(request), row=draft, parts=parts)

    def save(**values: Any) -> SummaryDraft:
        return actions.edit_summary(
            draft=draft, text=form.text(), by=request.user, version=values.get("version")
        )

    return act_page(
        request,
        form,
        save,
        title=f"修改{title_of(scope)}",
        button="保存",
        done="已保存。以后更新数字，您改过的段落不会被覆盖。",
        back=_page(scope),
        help_text="一个框一段；清空的段落不写进总结。表格和图按登记的数字自动生成，不在这里改。",
    )


def _in_order(draft: SummaryDraft) -> list[str]:
    order = {code: index for index, (code, _) in enumerate(rules.SECTIONS)}
    keys = list(draft.text)
    return sorted(
        keys, key=lambda key: (order.get(key.partition(".")[0], 9), key.endswith(".own"), keys.index(key))
    )


def _label(key: str, titles: dict[str, str]) -> str:
    section = titles.get(key.partition(".")[0], "")
    return f"{section}：自己补充的话" if key.endswith(".own") else section


@require_POST
def summary_refresh(request: StaffRequest) -> HttpResponse:
    """New numbers in; ``take``: one paragraph whose own words are given up for the program's."""
    scope, draft = _draft_in(request)
    take = frozenset(filter(None, [request.POST.get("take", "")]))

    def said(clashes: dict[str, str]) -> str:
        note = f"有{len(clashes)}段您改过、数字也有变动，按您写的保留，请逐段核对。"
        return "数字已更新。" + (note if clashes else "")

    return act_button(
        request,
        partial(actions.refresh_summary, draft=draft, take=take, by=request.user, name=scope.name),
        back=_page(scope),
        done=said,
    )


@require_safe
def summary_word(request: StaffRequest) -> HttpResponse:
    _, draft = _draft_in(request)
    facts = paper_facts(draft)
    name = f"{title_of(scope_of_draft(draft))}.docx"
    return file_response(word.docx_of(layout(facts)), name=name, content_type=DOCX)
