"""What a forecast rests on as data frames: its statements, the measurements they make, the audit's findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from forecast import words
from forecast.model import measure

if TYPE_CHECKING:
    from forecast.data import Series
    from forecast.forecasting import TargetForecast

__all__ = ["finding_table", "influence_table", "measurement_table", "statement_table", "use_table"]


_CLAIMED = {"grew": "grew, no figure", "fell": "fell, no figure", "record": "called a record"}


def statement_table(series: Series) -> pd.DataFrame:
    """Return what was published about a pair, one statement a row, in order of publication."""
    columns = ["published", "statistics", "says", "publisher", "reliability"]
    rows = [
        (
            s.origin.published.isoformat(),
            s.statistics,
            words.statement_words(s, series.unit),
            s.origin.publisher,
            s.reliability,
        )
        for s in series.statements
    ]
    return pd.DataFrame(rows, columns=columns)


def use_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return each statement known on the day, and what the fit used it as."""
    columns = ["published", "statistics", "says", "used as"]
    unit = forecast.series.unit
    rows = [
        (
            use.statement.origin.published.isoformat(),
            use.statement.statistics,
            words.statement_words(use.statement, unit),
            "; ".join(words.use_words(one, forecast.series) for one in use.uses),
        )
        for use in forecast.statements
    ]
    return pd.DataFrame(rows, columns=columns)


def measurement_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return the measurements that the fit sees: an interval each, and the statements behind it.

    Levels are in full currency units; growth is in per cent over the same months of the year before. What was
    said without a figure ("it grew", "it fell", "a record") has no interval: it weighs whole paths.
    """
    question = forecast.question
    found = measure(forecast.series, forecast.audit, statistics=question.statistics, flow=question.flow)
    rows = []
    for m in found.rows:
        low, high = m.interval.low, m.interval.high
        ends = (
            (round(low), round(high)) if m.quantity == "level" else tuple(round(100 * (x - 1), 2) for x in (low, high))
        )
        unit = forecast.series.unit if m.quantity == "level" else "% on the year before"
        rows.append((str(m.period), m.quantity, *(f"{end:,}" for end in ends), unit, m.reliability, len(m.statements)))
    rows += [
        (str(c.period), _CLAIMED[c.kind], "", "", "weighs paths", f"{c.chance:.0%} informative", len(c.statements))
        for c in found.claims
    ]
    columns = ["period", "quantity", "lowest", "highest", "unit", "reliability", "statements"]
    return pd.DataFrame(rows, columns=columns)


def finding_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return what the audit found: title, sums, what was probably meant, what the fit does."""
    columns = ["finding", "arithmetic", "likely reading", "in the fit"]
    told = [words.finding_words(finding, forecast.series) for finding in forecast.audit]
    rows = [(one.title, one.arithmetic, one.likely_reading, one.treatment) for one in told]
    return pd.DataFrame(rows, columns=columns)


def influence_table(forecast: TargetForecast) -> pd.DataFrame:
    """Return the answer without each of the most influential statements."""
    unit, horizon = forecast.series.unit, forecast.question.horizon
    rows = [
        (
            words.statement_words(one.statement, unit),
            one.year,
            None if one.probability is None else round(one.probability, 3),
            words.month_words(one.median, horizon) if one.probability is not None else None,
        )
        for one in forecast.influence
    ]
    return pd.DataFrame(rows, columns=["without", "by the end of", "probability", "as likely as not by"])
