"""The order of all appends: each takes the next number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from forecast.errors import Fault, InputError, few
from forecast.store import schema
from forecast.store.records import Author, Change, StoreState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Table

    from forecast.store.records import AuditAction, ChangeKind, Writer

__all__ = [
    "append_change",
    "author_of",
    "changes",
    "check_author",
    "next_seq",
    "note_down",
    "now",
    "refuse_future",
    "state",
    "version",
]

_LONGEST_AUTHOR = 200
MOST_LISTED = 500
#: Somewhere it is tomorrow already, and some clocks are wrong.
MARGIN = timedelta(days=2)


def now() -> str:
    """Return this second in UTC; no answer depends on it, it is kept beside what is appended."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def author_of(by: Writer) -> Author:
    """Return who appends: somebody by name, or the holder of a token, whose number says which.

    Raises
    ------
    InputError
        When the name could not be shown.
    """
    if isinstance(by, Author):
        return by
    return Author(check_author(by)) if isinstance(by, str) else Author(by.name, by.id)


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


def refuse_future(days: Iterable[tuple[str, str]], where: str, *, column: str = "published") -> None:
    """Refuse days that lie beyond today: the newest one decides as of when a pair is asked about.

    Parameters
    ----------
    days : iterable of (str, str)
        Where each stands, and the day, month or year as YYYY-MM-DD, YYYY-MM or YYYY.
    where : str
        What was given, for messages.
    column : str

    Raises
    ------
    InputError
        With every day at fault.
    """
    last = (datetime.now(UTC).date() + MARGIN).isoformat()
    remedy = f"takes days up to today, {datetime.now(UTC).date()}"
    problem = "lies in the future"
    faults = [Fault(f"{place}, {column}", day, problem, remedy) for place, day in days if day > last]
    if faults:
        raise InputError(few(faults, where))


def version(connection: Connection) -> int:
    """Return the number of the last change, 0 for an empty store."""
    return int(connection.scalar(select(func.max(schema.changes.c.number))) or 0)


def state(connection: Connection) -> StoreState:
    """Return what tells one state of the data and runs from every other."""
    table, said = schema.changes, schema.statements
    runs = select(func.max(schema.followings.c.seq)).scalar_subquery()
    newest = select(said.c.content).order_by(said.c.seq.desc()).limit(1).scalar_subquery()
    query = select(table.c.number, table.c.at, newest, runs).order_by(table.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return StoreState((0, "", ""), 0) if row is None else StoreState((row[0], row[1], row[2] or ""), row[3] or 0)


def next_seq(connection: Connection, table: Table) -> int:
    """Return the number of the next row of a table; the caller holds the writers' lock."""
    return int(connection.scalar(select(func.max(table.c.seq))) or 0) + 1


def note_down(connection: Connection, by: Author, action: AuditAction, what: str) -> None:
    """Append a line to the audit log, in the transaction of what it tells; the caller holds the writers' lock."""
    row = {"seq": next_seq(connection, schema.audit), "at": now(), "who": by.name, "token": by.token}
    row |= {"action": action, "what": what, "origin": by.origin, "request": by.request}
    connection.execute(insert(schema.audit), row)


def append_change(
    connection: Connection,
    *,
    by: Author,
    kind: ChangeKind,
    series: str | None = None,
    note: str = "",
) -> int:
    """Append a change and return its number; the caller holds the writers' lock."""
    number = version(connection) + 1
    # A clock that was set back must not make the feed run backwards.
    last = connection.scalar(select(func.max(schema.changes.c.at))) or ""
    row = {"number": number, "at": max(now(), last), "author": by.name, "kind": kind, "series": series, "note": note}
    row["token"] = by.token
    connection.execute(insert(schema.changes), row)
    if kind != "seed":  # what the package ships is no write of anybody's
        note_down(connection, by, kind, f"change {number}: {note}")
    return number


def _ids(connection: Connection, table: Table, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return what each change appended to a table, by its number."""
    found: dict[int, list[str]] = {number: [] for number in numbers}
    query = select(table.c.change, table.c.id).where(table.c.change.in_(numbers)).order_by(table.c.seq)
    for number, name in connection.execute(query):
        found[number].append(name)
    return found


def _withdrawn(connection: Connection, numbers: Sequence[int]) -> dict[int, list[str]]:
    """Return what each change withdrew, by its number."""
    found: dict[int, list[str]] = {number: [] for number in numbers}
    table, said = schema.withdrawals, schema.statements
    query = select(table.c.change, said.c.id).join(said, said.c.seq == table.c.statement)
    for number, name in connection.execute(query.where(table.c.change.in_(numbers)).order_by(table.c.seq)):
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
    withdrawn = _withdrawn(connection, numbers)
    return tuple(
        Change(
            number=row.number,
            at=row.at,
            by=row.author,
            kind=row.kind,
            series=row.series,
            statements=tuple(statements[row.number] + withdrawn[row.number]),
            targets=tuple(targets[row.number]),
            note=row.note,
            token=row.token,
        )
        for row in rows
    )
