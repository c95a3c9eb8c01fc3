"""What people may type about the electoral committee. Shape is checked here, law in rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from election_office.core.forms import OfficeForm, RowsField
from election_office.core.name_fields import NameField
from election_office.core.pickers import PersonPickerField
from election_office.law.words import GENERAL
from villages.committee import queries, rules
from villages.committee.actions import MeetingEntry
from villages.models import (
    CommitteeChange,
    CommitteeChoice,
    CommitteeMember,
    CommitteeNominee,
    Election,
    Person,
)
from villages.models.committee import ChosenBy

CALLED_HELP = f"{GENERAL.meeting}、{GENERAL.representatives}填发出会议通知的日期；分组推选的不填。"


def _choice_of(form: forms.Form, name: str) -> forms.ModelChoiceField[Person]:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    return field


class ChoiceForm(OfficeForm):
    rows = (("body",), ("called_on", "held_on"), ("seats", "secret"))
    finding_fields = {"called_after_held": "called_on"}
    body = forms.ChoiceField(label="推选方式", choices=ChosenBy)
    called_on = forms.DateField(label="会议通知日期", required=False, help_text=CALLED_HELP)
    held_on = forms.DateField(label="推选日期", help_text="分组推选的，填最后一个小组会议的日期。")
    seats = forms.IntegerField(label="推选人数", min_value=1, max_value=25)
    secret = forms.BooleanField(label="采用无记名投票", required=False, initial=True)

    def __init__(self, *args: Any, election: Election, choice: CommitteeChoice | None = None, **kwargs: Any):
        super().__init__(*args, row=choice, **kwargs)
        low, high = election.rulebook.value("ec_size_min"), election.rulebook.value("ec_size_max")
        most = f"、不超过{high}人" if high < 99 else ""
        self.fields["seats"].help_text = f"本地规定或者参考要求：不少于{low}人{most}，以单数为宜。"


class AttendanceForm(OfficeForm):
    """One line for the village's meeting, or one for each group where the groups choose."""

    def __init__(self, *args: Any, choice: CommitteeChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {row.group_id: row for row in choice.meetings.all()}
        groups = list(choice.election.village.groups.all())
        self.meetings = groups if choice.body == ChosenBy.GROUP_MEETINGS else [None]
        rows = []
        for group in self.meetings:
            key = str(group.number) if group else "village"
            row = held.get(group.pk if group else None)
            where = group.title if group else choice.meeting_title
            names = self._add_line(key, where, row)
            rows.append(names)
        if choice.body != ChosenBy.REPRESENTATIVES_MEETING:
            self.fields["by_households"] = forms.BooleanField(
                label="按户的代表计算",
                required=False,
                initial=any(row.by_households for row in held.values()),
                help_text=f"不勾选的，按年满十八周岁的{choice.election.words.people}人数计算。",
            )
        self.rows = tuple(rows)

    def _add_line(self, key: str, where: str, row: Any) -> tuple[str, str]:
        for name, label in (("eligible", "应到"), ("present", "实到")):
            self.fields[f"{name}_{key}"] = forms.IntegerField(
                label=f"{where}{label}",
                min_value=0 if name == "present" else 1,
                max_value=100000,
                initial=getattr(row, name) if row else None,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )
        return f"eligible_{key}", f"present_{key}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for group in self.meetings:
            key = str(group.number) if group else "village"
            eligible, present = data.get(f"eligible_{key}"), data.get(f"present_{key}")
            if eligible is not None and present is not None and present > eligible:
                self.add_error(f"present_{key}", f"实到{present}不能多于应到{eligible}。")
        return data

    def entries(self) -> list[MeetingEntry]:
        data = self.cleaned_data
        return [
            MeetingEntry(
                group=group,
                eligible=data[f"eligible_{group.number if group else 'village'}"],
                present=data[f"present_{group.number if group else 'village'}"],
                by_households=data.get("by_households", False),
            )
            for group in self.meetings
        ]


class NomineeForm(OfficeForm):
    person = PersonPickerField(label="姓名")
    votes = forms.IntegerField(label="得票", min_value=0, max_value=100000)
    passed_over = forms.CharField(
        label="不进入的原因",
        max_length=60,
        required=False,
        help_text="本人不愿担任等情形才填写；留空的按得票多少排列。",
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker = self.fields["person"]
        assert isinstance(picker, PersonPickerField)
        picker.bind(
            Person.objects.filter(village=election.village),
            reverse("villages:person_search", args=[election.pk]),
        )


class NomineeEditForm(OfficeForm):
    rows = (("votes", "tie_votes"),)
    votes = forms.IntegerField(label="得票", min_value=0, max_value=100000)
    tie_votes = forms.IntegerField(
        label="再次投票得票",
        min_value=0,
        max_value=100000,
        required=False,
        help_text="得票相同、再次投票的才填写。",
    )
    passed_over = forms.CharField(
        label="不进入的原因", max_length=60, required=False, help_text="例如“本人不愿担任”。"
    )

    def __init__(self, *args: Any, nominee: CommitteeNominee, **kwargs: Any) -> None:
        super().__init__(*args, row=nominee, **kwargs)


class SettleForm(OfficeForm):
    finding_fields = {"chair": "chair", "vice": "vices", "vice_unknown": "vices"}
    chair = forms.ModelChoiceField(label="主任", queryset=Person.objects.none(), required=False)
    vices = RowsField(
        label="副主任",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    accepted = forms.CharField(
        label="对提醒事项的说明",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="有提醒事项的，写明理由；没有的不填。",
    )

    def __init__(self, *args: Any, choice: CommitteeChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choice = choice
        entering = rules.elected(queries.ranked(queries.nominees(choice)), choice.seats)
        keys = [row.person for row in entering]
        if choice.purpose == CommitteeChoice.Purpose.FIRST:
            field = self.fields["vices"]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = Person.objects.filter(pk__in=keys)
            if not choice.election.rulebook.value("ec_has_deputy"):
                del self.fields["vices"]
        else:
            keys += [row.person_id for row in queries.serving(choice.election)]
            del self.fields["vices"]
            self.fields["chair"].help_text = "主任没有变动的不选。"
        _choice_of(self, "chair").queryset = Person.objects.filter(pk__in=keys)
        _choice_of(self, "chair").empty_label = "请选择"

    def values(self) -> dict[str, Any]:
        return {"vices": list(self.cleaned_data.get("vices", []))} | {
            name: self.cleaned_data[name] for name in ("chair", "accepted")
        }


class FilingForm(OfficeForm):
    rows = (("filed_on", "filed_paper"),)
    filed_on = forms.DateField(label="报镇备案日期", initial=timezone.localdate)
    filed_paper = forms.CharField(label="备案文号", max_length=60, help_text="村报送文件的文号或者登记号。")


class LeaveForm(OfficeForm):
    """Who leaves, why, and how the vacancy is filled."""

    rows = (("members",), ("ground", "absences"), ("happened_on", "fill"))
    finding_fields = {
        "nobody": "members",
        "not_due": "ground",
        "absence_unknown": "ground",
        "absences_few": "absences",
        "note_missing": "note",
        "line_empty": "fill",
        "line_first": "fill",
        "line_tied": "fill",
        "nobody_presides": "new_chair",
        "chair_outside": "new_chair",
    }
    members = forms.MultipleChoiceField(label="退出的成员", widget=forms.CheckboxSelectMultiple)
    ground = forms.ChoiceField(
        label="退出原因",
        choices=[
            ("due", "本人或者近亲属被提名"),
            ("absent", "连续缺席，视为退出"),
            ("resigned", "本人申请退出"),
            ("other", "其他原因"),
        ],
    )
    absences = forms.IntegerField(
        label="连续缺席次数", min_value=0, max_value=50, required=False, help_text="因缺席退出的才填写。"
    )
    happened_on = forms.DateField(label="退出日期", initial=timezone.localdate)
    fill = forms.ChoiceField(label="出缺的补法", choices=CommitteeChange.Fill)
    new_chair = forms.ModelChoiceField(
        label="新任主任",
        queryset=Person.objects.none(),
        required=False,
        empty_label="不变，或者由副主任主持",
        help_text="主任退出的，可以在退出、递补以后的成员中推选。",
    )
    note = forms.CharField(label="说明", max_length=300, required=False, help_text="其他原因须写明。")

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        due = {entry.person: entry for entry in queries.members_who_must_leave(election)}
        self.rows_of = queries.serving(election)
        kwargs.setdefault(
            "initial", {"members": [str(row.pk) for row in self.rows_of if row.person_id in due]}
        )
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(row.pk), self._label(row, due)) for row in self.rows_of]
        line = queries.line_of_succession(election, due)
        keys = [row.person_id for row in self.rows_of] + [row.person for row in line.people]
        _choice_of(self, "new_chair").queryset = Person.objects.filter(pk__in=keys)
        names = "、".join(f"{row.name}（{row.votes}票）" for row in list(line.people)[:3])
        self.fields["fill"].help_text = (
            f"依次递补的顺序：{names}。" if names else "原名单上没有可以递补的人。"
        )

    @staticmethod
    def _label(row: CommitteeMember, due: dict[int, rules.MustLeave]) -> str:
        why = f"，应当退出：{due[row.person_id].reason}" if row.person_id in due else ""
        return f"{row.person.name}（{row.get_role_display()}）{why}"

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        chosen = set(data.pop("members"))
        return data | {
            "members": [row for row in self.rows_of if str(row.pk) in chosen],
            "absences": data["absences"] or 0,
        }


class ChairForm(OfficeForm):
    rows = (("person", "happened_on"),)
    person = forms.ModelChoiceField(label="新任主任", queryset=Person.objects.none(), empty_label="请选择")
    happened_on = forms.DateField(label="推选日期", initial=timezone.localdate)
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [row.person_id for row in queries.serving(election) if row.role != "chair"]
        _choice_of(self, "person").queryset = Person.objects.filter(pk__in=keys)


class ObjectionForm(OfficeForm):
    rows = (("objector", "received_on"),)
    finding_fields = {"future": "received_on", "not_posted": "received_on"}
    objector = NameField(label="提出人", max_length=60)
    received_on = forms.DateField(label="收到日期", initial=timezone.localdate)
    what = forms.CharField(label="意见内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(OfficeForm):
    rows = (("upheld", "decided_on"),)
    upheld = forms.TypedChoiceField(
        label="结论",
        choices=[("1", "意见成立"), ("0", "意见不成立")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    decided_on = forms.DateField(label="答复日期", initial=timezone.localdate)
    answer = forms.CharField(label="答复内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
