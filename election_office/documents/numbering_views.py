"""The pages of the register of numbers."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from election_office.accounts import places
from election_office.accounts.http import StaffRequest
from election_office.documents import numbering, rendering
from election_office.documents.models import NumberSeries
from election_office.documents.responses import PDF, file_response

PAGE_ROWS = 50


def _series(request: StaffRequest, pk: int) -> NumberSeries:
    return get_object_or_404(NumberSeries.objects.visible_to(request.user), pk=pk)


@require_safe
def series_list(request: StaffRequest) -> HttpResponse:
    """Every series of the reader's places; ``area`` shows those of one place alone."""
    area = request.GET.get("area", "")
    rows = (
        NumberSeries.objects.visible_to(request.user).filter(last__gt=0).order_by("area_code", "series", "pk")
    )
    if area:
        rows = rows.filter(area_code=area)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    names = places.names([series.area_code for series in page])
    shown = [(series, numbering.title_of(series.series), names.get(series.area_code, "")) for series in page]
    return render(request, "documents/numbers.html", {"rows": shown, "page": page, "area": area})


@require_safe
def series_page(request: StaffRequest, pk: int) -> HttpResponse:
    series = _series(request, pk)
    rows = numbering.given(series, request.user)
    context = {
        "series": series,
        "title": numbering.title_of(series.series),
        "rows": rows,
        "gaps": [row.serial for row in rows if row.is_gap],
    }
    return render(request, "documents/number_series.html", context)


@require_safe
def series_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """To be bound with the papers of the election."""
    series = _series(request, pk)
    facts = numbering.facts_of(series, numbering.given(series, request.user))
    pdf = rendering.pdf_of(numbering.KIND, facts, rendering.Printed(title=facts["title"]))
    return file_response(pdf.data, name=f"{facts['title']}.pdf", content_type=PDF, inline=True)
