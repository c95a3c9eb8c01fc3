"""Words for what the audit trail holds in codes. Each app lends the words for its own acts.

    register({"proxy.granted": "核发委托投票证"})
    register_targets({"voters.Proxy": "委托投票证"})
    register_fields({"agent": "受托人"})
    register_names({"voters.Proxy": ("election__village__name", "requested_on")})

Each app says so in its ``audit_words.py``, which is read at start-up; a code without words is
shown as the code, so a missing line never hides an event.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from election_office.audit.models import AuditEvent
from election_office.law.dates import cn_date

_actions: dict[str, str] = {}
_targets: dict[str, str] = {}
_fields: dict[str, str] = {}
_names: dict[str, tuple[str, ...]] = {}
MOST_NAMES = 3  # columns that name a row


def register(labels: Mapping[str, str]) -> None:
    """Action code → what was done, as a verb phrase without subject or full stop."""
    _add(_actions, labels)


def register_targets(labels: Mapping[str, str]) -> None:
    """Model label ("voters.Proxy") → what such a row is called."""
    _add(_targets, labels)


def register_fields(labels: Mapping[str, str]) -> None:
    """Key of before/after → its name. One key means the same in every app: first come, first kept."""
    for key, label in labels.items():
        _fields.setdefault(key, label)


def _add(known: dict[str, str], labels: Mapping[str, str]) -> None:
    for code, label in labels.items():
        if known.setdefault(code, label) != label:
            raise ValueError(f"{code!r} is already called {known[code]!r}.")


def label(action: str) -> str:
    return _actions.get(action, action)


def target_label(target: str) -> str:
    """委托投票证（记录已不在） for voters.Proxy:12 without a row; a textual target is shown as it is."""
    model, _, pk = target.rpartition(":")
    return f"{_targets[model]}（记录已不在）" if model in _targets and pk.isdecimal() else target


def target_name(target: str) -> str:
    """By what people know one row. One statement."""
    return names_of([target]).get(target) or target_label(target)


def field_label(key: str) -> str:
    return _fields.get(key, key)


def action_choices() -> list[tuple[str, str]]:
    """Every act that has words, in the order of its code."""
    return sorted(_actions.items())


def register_names(columns: Mapping[str, Sequence[str]]) -> None:
    """Model label → the columns, over relations too, by which people know a row: never a voter's name."""
    for model, names in columns.items():
        if _names.setdefault(model, tuple(names)) != tuple(names):
            raise ValueError(f"{model!r} is already named by {_names[model]!r}.")


def named_targets() -> Mapping[str, Sequence[str]]:
    return _names


def names_of(targets: Iterable[str]) -> dict[str, str]:
    """The targets whose rows are there, with what people know them by. One statement, whatever they are."""
    wanted: dict[str, set[int]] = {}
    for target in targets:
        model, _, pk = target.rpartition(":")
        if model in _names and pk.isascii() and pk.isdecimal():
            wanted.setdefault(model, set()).add(int(pk))
    parts = [_rows(model, keys) for model, keys in sorted(wanted.items())]
    found = {}
    for model, pk, *values in parts[0].union(*parts[1:], all=True) if parts else ():
        pairs = zip(_names[model], values, strict=False)
        text = "，".join(said for column, value in pairs if value and (said := _said(model, column, value)))
        called = _targets.get(model, model)
        found[f"{model}:{pk}"] = f"{called}“{text}”" if text else called
    return found


def _rows(model: str, keys: Collection[int]) -> models.QuerySet[Any, Any]:
    """Label, key and three texts: rows of every model in one form, so that they come in one statement."""
    text = models.TextField()
    columns: list[Any] = [Cast(name, text) for name in _names[model]]
    columns += [models.Value("", text)] * (MOST_NAMES - len(columns))
    said = {f"said_{index}": column for index, column in enumerate(columns)}
    rows = apps.get_model(model)._base_manager.filter(pk__in=keys).order_by()
    named: models.QuerySet[Any, Any] = rows.annotate(said_model=models.Value(model, text), **said)
    return named.values_list("said_model", "pk", *said)


def _said(model: str, column: str, value: str) -> str:
    """As a page says it: a choice by its word, a day in Chinese, a number with what it counts."""
    field = _field(model, column)
    if field.choices:
        return str(dict(field.flatchoices).get(value, ""))
    if isinstance(field, models.DateField):
        return cn_date(dt.date.fromisoformat(value[:10]))
    return f"{field.verbose_name}{value}" if isinstance(field, models.IntegerField) else value


@cache
def _field(model: str, column: str) -> models.Field[Any, Any]:
    found: Any = apps.get_model(model)
    field: Any = None
    for part in column.split("__"):
        field = found._meta.get_field(part)
        found = field.related_model
    return cast("models.Field[Any, Any]", field)


def sentence(event: AuditEvent, names: Mapping[str, str] | None = None) -> str:
    """张三（镇换届办）核发委托投票证：委托投票证 12，理由：…。 The time is shown apart."""
    role = f"（{event.actor_role}）" if event.actor_role else ""
    target = (names or {}).get(event.target) or target_label(event.target)
    reason = f"，理由：{event.reason.rstrip('。')}" if event.reason else ""
    return f"{event.actor}{role}{label(event.action)}：{target}{reason}。"
