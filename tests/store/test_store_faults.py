"""The store under faults, with real processes: killed, two at once, and a database that goes away."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from forecast.store import StoreError, StoreUnavailableError, backup, check, open_store, restore
from tests.support.cases import some_of
from tests.support.postgres import new_url, seeded_url, shared_cluster
from tests.support.stores import executed
from tests.support.work import calls_of

KINDS = ("sqlite", "postgresql")
HEAD = "reporter,partner,period,level,unit,published,event\n"
#: Appends one statement after the other, and prints each change once it is acknowledged.
WRITER = """
import sys
from forecast.store import open_store
url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
head = "reporter,partner,period,level,unit,published,event\\n"
with open_store(url) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count):
        row = "".join(f"Aland,Bland,{1900 + i},1bn,USD,2024-03-01,{name}-{number}-{i}\\n" for i in range(5))
        added = store.add_statements("aland-bland", head + row, by=name)
        print(added.change.number, flush=True)
"""


def start_writer(url, name, count):
    """Start a process that appends, and wait until it has opened the store."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def go(process):
    """Let a waiting writer begin."""
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """Return the URL of a database that is made and seeded."""
    return seeded_url(request.param, tmp_path)


def test_what_was_acknowledged_survives_kill_9_and_nothing_is_half_written(url):
    """A writer killed amid its appends leaves every acknowledged change whole, and the store works on."""
    process = start_writer(url, "killed", 100_000)
    go(process)
    told = [int(process.stdout.readline()) for _ in range(15)]
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=10)
    told += [int(line) for line in rest.splitlines() if line.strip()]
    with open_store(url, create=False) as store:
        kept = {change.number: change for change in store.changes(limit=500)}
        assert set(told) <= set(kept)
        # The last commit may have been made and not told.
        assert len(kept) - 1 - len(told) in {0, 1}
        assert all(len(change.statements) == 5 for change in kept.values() if change.kind == "statements")
        assert check(store) == []
        added = store.add_statements("aland-bland", HEAD + "Aland,Bland,2000,1bn,USD,2024-03-01,after\n", by="next")
        assert added.change.number == max(kept) + 1


def test_two_processes_write_at_once_and_every_append_is_there(url):
    """Two writers take turns: no append is lost, and the numbers have no gap."""
    writers = [start_writer(url, name, 20) for name in ("one", "two")]
    for process in writers:
        go(process)
    told = [[int(line) for line in process.communicate(timeout=60)[0].splitlines()] for process in writers]
    assert [process.returncode for process in writers] == [0, 0]
    assert sorted(told[0] + told[1]) == list(range(2, 42))
    assert all(numbers == sorted(numbers) for numbers in told)
    with open_store(url, create=False) as store:
        assert [c.number for c in store.changes(limit=100)] == list(range(41, 0, -1))
        assert len(store.series("aland-bland").statements) == 200
        assert check(store) == []


def test_two_processes_open_a_new_database_at_once(tmp_path):
    """Both find it made and seeded once."""
    code = "import sys; from forecast.store import open_store; print(open_store(sys.argv[1]).version())"
    for kind in KINDS:
        address = new_url(kind, tmp_path)
        both = [
            subprocess.Popen([sys.executable, "-c", code, address], stdout=subprocess.PIPE, text=True) for _ in range(2)
        ]
        assert [process.communicate(timeout=60)[0] for process in both] == ["1\n", "1\n"]
        with open_store(address, create=False) as store:
            assert check(store) == []


@pytest.mark.parametrize("url", some_of(KINDS, every=2), indirect=True)
def test_ten_thousand_statements_are_appended_at_once(url):
    """They are one change, by some tens of statements of SQL, and by the calls that each is checked with."""
    rows = "".join(f"Aland,Bland,{1900 + i % 120},{1000 + i}m,USD,2024-03-01,e{i}\n" for i in range(10_000))
    with open_store(url) as store, executed(store) as told:
        work = calls_of(lambda: store.add_statements("aland-bland", HEAD + rows, by="many"))
        assert work < 500 * 10_000
        assert len(told) < 100
        (added,) = store.changes(limit=1)
        assert len(added.statements) == 10_000
        assert added.number == 2
        assert len(store.series("aland-bland").statements) == 10_000


def test_a_stopped_postgresql_is_told_within_seconds_and_used_again_once_it_runs():
    """The same Store raises StoreUnavailableError while the server is down, and works when it is up again."""
    cluster = shared_cluster()
    with open_store(cluster.new_database()) as store:
        assert store.version() == 1
        cluster.stop()
        try:
            calls = (
                store.ping,
                store.version,
                lambda: store.series("belarus-st-petersburg"),
                lambda: store.add_statements("aland-bland", HEAD + "Aland,Bland,2000,1bn,USD,2024-03-01,x\n", by="ann"),
                lambda: store.verify_token("tt_x"),
            )
            for call in calls:
                start = time.monotonic()
                with pytest.raises(StoreUnavailableError, match="does not answer"):
                    call()
                assert time.monotonic() - start < 5
            with pytest.raises(StoreUnavailableError):
                open_store(cluster.url("postgres"))
        finally:
            cluster.start()
        store.ping()
        added = store.add_statements("aland-bland", HEAD + "Aland,Bland,2000,1bn,USD,2024-03-01,x\n", by="ann")
        assert added.change.number == 2
        assert check(store) == []


def test_a_locked_sqlite_file_is_told_as_unavailable(tmp_path, monkeypatch):
    """A writer that cannot have its turn in time is told so; afterwards it can."""
    import sqlite3

    from forecast.store import engine

    monkeypatch.setattr(engine, "BUSY", 0.2)
    with open_store(new_url("sqlite", tmp_path)) as store:
        other = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailableError, match="locked"):
            store.create_token("ann")
        assert store.version() == 1  # readers do not wait for a writer
        other.execute("ROLLBACK")
        other.close()
        assert store.create_token("ann")


def row(name):
    """Return a table of one statement."""
    return HEAD + f"Aland,Bland,2000,1bn,USD,2024-03-01,{name}\n"


def test_a_sqlite_file_removed_or_replaced_under_an_open_store_is_noticed(tmp_path):
    """Removed: nothing is acknowledged, no empty file appears; another in its place: that one is read and written."""
    place, other = tmp_path / "store.sqlite", tmp_path / "other.sqlite"
    for file in (place, other):
        open_store(f"sqlite:///{file}").close()
    with open_store(f"sqlite:///{other}") as second:
        second.add_statements("aland-bland", row("second"), by="ann")
    with open_store(f"sqlite:///{place}") as store:
        store.add_statements("aland-bland", row("first"), by="ann")
        assert [s.event for s in store.series("aland-bland").statements] == ["first"]
        place.unlink()
        for call in (store.ping, store.version, lambda: store.add_statements("aland-bland", row("lost"), by="ann")):
            with pytest.raises(StoreUnavailableError):
                call()
        assert not place.exists()
        for left in tmp_path.glob("store.sqlite-*"):
            left.unlink()
        other.rename(place)
        # As many changes as before, and yet another content.
        assert [s.event for s in store.series("aland-bland").statements] == ["second"]
        store.add_statements("aland-bland", HEAD + "Aland,Bland,2001,1bn,USD,2024-03-01,third\n", by="ann")
    with open_store(f"sqlite:///{place}", create=False) as again:
        assert [s.event for s in again.series("aland-bland").statements] == ["second", "third"]
        assert check(again) == []


def test_what_root_makes_in_a_folder_belongs_to_its_owner(tmp_path, monkeypatch):
    """A store made or restored by root, online too, is the user's who has the folder; others give nothing away."""
    file, folder, given = tmp_path / "of.zip", tmp_path / "service", []
    with open_store(seeded_url("sqlite", tmp_path)) as store:
        backup(store, file)
    folder.mkdir()
    owner = (folder.stat().st_uid, folder.stat().st_gid)
    monkeypatch.setattr("os.chown", lambda path, *who, **_: given.append((path.parent, *who)))
    for user in (1000, 0):
        monkeypatch.setattr("os.geteuid", lambda user=user: user)
        url, told = f"sqlite:///{folder / f'{user}.sqlite'}", []
        open_store(url).close()
        told.append(set(given))
        given.clear()
        restore(url, file, online=True)
        told.append(set(given))
        given.clear()
        restore(f"sqlite:///{folder / f'new-{user}.sqlite'}", file)
        assert [*told, set(given)] == 3 * [set() if user else {(folder, *owner)}]


def test_a_restore_refuses_an_open_store_and_replaces_it_online_when_told(url, tmp_path):
    """Offline it says so; online the open store goes on with the backup, and nothing is acknowledged that is gone."""
    file = tmp_path / "backup.zip"
    with open_store(url) as store:
        backup(store, file)
        with pytest.raises(StoreError, match="in use"):
            restore(url, file)
        store.add_statements("aland-bland", row("after"), by="ann")
        with pytest.raises(StoreError, match=r"in use|data of its own"):
            restore(url, file)
        restore(url, file, online=True)
        assert store.version() == 1
        assert "aland-bland" not in store.series_ids()
        store.add_statements("aland-bland", row("later"), by="ann")
        assert [s.event for s in store.series("aland-bland").statements] == ["later"]
        assert check(store) == []
    with open_store(url, create=False) as again:
        assert again.version() == 2
    for kept in tmp_path.glob("*.replaced-*"):
        with open_store(f"sqlite:///{kept}", create=False) as before:
            assert [s.event for s in before.series("aland-bland").statements] == ["after"]
