"""The audit of published statements: real findings worked by hand, one case per code, and what must always hold."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forecast
from forecast.audit import Exclusion, Finding, audit
from forecast.audit.measures import growth_range
from forecast.audit.misprints import changed_digit, lost_digit, meant, power_of_ten, significant_digits
from forecast.data.csv_table import decode_csv
from forecast.data.intervals import Interval
from forecast.data.periods import Period
from forecast.data.seasonality import YearProfile
from forecast.data.statement_csv import read_series
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

    from forecast.data.amounts import Qualifier

#: A plain year: twelfths, a spread of a tenth through September, almost none at the end.
PROFILE = YearProfile(
    log_share=(*(math.log(m / 12) for m in range(1, 12)), 0.0),
    between_sd=(0.08, 0.06, 0.06, 0.04, 0.04, 0.03, 0.03, 0.02, 0.015, 0.01, 0.006, 0.0),
    noise=(1.9, 1.4, 1.1, 0.9, 0.8, 0.6, 0.5, 0.4, 0.35, 0.25, 0.14, 0.0),
)
CSV = Path(forecast.__file__).parent / "data" / "files" / "statements_belarus_st_petersburg.csv"
BN, M = 1e9, 1e6

#: Contradictions between figures, as opposed to oddities.
CONTRADICTIONS = {
    "same-thing-disagrees",
    "lost-digit",
    "growth-contradicts-levels",
    "growth-false-up",
    "parts-do-not-sum",
    "growth-outside-parts",
    "year-to-date-above-year",
}


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
    up = growth_qualifier == "up"
    return Statement(
        id=name or f"{side}/{flow}/{about}",
        statistics=side,
        flow=flow,
        period=about,
        level=None if level is None else LevelPrint(level, resolution, qualifier),
        growth=GrowthPrint(growth or 0.0, 0.0 if up else points, growth_qualifier)
        if up or growth is not None
        else None,
        event=name or "event",
        origin=Origin("", "", "", published),
        reliability=reliability,
    )


def pair(*statements: Statement) -> Series:
    """Return a series of trade between Aland and Beland."""
    return Series("aland-beland", "Aland", "Beland", "USD", "goods", statements)


def codes(*statements: Statement) -> list[str]:
    """Return the codes found in some statements."""
    return [finding.code for finding in audit(pair(*statements), PROFILE)]


def only(*statements: Statement) -> Finding:
    """Return the single finding in some statements."""
    (finding,) = audit(pair(*statements), PROFILE)
    return finding


def real(as_of: str) -> dict[str, Finding]:
    """Return the findings in the shipped statements as of a day, by code and first statement."""
    series = read_series(decode_csv(CSV.read_bytes(), where=CSV.name), series_id="by-spb", where=CSV.name)
    findings = audit(series.known_at(date.fromisoformat(as_of)), PROFILE)
    named = {f"{finding.code} {finding.statements[0]}": finding for finding in findings}
    assert len(named) == len(findings)
    return named


class TestRealStatements:
    """What the statements about Belarus and St. Petersburg say against each other."""

    def test_everything_found_in_july_2025(self) -> None:
        """The five findings of July 2025 are the known ones, and nothing else is pointed at."""
        assert list(real("2025-07-14")) == [
            "odd-neighbours 2022-02-01-spb/total/2021-01..2021-09",
            "lost-digit 2022-03-29-spb/exports/2021",
            "sides-differ 2022-03-29-by/exports/2021",
            "sides-differ 2023-04-20-by/total/2022",
            "growth-outside-parts 2025-07-14-by/total/2024",
        ]

    def test_everything_found_in_april_2022(self) -> None:
        """In April 2022 only the misprinted exports and the sides' different exports are there to find."""
        assert [name.split()[0] for name in real("2022-04-01")] == ["lost-digit", "sides-differ"]

    def test_exports_of_2024_cannot_have_grown_by_one_per_cent(self) -> None:
        """The July 2025 report's exports growth of +1.2 % is false, and 11.1 to 11.3 % is implied.

        Total +10.5 % is above both parts' +1.2 % and +9.1 %. Prints read as rounded: imports
        793.2m, exports 1.655 to 1.665bn, total 2.455 to 2.465bn, so the total is at most
        1.665 + 0.79325 = 2.45825bn. Exports grew by (T - M) / (T/gT - M/gM):
        1.6618 / (2.455/1.1045 - .7932/1.0915) = 1.1108 and
        1.6618 / (2.455/1.1055 - .7932/1.0905) = 1.1128.
        """
        finding = real("2025-07-14")["growth-outside-parts 2025-07-14-by/total/2024"]
        assert finding.exclusions == (Exclusion("2025-07-14-by/exports/2024", "growth"),)
        assert "exports changed by 11.1 to 11.3 %" in finding.arithmetic
        assert "total $2.455bn to $2.4583bn" in finding.arithmetic
        assert "11.1 to 11.3 %" in finding.likely_reading
        assert "+11.2 %" in finding.likely_reading
        assert "never fed back" in finding.treatment
        assert finding.title == (
            "Total trade cannot have grown by 10.5 % in 2024 if exports grew by 1.2 % and imports by 9.1 % "
            "(Belarus's statistics)."
        )

    def test_exports_of_2021_lost_a_digit(self) -> None:
        """1.25bn and 1.025bn are printed for the same exports: 1025 without its zero is 125.

        The less reliable print is set aside, its growth of +24.1 % is not.
        """
        finding = real("2022-04-01")["lost-digit 2022-03-29-spb/exports/2021"]
        assert finding.exclusions == (Exclusion("2022-03-29-spb/exports/2021#2", "level"),)
        assert "$1.245bn to $1.26bn" in finding.arithmetic
        assert "$1.0245bn to $1.026bn" in finding.arithmetic

    def test_september_2021_sits_oddly_beside_2022(self) -> None:
        """1.87bn for January-September 2021 would have St. Petersburg's imports fall while exports rose 47.6 %.

        2022: 2.65bn less exports of about 1.513bn (1.025bn and 47.6 %) leaves 1.13 to 1.15bn of
        imports. 1.87bn through September makes at least 2.27bn for 2021, less 1.026bn leaves 1.24bn:
        a fall of at least 7 %. Log gap: log 1.476 - log .93 = .46, above .4. A year later: over 2bn and
        almost 11 % make 2/1.11 = 1.802 to 2.1/1.10 = 1.909bn, -4.2 to +2.4 % on 1.865 to 1.88bn.
        """
        finding = real("2025-07-14")["odd-neighbours 2022-02-01-spb/total/2021-01..2021-09"]
        assert finding.exclusions == ()
        assert "$1.802bn to $1.909bn: -4.2 to +2.4 %" in finding.arithmetic
        assert "exports changed by +47.6 %" in finding.arithmetic
        assert "imports of $1.13bn to $1.148bn" in finding.arithmetic
        assert "January-November 2021 (about $1.6bn, Belarus's statistics)" in finding.arithmetic
        assert finding.treatment.startswith("Kept")
        assert "2023-12-25-spb/total/2023-01..2023-09" in finding.statements

    def test_september_2021_is_not_odd_before_2022_is_known(self) -> None:
        """Nothing is odd about January-September 2021 until the year 2022 is published."""
        assert not [name for name in real("2023-03-01") if name.startswith("odd")]
        assert [name for name in real("2023-05-01") if name.startswith("odd")]

    def test_sides_count_differently(self) -> None:
        """St. Petersburg's 2022 is 2.645/2.3 = 1.15 to 2.66/2.2 = 1.21 times Belarus's; nothing is excluded."""
        finding = real("2023-05-01")["sides-differ 2023-04-20-by/total/2022"]
        assert "1.15 to 1.21 times" in finding.arithmetic
        assert finding.exclusions == ()


class TestSameThing:
    """Statements about one thing."""

    def test_rounding_is_no_disagreement(self) -> None:
        """2.5bn, 2.46bn and a cut 2.4bn can be one number."""
        assert codes(said(2024, 2.5 * BN, 100 * M, name="a"), said(2024, 2.46 * BN, name="b")) == []
        assert codes(said(2024, 2.4 * BN, 100 * M, name="a"), said(2024, 2.46 * BN, name="b")) == []

    def test_disagreement_takes_the_hull(self) -> None:
        """2.2bn allows up to 2.3bn, 2.46bn at least 2.455bn: both stay, and the range of both is used."""
        finding = only(said(2024, 2.2 * BN, 100 * M, name="a"), said(2024, 2.46 * BN, name="b"))
        assert (finding.code, finding.exclusions) == ("same-thing-disagrees", ())
        assert "whole range $2.15bn to $2.47bn" in finding.treatment

    def test_less_reliable_is_excluded(self) -> None:
        """Of two prints that disagree, one strictly less reliable is not used."""
        finding = only(said(2024, 2.2 * BN, 100 * M, name="a", reliability="low"), said(2024, 2.46 * BN, name="b"))
        assert (finding.code, finding.exclusions) == ("same-thing-disagrees", (Exclusion("a", "level"),))

    def test_growth_disagrees_too(self) -> None:
        """Growth of 5 % and of 8 %, both to a point, is a disagreement; 5 % and 5.6 % is not."""
        first = said(2024, growth=5, points=1, name="a")
        assert codes(first, said(2024, growth=8, points=1, name="b")) == ["same-thing-disagrees"]
        assert codes(first, said(2024, growth=5.6, name="b")) == []

    def test_power_of_ten_is_a_unit_slip(self) -> None:
        """2.46m beside an equally reliable 2.46bn fits last year's 2.2bn worse: it is excluded, once."""
        finding = only(
            said(2023, 2.2 * BN, name="a"),
            said(2024, 2.46 * M, 10_000, name="b"),
            said(2024, 2.46 * BN, name="c", published=date(2025, 2, 1)),
        )
        assert (finding.code, finding.exclusions) == ("unit-slip", (Exclusion("b", "level"),))

    def test_power_of_ten_without_neighbours_excludes_the_later(self) -> None:
        """With nothing else to go by, the later of two prints a power of ten apart is set aside."""
        early, late = said(2024, 2.46 * BN, name="b"), said(2024, 246 * M, M, name="a", published=date(2025, 2, 1))
        finding = only(early, late)
        assert (finding.code, finding.exclusions) == ("unit-slip", (Exclusion("a", "level"),))
        assert "later" in finding.treatment

    def test_lost_digit_goes_by_the_parts(self) -> None:
        """1.35bn and 1.535bn for a total: parts of 0.9 and 0.63bn speak for 1.535bn, though it came later."""
        finding = only(
            said(2024, 1.35 * BN, name="a"),
            said(2024, 1.535 * BN, M, name="b", published=date(2025, 2, 1)),
            said(2024, 900 * M, flow="exports", name="c"),
            said(2024, 630 * M, flow="imports", name="d"),
        )
        assert (finding.code, finding.exclusions) == ("lost-digit", (Exclusion("a", "level"),))

    def test_other_side_is_named(self) -> None:
        """A print that is the other side's figure is said to be that."""
        finding = audit(
            pair(
                said(2024, 2.2 * BN, name="a"),
                said(2024, 2.65 * BN, name="b"),
                said(2024, 2.65 * BN, side="beland", name="c"),
            ),
            PROFILE,
        )[0]
        assert finding.code == "same-thing-disagrees"
        assert finding.likely_reading == "$2.65bn may be the figure of Beland's statistics."


class TestGrowth:
    """Growth against levels and parts."""

    def test_growth_contradicts_levels(self) -> None:
        """2.46bn after 2.2bn is +11.3 to +12.5 %: +15 % is false, +12 % is not."""
        levels = said(2023, 2.2 * BN, name="a"), said(2024, 2.46 * BN, name="b")
        finding = only(*levels, said(2024, growth=15.0, name="c"))
        assert (finding.code, finding.exclusions) == ("growth-contradicts-levels", (Exclusion("c", "growth"),))
        assert "11.1 to 12.5 %" in finding.arithmetic
        assert codes(*levels, said(2024, growth=12.0, name="c")) == []

    def test_only_the_false_growth_is_excluded(self) -> None:
        """Of two growth rates the levels decide, and the disagreement is not reported a second time."""
        finding = only(
            said(2023, 2.2 * BN, name="a"),
            said(2024, 2.46 * BN, name="b"),
            said(2024, growth=15.0, name="c"),
            said(2024, growth=12.0, name="d"),
        )
        assert (finding.code, finding.exclusions) == ("growth-contradicts-levels", (Exclusion("c", "growth"),))

    def test_first_months_are_held_against_the_same_months(self) -> None:
        """Growth through May is held against levels through May, not against whole years."""
        levels = said(Period(2023, 5), 1.0 * BN, name="a"), said(Period(2024, 5), 1.2 * BN, name="b")
        assert codes(*levels, said(Period(2024, 5), growth=5.0, name="c")) == ["growth-contradicts-levels"]
        assert codes(*levels, said(2024, growth=5.0, name="c")) == []

    def test_grew_is_false_when_levels_fell(self) -> None:
        """A report that it grew is false after 2.46bn and 2.2bn, and stays when rounding leaves room for growth."""
        grew = said(2024, growth_qualifier="up", name="c")
        finding = only(said(2023, 2.46 * BN, name="a"), said(2024, 2.2 * BN, name="b"), grew)
        assert (finding.code, finding.exclusions) == ("growth-false-up", (Exclusion("c", "growth"),))
        assert codes(said(2023, 2.4 * BN, 100 * M, name="a"), said(2024, 2.38 * BN, name="b"), grew) == []

    def test_total_within_its_parts(self) -> None:
        """A total at the edge of its parts' range is no finding: +9.2 and +9.1 % may both be 9.15 %."""
        parts = said(2024, growth=1.2, flow="exports", name="a"), said(2024, growth=9.1, flow="imports", name="b")
        assert codes(*parts, said(2024, growth=9.2, name="c")) == []
        assert codes(*parts, said(2024, growth=9.4, name="c")) == ["growth-outside-parts"]

    def test_undecided_without_levels(self) -> None:
        """Without levels nothing says which of three equally reliable rates is false; none is excluded."""
        finding = only(
            said(2024, growth=1.2, flow="exports", name="a"),
            said(2024, growth=9.1, flow="imports", name="b"),
            said(2024, growth=15.0, name="c"),
        )
        assert finding.exclusions == ()
        assert "which" in finding.likely_reading

    def test_least_reliable_rate_is_excluded(self) -> None:
        """Without levels the one rate that is less reliable than the other two is set aside."""
        finding = only(
            said(2024, growth=1.2, flow="exports", name="a"),
            said(2024, growth=9.1, flow="imports", name="b"),
            said(2024, growth=15.0, name="c", reliability="low"),
        )
        assert finding.exclusions == (Exclusion("c", "growth"),)

    def test_last_years_levels_decide(self) -> None:
        """Exports and imports that last year's levels confirm leave the total's growth as the false one."""
        statements = [
            said(2023, 1.0 * BN, M, flow="exports", name="a"),
            said(2023, 1.0 * BN, M, flow="imports", name="b"),
            said(2024, 1.1 * BN, M, growth=10.0, flow="exports", name="c"),
            said(2024, 1.2 * BN, M, growth=20.0, flow="imports", name="d"),
            said(2024, 2.3 * BN, M, growth=5.0, name="e"),
        ]
        finding = only(*statements)
        assert (finding.code, finding.exclusions) == ("growth-outside-parts", (Exclusion("e", "growth"),))
        assert "total changed by 14.9 to 15.1 %" in finding.arithmetic

    def test_growth_inside_the_range_but_not_the_weights(self) -> None:
        """+20 % lies between +1.2 and +30 %, but with imports a third of the total it is about 9 %."""
        finding = only(
            said(2024, 2.0 * BN, M, growth=1.2, flow="exports", name="a"),
            said(2024, 1.0 * BN, M, growth=30.0, flow="imports", name="b", reliability="low"),
            said(2024, 3.0 * BN, M, growth=20.0, name="c"),
        )
        assert finding.code == "growth-outside-parts"
        assert finding.exclusions == (Exclusion("b", "growth"),)
        assert "weighted by their size" in finding.arithmetic


class TestSums:
    """Parts and total, first months and year."""

    def test_parts_that_do_not_sum(self) -> None:
        """1.66bn and 0.55bn make at most 2.24bn, not 2.46bn; no slip explains it, so nothing is excluded."""
        finding = only(
            said(2024, 2.46 * BN, name="a"),
            said(2024, 1.66 * BN, flow="exports", name="b"),
            said(2024, 550 * M, flow="imports", name="c"),
        )
        assert (finding.code, finding.exclusions) == ("parts-do-not-sum", ())
        assert "total is not narrowed" in finding.treatment

    def test_parts_that_sum_within_rounding(self) -> None:
        """1.66bn and 0.7932bn make 2.4482 to 2.4633bn, which meets 2.46bn."""
        assert not codes(
            said(2024, 2.46 * BN, name="a"),
            said(2024, 1.66 * BN, flow="exports", name="b"),
            said(2024, 793.2 * M, 100_000, flow="imports", name="c"),
        )

    @pytest.mark.parametrize(("printed", "resolution"), [(79.32 * M, 10_000), (7.9 * BN, 100 * M)])
    def test_unit_slip_in_a_part(self, printed: float, resolution: float) -> None:
        """2.453bn less 1.66bn is 0.793bn: imports printed ten times too small, or too large, are set aside."""
        finding = only(
            said(2024, 2.453 * BN, M, name="a"),
            said(2024, 1.66 * BN, M, flow="exports", name="b"),
            said(2024, printed, resolution, flow="imports", name="c"),
        )
        assert (finding.code, finding.exclusions) == ("parts-do-not-sum", (Exclusion("c", "level"),))
        assert "slip of the unit" in finding.likely_reading

    def test_coarse_parts_prove_no_slip(self) -> None:
        """2bn less 1.9bn, both to 0.1bn, leaves up to 0.25bn: that 0.9bn is ten times 0.09bn is chance."""
        finding = only(
            said(2024, 2.0 * BN, 100 * M, name="a"),
            said(2024, 1.9 * BN, 100 * M, flow="exports", name="b"),
            said(2024, 0.9 * BN, 100 * M, flow="imports", name="c"),
        )
        assert (finding.code, finding.exclusions) == ("parts-do-not-sum", ())

    def test_lost_digit_in_a_part(self) -> None:
        """2.453bn less 1.66bn is 0.793bn: imports printed as 0.73bn lost the 9."""
        finding = only(
            said(2024, 2.453 * BN, M, name="a"),
            said(2024, 1.66 * BN, M, flow="exports", name="b"),
            said(2024, 73 * M, M, flow="imports", name="c"),
        )
        assert finding.exclusions == (Exclusion("c", "level"),)
        assert "one digit was lost" in finding.likely_reading

    def test_part_above_its_total(self) -> None:
        """Exports of 2.6bn alone are above a total of 2.46bn; 2.46bn of both are not."""
        total = said(2024, 2.46 * BN, name="a")
        assert codes(total, said(2024, 2.6 * BN, flow="exports", name="b")) == ["parts-do-not-sum"]
        assert codes(total, said(2024, 2.46 * BN, flow="exports", name="b")) == []

    def test_first_months_above_the_year(self) -> None:
        """1.9bn through September is above 1.743bn for the year; 1.7bn, rounded, through November is not."""
        year = said(2021, 1.743 * BN, M, name="a")
        finding = only(year, said(Period(2021, 9), 1.9 * BN, 100 * M, name="b"))
        assert (finding.code, finding.exclusions) == ("year-to-date-above-year", ())
        assert "$1.85bn" in finding.arithmetic
        assert codes(year, said(Period(2021, 11), 1.7 * BN, 100 * M, name="b")) == []

    def test_one_finding_for_a_year(self) -> None:
        """A September figure above November and above the year is one finding, not two."""
        finding = only(
            said(Period(2021, 9), 1.87 * BN, name="a"),
            said(Period(2021, 11), 1.6 * BN, name="b"),
            said(2021, 1.743 * BN, M, name="c"),
        )
        assert finding.code == "year-to-date-above-year"
        assert finding.statements == ("a", "b", "c")


class TestNeighbours:
    """Levels beside the years around them."""

    YEARS = (said(2019, 2.0 * BN, name="a"), said(2020, 2.1 * BN, name="b"), said(2022, 2.4 * BN, name="d"))

    @pytest.mark.parametrize("printed", [2.2 * M, 2.2 * BN * 1000])
    def test_unit_slip(self, printed: float) -> None:
        """A level a thousandth, or a thousand times, of the years around is excluded; what was meant is only shown."""
        finding = only(*self.YEARS, said(2021, printed, printed / 100, name="c", reliability="high"))
        assert (finding.code, finding.exclusions) == ("unit-slip", (Exclusion("c", "level"),))
        assert finding.likely_reading.startswith("$2.2bn")
        assert "never fed back" in finding.treatment

    @pytest.mark.parametrize("printed", [22 * BN, 220 * M])
    def test_slip_by_ten_needs_another_print(self, printed: float) -> None:
        """Trade can change tenfold, so such a level is only odd until last year's 2.1bn and +5 % say 2.2bn."""
        odd = only(*self.YEARS, said(2021, printed, printed / 100, name="c"))
        assert (odd.code, odd.exclusions) == ("odd-neighbours", ())
        assert "$2." in odd.likely_reading
        slip = only(*self.YEARS, said(2021, printed, printed / 100, growth=5.0, points=1.0, name="c"))
        assert (slip.code, slip.exclusions) == ("unit-slip", (Exclusion("c", "level"),))

    def test_unit_slip_in_first_months(self) -> None:
        """1.8m through September beside years of 2bn was meant as 1.8bn."""
        finding = only(*self.YEARS, said(Period(2021, 9), 1.8 * M, 10_000, name="c"))
        assert finding.exclusions == (Exclusion("c", "level"),)

    def test_real_collapse_is_no_slip(self) -> None:
        """A fall to a tenth that the printed growth, the year after, or the other side confirms is kept."""
        fallen = 0.22 * BN
        assert codes(*self.YEARS[:2], said(2021, fallen, growth=-89.5, name="c")) == ["odd-neighbours"]
        two = said(2021, fallen, name="c"), said(2022, fallen, name="d")
        assert codes(*self.YEARS[:2], *two) == ["odd-neighbours"]
        other = said(2021, 0.2 * BN, side="beland", name="c2")
        assert codes(*self.YEARS[:2], said(2021, fallen, name="c"), other) == ["odd-neighbours", "sides-differ"]

    def test_two_levels_go_by_the_rest(self) -> None:
        """Of two levels a thousand apart the one that exports contradict is the slip."""
        finding = only(
            said(2023, 2.2 * M, 10_000, name="a"),
            said(2024, 2.46 * BN, name="b"),
            said(2022, 1.3 * BN, flow="exports", name="c"),
        )
        assert finding.exclusions == (Exclusion("a", "level"),)

    def test_two_levels_go_by_reliability_and_date(self) -> None:
        """With nothing else printed the less reliable of two levels is the slip, else the later one."""
        low = said(2023, 2.2 * M, 10_000, name="a", reliability="low")
        high = said(2024, 2.46 * BN, name="b")
        assert only(low, high).exclusions == (Exclusion("a", "level"),)
        late = replace(low, reliability="medium", origin=Origin("", "", "", date(2026, 1, 1)))
        assert only(late, high).exclusions == (Exclusion("a", "level"),)

    def test_odd_change(self) -> None:
        """A doubling from one year to the next is odd, a rise by three quarters is not (e^0.6 = 1.82)."""
        finding = only(said(2020, 1.0 * BN, name="a"), said(2021, 2.0 * BN, name="b"))
        assert (finding.code, finding.exclusions) == ("odd-neighbours", ())
        assert codes(said(2020, 1.0 * BN, name="a"), said(2021, 1.75 * BN, name="b")) == []

    def test_spike_is_one_finding(self) -> None:
        """A year twice as high as both its neighbours is one finding about that year."""
        finding = only(said(2020, 1.0 * BN, name="a"), said(2021, 2.2 * BN, name="b"), said(2022, 1.1 * BN, name="c"))
        assert finding.title.startswith("$2.2bn of total trade in 2021")
        assert finding.statements == ("a", "b", "c")

    def test_first_months_allow_for_the_profile(self) -> None:
        """1.3bn through September may be 1.6 to 1.9bn: less than 1.82 times 1bn, so not odd; 2bn is."""
        year = said(2020, 1.0 * BN, name="a")
        assert codes(year, said(Period(2021, 9), 1.3 * BN, name="b")) == []
        assert codes(year, said(Period(2021, 9), 2.0 * BN, name="b")) == ["odd-neighbours"]

    def test_implied_other_part(self) -> None:
        """Exports up 50 % while the totals leave imports flat is odd (log 1.5 = .41); up 40 % is not (.34).

        Totals 2bn and 2.5bn, exports 1bn and 1.5bn: imports are 1bn in both years.
        """
        last = said(2020, 2.0 * BN, M, name="a"), said(2020, 1.0 * BN, M, flow="exports", name="b")
        now = said(2021, 2.5 * BN, M, name="c"), said(2021, 1.53 * BN, M, flow="exports", name="d")
        finding = only(*last, *now)
        assert finding.code == "odd-neighbours"
        assert "imports would have changed by" in finding.arithmetic
        mild = said(2021, 2.4 * BN, M, name="c"), said(2021, 1.4 * BN, M, flow="exports", name="d")
        assert codes(*last, *mild) == []

    def test_printed_other_part_is_a_fact(self) -> None:
        """When imports are printed for both years, their moving unlike exports is no oddity."""
        assert not codes(
            said(2020, 2.0 * BN, name="a"),
            said(2021, 2.5 * BN, name="b"),
            said(2020, 1.0 * BN, flow="exports", name="c"),
            said(2021, 1.6 * BN, flow="exports", name="d"),
            said(2020, 1.0 * BN, flow="imports", name="e"),
            said(2021, 0.9 * BN, flow="imports", name="f"),
        )


class TestSides:
    """Two sides' statistics."""

    def test_too_far_apart(self) -> None:
        """1.9 times as much is too far apart, 1.7 times (e^.56 = 1.75) is only different."""
        own = said(2024, 1.0 * BN, name="a")
        assert codes(own, said(2024, 1.9 * BN, side="beland", name="b")) == ["sides-apart"]
        assert codes(own, said(2024, 1.7 * BN, side="beland", name="b")) == ["sides-differ"]
        assert codes(own, said(2024, 1.01 * BN, 100 * M, side="beland", name="b")) == []

    def test_unlike_the_usual_ratio(self) -> None:
        """Sides that agree in 2019 to 2021 and are 1.5 times apart in 2022 are too far apart (e^.34 = 1.40)."""
        own = [said(year, 1.0 * BN, name=f"a{year}") for year in range(2019, 2023)]
        other = [said(year, 1.0 * BN, side="beland", name=f"b{year}") for year in range(2019, 2022)]
        last = said(2022, 1.5 * BN, side="beland", name="b2022")
        finding = only(*own, *other, last)
        assert (finding.code, finding.exclusions) == ("sides-apart", ())
        assert finding.statements == ("a2022", "b2022")
        assert codes(*own, *other, said(2022, 1.3 * BN, side="beland", name="b2022")) == ["sides-differ"]

    def test_one_finding_per_flow(self) -> None:
        """Sides that differ in several years are one finding that names the years."""
        own = [said(year, 1.0 * BN, name=f"a{year}") for year in (2020, 2021)]
        other = [said(year, 1.2 * BN, side="beland", name=f"b{year}") for year in (2020, 2021)]
        assert "2020 and 2021" in only(*own, *other).title


class TestEdges:
    """Prints at the edge of what can be read."""

    def test_nothing_to_compare(self) -> None:
        """One statement contradicts nothing, and no statement at all neither."""
        assert codes() == []
        assert codes(said(2024, 2.46 * BN)) == []

    def test_about_as_coarse_as_its_value(self) -> None:
        """A print of about 1bn, given to the billion, allows almost nothing and breaks nothing."""
        loose = said(2023, 1.0 * BN, 1.0 * BN, qualifier="about", name="a")
        nearly = said(2023, 1.0 * BN, 1.0 * BN, qualifier="almost", side="beland", name="b")
        assert codes(loose, nearly, said(2024, 1.5 * BN, growth=50.0, name="c")) == []

    def test_exact_to_the_last_unit(self) -> None:
        """Levels and growth with a resolution of nought are compared as they are."""
        assert codes(said(2024, 1.025 * BN, 0, name="a"), said(2024, 1.25 * BN, 0, name="b")) == ["lost-digit"]
        assert codes(said(2023, 1.0 * BN, 0, name="a"), said(2024, 1.1 * BN, 0, growth=10, points=0, name="b")) == []


class TestSlips:
    """The slips that have a name."""

    def test_digits(self) -> None:
        """Printed digits have no outer zeros and depend on the resolution, if there is one."""
        assert significant_digits(1.25 * BN, 10 * M) == "125"
        assert significant_digits(1.2, 0.1) == "12"
        assert significant_digits(1_743_000_000, 0) == "1743"

    def test_single_digits_prove_nothing(self) -> None:
        """3 is not 35 with a digit lost: too little is left to compare."""
        assert not lost_digit("3", "35")
        assert not changed_digit("3", "5")

    def test_power_of_ten_within_two_per_cent(self) -> None:
        """246m and 2.5bn are 1.6 % off a factor of ten, 240m and 2.5bn 4 %."""
        assert power_of_ten(246 * M, 2.5 * BN) == 1
        assert power_of_ten(240 * M, 2.5 * BN) is None

    def test_meant(self) -> None:
        """1.2 may be 11.2 with a digit lost, but in a wide range anything would fit, so nothing does."""
        assert meant(1.2, 0.1, Interval(11.08, 11.28)) == pytest.approx(11.2)
        assert meant(1.2, 0.1, Interval(10.0, 13.0)) is None
        assert meant(17.2, 0.1, Interval(11.08, 11.28), changed=True) == pytest.approx(11.2)

    def test_one_number_is_no_range(self) -> None:
        """A range that prints as one number is printed once."""
        assert growth_range(Interval(1.1050, 1.1051)) == "+10.5 %"


def _print(value: float, resolution: float, *, cut: bool) -> float:
    """Return a number rounded, or cut towards zero, to a resolution."""
    units = value / resolution
    return (math.trunc(units) if cut else round(units)) * resolution


@st.composite
def consistent(draw: st.DrawFn) -> Series:
    """Return statements printed from one truth, each rounded or cut on its own."""
    years = range(2015, 2015 + draw(st.integers(2, 5)))
    truth: dict[tuple[Flow, Period], float] = {}
    for flow in ("exports", "imports"):
        level = draw(st.floats(1e8, 3e9))
        for year in years:
            level *= math.exp(draw(st.floats(-0.5, 0.5)))
            share = draw(st.floats(0.3, 0.9))
            truth[flow, Period(year)] = level
            truth[flow, Period(year, 7)] = level * share
    for period in {period for _, period in truth}:
        truth["total", period] = truth["exports", period] + truth["imports", period]
    statements: list[Statement] = []
    for (flow, period), level in truth.items():
        for copy in range(draw(st.integers(0, 2))):
            resolution = draw(st.sampled_from([1e5, 1e6, 1e7, 1e8]))
            level_print = _print(level, resolution, cut=draw(st.booleans()))
            growth = _growth(draw, level, truth.get((flow, period.before())))
            if level_print <= 0:
                continue
            name = f"{flow}/{period}/{copy}"
            made = said(period, level_print, resolution, flow=flow, name=name, reliability=draw(_RELIABILITY))
            statements.append(replace(made, growth=growth))
    return pair(*statements)


_RELIABILITY: st.SearchStrategy[Reliability] = st.sampled_from(["high", "medium", "low"])


def _growth(draw: st.DrawFn, level: float, last: float | None) -> GrowthPrint | None:
    """Return a growth rate printed from the truth, "up" when it rose, or nothing."""
    if last is None or draw(st.booleans()):
        return None
    percent = (level / last - 1) * 100
    if percent > 0 and draw(st.booleans()):
        return GrowthPrint(0.0, 0.0, "up")
    points = draw(st.sampled_from([0.1, 1.0]))
    printed = _print(percent, points, cut=draw(st.booleans()))
    return GrowthPrint(printed, points)


@settings(max_examples=200, deadline=None)
@given(consistent())
def test_rounding_alone_is_never_a_contradiction(series: Series) -> None:
    """Statements printed from one truth, rounded or cut to any resolution, contradict nothing."""
    assert not CONTRADICTIONS & {finding.code for finding in audit(series, PROFILE)}


def _contradictory() -> st.SearchStrategy[tuple[Statement, ...]]:
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
        st.tuples(year, st.sampled_from([9, 12]), level, st.none(), flow, side, _RELIABILITY),
        st.tuples(year, st.just(12), st.none(), percent, flow, side, _RELIABILITY),
    )
    return st.lists(row, max_size=14).map(make)


@settings(max_examples=200, deadline=None)
@given(_contradictory())
def test_exclusions_name_what_is_printed(statements: tuple[Statement, ...]) -> None:
    """Every exclusion names one of its finding's statements, which prints that quantity, and only once."""
    findings = audit(pair(*statements), PROFILE)
    by_id = {s.id: s for s in statements}
    excluded = [exclusion for finding in findings for exclusion in finding.exclusions]
    assert len(excluded) == len(set(excluded))
    for finding in findings:
        assert set(finding.statements) <= set(by_id)
        assert len(finding.statements) == len(set(finding.statements))
        for exclusion in finding.exclusions:
            assert exclusion.statement in finding.statements
            assert getattr(by_id[exclusion.statement], exclusion.quantity) is not None


@settings(max_examples=200, deadline=None)
@given(_contradictory(), st.integers(0, 2**32))
def test_order_of_statements_does_not_matter(statements: tuple[Statement, ...], seed: int) -> None:
    """The same statements in another order give the same findings in the same order."""
    shuffled = list(statements)
    random.Random(seed).shuffle(shuffled)
    assert audit(pair(*shuffled), PROFILE) == audit(pair(*statements), PROFILE)


@settings(max_examples=100, deadline=None)
@given(_contradictory())
def test_every_sentence_is_whole(statements: tuple[Statement, ...]) -> None:
    """Titles, sums, readings and treatments are sentences, without empty places or numbers gone wrong."""
    for finding in audit(pair(*statements), PROFILE):
        for text in (finding.title, finding.arithmetic, finding.likely_reading, finding.treatment):
            assert text.endswith(".")
            assert "  " not in text
            assert "nan" not in text.lower().replace("finan", "")
            assert " , " not in text
