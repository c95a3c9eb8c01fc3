"""Migrations without drawing all models anew for every change of one.

Django keeps the models as they were at each migration as real classes. A change of one model draws every
model related to it again, which here is nearly all: nine tenths of the time of an upgrade. In
``lazy_states()`` a change only throws the drawn classes away, and a model is drawn, with those it points at,
when somebody asks for it. Whoever asks for all of them, or for what points at a model, gets all: Django reads
that from ``get_models``. A function of ours (``RunPython``) finds all of them drawn, so that
``election.steps`` works.

Written for the pinned Django. That a database made step by step this way equals one made at once is held by
``tests/office/test_migrate.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db.migrations.state import AppConfigStub, ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.db.models import CheckConstraint, Index, UniqueConstraint
from django.utils.functional import cached_property

Key = tuple[str, str]


class LazyStateApps(StateApps):
    """The models of one moment, each drawn when it is asked for; never changed, so clones may share it."""

    def __init__(self, real_apps: Any, models: dict[Key, ModelState]) -> None:
        self._waiting: dict[Key, ModelState] = {}
        self._drawing = False
        super().__init__(real_apps, {})
        self._waiting = {key: state.clone() for key, state in models.items()}
        for label in {label for label, _ in models} - set(self.app_configs):
            self.app_configs[label] = AppConfigStub(label)
            self.app_configs[label].apps = self

    def get_model(self, app_label: str, model_name: str | None = None, require_ready: bool = True) -> Any:
        if model_name is None:
            app_label, model_name = app_label.split(".")
        self._draw((app_label, model_name.lower()))
        return super().get_model(app_label, model_name, require_ready)

    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> Any:
        if _asked_by_conditions is None:
            self.draw_all()
        else:
            _asked_by_conditions.add(self)
        return super().get_models(include_auto_created, include_swapped)

    # Django clears the answers it remembers through the method itself.
    get_models.cache_clear = Apps.get_models.cache_clear  # type: ignore[attr-defined]

    def draw_all(self) -> None:
        self._draw(*self._waiting)

    def _draw(self, *keys: Key) -> None:
        """Draw these and, without end, what they point at."""
        if self._drawing:  # a model being drawn asks for its neighbours: they are drawn in the same go
            return
        taken, asked = [], list(keys)
        while asked:
            key = asked.pop()
            if state := self._waiting.pop(key, None):
                taken.append(state)
                asked += pointed_at(state)
        if taken:
            self._drawing = True
            try:
                self.render_multiple(taken)
            finally:
                self._drawing = False


def pointed_at(state: ModelState) -> Iterator[Key]:
    """The models that a model's columns and bases need, as (app, lower name)."""
    here = (state.app_label, state.name_lower)
    for base in state.bases:
        if isinstance(base, str):
            yield resolve_relation(base, *here)
    for field in state.fields.values():
        remote = field.remote_field
        if remote is None:
            continue
        for model in (remote.model, getattr(remote, "through", None)):
            if model is not None:
                yield resolve_relation(model, *here)


class _LazyState:
    """What takes the place of the methods of ``ProjectState``."""

    replaced: ClassVar[tuple[str, ...]] = (
        "apps", "clone", "reload_model", "reload_models", "remove_model", "clear_delayed_apps_cache",
    )  # fmt: skip

    @cached_property
    def apps(self: Any) -> LazyStateApps:
        return LazyStateApps(self.real_apps, self.models)

    def clone(self: Any) -> ProjectState:
        copy = ProjectState({key: state.clone() for key, state in self.models.items()}, self.real_apps)
        copy.is_delayed = self.is_delayed
        if "apps" in self.__dict__:
            copy.__dict__["apps"] = self.__dict__["apps"]
        return copy

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        self.__dict__.pop("apps", None)

    def reload_models(self, models: Any, delay: bool = True) -> None:
        self.__dict__.pop("apps", None)

    def remove_model(self: Any, app_label: str, model_name: str) -> None:
        self.__dict__.pop("apps", None)
        REMOVE_MODEL(self, app_label, model_name)

    def clear_delayed_apps_cache(self: Any) -> None:
        self.apps.draw_all()


# The states whose models were looked through for the condition of a constraint now being written, or None.
_asked_by_conditions: set[LazyStateApps] | None = None


def _of_own_columns(write: Callable[..., Any]) -> Callable[..., Any]:
    """The condition of a constraint speaks of its own table's columns alone. Django takes ``by__isnull`` for
    something on a neighbour first and looks through all that points there: it need not be drawn for that."""

    @wraps(write)
    def written(*args: Any, **options: Any) -> Any:
        global _asked_by_conditions
        asked: set[LazyStateApps] = set()
        _asked_by_conditions = asked
        try:
            return write(*args, **options)
        finally:
            _asked_by_conditions = None
            for state in asked:
                state.clear_cache()  # what it remembers now may lack those not drawn yet

    return written


REMOVE_MODEL = ProjectState.remove_model
REPLACED: list[tuple[Any, str, Any]] = [
    (ProjectState, name, _LazyState.__dict__[name]) for name in _LazyState.replaced
] + [
    (place, name, _of_own_columns(place.__dict__[name]))
    for place, name in (
        (CheckConstraint, "_get_check_sql"),
        (UniqueConstraint, "_get_condition_sql"),
        (Index, "_get_condition_sql"),
    )
]


@contextmanager
def lazy_states() -> Iterator[None]:
    """Within it every state of a migration draws its models when they are asked for."""
    before = [(place, name, place.__dict__[name]) for place, name, _ in REPLACED]
    for place, name, ours in REPLACED:
        setattr(place, name, ours)
    try:
        yield
    finally:
        for place, name, original in before:
            setattr(place, name, original)
