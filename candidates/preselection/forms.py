"""Forms of the preselection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from candidates.nomination.queries import PostNominees
from election_office.core.forms import OfficeForm
from villages.models import Election
from villages.readings.forms import names_and_votes

LINES = ABREAST = 3


class PreselectionForm(OfficeForm):
    """The numbers of the meeting, then one number for everybody to be chosen among."""

    rows: Sequence[tuple[str, ...]] = (
        ("held_on", "place"),
        ("expected", "present"),
        ("issued", "recovered", "void"),
    )
    finding_fields = {
        "preselection_quorum_missed": "present",
        "preselection_turnout_missed": "recovered",
        "more_present": "present",
        "more_issued": "issued",
        "more_recovered": "recovered",
        "more_void": "void",
    }
    held_on = forms.DateField(label="预选日期", initial=timezone.localdate)
    place = forms.CharField(label="预选地点", max_length=80)
    expected = forms.IntegerField(label="应到人数", min_value=1, max_value=999_999)
    present = forms.IntegerField(label="实到人数", min_value=0, max_value=999_999)
    issued = forms.IntegerField(label="发出预选票", min_value=0, max_value=999_999)
    recovered = forms.IntegerField(label="收回预选票", min_value=0, max_value=999_999)
    void = forms.IntegerField(label="无效票", min_value=0, max_value=999_999)
    equal_marking = forms.BooleanField(
        label="预选办法规定每票须按应定人数划足（多划、少划都按无效票计）", required=False
    )

    def __init__(
        self, *args: Any, election: Election, contested: Sequence[PostNominees], voters: int, **kwargs: Any
    ) -> None:
        book = election.rulebook
        by_voters = book.value("preselect_body") == "voters"
        super().__init__(*args, initial={"equal_marking": not by_voters}, **kwargs)
        self.contested, self.voters = contested, voters
        if by_voters:
            del self.fields["expected"]
            self.rows = (("held_on", "place"), ("present",), ("issued", "recovered", "void"))
            self.fields["present"].label = "参加预选的人数"
            self.fields["present"].help_text = f"{election.words.voter}{voters}人。"
        self.rows = (*self.rows, ("equal_marking",))
        for row in contested:
            names = [f"votes_{entry.pk}" for entry in row.chosen]
            self.rows = (
                *self.rows,
                *(tuple(names[at : at + ABREAST]) for at in range(0, len(names), ABREAST)),
            )
            for entry in row.chosen:
                self.fields[f"votes_{entry.pk}"] = forms.IntegerField(
                    label=f"{row.post.title}：{entry.person.name}得票", min_value=0, max_value=999_999
                )
            if book.value("write_in_allowed")["preselect"]:
                self.rows = (*self.rows, (f"others_{row.post.pk}",))
                self.fields[f"others_{row.post.pk}"] = forms.CharField(
                    label=f"{row.post.title}：另选他人",
                    required=False,
                    widget=forms.Textarea(attrs={"rows": LINES}),
                    help_text="每行一人：姓名、空格、得票数。没有的留空。",
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.contested:
            field = f"others_{row.post.pk}"
            if field in self.fields:
                data[field] = names_and_votes(self, field, str(data.get(field, "")))
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        plain = ("held_on", "place", "present", "issued", "recovered", "void", "equal_marking")
        return {name: data[name] for name in plain} | {
            "expected": data.get("expected", self.voters),
            "votes": {entry.pk: data[f"votes_{entry.pk}"] for row in self.contested for entry in row.chosen},
            "written_in": {row.post.pk: data.get(f"others_{row.post.pk}", {}) for row in self.contested},
        }
