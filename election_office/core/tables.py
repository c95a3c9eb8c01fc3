"""The base of every list: one look, on paper-wide screens a table, on a phone one card a row."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from election_office.core.templatetags.office import badge, cn_date, cn_time, status_tone


class OfficeTable(tables.Table):
    """Shown with {% render_table table %}; drawn by components/table.html.

    ``caption`` says what the rows are; the three ``empty_…`` say what to do when there are none.
    ``phone`` how a row stands on a phone: a card of lines, "slim" or "two" (narrow.css).
    A column with attrs {"td": {"class": "num"}, "th": {"class": "num"}} holds aligned numbers.
    """

    caption = ""
    phone = ""
    empty_title = "没有符合条件的记录"
    empty_help = ""
    empty_url = ""
    empty_action = ""

    def __init__(self, *args: Any, caption: str = "", empty_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caption = caption or self.caption
        self.empty_url = empty_url or self.empty_url


class NumberColumn(tables.Column):
    """Integers, right-aligned in tabular figures; — for none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        super().__init__(*args, **kwargs)


class DateColumn(tables.Column):
    """A date as 2026年12月20日."""

    def render(self, value: Any) -> str:
        return cn_date(value)


class TimeColumn(tables.Column):
    """A moment as 2026年12月20日 14:05, local time."""

    def render(self, value: Any) -> str:
        return cn_time(value)


class StatusColumn(tables.Column):
    """A choice field as a badge; the code gives the look, the label the word."""

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        name = str(bound_column.accessor)
        code = record.get(name) if isinstance(record, dict) else getattr(record, name, value)
        display = getattr(record, f"get_{name}_display", None)
        return badge(status_tone(str(code)), str(display() if display else value))


class ActionsColumn(tables.TemplateColumn):
    """Links and small forms of one row; never sorted, not repeated in an export."""

    def __init__(self, template_code: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("verbose_name", "操作")
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("exclude_from_export", True)
        kwargs.setdefault("attrs", {"td": {"class": "row-actions"}, "th": {"class": "row-actions"}})
        super().__init__(template_code, **kwargs)
