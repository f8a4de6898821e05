"""What an application works with: settings, data, the gate before the model, and the answers kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from api.cache import AnswerCache
    from api.gate import Gate
    from api.library import Library
    from api.refresher import Refresher
    from api.settings import Settings

__all__ = ["NAME", "Service", "current"]

#: Under which an application keeps it.
NAME = "trade_target"


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
    """

    settings: Settings
    library: Library
    gate: Gate
    own: Gate
    answers: AnswerCache
    refresher: Refresher


def current() -> Service:
    """Return what the application of this request works with."""
    return cast("Service", current_app.extensions[NAME])
