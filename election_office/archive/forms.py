"""What people may type about archives and originals."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.archive.boxes import Shelf, boxes
from election_office.archive.rules import FIRST_BOX, LAST_BOX
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.core.name_fields import PeopleField
from election_office.core.passphrases import SHORTEST


class DownloadForm(OfficeForm):
    passphrase = forms.CharField(
        label="加密口令",
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="不少于12个字符。档案含身份证号和审查材料，拷到别处的应当加密；口令丢失不能找回。留空不加密。",
    )

    def clean_passphrase(self) -> str:
        words = str(self.cleaned_data["passphrase"]).strip()
        if words and len(words) < SHORTEST:
            raise ValidationError("口令不足12个字符，请换一个更长的口令。")
        return words


class HoldingForm(OfficeForm):
    rows = (("what", "pieces", "sealed_on"), ("keeper", "kept_at"))
    finding_fields = {"later": "sealed_on", "before_day": "sealed_on"}
    what = forms.ChoiceField(label="原件")
    pieces = forms.IntegerField(
        label="件数", min_value=1, max_value=1_000_000, help_text="按张、份或者册计。"
    )
    sealed_on = forms.DateField(label="封存日期", initial=timezone.localdate)
    keeper = PeopleField(label="保管人", max_length=60, help_text="姓名和单位。")
    kept_at = forms.CharField(label="存放地点", max_length=80, help_text="例如镇档案室2号柜。")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (box.title, [(original.code, original.title) for original in box.originals])
            for box in boxes()
            if box.originals
        ]


class DestructionForm(OfficeForm):
    rows = (("destroyed_on", "method"), ("approval", "approved_by"))
    finding_fields = {
        "later": "destroyed_on",
        "before_sealing": "destroyed_on",
        "too_early": "destroyed_on",
        "no_approval": "approval",
        "witnesses": "witnesses",
    }
    destroyed_on = forms.DateField(label="销毁日期")
    method = forms.CharField(label="销毁方式", max_length=60, help_text="例如送造纸厂化浆、碎纸。")
    approval = forms.CharField(label="批准文号", max_length=60)
    approved_by = forms.CharField(label="批准机关", max_length=60)
    witnesses = PeopleField(label="监销人", max_length=200, help_text="不少于2人，姓名用顿号隔开。")

    def clean_witnesses(self) -> list[str]:
        return [name for name in re.split(r"[、,，;；\s]+", self.cleaned_data["witnesses"]) if name]


class BoxesForm(OfficeForm):
    """A number and a name for each box of the county."""

    def __init__(self, *args: Any, shelf: Shelf, seen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = [box.code for box in shelf.boxes]
        self.rows = (*((f"number_{code}", f"title_{code}") for code in self._codes), ("basis",))
        self.finding_fields = {name: name for row in self.rows for name in row}
        for box in shelf.boxes:
            usual = next(each.title for each in boxes() if each.code == box.code)
            self.fields[f"number_{box.code}"] = forms.IntegerField(
                label=f"{usual}的盒号", min_value=FIRST_BOX, max_value=LAST_BOX, initial=box.number
            )
            self.fields[f"title_{box.code}"] = forms.CharField(
                label=f"{usual}的盒名", max_length=20, initial=box.title
            )
        self.fields["basis"] = forms.CharField(
            label="依据", max_length=100, help_text="例如县档案主管部门通知的文号。"
        )
        self.fields["seen"] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=seen)
        prepare_widgets(self)

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        listed = [
            {"code": code, "number": data[f"number_{code}"], "title": data[f"title_{code}"]}
            for code in self._codes
        ]
        return {"boxes": listed, "basis": data["basis"], "seen": data["seen"]}
