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
from tempfile import TemporaryFile
from urllib.parse import urlsplit
from urllib.request import urlopen

from tests.support.forking import Forked
from tests.support.processes import children_of

COMMAND = [sys.executable, "-c", "from forecast.cli import main; main()"]


def environment(database, **settings):
    """Return the environment of a service with a store of its own."""
    named = {f"TRADE_TARGET_{name.upper()}": str(value) for name, value in settings.items()}
    return {**os.environ, "OMP_NUM_THREADS": "1", "TRADE_TARGET_DATABASE_URL": str(database), **named}


def _begun(words, *, afresh=False, folder=None, own_session=False, **files):
    """Start the command line: forked from a process that has imported it, or from nothing."""
    if not afresh and folder is None:
        return Forked(words, own_session=own_session, **files)
    return subprocess.Popen([*COMMAND, *words], text=True, cwd=folder, start_new_session=own_session, **files)


def address_of(process):
    """Return where a service that was started says it answers."""
    found = re.search(r"(http://127\.0\.0\.1:\d+)/", process.stdout.readline())
    assert found, "the service did not say where it is"
    return found.group(1)


def start(database, **settings):
    """Start the service in a session of its own, so that all of it can be killed; return it and its address."""
    process = _begun(
        ["serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment(database, **settings), own_session=True,
    )  # fmt: skip
    address = address_of(process)
    assert ask(address, "/readyz")[0] == 200
    return process, address


@contextmanager
def serving(database, *, log=subprocess.DEVNULL, folder=None, afresh=False, **settings):
    """Start the service; give its process and address; see it end well.

    Parameters
    ----------
    database : str
        Address of its store.
    log : file, optional
        Which takes its log.
    folder : Path, optional
        A checkout to start it from, other than this one.
    afresh : bool
        Whether it imports its modules itself, as what is measured does; others find them imported.
    **settings
        Of the service.
    """
    # Counters that workers share are chosen when their library is imported.
    afresh = afresh or settings.get("workers", 1) > 1
    with _begun(
        ["serve", "--port", "0"], stdout=subprocess.PIPE, stderr=log, env=environment(database, **settings),
        folder=folder, afresh=afresh,
    ) as process:  # fmt: skip
        try:
            address = address_of(process)
            with urlopen(f"{address}/readyz"):  # its worker is up
                yield process, address
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=40) == 0
        finally:
            process.kill()


def run(*words, database, check=True):
    """Run a command of the command line on a store; return its status and what it printed."""
    with TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        with Forked(words, env=environment(database), stdout=out, stderr=err) as process:
            process.wait(timeout=120)
        told = [file.seek(0) or file.read() for file in (out, err)]
    ended = subprocess.CompletedProcess(words, process.returncode, *told)
    if check:
        ended.check_returncode()
    return ended


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
    return [pid for pid, command in children_of(process.pid).items() if b"refresh" not in command]


def highest(process):
    """Return the most resident memory that a process had, in MB."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(told[1]) / 1000
