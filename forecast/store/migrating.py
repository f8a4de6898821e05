"""Upgrades: a database takes every step that it lacks, in one transaction, and keeps its data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from forecast.store.engine import hidden
from forecast.store.failures import StoreError

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection

__all__ = ["BASE", "HEAD", "check_revision", "migrate", "revision_of"]

BASE, HEAD = "base", "0007"


def _steps() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def revision_of(connection: Connection) -> str | None:
    """Return the revision that a database stands at; None when it has taken no step."""
    return MigrationContext.configure(connection).get_current_revision()


def check_revision(connection: Connection) -> str | None:
    """Return the revision of a database that this version of the package knows.

    Raises
    ------
    StoreError
        When a newer version made it, or another program.
    """
    where, found = hidden(connection.engine.url), revision_of(connection)
    if found is None:
        others = set(inspect(connection).get_table_names()) - {"alembic_version"}
        if others:
            shown = ", ".join(sorted(others)[:5])
            msg = f"the database {where} holds tables of something else ({shown}); name a database of its own"
            raise StoreError(msg)
        return None
    if found not in {step.revision for step in _steps().walk_revisions()}:
        msg = (
            f"the database {where} was made by a newer version of trade-target (revision {found}, this version "
            f"knows up to {HEAD}); upgrade the package, or restore a backup into a new database"
        )
        raise StoreError(msg)
    return found


def migrate(connection: Connection, *, to: str = HEAD) -> None:
    """Take the steps up, or down, to a revision inside the caller's transaction."""
    steps = _steps()
    found = revision_of(connection)
    down = to == BASE or (found is not None and to < found)

    def chosen(revision: Any, _context: object) -> Any:  # noqa: ANN401 - Alembic's own types
        # As Alembic documents for programs of one's own.
        take = steps._downgrade_revs if down else steps._upgrade_revs  # noqa: SLF001
        return take(to, revision)

    with EnvironmentContext(Config(), steps, fn=chosen) as environment:
        # SQLite's changes of tables are transactional once the driver leaves transactions alone.
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
