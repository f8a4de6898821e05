"""Runs of registered targets over HTTP: small until somebody asks for them, the same bytes from then on."""

from __future__ import annotations

import threading
import time

import pytest
from click.testing import CliRunner

from api.app import create_app
from api.cache import Once
from api.settings import Settings
from forecast.cli import main
from forecast.forecasting import Fits, question_of
from forecast.priors import shipped_priors
from forecast.report.formats import FORMATS
from forecast.store import open_store
from forecast.tracking import publish, tracked

TARGET = "blr-spb-2.5bn-2025"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """Return the address of the store."""
    return f"sqlite:///{tmp_path_factory.mktemp('runs')}/store.sqlite"


@pytest.fixture(scope="module")
def store(url):
    """Return a store in which a refresh stored the answer of one target."""
    with open_store(url) as opened:
        one = next(found for found in tracked(opened) if found.target.id == TARGET)
        series = opened.series(one.series_id)
        asked = question_of(one, series)
        publish(opened, Fits(shipped_priors()).of(asked, series).forecast(asked), change=1, target=TARGET)
        yield opened


@pytest.fixture(scope="module")
def client(store):
    """Return a client of a service that refreshes nothing behind the requests."""
    app = create_app(Settings(), store)
    app.extensions["trade_target"].refresher.wake = lambda: None
    return app.test_client()


def test_a_format_is_written_when_first_asked_for_and_kept_from_then_on(client, store, monkeypatch):
    """The store holds no chart before; afterwards it holds the bytes given, whatever later versions would draw."""
    (run,) = (heading.id for heading in store.runs_of(TARGET))
    assert set(store.run(run).documents) == {"json", "citation", "drawn"}
    given = {suffix: client.get(f"/v1/runs/{run}.{suffix}") for suffix in ("svg", "csv", "html")}
    assert {answer.headers["Cache-Control"] for answer in given.values()} == {"public, max-age=31536000, immutable"}
    monkeypatch.setattr("api.routes.runs.write_drawn", lambda *_: pytest.fail("it was kept"))
    for suffix, answer in given.items():
        assert answer.mimetype == FORMATS[suffix].content_type
        assert store.run(run).documents[suffix] == answer.data == client.get(f"/v1/runs/{run}.{suffix}").data
    assert store.prune(days=1) == ()


def test_a_replayed_history_is_worked_out_once_for_all_who_ask(client, monkeypatch):
    """Two callers at once, other encodings and languages: one replay."""
    from forecast import tracking

    replayed, replay = [], tracking.history
    monkeypatch.setattr("forecast.tracking.history", lambda *given: replayed.append(given) or replay(*given))
    answers = []

    def ask(coding):
        answers.append(client.application.test_client().get(f"/v1/targets/{TARGET}/history", headers=coding))

    threads = [threading.Thread(target=ask, args=({"Accept-Encoding": c},)) for c in ("gzip", "br")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ask({"Accept-Language": "ru"})
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(replayed) == 1


def test_what_cannot_be_made_is_tried_anew_and_what_is_not_asked_for_makes_room():
    """A failure is nobody's answer; of two kept values the one asked for last stays."""
    once, made = Once(2), []

    def make(value):
        made.append(value)
        time.sleep(0.01)
        if value < 0:
            raise ValueError
        return value

    with pytest.raises(ValueError):  # noqa: PT011 - of no message
        once.get("a", lambda: make(-1))
    assert [once.get(key, lambda: make(1)) for key in ("a", "b", "a", "c", "a", "b")] == [1] * 6
    assert len(made) == 1 + 4


def test_the_command_line_prints_the_policy_and_what_goes(url, store):
    """`db prune --dry-run` says what would go and why; the newest of a target stays."""
    assert store.version() == 1
    told = CliRunner().invoke(main, ["db", "prune", "--dry-run", "--days", "7", "--database", url])
    assert told.exit_code == 0
    assert "kept for good when it was stored on request" in told.output
    assert "every one for 7 days" in told.output
    assert told.output.endswith("0 runs would be pruned, 0.0 MB\n")
