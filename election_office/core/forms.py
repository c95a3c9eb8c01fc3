"""The one look of every form in the office, laid out by crispy-forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from election_office.law.decision import Finding, RuleRefused


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


class OfficeForm(forms.Form):
    """A form names its rows; the look, the labels and the errors are made here.

    ``rows``: tuples of field names that stand side by side on a wide screen and one below the
    other on a phone; fields not named follow in their order. ``finding_fields``: which field a
    rule's finding belongs to; a finding not named there is shown at the top.
    """

    rows: Sequence[tuple[str, ...]] = ()
    finding_fields: dict[str, str] = {}
    error_css_class = "is-invalid"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateTimeField):
                field.widget = DateTimeInput()
            elif isinstance(field, forms.DateField):
                field.widget = DateInput()

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = False
        named = {name for row in self.rows for name in row}
        rows = [tuple(row) for row in self.rows] + [(name,) for name in self.fields if name not in named]
        helper.layout = Layout(
            *(Row(*(Column(name, css_class=f"col-md-{12 // len(row)}") for name in row)) for row in rows)
        )
        return helper

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Run an action; what it refuses becomes errors of this form, article and all."""
        try:
            yield
        except RuleRefused as refused:
            for finding in refused.decision.refusals:
                field = self.finding_fields.get(finding.code)
                self.add_error(field if field in self.fields else None, refusal_sentence(finding))
        except ValidationError as error:
            self._add_validation(error)

    def _add_validation(self, error: ValidationError) -> None:
        if not hasattr(error, "error_dict"):
            self.add_error(None, error.messages)
            return
        for name, faults in error.error_dict.items():
            messages = [message for fault in faults for message in fault.messages]
            known = name != NON_FIELD_ERRORS and name in self.fields
            self.add_error(name if known else None, messages)
