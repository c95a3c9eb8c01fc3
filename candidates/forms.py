from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse

from candidates.models import Candidate
from election_office.core.forms import OfficeForm
from election_office.core.pickers import PersonPickerField
from villages.models import Election, Post
from voters.forms import describe
from voters.models import Registration


class CandidateForm(OfficeForm):
    finding_fields = {
        "not_registered": "registration",
        "second_post": "post",
        "barred": "bars",
        "review_incomplete": "registration",
        "entry_reason": "entry_reason",
    }
    registration = PersonPickerField(
        label="候选人",
        describe=describe,
    )
    post = forms.ModelChoiceField(label="职位", queryset=Post.objects.none(), empty_label=None)
    nomination_votes = forms.IntegerField(
        label="提名得票", min_value=0, required=False, help_text="名单按得票排序的地方须填写。"
    )
    entry_reason = forms.CharField(
        label="直接录入理由",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不经提名页产生的须写明：怎样提名的、哪次会议或者哪份文件。例如“提名在系统外进行，见6月3日提名结果报告单”。",
    )
    bars = forms.MultipleChoiceField(
        label="经审查存在的法定情形",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="有其中一项的，不得作为候选人。没有的不要勾选。",
    )
    checked = forms.BooleanField(
        label="已逐项核对上列情形",
        error_messages={"required": "请逐项核对后勾选：没有核对的不能作为正式候选人。"},
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker, post, bars = self.fields["registration"], self.fields["post"], self.fields["bars"]
        assert isinstance(picker, PersonPickerField)
        words = election.words
        picker.help_text = f"须为{words.here}{words.voter}。输入姓名、拼音首字母或者身份证号后四位查找。"
        picker.bind(
            Registration.objects.filter(election=election).registered().with_people(),
            reverse("candidates:person_search", args=[election.pk]),
        )
        assert isinstance(post, forms.ModelChoiceField)
        post.queryset = election.posts.all()
        assert isinstance(bars, forms.MultipleChoiceField)
        bars.choices = [(bar["code"], bar["label"]) for bar in election.rulebook.value("statutory_bars")]
        if not bars.choices:
            del self.fields["bars"]

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data.pop("checked")
        return data


OWN_WILL = "withdraw"


class LeaveForm(OfficeForm):
    """Why somebody leaves a list: by own will, or on one of the grounds this place knows."""

    finding_fields = {
        "withdrawn_late": "how",
        "ground_unknown": "how",
        "ground_not_reviewed": "how",
        "ground_registered": "how",
        "ground_paper_missing": "paper",
        "ground_reason": "reason",
    }
    how = forms.ChoiceField(
        label="退出方式",
        widget=forms.RadioSelect,
        initial=OWN_WILL,
        help_text="不是本人退出的，选定所属的情形。正在接受调查、被举报的，没有结论以前不是法定情形。",
    )
    paper = forms.CharField(
        label="依据文书的文号",
        max_length=80,
        required=False,
        help_text="有法定情形的须填写判决书、处分决定等的文号；本人退出的不填。",
    )
    reason = forms.CharField(label="原因和依据", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, grounds: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how = self.fields["how"]
        assert isinstance(how, forms.ChoiceField)
        how.choices = [(OWN_WILL, "本人书面退出"), *grounds.items()]

    def values(self) -> dict[str, str]:
        data = self.cleaned_data
        ground = "" if data["how"] == OWN_WILL else data["how"]
        return {"reason": data["reason"], "ground": ground, "paper": data["paper"]}


class OrderForm(OfficeForm):
    rows = (("place", "reason"),)
    place = forms.IntegerField(
        label="排在第几位", min_value=1, max_value=99, required=False, help_text="留空按规则排序。"
    )
    reason = forms.CharField(label="理由", max_length=120, required=False)

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        kwargs["initial"] = {"place": candidate.fixed_order, "reason": candidate.order_reason}
        super().__init__(*args, **kwargs)
