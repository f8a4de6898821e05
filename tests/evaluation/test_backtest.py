"""Backtest and registry hindcast: cases by written rules, no leaks, scores that can be checked by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from forecast.cli import main
from forecast.data import catalog
from forecast.errors import FitError
from forecast.evaluation import backtest, record
from forecast.evaluation.backtest import RATIOS, run
from forecast.evaluation.hindcast import hindcast, score_hindcasts
from forecast.evaluation.plan import HORIZON, Plan
from forecast.evaluation.splits import cases_at, level_table
from forecast.priors import shipped_priors
from forecast.words.record import hindcast_text

PLAN = Plan(2000, 2003, most=12, histories=(6, 8), methods=("base-rate", "growth", "random-walk-drift"), draws=256)


def panel(rows):
    """Return a panel's table from (pair, year, millions)."""
    return pd.DataFrame(rows, columns=["pair", "year", "total_usd_million"])


def synthetic(pairs=60, first=1950, last=2014, volatility=0.2):
    """Return a panel of random walks with drift 5 % and known volatility."""
    rng = np.random.default_rng(11)
    years = range(first, last + 1)
    rows = []
    for pair in range(pairs):
        levels = rng.uniform(100, 1000) * np.exp(np.cumsum(rng.normal(0.05, volatility, len(years))))
        rows += [(f"p{pair}", year, max(level, 60.0)) for year, level in zip(years, levels, strict=True)]
    return panel(rows)


@pytest.fixture(scope="module")
def table():
    """Return the synthetic panel as levels."""
    return level_table(synthetic())


@pytest.fixture(scope="module")
def found(table):
    """Return a small backtest of the synthetic panel."""
    return run(PLAN, table, shipped_priors())


def test_what_cannot_be_used_is_set_aside_and_counted():
    """Zeros, doubles that differ, mixed units and one-year pairs are counted by rule; order does not matter."""
    rows = [("a", 2000, 100.0), ("a", 2001, 0.0), ("a", 2002, 120.0)]
    rows += [("b", 2000, 100.0), ("b", 2000, 101.0), ("b", 2001, 90.0), ("b", 2002, 95.0)]
    rows += [("c", 2000, 100.0), ("c", 2001, 100_000.0), ("c", 2002, 110_000.0), ("d", 2001, 70.0)]
    rows += [("e", 2002, 80.0), ("e", 2000, 60.0), ("e", 2000, 60.0), ("e", 2001, 70.0)]
    made = level_table(panel(rows))
    assert made.set_aside == {
        "values that are not positive numbers": 1,
        "values that stand twice and differ": 2,
        "pairs that mix units": 1,
        "pairs with a single year": 1,
    }
    assert made.pairs == ("a", "b", "e")
    assert made.levels[2].tolist() == [60e6, 70e6, 80e6]
    shuffled = level_table(panel(rows[::-1]))
    assert np.array_equal(shuffled.levels, made.levels, equal_nan=True)


def test_holes_spikes_and_small_pairs_are_left_out_of_the_cases():
    """Of five pairs one is small, one has a hole, one a spike, one an unknown outcome: one case is left."""
    years = range(2000, 2012)
    rows = []
    for pair, level in (("small", 10.0), ("hole", 100.0), ("spike", 100.0), ("open", 100.0), ("good", 100.0)):
        for year in years:
            value = level * (20 if pair == "spike" and year == 2003 else 1)
            gone = (pair == "hole" and year == 2002) or (pair == "open" and year == 2010)
            rows += [] if gone else [(pair, year, value)]
    cases = cases_at(level_table(panel(rows)), cutoff=2005, years=6, horizon=5)
    assert cases.pairs == ("good",)
    assert cases.set_aside == {"history has a hole": 1, "history has a spike": 1, "outcome has a hole": 1}


def test_what_comes_after_the_cutoff_changes_no_forecast(table, found):
    """Doubling every level after the first cutoff leaves the honest forecasts of that cutoff as they are."""
    later = table.years > PLAN.first
    changed = replace(table, levels=np.where(later, table.levels * 2, table.levels))
    again = run(replace(PLAN, last=PLAN.first + 1), changed, shipped_priors())

    def honest(blocks):
        return [b for b in blocks if b.column == "honest" and b.cutoff == PLAN.first]

    for before, after in zip(honest(found.blocks), honest(again.blocks), strict=True):
        assert np.array_equal(before.probability, after.probability)
        assert not np.array_equal(before.reached, after.reached)


def test_a_backtest_repeats_and_continues_where_it_stopped(table, found, tmp_path):
    """The same plan gives the same numbers, whether run at once or continued over a torn part."""
    run(PLAN, table, shipped_priors(), work=tmp_path)
    torn, *others = sorted(tmp_path.glob("*.npz"))
    torn.write_bytes(torn.read_bytes()[:100])
    for gone in others[::3]:
        gone.unlink()
    told = []
    again = run(PLAN, table, shipped_priors(), work=tmp_path, progress=lambda done, every: told.append((done, every)))
    assert told[-1][0] == told[-1][1] == len(told)
    for one, other in zip(found.blocks, again.blocks, strict=True):
        assert np.array_equal(one.probability, other.probability)
        assert np.array_equal(one.crps, other.crps, equal_nan=True)
    timeless = [[repr(replace(s, milliseconds=0.0)) for s in one.scores] for one in (found, again)]
    assert timeless[0] == timeless[1]


def test_the_integrated_brier_score_by_a_naive_loop(found):
    """The pooled score is the mean over cases, marks and years of (p - reached)^2."""
    blocks = [b for b in found.blocks if (b.method, b.column) == ("growth", "honest")]
    total, count = 0.0, 0
    for b in blocks:
        for case in range(len(b.probability)):
            for k in range(len(RATIOS)):
                for year in range(HORIZON):
                    total += (b.probability[case, k, year] - float(b.reached[case, k, year])) ** 2
                    count += 1
    pooled = next(s for s in found.scores if (s.method, s.column, s.years) == ("growth", "honest", None))
    assert pooled.ibs == pytest.approx(total / count)


def test_the_base_rate_by_a_naive_count(table):
    """The base rate is how often marks were reached after the cutoffs, pair by pair."""
    cutoffs = range(1975, 1978)
    counted = np.zeros((len(RATIOS), HORIZON))
    cases = 0
    for cutoff in cutoffs:
        at = cutoff - 1950
        for levels in table.levels:
            cases += 1
            for k, ratio in enumerate(RATIOS):
                for year in range(HORIZON):
                    counted[k, year] += (levels[at + 1 : at + 2 + year] >= ratio * levels[at]).any()
    assert backtest.base_rate(table, cutoffs, 6) == pytest.approx(counted / cases)


def test_on_data_like_the_model_the_growth_model_is_calibrated_and_beats_the_random_walk(found):
    """On random walks whose drift and volatility the panel teaches, outside view beats own history alone."""
    line = {(s.method, s.column): s for s in found.scores if s.years is None}
    growth, walk = line["growth", "honest"], line["random-walk-drift", "honest"]
    assert growth.ibs < walk.ibs
    assert growth.level_coverage[1] == pytest.approx(0.8, abs=0.08)


def test_a_method_that_fails_is_counted_and_scored_as_no_change(table, monkeypatch):
    """A failing comparator tells that nothing changes: no mark above the level is ever reached."""

    def fail(*_args, **_options):
        msg = "does not converge"
        raise FitError(msg)

    monkeypatch.setattr(backtest, "simulate_comparator", fail)
    plan = replace(PLAN, last=2001, histories=(6,), methods=("base-rate", "growth", "arima"))
    failed = run(plan, table, shipped_priors())
    block = next(b for b in failed.blocks if b.method == "arima")
    assert block.failed == len(block.probability) > 0
    assert not block.probability.any()
    assert next(s for s in failed.scores if s.method == "arima").failed > 0


def test_dates_beyond_the_window_count_as_covered_only_by_open_intervals():
    """With certainty of reaching in year 3, a truth of year 3 is inside and one beyond the window is outside."""
    probability = np.zeros((2, len(RATIOS), HORIZON))
    probability[:, :, 2:] = 1.0
    reached = np.zeros_like(probability, dtype=bool)
    reached[0, :, 2:] = True
    nothing = np.zeros((2, 1))
    block = backtest.Block("m", "honest", 6, 2000, probability, reached, nothing, nothing, 0, 0.0)
    hits, mass = backtest._date_hits(block)
    assert hits[0].all()
    assert not hits[1].any()
    assert mass == pytest.approx(1.0)


def test_the_command_prints_a_table_and_writes_json_and_picture(tmp_path):
    """`trade-target backtest` runs on a person's own panel and names panel, checksum and command."""
    own = tmp_path / "panel.csv"
    synthetic(pairs=25).to_csv(own, index=False)
    out, picture = tmp_path / "out.json", tmp_path / "out.svg"
    words = [
        "backtest",
        "--panel",
        own,
        "--first",
        "2000",
        "--last",
        "2002",
        "--cases",
        "5",
        "--methods",
        "growth,log-trend",
    ]
    told = CliRunner().invoke(main, [str(w) for w in [*words, "--out", out, "--svg", picture]])
    assert told.exit_code == 0, told.output
    document = json.loads(out.read_text())
    assert document["sources"][0].startswith("panel.csv, sha256 ")
    assert {(s["method"], s["column"]) for s in document["scores"]} == {
        ("base-rate", "honest"), ("base-rate", "knows the era"), ("growth", "honest"), ("growth", "knows the era"),
        ("log-trend", "honest"),
    }  # fmt: skip
    assert "Set aside: " in told.stdout
    assert picture.read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--methods", "oracle"], "'oracle' is not known"),
        (["--first", "2004", "--last", "2004"], "at least two cutoff years"),
    ],
)
def test_a_bad_backtest_is_refused(tmp_path, words, part):
    """Unknown methods and single cutoffs get a message and status 2."""
    own = tmp_path / "panel.csv"
    synthetic(pairs=2).to_csv(own, index=False)
    told = CliRunner().invoke(main, ["backtest", "--panel", str(own), *words])
    assert told.exit_code == 2
    assert part in told.stderr


@pytest.mark.parametrize(
    ("first", "years", "pairs", "taught"),
    [(1985, 30, 60, 15), pytest.param(1980, 25, 120, 13, marks=pytest.mark.slow)],
)
def test_a_short_panel_is_backtested_at_the_cutoffs_it_allows(tmp_path, first, years, pairs, taught):
    """From 25 years on there are cutoffs: told, taken when none are given, and suggested where others do not fit."""
    table = synthetic(pairs=pairs)
    start = int(table["year"].min())
    table = table[table["year"] < start + years].assign(year=lambda rows: rows["year"] - start + first)
    own = tmp_path / "panel.csv"
    table.to_csv(own, index=False)
    words = ["backtest", "--panel", str(own), "--cases", "4", "--methods", "growth"]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 0, told.output
    earliest, latest = first + taught, first + years - 11
    assert (
        f"the panel allows cutoffs {earliest} to {latest}; taken: {max(earliest, latest - 9)} to {latest}"
        in told.stderr
    )
    other = CliRunner().invoke(main, [*words, "--first", str(first), "--last", str(latest)])
    assert other.exit_code == 2
    assert f"give --first {max(earliest, latest - 9)} --last {latest}" in other.stderr


def test_a_panel_of_too_few_years_is_told_how_many_are_enough(tmp_path):
    """Below 24 years there are no two cutoffs."""
    table = synthetic(pairs=20)
    own = tmp_path / "panel.csv"
    table[table["year"] < table["year"].min() + 22].to_csv(own, index=False)
    told = CliRunner().invoke(main, ["backtest", "--panel", str(own)])
    assert told.exit_code == 2
    assert "25 years of 100 pairs without gaps are enough" in told.stderr


def test_growth_priors_given_are_used_as_they_are(tmp_path, priors):
    """With --priors the honest column's drift is the file's, and the document says where it is from."""
    from forecast.priors import dump_priors

    own, given, out = tmp_path / "panel.csv", tmp_path / "priors.json", tmp_path / "out.json"
    synthetic(pairs=25).to_csv(own, index=False)
    given.write_text(dump_priors(replace(priors, growth=replace(priors.growth, drift=0.123))))
    words = ["backtest", "--panel", own, "--first", 2000, "--last", 2001, "--cases", 4, "--methods", "growth"]
    told = CliRunner().invoke(main, [str(word) for word in [*words, "--priors", given, "--out", out]])
    assert told.exit_code == 0, told.output
    document = json.loads(out.read_text())
    assert document["drifts"]["honest"] == pytest.approx(0.123)
    assert any("growth priors as given" in source for source in document["sources"])


def test_a_file_that_is_no_panel_is_refused(tmp_path):
    """A CSV without the columns, and a file that is not there, are named."""
    own = tmp_path / "other.csv"
    own.write_text("a,b\n1,2\n")
    for path, part in ((own, "is missing"), (tmp_path / "gone.csv", "cannot be read")):
        told = CliRunner().invoke(main, ["backtest", "--panel", str(path)])
        assert told.exit_code == 2
        assert part in told.stderr


@pytest.fixture(scope="module")
def hindcasts():
    """Return what would have been said of every shipped target, and what is left out."""
    return hindcast(catalog.targets(), catalog.histories(), shipped_priors())


def test_a_hindcast_sees_only_what_was_known_on_the_day(hindcasts):
    """Totals from the announcement year on change nothing that is said of the target."""
    told, _ = hindcasts
    later = {
        pair: {year: total * (3 if year >= 2012 else 1) for year, total in totals.items()}
        for pair, totals in catalog.histories().items()
    }
    early = [target for target in catalog.targets() if target.announced < "2012-07"]
    again, _ = hindcast(early, later, shipped_priors())
    first = {h.target.id: h.probability for h in told if h.known < date(2012, 7, 1)}
    second = {h.target.id: h.probability for h in again if h.known < date(2012, 7, 1)}
    assert first == second
    assert len(first) > 20


def test_hindcast_scores_by_hand(hindcasts):
    """Three targets of two pairs: Brier scores are plain means, errors resample pairs."""
    told, left_out = hindcasts
    assert len(told) + sum(left_out.values()) == sum(t.counts_for_outside_view for t in catalog.targets())
    three = [
        replace(h, probability=p, base_rate=0.5, trend=1.0) for h, p in zip(told[:3], (0.0, 0.5, 1.0), strict=True)
    ]
    three = [replace(h, met=m) for h, m in zip(three, (False, True, True), strict=True)]
    scored = score_hindcasts(three)
    assert scored.model == pytest.approx(0.25 / 3)
    assert scored.base_rate == pytest.approx(0.25)
    assert scored.trend == pytest.approx(1 / 3)
    assert scored.model_minus_base_rate[0] == pytest.approx(0.25 / 3 - 0.25)


def test_the_hindcast_document_reads_back_as_a_table():
    """The table names every target judged and the reasons for those left out."""
    document = record.run_hindcast()
    told = hindcast_text(document)
    assert all(row["target"] in told for row in document["targets"])
    assert "Left out: no series of the pair" in told


def test_the_held_out_half_is_fixed_by_name(table):
    """Development and held-out pairs part the panel the same way whatever else is in it, about half and half."""
    import hashlib

    from forecast.evaluation.splits import held_out

    half = held_out(table)
    by_hand = [p for p in table.pairs if int(hashlib.md5(p.encode()).hexdigest(), 16) % 2]
    assert list(half.pairs) == by_hand
    assert half.set_aside["development pairs"] == len(table.pairs) - len(by_hand)
    assert np.array_equal(half.levels, table.levels[[table.pairs.index(p) for p in by_hand]], equal_nan=True)
    assert 15 < len(by_hand) < 45
