"""Clients of the service: the package's own, which is asked as the library is, and one generated from the contract."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from werkzeug.serving import make_server

import forecast as library
from api.app import create_app
from api.gate import Gate
from api.service import NAME
from api.settings import Settings
from forecast.client import Client, ServiceError
from forecast.data import catalog
from forecast.errors import FitError, InputError, UnknownNameError
from forecast.store import open_store
from tests.support.postgres import seeded_url

PAIR, TARGET = "belarus-st-petersburg", "blr-spb-2.5bn"
DOCS = Path(__file__).parents[2] / "docs" / "service.md"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return an application on a store of its own."""
    with open_store(seeded_url("sqlite", tmp_path_factory.mktemp("clients"))) as store:
        yield create_app(Settings(refresh=False), store)


@pytest.fixture(scope="module")
def address(app):
    """Serve the application on a port of this machine; return where."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def client(address):
    """Return a client of the package."""
    with Client(address) as made:
        yield made


@pytest.fixture(scope="module")
def ours():
    """Return the library's own answer."""
    return library.forecast(PAIR, "2.5bn", by=2027)


def test_a_service_answers_as_the_library_does(client, ours):
    """Sentence, chances by year, status and run are the library's, for a name, a number, a series and a frame."""
    found = client.forecast(PAIR, "2.5bn", by=2027)
    assert str(found) == repr(found) == str(ours)
    pd.testing.assert_frame_equal(found.probabilities, ours.probabilities, atol=0.0006)
    for year in (1990, 2003, 2019, 2024, 2025, 2027, 2031, ours.question.horizon + 5):
        assert found.chance_by(year) == pytest.approx(ours.chance_by(year), abs=0.0006), year
    assert (found.run.id, found.answer.status) == (ours.run.id, ours.answer.status)
    assert client.forecast(PAIR, 2.5e9, by=2027).run.id == found.run.id
    own = client.forecast(catalog.series(PAIR), "2.5bn", by=2027)
    assert own.answer == found.answer
    frame = pd.DataFrame({"total": [1.2e9, 1.31e9, 1.45e9]}, index=[2021, 2022, 2023])
    assert client.forecast(frame, "2bn", unit="USD").answer.status == "open"
    passed, theirs = client.forecast(PAIR, "1.5bn"), library.forecast(PAIR, "1.5bn")
    assert passed.answer.status == "reached"
    for year in range(2000, 2035):
        assert passed.chance_by(year) == pytest.approx(theirs.chance_by(year), abs=0.0006), year


def test_series_and_targets_are_the_library_s_own(client):
    """What the service gives as CSV reads back as the same statements and the same targets."""
    assert client.series_ids() == library.series_ids()
    assert client.series(PAIR).statements == catalog.series(PAIR).statements
    assert client.targets() == library.announced_targets()
    missed = client.targets(outcome="missed", words="belarus")
    assert 0 < len(missed) < 50
    assert all(one.outcome == "missed" for one in missed)
    assert client.targets(words="nowhere") == ()


def test_every_question_of_the_library_can_be_asked_of_a_service(client):
    """Levels, surfaces, comparisons, announced targets and articles print as their sentences and hold their numbers."""
    level = client.attainable(PAIR, 2030, probability=0.8)
    assert level.level == pytest.approx(library.attainable(PAIR, 2030, probability=0.8).level, abs=1)
    assert str(level) == level.summary
    assert str(client.surface(PAIR)) == repr(client.surface(PAIR))
    surplus = client.surplus("india-uae", statistics="india", horizon=2030)
    assert str(surplus).startswith("India and United Arab Emirates: chance that exports exceed imports")
    assert {one.year: one.probability for one in surplus.probability_in} == pytest.approx(
        dict(library.fit("india-uae", statistics="india", horizon=2030).surplus().probabilities), abs=6e-4
    )
    told = client.compare(PAIR, "3bn", scenarios=["growth=2026:-10%"])
    assert len(told.cases) == 2
    assert client.target(TARGET).question.target.value == 2.5e9
    article = client.read(
        "Trade grew by 12% to $310 million in 2024.", published="2025-03-01", pair="Belarus / Tula Region"
    )
    assert [one.level for one in article.statements if one.level] == [310e6]


def test_every_field_of_a_question_reaches_the_service(client):
    """Rate, horizon, level, model, seed, day and scenario change what comes back as they do in the library."""
    told = {"horizon": 2040, "model": library.forecast(PAIR, "3bn").question.model, "seed": 7, "as_of": "2025-06-30"}
    rated = client.forecast(PAIR, "270bn RUB", rate=1 / 90, level=0.9, **told)
    ours = library.forecast(PAIR, "270bn RUB", rate=1 / 90, level=0.9, **told)
    assert (rated.run.id, rated.question.horizon) == (ours.run.id, 2040)
    level, theirs = client.attainable(PAIR, 2030, **told), library.attainable(PAIR, 2030, **told)
    assert level.level == pytest.approx(theirs.level, abs=1)
    assert level.level != client.attainable(PAIR, 2030).level
    grid = client.surface(PAIR, targets=["3bn", 4e9], deadlines=[2030, 2035], **told)
    assert grid == client.surface(PAIR, targets=["3bn", 4e9], deadlines=[2030, 2035], **told)
    assert grid != client.surface(PAIR, targets=["3bn", 4e9], deadlines=[2030, 2035])
    moved = client.sensitivity(PAIR, "3bn", level=0.9, **told)
    assert str(moved) != str(client.sensitivity(PAIR, "3bn"))
    pairs = [PAIR, "india-uae"]
    assert client.compare(pairs, "300bn", seed=7).cases != client.compare(pairs, "300bn").cases
    own = catalog.series(PAIR)
    assert client.attainable(own, 2030, **told).level == level.level


def test_a_client_with_a_token_writes(app, address):
    """Statements of a frame are appended; without a good token nothing is, and the refusal says so."""
    rows = [{"period": "2021", "level": "1.2bn", "unit": "USD", "published": "2022-03-01"}]
    rows = [row | {"reporter": "Cland", "partner": "Dland"} for row in rows]
    given = library.read_series(rows, series_id="cland-dland", where="own")
    secret = app.extensions[NAME].library.store.create_token("client")
    with Client(address, token=secret) as writer, Client(address, token="tt_wrong") as stranger:
        assert len(writer.add_statements("cland-dland", given).added) == 1
        assert len(writer.add_statements("cland-dland", given).repeated) == 1
        with pytest.raises(ServiceError, match="401"):
            stranger.add_statements("cland-dland", given)
        time.sleep(1.1)
        assert writer.series("cland-dland").statements[0].level.value == 1.2e9


def test_many_questions_are_answered_as_they_come(client, ours):
    """Each question has its answer or its errors, in their order; too many are refused as a batch."""
    asked = [
        {"series": PAIR, "target": "2.5bn", "by": 2027},
        {"series": PAIR, "target": "soon"},
        {"series": PAIR, "target": 3e9},
    ]
    first, wrong, last = client.batch(asked)
    assert first["run_id"] == ours.run.id
    assert wrong["errors"][0]["given"] == "soon"
    assert last["target"] == 3e9
    with pytest.raises(InputError, match="at most 1,000"):
        list(client.batch([asked[0]] * 1_001))


def test_what_a_service_refuses_is_the_library_s_error_with_every_fault(client, address):
    """Faults keep their places and words; an unknown name is an unknown name; what cannot be fitted a FitError."""
    with pytest.raises(InputError) as refused:
        client.forecast(PAIR, "soon", by=1066)
    with pytest.raises(InputError) as same:
        library.forecast(PAIR, "soon", by=1066)
    assert refused.value.faults == same.value.faults
    assert len(refused.value.faults) == 2
    with pytest.raises(UnknownNameError, match="nowhere"):
        client.series("nowhere")
    with pytest.raises(UnknownNameError):
        client.target("no where?x")
    with pytest.raises(FitError):
        client.forecast(
            library.read_series(
                [{"period": "2023", "growth_pct": "5", "unit": "USD", "published": "2024-03-01"}],
                series_id="own",
                where="own",
            ),
            "2bn",
        )
    with pytest.raises(InputError, match="url"):
        Client(address.removeprefix("http://"))
    with pytest.raises(ServiceError, match="gives no answer"):
        Client("http://127.0.0.1:9", again=0).forecast(PAIR, "2.5bn")


def test_a_busy_service_is_asked_again_when_it_says_and_not_for_ever(app, client, address, monkeypatch):
    """503 with Retry-After is waited for; a service that stays busy is told as such."""
    monkeypatch.setattr("api.problems.RETRY_AFTER", 1)
    monkeypatch.setitem(
        app.extensions, NAME, replace(app.extensions[NAME], gate=Gate(abreast=1, waiting=0, patience=0.01))
    )
    inside, done = threading.Event(), threading.Event()

    def hold():
        with app.extensions[NAME].gate.enter():
            inside.set()
            done.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(5)
    with pytest.raises(ServiceError, match="503: too many forecasts"):
        Client(address, again=1).attainable(PAIR, 2031)
    threading.Timer(0.5, done.set).start()
    assert client.attainable(PAIR, 2031).level > 2e9
    holder.join()


def test_a_client_is_generated_from_the_contract_and_used(app, address, tmp_path):
    """With the settings that docs/service.md tells, every operation is generated; JSON is typed, files are bytes."""
    contract, settings = tmp_path / "openapi.json", tmp_path / "settings.yaml"
    contract.write_bytes(app.test_client().get("/openapi.json").data)
    (told,) = re.findall(r"```yaml\n(content_type_overrides:.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    settings.write_text(told + "post_hooks: []\n", encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", contract, "--config", settings,
         "--output-path", tmp_path / "generated", "--meta", "none"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout[-3000:] + made.stderr[-3000:]
    # A table is no body that it knows; JSON lines are.
    assert set(re.findall(r"parsing (\S+ \S+) within", made.stdout)) <= {"POST /v1/batch"}, made.stdout[-3000:]
    used = subprocess.run(
        [sys.executable, "-c", USE, address], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert used.returncode == 0, used.stderr[-3000:]
    assert used.stdout.split() == ["2500000000.0", "series,st", "PNG", "PK", "<svg", "open", "422", "target"]


#: What a program does with the generated client.
USE = """
import sys
from generated import Client
from generated.api.forecasts import get_forecast, get_forecast_csv, get_forecast_docx, get_forecast_png
from generated.api.forecasts import get_forecast_svg, post_forecast
from generated.models import OwnQuestion

client = Client(sys.argv[1], raise_on_unexpected_status=True)
asked = {"client": client, "series": "belarus-st-petersburg", "target": "2.5bn"}
print(get_forecast.sync(**asked).question.target.value)
print(get_forecast_csv.sync(**asked)[:9])
print(get_forecast_png.sync(**asked).payload.read(4)[1:].decode())
print(get_forecast_docx.sync(**asked).payload.read(2).decode())
print("<svg" if b"<svg" in get_forecast_svg.sync(**asked).payload.read() else "none")
print(post_forecast.sync(client=client, body=OwnQuestion(target=2.5e9, series="belarus-st-petersburg")).answer.status)
refused = get_forecast.sync_detailed(**{**asked, "target": "soon"})
print(refused.status_code.value, refused.parsed.errors[0].name)
"""
