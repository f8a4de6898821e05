"""Findings in sentences: an example for every kind, real ones to the letter, and what holds of all."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest
from hypothesis import given

import forecast
from forecast import words
from forecast.audit import Facts, audit
from forecast.data import Interval, Period, Series, Statement
from forecast.priors import shipped_priors
from forecast.words.prints import factor_range, flow_name, flow_of, flow_opening, money_range, times
from tests.support.cases import examples
from tests.support.printed import BN, PROFILE, M, contradictory, pair, said
from tests.support.pseudo import SHOUTED, untranslated

SHIPPED = forecast.series("belarus-st-petersburg")


def told(series: Series) -> list[words.FindingWords]:
    """Return what is said of everything found in a series."""
    return [words.finding_words(finding, series) for finding in audit(series, PROFILE)]


def real(as_of: str, code: str) -> words.FindingWords:
    """Return what is said of the one finding of a kind in the shipped statements."""
    known = SHIPPED.known_at(date.fromisoformat(as_of))
    (finding,) = [f for f in audit(known, shipped_priors().profile) if f.code == code]
    return words.finding_words(finding, known)


YEARS = said(2019, 2.0 * BN, name="a"), said(2020, 2.1 * BN, name="b"), said(2022, 2.4 * BN, name="d")
LEVELS = said(2023, 2.2 * BN, name="a"), said(2024, 2.46 * BN, name="b")
PARTS = said(2024, growth=1.2, flow="exports", name="a"), said(2024, growth=9.1, flow="imports", name="b")
SUM = said(2024, 2.453 * BN, M, name="a"), said(2024, 1.66 * BN, M, flow="exports", name="b")
LATE = date(2025, 2, 1)

#: A kind of facts, statements, and what is said of them.
EXAMPLES: list[tuple[str, tuple[Statement, ...], words.FindingWords]] = [
    (
        "Misprint",
        (said(2024, 2.46 * BN, name="b"), said(2024, 246 * M, M, name="a", published=LATE)),
        words.FindingWords(
            "Total trade in 2024 (Aland's statistics): $246m is most likely a misprint of $2.46bn.",
            "$246m allows $245.5m to $247m and $2.46bn allows $2.455bn to $2.47bn: no number fits both, but $2.46bn is 10 times $246m.",
            "$2.46bn: one of the two is printed in the wrong unit.",
            "The level $246m is not used (the later of the two; nothing else tells them apart); $2.46bn is.",
        ),
    ),
    (
        "Misprint",
        (said(2024, 1.35 * BN, name="a"), said(2024, 1.535 * BN, M, name="b", reliability="high")),
        words.FindingWords(
            "Total trade in 2024 (Aland's statistics): $1.35bn is most likely a misprint of $1.535bn.",
            "$1.35bn allows $1.345bn to $1.36bn and $1.535bn allows $1.5345bn to $1.536bn: no number fits both, but the digits of $1.35bn are those of $1.535bn with one missing.",
            "$1.535bn: one digit was lost on the way to $1.35bn.",
            "The level $1.35bn is not used (the less reliable of the two); $1.535bn is.",
        ),
    ),
    (
        "Misprint",
        (said(2024, growth=11.2, name="a"), said(2024, growth=1.2, name="b", published=LATE)),
        words.FindingWords(
            "Growth of total trade in 2024 (Aland's statistics): +1.2 % is most likely a misprint of +11.2 %.",
            "+1.2 % allows 1.2 to 1.3 % and +11.2 % allows 11.1 to 11.3 %: no number fits both, but the digits of +1.2 % are those of +11.2 % with one missing.",
            "+11.2 %: one digit was lost on the way to +1.2 %.",
            "The growth +1.2 % is not used (the later of the two; nothing else tells them apart); +11.2 % is.",
        ),
    ),
    (
        "Disagreement",
        (said(2024, 2.2 * BN, 100 * M, name="a"), said(2024, 2.46 * BN, name="b")),
        words.FindingWords(
            "Total trade in 2024 (Aland's statistics): $2.2bn and $2.46bn cannot all be true.",
            "$2.2bn allows $2.15bn to $2.3bn and $2.46bn allows $2.455bn to $2.47bn; no number fits them all.",
            "A figure was revised between the reports, or one of them is a misprint; nothing printed says which.",
            "Nothing is excluded: the fit uses the whole range $2.15bn to $2.47bn.",
        ),
    ),
    (
        "Disagreement",
        (said(2024, growth=5, points=1, name="a", reliability="low"), said(2024, growth=8, points=1, name="b")),
        words.FindingWords(
            "Growth of total trade in 2024 (Aland's statistics): +5 % and +8 % cannot all be true.",
            "+5 % allows 4.5 to 6.0 % and +8 % allows 7.5 to 9.0 %; no number fits them all.",
            "A figure was revised between the reports, or one of them is a misprint; nothing printed says which.",
            "+5 % is not used, being less reliable; +8 % is.",
        ),
    ),
    (
        "Disagreement",
        (
            said(2024, 2.2 * BN, name="a"),
            said(2024, 2.65 * BN, name="b"),
            said(2024, 2.65 * BN, side="beland", name="c"),
        ),
        words.FindingWords(
            "Total trade in 2024 (Aland's statistics): $2.2bn and $2.65bn cannot all be true.",
            "$2.2bn allows $2.195bn to $2.21bn and $2.65bn allows $2.645bn to $2.66bn; no number fits them all.",
            "$2.65bn may be the figure of Beland's statistics.",
            "Nothing is excluded: the fit uses the whole range $2.19bn to $2.66bn.",
        ),
    ),
    (
        "Disagreement",
        (
            said(2024, 2.2 * BN, name="a", qualifier="over"),
            said(2024, 2.1 * BN, name="b"),
            said(2024, 1.8 * BN, name="c", reliability="low"),
        ),
        words.FindingWords(
            "Total trade in 2024 (Aland's statistics): over $2.2bn, $2.1bn and $1.8bn cannot all be true.",
            "over $2.2bn allows $2.2bn to $2.31bn, $2.1bn allows $2.095bn to $2.11bn and $1.8bn allows $1.795bn to $1.81bn; no number fits them all.",
            "Words like over, almost and about may have been used loosely, or a figure was revised.",
            "$1.8bn is not used, being less reliable; over $2.2bn and $2.1bn is, as the whole range $2.095bn to $2.31bn.",
        ),
    ),
    (
        "WrongUnit",
        (*YEARS, said(2021, 2.2 * M, 10_000, name="c")),
        words.FindingWords(
            "$2.2m of total trade in 2021 by Aland's statistics is printed in the wrong unit: the years around are near $2.2bn.",
            "$2.2m for 2021 stands beside $2.1bn for 2020 and $2.4bn for 2022; 1,000 times $2.2m is $2.2bn.",
            "$2.2bn: the word for the unit slipped, such as million for billion.",
            "The level $2.2m is not used. $2.2bn is shown here and never fed back.",
        ),
    ),
    (
        "WrongUnit",
        (*YEARS, said(2021, 2200 * BN, BN, name="c")),
        words.FindingWords(
            "$2.2tn of total trade in 2021 by Aland's statistics is printed in the wrong unit: the years around are near $2.2bn.",
            "$2.2tn for 2021 stands beside $2.1bn for 2020 and $2.4bn for 2022; 1/1,000 of $2.2tn is $2.2bn.",
            "$2.2bn: the word for the unit slipped, such as million for billion.",
            "The level $2.2tn is not used. $2.2bn is shown here and never fed back.",
        ),
    ),
    (
        "FalseGrowth",
        (*LEVELS, said(2024, growth=15.0, name="c")),
        words.FindingWords(
            "The growth of total trade in 2024 by Aland's statistics is printed as +15 %, which its levels rule out.",
            "$2.455bn to $2.47bn in 2024 after $2.195bn to $2.21bn in 2023 is a change of 11.1 to 12.5 %, not +15 %.",
            "Last year's figure was revised before the growth was computed, or one of the three is a misprint.",
            "The growth +15 % is not used; the levels are.",
        ),
    ),
    (
        "FalseGrowth",
        (said(2023, 2.2 * BN, M, name="a"), said(2024, 2.46 * BN, M, name="b"), said(2024, growth=1.8, name="c")),
        words.FindingWords(
            "The growth of total trade in 2024 by Aland's statistics is printed as +1.8 %, which its levels rule out.",
            "$2.4595bn to $2.461bn in 2024 after $2.1995bn to $2.201bn in 2023 is a change of 11.7 to 11.9 %, not +1.8 %.",
            "+11.8 %: one digit was lost on the way to +1.8 %.",
            "The growth +1.8 % is not used; the levels are.",
        ),
    ),
    (
        "FalseRise",
        (said(2023, 2.46 * BN, name="a"), said(2024, 2.2 * BN, name="b"), said(2024, growth_qualifier="up", name="c")),
        words.FindingWords(
            "A report says that total trade in 2024 by Aland's statistics grew, but the printed levels fell.",
            "$2.195bn to $2.21bn in 2024 after $2.455bn to $2.47bn in 2023 is a change of -11.1 to -10.0 %: a fall, not growth.",
            "The report means another period, other months or another measure of trade.",
            "The word that it grew is not used; the levels are.",
        ),
    ),
    (
        "FalseFall",
        (
            said(2023, 2.2 * BN, name="a"),
            said(2024, 2.46 * BN, name="b"),
            said(2024, growth_qualifier="down", name="c"),
        ),
        words.FindingWords(
            "A report says that total trade in 2024 by Aland's statistics fell, but the printed levels grew.",
            "$2.455bn to $2.47bn in 2024 after $2.195bn to $2.21bn in 2023 is a change of 11.1 to 12.5 %: growth, not a fall.",
            "The report means another period, other months or another measure of trade.",
            "The word that it fell is not used; the levels are.",
        ),
    ),
    (
        "OutsideParts",
        (*PARTS, said(2024, growth=15.0, name="c")),
        words.FindingWords(
            "Total trade cannot have grown by 15 % in 2024 if exports grew by 1.2 % and imports by 9.1 % (Aland's statistics).",
            "Total +15 %, exports +1.2 % and imports +9.1 %: a total cannot grow faster than both of its parts.",
            "One of the three rates is false; nothing printed says which.",
            "Nothing is excluded: each growth rate is used in the fit of its own flow.",
        ),
    ),
    (
        "OutsideParts",
        (*PARTS, said(2024, growth=-15.0, name="c", reliability="low")),
        words.FindingWords(
            "Total trade cannot have changed by -15 % in 2024 if exports changed by +1.2 % and imports by +9.1 % (Aland's statistics).",
            "Total -15 %, exports +1.2 % and imports +9.1 %: a total cannot grow more slowly than both of its parts.",
            "The growth of total trade is the false one, being the least sure of the three.",
            "The growth -15 % of total trade is not used; the other two rates and all levels are. What they imply is shown here and never fed back.",
        ),
    ),
    (
        "OutsideParts",
        (
            said(2024, 2.0 * BN, M, growth=1.2, flow="exports", name="a"),
            said(2024, 1.0 * BN, M, growth=30.0, flow="imports", name="b", reliability="low"),
            said(2024, 3.0 * BN, M, growth=20.0, name="c"),
        ),
        words.FindingWords(
            "Total trade cannot have grown by 20 % in 2024 if exports grew by 1.2 % and imports by 30 % (Aland's statistics).",
            "Total +20 %, exports +1.2 % and imports +30 %: weighted by their size, the parts do not give the growth of the total. Levels: total $2.9995bn to $3.0005bn, exports $1.9995bn to $2.0005bn, imports $999.5m to $1.0005bn. If the other two are right, total changed by 9.2 to 9.3 %, or exports changed by 15.5 to 15.6 %, or imports changed by 90.1 to 91.8 %.",
            "The growth of imports was 90.1 to 91.8 %, not +30 %, if the other two are right.",
            "The growth +30 % of imports is not used; the other two rates and all levels are. What they imply is shown here and never fed back.",
        ),
    ),
    (
        "BadSum",
        (
            said(2024, 2.46 * BN, name="a"),
            said(2024, 1.66 * BN, flow="exports", name="b"),
            said(2024, 550 * M, flow="imports", name="c"),
        ),
        words.FindingWords(
            "Exports and imports do not add up to the total trade in 2024 by Aland's statistics.",
            "Exports $1.66bn and imports $550m make $2.2bn to $2.23bn; the total is printed as $2.46bn, which allows $2.455bn to $2.47bn.",
            "The parts leave something out or come from another set of figures; nothing printed says which.",
            "Nothing is excluded: each flow is fitted on its own level, and the total is not narrowed by parts.",
        ),
    ),
    (
        "BadSum",
        (*SUM, said(2024, 79.32 * M, 10_000, flow="imports", name="c")),
        words.FindingWords(
            "Exports and imports do not add up to the total trade in 2024 by Aland's statistics.",
            "Exports $1.66bn and imports $79.32m make $1.73881bn to $1.74033bn; the total is printed as $2.453bn, which allows $2.4525bn to $2.454bn.",
            "$793.2m for the $79.32m of imports: 10 times the printed figure, a slip of the unit.",
            "The level $79.32m of imports is not used; the other two are.",
        ),
    ),
    (
        "BadSum",
        (*SUM, said(2024, 7.9 * BN, 100 * M, flow="imports", name="c")),
        words.FindingWords(
            "Exports and imports do not add up to the total trade in 2024 by Aland's statistics.",
            "Exports $1.66bn and imports $7.9bn make $9.509bn to $9.661bn; the total is printed as $2.453bn, which allows $2.4525bn to $2.454bn.",
            "$790m for the $7.9bn of imports: 1/10 of the printed figure, a slip of the unit.",
            "The level $7.9bn of imports is not used; the other two are.",
        ),
    ),
    (
        "BadSum",
        (*SUM, said(2024, 73 * M, M, flow="imports", name="c")),
        words.FindingWords(
            "Exports and imports do not add up to the total trade in 2024 by Aland's statistics.",
            "Exports $1.66bn and imports $73m make $1.732bn to $1.735bn; the total is printed as $2.453bn, which allows $2.4525bn to $2.454bn.",
            "$793m for the $73m of imports: one digit was lost in print.",
            "The level $73m of imports is not used; the other two are.",
        ),
    ),
    (
        "PartAbove",
        (said(2024, 2.46 * BN, name="a"), said(2024, 2.6 * BN, flow="exports", name="b")),
        words.FindingWords(
            "Exports alone are above the total trade in 2024 by Aland's statistics.",
            "Exports are at least $2.595bn, the total at most $2.47bn.",
            "One of the two counts something else or is a misprint; nothing printed says which.",
            "Nothing is excluded: each flow is fitted on its own level.",
        ),
    ),
    (
        "ShrinkingYear",
        (
            said(Period(2021, 9), 1.87 * BN, name="a"),
            said(Period(2021, 11), 1.6 * BN, name="b"),
            said(2021, 1.743 * BN, M, name="c"),
        ),
        words.FindingWords(
            "Total trade in January-September 2021 is printed above that of January-November 2021, which holds it (Aland's statistics).",
            "January-September 2021 $1.87bn is at least $1.865bn, January-November 2021 $1.6bn at most $1.61bn; January-September 2021 $1.87bn is at least $1.865bn, 2021 $1.743bn at most $1.744bn; a total cannot shrink as months are added.",
            "The figures count different things, were revised in between, or one is a misprint; nothing printed says which.",
            "Nothing is excluded: each figure is used with its own precision.",
        ),
    ),
    (
        "OddChange",
        (said(2020, 1.0 * BN, name="a"), said(Period(2021, 9), 2.0 * BN, name="b")),
        words.FindingWords(
            "$2bn of total trade in January-September 2021 by Aland's statistics is far from the year beside it.",
            "$1bn in 2020; $2bn in January-September 2021 (usually 68 to 83 % of a year) makes $2.4bn to $2.97bn in 2021: 2021 changed by 138.0 to 198.1 % on the year before. In 99 of 100 years trade changes by -45.1 to +82.2 %.",
            "A real shock, another definition, or a misprint; nothing printed says which.",
            "Kept: the fit uses it as printed, and the answer shows what it says without it.",
        ),
    ),
    (
        "OddChange",
        (said(2020, 1.0 * BN, name="a"), said(2021, 2.2 * BN, name="b"), said(2022, 1.1 * BN, name="c")),
        words.FindingWords(
            "$2.2bn of total trade in 2021 by Aland's statistics is far from the years beside it.",
            "$1bn in 2020; $2.2bn in 2021; $1.1bn in 2022: 2021 changed by 117.3 to 122.1 % on the year before, 2022 changed by -50.5 to -49.4 % on the year before. In 99 of 100 years trade changes by -45.1 to +82.2 %.",
            "A real shock, another definition, or a misprint; nothing printed says which.",
            "Kept: the fit uses it as printed, and the answer shows what it says without it.",
        ),
    ),
    (
        "OddChange",
        (*YEARS, said(2021, 22 * BN, 0.22 * BN, name="c")),
        words.FindingWords(
            "$22bn of total trade in 2021 by Aland's statistics is far from the years beside it.",
            "$2.1bn in 2020; $22bn in 2021; $2.4bn in 2022: 2021 changed by 937.4 to 960.6 % on the year before, 2022 changed by -89.2 to -89.0 % on the year before. In 99 of 100 years trade changes by -45.1 to +82.2 %.",
            "A real shock, another definition, or a misprint of $2.2bn; nothing printed says which.",
            "Kept: the fit uses it as printed, and the answer shows what it says without it.",
        ),
    ),
    (
        "OddPart",
        (
            said(2020, 2.0 * BN, M, name="a"),
            said(2020, 1.0 * BN, M, flow="exports", name="b"),
            said(2021, 2.5 * BN, M, name="c"),
            said(2021, 1.53 * BN, M, flow="exports", name="d"),
        ),
        words.FindingWords(
            "$2.5bn of total trade in 2021 by Aland's statistics sits oddly beside the year before.",
            "$2bn in 2020; less exports of $999.5m to $1.001bn, that leaves imports of $998.5m to $1.0015bn. $2.5bn in 2021; less exports of $1.5295bn to $1.531bn, that leaves imports of $968.5m to $971.5m. So imports would have changed by -3.3 to -2.7 % while exports changed by 52.8 to 53.2 %; in nine years of ten the two differ by less than a factor of 1.5.",
            "It counts something else than the figures beside it, was revised later, or is a misprint; nothing printed says which.",
            "Kept: the fit uses it as printed, and the answer shows what it says without it.",
        ),
    ),
    (
        "OddPart",
        (
            said(2020, 2.0 * BN, M, name="a"),
            said(2020, 1.0 * BN, M, flow="imports", name="b"),
            said(2021, 2.5 * BN, M, name="c"),
            said(2021, 1.53 * BN, M, flow="imports", name="d"),
        ),
        words.FindingWords(
            "$2.5bn of total trade in 2021 by Aland's statistics sits oddly beside the year before.",
            "$2bn in 2020; less imports of $999.5m to $1.001bn, that leaves exports of $998.5m to $1.0015bn. $2.5bn in 2021; less imports of $1.5295bn to $1.531bn, that leaves exports of $968.5m to $971.5m. So exports would have changed by -3.3 to -2.7 % while imports changed by 52.8 to 53.2 %; in nine years of ten the two differ by less than a factor of 1.5.",
            "It counts something else than the figures beside it, was revised later, or is a misprint; nothing printed says which.",
            "Kept: the fit uses it as printed, and the answer shows what it says without it.",
        ),
    ),
    (
        "SidesApart",
        (said(2024, 1.0 * BN, name="a"), said(2024, 1.9 * BN, side="beland", name="b")),
        words.FindingWords(
            "The figures of Aland and Beland for total trade in 2024 are too far apart.",
            "$1bn ($995m to $1.01bn) by Aland's statistics against $1.9bn ($1.895bn to $1.91bn) by Beland's statistics, 1.88 to 1.92 times as much; in 95 of 100 pairs of statistics one side is below 1.75 times the other.",
            "One of the two counts something else, or is printed in the wrong unit or currency.",
            "Nothing is excluded: each side's statistics are fitted alone.",
        ),
    ),
    (
        "SidesApart",
        (
            *(said(year, 1.0 * BN, name=f"a{year}") for year in range(2019, 2023)),
            *(said(year, 1.0 * BN, side="beland", name=f"b{year}") for year in range(2019, 2022)),
            said(2022, 1.5 * BN, side="beland", name="b2022"),
        ),
        words.FindingWords(
            "The figures of Aland and Beland for total trade in 2022 are too far apart.",
            "$1bn ($995m to $1.01bn) by Aland's statistics against $1.5bn ($1.495bn to $1.51bn) by Beland's statistics, 1.48 to 1.52 times as much; in 3 other periods the second is about 1.00 times the first, and 95 of 100 pairs stay within a factor of 1.40 of what is usual for them.",
            "One of the two counts something else, or is printed in the wrong unit or currency.",
            "Nothing is excluded: each side's statistics are fitted alone.",
        ),
    ),
    (
        "SidesDiffer",
        (
            *(said(year, 1.0 * BN, name=f"a{year}") for year in (2019, 2020)),
            *(said(year, 1.2 * BN, side="beland", name=f"b{year}") for year in (2019, 2020)),
        ),
        words.FindingWords(
            "Aland and Beland count total trade differently: their figures for 2019 and 2020 are not the same.",
            "2019: $1bn ($995m to $1.01bn) by Aland's statistics against $1.2bn ($1.195bn to $1.21bn) by Beland's statistics, 1.18 to 1.22 times as much; 2020: $1bn ($995m to $1.01bn) by Aland's statistics against $1.2bn ($1.195bn to $1.21bn) by Beland's statistics, 1.18 to 1.22 times as much.",
            "Both can be right: the two statistics differ in prices, dates and in goods that reach the partner through other places.",
            "Nothing is excluded: each side's statistics are fitted alone, and an answer names its side.",
        ),
    ),
]


def test_years_in_a_row_are_told_as_one_span():
    """Three or more; two are named, and a gap begins another span."""
    years = (2010, 2011, 2012, 2013, 2015, 2016, 2018)
    series = pair(
        *(said(year, 1.0 * BN, name=f"a{year}") for year in years),
        *(said(year, 1.2 * BN, side="beland", name=f"b{year}") for year in years),
    )
    (found,) = [finding for finding in audit(series, PROFILE) if type(finding.facts).__name__ == "SidesDiffer"]
    told = words.finding_words(found, series).title
    assert "their figures for 2010–2013, 2015, 2016 and 2018 are not the same" in told


@pytest.mark.parametrize(("kind", "statements", "sentences"), EXAMPLES)
def test_every_kind_of_finding_has_its_sentences(
    kind: str, statements: tuple[Statement, ...], sentences: words.FindingWords
) -> None:
    """What is found in a few statements is said to the letter."""
    series = pair(*statements)
    found = [finding for finding in audit(series, PROFILE) if type(finding.facts).__name__ == kind]
    assert [words.finding_words(finding, series) for finding in found[:1]] == [sentences]


def test_no_kind_is_without_an_example() -> None:
    """Each kind of facts is among the examples."""
    assert {kind for kind, _, _ in EXAMPLES} == {kind.__name__ for kind in get_args(Facts)}


def test_exports_of_2024_as_they_are_told() -> None:
    """The July 2025 report's exports growth of +1.2 % is told with what the other figures make of it."""
    said_of = real("2025-07-14", "growth-outside-parts")
    assert said_of.title == (
        "Total trade cannot have grown by 10.5 % in 2024 if exports grew by 1.2 % and imports by 9.1 % "
        "(Belarus's statistics)."
    )
    assert "exports changed by 11.1 to 11.3 %" in said_of.arithmetic
    assert "total $2.455bn to $2.4583bn" in said_of.arithmetic
    assert (
        said_of.likely_reading
        == "The growth of exports was 11.1 to 11.3 %: the printed +1.2 % lost a digit of +11.2 %."
    )
    assert "never fed back" in said_of.treatment


def test_september_2021_as_it_is_told() -> None:
    """An odd level is told with the same months a year later and with what the other side prints for more months."""
    arithmetic = real("2025-07-14", "odd-neighbours").arithmetic
    assert "$1.802bn to $1.909bn: -4.2 to +2.4 % on the same months" in arithmetic
    assert "exports changed by +47.6 %" in arithmetic
    assert "imports of $1.13bn to $1.148bn" in arithmetic
    assert "January-November 2021 (about $1.6bn, Belarus's statistics)" in arithmetic


def test_one_number_is_no_range() -> None:
    """A range that is told as one number is told once, with its sign."""
    assert factor_range(Interval(1.1050, 1.1051)) == "+10.5 %"
    assert times(1.5, 1.5) == "1.50"
    assert money_range(Interval(1e9, 1e9), "USD") == "$1bn"


@pytest.mark.parametrize("flow", ["total", "exports", "imports"])
def test_flows_have_a_word_for_every_place(flow) -> None:
    """Other languages bend a flow by its place, so that each place has a message of its own."""
    assert flow_name(flow) == flow_of(flow) == flow_opening(flow).lower()


@examples(100)
@given(contradictory())
def test_every_sentence_is_whole(statements: tuple[Statement, ...]) -> None:
    """Titles, sums, readings and treatments are sentences, without empty places or numbers gone wrong."""
    for one in told(pair(*statements)):
        for text in (one.title, one.arithmetic, one.likely_reading, one.treatment):
            assert text.endswith(".")
            assert "  " not in text
            assert "nan" not in text.lower().replace("finan", "")
            assert " , " not in text
            assert "{" not in text


@examples(100)
@given(contradictory())
def test_every_word_can_be_translated(statements: tuple[Statement, ...]) -> None:
    """In a language that shouts nothing is left in small letters: no English is glued to a sentence."""
    with words.speaking(SHOUTED):
        for one in told(pair(*statements)):
            for text in (one.title, one.arithmetic, one.likely_reading, one.treatment):
                assert not untranslated(text, "Aland", "Beland")
