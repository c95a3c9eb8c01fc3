from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from election_office.core.attachments import PAPERS, TEXT, AttachmentField
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.law.parameters import Parameter
from election_office.law.rulebooks import Rulebook
from election_office.law.words import KINDS
from villages.lawtexts.values import fields_for, may_be_typed, value_from
from villages.lawtexts.workbook import MAX_BYTES
from villages.models import LawText

LAW_PAPERS = (*PAPERS, TEXT)


def open_to(book: Rulebook, setter: str) -> list[Parameter]:
    """The parameters a paper of this rank may set on the page."""
    return [
        parameter
        for parameter in book.parameters
        if setter in parameter.meaning.set_by and may_be_typed(parameter)
    ]


class KeyForm(OfficeForm):
    """Which parameter: only those this rank may set are offered."""

    key = forms.ChoiceField(label="事项")

    def __init__(self, *args: Any, parameters: list[Parameter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in parameters:
            groups.setdefault(parameter.group, []).append(
                (parameter.key, f"{parameter.label}（现为{parameter.display}）")
            )
        field = self.fields["key"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(groups.items())


class ValueForm(OfficeForm):
    """One value by proper inputs, and the paper it rests on."""

    rows: Sequence[tuple[str, ...]] = (("paper_number", "paper_date"),)
    finding_fields = {
        "paper_missing": "paper_number",
        "paper_in_future": "paper_date",
        "paper_after_election": "paper_date",
        "note_missing": "note",
    }
    paper_number = forms.CharField(label="依据文号", max_length=60)
    paper_date = forms.DateField(label="文件日期", help_text="不能晚于选举日。")
    scan = AttachmentField(label="文件扫描件", required=False, kinds=LAW_PAPERS, max_mb=20)
    note = forms.CharField(
        label="选择理由", max_length=300, required=False, widget=forms.Textarea,
        help_text="国家法律与本省规定不同而法律留有余地的，由县选择并写明法律理由；其他情况可以不填。",
    )  # fmt: skip

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        self.parameter = parameter
        super().__init__(*args, **kwargs)
        own = fields_for(parameter)
        self.fields = {**own, **self.fields}
        self.rows = (*((name,) for name in own), *type(self).rows)
        prepare_widgets(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = fields_for(self.parameter)
        if self.errors:
            return data
        value = value_from(self.parameter, data)
        return {name: inner for name, inner in data.items() if name not in names} | {"value": value}


class TextForm(OfficeForm):
    rows = (
        ("kind", "level"),
        ("title",),
        ("paper_number", "passed_on"),
        ("valid_from", "valid_to"),
        ("workbook", "scan"),
    )
    kind = forms.ChoiceField(
        label="适用的选举", choices=list(KINDS.items()), initial="village", help_text="与所填的工作簿一致。"
    )
    level = forms.ChoiceField(label="文本级别", choices=LawText.Level, initial=LawText.Level.PROVINCE)
    title = forms.CharField(label="法规或者文件名称", max_length=80, help_text="不写书名号。")
    paper_number = forms.CharField(label="公告号或者文号", max_length=60, required=False)
    passed_on = forms.DateField(label="通过日期")
    valid_from = forms.DateField(label="施行日期")
    valid_to = forms.DateField(label="停止施行日期", required=False)
    workbook = forms.FileField(label="填好的工作簿")
    scan = AttachmentField(
        label="全文扫描件或者文本",
        kinds=LAW_PAPERS,
        max_mb=20,
        help_text="另一人要对照它逐行核对。不超过20MB。",
    )

    def clean_workbook(self) -> Any:
        file = self.cleaned_data["workbook"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("工作簿超过2兆字节，请用平台下载的工作簿填写。")
        return file


class ConfirmForm(OfficeForm):
    note = forms.CharField(
        label="核对意见", max_length=200, help_text="例如“已对照公报全文逐行核对，与原文一致”。"
    )
