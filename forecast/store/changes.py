"""The order of all appends: each takes the next number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from forecast.errors import Fault, InputError
from forecast.store import schema
from forecast.store.records import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table

    from forecast.store.records import ChangeKind

__all__ = ["append_change", "changes", "check_author", "next_seq", "now", "version"]

_LONGEST_AUTHOR = 200
MOST_LISTED = 500


def now() -> str:
    """Return this second in UTC; no answer depends on it, it is kept beside what is appended."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_author(by: str, where: str = "by") -> str:
    """Return who appends, refused when it could not be shown.

    Raises
    ------
    InputError
    """
    name = by.strip()
    if not name or len(name) > _LONGEST_AUTHOR or not name.isprintable():
        remedy = f"takes up to {_LONGEST_AUTHOR} printable characters"
        raise InputError([Fault(where, by, "is not a name that can be shown", remedy)])
    return name


def version(connection: Connection) -> int:
    """Return the number of the last change, 0 for an empty store."""
    return int(connection.scalar(select(func.max(schema.changes.c.number))) or 0)


def next_seq(connection: Connection, table: Table) -> int:
    """Return the number of the next row of a table; the caller holds the writers' lock."""
    return int(connection.scalar(select(func.max(table.c.seq))) or 0) + 1


def append_change(
    connection: Connection, *, by: str, kind: ChangeKind, series: str | None = None, note: str = ""
) -> int:
    """Append a change and return its number; the caller holds the writers' lock."""
    number = version(connection) + 1
    row = {"number": number, "at": now(), "author": by, "kind": kind, "series": series, "note": note}
    connection.execute(insert(schema.changes), row)
    return number


def _ids(connection: Connection, table: Table, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return what each change appended to a table, by its number."""
    found: dict[int, list[str]] = {number: [] for number in numbers}
    query = select(table.c.change, table.c.id).where(table.c.change.in_(numbers)).order_by(table.c.seq)
    for number, name in connection.execute(query):
        found[number].append(name)
    return found


def changes(connection: Connection, *, before: int | None = None, limit: int = 50) -> tuple[Change, ...]:
    """Return the newest changes first, those below a number when one is given."""
    query = select(schema.changes).order_by(schema.changes.c.number.desc()).limit(min(max(limit, 0), MOST_LISTED))
    if before is not None:
        query = query.where(schema.changes.c.number < before)
    rows = connection.execute(query).all()
    numbers = [row.number for row in rows]
    statements, targets = (_ids(connection, table, numbers) for table in (schema.statements, schema.targets))
    return tuple(
        Change(
            number=row.number,
            at=row.at,
            by=row.author,
            kind=row.kind,
            series=row.series,
            statements=tuple(statements[row.number]),
            targets=tuple(targets[row.number]),
            note=row.note,
        )
        for row in rows
    )
