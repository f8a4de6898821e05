"""The store: what goes in comes out, nothing is lost, nothing is overwritten; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from forecast.data import catalog
from forecast.errors import InputError, UnknownNameError
from forecast.store import (
    Attempt,
    Cursor,
    StoreError,
    StoreUnavailableError,
    add_webhook,
    changes,
    check,
    end_webhook,
    note_attempt,
    open_store,
    schema,
)
from forecast.store.engine import reading, writing
from tests.support.cases import examples
from tests.support.postgres import new_url
from tests.support.stores import HEAD, KINDS, PAIR, TWO, executed, faults, made_run
from tests.support.work import calls_of


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


def test_the_number_of_the_last_change_costs_one_question_to_the_database(tmp_path):
    """Every request asks for it: the greatest key is asked for, no row is read, and some hundred functions are called."""
    with open_store(new_url("sqlite", tmp_path)) as store, executed(store) as told:
        store.version()
        told.clear()
        assert calls_of(store.version) < 1_000
    assert [" ".join(one.split()) for one in told] == ["BEGIN", "SELECT max(changes.number) AS max_1 FROM changes"]


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
@settings(examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
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
