"""What published totals settle: each kind of figures that went wrong, as a property over numbers, units and orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecast.audit import Exclusion, Finding, PartAbove, Printed, Subject, audit
from forecast.data import Period, Series, parse_amount
from forecast.data.statements import LevelPrint, Origin, Statement
from forecast.model import SamplePaths, settle
from forecast.priors import shipped_priors
from tests.support.cases import examples

YEARS = np.arange(2015, 2031)


def said(period, level, *, flow="total", side="a", record=False, day=None, reliability="medium", name=None):
    """Return a statement that prints a level, published two months after its period unless said otherwise."""
    text, _, qualifier = level.partition(" ")
    amount = parse_amount(text)
    print_ = LevelPrint(amount.value, amount.resolution, qualifier or "exact")
    origin = Origin("", "", "", day or period.end + timedelta(days=60))
    key = name or f"{side}/{flow}/{period}/{level}"
    return Statement(key, side, flow, period, print_, None, key, origin, reliability, record)


def series_of(*statements, unit="USD"):
    """Return a made-up series."""
    return Series("a-b", "A", "B", unit, "goods", statements)


def settled(*statements, findings=(), flow="total"):
    """Return what statements settle for side A."""
    return settle(series_of(*statements), findings, statistics="a", flow=flow)


def chance(settlement, year, mark, middle=None, seed=0):
    """Return the share of paths at or above a mark in a year, of paths that are wide around a middle."""
    rng = np.random.default_rng(seed)
    values = (middle or mark) * np.exp(0.3 * rng.standard_normal((len(YEARS), 5_000)))
    placed = settlement.place(SamplePaths(YEARS, values, 5_000.0))
    return float((placed.row(year) >= mark).mean())


SCALES = st.sampled_from([("bn", 1e9), ("m", 1e6), ("k", 1e3)])
DIGITS = st.integers(100, 9_999)


@given(DIGITS, SCALES, st.integers(0, 3), st.floats(1.0, 3.0), st.sampled_from(["high", "medium", "low"]))
def test_a_mark_outside_the_digits_is_certain_both_ways(digits, scale, decimals, factor, reliability):
    """However unreliable, a print settles marks above its rounding interval as not reached, up to itself as reached."""
    word, unit = scale
    value, half = digits / 10**decimals * unit, 0.5 / 10**decimals * unit
    told = settled(said(Period(2020), f"{digits / 10**decimals:.{decimals}f}{word}", reliability=reliability))
    assert chance(told, 2020, (value + half) * 1.0001 * factor, value) == 0
    assert chance(told, 2020, value / factor * (1 - 1e-12), value) == 1
    assert told.reached(value / factor * (1 - 1e-12)) == (2020,)
    assert told.reached((value + half) * 1.0001 * factor) == ()


@given(DIGITS, SCALES, st.integers(0, 3))
def test_a_print_equal_to_the_mark_is_reached(digits, scale, decimals):
    """Print and mark written alike are the same number, and it is reached, coarse prints too."""
    text = f"{digits / 10**decimals:.{decimals}f}{scale[0]}"
    mark = parse_amount(text).value
    told = settled(said(Period(2020), text))
    assert told.reached(mark) == (2020,)
    assert chance(told, 2020, mark) == 1


@given(DIGITS, st.floats(0.02, 0.98))
def test_inside_the_rounding_interval_a_mark_has_that_intervals_chance(digits, share):
    """Above the print, the chance is the part of the rounding interval that lies above the mark."""
    value = digits * 1e8
    mark = value + share * 0.5e8
    told = settled(said(Period(2020), f"{digits / 10:.1f}bn"))
    assert chance(told, 2020, mark, value) == pytest.approx((1 - share) / 2, abs=0.02)


@given(DIGITS, st.sampled_from(["exact", "about", "over", "almost"]), st.data())
def test_a_higher_mark_is_never_likelier(digits, qualifier, data):
    """Whatever the words, the chance falls with the mark."""
    value = digits * 1e8
    told = settled(said(Period(2020), f"{digits / 10:.1f}bn {qualifier}"))
    marks = sorted(data.draw(st.lists(st.floats(0.8, 1.2), min_size=2, max_size=5)))
    chances = [chance(told, 2020, value * mark, value) for mark in marks]
    assert chances == sorted(chances, reverse=True)


@given(st.integers(2, 99), st.floats(0.01, 0.99))
def test_words_settle_to_their_side(billions, depth):
    """Over v settles marks up to v, almost v those from v up; about settles nothing within its width."""
    value = billions * 1e9
    over, almost, about = (settled(said(Period(2020), f"{billions}bn {word}")) for word in ("over", "almost", "about"))
    assert chance(over, 2020, value * (1 - 1e-9), value) == 1
    assert chance(almost, 2020, value * (1 + 1e-9), value) == 0
    assert chance(almost, 2020, value - 0.3e9, value) == pytest.approx(0.5, abs=0.02)
    assert chance(almost, 2020, value - 1e9 * (1 + 1e-9), value) == 1
    inside = value + (2 * depth - 1) * 0.04 * value
    assert 0 < chance(about, 2020, inside, value) < 1


@given(st.permutations(range(3)), st.integers(100, 900))
def test_the_totals_own_print_decides_over_the_sum_of_its_parts(order, digits):
    """Whatever the order, the total's print decides; without it both parts do, and one part above the mark settles."""
    rows = [
        said(Period(2020), f"{digits}m"),
        said(Period(2020), f"{digits * 0.7:.1f}m", flow="exports"),
        said(Period(2020), f"{digits * 0.4:.1f}m", flow="imports"),
    ]
    told = settled(*(rows[i] for i in order))
    parts, part = settled(*rows[1:]), settled(rows[1])
    mark = digits * 1.05e6
    assert told.reached(mark) == ()
    assert chance(told, 2020, mark) == 0
    assert parts.reached(mark) == (2020,)
    assert part.reached(digits * 0.69e6) == (2020,)
    assert part.reached(mark) == ()


@given(st.integers(100, 900), st.floats(1.01, 2.0))
def test_a_record_closes_the_unprinted_years_before_it(digits, factor):
    """No path of an unprinted year before a record is above the record, and years after it stay open."""
    told = settled(said(Period(2016), f"{digits // 2}m"), said(Period(2020), f"{digits}m", record=True))
    mark = (digits + 0.5) * 1e6 * factor
    assert [chance(told, year, mark) for year in range(2016, 2021)] == [0] * 5
    assert chance(told, 2021, mark) > 0


@given(st.integers(200, 900), st.integers(1, 11), st.floats(0.2, 1.0))
def test_first_months_at_or_above_the_mark_settle_their_year(digits, months, share):
    """A year-to-date print settles marks up to it, unless the year's own print lies below."""
    early = said(Period(2021, months), f"{digits}m")
    mark = digits * 1e6 * share
    assert settled(early).reached(mark) == (2021,)
    assert chance(settled(early), 2021, mark) == 1
    assert settled(early, said(Period(2021), f"{digits // 8}m")).reached(digits // 7 * 1e6 + 1e6) == ()


def test_what_is_excluded_early_or_a_spike_settles_nothing():
    """Excluded prints, prints from before their period's end, and a spike that the other side does not show."""
    high = said(Period(2020), "2.09bn")
    facts = PartAbove(*[Printed(Subject("a", "total", Period(2020)), (high.level,), high.level.interval)] * 2)
    finding = Finding("code", (high.id,), facts, (Exclusion(high.id, "level"),))
    assert settled(high).reached(2e9) == (2020,)
    assert settled(high, findings=(finding,)).reached(2e9) == ()
    assert settled(replace(high, origin=replace(high.origin, published=date(2020, 11, 1)))).reached(2e9) == ()
    own = [said(Period(y), text) for y, text in ((2019, "0.66bn"), (2020, "2.09bn"), (2021, "0.72bn"))]
    other = [said(Period(y), text, side="b") for y, text in ((2019, "0.60bn"), (2020, "0.71bn"), (2021, "0.75bn"))]
    series = series_of(*own, *other)
    found = settle(series, audit(series, shipped_priors().profile), statistics="a", flow="total")
    assert found.reached(2e9) == ()
    alone = series_of(*own)
    assert settle(alone, audit(alone, shipped_priors().profile), statistics="a", flow="total").reached(2e9) == (2020,)


@examples(25)
@given(
    st.lists(st.tuples(st.integers(100, 900), st.integers(1, 9)), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
def test_order_and_unit_settle_nothing_else(figures, random):
    """The order of statements and the currency change nothing that is settled."""
    rows = [said(Period(2015 + i), f"{digits}.{tenth}m") for i, (digits, tenth) in enumerate(figures)]
    mixed = random.sample(rows, len(rows))
    one = settle(series_of(*rows), (), statistics="a", flow="total")
    other = settle(series_of(*mixed, unit="EUR"), (), statistics="a", flow="total")
    assert (one.totals, one.floors, one.records) == (other.totals, other.floors, other.records)


@given(st.floats(1.001, 1.2), st.floats(1.001, 1.2))
def test_a_revision_lifts_the_nearest_year_with_a_chance_that_falls_with_the_mark(one, other):
    """The year told is the highest below the mark; the chance is below a half and falls with the mark."""
    assume(one != other)
    told = settled(said(Period(2019), "590m"), said(Period(2020), "599.3m"), said(Period(2021), "580m"))
    near, far = (told.lifted(600e6 * factor) for factor in sorted((one, other)))
    assert near[0] == far[0] == 2020
    assert 0.5 > near[1] >= far[1] >= 0
