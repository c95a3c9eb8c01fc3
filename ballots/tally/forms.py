"""What people may type about ballots read one by one and about what was decided on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ballots.models import Ruling
from ballots.models.tally import BATCH_SIZE
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField
from villages.models import Post


class BatchForm(OfficeForm):
    size = forms.IntegerField(
        label="本批张数", min_value=1, max_value=1000, initial=BATCH_SIZE, help_text="最后一批按实有张数填。"
    )


class BallotForm(OfficeForm):
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)
    text = forms.CharField(label="选票内容", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = self.fields["text"].widget
        widget.attrs |= {
            "autofocus": True,
            "autocomplete": "off",
            "spellcheck": "false",
            "enterkeyhint": "send",
        }


class CloseForm(OfficeForm):
    counted = forms.IntegerField(
        label="清点本批选票", min_value=0, max_value=1000, help_text="数出来的张数。"
    )


class SubmitForm(OfficeForm):
    finding_fields = {"many_unmarked": "accept", "votes_below_valid": "accept"}
    version = forms.IntegerField(widget=forms.HiddenInput)
    accept = forms.BooleanField(label="提示的情况已核对，数字无误", required=False)
    accept_reason = forms.CharField(label="理由", max_length=200, required=False)

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "version": data["version"],
            "accepted": ["many_unmarked", "votes_below_valid"] if data["accept"] else [],
            "accepted_reason": data["accept_reason"],
        }


class RulingForm(OfficeForm):
    verdict = forms.ChoiceField(label="认定", choices=Ruling.Verdict, widget=forms.RadioSelect)
    text = forms.CharField(
        label="认定有效的，所选的人",
        max_length=120,
        required=False,
        help_text="写候选人的号码，例如“1 3”；另选他人写“+姓名”。",
    )
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = self.data.get("verdict") == Ruling.Verdict.MARKED


class MergeForm(OfficeForm):
    post = forms.ModelChoiceField(label="职位", queryset=Post.objects.none(), empty_label="请选择")
    written = NameField(label="选票上写的姓名", max_length=40)
    counted_as = NameField(label="计入", help_text="同一个人的准确姓名，可以是候选人。")
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Post.objects.filter(pk__in=[post.pk for post in posts])
        field.initial = posts[0].pk if len(posts) == 1 else None
