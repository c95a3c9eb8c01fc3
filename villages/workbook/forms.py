"""What an officer sends: the file, the file again after its trial, the accounts to print slips for."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role
from election_office.core.forms import OfficeForm
from villages.models import Township
from villages.workbook.reader import MAX_BYTES

SALT = "villages.workbook"
TRIAL_LASTS = 3 * 60 * 60  # seconds between a trial and its import


class WorkbookForm(OfficeForm):
    file = forms.FileField(
        label="填好的工作簿",
        help_text="Excel工作簿（.xlsx），不超过1.5MB。先试读，不写入。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("文件超过1.5MB，请删去多余的工作表和格式。")
        content: bytes = file.read()
        return content


class TriedForm(OfficeForm):
    """The very file that was tried, carried by the page itself and signed for this township: nothing of it
    lies anywhere while somebody thinks it over."""

    tried = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, township: Township, **kwargs: Any) -> None:
        self.township = township
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, Any]:
        return {"content": self.cleaned_data["tried"]}

    @classmethod
    def of(cls, township: Township, content: bytes) -> TriedForm:
        packed = signing.TimestampSigner(salt=SALT).sign_object(
            {"township": township.pk, "file": base64.b64encode(content).decode("ascii")}
        )
        return cls(township=township, initial={"tried": packed})

    def clean_tried(self) -> bytes:
        signer = signing.TimestampSigner(salt=SALT)
        try:
            packed = signer.unsign_object(self.cleaned_data["tried"], max_age=TRIAL_LASTS)
            if packed["township"] == self.township.pk:
                return base64.b64decode(packed["file"])
        except (signing.BadSignature, binascii.Error, KeyError):
            pass
        raise forms.ValidationError("试读已经过期，请重新上传这份文件。")


class SlipsForm(OfficeForm):
    """The accounts of a township; those nobody has logged in with yet are ticked beforehand."""

    people = forms.MultipleChoiceField(label="账号", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, township: Township, by: User, **kwargs: Any) -> None:
        posts = Assignment.objects.filter(
            ended_at__isnull=True, user__is_active=True, area_code__startswith=township.code
        )
        names = dict(township.villages.values_list("code", "name"))
        choices: dict[int, str] = {}
        waiting: list[int] = []
        for post in posts.exclude(user=by).select_related("user").order_by("area_code", "user__username"):
            person = post.user
            place = names.get(post.area_code, township.name)
            role = post.unit or Role(post.role).label
            seen = timezone.localtime(person.last_login).strftime("%m-%d %H:%M") if person.last_login else ""
            if person.pk in choices:
                continue
            state = f"上次登录{seen}" if seen else "还没有登录过"
            choices[person.pk] = f"{place}　{person.name}　{role}　{person.username}　{state}"
            if not seen:
                waiting.append(person.pk)
        kwargs.setdefault("initial", {"people": waiting})
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices.items())
        self.waiting = len(waiting)

    def clean_people(self) -> list[int]:
        return [int(line) for line in self.cleaned_data["people"]]
