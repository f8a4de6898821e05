"""Which runs are kept: cited ones for good, the newest of each target, and the others for a while.

A run counts as cited once it was stored on request, or once anybody asked for it, or for its citation, by its own
address: whoever has seen that address may have cited it. What of a run is pruned is its documents; its place, its
heading in histories and in the feed, and the checksums of its documents stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, insert, select

from forecast.store import schema
from forecast.store.changes import now, version
from forecast.store.runs import current_documents, document_row, has_run, remove_document

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["KEPT_DAYS", "CitedHow", "Pruned", "cite", "is_cited", "keep_document", "prunable", "prune"]

#: Days for which a run that nobody cites is kept all the same.
KEPT_DAYS = 30
CitedHow = Literal["request", "address", "citation"]


@dataclass(frozen=True, slots=True)
class Pruned:
    """A run whose documents go, or went.

    Parameters
    ----------
    run : str
    at : str
        When it was stored, UTC.
    bytes : int
        What its documents took, compressed.
    """

    run: str
    at: str
    bytes: int


def is_cited(connection: Connection, run: str) -> bool:
    """Return whether somebody may have cited a run."""
    table = schema.citations
    return connection.scalar(select(table.c.run).where(table.c.run == run)) is not None


def cite(connection: Connection, run: str, how: CitedHow) -> None:
    """Note that a run may be cited from now on; the caller holds the writers' lock."""
    if has_run(connection, run) and not is_cited(connection, run):
        connection.execute(insert(schema.citations), {"run": run, "at": now(), "how": how})


def keep_document(connection: Connection, run: str, suffix: str, body: bytes) -> None:
    """Keep the bytes of a format of a run, unless some are kept; the caller holds the writers' lock."""
    found = current_documents(connection, run)
    if suffix in found or not found:
        return
    table = schema.documents
    taken = connection.scalar(select(table.c.run).where(table.c.run == run, table.c.suffix == suffix))
    name = suffix if taken is None else f"{suffix}~{version(connection)}"
    connection.execute(insert(table), document_row(run, name, body))


def prunable(connection: Connection, *, days: int) -> tuple[Pruned, ...]:
    """Return the runs that the policy lets go, the oldest first."""
    runs, links, body, gone, cited = (
        schema.runs, schema.followings, schema.documents, schema.removals, schema.citations,
    )  # fmt: skip
    last = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    newest = select(func.max(links.c.seq)).group_by(links.c.target)
    current = select(links.c.run).where(links.c.seq.in_(newest))
    query = (
        select(runs.c.id, runs.c.at, func.sum(func.length(body.c.body)))
        .join(body, body.c.run == runs.c.id)
        .outerjoin(gone, (gone.c.run == body.c.run) & (gone.c.suffix == body.c.suffix))
        .outerjoin(cited, cited.c.run == runs.c.id)
        .where(gone.c.run.is_(None), cited.c.run.is_(None), runs.c.at < last, runs.c.id.not_in(current))
        .group_by(runs.c.id, runs.c.at, runs.c.seq)
        .order_by(runs.c.seq)
    )
    return tuple(Pruned(run, at, int(size)) for run, at, size in connection.execute(query))


def prune(connection: Connection, *, days: int) -> tuple[Pruned, ...]:
    """Let the documents go of the runs that the policy names; the caller holds the writers' lock."""
    found = prunable(connection, days=days)
    table, gone = schema.documents, schema.removals
    for one in found:
        left = (
            select(table.c.suffix)
            .outerjoin(gone, (gone.c.run == table.c.run) & (gone.c.suffix == table.c.suffix))
            .where(table.c.run == one.run, gone.c.run.is_(None))
        )
        for suffix in list(connection.scalars(left)):
            reason = f"nobody asked for this run in {days} days"
            remove_document(connection, one.run, suffix, kind="pruning", reason=reason)
    return found
