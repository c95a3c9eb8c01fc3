"""Tables as lines of JSON that say the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# Who is logged in now, and what a queue answered long ago, is nothing to bring back.
LEFT_OUT = {"sessions", "django_celery_results"}
LINES = 500


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, bytes | memoryview):
            return base64.b64encode(bytes(o)).decode("ascii")
        if hasattr(o, "isoformat") and hasattr(o, "hour"):
            return o.isoformat()  # Django's own drops the microseconds
        return super().default(o)


def tables() -> list[type[models.Model]]:
    """Every table of the office, in the order of their names."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def dumped(model: type[models.Model], connection: BaseDatabaseWrapper) -> Iterator[bytes]:
    """The rows by their key, some hundreds of lines a piece."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(connection.alias).order_by("pk").values_list(*names)
    lines: list[str] = [json.dumps(names)]
    for row in rows.iterator(chunk_size=2000):
        lines.append(json.dumps(row, ensure_ascii=False, sort_keys=True, cls=_Encoder))
        if len(lines) >= LINES:
            yield ("\n".join(lines) + "\n").encode()
            lines = []
    yield ("\n".join(lines) + "\n").encode() if lines else b""


def digest(model: type[models.Model], connection: BaseDatabaseWrapper) -> str:
    said = hashlib.sha256()
    for piece in dumped(model, connection):
        said.update(piece)
    return said.hexdigest()


def rows_of(pieces: Iterable[bytes]) -> Iterator[list[Any]]:
    """The lines of a dump; the first holds the names of the columns."""
    for piece in pieces:
        for line in piece.decode().splitlines():
            yield json.loads(line)


def load(model: type[models.Model], pieces: Iterable[bytes], connection: BaseDatabaseWrapper) -> int:
    """Write the rows of a dump past the model: times, versions and events come back as they were."""
    lines = rows_of(pieces)
    names = next(lines)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen = [fields[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in chosen if field.column)
    places = ", ".join(["%s"] * len(chosen))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608
    count, batch = 0, list[list[Any]]()
    with connection.cursor() as cursor:
        for line in lines:
            batch.append(
                [
                    field.get_db_prep_save(field.to_python(value), connection)
                    for field, value in zip(chosen, line, strict=True)
                ]
            )
            count += 1
            if len(batch) >= 1000:
                cursor.executemany(statement, batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)
    return count


def empty(connection: BaseDatabaseWrapper) -> None:
    """Take out what migrations put in, so that the backup's own rows take their place."""
    with connection.cursor() as cursor:
        for model in tables():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def count_on(connection: BaseDatabaseWrapper) -> None:
    """The next new row of each table gets a number that is free."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
