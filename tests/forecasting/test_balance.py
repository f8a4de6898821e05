"""The balance: a fit tells how likely exports exceed imports, and what it cannot tell it from."""

from __future__ import annotations

import pytest

from forecast import fit
from forecast.data import books_of
from forecast.errors import FitError


@pytest.fixture(scope="module")
def india():
    """Return India's books of the United Arab Emirates, fitted."""
    return fit("india-uae", statistics="india", horizon=2030)


def without(fitted, year, flow):
    """Return the same without India's annual figures of a flow in a year."""
    for s in fitted.series.select(statistics="india", flow=flow):
        if s.period.is_year and s.period.year == year:
            fitted = fitted.without(s.id)
    return fitted


def test_a_surplus_is_as_likely_as_the_flows_paths_say(india):
    """It counts paths whose exports exceed imports, in each year that is not over, to the horizon."""
    told, books = india.surplus(), books_of("IND", "ARE")
    both = sorted(year for year in books["exports"] if books["exports"].get(year) and books["imports"].get(year))
    assert told.last_year == both[-1]
    assert [year for year, _ in told.probabilities] == list(range(india.ground.as_of.year, 2031))
    exports, imports = (
        fit("india-uae", statistics="india", horizon=2030, flow=f).totals for f in ("exports", "imports")
    )
    for year, chance in told.probabilities:
        assert chance == (exports.row(year) > imports.row(year)).mean()
    assert told.in_year(2030) == told.probabilities[-1][1]
    assert told.in_year(told.last_year) is None


def test_it_does_not_depend_on_the_flow_and_turns_with_the_side(india):
    """Asked of either flow it is the same; seen from the partner a surplus is a deficit."""
    told = india.surplus()
    assert fit("india-uae", statistics="india", horizon=2030, flow="exports").surplus() == told
    turned = fit("uae-india", statistics="india", horizon=2030).surplus()
    for (year, chance), (other, counter) in zip(told.probabilities, turned.probabilities, strict=True):
        assert year == other
        assert counter == pytest.approx(1 - chance, abs=0.015)


def test_a_flow_that_is_not_printed_is_the_total_less_the_other(india):
    """Without a year's exports its total tells them; without that, too, the year is none of both flows."""
    told = india.surplus()
    left = without(india, told.last_year, "exports")
    for (year, chance), (other, expected) in zip(left.surplus().probabilities, told.probabilities, strict=True):
        assert year == other
        assert chance == pytest.approx(expected, abs=0.002)
    less = without(left, told.last_year, "total").surplus()
    assert less.last_year == told.last_year - 1
    assert less.probabilities[0][0] == told.probabilities[0][0]


def test_a_year_that_is_over_is_not_told_as_open():
    """Five years after the last with both flows the first chance is of the running year; a day after it, of the next."""
    told = {
        as_of: fit("india-uae", statistics="india", horizon=2030, as_of=as_of).surplus()
        for as_of in ("2021-09-01", "2025-06-01")
    }
    assert [found.last_year for found in told.values()] == [2020, 2020]
    assert [found.probabilities[0][0] for found in told.values()] == [2021, 2025]


def test_what_it_cannot_tell_is_refused():
    """A scenario acts on one flow; a pair with one year of both flows has too little."""
    for scenario in ("growth=2026:-10%", "drift=+2%"):
        with pytest.raises(FitError, match="without a scenario"):
            fit("india-uae", statistics="india", scenario=scenario).surplus()
    with pytest.raises(FitError, match="exports and imports of 4 years, and fewer have both"):
        fit("belarus-st-petersburg").surplus()
