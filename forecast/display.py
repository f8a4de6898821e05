"""Forecasts in a notebook: a sentence, a table and a figure."""

from __future__ import annotations

from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING

from forecast import catalog, figures, summary, tables
from forecast.answers import TargetForecast
from forecast.forecasting import forecast_target
from forecast.question import parse_question

if TYPE_CHECKING:
    import pandas as pd

    from forecast.scenario import Scenario
    from forecast.statements import Series

__all__ = ["DisplayedForecast", "forecast"]


class DisplayedForecast(TargetForecast):
    """A `TargetForecast` that shows itself in a notebook and in a terminal."""

    def __repr__(self) -> str:
        """Return the headline."""
        return summary.headline(self)

    def _repr_html_(self) -> str:
        """Return sentence, table and figure for a notebook."""
        told = "".join(f"<p>{escape(sentence)}</p>" for sentence in summary.sentences(self))
        rows = "".join(
            f"<tr><td>{year}</td><td>{escape(summary.percent_words(p))}</td></tr>"
            for year, p in self.answer.probability_by[:8]
        )
        head = "<tr><th>by the end of</th><th>chance</th></tr>"
        picture = figures.svg(self).partition("?>")[2]
        return f'<div style="max-width:40em">{told}<table>{head}{rows}</table>{picture}</div>'

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability that the mark is reached by the end of each year."""
        return tables.probability_table(self)

    @property
    def paths(self) -> pd.DataFrame:
        """History and fan, full currency units."""
        return tables.path_table(self)

    @property
    def required(self) -> pd.DataFrame:
        """Growth each deadline asks for, per cent a year."""
        return tables.required_table(self)


def forecast(
    series: str | Series,
    target: str,
    *,
    by: int | None = None,
    as_of: str | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    level: float | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> DisplayedForecast:
    """Return when trade reaches a mark.

    Parameters
    ----------
    series : str or Series
        Name of a shipped series, or one made by `read_series`.
    target : str
        The mark, such as ``"2.5bn"``.
    by, as_of, flow, statistics, horizon, level, model, seed, scenario
        As on the command line; None takes the default.

    Raises
    ------
    InputError
        With every fault of the question.

    Examples
    --------
    >>> answer = forecast("belarus-st-petersburg", "2.5bn", as_of="2025-07-14")
    >>> answer.answer.status
    'open'
    """
    chosen = catalog.series(series) if isinstance(series, str) else series
    given = {
        "target": target, "by": by, "as_of": as_of, "flow": flow, "statistics": statistics,
        "horizon": horizon, "level": level, "model": model, "seed": seed, "scenario": scenario,
    }  # fmt: skip
    question = parse_question({k: None if v is None else str(v) for k, v in given.items()}, chosen)
    found = forecast_target(question, chosen, catalog.priors(), catalog.announced_targets())
    return DisplayedForecast(**{field.name: getattr(found, field.name) for field in fields(found)})
