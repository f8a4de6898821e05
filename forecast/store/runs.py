"""Stored runs: answers whose bytes stay as they were first written."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from forecast.errors import Fault, UnknownNameError
from forecast.store import schema
from forecast.store.changes import next_seq, note_down, now
from forecast.store.engine import storable
from forecast.store.failures import StoreError
from forecast.store.records import Author, Move, Removal, RunHeading, StoredRun

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection, FromClause, RowMapping, Select, Subquery

    from forecast.store.records import RemovalKind

__all__ = [
    "body_of",
    "current_documents",
    "document_row",
    "has_run",
    "moves",
    "moves_noted",
    "put_run",
    "remove_document",
    "run_of",
    "runs",
]

#: Years told in a run's heading.
_YEARS_TOLD = 6
_TOLD = ("id", "version", "change", "at", "heading")
MOST_LISTED = 1_000


def _heading_text(document: bytes) -> str:
    """Return what lists tell of a run, from its JSON document."""
    answer = json.loads(document)["answer"]
    median = answer["median"]
    told = {
        "status": answer["status"],
        "median": median and f"{median['year']}-{median['month']:02d}",
        "probability_by_deadline": answer["probability_by_deadline"],
        "probability_by": [[row["year"], row["probability"]] for row in answer["probability_by"][:_YEARS_TOLD]],
    }
    return json.dumps(told)


def has_run(connection: Connection, run_id: str, *, target: str | None = None) -> bool:
    """Return whether a run is stored, and as the answer to a target when one is given."""
    if not storable(run_id + (target or "")):
        return False
    query = select(schema.runs.c.seq).where(schema.runs.c.id == run_id)
    if target is not None:
        query = select(schema.followings.c.seq).where(
            schema.followings.c.run == run_id, schema.followings.c.target == target
        )
    return connection.scalar(query) is not None


def put_run(connection: Connection, run: StoredRun) -> bool:
    """Store a run with its documents unless it is stored; return whether it was new.

    The caller holds the writers' lock.
    """
    new = not has_run(connection, run.id)
    if new:
        _append(connection, run)
        if run.author is not None:  # a refresh is nobody's write
            note_down(connection, run.author, "run", f"run {run.id}")
    if run.target is not None and not has_run(connection, run.id, target=run.target):
        row = {"seq": next_seq(connection, schema.followings), "target": run.target, "run": run.id}
        connection.execute(insert(schema.followings), row)
    return new


def _append(connection: Connection, run: StoredRun) -> None:
    row = {
        "id": run.id,
        "seq": next_seq(connection, schema.runs),
        "change": run.change,
        # A clock that was set back must not hide a run from those who follow what is stored after a change.
        "at": run.at or max(now(), _last_time(connection)),
        "series": run.series,
        "question": run.question,
        "version": run.version,
        "heading": _heading_text(run.documents["json"]),
        "author": run.author.name if run.author else None,
        "token": run.author.token if run.author else None,
    }
    connection.execute(insert(schema.runs), row)
    bodies = [document_row(run.id, suffix, body) for suffix, body in run.documents.items()]
    connection.execute(insert(schema.documents), bodies)


def _last_time(connection: Connection) -> str:
    """Return when the last change was made or the last run stored."""
    changed = connection.scalar(select(func.max(schema.changes.c.at))) or ""
    stored = connection.scalar(select(schema.runs.c.at).order_by(schema.runs.c.seq.desc()).limit(1)) or ""
    return max(changed, stored)


def body_of(row: Mapping[str, Any]) -> bytes:
    """Return a stored document's bytes.

    Raises
    ------
    StoreError
        When they are not those that were stored.
    """
    try:
        body = zlib.decompress(row["body"])
    except zlib.error:
        body = None
    if body is None or len(body) != row["length"] or hashlib.sha256(body).hexdigest() != row["sha256"]:
        msg = f"the document {row['suffix']} of run {row['run']} is damaged; restore a backup"
        raise StoreError(msg)
    return body


def run_of(connection: Connection, run_id: str) -> StoredRun:
    """Return a stored run.

    Raises
    ------
    UnknownNameError
    """
    row = None
    if storable(run_id):
        row = connection.execute(select(schema.runs).where(schema.runs.c.id == run_id)).one_or_none()
    if row is None:
        remedy = "a question's own URL answers it anew; runs of registered targets are listed in their history"
        raise UnknownNameError([Fault("run", run_id, "is not a stored run", remedy)])
    bodies = {suffix: body_of(body) for suffix, body in current_documents(connection, run_id).items()}
    links = schema.followings
    target = connection.scalar(select(links.c.target).where(links.c.run == run_id).order_by(links.c.seq).limit(1))
    author = None if row.author is None else Author(row.author, row.token)
    gone = _removals_of(connection, run_id, bodies)
    return StoredRun(row.id, target, row.series, row.question, row.version, row.change, bodies, row.at, gone, author)


def current_documents(connection: Connection, run_id: str) -> dict[str, Mapping[str, Any]]:
    """Return the rows of a run's documents by suffix: those that are there, in their newest form."""
    table, gone = schema.documents, schema.removals
    query = (
        select(table)
        .outerjoin(gone, (gone.c.run == table.c.run) & (gone.c.suffix == table.c.suffix))
        .where(table.c.run == run_id, gone.c.run.is_(None))
        .order_by(table.c.suffix)
    )
    # What a redaction left of a document stands beside it, under the number of its change.
    return {row["suffix"].partition("~")[0]: dict(row) for row in connection.execute(query).mappings()}


def _removals_of(connection: Connection, run_id: str, there: Collection[str]) -> dict[str, Removal]:
    """Return why documents of a run are there no more, by suffix."""
    table, gone = schema.documents, schema.removals
    query = (
        select(gone, table.c.sha256)
        .join(table, (gone.c.run == table.c.run) & (gone.c.suffix == table.c.suffix))
        .where(gone.c.run == run_id)
        .order_by(gone.c.at, gone.c.suffix)
    )
    found = {}
    for row in connection.execute(query).mappings():
        suffix = row["suffix"].partition("~")[0]
        if suffix not in there:
            found[suffix] = Removal(row["kind"], row["at"], row["reason"], row["sha256"])
    return found


def document_row(run: str, suffix: str, body: bytes) -> dict[str, Any]:
    """Return a document as a row: compressed, with the length and SHA-256 of its bytes."""
    sums = {"length": len(body), "sha256": hashlib.sha256(body).hexdigest()}
    return {"run": run, "suffix": suffix, "body": zlib.compress(body, 6), **sums}


def remove_document(connection: Connection, run: str, suffix: str, *, kind: RemovalKind, reason: str) -> None:
    """Let the body of a document go and say why; its row, length and checksum stay."""
    told = {"run": run, "suffix": suffix, "at": now(), "kind": kind, "reason": reason}
    connection.execute(insert(schema.removals), told)
    table = schema.documents
    connection.execute(update(table).where(table.c.run == run, table.c.suffix == suffix).values(body=b""))


def runs(connection: Connection, *, target: str | None = None, limit: int = MOST_LISTED) -> tuple[RunHeading, ...]:
    """Return the headings of stored runs, newest first; a run that answers two targets stands twice."""
    if target is not None and not storable(target):
        return ()
    table, links = schema.runs, schema.followings
    query = select(table.c.id, links.c.target, table.c.version, table.c.change, table.c.at, table.c.heading)
    query = query.outerjoin(links, links.c.run == table.c.id).order_by(table.c.seq.desc(), links.c.seq)
    query = query.limit(min(max(limit, 0), MOST_LISTED))
    if target is not None:
        query = query.where(links.c.target == target)
    return tuple(_heading(row) for row in connection.execute(query).mappings())


def _heading(row: RowMapping, prefix: str = "") -> RunHeading:
    """Return the heading of a run from columns whose names begin with a prefix."""
    said = json.loads(row[f"{prefix}heading"])
    said["probability_by"] = tuple((year, p) for year, p in said["probability_by"])
    run, version, change, at = (row[prefix + name] for name in ("id", "version", "change", "at"))
    return RunHeading(run, row["target"], version, change, at, **said)


def moves(connection: Connection, *, first: int, last: int, stored: str = "") -> tuple[Move, ...]:
    """Return the runs that took the place of another as the answer to a target, newest first.

    Those that saw the data as of the changes from `first` to `last`, and were stored at a time or later.
    """
    query, _, now = _moves()
    return _told_moves(connection, query.where(now.c.change.between(first, last), now.c.at >= stored))


def moves_noted(connection: Connection, *, after: int, until: int) -> tuple[Move, ...]:
    """Return the runs that took the place of another by the number under which they were noted, newest first."""
    query, every, _ = _moves()
    return _told_moves(connection, query.where(every.c.seq > after, every.c.seq <= until))


def _moves() -> tuple[Select[Any], Subquery, FromClause]:
    """Return the query for runs that took the place of another, with its answers to targets and its newer runs."""
    links, now, then = schema.followings, schema.runs.alias("now"), schema.runs.alias("then")
    before = func.lag(links.c.run).over(partition_by=links.c.target, order_by=links.c.seq)
    every = select(links.c.seq, links.c.target, links.c.run, before.label("before")).subquery()
    told = [run.c[name].label(f"{run.name}_{name}") for run in (now, then) for name in _TOLD]
    query = select(every.c.target, *told).join(now, now.c.id == every.c.run).join(then, then.c.id == every.c.before)
    return query.order_by(now.c.change.desc(), every.c.seq.desc()), every, now


def _told_moves(connection: Connection, query: Select[Any]) -> tuple[Move, ...]:
    return tuple(Move(_heading(row, "now_"), _heading(row, "then_")) for row in connection.execute(query).mappings())
