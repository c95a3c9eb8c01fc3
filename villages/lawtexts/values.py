"""A value of the rulebook as fields people can fill in, and back. No codes and no JSON on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from election_office.law.layers import Key
from election_office.law.limits import is_share
from election_office.law.parameters import Parameter

YES_NO = [("yes", "是"), ("no", "否")]
LINE_CODE = "own"


def may_be_typed(parameter: Parameter) -> bool:
    """Lists of tables with numbers in them are entered by the workbook of a text, not on the page."""
    value = parameter.value
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return set(value[0]) == {"code", "label"}
    return parameter.key not in (
        "reserved_seats",
        "reps_minimum",
        "seats_by_population",
        "extra_roll_classes",
    )


def fields_for(parameter: Parameter) -> dict[str, forms.Field]:
    """The fields of one value by their names; a table has one for each part."""
    return dict(_fields("value", parameter.value, parameter.meaning, "取值"))


def value_from(parameter: Parameter, data: Mapping[str, Any]) -> Any:
    """The value those fields hold, in the form of the rulebook."""
    return _value("value", parameter.value, parameter.meaning, data)


def _fields(name: str, value: Any, meaning: Key, label: str) -> list[tuple[str, forms.Field]]:
    if isinstance(value, bool):
        return [(name, _choice(label, YES_NO, "yes" if value else "no"))]
    if isinstance(value, int):
        return [(name, _number(label, value, meaning))]
    if isinstance(value, str):
        return [(name, _choice(label, list(meaning.choices.items()), value))]
    if isinstance(value, list):
        return [(name, _list(label, value, meaning))]
    if is_share(value):
        return [
            (f"{name}_num", forms.IntegerField(label=f"{label}：分子", min_value=0, initial=value["num"])),
            (f"{name}_den", forms.IntegerField(label=f"{label}：分母", min_value=1, initial=value["den"])),
        ]
    found = []
    for part, inner in value.items():
        part_label = meaning.parts.get(part, part)
        shown = part_label if label == "取值" else f"{label}：{part_label}"
        found += _fields(f"{name}_{part}", inner, meaning, shown)
    return found


def _value(name: str, below: Any, meaning: Key, data: Mapping[str, Any]) -> Any:
    if isinstance(below, bool):
        return data[name] == "yes"
    if isinstance(below, list):
        return data[name] if meaning.choices else _lines(data[name], below)
    if is_share(below):
        return {"num": data[f"{name}_num"], "den": data[f"{name}_den"]}
    if isinstance(below, dict):
        return {part: _value(f"{name}_{part}", inner, meaning, data) for part, inner in below.items()}
    return data[name]


def _lines(text: str, below: list[Any]) -> list[dict[str, str]]:
    """One line an entry. A line that stood there before keeps its code."""
    known = {item["label"]: item["code"] for item in below}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        {"code": known.get(line, f"{LINE_CODE}_{number}"), "label": line}
        for number, line in enumerate(lines, start=1)
    ]


def _choice(label: str, choices: list[tuple[str, str]], initial: str) -> forms.ChoiceField:
    widget = forms.RadioSelect if len(choices) <= 4 else forms.Select
    return forms.ChoiceField(label=label, choices=choices, initial=initial, widget=widget)


def _number(label: str, value: int, meaning: Key) -> forms.IntegerField:
    special = "；".join(
        f"{number}表示{said}" for number, said in meaning.special.items() if number.isdecimal()
    )
    unit = f"单位：{meaning.unit}。" if meaning.unit else ""
    help_text = unit + (f"{special}。" if special else "")
    return forms.IntegerField(label=label, min_value=0, max_value=999, initial=value, help_text=help_text)


def _list(label: str, value: list[Any], meaning: Key) -> forms.Field:
    if meaning.choices:
        return forms.MultipleChoiceField(
            label=label,
            choices=list(meaning.choices.items()),
            initial=value,
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.CharField(
        label=label,
        max_length=2000,
        initial="\n".join(item["label"] for item in value),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="每行一项。",
    )
