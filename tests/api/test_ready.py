"""Readiness proves a write, causes are told apart, and what a client refuses by `q=0` is not sent."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text

from api.app import create_app
from api.edge import accepted
from api.settings import Settings
from forecast.store import StoreUnavailableError, open_store
from forecast.store.engine import reading
from tests.support.postgres import seeded_url

PAIR = "belarus-st-petersburg"
ROWS = "reporter,partner,period,level,unit,published\nAland,Bland,2022,1bn,USD,2023-03-01\n"


def service(store):
    """Return a client of a service that refreshes nothing behind the requests."""
    app = create_app(Settings(), store)
    app.extensions["trade_target"].refresher.wake = lambda: None
    return app.test_client()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return the file of a store."""
    return tmp_path_factory.mktemp("ready") / "store.sqlite"


@pytest.fixture(scope="module")
def client(place):
    """Return a client of a service on that file."""
    with open_store(f"sqlite:///{place}") as store:
        yield service(store)


def unready(client):
    """Return what /readyz tells once a write was last proved long ago, and the causes counted before and after."""
    library = client.application.extensions["trade_target"].library
    library._proved = float("-inf")
    return client.get("/readyz")


def counted(client, cause):
    """Return how many failures of a cause the metrics tell."""
    line = f'trade_target_store_errors_total{{cause="{cause}"}}'
    told = [one.split()[-1] for one in client.get("/metrics").text.splitlines() if one.startswith(line)]
    return float(told[0]) if told else 0.0


def test_a_store_that_another_writer_holds_is_not_ready_and_is_told_as_locked(client, place):
    """Reads go on meanwhile; readiness comes back with the lock."""
    assert client.get("/readyz").status_code == 200
    engine = client.application.extensions["trade_target"].library.store.engine
    with reading(engine) as connection:  # the one connection of the pool waits less
        connection.exec_driver_sql("PRAGMA busy_timeout = 100")
    before, other = counted(client, "locked"), sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert unready(client).status_code == 503
    assert client.get("/v1/series").status_code == 200
    assert counted(client, "locked") == before + 1
    other.execute("ROLLBACK")
    other.close()
    assert unready(client).status_code == 200


def test_a_store_that_is_full_is_not_ready_and_is_told_as_full(client):
    """A file that may not grow takes no statement: 503, `full`."""
    store = client.application.extensions["trade_target"].library.store
    with reading(store.engine) as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    head = "reporter,partner,period,level,unit,published,note\n"
    rows = "".join(f"Aland,Bland,{1900 + n},{n + 1}m,USD,2025-01-01,{'x' * 1_900}\n" for n in range(100))
    with pytest.raises(StoreUnavailableError) as caught:
        store.add_statements("aland-bland", head + rows, by="ann")
    assert caught.value.cause == "full"
    with reading(store.engine) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")
    assert unready(client).status_code == 200


def test_an_sqlite_that_takes_no_writes_is_not_ready(tmp_path):
    """It answers every read; a write is told to come again, as where the file is another user's, and so is readiness."""
    with open_store(seeded_url("sqlite", tmp_path)) as store:
        client = service(store)
        with reading(store.engine) as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")  # what SQLite says of a file that it may not write
        _takes_no_writes(store, client)


def _takes_no_writes(store, client):
    """Assert that a store is read, that neither a write nor the proof of one is taken, and that the cause is told."""
    assert client.get("/v1/series").status_code == 200
    with pytest.raises(StoreUnavailableError, match="takes no writes") as caught:
        store.add_statements("aland-bland", ROWS, by="ann")
    assert caught.value.cause == "refused"
    assert unready(client).status_code == 503
    assert counted(client, "refused") >= 1


def test_a_postgresql_that_takes_no_writes_is_not_ready(tmp_path):
    """It answers every read; a read-only session refuses the proof, and readiness says so."""
    with open_store(seeded_url("postgresql", tmp_path)) as store:
        client = service(store)
        assert client.get("/readyz").status_code == 200
        with store.engine.connect() as connection:
            name = connection.scalar(text("SELECT current_database()"))
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
            connection.commit()
        store.close()  # new sessions read the setting
        _takes_no_writes(store, client)


def test_readiness_writes_at_most_every_few_seconds(client):
    """Many who ask cost one write."""
    store = client.application.extensions["trade_target"].library.store
    assert unready(client).status_code == 200
    written = []
    prove, store.prove_write = store.prove_write, lambda: written.append(None)
    assert {client.get("/readyz").status_code for _ in range(20)} == {200}
    store.prove_write = prove
    assert written == []


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", None), ("gzip", "gzip"), ("gzip;q=0", None), ("gzip;q=0.0, br;q=0", None), ("br;q=0, *", "zstd"),
        ("*;q=0", None), ("identity, gzip;q=0.5", None), ("gzip;q=0.5, br;q=0.9", "br"), ("GZIP", "gzip"), ("what", None),
        ("zstd;q=nonsense", None), ("x" * 5_000, None),
    ],
)  # fmt: skip
def test_a_coding_that_a_client_refuses_is_not_sent(client, header, coding):
    """`q=0` is a refusal, whichever way it is written; the best of those liked is taken."""
    for _ in range(2):  # first asked, and as kept
        told = client.get(f"/v1/series/{PAIR}.csv", headers={"Accept-Encoding": header}).headers
        assert told.get("Content-Encoding") == (accepted(header) if coding else None) == coding or coding is None
    assert accepted(header) == (coding or "identity")
