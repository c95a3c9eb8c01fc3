"""``migrate``, with an empty database made from the models in one go."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import override_settings

from election_office.core.lazy_states import lazy_states
from election_office.core.migrations_for_all import RunOnEveryDatabase

# Each of these asks for something else than "bring this database up to date".
ASKED_OTHERWISE = ("app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune", "one_by_one")


class Command(migrate.Command):
    """Django draws all models anew for every change of one: nine tenths of the time of a fresh start.

    An empty database needs no history: its tables are made from the present models, what the tables do not
    bring (``RunOnEveryDatabase``) is run, and every migration is recorded as applied. That the models and
    the migrations agree is held by ``makemigrations --check``; that both ways end in the same database, by a
    test. A database that holds anything is migrated step by step, as always.
    """

    def add_arguments(self, parser: CommandParser | ArgumentParser) -> None:
        super().add_arguments(parser)  # type: ignore[arg-type]
        parser.add_argument(
            "--one-by-one", action="store_true", help="空数据库也逐个执行迁移，用于核对两种办法结果相同"
        )

    def handle(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        connection.prepare_database()
        if any(options.get(name) for name in ASKED_OTHERWISE) or connection.introspection.table_names():
            with lazy_states():
                return super().handle(*args, **options)
        loader = MigrationLoader(connection)
        if loader.detect_conflicts():
            return super().handle(*args, **options)  # Django names them
        with override_settings(MIGRATION_MODULES={config.label: None for config in apps.get_app_configs()}):
            super().handle(*args, **options | {"run_syncdb": True})
        self._finish(connection, loader)
        return None

    def _finish(self, connection: BaseDatabaseWrapper, loader: MigrationLoader) -> None:
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        with connection.schema_editor(atomic=True) as editor:
            for label, name in in_order(loader):
                for operation in loader.disk_migrations[label, name].operations:
                    if isinstance(operation, RunOnEveryDatabase):
                        state: Any = SimpleNamespace(apps=apps, clear_delayed_apps_cache=lambda: None)
                        operation.database_forwards(label, editor, state, state)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=label, name=name) for label, name in in_order(loader)
        )


def in_order(loader: MigrationLoader) -> Iterator[tuple[str, str]]:
    """Every migration, each behind those it depends on."""
    seen: set[tuple[str, str]] = set()
    for leaf in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(leaf):
            if key not in seen:
                seen.add(key)
                yield key
