"""Figures beside others: of the years around them, and of the other side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from forecast.audit import Exclusion, OddChange, OddPart, SidesDiffer, WrongUnit
from forecast.data.periods import Period
from forecast.data.statements import Origin
from tests.support.audited import codes, only
from tests.support.printed import BN, M, said


class TestNeighbours:
    """Levels beside the years around them."""

    YEARS = (said(2019, 2.0 * BN, name="a"), said(2020, 2.1 * BN, name="b"), said(2022, 2.4 * BN, name="d"))

    @pytest.mark.parametrize("printed", [2.2 * M, 2.2 * BN * 1000])
    def test_unit_slip(self, printed: float) -> None:
        """A level a thousandth, or a thousand times, of the years around is excluded; what was meant is only shown."""
        finding = only(*self.YEARS, said(2021, printed, printed / 100, name="c", reliability="high"))
        assert (finding.code, finding.exclusions) == ("unit-slip", (Exclusion("c", "level"),))
        assert isinstance(finding.facts, WrongUnit)
        assert finding.facts.meant == pytest.approx(2.2 * BN)

    @pytest.mark.parametrize("printed", [22 * BN, 220 * M])
    def test_slip_by_ten_needs_another_print(self, printed: float) -> None:
        """Trade can change tenfold, so such a level is only odd until last year's 2.1bn and +5 % say 2.2bn."""
        odd = only(*self.YEARS, said(2021, printed, printed / 100, name="c"))
        assert (odd.code, odd.exclusions) == ("odd-neighbours", ())
        assert isinstance(odd.facts, OddChange)
        assert odd.facts.meant == pytest.approx(2.2 * BN)
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
        assert isinstance(finding.facts, OddChange)
        assert (finding.facts.odd.subject.period, len(finding.facts.years)) == (Period(2021), 3)
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
        assert isinstance(finding.facts, OddPart)
        assert (finding.facts.part.flow, finding.facts.growth) == ("exports", None)
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
        facts = only(*own, *other).facts
        assert isinstance(facts, SidesDiffer)
        assert [year.first.subject.period.year for year in facts.years] == [2020, 2021]
