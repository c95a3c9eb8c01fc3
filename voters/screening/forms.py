"""What people may type about a screening case. Shape is checked here, law in rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from election_office.core.forms import OfficeForm, prepare_widgets
from villages.models import Cycle, Village
from voters.models import ScreeningCase, ScreeningParty
from voters.models.screening import ScreeningCaseQuerySet
from voters.screening import rules
from voters.screening.queries import ways_of

WHAT_HAPPENS = {
    rules.SAME: "是同一人的：保留选定的一处登记，其他各处取消，那里给出和接受的委托同时撤销。",
    rules.DIFFERENT: "不是同一人的：各自保留登记；姓名、出生日期、身份证号不变，今后不再列入。",
    rules.STRUCK_OFF: (
        "取消登记的：不能投票，给出和接受的委托同时撤销；名单已确认的生成补充变更，须另发补充公告。"
    ),
    rules.STAYS: "保留登记的：写明核实经过；情况不变，今后不再列入。",
}


class CaseFilter(OfficeForm):
    """Which cases to look at. Its fields are read from the address."""

    kind = forms.ChoiceField(
        label="情形", required=False, choices=[("", "全部"), *ScreeningCase.Kind.choices]
    )
    village = forms.ChoiceField(label="村", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *ScreeningCase.State.choices]
    )

    def __init__(self, *args: Any, villages: list[Village], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["village"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *((village.code, village.name) for village in villages)]

    def narrow(self, cases: ScreeningCaseQuerySet) -> ScreeningCaseQuerySet:
        said = self.cleaned_data if self.is_valid() else {}
        for name in ("kind", "state"):
            if said.get(name):
                cases = cases.filter(**{name: said[name]})
        return cases.touching(said["village"]) if said.get("village") else cases

    @property
    def is_filtering(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


class RunForm(OfficeForm):
    """Which cycle's rolls to compare."""

    cycle = forms.ChoiceField(label="换届方案")

    def __init__(self, *args: Any, cycles: list[Cycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cycle"]
        assert isinstance(field, forms.ChoiceField)
        self.cycles = {str(cycle.pk): cycle for cycle in cycles}
        field.choices = [(key, str(cycle)) for key, cycle in self.cycles.items()]

    def arguments(self) -> dict[str, Any]:
        return {"cycle": self.cycles[self.cleaned_data["cycle"]]}


class SettleForm(OfficeForm):
    """One decision on one case; only what its kind can need is asked."""

    finding_fields = {
        "way_unknown": "settlement",
        "recorded": "settlement",
        "kept_missing": "remaining",
        "kept_not_in_force": "remaining",
        "reason_missing": "reason",
        "paper_missing": "paper_number",
    }
    rows: Sequence[tuple[str, ...]] = (("paper_number", "decided_on"),)
    settlement = forms.ChoiceField(label="处理", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea,
        help_text="写明怎样核实、依据什么材料；不要写身份证号。",
    )
    paper_number = forms.CharField(
        label="决定文号", max_length=60, required=False, help_text="名单已经确认的，取消登记时必填。"
    )
    decided_on = forms.DateField(label="决定日期", required=False, help_text="不填为今天。")

    def __init__(
        self, *args: Any, case: ScreeningCase, parties: Sequence[ScreeningParty], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ways = ways_of(case)
        field = self.fields["settlement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = ways
        if len(ways) == 1:
            field.initial = ways[0][0]
        if rules.SAME in dict(ways):
            self._ask_for_kept(parties, required=len(ways) == 1)
        if case.kind == rules.DECEASED:
            self.fields["died_on"] = forms.DateField(
                label="死亡日期", required=False, help_text="知道的填写，记入人员记录。"
            )
        if rules.STRUCK_OFF not in dict(ways) and rules.SAME not in dict(ways):
            del self.fields["paper_number"], self.fields["decided_on"]
            self.rows = ()
        self.order_fields(["settlement", "remaining", "died_on", "reason", "paper_number", "decided_on"])
        prepare_widgets(self)

    def _ask_for_kept(self, parties: Sequence[ScreeningParty], *, required: bool) -> None:
        self.by_id = {str(party.registration_id): party.registration for party in parties}
        choices = [
            (str(party.registration_id), f"{party.village.name}（{party.registration.get_status_display()}）")
            for party in parties
        ]
        self.fields["remaining"] = forms.ChoiceField(
            label="保留哪一处登记",
            choices=choices,
            required=required,
            widget=forms.RadioSelect,
            help_text="只能取消您辖区内的登记；要取消另一处的，请由那里处理。",
        )

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("决定日期不能晚于今天。")
        return day

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        if "remaining" in said:
            said["remaining"] = self.by_id.get(said["remaining"])
        return said
