"""Webhooks: a real receiver is told every change, signed and once it takes it; a private address never."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import Request, urlopen

import pytest

from api.app import create_app
from api.deliverer import Deliverer
from api.feed import told
from api.outgoing import send
from api.service import NAME
from api.settings import Settings
from forecast.store import add_webhook, check, known_webhooks, open_store
from tests.store.test_ledger import put
from tests.support.postgres import seeded_url
from tests.support.serving import serving

ROW = "reporter,partner,period,level,unit,published,event\nAland,Bland,{year},1bn,USD,2024-03-01,e{year}\n"
HERE = {"127.0.0.1"}
NOT_PUBLIC, NO_TLS = "it is at a host that is not public", "it is not https"


class Receiver(ThreadingHTTPServer):
    """Takes what it is told, and answers what the test says."""

    def __init__(self, answers=(), *, drip=0.0):
        self.taken, self.answers, self.drip = [], list(answers), drip
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self):
        """Where it is."""
        return f"http://127.0.0.1:{self.server_port}/hook?a=1"

    def items(self):
        """Return the ids of what was told, in the order it was."""
        return [item["id"] for _, body in self.taken for item in reversed(json.loads(body)["items"])]


class Handler(BaseHTTPRequestHandler):
    """Notes a request, and answers."""

    def do_POST(self):
        """Answer the next status that the test gave, else 204."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((dict(self.headers) | {"path": self.path}, body))
        if self.server.drip:
            for byte in b"HTTP/1.1 204 No Content\r\nX-Long: " + b"x" * 1_000:
                self.wfile.write(bytes([byte]))
                time.sleep(self.server.drip)
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def receiving(*answers, drip=0.0):
    """Give a receiver that runs."""
    with Receiver(answers, drip=drip) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


@pytest.fixture
def store(tmp_path):
    """Return a store of its own."""
    with open_store(seeded_url("sqlite", tmp_path)) as opened:
        yield opened


def deliverer(store, **told_otherwise):
    """Return what tells the webhooks of a store, without patience for the tests' sake."""
    registry = {target.id: target for target in store.targets()}

    def compose(changes, moves, until):
        return told(changes, moves, until, registry, "https://trade.example.org")

    return Deliverer(store, compose, **{"hosts": HERE, "first_wait": 0.0, "longest_wait": 0.0, **told_otherwise})


def until_told(teller):
    """Tell until there is no more to tell."""
    while teller.tell():
        pass


def is_signed(headers, body, secret):
    """Return whether a receiver that knows the secret takes a body for the service's: worked out by the standard."""
    content = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    mark = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256).digest()
    return headers["webhook-signature"] == "v1," + base64.b64encode(mark).decode()


def test_a_receiver_is_told_every_change_and_moved_forecast_signed(store):
    """From its registration on, in order, each once; the signature holds, and no other secret's does."""
    put(store, "first", "t-1")
    store.add_statements("aland-bland", ROW.format(year=2000), by="ann")
    with receiving() as receiver:
        hook = add_webhook(store, receiver.url, by="ann")
        until_told(deliverer(store))
        assert receiver.taken == []  # nothing changed since
        numbers = [
            store.add_statements("aland-bland", ROW.format(year=2001 + n), by="ann").change.number for n in range(3)
        ]
        until_told(deliverer(store))
        put(store, "second", "t-1")  # says what the first said: it moved nothing
        until_told(deliverer(store))
        assert receiver.items() == [f"urn:trade-target:change:{number}" for number in numbers]
        ((headers, body),) = receiver.taken
        assert is_signed(headers, body, hook.secret)
        assert not is_signed(headers, body, add_webhook(store, receiver.url, by="ann").secret)
        assert not is_signed(headers, body + b" ", hook.secret)
        assert abs(int(headers["webhook-timestamp"]) - time.time()) < 10
        assert headers["path"] == "/hook?a=1"
        assert json.loads(body)["_trade_target"] == {"change": numbers[-1]}
    assert check(store) == []


def test_what_is_not_taken_is_told_again_and_nothing_is_lost_by_a_restart(store):
    """The same message under the same id until it is taken, by whichever process; later changes come after it."""
    with receiving(500, 503) as receiver:
        hook = add_webhook(store, receiver.url, by="ann")
        store.add_statements("aland-bland", ROW.format(year=2000), by="ann")
        assert deliverer(store).tell() is False
        store.add_statements("aland-bland", ROW.format(year=2001), by="ann")
        (state,) = known_webhooks(store)
        assert (state.failures, state.last.status, state.last.reason) == (1, 500, "it answered 500")
        assert deliverer(store).tell() is False  # as if started anew
        until_told(deliverer(store))
        first, again, taken, later = receiver.taken
        assert first[1] == again[1] == taken[1] != later[1]
        assert first[0]["webhook-id"] == taken[0]["webhook-id"] != later[0]["webhook-id"]
        assert is_signed(*later, hook.secret)
        assert receiver.items()[-2:] == ["urn:trade-target:change:2", "urn:trade-target:change:3"]
        (state,) = known_webhooks(store)
        assert (state.failures, state.told.change, state.last.status) == (0, 3, 204)


def test_a_receiver_that_is_away_is_asked_later_each_time(store):
    """Not before the wait is over, which doubles up to the longest; the others are told meanwhile."""
    with receiving() as receiver:
        away = add_webhook(store, "http://127.0.0.1:9/", by="ann")
        add_webhook(store, receiver.url, by="ann")
        store.add_statements("aland-bland", ROW.format(year=2000), by="ann")
        teller = deliverer(store, first_wait=3_600.0, longest_wait=7_200.0)
        until_told(teller)
        until_told(teller)
        state = known_webhooks(store)[0]
        assert (state.id, state.failures, state.last.status) == (away.id, 1, None)
        assert "cannot be spoken to" in state.last.reason
        assert len(receiver.taken) == 1
        until_told(deliverer(store))
        assert known_webhooks(store)[0].failures == 2


def test_a_receiver_says_that_it_is_gone(store):
    """410 ends a webhook; a redirect is not followed and is a failure."""
    with receiving(302, 410) as receiver:
        add_webhook(store, receiver.url, by="ann")
        store.add_statements("aland-bland", ROW.format(year=2000), by="ann")
        deliverer(store).tell()
        assert known_webhooks(store)[0].last.reason == "it answered 302, and redirects are not followed"
        deliverer(store).tell()
        assert known_webhooks(store)[0].ended == "its receiver answered 410 Gone"
        assert deliverer(store).tell() is False
        assert len(receiver.taken) == 2


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_no_private_address_is_spoken_to_however_it_is_written(host, monkeypatch):
    """Nothing connects to this machine unless the operator names it, nor without TLS to any other."""
    connected = []
    monkeypatch.setattr(socket, "create_connection", lambda *given, **_: connected.append(given))
    for scheme, reason in (("https", NOT_PUBLIC), ("http", NO_TLS)):
        told = send(f"{scheme}://{host}:8443/", b"{}", {}, hosts=(), patience=2)
        assert (told.status, told.reason) == (None, reason)
    assert connected == []


def test_a_name_is_looked_up_once_and_every_address_of_it_is_looked_at(monkeypatch):
    """A name that is public and private at once is refused; one that changes its mind gets the address looked at."""
    answers, connected = [], []

    def look_up(_host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers.pop(0)]

    def connect(address, *_):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    answers += [["93.184.215.14", "10.0.0.1"]]
    assert send("https://two.example/", b"", {}, hosts=(), patience=2).reason == NOT_PUBLIC
    answers += [["93.184.215.14"], ["127.0.0.1"]]
    assert "cannot be spoken to" in send("https://turns.example/", b"", {}, hosts=(), patience=2).reason
    assert connected == [("93.184.215.14", 443)]
    assert len(answers) == 1  # it was not asked again


def test_a_receiver_that_drips_or_is_silent_is_left_in_time():
    """One that sends a byte now and then, and one that sends nothing, hold an attempt no longer than it may take."""
    with receiving(drip=0.2) as dripping, socket.create_server(("127.0.0.1", 0)) as silent:
        for url in (dripping.url, f"http://127.0.0.1:{silent.getsockname()[1]}/"):
            began = time.monotonic()
            told = send(url, b"{}", {}, hosts=HERE, patience=1)
            assert (told.status, told.reason) == (None, "it took longer than 1 seconds")
            assert time.monotonic() - began < 3
        dripping.drip = 0.0


def test_a_token_sees_and_ends_its_own_webhooks_alone(store):
    """Registered, listed and ended over HTTP; without a token, another's, or a private address: refused."""
    app = create_app(Settings(refresh=False, webhook_hosts="intranet.example"), store)
    client = app.test_client()
    desk, other = ({"Authorization": f"Bearer {store.create_token(name)}"} for name in ("desk", "other"))
    made = client.post("/v1/webhooks", json={"url": "https://example.org/hook"}, headers=desk)
    assert made.status_code == 201, made.text
    assert made.json["secret"].startswith("whsec_")
    assert client.post("/v1/webhooks", json={"url": "http://intranet.example/"}, headers=desk).status_code == 201
    for url in ("https://10.0.0.1/", "http://example.org/", "https://localhost/", "ftp://example.org", "x", ""):
        refused = client.post("/v1/webhooks", json={"url": url}, headers=desk)
        assert (refused.status_code, refused.json["errors"][0]["name"]) == (422, "url"), refused.text
    listed = client.get("/v1/webhooks", headers=desk)
    assert [one["url"] for one in listed.json["webhooks"]] == ["https://example.org/hook", "http://intranet.example/"]
    assert "secret" not in listed.text
    assert listed.headers["Cache-Control"] == "no-store"
    assert client.get("/v1/webhooks", headers=other).json["webhooks"] == []
    assert client.get("/v1/webhooks").status_code == 401
    assert client.post("/v1/webhooks", json={"url": "https://example.org/"}).status_code == 401
    removal = {"webhook": made.json["id"], "reason": "moved"}
    assert client.post("/v1/webhooks/removals", json=removal, headers=other).status_code == 404
    ended = client.post("/v1/webhooks/removals", json=removal, headers=desk)
    assert (ended.status_code, ended.json["ended"]) == (200, "moved")
    assert app.extensions[NAME].deliverer.tell() is False


def test_the_service_tells_a_receiver_what_is_written_to_it(tmp_path):
    """A real service and a real receiver: registered by token, told within seconds of a write, and counted."""
    database = f"sqlite:///{tmp_path}/store.sqlite"
    with open_store(database) as store:
        headers = {"Authorization": f"Bearer {store.create_token('desk')}", "Content-Type": "application/json"}

    def post(address, path, body):
        with urlopen(Request(address + path, json.dumps(body).encode(), headers)) as answer:
            return json.load(answer)

    told_so = {"webhook_hosts": "127.0.0.1", "refresh": "false"}
    with receiving() as receiver, serving(database, **told_so) as (_, address):
        hook = post(address, "/v1/webhooks", {"url": receiver.url})
        row = {"period": "2020", "level": "1bn", "unit": "USD", "published": "2021-03-01"}
        row |= {"reporter": "Aland", "partner": "Bland"}
        added = post(address, "/v1/statements", {"series": "aland-bland", "statements": [row]})
        until = time.monotonic() + 10
        while not receiver.taken and time.monotonic() < until:
            time.sleep(0.1)
        assert receiver.items() == [f"urn:trade-target:change:{added['change']}"]
        assert is_signed(*receiver.taken[0], hook["secret"])
        time.sleep(0.3)
        with urlopen(address + "/metrics") as counters:
            assert b'trade_target_webhook_attempts_total{outcome="delivered"} 1.0' in counters.read()


def test_an_unexpected_error_ends_no_telling(store, capfd):
    """When a message cannot be made, the log tells where that came from, and the next look tells the webhook."""
    registry = {target.id: target for target in store.targets()}
    missing = ["base"]

    def compose(changes, moves, until):
        return told(changes, moves, until, registry, "https://trade.example.org" if not missing else missing.pop()[9])

    with receiving() as receiver:
        add_webhook(store, receiver.url, by="ann")
        store.add_statements("aland-bland", ROW.format(year=2000), by="ann")
        teller = Deliverer(store, compose, hosts=HERE, pause=0.01)
        teller.start()
        try:
            for _ in range(500):
                if receiver.taken:
                    break
                time.sleep(0.02)
        finally:
            teller.stop()
        assert receiver.items()
    logged = capfd.readouterr()
    assert "webhooks wait" in logged.out + logged.err
    assert "IndexError" in logged.out + logged.err
