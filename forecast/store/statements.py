"""Series and their statements in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from forecast.data import Series, aligned, lost_faults, parse_pair, read_placed, slug, summed
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.store import schema
from forecast.store.appending import Book, Entry, plan_append, plan_correction
from forecast.store.changes import append_change, changes, next_seq, version
from forecast.store.engine import storable
from forecast.store.records import Added
from forecast.store.rows import statement_of, statement_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from forecast.store.appending import Plan, Row
    from forecast.store.records import Author

__all__ = [
    "append_statements",
    "book_of",
    "insert_series",
    "insert_statements",
    "read_statements",
    "retracted",
    "series_heading",
    "series_ids",
    "series_of",
    "sum_fault",
]

_LONGEST_NAME = 100


def series_ids(connection: Connection) -> tuple[str, ...]:
    """Return the ids of all series, in the order they were begun."""
    return tuple(connection.scalars(select(schema.series.c.id).order_by(schema.series.c.seq)))


def series_heading(connection: Connection, series_id: str) -> Series | None:
    """Return a series without its statements, None when there is none of that id."""
    if not storable(series_id):
        return None
    row = connection.execute(select(schema.series).where(schema.series.c.id == series_id)).one_or_none()
    return None if row is None else Series(row.id, row.reporter, row.partner, row.unit, row.basis, ())


def series_of(connection: Connection, series_id: str, *, until: int) -> Series:
    """Return a series as it stood after a change: its current statements in order of publication, parts added up.

    Raises
    ------
    UnknownNameError
        Names the series there are.
    """
    return summed(printed_of(connection, series_id, until=until))


def printed_of(connection: Connection, series_id: str, *, until: int) -> Series:
    """Return a series as it stood after a change, its current statements as they were printed.

    Raises
    ------
    UnknownNameError
        Names the series there are.
    """
    heading = series_heading(connection, series_id)
    if heading is None:
        known = ", ".join(series_ids(connection)[:20]) or "none"
        raise UnknownNameError([Fault("series", series_id, "is not a series known here", f"known are: {known}")])
    table = schema.statements
    query = (
        select(table)
        .where(table.c.series == series_id, table.c.change <= until)
        .order_by(table.c.published, table.c.seq)
    )
    rows: list[Any] = list(connection.execute(query).mappings())
    gone = {row["supersedes"] for row in rows} | retracted(connection, series_id, until=until)
    found = tuple(statement_of(row) for row in rows if row["seq"] not in gone)
    return Series(heading.id, heading.reporter, heading.partner, heading.unit, heading.basis, aligned(found))


def sum_fault(connection: Connection, series_id: str, name: str, *, field: str) -> Fault | None:
    """Return why nothing stands under the id of a sum, and what does; None when it is no sum."""
    now = version(connection)
    found = series_of(connection, series_id, until=now).statements if series_heading(connection, series_id) else ()
    parts = next((s.parts for s in found if s.id == name and s.parts), ())
    if not parts:
        return None
    return Fault(field, name, "is a sum and not stored itself", f"name one of its parts: {', '.join(parts)}")


def book_of(connection: Connection, series_id: str) -> Book:
    """Return every row of a series, past ones too, as an append sees them."""
    table = schema.statements
    query = select(table.c.seq, table.c.id, table.c.content, table.c.supersedes).where(table.c.series == series_id)
    entries = tuple(Entry(*row) for row in connection.execute(query.order_by(table.c.seq)))
    return Book(entries, retracted(connection, series_id))


def retracted(connection: Connection, series_id: str, *, until: int | None = None) -> frozenset[int]:
    """Return the rows of a series that were out of use after a change, the last one when none is given."""
    table, said = schema.withdrawals, schema.statements
    query = select(said.c.seq).join(table, table.c.statement == said.c.seq)
    query = query.where(said.c.series == series_id, table.c.kind == "retraction")
    if until is not None:
        query = query.where(table.c.change <= until)
    return frozenset(connection.scalars(query))


def read_statements(
    heading: Series | None, series_id: str, rows: str | Sequence[Mapping[str, object]], where: str
) -> tuple[Series, Mapping[str, str]]:
    """Return the statements of a table and where each stands; they must belong to the series.

    Raises
    ------
    InputError
        With every fault and its line.
    """
    pair = (heading.reporter, heading.partner) if heading else ("A", "B")
    given, places = read_placed(rows, series_id=series_id, where=where, pair=pair)
    faults = _new_series_faults(given, series_id, where) if heading is None else _other_pair(given, heading, where)
    if faults:
        raise InputError(faults)
    return given, places


def _other_pair(given: Series, heading: Series, where: str) -> list[Fault]:
    """Return what of a CSV contradicts the series it is for."""
    told = (
        ("unit", given.unit, heading.unit),
        ("reporter", given.reporter, heading.reporter),
        ("partner", given.partner, heading.partner),
    )
    return [
        Fault(f"{where}, {column}", said, "is not that of the series", f"{heading.id} has {known}")
        for column, said, known in told
        if said != known
    ]


def _new_series_faults(given: Series, series_id: str, where: str) -> list[Fault]:
    """Return what keeps a CSV from beginning a series."""
    faults = []
    for column, name, unnamed in (("reporter", given.reporter, "A"), ("partner", given.partner, "B")):
        if name == unnamed:
            remedy = f"a new series needs the column {column} with a name"
            faults.append(Fault(f"{where}, {column}", "", "is missing", remedy))
        elif len(name) > _LONGEST_NAME or not slug(name):
            remedy = f"takes a name of up to {_LONGEST_NAME} characters with a letter or digit"
            faults.append(Fault(f"{where}, {column}", name, "cannot name a series", remedy))
    pair = f"{slug(given.reporter)}-{slug(given.partner)}"
    if not faults and series_id not in {pair, f"{pair}-{given.unit.lower()}", _coded(given)}:
        faults.append(
            Fault("series", series_id, "is not a series known here", f"a new one of this pair is named {pair}")
        )
    return faults


def _coded(given: Series) -> str | None:
    """Return the id of a pair whose sides have namesakes: with their codes, as `parse_pair` gives it; None without."""
    try:
        pair = parse_pair(given.id, where="series")
    except UnknownNameError:
        return None
    return pair.id if (pair.reporter.name, pair.partner.name) == (given.reporter, given.partner) else None


def insert_series(connection: Connection, series: Series, change: int) -> None:
    """Append a series' heading."""
    row = {
        "id": series.id,
        "seq": next_seq(connection, schema.series),
        "change": change,
        "reporter": series.reporter,
        "partner": series.partner,
        "unit": series.unit,
        "basis": series.basis,
    }
    connection.execute(insert(schema.series), row)


def insert_statements(
    connection: Connection, series_id: str, rows: Iterable[tuple[Row, int | None]], change: int
) -> None:
    """Append rows of statements, each with the row that it supersedes."""
    first = next_seq(connection, schema.statements)
    placed = [
        row | {"seq": seq, "series": series_id, "change": change, "supersedes": old}
        for seq, (row, old) in enumerate(rows, start=first)
    ]
    connection.execute(insert(schema.statements), placed)


def append_statements(
    connection: Connection, given: Series, places: Mapping[str, str], *, by: Author, corrects: str | None, where: str
) -> Added:
    """Append the statements read; the caller holds the writers' lock.

    Raises
    ------
    InputError
        With every statement that contradicts what is stored; then nothing is appended.
    """
    heading = series_heading(connection, given.id)
    if heading and (faults := _other_pair(given, heading, where)):
        raise InputError(faults)  # another writer began the series in between
    if any(s.supersedes for s in given.statements):
        known = printed_of(connection, given.id, until=version(connection)).statements if heading else ()
        if lost := lost_faults(given, places, known):
            raise InputError(lost)
    book = book_of(connection, given.id)
    rows = [statement_row(s) for s in given.statements]
    plan: Plan
    if corrects is not None:
        if corrects not in book.current and (told := sum_fault(connection, given.id, corrects, field="corrects")):
            raise InputError([told])
        plan = plan_correction(book, rows, corrects=corrects, where=where, noun="statement")
    else:
        plan = plan_append(book, rows, places, where=where, noun="statement")
    if not plan.rows:
        return Added(None, (), plan.repeated, ())
    pair = f"{given.reporter} and {given.partner}"
    note = f"1 new statement: {pair}" if len(plan.rows) == 1 else f"{len(plan.rows):,} new statements: {pair}"
    if corrects is not None:
        note = f"a correction of {corrects}: {pair}"
    number = append_change(connection, by=by, kind="statements", series=given.id, note=note)
    if heading is None:
        insert_series(connection, given, number)
    insert_statements(connection, given.id, plan.rows, number)
    (change,) = changes(connection, before=number + 1, limit=1)
    return Added(change, change.statements, plan.repeated, plan.superseded)
