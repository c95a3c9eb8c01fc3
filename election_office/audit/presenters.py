"""Words for what the audit trail holds in codes. Each app lends the words for its own acts.

    register({"proxy.granted": "核发委托投票证"})
    register_targets({"voters.Proxy": "委托投票证"})
    register_fields({"agent": "受托人"})

Each app says so in its ``audit_words.py``, which is read at start-up; a code without words is
shown as the code, so a missing line never hides an event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.apps import apps

from election_office.audit.models import AuditEvent

_actions: dict[str, str] = {}
_targets: dict[str, str] = {}
_fields: dict[str, str] = {}


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
    """委托投票证 12 for voters.Proxy:12; a textual target is shown as it is."""
    model, _, pk = target.rpartition(":")
    return f"{_targets[model]} {pk}" if model in _targets else target


def field_label(key: str) -> str:
    return _fields.get(key, key)


def action_choices() -> list[tuple[str, str]]:
    """Every act that has words, in the order of its code."""
    return sorted(_actions.items())


# Model label → the column by which people know such a row. Never a voter's: the trail names staff and papers.
NAMED_BY = {"accounts.User": "name", "documents.Document": "title", "villages.Village": "name"}


def names_of(targets: Iterable[str]) -> dict[str, str]:
    """The targets that have a name of their own, with it: one statement for each model of ``NAMED_BY``."""
    wanted: dict[str, list[str]] = {}
    for target in targets:
        model, _, pk = target.rpartition(":")
        if model in NAMED_BY and pk.isascii() and pk.isdecimal():
            wanted.setdefault(model, []).append(pk)
    found = {}
    for model, keys in wanted.items():
        rows = apps.get_model(model)._base_manager.filter(pk__in=keys)
        for pk, name in rows.values_list("pk", NAMED_BY[model]):
            found[f"{model}:{pk}"] = f"{_targets.get(model, model)}“{name}”"
    return found


def sentence(event: AuditEvent, names: Mapping[str, str] | None = None) -> str:
    """张三（镇换届办）核发委托投票证：委托投票证 12，理由：…。 The time is shown apart."""
    role = f"（{event.actor_role}）" if event.actor_role else ""
    target = (names or {}).get(event.target) or target_label(event.target)
    reason = f"，理由：{event.reason.rstrip('。')}" if event.reason else ""
    return f"{event.actor}{role}{label(event.action)}：{target}{reason}。"
