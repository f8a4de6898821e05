"""Parts and totals: what does not add up is told, with what would."""

from __future__ import annotations

import pytest

from forecast.audit import BadSum, Exclusion, ShrinkingYear
from forecast.data.periods import Period
from tests.support.audited import codes, ends, near, only
from tests.support.printed import BN, M, said


class TestSums:
    """Parts and total, first months and year."""

    def test_parts_that_do_not_sum(self) -> None:
        """1.66bn and 0.55bn make at most 2.23bn, not 2.46bn; no slip explains it, so nothing is excluded."""
        finding = only(
            said(2024, 2.46 * BN, name="a"),
            said(2024, 1.66 * BN, flow="exports", name="b"),
            said(2024, 550 * M, flow="imports", name="c"),
        )
        assert (finding.code, finding.exclusions) == ("parts-do-not-sum", ())
        assert isinstance(finding.facts, BadSum)
        assert (finding.facts.culprit, finding.facts.meant) == (None, None)
        assert ends(finding.facts.parts) == near(2.2 * BN, 2.23 * BN)

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
        assert isinstance(finding.facts, BadSum)
        assert finding.facts.culprit == "imports"
        assert finding.facts.power == (1 if printed < 1 * BN else -1)
        assert finding.facts.meant == pytest.approx(0.793 * BN, rel=0.01)

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
        assert isinstance(finding.facts, BadSum)
        assert (finding.facts.power, finding.facts.meant) == (0, pytest.approx(793 * M))

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
        assert isinstance(finding.facts, ShrinkingYear)
        ((short, long),) = finding.facts.pairs
        assert (short.allows.low, long.subject.period) == (pytest.approx(1.85 * BN), Period(2021))
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
