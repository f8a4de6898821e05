"""The store: what goes in comes out, nothing is lost, nothing is overwritten; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import itertools
import json
import sqlite3
import statistics
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from forecast.data import catalog
from forecast.data.statement_csv import read_series
from forecast.data.statements import LevelPrint
from forecast.errors import InputError, UnknownNameError
from forecast.store import (
    Attempt,
    Cursor,
    StoredRun,
    StoreError,
    StoreUnavailableError,
    add_webhook,
    backup,
    changes,
    check,
    default_url,
    end_webhook,
    note_attempt,
    open_store,
    restore,
    schema,
)
from forecast.store.engine import engine_of, parse_url, reading, writing
from forecast.store.migrating import BASE, migrate, revision_of
from tests.support.postgres import new_url, seeded_url

KINDS = ("sqlite", "postgresql")
PAIR = "belarus-st-petersburg"
HEAD = "reporter,partner,period,level,unit,published,event,publisher\n"
TWO = HEAD + "Aland,Bland,2023,1.5bn,USD,2024-03-01,a,Office\nAland,Bland,2024,1.6bn,USD,2025-03-01,b,Office\n"
SHORT = "period,level,unit,published,event\n"
#: The least that a stored run's JSON must tell.
DOCUMENT = {
    "answer": {
        "status": "open", "median": {"year": 2026, "month": 4}, "probability_by_deadline": None,
        "probability_by": [{"year": 2025 + n, "probability": n / 10} for n in range(10)],
    },
}  # fmt: skip


def made_run(name="abc", *, target="t-1", change=1, version="1"):
    """Return a run with two documents."""
    body = json.dumps(DOCUMENT | {"run": {"id": name}}).encode()
    return StoredRun(name, target, PAIR, "series=x", version, change, {"json": body, "png": b"\x89PNG\0\xff" * 50})


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """Return the URL of an empty database."""
    return new_url(request.param, tmp_path)


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    """Return an open, seeded store."""
    with open_store(seeded_url(request.param, tmp_path)) as opened:
        yield opened


def faults(call):
    """Return the faults that a call is refused with."""
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.faults


def test_a_new_store_holds_what_the_package_ships_to_the_last_bit(store):
    """Series and registry come back as the catalogue has them, in the same order, so run ids are the same."""
    assert store.series_ids() == catalog.series_ids()
    for name in catalog.series_ids():
        assert store.series(name) == catalog.series(name)
        assert repr(store.series(name)) == repr(catalog.series(name))
    assert store.targets() == catalog.targets()
    assert repr(store.targets()) == repr(catalog.targets())
    assert store.target("blr-spb-2.5bn").value == 2.5e9
    (seed,) = store.changes()
    assert (seed.number, seed.kind, store.version()) == (1, "seed", 1)
    assert seed.by.startswith("package ")
    assert check(store) == []


def test_opening_again_changes_nothing(url):
    """A second opening appends no seed and finds the same."""
    with open_store(url) as store, open_store(url, create=False) as again:
        assert again.version() == 1
        assert again.series(PAIR) == store.series(PAIR)


def test_appended_statements_come_back_as_the_csv_reader_reads_them(store):
    """A new series holds what `read_series` makes of the same text; the change names it."""
    added = store.add_statements("aland-bland", TWO, by="ann")
    assert added.statements == ("a/total/2023", "b/total/2024")
    assert (added.repeated, added.superseded) == ((), ())
    assert (added.change.number, added.change.by, added.change.kind) == (2, "ann", "statements")
    assert added.change == store.changes(limit=1)[0]
    assert store.series("aland-bland") == read_series(TWO, series_id="aland-bland", where="x")
    assert store.series_ids() == (PAIR, "aland-bland")


def test_every_column_survives(store):
    """Qualifiers, growth without a figure, records, odd names and floats come back equal."""
    rows = (
        "reporter,partner,statistics,flow,period,level,unit,level_qualifier,growth_pct,growth_qualifier,published,"
        "published_precision,publisher,title,url,reliability,record,note\n"
        'Åland,"B, ""land""",bland,exports,2025-01/2025-05,,EUR,,,up,2025-07-01,inferred,Büro — ß,=1+1,http://x,low,,"a\n'
        'b 🚂"\n'
        "Åland,,,imports,2024,0.1bn,EUR,almost,-0.0,about,2025-02-01,day,,,,high,yes,\n"
    )
    given_ = read_series(rows, series_id="åland-b-land", where="x")
    store.add_statements("åland-b-land", rows, by="ann")
    assert store.series("åland-b-land") == given_
    assert "-0.0" not in repr(store.series("åland-b-land"))


def test_the_same_statement_twice_is_one_statement(store):
    """Repeats are told and add nothing, within a file and across files, whatever number their id would get."""
    doubled = TWO + TWO.splitlines()[1] + "\n"
    assert len(store.add_statements("aland-bland", doubled, by="ann").statements) == 2
    again = store.add_statements("aland-bland", TWO, by="bob")
    assert (again.change, again.statements) == (None, ())
    assert again.repeated == ("a/total/2023", "b/total/2024")
    assert store.version() == 2
    mixed = store.add_statements("aland-bland", TWO + "Aland,Bland,2022,1bn,USD,2023-03-01,c,Office\n", by="ann")
    assert (mixed.statements, len(mixed.repeated)) == (("c/total/2022",), 2)


def test_another_print_of_the_same_occasion_is_numbered_and_found_again(store):
    """Two prints of one event stand side by side; the second alone is recognised by what it says."""
    both = SHORT + "2025,2.7bn,USD,2026-02-10,e\n2025,2.8bn,USD,2026-02-10,e\n"
    assert store.add_statements(PAIR, both, by="ann").statements == ("e/total/2025", "e/total/2025#2")
    alone = store.add_statements(PAIR, SHORT + "2025,2.8bn,USD,2026-02-10,e\n", by="ann")
    assert alone.repeated == ("e/total/2025#2",)


def test_a_faulty_row_refuses_the_whole_append_and_every_fault_has_its_line(store):
    """Nothing is appended, and each fault names its line."""
    bad = TWO + "Aland,Bland,soon,1bn,USD,2025-03-01,c,x\nAland,Bland,2024,much,USD,2025-02-30,d,x\n"
    places = [fault.where for fault in faults(lambda: store.add_statements("aland-bland", bad, by="ann"))]
    assert places == ["line 4, period", "line 5, published", "line 5, level"]
    assert store.version() == 1
    with pytest.raises(UnknownNameError):
        store.series("aland-bland")


def test_contradictions_with_what_is_stored_are_told_all_at_once_with_the_remedy(store):
    """Each statement stored with other content is refused with its line and how to correct it."""
    store.add_statements("aland-bland", TWO, by="ann")
    other = TWO.replace("1.5bn", "1.51bn").replace("1.6bn", "1.61bn")
    found = faults(lambda: store.add_statements("aland-bland", other, by="ann"))
    assert [fault.where for fault in found] == ["statements, line 2", "statements, line 3"]
    assert "corrects=a/total/2023" in found[0].remedy
    assert store.version() == 2


def test_a_file_for_a_series_must_be_of_its_unit_and_pair_or_leave_the_pair_out(store):
    """Other names or another currency are refused together; without names the series' own side is meant."""
    wrong = HEAD + "Poland,Moscow,2025,1bn,EUR,2026-02-01,x,y\n"
    found = faults(lambda: store.add_statements(PAIR, wrong, by="ann"))
    assert [fault.where for fault in found] == ["statements, unit", "statements, reporter", "statements, partner"]
    store.add_statements(PAIR, SHORT + "2025,2.7bn,USD,2026-02-10,\n", by="ann")
    assert store.series(PAIR).statements[-1].statistics == "belarus"
    assert store.series(PAIR).reporter == "Belarus"


@pytest.mark.parametrize(
    ("name", "csv_text", "problem"),
    [
        ("new-one", SHORT + "2024,1bn,USD,2025-01-01,\n", "is missing"),
        ("new-one", TWO, "a new one of this pair is named aland-bland"),
        ("a-b", TWO.replace("Aland", "A" * 101), "cannot name a series"),
        ("aland-bland", TWO.replace("Office", "Off\0ice"), "NUL"),
        ("aland-bland", TWO.replace("Office", "\ud800"), "is not UTF-8"),
        ("aland-bland", "", "is empty"),
    ],
)
def test_a_new_series_needs_names_and_its_own_id(name, csv_text, problem, tmp_path):
    """What cannot begin a series is refused with the reason."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        found = faults(lambda: store.add_statements(name, csv_text, by="ann"))
        assert problem in str(found[0])
        assert store.series_ids() == (PAIR,)


@pytest.mark.parametrize("by", ["", " ", "a\nb", "x" * 201])
def test_who_appends_must_be_showable(by, tmp_path):
    """An empty, long or unprintable author is refused."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        assert faults(lambda: store.add_statements("aland-bland", TWO, by=by))[0].where == "by"


def test_a_correction_supersedes_and_the_old_statement_is_hidden(store):
    """The new row stands under the same id; the old one is not among the current ones any more."""
    store.add_statements("aland-bland", TWO, by="ann")
    right = TWO.splitlines()[0] + "\n" + TWO.splitlines()[1].replace("1.5bn", "1.52bn") + "\n"
    added = store.add_statements("aland-bland", right, by="bob", corrects="a/total/2023")
    assert (added.statements, added.superseded) == (("a/total/2023",), ("a/total/2023",))
    assert [s.level.value for s in store.series("aland-bland").statements] == [1.52e9, 1.6e9]
    assert "a/total/2023" in added.change.note


def test_a_row_names_what_it_takes_the_place_of_among_those_stored(store):
    """An event stored before is found; a name that nothing has is refused, and nothing is appended."""
    store.add_statements("aland-bland", TWO, by="ann")
    row = "Aland,Bland,2023,1.52bn,USD,2025-03-09,b,Office,{}\n"
    head = HEAD.strip() + ",supersedes\n"
    (fault,) = faults(lambda: store.add_statements("aland-bland", head + row.format("c"), by="ann"))
    assert (fault.where, fault.given) == ("statements, line 2, supersedes", "c")
    assert store.add_statements("aland-bland", head + row.format("a"), by="ann").statements == ("b/total/2023",)


def test_a_correction_sent_twice_is_made_once(store):
    """The retry of a correction is told as repeated."""
    store.add_statements("aland-bland", TWO, by="ann")
    right = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    store.add_statements("aland-bland", right, by="ann", corrects="a/total/2023")
    again = store.add_statements("aland-bland", right, by="ann", corrects="a/total/2023")
    assert (again.change, again.repeated) == (None, ("fix/total/2023",))
    other = right.replace("1.52bn", "1.53bn").replace("fix", "fix2")
    (fault,) = faults(lambda: store.add_statements("aland-bland", other, by="ann", corrects="a/total/2023"))
    assert fault.remedy == "give corrects=fix/total/2023"


def test_what_was_corrected_is_not_brought_back_by_an_append(store):
    """The old file again names what stands now; a correction of that one may say the old again."""
    store.add_statements("aland-bland", TWO, by="ann")
    right = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    store.add_statements("aland-bland", right, by="ann", corrects="a/total/2023")
    (fault,) = faults(lambda: store.add_statements("aland-bland", TWO, by="ann"))
    assert "corrects=fix/total/2023" in fault.remedy
    old = "\n".join(TWO.splitlines()[:2]) + "\n"
    back = store.add_statements("aland-bland", old, by="ann", corrects="fix/total/2023")
    assert back.statements == ("a/total/2023",)
    assert [s.level.value for s in store.series("aland-bland").statements] == [1.5e9, 1.6e9]


def test_a_correction_of_nothing_or_by_many_is_refused(store):
    """An unknown id is answered with near ones; a correction is one statement."""
    store.add_statements("aland-bland", TWO, by="ann")
    one = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    (near,) = faults(lambda: store.add_statements("aland-bland", one, by="ann", corrects="a/total/2022"))
    assert "a/total/2023" in near.remedy
    (many,) = faults(lambda: store.add_statements("aland-bland", TWO, by="ann", corrects="a/total/2023"))
    assert "2 statements" in many.problem
    taken = one.replace("2023", "2024").replace("2024-03-09,fix", "2025-03-09,b")
    (other,) = faults(lambda: store.add_statements("aland-bland", taken, by="ann", corrects="a/total/2023"))
    assert "another statement" in other.problem


def test_targets_are_appended_with_ids_and_corrections_keep_their_place(store):
    """An id is made of pair, mark and deadline; a corrected target stands where the old one stood."""
    rows = "reporter,partner,target_value,currency,deadline\nAland,Bland,2.5bn,USD,2030\nAland,Bland,3bn,USD,\n"
    added = store.add_targets(rows, by="ann")
    assert added.statements == ("aland-bland-2.5bn-2030", "aland-bland-3bn")
    assert store.add_targets(rows, by="ann").repeated == added.statements
    shipped = catalog.targets()
    assert [t.id for t in store.targets()[-2:]] == list(added.statements)
    assert store.targets()[:-2] == shipped
    fate = "id,reporter,partner,target_value,currency,deadline,outcome,reached_year\n"
    fate += "aland-bland-2.5bn-2030,Aland,Bland,2.5bn,USD,2030,reached,2029\n"
    (fault,) = faults(lambda: store.add_targets(fate, by="ann"))
    assert "corrects=aland-bland-2.5bn-2030" in fault.remedy
    store.add_targets(fate, by="ann", corrects="aland-bland-2.5bn-2030")
    assert [t.outcome for t in store.targets()[-2:]] == ["reached", "open"]
    with pytest.raises(UnknownNameError):
        store.target("nowhere")


def test_faulty_targets_are_told_all_at_once(tmp_path):
    """Each cell that cannot be read is told with its line."""
    rows = (
        "id,reporter,partner,target_value,currency,flow,deadline,announced,outcome,reached_year,grade\n"
        "x y,,Bland,lots,USD,both,30,2025-13,open,2024,Z\n"
        "a,A\x7f,--,1bn,XXX,,,,,,\n"
    )
    with open_store(new_url("sqlite", tmp_path)) as store:
        found = faults(lambda: store.add_targets(rows, by="ann"))
    assert [fault.where for fault in found] == [
        "line 2, reporter", "line 2, target_value", "line 2, deadline", "line 2, announced", "line 2, reached_year",
        "line 2, id", "line 2, flow", "line 2, grade", "line 3, reporter", "line 3, partner", "line 3, currency",
    ]  # fmt: skip


def test_changes_are_numbered_without_a_gap_and_paged(store):
    """Newest first, `before` continues, and a refused append leaves no number behind."""
    for year in range(2000, 2005):
        store.add_statements("aland-bland", HEAD + f"Aland,Bland,{year},1bn,USD,{year + 1}-03-01,e,x\n", by="ann")
        faults(lambda: store.add_statements("aland-bland", "nonsense", by="ann"))
    assert [c.number for c in store.changes()] == [6, 5, 4, 3, 2, 1]
    assert [c.number for c in store.changes(before=5, limit=2)] == [4, 3]
    assert store.changes(before=3)[0].statements == ("e/total/2000",)
    assert store.changes(limit=0) == ()


def test_a_stored_run_keeps_its_bytes(store):
    """A second run of the same id changes nothing; two targets can share a run."""
    assert store.put_run(made_run()) is True
    kept = store.run("abc")
    assert kept.documents == made_run().documents
    assert store.put_run(replace(made_run(target="t-2"), documents={"json": b"{}"}, version="9")) is False
    assert store.run("abc") == kept
    assert [h.id for h in store.runs_of("t-2")] == ["abc"]
    (heading,) = store.runs_of("t-1")
    assert (heading.status, heading.median, heading.probability_by_deadline) == ("open", "2026-04", None)
    assert heading.probability_by[:2] == ((2025, 0.0), (2026, 0.1))
    store.put_run(made_run("def", change=1))
    assert [h.id for h in store.runs_of("t-1")] == ["def", "abc"]
    assert store.version() == 1
    with pytest.raises(UnknownNameError):
        store.run("nothing")


def test_tokens_are_shown_once_kept_hashed_and_revoked_by_a_row(store):
    """A secret verifies until its token is revoked; its name is free again then; the secret is nowhere stored."""
    secret = store.create_token("ann")
    assert secret.startswith("tt_")
    assert len(secret) > 40
    assert store.verify_token(secret) == "ann"
    assert "a token already" in str(faults(lambda: store.create_token("ann"))[0])
    other = store.create_token("bob")
    store.revoke_token("ann")
    assert store.verify_token(secret) is None
    assert store.verify_token(other) == "bob"
    with pytest.raises(UnknownNameError):
        store.revoke_token("ann")
    again = store.create_token("ann")
    assert again != secret
    assert store.verify_token(again) == "ann"
    assert [(t.name, t.revoked is None) for t in store.tokens()] == [("ann", False), ("bob", True), ("ann", True)]
    with reading(store.engine) as connection:
        kept = str(connection.execute(schema.tokens.select()).all())
    assert secret.removeprefix("tt_") not in kept


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800", "x" * 100_000, "' OR 1=1 --", "../../etc/passwd", "a\nb"])
def test_names_of_any_form_are_looked_up_without_harm(store, name):
    """What no database can hold is unknown, like any other name; never another error."""
    for look in (store.series, store.run, store.target, store.revoke_token):
        with pytest.raises(UnknownNameError):
            look(name)
    assert store.runs_of(name) == ()
    assert store.has_run(name) is store.has_run("x", target=name) is False
    assert faults(lambda: store.add_statements(name, TWO, by="ann"))
    assert faults(
        lambda: store.add_statements("aland-bland", TWO.replace("Bland,2024", "Bland,2022"), by="ann", corrects=name)
    )
    assert store.verify_token(name) is None


@pytest.mark.parametrize("secret", ["", "tt_", "x" * 10_000, "tt_é\ud800", "ann", "%' OR 1=1 --"])
def test_no_other_text_is_a_token(secret, tmp_path):
    """Wrong secrets of any form are no one's."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        store.create_token("ann")
        assert store.verify_token(secret) is None


def test_the_database_itself_refuses_to_change_or_delete_rows(store):
    """UPDATE, DELETE (and TRUNCATE) fail on every table, whoever sends them."""
    store.put_run(made_run())
    store.create_token("ann")
    store.revoke_token("ann")
    store.add_statements("aland-bland", TWO, by="ann")
    store.withdraw("aland-bland", "a/total/2023", "retraction", reason="a hoax", by="ann")
    hook = add_webhook(store, "https://example.org/hook", by="ann").id
    note_attempt(store, hook, Attempt("", Cursor(1, 0), delivered=True, status=200, reason="", milliseconds=5))
    end_webhook(store, hook, reason="moved", by="ann")
    told = {"run": "abc", "at": "2026-01-01T00:00:00Z"}
    with writing(store.engine) as connection:  # a row in each table: SQLite's guards are asked about rows
        connection.execute(schema.citations.insert(), {**told, "how": "token"})
        connection.execute(schema.removals.insert(), {**told, "suffix": "png", "kind": "pruning", "reason": "x"})
    for table in schema.TABLES:
        column = next(iter(table.primary_key.columns)).name
        orders = [f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"]
        if store.engine.dialect.name == "postgresql":
            orders.append(f"TRUNCATE {table.name} CASCADE")
        for order in orders:
            with pytest.raises(StoreError, match="never changed or deleted"), writing(store.engine) as connection:
                connection.execute(text(order))


def test_the_store_only_ever_inserts_and_selects(store):
    """Whatever is done with a store, no other statement is sent."""
    sent = []
    event.listen(store.engine, "before_cursor_execute", lambda _c, _k, statement, *_: sent.append(statement.split()[0]))
    store.add_statements("aland-bland", TWO, by="ann")
    one = HEAD + "Aland,Bland,2023,1.52bn,USD,2024-03-09,fix,Office\n"
    store.add_statements("aland-bland", one, by="ann", corrects="a/total/2023")
    store.put_run(made_run())
    store.create_token("ann")
    store.revoke_token("ann")
    store.series("aland-bland")
    assert set(sent) <= {"SELECT", "INSERT", "BEGIN"}


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
    """Rows of revision 0001 are there after the upgrade, and back down; the guards come with 0002."""
    with open_store(url) as store:
        store.add_statements("aland-bland", TWO, by="ann")
        before = store.series("aland-bland"), store.series(PAIR), store.targets()
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


def test_threads_share_a_store(store):
    """Appends and reads of many threads at once are all there."""
    problems = []

    def work(number):
        try:
            row = f"Aland,Bland,{1900 + number},1bn,USD,2024-03-01,e{number},x\n"
            store.add_statements("aland-bland", HEAD + row, by=f"thread {number}")
            store.series("aland-bland")
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(store.series("aland-bland").statements) == 8
    assert [c.number for c in store.changes()] == list(range(9, 0, -1))


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


def test_the_number_of_the_last_change_costs_less_than_a_millisecond(tmp_path):
    """On SQLite the median of 300 calls stays below."""
    with open_store(new_url("sqlite", tmp_path)) as store:
        times = []
        for _ in range(300):
            start = time.perf_counter()
            store.version()
            times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.001


def test_what_is_unavailable_is_a_kind_of_store_error():
    """Callers that know only StoreError catch both."""
    assert issubclass(StoreUnavailableError, StoreError)


_NUMBERS = itertools.count()
_ACTIONS = st.lists(
    st.tuples(st.sampled_from(["add", "correct"]), st.integers(0, 3), st.integers(1, 4), st.integers(0, 5)), max_size=8
)


@pytest.fixture(scope="module", params=KINDS)
def lasting(request, tmp_path_factory):
    """Return a store for many examples, each with a series of its own."""
    with open_store(new_url(request.param, tmp_path_factory.mktemp("lasting"))) as opened:
        yield opened


@given(actions=_ACTIONS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_appends_and_corrections_is_as_a_simple_model_has_it(lasting, actions):
    """Current statements are those of a list in which a correction replaces what it corrects."""
    partner = f"P{next(_NUMBERS)}"
    name = f"aland-{partner.lower()}"
    current: dict[str, tuple[int, int]] = {}
    past: set[tuple[str, int]] = set()
    for kind, which, value, corrected in actions:
        row = f"Aland,{partner},{2000 + which},{value}bn,USD,2024-01-0{which + 1},e{which},x\n"
        new, old = f"e{which}/total/{2000 + which}", f"e{corrected}/total/{2000 + corrected}"
        corrects = old if kind == "correct" else None
        try:
            lasting.add_statements(name, HEAD + row, by="model", corrects=corrects)
        except InputError:
            said = current.get(new)
            assert said != (which, value) or kind == "correct"
            if kind == "add":
                assert said is not None or (new, value) in past
            else:
                assert old not in current or said is not None
            continue
        if kind == "correct" and old in current and current.get(new) != (which, value):
            past.add((old, current.pop(old)[1]))
        current[new] = (which, value)
    try:
        found = lasting.series(name).statements
    except UnknownNameError:
        found = ()
    assert {s.id: s.level.value for s in found} == {key: value * 1e9 for key, (_, value) in current.items()}
    assert len(found) == len({s.id for s in found})


def test_days_beyond_today_are_refused_all_at_once(store):
    """A mistyped year would move the day as of which a pair is asked; today and tomorrow are taken."""
    day = datetime.now(UTC).date()
    rows = HEAD + "".join(f"Aland,Bland,{2000 + n},1.5bn,USD,{2199 - n}-03-01,e{n},Office\n" for n in range(3))
    told = faults(lambda: store.add_statements("aland-bland", rows, by="ann"))
    assert sorted(fault.given for fault in told) == ["2197-03-01", "2198-03-01", "2199-03-01"]
    assert all("published" in fault.where and str(day) in fault.remedy for fault in told)
    assert store.version() == 1
    assert store.add_statements("aland-bland", HEAD + f"Aland,Bland,2000,1bn,USD,{day},e,Office\n", by="ann").change


def test_the_feed_never_runs_backwards_when_the_clock_does(store, monkeypatch):
    """A change made while the clock is back has the time of the one before."""
    monkeypatch.setattr(changes, "now", lambda: "2001-01-01T00:00:00Z")
    store.add_statements("aland-bland", TWO, by="ann")
    newest, first = store.changes()
    assert newest.at == first.at
