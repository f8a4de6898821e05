"""Databases: of an older package or version, of a newer one, of something else, and where they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from forecast.data import catalog
from forecast.data.statements import LevelPrint
from forecast.store import StoreError, check, default_url, open_store, schema
from forecast.store.engine import engine_of, parse_url, reading, writing
from forecast.store.migrating import BASE, migrate, revision_of
from tests.support.stores import HEAD, PAIR, TWO


def later(changed):
    """Return the shipped series as a later package would ship it."""
    shipped = catalog.series(PAIR)
    return replace(shipped, statements=tuple(changed(list(shipped.statements))))


def test_a_later_package_adds_what_is_missing_and_corrects_only_its_own(url, monkeypatch):
    """New shipped statements are appended once; shipped corrections supersede unless a user had corrected."""
    first, second = catalog.series(PAIR).statements[:2]
    fix = HEAD + "Belarus,St. Petersburg,2003,140m,USD,2003-06-09,own,me\n"
    with open_store(url) as store:
        fix = fix.replace("2003,140m,USD,2003-06-09", "2003,140m,USD,2004-06-09")
        store.add_statements(PAIR, fix, by="ann", corrects=first.id)

    def changed(rows):
        better = [replace(s, level=LevelPrint(999.0, 1.0)) for s in (first, second)]
        extra = replace(rows[-1], id="new/total/2024", event="new")
        return [*better, *rows[2:], extra]

    whole = later(changed)
    read = catalog.series
    monkeypatch.setattr(catalog, "series", lambda name: whole if name == whole.id else read(name))
    for _ in range(2):
        with open_store(url) as again:
            found = {s.id: s for s in again.series(PAIR).statements}
            assert again.version() == 3
            assert first.id in found  # a statement that the package says anew, under an id that nobody holds
            assert found[second.id].level.value == 999.0
            assert found["own/total/2003"].level.value == 1.4e8
            assert "new/total/2024" in found
            assert check(again) == []
    monkeypatch.undo()
    with open_store(url) as older:
        assert older.version() == 3
        assert {s.id: s for s in older.series(PAIR).statements}[second.id].level.value == 999.0


def test_a_database_of_an_older_version_is_upgraded_with_its_data(url):
    """Rows of revision 0001 are there after the upgrade, and back down; the guards come with 0002.

    What came later is what older rows say: a target's years are calendar years again.
    """
    with open_store(url) as store:
        store.add_statements("aland-bland", TWO, by="ann")
        plain = tuple(replace(target, year_ends=12) for target in store.targets())
        before = store.series("aland-bland"), store.series(PAIR), plain
    engine = engine_of(parse_url(url))
    with writing(engine) as connection:
        migrate(connection, to="0001")
        assert revision_of(connection) == "0001"
    with pytest.raises(StoreError, match="db upgrade"):
        open_store(url, create=False)
    with open_store(url) as store:
        assert (store.series("aland-bland"), store.series(PAIR), store.targets()) == before
        with pytest.raises(StoreError), writing(store.engine) as connection:
            connection.execute(text("DELETE FROM statements"))
    with writing(engine) as connection:
        migrate(connection, to=BASE)
    with open_store(url) as store:
        assert store.version() == 1
    engine.dispose()


def test_the_migrations_make_the_tables_that_the_package_knows(store):
    """Nothing differs between `schema` and a migrated database."""
    with reading(store.engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.METADATA) == []


def test_a_database_of_a_newer_version_is_refused(url):
    """The message says that the package must be upgraded; nothing is touched."""
    open_store(url).close()
    engine = engine_of(parse_url(url))
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer version of trade-target"):
        open_store(url)


def test_a_database_of_something_else_is_refused(url):
    """Foreign tables are not mixed with the store's."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch()
    engine = engine_of(parse_url(url))
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreError, match="invoices"):
        open_store(url)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://root:secret@host/db", "'mysql' are not known"),
        ("secret", "cannot be read"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///a\0b", "NUL"),
        ("postgresql://ann:secret@127.0.0.1:1/x", "does not answer"),
    ],
)
def test_urls_that_cannot_be_used_are_refused_without_their_password(address, said):
    """The message says which forms there are, and repeats no secret."""
    with pytest.raises(StoreError, match=said) as caught:
        open_store(address)
    assert "secret" not in str(caught.value)


def test_files_that_are_no_database_are_refused(tmp_path):
    """A folder, another file, a missing one with create=False, and a place that cannot be: plain words."""
    other = tmp_path / "other"
    other.write_text("This is not a database at all, only a text that is long enough to be looked at." * 20)
    for place, said in ((tmp_path, "is a folder"), (other, "file is not a database"), (other / "x", "cannot be made")):
        with pytest.raises(StoreError, match=said):
            open_store(f"sqlite:///{place}")
    with pytest.raises(StoreError, match="there is no database"):
        open_store(f"sqlite:///{tmp_path}/none", create=False)
    assert not (tmp_path / "none").exists()


def test_the_default_is_a_file_in_the_users_folder_unless_the_environment_says_more(monkeypatch, tmp_path):
    """TRADE_TARGET_DATABASE_URL wins; without it the data folder is used."""
    monkeypatch.delenv("TRADE_TARGET_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_url() == f"sqlite:///{tmp_path}/trade-target/store.sqlite"
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", "postgresql://host/db")
    assert default_url() == "postgresql://host/db"
