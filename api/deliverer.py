"""Tells webhooks what changed, behind the requests: signed, in order, again and again until it is taken.

What a webhook is owed stands in the store: the changes after the one that it took last. So nothing is lost when the
service is stopped or killed, and no queue can overflow. What it took just before it was killed is told again, under
the same id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api.observation import WEBHOOK_ATTEMPTS, WEBHOOKS_FAILING, log
from api.outgoing import send
from forecast.store import Attempt, Cursor, end_webhook, known_webhooks, news, note_attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from forecast.store import Change, Move, Store, StoreState, Webhook

    #: Writes the body that tells of changes and moves up to some point; None when they come to nothing.
    Compose = Callable[[Sequence[Change], Sequence[Move], Cursor], bytes | None]

__all__ = ["Deliverer", "signed"]

#: Seconds between two looks for changes; the wait after a failure at first, and at most; seconds for one attempt.
PAUSE, FIRST_WAIT, LONGEST_WAIT, PATIENCE = 2.0, 10.0, 3_600.0, 10.0
#: Changes and answers told at once at most; webhooks told at once.
CHANGES_AT_ONCE, RUNS_AT_ONCE, ABREAST = 100, 200, 8
_GONE = 410


def signed(secret: str, name: str, at: int, body: bytes) -> Mapping[str, str]:
    """Return the headers that name, time and sign a body, as Standard Webhooks have them.

    Parameters
    ----------
    secret : str
        ``whsec_`` and base64.
    name : str
        Of the message: the same when it is told again.
    at : int
        Unix time.
    body : bytes
    """
    key = base64.b64decode(secret.partition("_")[2])
    mark = hmac.new(key, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }


class Deliverer:
    """Tells the webhooks of a store what changed.

    Parameters
    ----------
    store : Store
    compose : callable
        Writes the body from changes and moves.
    hosts : collection of str
        Hosts that need neither be public nor speak TLS.
    pause, first_wait, longest_wait, patience : float
        Seconds: between two looks; after a failure, doubled by each further one, and at most; for an attempt.
    """

    def __init__(
        self,
        store: Store,
        compose: Compose,
        *,
        hosts: Collection[str] = (),
        pause: float = PAUSE,
        first_wait: float = FIRST_WAIT,
        longest_wait: float = LONGEST_WAIT,
        patience: float = PATIENCE,
    ) -> None:
        self._store, self._compose, self._hosts = store, compose, frozenset(hosts)
        self._pause, self._patience = pause, patience
        self._first_wait, self._longest_wait = first_wait, longest_wait
        # Up to where there was nothing to tell: looked at once.
        self._nothing: dict[int, Cursor] = {}
        self._stopped = threading.Event()

    def start(self) -> None:
        """Tell from now on, in a thread of its own."""
        threading.Thread(target=self._work, name="deliverer", daemon=True).start()

    def stop(self) -> None:
        """Begin no further attempt."""
        self._stopped.set()

    def _work(self) -> None:
        while not self._stopped.wait(self._pause):
            try:
                while self.tell() and not self._stopped.is_set():
                    pass
            except Exception as error:  # the store is away, or worse: the next look may go well
                log.warning("webhooks wait", reason=str(error), exc_info=error)

    def tell(self) -> bool:
        """Tell each webhook that is due what comes next; return whether any may be told more at once."""
        live = [one for one in known_webhooks(self._store) if one.ended is None]
        WEBHOOKS_FAILING.set(sum(one.failures > 0 for one in live))
        due = [one for one in live if self._is_due(one)]
        if not due:
            return False
        state = self._store.state()
        with ThreadPoolExecutor(ABREAST) as pool:
            return any(list(pool.map(lambda one: self._tell(one, state), due)))

    def _is_due(self, one: Webhook) -> bool:
        if one.last is None or one.last.delivered:
            return True
        wait = min(self._first_wait * 2.0 ** min(one.failures - 1, 30), self._longest_wait)
        return datetime.now(UTC).timestamp() - datetime.fromisoformat(one.last.at).timestamp() >= wait

    def _tell(self, one: Webhook, state: StoreState) -> bool:
        """Tell one webhook what comes next; return whether there may be more for it."""
        start = self._nothing.get(one.id, one.told)
        start = start if start.change >= one.told.change and start.run >= one.told.run else one.told
        if one.last is not None and one.failures:
            until = one.last.until  # the same message again
        else:
            until = Cursor(
                min(state.data[0], start.change + CHANGES_AT_ONCE), min(state.runs, start.run + RUNS_AT_ONCE)
            )
        if until == start:
            return False
        changes, moves = news(self._store, after=start, until=until)
        body = self._compose(changes, moves, until)
        if body is None:
            self._nothing[one.id] = until
            return True
        return self._post(one, until, body)

    def _post(self, one: Webhook, until: Cursor, body: bytes) -> bool:
        name = f"msg_{one.id}_{until.change}_{until.run}"
        headers = {"Content-Type": "application/feed+json", "User-Agent": "trade-target"}
        headers |= signed(one.secret, name, int(time.time()), body)
        sent = send(one.url, body, headers, hosts=self._hosts, patience=self._patience)
        taken = not sent.reason
        note_attempt(self._store, one.id, Attempt("", until, taken, sent.status, sent.reason, sent.milliseconds))
        WEBHOOK_ATTEMPTS.labels("delivered" if taken else "failed").inc()
        log.info("webhook told", webhook=one.id, message=name, status=sent.status, reason=sent.reason)
        if sent.status == _GONE:
            end_webhook(self._store, one.id, reason="its receiver answered 410 Gone", by="the service")
        return taken
