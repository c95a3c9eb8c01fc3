"""What people may type about a plan: its table of steps, the days of its villages, its amendments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from election_office.core.forms import DateInput, OfficeForm, ReasonForm, RowsField
from election_office.core.name_fields import PeopleField
from villages.models import Cycle, Election, PlanStep, Village
from villages.models.elections import Responsible, Stage
from villages.plan.paste import MOST_LETTERS, Proposal
from villages.plan.queries import Days
from villages.plan.rules import PlanLine, Remark

# Field of the page → field of the plan's step, as typed and kept.
TEXTS = {"title": "title", "unit": "unit", "people": "people", "reason": "left_out_reason"}


@dataclass(frozen=True)
class LineFields:
    """The fields of one step, side by side."""

    step: PlanStep
    use: BoundField
    title: BoundField
    start: BoundField
    end: BoundField
    responsible: BoundField
    unit: BoundField
    people: BoundField
    order: BoundField
    reason: BoundField
    marks: tuple[Remark, ...] = ()

    @property
    def days(self) -> tuple[BoundField, BoundField]:
        return self.start, self.end


class PlanStepsForm(OfficeForm):
    """Every step of a draft plan on one page. What a page did not send stays as it is."""

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, row=cycle, **kwargs)
        self.cycle = cycle
        self.steps = list(cycle.plan_steps.all())
        for step in self.steps:
            for name, field in _fields().items():
                field.label = f"{step.title}：{field.label}"
                field.required = False
                self.fields[f"{step.code}_{name}"] = field

    def values_of(self, row: Any) -> Mapping[str, Any]:
        day = row.default_day
        held: dict[str, Any] = {}
        for step in row.plan_steps.all():
            held |= {f"{step.code}_{name}": getattr(step, key) for name, key in TEXTS.items()}
            held |= {f"{step.code}_from": step.starts_on(day), f"{step.code}_on": step.due_on(day)}
            held |= {f"{step.code}_{name}": getattr(step, name) for name in ("responsible", "order")}
            held[f"{step.code}_use"] = step.in_use
        return held

    def lines(self) -> Iterator[LineFields]:
        for step in self.steps:
            yield LineFields(
                step,
                use=self[f"{step.code}_use"],
                title=self[f"{step.code}_title"],
                start=self[f"{step.code}_from"],
                end=self[f"{step.code}_on"],
                responsible=self[f"{step.code}_responsible"],
                unit=self[f"{step.code}_unit"],
                people=self[f"{step.code}_people"],
                order=self[f"{step.code}_order"],
                reason=self[f"{step.code}_reason"],
            )

    def lines_with(
        self, planned: Mapping[str, PlanLine], remarks: Sequence[Remark]
    ) -> list[tuple[LineFields, PlanLine | None]]:
        """Each row with its limit, and with what does not fit in it."""
        marks: dict[str, list[Remark]] = {}
        for remark in remarks:
            marks.setdefault(remark.code, []).append(remark)
        return [
            (replace(line, marks=tuple(marks.get(line.step.code, ()))), planned.get(line.step.code))
            for line in self.lines()
        ]

    def _sent(self, step: PlanStep, name: str) -> bool:
        return f"{step.code}_{name}" in self.data

    def days(self) -> Days:
        """The days as they are typed now, saved or not: step code → from, to."""
        made = {}
        for step in self.steps:
            end = self.cleaned_data.get(f"{step.code}_on") or step.due_on(self.cycle.default_day)
            start = self.cleaned_data.get(f"{step.code}_from")
            if not self._sent(step, "from"):
                start = step.starts_on(self.cycle.default_day)
            made[step.code] = (start, end)
        return made

    def in_use(self, step: PlanStep) -> bool:
        return bool(self.cleaned_data.get(f"{step.code}_use"))

    def changes(self) -> dict[str, dict[str, Any]]:
        """Dates become days before the election day, so that they move with it."""
        day = self.cycle.default_day
        made: dict[str, dict[str, Any]] = {}
        for step in self.steps:
            start, end = self.days()[step.code]
            new: dict[str, Any] = {
                "days_before": (day - end).days,
                "starts_before": (day - start).days if start else None,
                "in_use": self.in_use(step),
            }
            for name, key in TEXTS.items():
                said = self.cleaned_data.get(f"{step.code}_{name}", "")
                if self._sent(step, name) and (said or name != "title"):
                    new[key] = said
            for name in ("responsible", "order"):
                said = self.cleaned_data.get(f"{step.code}_{name}")
                if said not in (None, ""):
                    new[name] = said
            changed = {key: value for key, value in new.items() if getattr(step, key) != value}
            if changed:
                made[step.code] = changed
        return made


def _fields() -> dict[str, forms.Field]:
    return {
        "use": forms.BooleanField(label="采用"),
        "title": forms.CharField(label="事项", max_length=60),
        "from": forms.DateField(label="起", widget=DateInput()),
        "on": forms.DateField(label="止", widget=DateInput()),
        "responsible": forms.ChoiceField(label="责任单位", choices=Responsible.choices),
        "unit": forms.CharField(label="责任部门", max_length=60),
        "people": PeopleField(label="责任人", max_length=120),
        "order": forms.IntegerField(label="次序", min_value=1, max_value=9999),
        "reason": forms.CharField(label="不采用的理由", max_length=200),
    }


class OwnStepForm(OfficeForm):
    rows = (("title", "stage"), ("starts_on", "due_on"), ("responsible", "unit", "people"))
    title = forms.CharField(label="事项", max_length=60, help_text="例如“三个100%承诺书签订”。")
    stage = forms.ChoiceField(label="阶段", choices=list(Stage.choices)[:3])
    starts_on = forms.DateField(label="起", required=False)
    due_on = forms.DateField(label="止")
    responsible = forms.ChoiceField(label="责任单位", choices=Responsible)
    unit = forms.CharField(label="责任部门", max_length=60, required=False)
    people = PeopleField(label="责任人", max_length=120, required=False)


class VillageDaysForm(OfficeForm):
    """The window, and a day for each village; one tick gives many villages the same day."""

    rows = (("window_from", "window_to"),)
    window_from = forms.DateField(label="窗口起", required=False, help_text="各村同一天的，留空。")
    window_to = forms.DateField(label="窗口止", required=False)

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        initial = {"window_from": cycle.window_from, "window_to": cycle.window_to}
        super().__init__(*args, initial=initial, **kwargs)
        self.villages = list(cycle.township.villages.in_being())
        for village in self.villages:
            self.fields[f"day_{village.pk}"] = forms.DateField(
                label=village.name,
                initial=cycle.day_of(village.pk),
                widget=DateInput(),
            )

    def village_rows(self) -> list[tuple[Village, BoundField]]:
        return [(village, self[f"day_{village.pk}"]) for village in self.villages]

    def days(self) -> dict[int, dt.date]:
        return {village.pk: self.cleaned_data[f"day_{village.pk}"] for village in self.villages}


def _village_and_day(obj: Any) -> str:
    return f"{obj.village.name}（选举日{obj.election_day.month}月{obj.election_day.day}日）"


class _AmendForm(ReasonForm):
    paper_number = forms.CharField(
        label="依据文号", max_length=60, help_text="批准这次变更的文件，例如“某镇发〔2027〕5号”。"
    )
    elections = RowsField(
        label="涉及的村", queryset=Election.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["elections"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = cycle.elections.with_places()
        field.label_from_instance = _village_and_day  # type: ignore[method-assign]


class _AmendStepForm(_AmendForm):
    """An amendment of one step, chosen from those the plan uses."""

    code = forms.ChoiceField(label="事项")

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, cycle=cycle, **kwargs)
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(step.code, step.title) for step in cycle.plan_steps.filter(in_use=True)]


class AmendStepForm(_AmendStepForm):
    rows = (("code",), ("starts_on", "due_on"))
    finding_fields = {"after_limit": "due_on", "start_after_end": "starts_on", "done": "elections"}
    starts_on = forms.DateField(label="新的开始日期", required=False)
    due_on = forms.DateField(label="新的结束日期")
    field_order = ("code", "starts_on", "due_on", "elections", "reason", "paper_number")


class AmendOwnerForm(_AmendStepForm):
    rows = (("code",), ("responsible", "unit", "people"))
    finding_fields = {"nothing_changed": "people", "done": "elections"}
    responsible = forms.ChoiceField(label="新的责任单位", choices=Responsible.choices)
    unit = forms.CharField(
        label="新的责任部门",
        max_length=60,
        required=False,
        help_text="镇里的部门，例如“组织办”。没有的留空。",
    )
    people = PeopleField(label="新的责任人", max_length=120, required=False)
    field_order = ("code", "responsible", "unit", "people", "elections", "reason", "paper_number")


class AmendDayForm(_AmendForm):
    finding_fields = {"day_passed": "day", "roll_posted_late": "day"}
    day = forms.DateField(label="新的选举日")
    field_order = ("day", "elections", "reason", "paper_number")


class JoinForm(ReasonForm):
    rows = (("village", "day"),)
    finding_fields = {"day_passed": "day"}
    village = forms.ModelChoiceField(label="村", queryset=Village.objects.none())
    day = forms.DateField(label="选举日")
    paper_number = forms.CharField(label="依据文号", max_length=60)
    field_order = ("village", "day", "reason", "paper_number")

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["village"]
        assert isinstance(field, forms.ModelChoiceField)
        inside = cycle.elections.values("village")
        field.queryset = cycle.township.villages.in_being().exclude(pk__in=inside)


class PasteForm(OfficeForm):
    year = forms.IntegerField(
        label="文中没写年份的，按哪一年", min_value=2000, max_value=2100, help_text="通常是选举日所在的年份。"
    )
    text = forms.CharField(
        label="实施方案的文字，或者从Excel复制的行",
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="表格按“事项、起、止、责任部门、责任人”各一列复制；文字整段粘贴即可。",
    )

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, initial={"year": cycle.default_day.year}, **kwargs)


class ProposalsForm(OfficeForm):
    """What was read, to be ticked: nothing is taken over that nobody confirmed."""

    def __init__(self, *args: Any, found: list[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for proposal in found:
            date = DateInput()
            for name, field in {
                "take": forms.BooleanField(label=f"采用“{proposal.title}”", required=False, initial=True),
                "start": forms.DateField(label="起", required=False, initial=proposal.start, widget=date),
                "end": forms.DateField(label="止", initial=proposal.end, widget=date),
                "unit": forms.CharField(
                    required=False, initial=proposal.unit, max_length=60, widget=forms.HiddenInput
                ),
                "people": forms.CharField(
                    required=False, initial=proposal.people, max_length=120, widget=forms.HiddenInput
                ),
            }.items():
                self.fields[f"{proposal.code}_{name}"] = field

    def proposal_rows(self) -> list[tuple[Proposal, dict[str, BoundField]]]:
        names = ("take", "start", "end", "unit", "people")
        return [
            (proposal, {name: self[f"{proposal.code}_{name}"] for name in names}) for proposal in self.found
        ]

    def chosen(self) -> dict[str, dict[str, Any]]:
        data = self.cleaned_data
        return {
            proposal.code: {
                name: data[f"{proposal.code}_{name}"] for name in ("start", "end", "unit", "people")
            }
            for proposal in self.found
            if data[f"{proposal.code}_take"]
        }
