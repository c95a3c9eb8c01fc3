from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.core.attachments import PhotoField
from election_office.core.forms import OfficeForm
from election_office.documents import photos


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
