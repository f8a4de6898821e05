"""The registry of announced targets in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from forecast.store import schema
from forecast.store.appending import Book, Entry, plan_append, plan_correction
from forecast.store.changes import append_change, changes, next_seq
from forecast.store.records import Added
from forecast.store.rows import target_of, target_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from forecast.data import AnnouncedTarget
    from forecast.store.appending import Row
    from forecast.store.records import Author

__all__ = ["append_targets", "insert_targets", "registry_book", "targets_of"]


def targets_of(connection: Connection, *, until: int) -> tuple[AnnouncedTarget, ...]:
    """Return the registry as it stood after a change; a correction stands in the place of what it corrects."""
    table = schema.targets
    rows: list[Any] = list(
        connection.execute(select(table).where(table.c.change <= until).order_by(table.c.seq)).mappings()
    )
    place: dict[int, int] = {}
    for row in rows:
        place[row["seq"]] = place.get(row["supersedes"], row["seq"])
    gone = {row["supersedes"] for row in rows}
    standing = sorted((row for row in rows if row["seq"] not in gone), key=lambda row: place[row["seq"]])
    return tuple(target_of(row) for row in standing)


def registry_book(connection: Connection) -> Book:
    """Return every row of the registry, past ones too, as an append sees them."""
    table = schema.targets
    query = select(table.c.seq, table.c.id, table.c.content, table.c.supersedes).order_by(table.c.seq)
    return Book(tuple(Entry(*row) for row in connection.execute(query)))


def insert_targets(connection: Connection, rows: Iterable[tuple[Row, int | None]], change: int) -> None:
    """Append rows of targets, each with the row that it supersedes."""
    first = next_seq(connection, schema.targets)
    placed = [
        row | {"seq": seq, "change": change, "supersedes": old} for seq, (row, old) in enumerate(rows, start=first)
    ]
    connection.execute(insert(schema.targets), placed)


def append_targets(
    connection: Connection,
    given: tuple[AnnouncedTarget, ...],
    places: Mapping[str, str],
    *,
    by: Author,
    corrects: str | None,
    where: str,
) -> Added:
    """Append the targets read; the caller holds the writers' lock.

    Raises
    ------
    InputError
        With every target that contradicts what is stored; then nothing is appended.
    """
    book, rows = registry_book(connection), [target_row(t) for t in given]
    if corrects is not None:
        plan = plan_correction(book, rows, corrects=corrects, where=where, noun="target")
    else:
        plan = plan_append(book, rows, places, where=where, noun="target")
    if not plan.rows:
        return Added(None, (), plan.repeated, ())
    note = "1 new announced target" if len(plan.rows) == 1 else f"{len(plan.rows):,} new announced targets"
    if corrects is not None:
        note = f"a correction of the announced target {corrects}"
    number = append_change(connection, by=by, kind="targets", note=note)
    insert_targets(connection, plan.rows, number)
    (change,) = changes(connection, before=number + 1, limit=1)
    return Added(change, change.targets, plan.repeated, plan.superseded)
