"""The service under gunicorn: worker processes on one address."""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import socket
import sys
import tempfile
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from pydantic import ValidationError

from api.connections import LoopWorker
from api.settings import Settings
from forecast import words
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["read_settings", "run"]

#: The options' numbers in glibc's malloc.h, and how many arenas the threads of a worker share.
_M_MMAP_THRESHOLD, _M_ARENA_MAX, _ARENAS = -3, -8, 2
#: New objects after which Python looks for circles among them.
_NEW_OBJECTS = 10_000
#: Through it prometheus-client shares counters between workers; it is read when that library is first imported.
_SHARED_COUNTERS = "PROMETHEUS_MULTIPROC_DIR"


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn told by values instead of its own command line."""

    def __init__(self, options: dict[str, Any], settings: Settings) -> None:
        self._options, self.settings = options, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        # Imported in the worker: connections, threads and counters must not cross a fork.
        from api.app import create_app  # noqa: PLC0415
        from api.observation import configure_logs  # noqa: PLC0415

        configure_logs(self.settings.log_level)
        return create_app(self.settings)


def _return_memory(_arbiter: object, _worker: object) -> None:
    """Have glibc give large arrays back when they are freed, and keep what is free for all threads, not for each.

    Python looks for circles less often than its default of 700 new objects: a third of what 10,000 rows took was that.
    """
    gc.set_threshold(_NEW_OBJECTS)
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, 1_000_000)
        mallopt(_M_ARENA_MAX, _ARENAS)


def _announce(server: Any) -> None:  # noqa: ANN401 - gunicorn's arbiter
    address = server.address[0]
    host, port = address[0], server.LISTENERS[0].sock.getsockname()[1]
    told = words.say(
        "trade-target answers at {address} (for programs: {docs})", address=f"http://{host}:{port}/", docs="/docs"
    )
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


def _work_behind(worker: Any) -> None:  # noqa: ANN401 - gunicorn's worker
    """Have the first worker, or one that replaces another, bring runs up to date and tell webhooks of changes."""
    from api.service import NAME  # noqa: PLC0415 - in the worker, after the fork

    if worker.age == 1 or worker.age > worker.cfg.workers:
        service = worker.wsgi.extensions[NAME]
        service.refresher.wake()
        if service.settings.webhooks:
            service.deliverer.start()


def _forget_counters(_server: object, worker: Any) -> None:  # noqa: ANN401 - gunicorn's worker
    if _SHARED_COUNTERS in os.environ:
        from prometheus_client import multiprocess  # noqa: PLC0415 - reads its folder's setting when imported

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # it ships none


def _remove_counters(_server: object) -> None:
    if _SHARED_COUNTERS in os.environ:
        shutil.rmtree(os.environ[_SHARED_COUNTERS], ignore_errors=True)


def read_settings() -> Settings:
    """Return the settings of the environment.

    Raises
    ------
    InputError
        With every variable at fault.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = []
        for e in error.errors():
            name = f"TRADE_TARGET_{str(e['loc'][0]).upper()}"
            faults.append(Fault(name, str(e["input"]), e["msg"].lower(), "see the settings in docs/service.md"))
        raise InputError(faults) from None


def _check_free(host: str, port: int) -> None:
    """Refuse an address that another program has.

    Raises
    ------
    InputError
    """
    if port:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((host, port))
            except OSError as error:
                problem = f"cannot be listened on ({(error.strerror or str(error)).lower()})"
                fault = Fault("--port", f"{host}:{port}", problem, "give another one, such as --port 8001")
                raise InputError([fault]) from None


def _open_once(settings: Settings) -> None:
    """Create, upgrade and seed the store before workers use it, and say where it is."""
    from forecast.store import default_url, open_store  # noqa: PLC0415 - not needed to say --help

    open_store(settings.database_url.get_secret_value() or default_url()).close()


def run(*, host: str, port: int) -> None:
    """Serve until told to stop; running requests are finished first.

    Parameters
    ----------
    host : str
        Address to listen on.
    port : int
        0 takes a free one.

    Raises
    ------
    InputError
        When a setting is at fault.
    StoreError
        When the store cannot be opened.
    """
    settings = read_settings()
    _check_free(host, port)
    _open_once(settings)
    options = {
        "bind": f"{host}:{port}",
        "worker_class": LoopWorker,
        "workers": settings.workers,
        "timeout": settings.timeout_seconds,
        "graceful_timeout": settings.timeout_seconds,
        "loglevel": "warning",
        "when_ready": _announce,
        "post_fork": _return_memory,
        "post_worker_init": _work_behind,
        "child_exit": _forget_counters,
        "on_exit": _remove_counters,
        "control_socket_disable": True,
    }
    if settings.workers > 1:
        os.environ[_SHARED_COUNTERS] = tempfile.mkdtemp(prefix="trade-target-")
    _Server(options, settings).run()
