from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from election_office.core.forms import OfficeForm
from election_office.core.pickers import PersonPickerField
from villages.models import Election
from voters.forms import describe
from voters.models import Registration


class ElectorForm(OfficeForm):
    rows: tuple[tuple[str, ...], ...] = (("registration", "chosen_on"), ("household", "signed"))
    registration = PersonPickerField(label="姓名", describe=describe)
    chosen_on = forms.DateField(label="产生日期", initial=timezone.localdate)
    household = forms.CharField(
        label="户", max_length=60, required=False, help_text="户主姓名和门牌，例如“演示甲户（3幢201室）”。"
    )
    signed = forms.BooleanField(label="本户已经签字确认", required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["registration"]
        assert isinstance(field, PersonPickerField)
        voters = Registration.objects.filter(election=election).registered().with_people()
        field.bind(voters, reverse("voters:person_search", args=[election.pk]))
        if election.electing_way != Election.Way.HOUSEHOLDS:
            del self.fields["household"], self.fields["signed"]
            self.rows = (("registration", "chosen_on"),)
