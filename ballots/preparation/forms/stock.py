"""A line of the book of ballots, and why the book does not balance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from ballots.models import Box, StockMovement
from ballots.models.rounds import MOST_BALLOTS
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField

FIRST = "经手人"
SECOND = "复核人"


class MovementForm(OfficeForm):
    rows = (("kind", "box"), ("count", "moved_at"), ("first_name", "second_name"))
    finding_fields = {
        "stock_count": "count",
        "stock_short": "count",
        "stock_box": "box",
        "stock_two_names": "second_name",
    }
    kind = forms.ChoiceField(label="事项", choices=StockMovement.Kind)
    box = forms.ModelChoiceField(
        Box.objects.none(),
        label="票箱",
        required=False,
        empty_label="不选",
        help_text="发给票箱、票箱退回时选择。",
    )
    count = forms.IntegerField(label="张数", min_value=1, max_value=MOST_BALLOTS)
    moved_at = forms.DateTimeField(label="时间", initial=timezone.localtime)
    first_name = NameField(label=FIRST, max_length=40)
    second_name = NameField(label=SECOND, max_length=40, help_text="和经手人不能是同一人。")
    note = forms.CharField(
        label="备注", max_length=120, required=False, help_text="票根起止号、封存地点、销毁方式等。"
    )

    def __init__(self, *args: Any, boxes: Sequence[Box], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["box"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Box.objects.filter(pk__in=[box.pk for box in boxes])


class DifferenceForm(OfficeForm):
    rows = (("first_name", "second_name"),)
    finding_fields = {"difference_words": "explanation", "difference_two_names": "second_name"}
    explanation = forms.CharField(
        label="差额说明",
        max_length=300,
        widget=forms.Textarea,
        help_text="写明差在哪里、怎样查的、怎样处理。",
    )
    first_name = NameField(label=FIRST, max_length=40)
    second_name = NameField(label=SECOND, max_length=40, help_text="和经手人不能是同一人。")
