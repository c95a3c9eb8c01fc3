"""The base of every filter bar: filters look like every other form."""

from __future__ import annotations

from typing import Any

import django_filters
from django.forms import Form

from election_office.core.forms import prepare_widgets


class OfficeFilterSet(django_filters.FilterSet):
    """Shown with components/filter_bar.html; a value that cannot be read filters nothing out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_widgets(self.form, searches=True)

    @property
    def is_filtering(self) -> bool:
        """Whether the reader narrowed the list: then an empty list asks to clear the filter."""
        form: Form = self.form
        return form.is_valid() and any(value not in (None, "", []) for value in form.cleaned_data.values())
