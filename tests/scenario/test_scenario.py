"""Scenarios as values and as text: what is written comes back, and every contradiction is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data import catalog
from forecast.data.periods import Period
from forecast.data.statements import GrowthPrint, LevelPrint
from forecast.errors import InputError
from forecast.forecasting.question import parse_question
from forecast.scenario.scenario import (
    BASELINE,
    FORMS,
    LONGEST_TEXT,
    MOST_PARTS,
    Deal,
    Drift,
    FixedGrowth,
    OnFlow,
    Saying,
    Scenario,
    ShiftedGrowth,
    Shock,
    Volatility,
    WorldTrade,
    parse_scenario,
)

SHIPPED = catalog.series("belarus-st-petersburg")


def faults(text, **fields):
    """Return the faults that a scenario's text has, in the flagship question."""
    with pytest.raises(InputError) as caught:
        parse_question({"target": "2.5bn", "scenario": text, **fields}, SHIPPED)
    assert {fault.where for fault in caught.value.faults} == {"scenario"}
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("growth=2026:-10%", FixedGrowth(2026, 2026, -10)),
        ("growth=2026-2028:+5%", FixedGrowth(2026, 2028, 5)),
        ("shift=2026:+3%", ShiftedGrowth(2026, 2026, 3)),
        ("shock=2026:-20%", Shock(2026, -20)),
        ("shock=2026:-20%~3y", Shock(2026, -20, 3)),
        ("world=2026:-8%", WorldTrade(2026, 2026, -8)),
        ("drift=+2%", Drift(2)),
        ("volatility=0.15", Volatility(0.15)),
        ("volatility=x1.5", Volatility(1.5, relative=True)),
        ("add=2026-:120m@0.7", Deal(2026, None, 120e6, probability=0.7)),
        ("add=2026-2029:120m", Deal(2026, 2029, 120e6)),
        ("add=2026-:120m/3y", Deal(2026, None, 120e6, phase=3)),
        ('add=2026:-1.234567m/2y@0.25 "lifts"', Deal(2026, 2026, -1_234_567, 2, 0.25, "lifts")),
        ("exports.growth=2026:+10%", OnFlow("exports", FixedGrowth(2026, 2026, 10))),
        ('imports.add=2026-:120m/3y@0.7 "gas"', OnFlow("imports", Deal(2026, None, 120e6, 3, 0.7, "gas"))),
        ("say=2025-01/2025-09:+3%", Saying(Period(2025, 9), None, GrowthPrint(3, 1))),
        ("say=2025:2.50bn", Saying(Period(2025), LevelPrint(2.5e9, 1e7), None)),
        ("say=2025:0.12bn", Saying(Period(2025), LevelPrint(1.2e8, 1e7), None)),
        ("say=2025:over 3bn", Saying(Period(2025), LevelPrint(3e9, 1e9, "over"), None)),
        ("say=2025-01:up", Saying(Period(2025, 1), None, GrowthPrint(0, 0, "up"))),
        ("say=2025:down", Saying(Period(2025), None, GrowthPrint(0, 0, "down"))),
        (
            "say=2025:about -3.0%~2026-02-01",
            Saying(Period(2025), None, GrowthPrint(-3, 0.1, "about"), date(2026, 2, 1)),
        ),
    ],
)
def test_each_change_has_one_text_form(text, part):
    """The text is read as the change it names, and the change is written as that text."""
    assert parse_scenario(text) == Scenario((part,))
    assert str(Scenario((part,))) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (" add = 2026- : 120 m @ .7 ; growth=2026:-10.0% ", "growth=2026:-10%;add=2026-:120m@0.7"),
        ("GROWTH=2026:10%", "growth=2026:+10%"),
        ("growth=2026: 3%", "growth=2026:+3%"),  # a plus sign that a URL made a space
        ("growth=2026-2026:\u22125 %", "growth=2026:-5%"),
        ("add=2026-:$1,200 million@0.70/2 years", "add=2026-:1.2bn/2y@0.7"),
        ("add=2026-:5m@1", "add=2026-:5m"),
        ('add=2026-:5m "joint  ventures"', 'add=2026-:5m "joint ventures"'),
        ("name=a  bad year;;drift=2%;", "name=a bad year;drift=+2%"),
        ("say=2025:2,46 млрд", "say=2025:2.46bn"),
        ("", ""),
    ],
)
def test_other_spellings_become_the_canonical_one(written, canonical):
    """Spaces, order, signs and scale words may vary; what comes back does not."""
    assert str(parse_scenario(written, "USD")) == canonical
    assert parse_scenario(canonical) == parse_scenario(written, "USD")


YEARS = st.integers(2026, 2060)
PERCENTS = st.integers(-300_000, 500_000).map(lambda n: n / 10_000)
SPANS = st.tuples(YEARS, st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair)))
LABELS = st.text("abcXYZ éй0129.,'()&/-", max_size=40)
AMOUNTS = st.integers(1, 10**12).flatmap(lambda n: st.sampled_from([n, -n]))
CHANGES = st.one_of(
    st.builds(lambda span, p: FixedGrowth(*span, p), SPANS, PERCENTS),
    st.builds(lambda span, p: ShiftedGrowth(*span, p), SPANS, PERCENTS),
    st.builds(lambda span, p: WorldTrade(*span, p), SPANS, PERCENTS),
    st.builds(Shock, YEARS, PERCENTS, st.integers(0, 30)),
)
PARTS = st.one_of(
    CHANGES,
    st.builds(OnFlow, st.sampled_from(["exports", "imports"]), CHANGES),
    st.builds(Drift, PERCENTS),
    st.builds(Volatility, st.floats(0.1, 2.0), st.booleans()),
    st.builds(
        lambda first, length, amount, phase, chance, label: Deal(
            first, None if length is None else first + length, amount, phase, chance, label
        ),
        YEARS,
        st.none() | st.integers(0, 9),
        AMOUNTS,
        st.integers(1, 30),
        st.floats(0.0001, 1.0),
        LABELS,
    ),
    st.builds(
        lambda year, months, digits, decimals, qualifier: Saying(
            Period(year, months), LevelPrint(digits * 10.0**decimals, 10.0**decimals, qualifier), None
        ),
        YEARS,
        st.integers(1, 12),
        st.integers(1, 99_999),
        st.integers(3, 9),
        st.sampled_from(["exact", "about", "over", "almost"]),
    ),
)


@given(st.lists(PARTS, max_size=5), LABELS)
def test_the_text_form_round_trips(parts, name):
    """A scenario's text gives the same scenario, and its canonical text is read as itself."""
    try:
        scenario = Scenario(tuple(parts), name if parts else "")
    except InputError:
        return  # parts that contradict each other
    assert parse_scenario(str(scenario)) == scenario
    assert str(parse_scenario(str(scenario))) == str(scenario)
    assert hash(parse_scenario(str(scenario))) == hash(scenario)
    assert eval(repr(scenario)) == scenario


@given(st.text(max_size=600))
def test_no_text_does_more_than_be_refused(text):
    """Whatever is given is read or refused with faults that can be printed."""
    try:
        read = parse_scenario(text)
    except InputError as error:
        told, read = error.faults, BASELINE
    else:
        told = ()
    assert all(str(fault).isprintable() and fault.where == "scenario" for fault in told)
    assert parse_scenario(str(read)) == read


@given(
    st.lists(st.sampled_from([*FORMS.values(), "=;", ":", "@", "~", "/", "%", "-", '"', "2026", "x", " "]), max_size=12)
)
def test_no_shuffled_scenario_does_more_than_be_refused(pieces):
    """Pieces of the text form in any order are read or refused, and what is read round-trips."""
    try:
        read = parse_scenario("".join(pieces))
    except InputError:
        return
    assert parse_scenario(str(read)) == read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("growth=2026:-100%", "outside -99 %"),
        ("growth=2026:2000%", "outside"),
        ("growth=2026:10", "is not a growth rate in per cent"),
        ("growth=2026:1.23456%", "more than four decimals"),
        ("growth=2028-2026:1%", "ends before it begins"),
        ("growth=2026-:1%", "names no last year"),
        ("growth=soon:1%", "names no year"),
        ("shock=2026:-20%~0y", "recovers"),
        ("shock=2026-2027:-20%", "more than one year"),
        ("drift=80%", "outside -30 % to +50 %"),
        ("volatility=x0", "outside x0.1 to x10"),
        ("volatility=much", "is not a number"),
        ("add=120m", "names no year"),
        ("add=:120m", "names no year"),
        ("add=2026-:120m@1.2", "probability"),
        ("add=2026-:120m@0", "probability"),
        ("add=2026-:120m@0.5@0.6", "twice"),
        ("add=2026-:120m/x", "phased in"),
        ("add=2026-:€120m", "is in EUR; the series is in USD"),
        ("add=2026-:1e3m", "exponent"),
        ("add=2026-:9,000tn", "outside 1 to 1,000 trillion"),
        ('add=2026-:5m "<script>"', "has a name with other signs"),
        (f'add=2026-:5m "{"x" * 41}"', "longer than 40"),
        ("say=2025-03:2bn", "does not start in January"),
        ("say=2025:x", "is not an amount of money"),
        ("say=2025:2bn~soon", "is not a date"),
        ("say=2025:-100%", "outside -99 %"),
        ("magic=2026:1%", "is not a change known here"),
        ("growth", "is not a change known here"),
        ("name=only a name", "changes nothing"),
        ("name=a;name=b;drift=1%", "second name"),
        ("growth=2024:1%", "2024 is published"),
        ("growth=2044-2050:1%", "beyond the horizon (2045)"),
        ("add=2050-:5m", "beyond the horizon"),
        ("say=2024:3bn", "says what is published"),
        ("say=2060:3bn", "beyond the horizon"),
        ("growth=2026:1%;growth=2026-2027:2%", "takes no other change in the same year"),
        ("growth=2026:1%;shift=2026:2%", "takes no other change in the same year"),
        ("growth=2027:1%;shock=2026:-10%~3y", "takes no other change in the same year"),
        ("growth=2026:1%;world=2026:2%", "takes no other change in the same year"),
        ("shift=2026-2028:1%;shift=2028:2%", "both are about the same year"),
        ("shock=2026:1%;shock=2026:2%", "both are about the same year"),
        ("growth=2026:1%;exports.shift=2026:2%", "takes no other change in the same year"),
        ("exports.growth=2026:1%;exports.shift=2026:2%", "takes no other change in the same year"),
        ("exports.growth=2024:1%", "2024 is published"),
        ("exports.drift=1%", "is not a change known here"),
        ("imports.growth=soon:1%", "write it like imports.growth=2026:-10%"),
        ("drift=1%;drift=2%", "there is one drift"),
        ("volatility=0.1;volatility=x2", "there is one volatility"),
        ("say=2025:2bn;say=2025:3bn", "both say the same figure"),
        ("say=2025:2bn;growth=2025:3%", "the figure settles 2025"),
        (";".join(f"add={2026 + k}-:1m" for k in range(MOST_PARTS + 1)), "are too many"),
        ("x" * (LONGEST_TEXT + 1), f"longer than {LONGEST_TEXT}"),
    ],
)
def test_what_cannot_hold_is_refused_with_its_part(text, said):
    """Each fault names the part, what is wrong and what would be right."""
    told = faults(text)
    assert any(said in one for one in told), told
    assert all("; " in one for one in told)


def test_all_faults_come_at_once():
    """Faults of reading, of contradiction and of the series are told together."""
    told = faults("growth=2024:1%;drift=1%;drift=2%;add=5m;magic=1;shift=2060:1%")
    assert len(told) == 5
    assert sum("there is one drift" in one for one in told) == 1


def test_a_crowd_of_contradictions_is_told_once_a_part():
    """Twenty changes of one year are nineteen faults, not one for every pair."""
    assert len(faults(";".join(f"shift=2026:{k}%" for k in range(MOST_PARTS)))) == MOST_PARTS - 1


def test_a_comparator_has_no_prior_and_sees_whole_years():
    """Prior parts and part-year statements are refused for a comparator, path parts are not."""
    told = faults("drift=2%;volatility=0.1;say=2025-01/2025-09:+3%", model="theta")
    assert [("prior" in one, "part of a year" in one) for one in told] == [(True, False), (True, False), (False, True)]
    kept = parse_question({"target": "2.5bn", "scenario": "growth=2026:1%;say=2025:2bn", "model": "theta"}, SHIPPED)
    assert len(kept.scenario.parts) == 2


def test_a_published_total_may_be_growth_or_the_sum_of_parts():
    """The years that a scenario may not touch are those whose total follows from what is published."""
    from forecast.data.statement_csv import read_series

    rows = "period,level,growth_pct,unit,published,flow\n2020,1bn,,USD,2021-03-01,total\n2021,,5,USD,2022-03-01,total\n"
    grown = read_series(rows, series_id="own", where="own")
    parts = "".join(f"2022,1bn,,USD,2023-03-01,{flow}\n" for flow in ("exports", "imports"))
    summed = read_series(rows + parts, series_id="own", where="own")
    for series, last in ((grown, 2021), (summed, 2022)):
        with pytest.raises(InputError, match=f"{last} is published"):
            parse_question({"target": "2bn", "scenario": f"growth={last}:1%"}, series)
        assert parse_question({"target": "2bn", "scenario": f"growth={last + 1}:1%"}, series).scenario


def test_without_a_total_changes_begin_after_the_first_year():
    """Where no total is published there is nothing to grow from in the first year told."""
    from forecast.data.statement_csv import read_series

    series = read_series(
        "period,level,unit,published\n2020-01/2020-03,1bn,USD,2020-05-01\n", series_id="own", where="own"
    )
    with pytest.raises(InputError, match="2020 has nothing before it"):
        parse_question({"target": "9bn", "scenario": "growth=2020:1%"}, series)


def test_a_question_shows_its_scenario_as_text():
    """What a question shows of its scenario can be read back."""
    asked = parse_question({"target": "2.5bn", "scenario": "growth=2026:1%"}, SHIPPED)
    assert "parse_scenario('growth=2026:+1%')" in repr(asked)


@pytest.mark.parametrize(
    "text", ["exports.growth=2026:1%;imports.growth=2026:2%", "exports.growth=2026:1%;shift=2026:2%"]
)
def test_changes_of_other_flows_and_of_all_trade_hold_together(text):
    """Each flow has its own growth, and comes on top of what moves all trade."""
    assert len(parse_scenario(text).parts) == 2
