"""The store: one value that reads and appends, over SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from forecast.data import catalog, read_targets
from forecast.errors import Fault, UnknownNameError
from forecast.store import changes as change_log
from forecast.store import keeping, withdrawing
from forecast.store import runs as run_rows
from forecast.store import statements as statement_rows
from forecast.store import targets as target_rows
from forecast.store import tokens as token_rows
from forecast.store.engine import hidden, reading, writing
from forecast.store.seeding import begin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from sqlalchemy import Engine

    from forecast.data import AnnouncedTarget, Series
    from forecast.store.keeping import CitedHow, Pruned
    from forecast.store.records import (
        Added,
        Change,
        DataState,
        Move,
        RunHeading,
        StoredRun,
        StoreState,
        Token,
        Withdrawal,
        WithdrawalKind,
        Writer,
    )

__all__ = ["OPERATOR", "Store"]


#: Who writes when nobody says.
OPERATOR = "command line"
#: A write that is committed and leaves no row: a number in SQLite's header, a lock on a row in PostgreSQL's log.
_MARKS = {
    "sqlite": "PRAGMA user_version = 1",
    "postgresql": "SELECT version_num FROM alembic_version FOR UPDATE",
}


class Store:
    """Statements, announced targets, runs and tokens, to which is only ever appended.

    Safe to share between threads. A process that forks opens its own. Every method may raise
    `StoreUnavailableError`; the same call works again once the database does.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database that is migrated; `open_store` gives one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # What was read last, by series and state: rows never change, so it cannot go stale.
        self._series: dict[str, tuple[DataState, Series]] = {}
        self._targets: tuple[DataState | None, tuple[AnnouncedTarget, ...]] = (None, ())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self.where!r})"

    @property
    def where(self) -> str:
        """The database, as it may be shown: without a password."""
        return hidden(self._engine.url)

    @property
    def folder(self) -> Path | None:
        """The folder of an SQLite file; None for a database that a server keeps."""
        url = self._engine.url
        return Path(url.database or "").parent if url.get_backend_name() == "sqlite" else None

    @property
    def engine(self) -> Engine:
        """The engine, for the other modules of this package."""
        return self._engine

    def close(self) -> None:
        """Close every connection; a later call opens new ones."""
        self._engine.dispose()

    def ping(self) -> None:
        """Return when the database answers.

        Raises
        ------
        StoreUnavailableError
        """
        with reading(self._engine) as connection:
            connection.execute(text("SELECT 1"))

    def prove_write(self) -> None:
        """Return when the database takes and keeps a write, of which nothing is left to read.

        Raises
        ------
        StoreUnavailableError
            When it is locked, full, or away.
        StoreError
            When it takes none.
        """
        with writing(self._engine) as connection:
            connection.execute(text(_MARKS[self._engine.dialect.name]))

    def version(self) -> int:
        """Return the number of the last change of statements or targets."""
        with reading(self._engine) as connection:
            return change_log.version(connection)

    def state(self) -> StoreState:
        """Return what tells one state of the data and runs from every other, a restored one from the one before too."""
        with reading(self._engine) as connection:
            return change_log.state(connection)

    def series_ids(self) -> tuple[str, ...]:
        """Return the ids of all series, in the order they were begun."""
        with reading(self._engine) as connection:
            return statement_rows.series_ids(connection)

    def series(self, series_id: str) -> Series:
        """Return the current statements of a series, in order of publication.

        Parameters
        ----------
        series_id : str
            Id of a series of the store, or a pair as `catalog.series` reads it; what the store does not hold is
            read from what the package ships.

        Raises
        ------
        UnknownNameError
            When neither knows it.
        """
        if series_id not in self.series_ids():
            shipped = catalog.series(series_id)
            if shipped.id not in self.series_ids():
                return shipped
            series_id = shipped.id
        with reading(self._engine) as connection:
            now = change_log.state(connection).data
            known = self._series.get(series_id)
            if known is not None and known[0] == now:
                return known[1]
            found = statement_rows.series_of(connection, series_id, until=now[0])
        if known is not None and known[1] == found:
            found = known[1]  # the same value stays the same object: what is cached by it is found sooner
        self._series[series_id] = (now, found)
        return found

    def targets(self) -> tuple[AnnouncedTarget, ...]:
        """Return the current registry: shipped targets in their order, then those appended."""
        with reading(self._engine) as connection:
            now = change_log.state(connection).data
            at, known = self._targets
            if at == now:
                return known
            found = target_rows.targets_of(connection, until=now[0])
        self._targets = (now, found)
        return found

    def target(self, target_id: str) -> AnnouncedTarget:
        """Return one announced target.

        Raises
        ------
        UnknownNameError
        """
        for target in self.targets():
            if target.id == target_id:
                return target
        remedy = "trade-target targets lists them"
        raise UnknownNameError([Fault("target", target_id, "is not an announced target known here", remedy)])

    def _to_begin(self, series_id: str) -> tuple[str, Series | None]:
        """Return the id of a series, and what the package ships of it when the store does not hold it yet."""
        if series_id in self.series_ids():
            return series_id, None
        try:
            shipped = catalog.series(series_id)
        except UnknownNameError:
            return series_id, None  # a new one
        return shipped.id, None if shipped.id in self.series_ids() else shipped

    def add_statements(
        self,
        series_id: str,
        rows: str | Sequence[Mapping[str, object]],
        *,
        by: Writer,
        corrects: str | None = None,
        where: str = "statements",
    ) -> Added:
        """Append the statements of a table: all of them, or none.

        Parameters
        ----------
        series_id : str
            A series there is, or a new one named ``reporter-partner``.
        rows : str or sequence of mapping
            CSV, or rows as mappings; columns as in `forecast.statement_csv.COLUMNS`; reporter and partner
            may be left out for a series there is.
        by : str, Token or Author
            Who appends; of a token its number is kept beside its name.
        corrects : str or None
            Id of the statement that the one given supersedes.
        where : str
            What was given, for messages.

        Raises
        ------
        InputError
            With every fault and its line; then nothing is appended.
        """
        author = change_log.author_of(by)
        series_id, shipped = self._to_begin(series_id)
        with reading(self._engine) as connection:
            heading = statement_rows.series_heading(connection, series_id) or shipped
        # Read before the lock is taken: a large file keeps no other writer waiting.
        given, places = statement_rows.read_statements(heading, series_id, rows, where)
        change_log.refuse_future([(places[s.id], s.origin.published.isoformat()) for s in given.statements], where)
        with writing(self._engine) as connection:
            if shipped is not None:
                begin(connection, shipped)
            return statement_rows.append_statements(
                connection, given, places, by=author, corrects=corrects, where=where
            )

    def withdraw(
        self, series_id: str, statement: str, kind: WithdrawalKind, *, reason: str, by: Writer
    ) -> Change | None:
        """Take a statement out of use, or its text out of the store; return the change, None when it was done before.

        Parameters
        ----------
        series_id : str
        statement : str
            Id of the statement.
        kind : {"retraction", "redaction"}
            A false statement is retracted: kept, marked, out of use. A text that must go is redacted: publisher,
            title, address and note go from the statement and from every run that showed them; figures stay in use.
        reason : str
            Told to everybody.
        by : str, Token or Author
            Who withdraws.

        Raises
        ------
        InputError
            Without a reason.
        UnknownNameError
            When no statement stands under that id.
        """
        author, reason = change_log.author_of(by), withdrawing.check_reason(reason)
        series_id, shipped = self._to_begin(series_id)
        with writing(self._engine) as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what goes is overwritten
            if shipped is not None:
                begin(connection, shipped)
            change = withdrawing.withdraw(connection, series_id, statement, kind, reason=reason, by=author)
        if kind == "redaction" and self._engine.dialect.name == "sqlite":
            _fold_log(self._engine)
        return change

    def withdrawals(self, series_id: str) -> tuple[Withdrawal, ...]:
        """Return what of a series was withdrawn, in the order it was."""
        with reading(self._engine) as connection:
            return withdrawing.withdrawals_of(connection, series_id, until=change_log.version(connection))

    def add_targets(self, csv_text: str, *, by: Writer, corrects: str | None = None, where: str = "targets") -> Added:
        """Append the announced targets of a CSV: all of them, or none.

        Parameters
        ----------
        csv_text : str
            Columns as in `forecast.target_csv.TARGET_COLUMNS`.
        by : str, Token or Author
            Who appends; of a token its number is kept beside its name.
        corrects : str or None
            Id of the target that the one given supersedes.
        where : str
            What was given, for messages.

        Raises
        ------
        InputError
            With every fault and its line; then nothing is appended.
        """
        author = change_log.author_of(by)
        given, places = read_targets(csv_text, where=where)
        change_log.refuse_future([(places[t.id], t.announced) for t in given], where, column="announced")
        with writing(self._engine) as connection:
            return target_rows.append_targets(connection, given, places, by=author, corrects=corrects, where=where)

    def changes(self, *, before: int | None = None, limit: int = 50) -> tuple[Change, ...]:
        """Return appends of statements and targets, newest first; `before` continues a list."""
        with reading(self._engine) as connection:
            return change_log.changes(connection, before=before, limit=limit)

    def put_run(self, run: StoredRun) -> bool:
        """Store a run unless one of its id is stored; return whether it was new.

        A stored run is never rewritten, and is no change of data: `version` stays. Another target that asks
        the same is noted as answered by it too.
        """
        if self.has_run(run.id, target=run.target):
            return False  # nothing to write: no lock is taken
        with writing(self._engine) as connection:
            return run_rows.put_run(connection, run)

    def cite(self, run_id: str, how: CitedHow) -> None:
        """Note that a run may be cited from now on: it is never pruned."""
        with reading(self._engine) as connection:
            if keeping.is_cited(connection, run_id):
                return  # nothing to write: no lock is taken
        with writing(self._engine) as connection:
            keeping.cite(connection, run_id, how)

    def keep_document(self, run_id: str, suffix: str, body: bytes) -> None:
        """Keep the bytes of a format of a run, unless some are kept: from now on they are that format."""
        with writing(self._engine) as connection:
            keeping.keep_document(connection, run_id, suffix, body)

    def prune(self, *, days: int = keeping.KEPT_DAYS, dry_run: bool = False) -> tuple[Pruned, ...]:
        """Let the documents go of runs that nobody cites (see `db prune`); return those runs, the oldest first.

        Parameters
        ----------
        days : int
            For which each run is kept at least.
        dry_run : bool
            Return them alone, and let nothing go.
        """
        with reading(self._engine) as connection:
            found = keeping.prunable(connection, days=days)
        if dry_run or not found:
            return found
        with writing(self._engine) as connection:
            return keeping.prune(connection, days=days)

    def has_run(self, run_id: str, *, target: str | None = None) -> bool:
        """Return whether a run is stored, and as the answer to a registered target when one is given."""
        with reading(self._engine) as connection:
            return run_rows.has_run(connection, run_id, target=target)

    def run(self, run_id: str) -> StoredRun:
        """Return a stored run with its documents.

        Raises
        ------
        UnknownNameError
        """
        with reading(self._engine) as connection:
            return run_rows.run_of(connection, run_id)

    def runs_of(self, target_id: str, *, limit: int = 1_000) -> tuple[RunHeading, ...]:
        """Return the stored runs that answer a registered target, newest first."""
        with reading(self._engine) as connection:
            return run_rows.runs(connection, target=target_id, limit=limit)

    def runs(self, *, limit: int = 1_000) -> tuple[RunHeading, ...]:
        """Return all stored runs, newest first."""
        with reading(self._engine) as connection:
            return run_rows.runs(connection, limit=limit)

    def moves(self, *, first: int, last: int, stored: str = "") -> tuple[Move, ...]:
        """Return new answers to registered targets, of the data as of these changes, newest first.

        With a time, only those stored at it or later.
        """
        with reading(self._engine) as connection:
            return run_rows.moves(connection, first=first, last=last, stored=stored)

    def create_token(self, name: str, *, expires: str | None = None, by: Writer = OPERATOR) -> str:
        """Append a token and return its secret, which is shown this once.

        Parameters
        ----------
        name : str
        expires : str, optional
            A day from whose beginning on, UTC, it is good no more, as YYYY-MM-DD.
        by : str, Token or Author
            For the audit log.

        Raises
        ------
        InputError
            When the name cannot be shown, or a live token has it, or the day is past.
        """
        with writing(self._engine) as connection:
            return token_rows.create_token(connection, name, by=change_log.author_of(by), expires=expires)

    def revoke_token(self, name: str, *, by: Writer = OPERATOR) -> None:
        """Append that a token is good no more.

        Raises
        ------
        UnknownNameError
            Names the live ones.
        """
        with writing(self._engine) as connection:
            token_rows.revoke_token(connection, name, by=change_log.author_of(by))

    def tokens(self) -> tuple[Token, ...]:
        """Return all tokens, revoked ones too, in the order they were made."""
        with reading(self._engine) as connection:
            return token_rows.tokens(connection)

    def holder(self, secret: str) -> Token | None:
        """Return the token with a secret, compared in constant time, one that has ended too; None when none is good."""
        with reading(self._engine) as connection:
            return token_rows.holder_of(connection, secret)

    def verify_token(self, secret: str) -> str | None:
        """Return the name of the live token with a secret; else None."""
        found = self.holder(secret)
        return None if found is None or found.expired(change_log.now()) else found.name


def _fold_log(engine: Engine) -> None:
    """Have a SQLite file take in its log and empty it: pages of before stand there until then."""
    with reading(engine) as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")  # a reader can delay it, the next writer does it
        connection.exec_driver_sql("BEGIN")
