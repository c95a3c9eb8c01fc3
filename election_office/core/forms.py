"""The one look of every form in the office, laid out by crispy-forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from election_office.core.idnumbers import holds_id_number
from election_office.core.models import Outdated, Versioned
from election_office.core.pickers import PersonPickerField
from election_office.core.sentences import of_a_row, use_own_words
from election_office.core.typed import current
from election_office.law.dates import cn_date
from election_office.law.decision import Finding, RuleRefused
from election_office.law.layers import NoTextInForce
from election_office.law.words import in_words_of


def refusal_sentence(finding: Finding) -> str:
    """The sentence people read: what stands in the way, and the article it rests on."""
    if finding.citation is None:
        return finding.message
    return f"{finding.message}（依据：{finding.citation}）"


class DateInput(forms.DateInput):
    """The browser's own calendar; the value travels as 2026-12-20."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class OfficeErrors(ErrorList):
    """Each error is a sentence with the sign of a refusal before it, never colour alone."""

    template_name = "components/errors.html"


def prepare_widgets(form: forms.BaseForm, *, searches: bool = False) -> None:
    """Give every field the browser's own calendar, its size on the page, and its own sentences."""
    for name, field in form.fields.items():
        within_reach(field)
        if not searches and name not in TAKES_NUMBERS:
            without_id_numbers(field)
        use_own_words(field, str(field.label or form[name].label))
        if isinstance(field, forms.DateTimeField) and not isinstance(field.widget, forms.HiddenInput):
            field.widget = _in_place_of(field, DateTimeInput())
        elif isinstance(field, forms.DateField) and not isinstance(field.widget, forms.HiddenInput):
            field.widget = _in_place_of(field, DateInput())
        elif isinstance(field.widget, forms.Textarea) and field.widget.attrs.get("rows") in (None, "10"):
            field.widget.attrs["rows"] = "3"
        elif isinstance(field, forms.IntegerField) and isinstance(field.widget, forms.NumberInput):
            # A wheel turned over a number box changes a count unseen; digits are typed instead.
            field.widget.input_type = "text"
            for attribute in ("min", "max", "step"):
                field.widget.attrs.pop(attribute, None)
            field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off", "class": "input-count"})


def within_reach(field: forms.Field) -> None:
    """No form takes a day or a number that no calendar here and no column can hold."""
    if any(isinstance(validator, _Reach) for validator in field.validators):
        return
    if isinstance(field, forms.DateField | forms.DateTimeField | forms.IntegerField):
        field.validators.append(_Reach())


# Where a whole identity number belongs: it is sealed, or only looked for.
TAKES_NUMBERS = frozenset({"id_number", "q"})


def without_id_numbers(field: forms.Field) -> None:
    """A number written into a reason or a note would stand open in the database, and in what is printed."""
    typed = isinstance(field, forms.CharField) and not isinstance(
        field.widget, forms.PasswordInput | forms.HiddenInput
    )
    if typed and not any(isinstance(validator, _NoIdNumber) for validator in field.validators):
        field.validators.append(_NoIdNumber())


class _NoIdNumber:
    def __call__(self, value: object) -> None:
        if isinstance(value, str) and holds_id_number(value):
            raise ValidationError(
                "这里不写身份证号。号码只在登记人员时填写，请删去后再保存。", code="holds_id_number"
            )


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Some of the rows offered. A number no row can have is answered like one that no row has; the database
    would fail at it."""

    def clean(self, value: Any) -> Any:
        for item in value if isinstance(value, list | tuple) else ():
            if len(str(item)) > LONGEST_KEY or "\0" in str(item):
                shown = str(item)[:LONGEST_KEY]
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": shown}
                )
        return super().clean(value)


LONGEST_KEY = 18  # digits that every database takes


class _Reach:
    """Days of the people who may vote and of what they decide; numbers far above any count of people."""

    first, last = dt.date(1880, 1, 1), dt.date(2100, 12, 31)
    most = 999_999_999

    def __call__(self, value: dt.date | float | Decimal) -> None:
        if not isinstance(value, dt.date):
            if abs(float(value)) > self.most:
                raise ValidationError(f"数字太大，最多填写{len(str(self.most))}位，请核对。", code="reach")
            return
        day = value.date() if isinstance(value, dt.datetime) else value
        if not self.first <= day <= self.last:
            raise ValidationError(
                f"日期须在{self.first.year}年至{self.last.year}年之间，请核对年份。", code="reach"
            )


def _in_place_of(field: forms.Field, widget: forms.Widget) -> forms.Widget:
    """``widget`` with what the form had already said about the old one."""
    widget.attrs.update(field.widget.attrs)
    widget.is_required = field.required
    widget.is_localized = field.localize
    return widget


class OfficeForm(forms.Form):
    """A form names its rows; the look, the labels and the errors are made here.

    ``rows``: tuples of field names that stand side by side on a wide screen and one below the
    other on a phone; fields not named follow in their order. ``finding_fields``: which field a
    rule's finding belongs to; a finding not named there is shown at the top. ``refused``: an action
    refused what was typed; ``refused_codes``: the codes of its findings.

    With ``row`` the form starts from a stored row and carries its version as ``version``, for the act
    to pass to ``row.lock(version)``. When another has saved meanwhile, what is stored is shown beside
    what was typed, which stays; the next save decides. A form whose fields are not columns of the row
    says in ``values_of`` what the row holds for them.
    """

    rows: Sequence[tuple[str, ...]] = ()
    finding_fields: dict[str, str] = {}

    def __init__(self, *args: Any, row: Versioned | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("error_class", OfficeErrors)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            self.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        prepare_widgets(self)
        self.refused = False
        self.refused_codes: list[str] = []

    def values_of(self, row: Any) -> Mapping[str, Any]:
        """What a stored row holds for the fields of this form, by their names."""
        return {name: getattr(row, name) for name in self.fields if hasattr(row, name)}

    def arguments(self) -> dict[str, Any]:
        """What the act takes, of a valid form. A form whose fields are not the act's arguments says here how
        one follows from the other."""
        return dict(self.cleaned_data)

    @cached_property
    def _stored(self) -> Mapping[str, Any]:
        return self.values_of(self.row)

    def _typed_before(self) -> QueryDict | None:
        """What was typed at this page and not saved, when it belongs to this form."""
        data = None if self.is_bound else current()
        names = {self.add_prefix(name) for name in self.fields if name != "version"}
        return data if data is not None and names & set(data) else None

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        again = self._typed_before()
        name = self.add_prefix(field_name)
        if again is not None and not isinstance(field.widget, forms.FileInput | forms.PasswordInput):
            files: Any = {}
            if not field.widget.value_omitted_from_data(again, files, name):
                return field.widget.value_from_datadict(again, files, name)
        if self.row is not None and field_name not in self.initial:
            if field_name == "version":
                return self.row.version
            return self._stored.get(field_name, super().get_initial_for_field(field, field_name))
        return super().get_initial_for_field(field, field_name)

    @property
    def looking_up(self) -> bool:
        """The form was sent by a picker's own button: to see who is found, not to act."""
        return self.is_bound and any(
            f"{self.add_prefix(name)}_search" in self.data
            for name, field in self.fields.items()
            if isinstance(field, PersonPickerField)
        )

    def is_valid(self) -> bool:
        return super().is_valid() and not self.looking_up

    def full_clean(self) -> None:
        super().full_clean()
        if self.looking_up:
            self._errors = ErrorDict(renderer=self.renderer)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = False
        sides = [tuple(name for name in row if name in self.fields) for row in self.rows]
        named = {name for row in sides for name in row}
        rest = [name for name in self.fields if name not in named]
        hidden = [name for name in rest if self.fields[name].widget.is_hidden]
        rows = [row for row in sides if row] + [(name,) for name in rest if name not in hidden]
        helper.layout = Layout(
            *(Row(*(Column(name, css_class=f"col-md-{12 // len(row)}") for name in row)) for row in rows),
            *hidden,
        )
        return helper

    def say_in(self, kind: str) -> None:
        """Labels, help and fixed choices, written for a village, in the words of another kind of election."""
        for field in self.fields.values():
            field.label = in_words_of(kind, str(field.label)) if field.label else field.label
            field.help_text = in_words_of(kind, str(field.help_text))
            if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
                choices: Any = field.choices
                field.choices = [
                    (value, label if isinstance(label, list | tuple) else in_words_of(kind, str(label)))
                    for value, label in choices
                ]

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Run an action; what it refuses becomes errors of this form, article and all."""
        try:
            yield
        except (RuleRefused, NoTextInForce, Outdated, ValidationError) as refusal:
            self.refused = True
            self._show_refusal(refusal)

    def _show_refusal(self, refusal: RuleRefused | NoTextInForce | Outdated | ValidationError) -> None:
        match refusal:
            case RuleRefused():
                for finding in refusal.decision.refusals:
                    self.refused_codes.append(finding.code)
                    field = self.finding_fields.get(finding.code)
                    self.add_error(field if field in self.fields else None, refusal_sentence(finding))
            case NoTextInForce():
                self.add_error(None, str(refusal))
            case Outdated():
                self._show_differences(refusal.row)
            case ValidationError():
                self._add_validation(refusal)

    def _show_differences(self, stored: Versioned) -> None:
        """Set what is stored beside what was typed, and take the stored version: the next save decides."""
        typed = dict(self.cleaned_data)
        differing = [
            (name, value)
            for name, value in self.values_of(stored).items()
            if name in typed
            and name != "version"
            and shown_value(self.fields[name], value) != shown_value(self.fields[name], typed[name])
        ]
        for name, value in differing:
            self.add_error(name, f"现在保存的是：{shown_value(self.fields[name], value)}")
        self.add_error(
            None,
            "您打开本页以后，这里的内容已由别人（或者您在另一个窗口）改过并保存，您填写的还没有保存。"
            + (
                "请核对下面标出的不同之处；再次保存，以您填写的为准。"
                if differing
                else "两次填写的内容没有看得出的不同；再次保存即可。"
            ),
        )
        self.set_typed("version", stored.version)

    def set_typed(self, name: str, value: object) -> None:
        """Put a value in the place of what was typed, for the form that is shown again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(name)] = str(value)
        self.data = data

    def _add_validation(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for name, faults in error.error_dict.items():
            known = name != NON_FIELD_ERRORS and name in self.fields
            label = str(self.fields[name].label or self[name].label) if known else ""
            messages = [message for fault in faults for message in of_a_row(fault, label)]
            self.add_error(name if known else None, messages)


def shown_value(field: forms.Field, value: Any) -> str:
    """A value as people read it: the words of a choice, a date in Chinese, 空白 for nothing."""
    if isinstance(field, forms.BooleanField):
        return "是" if value else "否"
    if isinstance(field, forms.ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField):
        return str(value) if value else "空白"
    if value is None or value == "" or value == []:
        return "空白"
    if isinstance(value, dt.datetime):
        return f"{cn_date(value.date())}{value:%H:%M}"
    if isinstance(value, dt.date):
        return cn_date(value)
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        words = {str(key): str(word) for key, word in choices if not isinstance(word, list | tuple)}
        return words.get(str(value), str(value))
    return str(value)


class ReasonForm(OfficeForm):
    """What an irreversible act asks for: why, in the words of the person who does it."""

    reason = forms.CharField(
        label="理由",
        # The narrowest column a reason is kept in.
        max_length=200,
        widget=forms.Textarea,
        help_text="写明事由和依据的文件，将记入操作留痕。",
    )
