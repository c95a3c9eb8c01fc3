"""Who is asked to serve at the polls, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from ballots.models import Box, PollWorker
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField
from election_office.core.pickers import PersonPickerField
from election_office.law.words import GENERAL
from villages.models import Election, Person


def _box_field() -> forms.ModelChoiceField[Box]:
    return forms.ModelChoiceField(
        label="票箱", queryset=Box.objects.none(), required=False, empty_label="选举大会会场（不分票箱）"
    )


def _offer(form: forms.Form, boxes: Sequence[Box]) -> None:
    field = form.fields["box"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Box.objects.filter(pk__in=[box.pk for box in boxes])


class WorkerForm(OfficeForm):
    rows = (("role", "box"),)
    finding_fields = {"staff_is_candidate": "person", "staff_is_relative": "person"}
    role = forms.ChoiceField(label="工作", choices=[("", "请选择"), *PollWorker.Role.choices])
    box = _box_field()
    person = PersonPickerField(label=f"{GENERAL.here}人员", required=False)
    name = NameField(
        label="外来人员姓名",
        max_length=40,
        required=False,
        help_text=f"只有不是{GENERAL.here}人的才填写；{GENERAL.here}人从上面查找，系统核对是否须回避。",
    )

    def __init__(self, *args: Any, election: Election, boxes: Sequence[Box], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = self.fields["person"]
        assert isinstance(picker, PersonPickerField)
        people = Person.objects.filter(village_id=election.village_id)
        picker.bind(people, reverse("ballots:worker_search", args=[election.pk]))
        _offer(self, boxes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        person, name = cleaned.get("person"), cleaned.get("name", "").strip()
        if person is None and not name and "person" not in self.errors:
            self.add_error("person", f"请查找并选择{GENERAL.here}人员，或者填写外来人员姓名。")
        if person is not None and name:
            self.add_error("name", f"已经选择{GENERAL.here}人员，外来人员姓名请留空。")
        return cleaned


class AssignForm(OfficeForm):
    box = _box_field()

    def __init__(self, *args: Any, worker: PollWorker, boxes: Sequence[Box], **kwargs: Any) -> None:
        super().__init__(*args, initial={"box": worker.box_id}, **kwargs)
        _offer(self, boxes)
