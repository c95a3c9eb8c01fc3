"""Writing tens of thousands of rows: one prepared statement for a table instead of a text per batch.

``bulk_create`` builds a new statement for every 40 rows on SQLite (its limit of 999 values); building
them costs three times the writing. The values pass through the same field preparation here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

# Stored as they are: nothing to prepare.
_PLAIN = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.ForeignKey)


def insert(rows: Sequence[models.Model]) -> None:
    """INSERT rows of one model, primary keys left to the database and not told. Inside a transaction."""
    if not rows:
        return
    model = type(rows[0])
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    takers = [_taker(field) for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608
            [tuple(take(row) for take in takers) for row in rows],
        )


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """UPDATE these fields of rows that have a primary key. Inside a transaction."""
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [field for field in meta.local_concrete_fields if field.name in names]
    takers = [_taker(field) for field in fields]
    quote = connection.ops.quote_name
    pairs = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {pairs} WHERE {quote(str(meta.pk.column))} = %s",  # noqa: S608
            [(*(take(row) for take in takers), row.pk) for row in rows],
        )


def _taker(field: models.Field[Any, Any]) -> Callable[[models.Model], Any]:
    """How to get a field's value from a row as the driver wants it."""
    name = field.attname
    if isinstance(field, _PLAIN) and not isinstance(field, models.FileField):
        return lambda row: getattr(row, name)
    if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
        # One moment for all of one act: asking the clock row by row was a tenth of the writing.
        stamp = field.get_db_prep_save(timezone.now(), connection=connection)
        return lambda row: stamp
    prepared: dict[str, Any] = {}

    def take(row: models.Model) -> Any:
        value = field.pre_save(row, True)
        key = repr(value)
        if key not in prepared:
            prepared[key] = field.get_db_prep_save(value, connection=connection)
        return prepared[key]

    return take
