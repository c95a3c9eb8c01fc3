"""What people may type about figures and reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from election_office.core.attachments import ANYTHING, AttachmentField
from election_office.core.forms import OfficeForm, RowsField
from election_office.figures.models import Target
from villages.models import Township


class TargetForm(OfficeForm):
    rows = (("key", "value"),)
    key = forms.ChoiceField(label="目标", choices=Target.Key)
    value = forms.IntegerField(label="目标值", min_value=1, max_value=100)
    paper_number = forms.CharField(label="依据文号", max_length=60)


class LastPollingForm(OfficeForm):
    rows = (("registered", "voted"),)
    registered = forms.IntegerField(label="上届登记人数", min_value=1, max_value=1_000_000)
    voted = forms.IntegerField(label="上届参加投票人数", min_value=0, max_value=1_000_000)
    source = forms.CharField(label="数字来源", max_length=80, help_text="例如上届选举结果报告单的文号。")


class AskForm(OfficeForm):
    rows = (("title", "due_on"),)
    title = forms.CharField(label="要报的事项", max_length=80)
    due_on = forms.DateField(label="上报期限")
    paper_number = forms.CharField(label="通知文号", max_length=60, required=False)
    what = forms.CharField(label="要求", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    townships = RowsField(
        label="向哪些乡镇要", queryset=Township.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, area_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["townships"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Township.objects.filter(code__startswith=area_code)
        if not self.is_bound:
            field.initial = list(field.queryset.values_list("pk", flat=True))


class AnswerForm(OfficeForm):
    words = forms.CharField(
        label="情况说明", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    file = AttachmentField(
        label="附件",
        required=False,
        kinds=ANYTHING,
        max_mb=20,
        help_text="表格、报告或者扫描件，不超过20MB。",
    )
    with_figures = forms.BooleanField(
        label="附上本镇现在的统计数字", required=False, help_text="按上报时的数字存一份，以后不再变动。"
    )


class SendBackForm(OfficeForm):
    reason = forms.CharField(label="退回理由", max_length=200)


class SummaryForm(OfficeForm):
    """One box for each paragraph; an emptied box leaves its paragraph out."""

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in parts:
            self.fields[key] = forms.CharField(
                label=label, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
            )

    def values_of(self, row: Any) -> Mapping[str, Any]:
        return dict(row.text)

    def text(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
