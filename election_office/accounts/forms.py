from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.validators import RegexValidator

from election_office.accounts import places
from election_office.accounts.models import User
from election_office.accounts.permissions import Duty, Permission
from election_office.accounts.rules import grantable_roles
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.core.name_fields import PeopleField


class LoginForm(AuthenticationForm):
    """Django's own form: it authenticates, and says the same for a wrong name and a wrong password."""

    username = forms.CharField(
        label="用户名",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": "用户名或密码不正确，请重新输入。连续输错5次将暂停登录。",
        "inactive": "此账号已停用，请联系镇换届办。",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_widgets(self)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        return helper


class OwnPasswordForm(OfficeForm):
    old = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = "".join(password_validators_help_texts())

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("现在的密码不正确。")
        return old

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "new" in cleaned and "again" in cleaned and cleaned["new"] != cleaned["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return cleaned


class PostForm(OfficeForm):
    """A role at a place, as far as the person filling it in may give any."""

    rows: Sequence[tuple[str, ...]] = (("role", "area_code", "unit"), ("duty",))
    finding_fields = {
        "role_level": "area_code", "area_out_of_reach": "area_code", "unit_missing": "unit",
        "duty_missing": "duty", "duty_of_officers": "duty", "duties_joined": "duty",
    }  # fmt: skip

    role = forms.ChoiceField(label="职责")
    area_code = forms.CharField(
        label="任职区划",
        max_length=12,
        validators=[RegexValidator(r"^\d{6}(\d{3}){0,2}$", "请填写6位、9位或12位区划代码。")],
        help_text="区划代码：县6位、乡镇9位、村12位。",
    )
    unit = forms.CharField(
        label="单位", max_length=40, required=False, help_text="联审单位须填写，其他职责可不填。"
    )

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        managed = manager.areas(Permission.STAFF_MANAGE)
        roles = [("", "请选择"), *((role.value, role.label) for role in grantable_roles(managed))]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]
        if settings.OFFICE_DUTIES_APART:
            self.fields["duty"] = forms.ChoiceField(
                label="分管",
                choices=[("", "请选择"), *Duty.choices],
                required=False,
                help_text="县、镇换届办的人员须选：系统、安全、审计、业务分由不同的人负责；其他职责不用选。",
            )
            prepare_widgets(self)
        offered = places.below(managed)
        if offered:
            self.fields["area_code"].widget = forms.Select(choices=[("", "请选择"), *offered])
            self.fields["area_code"].help_text = ""


class StaffCreateForm(PostForm):
    rows = (("username", "name", "phone"), ("role", "area_code", "unit"), ("duty",))

    username = forms.CharField(
        label="用户名",
        max_length=150,
        validators=[User.username_validator],
        help_text="登录用，字母、数字或汉字，不可重复。",
    )
    name = PeopleField(label="姓名", max_length=50)
    phone = forms.CharField(label="办公电话", max_length=20, required=False)


class StaffEditForm(OfficeForm):
    rows = (("name", "phone"),)

    name = PeopleField(label="姓名", max_length=50)
    phone = forms.CharField(label="办公电话", max_length=20, required=False)


class ConfirmForm(OfficeForm):
    """An act that needs no words, only a second click."""


class StaffSearchForm(OfficeForm):
    words = forms.CharField(label="姓名或用户名", required=False, max_length=50)
    area = forms.CharField(label="地区", required=False, max_length=12, help_text="区划代码，含下级。")
    ended = forms.BooleanField(label="只看已停用", required=False)

    def __init__(self, *args: Any, manager: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = places.below(manager.areas(Permission.STAFF_MANAGE))
        if offered:
            self.fields["area"].widget = forms.Select(choices=[("", "全部地区"), *offered])
            self.fields["area"].help_text = ""
