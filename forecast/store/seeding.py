"""Seeds: what the package ships, appended once; what a later package adds, appended then.

The registry and the first pair are seeds of every store. The figures of the other pairs stay in the package, where
a store reads them, until somebody appends to one: then they are appended first, so that both are one series.

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
from forecast.errors import UnknownNameError
from forecast.store import schema
from forecast.store.changes import append_change
from forecast.store.records import Author
from forecast.store.rows import statement_row, target_row
from forecast.store.statements import book_of, insert_series, insert_statements, series_heading
from forecast.store.targets import insert_targets, registry_book

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Table

    from forecast.data import Series
    from forecast.store.appending import Book, Row

__all__ = ["begin", "is_seeded", "seed"]

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


def _whole(name: str) -> Series | None:
    """Return a series as it is shipped under exactly this id, None when it is not."""
    try:
        found = catalog.series(name)
    except UnknownNameError:
        return None
    return found if found.id == name else None


def _plan(connection: Connection) -> tuple[dict[str, Rows], Rows]:
    statements = {}
    shipped = _shipped(connection, schema.statements)
    begun = connection.scalars(select(schema.series.c.id).order_by(schema.series.c.seq))
    for name in dict.fromkeys((*catalog.series_ids(), *begun)):
        whole, heading = _whole(name), series_heading(connection, name)
        if whole is None:
            continue  # a user's own
        if heading is not None and heading != replace(whole, statements=()):
            continue  # a user began a series of that name in another currency
        rows = [statement_row(s) for s in whole.statements]
        statements[name] = _missing(book_of(connection, name), rows, shipped)
    targets = [target_row(t) for t in catalog.targets()]
    return statements, _missing(registry_book(connection), targets, _shipped(connection, schema.targets))


def begin(connection: Connection, series: Series) -> None:
    """Append a shipped series whole, unless the store holds it; the caller holds the writers' lock."""
    if series_heading(connection, series.id) is not None:
        return
    package = version("trade-target")
    note = f"what trade-target {package} ships of {series.reporter} and {series.partner}"
    number = append_change(connection, by=Author(f"package {package}"), kind="seed", series=series.id, note=note)
    insert_series(connection, series, number)
    insert_statements(connection, series.id, [(statement_row(s), None) for s in series.statements], number)


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
    number = append_change(
        connection, by=Author(f"package {package}"), kind="seed", note=f"what trade-target {package} ships"
    )
    for name, rows in statements.items():
        if series_heading(connection, name) is None:
            insert_series(connection, catalog.series(name), number)
        if rows:
            insert_statements(connection, name, rows, number)
    if targets:
        insert_targets(connection, targets, number)
