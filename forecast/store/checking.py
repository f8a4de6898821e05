"""Checks of a whole store: the database's own, and that every row means what it should."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from forecast.store import schema
from forecast.store.engine import reading
from forecast.store.failures import StoreError
from forecast.store.rows import content_of, statement_of, target_of
from forecast.store.runs import body_of
from forecast.store.withdrawing import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection, Table

    from forecast.store.store import Store

__all__ = ["check", "check_rows"]

_HEXADECIMAL = frozenset("0123456789abcdef")


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    query = select(table).order_by(*table.primary_key.columns)
    # A few rows at a time: documents are large.
    yield from connection.execute(query, execution_options={"yield_per": 100}).mappings()  # type: ignore[misc]  # rows are mappings by column


def _counting(connection: Connection) -> list[str]:
    """Return breaks in the numbers of changes and rows."""
    found = []
    for table, column in (
        (schema.changes, schema.changes.c.number),
        *((t, t.c.seq) for t in (schema.series, schema.statements, schema.targets, schema.runs, schema.tokens)),
        *((t, t.c.seq) for t in (schema.followings, schema.withdrawals)),
        *((t, t.c.seq) for t in (schema.audit, schema.webhooks, schema.deliveries)),
    ):
        numbers = list(connection.scalars(select(column).order_by(column)))
        if numbers != list(range(1, len(numbers) + 1)):
            found.append(f"{table.name}: rows are not numbered 1, 2, 3, ... to {len(numbers)}")
    return found


def _redacted(connection: Connection) -> frozenset[int]:
    """Return the statements whose text is gone: what they said is kept as a checksum."""
    table = schema.withdrawals
    return frozenset(connection.scalars(select(table.c.statement).where(table.c.kind == "redaction")))


def _sayings(
    connection: Connection, table: Table, decode: Callable[[Mapping[str, Any]], object], without: frozenset[str]
) -> list[str]:
    """Return rows of statements or targets that cannot be read, changed, or supersede amiss."""
    found, homes, last = [], {}, 0
    redacted = _redacted(connection) if table is schema.statements else frozenset()
    for row in _rows(connection, table):
        name = f"{table.name} row {row['seq']} ({str(row['id'])[:80]})"
        try:
            decode(row)
        except (ValueError, TypeError) as error:
            found.append(f"{name} cannot be read: {error}")
        if row["seq"] in redacted:
            found += [f"{name} was stripped of its text and still has some"] if any(row[t] for t in TEXTS) else []
        elif content_of(row, without=without) != row["content"]:
            found.append(f"{name} does not say what was stored")
        home = row.get("series", "")
        homes[row["seq"]] = home
        if row["supersedes"] is not None and homes.get(row["supersedes"]) != home:
            found.append(f"{name} supersedes a row of another series, or none")
        if row["change"] < last:
            found.append(f"{name} belongs to an earlier change than the row before it")
        last = row["change"]
    return found


def _published(connection: Connection) -> list[str]:
    """Return runs whose documents are damaged, missing, or not theirs."""
    found = []
    known = dict.fromkeys(connection.scalars(select(schema.runs.c.id)), "")
    gone = {(row["run"], row["suffix"]) for row in _rows(connection, schema.removals)}
    for row in _rows(connection, schema.documents):
        if (row["run"], row["suffix"]) in gone:
            if len(row["body"]):
                found.append(f"the document {row['suffix']} of run {row['run']} was removed and is still there")
            if row["suffix"] == "json":
                known[row["run"]] = row["run"]
            continue
        try:
            body = body_of(row)
        except StoreError as error:
            found.append(str(error))
            continue
        if row["suffix"] == "json":
            known[row["run"]] = json.loads(body)["run"]["id"]
    found += [f"run {run} has no JSON document of its own" for run, told in known.items() if told != run]
    return found


def _secrets(connection: Connection) -> list[str]:
    return [
        f"token {row['name']} has no digest of a secret"
        for row in _rows(connection, schema.tokens)
        if len(row["digest"]) != 64 or set(row["digest"]) - _HEXADECIMAL
    ]


def check_rows(connection: Connection) -> list[str]:
    """Return what is wrong with the rows, one sentence each; empty when nothing is."""
    return [
        *_counting(connection),
        *_sayings(connection, schema.statements, statement_of, frozenset({"id"})),
        *_sayings(connection, schema.targets, target_of, frozenset()),
        *_published(connection),
        *_secrets(connection),
    ]


def check(store: Store) -> list[str]:
    """Return what is wrong with a store, one sentence each; empty when nothing is."""
    with reading(store.engine, frozen=True) as connection:
        found = []
        if store.engine.dialect.name == "sqlite":
            told = list(connection.exec_driver_sql("PRAGMA integrity_check").scalars())
            found += [f"SQLite says: {line}" for line in told if line != "ok"]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            found += [f"{row[0]} row {row[1]} refers to a row of {row[2]} that is not there" for row in broken]
        return found + check_rows(connection)
