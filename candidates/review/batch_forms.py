"""The table on which a unit answers a whole letter: a tick for each person, a line for each thing found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from candidates.models import ReviewRequest
from candidates.review import rules
from candidates.review.rules import FoundLine
from candidates.review.workbooks import CONCLUSIONS, Filled
from election_office.core.attachments import ScanField
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.core.name_fields import NameField

SPARE, MOST = 3, 200


class BatchForm(OfficeForm):
    """``seen``: a tick for each person looked into; then the lines of what was found, others have nothing."""

    finding_fields = {
        "nobody_seen": "seen",
        "not_of_this_letter": "seen",
        "signature_missing": "handler",
        "leader_missing": "leader",
        "same_signature": "leader",
        "stamped_future": "stamped_on",
        "stamped_early": "stamped_on",
        "scan_missing": "scan",
    }
    seen = forms.TypedMultipleChoiceField(
        label="已核查", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.BooleanField(
        label="其余均无：勾选“已核查”的人，除上面填写的以外，本单位掌握的各项情形均已逐人核查，没有发现",
        error_messages={"required": "请确认其余均无；没有核查的人不要勾选“已核查”。"},
    )
    handler = NameField(label="经办人", max_length=40)
    leader = forms.CharField(label="分管领导", max_length=40)
    stamped_on = forms.DateField(label="盖章日期")
    scan = ScanField(label="整批签字盖章的名单扫描件")
    lines = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST, required=False)

    def __init__(
        self,
        *args: Any,
        requests: Sequence[ReviewRequest],
        asked: Sequence[rules.Ground],
        filled: Filled | None = None,
        more: int = 0,
        **kwargs: Any,
    ) -> None:
        found = filled.found if filled else []
        initial: dict[str, Any] = {"seen": sorted(filled.seen) if filled else []}
        for row, finding in enumerate(found):
            initial |= {
                f"person_{row}": finding.request,
                f"line_{row}": finding.key,
                f"reason_{row}": finding.reason,
                f"conclusion_{row}": finding.conclusion,
            }
        data = args[0] if args else kwargs.get("data")
        number = min(_number(data) + more if data is not None else len(found) + SPARE, MOST)
        super().__init__(*args, initial=initial | {"lines": number}, **kwargs)
        self.requests, self.number = requests, number
        people = [
            (asked.pk, f"{asked.file.election.village.name} {asked.file.person.name}") for asked in requests
        ]
        seen = self.fields["seen"]
        assert isinstance(seen, forms.TypedMultipleChoiceField)
        seen.choices = people
        for row in range(number):
            self._add_line(row, people, [(ground.key, ground.label) for ground in asked])
        prepare_widgets(self)

    def _add_line(self, row: int, people: list[tuple[int, str]], lines: list[tuple[str, str]]) -> None:
        conclusions = [(code, label) for label, code in CONCLUSIONS.items()]
        self.fields[f"person_{row}"] = forms.TypedChoiceField(
            label=f"第{row + 1}项人员",
            choices=[("", "—"), *people],
            coerce=int,
            empty_value=None,
            required=False,
        )
        self.fields[f"line_{row}"] = forms.ChoiceField(
            label=f"第{row + 1}项情形", choices=[("", "—"), *lines], required=False
        )
        self.fields[f"reason_{row}"] = forms.CharField(
            label=f"第{row + 1}项具体情况", max_length=300, required=False
        )
        self.fields[f"conclusion_{row}"] = forms.ChoiceField(
            label=f"第{row + 1}项结论", choices=conclusions, required=False
        )
        self.finding_fields = self.finding_fields | {
            f"{part}@{row}": f"{part}_{row}" for part in ("person", "line", "reason", "conclusion")
        }

    @property
    def people(self) -> list[tuple[ReviewRequest, forms.boundfield.BoundWidget]]:
        """Each person with the tick that is theirs."""
        return list(zip(self.requests, self["seen"], strict=True))

    @property
    def found_rows(self) -> list[list[forms.BoundField]]:
        parts = ("person", "line", "reason", "conclusion")
        return [[self[f"{part}_{row}"] for part in parts] for row in range(self.number)]

    @property
    def closing(self) -> list[forms.BoundField]:
        return [self[name] for name in ("others", "handler", "leader", "stamped_on", "scan")]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        found = [
            FoundLine(
                row,
                data[f"person_{row}"] or 0,
                data[f"line_{row}"],
                data[f"reason_{row}"],
                data[f"conclusion_{row}"] or "disagree",
            )
            for row in range(self.number)
            if data[f"person_{row}"] or data[f"line_{row}"] or data[f"reason_{row}"]
        ]
        names = ("handler", "leader", "stamped_on", "scan")
        return {"seen": set(data["seen"]), "found": found} | {name: data[name] for name in names}


def _number(data: Mapping[str, Any]) -> int:
    """How many lines the page showed; what was sent is not to be trusted."""
    text = str(data.get("lines", ""))
    return min(int(text), MOST) if text.isascii() and text.isdecimal() else SPARE


class WorkbookForm(OfficeForm):
    workbook = forms.FileField(
        label="填好的联审名单（.xlsx）", help_text="只读入勾选和填写的内容到本页，核对后再提交。"
    )
