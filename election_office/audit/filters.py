from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from election_office.accounts import places
from election_office.audit import presenters
from election_office.audit.models import AuditEvent
from election_office.core.filters import OfficeFilterSet


class AuditEventFilter(OfficeFilterSet):
    """Narrows a list that is already fenced; ``area_codes``: the places the reader may look at."""

    area = django_filters.CharFilter(
        field_name="area_code", lookup_expr="startswith", label="地区", help_text="区划代码，含下级。"
    )
    actor = django_filters.CharFilter(field_name="actor", lookup_expr="icontains", label="经办人")
    action = django_filters.ChoiceFilter(
        label="事项", choices=presenters.action_choices, empty_label="全部事项"
    )
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label="起始日期")
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label="截止日期")
    target = django_filters.CharFilter(field_name="target", label="对象", widget=forms.HiddenInput)

    class Meta:
        model = AuditEvent
        fields: list[str] = []

    def __init__(self, *args: Any, area_codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = places.below(area_codes)
        if offered:
            self.form.fields["area"].widget = forms.Select(choices=[("", "全部地区"), *offered])
            self.form.fields["area"].help_text = ""

    @property
    def rows(self) -> QuerySet[AuditEvent]:
        rows: QuerySet[AuditEvent] = self.qs
        return rows
