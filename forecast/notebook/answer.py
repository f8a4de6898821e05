"""Forecasts in a notebook: a sentence, a table and a figure."""

from __future__ import annotations

from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING

from forecast import report, words
from forecast.data import catalog
from forecast.forecasting import TargetForecast, forecast_target, parse_question
from forecast.notebook.showing import DPI, show, words_and_table
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    import pandas as pd

    from forecast.data import Series
    from forecast.scenario import Scenario

__all__ = ["DisplayedForecast", "forecast", "published"]


class DisplayedForecast(TargetForecast):
    """A `TargetForecast` that shows itself in a notebook and in a terminal."""

    def __repr__(self) -> str:
        """Return the headline."""
        return words.headline(self)

    def _words_and_table(self) -> str:
        rows = "".join(
            f"<tr><td>{year}</td><td>{escape(words.percent_words(p))}</td></tr>"
            for year, p in self.answer.probability_by[:8]
        )
        head = "<tr><th>by the end of</th><th>chance</th></tr>"
        return words_and_table(words.sentences(self), f"<table>{head}{rows}</table>")

    def _repr_html_(self) -> str:
        """Return sentences, table and figure in one, for what shows HTML but is no notebook."""
        return self._words_and_table() + report.svg(self).partition("?>")[2]

    def _ipython_display_(self) -> None:
        told = ", ".join(f"{year} {words.percent_words(p)}" for year, p in self.answer.probability_by[:8])
        described = f"History, fan and mark; chance by the end of {told}" if told else "History and mark"
        show(repr(self), self._words_and_table(), report.png(self, dpi=DPI), described)

    @property
    def probabilities(self) -> pd.DataFrame:
        """Probability that the mark is reached by the end of each year."""
        return report.probability_table(self)

    @property
    def paths(self) -> pd.DataFrame:
        """History and fan, full currency units."""
        return report.path_table(self)

    @property
    def uses(self) -> pd.DataFrame:
        """Each statement known on the day, and what the fit used it as."""
        return report.use_table(self)

    @property
    def measurements(self) -> pd.DataFrame:
        """The measurements that the fit sees, each an interval."""
        return report.measurement_table(self)

    @property
    def findings(self) -> pd.DataFrame:
        """What the audit of the published figures found."""
        return report.finding_table(self)

    @property
    def influences(self) -> pd.DataFrame:
        """The answer without each of the most influential statements."""
        return report.influence_table(self)

    @property
    def required(self) -> pd.DataFrame:
        """Growth each deadline asks for, per cent a year."""
        return report.required_table(self)


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
    found = forecast_target(question, chosen, shipped_priors(), catalog.targets())
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
    return report.statement_table(catalog.series(series) if isinstance(series, str) else series)
