"""Why something read is not used until somebody confirms it: a kind and what it is about; `forecast.words` says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Doubt", "DoubtKind"]

#: The last three are of the whole article, the others of a statement.
DoubtKind = Literal[
    "decimal-point", "decimal-comma", "currency", "year-inferred", "no-period", "upper-bound", "other-calendar",
    "fiscal-year", "not-begun", "not-over", "over-a-year", "not-asserted", "range", "small", "several-levels",
    "several-rates", "over-whole", "over-parts", "pair-unclear", "no-pair", "no-figure",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason not to use what was read.

    Parameters
    ----------
    kind : str
        A code (`DoubtKind`).
    about : tuple of str
        The digits as printed, the currencies that an amount may be of, or the places that the text names.
    """

    kind: DoubtKind
    about: tuple[str, ...] = ()
