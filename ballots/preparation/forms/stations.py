"""What is typed about a place of voting and about the voters of a mobile box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from ballots.models import Station
from election_office.core.forms import OfficeForm
from election_office.law.words import GENERAL
from voters.models import Registration


def _assisted() -> forms.CharField:
    return forms.CharField(
        label=f"需要代写的{GENERAL.voter_short}",
        max_length=300,
        required=False,
        help_text=f"不识字或者因残疾不能填写的{GENERAL.voter_short}，姓名之间用顿号隔开；公布在代写人员名单上。没有的留空。",
    )


class PlaceForm(OfficeForm):
    """Booths of a fixed place."""

    booths = forms.IntegerField(
        label="秘密写票处（个）", min_value=0, max_value=50, help_text="每个会场、投票站至少一个。"
    )
    assisted = _assisted()

    def values_of(self, row: Station) -> dict[str, Any]:
        return {"booths": row.booths or None, "assisted": row.assisted}


class RouteForm(OfficeForm):
    """Where a mobile box goes, and when."""

    route = forms.CharField(
        label="流动路线和时间",
        max_length=200,
        widget=forms.Textarea,
        help_text="例如“上午八时从村部出发，经东片、敬老院，十时三十分前回到主会场”。",
    )
    assisted = _assisted()


class ApprovalForm(OfficeForm):
    rows = (("approval", "approved_on"),)
    approval = forms.CharField(label="乡镇批准文号", max_length=80, required=False)
    approved_on = forms.DateField(label="批准日期", required=False)


class MobileVotersForm(OfficeForm):
    """Voters of one reason: ticked among those found, or typed by number or name, one or many."""

    chosen = forms.TypedMultipleChoiceField(
        label=f"找到的{GENERAL.voter_short}", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    who = forms.CharField(
        label="序号或者姓名",
        required=False,
        widget=forms.Textarea,
        help_text="可以一次填多人，用顿号、空格或者换行隔开；重名的填名单序号。",
    )
    reason = forms.CharField(
        label="不能到站投票的原因",
        max_length=80,
        help_text="会张榜公布，写“行动不便”“卧病在家”即可，不写病名。",
    )

    def __init__(self, *args: Any, found: Sequence[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {row.pk: row for row in found}
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        if found:
            chosen.choices = [
                (pk, f"{row.serial or '未编号'}　{row}　{row.place}") for pk, row in self.found.items()
            ]
        else:
            del self.fields["chosen"]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        words = [word for word in re.split(r"[\s、，,；;]+", said["who"]) if word]
        people = [self.found[pk] for pk in said.get("chosen", [])]
        return {"people": people, "words": words, "reason": said["reason"]}
