"""The audit log and the webhooks of a store: each write has its line, and nobody is told less than all."""

from __future__ import annotations

from itertools import pairwise

import pytest

from forecast.errors import InputError, UnknownNameError
from forecast.store import (
    Attempt,
    Author,
    Cursor,
    StoredRun,
    add_webhook,
    audit_log,
    auditing,
    backup,
    check,
    end_webhook,
    known_webhooks,
    last_backup,
    news,
    note_attempt,
    note_backup,
    open_store,
    restore,
)
from tests.store.test_store import TWO, made_run
from tests.support.postgres import new_url, seeded_url

HOOK = "https://example.org/hook"
CSV = "reporter,partner,target_value,currency,deadline\nAland,Bland,4bn,USD,2030\n"


@pytest.fixture(params=("sqlite", "postgresql"))
def store(request, tmp_path):
    """Return an open, seeded store."""
    with open_store(seeded_url(request.param, tmp_path)) as opened:
        yield opened


def put(store, run, target, author=None):
    """Store a run that answers a target."""
    made = made_run(run, target=target)
    store.put_run(StoredRun(**{name: getattr(made, name) for name in made.__slots__} | {"author": author}))


def attempt(change, run, *, delivered, status=None):
    """Return what became of telling up to a point."""
    until = Cursor(change, run)
    return Attempt("", until, delivered=delivered, status=status, reason="" if delivered else "x", milliseconds=3)


def test_every_write_has_a_line_and_nothing_else_has(store, monkeypatch):
    """Who, what, from where and by which request, in order; what is repeated, shipped or refreshed leaves none."""
    monkeypatch.setattr(auditing, "_AT_ONCE", 2)  # pages join
    assert list(audit_log(store)) == []
    desk = store.holder(store.create_token("desk", by="ann"))
    by = Author("desk", desk.id, "192.0.2.0", "request-7")
    added = store.add_statements("aland-bland", TWO, by=by)
    store.add_statements("aland-bland", TWO, by=by)
    store.add_targets(CSV, by=desk)
    store.withdraw("aland-bland", added.statements[0], "retraction", reason="a hoax", by="bob")
    put(store, "asked", "t-1", by)
    put(store, "refreshed", "t-1")
    end_webhook(store, add_webhook(store, HOOK, by=by).id, reason="moved", by="ann")
    store.revoke_token("desk", by="ann")
    with pytest.raises(InputError):
        store.add_statements("aland-bland", TWO.replace("1.5bn", "much"), by=by)
    log = list(audit_log(store))
    assert [(one.author.name, one.author.token, one.action) for one in log] == [
        ("ann", None, "token created"), ("desk", 1, "statements"), ("desk", 1, "targets"), ("bob", None, "retraction"),
        ("desk", 1, "run"), ("desk", 1, "webhook registered"), ("ann", None, "webhook ended"),
        ("ann", None, "token revoked"),
    ]  # fmt: skip
    assert [one.number for one in log] == list(range(1, 9))
    assert (log[1].author.origin, log[1].author.request) == ("192.0.2.0", "request-7")
    assert log[1].what.startswith(f"change {added.change.number}: ")
    assert all(a.at <= b.at for a, b in pairwise(log))
    assert [one.action for one in audit_log(store, token=1)] == ["statements", "targets", "run", "webhook registered"]
    assert list(audit_log(store, since="2199-01-01")) == []
    assert check(store) == []


def test_a_refused_write_leaves_no_line(store):
    """The line is of the transaction of the write: what is rolled back is not told."""
    with pytest.raises(UnknownNameError):
        store.withdraw("aland-bland", "none", "retraction", reason="x", by="ann")
    assert list(audit_log(store)) == []


def test_the_last_backup_is_known(store, tmp_path):
    """Never, then the time of the newest; the file holds log and webhooks, and nobody else may read it."""
    assert last_backup(store) is None
    secret = add_webhook(store, HOOK, by="ann").secret
    backup(store, tmp_path / "kept.zip")
    note_backup(store, "kept.zip", by="ann")
    line = list(audit_log(store))[-1]
    assert (line.action, line.what, line.at) == ("backup", "kept.zip", last_backup(store))
    assert (tmp_path / "kept.zip").stat().st_mode & 0o077 == 0
    (tmp_path / "other").mkdir()
    url = new_url("sqlite", tmp_path / "other")
    restore(url, tmp_path / "kept.zip")
    with open_store(url) as again:
        assert [one.secret for one in known_webhooks(again)] == [secret]
        assert [one.action for one in audit_log(again)] == ["webhook registered"]


def test_a_webhook_stands_where_it_last_took_something(store):
    """Failures after it are counted and move nothing; what it is owed is the rest of the changes."""
    put(store, "first", "t-1")
    hook = add_webhook(store, HOOK, by="ann")
    begun = hook.told
    assert (begun, hook.failures, hook.delivered, hook.last) == (Cursor(store.version(), 1), 0, None, None)
    added = store.add_statements("aland-bland", TWO, by="ann")
    put(store, "second", "t-1")
    put(store, "third", "t-2")
    until = Cursor(added.change.number, 3)
    changed, moved = news(store, after=begun, until=until)
    assert [one.number for one in changed] == [added.change.number]
    assert [(one.run.id, one.before.id) for one in moved] == [("second", "first")]  # t-2 had no answer before
    for _ in range(2):
        note_attempt(store, hook.id, attempt(until.change, until.run, delivered=False, status=500))
    (now,) = known_webhooks(store)
    assert (now.told, now.failures, now.last.status, now.last.until) == (begun, 2, 500, until)
    note_attempt(store, hook.id, attempt(until.change, until.run, delivered=True, status=204))
    (now,) = known_webhooks(store)
    assert (now.told, now.failures, now.last.status, now.delivered) == (until, 0, 204, now.last.at)
    assert news(store, after=now.told, until=until) == ((), ())
    assert check(store) == []


def test_a_webhook_ends_by_hand_or_with_its_token(store):
    """Ended twice it keeps its reason; another's cannot be ended by a token, nor one that is not there."""
    desk, other = (store.holder(store.create_token(name)) for name in ("desk", "other"))
    mine, theirs, operators = (add_webhook(store, HOOK, by=by).id for by in (desk, other, "ann"))
    for number in (theirs, operators, 99):
        with pytest.raises(UnknownNameError):
            end_webhook(store, number, reason="x", by=desk, own=True)
    assert end_webhook(store, mine, reason="moved", by=desk, own=True).ended == "moved"
    assert end_webhook(store, mine, reason="again", by="ann").ended == "moved"
    store.revoke_token("other")
    assert [one.ended for one in known_webhooks(store)] == ["moved", "its token was revoked", None]


@pytest.mark.parametrize(
    "url",
    ["", "example.org", "ftp://example.org", "https://", "https://a b", "https://ann:secret@example.org", "https://[::1",
     "https://x:99999", "javascript:alert(1)", "https://пример.рф", "https://example.org/" + "x" * 2_000],
)  # fmt: skip
def test_what_is_no_address_is_refused(url, tmp_path):
    """Other schemes, no host, names and passwords, what is no ASCII, overlong."""
    with open_store(seeded_url("sqlite", tmp_path)) as store, pytest.raises(InputError, match="not an address"):
        add_webhook(store, url, by="ann")
