"""What is typed at a desk or on a phone at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from election_office.core.forms import OfficeForm, RowsField
from election_office.core.http import numbers_in
from election_office.core.idnumbers import IdNumberError, parse_id_number
from election_office.core.name_fields import NameField
from election_office.law.words import GENERAL
from villages.models import Election, Group
from villages.models.people import Sex
from voters.desk.actions import Paper
from voters.forms import CONDITION_FIELDS, PaperFields
from voters.models import ContactAttempt, Registration

ACTS = {
    "register": "已登记",
    "declared": "已登记（外出，本人表示参加）",
    "deceased": "已登记去世",
    "moved": "已登记迁出",
    "deprived": "已登记依法被剥夺政治权利",
}


class DoorForm(OfficeForm):
    """One act about one person of a household; the buttons send ``act``. Laid out by hand."""

    act = forms.ChoiceField(label="办理", choices=list(ACTS.items()))
    declared_on = forms.DateField(label="本人表示参加的日期", required=False)
    died_on = forms.DateField(label="去世日期", required=False)
    confirmed = forms.BooleanField(label="已经选举委员会确认", required=False)
    reason = forms.CharField(label="变动事由", max_length=300, required=False)
    paper_number = forms.CharField(label="决定文号", max_length=60, required=False)

    @property
    def paper(self) -> Paper:
        return Paper(self.cleaned_data["reason"], self.cleaned_data["paper_number"])

    def sentences(self) -> list[str]:
        """Every refusal, to be shown beside the person."""
        return [str(message) for messages in self.errors.values() for message in messages]


class AwayForm(OfficeForm):
    """Who says that somebody lives elsewhere; and, where somebody tried to reach them, how and when."""

    rows = (("known_from",), ("how", "at"))
    known_from = forms.CharField(
        label="怎样得知", max_length=100, help_text="例如：家属说在东莞务工；邻居说已搬到县城。"
    )
    how = forms.ChoiceField(
        label="联系过本人的，方式",
        required=False,
        choices=[("", "没有联系本人"), *ContactAttempt.How.choices],
        help_text="没有联系的不选：没有人做过的联系不能记录。",
    )
    at = forms.DateTimeField(label="联系时间", required=False)


class QuickAddForm(PaperFields):
    """Somebody the office does not know yet. The number tells birth and sex when they are left empty."""

    rows = (("name", "id_number"), ("sex", "birth_date"), ("group", "household"), ("lives", "declared_on"))
    finding_fields = CONDITION_FIELDS | {
        "under_age": "birth_date",
        "registered_elsewhere": "id_number",
        "deprived_of_rights": "id_number",
        "not_declared": "declared_on",
    }
    name = NameField(widget=forms.TextInput(attrs={"autocomplete": "off"}))
    id_number = forms.CharField(
        label="公民身份号码", max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    sex = forms.ChoiceField(
        label="性别", choices=[("", "按身份证号"), *Sex.choices], required=False, help_text="可不填。"
    )
    birth_date = forms.DateField(label="出生日期", required=False, help_text="可不填，按身份证号。")
    group = forms.ModelChoiceField(label=GENERAL.group, queryset=Group.objects.none(), empty_label="请选择")
    household = forms.CharField(label="户号", max_length=20, required=False)
    lives = forms.ChoiceField(
        label=f"户籍在{GENERAL.here}，现在",
        choices=[("here", f"在{GENERAL.here}居住"), ("away", f"不在{GENERAL.here}居住")],
        widget=forms.RadioSelect,
        initial="here",
    )
    declared_on = forms.DateField(
        label="本人表示参加的日期", required=False, help_text=f"不在{GENERAL.here}居住的必须有本人表示。"
    )

    def __init__(self, *args: Any, election: Election, confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = election.village.groups.all()
        self.ask_for_paper(confirmed=confirmed)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("id_number"):
            return said
        try:
            number = parse_id_number(said["id_number"])
        except IdNumberError as error:
            raise ValidationError({"id_number": error.message}) from error
        said["sex"] = said.get("sex") or number.sex
        said["birth_date"] = said.get("birth_date") or number.birth_date
        declared = said.get("declared_on")
        if declared and declared > timezone.localdate():
            raise ValidationError({"declared_on": "本人表示参加的日期不能晚于今天。"})
        return said

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        lives_here, declared_on = said.pop("lives") == "here", said.pop("declared_on")
        conditions = {"declared": declared_on is not None, "declared_on": declared_on}
        return said | {"hukou_here": True, "lives_here": lives_here, "conditions": conditions}


class ContactForm(PaperFields):
    """One attempt to reach somebody. After confirmation a yes changes the roll and needs its paper."""

    rows = (("how", "at"),)
    finding_fields = CONDITION_FIELDS | {"not_declared": "answer"}
    how = forms.ChoiceField(label="方式", choices=ContactAttempt.How)
    at = forms.DateTimeField(label="时间", initial=timezone.now)
    answer = forms.ChoiceField(
        label="答复", choices=ContactAttempt.Answer, widget=forms.RadioSelect, initial="none"
    )
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="例如由谁转告、原话。")

    def __init__(self, *args: Any, confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_paper(confirmed=confirmed)
        for name in ("reason", "paper_number"):
            if name in self.fields:
                self.fields[name].required = False

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return said | {"paper": Paper(said.pop("reason", ""), said.pop("paper_number", ""))}


class DeadlineForm(OfficeForm):
    finding_fields = {"reply_too_soon": "reply_by", "reply_after_the_vote": "reply_by"}
    reply_by = forms.DateField(label="答复截止日期", help_text="当天仍可答复，过后才能按没有答复决定。")
    notice_number = forms.CharField(
        label="告知公告文号",
        max_length=80,
        required=False,
        help_text="已经另行公告的填文号；由本平台签发的留空。",
    )


class ChosenForm(OfficeForm):
    """Who was ticked, or everybody who may be decided on."""

    scope = forms.ChoiceField(
        label="范围", choices=[("chosen", "勾选的人"), ("all", "全部可以决定的人")], required=False
    )
    people = RowsField(label="人员", queryset=Registration.objects.none(), required=False)

    def __init__(self, *args: Any, rows: QuerySet[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = rows


class ResolutionForm(OfficeForm):
    """The committee's resolution about the people chosen on the page before."""

    rows = (("resolution_number", "resolved_on"),)
    resolution_number = forms.CharField(label="决议文号", max_length=60)
    resolved_on = forms.DateField(label="决议日期", initial=timezone.localdate)
    ids = forms.RegexField(regex=r"^\d+(,\d+)*$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        chosen = numbers_in(str(said.pop("ids")).split(","))
        rows = Registration.objects.filter(election=self.election, pk__in=chosen)
        return said | {"registrations": list(rows)}


class PutBackForm(PaperFields):
    rows = (("declared_on",),)
    finding_fields = CONDITION_FIELDS | {"not_declared": "declared_on"}
    declared_on = forms.DateField(label="本人表示参加的日期", initial=timezone.localdate)

    def __init__(self, *args: Any, confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label="恢复列入的理由", max_length=500, widget=forms.Textarea(attrs={"rows": "3"})
        )
        if confirmed:
            self.fields["paper_number"] = forms.CharField(label="决定文号", max_length=60)
