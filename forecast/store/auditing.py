"""The audit log: who wrote what, when, from where; it is appended in the transaction of each write.

What the package ships is no entry, nor is what a refresh stores: nobody wrote them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from forecast.store import schema
from forecast.store.changes import author_of, note_down
from forecast.store.engine import reading, writing
from forecast.store.records import AuditEntry, Author

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import RowMapping

    from forecast.store.records import Writer
    from forecast.store.store import Store

__all__ = ["audit_log", "last_backup", "note_backup"]

_AT_ONCE = 1_000


def audit_log(store: Store, *, since: str = "", token: int | None = None) -> Iterator[AuditEntry]:
    """Give the lines of the audit log, the oldest first.

    Parameters
    ----------
    store : Store
    since : str
        A time, UTC, or the beginning of one, such as a day: earlier lines are left out.
    token : int, optional
        Only what was written by the token of this number.

    Yields
    ------
    AuditEntry
    """
    table, last = schema.audit, 0
    query = select(table).where(table.c.at >= since).order_by(table.c.seq).limit(_AT_ONCE)
    if token is not None:
        query = query.where(table.c.token == token)
    while True:
        # A page at a time: a log of years fits no memory, and a reader of it keeps no writer waiting.
        with reading(store.engine) as connection:
            rows = connection.execute(query.where(table.c.seq > last)).mappings().all()
        if not rows:
            return
        yield from map(_entry, rows)
        last = rows[-1]["seq"]


def _entry(row: RowMapping) -> AuditEntry:
    author = Author(row["who"], row["token"], row["origin"], row["request"])
    return AuditEntry(row["seq"], row["at"], author, row["action"], row["what"])


def note_backup(store: Store, file: str, *, by: Writer) -> None:
    """Note that all of a store was written to a file."""
    with writing(store.engine) as connection:
        note_down(connection, author_of(by), "backup", file)


def last_backup(store: Store) -> str | None:
    """Return when all of a store was last written to a file, UTC; None when it never was."""
    table = schema.audit
    with reading(store.engine) as connection:
        at: str | None = connection.scalar(select(func.max(table.c.at)).where(table.c.action == "backup"))
    return at
