"""Rows of many tables in one statement.

A page asks for its parts, each from a table of its own. The parts are independent, so they may come
together: each query set becomes one branch of a UNION ALL, with columns of its own beside the empty columns
of the others. Nothing is joined, so no row comes twice; each value comes in its own type, so every field
reads it as always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler


def totals(rows: QuerySet[Any], **numbers: Any) -> QuerySet[Any, dict[str, Any]]:
    """``rows.aggregate(**numbers)`` as a query set of one row, so that it can be fetched with others."""
    whole = rows.order_by().annotate(whole=Value(1)).values("whole")
    counted: QuerySet[Any, dict[str, Any]] = whole.annotate(**numbers).values(*numbers)
    return counted


@dataclass
class _Branch:
    """``rows``: whose; ``types``: of its columns, as the database casts to them."""

    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: Sequence[Any]
    types: list[str | None]
    got: list[tuple[Any, ...]]


def fetch_together(*querysets: QuerySet[Any]) -> None:
    """Fill these query sets, so that reading them asks no more. One statement of each database.

    What a query set prefetches it asks for afterwards, as always. One that was read already stays as it is.
    """
    waiting = [rows for rows in querysets if rows._result_cache is None]
    for alias in sorted({rows.db for rows in waiting}):
        branches = [branch for rows in waiting if rows.db == alias and (branch := _branch(rows)) is not None]
        if len(branches) > 1:
            _fill(branches, alias)
    for rows in waiting:
        len(rows)  # what stood alone is asked now, and what is prefetched


def _branch(rows: QuerySet[Any]) -> _Branch | None:
    """None where the query set is better asked alone: it finds nothing, or selects more than it gives."""
    query = rows.query
    if query.combinator or query.select_for_update:
        return None
    compiler = query.clone().get_compiler(using=rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    if compiler.has_extra_select or not compiler.select:
        return None
    connection = connections[rows.db]
    types = [column.output_field.cast_db_type(connection) for column, _, _ in compiler.select]
    return _Branch(rows, compiler, sql, params, types, [])


def _fill(branches: list[_Branch], alias: str) -> None:
    named: list[str] = []
    chosen: list[str] = []
    params: list[Any] = []
    for number, branch in enumerate(branches):
        columns = ", ".join(f"c{place}" for place in range(len(branch.types)))
        named.append(f"b{number}({columns}) AS ({branch.sql})")
        params += branch.params
        cells = [str(number)]
        for other in branches:
            cells += (
                [f"c{place}" for place in range(len(other.types))]
                if other is branch
                else [_nothing(kind, alias) for kind in other.types]
            )
        # Names and numbers of our own; what was asked for stays a parameter.
        chosen.append(f"SELECT {', '.join(cells)} FROM b{number}")  # noqa: S608
    with connections[alias].cursor() as cursor:
        cursor.execute(f"WITH {', '.join(named)} {' UNION ALL '.join(chosen)}", params)
        for row in cursor.fetchall():
            branches[row[0]].got.append(row)
    start = 1
    for branch in branches:
        end = start + len(branch.types)
        _give(branch.rows, branch.compiler, [row[start:end] for row in branch.got])
        start = end


def _nothing(kind: str | None, alias: str) -> str:
    """PostgreSQL wants to know what kind of nothing; SQLite keeps a value as it is."""
    return "NULL" if kind is None or connections[alias].vendor == "sqlite" else f"CAST(NULL AS {kind})"


def _give(rows: QuerySet[Any], compiler: SQLCompiler, found: list[tuple[Any, ...]]) -> None:
    """Let the query set make its objects from these rows, as it does from what it asks for itself."""
    query: Any = rows.query
    given: Any = compiler
    given.execute_sql = lambda *_args, **_named: [found]
    query.get_compiler = lambda *_args, **_named: given
    try:
        rows._result_cache = list(cast(Iterable[Any], rows._iterable_class(rows)))
    finally:
        del query.get_compiler
