"""What people may type about a review. Shape is checked here, law in the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from candidates.models import (
    AdoptedClause,
    ExceptionStatement,
    Inspection,
    Opinion,
    Purpose,
    ReviewDepartment,
    ReviewFile,
    ReviewPaper,
    Sanction,
)
from candidates.review import rules
from election_office.core.attachments import PhotoField, ScanField
from election_office.core.forms import OfficeForm, RowsField
from election_office.core.name_fields import NameField, PeopleField
from election_office.core.pickers import PersonPickerField
from election_office.law.rulebooks import Rulebook
from election_office.law.words import in_words_of
from villages.models import Election, Person

Post = ReviewFile.Post
COMMITTEE_POSTS = (Post.DIRECTOR, Post.DEPUTY, Post.MEMBER)


def _area(rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **more)


class DepartmentForm(OfficeForm):
    rows = (("area_code", "name"),)
    area_code = forms.ChoiceField(label="列入")
    name = forms.CharField(
        label="单位名称", max_length=40, help_text="与联审账号的单位名称一致，例如“县公安局”。"
    )

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(levels)


class DepartmentEditForm(OfficeForm):
    rows = (("name", "full_name"),)
    name = forms.CharField(label="单位名称", max_length=40)
    full_name = forms.CharField(
        label="全称", max_length=60, required=False, help_text="印在名单和审查表上，例如“清禾县公安局”。"
    )
    keys = forms.MultipleChoiceField(
        label="本单位掌握的情形",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只问本单位掌握的情形；一项都不勾选的，逐项全问。",
    )
    active = forms.BooleanField(
        label="参加联审", required=False, help_text="不再参加的单位，以后的人不再送审；已有的意见照样有效。"
    )

    def __init__(self, *args: Any, department: ReviewDepartment, book: Rulebook, **kwargs: Any) -> None:
        super().__init__(*args, row=department, **kwargs)
        keys = self.fields["keys"]
        assert isinstance(keys, forms.MultipleChoiceField)
        keys.choices = [(ground.key, ground.label) for ground in rules.grounds_of(book)]


class PlanForm(OfficeForm):
    rows = (("reference_day", "paper_number"),)
    reference_day = forms.DateField(label="年龄计算截止日", required=False, help_text="留空按选举日计算。")
    paper_number = forms.CharField(label="依据文号", max_length=60, required=False)
    required = forms.BooleanField(
        label="所有候选人都须联审",
        required=False,
        help_text="不勾选时，一个村只要有一人报审，就全部须联审通过。",
    )


class TeamForm(OfficeForm):
    paid_posts = forms.IntegerField(label="定工干部职数", min_value=1, max_value=20)


class ClauseForm(OfficeForm):
    rows = (("purpose", "article"), ("body", "passed_on"))
    finding_fields = {
        "clause_empty": "keys",
        "clause_unknown": "keys",
        "clause_body": "body",
        "clause_future": "passed_on",
    }
    purpose = forms.ChoiceField(label="适用于", choices=Purpose)
    article = forms.CharField(label="条款", max_length=40, help_text="例如“第十二条”。")
    body = forms.ChoiceField(label="通过的会议", choices=AdoptedClause.Body)
    passed_on = forms.DateField(label="通过日期")
    keys = forms.MultipleChoiceField(
        label="该条款写明的情形",
        widget=forms.CheckboxSelectMultiple,
        help_text="只勾选选举办法原文写明的；没有写明的情形不能据此取消资格。",
    )
    scan = ScanField(label="选举办法扫描件")

    def __init__(self, *args: Any, book: Rulebook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, body = self.fields["keys"], self.fields["body"]
        assert isinstance(body, forms.ChoiceField)
        body.choices = [(code, in_words_of(book.kind, label)) for code, label in AdoptedClause.Body.choices]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(ground.key, ground.label) for ground in rules.adoptable(book)]


class SanctionForm(OfficeForm):
    rows = (("kind", "before"), ("given_on", "until"))
    finding_fields = {"given_in_future": "given_on", "until_before_given": "until"}
    kind = forms.ChoiceField(label="种类", choices=Sanction.Kind)
    before = forms.ChoiceField(label="处理时的职务", choices=Sanction.POSTS)
    given_on = forms.DateField(label="处理日期")
    until = forms.DateField(label="影响期届满日", help_text="当日仍在影响期内。")
    paper_number = forms.CharField(label="处理决定文号", max_length=60)


class ToleranceForm(OfficeForm):
    rows = (("approved_on", "approval_paper"), ("decided_on", "paper"))
    finding_fields = {
        "paper_missing": "paper",
        "approval_missing": "approval_paper",
        "approved_after": "approved_on",
        "decided_before_sanction": "decided_on",
        "decided_in_future": "decided_on",
        "after_nomination": "decided_on",
    }
    approved_on = forms.DateField(label="上级组织部门审核同意日期")
    approval_paper = forms.CharField(label="审核同意文号", max_length=60)
    decided_on = forms.DateField(label="县委研判决定日期")
    paper = forms.CharField(label="决定文号", max_length=60)
    reason = forms.CharField(label="容错理由", max_length=200, widget=forms.Textarea)


class ReviewFileForm(OfficeForm):
    """The person's file. With ``file`` the person and the body are fixed."""

    rows = (
        ("post", "incumbency", "current_post"),
        ("education", "party", "party_joined_on", "health"),
    )
    person = PersonPickerField(label="审查对象")
    post = forms.ChoiceField(label="拟任职务", choices=Post)
    incumbency = forms.ChoiceField(label="任职情况", choices=[("", "请选择"), *ReviewFile.Incumbency.choices])
    current_post = forms.CharField(label="现任职务", max_length=60, required=False)
    education = forms.ChoiceField(label="学历", choices=ReviewFile.Education)
    party = forms.CharField(label="政治面貌", max_length=20, help_text="例如中共党员、群众。")
    party_joined_on = forms.DateField(label="入党日期", required=False)
    health = forms.CharField(label="健康状况", max_length=40, required=False)
    cv = _area(
        5, label="个人简历", max_length=4000, required=False, help_text="从参加工作起，逐段写明起止年月。"
    )
    posts_held = _area(
        2, label="曾任职务和奖惩情况", max_length=2000, required=False, help_text="没有的填写“无”。"
    )
    family = _area(
        3,
        label="家庭成员及在村级组织任职情况",
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, election: Election, file: ReviewFile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=file, **kwargs)
        words = election.words
        self.fields["family"].help_text = (
            "写明称谓、姓名、工作单位和职务；"
            f"近亲属在{words.place}“两委”、{words.supervision_short}任职的须写明。"
        )
        if file is not None:
            del self.fields["person"]
            post = self.fields["post"]
            assert isinstance(post, forms.ChoiceField)
            mine = file.post in COMMITTEE_POSTS
            post.choices = [choice for choice in Post.choices if (Post(choice[0]) in COMMITTEE_POSTS) == mine]
            return
        picker = self.fields["person"]
        assert isinstance(picker, PersonPickerField)
        picker.help_text = f"须为{words.here}人员。输入姓名、拼音首字母或者身份证号后四位查找。"
        people = Person.objects.filter(village_id=election.village_id, died_on__isnull=True)
        picker.bind(people, reverse("candidates:review_person_search", args=[election.pk]))

    def values(self) -> dict[str, Any]:
        """With the body the post belongs to, when the file is new."""
        data = dict(self.cleaned_data)
        if "person" in data:
            committee = Post(data["post"]) in COMMITTEE_POSTS
            data["purpose"] = Purpose.COMMITTEE if committee else Purpose.BRANCH
        return data


class PhotoForm(OfficeForm):
    photo = PhotoField(label="照片", help_text="近期免冠照片，JPG、PNG或者WebP。")


class PaperForm(OfficeForm):
    rows = (("kind", "signed_on"),)
    kind = forms.ChoiceField(label="文书", choices=ReviewPaper.Kind)
    signed_on = forms.DateField(label="签字日期", required=False)
    scan = ScanField(label="签字扫描件", required=False)
    excused = forms.CharField(
        label="本人不须签订的理由",
        max_length=120,
        required=False,
        help_text="责任书由村党组织书记签订，保证书由换届工作人员签订；承诺书每名候选人都要签订。",
    )


def line_name(key: str) -> str:
    return f"line-{key}"


def reason_name(key: str) -> str:
    return f"reason-{key}"


class OpinionForm(OfficeForm):
    """One unit's sheet: every line answered by hand, nothing chosen beforehand."""

    rows = (("conclusion", "stamped_on"), ("handler", "leader"))
    finding_fields = {
        "conclusion_contradicts": "conclusion",
        "remark_missing": "remark",
        "signature_missing": "handler",
        "leader_missing": "leader",
        "same_signature": "leader",
        "stamped_future": "stamped_on",
        "stamped_early": "stamped_on",
        "scan_missing": "scan",
    }
    conclusion = forms.ChoiceField(label="审查结论", choices=Opinion.Conclusion, widget=forms.RadioSelect)
    remark = _area(2, label="意见", max_length=1000, required=False, help_text="不同意或者有保留的须写明。")
    handler = NameField(label="经办人", max_length=40)
    leader = forms.CharField(label="分管领导", max_length=40)
    stamped_on = forms.DateField(label="盖章日期")
    scan = ScanField(label="签字盖章的审查表扫描件")

    def __init__(self, *args: Any, book: Rulebook, keys: Sequence[str] = (), **kwargs: Any) -> None:
        self.grounds = rules.asked_of(keys, book)
        self.finding_fields = self.finding_fields | {
            f"reason-{ground.key}": reason_name(ground.key) for ground in self.grounds
        }
        super().__init__(*args, **kwargs)
        for ground in self.grounds:
            words = ("符合", "不符合") if ground.group == "content" else ("无", "有")
            self.fields[line_name(ground.key)] = forms.ChoiceField(
                label=ground.label,
                choices=[("no", words[0]), ("yes", words[1])],
                widget=forms.RadioSelect,
                error_messages={"required": f"请答复“{ground.label}”。"},
            )
            self.fields[reason_name(ground.key)] = forms.CharField(
                label=f"{ground.label}的具体情况", max_length=300, required=False
            )

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The lines by group, as the page lays them out: bound fields side by side."""
        return [
            {
                "title": title,
                "lines": [
                    {"answer": self[line_name(ground.key)], "reason": self[reason_name(ground.key)]}
                    for ground in self.grounds
                    if ground.group == group
                ],
            }
            for group, title in rules.GROUP_TITLES.items()
            if any(ground.group == group for ground in self.grounds)
        ]

    @property
    def closing(self) -> list[forms.BoundField]:
        """The fields below the lines."""
        return [self[name] for name in ("conclusion", "remark", "handler", "leader", "stamped_on", "scan")]

    def sheet(self) -> dict[str, Any]:
        """What the acts on opinions take."""
        data = self.cleaned_data
        answers = [
            rules.Answer(ground, data[line_name(ground.key)] == "yes", data[reason_name(ground.key)])
            for ground in self.grounds
        ]
        names = ("conclusion", "remark", "handler", "leader", "stamped_on", "scan")
        return {"answers": answers} | {name: data[name] for name in names}


class RevealForm(OfficeForm):
    purpose = forms.CharField(
        label="查看用途", max_length=200, help_text="每次查看都会留痕，例如“比对犯罪记录”。"
    )


class SendForm(OfficeForm):
    due_on = forms.DateField(label="反馈期限")
    people = RowsField(
        label="送审人员", queryset=ReviewFile.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    departments = RowsField(
        label="联审单位", queryset=ReviewDepartment.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    finding_fields = {"no_files": "people", "no_departments": "departments", "due_passed": "due_on"}

    def __init__(
        self,
        *args: Any,
        waiting: Sequence[ReviewFile],
        departments: Sequence[ReviewDepartment],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer(
            "people",
            ReviewFile.objects.filter(pk__in=[file.pk for file in waiting]),
            [
                (file.pk, f"{file.election.village.name} {file.person.name}（{file.get_post_display()}）")
                for file in waiting
            ],
        )
        self._offer(
            "departments",
            ReviewDepartment.objects.filter(pk__in=[unit.pk for unit in departments]),
            [(unit.pk, unit.name) for unit in departments],
        )
        self.fields["people"].initial = [file.pk for file in waiting]
        self.fields["departments"].initial = [unit.pk for unit in departments]

    def _offer(self, name: str, queryset: Any, choices: list[tuple[Any, str]]) -> None:
        """The rows are read already: their words are given, not asked for one by one."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = queryset
        field.choices = choices


class DueForm(OfficeForm):
    due_on = forms.DateField(label="新的反馈期限")
    reason = forms.CharField(label="理由", max_length=200)
    finding_fields = {"due_passed": "due_on"}


class InspectionForm(OfficeForm):
    rows = (
        ("held_on", "issued", "recovered"),
        ("good", "competent", "basic", "poor"),
        ("talks", "visited_on", "inspectors"),
    )
    finding_fields = {
        "survey_more_than_issued": "recovered",
        "survey_does_not_add_up": "recovered",
        "survey_empty": "recovered",
        "talks_missing": "talks",
        "conclusion_text_missing": "text",
        "inspection_scan_missing": "scan",
    }
    held_on = forms.DateField(label="民主测评日期")
    issued = forms.IntegerField(label="发出测评票", min_value=0)
    recovered = forms.IntegerField(label="收回测评票", min_value=0)
    good = forms.IntegerField(label="优秀", min_value=0)
    competent = forms.IntegerField(label="称职", min_value=0)
    basic = forms.IntegerField(label="基本称职", min_value=0)
    poor = forms.IntegerField(label="不称职", min_value=0)
    talks = forms.IntegerField(label="个别谈话人数", min_value=0)
    visited_on = forms.DateField(label="实地查看日期")
    inspectors = PeopleField(label="考察组成员", max_length=120)
    talk_text = _area(3, label="谈话情况", max_length=2000)
    visit_text = _area(3, label="实地查看情况", max_length=2000)
    conclusion = forms.ChoiceField(label="考察结论", choices=Inspection.Conclusion, widget=forms.RadioSelect)
    text = _area(3, label="结论意见", max_length=2000)
    scan = ScanField(label="考察材料扫描件")


class DecisionForm(OfficeForm):
    """联审通过, 不通过 or 报县研究."""

    rows = (("outcome",), ("leader", "decided_on", "paper_number"))
    finding_fields = {"ground_not_chosen": "keys", "ground_not_found": "keys", "no_basis": "keys"}
    outcome = forms.ChoiceField(
        label="决定",
        choices=[("pass", "联审通过"), ("reject", "联审不通过"), ("escalate", "报县换届办研究")],
        widget=forms.RadioSelect,
    )
    keys = forms.MultipleChoiceField(
        label="不通过所依据的情形",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只列出审查中查明的情形。没有写入村选举办法的政策情形不能单独作为依据。",
    )
    reason = _area(3, label="理由", max_length=1000)
    leader = PeopleField(label="签批人", max_length=40)
    decided_on = forms.DateField(label="决定日期")
    paper_number = forms.CharField(label="文号", max_length=60, required=False)
    scan = ScanField(label="决定文件扫描件", required=False)

    def __init__(self, *args: Any, facts: rules.ReviewFacts, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"decided_on": timezone.localdate()})
        super().__init__(*args, **kwargs)
        found = {ground.key: ground.label for ground in facts.found}
        field = self.fields["keys"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(found.items())
        if not found:
            del self.fields["keys"]


class SettleForm(OfficeForm):
    rows = (("paper_number", "decided_on"),)
    finding_fields = {"paper_missing": "paper_number", "scan_missing": "scan"}
    passed = forms.TypedChoiceField(
        label="县换届办批复",
        choices=[("1", "同意作为人选"), ("0", "不同意作为人选")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = _area(3, label="批复要点", max_length=1000)
    paper_number = forms.CharField(label="批复文号", max_length=60)
    decided_on = forms.DateField(label="批复日期")
    scan = ScanField(label="批复扫描件")


class ReopenForm(OfficeForm):
    reason = _area(
        3, label="重新审查的理由", max_length=500, help_text="例如新查明的事实、上级要求及其文号。"
    )
    paper_number = forms.CharField(label="依据文号", max_length=60, required=False)


class StatementForm(OfficeForm):
    reason = _area(4, label="原因", max_length=2000)
    measures = _area(3, label="拟采取的措施", max_length=2000)


class ReplyForm(OfficeForm):
    rows = (("paper_number", "replied_on"),)
    approved = forms.TypedChoiceField(
        label="批复",
        choices=[
            ("1", ExceptionStatement.Reply.APPROVED.label),
            ("0", ExceptionStatement.Reply.REFUSED.label),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    paper_number = forms.CharField(label="批复文号", max_length=60)
    replied_on = forms.DateField(label="批复日期")
    scan = ScanField(label="批复扫描件")


class ExportForm(OfficeForm):
    purpose = forms.CharField(
        label="导出用途", max_length=200, help_text="导出会留痕，例如“县纪委监委调阅”。"
    )
