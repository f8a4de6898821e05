"""The real service as tests and benchmarks start it: `trade-target serve` on a free port, a store of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

COMMAND = [sys.executable, "-c", "from forecast.cli import main; main()"]


def environment(database, **settings):
    """Return the environment of a service with a store of its own."""
    named = {f"TRADE_TARGET_{name.upper()}": str(value) for name, value in settings.items()}
    return {**os.environ, "OMP_NUM_THREADS": "1", "TRADE_TARGET_DATABASE_URL": str(database), **named}


@contextmanager
def serving(database, *, log=subprocess.DEVNULL, folder=None, **settings):
    """Start the service, of the checkout in a folder or of this one; give its process and address; see it end well."""
    command = [*COMMAND, "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment(database, **settings), cwd=folder
    ) as process:
        assert process.stdout
        found = re.search(r"(http://127\.0\.0\.1:\d+)/", process.stdout.readline())
        assert found, "the service did not say where it is"
        try:
            with urlopen(f"{found.group(1)}/readyz"):  # its worker is up
                yield process, found.group(1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=40) == 0
        finally:
            process.kill()


def run(*words, database, check=True):
    """Run a command of the command line on a store; return what it printed."""
    return subprocess.run(
        [*COMMAND, *words], env=environment(database), capture_output=True, text=True, check=check, timeout=120
    )


def ask(address, path, *, method="GET", body=None, headers=None, patience=40):
    """Return status, headers and body of one request on a connection of its own."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=patience)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def workers_of(process):
    """Return the process ids of a service's workers."""
    told = subprocess.run(
        ["ps", "--ppid", str(process.pid), "-o", "pid=,args="], capture_output=True, text=True, check=True
    )
    return [int(line.split()[0]) for line in told.stdout.splitlines() if "refresh" not in line]


def highest(process):
    """Return the most resident memory that a process had, in MB."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(told[1]) / 1000
