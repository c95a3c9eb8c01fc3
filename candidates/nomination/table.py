"""The table of written names: who each is, found on the roll by exactly that name, and what they said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from candidates.models import Nominee
from candidates.nomination import queries
from candidates.nomination.actions import TableRow, WaitingRow
from candidates.nomination.queries import WrittenName
from election_office.core.forms import OfficeForm, prepare_widgets
from election_office.core.names import clean_name
from villages.models import Election
from voters.models import Registration

WILLS = [("", "还没有表态"), ("yes", "同意参选"), ("no", "不参选")]
NOBODY = "名单上没有这个姓名，请用“单个登记”认定"


def voters_by_name(election: Election, names: Sequence[str]) -> dict[str, list[Registration]]:
    """Written name → the voters of exactly that name. One statement."""
    wanted = {clean_name(name) for name in names}
    found: dict[str, list[Registration]] = defaultdict(list)
    rows = Registration.objects.filter(election=election, person__name__in=wanted).registered().with_people()
    for row in rows:
        found[row.person.name].append(row)
    return found


class TableForm(OfficeForm):
    """One row a written name: ticked where exactly one voter bears it; several are chosen among."""

    received_on = forms.DateField(label="提名会日期", initial=timezone.localdate)
    answered_on = forms.DateField(
        label="书面意见签字日期", required=False, help_text="本次登记了意见的填写；还没有表态的不填。"
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election
        self.written = [name for name in queries.written_names(election) if name.nominee is None]
        self.known = voters_by_name(election, [entry.name for entry in self.written])
        self.waiting = list(
            Nominee.objects.filter(election=election, state=Nominee.State.NOMINATED).with_people()
        )
        for row, entry in enumerate(self.written):
            self._add(row, entry)
        for nominee in self.waiting:
            self.fields[f"answer_{nominee.pk}"] = _will(f"{nominee}（{nominee.post.title}）的书面意见")
        prepare_widgets(self)

    def _add(self, row: int, entry: WrittenName) -> None:
        voters = self.known.get(clean_name(entry.name), [])
        label = f"{entry.post.title}“{entry.name}”"
        choices = [(str(voter.pk), _about(voter)) for voter in voters]
        if len(choices) != 1:
            choices.insert(0, ("", "—" if choices else NOBODY))
        self.fields[f"voter_{row}"] = forms.ChoiceField(label=f"{label}是", choices=choices, required=False)
        self.fields[f"take_{row}"] = forms.BooleanField(
            label=f"登记{label}", required=False, initial=len(voters) == 1
        )
        self.fields[f"will_{row}"] = _will(f"{label}的书面意见")

    @property
    def table(self) -> list[dict[str, Any]]:
        parts = ("take", "voter", "will")
        return [
            {"written": item} | {part: self[f"{part}_{row}"] for part in parts}
            for row, item in enumerate(self.written)
        ]

    @property
    def answers(self) -> list[tuple[Nominee, forms.BoundField]]:
        return [(row, self[f"answer_{row.pk}"]) for row in self.waiting]

    @property
    def closing(self) -> list[forms.BoundField]:
        return [self["received_on"], self["answered_on"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in range(len(self.written)):
            if data.get(f"take_{row}") and not data.get(f"voter_{row}"):
                self.add_error(
                    f"voter_{row}",
                    f"请选定是哪一位{self.election.words.voter_short}；名单上没有的，不勾选，用“单个登记”认定。",
                )
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        voters = {str(entry.pk): entry for rows in self.known.values() for entry in rows}
        rows = []
        for row, entry in enumerate(self.written):
            if not data[f"take_{row}"]:
                continue
            voter, will = voters[data[f"voter_{row}"]], data[f"will_{row}"]
            reason = "" if voter.person.name == entry.name else "票面姓名与登记姓名只是写法不同"
            said = will == "yes" if will else None
            rows.append(TableRow(f"voter_{row}", entry.post, entry.name, voter, said, reason))
        waiting = [
            WaitingRow(f"answer_{entry.pk}", entry, data[f"answer_{entry.pk}"] == "yes")
            for entry in self.waiting
            if data[f"answer_{entry.pk}"]
        ]
        dates = {name: data[name] for name in ("received_on", "answered_on")}
        return {"rows": rows, "waiting": waiting} | dates


def _will(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=WILLS, required=False)


def _about(voter: Registration) -> str:
    born = voter.person.birth_date
    parts = [voter.person.get_sex_display(), f"{born.year}年生" if born else "", str(voter.group or "")]
    return f"{voter.person.name}（{'，'.join(part for part in parts if part)}）"
