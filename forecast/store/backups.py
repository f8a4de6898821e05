"""Backups: every row of a store in one file, restorable into SQLite and PostgreSQL alike.

The file is a ZIP of JSON lines, one file per table, a manifest with the revision and the number of rows, and the raw
answers of sources that are kept beside the store. It shows one moment: rows appended meanwhile are left out as a whole.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import MetaData, Table, exc, func, insert, select, text

from forecast.data import packed_answers, put_answer
from forecast.store import schema
from forecast.store.checking import check_rows
from forecast.store.engine import engine_of, hidden, parse_url, reading, speaking, writing
from forecast.store.failures import StoreError
from forecast.store.migrating import BASE, HEAD, check_revision, migrate
from forecast.store.opening import make_room, use_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection
    from sqlalchemy.engine import URL

    from forecast.store.store import Store

__all__ = ["backup", "restore"]

FORMAT = 1
_MANIFEST = "manifest.json"
_ANSWERS = "answers/"
_ROWS_AT_ONCE = 1_000
_MOMENT = (1980, 1, 1, 0, 0, 0)  # equal stores give equal backups


def _line(row: Mapping[str, Any]) -> str:
    shown = {k: {"base64": base64.b64encode(v).decode()} if isinstance(v, bytes) else v for k, v in row.items()}
    return json.dumps(shown, ensure_ascii=True, allow_nan=False) + "\n"


def _row(line: bytes) -> dict[str, Any]:
    return {k: base64.b64decode(v["base64"]) if isinstance(v, dict) else v for k, v in json.loads(line).items()}


def _dump(connection: Connection, archive: zipfile.ZipFile) -> dict[str, int]:
    """Write every table; return the number of rows of each."""
    counts = {}
    for table in schema.TABLES:
        entry = zipfile.ZipInfo(f"{table.name}.jsonl", _MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        count = 0
        with archive.open(entry, "w", force_zip64=True) as out:
            rows = connection.execute(
                select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": 100}
            ).mappings()
            for row in rows:
                out.write(_line(dict(row)).encode())
                count += 1
        counts[table.name] = count
    return counts


def _dump_answers(folder: Path, archive: zipfile.ZipFile) -> int:
    """Write every kept answer; return how many. They are kept before the rows that name them, so none is missing."""
    count = 0
    for name, packed, sidecar in packed_answers(folder):
        archive.writestr(zipfile.ZipInfo(f"{_ANSWERS}{name}.gz", _MOMENT), packed)
        archive.writestr(zipfile.ZipInfo(f"{_ANSWERS}{name}.json", _MOMENT), sidecar)
        count += 1
    return count


def backup(store: Store, file: Path, *, answers: Path | None = None) -> tuple[int, int]:
    """Write all of a store to a file that is not there yet; return the numbers of rows and of raw answers.

    Parameters
    ----------
    store : Store
    file : pathlib.Path
    answers : pathlib.Path, optional
        Folder of the raw answers, which go into the file too.

    Raises
    ------
    StoreError
        When the file is there.
    """
    if file.exists():
        msg = f"{file} is there already; name a new file"
        raise StoreError(msg)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.touch(mode=0o600, exist_ok=False)  # it holds what webhooks are signed with
        with reading(store.engine, frozen=True) as connection, zipfile.ZipFile(part, "w") as archive:
            revision = check_revision(connection)
            counts = _dump(connection, archive)
            kept = _dump_answers(answers, archive) if answers is not None else 0
            told = {"format": FORMAT, "revision": revision, "package": version("trade-target"), "rows": counts}
            entry = zipfile.ZipInfo(_MANIFEST, _MOMENT)
            archive.writestr(entry, json.dumps(told, indent=1) + "\n")
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return sum(counts.values()), kept


def _manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if told["format"] != FORMAT or told["revision"] > HEAD:
        msg = f"{file} was written by a newer version of trade-target ({told['package']}); upgrade the package"
        raise StoreError(msg)
    return told


def _batches(archive: zipfile.ZipFile, table: str) -> Iterator[list[dict[str, Any]]]:
    with archive.open(f"{table}.jsonl") as lines:
        while rows := [_row(line) for line in islice(lines, _ROWS_AT_ONCE)]:
            yield rows


def _load(connection: Connection, archive: zipfile.ZipFile, told: Mapping[str, Any], file: Path) -> int:
    """Make the tables as they were, fill them, and take the steps since; return the number of rows."""
    migrate(connection, to=told["revision"])
    total = 0
    for name, count in told["rows"].items():
        table = Table(name, MetaData(), autoload_with=connection)
        for rows in _batches(archive, name):
            connection.execute(insert(table), rows)
        found = connection.scalar(select(func.count()).select_from(table))
        if found != count:
            msg = f"{file} holds {found} rows of {name}, its manifest says {count}: it is damaged"
            raise StoreError(msg)
        total += count
    migrate(connection)
    if problems := check_rows(connection):
        msg = f"{file} is damaged: {problems[0]}"
        raise StoreError(msg)
    return total


def _refuse_used(connection: Connection, where: str) -> bool:
    """Return whether there are tables to replace; refuse a store that holds more than seeds."""
    if check_revision(connection) is None:
        return False
    seeds = connection.scalar(select(func.count()).select_from(schema.changes).where(schema.changes.c.kind != "seed"))
    others = sum(
        connection.scalar(select(func.count()).select_from(table)) or 0 for table in (schema.runs, schema.tokens)
    )
    if seeds or others:
        msg = f"the database {where} holds data of its own; restore into a new one"
        raise StoreError(msg)
    return True


def _put_answers(archive: zipfile.ZipFile, folder: Path) -> int:
    """Put the raw answers of a backup back; return how many."""
    names = [
        name.removesuffix(".gz").removeprefix(_ANSWERS)
        for name in archive.namelist()
        if name.startswith(_ANSWERS) and name.endswith(".gz")
    ]
    for name in names:
        put_answer(folder, name, archive.read(f"{_ANSWERS}{name}.gz"), archive.read(f"{_ANSWERS}{name}.json"))
    return len(names)


def restore(url: str, file: Path, *, online: bool = False, answers: Path | None = None) -> tuple[int, int]:
    """Fill a database from a backup; return the numbers of rows and of raw answers.

    Either all of the backup is there afterwards, or the database is as it was.

    Parameters
    ----------
    url : str
        Of a database that is new, or holds nothing but what the package ships, and that nobody uses.
    file : pathlib.Path
    online : bool
        Replace whatever the database holds while services use it; they go on with what the backup holds. An SQLite
        file is kept beside, as it was.
    answers : pathlib.Path, optional
        Folder into which the raw answers are put; those that are there stay.

    Raises
    ------
    StoreError
    """
    parsed = parse_url(url)
    try:
        with zipfile.ZipFile(file) as archive:
            told = _manifest(archive, file)
            # Answers go before the rows that name them; without these they mean nothing, and hurt nothing.
            kept = _put_answers(archive, answers) if answers is not None else 0
            if parsed.get_backend_name() == "sqlite":
                return _restore_file(parsed, archive, told, file, online=online), kept
            engine = engine_of(parsed)
            try:
                with writing(engine) as connection:
                    if not online:
                        _refuse_open(connection, hidden(parsed))
                    if (online and check_revision(connection) is not None) or (
                        not online and _refuse_used(connection, hidden(parsed))
                    ):
                        migrate(connection, to=BASE)
                    return _load(connection, archive, told, file), kept
            finally:
                engine.dispose()
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        msg = f"{file} is not a backup of trade-target, or is damaged ({error})"
        raise StoreError(msg) from None


def _refuse_open(connection: Connection, where: str) -> None:
    """Refuse a store that another program has open: what it writes meanwhile would be lost."""
    if connection.dialect.name == "postgresql":
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        used = connection.scalar(text(f"{others} AND application_name = 'trade-target'"))
    else:
        # A write-ahead log can be given up by the only connection there is.
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA busy_timeout = 200")
        try:
            used = connection.exec_driver_sql("PRAGMA journal_mode = DELETE").scalar() != "delete"
        except exc.OperationalError:
            used = True
        connection.exec_driver_sql("BEGIN")
    if used:
        msg = f"the database {where} is in use; stop the service first, or restore with --online"
        raise StoreError(msg)


def _set_aside(place: Path) -> None:
    """Copy a SQLite file as it is, beside itself; the caller holds the writers' lock, so nothing is added to it."""
    kept = place.with_name(f"{place.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    source, copy = sqlite3.connect(f"file:{quote(str(place))}?mode=ro", uri=True), sqlite3.connect(kept)
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()


@contextmanager
def _to_replace(url: URL, place: Path, *, online: bool) -> Iterator[None]:
    """Have the SQLite file at a place replaced: nobody writes to it meanwhile."""
    engine = engine_of(url)
    try:
        if online:
            with speaking(engine), engine.connect().execution_options(writes=True) as connection:
                connection.execute(text("SELECT 1"))  # its transaction begins, with the writers' lock
                if check_revision(connection) is not None:
                    _set_aside(place)
                yield
                connection.rollback()
            return
        with reading(engine) as connection:
            _refuse_used(connection, hidden(url))
            _refuse_open(connection, hidden(url))
        yield
    finally:
        engine.dispose()


def _restore_file(url: URL, archive: zipfile.ZipFile, told: Mapping[str, Any], file: Path, *, online: bool) -> int:
    """Fill a new SQLite file beside the one to replace, then put it in its place."""
    place = Path(url.database or "")
    make_room(place, create=True)
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    make_room(part, create=True)
    engine = engine_of(url.set(database=str(part)))
    try:
        use_log(engine)
        with writing(engine) as connection:
            total = _load(connection, archive, told, file)
        engine.dispose()  # the last connection folds its log into the file
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        with _to_replace(url, place, online=online):
            # A log left behind would be taken for the new file's.
            for left in ("-wal", "-shm"):
                place.with_name(place.name + left).unlink(missing_ok=True)
            part.replace(place)
    finally:
        engine.dispose()
        for left in ("", "-wal", "-shm"):
            part.with_name(part.name + left).unlink(missing_ok=True)
    return total
