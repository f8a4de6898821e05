"""Withdrawals: a false statement goes out of use, a text goes for good; both leave their place, a reason and a day.

A *retraction* takes a statement out of use: it is kept as it was, marked, and no answer of now rests on it. A
*redaction* takes publisher, title, address and note out of a statement whose figures stay in use: the text goes from
the row and from every stored run that showed it, alone or as a part of a sum; row, checksum and what runs said in
numbers stay.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from forecast.errors import Fault, InputError, UnknownNameError
from forecast.store import schema
from forecast.store.appending import near_ids
from forecast.store.changes import append_change, changes, next_seq, now
from forecast.store.engine import storable
from forecast.store.records import Withdrawal
from forecast.store.rows import statement_of
from forecast.store.runs import body_of, current_documents, document_row, remove_document
from forecast.store.statements import book_of, series_heading, sum_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from forecast.store.records import Author, Change, WithdrawalKind

__all__ = ["TEXTS", "check_reason", "withdraw", "withdrawals_of"]

#: What a redaction takes out of a statement.
TEXTS = ("publisher", "title", "url", "note")
LONGEST_REASON = 1_000
#: Shorter texts are taken out of the statement's own entry alone: they may be words of something else.
_TELLING = 12
#: Documents of a run that are JSON, and stay without the text; the others go whole.
_READ = frozenset({"json", "history", "drawn"})
_GONE = "[withdrawn]"


def check_reason(reason: str) -> str:
    """Return why something is withdrawn, refused when it says nothing.

    Raises
    ------
    InputError
    """
    told = " ".join(reason.split())
    if not told or len(told) > LONGEST_REASON or not told.isprintable():
        remedy = f"say why, in up to {LONGEST_REASON:,} printable characters"
        raise InputError([Fault("reason", reason, "is not a reason that can be shown", remedy)])
    return told


def _row(connection: Connection, series_id: str, statement: str) -> Mapping[str, Any]:
    """Return the statement that stands under an id.

    Raises
    ------
    UnknownNameError
    """
    if series_heading(connection, series_id) is None:
        raise UnknownNameError([Fault("series", series_id, "is not a series known here", "see /v1/series")])
    book = book_of(connection, series_id)
    entry = book.current.get(statement) if storable(statement) else None
    if entry is None:
        told = sum_fault(connection, series_id, statement, field="statement")
        raise UnknownNameError(
            [told or Fault("statement", statement, "is no statement here", near_ids(book, statement))]
        )
    table = schema.statements
    return dict(connection.execute(select(table).where(table.c.seq == entry.seq)).mappings().one())


def withdraw(
    connection: Connection,
    series_id: str,
    statement: str,
    kind: WithdrawalKind,
    *,
    reason: str,
    by: Author,
) -> Change | None:
    """Withdraw a statement, or its text; None when that was done before. The caller holds the writers' lock.

    Raises
    ------
    UnknownNameError
    """
    row, table = _row(connection, series_id, statement), schema.withdrawals
    done = select(table.c.seq).where(table.c.statement == row["seq"], table.c.kind == kind)
    if connection.scalar(done) is not None:
        return None
    note = (
        f"the statement {statement} of {series_id} was retracted: {reason}"
        if kind == "retraction"
        else f"the statement {statement} of {series_id} was stripped of its text: {reason}"
    )
    number = append_change(connection, by=by, kind=kind, series=series_id, note=note)
    told = {
        "seq": next_seq(connection, table),
        "statement": row["seq"],
        "change": number,
        "kind": kind,
        "reason": reason,
    }
    connection.execute(insert(table), told)
    if kind == "redaction":
        _redact(connection, row, number, reason)
    (change,) = changes(connection, before=number + 1, limit=1)
    return change


def _redact(connection: Connection, row: Mapping[str, Any], change: int, reason: str) -> None:
    """Take the text of a statement out of its row, and out of the documents of every run that showed it."""
    shown = select(schema.runs.c.id).where(schema.runs.c.series == row["series"])
    for run in list(connection.scalars(shown)):
        _redact_run(connection, run, row, change, reason)
    table = schema.statements
    connection.execute(update(table).where(table.c.seq == row["seq"]).values(dict.fromkeys(TEXTS, "")))


def _redact_run(connection: Connection, run: str, row: Mapping[str, Any], change: int, reason: str) -> None:
    """Take the text of a statement out of the documents of a run, when it showed the statement."""
    found = current_documents(connection, run)
    if "json" not in found:
        return  # pruned before
    answer = json.loads(body_of(found["json"]))
    if not any(_shows(told, row) for told in answer.get("statements", ())):
        return
    day = now()
    for suffix, document in found.items():
        if suffix == "citation":
            continue  # it names the question alone
        kept = _stripped(json.loads(body_of(document)), row) if suffix in _READ else None
        if kept is not None:
            if suffix == "json":
                told = {"statement": row["id"], "at": day, "change": change, "reason": reason}
                kept["redactions"] = [*kept.get("redactions", ()), told]
            body = (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()
            connection.execute(insert(schema.documents), document_row(run, f"{suffix}~{change}", body))
        remove_document(connection, run, document["suffix"], kind="redaction", reason=reason)


def _shows(told: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Return whether an entry of a run is a statement, or a sum that has its text: that of the last part.

    Runs that were stored before sums told their parts are known by the note.
    """
    if told.get("id") == row["id"]:
        return True
    summed = row["id"] in told["parts"] if "parts" in told else str(told.get("note", "")).startswith("sum of ")
    own = [name for name in ("publisher", "title", "url") if name in told]
    return summed and any(row[name] for name in own) and all((told[name] or "") == row[name] for name in own)


def _stripped(found: Any, row: Mapping[str, Any], *, own: bool = False) -> Any:  # noqa: ANN401 - JSON of any form
    """Return JSON without the text of a statement; its own entry, and those of its sums, say that it is gone."""
    if isinstance(found, dict):
        own = _shows(found, row) or (own and "id" not in found)  # an origin has no id
        told = {name: _stripped(value, row, own=own and name == "origin") for name, value in found.items()}
        gone = {name: _GONE if name == "title" else "" for name in TEXTS if own and name in told}
        return told | gone
    if isinstance(found, list):
        return [_stripped(one, row) for one in found]
    if isinstance(found, str):
        for text in (row[name] for name in TEXTS if len(row[name]) >= _TELLING):
            found = found.replace(text, _GONE)
    return found


def withdrawals_of(connection: Connection, series_id: str, *, until: int) -> tuple[Withdrawal, ...]:
    """Return what of a series was withdrawn up to a change, in the order it was."""
    table, said, log = schema.withdrawals, schema.statements, schema.changes
    query = (
        select(said, table.c.kind, table.c.reason, log.c.at, table.c.change.label("withdrawn_by"))
        .select_from(table)
        .join(said, said.c.seq == table.c.statement)
        .join(log, log.c.number == table.c.change)
        .where(said.c.series == series_id, table.c.change <= until)
        .order_by(table.c.seq)
    )
    return tuple(_withdrawal(dict(row)) for row in connection.execute(query).mappings())


def _withdrawal(row: Mapping[str, Any]) -> Withdrawal:
    return Withdrawal(
        statement=statement_of(row),
        kind=row["kind"],
        reason=row["reason"],
        at=row["at"],
        change=row["withdrawn_by"],
        checksum=row["content"],
    )
