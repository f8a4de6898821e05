"""Which runs stay: cited ones for good, the newest of each target, others for a while; a pruned one keeps its place."""

from __future__ import annotations

import json

import pytest

from forecast.store import StoredRun, check, open_store
from tests.support.postgres import seeded_url

ANSWER = {"status": "open", "median": None, "probability_by_deadline": None, "probability_by": []}


def stored(store, name, *, at="2020-01-01T00:00:00Z", target="t-1"):
    """Store a run of long ago."""
    documents = {"json": json.dumps({"run": {"id": name}, "answer": ANSWER}).encode(), "drawn": b"x" * 5_000}
    store.put_run(StoredRun(name, target, "belarus-st-petersburg", "q", "1", 1, documents, at))


@pytest.fixture(params=("sqlite", "postgresql"))
def store(request, tmp_path):
    """Return a store in which runs followed each other: of one target, of another, and of none."""
    with open_store(seeded_url(request.param, tmp_path)) as opened:
        for name in ("old", "read", "cited", "asked", "newest"):
            stored(opened, name)
        stored(opened, "young", at="2999-01-01T00:00:00Z", target="t-2")
        stored(opened, "current", at="2999-01-01T00:00:00Z", target="t-2")
        opened.cite("read", "address")
        opened.cite("cited", "citation")
        opened.cite("asked", "request")
        yield opened


def test_only_old_runs_that_nobody_cites_and_something_follows_are_pruned(store):
    """A dry run lets nothing go; then documents go, and heading, place and checksum stay; twice is once."""
    before = store.run("old")
    dry = store.prune(dry_run=True)
    assert [one.run for one in dry] == ["old"]
    assert store.run("old") == before
    assert store.prune() == dry
    assert store.prune() == ()
    gone = store.run("old")
    assert gone.documents == {}
    assert {removal.kind for removal in gone.removed.values()} == {"pruning"}
    assert set(gone.removed) == {"json", "drawn"}
    assert [heading.id for heading in store.runs_of("t-1")] == ["newest", "asked", "cited", "read", "old"]
    for name in ("read", "cited", "asked", "newest", "young", "current"):
        assert set(store.run(name).documents) == {"json", "drawn"}, name
    assert check(store) == []


def test_a_format_is_kept_as_it_was_first_given(store):
    """Other bytes for the same format change nothing."""
    store.keep_document("read", "svg", b"first")
    store.keep_document("read", "svg", b"second")
    assert store.run("read").documents["svg"] == b"first"
    store.keep_document("nowhere", "svg", b"first")
    assert check(store) == []
