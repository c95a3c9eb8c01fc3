"""Words for what the audit trail holds in codes. Each app lends the words for its own acts.

    register({"proxy.granted": "核发委托投票证"})
    register_targets({"voters.Proxy": "委托投票证"})
    register_fields({"agent": "受托人"})

Each app says so in its ``audit_words.py``, which is read at start-up; a code without words is
shown as the code, so a missing line never hides an event.
"""

from __future__ import annotations

from collections.abc import Mapping

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


def sentence(event: AuditEvent) -> str:
    """张三（镇换届办）核发委托投票证：委托投票证 12，理由：…。 The time is shown apart."""
    role = f"（{event.actor_role}）" if event.actor_role else ""
    reason = f"，理由：{event.reason.rstrip('。')}" if event.reason else ""
    return f"{event.actor}{role}{label(event.action)}：{target_label(event.target)}{reason}。"
