"""What a form says when something is missing or wrong: in the office's own words, with the field's name.

Django's own sentences (“这个字段是必填项。”) say neither which field nor what to do. They are known by being
Django's very objects; a sentence that a form, field or validator gave itself is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy

# The kinds of field whose "invalid" has one meaning, the nearest first.
INVALID: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.IntegerField, "请填写整数，只用数字，例如 120。"),
    (forms.DateTimeField, "请按年-月-日 时:分填写，例如 2026-12-20 08:30。"),
    (forms.DateField, "请按年-月-日填写日期，例如 2026-12-20。"),
    (forms.TimeField, "请按时:分填写，例如 08:30。"),
)
# %(…)s: what Django hands to the sentence. {label}: the name of the field.
FIELD_SENTENCES = {
    "invalid": "{label}的格式不对，请核对。",
    "missing": "没有收到{label}，请重新选择文件。",
    "empty": "{label}是空文件，请重新选择。",
    "contradiction": "{label}要么换一个文件，要么清除，请只选一样。",
    "invalid_image": "{label}不是图片，或者文件已经损坏，请换一张。",
    "invalid_choice": "选定的“{label}”不在可选范围内，请重新选择。",
    "invalid_list": "“{label}”没有选好，请重新选择。",
    "invalid_pk_value": "选定的“{label}”不在可选范围内，请重新选择。",
    "incomplete": "请把{label}填写完整。",
    "overflow": "{label}超出了可以填写的范围。",
}
VALIDATOR_SENTENCES = {
    "max_length": "{label}最多%(limit_value)s个字，现在有%(show_value)s个字。",
    "min_length": "{label}至少%(limit_value)s个字，现在有%(show_value)s个字。",
    "max_value": "{label}不能大于%(limit_value)s。",
    "min_value": "{label}不能小于%(limit_value)s。",
    "step_size": "{label}应当是%(limit_value)s的倍数。",
    "null_characters_not_allowed": "{label}里有不能识别的字符，请删去后重填。",
    "invalid_extension": "{label}的文件格式不能收，可以收：%(allowed_extensions)s。",
    "max_digits": "{label}总共不超过%(max)s位数字。",
    "max_decimal_places": "{label}的小数不超过%(max)s位。",
    "max_whole_digits": "{label}的整数部分不超过%(max)s位。",
    "invalid": FIELD_SENTENCES["invalid"],
}
ROW_SENTENCES = VALIDATOR_SENTENCES | {
    "blank": "请填写{label}。",
    "null": "请填写{label}。",
    "invalid_choice": FIELD_SENTENCES["invalid_choice"],
    "invalid_date": "{label}不是日历上有的日期，请核对。",
    "unique": "已经有同样的{label}，请核对，不要重复登记。",
    "unique_together": "同样的内容已经登记，请不要重复登记。",
}
UNNAMED = "有一项内容"
INCONSISTENT = "填写的内容前后不一致，没有保存，请核对。"


def _defaults(kind: type, key: str) -> Iterator[object]:
    for base in kind.__mro__:
        if base.__module__.startswith("django."):
            yield base.__dict__.get("default_error_messages", {}).get(key)


def is_djangos(field: Any, key: str) -> bool:
    """Whether the sentence of a form field or model field is one that Django wrote."""
    message = field.error_messages.get(key)
    return message is not None and any(message is default for default in _defaults(type(field), key))


def use_own_words(field: forms.Field, label: str) -> None:
    """Put our sentences in the place of Django's, in one field of one form."""
    # Some sentences are filled in with values later, where "%" has a meaning of its own.
    label = label.replace("%", "％")
    own = FIELD_SENTENCES | {"required": _asked(field)}
    if isinstance(field, forms.FileField):
        own |= {
            "invalid": FIELD_SENTENCES["missing"],
            "max_length": "{label}的文件名太长，请改短后重新选择。",
        }
    for kind, sentence in INVALID:
        if isinstance(field, kind):
            own["invalid"] = sentence
            break
    for key in [key for key in field.error_messages if is_djangos(field, key)]:
        field.error_messages[key] = own[key].format(label=label)
    for code in _codes(field.validators):
        field.error_messages.setdefault(code, VALIDATOR_SENTENCES[code].format(label=label))


def _asked(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "请确认“{label}”。"
    if isinstance(field, forms.FileField):
        return "请上传{label}。"
    return "请选择{label}。" if isinstance(field, forms.ChoiceField) else "请填写{label}。"


def _codes(every: list[Any]) -> Iterator[str]:
    """The codes under which these validators would speak with Django's words, and no other speaks at all."""
    ours = {getattr(item, "code", "") for item in every if not _speaks_django(item)}
    for row in every:
        if isinstance(row, validators.DecimalValidator):
            yield from ("max_digits", "max_decimal_places", "max_whole_digits")
        elif _speaks_django(row) and row.code in VALIDATOR_SENTENCES.keys() - ours:
            yield row.code


def _speaks_django(validator: Any) -> bool:
    message = getattr(validator, "message", None)
    return message is not None and any(
        base.__module__.startswith("django.") and base.__dict__.get("message") is message
        for base in type(validator).__mro__
    )


_KINDS_OF_COLUMN = [kind for kind in vars(models).values() if isinstance(kind, type)]
_ROW_DEFAULTS = {
    id(message)
    for kind in _KINDS_OF_COLUMN
    if issubclass(kind, models.Field)
    for message in kind.default_error_messages.values()
} | {
    id(kind.message)
    for kind in vars(validators).values()
    if isinstance(kind, type) and hasattr(kind, "message")
}
_VIOLATED = models.BaseConstraint.default_violation_error_message


def of_a_row(fault: ValidationError, label: str) -> list[str]:
    """The sentences of what a model refused, for the form that shows them."""
    if id(fault.message) in _ROW_DEFAULTS and fault.code in ROW_SENTENCES:
        sentence = ROW_SENTENCES[fault.code].format(label=label or UNNAMED)
        return [sentence % fault.params if fault.params else sentence]
    if fault.code == "unique_together":
        return [ROW_SENTENCES["unique_together"]]
    begin, _, end = str(gettext_lazy(str(_VIOLATED))).partition("%(name)s")
    return [
        INCONSISTENT if begin and text.startswith(begin) and text.endswith(end) else text
        for text in fault.messages
    ]
