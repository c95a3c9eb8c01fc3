"""What a township pastes of the announcement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms

from election_office.core.forms import OfficeForm
from election_office.law.dates import cn_date
from villages.holidays.announcement import MOST_LETTERS, read
from villages.holidays.rules import check_announcement, in_spans
from villages.models import Township


class RestDaysForm(OfficeForm):
    rows = (("year", "paper_number"),)
    finding_fields = dict.fromkeys(
        ("nothing_read", "not_understood", "both", "feast_worked", "weekday_worked", "too_many"), "text"
    ) | {"another_year": "year"}
    year = forms.IntegerField(label="年份", min_value=2000, max_value=2100)
    paper_number = forms.CharField(
        label="通知文号", max_length=60, help_text="国务院办公厅的放假安排通知，例如“国办发明电〔2026〕7号”。"
    )
    text = forms.CharField(
        label="放假安排",
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="把通知正文整段粘贴进来；也可以一行一天，例如“2月5日至11日放假”“2月14日上班”，或从Excel复制两列：日期、休或班。",
    )

    def __init__(self, *args: Any, township: Township, year: int, **kwargs: Any) -> None:
        self.shown_year = year
        super().__init__(*args, row=township, **kwargs)

    def values_of(self, row: Any) -> Mapping[str, Any]:
        held = row.rest_days.get(str(self.shown_year), {"off": [], "work": [], "paper": ""})
        lines = [f"{_span(*span)}放假" for span in in_spans(map(dt.date.fromisoformat, held["off"]))]
        lines += [f"{cn_date(dt.date.fromisoformat(day))}上班" for day in held["work"]]
        return {"year": self.shown_year, "paper_number": held["paper"], "text": "\n".join(lines)}


def _span(first: dt.date, last: dt.date) -> str:
    return cn_date(first) if first == last else f"{cn_date(first)}至{cn_date(last)}"


def follows(values: Mapping[str, Any]) -> list[str]:
    """What was read of the text, to be compared before it counts. Nothing where it is refused anyhow."""
    found = read(values["text"], values["year"])
    if not check_announcement(values["year"], found).allowed:
        return []
    days = [_span(*span) for span in in_spans(found.off)]
    work = [f"{cn_date(day)}（周{'一二三四五六日'[day.weekday()]}）" for day in sorted(found.work)]
    return [
        f"读到放假{len(found.off)}天：{'、'.join(days) or '没有'}。",
        f"读到上班{len(work)}天：{'、'.join(work) or '没有'}。请与通知逐日核对。",
    ]
