"""Nowcasts: within a year, what do its first months say about the total it ends with?

From a monthly panel, partner-years are cut off after a month. What was published by then - the totals of
earlier years, and what a variant tells of the first months - goes the way every series goes: statements,
measurements, growth model, paths. Scored is the probability that the year reaches a mark, next to

* ``nothing``: the growth model without any word about this year;
* ``growth goes on``: last year's total times year-to-date growth, for certain;
* ``monthly ETS``: seasonal exponential smoothing that sees every single month.

Two columns are kept apart: ``honest`` has priors from the years before the first one that is forecast,
``knows the era`` the shipped priors. Errors of one calendar year are common to all partners, so standard
errors resample whole years. A method that fails on a case is counted, and scored as a year like the last.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from forecast import catalog, scores
from forecast.audit import audit
from forecast.comparators_monthly import simulate_monthly_ets
from forecast.errors import FitError
from forecast.growth import fit_growth, simulate
from forecast.measurements import measure
from forecast.panels import estimate_from_files
from forecast.periods import Period
from forecast.statements import GrowthPrint, LevelPrint, Origin, Series, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from forecast.priors import Priors

    Floats = NDArray[np.float64]

__all__ = ["KNOWN_THROUGH", "Case", "Variant", "nowcast_text", "probabilities", "run_nowcast"]

Json = dict[str, Any]
Variant = Literal["nothing", "it grew only", "growth only", "level through own share"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)

RATIOS = (1.0, 1.02, 1.05, 1.1, 1.2)
KNOWN_THROUGH = (2, 5, 9, 11)
HISTORY = 8
#: A year earlier partners trade at least this much, USD.
SMALLEST_LEVEL = 1e9
#: Totals come in tenths of a million dollars; growth is printed to a tenth of a per cent.
LEVEL_RESOLUTION, GROWTH_RESOLUTION = 1e5, 0.1
DRAWS = 4_000


@dataclass(frozen=True, eq=False)
class Case:
    """A partner-year known through a month.

    Parameters
    ----------
    partner : str
    year : int
        The year that is forecast.
    earlier : array of float, shape (n, 12)
        Monthly totals of the `n` years before, all complete, USD.
    months : array of float, shape (m,)
        Monthly totals of the year so far, USD.
    """

    partner: str
    year: int
    earlier: Floats
    months: Floats

    @property
    def marks(self) -> Floats:
        """Totals that the year may reach, USD: `RATIOS` of last year's."""
        return np.asarray(np.array(RATIOS) * self.earlier[-1].sum())

    @property
    def growth(self) -> float:
        """Year-to-date growth factor over the same months of last year."""
        return float(self.months.sum() / self.earlier[-1, : len(self.months)].sum())

    def rng(self, name: str) -> np.random.Generator:
        """Return the generator of a method on this case."""
        key = f"{name}|{self.partner}|{self.year}|{len(self.months)}"
        return np.random.default_rng(list(hashlib.sha256(key.encode()).digest()[:8]))


def _statement(period: Period, level: float | None, growth: GrowthPrint | None) -> Statement:
    told = None if level is None else LevelPrint(level, LEVEL_RESOLUTION)
    origin = Origin("", "", "", period.end)
    name = str(period)
    return Statement(name, "reporter", "total", period, told, growth, name, origin, reliability="high")


def _series(case: Case, variant: Variant) -> Series:
    """Return what is published about a case: annual totals, and what the variant tells of this year."""
    first, known = case.year - len(case.earlier), len(case.months)
    totals = case.earlier.sum(axis=1)
    told = [_statement(Period(first + i), float(total), None) for i, total in enumerate(totals)]
    now, growth = Period(case.year, known), case.growth
    printed = GrowthPrint(round(100 * (growth - 1), 1), GROWTH_RESOLUTION)
    if variant == "growth only":
        told.append(_statement(now, None, printed))
    elif variant == "it grew only" and growth > 1:
        told.append(_statement(now, None, GrowthPrint(0.0, 0.0, "up")))
    elif variant == "level through own share":
        same = case.earlier[:, :known].sum(axis=1)
        if known < 12:
            told += [_statement(Period(first + i, known), float(total), None) for i, total in enumerate(same)]
        told.append(_statement(now, float(case.months.sum()), printed))
    return Series("nowcast", "Reporter", case.partner, "USD", "goods", tuple(told))


def probabilities(case: Case, variant: Variant, priors: Priors, *, draws: int = DRAWS) -> Floats:
    series = _series(case, variant)
    findings = audit(series, priors.profile)
    measurements = measure(series, findings, statistics="reporter", flow="total")
    paths = simulate(fit_growth(measurements, priors), horizon=case.year, draws=draws)
    return np.asarray((paths.row(case.year) >= case.marks[:, None]).mean(axis=1))


def _growth_goes_on(case: Case) -> Floats:
    """Return 1 for the marks that last year's total times year-to-date growth reaches, else 0."""
    return np.asarray(case.earlier[-1].sum() * case.growth >= case.marks, dtype=np.float64)


def _monthly_ets(case: Case, *, draws: int = DRAWS) -> Floats:
    months = np.concatenate([case.earlier.ravel(), case.months])
    left = simulate_monthly_ets(months, horizon=12 - len(case.months), draws=draws, rng=case.rng("ets"))
    return np.asarray((case.months.sum() + left.sum(axis=0) >= case.marks[:, None]).mean(axis=1))

def panel_array(table):
    total = table["exports_usd_million"] + table["imports_usd_million"]
    wide = table.assign(total=total*1e6).pivot_table(index=["partner", "year"], columns="month", values="total")
    wide = wide.reindex(columns=range(1, 13)).dropna()
    wide = wide[(wide > 0).all(axis=1)]
    return {(p,int(y)): row for (p,y),row in zip(wide.index, wide.to_numpy(), strict=True)}

def select(years, first, last, most):
    found=[]; aside=Counter()
    for y in range(first,last+1):
        here=[]
        for (p,yy) in years:
            if yy!=y or (p,y-1) not in years or years[p,y-1].sum()<SMALLEST_LEVEL: continue
            if any((p,y-k) not in years for k in range(1,HISTORY+1)):
                aside['hole']+=1; continue
            here.append(p)
        here.sort(key=lambda p: hashlib.sha256(f"{p}|{y}".encode()).digest())
        found+=[(p,y) for p in here[:most]]
    return found,aside
