"""The service under faults, with real processes: killed amid writes, its database gone, two at once, a worker lost."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import threading
import time
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import pytest

from forecast.store import check, open_store
from tests.support.postgres import Cluster, new_url, seeded_url
from tests.support.serving import ask, highest, run, serving, start, workers_of

KINDS = ("sqlite", "postgresql")
QUIET = {"log_level": "error", "refresh": "false"}


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """Return the URL of a database that is made and seeded."""
    return seeded_url(request.param, tmp_path)


def token_of(database):
    """Return the header of a caller who may write."""
    with open_store(database, create=False) as store:
        return {"Authorization": f"Bearer {store.create_token('writer')}", "Content-Type": "application/json"}


def statements(name, number):
    """Return the body that appends five statements."""
    row = {"level": "1bn", "unit": "USD", "published": "2024-03-01", "reporter": "Aland", "partner": "Bland"}
    rows = [row | {"period": str(1900 + i), "event": f"{name}-{number}-{i}"} for i in range(5)]
    return json.dumps({"series": "aland-bland", "statements": rows})


def write(address, name, headers, acknowledged, *, count=10_000):
    """Append one body after the other until the service is gone; keep the events that were acknowledged."""
    for number in range(count):
        try:
            status, _, body = ask(
                address, "/v1/statements", method="POST", body=statements(name, number), headers=headers
            )
        except (OSError, HTTPException):
            return
        assert status == 201, body
        acknowledged += [f"{name}-{number}-{i}" for i in range(5)]


def kept(database):
    """Return the events that a store holds, once its check has passed."""
    with open_store(database, create=False) as store:
        assert check(store) == []
        return [s.event for s in store.series("aland-bland").statements]


def survives_kills(database, *, rounds, after):
    """Kill the whole service amid writes, some times; all that was acknowledged is there, nothing half-written."""
    headers, acknowledged = token_of(database), []
    for turn in range(rounds):
        process, address = start(database, **QUIET)
        writers = [
            threading.Thread(target=write, args=(address, f"w{turn}{name}", headers, acknowledged)) for name in "ab"
        ]
        for writer in writers:
            writer.start()
        before = len(acknowledged)
        while len(acknowledged) < before + after:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
        process.stdout.close()
        for writer in writers:
            writer.join(timeout=20)
    found = kept(database)
    assert set(acknowledged) <= set(found)
    assert len(found) == len(set(found))
    # What was cut off is there whole or not at all: bodies of five.
    assert len(found) % 5 == 0
    assert len(found) - len(acknowledged) <= rounds * 2 * 5
    assert "is whole" in run("db", "check", database=database).stdout


def test_what_was_acknowledged_survives_kill_9_of_the_service(url):
    """Killed once amid two writers."""
    survives_kills(url, rounds=1, after=15)


@pytest.mark.slow
def test_what_was_acknowledged_survives_kill_9_again_and_again(url):
    """Killed ten times amid two writers."""
    survives_kills(url, rounds=10, after=60)


@pytest.mark.slow
def test_a_stopped_postgresql_is_told_and_used_again_once_it_runs():
    """Under traffic: 503 problem documents with Retry-After while it is down, 200 by itself when it is back."""
    cluster = Cluster()
    try:
        database = cluster.new_database()
        with serving(database, **QUIET) as (_, address):
            headers, done, seen = token_of(database), threading.Event(), []

            def traffic():
                for number in range(100_000):
                    if done.is_set():
                        return
                    body = statements("t", number)
                    for path, given in (
                        ("/v1/series", {}),
                        ("/v1/forecast?series=belarus-st-petersburg&target=2.5bn", {}),
                        ("/v1/statements", {"method": "POST", "body": body, "headers": headers}),
                        ("/healthz", {}),
                        ("/readyz", {}),
                    ):
                        began = time.monotonic()
                        status, told, _ = ask(address, path, **given)
                        problem = (told["Content-Type"], told["Retry-After"]) if status >= 400 else None
                        seen.append((began, path, status, time.monotonic() - began, problem))

            asking = threading.Thread(target=traffic)
            asking.start()
            time.sleep(0.5)
            cluster.stop()
            stopped = time.monotonic()
            time.sleep(3)
            starting = time.monotonic()
            cluster.start()
            started = time.monotonic()
            time.sleep(2)
            done.set()
            asking.join(timeout=30)
            assert ask(address, "/readyz")[0] == 200
    finally:
        cluster.remove()
    # What was read within the last second is taken as current.
    down = [row for row in seen if stopped + 1.5 < row[0] and row[0] + row[3] < starting and row[1] != "/healthz"]
    assert down
    assert {row[2] for row in down} == {503}
    assert {row[4] for row in seen if row[2] >= 400} == {("application/problem+json", "5")}
    assert {row[2] for row in seen} <= {200, 201, 503}
    assert {row[2] for row in seen if row[1] == "/healthz"} == {200}  # it lives, though its store does not
    assert {row[2] for row in seen if row[0] > started + 1.5} <= {200, 201}
    assert max(row[3] for row in seen) < 20


@pytest.mark.slow
def test_two_services_write_to_one_database_at_once(url):
    """Every append that either acknowledged is there, and each soon tells what the other wrote."""
    headers, acknowledged = token_of(url), []
    with serving(url, **QUIET) as (_, one), serving(url, **QUIET) as (_, other):
        writers = [
            threading.Thread(target=write, args=(address, name, headers, acknowledged), kwargs={"count": 12})
            for address, name in ((one, "one"), (other, "two"))
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(timeout=60)
        time.sleep(1.2)
        for address in (one, other):
            told = json.loads(ask(address, "/v1/series/aland-bland")[2])
            assert told["statements"] == 120
    assert sorted(kept(url)) == sorted(acknowledged)
    assert len(acknowledged) == 120


@pytest.mark.slow
def test_a_killed_worker_is_replaced_and_the_next_requests_answer(tmp_path):
    """With two workers the service goes on; with the replacement there are two again, and counters still work."""
    with serving(seeded_url("sqlite", tmp_path), workers=2, **QUIET) as (process, address):
        first = workers_of(process)
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        answered = 0
        for _ in range(40):
            try:
                answered += ask(address, "/v1/series")[0] == 200
            except (OSError, HTTPException):
                continue  # a connection that the killed worker had taken
        assert answered >= 38
        until = time.monotonic() + 20
        while len(workers_of(process)) < 2 and time.monotonic() < until:
            time.sleep(0.2)
        assert len(workers_of(process)) == 2
        assert first[0] not in workers_of(process)
        assert ask(address, "/metrics")[0] == 200


@pytest.mark.slow
def test_a_stop_lets_a_running_request_end(tmp_path):
    """SIGTERM amid a slow answer: it arrives whole, new connections are refused, the process ends with 0."""
    with serving(seeded_url("sqlite", tmp_path), **QUIET) as (process, address):
        connection = HTTPConnection(urlsplit(address).netloc, timeout=40)
        connection.request("GET", "/v1/forecast.docx?series=belarus-st-petersburg&target=2.61bn&seed=7")
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert (answer.status, len(body)) == (200, int(answer.headers["Content-Length"]))
        assert body.startswith(b"PK")
        assert process.wait(timeout=40) == 0


@pytest.mark.slow
def test_clients_that_do_not_end_their_side_keep_nobody_out(tmp_path):
    """Ten of them are answered and stay connected; who comes next is answered at once."""
    with serving(seeded_url("sqlite", tmp_path), **QUIET) as (_, address):
        place = ("127.0.0.1", urlsplit(address).port)
        silent = [socket.create_connection(place) for _ in range(10)]
        for one in silent:
            one.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(0.2)
        start = time.monotonic()
        assert ask(address, "/healthz")[0] == 200
        assert time.monotonic() - start < 1.5
        for one in silent:
            one.close()


@pytest.mark.slow
def test_a_large_body_is_refused_and_the_connection_ends_well(tmp_path):
    """10 MB, told or in chunks, and a body cut off: a problem document or an end, and the service goes on, unhurt."""
    log = tmp_path / "log"
    with log.open("w") as kept, serving(seeded_url("sqlite", tmp_path), log=kept, **QUIET) as (_, address):
        for path in ("/v1/forecast", "/own"):
            kind = {"Content-Type": "application/json" if path != "/own" else "application/x-www-form-urlencoded"}
            status, told, body = ask(address, path, method="POST", body=b" " * 10_000_000, headers=kind)
            assert (status, told["Content-Type"]) == (413, "application/problem+json")
            assert json.loads(body)["status"] == 413
            chunks = (b" " * 100_000 for _ in range(100))
            assert ask(address, path, method="POST", body=chunks, headers=kind)[0] == 413
        connection = HTTPConnection(urlsplit(address).netloc, timeout=5)
        connection.putrequest("POST", "/v1/forecast")
        connection.putheader("Content-Length", "1000")
        connection.endheaders(b"{")
        connection.close()
        assert ask(address, "/healthz")[0] == 200
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://postgres:secret@127.0.0.1:1/trade", "does not answer"),
        ("sqlite:////proc/nothing/store.sqlite", "cannot be made"),
        ("mysql://x", "are not known here"),
    ],
)
def test_a_database_that_is_not_there_at_start_is_told_in_a_sentence(address, said):
    """Exit status 2, no traceback, no password."""
    told = run("serve", "--port", "0", database=address, check=False)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert "secret" not in told.stderr


@pytest.mark.slow
def test_a_new_database_is_made_by_the_first_start(tmp_path):
    """A service on an empty database makes and seeds it, whichever it is."""
    for kind in KINDS:
        with serving(new_url(kind, tmp_path), **QUIET) as (_, address):
            assert json.loads(ask(address, "/readyz")[2])["change"] == 1


HEAD = b"Host: x\r\nContent-Type: application/json\r\n"
#: What many of each send and then no more: nothing, half a head, half a body, a body that is too large and half of it,
#: a question whose long answer they leave.
BEGUN = {
    "silent": b"",
    "head": b"GET /v1/series HTTP/1.1\r\nHost",
    "body": b"POST /v1/forecast HTTP/1.1\r\n" + HEAD + b"Content-Length: 100000\r\n\r\n{",
    "refused": b"POST /v1/forecast HTTP/1.1\r\n" + HEAD + b"Content-Length: 20000000\r\n\r\n" + b" " * 1_000,
    "taker": b"GET /v1/track-record HTTP/1.1\r\nHost: x\r\n\r\n" * 3,
}


#: Takers are fewer: what they ask for is worked on.
MANY = dict.fromkeys(BEGUN, 500) | {"taker": 100}


def raw(place, sent):
    """Return the status of what is sent as it is."""
    with socket.create_connection(place, timeout=20) as one:
        one.sendall(sent)
        return int(one.recv(1000).split()[1])


@pytest.mark.slow
def test_slow_and_silent_connections_keep_nobody_out(tmp_path):
    """With 500 of each kind open and 100 that take no answer, everybody else is answered at once; they are ended; a malformed chunk is 400."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 8_192), most))
    told = {"threads": 2, "timeout_seconds": 10}
    with serving(seeded_url("sqlite", tmp_path), **QUIET, **told) as (_, address):
        place = ("127.0.0.1", urlsplit(address).port)
        slow = [(kind, socket.create_connection(place)) for kind in BEGUN for _ in range(MANY[kind])]
        for kind, one in slow:
            one.sendall(BEGUN[kind])
        for path in ("/healthz", "/readyz", "/v1/series"):
            began = time.monotonic()
            assert ask(address, path)[0] == 200
            assert time.monotonic() - began < 8  # a server that they stop answers none in ten
        chunked = b"POST /v1/forecast HTTP/1.1\r\n" + HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        assert raw(place, chunked + b"zz\r\n{}\r\n0\r\n\r\n") == 400
        assert raw(place, chunked + b"2\r\n{}\r\n0\r\n\r\n") == 422
        assert raw(place, b"GET /healthz HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /evil\r\n\r\n") == 200
        silent = next(one for kind, one in slow if kind == "silent")
        silent.settimeout(25)
        assert silent.recv(1) == b""
        for _, one in slow:
            one.close()


@pytest.mark.slow
def test_it_lives_while_every_thread_is_taken_and_its_database_is_frozen():
    """A PostgreSQL stopped by SIGSTOP holds every thread; /healthz answers at once."""
    cluster = Cluster()
    try:
        with serving(cluster.new_database(), threads=2, **QUIET) as (_, address):
            processes = cluster.pids()
            for pid in processes:
                os.kill(pid, signal.SIGSTOP)
            try:
                held = [threading.Thread(target=ask, args=(address, "/readyz")) for _ in range(3)]
                for one in held:
                    one.start()
                time.sleep(0.5)
                for path in ("/healthz", "/metrics"):
                    began = time.monotonic()
                    assert ask(address, path)[0] == 200
                    assert time.monotonic() - began < 1
                for one in held:
                    one.join(timeout=12)
                assert not any(one.is_alive() for one in held)
            finally:
                for pid in processes:
                    os.kill(pid, signal.SIGCONT)
    finally:
        cluster.remove()


@pytest.mark.slow
def test_the_worst_that_strangers_send_is_refused_soon_and_within_memory(tmp_path):
    """Half a million unknown keys, rows of nothing but faults, columns without end, 400 years: 422 within seconds."""
    row = {"period": "2020", "level": "1bn", "unit": "USD", "published": "2022-01-01"}
    years = [row | {"period": str(year), "published": "2199-01-01"} for year in (1800, 2198)]
    bodies = {
        "keys": {f"k{i}": 1 for i in range(400_000)} | {"target": "2bn"},
        "keys of a row": {"target": "2bn", "statements": [row | {f"k{i}": 1 for i in range(400_000)}]},
        "rows": {"target": "2bn", "statements": [{f"k{i}": 1 for i in range(40)}] * 9_000},
        "columns": {"target": "2bn", "csv": ",".join(f"c{i}" for i in range(400_000)) + "\n1"},
        "years": {"target": "2bn", "statements": years},
    }
    with serving(seeded_url("sqlite", tmp_path), afresh=True, **QUIET) as (process, address):
        for name, body in bodies.items():
            began = time.monotonic()
            sent = {"method": "POST", "body": json.dumps(body), "headers": {"Content-Type": "application/json"}}
            status, _, told = ask(address, "/v1/forecast", **sent)
            assert status == 422, name
            assert len(told) < 100_000, name
            assert time.monotonic() - began < 8, name
        (worker,) = workers_of(process)
        assert highest(worker) < 500
