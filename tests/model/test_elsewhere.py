"""Periods that do not begin with a year - fiscal years in a calendar series, single quarters - against brute draws."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecast.audit import audit
from forecast.data.intervals import Interval
from forecast.data.periods import Period
from forecast.data.seasonality import YearProfile
from forecast.data.statements import GrowthPrint, LevelPrint, Origin, Series, Statement
from forecast.model import settle
from forecast.model.growth import fit_growth
from forecast.model.measurements import RELIABILITY_SD, Claim, Measurement, Measurements
from forecast.model.measuring import measure
from forecast.model.simulation import simulate
from forecast.priors import shipped_priors

SIGMA, DRIFT, NOISE = 0.2, 0.06, 0.9
EVEN = YearProfile((*(math.log(m / 12) for m in range(1, 12)), 0.0), (0.0,) * 12, (*(NOISE,) * 11, 0.0))
PRIORS = replace(
    shipped_priors(),
    profile=EVEN,
    growth=replace(
        shipped_priors().growth, drift=DRIFT, drift_sd=1e-6, shock_df=math.inf, size_elasticity=0.0, reversion=0.0,
        reversion_size=0.0, log_volatility=math.log(SIGMA),
    ),
)  # fmt: skip
#: The year to March 2025 in a series of calendar years, and the third quarter of 2024.
FISCAL, QUARTER = Period(2024, 12, 3), Period(2024, 3, 6)


def measured(period, quantity, value):
    """Return one measurement, known but for its reliability."""
    return Measurement(period, quantity, Interval(value * (1 - 1e-6), value * (1 + 1e-6)), "high", (f"{period}",))


def paths(rows, claims=(), *, horizon=2026, draws=60_000):
    """Return paths of the model at one volatility."""
    fit = fit_growth(Measurements(tuple(rows), claims), PRIORS, volatility=SIGMA)
    return simulate(fit, horizon=horizon, draws=draws, seed=3)


def brute(weigh, *, years=4, draws=400_000):
    """Return log totals from 2023 on, known to be 1bn there, drawn from the prior and weighed."""
    rng = np.random.default_rng(8)
    steps = DRIFT + SIGMA * rng.standard_normal((years - 1, draws))
    x = math.log(1e9) + np.vstack([np.zeros(draws), np.cumsum(steps, axis=0)])
    # Twelve months to March: what is unusual in the first quarters of both years moves it.
    unusual = SIGMA * NOISE / math.sqrt(2) * rng.standard_normal((years, draws))
    weight = weigh(x, unusual)
    return x, weight / weight.sum()


def moments(values, weight):
    """Return mean and standard deviation."""
    mean = weight @ values
    return mean, math.sqrt(weight @ (values - mean) ** 2)


def likelihood(told, log_value):
    """Return the density of a measurement of high reliability."""
    return np.exp(-0.5 * ((told - log_value) / RELIABILITY_SD["high"]) ** 2)


def months_to_march(x, unusual, last):
    """Return the log of the twelve months to March of a year, by its months."""
    early = np.exp(x[last - 1]) * (1 - 0.25 * np.exp(unusual[last - 1]))
    return np.log(early + np.exp(x[last]) * 0.25 * np.exp(unusual[last]))


@pytest.mark.parametrize("known", [True, False])
def test_a_fiscal_year_measures_two_calendar_years_by_their_months(known):
    """Posterior of both years, with the first known or not, as brute draws of months weighed by the print have it."""
    value = 1.08e9
    rows = [measured(Period(2023), "level", 1e9), measured(FISCAL, "level", value)]
    rows += [measured(Period(2024), "level", 1.05e9)] if known else []
    found = paths(sorted(rows, key=lambda m: (m.period, m.quantity)))

    def weigh(x, unusual):
        told = likelihood(months_to_march(x, unusual, 2), math.log(value))
        return told * likelihood(x[1], math.log(1.05e9)) if known else told

    x, weight = brute(weigh)
    for year, row in ((2024, 1), (2025, 2), (2026, 3)):
        mean, spread = moments(x[row], weight)
        logs = np.log(found.row(year))
        assert logs.mean() == pytest.approx(mean, abs=0.012), year
        assert logs.std() == pytest.approx(spread, rel=0.06, abs=0.002), year


def test_growth_of_a_fiscal_year_is_against_the_same_months_a_year_before():
    """Three calendar years are moved by it as brute draws of their months say."""
    rows = [measured(Period(2023), "level", 1e9), measured(Period(2025, 12, 3), "growth", 1.3)]
    found = paths(rows)

    def weigh(x, unusual):
        grew = months_to_march(x, unusual, 3) - months_to_march(x, unusual, 2)
        return likelihood(grew, math.log(1.3))

    x, weight = brute(weigh)
    for year, row in ((2025, 2), (2026, 3)):
        mean, spread = moments(x[row], weight)
        logs = np.log(found.row(year))
        assert logs.mean() == pytest.approx(mean, abs=0.02), year
        assert logs.std() == pytest.approx(spread, rel=0.06), year


def test_a_single_quarter_measures_its_year_by_its_usual_share():
    """A quarter alone is a quarter of its year, give or take how unusual such months are."""
    found = paths([measured(Period(2023), "level", 1e9), measured(QUARTER, "level", 0.3e9)])

    def weigh(x, unusual):
        return likelihood(x[1] + math.log(0.25) + unusual[1], math.log(0.3e9))

    x, weight = brute(weigh)
    mean, spread = moments(x[1], weight)
    logs = np.log(found.row(2024))
    assert (logs.mean(), logs.std()) == (pytest.approx(mean, abs=0.01), pytest.approx(spread, rel=0.05))


@pytest.mark.parametrize(("kind", "sign"), [("grew", 1), ("fell", -1)])
@pytest.mark.parametrize("period", [Period(2024), Period(2024, 6), FISCAL, QUARTER], ids=str)
def test_a_claim_without_a_figure_weighs_draws_by_whether_it_holds(kind, sign, period):
    """Grew and fell are mirrors: each weighs paths by the chance of it over the same months of the year before."""
    chance = 0.8
    rows = [measured(Period(2023), "level", 1e9)]
    found = paths(rows, (Claim(kind, period, chance, ("said",)),))

    def weigh(x, unusual):
        grew = x[1] - x[0] + (0.0 if period.is_year else unusual[1] - unusual[0])
        if period == FISCAL:
            spread = 0.25 * NOISE * SIGMA * math.sqrt(2) * np.random.default_rng(6).standard_normal(x.shape[1])
            grew = 0.25 * (x[2] - x[1]) + 0.75 * (x[1] - x[0]) + spread
        return np.where(sign * grew > 0, chance, 0.0) + (1 - chance) / 2

    x, weight = brute(weigh)
    for year, row in ((2024, 1), (2025, 2)):
        mean, spread = moments(x[row], weight)
        logs = np.log(found.row(year))
        assert logs.mean() == pytest.approx(mean, abs=0.01), year
        assert logs.std() == pytest.approx(spread, rel=0.03), year


def said(name, period, level=None, growth=None):
    """Return a statement of the made-up series."""
    origin = Origin("publisher", "title", "", date(2026, 1, 1))
    return Statement(name, "a", "total", period, level, growth, name, origin, "high")


def series_of(*statements):
    """Return a made-up series."""
    return Series("a-b", "A", "B", "USD", "goods", statements)


def uses(*statements):
    """Return role and reason of each statement."""
    series = series_of(*statements)
    found = measure(series, audit(series, PRIORS.profile), statistics="a", flow="total")
    return {use.statement: (use.role, use.reason) for use in found.uses}


LEVEL = LevelPrint(1e9, 1e6)


def test_a_fiscal_year_counts_where_its_calendar_years_are_not_known():
    """Both years known, it is not needed; one open, it is a level; rolling years count once, the newest."""
    y23, y24, y25 = (said(f"y{year}", Period(year), LEVEL) for year in (2023, 2024, 2025))
    fiscal = said("fiscal", FISCAL, LEVEL)
    assert uses(y23, y24, y25, fiscal)["fiscal"] == ("not-needed", "year-known")
    assert uses(y23, y24, fiscal)["fiscal"] == ("level", None)
    assert uses(y23, y24, fiscal, said("half", Period(2025, 6), LEVEL))["fiscal"] == ("not-needed", "later-known")
    rolling = [said(f"to {month}", Period(2024, 12, month), LEVEL) for month in (3, 6, 9)]
    told = uses(y23, y24, *rolling)
    assert [told[s.id][0] for s in rolling] == ["not-needed", "not-needed", "level"]


def test_a_fiscal_year_settles_neither_calendar_year():
    """Twelve months at the mark settle no calendar year; a quarter at the mark settles its own."""
    mark = 0.9e9
    fiscal = settle(series_of(said("fiscal", FISCAL, LEVEL)), (), statistics="a", flow="total")
    quarter = settle(series_of(said("quarter", QUARTER, LEVEL)), (), statistics="a", flow="total")
    assert fiscal.reached(mark) == ()
    assert quarter.reached(mark) == (2024,)


def test_growth_of_a_quarter_counts_beside_an_open_year():
    """Growth of July to September against the same months moves an open year, and is not needed in a known one."""
    grew = said("grew", QUARTER, growth=GrowthPrint(30.0, 1.0))
    y23, y24 = (said(f"y{year}", Period(year), LEVEL) for year in (2023, 2024))
    assert uses(y23, grew)["grew"] == ("growth", None)
    assert uses(y23, y24, grew)["grew"] == ("not-needed", "year-known")
