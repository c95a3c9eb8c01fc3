"""规则: every parameter in force for a village, local values, and the texts entered here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from election_office.accounts.access import require_held, require_in
from election_office.accounts.http import StaffRequest
from election_office.accounts.permissions import Permission
from election_office.core.forms import ReasonForm
from election_office.core.http import act_page, number_or_none, typed
from election_office.core.sheets import XLSX
from election_office.core.workbooks import UnreadableWorkbook
from election_office.documents.responses import file_response
from election_office.law.electorates import check_province_text
from election_office.law.overlays import layer_of
from election_office.law.words import GENERAL, KINDS
from villages.lawtexts import actions, queries
from villages.lawtexts.export import text_as_toml
from villages.lawtexts.forms import ConfirmForm, KeyForm, TextForm, ValueForm, open_to
from villages.lawtexts.workbook import changes, plain_book, read_workbook, template
from villages.models import Election, LawText, RuleOverlay

BOTH = ["GET", "HEAD", "POST"]
SETTER_NAMES = {"county": "本县", "township": "本镇", "village": GENERAL.here}


def _elections(request: StaffRequest) -> list[Election]:
    return list(Election.objects.visible_to(request.user).with_places().order_by("-cycle__ordinal"))


@require_safe
def rulebook_page(request: StaffRequest) -> HttpResponse:
    """The rules of the village asked for, or of the first one the user serves."""
    elections = _elections(request)
    wanted = request.GET.get("election", "")
    election = next((row for row in elections if str(row.pk) == wanted), elections[0] if elections else None)
    if election is None:
        return render(request, "villages/rules.html", {"elections": []})
    book, words = election.rulebook, request.GET.get("q", "").strip()
    context = {
        "elections": elections,
        "chosen": election,
        "book": book,
        "source": queries.source_of(book),
        "groups": queries.groups_of(book, words),
        "different": [parameter for parameter in book.parameters if parameter.differs],
        "looked_for": words,
        "overlays": queries.overlays_of(election),
        "frozen": getattr(election, "frozen_rules", None),
        "province_text": check_province_text(book) if book.kind == "community" else None,
    }
    return render(request, "villages/rules.html", context)


def _setting(request: StaffRequest) -> tuple[Election, str]:
    """The election asked for, and the division this user may set a value for: the widest one held."""
    wanted = request.POST.get("election") or request.GET.get("election", "")
    election = get_object_or_404(
        Election.objects.visible_to(request.user).with_places(), pk=number_or_none(wanted) or 0
    )
    held = request.user.areas(Permission.RULES_OVERLAY)
    code = election.area_code
    area = next((code[:size] for size in (6, 9, 12) if code[:size] in held), code[:9])
    require_in(request.user, Permission.RULES_OVERLAY, area)
    return election, area


@require_http_methods(BOTH)
def overlay_add(request: StaffRequest) -> HttpResponse:
    """A value of the county or the township: which one, then its value by proper inputs with its paper."""
    election, area = _setting(request)
    setter = layer_of(area)
    offered = {row.key: row for row in open_to(election.rulebook, setter)}
    parameter = offered.get(request.POST.get("key") or request.GET.get("key", ""))
    if parameter is None:
        form = KeyForm(parameters=list(offered.values()))
        return render(request, "villages/overlay_key.html", {"election": election, "form": form})
    return act_page(
        request,
        ValueForm(**typed(request), parameter=parameter),
        lambda **given: actions.set_overlay(
            area_code=area, kind=election.kind, key=parameter.key, by=request.user, **given
        ),
        title=f"{SETTER_NAMES[setter]}取值：{parameter.label}",
        button="保存",
        done="取值已生效，依据已记录。",
        back=f"{reverse('villages:overlay_add')}?election={election.pk}",
        then=f"{reverse('villages:rules')}?election={election.pk}",
        help_text=parameter.sentence,
        facts=[("现行取值", parameter.display), ("依据", parameter.citation)],
        template="villages/overlay_form.html",
        context={"parameter": parameter, "asked": election},
    )


@require_http_methods(BOTH)
def overlay_end(request: StaffRequest, pk: int) -> HttpResponse:
    areas = request.user.areas(Permission.VILLAGE_VIEW)
    overlay = get_object_or_404(RuleOverlay.objects.in_force().select_related("entered_by"), pk=pk)
    if not any(overlay.area_code.startswith(code) for code in areas):
        raise Http404
    require_in(request.user, Permission.RULES_OVERLAY, overlay.area_code)
    known = plain_book(timezone.localdate(), overlay.kind).by_key.get(overlay.key)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda **given: actions.end_overlay(overlay=overlay, by=request.user, **given),
        title="停用本地取值",
        button="停用",
        done="本地取值已停用，恢复上一层规则。",
        back=reverse("villages:rules"),
        facts=[("事项", known.label if known else overlay.key), ("依据", overlay.paper_number)],
        consequences=["恢复国家或者省的规定。", "已经办结的事项不受影响。"],
    )


def _place(request: StaffRequest) -> str:
    """The division for which this user may enter and confirm texts."""
    return require_held(request.user, Permission.RULES_OVERLAY)[0]


def _text(request: StaffRequest, pk: int) -> LawText:
    require_held(request.user, Permission.RULES_OVERLAY)
    text = next((row for row in queries.texts_visible_to(request.user) if row.pk == pk), None)
    if text is None:
        raise Http404
    return text


@require_safe
def texts(request: StaffRequest) -> HttpResponse:
    """The texts entered here."""
    require_held(request.user, Permission.RULES_OVERLAY)
    return render(request, "villages/law_texts.html", {"texts": queries.texts_visible_to(request.user)})


@require_safe
def text_template(request: StaffRequest) -> HttpResponse:
    require_held(request.user, Permission.RULES_OVERLAY)
    kind = request.GET.get("kind", "village")
    if kind not in KINDS:
        raise Http404
    name = f"地方文本工作簿（{KINDS[kind]}）.xlsx"
    return file_response(template(timezone.localdate(), kind), name=name, content_type=XLSX)


@require_http_methods(BOTH)
def text_add(request: StaffRequest) -> HttpResponse:
    """Upload the workbook: the trial names its faults by row; without any the text waits for the second."""
    area = _place(request)
    form = TextForm(**typed(request), initial={"kind": request.GET.get("kind", "village")})
    faults: list[Any] = []
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            content = given.pop("workbook").read()
            rows, faults = read_workbook(content, given["valid_from"], given["kind"])
        except (UnreadableWorkbook, LookupError) as error:
            form.add_error("workbook", str(error))
        if not faults and not form.errors:
            with form.showing_refusals():
                size = {"province": 2, "county": 6}.get(given["level"], 2)
                fields = given | {"area_code": area[:size]}
                scan = fields.pop("scan")
                text = actions.enter_text(
                    fields=fields, rows=rows, scan=scan, workbook=content, place=area, by=request.user
                )
                messages.success(request, f"已录入{len(rows)}项，请另一人对照全文核对。")
                return redirect("villages:law_text", text.pk)
    context = {"form": form, "faults": faults, "kinds": KINDS}
    return render(request, "villages/law_text_add.html", context)


@require_http_methods(BOTH)
def text_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Every row beside the scan, what changes against the version before, and the second person's word."""
    text = _text(request, pk)
    rows = queries.rows_of(text)
    book = plain_book(text.valid_from, text.kind, text.area_code)
    shown = [(book.parameter(row.key), row) for row in rows if row.key in book.by_key]
    return act_page(
        request,
        ConfirmForm(request.POST or None),
        lambda **given: actions.confirm_text(text=text, place=_place(request), by=request.user, **given),
        title=str(text),
        button="核对无误，启用",
        done="已启用，有关各村的规则从施行日期起按它确定。",
        back=reverse("villages:law_texts"),
        template="villages/law_text.html",
        context={
            "text": text,
            "shown": shown,
            "changes": changes(queries.version_before(text), rows, book),
            "may_decide": text.state == LawText.State.ENTERED and text.entered_by_id != request.user.pk,
        },
    )


@require_http_methods(BOTH)
def text_refuse(request: StaffRequest, pk: int) -> HttpResponse:
    text, area = _text(request, pk), _place(request)
    return act_page(
        request,
        ReasonForm(request.POST or None),
        lambda **given: actions.refuse_text(text=text, place=area, by=request.user, **given),
        title="核对未通过",
        button="退回",
        done="已退回，请录入人改正工作簿后重新录入。",
        back=reverse("villages:law_text", args=[text.pk]),
        facts=[("文本", text), ("录入人", text.entered_by.name)],
        consequences=["这份文本不会启用，已录入的取值留作记录。"],
    )


@require_safe
def text_scan(request: StaffRequest, pk: int) -> HttpResponse:
    text = _text(request, pk)
    with text.scan.open("rb") as file:
        return file_response(file.read(), name=text.filename, content_type="application/octet-stream")


@require_safe
def text_export(request: StaffRequest, pk: int) -> HttpResponse:
    text = _text(request, pk)
    name = f"{text.area_code}-{text.valid_from.isoformat()}.toml"
    data = text_as_toml(text, queries.rows_of(text)).encode()
    return file_response(data, name=name, content_type="text/plain")
