"""Exploring in a notebook: each answer is a sentence, a table and a figure."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from forecast import report, words
from forecast.data import catalog
from forecast.forecasting import (
    Asked,
    Attainable,
    Comparison,
    Fits,
    Sensitivity,
    Surface,
    attainable_level,
    compare_questions,
    fit_ground,
    parse_attainable,
    parse_comparison,
    parse_question,
    parse_surface,
    sensitivity_of,
    surface_of,
)
from forecast.notebook.showing import DPI, show, words_and_table
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from forecast.data import Series
    from forecast.scenario import Scenario

__all__ = [
    "DisplayedAttainable",
    "DisplayedComparison",
    "DisplayedSensitivity",
    "DisplayedSurface",
    "attainable",
    "compare",
    "sensitivity",
    "surface",
]

T = TypeVar("T")


class _Shown:
    """What all displayed answers share; a subclass gives the table that is shown."""

    __slots__ = ()

    def _shown_table(self) -> pd.DataFrame:
        raise NotImplementedError

    def _words_and_table(self) -> str:
        table = self._shown_table().to_html(index=False, border=0, max_rows=60, na_rep="")
        return words_and_table((repr(self),), table)

    def _repr_html_(self) -> str:
        """Return sentence, table and figure in one, for what shows HTML but is no notebook."""
        return self._words_and_table() + report.svg(self).partition("?>")[2]  # type: ignore[arg-type]

    def _ipython_display_(self) -> None:
        picture = report.png(self, dpi=DPI)  # type: ignore[arg-type]
        show(repr(self), self._words_and_table(), picture, repr(self))


def _displayed(kind: type[T], found: Any) -> T:  # noqa: ANN401 - the class that `kind` extends
    return kind(**{field.name: getattr(found, field.name) for field in fields(found)})


class DisplayedAttainable(_Shown, Attainable):
    """An `Attainable` that shows itself in a notebook and in a terminal."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the headline."""
        return words.attainable_headline(self)

    @property
    def table(self) -> pd.DataFrame:
        """Level ahead for each probability, full currency units."""
        return report.attainable_table(self)

    def _shown_table(self) -> pd.DataFrame:
        return self.table


class DisplayedSurface(_Shown, Surface):
    """A `Surface` that shows itself in a notebook and in a terminal."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the headline."""
        return words.surface_headline(self)

    @property
    def table(self) -> pd.DataFrame:
        """Chance by mark (rows, full currency units) and deadline (columns)."""
        long = report.surface_table(self)
        return long.pivot_table(index=str(long.columns[0]), columns="by", values="probability")

    def _shown_table(self) -> pd.DataFrame:
        return self.table.rename_axis(columns=None).reset_index()


class DisplayedComparison(_Shown, Comparison):
    """A `Comparison` that shows itself in a notebook and in a terminal."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the headline."""
        return words.comparison_headline(self)

    @property
    def table(self) -> pd.DataFrame:
        """A row per case and year: chance, change against the baseline and its simulation error."""
        return report.comparison_table(self)

    def _shown_table(self) -> pd.DataFrame:
        found = self.table
        near = found[found["year"] < found["year"].min() + 6]
        chances = near.pivot_table(index="case", columns="year", values="probability", sort=False)
        dates = near.groupby("case", sort=False)[["median", "months_later"]].first()
        wide: pd.DataFrame = dates.join(chances).reset_index()
        return wide.fillna({"median": f"after {self.question.horizon}"})


class DisplayedSensitivity(_Shown, Sensitivity):
    """A `Sensitivity` that shows itself in a notebook and in a terminal."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the headline."""
        return words.sensitivity_headline(self)

    @property
    def table(self) -> pd.DataFrame:
        """A row per input and value: the median date, and the chance by the year told."""
        return report.sensitivity_table(self)

    def _shown_table(self) -> pd.DataFrame:
        return self.table


def _series(series: str | Series) -> Series:
    return catalog.series(series) if isinstance(series, str) else series


def _text(given: Mapping[str, object]) -> dict[str, str | None]:
    return {name: None if value is None else str(value) for name, value in given.items()}


def attainable(
    series: str | Series,
    by: int,
    *,
    probability: float | None = None,
    as_of: str | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> DisplayedAttainable:
    """Return the level that is reached by a year with a probability.

    Parameters
    ----------
    series : str or Series
        Name of a shipped series, or one made by `read_series`.
    by : int
        The deadline, a year.
    probability : float, optional
        0.8 when not given.
    as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.

    Examples
    --------
    >>> attainable("belarus-st-petersburg", 2030, as_of="2025-07-14").level > 3e9
    True
    """
    given = {
        "by": by, "probability": probability, "as_of": as_of, "flow": flow, "statistics": statistics,
        "horizon": horizon, "model": model, "seed": seed, "scenario": scenario,
    }  # fmt: skip
    chosen = _series(series)
    asked = parse_attainable(_text(given), chosen)
    fitted = fit_ground(asked.question.ground, chosen, shipped_priors())
    return _displayed(DisplayedAttainable, attainable_level(asked, fitted))


def surface(
    series: str | Series,
    *,
    targets: Sequence[str] | None = None,
    deadlines: Sequence[int] | None = None,
    as_of: str | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> DisplayedSurface:
    """Return the chances of many marks by many deadlines.

    Parameters
    ----------
    series : str or Series
    targets : sequence of str, optional
        Marks such as ``"2.5bn"``; some around the last total when not given.
    deadlines : sequence of int, optional
        Years; the next ones when not given.
    as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.
    """
    given = {
        "targets": ";".join(targets) if targets else None,
        "deadlines": ",".join(str(year) for year in deadlines) if deadlines else None,
        "as_of": as_of, "flow": flow, "statistics": statistics, "horizon": horizon, "model": model, "seed": seed,
        "scenario": scenario,
    }  # fmt: skip
    chosen = _series(series)
    asked = parse_surface(_text(given), chosen)
    return _displayed(DisplayedSurface, surface_of(asked, fit_ground(asked.question.ground, chosen, shipped_priors())))


def compare(
    series: str | Series,
    target: str,
    *,
    scenarios: Sequence[str | Scenario] = (),
    sides: Sequence[str] = (),
    others: Sequence[str | Series] = (),
    by: int | None = None,
    as_of: str | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> DisplayedComparison:
    """Return the answer as it stands beside what it is in other cases.

    Parameters
    ----------
    series : str or Series
    target : str
        The mark, such as ``"2.5bn"``.
    scenarios : sequence of str or Scenario
        Each in place of `scenario`.
    sides : sequence of str
        Other statistics of the same series.
    others : sequence of str or Series
        Other series, asked the same mark.
    by, as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.

    Examples
    --------
    >>> found = compare("belarus-st-petersburg", "2.5bn", scenarios=["growth=2025:-10%"])
    >>> found.entries[1].months_later > 0
    True
    """
    given = _text({
        "target": target, "by": by, "as_of": as_of, "flow": flow, "statistics": statistics, "horizon": horizon,
        "model": model, "seed": seed, "scenario": scenario,
    })  # fmt: skip
    chosen = _series(series)
    variants = [str(one) for one in scenarios]
    plain = () if variants or sides or not others else (Asked("as it stands", parse_question(given, chosen), chosen),)
    asked = plain or parse_comparison(given, chosen, scenarios=variants, sides=sides)
    beside = tuple(Asked(one.id, parse_question(given, one), one) for one in map(_series, others))
    return _displayed(DisplayedComparison, compare_questions(asked + beside, Fits(shipped_priors()).of))


def sensitivity(
    series: str | Series,
    target: str,
    *,
    by: int | None = None,
    as_of: str | None = None,
    flow: str | None = None,
    statistics: str | None = None,
    horizon: int | None = None,
    model: str | None = None,
    seed: int | None = None,
    scenario: str | Scenario | None = None,
) -> DisplayedSensitivity:
    """Return which input moves the date most, one at a time.

    Parameters
    ----------
    series : str or Series
    target : str
        The mark, such as ``"2.5bn"``.
    by, as_of, flow, statistics, horizon, model, seed, scenario
        As on the command line; None takes the default.
    """
    given = _text({
        "target": target, "by": by, "as_of": as_of, "flow": flow, "statistics": statistics, "horizon": horizon,
        "model": model, "seed": seed, "scenario": scenario,
    })  # fmt: skip
    chosen = _series(series)
    question = parse_question(given, chosen)
    fitted = fit_ground(question.ground, chosen, shipped_priors())
    return _displayed(DisplayedSensitivity, sensitivity_of(question, fitted))
