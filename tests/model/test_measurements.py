"""Statements become independent measurements: the rules of docs/model.md, by hand and as properties."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.audit import Exclusion
from forecast.data import parse_amount
from forecast.data.intervals import Interval
from forecast.data.periods import Period
from forecast.data.precision import spoken_unit
from forecast.data.statements import GrowthPrint, LevelPrint
from forecast.model.measurements import RELIABILITY_SD, Measurement
from tests.support.measured import (
    BILLION,
    SHIPPED,
    UP,
    excluding,
    growth,
    keys,
    level,
    measure_all,
    roles,
    row,
    said,
    shipped,
)


@pytest.mark.parametrize(("reliability", "extra"), [("high", 0.005), ("medium", 0.02), ("low", 0.08)])
def test_a_measurement_is_matched_by_mean_and_sd(reliability: str, extra: float) -> None:
    """The log mean is the interval's log middle, the log sd that of a uniform error and of the reliability."""
    m = Measurement(Period(2020), "level", Interval(1.0, math.e**0.12), reliability, ("s",))
    assert m.log_mean == pytest.approx(0.06)
    assert m.log_sd == pytest.approx(math.sqrt(0.12**2 / 12 + extra**2))


def test_an_exactly_known_measurement_has_only_the_error_of_its_reliability() -> None:
    """An interval of one point has the reliability's log sd."""
    m = Measurement(Period(2020), "level", Interval(2.0, 2.0), "medium", ("s",))
    assert (m.log_mean, m.log_sd) == (math.log(2.0), RELIABILITY_SD["medium"])


@given(st.floats(1e-3, 1e12), st.floats(1.0, 3.0), st.sampled_from(["high", "medium", "low"]))
def test_the_unit_moves_the_mean_only(low: float, width: float, reliability: str) -> None:
    """Another unit shifts the log mean by its log and leaves the log sd alone."""
    one = Measurement(Period(2020), "level", Interval(low, low * width), reliability, ("s",))
    other = replace(one, interval=Interval(low * 1e3, low * width * 1e3))
    assert other.log_mean - one.log_mean == pytest.approx(math.log(1e3), abs=1e-9)
    assert other.log_sd == pytest.approx(one.log_sd, abs=1e-9)


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        (level(2.0, 0.1), 1.95, 2.05),
        (level(2.46, 0.01), 2.455, 2.465),
        (level(2.0, 0.1, "over"), 2.0, 2.1),
        (level(1.5, 0.1, "almost"), 1.4, 1.5),
        (level(1.5, 0.1, "about"), 1.4, 1.6),
        (level(2.0, 0.01, "over"), 2.0, 2.1),
        (level(1.0, 0.5, "over"), 1.0, 1.5),
    ],
)
def test_a_level_is_the_interval_that_its_print_allows(printed: LevelPrint, low: float, high: float) -> None:
    """Prints are rounded; "over" and "about" reach one printed unit, at least 5 %, "almost" one spoken unit."""
    interval = row(measure_all(said("s", Period(2020), printed)), Period(2020)).interval
    assert (interval.low, interval.high) == pytest.approx((low * BILLION, high * BILLION))


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        (growth(10.5, 0.1), 1.1045, 1.1055),
        (growth(40, 10), 1.35, 1.45),
        (growth(40, 10, "almost"), 1.3, 1.4),
        (growth(7, 1, "over"), 1.07, 1.08),
        (growth(7, 1, "about"), 1.06, 1.08),
        (growth(-5.2, 0.1), 0.9475, 0.9485),
    ],
)
def test_growth_is_the_interval_of_factors_that_its_print_allows(printed: GrowthPrint, low: float, high: float) -> None:
    """Growth is centred on the print; its words reach one printed unit."""
    found = measure_all(said("s", Period(2019), level(2.0)), said("g", Period(2020), growth=printed))
    interval = row(found, Period(2020), "growth").interval
    assert (interval.low, interval.high) == pytest.approx((low, high))


def test_statements_that_agree_are_intersected() -> None:
    """Two prints of one level leave what both allow, with the better reliability."""
    found = measure_all(
        said("about", Period(2020), level(1.5, 0.1, "about"), reliability="low"),
        said("almost", Period(2020), level(1.5, 0.1, "almost"), reliability="medium"),
    )
    measured = row(found, Period(2020))
    assert measured.interval == Interval(1.4 * BILLION, 1.5 * BILLION)
    assert measured.reliability == "medium"
    assert set(measured.statements) == {"about", "almost"}


def test_statements_that_contradict_each_other_leave_their_hull() -> None:
    """Two prints that do not meet leave all that lies between, with the worse reliability."""
    found = measure_all(
        said("low", Period(2020), level(1.5, 0.01)),
        said("high", Period(2020), level(1.7, 0.01), reliability="medium"),
    )
    measured = row(found, Period(2020))
    assert (measured.interval.low, measured.interval.high) == pytest.approx((1.495 * BILLION, 1.71 * BILLION))
    assert measured.reliability == "medium"


def test_one_of_three_that_contradicts_leaves_the_hull_of_all() -> None:
    """Agreement is of all statements, not of a majority."""
    found = measure_all(*(said(str(v), Period(2020), level(v, 0.01)) for v in (1.5, 1.5, 1.7)))
    interval = row(found, Period(2020)).interval
    assert (interval.low, interval.high) == pytest.approx((1.495 * BILLION, 1.71 * BILLION))


@given(st.integers(1, 6))
def test_repeating_a_statement_adds_nothing(times: int) -> None:
    """However often a figure is repeated, it is measured once, with the same error."""
    once = measure_all(said("0", Period(2020), level(1.5), growth(9.0)))
    found = measure_all(*(said(str(i), Period(2020), level(1.5), growth(9.0)) for i in range(times)))
    assert [(m.period, m.quantity, m.interval, m.log_sd) for m in found.rows] == [
        (m.period, m.quantity, m.interval, m.log_sd) for m in once.rows
    ]
    assert roles(found, "0") == [("level", "level"), ("growth", "growth")]
    for i in range(1, times):
        assert roles(found, str(i)) == [("level", "repeated"), ("growth", "repeated")]


def test_growth_agrees_separately_from_levels() -> None:
    """A repeated level with a new growth rate is repeated in one quantity and used in the other."""
    found = measure_all(said("one", Period(2020), level(1.5)), said("two", Period(2020), level(1.5), growth(9.0, 1.0)))
    assert roles(found, "one") == [("level", "level")]
    assert roles(found, "two") == [("level", "repeated"), ("growth", "growth")]


def test_parts_narrow_the_total() -> None:
    """Exports and imports as rounded narrow a coarser total, and say so."""
    found = measure_all(
        said("t", Period(2020), level(2.5, 0.1)),
        said("e", Period(2020), level(1.60, 0.01), flow="exports"),
        said("i", Period(2020), level(0.90, 0.01), flow="imports"),
    )
    interval = row(found, Period(2020)).interval
    assert (interval.low, interval.high) == pytest.approx((2.49 * BILLION, 2.51 * BILLION))
    assert roles(found, "t") == [("level", "level")]
    assert roles(found, "e") == roles(found, "i") == [("level", "narrows")]


def test_cut_digits_are_allowed_for_where_rounding_misses() -> None:
    """When the parts as rounded miss the total, they are taken as rounded or cut."""
    found = measure_all(
        said("t", Period(2020), level(2.52, 0.001)),
        said("e", Period(2020), level(1.60, 0.01), flow="exports"),
        said("i", Period(2020), level(0.90, 0.01), flow="imports"),
    )
    interval = row(found, Period(2020)).interval
    assert (interval.low, interval.high) == pytest.approx((2.5195 * BILLION, 2.52 * BILLION))


def test_parts_that_contradict_the_total_leave_it_alone() -> None:
    """Parts whose sum misses the total are not fed into it."""
    found = measure_all(
        said("t", Period(2020), level(2.0, 0.01)),
        said("e", Period(2020), level(1.60, 0.01), flow="exports"),
        said("i", Period(2020), level(0.90, 0.01), flow="imports"),
    )
    interval = row(found, Period(2020)).interval
    assert (interval.low, interval.high) == pytest.approx((1.995 * BILLION, 2.005 * BILLION))
    assert roles(found, "e") == roles(found, "i") == [("level", "not-fitted")]


def test_parts_alone_make_the_total() -> None:
    """A total nobody printed is the sum of its parts, with the worse reliability."""
    found = measure_all(
        said("e", Period(2020), level(1.60, 0.01), flow="exports", reliability="medium"),
        said("i", Period(2020), level(0.90, 0.01), flow="imports"),
    )
    measured = row(found, Period(2020))
    assert (measured.interval.low, measured.interval.high) == pytest.approx((2.49 * BILLION, 2.51 * BILLION))
    assert measured.reliability == "medium"


def test_a_part_is_the_total_without_the_other() -> None:
    """Imports nobody printed are the total minus exports."""
    found = measure_all(
        said("t", Period(2020), level(2.50, 0.01)),
        said("e", Period(2020), level(1.60, 0.01), flow="exports"),
        flow="imports",
    )
    interval = row(found, Period(2020)).interval
    assert (interval.low, interval.high) == pytest.approx((0.89 * BILLION, 0.91 * BILLION))


def test_a_difference_that_is_not_positive_measures_nothing() -> None:
    """When exports may be all of the total, imports are not measured."""
    found = measure_all(
        said("t", Period(2020), level(2.5, 0.1)),
        said("e", Period(2020), level(2.5, 0.1), flow="exports"),
        flow="imports",
    )
    assert found.rows == ()


def test_one_part_alone_does_not_touch_the_total() -> None:
    """Without the other part nothing is known of the sum."""
    found = measure_all(
        said("t", Period(2020), level(2.5, 0.1)), said("e", Period(2020), level(1.6, 0.01), flow="exports")
    )
    interval = row(found, Period(2020)).interval
    assert (interval.low, interval.high) == pytest.approx((2.45 * BILLION, 2.55 * BILLION))
    assert roles(found, "e") == [("level", "not-fitted")]


def test_the_parts_of_another_period_do_not_narrow() -> None:
    """Only parts of the very same period are added."""
    found = measure_all(
        said("t", Period(2020), level(2.5, 0.1)),
        said("e", Period(2019), level(1.60, 0.01), flow="exports"),
        said("i", Period(2020), level(0.90, 0.01), flow="imports"),
    )
    assert row(found, Period(2020)).statements == ("t",)


def test_only_the_latest_months_of_an_open_year_count() -> None:
    """Of several year-to-date figures of a running year only the latest is used."""
    found = measure_all(
        said("2023", Period(2023), level(2.0)),
        said("march", Period(2024, 3), level(0.5), growth(5.0)),
        said("may", Period(2024, 5), level(0.9), growth(6.0)),
    )
    assert keys(found) == [(Period(2023), "level"), (Period(2024, 5), "level"), (Period(2024, 5), "growth")]
    assert roles(found, "march") == [("level", "not-needed"), ("growth", "not-needed")]
    assert {u.reason for u in found.uses if u.statement == "march"} == {"later-known"}


def test_a_closed_year_needs_no_first_months() -> None:
    """Once a year's total is known, its year-to-date figures are not needed."""
    found = measure_all(
        said("2022", Period(2022), level(1.9)),
        said("may", Period(2023, 5), level(0.8), growth(6.0)),
        said("2023", Period(2023), level(2.0)),
    )
    assert keys(found) == [(Period(2022), "level"), (Period(2023), "level")]
    assert roles(found, "may") == [("level", "not-needed"), ("growth", "not-needed")]


def test_the_same_months_of_a_closed_year_teach_the_share() -> None:
    """First months of a closed year are used where an open year's level is known through the same month."""
    found = measure_all(
        said("may-23", Period(2023, 5), level(0.8)),
        said("june-23", Period(2023, 6), level(1.0)),
        said("2023", Period(2023), level(2.0)),
        said("may-24", Period(2024, 5), level(0.9)),
    )
    assert keys(found) == [(Period(2023, 5), "level"), (Period(2023), "level"), (Period(2024, 5), "level")]
    assert roles(found, "may-23") == [("level", "teaches-share")]
    assert roles(found, "june-23") == [("level", "not-needed")]


def test_growth_through_months_teaches_no_share_without_an_open_level() -> None:
    """With only growth known of the open year, a closed year's months have no share to teach."""
    found = measure_all(
        said("may-23", Period(2023, 5), level(0.8)),
        said("2023", Period(2023), level(2.0)),
        said("may-24", Period(2024, 5), growth=growth(5.0)),
    )
    assert keys(found) == [(Period(2023), "level"), (Period(2024, 5), "growth")]


def test_growth_of_months_counts_where_the_year_before_is_unknown() -> None:
    """Growth through some months of a closed year says something of an unknown year before."""
    found = measure_all(said("september", Period(2014, 9), growth=growth(9.0)), said("2014", Period(2014), level(2.0)))
    assert keys(found) == [(Period(2014, 9), "growth"), (Period(2014), "level")]


def test_a_level_that_is_not_needed_does_not_displace_growth_that_is() -> None:
    """A later year-to-date level of a closed year, itself not needed, leaves earlier growth in use."""
    found = measure_all(
        said("september", Period(2014, 9), growth=growth(9.0)),
        said("november", Period(2014, 11), level(1.8)),
        said("2014", Period(2014), level(2.0)),
    )
    assert keys(found) == [(Period(2014, 9), "growth"), (Period(2014), "level")]


def test_annual_levels_and_growth_always_count() -> None:
    """A year's level and its growth are both measured, however well the years around are known."""
    found = measure_all(*(said(str(y), Period(y), level(2.0), growth(5.0)) for y in (2020, 2021, 2022)))
    assert len(found.rows) == 6
    assert set(found.annual_levels()) == {2020, 2021, 2022}


def test_december_is_the_year() -> None:
    """A level through December is an annual level."""
    assert 2020 in measure_all(said("s", Period(2020, 12), level(2.0))).annual_levels()


def test_an_excluded_growth_leaves_the_level_in_use() -> None:
    """Only the quantity that a finding lists is kept out, and the use says why."""
    statement = said("s", Period(2020), level(2.0), growth(1.2, 0.1))
    finding = excluding(Exclusion("s", "growth"))
    found = measure_all(statement, findings=(finding,))
    assert keys(found) == [(Period(2020), "level")]
    assert roles(found, "s") == [("level", "level"), ("growth", "excluded")]
    assert found.uses[1].finding == finding


def test_an_excluded_level_leaves_the_other_statement_alone() -> None:
    """Without the excluded level the other one stands as it was printed."""
    slip, right = said("slip", Period(2020), level(20.0)), said("right", Period(2020), level(2.0))
    found = measure_all(slip, right, findings=(excluding(Exclusion("slip", "level")),))
    assert row(found, Period(2020)).interval == row(measure_all(right), Period(2020)).interval
    assert roles(found, "slip") == [("level", "excluded")]
    assert roles(found, "right") == [("level", "level")]


def test_an_excluded_part_narrows_nothing() -> None:
    """An excluded export level does not narrow the total."""
    statements = (
        said("t", Period(2020), level(2.5, 0.1)),
        said("e", Period(2020), level(1.60, 0.01), flow="exports"),
        said("i", Period(2020), level(0.90, 0.01), flow="imports"),
    )
    found = measure_all(*statements, findings=(excluding(Exclusion("e", "level")),))
    assert row(found, Period(2020)).statements == ("t",)


def test_an_excluded_claim_is_no_claim() -> None:
    """A claim of growth that a finding excludes weighs nothing."""
    found = measure_all(
        said("2023", Period(2023), level(2.0)),
        said("up", Period(2024, 5), growth=UP),
        findings=(excluding(Exclusion("up", "growth")),),
    )
    assert found.claims == ()
    assert roles(found, "up") == [("growth", "excluded")]


def test_the_other_sides_levels_do_not_count() -> None:
    """The other side's statistics are compared, not fitted."""
    found = measure_all(said("a", Period(2023), level(2.0)), said("b", Period(2023), level(2.6), statistics="b"))
    assert row(found, Period(2023)).statements == ("a",)
    assert roles(found, "b") == [("level", "not-fitted")]


def test_the_parts_of_2024_narrow_the_shipped_total() -> None:
    """Exports of 1.66bn and imports of 793.2m narrow the 2.46bn of 2024 to 2.455 to 2.45825bn."""
    interval = row(shipped(date(2025, 7, 14)), Period(2024)).interval
    assert (interval.low, interval.high) == pytest.approx((2.455 * BILLION, 2.45825 * BILLION))


def test_the_printed_export_growth_of_2024_is_not_used() -> None:
    """Export growth of 1.2 % cannot be true beside the other figures; the level stays in use."""
    found = shipped(date(2025, 7, 14), flow="exports")
    assert (Period(2024), "growth") not in keys(found)
    (statement,) = [s for s in SHIPPED.select(statistics="belarus", flow="exports") if s.period == Period(2024)]
    assert roles(found, statement.id) == [("level", "level"), ("growth", "excluded")]


def test_the_shipped_growth_of_2025_is_a_claim() -> None:
    """That trade grew in January-May 2025 is a claim of the best reliability, never a figure."""
    found = shipped(date(2025, 7, 14))
    grew = [claim for claim in found.claims if claim.kind == "grew"]
    assert [(claim.period, claim.chance) for claim in grew] == [(Period(2025, 5), 0.95)]
    assert max(m.period for m in found.rows) == Period(2024)


def test_the_shipped_records_are_claims() -> None:
    """2014 and 2022 were called the best years so far."""
    records = [claim.period for claim in shipped(date(2025, 7, 14)).claims if claim.kind == "record"]
    assert records == [Period(2014), Period(2022)]


def test_three_reports_of_2022_count_once() -> None:
    """Three reports of one meeting in April 2023 are one level of 2022 and one growth rate of 2023."""
    found = shipped(date(2023, 5, 1))
    assert row(found, Period(2022)).interval == Interval(2.2 * BILLION, 2.25 * BILLION)
    assert len(row(found, Period(2022)).statements) == 3
    interval = row(found, Period(2023, 2), "growth").interval
    assert (interval.low, interval.high) == pytest.approx((1.35, 1.4))
    told = [u.role for u in found.uses if u.statement.startswith("2023-04-20-by/total/2022")]
    assert sorted(told) == ["claim", "level", "repeated", "repeated"]


def test_the_peak_of_2014_and_the_fall_of_2015_are_agreed() -> None:
    """2015, "almost" and "about 1.5bn", is 1.4 to 1.5bn; two prints of 2.0bn are one for 2014."""
    found = shipped(date(2016, 2, 1))
    assert row(found, Period(2015)).interval == Interval(1.4 * BILLION, 1.5 * BILLION)
    interval = row(found, Period(2014)).interval
    assert (interval.low, interval.high) == pytest.approx((1.95 * BILLION, 2.05 * BILLION))


@pytest.mark.parametrize("count", [4_000, pytest.param(20_000, marks=pytest.mark.slow)])
@given(st.integers(1, 999).map(lambda n: n * 1e8))
def test_almost_is_matched_by_mean_and_sd(count: int, value: float) -> None:
    """The error of "almost v" is that of its falling density, by summing it over a fine grid of depths."""
    found = row(measure_all(said("s", Period(2020), LevelPrint(value, 1.0, "almost"))), Period(2020))
    unit, shape = spoken_unit(value), math.log(0.5) / math.log(0.7)
    deepest = (value - found.interval.low) / unit
    depths = [(i + 0.5) / count * deepest for i in range(count)]
    weights = [(1 - t) ** (shape - 1) for t in depths]
    logs = [math.log(value - unit * t) for t in depths]
    mean = sum(w * x for w, x in zip(weights, logs, strict=True)) / sum(weights)
    variance = sum(w * (x - mean) ** 2 for w, x in zip(weights, logs, strict=True)) / sum(weights)
    assert found.log_mean == pytest.approx(mean, abs=0.002)
    assert found.log_sd == pytest.approx(math.hypot(math.sqrt(variance), RELIABILITY_SD["high"]), abs=0.01)


def test_almost_gives_way_to_an_exact_print() -> None:
    """Beside 9.6bn, "almost 10bn" adds nothing: the level is that of the exact print alone."""
    vague, exact = said("v", Period(2020), level(10, 1, "almost")), said("e", Period(2020), level(9.6))
    alone, both = (row(measure_all(*group), Period(2020)) for group in ((exact,), (vague, exact)))
    assert (both.log_mean, both.log_sd) == (alone.log_mean, alone.log_sd)


def test_figures_that_fit_only_if_cut_are_read_as_cut() -> None:
    """1,743m beside 1.7437bn was cut: as rounded, the two would have no number in common."""
    found = measure_all(
        said("short", Period(2021), LevelPrint(1743e6, 1e6)), said("long", Period(2021), LevelPrint(1743.7e6, 1e5))
    )
    interval = row(found, Period(2021)).interval
    assert (interval.low, interval.high) == pytest.approx((1743.65e6, 1743.8e6))


def test_the_way_a_number_is_written_changes_no_measurement() -> None:
    """5,000,000,000, 5e9 and 5000000000.0 measure the same, and 5000m within half a million."""
    texts = ("5000000000", "5,000,000,000", "5e9", "5000000000.0", "5000m")
    amounts = [parse_amount(text) for text in texts]
    rows = [row(measure_all(said("s", Period(2020), LevelPrint(a.value, a.resolution))), Period(2020)) for a in amounts]
    for other in rows[1:]:
        assert other.log_mean == pytest.approx(rows[0].log_mean, abs=1e-8)
        assert other.log_sd == pytest.approx(rows[0].log_sd, abs=1e-6)
