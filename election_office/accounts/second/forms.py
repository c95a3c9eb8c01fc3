from __future__ import annotations

from django import forms

from election_office.core.forms import OfficeForm


class CodeForm(OfficeForm):
    """The six digits the phone shows now."""

    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="手机上验证器显示的六位数字，半分钟换一次。",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class EnterForm(CodeForm):
    """The same at log-in, where a recovery code does as well."""

    code = forms.CharField(
        label="动态口令",
        max_length=20,
        help_text="手机上验证器显示的六位数字；手机不在身边的，填一个恢复码，例如ABCDE-FGHJK。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )
