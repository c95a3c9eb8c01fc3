"""Writing tens of thousands of rows: one prepared statement for a table instead of a text per batch.

``bulk_create`` builds a model for every row and a new statement for every 40 on SQLite (its limit of 999
values); building them costs three times the writing. The values pass through the same field preparation.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

_REMEMBERED = 30_000
_ROOM = -16_000  # KB of pages SQLite may hold while tens of thousands of rows go into several indexes
# Stored as they are: nothing to prepare.
_PLAIN = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.ForeignKey)


class Table:
    """INSERT of many rows of one model, given as tuples of the named columns; no model is built for them.

    ``same`` holds what every row has, by column; all other columns take the default of their field.
    Values go in as the field prepares them for the database. PostgreSQL takes them by COPY.
    """

    def __init__(self, model: type[models.Model], names: Sequence[str], same: Mapping[str, Any]) -> None:
        fields = {field.attname: field for field in model._meta.local_concrete_fields}
        rest = [name for name, field in fields.items() if not field.primary_key and name not in names]
        tail = {name: _prepared(fields[name], same.get(name, _NOT_SAID)) for name in rest}
        # What is left out is NULL: each value takes its time to be handed over, and of NULL and of truth
        # values SQLite's driver asks each time whether somebody has another form for them.
        rest = [name for name in rest if tail[name] is not None or fields[name].has_db_default()]
        as_numbers = connection.vendor == "sqlite"
        self._tail = tuple(
            int(value) if as_numbers and isinstance(value, bool) else value
            for value in map(tail.__getitem__, rest)
        )
        self._odd = [
            (index, _preparer(fields[name])) for index, name in enumerate(names) if not _plain(fields[name])
        ]
        if as_numbers:
            self._odd += [
                (index, _NUMBERS.__getitem__)
                for index, name in enumerate(names)
                if isinstance(fields[name], models.BooleanField)
            ]
        quote = connection.ops.quote_name
        self._model = model
        self._columns = [quote(str(fields[name].column)) for name in (*names, *rest)]

    def insert_numbered(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[int]:
        """The same, and the primary keys in the order of the rows, taken before the rows are written."""
        ids = _next_ids(self._model, len(rows))
        self._insert(((pk, *self._whole(row)) for pk, row in zip(ids, rows, strict=True)), numbered=True)
        return ids

    def insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Primary keys are left to the database and not told. Inside a transaction."""
        self._insert(map(self._whole, rows), numbered=False)

    def _insert(self, rows: Iterator[tuple[Any, ...]], *, numbered: bool) -> None:
        key = connection.ops.quote_name(str(self._model._meta.pk.column))
        columns = ", ".join([key, *self._columns] if numbered else self._columns)
        into = f"{connection.ops.quote_name(self._model._meta.db_table)} ({columns})"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            marks = ", ".join(["?"] * (len(self._columns) + numbered))
            # Django's cursor rewrites the statement and keeps each row; the driver's takes them as they come.
            driver = cursor.cursor if isinstance(cursor.cursor, sqlite3.Cursor) else None
            if driver is not None:
                with connection.wrap_database_errors:
                    sqlite3.Cursor.executemany(driver, f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608
            else:
                cursor.executemany(f"INSERT INTO {into} VALUES ({marks.replace('?', '%s')})", list(rows))  # noqa: S608

    def _whole(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if self._odd:
            values = list(row)
            for index, prepare in self._odd:
                values[index] = prepare(values[index])
            return (*values, *self._tail)
        return row + self._tail


def _next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Primary keys for that many new rows. Inside a transaction that nobody else's insert comes between:
    SQLite has one writer, PostgreSQL's sequence gives each number once."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), model._meta.pk.column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = int(found[0]) if found else 0
    return range(last + 1, last + count + 1)


def among(texts: Iterable[str]) -> RawSQL:
    """For ``field__in=among(…)``: thousands of texts as one parameter. Preparing two thousand parameters
    one by one costs more than the database needs to find the rows."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::text[])", [list(texts)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(texts))])


_NOT_SAID = object()
_NUMBERS = {True: 1, False: 0, None: None}


@contextmanager
def roomy() -> Iterator[None]:
    """While many rows are written: SQLite keeps the pages of their indexes in memory instead of writing
    each of them out and reading it back again and again."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    driver = connection.connection
    (before,) = driver.execute("PRAGMA cache_size").fetchone()
    driver.execute(f"PRAGMA cache_size={_ROOM}")
    try:
        yield
    finally:
        if connection.connection is driver:
            driver.execute(f"PRAGMA cache_size={before}")


def _plain(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, _PLAIN) and not isinstance(field, models.FileField)


def _prepared(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
        value = timezone.now()  # one moment for all of one act
    elif value is _NOT_SAID:
        value = field.get_default()
    return field.get_db_prep_save(value, connection=connection)


def _preparer(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """Conditions come again and again: each value is prepared once. A date of birth has one form only."""
    if type(field) is models.DateField:
        return connection.ops.adapt_datefield_value
    known: dict[Any, Any] = {}
    by_value = isinstance(field, models.DateField)

    def prepare(value: Any) -> Any:
        key = value if by_value else repr(value)
        if key not in known:
            if len(known) > _REMEMBERED:
                known.clear()
            known[key] = field.get_db_prep_save(value, connection=connection)
        return known[key]

    return prepare


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
    if _plain(field):
        return attrgetter(name)
    if isinstance(field, models.DateTimeField) and (field.auto_now or field.auto_now_add):
        # One moment for all of one act: asking the clock row by row was a tenth of the writing.
        stamp = field.get_db_prep_save(timezone.now(), connection=connection)
        return lambda row: stamp
    prepare = _preparer(field)
    return lambda row: prepare(field.pre_save(row, True))
