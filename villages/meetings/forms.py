"""What is typed of a meeting's paper, and whom a written name means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse

from election_office.core.forms import OfficeForm
from election_office.core.pickers import PersonPickerField
from villages.meetings.queries import GROUPED
from villages.models import Body, CommitteeChoice, Group, Person
from villages.models.meetings import MEETING
from villages.readings.forms import VotesForm


class SheetForm(OfficeForm):
    """A meeting whose ballots are counted. Which group is asked only where the groups met apart."""

    finding_fields = {
        "group": "group",
        "attendance_missing": "issued",
        "issued_exceed_present": "issued",
    }
    group = forms.ModelChoiceField(
        label="哪个小组的会议", queryset=Group.objects.none(), required=False, empty_label="请选择"
    )
    issued = forms.IntegerField(label="发出票数", min_value=1, max_value=99_999)
    seats = forms.IntegerField(label="每张票最多写几人", min_value=1, max_value=99)

    def __init__(self, *args: Any, subject: CommitteeChoice | Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        how = subject.body if isinstance(subject, CommitteeChoice) else subject.chosen_by
        if how in GROUPED:
            field = self.fields["group"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = subject.election.village.groups.all()
        else:
            del self.fields["group"]
        if isinstance(subject, CommitteeChoice):
            del self.fields["seats"]


class ReadingForm(VotesForm):
    """The whole paper: three numbers, then one line per name."""

    column = MEETING


class NameForm(OfficeForm):
    """Whom a name on the ballots means."""

    finding_fields = {"name_not_open": "written", "no_reason": "reason"}
    written = forms.ChoiceField(label="票面姓名")
    person = PersonPickerField(label="认定为")
    reason = forms.CharField(
        label="认定的理由",
        max_length=200,
        required=False,
        help_text="票面姓名与本人姓名不同的须填写，例如“写了小名，计票人当场核实”。",
    )

    def __init__(self, *args: Any, choice: CommitteeChoice, names: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written, picker = self.fields["written"], self.fields["person"]
        assert isinstance(written, forms.ChoiceField)
        assert isinstance(picker, PersonPickerField)
        written.choices = [(name, f"{name}（{votes}票）") for name, votes in names.items()]
        picker.bind(
            Person.objects.filter(village=choice.election.village),
            reverse("villages:person_search", args=[choice.election_id]),
        )
