"""What people may type about the time after the result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from ballots.models import AfterTalk, Care, Duty, HandoverItem, HandoverMeasure, VillageSystem
from election_office.core.attachments import ANYTHING, AttachmentField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField, PeopleField

TWO_ROWS = forms.Textarea(attrs={"rows": 2})


def text(label: str, length: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def today(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, initial=timezone.localdate if required else None, required=required)


class ItemForm(OfficeForm):
    rows = (("kind", "name"), ("listed", "giver"))
    finding_fields = {"not_listed": "listed", "nothing_but_handed": "nothing"}
    kind = forms.ChoiceField(label="类别", choices=HandoverItem.Kind)
    name = text("名称", 120, help_text="例如“公章”“2023年总账”；没有这一类的写明原因。")
    nothing = forms.BooleanField(label="没有这一类", required=False)
    listed = text("应移交", 80, required=False, help_text="例如“1枚”“3本”“账面余额12000元”。")
    giver = NameField(label="移交人", max_length=40, required=False)


class HandForm(OfficeForm):
    rows = (("listed", "giver"), ("handed_on", "handed", "receiver"))
    finding_fields = {
        "future": "handed_on",
        "before_the_vote": "handed_on",
        "not_listed": "listed",
        "handed_what": "handed",
        "handed_to_whom": "receiver",
        "nothing_but_handed": "shortfall",
    }
    listed = text("应移交", 80, required=False)
    giver = NameField(label="移交人", max_length=40, required=False)
    handed_on = today("移交日期", required=False)
    handed = text("实移交", 80, required=False)
    receiver = NameField(label="接收人", max_length=40, required=False)
    shortfall = text(
        "差额或者缺失", 200, required=False, help_text="例如“公章1枚，原主任没有交出”；交齐了留空。"
    )


class SettleForm(OfficeForm):
    finding_fields = {"settled_later": "settled_on"}
    settled_on = today("解决日期")
    settled = text("处理结果", 200, help_text="例如“补交公章1枚”“按审计结论核销”。")


class MeasureForm(OfficeForm):
    rows = (("kind", "against"), ("taken_on", "due_on", "paper_number"))
    finding_fields = {
        "measure_later": "taken_on",
        "measure_no_paper": "paper_number",
        "due_before_taken": "due_on",
        "order_without_limit": "due_on",
    }
    kind = forms.ChoiceField(label="措施", choices=HandoverMeasure.Kind)
    against = text("对谁", 40)
    taken_on = today("日期")
    due_on = today("限期", required=False)
    paper_number = text("文号", 60, required=False)
    what = forms.CharField(label="内容", max_length=300, widget=TWO_ROWS)


class SigningForm(OfficeForm):
    rows = (("signed_on", "host"), ("giver", "receiver", "supervisor"))
    finding_fields = {
        "signed_later": "signed_on",
        "signed_before_handed": "signed_on",
        "same_signer": "receiver",
    }
    signed_on = today("签字日期")
    host = NameField(label="主持人", max_length=40, help_text="选举委员会成员。")
    giver = NameField(label="移交人签字", max_length=40)
    receiver = NameField(label="接收人签字", max_length=40)
    supervisor = NameField(label="监交人签字", max_length=40, help_text="乡镇派出的人。")
    file = AttachmentField(label="签字的移交清单", max_mb=20)


class DutyForm(OfficeForm):
    rows = (("work", "from_on"), ("paid", "other_pay"))
    finding_fields = {"future": "from_on", "paid_twice": "paid", "paid_elsewhere": "other_pay"}
    work = text("分管工作", 200)
    from_on = today("分工日期")
    paid = forms.BooleanField(label="按这一职务领取报酬", required=False)
    other_pay = text("在别处领取报酬的单位", 60, required=False, help_text="机关企事业单位选派的填写。")

    def __init__(self, *args: Any, row: Duty | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)


class TalkForm(OfficeForm):
    rows = (("talked_on", "leader", "mood"),)
    finding_fields = {"future": "talked_on"}
    talked_on = today("谈话日期")
    leader = PeopleField(label="谈话人", max_length=60, help_text="姓名和职务。")
    mood = forms.ChoiceField(label="思想状况", choices=AfterTalk.Mood)
    summary = forms.CharField(
        label="谈话要点", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CareForm(OfficeForm):
    rows = (("kind", "done_on"), ("from_month", "to_month", "amount"))
    finding_fields = {
        "future": "done_on",
        "wages_twice": "from_month",
        "wages_and_new_post": "to_month",
        "months_in_order": "to_month",
        "months_to_come": "to_month",
    }
    kind = forms.ChoiceField(label="事项", choices=Care.Kind)
    done_on = today("办理日期")
    from_month = forms.DateField(label="报酬起始月", required=False, help_text="选这个月的任意一天。")
    to_month = forms.DateField(label="报酬截止月", required=False)
    amount = forms.DecimalField(
        label="金额（元）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    what = text("说明", 200, required=False)


class SystemForm(OfficeForm):
    rows = (("kind", "title"), ("adopted_by", "adopted_on", "posted_on"))
    finding_fields = {"future": "adopted_on", "posted_later": "posted_on"}
    kind = forms.ChoiceField(label="制度", choices=VillageSystem.Kind)
    title = text("名称", 80)
    adopted_by = forms.ChoiceField(label="通过的会议", choices=VillageSystem.AdoptedBy)
    adopted_on = today("通过日期")
    posted_on = today("公布日期", required=False)
    text = forms.CharField(label="内容", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    file = AttachmentField(label="文本", required=False, kinds=ANYTHING)
