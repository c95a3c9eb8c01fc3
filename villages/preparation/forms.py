"""What people may type about the preparation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.core.attachments import ANYTHING, AttachmentField
from election_office.core.forms import OfficeForm, RowsField
from election_office.core.name_fields import NameField, PeopleField
from villages.models import (
    Activity,
    Cycle,
    Election,
    LastTermMember,
    SuitablePerson,
    Survey,
    Talk,
    WorkingMember,
)
from villages.models.people import Sex
from villages.preparation.actions.township import Attendance

TOWNSHIP = ("镇", "镇里", "乡镇")
ABSENT = ("缺席", "未到", "请假")
TWO_ROWS = forms.Textarea(attrs={"rows": 2})


def text(label: str, length: int, *, required: bool = True, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def long_text(label: str, length: int = 2000, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=length, required=required, widget=widget)


def today(label: str) -> forms.DateField:
    return forms.DateField(label=label, initial=timezone.localdate)


class MemberForm(OfficeForm):
    rows = (("body", "section"), ("name", "duty"), ("unit", "head"))
    body = forms.ChoiceField(label="工作机构", choices=WorkingMember.Body)
    section = text("所在工作组", 30, required=False, help_text="例如换届办的材料组、宣传组。")
    name = NameField(label="姓名", max_length=40)
    duty = text("机构内职务", 20, help_text="例如组长、副组长、成员。")
    unit = text("单位和职务", 60)
    head = forms.BooleanField(label="是负责人", required=False)


class EndMemberForm(OfficeForm):
    ended_on = today("退出日期")
    reason = text("理由", 200)


class ElectionsField(RowsField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.village.name)


class ActivityForm(OfficeForm):
    """One form for every kind; the fields that a kind does not have are left away."""

    rows = (
        ("title", "held_on"),
        ("place_held", "paper_number"),
        ("hours", "pass_mark"),
        ("amount", "quantity"),
    )
    finding_fields = {
        "future": "held_on",
        "no_paper": "paper_number",
        "no_hours": "hours",
        "no_amount": "amount",
        "no_villages": "elections",
    }
    title = text("名称", 80)
    held_on = today("日期")
    place_held = text("地点", 80, required=False)
    paper_number = text("文号", 60, required=False)
    hours = forms.IntegerField(label="学时", min_value=1, max_value=80, required=False)
    pass_mark = forms.IntegerField(
        label="考试合格线", min_value=1, max_value=100, required=False, help_text="没有考试的留空。"
    )
    amount = forms.DecimalField(
        label="金额（元）", min_value=0, max_digits=12, decimal_places=2, required=False
    )
    quantity = forms.IntegerField(label="数量", min_value=0, required=False)
    reach = forms.IntegerField(label="覆盖人数", min_value=0, required=False)
    what = forms.CharField(label="主要内容", max_length=2000, required=False, widget=TWO_ROWS)
    file = AttachmentField(
        label="材料", required=False, kinds=ANYTHING, help_text="通知、签到表、照片等，不超过10MB。"
    )
    elections = ElectionsField(
        label="包括哪些村", queryset=Election.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    FIELDS: Mapping[str, tuple[str, ...]] = {
        "training": ("hours", "pass_mark"),
        "induction": ("hours", "pass_mark"),
        "funds": ("amount",),
        "supplies": ("quantity", "amount"),
        "publicity": ("reach",),
    }

    def __init__(
        self, *args: Any, cycle: Cycle, kind: str, ticked: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in {name for names in self.FIELDS.values() for name in names}:
            if name not in self.FIELDS.get(kind, ()):
                del self.fields[name]
        field = self.fields["elections"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = cycle.elections.with_places()
        field.initial = list(ticked) or [election.pk for election in field.queryset]

    def clean_elections(self) -> list[Election]:
        return list(self.cleaned_data["elections"])


class ParticipantsForm(OfficeForm):
    lines = forms.CharField(
        label="签到名单",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="一行一人：村名、姓名、工作身份、成绩，用空格或者制表符隔开，可以从表格中粘贴。"
        "镇里的人村名写“镇”；没到的在成绩处写“缺席”；没有考试的不写成绩。",
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activity = activity

    def clean_lines(self) -> list[Attendance]:
        covered = self.activity.villages.select_related("election__village__township")
        elections = {row.election.village.name: row.election for row in covered}
        lines, wrong = [], []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            words = [word for word in re.split(r"[\s,，]+", line.strip()) if word]
            if not words:
                continue
            found = _attendance(words, elections)
            if isinstance(found, str):
                wrong.append(f"第{number}行：{found}")
            else:
                lines.append(found)
        if wrong:
            raise ValidationError(wrong)
        return lines


def _attendance(words: list[str], elections: Mapping[str, Election]) -> Attendance | str:
    """A line of the sheet, or a sentence that says why it is none."""
    if len(words) < 2:
        return "至少要有村名和姓名。"
    place, name, *rest = words
    election = elections.get(place)
    if election is None and place not in TOWNSHIP:
        return f"这项工作没有包括“{place}”，村名请与平台一致，镇里的人写“镇”。"
    signed_in, mark = True, None
    if rest and rest[-1] in ABSENT:
        rest, signed_in = rest[:-1], False
    elif rest and rest[-1].removesuffix("分").isdecimal():
        mark = int(rest.pop().removesuffix("分"))
        if mark > 100:
            return f"成绩{mark}应在0至100之间。"
    return Attendance(election, name[:40], " ".join(rest)[:30], signed_in, mark)


class IncumbentForm(OfficeForm):
    rows = (
        ("body", "post"),
        ("name", "sex"),
        ("birth_year", "birth_month"),
        ("education", "party_member"),
        ("wealth", "veteran"),
    )
    body = forms.ChoiceField(label="班子", choices=LastTermMember.Body)
    post = text("职务", 20)
    name = NameField(label="姓名", max_length=40)
    sex = forms.ChoiceField(label="性别", choices=Sex)
    birth_year = forms.IntegerField(label="出生年", min_value=1900, max_value=2100)
    birth_month = forms.IntegerField(label="出生月", min_value=1, max_value=12)
    education = forms.ChoiceField(label="学历", choices=LastTermMember.Education)
    party_member = forms.BooleanField(label="中共党员", required=False)
    wealth = forms.BooleanField(label="致富能手", required=False)
    veteran = forms.BooleanField(label="退役军人", required=False)


class IncumbentCorrectionForm(IncumbentForm):
    """What was entered wrongly of somebody who sat; name, birth and body say who he is."""

    rows = (("post", "sex"), ("education", "party_member"), ("wealth", "veteran"))  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("body", "name", "birth_year", "birth_month"):
            del self.fields[name]


class LiaisonForm(OfficeForm):
    rows = (("leader", "duty"),)
    finding_fields = {"from_later": "from_on"}
    leader = text("包村领导", 40)
    duty = text("职务", 40)
    members = text("包村干部和指导组成员", 120, required=False)
    from_on = today("包村起始日期")


class SurveyForm(OfficeForm):
    rows = (
        ("surveyed_on", "surveyors"),
        ("households", "party_members"),
        ("assessed_on", "issued", "recovered"),
        ("good", "competent", "basic", "poor"),
    )
    finding_fields = {
        "surveyed_later": "surveyed_on",
        "recovered_over_issued": "recovered",
        "marks_over_recovered": "good",
    }
    surveyed_on = today("摸底日期")
    surveyors = PeopleField(label="摸底人员", max_length=120)
    households = forms.IntegerField(label="走访户数", min_value=0)
    party_members = forms.IntegerField(label="党员人数", min_value=0, required=False)
    team = long_text("班子运行情况")
    reserves = long_text("后备力量")
    mood = long_text("党员群众思想动态")
    adverse = long_text("换届不利因素", required=False)
    conflicts = long_text("矛盾和信访", required=False)
    finance = long_text("财务和集体资产", required=False)
    assessed_on = forms.DateField(label="民主测评日期", required=False)
    issued = forms.IntegerField(label="发出测评票", min_value=0, required=False)
    recovered = forms.IntegerField(label="收回测评票", min_value=0, required=False)
    good = forms.IntegerField(label="优秀", min_value=0, required=False)
    competent = forms.IntegerField(label="称职", min_value=0, required=False)
    basic = forms.IntegerField(label="基本称职", min_value=0, required=False)
    poor = forms.IntegerField(label="不称职", min_value=0, required=False)
    plan_disturbance = long_text("干扰风险预案", required=False)
    plan_petition = long_text("信访矛盾风险预案", required=False)
    plan_opinion = long_text("舆论炒作风险预案", required=False)
    plan_epidemic = long_text("疫情风险预案", required=False)


class ClassifyForm(OfficeForm):
    category = forms.ChoiceField(label="选情分类", choices=Survey.Category)
    category_reasons = long_text("分类理由", 1000)


class SuitableForm(OfficeForm):
    rows = (("name", "sex", "birth_year"), ("education", "source", "meant_for"))
    name = NameField(label="姓名", max_length=40)
    sex = forms.ChoiceField(label="性别", choices=Sex)
    birth_year = forms.IntegerField(label="出生年", min_value=1900, max_value=2100)
    education = forms.ChoiceField(label="学历", choices=LastTermMember.Education)
    source = forms.ChoiceField(label="来源", choices=SuitablePerson.Source)
    meant_for = text("拟推荐岗位", 30)
    contacts = long_text("联系动员情况", 1000, required=False)


class DecideForm(OfficeForm):
    rows = (("approved", "approved_on"),)
    finding_fields = {"future": "approved_on"}
    approved = forms.TypedChoiceField(
        label="审定结果", choices=[("1", "同意"), ("0", "不同意")], coerce=lambda value: value == "1"
    )
    approved_on = today("审定日期")
    opinion = text("审定意见", 200, required=False, help_text="不同意的，写明理由。")


class MeasureForm(OfficeForm):
    rows = (("owner", "due_on"),)
    problem = text("问题", 200)
    measure = text("整顿措施", 300)
    owner = PeopleField(label="责任人", max_length=60)
    due_on = forms.DateField(label="完成期限")


class FinishMeasureForm(OfficeForm):
    finding_fields = {"future": "done_on"}
    done_on = today("完成日期")
    result = text("整顿结果", 300)


class AuditForm(OfficeForm):
    rows = (("auditor", "paper_number", "reported_on"),)
    finding_fields = {
        "future": "reported_on",
        "findings_missing": "findings",
        "findings_too_many": "findings",
        "remedy_missing": "remedy",
    }
    auditor = text("审计单位", 80)
    paper_number = text("审计报告文号", 60)
    reported_on = today("审计报告日期")
    no_findings = forms.BooleanField(label="未发现问题", required=False)
    findings = forms.CharField(
        label="审计发现的问题",
        max_length=500,
        required=False,
        widget=TWO_ROWS,
        help_text="会写进公布的结果。",
    )
    remedy = text("处理要求", 300, required=False)


class RemedyForm(OfficeForm):
    finding_fields = {"future": "remedied_on"}
    remedied_on = today("整改完成日期")


class TalkForm(OfficeForm):
    rows = (("talked_on", "outlook"), ("first_leader", "second_leader"))
    finding_fields = {"future": "talked_on", "one_leader": "second_leader"}
    talked_on = today("谈话日期")
    outlook = forms.ChoiceField(label="去留意向", choices=Talk.Outlook)
    first_leader = PeopleField(label="谈话人", max_length=60, help_text="姓名和职务。")
    second_leader = PeopleField(
        label="另一名谈话人", max_length=60, required=False, help_text="正职由两人一起谈。"
    )
    summary = long_text("谈话要点", 2000, required=False)


class ExcuseForm(OfficeForm):
    name = NameField(label="姓名", max_length=40)
    reason = text("免训理由", 200)
