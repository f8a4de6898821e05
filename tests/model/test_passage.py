"""First passage: paths and a mark become a distribution over dates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.model.passage import DateDistribution, DateInterval, Month, first_passage
from forecast.model.paths import SamplePaths
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from forecast.data.seasonality import YearProfile

PROFILE = shipped_priors().profile
FIRST = 2020
FACTOR = st.floats(0.01, 100.0)
PROBABILITY = st.floats(0.001, 0.999)


def paths_of(rows: list[list[float]], *, first: int = FIRST, effective: float | None = None) -> SamplePaths:
    """Return paths from one row of totals a year."""
    values = np.array(rows, dtype=float)
    return SamplePaths(np.arange(first, first + len(values)), values, effective or float(values.shape[1]))


@st.composite
def random_paths(draw: st.DrawFn) -> SamplePaths:
    """Draw one to eight years of one to twelve paths."""
    years, count = draw(st.integers(1, 8)), draw(st.integers(1, 12))
    row = st.lists(FACTOR, min_size=count, max_size=count)
    return paths_of(draw(st.lists(row, min_size=years, max_size=years)))


@st.composite
def distributions(draw: st.DrawFn) -> DateDistribution:
    """Draw a distribution over one to eight years, part of it beyond the horizon."""
    years = draw(st.integers(1, 8))
    cells = draw(st.lists(st.integers(0, 9), min_size=12 * years, max_size=12 * years))
    beyond = draw(st.integers(1, 50))
    mass = np.array(cells, dtype=float).reshape(years, 12) / (sum(cells) + beyond)
    return DateDistribution(np.arange(FIRST, FIRST + years), mass, 1_000.0)


def naive_month(total: float, mark: float, profile: YearProfile) -> int:
    """Return the first month through which the usual part of a year's total is at or above the mark."""
    for month in range(1, 12):
        if total * math.exp(profile.log_share[month - 1]) >= mark * (1 - 1e-12):
            return month
    return 12


def naive(paths: SamplePaths, mark: float, profile: YearProfile, *, after: int = 0) -> dict[tuple[int, int], int]:
    """Return how many paths first reach the mark in each year and month, one path and year at a time."""
    counts: dict[tuple[int, int], int] = {}
    for path in paths.values.T:
        for year, total in zip(paths.years.tolist(), path.tolist(), strict=True):
            if year > after and total >= mark:
                cell = year, naive_month(total, mark, profile)
                counts[cell] = counts.get(cell, 0) + 1
                break
    return counts


def as_counts(dates: DateDistribution, paths: int) -> dict[tuple[int, int], int]:
    """Return the mass by year and month as numbers of paths."""
    cells = np.argwhere(dates.mass > 0)
    return {(int(dates.years[t]), int(m) + 1): round(float(dates.mass[t, m]) * paths) for t, m in cells}


# --- first_passage ---


@given(random_paths(), FACTOR)
def test_it_is_the_naive_loop(paths: SamplePaths, mark: float) -> None:
    """Year and month of every path are those of a plain loop over paths and years."""
    dates = first_passage(paths, mark, PROFILE)
    assert as_counts(dates, paths.values.shape[1]) == naive(paths, mark, PROFILE)


@given(random_paths(), FACTOR, st.integers(FIRST - 3, FIRST + 8))
def test_after_counts_only_later_years(paths: SamplePaths, mark: float, after: int) -> None:
    """With `after`, a path counts from the first later year at or above the mark, whatever was before."""
    after = min(after, int(paths.years[-1]) - 1)
    dates = first_passage(paths, mark, PROFILE, after=after)
    assert dates.years[0] == max(after + 1, FIRST)
    assert dates.horizon == paths.years[-1]
    assert as_counts(dates, paths.values.shape[1]) == naive(paths, mark, PROFILE, after=after)


@given(random_paths(), FACTOR, st.floats(1.0, 10.0))
def test_a_higher_mark_is_never_likelier(paths: SamplePaths, mark: float, factor: float) -> None:
    """Raising the mark never raises the probability by any year, nor brings any quantile forward."""
    low, high = (first_passage(paths, m, PROFILE) for m in (mark, mark * factor))
    for year in paths.years:
        assert high.by(year) <= low.by(year) + 1e-12
    for probability in (0.05, 0.5, 0.95):
        assert later_or_same(high.quantile(probability), low.quantile(probability))


@given(random_paths(), FACTOR, st.floats(1.0, 10.0))
def test_a_higher_mark_never_brings_the_median_month_forward(paths: SamplePaths, mark: float, factor: float) -> None:
    """The median month of a higher mark is the same or later."""
    low, high = (first_passage(paths, m, PROFILE).median for m in (mark, mark * factor))
    assert high is None or (low is not None and high >= low)


def later_or_same(year: int | None, than: int | None) -> bool:
    """Return whether a year is not before another; None lies beyond every year."""
    return year is None or (than is not None and year >= than)


@given(random_paths(), FACTOR, st.sampled_from([1e-6, 1e3, 1e9]))
def test_the_unit_does_not_matter(paths: SamplePaths, mark: float, factor: float) -> None:
    """Paths and mark in another unit have the same dates, unless a total lies within rounding of the mark."""
    if np.isclose(paths.values, mark, rtol=1e-9).any():
        return
    scaled = SamplePaths(paths.years, paths.values * factor, paths.effective)
    one, other = first_passage(paths, mark, PROFILE), first_passage(scaled, mark * factor, PROFILE)
    assert np.array_equal(one.mass.sum(axis=1), other.mass.sum(axis=1))


def test_later_falls_do_not_count() -> None:
    """A path that reached the mark and fell again keeps its first date."""
    dates = first_passage(paths_of([[1.0], [3.0], [1.0], [4.0]]), 2.0, PROFILE)
    assert [dates.by(year) for year in range(2020, 2024)] == [0.0, 1.0, 1.0, 1.0]
    assert dates.quantile(0.5) == 2021


def test_a_total_equal_to_the_mark_reaches_it_in_december() -> None:
    """A total that is exactly the mark reaches it, and only as the year ends."""
    for mark in (2.5e9, 0.1 + 0.2, 7.0):
        assert first_passage(paths_of([[mark / 2], [mark]]), mark, PROFILE).median == Month(2021, 12)


@pytest.mark.parametrize("month", range(1, 13))
def test_the_month_is_the_first_whose_usual_share_is_enough(month: int) -> None:
    """A total of which the first months usually make exactly the mark reaches it in that month."""
    total = 2.5e9 / PROFILE.share(month)
    assert first_passage(paths_of([[total]]), 2.5e9, PROFILE).median == Month(2020, month)
    if month < 12:
        assert first_passage(paths_of([[total * 0.999]]), 2.5e9, PROFILE).median == Month(2020, month + 1)


def test_far_above_the_mark_is_january() -> None:
    """A total a hundred times the mark passes it in January."""
    assert first_passage(paths_of([[100.0]]), 1.0, PROFILE).median == Month(2020, 1)


def test_the_mass_is_counted_by_hand() -> None:
    """Four paths: one reaches the mark in 2020, two in 2021, one never."""
    dates = first_passage(paths_of([[5.0, 1.0, 1.0, 1.0], [1.0, 2.0, 2.0, 1.9]], effective=3.0), 2.0, PROFILE)
    assert (dates.by(2020), dates.by(2021), dates.beyond) == (0.25, 0.75, 0.25)
    assert (dates.quantile(0.25), dates.quantile(0.26), dates.quantile(0.76)) == (2020, 2021, None)
    assert dates.interval(0.5) == DateInterval(0.5, 2020, 2021)
    assert dates.interval(0.8) == DateInterval(0.8, 2020, None)
    assert dates.median == Month(2021, 12)
    assert dates.draws == 3.0


# --- DateDistribution ---


@given(distributions())
def test_the_cdf_is_monotone_and_within_0_and_1(dates: DateDistribution) -> None:
    """A later deadline is never less likely, and no probability leaves [0, 1]."""
    told = [dates.by(year) for year in range(FIRST - 2, dates.horizon + 3)]
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] <= 1.0


@given(distributions())
def test_mass_and_beyond_make_one(dates: DateDistribution) -> None:
    """What is within the horizon and what lies beyond add to 1."""
    assert dates.mass.sum() + dates.beyond == pytest.approx(1.0, abs=1e-12)
    assert dates.by(dates.horizon) == dates.by(dates.horizon + 30)


@given(distributions(), PROBABILITY)
def test_a_quantile_is_the_first_year_with_the_probability(dates: DateDistribution, probability: float) -> None:
    """By its quantile the mark is reached with the probability, and not a year before."""
    year = dates.quantile(probability)
    if year is None:
        assert dates.by(dates.horizon) < probability
    else:
        assert dates.by(year) >= probability - 1e-11
        assert dates.by(year - 1) < probability


@given(distributions())
def test_quantile_undoes_by(dates: DateDistribution) -> None:
    """The quantile of the probability by a year is that year, or an earlier one that nothing separates from it."""
    for year in dates.years.tolist():
        back = dates.quantile(dates.by(year))
        assert back is not None
        assert back <= year
        assert dates.by(back) == pytest.approx(dates.by(year), abs=1e-11)


@given(distributions(), st.lists(PROBABILITY, min_size=2, max_size=2).map(sorted))
def test_quantiles_are_monotone(dates: DateDistribution, pair: list[float]) -> None:
    """A larger probability never has an earlier quantile."""
    low, high = (dates.quantile(p) for p in pair)
    assert later_or_same(high, low)


@given(distributions())
def test_intervals_nest_around_the_median(dates: DateDistribution) -> None:
    """Wider intervals hold narrower ones, and all hold the median year."""
    narrow, wide = dates.interval(0.5), dates.interval(0.95)
    assert later_or_same(narrow.start, wide.start)
    assert later_or_same(wide.end, narrow.end)
    median = dates.median.year if dates.median else None
    assert median == dates.quantile(0.5)
    assert later_or_same(median, narrow.start)
    assert later_or_same(narrow.end, median)


def test_beyond_the_horizon_is_none_not_a_year() -> None:
    """When no path reaches the mark, median, quantiles and interval ends are None and all mass lies beyond."""
    dates = first_passage(paths_of([[1.0, 1.0], [1.5, 1.2]]), 2.0, PROFILE)
    assert dates.beyond == 1.0
    assert dates.median is None
    assert dates.quantile(0.01) is None
    assert dates.interval(0.8) == DateInterval(0.8, None, None)


def test_arrays_cannot_be_changed() -> None:
    """Mass and years are read-only."""
    dates = first_passage(paths_of([[1.0]]), 2.0, PROFILE)
    with pytest.raises(ValueError, match="read-only"):
        dates.mass[0, 0] = 1.0


def test_the_simulation_error_is_twice_that_of_a_share() -> None:
    """The simulation error of a probability from n draws is sqrt(p (1 - p) / n), and 0 at the ends."""
    dates = first_passage(paths_of([[1.0, 3.0]], effective=400.0), 2.0, PROFILE)
    assert dates.simulation_error(0.5) == pytest.approx(0.05)
    assert dates.simulation_error(0.0) == dates.simulation_error(1.0) == 0.0
