"""One entry for many villages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from election_office.core.attachments import ANYTHING, AttachmentField
from election_office.core.forms import OfficeForm, RowsField
from election_office.core.sentences import use_own_words
from election_office.dashboard.lines import Line
from villages.models import Election, Step


class TogetherForm(OfficeForm):
    """What was done once, and in which of the villages."""

    rows = (("done_on", "paper_number"),)
    finding_fields = {"future": "done_on", "waits_for": "steps"}
    steps = RowsField(
        queryset=Step.objects.none(),
        label="办了这件事的村",
        widget=forms.CheckboxSelectMultiple,
        help_text="没有到会、没有参加的村不要勾选，另行补办。",
    )
    done_on = forms.DateField(label="办理日期", help_text="实际办理的日期；登记时间由系统另记，不能倒填。")
    paper_number = forms.CharField(label="文号", max_length=60, required=False)
    what = forms.CharField(label="办理情况", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    file = AttachmentField(
        label="附件或照片",
        required=False,
        kinds=ANYTHING,
        help_text="签到表、会议记录等，每村存一份，不超过10MB。",
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"done_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        names = {line.pk: line.village for line in lines}
        field = self.fields["steps"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Step.objects.filter(pk__in=names).select_related("election__village")
        # From the lines that the page has read: no statement for the labels.
        field.choices = list(names.items())

    def clean_steps(self) -> list[Step]:
        return list(self.cleaned_data["steps"])


def for_villages(form: OfficeForm, lines: Iterable[Line]) -> OfficeForm:
    """The form of one village with the villages to tick, every one of them ticked at first."""
    names = {line.election_id: line.village for line in lines}
    field = RowsField(
        queryset=Election.objects.filter(pk__in=names).with_places(),
        label="涉及的村",
        widget=forms.CheckboxSelectMultiple,
        help_text="不适用的村取消勾选；全部登记成功，或者一个村也不登记。",
        initial=list(names),
    )
    field.choices = list(names.items())
    form.fields["elections"] = field
    form.order_fields(["elections"])
    use_own_words(field, str(field.label))
    return form
