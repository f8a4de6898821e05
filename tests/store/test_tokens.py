"""Tokens and authors: a number says who wrote, a day says until when, and conflicts are told as such."""

from __future__ import annotations

import pytest

from forecast.errors import ConflictError, InputError
from forecast.store import Author, StoredRun, changes, check, open_store
from tests.store.test_store import TWO, made_run
from tests.support.postgres import seeded_url


@pytest.fixture(params=("sqlite", "postgresql"))
def store(request, tmp_path):
    """Return an open, seeded store."""
    with open_store(seeded_url(request.param, tmp_path)) as opened:
        yield opened


def test_the_number_of_a_token_is_the_author_of_what_it_wrote(store):
    """A second token of the same name is another author; who writes without one is a name alone."""
    first = store.holder(store.create_token("desk"))
    added = store.add_statements("aland-bland", TWO, by=first)
    assert (added.change.by, added.change.token) == ("desk", 1)
    store.revoke_token("desk")
    second = store.holder(store.create_token("desk"))
    assert (second.name, second.id) == (first.name, 2)
    assert store.withdraw("aland-bland", added.statements[0], "retraction", reason="x", by=second).token == 2
    run = made_run("run-1")
    store.put_run(StoredRun(**{name: getattr(run, name) for name in run.__slots__} | {"author": Author("desk", 2)}))
    store.put_run(made_run("run-2"))
    assert store.run("run-1").author == Author("desk", 2)
    assert store.run("run-2").author is None
    assert check(store) == []


def test_a_token_ends_by_itself_on_its_day_and_its_name_is_free_then(store, monkeypatch):
    """Good the day before, no more on the day; past days, and what is no day, are refused."""
    secret = store.create_token("desk", expires="2199-01-01")
    assert store.verify_token(secret) == "desk"
    assert store.tokens()[0].expires == "2199-01-01T00:00:00Z"
    for day in ("2020-01-01", "soon", ""):
        with pytest.raises(InputError, match="expires"):
            store.create_token("other", expires=day)
    for module in (changes, __import__("forecast.store.tokens", fromlist=["now"])):
        monkeypatch.setattr(module, "now", lambda: "2199-01-01T00:00:00Z")
    assert store.verify_token(secret) is None
    assert store.holder(secret).expired(changes.now())
    assert store.verify_token(store.create_token("desk")) == "desk"


def test_what_contradicts_the_store_is_a_conflict_and_what_is_malformed_is_not(store):
    """Another statement or target under an id that is taken; a fault of the file itself is no conflict."""
    store.add_statements("aland-bland", TWO, by="ann")
    with pytest.raises(ConflictError):
        store.add_statements("aland-bland", TWO.replace("1.5bn", "1.7bn"), by="ann")
    with pytest.raises(InputError) as caught:
        store.add_statements("aland-bland", TWO.replace("1.5bn", "much"), by="ann")
    assert not isinstance(caught.value, ConflictError)


def test_the_time_of_a_run_lies_before_no_change_and_no_run(store, monkeypatch):
    """A clock that is set back between two runs does not turn the feed around."""
    store.put_run(made_run("run-1"))
    first = store.run("run-1").at
    monkeypatch.setattr("forecast.store.runs.now", lambda: "2001-01-01T00:00:00Z")
    store.put_run(made_run("run-2"))
    assert store.run("run-2").at >= first
