"""What people may type about the groups' meetings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from election_office.core.forms import DateInput, OfficeForm
from election_office.law.words import GENERAL, in_words_of
from villages.bodies.calls.rules import Call
from villages.models import Election, Group, GroupCall

PARTS = ("held_on", "opens_at", "venue")


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )


class GroupCallsForm(OfficeForm):
    """One line for all groups, and one for each: what a group leaves empty is as in the first."""

    held_on = forms.DateField(label=f"全部{GENERAL.group}：推选日期", required=False)
    opens_at = _time(f"全部{GENERAL.group}：开始时间")
    venue = forms.CharField(label=f"全部{GENERAL.group}：地点", max_length=40, required=False)

    def __init__(
        self,
        *args: Any,
        election: Election,
        held: Sequence[tuple[Group, GroupCall | None]],
        **kwargs: Any,
    ) -> None:
        self.rows = (PARTS, *(tuple(f"{part}_{group.number}" for part in PARTS) for group, _ in held))
        super().__init__(*args, **kwargs)
        self.groups = [group for group, _ in held]
        for group, call in held:
            name = in_words_of(election.kind, group.title)
            fields: dict[str, forms.Field] = {
                "held_on": forms.DateField(label=f"{name}：日期", required=False, widget=DateInput()),
                "opens_at": _time("时间"),
                "venue": forms.CharField(label="地点", max_length=40, required=False),
            }
            for part, field in fields.items():
                field.initial = getattr(call, part) if call is not None else None
                self.fields[f"{part}_{group.number}"] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for group in self.groups:
            for part in PARTS:
                name = f"{part}_{group.number}"
                if name not in self.errors and not data.get(name) and not data.get(part):
                    self.add_error(name, ValidationError("没有填写，全部小组一栏也没有填写。"))
        return data

    def calls(self) -> dict[int, Call]:
        data = self.cleaned_data
        return {
            group.number: Call(*(data[f"{part}_{group.number}"] or data[part] for part in PARTS))
            for group in self.groups
        }
