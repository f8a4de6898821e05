"""Seeds: what the package ships, appended once; what a later package adds, appended then.

A shipped row is added when its content was never stored, so what a user corrected stays
corrected. When the package itself corrects a row that it had shipped, and nobody else had, the
new row supersedes it.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

from sqlalchemy import select

from forecast.data import catalog
from forecast.store import schema
from forecast.store.changes import append_change
from forecast.store.rows import statement_row, target_row
from forecast.store.statements import book_of, insert_series, insert_statements, series_heading
from forecast.store.targets import insert_targets, registry_book

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table

    from forecast.store.appending import Book, Row

__all__ = ["is_seeded", "seed"]

Rows = list[tuple["Row", int | None]]


def _missing(book: Book, rows: Iterable[Row], shipped: frozenset[int]) -> Rows:
    """Return the shipped rows to append, each with the row that it supersedes."""
    found: Rows = []
    for row in rows:
        taken = book.current.get(row["id"])
        if row["content"] in book.by_content or (taken is not None and taken.seq not in shipped):
            continue
        found.append((row, taken.seq if taken else None))
    return found


def _shipped(connection: Connection, table: Table) -> frozenset[int]:
    """Return the rows that the package, not a user, wrote."""
    query = select(table.c.seq).join(schema.changes, schema.changes.c.number == table.c.change)
    return frozenset(connection.scalars(query.where(schema.changes.c.kind == "seed")))


def _plan(connection: Connection) -> tuple[dict[str, Rows], Rows]:
    statements = {}
    shipped = _shipped(connection, schema.statements)
    for name in catalog.series_ids():
        whole, heading = catalog.series(name), series_heading(connection, name)
        if heading is not None and heading != replace(whole, statements=()):
            continue  # a user began a series of that name in another currency
        rows = [statement_row(s) for s in whole.statements]
        statements[name] = _missing(book_of(connection, name), rows, shipped)
    targets = [target_row(t) for t in catalog.targets()]
    return statements, _missing(registry_book(connection), targets, _shipped(connection, schema.targets))


def is_seeded(connection: Connection) -> bool:
    """Return whether the store holds everything that the package ships."""
    statements, targets = _plan(connection)
    return not targets and not any(statements.values())


def seed(connection: Connection) -> None:
    """Append what the package ships and the store lacks; the caller holds the writers' lock."""
    statements, targets = _plan(connection)
    if not targets and not any(statements.values()):
        return
    package = version("trade-target")
    number = append_change(connection, by=f"package {package}", kind="seed", note=f"what trade-target {package} ships")
    for name, rows in statements.items():
        if series_heading(connection, name) is None:
            insert_series(connection, catalog.series(name), number)
        if rows:
            insert_statements(connection, name, rows, number)
    if targets:
        insert_targets(connection, targets, number)
