"""How PostgreSQL is spoken to: short timeouts, and a connection that does not wait for a frozen server.

The only module that knows psycopg, which the extra `postgres` brings.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import create_engine, event

from forecast.store.deadlines import BUSY, CONNECT, SILENT, STATEMENT

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

__all__ = ["be_patient", "postgres_engine"]


class PatientConnection(psycopg.Connection[Any]):
    """A connection that waits for so long: a server that is frozen holds its connections open and says nothing."""

    patience: float = SILENT

    def wait(self, gen: Any, *given: Any, **told: Any) -> Any:  # noqa: ANN401 - psycopg's own generators
        return super().wait(self._bounded(gen, time.monotonic() + self.patience), *given, **told)

    def _bounded(self, gen: Any, until: float) -> Any:  # noqa: ANN401
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > until:
                    self.pgconn.finish()  # what it still may say belongs to nobody
                    msg = f"no answer within {self.patience:g} s"
                    raise psycopg.OperationalError(msg)
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value


def postgres_engine(url: URL) -> Engine:
    """Return an engine that speaks to PostgreSQL as this package needs it; nothing is connected yet."""
    told: dict[str, Any] = {
        "connect_timeout": CONNECT,
        "application_name": "trade-target",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": STATEMENT * 1000,
        "options": (
            f"-c statement_timeout={STATEMENT}s -c lock_timeout={BUSY}s -c synchronous_commit=on"
            " -c idle_in_transaction_session_timeout=60s -c client_min_messages=warning"
        ),
    }
    asked = {name: value for name, value in told.items() if name not in url.query}
    engine = create_engine(
        url, connect_args=asked, pool_pre_ping=True, pool_size=5, max_overflow=10, pool_timeout=SILENT,
        pool_use_lifo=True,
    )  # fmt: skip

    @event.listens_for(engine, "do_connect")
    def _on_connect(_dialect: object, _record: object, given: list[Any], told: dict[str, Any]) -> object:
        return PatientConnection.connect(*given, **told)

    @event.listens_for(engine, "checkin")
    def _on_checkin(connection: PatientConnection | None, _record: object) -> None:
        if connection is not None:
            connection.patience = SILENT

    return engine


def be_patient(connection: Connection, seconds: float) -> None:
    """Let a connection wait longer for what takes long, until it is given back."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, PatientConnection):
        raw.patience = seconds
