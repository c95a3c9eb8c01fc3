"""What is typed at the issuing table and in the hall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from ballots.models import Box, Incident
from election_office.core.attachments import PhotoField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import PeopleField


def _when(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        initial=timezone.localtime,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class SealForm(OfficeForm):
    names = PeopleField(label="在场监票人", max_length=120, help_text="姓名之间用顿号隔开。")
    at = _when("加封时间")


class OpenForm(OfficeForm):
    names = PeopleField(label="在场监票人", max_length=120, help_text="姓名之间用顿号隔开。")
    at = _when("开箱时间")
    intact = forms.TypedChoiceField(
        label="封条",
        choices=[("", "请当众查看后选择"), ("yes", "完好"), ("no", "破损")],
        coerce=lambda value: value == "yes",
    )
    early_reason = forms.CharField(
        label="提前开箱或者没有发票的理由",
        max_length=300,
        required=False,
        help_text="一般留空；早于公告的投票结束时间开箱的，由乡镇填写。",
    )
    finding_fields = {
        "opened_before_closing": "early_reason",
        "opened_without_hand_out": "early_reason",
    }


class IncidentForm(OfficeForm):
    rows = (("kind", "happened_at"), ("box",), ("what",), ("done", "handled_by"), ("photo",))
    kind = forms.ChoiceField(label="类别", choices=Incident.Kind)
    happened_at = _when("发生时间")
    box = forms.ModelChoiceField(
        label="票箱", queryset=Box.objects.none(), required=False, empty_label="与票箱无关"
    )
    what = forms.CharField(label="情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    done = forms.CharField(label="处理", max_length=500, required=False)
    handled_by = PeopleField(label="处理人", max_length=80, required=False)
    photo = PhotoField(label="照片", required=False, help_text="照片中的定位信息会自动去除。")

    def __init__(self, *args: Any, boxes: Sequence[Box], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["box"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Box.objects.filter(pk__in=[box.pk for box in boxes])
