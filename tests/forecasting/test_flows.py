"""Flows as parts of their total: they add up, rest on all three, and are forecast alone where too little is told."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from forecast import fit
from forecast.data import Period
from forecast.errors import FitError
from forecast.scenario import parse_scenario
from tests.support.cases import some_of
from tests.support.printed import M, pair, said

FLOWS = ("total", "exports", "imports")
YEARS = range(2015, 2025)


def drawn():
    """Return exports and imports by year."""
    rng = np.random.default_rng(3)
    return {
        year: (100 * M * 1.05**i * rng.lognormal(0, 0.1), 60 * M * rng.lognormal(0, 0.2))
        for i, year in enumerate(YEARS)
    }


LEVELS = drawn()


def told(*, flows=YEARS, totals=YEARS, more=()):
    """Return a pair whose flows and totals are printed in such years."""
    prints = [said(year, round(sum(LEVELS[year]), -4), 1e4, name=f"t{year}") for year in totals]
    for year in flows:
        exports, imports = (round(level, -4) for level in LEVELS[year])
        prints += [
            said(year, exports, 1e4, flow="exports", name=f"e{year}"),
            said(year, imports, 1e4, flow="imports", name=f"i{year}"),
        ]
    return pair(*prints, *more)


def fits(series, **asked):
    """Return the fits of all three flows."""
    return {flow: fit(series, flow=flow, horizon=2035, as_of="2025-06-01", **asked) for flow in FLOWS}


@pytest.fixture(scope="module")
def whole():
    """Return a pair with everything printed, fitted."""
    return fits(told())


def test_exports_and_imports_add_up_to_the_total_on_every_path(whole):
    """Of each year that nobody has published yet; those published are what each print says."""
    paths = {flow: fitted.totals for flow, fitted in whole.items()}
    for year in range(2025, 2036):
        assert_allclose(paths["exports"].row(year) + paths["imports"].row(year), paths["total"].row(year), rtol=1e-9)
    assert whole["exports"].totals.row(2024).std() < 0.001 * whole["exports"].totals.row(2024).mean()


def test_the_total_does_not_know_of_its_parts():
    """Splitting it changes none of its paths."""
    alone = fit(told(flows=()), horizon=2035, as_of="2025-06-01")
    assert np.median(fits(told())["total"].samples.row(2030)) == pytest.approx(
        np.median(alone.samples.row(2030)), rel=0.01
    )


def test_a_total_printed_alone_moves_both_flows():
    """A total twice as large, its parts not printed yet, lifts exports and imports alike."""
    before = fits(told())
    last = before["total"].measurements.annual_levels()[2024].interval.middle
    after = fits(
        told(more=[said(2025, round(2 * last, -4), name="t2025", published=date(2026, 1, 31))]),
    )
    later = {flow: fit(after[flow].published, flow=flow, horizon=2035, as_of="2026-06-01") for flow in FLOWS}
    for flow in ("exports", "imports"):
        lift = np.median(later[flow].totals.row(2030)) / np.median(before[flow].totals.row(2030))
        assert lift == pytest.approx(
            np.median(later["total"].totals.row(2030)) / np.median(before["total"].totals.row(2030)), rel=0.05
        )
        assert lift > 1.5


@pytest.mark.parametrize(
    ("series", "split"),
    [
        (told(), True),
        (told(flows=range(2019, 2025)), True),
        (told(flows=range(2020, 2025)), False),
        (told(totals=()), True),
        (told(more=[said(Period(2025, 5), 70 * M, flow="exports", name="e", published=date(2025, 5, 31))]), False),
    ],
    ids=["every year", "six years", "five years", "no total printed", "months of exports alone"],
)
def test_flows_are_split_where_both_are_told_often_enough(series, split):
    """At least six years of both, half of the total's, and nothing newer of one flow: else each is forecast alone."""
    fitted = fit(series, flow="exports", horizon=2035, as_of="2025-06-01")
    assert (fitted.whole is not None) == split


def test_less_than_half_of_the_years_is_too_little():
    """Six years of flows beside thirteen of totals split nothing."""
    more = [said(year, 150 * M, name=f"t{year}") for year in range(2008, 2015)]
    assert fit(told(flows=range(2019, 2025)), flow="exports", horizon=2035, as_of="2025-06-01").whole is not None
    assert fit(told(flows=range(2019, 2025), more=more), flow="exports", horizon=2035, as_of="2025-06-01").whole is None


@pytest.mark.parametrize(("times", "split"), [(1.05, True), (2, False), (0.5, False)])
def test_a_total_of_something_else_is_not_split(times, split):
    """Beside flows of goods a total of goods and services is twice their sum: parts of it would leap from the figures."""
    totals = [
        said(year, round(times * sum(LEVELS[year]), -4), 1e4, name=f"t{year}", published=date(year + 1, 3, 1))
        for year in YEARS
    ]
    fitted = fits(told(totals=(), more=totals))
    for place, flow in enumerate(("exports", "imports")):
        assert (fitted[flow].whole is not None) == split
        if not split:
            assert np.median(fitted[flow].totals.row(2025)) == pytest.approx(LEVELS[2024][place], rel=0.15)
    if not split:
        with pytest.raises(FitError, match="a total that is their sum"):
            fit(told(totals=(), more=totals), horizon=2035, as_of="2025-06-01", scenario="exports.growth=2026:+5%")


def test_every_statement_says_what_it_measures(whole):
    """Totals and the other flow count for a part, and leaving one out tells what it is worth."""
    used = {use.statement: use for use in whole["exports"].uses}
    assert all(use.role in {"level", "narrows"} for use in used.values())
    answer = whole["exports"].reach(250 * M, by=2030)
    assert all(set(use.roles) <= {"level", "narrows"} for use in answer.statements)
    assert answer.influence


def test_influence_on_a_flow_is_that_on_the_first_year_without_a_total():
    """Where totals go on and flows end, the newest total is what a flow's answer rests on most."""
    series = told(more=[said(2025, 400 * M, 1e6, name="t2025", published=date(2026, 1, 31))])
    answer = fit(series, flow="exports", horizon=2035, as_of="2026-06-01").reach(300 * M, by=2030)
    assert {one.year for one in answer.influence} == {2026}
    assert "t2025" in {one.statement.id for one in answer.influence}


def test_other_models_forecast_each_flow_alone():
    """A comparator sees the flow's own totals."""
    assert fit(told(), flow="exports", horizon=2035, as_of="2025-06-01", model="random-walk-drift").whole is None


def test_a_quick_fit_and_another_horizon_are_the_same_split(whole):
    """They rank statements and share the fit: their middles are the flow's."""
    exports = whole["exports"]
    assert_allclose(exports.until(2030).totals.values, exports.totals.values[:-5], rtol=1e-6)
    quick = exports.quick()
    assert quick.whole is not None
    assert np.median(quick.totals.row(2030)) == pytest.approx(np.median(exports.totals.row(2030)), rel=0.05)


def test_a_scenario_of_exports_alone_changes_the_total_by_as_much():
    """On every path: exports grow as told, imports stay, and the total is their sum."""
    plain, changed = (fits(told(), scenario=text) for text in (None, "exports.growth=2026:+50%;exports.add=2028-:10m"))
    rows = {flow: (plain[flow].totals.row(2028), changed[flow].totals.row(2028)) for flow in FLOWS}
    assert (rows["imports"][0] == rows["imports"][1]).all()
    assert_allclose(rows["exports"][1] + rows["imports"][1], rows["total"][1], rtol=1e-9)
    exports = changed["exports"].totals
    assert_allclose(exports.row(2026), 1.5 * exports.row(2025), rtol=1e-9)
    assert np.median(exports.row(2028) / rows["exports"][0]) > 1.3


def test_a_scenario_of_one_flow_needs_both_for_the_total():
    """Where too little of both is printed, the flow itself can be asked about, and the total says what it needs."""
    few, scenario = told(flows=range(2020, 2025)), "exports.growth=2026:+50%"
    assert fit(few, flow="exports", horizon=2035, as_of="2025-06-01", scenario=scenario).whole is None
    with pytest.raises(FitError, match="exports or imports alone needs both in 6 years"):
        fit(few, horizon=2035, as_of="2025-06-01", scenario=scenario)


@pytest.mark.parametrize("flow", some_of(["exports", "imports"], every=2))
def test_a_mark_passed_in_the_first_year_of_both_flows_is_answered(flow):
    """Totals of earlier years tell nothing of their parts: what is left without a statement is still ranked."""
    answer = fit(told(flows=range(2019, 2025)), flow=flow, horizon=2035, as_of="2025-06-01").reach(1 * M)
    assert answer.answer.status == "reached"
    assert answer.answer.reached_in == 2019
    assert answer.influence


def test_a_scenario_of_the_other_flow_leaves_the_flow_and_its_kept_paths_alone():
    """Nothing of it acts on exports: they are as without, and what the fit keeps is not written over."""
    series = told()
    exports = fit(series, flow="exports", horizon=2035, as_of="2025-06-01")
    kept = exports.samples.values.copy()
    other = exports.under(parse_scenario("imports.growth=2030:+10%"))
    assert (other.totals.values == exports.totals.values).all()
    assert (exports.samples.values == kept).all()
    assert not np.shares_memory(other.totals.values, exports.samples.values)


@pytest.mark.anew
def test_an_answer_about_a_total_asks_nothing_of_its_flows(monkeypatch):
    """Ranking a total's statements measures no flow."""
    monkeypatch.setattr("forecast.forecasting.fitted.flows_told", lambda *_, **__: pytest.fail("a total needs none"))
    assert fit(told(), horizon=2035, as_of="2025-06-01").reach(400 * M, by=2030).influence


def test_the_summary_says_that_a_part_has_its_totals_growth():
    """A flow forecast alone has its own."""
    part, alone = (
        fit(told(flows=flows), flow="exports", horizon=2035, as_of="2025-06-01") for flows in (YEARS, range(2020, 2025))
    )
    assert "drift of the total, of which it is a part" in part.summary()
    assert "of the total" not in alone.summary()
