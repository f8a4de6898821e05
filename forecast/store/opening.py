"""Opening a store: its place is made, its tables are brought to this version, what the package ships is appended."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from forecast.store.engine import engine_of, hidden, parse_url, reading, writing
from forecast.store.failures import StoreError
from forecast.store.migrating import HEAD, check_revision, migrate
from forecast.store.place import default_url
from forecast.store.seeding import is_seeded, seed
from forecast.store.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Engine

__all__ = ["make_room", "open_store", "use_log"]


def _prepare(engine: Engine, *, create: bool) -> None:
    """Bring a database to this version: its tables, and what the package ships."""
    with reading(engine) as connection:
        found = check_revision(connection)
        ready = found == HEAD and is_seeded(connection)
    if ready:
        return
    if not create:
        what = "is empty" if found is None else "is of an older version, or lacks what this version ships"
        msg = f"the database {hidden(engine.url)} {what}; run: trade-target db upgrade"
        raise StoreError(msg)
    with writing(engine) as connection:  # another process may have been first: look again under the lock
        if check_revision(connection) != HEAD:
            migrate(connection)
        seed(connection)


def open_store(url: str | None = None, *, create: bool = True) -> Store:
    """Open a store.

    Parameters
    ----------
    url : str or None
        ``sqlite:///path`` or ``postgresql://...``; `default_url` when not given.
    create : bool
        Make, upgrade and seed the database where it needs that; otherwise refuse it then.

    Raises
    ------
    StoreError
        In plain words.
    StoreUnavailableError
        When the database does not answer.
    """
    parsed = parse_url(url or default_url())
    if parsed.get_backend_name() == "sqlite":
        make_room(Path(parsed.database or ""), create=create)
    engine = engine_of(parsed)
    try:
        if parsed.get_backend_name() == "sqlite" and create:
            use_log(engine)
        _prepare(engine, create=create)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def use_log(engine: Engine) -> None:
    """Have a SQLite file keep a write-ahead log: readers and a writer do not wait for each other."""
    with reading(engine) as connection:
        connection.exec_driver_sql("ROLLBACK")  # it is set outside transactions, and the file remembers it
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql("BEGIN")


def make_room(file: Path, *, create: bool) -> None:
    """Make the folder of a SQLite file, or refuse one that is not there."""
    if not create and not file.is_file():
        msg = f"there is no database at {file}; run: trade-target db upgrade"
        raise StoreError(msg)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"the folder of the database {file} cannot be made ({error.strerror}); name another place"
        raise StoreError(msg) from None
    if file.is_dir():
        msg = f"the database {file} is a folder; name a file"
        raise StoreError(msg)
    if create and not file.exists():
        try:
            file.touch()  # connections make no file: one that went away must be missed
        except OSError as error:
            msg = f"the database {file} cannot be made ({error.strerror}); name another place"
            raise StoreError(msg) from None
        _give_to_the_owner_of_its_folder(file)


def _give_to_the_owner_of_its_folder(file: Path) -> None:
    """Let a file that root makes be whose folder it is in, as SQLite does with its logs.

    An operator restores as root what the service has to write to as a user of its own.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        folder = file.parent.stat()
        with suppress(PermissionError):  # a root without that right, as in a container
            os.chown(file, folder.st_uid, folder.st_gid, follow_symlinks=False)
