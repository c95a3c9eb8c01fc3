from __future__ import annotations

import django_filters
from django.db.models import Q

from election_office.core.filters import OfficeFilterSet
from election_office.documents import kinds, rules
from election_office.documents.models import Document, DocumentQuerySet


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, kind.title) for kind in kinds.every()]


class DocumentFilter(OfficeFilterSet):
    """Narrows a list that is already fenced."""

    words = django_filters.CharFilter(method="by_words", label="标题、文号或查验码")
    kind = django_filters.ChoiceFilter(label="种类", choices=_kind_choices, empty_label="全部种类")
    state = django_filters.ChoiceFilter(label="状态", choices=Document.State, empty_label="全部状态")
    open = django_filters.ChoiceFilter(
        method="by_open",
        label="张贴",
        choices=[("missing", "尚未贴全"), ("full", "已贴全")],
        empty_label="不限",
    )
    since = django_filters.DateFilter(field_name="dated", lookup_expr="gte", label="起始日期")
    until = django_filters.DateFilter(field_name="dated", lookup_expr="lte", label="截止日期")

    class Meta:
        model = Document
        fields: list[str] = []

    def by_words(self, rows: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        found = Q(title__icontains=value) | Q(number__icontains=value)
        code = rules.normal_code(value)
        if code:
            found |= Q(code=code)
        return rows.filter(found)

    def by_open(self, rows: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        if value == "missing":
            return rows.to_be_posted()
        return rows.filter(fully_posted_on__isnull=False)

    @property
    def rows(self) -> DocumentQuerySet:
        rows: DocumentQuerySet = self.qs
        return rows
