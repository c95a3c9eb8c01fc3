from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.core.attachments import PhotoField
from election_office.core.forms import OfficeForm
from election_office.core.name_fields import PeopleField
from election_office.documents import photos
from election_office.documents.models import Document
from villages.postings.queries import Wall


class HangForm(OfficeForm):
    """A photograph of a paper at its place says that it hangs there, and by the camera's clock since when."""

    paper = forms.IntegerField(widget=forms.HiddenInput)
    place = forms.CharField(max_length=60, widget=forms.HiddenInput)
    photo = PhotoField(label="照片", widget=forms.FileInput(attrs={"capture": "environment"}))

    @property
    def spot(self) -> str:
        """The paper and the place it was sent for, as ``Spot.key`` says them; empty on a page only read."""
        return f"{self.data.get('paper', '')} {self.data.get('place', '')}" if self.is_bound else ""

    @property
    def posted_at(self) -> dt.datetime:
        """The camera's time in whole minutes; a picture without one was taken just now."""
        photo: Any = self.cleaned_data["photo"]
        with suppress(ValidationError):  # the act says what is wrong with the picture
            taken = photos.clean_photo(photo).taken_at
            if taken is not None:
                return taken.replace(second=0)
        return timezone.now()


class HangTogetherForm(OfficeForm):
    """Where one kind of paper hangs by now, village by village; nothing is ticked beforehand."""

    rows = (("posted_at", "posted_by"),)
    spots = forms.MultipleChoiceField(
        label="已经贴好的村和地点",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选已经贴好的村和地点。"},
        help_text="只勾选确实贴好的。要留照片的，进入该村逐处拍照登记。",
    )
    posted_at = forms.DateTimeField(label="张贴时间", help_text="各村同一批张贴的时间；时间不同的分次登记。")
    posted_by = PeopleField(label="张贴人", max_length=50)
    at_once = forms.BooleanField(
        label="同一个村的几处由几个人分头同时张贴",
        required=False,
        help_text="一个人逐处张贴的，各处时间不会相同，请分次登记。",
    )

    def __init__(self, *args: Any, walls: Iterable[Wall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers: dict[str, Document] = {}
        choices = []
        for wall in walls:
            for sheet in wall.sheets:
                for spot in sheet.spots:
                    if spot.is_missing and sheet.paper is not None:
                        self.papers[str(sheet.paper.pk)] = sheet.paper
                        choices.append((spot.key, f"{wall.election.village.name}　{spot.place.name}"))
        field = self.fields["spots"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        self.initial.setdefault("posted_at", timezone.localtime().replace(second=0, microsecond=0))

    def clean_spots(self) -> dict[Document, list[str]]:
        """By paper the keys of its places."""
        found: dict[Document, list[str]] = {}
        for key in self.cleaned_data["spots"]:
            paper, _, place = key.partition(" ")
            found.setdefault(self.papers[paper], []).append(place)
        return found
