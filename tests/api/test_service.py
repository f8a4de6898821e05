"""The service's routes as a stranger, a spreadsheet and an operator use them."""

from __future__ import annotations

import gzip
import io
import re
import time
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import brotli
import pandas as pd
import pytest
from backports import zstd
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.gate import Gate
from api.library import FRESH_FOR
from api.settings import Settings
from forecast.data import catalog
from forecast.forecasting import identity
from forecast.report import dumps
from forecast.report.formats import FORMATS
from forecast.store import StoredRun, open_store
from forecast.tracking import refresh
from tests.support.cases import some_of
from tests.support.postgres import new_url, seeded_url

PAIR, TARGET = "belarus-st-petersburg", "blr-spb-2.5bn"
ASKED = f"series={PAIR}&target=2.5bn"
ROW = {"period": "2008", "level": "1.61bn", "unit": "USD", "published": "2010-02-10", "event": "whole-year-2008"}
DECODE = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstd.decompress}
READ = (
    *(f"/v1/forecast.{form}?{ASKED}" for form in FORMATS),
    *(f"/v1/targets/{TARGET}/forecast.{form}" for form in ("json", "svg")),
    *(f"/v1/series/{PAIR}.{form}" for form in ("json", "csv", "xlsx")),
    "/v1/forecast?" + ASKED, "/v1/series", f"/v1/series/{PAIR}", "/v1/targets", f"/v1/targets/{TARGET}", "/v1/changes.json",
    "/v1/track-record", "/openapi.json", "/", f"/targets/{TARGET}", f"/embed/{TARGET}", "/docs", "/own",
    f"/v1/compare.csv?{ASKED}&sides=belarus,st-petersburg", f"/v1/surface.svg?series={PAIR}", f"/v1/attainable?series={PAIR}&by=2030",
)  # fmt: skip


def service(folder):
    """Return an application on a store of its own, and the store; nothing is refreshed behind the requests."""
    store = open_store(seeded_url("sqlite", folder))
    app = create_app(Settings(), store)
    app.extensions["trade_target"].refresher.wake = lambda: None
    return app, store


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return the application on a store that is only read, or gets runs."""
    made, store = service(tmp_path_factory.mktemp("service"))
    yield made
    store.close()


@pytest.fixture(scope="module")
def client(app):
    """Return a client."""
    return app.test_client()


@pytest.fixture(scope="module")
def token(app):
    """Return the header of a caller who may write."""
    return {"Authorization": f"Bearer {app.extensions['trade_target'].library.store.create_token('writer')}"}


def test_the_same_statements_give_the_same_answer_however_they_come(client):
    """GET on a series, and POST of its own CSV as text and as rows, agree in every number."""
    text = client.get(f"/v1/series/{PAIR}.csv").text
    table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    columns = [
        name
        for name in table
        if name in client.get("/openapi.json").get_json()["components"]["schemas"]["OwnStatement"]["properties"]
    ]
    rows = [{name: cell for name, cell in row.items() if cell} for row in table[columns].to_dict("records")]
    ours = client.get(f"/v1/forecast?{ASKED}").get_json()
    as_text = client.post("/v1/forecast", json={"target": "2.5bn", "csv": text}).get_json()
    as_rows = client.post("/v1/forecast", json={"target": "2.5bn", "statements": rows}).get_json()
    assert as_text == as_rows
    for part in ("answer", "required_growth", "path", "statements", "influence", "audit", "other_sides"):
        assert as_text[part] == ours[part], part
    known = client.post("/v1/forecast", json={"target": "2.5bn", "series": PAIR}).get_json()
    assert {**known, "links": 0} == {**ours, "links": 0}


def test_numbers_and_texts_in_rows_are_the_same_statements(client):
    """A JSON number says what its digits say: 1250000000 is not known to a tenth of a dollar; a text stays itself."""
    told = [{"period": y, "unit": "USD", "published": f"{y + 1}-03-01"} for y in (2021, 2022, 2023)]
    levels = (1_250_000_000, 1_310_000_000, 1_450_000_000)
    numbers = [row | {"level": level, "publisher": "'=1"} for row, level in zip(told, levels, strict=True)]
    texts = [row | {"level": str(level), "publisher": "'=1"} for row, level in zip(told, levels, strict=True)]
    one, other = (
        client.post("/v1/forecast", json={"target": "2bn", "statements": s}).get_json() for s in (numbers, texts)
    )
    assert one == other
    assert one["statements"][0]["level"]["resolution"] >= 1
    assert one["statements"][0]["publisher"] == "'=1"


@pytest.mark.parametrize("path", some_of(READ, every=3))
def test_every_answer_has_a_type_a_name_an_etag_and_is_not_sent_twice(client, path):
    """ETag, 304 without a body, HEAD like GET, 412 for another one, as first asked and as kept."""
    first, again = client.get(path), client.get(path)
    assert first.status_code == 200, first.text[:300]
    assert first.data == again.data
    tag = first.headers["ETag"]
    assert tag == again.headers["ETag"]
    assert not tag.startswith("W/")
    suffix = urlsplit(path).path.rpartition(".")[2]
    if suffix in FORMATS:
        assert first.mimetype == ("application/feed+json" if "changes" in path else FORMATS[suffix].content_type)
    if path.startswith("/v1/forecast.") or (path.startswith("/v1/series/b") and "." in path):
        assert re.fullmatch(rf'inline; filename="[a-z0-9.-]+\.{suffix}"', first.headers["Content-Disposition"])
    head = client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)
    assert head.content_length == len(first.data)
    for given in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        kept = client.get(path, headers={"If-None-Match": given})
        assert (kept.status_code, kept.data, kept.headers["ETag"]) == (304, b"", tag), given
        assert "Cache-Control" in kept.headers
    assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200
    refused = client.get(path, headers={"If-Match": '"x"'})
    assert (refused.status_code, refused.content_type) == (412, "application/problem+json")
    assert client.get(path, headers={"If-Match": tag}).status_code == 200
    assert "Accept-Encoding" in first.headers["Vary"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    for coding, decode in DECODE.items():
        packed = client.get(path, headers={"Accept-Encoding": coding})
        if "Content-Encoding" not in packed.headers:
            assert (
                first.mimetype in {"image/png", FORMATS["xlsx"].content_type, FORMATS["docx"].content_type}
                or len(first.data) < 500
            )
            continue
        assert packed.headers["Content-Encoding"] == coding
        assert decode(packed.data) == first.data
        assert packed.headers["ETag"] != tag
        same = client.get(path, headers={"Accept-Encoding": coding, "If-None-Match": packed.headers["ETag"]})
        assert (same.status_code, same.data) == (304, b"")


@pytest.mark.parametrize("coding", ["identity", "br"])
def test_an_answer_that_the_client_has_is_kept_like_one_that_it_is_sent(client, coding):
    """Who asks whether a copy is still good makes the service work once, and the next one gets the same bytes."""
    path, service = f"/v1/forecast.json?{ASKED}", client.application.extensions["trade_target"]
    first = client.get(path, headers={"Accept-Encoding": coding})
    elsewhere = {"Accept-Encoding": coding, "Host": f"{coding}.example.org"}  # under another name nothing is kept yet
    before = service.answers.size
    same = client.get(path, headers={**elsewhere, "If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert service.answers.size > before + len(first.data)
    sent = client.get(path, headers=elsewhere)
    assert (sent.status_code, sent.data) == (200, first.data)
    assert _lasting(sent) == _lasting(first)


def _lasting(answer):
    """Return the headers that are not those of one request."""
    return {name: value for name, value in answer.headers.items() if name not in {"X-Request-ID", "Date"}}


@pytest.mark.parametrize("path", ["/docs", f"/v1/forecast.json?{ASKED}"])
def test_a_kept_answer_has_the_headers_of_the_first(client, path):
    """A cache on the way learns that a page hangs on the reader's language from a kept answer, too."""
    first, kept = (client.get(path, headers={"Accept-Language": "ru", "Host": "ru.example.org"}) for _ in range(2))
    assert _lasting(kept) == _lasting(first)
    assert "Content-Language" in _lasting(kept)


def test_a_spreadsheet_and_pandas_open_what_they_are_given(client):
    """CSV and XLSX hold one table with typed columns, and the same rows."""
    for path in (f"/v1/forecast.csv?{ASKED}", f"/v1/series/{PAIR}.csv"):
        told = pd.read_csv(io.BytesIO(client.get(path).data))
        book = pd.read_excel(io.BytesIO(client.get(path.replace(".csv", ".xlsx")).data), sheet_name=None)
        assert len(told) > 20
        assert len(book) >= 2
        assert any(len(sheet) >= len(told) for sheet in book.values())


def test_paging_walks_through_everything_once(client):
    """`Link` and `next_url` lead from the first page to the last: each target and change once."""
    total, seen, where = None, [], "/v1/targets?limit=37"
    while where:
        answer = client.get(where)
        page = answer.get_json()
        total = page["total"]
        seen += [entry["id"] for entry in page["targets"]]
        links = dict(re.findall(r'<([^>]+)>; rel="next"()', ", ".join(answer.headers.getlist("Link"))))
        where = next(iter(links), None)
    assert len(seen) == len(set(seen)) == total > 100
    last = client.get(f"/v1/targets?limit=37&offset={total - 1}")
    assert 'rel="prev"' in last.headers["Link"]
    assert client.get("/v1/targets?offset=1000000").get_json()["targets"] == []


def test_runs_are_stored_once_cited_and_keep_their_bytes_across_versions(client, token, monkeypatch):
    """201, then 200; immutable in every format; a new model version gives a new id and leaves the old bytes."""
    body = {"series": PAIR, "target": "2.55bn", "by": 2027}
    made = client.post("/v1/runs", json=body, headers=token)
    assert made.status_code == 201
    run = made.get_json()["run"]
    assert made.headers["Location"] == f"/v1/runs/{run}"
    again = client.post("/v1/runs", json=body, headers=token)
    assert (again.status_code, again.get_json()["run"], again.get_json()["created"]) == (200, run, False)
    kept = {form: client.get(address) for form, address in made.get_json()["links"].items()}
    for form, answer in kept.items():
        assert answer.status_code == 200, form
        if form != "citation":
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.mimetype == FORMATS[form].content_type
            same = client.get(f"/v1/runs/{run}.{form}", headers={"If-None-Match": answer.headers["ETag"]})
            assert same.status_code == 304
    live = client.get(f"/v1/forecast?series={PAIR}&target=2.55bn&by=2027").get_json()
    assert live["run"]["id"] == run
    assert kept["json"].get_json()["answer"] == live["answer"]
    assert kept["json"].get_json()["run"]["stored"]
    cited = kept["citation"].get_json()
    assert run in cited["text"]
    assert re.fullmatch(r"@\w+\{[\w-]+,\n(?:\s+\w+ = \{.*\},?\n)+\}\n?", cited["bibtex"]), cited["bibtex"]
    assert cited["bibtex"].count("{") == cited["bibtex"].count("}")
    assert {"id", "type", "title", "issued", "author", "publisher"} <= set(cited["csl_json"][0])
    monkeypatch.setattr(identity, "MODEL_VERSION", "another")
    client.application.extensions["trade_target"].answers.__init__(64_000_000)  # as a new process has none
    moved = client.get(f"/v1/forecast?series={PAIR}&target=2.55bn&by=2027").get_json()
    assert moved["run"]["id"] != run
    assert client.post("/v1/runs", json=body, headers=token).status_code == 201
    for form, answer in kept.items():
        assert client.get(made.get_json()["links"][form]).data == answer.data


def test_a_run_stored_under_an_id_of_an_older_kind_stays_readable_and_citable(client, app):
    """Ids were once hashes of the package's version and of reprs: such a run reads back, byte for byte, and is cited."""
    store, old = app.extensions["trade_target"].library.store, "0123456789abcdef0123"
    now = client.get(f"/v1/forecast.json?{ASKED}").get_json()
    told = dumps(now | {"run": now["run"] | {"id": old, "version": "0.0.1", "stored": True}}).encode()
    cited = dumps({"text": f"trade-target 0.0.1, run {old}", "bibtex": "", "csl_json": []}).encode()
    kept = StoredRun(old, None, PAIR, ASKED, "0.0.1", 1, {"json": told, "citation": cited})
    assert store.put_run(kept) is True
    assert client.get(f"/v1/runs/{old}.json").data == told
    assert client.get(f"/v1/runs/{old}").get_json()["run"]["version"] == "0.0.1"
    assert old in client.get(f"/v1/runs/{old}/citation").get_json()["text"]


def test_statements_move_the_forecast_its_history_and_the_feed(tmp_path, monkeypatch):
    """Added, repeated, corrected; the audit answers; the next request sees it; history and feed tell who moved it."""
    # Little is shipped, so that answers are stored soon; years before a promise count for nothing in it.
    few = catalog.series(PAIR).known_at(date(2009, 6, 30))
    one = tuple(replace(t, announced="2009-06-30") for t in catalog.targets() if t.id == TARGET)
    read = catalog.series
    monkeypatch.setattr(catalog, "series", lambda name: few if name == few.id else read(name))
    monkeypatch.setattr(catalog, "targets", lambda: one)
    open_store(new_url("sqlite", tmp_path)).close()  # of so little, no copy of what is really shipped
    app, store = service(tmp_path)
    with store:
        client, header = app.test_client(), {"Authorization": f"Bearer {store.create_token('ann')}"}
        refresh(store)
        before = client.get(f"/v1/targets/{TARGET}/forecast").get_json()
        known = client.get(f"/v1/targets/{TARGET}/history").get_json()
        body = {"series": PAIR, "statements": [ROW]}
        added = client.post("/v1/statements", json=body, headers=header)
        assert added.status_code == 201, added.text
        (name,) = added.get_json()["added"]
        after = client.get(f"/v1/targets/{TARGET}/forecast").get_json()  # at once
        assert after["run"]["id"] != before["run"]["id"]
        assert after["answer"] != before["answer"]
        assert name in {s["id"] for s in after["statements"]}
        again = client.post("/v1/statements", json=body, headers=header)
        assert (again.status_code, again.get_json()["repeated"], again.get_json()["change"]) == (200, [name], None)
        wrong = client.post(
            "/v1/statements", json={"series": PAIR, "statements": [ROW | {"level": "16.5bn"}]}, headers=header
        )
        assert (wrong.status_code, wrong.get_json()["type"]) == (409, "urn:trade-target:problem:conflict")
        fixed = {"series": PAIR, "statements": [ROW | {"level": "16.2bn"}], "corrects": name}
        corrected = client.post("/v1/statements", json=fixed, headers=header)
        assert (corrected.status_code, corrected.get_json()["superseded"]) == (201, [name])
        assert corrected.get_json()["audit"], "ten times what was usual, and nothing was found"
        back = client.post("/v1/statements", json={**fixed, "statements": [ROW | {"level": "1.62bn"}]}, headers=header)
        assert back.status_code == 201
        # Until the answer is stored, the document tells none, and is not kept for those who ask later.
        client.get(f"/v1/targets/{TARGET}/history")
        assert refresh(store)
        time.sleep(FRESH_FOR)  # another's run is seen when the store is looked at again
        told = client.get(f"/v1/targets/{TARGET}/history").get_json()
        assert len(told["runs"]) == len(known["runs"]) + 1
        assert told["entries"][-1]["moved_by"] == name
        assert told["entries"][-1]["run"] == told["runs"][0]["id"]
        check_feed(client, store, known["runs"][0], told["runs"][0])
        check_following(client, store.version())
        check_feeds_of_a_target(client, told["runs"][0])


def check_feed(client, store, old, new):
    """Assert that the feed tells each change once, and each forecast that moved beside its change."""
    whole, where, sizes = [], "/v1/changes.json?limit=1", []
    while where:
        page = client.get(where).get_json()
        whole += page["items"]
        sizes.append(len(page["items"]))
        where = page.get("next_url")
    ids = [item["id"] for item in whole]
    assert len(set(ids)) == len(ids)
    assert ids == [item["id"] for item in client.get("/v1/changes.json").get_json()["items"]]
    assert [i for i in ids if ":change:" in i] == [
        f"urn:trade-target:change:{n}" for n in range(store.version(), 0, -1)
    ]
    assert len(sizes) == store.version()
    (moved,) = [item for item in whole if item["id"].startswith(f"urn:trade-target:run:{new['id']}:{TARGET}")]
    assert ids.index(moved["id"]) < ids.index(f"urn:trade-target:change:{new['change']}")
    told = moved["_trade_target"]
    assert (told["after"]["run"], told["before"]["run"]) == (new["id"], old["id"])
    assert told["after"]["probability_by"] == new["probability_by"]
    assert re.fullmatch(r"Belarus and St\. Petersburg, trade: \$2\.5bn: .+ % by \d{4} \(before: .+ %\)", moved["title"])
    assert client.get(urlsplit(moved["url"]).path).get_json()["run"]["id"] == new["id"]


def check_feeds_of_a_target(client, newest):
    """Assert that a target's feeds tell its moved forecasts alone, as Atom and JSON the same, and the page leads to them."""
    told = client.get(f"/v1/targets/{TARGET}/feed.json").get_json()
    moved = [item for item in client.get("/v1/changes.json").get_json()["items"] if ":run:" in item["id"]]
    assert told["items"] == moved
    answer = client.get(f"/v1/targets/{TARGET}/feed.atom")
    assert answer.mimetype == "application/atom+xml"
    atom, name = ET.fromstring(answer.data), "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{name}id") for entry in atom.iter(f"{name}entry")] == [item["id"] for item in moved]
    assert atom.findtext(f"{name}updated") == newest["at"]
    assert (
        client.get(f"/v1/targets/{TARGET}/feed.atom", headers={"If-None-Match": answer.headers["ETag"]}).status_code
        == 304
    )
    for suffix in ("atom", "json"):
        assert f'href="/v1/targets/{TARGET}/feed.{suffix}"' in client.get(f"/targets/{TARGET}").text
    assert client.get("/v1/targets/nowhere/feed.atom").status_code == 404


def check_following(client, last):
    """Assert that with `since` come the later changes, and each forecast stored after that change, whatever moved it."""

    def asked(since):
        told = client.get(f"/v1/changes.json?since={since}").get_json()
        assert told["_trade_target"]["change"] == last
        return [item["id"] for item in told["items"]]

    (late,) = asked(last)  # it is of that very change, and was stored after it
    assert late.startswith("urn:trade-target:run:")
    assert asked(last - 1) == [late, f"urn:trade-target:change:{last}"]
    assert asked(0) == [item["id"] for item in client.get("/v1/changes.json").get_json()["items"]]
    page = client.get(f"/v1/changes.json?since={last - 2}&limit=1").get_json()
    assert page["next_url"].endswith(f"?limit=1&offset=1&since={last - 2}")
    beyond = client.get(f"/v1/changes.json?since={last + 1}")
    assert (beyond.status_code, beyond.get_json()["errors"][0]["takes"]) == (422, f"takes 0 to {last}")


def samples(client):
    """Return what /metrics tells, by name and labels, read by Prometheus' own parser."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    found = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation
        found |= {(s.name, s.labels.get("route"), s.labels.get("status")): s.value for s in family.samples}
    return found


def test_operations_tell_what_is_ready_and_count_what_was_answered(client):
    """/readyz tells change and catalogue; counters grow by what was asked, by route and status and never by name."""
    ready = client.get("/readyz").get_json()
    assert ready["status"] == "ok"
    assert ready["series"] >= 1 <= ready["change"]
    before = samples(client)
    client.get("/v1/series/nowhere")
    client.get("/v1/series")
    after = samples(client)

    def grown(*key):
        return after.get(key, 0) - before.get(key, 0)

    assert grown("trade_target_requests_total", "/v1/series/<series>", "404") == 1
    assert grown("trade_target_requests_total", "/v1/series", "200") == 1
    assert grown("trade_target_request_seconds_count", "/v1/series", None) == 1
    assert not [key for key in after if "nowhere" in str(key)]


def test_many_callers_wait_once_for_a_store_that_is_silent():
    """Callers that come while a look at the store fails are told at once when it has failed, not one by one."""
    from threading import Event, Thread

    from api.library import Library
    from forecast.store import StoreUnavailableError

    asked, given_up = [], Event()

    class Silent:
        def state(self):
            asked.append(1)
            given_up.wait(20)
            msg = "silent"
            raise StoreUnavailableError(msg)

    library, told = Library(Silent()), []

    def look():
        try:
            library.snapshot()
        except StoreUnavailableError as error:
            told.append(str(error))

    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)  # until all have come
    given_up.set()
    for thread in threads:
        thread.join()
    assert len(told) == 8
    assert len(asked) == 1


def test_a_write_is_acknowledged_and_wakes_its_forecasts_while_the_queue_is_full(tmp_path):
    """What is stored answers 201, without the audit that there was no place for; the refresher knows of it."""
    app, store = service(tmp_path)
    with store:
        client, header = app.test_client(), {"Authorization": f"Bearer {store.create_token('ann')}"}
        kept = app.extensions["trade_target"]
        woken = []
        kept = replace(kept, gate=Gate(abreast=1, waiting=0, patience=0.1), refresher=Waker(woken))
        app.extensions["trade_target"] = kept
        with kept.gate.enter():
            added = client.post("/v1/statements", json={"series": PAIR, "statements": [ROW]}, headers=header)
        assert (added.status_code, added.get_json()["audited"], added.get_json()["audit"]) == (201, False, [])
        assert woken == [None]
        again = client.post("/v1/statements", json={"series": PAIR, "statements": [ROW]}, headers=header)
        assert (again.status_code, again.get_json()["audited"]) == (200, True)


class Waker:
    """Notes that it was woken, as the refresher would be."""

    def __init__(self, woken):
        self.woken = woken

    def wake(self):
        """Note it."""
        self.woken.append(None)


def test_a_pair_that_cannot_be_asked_takes_neither_index_nor_refresh_with_it(tmp_path, monkeypatch):
    """A statement dated 2199, from before such days were refused, leaves the front page and the other answers."""
    app, store = service(tmp_path)
    with store:
        monkeypatch.setattr("forecast.store.store.change_log.refuse_future", lambda *_, **__: None)
        store.add_statements(PAIR, [ROW | {"published": "2199-01-01"}], by="ann")
        assert app.test_client().get("/").status_code == 200
        assert app.test_client().get("/v1/changes.json").status_code == 200


def test_a_service_that_refreshes_nothing_starts_no_process(tmp_path, monkeypatch):
    """Of several services on one store one is enough: the others leave the answers of registered targets to it."""
    with open_store(seeded_url("sqlite", tmp_path)) as store:
        refresher = create_app(Settings(refresh=False), store).extensions["trade_target"].refresher
        monkeypatch.setattr(refresher, "_work", lambda: pytest.fail("it went to work"))
        refresher.wake()
        assert refresher._thread is None


@pytest.mark.slow
def test_a_failed_refresh_is_tried_again_by_itself_and_counted(tmp_path):
    """Woken once on a store that cannot be opened, it tries on."""
    from api.observation import REFRESHES
    from api.refresher import Refresher

    failed = REFRESHES.labels("failed")._value.get()
    refresher = Refresher(f"sqlite:///{tmp_path}/nowhere/store.sqlite", first_wait=0.1)
    place = tmp_path / "nowhere"
    place.write_text("a file where a folder must be")
    refresher.wake()
    until = time.monotonic() + 60
    while REFRESHES.labels("failed")._value.get() < failed + 2 and time.monotonic() < until:
        time.sleep(0.1)
    refresher.stop()
    refresher._thread.join(60)
    assert REFRESHES.labels("failed")._value.get() >= failed + 2
