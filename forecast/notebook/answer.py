"""Forecasts in a notebook: a sentence, a table and a figure."""

from __future__ import annotations

from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING

from forecast import catalog, figures, statement_tables, summary, tables
from forecast.answers import TargetForecast
from forecast.forecasting import forecast_target
from forecast.question import parse_question
from forecast.showing import DPI, show, words_and_table

if TYPE_CHECKING:
    import pandas as pd

    from forecast.scenario import Scenario
    from forecast.statements import Series

__all__ = ["DisplayedForecast", "forecast", "published"]


class DisplayedForecast(TargetForecast):
    """A `TargetForecast` that shows itself in a notebook and in a terminal."""

    def __repr__(self) -> str:
        """Return the headline."""
        return summary.headline(self)

    def _words_and_table(self) -> str:
        rows = "".join(
            f"<tr><td>{year}</td><td>{escape(summary.percent_words(p))}</td></tr>"
            for year, p in self.answer.probability_by[:8]
        )
        head = "<tr><th>by the end of</th><th>chance</th></tr>"
        return words_and_table(summary.sentences(self), f"<table>{head}{rows}</table>")

    def _repr_html_(self) -> str:
        """Return sentences, table and figure in one, for what shows HTML but is no notebook."""
        return self._words_and_table() + figures.svg(self).partition("?>")[2]

    def _ipython_display_(self) -> None:
        told = ", ".join(f"{year} {summary.percent_words(p)}" for year, p in self.answer.probability_by[:8])
        described = f"History, fan and mark; chance by the end of {told}" if told else "History and mark"
        show(repr(self), self._words_and_table(), figures.png(self, dpi=DPI), described)

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability that the mark is reached by the end of each year."""
        return tables.probability_table(self)

    @property
    def paths(self) -> pd.DataFrame:
        """History and fan, full currency units."""
        return tables.path_table(self)

    @property
    def uses(self) -> pd.DataFrame:
        """Each statement known on the day, and what the fit used it as."""
        return statement_tables.use_table(self)

    @property
    def measurements(self) -> pd.DataFrame:
        """The measurements that the fit sees, each an interval."""
        return statement_tables.measurement_table(self)

    @property
    def findings(self) -> pd.DataFrame:
        """What the audit of the published figures found."""
        return statement_tables.finding_table(self)

    @property
    def influences(self) -> pd.DataFrame:
        """The answer without each of the most influential statements."""
        return statement_tables.influence_table(self)

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


def published(series: str | Series) -> pd.DataFrame:
    """Return what was published about a pair, a statement a row.

    Parameters
    ----------
    series : str or Series
        Name of a shipped series, or one made by `read_series`.

    Examples
    --------
    >>> len(published("belarus-st-petersburg"))
    49
    """
    return statement_tables.statement_table(catalog.series(series) if isinstance(series, str) else series)
