"""What an operator sees: a JSON line for each request, and counters for Prometheus.

A line names the route, never the query or a header: no secret that a caller sends reaches the logs.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
import uuid
from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from flask import g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from flask import Response

__all__ = [
    "BACKUP",
    "CACHED",
    "CACHE_BYTES",
    "CHANGE",
    "FORECASTS",
    "GATES",
    "LIMITED",
    "METRICS_TYPE",
    "REFRESHED",
    "REFRESHES",
    "SHARED",
    "STORE_ERRORS",
    "STORE_SECONDS",
    "WEBHOOKS_FAILING",
    "WEBHOOK_ATTEMPTS",
    "begin",
    "configure_logs",
    "log",
    "metrics",
    "name_of",
    "note",
    "observe",
]

#: Of the logger.
NAME = "trade_target"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
METRICS_TYPE = CONTENT_TYPE_LATEST
#: The environment variable by which prometheus-client shares counters between worker processes.
SHARED = "PROMETHEUS_MULTIPROC_DIR"
_registry = CollectorRegistry()
_REQUESTS = Counter("trade_target_requests", "Requests answered.", ["route", "status"], registry=_registry)
_SECONDS = Histogram(
    "trade_target_request_seconds",
    "Seconds from request to answer.",
    ["route"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
    registry=_registry,
)
FORECASTS = Histogram(
    "trade_target_forecast_seconds",
    "Seconds that the model took.",
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=_registry,
)
CACHED = Counter("trade_target_cached_answers", "Answers given from memory.", registry=_registry)
REFRESHED = Gauge(
    "trade_target_refreshed_change",
    "Number of the last change up to which the answers of registered targets are stored.",
    multiprocess_mode="max",
    registry=_registry,
)
REFRESHES = Counter(
    "trade_target_refreshes", "Times the answers of registered targets were brought up to date.", ["outcome"],
    registry=_registry,
)  # fmt: skip
STORE_ERRORS = Counter(
    "trade_target_store_errors", "Requests that the store could not serve, by its cause.", ["cause"], registry=_registry
)
CHANGE = Gauge(
    "trade_target_change", "Number of the last change of the data.", multiprocess_mode="max", registry=_registry
)
LIMITED = Counter(
    "trade_target_limited", "Requests refused because one client or token asks too often.", ["by"], registry=_registry
)
BACKUP = Gauge(
    "trade_target_backup_timestamp_seconds",
    "When all of the store was last written to a file, as the last look at readiness saw it.",
    multiprocess_mode="max",
    registry=_registry,
)
GATES = Gauge(
    "trade_target_gate",
    "Requests before and in the model.",
    ["gate", "state"],
    multiprocess_mode="livesum",
    registry=_registry,
)
CACHE_BYTES = Gauge(
    "trade_target_cache_bytes", "Memory of answers kept.", multiprocess_mode="livesum", registry=_registry
)
STORE_SECONDS = Histogram(
    "trade_target_store_seconds",
    "Seconds that the store takes to say whether data changed.",
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    registry=_registry,
)
WEBHOOK_ATTEMPTS = Counter(
    "trade_target_webhook_attempts", "Attempts to tell a webhook.", ["outcome"], registry=_registry
)
WEBHOOKS_FAILING = Gauge(
    "trade_target_webhooks_failing",
    "Webhooks whose last attempt failed.",
    multiprocess_mode="livemax",
    registry=_registry,
)
_RUNNING = Gauge(
    "trade_target_requests_running", "Requests being answered.", multiprocess_mode="livesum", registry=_registry
)

log = structlog.get_logger()


def _unquoted(record: logging.LogRecord) -> bool:
    """Take out of the server's own messages what a caller sent: an address, or what is no HTTP, may hold a secret."""
    for told in ("Invalid request", "Error handling request"):
        if isinstance(record.msg, str) and record.msg.startswith(told):
            record.msg, record.args = told, ()
    return True


def _named(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["logger"] = NAME
    return event


def configure_logs(level: str) -> None:
    """Write logs as JSON lines to standard error, gunicorn's of this worker too.

    Parameters
    ----------
    level : str
        ``debug``, ``info``, ``warning`` or ``error``.
    """
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    # Own lines do not pass through `logging`: each request writes one, and that would cost it a tenth of its time.
    structlog.configure(
        processors=[_named, *shared, renderer],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    server = logging.getLogger("gunicorn.error")
    server.handlers, server.propagate = [], True
    server.addFilter(_unquoted)


def name_of(given: str) -> str:
    """Return the name of a request: the one given when it is plain and short, else a new one."""
    return given if _PLAIN.fullmatch(given) else uuid.uuid4().hex


def begin() -> None:
    """Note when a request began."""
    g.began = time.perf_counter()
    _RUNNING.inc()


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "none"


@cache
def _counters(route: str, status: int) -> tuple[Counter, Histogram]:
    """Return the counters of a route and status; there are as many as the contract has."""
    return _REQUESTS.labels(route, status), _SECONDS.labels(route)


def note(
    *, name: str, method: str, route: str, status: int, seconds: float, size: int | None, writer: str | None = None
) -> None:
    """Count and log an answered request."""
    counted, timed = _counters(route, status)
    counted.inc()
    timed.observe(seconds)
    log.info(
        "request",
        request_id=name,
        method=method,
        route=route,
        status=status,
        milliseconds=round(seconds * 1000, 1),
        size=size,
        writer=writer,
    )


def observe(response: Response) -> Response:
    """Count and log a request that Flask answered."""
    if "began" in g:
        _RUNNING.dec()
        note(
            name=g.get("request_id", ""),
            method=request.method,
            route=_route(),
            status=response.status_code,
            seconds=time.perf_counter() - g.began,
            size=response.content_length,
            writer=g.get("writer"),
        )
    return response


def metrics() -> bytes:
    """Return the counters as Prometheus reads them, those of all workers together."""
    if SHARED not in os.environ:
        return bytes(generate_latest(_registry))
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # untyped there
    return bytes(generate_latest(together))
