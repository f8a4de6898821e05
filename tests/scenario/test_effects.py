"""What a scenario does to statements, prior and paths: closed forms, a loop that does it by hand, monotonicity."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from forecast import report, words
from forecast.data import catalog
from forecast.data.statement_csv import read_series
from forecast.errors import FitError, InputError
from forecast.forecasting import answer_target, forecast_target
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question
from forecast.model.passage import first_passage
from forecast.model.paths import SamplePaths
from forecast.priors import shipped_priors
from forecast.scenario.effects import LEAST_LEFT, change_paths
from forecast.scenario.scenario import Deal, FixedGrowth, Scenario, ShiftedGrowth, Shock, WorldTrade, parse_scenario
from tests.support.answers import as_json
from tests.support.cases import examples

SHIPPED = catalog.series("belarus-st-petersburg")
PRIORS = shipped_priors()
FITS = Fits(PRIORS)
RESPONSE = PRIORS.world
YEARS = np.arange(2022, 2036)
FIRST = 2025


def walk(draws=400, seed=1):
    """Return paths of a random walk, 2022 to 2035."""
    rng = np.random.default_rng(seed)
    return SamplePaths(
        YEARS, 2e9 * np.exp(np.cumsum(rng.normal(0.03, 0.15, (len(YEARS), draws)), axis=0)), float(draws)
    )


def changed(text, paths=None, seed=0):
    """Return paths under a scenario's text."""
    return change_paths(paths or walk(), parse_scenario(text).on_paths, RESPONSE, seed=seed)


def question(scenario="", **fields):
    """Return a question on the shipped series."""
    return parse_question({"target": "2.5bn", "as_of": "2025-07-14", "scenario": scenario, **fields}, SHIPPED)


def answer(scenario="", **fields):
    """Return the brief answer to a question on the shipped series."""
    asked = question(scenario, **fields)
    return FITS.of(asked, SHIPPED).judge(asked)


def by_hand(paths, scenario, responses):  # noqa: C901 - one plain loop, to be read at a glance
    """Return the changed totals, path by path and year by year, written without numpy."""
    told = []
    for n in range(paths.values.shape[1]):
        before, level, row = None, None, []
        for t, year in enumerate(int(y) for y in paths.years):
            own = float(paths.values[t, n])
            growth = 1.0 if before is None else own / before
            for part in scenario.parts:
                if isinstance(part, FixedGrowth) and part.first <= year <= part.last:
                    growth = 1 + part.percent / 100
                elif isinstance(part, ShiftedGrowth) and part.first <= year <= part.last:
                    growth *= 1 + part.percent / 100
                elif isinstance(part, WorldTrade) and part.first <= year <= part.last:
                    growth *= (1 + part.percent / 100) ** responses[n]
                elif isinstance(part, Shock) and year == part.year:
                    growth *= 1 + part.percent / 100
                elif isinstance(part, Shock) and part.year < year <= part.year + part.recovery:
                    growth *= (1 + part.percent / 100) ** (-1 / part.recovery)
            level, before = own if level is None else level * growth, own
            total = level
            for part in scenario.parts:
                if isinstance(part, Deal) and part.first <= year and (part.last is None or year <= part.last):
                    total += part.amount * min(1.0, (year - part.first + 1) / part.phase)
            row.append(max(total, LEAST_LEFT * level))
        told.append(row)
    return np.array(told).T


@pytest.mark.parametrize(
    "text",
    [
        "growth=2025-2027:-10%;shift=2029:+3%;add=2026-:120m/3y",
        "shock=2026:-20%~3y;shock=2027:+15%;world=2025-2026:-8%",
        "shift=2025-2030:+4%;shock=2025:-30%;add=2026-2028:-300m;add=2027-:50m",
        "growth=2035:+900%;world=2030:+20%;add=2025:9bn",
    ],
)
def test_paths_are_changed_as_by_hand(text):
    """The vectorised changes equal a plain loop over paths and years."""
    paths, scenario = walk(60), parse_scenario(text)
    sd = math.hypot(RESPONSE.standard_error, RESPONSE.spread)
    responses = RESPONSE.elasticity + sd * np.random.default_rng([3, 6]).standard_normal(60)
    found = change_paths(paths, scenario.on_paths, RESPONSE, seed=3)
    np.testing.assert_allclose(found.values, by_hand(paths, scenario, responses), rtol=1e-12)


@pytest.mark.parametrize(
    "text",
    ["shift=2026:+0%", "shock=2026:0%", "shock=2026:0%~4y", "world=2025-2030:0%", "shift=2025-2040:0%;world=2026:0%"],
)
def test_a_scenario_of_no_change_is_the_baseline_to_the_bit(text):
    """Changes by nothing leave every path, and so every answer, exactly as it is."""
    assert np.array_equal(changed(text).values, walk().values)
    assert answer(text) == answer()


def test_no_parts_give_back_the_paths_themselves():
    """Without a change nothing is copied."""
    paths = walk()
    assert change_paths(paths, (), RESPONSE, seed=0) is paths


def test_fixed_growth_is_every_paths_growth_and_the_rest_carries_on():
    """Each path grows by exactly what is fixed, whatever it did; its own growth follows from the level reached."""
    paths, found = walk(), changed("growth=2026:-10%")
    np.testing.assert_allclose(found.row(2026) / found.row(2025), 0.9, rtol=1e-12)
    np.testing.assert_allclose(found.row(2030) / found.row(2026), paths.row(2030) / paths.row(2026), rtol=1e-12)
    assert np.array_equal(found.row(2025), paths.row(2025))


def test_growth_fixed_in_every_year_makes_the_date_certain():
    """From 2.457bn, 5 % a year passes 2.9bn in the fourth year on every path, and hardly on one a year sooner."""
    told = answer("growth=2025-2045:+5%", target="2.9bn")
    level = np.median(FITS.of(question(), SHIPPED).samples.row(2024))
    year = 2024 + math.ceil(math.log(2.9e9 / level) / math.log(1.05))
    # What is left is the chance that a year nobody published was already above it.
    assert told.by(year - 1) < 0.001
    assert told.by(year) == 1.0
    assert told.median.year == year


def test_a_running_years_fixed_growth_overrides_its_first_months():
    """Whatever January to May said of 2025, every path ends 2025 as fixed."""
    fitted = FITS.of(question("growth=2025:+1%"), SHIPPED)
    np.testing.assert_allclose(fitted.samples.row(2025) / fitted.samples.row(2024), 1.01, rtol=1e-12)


def test_a_shift_equals_another_mark_for_later_years():
    """Shifting all later totals by a quarter is asking for a mark a quarter lower, in those years."""
    paths, mark = walk(4_000), 4e9
    shifted = first_passage(changed(f"shift={FIRST}:+25%", paths), mark, PRIORS.profile, after=FIRST - 1)
    lower = first_passage(paths, mark / 1.25, PRIORS.profile, after=FIRST - 1)
    for year in range(FIRST, 2036):
        assert shifted.by(year) == lower.by(year)


def test_a_shock_fades_evenly_and_is_gone():
    """The whole shock in its year, two thirds and one third of it in logs, then nothing; without recovery it stays."""
    paths, fading, lasting = walk(), changed("shock=2026:-20%~3y"), changed("shock=2026:-20%")
    shares = [np.log(fading.row(y) / paths.row(y)) / math.log(0.8) for y in range(2025, 2032)]
    for share, expected in zip(shares, (0, 1, 2 / 3, 1 / 3, 0, 0, 0), strict=True):
        np.testing.assert_allclose(share, expected, atol=1e-12)
    np.testing.assert_allclose(lasting.row(2035) / paths.row(2035), 0.8, rtol=1e-12)


def test_world_trade_is_passed_through_with_its_spread():
    """The log response has the panel's mean and, over paths, the spread and the mean's error together."""
    paths = walk(40_000)
    response = np.log(changed("world=2026:-8%", paths).row(2026) / paths.row(2026)) / math.log(0.92)
    assert response.mean() == pytest.approx(RESPONSE.elasticity, abs=4 * RESPONSE.spread / 200)
    assert response.std() == pytest.approx(math.hypot(RESPONSE.spread, RESPONSE.standard_error), rel=0.02)


def test_a_deal_happens_as_a_whole_with_its_probability():
    """A path has the deal in all its years or in none, and so many paths have it; other parts change no luck."""
    paths = walk(20_000)
    added = changed("add=2026-2028:120m/2y@0.7", paths).values - paths.values
    there = added[YEARS == 2027][0] > 0
    assert there.mean() == pytest.approx(0.7, abs=0.015)
    np.testing.assert_allclose(added[:, there][:, 0], [0] * 4 + [60e6, 120e6, 120e6] + [0] * 7, atol=1)
    assert not added[:, ~there].any()
    more = changed("add=2026-2028:120m/2y@0.7;add=2027-:1m;shift=2025:0%", paths).values - paths.values
    assert np.array_equal(more[YEARS == 2026][0] > 0, there)


def test_two_deals_of_the_same_years_have_luck_of_their_own():
    """Deals that only their order tells apart do not happen on the same paths."""
    paths = walk(20_000)
    added = changed("add=2026-:100m@0.5;add=2026-:200m@0.5", paths).row(2026) - paths.row(2026)
    shares = [np.isclose(added, amount, atol=1).mean() for amount in (0, 1e8, 2e8, 3e8)]
    assert shares == pytest.approx([0.25] * 4, abs=0.02)


def test_deals_that_take_away_leave_a_hundredth():
    """However much is taken away, totals stay positive."""
    found = changed("add=2026-:-900bn")
    np.testing.assert_allclose(found.row(2030), LEAST_LEFT * walk().row(2030), rtol=1e-12)


CHANGES = st.sampled_from(
    ["growth=2026:-10%", "shift=2025-2027:+3%", "shock=2026:-20%~3y", "world=2026:-8%", "drift=+2%"]
)


@examples(25)
@given(
    st.lists(CHANGES, max_size=2, unique=True),
    st.integers(2025, 2034),
    st.integers(1, 900),
    st.floats(0.01, 1.0),
    st.integers(1, 4),
    st.floats(1.0, 3.0),
)
def test_adding_flow_never_delays(base, first, millions, probability, phase, factor):  # noqa: PLR0917 - drawn
    """A deal lowers no total on any path, and neither does a larger, likelier or sooner full one."""
    try:
        parts = parse_scenario(";".join(base)).parts
        Scenario((*parts, Deal(first, None, 1e6)))
    except InputError:
        return
    without, deal = Scenario(parts), Deal(first, None, millions * 1e6, phase, round(probability, 4) or 0.01)
    larger = replace(deal, amount=deal.amount * factor, phase=1, probability=min(deal.probability * factor, 1.0))
    paths = [
        change_paths(walk(), scenario.on_paths, RESPONSE, seed=0).values
        for scenario in (without, Scenario((*parts, deal)), Scenario((*parts, larger)))
    ]
    assert (paths[1] >= paths[0]).all()
    assert (paths[2] >= paths[1] - 1).all()


def test_adding_flow_lowers_no_chance_and_no_later_median():
    """In the answer, too: every P(by) rises or stays, and the median date comes no later."""
    plain, more = answer(target="3bn"), answer("add=2026-:120m@0.7", target="3bn")
    assert all(p >= q for (_, p), (_, q) in zip(more.probability_by, plain.probability_by, strict=True))
    assert more.median <= plain.median


@examples(15)
@given(st.floats(-30, 30), st.floats(0, 20), st.integers(2025, 2034))
def test_more_growth_is_never_less_likely(low, more, year):
    """Of two shifts, fixed growths or shocks of a year, the larger lowers no total in that year or later."""
    for kind in ("shift", "growth", "shock"):
        less, larger = (changed(f"{kind}={year}:{p:.2f}%").values for p in (low, low + more))
        assert (larger >= less * (1 - 1e-12)).all()


def test_growth_cannot_be_fixed_where_nothing_is_before_it():
    """A first year has no year to grow from, and says so."""
    with pytest.raises(FitError, match="nothing is known of the year before"):
        changed("growth=2022:1%")


def test_all_paths_stay_finite_and_positive():
    """The largest and smallest changes that the text takes leave numbers."""
    for form in ("growth=2023-2035:+1000%", "growth=2023-2035:-99%", "shift=2022-2035:-99%"):
        values = changed(form).values
        assert np.isfinite(values).all()
        assert (values > 0).all()


def test_drift_and_volatility_give_the_closed_form_of_a_random_walk():
    """With both known, growth from a well-known total is log-normal with that mean and standard deviation."""
    rows = "".join(f"{year},{1 + 0.01 * k:.4f}bn,USD,{year + 1}-03-01\n" for k, year in enumerate(range(2010, 2021)))
    series = read_series(f"period,level,unit,published\n{rows}", series_id="own", where="own")
    asked = parse_question({"target": "1.5bn", "scenario": "drift=+2%;volatility=0.1"}, series)
    fitted = FITS.of(asked, series)
    assert fitted.growth.volatility.tolist() == [0.1]
    assert fitted.growth.drift == pytest.approx((math.log(1.02), 0.0), abs=1e-9)
    for ahead in (4, 10):
        logs = np.log(fitted.samples.row(2020 + ahead) / fitted.samples.row(2020))
        assert logs.mean() == pytest.approx(ahead * math.log(1.02), abs=4 * 0.1 * math.sqrt(ahead) / 200)
        assert logs.std() == pytest.approx(0.1 * math.sqrt(ahead), rel=0.02)
    above = (fitted.samples.row(2030) >= 1.5e9).mean()
    last = np.log(fitted.samples.row(2020)).mean()
    expected = norm.sf((math.log(1.5e9) - last - 10 * math.log(1.02)) / (0.1 * math.sqrt(10)))
    assert above == pytest.approx(expected, abs=0.012)  # yearly shocks are Student t, nearly normal in sum


def test_a_relative_volatility_multiplies_every_volatility():
    """x1 is the baseline to the bit, x1.5 multiplies the whole posterior."""
    plain, more = (FITS.of(question(text), SHIPPED).growth for text in ("", "volatility=x1.5"))
    np.testing.assert_allclose(more.volatility, plain.volatility * 1.5, rtol=1e-12)
    assert np.array_equal(more.weight, plain.weight)
    assert answer("volatility=x1") == answer()


def test_a_hypothetical_statement_is_a_statement():
    """A scenario's figure gives the answer that the same figure gives when published that day."""
    said = read_series(
        "period,growth_pct,growth_resolution_pct,level,unit,published,reporter,partner,reliability\n"
        "2020,,,1.00bn,USD,2021-03-01,A,B,high\n2021,,,1.05bn,USD,2022-03-01,A,B,high\n"
        "2022-01/2022-09,3,1,,USD,2022-10-20,A,B,high\n",
        series_id="own",
        where="own",
    )
    before = replace(said, statements=said.statements[:2])
    fields = {"target": "1.2bn", "as_of": "2022-10-20"}
    real = answer_target(parse_question(fields, said), said, PRIORS)
    scenario = {"scenario": "say=2022-01/2022-09:+3%"}
    made_up = answer_target(parse_question(fields | scenario, before), before, PRIORS)
    assert made_up.answer == real.answer
    assert made_up.run.id != real.run.id
    moved = answer_target(
        parse_question(fields | {"scenario": "say=2022-01/2022-09:+3%~2023-01-09"}, before), before, PRIORS
    )
    assert moved.answer == real.answer


def test_a_hypothetical_total_settles_its_year():
    """A total made up for the running year decides it: reached, in words that begin with the scenario."""
    told = forecast_target(question("say=2025:2.55bn"), SHIPPED, PRIORS)
    assert (told.answer.status, told.answer.reached_in) == ("reached", 2025)
    assert [row.kind for row in told.path if row.year == 2025] == ["forecast"]
    assert words.headline(told).startswith("If $2.55bn is published for 2025: as known on 14 July 2025")
    assert words.headline(told).endswith("reached $2.5bn a year by 2025.")


def test_a_scenario_is_marked_wherever_it_is_told():
    """Headline, document, text, picture and citation say that it is a scenario; made-up statements are marked."""
    told = forecast_target(
        question('name=hope;growth=2026:-10%;say=2025-01/2025-09:+3%;add=2026-:120m@0.7 "lifts"'), SHIPPED, PRIORS
    )
    shown = as_json(report.forecast_document(told))
    assert shown["question"]["scenario"] == shown["scenario"]["text"] == str(told.question.scenario)
    assert shown["scenario"]["hypothetical_statements"] == ["hypothetical-1"]
    assert len(shown["scenario"]["words"]) == 3
    assert [s["id"] for s in shown["statements"] if s["hypothetical"]] == ["hypothetical-1"]
    assert shown["summary"]["headline"].startswith(
        "Scenario hope, if trade falls by exactly 10 % in 2026, a deal (lifts)"
    )
    assert "Scenario: name=hope;" in shown["citation"]
    drawn, printed = report.svg(told), words.forecast_text(told)
    assert "Scenario hope, if" in drawn
    assert "A scenario, not the forecast: name=hope;" in drawn
    assert "Scenario, not the forecast" in printed
    assert "hypothetical: total January-September 2025: +3 %" in " ".join(printed.split())
    used = sum(not set(u.roles) <= {"not-fitted", "not-needed", "excluded"} for u in told.statements)
    assert f"Sources: {used - 1} of {len(SHIPPED.known_at(date(2025, 7, 14)).statements)} published" in printed
    assert "scenario=name%3Dhope" in report.question_query(told.question)


def test_the_baseline_says_nothing_of_scenarios():
    """Without a scenario the words are as before; the document holds an empty one."""
    told = forecast_target(question(), SHIPPED, PRIORS)
    shown = as_json(report.forecast_document(told))
    assert shown["scenario"] == {"text": "", "words": [], "hypothetical_statements": []}
    assert "scenario" not in words.forecast_text(told).lower()
    assert "scenario" not in report.question_query(told.question)


def test_other_sides_stand_as_published():
    """What other sides' statistics say of the mark does not depend on the scenario."""
    plain, under = (forecast_target(question(t), SHIPPED, PRIORS) for t in ("", "growth=2025-2030:-20%"))
    assert under.other_sides == plain.other_sides
    assert under.required_growth == plain.required_growth


def test_influence_is_told_under_the_scenario():
    """Leaving out a statement is judged on paths changed alike: with 2025 fixed, none matters much."""
    told = forecast_target(question("growth=2025-2026:+30%"), SHIPPED, PRIORS)
    assert all(left.probability > 0.99 for left in told.influence)


def test_a_comparator_takes_changes_of_paths():
    """The paths of a comparator are changed as the growth model's are."""
    plain, under = (FITS.of(question(t, model="theta"), SHIPPED).samples for t in ("", "growth=2026:-10%"))
    assert np.array_equal(under.row(2025), plain.row(2025))
    np.testing.assert_allclose(under.row(2026), 0.9 * under.row(2025), rtol=1e-12)


def test_a_scenario_on_paths_alone_fits_nothing_anew():
    """Another change to the paths shares the fit of the baseline."""
    fits = Fits(PRIORS)
    plain = fits.of(question(), SHIPPED)
    assert fits.of(question("growth=2026:-10%;add=2026-:1m"), SHIPPED).base is plain
    assert fits.of(question("drift=+1%"), SHIPPED).base is None
