"""What is typed from a counting paper: names with votes, the differing cells, and the committee's choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from election_office.core.forms import OfficeForm, ReasonForm, prepare_widgets
from election_office.core.names import clean_name
from election_office.law.words import GENERAL
from villages.readings.acts import differing, own_recheck, readings_of
from villages.readings.models import MOST_VOTES, ReadSheet
from villages.readings.rules import LABELS, Reading, cell_label


def names_and_votes(form: forms.Form, field: str, text: str) -> dict[str, int]:
    """One name and its votes from each line; what cannot be read becomes an error of that field."""
    names: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not (words := line.split()):
            continue
        if len(words) < 2 or not (words[-1].isascii() and words[-1].isdecimal()):
            form.add_error(field, f"第{number}行应为姓名、空格、得票数。")
            continue
        name = clean_name("".join(words[:-1]))
        if name in names:
            form.add_error(field, f"第{number}行的“{name}”重复。")
        names[name] = int(words[-1])
    return names


class VotesForm(OfficeForm):
    """The whole paper of a vote with one column: three numbers, then one line per name."""

    column = ""
    rows = (("recovered", "void", "blank"),)
    finding_fields = {
        "more_than_issued": "recovered",
        "unmarked_exceed": "void",
        "too_many_names": "votes",
        "votes_exceed_valid": "votes",
    }
    recovered = forms.IntegerField(label="收回（张）", min_value=0, max_value=MOST_VOTES)
    void = forms.IntegerField(label="无效票", min_value=0, max_value=MOST_VOTES)
    blank = forms.IntegerField(label="弃权票", min_value=0, max_value=MOST_VOTES)
    votes = forms.CharField(
        label="各人得票",
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="每行一人：票面姓名、空格、得票数，例如“演示甲 32”。",
    )

    def clean_votes(self) -> dict[str, int]:
        return names_and_votes(self, "votes", str(self.cleaned_data["votes"]))

    def reading(self) -> Reading:
        data = self.cleaned_data
        return Reading(data["recovered"], data["void"], data["blank"], {self.column: data["votes"]})


class CellsForm(OfficeForm):
    """The cells two people read differently, without a number of either. ``titles``: column key → title."""

    typed = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, paper: ReadSheet, titles: Mapping[str, str], reader: Any, **kwargs: Any
    ) -> None:
        mine = own_recheck(paper, reader)
        super().__init__(*args, initial={"typed": mine.typed if mine else None}, **kwargs)
        self.keys = differing(paper)
        for number, key in enumerate(self.keys):
            self.fields[f"cell_{number}"] = forms.IntegerField(
                label=cell_label(key, titles),
                min_value=0,
                help_text="请对照纸质计票单重新录入；计票单上没有这个姓名的填0。",
            )
        prepare_widgets(self)

    def values(self) -> dict[str, Any]:
        cells = {key: self.cleaned_data[f"cell_{number}"] for number, key in enumerate(self.keys)}
        return {"cells": cells, "typed": self.cleaned_data["typed"]}


class SettleForm(ReasonForm):
    """The committee's choice between three readings."""

    finding_fields = {
        "unknown_reading": "number",
        "nobody_decided": "names",
        "no_reason": "reason",
        "decider_typed": "names",
    }
    rows = (("number",), ("names",), ("reason",))
    number = forms.TypedChoiceField(label="采用", coerce=int, widget=forms.RadioSelect)
    names = forms.CharField(
        label=f"作出认定的{GENERAL.committee}成员", max_length=120, help_text="写明姓名，用顿号隔开。"
    )

    def __init__(self, *args: Any, paper: ReadSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.fields["number"]
        assert isinstance(number, forms.TypedChoiceField)
        number.choices = [(key, f"第{key}次录入") for key in sorted(readings_of(paper))]

    def values_of(self, row: Any) -> Mapping[str, Any]:
        """A choice begins empty; the row is there for its version alone."""
        return {}


def side_by_side(paper: ReadSheet, titles: Mapping[str, str]) -> list[tuple[str, list[int]]]:
    """Every cell on which the three readings do not all agree, for who chooses between them."""
    found: list[Any] = [entry.reading() for _, entry in sorted(readings_of(paper).items())]
    cells: list[Mapping[str, int]] = [reading.cells() for reading in found]
    keys = dict.fromkeys([*LABELS, *(key for numbers in cells for key in numbers)])
    rows = [(cell_label(key, titles), [numbers.get(key, 0) for numbers in cells]) for key in keys]
    return [(label, numbers) for label, numbers in rows if len(set(numbers)) > 1]
