"""The township's colours and seals, and the draw from them."""

from __future__ import annotations

from django import forms

from ballots.models import BallotMark
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import NameField, PeopleField


class MarkForm(OfficeForm):
    rows = (("kind", "name"),)
    kind = forms.ChoiceField(label="类别", choices=BallotMark.Kind)
    name = forms.CharField(label="名称", max_length=40, help_text="例如“浅黄”“3号验票章”。")


class DrawForm(OfficeForm):
    rows = (("drawer", "witness"),)
    drawer = NameField(label="抽签人", max_length=40)
    witness = NameField(label="见证人", max_length=40, help_text="和抽签人不能是同一人。")


class RevealForm(OfficeForm):
    before = PeopleField(
        label="启封在场人", max_length=120, help_text="写姓名，用顿号隔开；应有总监票人在场。"
    )


class PrinterForm(OfficeForm):
    printer = NameField(
        label="印制负责人",
        max_length=40,
        help_text="只启封一次，记入操作记录；结果在投票日以前不得告诉村里。",
    )
