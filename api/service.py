"""What an application works with: settings, data, the gate before the model, and the answers kept."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from flask import current_app, g

from api.cache import Once
from api.gate import Gate
from api.observation import FORECASTS
from forecast.forecasting import are_long

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.cache import AnswerCache
    from api.deliverer import Deliverer
    from api.library import Library
    from api.limits import Limits
    from api.refresher import Refresher
    from api.settings import Settings
    from forecast.data import Series
    from forecast.forecasting import History, Question

__all__ = ["NAME", "Service", "current", "reading_only"]

#: Under which an application keeps it.
NAME = "trade_target"
#: Histories kept in memory: some 50 kB each.
HISTORIES_KEPT = 600


@dataclass(frozen=True)
class Service:
    """What an application works with.

    Parameters
    ----------
    settings : Settings
    library : Library
    gate : Gate
    own : Gate
        Before the work on figures that strangers send: it cannot starve the questions about what is shipped.
    answers : AnswerCache
        By data version and address.
    refresher : Refresher
    deliverer : Deliverer
    limits : Limits
    histories : Once of History
        Replayed histories of targets whose own are not stored.
    """

    settings: Settings
    library: Library
    gate: Gate
    own: Gate
    answers: AnswerCache
    refresher: Refresher
    deliverer: Deliverer
    limits: Limits
    histories: Once[History] = field(default_factory=lambda: Once(HISTORIES_KEPT))

    @contextmanager
    def forecasting(self, *asked: tuple[Question, Series]) -> Iterator[None]:
        """Hold a place before the model for questions about series, every place when paths are long; it is timed.

        Raises
        ------
        BusyError
        """
        longest = max(
            question.horizon - min(statement.period.year for statement in series.statements) + 1
            for question, series in asked
        )
        # Two such questions at once would take the memory of a worker.
        with self.gate.enter(alone=are_long(longest)), FORECASTS.time():
            yield


def current() -> Service:
    """Return what the application of this request works with."""
    return cast("Service", g.get(NAME) or current_app.extensions[NAME])


@contextmanager
def reading_only() -> Iterator[None]:
    """Let this request be read for its faults: every gate is shut, so that no work is done for it."""
    shut = Gate(abreast=0, waiting=0, patience=0)
    setattr(g, NAME, replace(current(), gate=shut, own=shut))
    try:
        yield
    finally:
        delattr(g, NAME)
