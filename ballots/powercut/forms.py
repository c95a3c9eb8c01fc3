"""What is typed in from the signed list of one box."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from election_office.core.attachments import SCANS, AttachmentField
from election_office.core.forms import OfficeForm

NUMBERS = "照签名的名单序号填写，连续的写“1-25”，其余用顿号、逗号或者空格隔开，可以整段粘贴。"


def _when(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        initial=timezone.localtime,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class PaperIssueForm(OfficeForm):
    rows = (("began_at", "ended_at"), ("own",), ("proxy",), ("own_count", "proxy_count", "spoiled"))
    finding_fields = {
        "own_unread": "own",
        "own_twice": "own",
        "proxy_unread": "proxy",
        "proxy_twice": "proxy",
        "nobody": "own",
        "not_on_roll": "own",
        "own_and_proxy": "proxy",
        "own_count": "own_count",
        "proxy_count": "proxy_count",
        "spoiled": "spoiled",
        "other_day": "began_at",
        "times": "ended_at",
        "rights_used": "as_conflicts",
    }
    began_at = _when("改用纸质名册的时间")
    ended_at = _when("停用纸质名册的时间")
    own = forms.CharField(
        label="本人签名领票的序号",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NUMBERS,
    )
    proxy = forms.CharField(
        label="由代领人签名领票的委托人序号",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="填委托人（票是谁的）的序号，不填代领人的序号。",
    )
    own_count = forms.IntegerField(label="人数表合计：本人领票", min_value=0)
    proxy_count = forms.IntegerField(label="人数表合计：代领", min_value=0)
    spoiled = forms.IntegerField(label="写坏换发", min_value=0, initial=0)
    reason = forms.CharField(label="原因", max_length=300, initial="停电")
    handed_by = forms.CharField(
        label="当时的发票人、监票人", max_length=120, help_text="姓名之间用顿号隔开。"
    )
    scan = AttachmentField(label="签名名册和人数表扫描件", kinds=SCANS, max_mb=20)
    as_conflicts = forms.BooleanField(
        label="名册上确有签名、但是不能登记发票的，登记为冲突",
        required=False,
        help_text="一般不勾。勾选以后逐条写明处理情况，全部处理完才能开始计票。",
    )
