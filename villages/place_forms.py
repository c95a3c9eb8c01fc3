"""What people may type about places: townships, villages, groups. Shape is checked here, law in rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from election_office.core.forms import OfficeForm, ReasonForm
from election_office.core.name_fields import PeopleField
from election_office.law.words import GENERAL
from villages.models import County, Group, Township, Village

CODE_FIELDS = {
    "code_elsewhere": "code",
    "code_of_other_book": "code",
    "codes_equal": "other_code",
    "future": "ended_on",
    "into_itself": "into",
    "elsewhere": "into",
}
PHONE = r"^[0-9][0-9 -]{5,18}[0-9]$"


def code_field(**more: Any) -> forms.RegexField:
    return forms.RegexField(
        label=more.pop("label", "区划代码"),
        regex=r"^\d{12}$",
        error_messages={"invalid": "村的区划代码是12位数字。"},
        **more,
    )


def phone_field(label: str) -> forms.RegexField:
    return forms.RegexField(
        label=label,
        regex=PHONE,
        required=False,
        max_length=20,
        error_messages={"invalid": "电话请只填数字，可以带空格和短横，例如 0794-8123456。"},
    )


class VillageForm(OfficeForm):
    """A village as its first form asks for it, or what of it a clerk may change later."""

    rows = (
        ("code", "kind"),
        ("name", "body_name"),
        ("population", "households"),
        ("leader", "leader_phone"),
        ("notice_place", "other_code"),
        ("founded_on",),
    )
    finding_fields = CODE_FIELDS
    code = code_field(help_text="12位数字。")
    kind = forms.ChoiceField(label="类别", choices=Village.Kind)
    name = forms.CharField(label="村名", max_length=40, help_text="写全称，例如“东山村”。")
    body_name = forms.CharField(
        label="村（居）民委员会全称",
        max_length=60,
        required=False,
        help_text=f"与公章一致，例如“东山村{GENERAL.body}”；留空按“村名＋{GENERAL.body}”。",
    )
    population = forms.IntegerField(label="户籍人口", min_value=0, help_text="决定职数标准。")
    households = forms.IntegerField(label="户数", min_value=0)
    leader = PeopleField(label="负责人", max_length=40, required=False)
    leader_phone = phone_field("负责人电话")
    notice_place = forms.CharField(label="村公告栏地点", max_length=80, initial=f"{GENERAL.body}公告栏")
    other_code = code_field(
        label="另一套区划代码", required=False, help_text="民政和统计编码不同时填写，通常留空。"
    )
    founded_on = forms.DateField(
        label="区划调整设立的批准日期",
        required=False,
        help_text="因撤并、分设新成立的填写，用来核对第一次选举的期限；其他的留空。",
    )

    def __init__(
        self,
        *args: Any,
        township: Township | None = None,
        **kwargs: Any,
    ) -> None:
        if township is not None:
            # Nine of the twelve digits are known: nobody types them thirty times.
            kwargs["initial"] = {"code": township.code}
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = False
        if self.row is not None:
            for name in ("code", "kind", "name", "body_name", "other_code"):
                del self.fields[name]

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Village.Kind.VILLAGE


class RenameForm(ReasonForm):
    rows = (("name", "body_name"),)
    name = forms.CharField(label="新村名", max_length=40)
    body_name = forms.CharField(
        label="村（居）民委员会全称", max_length=60, help_text="与公章一致，从今以后印在公告、证书上。"
    )
    field_order = ("name", "body_name", "reason")


class CodeForm(ReasonForm):
    rows = (("code", "other_code"),)
    finding_fields = CODE_FIELDS
    code = code_field()
    other_code = code_field(label="另一套区划代码", required=False)
    field_order = ("code", "other_code", "reason")


class MergeForm(ReasonForm):
    rows = (("into", "ended_on"),)
    finding_fields = CODE_FIELDS
    into = forms.ModelChoiceField(
        label="并入", queryset=Village.objects.none(), required=False, empty_label="撤销，不并入别的村"
    )
    ended_on = forms.DateField(label="批准日期")
    field_order = ("into", "ended_on", "reason")

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ended_on": timezone.localdate()}, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = village.township.villages.in_being().exclude(pk=village.pk)


class GroupsForm(OfficeForm):
    """The groups of a village, a row each: name, posting place, leader, telephone."""

    columns = ("name", "place", "leader", "phone")

    count = forms.IntegerField(
        label=f"{GENERAL.group}数",
        min_value=1,
        max_value=60,
        help_text="在这里只增不减；多建的空组在村页面上删除。",
    )

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.numbers = [group.number for group in groups]
        for group in groups:
            said = f"第{group.number}组"
            self.fields[f"name_{group.number}"] = forms.CharField(
                label=f"{said}组名", max_length=40, required=False
            )
            self.fields[f"place_{group.number}"] = forms.CharField(
                label=f"{said}张贴地点", max_length=80, required=False
            )
            self.fields[f"leader_{group.number}"] = forms.CharField(
                label=f"{said}组长", max_length=40, required=False
            )
            self.fields[f"phone_{group.number}"] = phone_field(f"{said}组长电话")
            for name in self.columns:  # the head of the column says it to whoever sees the table
                field = self.fields[f"{name}_{group.number}"]
                field.widget.attrs["aria-label"] = field.label
            self.fields[f"name_{group.number}"].widget.attrs["placeholder"] = group.title

    @property
    def table(self) -> list[tuple[Group, list[forms.BoundField]]]:
        """Each group with the fields of its row, in the order of the columns."""
        return [(group, [self[f"{name}_{group.number}"] for name in self.columns]) for group in self.groups]

    def values_of(self, row: Any) -> Mapping[str, Any]:
        groups = list(row.groups.all())
        values: dict[str, Any] = {"count": len(groups) or None}
        for group in groups:
            values |= {
                f"name_{group.number}": group.name,
                f"place_{group.number}": group.notice_place,
                f"leader_{group.number}": group.leader,
                f"phone_{group.number}": group.leader_phone,
            }
        return values

    def _column(self, name: str) -> dict[int, str]:
        return {number: self.cleaned_data[f"{name}_{number}"] for number in self.numbers}

    @property
    def places(self) -> dict[int, str]:
        return self._column("place")

    @property
    def names(self) -> dict[int, str]:
        return self._column("name")

    @property
    def leaders(self) -> dict[int, tuple[str, str]]:
        phones = self._column("phone")
        return {number: (name, phones[number]) for number, name in self._column("leader").items()}


class TownshipForm(OfficeForm):
    """What of a township an officer keeps: its name and what papers print."""

    rows = (("name", "phone"), ("guidance_group", "office_name"))
    name = forms.CharField(label="乡镇名称", max_length=40)
    guidance_group = forms.CharField(
        label="选举指导机构全称",
        max_length=80,
        required=False,
        help_text=f"公告落款用，例如“某某镇{GENERAL.body}换届选举指导组”；留空按乡镇名称自动生成。",
    )
    office_name = forms.CharField(
        label="换届办全称",
        max_length=80,
        required=False,
        help_text="例如“某某镇村（社区）换届工作领导小组办公室”。",
    )
    phone = phone_field("换届办电话")
    other_code = forms.RegexField(
        label="另一套区划代码",
        regex=r"^\d{9}$",
        required=False,
        help_text="民政和统计编的代码不同时填写，通常留空。",
        error_messages={"invalid": "乡镇的区划代码是9位数字。"},
    )


class NewTownshipForm(OfficeForm):
    rows = (("code", "name"), ("guidance_group", "phone"))
    code = forms.RegexField(
        label="区划代码", regex=r"^\d{9}$", error_messages={"invalid": "乡镇的区划代码是9位数字。"}
    )
    name = forms.CharField(label="乡镇名称", max_length=40)
    guidance_group = forms.CharField(label="选举指导机构全称", max_length=80, required=False)
    phone = phone_field("换届办电话")

    def __init__(self, *args: Any, county: County, **kwargs: Any) -> None:
        super().__init__(*args, initial={"code": county.code}, **kwargs)


class CountyForm(OfficeForm):
    rows = (("name", "office_name"),)
    name = forms.CharField(label="县（市、区）", max_length=40)
    office_name = forms.CharField(label="县换届工作机构全称", max_length=80, required=False)
