"""The audit of published statements: real findings worked by hand, one case per code, and what must always hold."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forecast
from forecast.audit import (
    Disagreement,
    Exclusion,
    FalseGrowth,
    Finding,
    Misprint,
    OddPart,
    OutsideParts,
    SidesDiffer,
    Slip,
    audit,
)
from forecast.data.csv_table import decode_csv
from forecast.data.periods import Period
from forecast.data.statement_csv import read_series
from forecast.data.statements import Flow, GrowthPrint, Series, Statement
from tests.support.audited import codes, ends, near, only
from tests.support.cases import examples
from tests.support.printed import BN, PROFILE, RELIABILITY, M, contradictory, pair, said

CSV = Path(forecast.__file__).parent / "data" / "files" / "statements_belarus_st_petersburg.csv"
#: Contradictions between figures, as opposed to oddities.
CONTRADICTIONS = {
    "same-thing-disagrees",
    "revised",
    "lost-digit",
    "growth-contradicts-levels",
    "growth-false-up",
    "growth-false-down",
    "parts-do-not-sum",
    "growth-outside-parts",
    "year-to-date-above-year",
}


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
        facts = finding.facts
        assert isinstance(facts, OutsideParts)
        assert [rate.figures[0].percent for rate in facts.rates] == [10.5, 1.2, 9.1]
        assert (facts.proof, facts.culprit) == ("faster", "exports")
        assert facts.unused == facts.rates[1].figures
        assert ends(facts.levels[0]) == near(2.455 * BN, 2.45825 * BN)
        assert ends(dict(facts.implied)["exports"]) == near(1.1108, 1.1128)
        assert facts.slip == Slip(pytest.approx(11.2), lost=True)

    def test_exports_of_2021_lost_a_digit(self) -> None:
        """1.25bn and 1.025bn are printed for the same exports: 1025 without its zero is 125.

        The less reliable print is set aside, its growth of +24.1 % is not.
        """
        finding = real("2022-04-01")["lost-digit 2022-03-29-spb/exports/2021"]
        assert finding.exclusions == (Exclusion("2022-03-29-spb/exports/2021#2", "level"),)
        facts = finding.facts
        assert isinstance(facts, Misprint)
        assert (ends(facts.wrong.allows), ends(facts.right.allows)) == (
            near(1.245 * BN, 1.26 * BN),
            near(1.0245 * BN, 1.026 * BN),
        )
        assert (facts.power, facts.lost, facts.preference) == (0, True, "less-reliable")

    def test_september_2021_sits_oddly_beside_2022(self) -> None:
        """1.87bn for January-September 2021 would have St. Petersburg's imports fall while exports rose 47.6 %.

        2022: 2.65bn less exports of about 1.513bn (1.025bn and 47.6 %) leaves 1.13 to 1.15bn of
        imports. 1.87bn through September makes at least 2.27bn for 2021, less 1.026bn leaves 1.24bn:
        a fall of at least 7 %. Log gap: log 1.476 - log .93 = .46, above .4. A year later: over 2bn and
        almost 11 % make 2/1.11 = 1.802 to 2.1/1.10 = 1.909bn, -4.2 to +2.4 % on 1.865 to 1.88bn.
        """
        finding = real("2025-07-14")["odd-neighbours 2022-02-01-spb/total/2021-01..2021-09"]
        assert finding.exclusions == ()
        facts = finding.facts
        assert isinstance(facts, OddPart)
        assert facts.more.after is not None
        assert ends(facts.more.after.level) == pytest.approx((2 / 1.11 * BN, 2.1 / 1.10 * BN), rel=1e-3)
        assert ends(facts.more.after.change) == pytest.approx((0.958, 1.024), abs=5e-4)
        assert facts.growth is not None
        assert facts.growth.figures[0].percent == 47.6
        assert ends(facts.rests[1]) == pytest.approx((1.13 * BN, 1.148 * BN), rel=1e-3)
        longer = facts.more.longer[0]
        assert (longer.subject.statistics, longer.subject.period) == ("belarus", Period(2021, 11))
        assert (longer.figures[0].value, longer.figures[0].qualifier) == (1.6 * BN, "about")
        assert "2023-12-25-spb/total/2023-01..2023-09" in finding.statements

    def test_september_2021_is_not_odd_before_2022_is_known(self) -> None:
        """Nothing is odd about January-September 2021 until the year 2022 is published."""
        assert not [name for name in real("2023-03-01") if name.startswith("odd")]
        assert [name for name in real("2023-05-01") if name.startswith("odd")]

    def test_sides_count_differently(self) -> None:
        """St. Petersburg's 2022 is 2.645/2.3 = 1.15 to 2.66/2.2 = 1.21 times Belarus's; nothing is excluded."""
        finding = real("2023-05-01")["sides-differ 2023-04-20-by/total/2022"]
        assert isinstance(finding.facts, SidesDiffer)
        assert ends(finding.facts.years[0].ratio) == near(2.645 / 2.3, 2.66 / 2.2)
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
        assert isinstance(finding.facts, Disagreement)
        assert finding.facts.unused == ()
        assert ends(finding.facts.used.allows) == near(2.15 * BN, 2.47 * BN)

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
        assert isinstance(finding.facts, Misprint)
        assert (finding.facts.power, finding.facts.preference) == (1, "later")

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
        """A print that is the other side's figure is named as that."""
        finding = audit(
            pair(
                said(2024, 2.2 * BN, name="a"),
                said(2024, 2.65 * BN, name="b"),
                said(2024, 2.65 * BN, side="beland", name="c"),
            ),
            PROFILE,
        )[0]
        assert finding.code == "same-thing-disagrees"
        assert isinstance(finding.facts, Disagreement)
        assert finding.facts.other is not None
        assert finding.facts.other.subject.statistics == "beland"
        assert [figure.value for figure in finding.facts.other.figures] == [2.65 * BN]


class TestGrowth:
    """Growth against levels and parts."""

    def test_growth_contradicts_levels(self) -> None:
        """2.46bn after 2.2bn is +11.3 to +12.5 %: +15 % is false, +12 % is not."""
        levels = said(2023, 2.2 * BN, name="a"), said(2024, 2.46 * BN, name="b")
        finding = only(*levels, said(2024, growth=15.0, name="c"))
        assert (finding.code, finding.exclusions) == ("growth-contradicts-levels", (Exclusion("c", "growth"),))
        assert isinstance(finding.facts, FalseGrowth)
        # Rounded or cut: 2.455 to 2.47bn after 2.195 to 2.21bn.
        assert ends(finding.facts.implied) == near(2.455 / 2.21, 2.47 / 2.195)
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

    def test_fell_is_false_when_levels_grew(self) -> None:
        """A report that it fell is false after 2.2bn and 2.46bn, and stays when rounding leaves room for a fall."""
        fell = said(2024, growth_qualifier="down", name="c")
        finding = only(said(2023, 2.2 * BN, name="a"), said(2024, 2.46 * BN, name="b"), fell)
        assert (finding.code, finding.exclusions) == ("growth-false-down", (Exclusion("c", "growth"),))
        assert codes(said(2023, 2.38 * BN, name="a"), said(2024, 2.4 * BN, 100 * M, name="b"), fell) == []

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
        assert isinstance(finding.facts, OutsideParts)
        assert finding.facts.culprit is None

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
        assert isinstance(finding.facts, OutsideParts)
        assert ends(dict(finding.facts.implied)["total"]) == pytest.approx((1.149, 1.151), abs=1e-3)

    def test_growth_inside_the_range_but_not_the_weights(self) -> None:
        """+20 % lies between +1.2 and +30 %, but with imports a third of the total it is about 9 %."""
        finding = only(
            said(2024, 2.0 * BN, M, growth=1.2, flow="exports", name="a"),
            said(2024, 1.0 * BN, M, growth=30.0, flow="imports", name="b", reliability="low"),
            said(2024, 3.0 * BN, M, growth=20.0, name="c"),
        )
        assert finding.code == "growth-outside-parts"
        assert finding.exclusions == (Exclusion("b", "growth"),)
        assert isinstance(finding.facts, OutsideParts)
        assert finding.facts.proof == "weights"


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
            made = said(period, level_print, resolution, flow=flow, name=name, reliability=draw(RELIABILITY))
            statements.append(replace(made, growth=growth))
    return pair(*statements)


def _growth(draw: st.DrawFn, level: float, last: float | None) -> GrowthPrint | None:
    """Return a growth rate printed from the truth, "up" when it rose, or nothing."""
    if last is None or draw(st.booleans()):
        return None
    percent = (level / last - 1) * 100
    if percent and draw(st.booleans()):
        return GrowthPrint(0.0, 0.0, "up" if percent > 0 else "down")
    points = draw(st.sampled_from([0.1, 1.0]))
    printed = _print(percent, points, cut=draw(st.booleans()))
    return GrowthPrint(printed, points)


@examples(200)
@given(consistent())
def test_rounding_alone_is_never_a_contradiction(series: Series) -> None:
    """Statements printed from one truth, rounded or cut to any resolution, contradict nothing."""
    assert not CONTRADICTIONS & {finding.code for finding in audit(series, PROFILE)}


@examples(200)
@given(contradictory())
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


@examples(200)
@given(contradictory(), st.integers(0, 2**32))
def test_order_of_statements_does_not_matter(statements: tuple[Statement, ...], seed: int) -> None:
    """The same statements in another order give the same findings in the same order."""
    shuffled = list(statements)
    random.Random(seed).shuffle(shuffled)
    assert audit(pair(*shuffled), PROFILE) == audit(pair(*statements), PROFILE)
