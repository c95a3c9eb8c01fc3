"""The plan on paper: 工作方案 on A4, the wall plan on A3. The same picture as on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from election_office.documents.rendering import pdf_from_html, print_css
from villages.models import Cycle, PlanStep
from villages.plan.queries import DayRow, village_days


def plan_pdf(cycle: Cycle, steps: Sequence[PlanStep], picture: Mapping[str, Any]) -> bytes:
    return _pdf("print/villages/plan.html", cycle, steps, picture)


def wall_pdf(cycle: Cycle, steps: Sequence[PlanStep], picture: Mapping[str, Any]) -> bytes:
    return _pdf("print/villages/wall_plan.html", cycle, steps, picture)


def _pdf(template: str, cycle: Cycle, steps: Sequence[PlanStep], picture: Mapping[str, Any]) -> bytes:
    day = cycle.default_day
    limits = picture["limits"]
    rows = [
        {
            "title": step.title,
            "stage": step.get_stage_display(),
            "start": step.starts_on(day),
            "end": step.due_on(day),
            "limit": limits[step.code].limit if step.code in limits else None,
            "who": step.unit or step.get_responsible_display(),
            "people": step.people,
        }
        for step in steps
    ]
    days: list[DayRow] = village_days(cycle)
    context = {"cycle": cycle, "rows": rows, "days": days, "print_css": print_css(), **picture}
    context["changes"] = cycle.changes.order_by("pk")
    return pdf_from_html(render_to_string(template, context)).data
