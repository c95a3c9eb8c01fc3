from __future__ import annotations

from typing import Any

from django import forms

from election_office.core.forms import OfficeForm
from villages.models import Election
from voters.models import Registration


class ElectorForm(OfficeForm):
    rows: tuple[tuple[str, ...], ...] = (("registration", "chosen_on"), ("household", "signed"))
    registration = forms.ModelChoiceField(label="姓名", queryset=Registration.objects.none())
    chosen_on = forms.DateField(label="产生日期")
    household = forms.CharField(
        label="户", max_length=60, required=False, help_text="户主姓名和门牌，例如“演示甲户（3幢201室）”。"
    )
    signed = forms.BooleanField(label="本户已经签字确认", required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["registration"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Registration.objects.filter(election=election).registered().with_people()
        if election.electing_way != Election.Way.HOUSEHOLDS:
            del self.fields["household"], self.fields["signed"]
            self.rows = (("registration", "chosen_on"),)
