"""What people may type about the 选举办法. Shape is checked here, law in rules."""

from __future__ import annotations

from typing import Any

from django import forms

from election_office.core.attachments import AttachmentField
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.law.meetings import name_of
from election_office.law.parameters import Parameter
from election_office.law.rulebooks import Rulebook
from villages.lawtexts.forms import LAW_PAPERS
from villages.lawtexts.values import fields_for, value_from
from villages.models import Method


class TextForm(OfficeForm):
    finding_fields = {"too_short": "text"}
    text = forms.CharField(
        label="正文",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="每行一条，不写条号，条号由平台编排。取值和“十不选”情形另列在正文之后，不写在这里。",
    )


class OwnValueForm(OfficeForm):
    """One value by proper inputs. Its paper is the text itself."""

    def __init__(self, *args: Any, parameter: Parameter, **kwargs: Any) -> None:
        self.parameter = parameter
        super().__init__(*args, **kwargs)
        own = fields_for(parameter)
        self.fields = {**own, **self.fields}
        self.rows = tuple((name,) for name in own)
        prepare_widgets(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return data if self.errors else {"value": value_from(self.parameter, data)}


class PassingForm(OfficeForm):
    rows: tuple[tuple[str, ...], ...] = (
        ("body", "by_households"),
        ("called_on", "held_on"),
        ("eligible", "present", "in_favour"),
    )
    finding_fields = {
        "passed_by": "body",
        "called_after_held": "called_on",
        "called_late": "note",
        "before_committee": "held_on",
        "held_in_future": "held_on",
        "after_election": "held_on",
        "meeting_impossible": "present",
        "meeting_quorum": "present",
        "meeting_majority": "in_favour",
        "no_women_quorum": "women_present",
    }
    body = forms.ChoiceField(label="通过的会议")
    by_households = forms.BooleanField(label="按户的代表计算", required=False)
    called_on = forms.DateField(label="会议通知日期")
    held_on = forms.DateField(label="会议日期")
    eligible = forms.IntegerField(label="应到", min_value=1, max_value=100_000)
    present = forms.IntegerField(label="实到", min_value=0, max_value=100_000)
    in_favour = forms.IntegerField(label="同意", min_value=0, max_value=100_000)
    women = forms.IntegerField(label="其中妇女代表应到", min_value=0, max_value=1000, required=False)
    women_present = forms.IntegerField(label="其中妇女代表实到", min_value=0, max_value=1000, required=False)
    minutes = AttachmentField(label="会议记录扫描件", required=False, kinds=LAW_PAPERS, max_mb=20)
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="临时通知的，写明特殊情况；其他可以不填。"
    )

    def __init__(self, *args: Any, method: Method, book: Rulebook, **kwargs: Any) -> None:
        super().__init__(*args, row=method, **kwargs)
        body = self.fields["body"]
        assert isinstance(body, forms.ChoiceField)
        body.choices = [(kind, name_of(kind, book)) for kind in book.value("method_passed_by")]
        if not book.value("reps_meeting_women_quorum")["num"]:
            del self.fields["women"], self.fields["women_present"]
        else:
            self.rows = (*type(self).rows, ("women", "women_present"))
