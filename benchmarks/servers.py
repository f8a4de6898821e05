"""Which server holds the service: run `python -m benchmarks.servers`; it prints a table, and tests nothing.

Each server runs the same application with the same settings in one process, and a bare Flask route beside it in
another. Of each: how late `/healthz` is while 500 connections say nothing, while 500 send a request a byte at a time,
and while four clients keep it computing; answers a second of a question that is kept, and of the bare route.

It needs `granian` and `gevent` beside the development install.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from benchmarks.service import ASKED, ask, bare, rate
from tests.support.clusters import free_port
from tests.support.serving import environment, serving

CROWD, TURNS, PROBES = 500, 3, 20
#: What a thread of a server waits at most for `/healthz` here.
PATIENCE = 10.0
SERVED = "from api.app import create_app\nfrom api.observation import configure_logs\nconfigure_logs('info')\napp = create_app()\n"
CONSTANT = """
from flask import Flask, Response
from api import observation
observation.configure_logs("info")
BODY = b"x" * {size}
app = Flask("bare")
app.before_request(observation.begin)
app.after_request(observation.observe)
@app.get("/")
def constant():
    return Response(BODY, content_type="application/json")
@app.get("/healthz")
def healthz():
    return "ok"
"""
PEERS = {
    "gunicorn, gthread": ("gunicorn", "-k", "gthread", "--threads", "32", "-w", "1", "-b", "127.0.0.1:{port}", "{name}:app"),
    "gunicorn, gevent": ("gunicorn", "-k", "gevent", "--worker-connections", "4000", "-w", "1", "-b", "127.0.0.1:{port}", "{name}:app"),
    "granian": (
        "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "32", "--host", "127.0.0.1",
        "--port", "{port}", "{name}:app",
    ),
}  # fmt: skip


@contextmanager
def peer(words, folder, name, database):
    """Start an application under another server; give where."""
    port = free_port()
    told = environment(database, refresh="false", webhooks="false")
    told["PYTHONPATH"] = os.pathsep.join([str(folder), *sys.path])
    command = [sys.executable, "-m", *(word.format(port=port, name=name) for word in words)]
    with subprocess.Popen(
        command, env=told, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + 30
        try:
            while lateness(address) is None and time.monotonic() < until:
                time.sleep(0.2)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def lateness(address):
    """Return the milliseconds that `/healthz` takes on a connection of its own, None when there is no answer."""
    began = time.perf_counter()
    connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        answered = connection.getresponse().status == 200
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return (time.perf_counter() - began) * 1000 if answered else None


def crowded(address, *, drip):
    """Return the worst lateness while a crowd is connected that says nothing, or sends a byte now and then."""
    place, crowd, done = ("127.0.0.1", urlsplit(address).port), [], threading.Event()
    head = b"POST /v1/forecast HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    for _ in range(CROWD):
        with suppress(OSError):
            crowd.append(socket.create_connection(place, timeout=2))

    def send():
        for one in crowd if drip else ():
            with suppress(OSError):
                one.sendall(head)
        while drip and not done.wait(0.5):
            for one in crowd:
                with suppress(OSError):
                    one.sendall(b" ")

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(1)
    found = []
    for _ in range(PROBES):
        found.append(lateness(address))
        if found[-1] is None:
            break
        time.sleep(0.05)
    done.set()
    sender.join()
    for one in crowd:
        one.close()
    return None if None in found else max(found)


def worked(address):
    """Return the worst lateness while four clients ask for forecasts that nobody asked before."""
    done = threading.Event()

    def work(number):
        connection, turn = HTTPConnection(urlsplit(address).netloc, timeout=60), 0
        while not done.is_set():
            turn += 1
            ask(connection, f"{ASKED}&seed={10_000 * number + turn}", {})
        connection.close()

    workers = [threading.Thread(target=work, args=(number + 1,)) for number in range(4)]
    for worker in workers:
        worker.start()
    time.sleep(1)
    found = []
    for _ in range(PROBES):
        found.append(lateness(address))
        time.sleep(0.1)
    done.set()
    for worker in workers:
        worker.join()
    return None if None in found else max(found)


def told(value, unit=" ms"):
    """Return a figure as the table has it."""
    return f"none in {PATIENCE:.0f} s" if value is None else f"{value:,.0f}{unit}"


def line(name, address, bare_address):
    """Measure a server and print its line."""
    silent = crowded(address, drip=False)
    slow = crowded(address, drip=True)
    deadline = time.monotonic() + 40
    while lateness(address) is None and time.monotonic() < deadline:
        time.sleep(1)
    connection = HTTPConnection(urlsplit(address).netloc)
    ask(connection, ASKED, {})
    connection.close()
    working = worked(address)
    pairs = [(rate(address, ASKED, {}, expect=200), rate(bare_address, "/", {}, expect=200)) for _ in range(TURNS)]
    own, other = (median(rates) for rates in zip(*pairs, strict=True))
    ratio = median(a / b for a, b in pairs)
    print(
        f"| {name} | {told(silent)} | {told(slow)} | {told(working)} | {own:,.0f} | {other:,.0f} | {ratio:.2f} |",
        flush=True,
    )


def main():
    """Print the table."""
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/store.sqlite"
        print(
            f"| server | `/healthz` beside {CROWD} silent | beside {CROWD} slow | beside 4 forecasts | kept answers/s | bare route/s | ratio |"
        )
        print("|---|---|---|---|---|---|---|")
        with serving(database, afresh=True, refresh="false", webhooks="false") as (_, address):
            _, _, size = ask(HTTPConnection(urlsplit(address).netloc), ASKED, {})
            with bare(size) as other:
                line("this one: gunicorn's processes, waitress's loop", address, other)
        Path(folder, "served.py").write_text(SERVED)
        Path(folder, "constant.py").write_text(CONSTANT.format(size=size))
        for name, words in PEERS.items():
            with (
                peer(words, folder, "served", database) as address,
                peer(words, folder, "constant", database) as other,
            ):
                try:
                    line(name, address, other)
                except (OSError, HTTPException) as error:
                    print(f"| {name} | it went away: {type(error).__name__} | | | | | |", flush=True)


if __name__ == "__main__":
    main()
