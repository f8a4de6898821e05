"""A real Dask scheduler and real worker processes on loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: A worker that stands still is given up after seconds, not the five minutes of a cluster of many machines.
SOON = {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "20s"}

#: Starts a scheduler that is of another version, as far as it knows.
OTHER_VERSION = """
import importlib.metadata, runpy, sys
true = importlib.metadata.version
importlib.metadata.version = lambda name: {0!r} if name == "distributed" else true(name)
sys.argv = ["dask-scheduler", *{1!r}[1:]]
runpy.run_module({1!r}[0], run_name="__main__")
"""


def free_port():
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Dask:
    """A scheduler at a fixed address, with workers that can be killed, paused and added.

    Parameters
    ----------
    folder : Path
        Where its processes keep what they need.
    environment : dict, optional
        Such as `SOON`.
    version : str, optional
        Of Dask that the scheduler says it is.
    """

    def __init__(self, folder, environment=None, version=None):
        self.folder, self.port, self.workers, self.environment = folder, free_port(), [], environment or {}
        self.version = version
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.log = (folder / "dask.log").open("ab")
        self.scheduler = None

    def _start(self, *words, python=(sys.executable,), environment=None):
        told = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **self.environment}
        told |= environment or {}
        run = ["-m", *words] if self.version is None else ["-c", OTHER_VERSION.format(self.version, words)]
        return subprocess.Popen(
            [*python, *run], cwd=self.folder, env=told, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL
        )  # fmt: skip

    def start(self):
        """Start the scheduler, again after it was stopped; wait until it listens."""
        self.scheduler = self._start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard"
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return self
            time.sleep(0.05)
        raise TimeoutError((self.folder / "dask.log").read_text())

    def add(self, *, python=(sys.executable,), environment=None):
        """Start one more worker, of one thread."""
        worker = self._start(
            "distributed.cli.dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--local-directory", str(self.folder), python=python, environment=environment,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def joined(self, workers):
        """Wait until so many workers have joined, which takes long on a busy machine."""
        deadline = time.monotonic() + 120
        log = self.folder / "dask.log"
        while log.read_text(errors="replace").count("Registered to:") < workers:
            if time.monotonic() > deadline:
                raise TimeoutError(log.read_text(errors="replace"))
            time.sleep(0.05)

    def stop_scheduler(self):
        """Kill the scheduler, without a word to its workers."""
        self.scheduler.kill()
        self.scheduler.wait()

    def close(self):
        """Kill whatever was started."""
        for process in [*self.workers, self.scheduler]:
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait()
        self.log.close()


@contextlib.contextmanager
def dask(folder, *, workers=1, environment=None, version=None):
    """Give a scheduler with so many workers."""
    cluster = Dask(folder, environment, version)
    try:
        cluster.start()
        for _ in range(workers):
            cluster.add()
        cluster.joined(workers)
        yield cluster
    finally:
        cluster.close()
