from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from election_office.accounts import places
from election_office.accounts.models import User
from election_office.audit import presenters
from election_office.audit.models import AuditEvent, AuditEventQuerySet
from election_office.core.filters import OfficeFilterSet
from election_office.core.searching import named


def _begins(day: dt.date) -> dt.datetime:
    """Midnight here: a moment is found by the index, its date is not."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


class AuditEventFilter(OfficeFilterSet):
    """Narrows a list that is already fenced; ``area_codes``: the places the reader may look at."""

    area = django_filters.CharFilter(
        field_name="area_code", lookup_expr="startswith", label="地区", help_text="区划代码，含下级。"
    )
    actor = django_filters.CharFilter(method="by_actor", label="经办人")
    action = django_filters.ChoiceFilter(
        label="事项", choices=presenters.action_choices, empty_label="全部事项"
    )
    since = django_filters.DateFilter(method="from_day", label="起始日期")
    until = django_filters.DateFilter(method="to_day", label="截止日期")
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

    def by_actor(self, rows: AuditEventQuerySet, name: str, value: str) -> AuditEventQuerySet:
        """Part of a name, or its letters, is looked for among the staff, who are few, and their acts by
        number; the whole of a name that nobody bears any more still stands in the trail."""
        value = value.strip()
        staff = [str(pk) for pk in User.objects.filter(named(value)).values_list("pk", flat=True)]
        return rows.filter(Q(actor_id_text__in=staff) | Q(actor=value)) if value else rows

    def from_day(self, rows: AuditEventQuerySet, name: str, value: dt.date) -> AuditEventQuerySet:
        return rows.filter(at__gte=_begins(value))

    def to_day(self, rows: AuditEventQuerySet, name: str, value: dt.date) -> AuditEventQuerySet:
        return rows.filter(at__lt=_begins(value + dt.timedelta(days=1))) if value < dt.date.max else rows

    @property
    def rows(self) -> QuerySet[AuditEvent]:
        rows: QuerySet[AuditEvent] = self.qs
        return rows
