from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from election_office.core.attachments import PhotoField
from election_office.core.forms import OfficeForm, ReasonForm, prepare_widgets
from election_office.core.name_fields import PeopleField
from election_office.documents import photos, queries
from election_office.documents.actions import PostingEntry
from election_office.documents.models import Document


class PostingForm(OfficeForm):
    """What was hung where and when. On a telephone the photograph comes straight from the camera."""

    rows = (("place_key", "posted_at"), ("posted_by", "photo"))

    place_key = forms.ChoiceField(label="张贴地点")
    posted_at = forms.DateTimeField(label="张贴时间", help_text="实际张贴的日期和时间，可以是过去的时间。")
    posted_by = PeopleField(label="张贴人", max_length=50)
    photo = PhotoField(
        label="现场照片",
        required=False,
        widget=forms.FileInput(attrs={"capture": "environment"}),
        help_text="拍到公告全文和张贴位置。照片中的定位信息会自动去除。",
    )
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, document: Document, photo_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = photo_required
        place_field = self.fields["place_key"]
        assert isinstance(place_field, forms.ChoiceField)
        place_field.choices = [
            (state.place.key, state.place.name if state.place.required else f"{state.place.name}（可选）")
            for state in queries.place_states(document)
            if state.posting is None or state.posting.taken_down_at is not None
        ]


class PostingRoundForm(OfficeForm):
    """One walk round the village: every place still missing, each with its own time and photograph.

    Nothing is ticked beforehand: a photograph ticks its place, and the camera's clock fills an empty time.
    ``entries`` gives what was ticked; the fields of one place share the place's position in their names.
    """

    posted_by = PeopleField(label="张贴人", max_length=50)
    at_once = forms.BooleanField(
        label="几个人分头同时张贴，各处时间确实相同",
        required=False,
        help_text="一个人逐处张贴的，各处时间不会相同。",
    )

    def __init__(self, *args: Any, document: Document, photo_required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = queries.missing_places(document)
        rows: list[tuple[str, ...]] = [("posted_by",)]
        for index, place in enumerate(self.places):
            self.fields[f"hung_{index}"] = forms.BooleanField(label=place.name, required=False)
            self.fields[f"at_{index}"] = forms.DateTimeField(label="张贴时间", required=False)
            self.fields[f"photo_{index}"] = PhotoField(
                label="照片",
                required=False,
                help_text="",
                widget=forms.FileInput(attrs={"data-photo-of": str(index)}),
            )
            rows.append((f"hung_{index}", f"at_{index}", f"photo_{index}"))
        self.rows = tuple(rows)
        self.photo_required = photo_required
        prepare_widgets(self)
        latest = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        for index in range(len(self.places)):
            self.fields[f"at_{index}"].widget.attrs["max"] = latest

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for index in range(len(self.places)):
            self._read_photo(data, index)
        ticked = [index for index in range(len(self.places)) if data.get(f"hung_{index}")]
        if not ticked:
            self.add_error(None, "请上传照片或者勾选已经张贴的地点。")
        for index in ticked:
            if not data.get(f"at_{index}") and f"at_{index}" not in self.errors:
                self.add_error(f"at_{index}", "请填写张贴时间。")
        return data

    def _read_photo(self, data: dict[str, Any], index: int) -> None:
        """A photograph says that the paper hangs there, and often when."""
        photo = data.get(f"photo_{index}")
        if photo is None:
            return
        data[f"hung_{index}"] = True
        if data.get(f"at_{index}") or f"at_{index}" in self.errors:
            return
        with suppress(ValidationError):  # the act says what is wrong with the picture
            taken = photos.clean_photo(photo).taken_at
            # Whole minutes, as people type them.
            data[f"at_{index}"] = taken.replace(second=0) if taken else None

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"entries": self.entries, "posted_by": said["posted_by"], "at_once": said["at_once"]}

    @property
    def entries(self) -> list[PostingEntry]:
        data = self.cleaned_data
        return [
            PostingEntry(
                place_key=place.key,
                posted_at=data[f"at_{index}"],
                photo=data.get(f"photo_{index}"),
                fields={"posted_at": f"at_{index}", "photo": f"photo_{index}", "place_key": f"hung_{index}"},
            )
            for index, place in enumerate(self.places)
            if data.get(f"hung_{index}")
        ]


class TakeDownForm(OfficeForm):
    """When the paper came down, and why if that was early."""

    at = forms.DateTimeField(label="撤下时间", initial=timezone.localtime)
    reason = forms.CharField(label="说明", max_length=200, required=False)


class VoidForm(ReasonForm):
    """Why an entry is void; shorter than a reason elsewhere because it stands in a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.CharField)
        reason.max_length = 200


class ReplaceForm(ReasonForm):
    """A corrected paper: why, and its number when the next of the series is not the right one."""

    number = forms.CharField(
        label="新文号", max_length=80, required=False, help_text="不填则按序列取下一个号；可沿用原号。"
    )


class PaperForm(OfficeForm):
    """The base of what can be done with a declared paper. It knows which paper the page showed."""

    act = ""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, paper: Document | None, **kwargs: Any) -> None:
        # Two of these stand on one page.
        super().__init__(*args, auto_id=f"id_{self.act}_%s", **kwargs)
        self.paper_id = paper.pk if paper else 0
        self.fields["seen"].initial = self.paper_id

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("seen") not in (None, self.paper_id):
            # The form shown again stands on the paper as it is now.
            self.data = {**self.data.dict(), "seen": str(self.paper_id)}  # type: ignore[attr-defined]
            self.add_error(None, "您打开本页以后，这份公文有了变动，请看清现在的内容再办理。")
        return data


class IssueForm(PaperForm):
    """Nothing to fill in: the paper says what the office knows."""

    act = "issue"


class CorrectForm(ReplaceForm, PaperForm):
    """A second paper from the facts as they are now, in place of the first."""

    act = "correct"


class WithdrawForm(ReasonForm, PaperForm):
    """Out of force, with nothing in its place."""

    act = "withdraw"


class CodeForm(OfficeForm):
    """The code printed at the foot of a paper."""

    code = forms.CharField(
        label="查验码",
        max_length=40,
        help_text="印在公文左下角或右下角二维码旁，共10位，不分大小写。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ReturnedForm(OfficeForm):
    finding_fields = {"tracked": "file", "comments": "file", "other_text": "file", "other_foot": "file"}
    file = forms.FileField(
        label="Word文件",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="不超过10兆；先接受或者拒绝全部修订，删除批注。",
    )
    note = forms.CharField(label="说明", max_length=200, required=False)
