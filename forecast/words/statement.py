"""What a published statement says, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.locale import marked, say
from forecast.words.prints import figure_words, period_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import Flow, Statement

__all__ = ["statement_words"]

_SAID: Mapping[Flow, str] = {
    "total": marked("total {period}: {figures}"),
    "exports": marked("exports {period}: {figures}"),
    "imports": marked("imports {period}: {figures}"),
}
_ASSUMED: Mapping[Flow, str] = {
    "total": marked("hypothetical: total {period}: {figures}"),
    "exports": marked("hypothetical: exports {period}: {figures}"),
    "imports": marked("hypothetical: imports {period}: {figures}"),
}


def statement_words(statement: Statement, unit: str) -> str:
    """Return what a statement says: flow, period, level and growth as printed.

    Examples
    --------
    >>> from forecast.data import catalog
    >>> series = catalog.series("belarus-st-petersburg")
    >>> statement_words(series.select(statistics="belarus")[-1], series.unit)
    'total January-May 2025: grew, no figure'
    """
    told = [figure_words(figure, unit) for figure in (statement.level, statement.growth) if figure]
    template = _ASSUMED if statement.hypothetical else _SAID
    return say(template[statement.flow], period=period_words(statement.period), figures=", ".join(told))
