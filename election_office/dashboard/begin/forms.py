"""What the set-up asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from election_office.core.forms import OfficeForm
from election_office.core.name_fields import PeopleField
from election_office.law.words import GENERAL
from villages.divisions import TownshipEntry
from villages.place_forms import phone_field

USERNAME = RegexValidator(r"^[A-Za-z0-9_.-]{2,30}$", "用户名用2至30个字母或数字，例如“zhangsan”。")


class CodeForm(OfficeForm):
    code = forms.CharField(
        label="设立码",
        max_length=20,
        help_text="启动平台的终端窗口里显示，例如 ABCDE-FGHIJ。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )


class PlaceSearchForm(OfficeForm):
    q = forms.CharField(
        label="乡镇名称",
        max_length=40,
        required=False,
        help_text="可以加上市县，中间空一格，例如“临川 上顿渡”；也可以填9位区划代码。",
    )


class FoundingForm(OfficeForm):
    rows = (
        ("county_code", "county_name"),
        ("township_code", "township_name"),
        ("guidance_group", "office_name"),
        ("county_office", "phone"),
        ("name", "username"),
        ("password", "again"),
        ("second_name", "second_username"),
        ("supervisor_name", "supervisor_username"),
    )
    county_code = forms.RegexField(
        label="县的区划代码", regex=r"^\d{6}$", error_messages={"invalid": "县的区划代码是6位数字。"}
    )
    county_name = forms.CharField(label="县（市、区）", max_length=40)
    township_code = forms.RegexField(
        label="乡镇的区划代码", regex=r"^\d{9}$", error_messages={"invalid": "乡镇的区划代码是9位数字。"}
    )
    township_name = forms.CharField(label="乡镇（街道）", max_length=40)
    guidance_group = forms.CharField(
        label="选举指导机构全称",
        max_length=80,
        help_text=f"公告落款用，与公章一致，例如“某某镇{GENERAL.election}指导组”。",
    )
    office_name = forms.CharField(
        label="镇换届办全称",
        max_length=80,
        required=False,
        help_text="例如“某某镇村（社区）换届工作领导小组办公室”，可以以后再填。",
    )
    county_office = forms.CharField(label="县换届工作机构全称", max_length=80, required=False)
    phone = phone_field("镇换届办电话")
    other_code = forms.RegexField(
        label="乡镇的另一套区划代码",
        regex=r"^\d{9}$",
        required=False,
        help_text="民政部门和统计部门编的代码不同时填写，通常留空。",
        error_messages={"invalid": "乡镇的区划代码是9位数字。"},
    )
    name = PeopleField(label="您的姓名", max_length=50, help_text="镇换届办第一位经办人。")
    username = forms.CharField(label="您的用户名", validators=[USERNAME])
    password = forms.CharField(
        label="您的密码",
        strip=False,
        help_text="至少10位，不能全是数字，不能太常见。",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一次密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    second_name = PeopleField(
        label="第二位经办人姓名", max_length=50, help_text="重要事项要两个人办，例如核准名册的大改动。"
    )
    second_username = forms.CharField(label="第二位经办人用户名", validators=[USERNAME])
    supervisor_name = PeopleField(
        label="县换届办人员姓名",
        max_length=50,
        required=False,
        help_text="批准暂缓换届的人，可以不填；以后由县里在服务器上新建。",
    )
    supervisor_username = forms.CharField(label="县换届办人员用户名", required=False, validators=[USERNAME])

    def __init__(self, *args: Any, entry: TownshipEntry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            kwargs["initial"] = {
                "county_code": entry.county_code,
                "county_name": entry.county,
                "township_code": entry.code,
                "township_name": entry.name,
                "guidance_group": f"{entry.name}{GENERAL.election}指导组",
                "office_name": f"{entry.name}村（社区）换届工作领导小组办公室",
            }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", ValidationError("两次输入的密码不一致。"))
        given = [data.get(name) for name in ("username", "second_username", "supervisor_username")]
        named = [text for text in given if text]
        if len(set(named)) != len(named):
            self.add_error("second_username", ValidationError("几个账号的用户名不能相同。"))
        if bool(data.get("supervisor_name")) != bool(data.get("supervisor_username")):
            self.add_error("supervisor_username", ValidationError("县换届办人员的姓名和用户名要一并填写。"))
        return data

    def values(self) -> dict[str, Any]:
        return {key: value for key, value in self.cleaned_data.items() if key != "again"}
