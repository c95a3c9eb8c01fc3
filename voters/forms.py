"""What people may type about the roll and proxies. Shape is checked here, law in rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from election_office.core.attachments import AttachmentField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField, PeopleField
from election_office.core.names import spellings
from election_office.core.pickers import Found, PersonPickerField
from election_office.core.pinyin import pinyin_initials
from election_office.law.relations import RELATION_LABELS
from election_office.law.rulebooks import Rulebook
from election_office.law.words import GENERAL
from villages import numbers
from villages.models import Election, Group
from villages.models.people import Sex
from voters.imports.codes import title_of
from voters.imports.limits import MAX_BYTES
from voters.models import Proxy, Registration, RollChange, RollFinding

YES_NO = [("1", "是"), ("0", "否")]
COMMITTEE = GENERAL.committee
VANISHED, UNCHANGED = "vanished", "unchanged"
MOST_NAMES = 900


def describe(row: Model) -> Found:
    """A voter as the pickers show them: name, group, end of the ID number. Short, for telephones."""
    assert isinstance(row, Registration)
    return Found(str(row.pk), row.person.name, f"{row.place} {row.person.id_masked}".strip())


def yes_no(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        **kwargs,
    )


class UploadForm(OfficeForm):
    file = forms.FileField(
        label="名册文件",
        help_text=f"Excel（.xlsx、.xls）或者 CSV，不超过{MAX_BYTES // 1024 // 1024}MB。先试读，不写入名单。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    partial = forms.BooleanField(
        label=f"只是部分{GENERAL.people}的名册",
        required=False,
        help_text="分组、分批上传时勾选：只新增和更正，不把名册以外的人标为“本次名册中没有”。",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"文件超过{MAX_BYTES // 1024 // 1024}MB，请按村或按组分成几个文件。")
        return file


class FindingFilter(OfficeForm):
    """Which findings of a trial to look at. Its fields are read from the address."""

    level = forms.ChoiceField(
        label="处理", required=False, choices=[("", "全部"), *RollFinding.Level.choices]
    )
    code = forms.ChoiceField(label="问题", required=False)

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *((code, title_of(code)) for code in codes)]

    def narrow(self, findings: QuerySet[RollFinding]) -> QuerySet[RollFinding]:
        said = self.cleaned_data if self.is_valid() else {}
        for name in ("level", "code"):
            if said.get(name):
                findings = findings.filter(**{name: said[name]})
        return findings


class ChangeFilter(OfficeForm):
    """Which people of a file's changes to look at. Its fields are read from the address."""

    kind = forms.ChoiceField(
        label="变动", required=False, choices=[*RollChange.Kind.choices, (UNCHANGED, "未变动")]
    )
    q = forms.CharField(
        label="查找", required=False, max_length=40, help_text="姓名、拼音首字母或者身份证号后四位。"
    )

    def narrow(self, changes: QuerySet[RollChange], unchanged: Any) -> QuerySet[Any]:
        """Of the kind asked for: rows of changes, or registrations that stay as they are."""
        said = self.cleaned_data if self.is_valid() else {}
        words = said.get("q", "").strip()
        if said.get("kind") == UNCHANGED:
            return cast(QuerySet[Any], unchanged.matching(words))
        rows = changes.filter(kind=said.get("kind") or RollChange.Kind.ADDED)
        return rows.filter(_change_named(words, rows)) if words else rows


def _change_named(words: str, rows: QuerySet[RollChange]) -> Q:
    """As ``person_named`` does, of people a file tells of: whoever is new has no record to look in yet."""
    found = Q(pk__in=[])
    for spelling in spellings(words):
        found |= Q(name__contains=spelling)
    if words.isascii() and words.isalnum():
        if len(words) == 4:
            found |= Q(id_tail_hash__in=numbers.tail_hashes(numbers.seen_villages(), words))
        letters = words.lower()
        names = set(rows.order_by().values_list("name", flat=True))
        found |= Q(
            name__in=[
                name
                for name in names
                if any(reading.startswith(letters) for reading in pinyin_initials(name).split())
            ][:MOST_NAMES]
        )
    return found


class KeepForm(OfficeForm):
    """Why somebody whom the last file does not name stays."""

    reason = forms.CharField(
        label="核实情况",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如向谁核实、因何没有列入名册；写入留痕。",
    )


class RollFilter(OfficeForm):
    """The roll's own filter bar."""

    q = forms.CharField(
        label="查找",
        required=False,
        max_length=40,
        help_text="姓名、拼音首字母、身份证号后四位或者序号。",
    )
    group = forms.ChoiceField(label=GENERAL.group, required=False)
    status = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), *Registration.Status.choices, (VANISHED, "本次名册中没有")],
    )
    roll_class = forms.ChoiceField(label="类别", required=False)

    def __init__(self, *args: Any, groups: list[Group], kind: str = "village", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = self.fields["roll_class"]
        assert isinstance(classes, forms.ChoiceField)
        classes.choices = [("", "全部"), *Registration.classes_of(kind)]
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "全部"), *((str(group.pk), group.title) for group in groups), ("none", "未分组"),
        ]  # fmt: skip

    def narrow(self, rows: Any) -> Any:
        said = self.cleaned_data if self.is_valid() else {}
        rows = rows.matching(said.get("q", ""))
        if said.get("status") == VANISHED:
            rows = rows.vanished()
        elif said.get("status"):
            rows = rows.filter(status=said["status"])
        if said.get("roll_class"):
            rows = rows.filter(roll_class=said["roll_class"])
        if said.get("group"):
            none = said["group"] == "none"
            rows = rows.filter(group__isnull=True) if none else rows.filter(group_id=said["group"])
        return rows

    @property
    def is_filtering(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


class PaperFields(OfficeForm):
    """After confirmation every change carries its reason and the decision's number."""

    confirmed = False

    def ask_for_paper(self, *, confirmed: bool) -> None:
        self.confirmed = confirmed
        if not confirmed:
            return
        self.fields["reason"] = forms.CharField(
            label="变动事由", max_length=500, help_text="名单已经确认，事由写入补充公告的依据。"
        )
        self.fields["paper_number"] = forms.CharField(
            label="决定文号", max_length=60, help_text=f"{GENERAL.committee}作出决定的文号。"
        )


CONDITION_FIELDS = {
    "not_declared": "declared",
    "outsider_too_short": "lives_since",
    "outsider_no_application": "declared",
    "outsider_no_consent": "meeting_consent",
    "meeting_quorum": "meeting_present",
    "meeting_majority": "meeting_in_favour",
    "meeting_impossible": "meeting_in_favour",
    "outsider_no_duties": "does_duties",
    "outsider_no_certificate": "has_certificate",
    "resident_too_short": "lives_since",
    "worker_too_short": "works_since",
    "worker_no_application": "declared",
    "worker_not_confirmed": "committee_confirmed",
    "extra_class_unconfirmed": "extra_class",
    "not_of_this_village": "hukou_here",
    "reason_missing": "reason",
    "paper_missing": "paper_number",
}


MEETING = ("meeting_kind", "meeting_eligible", "meeting_present", "meeting_in_favour")


class ConditionsForm(PaperFields):
    """Where somebody is registered and lives, and what §16 asks of those who are not both here."""

    finding_fields = CONDITION_FIELDS
    rows: Sequence[tuple[str, ...]] = (
        ("hukou_here", "lives_here"),
        ("declared", "meeting_consent"),
        ("meeting_kind", "meeting_eligible", "meeting_present", "meeting_in_favour"),
        ("lives_since", "works_since"),
    )
    hukou_here = yes_no(f"户籍在{GENERAL.here}", initial="1")
    lives_here = yes_no(f"在{GENERAL.here}居住", initial="1")
    declared = forms.BooleanField(
        label="本人表示参加（申请）",
        required=False,
        help_text=f"户籍在{GENERAL.here}不在村居住的、户籍不在{GENERAL.here}的，都要。",
    )
    meeting_consent = forms.BooleanField(
        label=f"{GENERAL.meeting}或者{GENERAL.representatives}同意",
        required=False,
        help_text=f"户籍不在{GENERAL.here}的人要。",
    )
    meeting_kind = forms.ChoiceField(
        label="哪一种会议",
        required=False,
        choices=[
            ("", "没有开会"),
            ("villager_meeting", GENERAL.meeting),
            ("representatives_meeting", GENERAL.representatives),
        ],
    )
    meeting_eligible = forms.IntegerField(label="应到人数", required=False, min_value=1)
    meeting_present = forms.IntegerField(label="实到人数", required=False, min_value=0)
    meeting_in_favour = forms.IntegerField(label="同意人数", required=False, min_value=0)
    lives_since = forms.DateField(
        label=f"何时起在{GENERAL.here}居住",
        required=False,
        help_text=f"户籍不在{GENERAL.here}的人要；须连续居住。",
    )
    works_since = forms.DateField(
        label=f"何时起从事{GENERAL.affairs}工作",
        required=False,
        help_text=f"户籍不在{GENERAL.here}的人，没有在村居住满一年的填。",
    )

    def __init__(self, *args: Any, book: Rulebook, confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = book.value("class_c_rule")
        if book.kind == "community":
            self._ask_a_resident(book)
        self._add_local(rule, book)
        self.ask_for_paper(confirmed=confirmed)

    def _ask_a_resident(self, book: Rulebook) -> None:
        """A community asks everybody for the statement, and a community worker for the confirmation."""
        words = book.words
        for name, label, help_text in (
            ("hukou_here", f"户籍在{words.here}", ""),
            ("lives_here", f"在{words.here}常住", ""),
            ("declared", "本人表示参加（申请）", "每个人都要；没有表示参加的不登记。"),
            ("lives_since", f"何时起在{words.here}常住", "户籍不在本社区的人填。"),
            ("works_since", f"何时起在{words.here}担任社区工作者", "户籍和住处都不在本社区的社区工作者填。"),
        ):
            self.fields[name].label, self.fields[name].help_text = label, help_text
        # No meeting agrees to a community worker; the committee confirms.
        for name in ("meeting_consent", *MEETING):
            del self.fields[name]
        self.fields["committee_confirmed"] = _tick(f"{words.committee}已确认（社区工作者）")
        remaining = (tuple(name for name in row if name in self.fields) for row in self.rows)
        self.rows = [*(row for row in remaining if row), ("committee_confirmed",)]

    def _add_local(self, rule: dict[str, Any], book: Rulebook) -> None:
        wanted = (
            (
                "any_work",
                "any_work_since",
                forms.DateField(label=f"何时起在{GENERAL.here}工作", required=False),
            ),
            ("stable_residence", "stable_residence", _tick("居住合法稳定")),
            ("duties", "does_duties", _tick(f"履行{GENERAL.people}义务")),
            ("certificate", "has_certificate", _tick("有户籍所在地未登记的证明")),
        )
        for key, name, field in wanted:
            if rule[key]:
                self.fields[name] = field
        extra = book.value("extra_roll_classes")
        if extra:
            choices = [("", "不属于"), *((item["code"], item["label"]) for item in extra)]
            self.fields["extra_class"] = forms.ChoiceField(
                label="地方规定的其他人员", required=False, choices=choices
            )
            self.fields["committee_confirmed"] = _tick(f"{GENERAL.committee}已确认")

    def clean(self) -> dict[str, Any]:
        """Who ticks the consent writes down the meeting that gave it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("meeting_consent"):
            for name in MEETING:
                if said.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, "请按会议记录填写。")
        return said

    def arguments(self) -> dict[str, Any]:
        """What the actions on a registration take, sorted into their arguments."""
        said = dict(self.cleaned_data)
        taken = {name: said.pop(name) for name in ("hukou_here", "lives_here")}
        for name in ("extra_class", "reason", "paper_number"):
            if name in said:
                taken[name] = said.pop(name)
        names = ("declared", "meeting_consent", "lives_since", "works_since", "any_work_since",
                 "stable_residence", "does_duties", "has_certificate", "committee_confirmed",
                 *MEETING)  # fmt: skip
        taken["conditions"] = {name: said[name] for name in names if said.get(name) not in (None, "", False)}
        return taken


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class RegistrationForm(ConditionsForm):
    """One person at the desk."""

    rows = (
        ("name", "id_number"),
        ("sex", "birth_date"),
        ("group", "household"),
        ("phone", "address"),
        *ConditionsForm.rows,
    )
    finding_fields = CONDITION_FIELDS | {
        "under_age": "birth_date",
        "registered_elsewhere": "id_number",
        "deprived_of_rights": "id_number",
    }
    name = NameField()
    id_number = forms.CharField(
        label="公民身份号码",
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="18位。加密保存，页面上只显示部分。",
    )
    sex = forms.ChoiceField(label="性别", choices=Sex, widget=forms.RadioSelect)
    birth_date = forms.DateField(label="出生日期")
    group = forms.ModelChoiceField(
        label=GENERAL.group, queryset=Group.objects.none(), required=False, empty_label="未分组"
    )
    household = forms.CharField(label="户号", max_length=20, required=False)
    phone = forms.CharField(label="联系电话", max_length=20, required=False)
    address = forms.CharField(label="住址", max_length=120, required=False)
    field_order = ("name", "id_number", "sex", "birth_date", "group", "household", "phone", "address")

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, book=election.rulebook, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = election.village.groups.all()

    def arguments(self) -> dict[str, Any]:
        person = {name: self.cleaned_data[name] for name in self.field_order}
        return person | super().arguments()


class RemovalForm(OfficeForm):
    """Leaving somebody off, or striking a voter off: ground, reason, who decided, on what paper."""

    rows = (("ground", "decided_by"), ("decided_on", "paper_number"))
    finding_fields = {
        "ground_unknown": "ground",
        "conditions_met": "ground",
        "no_objection_upheld": "ground",
        "not_confirmed": "decided_by",
        "reason_missing": "reason",
        "paper_missing": "paper_number",
    }
    ground = forms.ChoiceField(label="情形")
    decided_by = forms.CharField(label="由谁决定", max_length=60, initial=COMMITTEE)
    decided_on = forms.DateField(label="决定日期", initial=timezone.localdate)
    paper_number = forms.CharField(label="决定文号", max_length=60, required=False)
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea,
        help_text="写明事实和材料，本人可以据此申诉。",
    )
    paper_file = AttachmentField(label="决定或者证明材料", required=False)

    def __init__(self, *args: Any, grounds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "请选择"), *grounds]


CANCEL_GROUNDS = [
    ("deceased", "死亡"),
    ("moved", f"户籍迁出且不在{GENERAL.here}居住"),
    ("deprived", "依照法律被剥夺政治权利"),
    ("elsewhere", "在其他村登记参加选举"),
    ("doubled", "重复登记"),
    ("mistake", "登记有误，不符合登记条件"),
    ("own_request", "本人书面申请退出"),
    ("objection", "申诉处理决定"),
]


def leave_off_grounds(book: Rulebook) -> list[tuple[str, str]]:
    """The rulebook's grounds, and the plain one: a condition of registration is not met."""
    return [
        ("conditions", "不符合登记条件（没有表示参加、没有经会议同意等）"),
        *((ground["code"], ground["label"]) for ground in book.value("rolloff_grounds")),
    ]


def ground_label(registration: Registration, book: Rulebook) -> str:
    labels = dict(CANCEL_GROUNDS) | dict(leave_off_grounds(book))
    return labels.get(registration.ground, registration.ground)


class CorrectionForm(PaperFields):
    finding_fields = {"reason_missing": "reason", "paper_missing": "paper_number"}
    rows = (("group", "note"),)
    group = forms.ModelChoiceField(
        label=GENERAL.group, queryset=Group.objects.none(), required=False, empty_label="未分组"
    )
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args: Any, registration: Registration, confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, row=registration, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = registration.election.village.groups.all()
        self.ask_for_paper(confirmed=confirmed)
        if not confirmed:
            self.fields["reason"] = forms.CharField(label="更正理由", max_length=500)


class SupplementForm(OfficeForm):
    finding_fields = {"reason_missing": "reason", "paper_missing": "decision_number"}
    reason = forms.CharField(label="变动事由", max_length=500)
    decision_number = forms.CharField(label="决定文号", max_length=60)


class PaperSizeForm(OfficeForm):
    paper_size = forms.ChoiceField(
        label="纸张",
        choices=[("A4", "A4（分页张贴）"), ("A3", "A3（大字，少分页）")],
        widget=forms.RadioSelect,
        initial="A4",
    )


class ProxyForm(OfficeForm):
    """Who asks whom; both are found on the roll."""

    rows = (
        ("principal",),
        ("agent",),
        ("ground", "detail"),
        ("relation", "form"),
        ("witnesses", "id_copy_kept"),
        ("card_taken_back",),
    )
    finding_fields = {
        "principal_not_registered": "principal",
        "principal_has_proxy": "principal",
        "principal_has_voted": "principal",
        "principal_is_agent": "principal",
        "ground_not_allowed": "ground",
        "agent_not_registered": "agent",
        "agent_is_principal": "agent",
        "agent_not_relative": "agent",
        "agent_full": "agent",
        "agent_is_candidate": "agent",
        "agent_gave_proxy": "agent",
        "not_written": "witnesses",
        "card_not_returned": "card_taken_back",
    }
    principal = PersonPickerField(label=f"委托人（不能到场的{GENERAL.voter_short}）", describe=describe)
    agent = PersonPickerField(label=f"受委托人（代为投票的{GENERAL.voter_short}）", describe=describe)
    ground = forms.ChoiceField(label="委托原因", choices=Proxy.Ground)
    detail = forms.CharField(label="原因说明", max_length=120, required=False, help_text="例如在何地务工。")
    relation = forms.ChoiceField(
        label="受委托人是委托人的",
        required=False,
        choices=[("", f"其他{GENERAL.people}"), *RELATION_LABELS.items()],
        help_text="已登记近亲属关系的，以登记为准。",
    )
    form = forms.ChoiceField(label="委托形式", choices=Proxy.Form)
    witnesses = PeopleField(
        label="电话委托接听人",
        max_length=80,
        required=False,
        help_text="电话委托的，填两名以上免提接听并在记录上签字的选举委员会成员。",
    )
    id_copy_kept = forms.BooleanField(label="电话委托：已留存委托人身份证复印件并核对号码", required=False)
    card_taken_back = forms.BooleanField(label=f"已收回委托人的{GENERAL.card}件", required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        voters = Registration.objects.filter(election=election).registered()
        for name in ("principal", "agent"):
            field = self.fields[name]
            assert isinstance(field, PersonPickerField)
            field.bind(voters, reverse("voters:person_search", args=[election.pk]))
