"""What is typed about a draw and about the second counting."""

from __future__ import annotations

from typing import Any

from django import forms

from ballots.models import Box, Round
from ballots.recounts import queries
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField, PeopleField


class DrawForm(OfficeForm):
    rows = (("drawn_by", "witness"),)
    finding_fields = {"no_lot": "box", "drawn_before": "box", "same_person": "witness"}
    box: forms.ModelChoiceField[Box] = forms.ModelChoiceField(
        label="抽中的票箱", queryset=None, help_text="各票箱一签，当众抽出，照签上写的选。"
    )
    drawn_by = NameField(label="抽签人", max_length=40)
    witness = NameField(label="见证人", max_length=40)

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots = queries.lots_of(round)
        field: Any = self.fields["box"]
        field.queryset = round.boxes.filter(pk__in=[box.pk for box in lots])
        field.label_from_instance = lambda box: box.name


class FinishForm(OfficeForm):
    rows = (("same", "counted_by"),)
    finding_fields = {"not_said": "found", "both": "found"}
    same = forms.TypedChoiceField(
        label="复点结果",
        choices=[("", "请选择"), ("yes", "与原计票相符"), ("no", "与原计票不相符")],
        coerce=lambda value: value == "yes",
    )
    counted_by = PeopleField(label="复点人", max_length=80, help_text="姓名之间用顿号隔开。")
    found = forms.CharField(
        label="不符之处",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不相符的写明哪一项、原来多少、复点多少。",
    )
