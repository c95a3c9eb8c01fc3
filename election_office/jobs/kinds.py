"""The kinds of background work. Apps above register theirs in their ``tasks.py``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from election_office.accounts.permissions import Permission

if TYPE_CHECKING:
    from election_office.jobs.progress import Progress

Work = Callable[["Progress", dict[str, Any]], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of work, and who may ask for it and see it.

    ``run(progress, params)`` must be safe to run twice: a worker may die after the work and before
    the row says so. ``atomic=True`` closes that gap: the work and the row's DONE commit together
    (on SQLite nobody else writes meanwhile, so only for work of seconds). It may return what the
    page shows: ``{"message": sentence, "url": page, "file": name in the storage,
    "file_name": name for the download}``, plus anything else as JSON.
    ``known_errors``: exceptions whose text is a Chinese sentence for people; beside them JobFailed,
    RuleRefused, ValidationError and PermissionDenied are always known.
    ``max_seconds``: after that the worker stops the work and the job counts as failed.
    """

    code: str
    title: str
    run: Work
    permission: Permission
    max_seconds: int = 1800
    atomic: bool = False
    known_errors: tuple[type[Exception], ...] = ()


_kinds: dict[str, JobKind] = {}


def register(kind: JobKind) -> JobKind:
    """Make a kind known. Registering another kind under a taken code raises ValueError."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"Job kind {kind.code!r} is registered twice.")
    return kind


def get(code: str) -> JobKind:
    """The kind with that code; KeyError when no app registered it."""
    return _kinds[code]


def all_kinds() -> list[JobKind]:
    return list(_kinds.values())


def codes_by_permission() -> dict[Permission, list[str]]:
    grouped: dict[Permission, list[str]] = defaultdict(list)
    for kind in _kinds.values():
        grouped[kind.permission].append(kind.code)
    return dict(grouped)
