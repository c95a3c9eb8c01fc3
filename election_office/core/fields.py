"""Fields whose content stands in the database sealed with the office's key.

A FileField needs no kin here: the office's storage seals every file (``core.storage``).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import BaseExpression

from election_office.core import cipher

# A whole identity or mobile number, or the beginning and end of one with the middle hidden.
_PERSONAL = re.compile(
    r"(?<![0-9])(?:[0-9]{6}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])|\*{4,}[0-9]{3}[0-9Xx]"
)
_SEALED = "sealed"
_MARK = "\ue000sealed:"  # begins with a character that nobody types

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _JSON = models.JSONField[Any, Any]
    _Field = models.Field[Any, Any]
else:
    _Text, _JSON, _Field = models.TextField, models.JSONField, object


def holds_numbers(text: str) -> bool:
    """Whether a text holds an identity or mobile number, whole or half hidden."""
    return _PERSONAL.search(text) is not None


def without_numbers(text: str) -> str:
    """The text with every identity and mobile number taken out."""
    return _PERSONAL.sub("", text)


class _OnlyNumbers(_Field):
    """``only_numbers``: seal a value only when an identity or mobile number, whole or half hidden, stands
    in it."""

    def __init__(self, *args: Any, only_numbers: bool = False, **kwargs: Any) -> None:
        self.only_numbers = only_numbers
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.only_numbers:
            kwargs["only_numbers"] = True
        return name, path, args, kwargs


class EncryptedTextField(_OnlyNumbers, _Text):
    """A text nobody can read or search without the key. An empty one is kept empty; one of the time before
    sealing is given as it is."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if not isinstance(value, str) or not value or (self.only_numbers and not holds_numbers(value)):
            return value
        return _MARK + cipher.seal(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if isinstance(value, str) and value.startswith(_MARK):
            return cipher.unseal(value.removeprefix(_MARK))
        return value


class FileNameField(EncryptedTextField):
    """What people called a file they handed in: it may say whose case it is."""


class EncryptedJSONField(_OnlyNumbers, _JSON):
    """JSON nobody can read without the key, kept as {"sealed": "…"}.

    ``only_numbers``: seal a value only when an identity or mobile number, whole or half hidden, stands
    in it, or when the value itself says ``"private": true``; the rest stays open to searches of the database.
    """

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is not None and not isinstance(value, BaseExpression):
            text = json.dumps(value, ensure_ascii=False, cls=self.encoder or DjangoJSONEncoder)
            private = isinstance(value, dict) and value.get("private") is True
            if not self.only_numbers or private or holds_numbers(text):
                value = {_SEALED: cipher.seal(text)}
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        value = super().from_db_value(value, expression, connection)
        if isinstance(value, dict) and value.keys() == {_SEALED}:
            return json.loads(cipher.unseal(value[_SEALED]), cls=self.decoder)
        return value
