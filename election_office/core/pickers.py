"""Choosing one person among thousands: by name, pinyin initials or the end of the ID number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SHOWN = 20  # more than this and the clerk should type one letter more


class Found(NamedTuple):
    """One person as the picker shows them: never the full number."""

    key: str
    name: str
    note: str


def found(row: Model) -> Found:
    """The name, and beside it the masked number when the row has one."""
    return Found(str(row.pk), str(row), str(getattr(row, "id_masked", "")))


def matching(queryset: Any, words: str, describe: Callable[[Model], Found] = found) -> list[Found]:
    """At most ``SHOWN`` people of a queryset that has ``matching(words)``; none for empty words."""
    words = words.strip()
    if not words:
        return []
    return [describe(row) for row in queryset.matching(words)[:SHOWN]]


def answer_search(
    request: HttpRequest, queryset: Any, describe: Callable[[Model], Found] = found
) -> HttpResponse:
    """What a form's ``search_url`` answers to the typing: the people found, one round button each."""
    name = request.GET.get("name", "person")
    words = request.GET.get(f"{name}_words", "")
    people = matching(queryset, words, describe)
    context = {
        "name": name,
        "words": words.strip(),
        "people": people,
        "chosen": "",
        "full": len(people) == SHOWN,
    }
    return render(request, "components/person_results.html", context)


class PersonPicker(forms.Widget):
    """A search box and the people found.

    With JavaScript the list follows the typing; without it, the box's own button sends the form
    (its names end in ``_search``), and the page comes back with the people found and nothing done.
    """

    template_name = "components/person_picker.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.people: Callable[[str], list[Found]] = lambda words: []
        self.person: Callable[[str], Found | None] = lambda key: None
        self.search_url = ""
        self.words = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        self.words = str(data.get(f"{name}_words", "")).strip()
        return data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_words" not in data

    def id_for_label(self, id_: str) -> str:
        """The label belongs to the search box, where the keyboard starts."""
        return f"{id_}_words" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        key = "" if value in (None, "") else str(value)
        people = self.people(self.words)
        chosen = self.person(key) if key else None
        if chosen is not None:
            people = [chosen, *(person for person in people if person.key != chosen.key)]
        context["widget"].update(
            words=self.words,
            people=people,
            chosen=chosen.key if chosen is not None else "",
            search_url=self.search_url,
            full=len(people) >= SHOWN,
        )
        return context


if TYPE_CHECKING:
    _ChoiceOfRows = forms.ModelChoiceField[Any]
else:
    _ChoiceOfRows = forms.ModelChoiceField


class PersonPickerField(_ChoiceOfRows):
    """One row of a long list of people.

    The form calls ``bind`` once it knows whose people may be chosen; their queryset must have
    ``matching(words)``. Without a ``search_url`` the picker works by its button alone.
    """

    widget = PersonPicker

    def __init__(
        self,
        queryset: QuerySet[Any] | None = None,
        *,
        describe: Callable[[Model], Found] = found,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("help_text", "输入姓名、姓名拼音首字母或身份证号末四位，再从列出的人中选一人。")
        kwargs.setdefault(
            "error_messages",
            {
                "required": "请先查找，再从列出的人中选一人。",
                "invalid_choice": "选定的人不在可选范围内，请重新查找。",
            },
        )
        self.describe = describe
        super().__init__(queryset, empty_label=None, **kwargs)

    def bind(self, queryset: QuerySet[Any], search_url: str = "") -> None:
        """Say who may be chosen, and which page answers the typing."""
        self.queryset = queryset
        self.picker.search_url = search_url

    @property
    def picker(self) -> PersonPicker:
        assert isinstance(self.widget, PersonPicker)
        return self.widget

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.picker.people = self._matching
        self.picker.person = self._one
        return super().get_bound_field(form, field_name)

    def _matching(self, words: str) -> list[Found]:
        return matching(self.queryset, words, self.describe) if self.queryset is not None else []

    def _one(self, key: str) -> Found | None:
        try:
            row = self.to_python(key)
        except ValidationError:
            return None
        return self.describe(row) if row is not None else None
