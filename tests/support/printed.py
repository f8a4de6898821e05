"""Made-up printed figures for the tests of the audit and of what is said about it."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from forecast.data.periods import Period
from forecast.data.seasonality import YearProfile
from forecast.data.statements import (
    Flow,
    GrowthPrint,
    GrowthQualifier,
    LevelPrint,
    Origin,
    Reliability,
    Series,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.data.precision import Qualifier

__all__ = ["BN", "PROFILE", "RELIABILITY", "M", "contradictory", "pair", "said"]

#: A plain year: twelfths, a spread of a tenth through September, almost none at the end.
PROFILE = YearProfile(
    log_share=(*(math.log(m / 12) for m in range(1, 12)), 0.0),
    between_sd=(0.08, 0.06, 0.06, 0.04, 0.04, 0.03, 0.03, 0.02, 0.015, 0.01, 0.006, 0.0),
    noise=(1.9, 1.4, 1.1, 0.9, 0.8, 0.6, 0.5, 0.4, 0.35, 0.25, 0.14, 0.0),
)
BN, M = 1e9, 1e6
RELIABILITY: st.SearchStrategy[Reliability] = st.sampled_from(["high", "medium", "low"])


def said(
    period: Period | int,
    level: float | None = None,
    resolution: float = 10 * M,
    *,
    growth: float | None = None,
    points: float = 0.1,
    flow: Flow = "total",
    side: str = "aland",
    qualifier: Qualifier = "exact",
    growth_qualifier: GrowthQualifier = "exact",
    reliability: Reliability = "medium",
    published: date = date(2025, 1, 1),
    name: str = "",
) -> Statement:
    """Return one statement; a level in full units, growth in per cent."""
    about = Period(period) if isinstance(period, int) else period
    worded = growth_qualifier in {"up", "down"}
    return Statement(
        id=name or f"{side}/{flow}/{about}",
        statistics=side,
        flow=flow,
        period=about,
        level=None if level is None else LevelPrint(level, resolution, qualifier),
        growth=GrowthPrint(growth or 0.0, 0.0 if worded else points, growth_qualifier)
        if worded or growth is not None
        else None,
        event=name or "event",
        origin=Origin("", "", "", published),
        reliability=reliability,
    )


def pair(*statements: Statement) -> Series:
    """Return a series of trade between Aland and Beland."""
    return Series("aland-beland", "Aland", "Beland", "USD", "goods", statements)


def contradictory() -> st.SearchStrategy[tuple[Statement, ...]]:
    """Return a few statements that need not have anything to do with each other."""

    def make(
        rows: Sequence[tuple[int, int, float | None, float | None, Flow, str, Reliability]],
    ) -> tuple[Statement, ...]:
        return tuple(
            said(
                Period(year, months),
                level,
                (level or 0) / 100,
                growth=growth if level is None else None,
                flow=flow,
                side=side,
                reliability=reliability,
                name=f"s{i}",
            )
            for i, (year, months, level, growth, flow, side, reliability) in enumerate(rows)
        )

    level = st.sampled_from([1.025e9, 1.25e9, 1.2e9, 2.46e9, 2.46e6, 2.2e9, 246e6, 11e9])
    flow: st.SearchStrategy[Flow] = st.sampled_from(["total", "exports", "imports"])
    side, year = st.sampled_from(["aland", "beland"]), st.integers(2020, 2023)
    percent = st.sampled_from([1.2, 11.2, 9.1, -30.0, 120.0])
    row = st.one_of(
        st.tuples(year, st.sampled_from([9, 12]), level, st.none(), flow, side, RELIABILITY),
        st.tuples(year, st.just(12), st.none(), percent, flow, side, RELIABILITY),
    )
    return st.lists(row, max_size=14).map(make)
