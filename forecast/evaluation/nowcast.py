"""Nowcasts: what the first months of a year say about the total it ends with, measured.

From a monthly panel, partner-years are cut off after a month. What is published by then - the totals of
earlier years, and what a variant tells of this year's first months - goes the way of every series:
statements, audit, measurements, growth model, paths. Scored is the probability that the year reaches
marks at `RATIOS` of last year's total, next to

* ``nothing``: the growth model without a word about this year;
* ``growth goes on``: last year's total times year-to-date growth, for certain;
* ``monthly ETS``: seasonal exponential smoothing that sees every single month.

Two columns are kept apart: ``honest`` has priors from the years before the first one forecast, ``knows the
era`` the shipped priors. Errors of one calendar year are common to all partners, so standard errors
resample whole years. A method that fails on a case is counted, and scored as a year like the last.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from forecast.audit import audit
from forecast.data import GrowthPrint, LevelPrint, Origin, Period, Series, Statement
from forecast.errors import Fault, FitError, InputError
from forecast.evaluation import scores
from forecast.evaluation.monthly_ets import simulate_monthly_ets
from forecast.model import fit_growth, measure, simulate
from forecast.priors import estimate_from_files, load_priors, shipped_priors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from forecast.priors import Priors

    Floats = NDArray[np.float64]

__all__ = [
    "KNOWN_THROUGH",
    "RATIOS",
    "VARIANTS",
    "Case",
    "Plan",
    "Year",
    "probabilities",
    "run_nowcast",
]

Json = dict[str, Any]
Variant = Literal["nothing", "it grew only", "growth only", "level through own share"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)
NAIVE, ETS = "growth goes on", "monthly ETS"
HONEST, ERA = "honest", "knows the era"

#: Marks, in last year's totals.
RATIOS = (1.0, 1.02, 1.05, 1.1, 1.2)
#: The year is known through these months.
KNOWN_THROUGH = (2, 5, 9, 11)
#: Complete years before the one forecast.
HISTORY = 8
#: Partners traded at least this much a year earlier, USD.
SMALLEST_LEVEL = 1e9
#: Totals come in tenths of a million dollars; growth is printed to a tenth of a per cent.
LEVEL_RESOLUTION, GROWTH_RESOLUTION = 1e5, 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """What a nowcast backtest covers.

    Parameters
    ----------
    first, last : int
        Years forecast.
    most : int
        Partners of each year, at most.
    draws : int
        Paths a forecast.
    """

    first: int = 2005
    last: int = 2023
    most: int = 15
    draws: int = 4_000


@dataclass(frozen=True, eq=False)
class Case:
    """A partner-year known through a month: all that a forecast sees.

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
        """Totals that the year may reach, USD."""
        return np.asarray(np.array(RATIOS) * self.earlier[-1].sum())

    @property
    def growth(self) -> float:
        """The year so far over the same months of last year, a factor."""
        return float(self.months.sum() / self.earlier[-1, : len(self.months)].sum())


@dataclass(frozen=True, eq=False)
class Year:
    """A partner-year with its outcome; `known` is the only way from here to a forecast."""

    partner: str
    year: int
    earlier: Floats
    months: Floats

    def known(self, months: int) -> Case:
        """Return what is known through a month."""
        return Case(self.partner, self.year, self.earlier, self.months[:months])

    @property
    def reached(self) -> NDArray[np.bool_]:
        """Which marks the whole year reached."""
        return np.asarray(self.months.sum() >= self.known(0).marks)


def _statement(period: Period, level: float | None, growth: GrowthPrint | None = None) -> Statement:
    told = None if level is None else LevelPrint(level, LEVEL_RESOLUTION)
    name, origin = str(period), Origin("", "", "", period.end)
    return Statement(name, "reporter", "total", period, told, growth, name, origin, reliability="high")


def _series(case: Case, variant: Variant) -> Series:
    """Return what is published of a case: annual totals, and what the variant tells of this year."""
    first, now = case.year - len(case.earlier), Period(case.year, len(case.months))
    told = [_statement(Period(first + i), float(total)) for i, total in enumerate(case.earlier.sum(axis=1))]
    if variant in {"growth only", "level through own share"}:
        printed = GrowthPrint(round(100 * (case.growth - 1), 1), GROWTH_RESOLUTION)
        level = float(case.months.sum()) if variant == "level through own share" else None
        told.append(_statement(now, level, printed))
    if variant == "level through own share" and not now.is_year:
        same = case.earlier[:, : now.months].sum(axis=1)
        told += [_statement(Period(first + i, now.months), float(total)) for i, total in enumerate(same)]
    if variant == "it grew only" and case.growth > 1:
        told.append(_statement(now, None, GrowthPrint(0.0, 0.0, "up")))
    return Series("nowcast", "Reporter", case.partner, "USD", "goods", tuple(told))


def probabilities(case: Case, variant: Variant, priors: Priors, *, draws: int) -> Floats:
    """Return the product's probabilities that the year reaches its marks.

    Parameters
    ----------
    case : Case
    variant : {"nothing", "it grew only", "growth only", "level through own share"}
        What is told of the year: no word; that it grew, when it did; growth of its first months to a
        tenth of a per cent; or also their level, with the same months of every earlier year.
    priors : Priors
    draws : int

    Returns
    -------
    array of float, shape (len(RATIOS),)

    Raises
    ------
    FitError
        When the model cannot be fitted.
    """
    series = _series(case, variant)
    findings = audit(series, priors.profile)
    fit = fit_growth(measure(series, findings, statistics="reporter", flow="total"), priors)
    paths = simulate(fit, horizon=case.year, draws=draws)
    return np.asarray((paths.row(case.year) >= case.marks[:, None]).mean(axis=1))


def _growth_goes_on(case: Case) -> Floats:
    """Return 1 for the marks that last year's total times year-to-date growth reaches, else 0."""
    return np.asarray(case.earlier[-1].sum() * case.growth >= case.marks, dtype=np.float64)


def _monthly_ets(case: Case, *, draws: int) -> Floats:
    """Return the probabilities of seasonal exponential smoothing on every month known."""
    known = len(case.months)
    key = hashlib.sha256(f"{ETS}|{case.partner}|{case.year}|{known}".encode()).digest()
    months = np.concatenate([case.earlier.ravel(), case.months])
    rest = simulate_monthly_ets(months, horizon=12 - known, draws=draws, rng=np.random.default_rng(list(key[:8])))
    return np.asarray((case.months.sum() + rest.sum(axis=0) >= case.marks[:, None]).mean(axis=1))


def _years(table: pd.DataFrame, plan: Plan) -> tuple[list[Year], dict[str, int]]:
    """Return the partner-years forecast, chosen by a hash, and how many were set aside."""
    total = (table["exports_usd_million"] + table["imports_usd_million"]) * 1e6
    wide = table.assign(total=total).pivot_table(index=["partner", "year"], columns="month", values="total")
    wide = wide.reindex(columns=range(1, 13)).dropna()
    rows = wide[(wide > 0).all(axis=1)]
    whole = {(str(p), int(y)): months for (p, y), months in zip(rows.index, rows.to_numpy(dtype=float), strict=True)}
    aside: Counter[str] = Counter()
    found = []
    for year in range(plan.first, plan.last + 1):
        large = [p for (p, y), months in whole.items() if y == year - 1 and months.sum() >= SMALLEST_LEVEL]
        ready = [p for p in large if all((p, y) in whole for y in range(year - HISTORY, year + 1))]
        aside["a month without trade, in the year or the eight before"] += len(large) - len(ready)
        ready.sort(key=lambda partner: hashlib.sha256(f"{partner}|{year}".encode()).digest())
        aside["not drawn"] += len(ready[plan.most :])
        for p in ready[: plan.most]:
            earlier = np.stack([whole[p, y] for y in range(year - HISTORY, year)])
            found.append(Year(p, year, earlier, whole[p, year]))
    if len({y.year for y in found}) < 2:
        problem = f"holds no partner-years to forecast in two years of {plan.first} to {plan.last}"
        needed = f"give {HISTORY} complete years before, of partners above USD {SMALLEST_LEVEL / 1e9:g}bn"
        raise InputError([Fault("panel", "", problem, needed)])
    return found, dict(aside)


@dataclass(frozen=True, eq=False)
class _Told:
    """Brier scores a case by (known through, method, column), and how many cases each method failed."""

    briers: dict[tuple[int, str, str], list[float]]
    failed: Counter[str]

    def add(self, year: Year, key: tuple[int, str, str], forecast: Callable[[], Floats]) -> None:
        """Score a forecast of a year; one that fails counts as a year like the last."""
        try:
            told = forecast()
        except FitError:
            self.failed[key[1]] += 1
            told = np.array([float(ratio <= 1) for ratio in RATIOS])
        self.briers.setdefault(key, []).append(float(scores.brier(year.reached, told).mean()))


def _tell(year: Year, told: _Told, columns: Mapping[str, Priors], plan: Plan) -> None:
    """Score every method on a partner-year, known through each month."""
    for months in KNOWN_THROUGH:
        case = year.known(months)
        told.add(year, (months, NAIVE, ""), partial(_growth_goes_on, case))
        told.add(year, (months, ETS, ""), partial(_monthly_ets, case, draws=plan.draws))
    for column, priors in columns.items():
        # Without a word about the year, its month does not matter: fitted once.
        silent = cache(partial(probabilities, year.known(1), "nothing", priors, draws=plan.draws))
        for months in KNOWN_THROUGH:
            case = year.known(months)
            for variant in VARIANTS:
                spoken = partial(probabilities, case, variant, priors, draws=plan.draws)
                same = variant == "nothing" or (variant == "it grew only" and case.growth <= 1)
                told.add(year, (months, variant, column), silent if same else spoken)


def _scores(told: _Told, years: Sequence[Year]) -> list[Json]:
    """Return the table: Brier scores and paired differences, with standard errors over calendar years."""
    when = [year.year for year in years]

    def differ(first: Sequence[float], second: tuple[int, str, str]) -> list[float]:
        found = scores.paired_difference(first, told.briers[second], years=when, rng=np.random.default_rng(0))
        return [round(found.value, 5), round(found.se, 5)]

    rows = []
    for months in KNOWN_THROUGH:
        ets = float(np.mean(told.briers[months, ETS, ""]))
        for method in (NAIVE, ETS, *VARIANTS):
            for column in ("",) if method in {NAIVE, ETS} else (HONEST, ERA):
                brier = told.briers[months, method, column]
                estimate = scores.mean_score(brier, years=when, rng=np.random.default_rng(0))
                rows.append(
                    {
                        "known_through": months,
                        "method": method,
                        "column": column,
                        "cases": len(brier),
                        "brier": round(estimate.value, 5),
                        "brier_error": round(estimate.se, 5),
                        "minus_nothing": differ(brier, (months, "nothing", column or HONEST)),
                        "minus_growth_goes_on": differ(brier, (months, NAIVE, "")),
                        "minus_monthly_ets": differ(brier, (months, ETS, "")),
                        "over_monthly_ets": round(estimate.value / ets, 3) if ets > 0 else None,
                    }
                )
    return rows


def run_nowcast(
    monthly: Path,
    annual: Path,
    *,
    plan: Plan | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Json:
    """Return the nowcast backtest of a monthly panel as a JSON document.

    Parameters
    ----------
    monthly : Path
        The panel that is forecast, and tells how years before the first one forecast filled up.
    annual : Path
        The panel that the honest growth prior is estimated from, up to the year before the first.
    plan : Plan, optional
    progress : callable
        Told partner-years done and partner-years in all.

    Raises
    ------
    InputError
        When a panel cannot be read, or holds too few partner-years to forecast.
    FitError
        When a panel is too small for honest priors.
    """
    plan = plan or Plan()
    honest = load_priors(estimate_from_files(annual, monthly, until=plan.first - 1))
    columns = {HONEST: honest, ERA: shipped_priors()}
    years, aside = _years(pd.read_csv(monthly), plan)
    told = _Told({}, Counter())
    for done, year in enumerate(years):
        progress(done, len(years))
        _tell(year, told, columns, plan)
    progress(len(years), len(years))
    return {
        "command": f"trade-target nowcast --panel {annual.name} --monthly {monthly.name}",
        "date": datetime.now(UTC).date().isoformat(),
        "sources": list(honest.provenance.sources),
        "plan": asdict(plan),
        "ratios": list(RATIOS),
        "known_through": list(KNOWN_THROUGH),
        "partner_years": len(years),
        "set_aside": aside,
        "failed": dict(told.failed),
        "priors": {
            column: {
                "command": priors.provenance.command,
                "drift": round(priors.growth.drift, 5),
                "noise": [priors.profile.noise[months - 1] for months in KNOWN_THROUGH],
            }
            for column, priors in columns.items()
        },
        "scores": _scores(told, years),
    }
