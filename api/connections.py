"""Connections: one loop takes all of them, so that slow and silent ones hold no thread.

gunicorn keeps the processes: it forks, replaces and stops them. In each, waitress reads requests whole before a thread
sees them and sends answers after it is done with them. What is added here: a bound on how long a request may take to
arrive, room for newcomers when too many connections idle, problem documents for what is no HTTP, and a thread of its
own for those that ask whether the service lives.
"""

from __future__ import annotations

import json
import os
import resource
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import RequestEntityTooLarge, RequestHeaderFieldsTooLarge

if TYPE_CHECKING:
    from api.settings import Settings

__all__ = ["LoopWorker"]

#: Bytes of a refused head or body that are read all the same: otherwise the refusal would not reach its sender.
MOST_TAKEN = 50_000_000
#: Open at once: silent ones cost a few kilobytes each.
CONNECTIONS, FILES_BESIDE = 4_000, 150
LONGEST_HEAD = 32_768
_END_OF_HEAD = b"\r\n\r\n"
#: Addresses that answer while every thread is taken.
LIVELY = frozenset({"/healthz", "/metrics"})
#: Seconds for which the loop sleeps at most, so that a stop is noticed.
NAP = 0.25

_TITLES = {
    400: ("malformed", "The request is not HTTP as it should be"),
    413: ("too-large", "The request is too large"),
    431: ("headers-too-large", "The headers are too large"),
    501: ("not-implemented", "The request is sent in a way that is not taken"),
}


class _Sink:
    """Takes the rest of a refused body and keeps nothing of it."""

    def append(self, _data: bytes) -> None:
        """Take some."""

    def close(self) -> None:
        """Let go of nothing: waitress closes every body it is done with."""

    def __len__(self) -> int:
        return 0


class _Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress ships no types
    """Reads a head or a body that is too large to its end, within bounds, before it is refused."""

    completed: bool

    def __init__(self, adj: Adjustments) -> None:
        super().__init__(adj)
        self.began = time.time()
        self._drained: int | None = None
        self._head: bytes | None = None

    def received(self, data: bytes) -> int:
        if self._head is not None:
            return self._rest_of_head(data)
        if self._drained is None:
            taken = int(super().received(data))
            rest = self.body_rcv is not None and not self.body_rcv.completed
            if self.completed and isinstance(self.error, RequestEntityTooLarge) and rest and not self.expect_continue:
                self.body_rcv.buf.close()
                self.body_rcv.buf = _Sink()
                self._drained, self.completed = 0, False
            if self.completed and isinstance(self.error, RequestHeaderFieldsTooLarge):
                self._head, self._drained = b"", 0
                self._rest_of_head(data)
            return taken
        taken = int(self.body_rcv.received(data))
        self._drained += taken
        self.completed = bool(self.body_rcv.completed or self.body_rcv.error or self._drained > MOST_TAKEN)
        return taken

    def _rest_of_head(self, data: bytes) -> int:
        """Pass over the rest of a head: closed with some of it unread, a connection takes the answer along."""
        assert self._head is not None
        assert self._drained is not None
        seen = self._head + data
        self._head, self._drained = seen[-len(_END_OF_HEAD) :], self._drained + len(data)
        self.completed = _END_OF_HEAD in seen or self._drained > MOST_TAKEN
        return len(data)


class _ErrorTask(ErrorTask):  # type: ignore[misc]  # waitress ships no types
    """Tells what is refused before Flask sees it by a problem document like every other."""

    def execute(self) -> None:
        self.version = "1.1"  # whatever was sent was not HTTP enough to say
        status = int(self.request.error.code)
        name, title = _TITLES.get(status, ("http-error", "The request cannot be served"))
        body = json.dumps(
            {
                "type": f"urn:trade-target:problem:{name}",
                "title": title,
                "status": status,
                "detail": title.lower(),
                "errors": [],
                "request_id": None,
            }
        ).encode()
        self.status = f"{status} {HTTPStatus(status).phrase}"
        self.content_length = len(body)
        self.response_headers = [
            ("Content-Length", str(len(body))),
            ("Content-Type", "application/problem+json"),
            ("Connection", "close"),
        ]
        self.close_on_finish = True
        self.write(body)


class _Task(WSGITask):  # type: ignore[misc]  # waitress ships no types
    """Keeps the connection after an answer without a body, such as 304, which waitress ends."""

    def set_close_on_finish(self) -> None:
        asked = self.request.headers.get("CONNECTION", "").lower()
        if self.has_body or self.version != "1.1" or asked == "close":
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress ships no types
    parser_class = _Parser
    error_task_class = _ErrorTask
    task_class = _Task

    def service(self) -> None:
        """Answer a request, and wake the loop: it reads no next one from here before it has looked again."""
        super().service()
        self.server.pull_trigger()

    def arriving_since(self) -> float | None:
        """Return since when a request is arriving, None when none is."""
        return None if self.request is None else self.request.began


class _Server(TcpWSGIServer):  # type: ignore[misc]  # waitress ships no types
    channel_class = _Channel

    def __init__(self, *given: Any, lively: ThreadedTaskDispatcher, **told: Any) -> None:  # noqa: ANN401 - waitress's
        self._lively = lively
        super().__init__(*given, **told)

    def add_task(self, task: Any) -> None:  # noqa: ANN401 - a channel
        asked = getattr(task.requests[0], "path", None) if task.requests else None
        (self._lively if asked in LIVELY else self.task_dispatcher).add_task(task)

    def maintenance(self, now: float) -> None:
        """Let go who idles for too long, whose request does not end, and some when all are too many."""
        super().maintenance(now)
        free = []
        for channel in self.active_channels.values():
            since = channel.arriving_since()
            if since is not None and now - since > 2 * self.adj.channel_timeout:
                channel.will_close = True
            if not channel.requests and not channel.will_close:
                free.append(channel)
        over = len(self.active_channels) - self.adj.connection_limit * 3 // 4
        for channel in sorted(free, key=lambda one: float(one.last_activity))[: max(over, 0)]:
            channel.will_close = True

    def busy(self) -> bool:
        """Return whether a request is being answered, or an answer sent."""
        return any(channel.requests or channel.total_outbufs_len for channel in list(self.active_channels.values()))


def _room() -> int:
    """Return how many connections may be open: those that the system has files for."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(100, min(CONNECTIONS, files - FILES_BESIDE))


class LoopWorker(Worker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker of gunicorn's whose connections one loop of waitress's keeps."""

    def _adjustments(self, settings: Settings) -> Adjustments:
        proxy = settings.trusted_proxy
        told = {"trusted_proxy": proxy, "trusted_proxy_headers": _FORWARDED} if proxy else {}
        return Adjustments(
            threads=settings.threads,
            connection_limit=_room(),
            channel_timeout=settings.timeout_seconds,
            cleanup_interval=1,
            max_request_header_size=LONGEST_HEAD,
            max_request_body_size=settings.max_body_bytes + 1,
            inbuf_overflow=262_144,
            outbuf_overflow=262_144,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=True,
            log_socket_errors=False,
            ident=None,
            **told,
        )

    def run(self) -> None:
        """Serve until told to stop, then end what is being answered."""
        settings = self.app.settings
        adjustments, lively = self._adjustments(settings), ThreadedTaskDispatcher()
        for dispatcher in (threads := ThreadedTaskDispatcher(), lively):
            dispatcher.queue_logger.disabled = True
        threads.set_thread_count(settings.threads)
        lively.set_thread_count(1)
        connections: dict[int, Any] = {}
        servers = [
            _Server(
                self.wsgi,
                connections,
                _sock=listener.sock,
                dispatcher=threads,
                lively=lively,
                adj=adjustments,
                bind_socket=False,
                sockinfo=(listener.sock.family, listener.sock.type, listener.sock.proto, listener.sock.getsockname()),
            )
            for listener in self.sockets
        ]
        while self.alive and self.ppid == os.getppid():
            self.notify()
            wasyncore.poll2(NAP, connections)
        for server in servers:
            server.accepting = False
            server.del_channel(connections)  # nobody new is taken
            server.socket.close()
        until = time.monotonic() + self.cfg.graceful_timeout
        while any(server.busy() for server in servers) and time.monotonic() < until:
            self.notify()
            wasyncore.poll2(NAP, connections)
        for dispatcher in (threads, lively):
            dispatcher.shutdown(timeout=0.1)


_FORWARDED = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}
