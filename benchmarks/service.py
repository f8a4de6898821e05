"""What the service carries: run `python -m benchmarks.service`; it prints, and tests nothing.

Each ratio is against a bare Flask route that returns constant JSON of the same size, under the same server, with the
same settings, counters and logs, asked by the same client in turns within this run.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from tests.support.serving import environment, serving

PAIR = "belarus-st-petersburg"
ASKED = f"/v1/forecast.json?series={PAIR}&target=2.5bn"
CLIENTS, SECONDS, TURNS = 4, 2.0, 5
#: A constant route under the server of the service, which counts and logs each request as the service does.
BARE = """
from flask import Flask, Response
from api import observation
from api.connections import LoopWorker
from api.server import _announce, _return_memory, _Server
from api.settings import Settings

BODY = b"x" * {size}

def constant():
    return Response(BODY, content_type="application/json")

class Bare(_Server):
    def load(self):
        observation.configure_logs("info")
        app = Flask("bare")
        app.before_request(observation.begin)
        app.after_request(observation.observe)
        app.add_url_rule("/", view_func=constant)
        return app

options = dict(bind="127.0.0.1:0", worker_class=LoopWorker, workers=1, loglevel="warning", when_ready=_announce)
Bare(options | dict(post_fork=_return_memory, control_socket_disable=True), Settings()).run()
"""


@contextmanager
def bare(size):
    """Start the peer: a constant route under the server of the service, with its settings."""
    command = [sys.executable, "-c", BARE.format(size=size)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment("sqlite:////dev/null")
    ) as process:
        found = re.search(r"(http://127\.0\.0\.1:\d+)/", process.stdout.readline())
        time.sleep(1)
        try:
            yield process, found.group(1)
        finally:
            process.terminate()


def ask(connection, path, headers):
    """Ask once on an open connection; return status, ETag and size."""
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    return answer.status, answer.headers.get("ETag"), len(body)


def rate(address, path, headers, *, expect):
    """Return answers a second over some connections for some seconds."""
    counts, stop = [0] * CLIENTS, time.perf_counter() + SECONDS

    def work(index):
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        while time.perf_counter() < stop:
            status, _, _ = ask(connection, path, headers)
            assert status == expect, status
            counts[index] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(i,)) for i in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def workers(process, column):
    """Return what `ps` tells of each worker of a server, as integers."""
    command = ["ps", "--ppid", str(process.pid), "-o", f"{column}="]
    return [int(line) for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()]


def memory(process):
    """Return the resident megabytes of the service's workers."""
    return sum(workers(process, "rss")) / 1024


def processor(process):
    """Return the milliseconds of processor time that a server's workers have used, whoever else uses the machine."""
    told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in workers(process, "pid")]
    return sum(int(used) for fields in told for used in fields[11:13]) * 1000 / os.sysconf("SC_CLK_TCK")


#: What nobody has asked for yet, by number. With another mark the fit is that of the questions before; with another
#: as-of day or seed nothing is.
UNCACHED = {
    "another mark": lambda i: f"&target={2.3 + i / 10000:.4f}bn",
    "another as-of day": lambda i: f"&target=2.5bn&as_of={date(2012, 1, 1) + timedelta(days=19 * i)}",
    "another seed": lambda i: f"&target=2.5bn&seed={i + 1}",
}


def uncached(address, question, *, clients, count=120):
    """Return the milliseconds that forecasts take which nobody has asked for yet, each client one after the other."""
    taken = []

    def work(numbers):
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        for i in numbers:
            start = time.perf_counter()
            status, _, _ = ask(connection, f"/v1/forecast.json?series={PAIR}{question(i)}", {})
            assert status == 200, status
            taken.append((time.perf_counter() - start) * 1000)
        connection.close()

    first = 0 if clients == 1 else count
    threads = [threading.Thread(target=work, args=(range(first + c, first + count, clients),)) for c in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(taken)


def distinct(address, process, *, count=5_000):
    """Return the memory before, and after each fifth of so many forecasts of different marks."""
    connection, after = http.client.HTTPConnection(urlsplit(address).netloc), [memory(process)]
    for i in range(count):
        status, _, _ = ask(connection, f"/v1/forecast.json?series={PAIR}&target={2 + i / 10000:.5f}bn", {})
        assert status == 200, status
        if (i + 1) % (count // 5) == 0:
            after.append(memory(process))
    return after


MIXED = (
    ASKED, "/v1/series", "/v1/targets?limit=20", "/v1/targets/blr-spb-2.5bn/forecast.csv", "/", "/docs",
    "/targets/blr-spb-2.5bn", "/v1/forecast.svg?series=belarus-st-petersburg&target=2.6bn", "/healthz",
    "/v1/changes.json", "/v1/track-record", "/v1/targets/blr-spb-2.5bn/history",
)  # fmt: skip


def mixed(address, process, *, rounds=6, each=150):
    """Return how many answers of mixed traffic failed, and the memory after each round."""
    failed, after = 0, []
    for turn in range(rounds):
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        for i in range(each):
            fresh = f"/v1/forecast.json?series=belarus-st-petersburg&target={3 + turn + i / 1000:.3f}bn"
            path = fresh if i % 5 == 0 else MIXED[i % len(MIXED)]
            status, _, _ = ask(connection, path, {"Accept-Encoding": "gzip"} if i % 2 else {})
            failed += status != 200
        after.append(memory(process))
    return failed, rounds * each, after


def main():
    """Print what was measured."""
    with (
        TemporaryDirectory() as folder,
        serving(f"sqlite:///{folder}/store.sqlite", afresh=True) as (process, address),
    ):
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        _, etag, size = ask(connection, ASKED, {})
        time.sleep(20)  # the runs of registered targets are stored behind the first requests
        with bare(size) as (other_process, peer):
            cases = (
                ("repeated question, ETag match (304)", {"If-None-Match": etag}, 304),
                ("cached answer (200)", {}, 200),
            )
            for name, headers, expect in cases:
                used = processor(process), processor(other_process)
                pairs = [
                    (rate(address, ASKED, headers, expect=expect), rate(peer, "/", {}, expect=200))
                    for _ in range(TURNS)
                ]
                ratio = median(own / other for own, other in pairs)
                own, other = (median(rates) for rates in zip(*pairs, strict=True))
                each, bare_each = (
                    (processor(server) - before) / (sum(rates) * SECONDS)
                    for server, before, rates in zip(
                        (process, other_process), used, zip(*pairs, strict=True), strict=True
                    )
                )
                told = f"{own:,.0f}/s, bare Flask route of {size:,} bytes {other:,.0f}/s"
                print(f"{name}: {ratio:.2f} times a bare route ({told}; processor {each:.2f} and {bare_each:.2f} ms)")
        for name, question in UNCACHED.items():
            for clients in (1, CLIENTS):
                before = processor(process)
                taken = uncached(address, question, clients=clients)
                told = f"p50 {median(taken):.0f} ms, p99 {taken[int(len(taken) * 0.99)]:.0f} ms"
                told += f", processor {(processor(process) - before) / len(taken):.0f} ms"
                print(f"uncached forecast, {name}, {clients} at a time: {told}", flush=True)
        failed, asked, after = mixed(address, process)
        megabytes = ", ".join(f"{m:.0f}" for m in after)
        print(f"mixed traffic: {failed} of {asked} failed; megabytes after each round: {megabytes}", flush=True)
        megabytes = ", ".join(f"{m:.0f}" for m in distinct(address, process))
        print(f"5,000 different marks: megabytes before, and after each fifth: {megabytes}")


if __name__ == "__main__":
    main()
