"""How a ballot is printed."""

from __future__ import annotations

from typing import Any

from django import forms

from ballots.models import BallotDesign
from election_office.core.forms import OfficeForm
from election_office.law.words import GENERAL

PER_SHEET = [(1, "1张"), (2, "2张"), (4, "4张")]


class DesignForm(OfficeForm):
    """Shows what was decided, or the defaults with the rulebook's own void rules (``lines``)."""

    rows = (("form", "sheet"), ("per_sheet", "reserve_percent"))
    finding_fields = {"ballot_form": "form"}
    form = forms.ChoiceField(label="选票形式", choices=BallotDesign.Form, widget=forms.RadioSelect)
    sheet = forms.ChoiceField(label="纸张", choices=BallotDesign.Sheet, widget=forms.RadioSelect)
    per_sheet = forms.TypedChoiceField(
        label="每张纸印几张", coerce=int, choices=PER_SHEET, widget=forms.RadioSelect
    )
    reserve_percent = forms.IntegerField(
        label="备用票比例（%）",
        min_value=0,
        max_value=20,
        help_text="按登记参加选举的人数多印，用于写坏换发，填0到20。",
    )
    with_stub = forms.BooleanField(
        label="带编号票根", required=False, help_text="编号只印在票根上，发票时撕下，不登记领票人。"
    )
    void_rules = forms.CharField(
        label="无效票认定规则",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": "8"}),
        help_text="一行一条，随公告张贴。保存时逐条与适用的规则核对。",
    )
    accepted = forms.BooleanField(
        label=f"看过提示，仍按{GENERAL.here}的规则办理",
        required=False,
        help_text="只在保存后出现提示时勾选。与法律相抵触的规则，勾选也不能保存。",
    )

    def __init__(self, *args: Any, design: BallotDesign, lines: list[str], **kwargs: Any) -> None:
        names = ("form", "sheet", "per_sheet", "reserve_percent", "with_stub")
        initial = {name: getattr(design, name) for name in names}
        initial["void_rules"] = design.void_rules or "\n".join(lines)
        super().__init__(*args, row=design if design.pk else None, initial=initial, **kwargs)
