"""What people say of a file they try: what its columns are, and what becomes of whom it sets apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField

from election_office.core.forms import OfficeForm
from voters.imports import apart
from voters.imports.layouts import OTHERS, Field, column_letter
from voters.models import RollImport

NOT_USED = "没有使用"
_FIELDS = [("", NOT_USED), *((name.name, name.value) for name in Field)]
_NAMES = {name.value: name.name for name in Field}


@dataclass(slots=True)
class ColumnChoice:
    """One column on the page: its title, the list to choose from, how it was read."""

    letter: str
    title: str
    box: BoundField
    used: bool
    others: bool


@dataclass(slots=True)
class SheetChoice:
    """Sheets with the same titles, which are read the same way: their columns over the first rows."""

    names: list[str]
    columns: list[ColumnChoice] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)

    @property
    def used(self) -> int:
        return sum(column.used for column in self.columns)


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of people set apart: how many, what says so, the decision."""

    kind: apart.Kind
    people: int
    says: str
    box: BoundField
    decided: bool


class ReadingForm(OfficeForm):
    """A list for each column over the first ten rows, and one decision for each kind of people set apart."""

    def __init__(self, *args: Any, roll_import: RollImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roll_import = roll_import
        trial = roll_import.trial
        self._groups: list[tuple[dict[str, Any], list[str]]] = []
        for use in trial.get("uses", []):
            titles = [column[1] for column in use["columns"]]
            known = next(
                (group for group in self._groups if _titles(group[0]) == titles and any(titles)), None
            )
            if known:
                known[1].append(use["name"])
            else:
                self._groups.append((use, [use["name"]]))
        for place, (use, _) in enumerate(self._groups):
            for index, title, read_as in use["columns"]:
                letter = column_letter(index)
                self.fields[f"c{place}_{index}"] = forms.ChoiceField(
                    label=f"{letter}列{title or ''}读作",
                    choices=_FIELDS,
                    required=False,
                    initial=_NAMES.get(read_as, ""),
                )
        self._apart = [kind for kind in apart.KINDS if trial.get("apart", {}).get(kind.key)]
        for kind in self._apart:
            self.fields[f"d_{kind.key}"] = forms.ChoiceField(
                label=f"{kind.title}怎样处理",
                choices=list(apart.DECISIONS.items()),
                required=False,
                widget=forms.RadioSelect,
                initial=roll_import.decisions.get(kind.key),
            )

    @property
    def sheets(self) -> list[SheetChoice]:
        """What the page shows of the sheets."""
        shown = []
        for place, (use, names) in enumerate(self._groups):
            choice = SheetChoice(names)
            for index, title, read_as in use["columns"]:
                box = self[f"c{place}_{index}"]
                others = read_as == OTHERS
                used = bool(read_as) and not others
                choice.columns.append(ColumnChoice(column_letter(index), title, box, used, others))
            look = ["m-use" if column.used else "m-not" for column in choice.columns]
            for row in use["sample"]:
                cells = [row[column[0]] if column[0] < len(row) else "" for column in use["columns"]]
                choice.rows.append(list(zip(look, cells, strict=True)))
            shown.append(choice)
        return shown

    @property
    def kinds(self) -> list[KindChoice]:
        trial = self.roll_import.trial
        says = trial.get("apart_says", {})
        return [
            KindChoice(
                kind,
                trial["apart"][kind.key],
                "；".join(f"{said}{count}人" for said, count in says.get(kind.key, [])),
                self[f"d_{kind.key}"],
                kind.key in self.roll_import.decisions,
            )
            for kind in self._apart
        ]

    def arguments(self) -> dict[str, Any]:
        return {"columns": self.columns(), "decisions": self.decisions()}

    def columns(self) -> dict[str, dict[int, Field | None]]:
        """Sheet → column → field, of the sheets whose reading was changed."""
        changed: dict[str, dict[int, Field | None]] = {}
        for place, (use, names) in enumerate(self._groups):
            said, differs = {}, False
            for index, _, read_as in use["columns"]:
                name = self.cleaned_data.get(f"c{place}_{index}", "")
                said[index] = Field[name] if name else None
                differs = differs or name != _NAMES.get(read_as, "")
            if differs:
                changed |= dict.fromkeys(names, said)
        return changed

    def decisions(self) -> dict[str, str]:
        said = {kind.key: self.cleaned_data.get(f"d_{kind.key}") or "" for kind in self._apart}
        return {key: decision for key, decision in said.items() if decision}


def _titles(use: dict[str, Any]) -> list[str]:
    return [column[1] for column in use["columns"]]
