"""What people may type about the groundwork."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from election_office.core.attachments import ANYTHING, AttachmentField, ScanField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField, PeopleField
from villages.groundwork import rules
from villages.groundwork.actions.township import Shift
from villages.models import (
    CleanupItem,
    Cycle,
    Election,
    GoodsLine,
    Pledge,
    Spending,
    TaskReview,
    TermReport,
)
from villages.preparation.forms import TWO_ROWS, long_text, text, today


class LinesForm(OfficeForm):
    """A box that takes many lines; each is read by ``read``, which answers a sentence where it is wrong."""

    lines = forms.CharField(label="逐行填写", max_length=60_000, widget=forms.Textarea(attrs={"rows": 12}))

    def read(self, line: str) -> Any:
        raise NotImplementedError

    def clean_lines(self) -> list[Any]:
        found, wrong = [], []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            question = self.read(line.strip())
            if isinstance(question, str):
                wrong.append(f"第{number}行：{question}")
            else:
                found.append(question)
        if wrong:
            raise ValidationError(wrong)
        return found


class ShiftsForm(LinesForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].label = "值班表"
        self.fields["lines"].help_text = (
            "一天一行：日期 带班领导 值班人员 值班电话，用空格或者制表符隔开，"
            "例如“2026-12-20 演示甲 演示乙、演示丙 0790-123”。"
            "同一天再填一次，以后一次为准。"
        )

    def read(self, line: str) -> Shift | str:
        words = re.split(r"[\s,，]+", line)
        if len(words) != 4:
            return "应有日期、带班领导、值班人员、值班电话四项；几个人值班的，姓名用“、”连接。"
        parts = re.split(r"[-./年月]", words[0].rstrip("日"))
        try:
            day = dt.date(*(int(part) for part in parts))
        except (TypeError, ValueError):
            return f"日期“{words[0]}”看不懂，请写成2026-12-20。"
        return Shift(day, words[1][:40], words[2][:80], words[3][:30])


class QuestionsForm(LinesForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].label = "题目"
        self.fields[
            "lines"
        ].help_text = "一题一行：题目|选项|选项|…|答案|依据。答案用字母，多选的写成AC；依据可以不写。"

    def read(self, line: str) -> rules.Asked | str:
        return rules.read_question(line)


class ElectionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.village.name)


class OfCycleForm(OfficeForm):
    """A form with a village of the cycle, which may be left empty."""

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["election"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = cycle.elections.with_places()


class SpendForm(OfCycleForm):
    rows = (("kind", "election"), ("what", "amount"), ("spent_on", "paper_number"))
    finding_fields = {
        "future": "spent_on",
        "over_budget": "amount",
        "no_budget": "amount",
        "subsidy_to_whom": "election",
    }
    kind = forms.ChoiceField(label="用途", choices=Spending.Kind)
    election = ElectionField(label="村", queryset=Election.objects.none(), required=False, empty_label="全镇")
    what = text("内容", 120)
    amount = forms.DecimalField(label="金额（元）", min_value=0, max_digits=12, decimal_places=2)
    spent_on = today("支出日期")
    paper_number = text("凭证号", 60)


class GoodsForm(OfCycleForm):
    rows = (("kind", "move", "count"), ("election", "moved_on"), ("handler", "receiver"))
    finding_fields = {
        "future": "moved_on",
        "goods_village": "election",
        "goods_short": "count",
        "goods_back": "count",
        "goods_receiver": "receiver",
    }
    kind = forms.ChoiceField(label="物资", choices=GoodsLine.Kind)
    move = forms.ChoiceField(label="登记", choices=GoodsLine.Move)
    count = forms.IntegerField(label="数量", min_value=1, max_value=10_000_000)
    election = ElectionField(
        label="村", queryset=Election.objects.none(), required=False, empty_label="不选村（购入）"
    )
    moved_on = today("日期")
    handler = NameField(label="经手人", max_length=40)
    receiver = NameField(label="领取人", max_length=40, required=False)


class ForceForm(OfficeForm):
    rows = (("head", "members"), ("since", "review_on"))
    finding_fields = {"since_later": "since", "review_before": "review_on"}
    head = text("组长", 40, help_text="姓名和职务。")
    members = PeopleField(label="成员", max_length=200)
    since = today("进驻日期")
    review_on = forms.DateField(label="复查日期")
    plan = long_text("工作计划", 1000)


class ReviewForm(OfficeForm):
    rows = (("reviewed_on", "verdict", "next_on"),)
    finding_fields = {"reviewed_later": "reviewed_on", "no_next": "next_on", "next_before": "next_on"}
    reviewed_on = today("复查日期")
    verdict = forms.ChoiceField(label="复查意见", choices=TaskReview.Verdict)
    next_on = forms.DateField(label="下一次复查", required=False)
    found = forms.CharField(label="复查情况", max_length=500, widget=TWO_ROWS)


class CleanupForm(OfficeForm):
    rows = (("kind", "owner", "due_on"),)
    kind = forms.ChoiceField(label="类别", choices=CleanupItem.Kind)
    found = text("清理出的问题", 300)
    owner = PeopleField(label="责任人", max_length=60)
    due_on = forms.DateField(label="完成期限")


class FinishForm(OfficeForm):
    finding_fields = {"future": "done_on"}
    done_on = today("完成日期")
    result = text("处理结果", 300)


class TermReportForm(OfficeForm):
    rows = (("held_on", "meeting"), ("present", "reporter"))
    finding_fields = {"future": "held_on"}
    held_on = today("报告日期")
    meeting = forms.ChoiceField(label="向哪个会议报告", choices=TermReport.Meeting)
    present = forms.IntegerField(label="到会人数", min_value=1, max_value=100_000)
    reporter = NameField(label="报告人", max_length=40)
    goals = long_text("任期目标完成情况", 4000)
    not_reached = long_text("未完成的目标和原因", 2000, required=False)
    file = AttachmentField(label="报告", required=False, kinds=ANYTHING)


class AskForm(OfficeForm):
    finding_fields = {"future": "asked_on"}
    matter = text("事项", 200)
    reason = text("不能延期的理由", 300)
    asked_on = today("申请日期")


class DecideForm(OfficeForm):
    rows = (("allowed", "decided_on", "paper_number"),)
    finding_fields = {"future": "decided_on", "refused_why": "opinion"}
    allowed = forms.TypedChoiceField(
        label="决定", choices=[("1", "同意办理"), ("0", "不同意")], coerce=lambda value: value == "1"
    )
    decided_on = today("决定日期")
    paper_number = text("文号", 60)
    opinion = text("意见", 200, required=False, help_text="不同意的，写明理由。")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(ScanField):
    """Several scans at once, each looked into."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        many = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(upload, initial) for upload in many]


class PledgesForm(OfficeForm):
    rows = (("kind", "signed_on"),)
    finding_fields = {"future": "signed_on", "scan_of_whom": "scans", "scan_twice": "scans"}
    kind = forms.ChoiceField(label="种类", choices=Pledge.Kind)
    signed_on = today("签订日期")
    scans = FilesField(
        label="扫描件", help_text="可以一次选很多份；文件名写上姓名，例如“演示甲.jpg”，平台按姓名归到人。"
    )


class SittingForm(OfficeForm):
    """The questions of one examination; an answer may stay empty."""

    def __init__(self, *args: Any, questions: Sequence[rules.Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, asked in enumerate(questions):
            choices = list(zip(rules.LETTERS, asked.options, strict=False))
            many = len(asked.answer) > 1
            label = f"{number + 1}. {asked.text}" + ("（多选）" if many else "")
            field: forms.Field
            if many:
                field = forms.MultipleChoiceField(
                    label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
                )
            else:
                field = forms.ChoiceField(
                    label=label, choices=choices, required=False, widget=forms.RadioSelect
                )
            self.fields[f"q{number}"] = field

    def clean(self) -> dict[str, Any]:
        answers = {
            number: "".join(self.cleaned_data.get(f"q{number}") or "")
            for number in range(len(self.questions))
        }
        return {"answers": {number: letters for number, letters in answers.items() if letters}}


class DraftForm(OfficeForm):
    """A box for every section of the draft."""

    def __init__(self, *args: Any, sections: Sequence[rules.Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        for number, section in enumerate(sections):
            note = "已人工修改，按记录更新时保留。" if section.changed else ""
            self.fields[f"s{number}"] = forms.CharField(
                label=section.heading,
                initial=section.text,
                max_length=8000,
                required=False,
                help_text=note,
                widget=forms.Textarea(
                    attrs={"rows": min(12, 2 + section.text.count("\n") + len(section.text) // 40)}
                ),
            )

    def values_of(self, row: Any) -> dict[str, Any]:
        return {f"s{number}": section.text for number, section in enumerate(self.sections)}

    def clean(self) -> dict[str, Any]:
        texts = [self.cleaned_data.get(f"s{number}", "") for number in range(len(self.sections))]
        return {"texts": texts, "version": self.cleaned_data.get("version")}
