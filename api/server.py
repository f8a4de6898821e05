"""The service under gunicorn: threaded workers on one address."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from pydantic import ValidationError

from api.app import create_app
from api.settings import Settings
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["run"]

#: The option's number in glibc's malloc.h.
_M_MMAP_THRESHOLD = -3


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn told by values instead of its own command line."""

    def __init__(self, options: dict[str, Any], settings: Settings) -> None:
        self._options, self._settings = options, settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._settings)


def _return_memory(_arbiter: object, _worker: object) -> None:
    """Have glibc give large arrays back when they are freed, instead of keeping them in each thread's arena."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, 1_000_000)


def _announce(server: Any) -> None:  # noqa: ANN401 - gunicorn's arbiter
    address = server.address[0]
    host, port = address[0], server.LISTENERS[0].sock.getsockname()[1]
    asked = "series=belarus-st-petersburg&target=2.5bn"
    sys.stdout.write(f"trade-target answers at http://{host}:{port}/v1/forecast.json?{asked}\n")
    sys.stdout.flush()


def _variable(place: tuple[int | str, ...]) -> str:
    """Return the environment variable of a setting."""
    return f"TRADE_TARGET_{str(place[0]).upper()}"


def run(*, host: str, port: int) -> None:
    """Serve until told to stop.

    Parameters
    ----------
    host : str
        Address to listen on.
    port : int
        0 takes a free one.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        faults = [
            Fault(
                _variable(e["loc"]),
                str(e["input"]),
                e["msg"].lower(),
                "see the README's settings",
            )
            for e in error.errors()
        ]
        raise InputError(faults) from None
    options = {
        "bind": f"{host}:{port}",
        "worker_class": "gthread",
        "workers": settings.workers,
        "threads": settings.threads,
        "timeout": settings.timeout_seconds,
        "graceful_timeout": settings.timeout_seconds,
        "limit_request_line": 8_190,
        "loglevel": "warning",
        "when_ready": _announce,
        "post_fork": _return_memory,
        "control_socket_disable": True,
    }
    _Server(options, settings).run()
