"""What a service answers, as values that print as their sentences; and what it refuses, as the library's errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from forecast.errors import Fault, FitError, ForecastError, InputError, UnknownNameError
from forecast.report import (
    AttainableDocument,
    ComparisonDocument,
    Document,
    ForecastDocument,
    SensitivityDocument,
    SurfaceDocument,
    SurplusDocument,
)

if TYPE_CHECKING:
    import requests

__all__ = ["Attainable", "Comparison", "Forecast", "Sensitivity", "ServiceError", "Surface", "Surplus", "refusal"]


class ServiceError(ForecastError):
    """A service gave no answer: it cannot be reached, is too busy, or is of another version."""


class Forecast(ForecastDocument):
    """When a mark is reached, as a service answers it."""

    def __str__(self) -> str:
        """Return the answer in a sentence or two."""
        return self.summary.headline

    __repr__ = __str__

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability that the mark is reached by the end of each year."""
        rows = [(one.year, one.probability) for one in self.answer.probability_by]
        return pd.DataFrame(rows, columns=["year", "probability"])

    def chance_by(self, year: int) -> float:
        """Return the probability that the mark is reached by the end of a year.

        Raises
        ------
        InputError
            For a year before those told, when the mark may have been reached before them: the document tells only
            how probable that is, not by which year.
        """
        answer = self.answer
        told = {one.year: one.probability for one in answer.probability_by}
        if year in told:
            return told[year]
        if answer.reached_in is not None:
            if year >= answer.reached_in:
                return 1.0
            first, before = answer.reached_in, answer.probability_before_reached_in or 0.0
        else:
            first, before = min(told, default=self.question.horizon), answer.probability_already_reached
            if year >= first:
                return 1.0 - answer.probability_not_by_horizon
        if year == first - 1 or before == 0:
            return before
        raise InputError([Fault("year", str(year), "lies before what is told", f"takes {first - 1} or later")])


class _Summed(Document):
    """A document that says itself in a sentence."""

    summary: str

    def __str__(self) -> str:
        """Return what it says."""
        return self.summary

    __repr__ = __str__


class Attainable(AttainableDocument, _Summed):
    """The level that is reached by a year with a probability."""


class Surface(SurfaceDocument, _Summed):
    """The chances of many marks by many deadlines."""


class Surplus(SurplusDocument, _Summed):
    """How likely exports exceed imports, year by year."""


class Comparison(ComparisonDocument, _Summed):
    """Questions side by side."""


class Sensitivity(SensitivityDocument, _Summed):
    """Which input moves the chance most."""


def refusal(answer: requests.Response) -> ForecastError:
    """Return what a problem document tells as the library's own error."""
    try:
        told = answer.json()
        faults = [Fault(one["name"], one["given"], one["problem"], one["takes"]) for one in told["errors"]]
        kind, detail = str(told["type"]), str(told["detail"])
    except (ValueError, KeyError, TypeError):
        return ServiceError(f"{answer.url.partition('?')[0]} answers {answer.status_code} and no reason")
    if faults:
        return UnknownNameError(faults) if answer.status_code == 404 else InputError(faults)
    if kind.endswith(":no-forecast"):
        return FitError(detail)
    return ServiceError(f"{answer.url.partition('?')[0]} answers {answer.status_code}: {detail}")
