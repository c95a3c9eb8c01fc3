"""The checklist a scrutineer ticks on a phone beside the box."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from ballots.models import Opening
from ballots.preparation.actions import CHECKS
from election_office.core.forms import OfficeForm


class OpeningForm(OfficeForm):
    """One tick a point; a point that is not met stays unticked and wants the reason."""

    def __init__(self, *args: Any, names: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {field.name: str(field.verbose_name) for field in Opening._meta.fields}
        for check in CHECKS:
            self.fields[check] = forms.BooleanField(label=labels[check], required=False)
        self.fields["names"] = forms.CharField(
            label="在场监票人", max_length=120, initial=names, help_text="姓名之间用顿号隔开。"
        )
        self.fields["opened_at"] = forms.DateTimeField(
            label="开始时间",
            initial=timezone.localtime,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        )
        self.fields["reason"] = forms.CharField(
            label="未做到的原因",
            max_length=200,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text="全部做到的留空；有一项没有做到的，写明原因和补救办法。",
        )

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "checks": {check: data[check] for check in CHECKS},
            **{name: data[name] for name in ("names", "opened_at", "reason")},
        }
