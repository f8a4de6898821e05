"""Connections: which database, how it is spoken to, and what its failures mean.

SQLite: write-ahead log, foreign keys on, and every commit synchronised to the disk, so that what
was acknowledged survives `kill -9` and a power cut. A connection whose file was removed or replaced is
never used again: what it wrote would be acknowledged and gone. PostgreSQL: short timeouts and a check of each
pooled connection before its use, so that a database that is down is noticed in seconds, and one
that is up again is used at once.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, create_engine, event, exc, text
from sqlalchemy.engine import URL, make_url

from forecast.extras import needing
from forecast.store.deadlines import BUSY, SILENT, STATEMENT
from forecast.store.failures import StoreError, StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy.pool import ConnectionPoolEntry

__all__ = [
    "engine_of",
    "hidden",
    "parse_url",
    "reading",
    "speaking",
    "storable",
    "writing",
]

#: Seconds for which nobody asks a database again that was silent.
REST = 1
_SILENT_UNTIL: WeakKeyDictionary[Engine, float] = WeakKeyDictionary()
#: Under which a pooled connection keeps which file it opened.
_FILE = "trade_target.file"
#: Whoever writes to a PostgreSQL store holds this advisory lock.
_WRITERS_LOCK = 0x7472_6164_6574
_FORMS = "write it as sqlite:///path/to/file or postgresql://user@host/database"


def parse_url(address: str) -> URL:
    """Return a database URL, refused when it is of another kind; no message repeats a password.

    Raises
    ------
    StoreError
    """
    if "\0" in address:
        msg = f"the database URL holds a NUL character; {_FORMS}"
        raise StoreError(msg)
    try:
        url = make_url(address)
    except (exc.ArgumentError, ValueError):
        msg = f"the database URL cannot be read; {_FORMS}"
        raise StoreError(msg) from None
    name = url.get_backend_name()
    if name == "sqlite":
        if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
            msg = f"the database URL names no file; {_FORMS}"
            raise StoreError(msg)
        return URL.create("sqlite+pysqlite", database=str(Path(url.database).expanduser().absolute()))
    if name in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    msg = f"databases of kind {name!r} are not known here; {_FORMS}"
    raise StoreError(msg)


def storable(name: str) -> bool:
    """Return whether a database can hold a text, so that a name can be looked up at all."""
    return "\0" not in name and name.isprintable()


def hidden(url: URL) -> str:
    """Return a URL as it may be shown: without its password."""
    shown = url.set(drivername=url.get_backend_name())
    return str(shown.database) if shown.drivername == "sqlite" else shown.render_as_string(hide_password=True)


def engine_of(url: URL) -> Engine:
    """Return an engine that speaks to a database as this package needs it; nothing is connected yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    with needing("postgres"):
        from forecast.store.postgres import postgres_engine  # noqa: PLC0415 - an extra
    return postgres_engine(url)


def _file_now(url: URL) -> tuple[int, int] | None:
    """Return what stands at a SQLite address: device and number of the file; None when nothing does."""
    try:
        found = os.stat(url.database or "")  # noqa: PTH116 - asked at each use of a connection
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _sqlite(url: URL) -> Engine:
    place = f"file:{quote(url.database or '')}?mode=rw"  # a file that went away is missed, not made anew and empty

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(place, uri=True, timeout=BUSY, check_same_thread=False)

    engine = create_engine(url, creator=connect, pool_timeout=BUSY)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info[_FILE] = _file_now(url)
        connection.isolation_level = None  # transactions begin below, not where the driver guesses
        for pragma in (f"busy_timeout = {int(BUSY * 1000)}", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkout")
    def _on_checkout(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if record.info[_FILE] != _file_now(url):
            raise exc.InvalidatePoolError  # all of them spoke to the old file

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A writer takes its lock at once: two that first read and then write would refuse each other.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _be_patient(connection: Connection) -> None:
    """Let a connection to a server wait for as long as a statement may take, until it is given back."""
    if connection.dialect.name == "postgresql":
        from forecast.store.postgres import be_patient  # noqa: PLC0415 - an extra

        be_patient(connection, STATEMENT + 1)


@contextmanager
def speaking(engine: Engine) -> Iterator[None]:
    """Turn a database's failures into this package's, without the statement or its values.

    Raises
    ------
    StoreUnavailableError
        When it does not answer, is busy for too long, or went away.
    StoreError
        When it answers that it cannot.
    """
    where, began = hidden(engine.url), time.monotonic()
    if began < _SILENT_UNTIL.get(engine, 0.0):
        msg = f"the database {where} did not answer just now; try again later"
        raise StoreUnavailableError(msg)
    try:
        yield
    except exc.TimeoutError:
        msg = f"the database {where} has no connection free; try again later"
        raise StoreUnavailableError(msg, cause="busy") from None
    except exc.DBAPIError as error:
        said = str(error.orig).strip().splitlines() or ["no reason given"]
        if _cause(error.orig) == "refused":
            msg = f"the database {where} takes no writes ({said[0]}); see whose it is, or try again later"
            raise StoreUnavailableError(msg, cause="refused") from None
        lasting = isinstance(error.orig, sqlite3.OperationalError) and not _passes(error.orig)
        if isinstance(error, exc.OperationalError | exc.InterfaceError) and not lasting:
            if time.monotonic() - began > SILENT / 2:
                _SILENT_UNTIL[engine] = time.monotonic() + REST
            msg = f"the database {where} does not answer ({said[0]}); start it, or try again later"
            raise StoreUnavailableError(msg, cause=_cause(error.orig)) from None
        msg = f"the database {where} cannot be used ({said[0]})"
        raise StoreError(msg) from None


#: Why a database may answer later, by what SQLite and PostgreSQL call it.
_CAUSES = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "failing",
    sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_READONLY: "refused",
    "25006": "refused",  # read-only transactions: a standby, or a setting
    "55P03": "locked",  # lock_timeout
    "57014": "locked",  # statement_timeout: a statement waits for somebody
    "53100": "full",
    "53300": "busy",  # too many connections
}


def _cause(error: BaseException | None) -> str:
    """Return why a database does not answer, as logs and metrics tell it."""
    if isinstance(error, sqlite3.Error):
        return _CAUSES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "down")
    return _CAUSES.get(getattr(error, "sqlstate", None) or "", "down")


def _passes(error: sqlite3.Error) -> bool:
    """Return whether SQLite may answer later: it is locked, its file is away, or its disk is full or failing."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CAUSES


@contextmanager
def reading(engine: Engine, *, frozen: bool = False) -> Iterator[Connection]:
    """Give a connection to read with; `frozen` shows one state of the whole database throughout."""
    with speaking(engine), engine.connect() as connection:
        if frozen and engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        if frozen:
            _be_patient(connection)
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction, one writer at a time; it commits at the end, or nothing happened."""
    with speaking(engine), engine.connect().execution_options(writes=True) as connection, connection.begin():
        _be_patient(connection)  # it may have to wait for its turn
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS_LOCK})
        yield connection
        if engine.dialect.name == "sqlite" and connection.info[_FILE] != _file_now(engine.url):
            msg = f"the database {hidden(engine.url)} was replaced meanwhile; nothing was written, try again"
            raise StoreUnavailableError(msg, cause="away")
