"""The form fields of a person's name, and of several people's names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from election_office.core.names import MAX_NAME, clean_name, clean_people, name_fault


class NameField(forms.CharField):
    """A name in its one spelling (``clean_name``); what is no name is refused with a sentence."""

    def __init__(self, *, label: str = "姓名", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_NAME)
        super().__init__(label=label, **kwargs)

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return clean_name(text) if text else text

    def validate(self, value: Any) -> None:
        super().validate(value)
        fault = name_fault(value) if value else ""
        if fault:
            raise ValidationError(fault, code="invalid_name")


class PeopleField(forms.CharField):
    """Names with 、 between them, or a name with its office: each in its one spelling, nothing refused."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return clean_people(text) if text else text
