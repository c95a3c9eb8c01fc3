"""What people may type about objections. Shape is checked here, law in rules."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q
from django.urls import reverse
from django.utils import timezone

from election_office.core.attachments import AttachmentField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField
from election_office.core.pickers import PersonPickerField
from election_office.law.dates import cn_date
from election_office.law.words import GENERAL
from villages.models import Election, Group
from villages.models.people import Sex
from voters.forms import ConditionsForm, RegistrationForm, describe
from voters.models import Objection, Registration, RollVersion
from voters.objections.actions import Change


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Model) -> str:
        assert isinstance(obj, RollVersion)
        assert obj.document is not None
        day = obj.document.fully_posted_on
        hung = f"{cn_date(day)}公布" if day else "尚未全部张贴"
        return f"第{obj.number}版 {obj.get_kind_display()}（{hung}）"


def search_url(election: Election) -> str:
    return reverse("voters:objection_person_search", args=[election.pk])


class ObjectionForm(OfficeForm):
    """Who objects, about whom, what should be done, when and how it came in."""

    rows = (("received_at", "how"), ("objector_name", "contact"), ("about_name", "claim"))
    finding_fields = {
        "before_posting": "received_at",
        "too_late": "received_at",
        "not_written": "how",
        "already_on_roll": "claim",
        "not_on_roll": "claim",
    }
    version = VersionField(label="针对哪一版名单", queryset=RollVersion.objects.none(), empty_label=None)
    received_at = forms.DateTimeField(label="收到时间", initial=timezone.now)
    how = forms.ChoiceField(label="提出方式", choices=Objection.How, widget=forms.RadioSelect)
    objector_name = NameField(label="申诉人")
    contact = forms.CharField(label="联系电话", max_length=20, required=False, help_text="加密保存。")
    objector = PersonPickerField(
        label="申诉人在名单上的登记", required=False, describe=describe, help_text="在名单上的，可查找选定。"
    )
    about_name = NameField(label="所涉人员姓名")
    claim = forms.ChoiceField(label="申诉事项", choices=Objection.Claim)
    about = PersonPickerField(
        label="所涉人员的登记",
        required=False,
        describe=describe,
        help_text="在名单上或者待定、不列入的，查找选定；名单上没有的，只填姓名。",
    )
    text = forms.CharField(label="申诉理由", max_length=2000, widget=forms.Textarea)
    paper_file = AttachmentField(label="申诉书", required=False)
    field_order = (
        "version", "received_at", "how", "objector_name", "contact", "objector", "about_name", "claim",
        "about", "text", "paper_file",
    )  # fmt: skip

    def __init__(self, *args: Any, election: Election, versions: list[RollVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = self.fields["version"]
        assert isinstance(version, forms.ModelChoiceField)
        version.queryset = RollVersion.objects.filter(pk__in=[row.pk for row in versions]).order_by(
            "-number"
        ).without_entries().select_related("document")  # fmt: skip
        if versions:
            self.initial.setdefault("version", versions[0].pk)
        for name in ("objector", "about"):
            field = self.fields[name]
            assert isinstance(field, PersonPickerField)
            field.bind(Registration.objects.filter(election=election).with_people(), search_url(election))

    def clean_contact(self) -> str:
        contact = str(self.cleaned_data["contact"]).strip()
        if contact and not re.fullmatch(r"[0-9+\- ]{5,20}", contact):
            raise ValidationError("电话只填数字，例如 13900000000。")
        return contact

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        objector: Registration | None = said.pop("objector")
        return said | {"objector": objector.person if objector else None}


class PersonForm(OfficeForm):
    about = PersonPickerField(label="所涉人员的登记", describe=describe)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about"]
        assert isinstance(field, PersonPickerField)
        field.bind(Registration.objects.filter(election=election).with_people(), search_url(election))


class DecisionForm(OfficeForm):
    """The committee's decision; the change it makes to the roll stands in a second form."""

    rows = (("decided_on", "decision_number"),)
    finding_fields = {
        "decided_before_received": "decided_on",
        "decided_in_future": "decided_on",
        "dated_back": "decision_file",
        "paper_missing": "decision_number",
    }
    decided_on = forms.DateField(label="决定日期", initial=timezone.localdate)
    decision_number = forms.CharField(
        label="决定文号", max_length=60, help_text="处理决定书和补充公告都用这个文号。"
    )
    text = forms.CharField(
        label="查明的情况和理由",
        max_length=2000,
        widget=forms.Textarea,
        help_text="将在处理决定书中公布，不要写身份证号和电话。",
    )
    decision_file = AttachmentField(
        label="委员会签字的决定",
        required=False,
        help_text="照片或者PDF，不超过10MB；补登过期作出的决定必须附。",
    )


class CorrectionForm(OfficeForm):
    """What the roll should say. Filled with what it says now."""

    rows = (("name", "sex"), ("birth_date", "group"))
    name = NameField()
    sex = forms.ChoiceField(label="性别", choices=Sex, widget=forms.RadioSelect)
    birth_date = forms.DateField(label="出生日期")
    group = forms.ModelChoiceField(label=GENERAL.group, queryset=Group.objects.none(), required=False)

    def __init__(self, *args: Any, about: Registration, **kwargs: Any) -> None:
        person = about.person
        kwargs["initial"] = {
            "name": person.name,
            "sex": person.sex,
            "birth_date": person.birth_date,
            "group": about.group_id,
        }
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = about.election.village.groups.all()


class UpholdForm(DecisionForm):
    """The decision, and in a second form what exactly changes: None where nothing is to be asked."""

    def __init__(self, *args: Any, objection: Objection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.change = _change_form(objection, self.data if self.is_bound else None)

    def is_valid(self) -> bool:
        change = self.change is None or self.change.is_valid()
        return super().is_valid() and change

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"change": _change_of(self.change)}


def _change_form(objection: Objection, data: Any) -> OfficeForm | None:
    election, about = objection.election, objection.about
    options: dict[str, Any] = {"prefix": "change"}
    if objection.claim == Objection.Claim.ADD and about is None:
        form: OfficeForm = RegistrationForm(
            data,
            election=election,
            confirmed=False,
            initial={"name": objection.about_name},
            **options,
        )
    elif objection.claim == Objection.Claim.ADD:
        assert about is not None
        here = {"hukou_here": _flag(about.hukou_here), "lives_here": _flag(about.lives_here)}
        form = ConditionsForm(data, book=election.rulebook, confirmed=False, initial=here, **options)
    elif objection.claim == Objection.Claim.CORRECT and about is not None:
        form = CorrectionForm(data, about=about, **options)
    else:
        return None
    return form


def _flag(value: bool | None) -> str:
    return "0" if value is False else "1"


def _change_of(form: OfficeForm | None) -> Change:
    if isinstance(form, ConditionsForm):
        return Change(registration=form.arguments())
    if isinstance(form, CorrectionForm):
        return Change(corrected=dict(form.cleaned_data))
    return Change()


class ObjectionFilter(OfficeForm):
    """Which objections to look at; read from the address."""

    q = forms.CharField(label="查找", required=False, max_length=40, help_text="姓名或者受理编号。")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *Objection.State.choices])
    claim = forms.ChoiceField(label="事项", required=False, choices=[("", "全部"), *Objection.Claim.choices])
    time = forms.ChoiceField(
        label="期限",
        required=False,
        choices=[("", "全部"), ("in", "期内收到"), ("late", "逾期收到"), ("decided_late", "逾期决定")],
    )

    def narrow(self, rows: Any) -> Any:
        said = self.cleaned_data if self.is_valid() else {}
        rows = rows.matching(said.get("q", ""))
        for name in ("state", "claim"):
            if said.get(name):
                rows = rows.filter(**{name: said[name]})
        match said.get("time"):
            case "in":
                rows = rows.filter(in_time=True)
            case "late":
                rows = rows.filter(in_time=False)
            case "decided_late":
                open_late = Q(state="received", due_on__lt=timezone.localdate())
                rows = rows.filter(Q(decided_on__gt=F("due_on")) | open_late)
        return rows

    @property
    def is_filtering(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())
