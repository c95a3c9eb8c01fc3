"""What people may type about the supervision."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from election_office.core.attachments import PDF, PICTURES, AttachmentField, ScanField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField, PeopleField
from election_office.core.pickers import PersonPickerField
from villages.models import (
    Accountability,
    CheckItem,
    ContactReport,
    Cycle,
    Election,
    Person,
    Petition,
    Promise,
    Step,
    SupervisionChannel,
    Supervisor,
    WatchEntry,
)
from villages.preparation.forms import long_text, text, today
from villages.supervision import lending, queries
from villages.supervision.rules import Line, Question

PHOTOS = "image/jpeg,image/png,image/webp"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files at once; none is an empty list."""

    def __init__(self, *args: Any, accept: str = PHOTOS, **kwargs: Any) -> None:
        super().__init__(*args, widget=FilesInput(attrs={"accept": accept}), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


def token_field() -> forms.UUIDField:
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


def offline_field() -> forms.BooleanField:
    return forms.BooleanField(required=False, widget=forms.HiddenInput)


class ChannelForm(OfficeForm):
    rows = (("phone", "mailbox"), ("address", "hours"), ("every", "report_from", "report_to"))
    phone = text("举报电话", 40)
    mailbox = text("举报信箱", 80, help_text="信箱所在的地点。")
    address = text("来信来访地址", 120, required=False)
    hours = text("受理时间", 60, help_text="例如“每日24小时”。")
    every = forms.ChoiceField(label="零报告", choices=SupervisionChannel.Every)
    report_from = forms.DateField(label="零报告开始")
    report_to = forms.DateField(label="零报告结束")


class SupervisorForm(OfficeForm):
    rows = (("body", "identity"), ("name", "duty"), ("chosen_on", "paper_number"))
    body = forms.ChoiceField(label="监督组织", choices=Supervisor.Body)
    identity = forms.ChoiceField(label="身份", choices=Supervisor.Identity)
    name = NameField(label="姓名", max_length=40)
    duty = text("职务", 20, help_text="例如主任、成员、监督员。")
    chosen_on = today("产生日期")
    paper_number = text("产生依据", 80, help_text="会议记录或者聘书的名称、文号。")


class PromiseForm(OfficeForm):
    rows = (("person", "signed_on"),)
    person = forms.ModelChoiceField(label="承诺人", queryset=Person.objects.none(), empty_label="请选择")
    signed_on = today("签字日期")
    kinds = forms.MultipleChoiceField(
        label="承诺", choices=Promise.Kind, widget=forms.CheckboxSelectMultiple, initial=Promise.Kind.values
    )
    scan = AttachmentField(
        kinds=(PDF, *PICTURES),
        max_mb=20,
        label="承诺书扫描件",
        help_text="PDF或者照片；照片和文件中的设备、位置信息会自动去除。",
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = Person.objects.filter(
            pk__in=[promiser.pk for promiser in queries.promisers(election)]
        )


class VisitForm(OfficeForm):
    """One step's checklist on a phone. ``checks`` gives each line with its fields."""

    finding_fields = {"visit_later": "visited_at"}
    token = token_field()
    offline = offline_field()
    visited_at = forms.DateTimeField(label="检查时间", initial=timezone.localtime)
    inspectors = PeopleField(label="检查人员", max_length=120, help_text="姓名之间用顿号隔开。")
    place_visited = text("检查地点", 80)
    summary = long_text("检查情况", required=False)
    photos = FilesField(label="照片", help_text="最多9张；照片中的定位信息会自动去除。")

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, start=1):
            self.fields[f"answer_{number}"] = forms.ChoiceField(
                label=question.text,
                choices=CheckItem.Answer,
                widget=forms.RadioSelect,
                help_text=f"依据：{question.basis}" if question.basis else "",
            )
            self.fields[f"finding_{number}"] = text("问题", 300, required=False)
            self.fields[f"remedy_{number}"] = text("整改要求", 300, required=False)
            self.fields[f"due_{number}"] = forms.DateField(
                label="整改期限", required=False, widget=forms.DateInput(attrs={"type": "date"})
            )

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("visited_at", "inspectors", "place_visited")]

    @property
    def tail(self) -> list[forms.BoundField]:
        return [self["summary"], self["photos"]]

    @property
    def checks(self) -> list[tuple[forms.BoundField, list[forms.BoundField]]]:
        numbers = range(1, len(self.questions) + 1)
        return [
            (self[f"answer_{n}"], [self[f"finding_{n}"], self[f"remedy_{n}"], self[f"due_{n}"]])
            for n in numbers
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        lines = []
        for number in range(1, len(self.questions) + 1):
            answer, finding, remedy = (
                str(data.pop(f"{name}_{number}", None) or "") for name in ("answer", "finding", "remedy")
            )
            due_on = data.pop(f"due_{number}", None)
            line = Line(answer, finding, remedy, due_on)
            if line.answer == CheckItem.Answer.FAULT:
                self._complete(number, line)
            lines.append(line)
        return data | {"lines": lines}

    def _complete(self, number: int, line: Line) -> None:
        for name, value, label in (
            ("finding", line.finding, "发现的问题"),
            ("remedy", line.remedy, "整改要求"),
            ("due", line.due_on, "整改期限"),
        ):
            if not value and f"{name}_{number}" not in self.errors:
                self.add_error(f"{name}_{number}", f"选了“有问题”的请填写{label}。")


class SeeAgainForm(OfficeForm):
    finding_fields = {"seen_before_visit": "seen_on", "seen_later": "seen_on"}
    seen_on = today("复查日期")
    mended = forms.TypedChoiceField(
        label="整改",
        choices=[("yes", "已经整改到位"), ("no", "还没有到位")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = text("复查情况", 300)


class AcceptForm(OfficeForm):
    rows = (("accepted_on", "leader"), ("members",))
    finding_fields = {"acceptance_later": "accepted_on"}
    accepted_on = today("验收日期")
    leader = text("验收组长", 40)
    members = PeopleField(label="验收人员", max_length=120)
    opinion = long_text("验收意见", 500)


class ContactForm(OfficeForm):
    rows = (("kind", "reporter"), ("visited_on", "households"))
    finding_fields = {"visited_later": "visited_on"}
    kind = forms.ChoiceField(label="种类", choices=ContactReport.Kind)
    reporter = PeopleField(label="报告人", max_length=60)
    visited_on = today("走访日期")
    households = forms.IntegerField(label="走访户数", min_value=0, max_value=9999, initial=0)
    heard = long_text("了解到的情况和群众意见")
    problems = long_text("发现的矛盾和问题", required=False)
    advice = long_text("建议", required=False)


class ZeroForm(OfficeForm):
    rows = (("day", "reporter"),)
    finding_fields = dict.fromkeys(("reports_not_asked", "outside_reports", "report_ahead"), "day")
    day = today("报告日期")
    reporter = PeopleField(label="报告人", max_length=40)
    what = long_text("情况", 1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].help_text = "没有异常的留空，就是零报告；有情况的写明时间、地点、经过和处置。"


# ------------------------------------------------------------------ petitions


class PetitionForm(OfficeForm):
    """Registered at a desk, at a door or on the road; the content never leaves the office in the clear."""

    rows = (
        ("channel", "received_on"),
        ("anonymous",),
        ("petitioner", "contact"),
        ("content",),
        ("step", "thing"),
    )
    finding_fields = {
        "received_later": "received_on",
        "content_missing": "content",
        "anonymous_with_name": "petitioner",
        "petitioner_missing": "petitioner",
    }
    token = token_field()
    channel = forms.ChoiceField(label="来源", choices=Petition.Channel)
    received_on = today("收到日期")
    anonymous = forms.BooleanField(label="匿名", required=False)
    petitioner = PeopleField(label="信访人", max_length=40, required=False)
    contact = text("联系方式", 60, required=False, help_text="加密保存，只有监督和办理人员看得到。")
    content = long_text("反映的内容", 4000)
    about = PersonPickerField(label="所涉人员", required=False)
    step = forms.ModelChoiceField(
        label="所涉步骤", queryset=Step.objects.none(), required=False, empty_label="与步骤无关"
    )
    thing = forms.ChoiceField(label="所涉票箱", required=False)
    evidence = FilesField(
        label="信访材料",
        accept=f"{PHOTOS},application/pdf",
        help_text="照片或者PDF，设备和位置信息会自动去除。",
    )

    def __init__(self, *args: Any, election: Election, search_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about, step, thing = (self.fields[name] for name in ("about", "step", "thing"))
        assert isinstance(about, PersonPickerField)
        assert isinstance(step, forms.ModelChoiceField)
        assert isinstance(thing, forms.ChoiceField)
        about.bind(Person.objects.filter(village_id=election.village_id), search_url)
        step.queryset = election.steps.order_by("order")
        thing.choices = [("", "与票箱无关"), *lending.things_of(election)]


class AssignForm(OfficeForm):
    rows = (("handler", "due_on"),)
    finding_fields = {"due_before_received": "due_on", "due_too_late": "due_on"}
    handler = PeopleField(label="承办人", max_length=60)
    due_on = forms.DateField(label="办理期限")


class PassOnForm(OfficeForm):
    rows = (("passed_to", "paper_number"),)
    passed_to = text("转往单位", 60)
    paper_number = text("转办函文号", 80)


class EvidenceForm(OfficeForm):
    what = text("说明", 80)
    file = AttachmentField(
        kinds=(PDF, *PICTURES), max_mb=20, label="证据", help_text="照片或者PDF，设备和位置信息会自动去除。"
    )


class ConcludeForm(OfficeForm):
    rows = (("verdict", "concluded_on"),)
    finding_fields = {"concluded_out_of_time": "concluded_on"}
    verdict = forms.ChoiceField(label="调查结论", choices=[("", "请选择"), *Petition.Verdict.choices])
    concluded_on = today("结论日期")
    findings = long_text("查明的情况和证据", 4000)
    answer = long_text("答复意见", 2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].help_text = "加密保存，不写入答复。"
        self.fields["answer"].help_text = "印在答复意见书上；不要写举报人以外的人的身份证号和电话。"


class OutcomeForm(OfficeForm):
    """Who or what, on what ground, with which paper; the responsible act judges it."""

    rows = (("target", "ground"), ("paper_number",))
    finding_fields = {
        "ground_unknown": "ground",
        "ground_paper_missing": "paper_number",
        "ground_not_reviewed": "ground",
        "paper_missing": "paper_number",
        "bar_unnamed": "ground",
    }
    target = forms.ChoiceField(label="对象")
    ground = forms.ChoiceField(label="依据")
    paper_number = text("文书的文号", 80, required=False, help_text="判决书、处分决定、认定文书等。")
    reason = long_text("理由", 200)

    def __init__(
        self, *args: Any, consequence: lending.Consequence, election: Election, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: Mapping[str, lending.Choices] = {
            "target": consequence.targets(election),
            "ground": consequence.grounds(election),
        }
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "请选择"), *found]


# ------------------------------------------------------------------ the township


class PetitionFilterForm(OfficeForm):
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("late", "已超期"), *Petition.State.choices],
    )
    village = forms.ChoiceField(label="村", required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        village = self.fields["village"]
        assert isinstance(village, forms.ChoiceField)
        rows = cycle.elections.order_by("village__code").values_list("pk", "village__name")
        village.choices = [("", "全部"), *((str(pk), name) for pk, name in rows)]


if TYPE_CHECKING:
    _OneElection = forms.ModelChoiceField[Election]
else:
    _OneElection = forms.ModelChoiceField


class VillageField(_OneElection):
    """An election, shown as its village."""

    def label_from_instance(self, obj: Election) -> str:
        return obj.village.name


def _villages_of(cycle: Cycle, field: forms.Field | None) -> None:
    if isinstance(field, VillageField):
        field.queryset = cycle.elections.select_related("village", "cycle").order_by("village__code")


class WatchForm(OfficeForm):
    rows = (("kind", "level"), ("happened_at", "until"), ("watcher", "election"))
    kind = forms.ChoiceField(label="种类", choices=WatchEntry.Kind)
    level = forms.ChoiceField(label="级别", choices=WatchEntry.Level)
    happened_at = forms.DateTimeField(label="时间", initial=timezone.localtime)
    until = forms.DateTimeField(label="值班到", required=False, help_text="值班盯网的填写交班时间。")
    watcher = text("值班人或者报告人", 60)
    election = VillageField(
        label="所涉村", queryset=Election.objects.none(), required=False, empty_label="全镇"
    )
    what = long_text("情况")
    done = long_text("处置", required=False)
    closed = forms.BooleanField(label="已经办结", required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _villages_of(cycle, self.fields.get("election"))


class VillageWatchForm(WatchForm):
    """For one village alone."""

    rows = (("kind", "level"), ("happened_at", "until"), ("watcher",))  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["election"]


class AccountabilityForm(OfficeForm):
    rows = (
        ("name", "duty"),
        ("about", "measure"),
        ("decided_by", "paper_number"),
        ("decided_on", "election"),
    )
    finding_fields = {"decided_later": "decided_on"}
    name = NameField(label="被追究人", max_length=40)
    duty = text("单位和职务", 80)
    about = forms.ChoiceField(label="事由", choices=Accountability.About)
    measure = forms.ChoiceField(label="方式", choices=Accountability.Measure)
    decided_by = text("决定机关", 60, help_text="作出决定的机关，不是登记的人。")
    paper_number = text("文书文号", 80, help_text="约谈记录、通知书或者决定的名称、文号。")
    decided_on = today("决定日期")
    election = VillageField(
        label="所涉村", queryset=Election.objects.none(), required=False, empty_label="全镇"
    )
    what = long_text("具体情况")
    scan = ScanField(label="文书扫描件", required=False)

    def __init__(self, *args: Any, cycle: Cycle, petition: Petition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _villages_of(cycle, self.fields.get("election"))
        if petition is not None:
            # The petition says which village.
            del self.fields["election"]


class RegisterForm(OfficeForm):
    kind = forms.ChoiceField(
        label="形式",
        choices=[("xlsx", "Excel"), ("pdf", "打印（PDF）")],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    with_content = forms.BooleanField(
        label="含信访人、反映的内容和查明的情况",
        required=False,
        help_text="不选的，只有编号、期限、承办人和结果。",
    )
    reason = text("用途", 100, required=False, help_text="含内容的必须写明；记入操作留痕。")


class CloseWatchForm(OfficeForm):
    closed_on = today("办结日期")
    done = long_text("处置")


class ReleaseForm(OfficeForm):
    rows = (("title", "channel"), ("drafted_by",))
    title = text("标题", 80)
    channel = text("发布渠道", 60, help_text="例如镇公众号、县融媒体中心。")
    drafted_by = PeopleField(label="供稿人", max_length=60)
    text = long_text("内容", 4000)


class DecideReleaseForm(OfficeForm):
    agreed = forms.TypedChoiceField(
        label="审核",
        choices=[("yes", "同意发布"), ("no", "不同意")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    decided_on = today("审核日期")
    opinion = text("审核意见", 200, required=False, help_text="不同意的写明理由。")


class ReleasedForm(OfficeForm):
    finding_fields = {"released_out_of_time": "released_on"}
    released_on = today("发布日期")
