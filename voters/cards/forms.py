"""What people may type about cards."""

from __future__ import annotations

from django import forms

from election_office.core.forms import OfficeForm


class ReprintForm(OfficeForm):
    finding_fields = {"reason_missing": "reason"}
    reason = forms.CharField(label="补发原因", max_length=200, help_text="例如遗失、破损、姓名更正。")
