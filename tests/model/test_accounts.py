"""Whatever is published, each quantity has one use, order does not matter, and the other side changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.audit import Exclusion, Finding, audit
from forecast.data.periods import Period
from forecast.data.statements import FLOWS, GrowthPrint, LevelPrint, Series
from forecast.model.measurements import RELIABILITY_SD, Measurements
from forecast.model.measuring import measure
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from forecast.data.statements import Flow
from tests.support.measured import DAYS, MILLION, SHIPPED, UP, excluding, keys, quantities, said, series_of, shipped


def assert_every_quantity_is_accounted_for(found: Measurements, series: Series) -> None:
    """Assert that each printed quantity has exactly one use, but for claims of a record beside it."""
    for s in series.statements:
        used = [u for u in found.uses if u.statement == s.id]
        records = [u for u in used if u.quantity == "level" and u.role == "claim"]
        assert len(records) <= int(s.record)
        assert sorted(u.quantity for u in used if u not in records) == sorted(quantities(s))
        assert all(sum(why is not None for why in (u.measurement, u.claim, u.reason, u.finding)) == 1 for u in used)
    assert {u.statement for u in found.uses} == {s.id for s in series.statements}


def assert_independent(found: Measurements) -> None:
    """Assert one measurement per period and quantity, one open year-to-date period a year, and sound errors."""
    assert len(set(keys(found))) == len(found.rows)
    assert keys(found) == sorted(keys(found), key=lambda key: (key[0], key[1] != "level"))
    closed = set(found.annual_levels())
    open_periods = {m.period for m in found.rows if not m.period.is_year and m.period.year not in closed}
    assert len({p.year for p in open_periods}) == len(open_periods)
    for m in found.rows:
        assert 0 < m.interval.low <= m.interval.high
        assert m.statements
        assert m.log_sd >= RELIABILITY_SD[m.reliability]


def substance(found: Measurements) -> tuple[object, object]:
    """Return rows and claims without the order of the statements behind them."""
    return (
        [(m.period, m.quantity, m.interval, m.reliability, frozenset(m.statements)) for m in found.rows],
        [(c.kind, c.period, c.chance, frozenset(c.statements)) for c in found.claims],
    )


LEVELS = st.builds(
    LevelPrint,
    st.integers(10, 30).map(lambda n: n * 100 * MILLION),
    st.sampled_from([100 * MILLION, 10 * MILLION]),
    st.sampled_from(["exact", "about", "over", "almost"]),
)
GROWTHS = st.one_of(
    st.just(UP),
    st.builds(
        GrowthPrint,
        st.integers(-30, 40).map(float),
        st.sampled_from([1.0, 10.0]),
        st.sampled_from(["exact", "about", "over", "almost"]),
    ),
)
PERIODS = st.builds(Period, st.integers(2018, 2023), st.sampled_from([1, 5, 9, 12, 12, 12]))


@st.composite
def random_series(draw: st.DrawFn) -> Series:
    """Draw a series of up to a dozen statements of two sides and three flows."""
    statements = []
    for i in range(draw(st.integers(1, 12))):
        both = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
        statements.append(
            said(
                f"s{i}",
                draw(PERIODS),
                draw(LEVELS) if both[0] else None,
                draw(GROWTHS) if both[1] else None,
                flow=draw(st.sampled_from(FLOWS)),
                statistics=draw(st.sampled_from(["a", "a", "a", "b"])),
                reliability=draw(st.sampled_from(["high", "medium", "low"])),
                record=draw(st.booleans()) if both[0] else False,
            )
        )
    return series_of(*statements)


@st.composite
def exclusions_of(draw: st.DrawFn, series: Series) -> tuple[Finding, ...]:
    """Draw findings that exclude some printed quantities."""
    printed = [Exclusion(s.id, q) for s in series.statements for q in quantities(s)]
    chosen = draw(st.lists(st.sampled_from(printed), unique=True, max_size=3))
    return tuple(excluding(e) for e in chosen)


@given(st.data(), random_series(), st.sampled_from(FLOWS))
def test_every_quantity_of_every_statement_is_accounted_for(data: st.DataObject, series: Series, flow: Flow) -> None:
    """Whatever is published, each printed quantity ends up as one thing, and measurements are independent."""
    found = measure(series, data.draw(exclusions_of(series)), statistics="a", flow=flow)
    assert_every_quantity_is_accounted_for(found, series)
    assert_independent(found)


@given(st.data(), random_series(), st.sampled_from(FLOWS))
def test_the_order_of_statements_does_not_matter(data: st.DataObject, series: Series, flow: Flow) -> None:
    """The same statements in another order give the same measurements and claims."""
    findings = data.draw(exclusions_of(series))
    shuffled = replace(series, statements=tuple(data.draw(st.permutations(series.statements))))
    one, other = (measure(s, findings, statistics="a", flow=flow) for s in (series, shuffled))
    assert substance(one) == substance(other)


@given(st.data(), random_series())
def test_excluded_quantities_change_nothing(data: st.DataObject, series: Series) -> None:
    """What is excluded is not used: without it altogether the measurements are the same."""
    findings = data.draw(exclusions_of(series))
    excluded = {e for f in findings for e in f.exclusions}
    left = []
    for s in series.statements:
        kept_level = None if Exclusion(s.id, "level") in excluded else s.level
        kept_growth = None if Exclusion(s.id, "growth") in excluded else s.growth
        if kept_level or kept_growth:
            left.append(replace(s, level=kept_level, growth=kept_growth))
    one = measure(series, findings, statistics="a", flow="total")
    other = measure(replace(series, statements=tuple(left)), (), statistics="a", flow="total")
    assert substance(one)[0] == substance(other)[0]
    for e in excluded:
        assert any(
            (u.statement, u.quantity, u.role) == (e.statement, e.quantity, "excluded") and u.finding in findings
            for u in one.uses
        )


@given(random_series())
def test_the_other_side_changes_nothing(series: Series) -> None:
    """Measurements of one side are the same with and without the other side's statements."""
    alone = replace(series, statements=series.select(statistics="a"))
    one, other = (measure(s, (), statistics="a", flow="total") for s in (series, alone))
    assert substance(one) == substance(other)


@pytest.mark.parametrize("statistics", SHIPPED.sides)
@pytest.mark.parametrize("flow", FLOWS)
def test_the_shipped_series_is_accounted_for_on_every_day(flow: Flow, statistics: str) -> None:
    """On every publication day, of both sides and all flows, every printed quantity has one use."""
    for day in DAYS:
        found = shipped(day, flow=flow, statistics=statistics)
        assert_every_quantity_is_accounted_for(found, SHIPPED.known_at(day))
        assert_independent(found)


def test_the_order_of_the_shipped_statements_does_not_matter() -> None:
    """The shipped file read backwards measures the same."""
    known = SHIPPED.known_at(date(2025, 7, 14))
    backwards = replace(known, statements=known.statements[::-1])
    findings = audit(known, shipped_priors().profile)
    one, other = (measure(s, findings, statistics="belarus", flow="total") for s in (known, backwards))
    assert substance(one) == substance(other)
