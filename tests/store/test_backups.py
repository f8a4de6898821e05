"""Backups restore into either database; what was damaged or tampered with is found."""

from __future__ import annotations

import sqlite3

import pytest

from forecast.data import catalog
from forecast.store import StoreError, backup, check, open_store, restore
from tests.support.postgres import new_url
from tests.support.stores import HEAD, KINDS, PAIR, TWO, made_run


def test_a_backup_restores_into_either_database(store, tmp_path):
    """Everything is the same after a round trip through the other kind of database."""
    store.add_statements("aland-bland", TWO, by="ann")
    one = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    store.add_statements("aland-bland", one, by="ann", corrects="a/total/2023")
    store.put_run(made_run())
    secret = store.create_token("ann")
    assert backup(store, tmp_path / "one.zip")[0] > 200
    with pytest.raises(StoreError, match="is there already"):
        backup(store, tmp_path / "one.zip")
    for number, kind in enumerate(KINDS):
        (tmp_path / kind).mkdir()
        target = new_url(kind, tmp_path / kind)
        if number:
            open_store(target).close()  # seeds alone may be replaced
        restore(target, tmp_path / "one.zip")
        with open_store(target) as copy:
            assert copy.series("aland-bland") == store.series("aland-bland")
            assert copy.targets() == store.targets()
            assert copy.changes() == store.changes()
            assert copy.run("abc") == store.run("abc")
            assert copy.verify_token(secret) == "ann"
            assert check(copy) == []
            backup(copy, tmp_path / f"{kind}.zip")
            assert (tmp_path / f"{kind}.zip").read_bytes() == (tmp_path / "one.zip").read_bytes()
        with pytest.raises(StoreError, match="holds data of its own"):
            restore(target, tmp_path / "one.zip")


def test_a_damaged_backup_leaves_the_database_as_it_was(url, tmp_path):
    """A cut, altered or foreign file is refused, and the seeded store still works."""
    import zipfile

    with open_store(url) as store:
        whole = tmp_path / "whole.zip"
        backup(store, whole)
    cut, foreign, altered = (tmp_path / name for name in ("cut.zip", "foreign.zip", "altered.zip"))
    cut.write_bytes(whole.read_bytes()[:-100])
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("x", "y")
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(altered, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"1231000000.0", b"1232000000.0"))
    for file, said in ((cut, "is damaged"), (foreign, "not a backup"), (altered, "does not say what was stored")):
        with pytest.raises(StoreError, match=said):
            restore(url, file)
    with open_store(url, create=False) as store:
        assert store.series(PAIR) == catalog.series(PAIR)
        assert check(store) == []


def test_check_finds_rows_that_were_tampered_with(tmp_path):
    """An altered statement, a lost change and a damaged document are each told."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        store.add_statements("aland-bland", TWO, by="ann")
        store.add_statements("aland-bland", TWO.replace(",a,", ",c,").replace("1.5bn", "1.4bn"), by="ann")
        store.put_run(made_run())
        raw = sqlite3.connect(tmp_path / "store.sqlite")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("UPDATE statements SET level = level + 1 WHERE seq = 3")
        raw.execute("DELETE FROM changes WHERE number = 2")
        raw.execute("UPDATE documents SET body = x'00' WHERE suffix = 'png'")
        raw.execute("UPDATE tokens SET digest = ''")
        raw.commit()
        raw.close()
        found = "\n".join(check(store))
        for part in ("statements row 3", "changes: rows are not numbered", "document png of run abc", "not there"):
            assert part in found
        with pytest.raises(StoreError, match="damaged"):
            store.run("abc")
