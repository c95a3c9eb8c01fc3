"""What is typed from a counting paper that two people read: names with votes, and the cells that differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from candidates.models.readings import TwiceRead
from candidates.nomination.rules import cell_label
from candidates.readings import differing
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.core.names import clean_name


def names_and_votes(form: forms.Form, field: str, text: str) -> dict[str, int]:
    """One name and its votes from each line; what cannot be read becomes an error of that field."""
    names: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not (words := line.split()):
            continue
        if len(words) < 2 or not (words[-1].isascii() and words[-1].isdigit()):
            form.add_error(field, f"第{number}行应为姓名、空格、得票数。")
            continue
        name = clean_name("".join(words[:-1]))
        if name in names:
            form.add_error(field, f"第{number}行的“{name}”重复。")
        names[name] = int(words[-1])
    return names


class CellsForm(OfficeForm):
    """The cells two people read differently, without a number of either. ``titles``: post key → title."""

    def __init__(self, *args: Any, paper: TwiceRead, titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = differing(paper)
        for number, key in enumerate(self.keys):
            self.fields[f"cell_{number}"] = forms.IntegerField(
                label=cell_label(key, titles),
                min_value=0,
                help_text="请对照纸质计票单重新录入；计票单上没有这个姓名的填0。",
            )
        prepare_widgets(self)

    def cells(self) -> dict[str, int]:
        return {key: self.cleaned_data[f"cell_{number}"] for number, key in enumerate(self.keys)}
