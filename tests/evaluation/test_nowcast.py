"""Nowcasts: more months help, later months do not leak, comparators match slow versions of themselves."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from forecast.errors import Fault, FitError, InputError
from forecast.evaluation import nowcast
from forecast.evaluation.monthly_ets import simulate_monthly_ets
from forecast.evaluation.nowcast import RATIOS, Case, Plan, Year, probabilities, run_nowcast
from forecast.words.record import nowcast_text

DRAWS = 500
USUAL = np.array([6.0, 6, 8, 8, 8, 9, 9, 8, 9, 10, 9, 10])
USUAL /= USUAL.sum()


def months_of(rng, years, *, volatility=0.12, noise=0.05, size=3e9):
    """Return monthly totals (years, 12) of a random walk with a known profile."""
    totals = size * np.exp(np.cumsum(rng.normal(0.04, volatility, years)))
    shares = USUAL * np.exp(rng.normal(0, noise, (years, 12)))
    return totals[:, None] * shares / shares.sum(axis=1, keepdims=True)


def years_of(count, seed=3):
    """Return partner-years of a known profile."""
    rng = np.random.default_rng(seed)
    made = [months_of(rng, 9) for _ in range(count)]
    return [Year(f"p{i}", 2010, months[:8], months[8]) for i, months in enumerate(made)]


def monthly_table(partners=40, first=1988, last=2007, seed=5):
    """Return a monthly panel's table, in millions."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(partners):
        months = months_of(rng, last - first + 1) / 1e6
        rows += [
            (f"p{i}", year, month + 1, months[row, month] * 0.4, months[row, month] * 0.6)
            for row, year in enumerate(range(first, last + 1))
            for month in range(12)
        ]
    return pd.DataFrame(rows, columns=["partner", "year", "month", "exports_usd_million", "imports_usd_million"])


def annual_table(pairs=40, first=1970, last=2007):
    """Return an annual panel's table, in millions."""
    rng = np.random.default_rng(6)
    years = np.arange(first, last + 1)
    parts = []
    for pair in range(pairs):
        levels = 2000 * np.exp(np.cumsum(rng.normal(0.05, 0.15, len(years))))
        parts.append(pd.DataFrame({"pair": f"q{pair}", "year": years, "total_usd_million": levels}))
    return pd.concat(parts)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Return a monthly and an annual panel file."""
    folder = tmp_path_factory.mktemp("panels")
    monthly, annual = folder / "months.csv", folder / "years.csv"
    monthly_table().to_csv(monthly, index=False)
    annual_table().to_csv(annual, index=False)
    return monthly, annual


PLAN = Plan(first=2005, last=2006, most=1, draws=DRAWS)


@pytest.fixture(scope="module")
def document(files):
    """Return a small nowcast backtest of the synthetic panel."""
    return run_nowcast(*files, plan=PLAN)


@pytest.mark.parametrize("variant", [pytest.param("growth only", marks=pytest.mark.slow), "level through own share"])
@pytest.mark.parametrize("partners", [8, pytest.param(16, marks=pytest.mark.slow)])
def test_more_months_score_better(priors, variant, partners):
    """With a known profile, knowing more months never scores worse on average, and beats knowing none."""
    years = years_of(partners)
    mean = {
        months: np.mean(
            [(probabilities(y.known(months), variant, priors, draws=DRAWS) - y.reached) ** 2 for y in years]
        )
        for months in (2, 5, 9, 11, 12)
    }
    nothing = np.mean([(probabilities(y.known(2), "nothing", priors, draws=DRAWS) - y.reached) ** 2 for y in years])
    assert nothing > mean[2] > mean[5] > mean[9] > mean[11] >= mean[12]


@pytest.mark.parametrize("variant", ["growth only", "level through own share"])
def test_december_is_the_year(priors, variant):
    """Known through December, every mark that lies three per cent off the total is certain."""
    for year in years_of(6, seed=8):
        told = probabilities(year.known(12), variant, priors, draws=DRAWS)
        total, marks = year.months.sum(), year.known(12).marks
        clear = np.abs(np.log(total / marks)) > 0.03
        assert clear.sum() >= 3
        assert np.abs(told - year.reached)[clear] == pytest.approx(0, abs=0.005)


def test_growth_told_raises_the_probability(priors):
    """A year said to have grown is likelier to reach a mark; one that fell is not spoken of."""
    year = years_of(1)[0]
    for factor, sign in ((1.3, 1), (0.7, 0)):
        case = Case("p", 2010, year.earlier, year.earlier[-1, :5] * factor)
        silent, grew = (probabilities(case, v, priors, draws=2_000) for v in ("nothing", "it grew only"))
        assert (np.sign(grew - silent) == sign).all()


def test_higher_marks_are_never_likelier(priors):
    """Probabilities fall with the mark, whatever is told of the year."""
    for variant in nowcast.VARIANTS:
        told = probabilities(years_of(1)[0].known(5), variant, priors, draws=DRAWS)
        assert (np.diff(told) <= 0).all()


@pytest.mark.parametrize("partners", [1, pytest.param(4, marks=pytest.mark.slow)])
def test_forecasts_see_nothing_later(priors, partners):
    """Other months and years after the cut leave every forecast as it was."""
    table = monthly_table(partners=12, first=1996, last=2007)
    changed = table.copy()
    later = (table["year"] > 2005) | ((table["year"] == 2005) & (table["month"] > 5))
    changed.loc[later, ["exports_usd_million", "imports_usd_million"]] *= 7.0
    plan = Plan(first=2005, last=2006, most=partners)
    before, after = ([y for y in nowcast._years(t, plan)[0] if y.year == 2005] for t in (table, changed))
    assert [y.partner for y in before] == [y.partner for y in after]
    for one, other in zip(before, after, strict=True):
        assert one.months.sum() != other.months.sum()
        for variant in nowcast.VARIANTS:
            told = [probabilities(y.known(5), variant, priors, draws=DRAWS) for y in (one, other)]
            assert (told[0] == told[1]).all()
        assert (nowcast._growth_goes_on(one.known(5)) == nowcast._growth_goes_on(other.known(5))).all()
        ets = [nowcast._monthly_ets(y.known(5), draws=DRAWS) for y in (one, other)]
        assert (ets[0] == ets[1]).all()


def test_growth_goes_on_by_a_loop():
    """Last year's total times year-to-date growth, mark by mark in plain arithmetic."""
    for year in years_of(10):
        for months in (2, 9):
            now = before = whole = 0.0
            for month in range(12):
                whole += year.earlier[7][month]
                if month < months:
                    now += year.months[month]
                    before += year.earlier[7][month]
            expected = [1.0 if whole * now / before >= ratio * whole else 0.0 for ratio in RATIOS]
            assert nowcast._growth_goes_on(year.known(months)).tolist() == expected


def test_monthly_ets_agrees_with_statsmodels():
    """Mean and variance of simulated logs are those of statsmodels' own prediction, up to sigma's correction."""
    rng = np.random.default_rng(17)
    months = months_of(rng, 8, noise=0.1).ravel()[:-3]
    logs = np.log(months)
    relative = pd.Series(logs - logs[-1])
    fit = ETSModel(relative, error="add", seasonal="add", seasonal_periods=12).fit(maxiter=500, disp=False)
    theirs = fit.get_prediction(start=len(months), end=len(months) + 13)
    paths = np.log(simulate_monthly_ets(months, horizon=14, draws=60_000, rng=np.random.default_rng(1))) - logs[-1]
    inflated = theirs.forecast_variance * len(months) / (len(months) - 14)
    alpha, gamma = fit.smoothing_level, fit.smoothing_seasonal
    weights = np.array([1.0, *([alpha] * 11), alpha + gamma, alpha])
    closed = np.sum(fit.resid**2) / (len(months) - 14) * np.cumsum(weights**2)
    assert closed == pytest.approx(np.asarray(inflated), rel=1e-6)
    assert paths.var(axis=1) == pytest.approx(closed, rel=0.03)
    assert paths.mean(axis=1) == pytest.approx(np.asarray(theirs.predicted_mean), abs=0.005)


@pytest.mark.parametrize(
    ("months", "said"),
    [(np.ones(35), "at least 36"), (np.r_[np.ones(40), 0.0], "positive"), (np.r_[np.ones(40), np.nan], "finite")],
)
def test_monthly_ets_refuses(months, said):
    """Too few months, and totals that are no positive numbers, are errors that say so."""
    with pytest.raises(FitError, match=said):
        simulate_monthly_ets(months, horizon=2, draws=5, rng=np.random.default_rng(0))


def test_a_failed_method_is_counted_and_scored(priors, monkeypatch):
    """A method that cannot be fitted is counted and scored as a year like the last."""

    def fails(*_args, **_options):
        msg = "no"
        raise FitError(msg)

    monkeypatch.setattr(nowcast, "simulate_monthly_ets", fails)
    year = replace(years_of(1)[0])
    told = nowcast._Told({}, nowcast.Counter())
    nowcast._tell(year, told, {"honest": priors}, PLAN)
    assert told.failed == {"monthly ETS": 4}
    alike = np.array([1.0, 0, 0, 0, 0])
    assert told.briers[2, "monthly ETS", ""] == [pytest.approx(np.mean((alike - year.reached) ** 2))]


@pytest.mark.slow
def test_the_document_is_the_same_when_made_again(document, files):
    """Nothing in it hangs on the run."""
    assert run_nowcast(*files, plan=PLAN) == document


def test_the_document_holds_every_method_and_its_provenance(document):
    """Every method stands at every month, with scores of the same cases, priors and checksums beside them."""
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["partner_years"] == 2
    assert len(document["scores"]) == 4 * (2 + 2 * 4)
    assert {s["cases"] for s in document["scores"]} == {2}
    assert [source for source in document["sources"] if "sha256" not in source] == [
        next(source for source in document["sources"] if "inflation outlook" in source)
    ]
    assert "--until 2004" in document["priors"]["honest"]["command"]
    by_key = {(s["known_through"], s["method"], s["column"]): s for s in document["scores"]}
    first, second = by_key[9, "growth only", "honest"], by_key[9, "monthly ETS", ""]
    assert first["minus_monthly_ets"][0] == pytest.approx(first["brier"] - second["brier"], abs=2e-5)


def test_honest_forecasts_do_not_know_the_years_forecast(document, files, tmp_path, monkeypatch):
    """Priors of the honest column stay as they were when the years forecast are others; what they give is left out."""
    for method in ("probabilities", "_monthly_ets"):
        monkeypatch.setattr(nowcast, method, lambda *_, **__: np.zeros(len(RATIOS)))
    monthly, annual = (pd.read_csv(path) for path in files)
    monthly.loc[monthly["year"] >= 2005, "imports_usd_million"] *= 2
    annual.loc[annual["year"] >= 2005, "total_usd_million"] *= 2
    monthly.to_csv(tmp_path / "months.csv", index=False)
    annual.to_csv(tmp_path / "years.csv", index=False)
    found = run_nowcast(tmp_path / "months.csv", tmp_path / "years.csv", plan=replace(PLAN, most=1, draws=20))
    assert found["priors"]["honest"] == document["priors"]["honest"]


def test_what_is_not_forecast_is_counted(files):
    """A partner with a month without trade, or none reported, is set aside by rule, others are drawn by a fixed hash."""
    table = pd.read_csv(files[0])
    table.loc[(table["partner"] == "p3") & (table["year"] == 2000) & (table["month"] == 4), "exports_usd_million"] = 0
    table.loc[(table["partner"] == "p3") & (table["year"] == 2000) & (table["month"] == 4), "imports_usd_million"] = 0
    table = table[(table["partner"] != "p4") | (table["year"] != 2006) | (table["month"] != 8)]
    years, aside = nowcast._years(table, PLAN)
    assert "p3" not in {y.partner for y in years}
    assert aside["a month without trade, in the year or the eight before"] == 3
    assert len(years) == 2 * PLAN.most
    with pytest.raises(InputError) as error:
        nowcast._years(table[table["year"] < 2000], PLAN)
    assert isinstance(error.value.faults[0], Fault)


def test_the_table_says_better_worse_or_tie(document):
    """The terminal's table has every method at every month, with a verdict at two standard errors."""
    text = nowcast_text(document)
    for month in ("February", "May", "September", "November"):
        assert f"Known through {month}" in text
    assert text.count("level through own share") == 8
    made = {
        **document,
        "scores": [
            {**document["scores"][0], "minus_nothing": [-0.03, 0.01], "minus_monthly_ets": [0.03, 0.01]},
            {**document["scores"][1], "minus_nothing": [0.019, 0.01]},
        ],
    }
    rows = nowcast_text(made).splitlines()[6:8]
    assert "-0.0300 +-0.0100 better" in rows[0]
    assert "+0.0300 +-0.0100  worse" in rows[0]
    assert "+0.0190 +-0.0100    tie" in rows[1]
