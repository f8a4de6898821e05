"""How often one may ask, who is believed about who asks, and what an operator reads of the machine."""

from __future__ import annotations

import json
import resource
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from api.app import create_app
from api.server import read_settings
from api.settings import Settings
from forecast.errors import InputError
from forecast.store import note_backup, open_store
from tests.api.test_service_faults import QUIET, statements, token_of
from tests.support.postgres import seeded_url
from tests.support.serving import ask, serving, workers_of


@pytest.fixture
def store(tmp_path):
    """Return a store of its own."""
    with open_store(seeded_url("sqlite", tmp_path)) as opened:
        yield opened


def client_of(store, **settings):
    """Return a client of an application with these settings."""
    return create_app(Settings(refresh=False, **settings), store).test_client()


def asked(client, address, path="/v1/series", **given):
    """Return the status of a request from an address."""
    return client.get(path, environ_base={"REMOTE_ADDR": address}, **given)


def test_a_client_that_asks_too_often_is_told_when_to_come_again(store):
    """429 with Retry-After as a problem document, from memory too; others, operators and style sheets go on."""
    client = client_of(store, client_limit="3/minute")
    assert [asked(client, "203.0.113.7").status_code for _ in range(3)] == [200] * 3
    refused = asked(client, "203.0.113.7")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert refused.json["type"] == "urn:trade-target:problem:too-many"
    assert 1 <= int(refused.headers["Retry-After"]) <= 120
    assert asked(client, "203.0.113.7", "/", headers={"Accept": "text/html"}).status_code == 429
    assert asked(client, "203.0.113.8").status_code == 200
    for path in ("/healthz", "/readyz", "/metrics", "/static/style.css"):
        with asked(client, "203.0.113.7", path) as answer:
            assert answer.status_code == 200, path
    assert b'trade_target_limited_total{by="client"}' in asked(client, "203.0.113.7", "/metrics").data


def test_a_client_of_ipv6_is_its_network(store):
    """Who has 2^64 addresses counts once; another network counts by itself."""
    client = client_of(store, client_limit="2/minute")
    found = [asked(client, f"2001:db8:0:1::{n}").status_code for n in range(3)]
    assert found == [200, 200, 429]
    assert asked(client, "2001:db8:0:2::1").status_code == 200


def test_a_token_that_writes_too_often_waits_whatever_its_address(store):
    """Each token has its own count; an unknown token is refused as unknown."""
    client = client_of(store, token_limit="2/hour")
    one, other = ({"Authorization": f"Bearer {store.create_token(name)}"} for name in ("one", "other"))
    assert [asked(client, f"203.0.113.{n}", "/v1/webhooks", headers=one).status_code for n in range(3)] == [
        200,
        200,
        429,
    ]
    assert asked(client, "203.0.113.1", "/v1/webhooks", headers=other).status_code == 200
    assert asked(client, "203.0.113.1", "/v1/webhooks", headers={"Authorization": "Bearer tt_x"}).status_code == 401


def test_without_a_setting_nobody_is_counted(store):
    """The default lets anybody ask."""
    client = client_of(store)
    assert {asked(client, "203.0.113.7").status_code for _ in range(60)} == {200}


def test_limits_that_are_none_are_refused_at_the_start(monkeypatch):
    """By the name of their variable."""
    monkeypatch.setenv("TRADE_TARGET_CLIENT_LIMIT", "often")
    with pytest.raises(InputError, match="TRADE_TARGET_CLIENT_LIMIT"):
        read_settings()


def test_forwarded_headers_are_believed_of_the_proxy_that_is_named_alone(tmp_path):
    """A real service: a stranger's X-Forwarded-* change neither address nor host; the proxy's do."""
    forged = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    page, row = "/oembed?url={}/targets/blr-spb-2.5bn", {"headers": forged}
    for proxy, believed in (("", False), ("203.0.113.1", False), ("127.0.0.1", True)):
        told = {"trusted_proxy": proxy, "client_limit": "3/hour"}
        folder = tmp_path / f"proxy-{proxy}"
        folder.mkdir()
        with serving(seeded_url("sqlite", folder), **QUIET, **told) as (_, address):
            status, _, _ = ask(address, page.format("https://evil.example"), **row)
            assert (status == 200) == believed, proxy
            others = [
                ask(address, "/v1/series", headers=forged | {"X-Forwarded-For": f"198.51.100.{n}"})[0] for n in range(4)
            ]
            assert (429 not in others) == believed, proxy  # believed, each is a client of its own


@pytest.mark.parametrize(
    ("header", "value", "name", "gets"),
    [
        ("Accept-Encoding", "gzip;q=0, br", "Content-Encoding", "br"),
        ("Accept-Encoding", "br;q=0, gzip;q=0.5, zstd;q=0", "Content-Encoding", "gzip"),
        ("Accept-Encoding", "*;q=0", "Content-Encoding", None),
        ("Accept-Language", "ru;q=0, en", "Content-Language", "en"),
        ("Accept-Language", "ru;q=0", "Content-Language", "en"),
        ("Accept-Language", "en;q=0, ru;q=0.1", "Content-Language", "ru"),
    ],
)
def test_what_is_refused_by_a_quality_of_zero_is_not_given(store, header, value, name, gets):
    """`q=0` is a refusal, for compressions and languages."""
    answer = client_of(store).get("/", headers={header: value, "Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers.get(name) == gets


def test_a_problem_is_no_page_for_who_refuses_pages(store):
    """`Accept: text/html;q=0` gets JSON where a browser gets a page."""
    client = client_of(store)
    assert client.get("/nothing", headers={"Accept": "text/html"}).mimetype == "text/html"
    refused = client.get("/nothing", headers={"Accept": "text/html;q=0, */*"})
    assert (refused.status_code, refused.mimetype) == (404, "application/problem+json")


def test_readiness_and_counters_tell_the_age_of_the_last_backup(store):
    """None at first, which is no failure; then when it was made, and how many seconds ago."""
    client = client_of(store)
    first = client.get("/readyz")
    assert (first.status_code, first.json["backup"], first.json["backup_age_seconds"]) == (200, None, None)
    note_backup(store, "kept.zip", by="ann")
    told = client.get("/readyz").json
    at = datetime.fromisoformat(told["backup"])
    assert abs((datetime.now(UTC) - at).total_seconds() - told["backup_age_seconds"]) < 3
    assert (
        f"trade_target_backup_timestamp_seconds {at.timestamp():.9e}".split("e")[0][:50] in client.get("/metrics").text
    )


def test_counters_tell_what_the_machine_has_left(store):
    """Free disk, memory held and free, gates, cache and the store's latency stand in the metrics, and are plausible."""
    client = client_of(store)
    client.get("/v1/forecast?series=belarus-st-petersburg&target=2.5bn")
    told = dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if not line.startswith("#"))
    assert 1e6 < float(told["trade_target_disk_free_bytes"]) < 1e17
    assert 1e6 < float(told["trade_target_memory_available_bytes"]) < 1e15
    assert "trade_target_memory_bytes" in told
    assert float(told['trade_target_gate{gate="shipped",state="inside"}']) == 0
    assert float(told["trade_target_cache_bytes"]) > 1_000
    assert float(told["trade_target_store_seconds_count"]) >= 1


def test_a_full_disk_is_told_by_readiness_and_forgotten_once_there_is_room(tmp_path):
    """A real service whose files may not grow: not ready, no write taken, reads go on; with room again all is well."""
    database = seeded_url("sqlite", tmp_path)
    headers = token_of(database)
    with serving(database, **QUIET) as (process, address):
        (worker,) = workers_of(process)
        free = resource.prlimit(worker, resource.RLIMIT_FSIZE)
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, free[1]))
        time.sleep(5.2)  # the last proof that a write is possible holds for so long
        status, told, body = ask(address, "/readyz")
        assert (status, told["Content-Type"]) == (503, "application/problem+json"), body
        refused = ask(address, "/v1/statements", method="POST", body=statements("full", 1), headers=headers)
        assert refused[0] == 503
        assert ask(address, "/v1/series")[0] == ask(address, "/healthz")[0] == 200
        assert b'trade_target_store_errors_total{cause="f' in ask(address, "/metrics")[2]  # full, or failing
        resource.prlimit(worker, resource.RLIMIT_FSIZE, free)
        assert ask(address, "/readyz")[0] == 200
        taken = ask(address, "/v1/statements", method="POST", body=statements("room", 1), headers=headers)
        assert taken[0] == 201
        assert json.loads(taken[2])["change"] == 2


def test_a_connection_stays_open_after_an_answer_without_a_body(tmp_path):
    """A client that has an answer asks again on the same connection, and is told so at once, each time."""
    with serving(seeded_url("sqlite", tmp_path), **QUIET) as (_, address):
        connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
        connection.request("GET", "/v1/series")
        answer = connection.getresponse()
        answer.read()
        place, took = connection.sock, []
        for _ in range(20):
            began = time.monotonic()
            connection.request("GET", "/v1/series", headers={"If-None-Match": answer.headers["ETag"]})
            again = connection.getresponse()
            assert (again.status, again.read(), again.headers["Connection"]) == (304, b"", None)
            assert connection.sock is place
            took.append(time.monotonic() - began)
        assert sorted(took)[10] < 0.03  # a head that waits for a body is sent after 0.04 s, each time
        connection.request(
            "GET", "/v1/series", headers={"Connection": "close", "If-None-Match": answer.headers["ETag"]}
        )
        last = connection.getresponse()
        assert (last.status, last.headers["Connection"]) == (304, "close")
        connection.close()
