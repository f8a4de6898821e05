"""Questions: defaults, every refusal, all faults at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data.statement_csv import read_series
from forecast.data.targets import Conversion, Target
from forecast.errors import Fault, InputError
from forecast.forecasting.fields import FIELDS, MODELS
from forecast.forecasting.question import Question, parse_question
from forecast.model.horizon import LONGEST_HORIZON


def faults(series, **fields):
    """Return the messages that these fields get."""
    with pytest.raises(InputError) as refused:
        parse_question(fields, series)
    return [str(fault) for fault in refused.value.faults]


def test_a_target_alone_takes_every_default(flagship):
    """The reporter's statistics, total, the newest statement's day, 20 years, 80 %, seed 0."""
    assert parse_question({"target": "2.5bn"}, flagship) == Question(
        series="belarus-st-petersburg",
        flow="total",
        statistics="belarus",
        basis="goods",
        target=Target(2.5e9, "USD"),
        as_of=date(2025, 7, 14),
        by=None,
        horizon=2045,
        level=0.8,
        model="growth",
        seed=0,
    )


def test_empty_and_absent_fields_are_the_same(flagship):
    """None and blanks take the defaults, as an empty form field would."""
    blank = dict.fromkeys(FIELDS, None) | {"target": " 2.5bn ", "by": "", "level": "  "}
    assert parse_question(blank, flagship) == parse_question({"target": "2.5bn"}, flagship)


def test_every_field_is_read(flagship):
    """Each parameter reaches its place in the question."""
    fields = {
        "target": "above $2.5bn", "rate": "", "by": "2027", "since": "2025", "as_of": "2024-12-31", "statistics": "st-petersburg",
        "flow": "exports", "horizon": "2040", "level": ".5", "model": "growth", "seed": "4294967295",
            "scenario": "growth=2026:-10%",
    }  # fmt: skip
    assert set(fields) == set(FIELDS)
    assert parse_question({"target": "€2.5bn", "rate": "1.08"}, flagship).target == Target(
        2.7e9, "USD", conversion=Conversion(2.5e9, "EUR", 1.08)
    )
    q = parse_question(fields, flagship)
    assert (q.target, q.since) == (Target(2.5e9, "USD", strict=True), 2025)
    assert (q.by, q.as_of, q.statistics, q.flow) == (2027, date(2024, 12, 31), "st-petersburg", "exports")
    assert (q.horizon, q.level, q.model, q.seed) == (2040, 0.5, "growth", 4294967295)
    assert (q.measure, q.last_complete_year) == ("calendar_year_total", 2023)


def test_the_default_day_is_the_newest_statement_of_the_side_asked_about(flagship):
    """The parts narrow the total and the total the parts, so every flow of the side counts."""
    q = parse_question({"target": "2bn", "statistics": "st-petersburg", "flow": "exports"}, flagship)
    assert (q.as_of, q.horizon) == (date(2025, 7, 14), 2045)


TARGET = "takes an amount such as 2.5bn, in the series' currency; above 2.5bn asks for more"
LEVEL = "takes the probability of the interval that is told, between 0 and 1; 0.8 when not given"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"target": ""}, f"target: is missing; {TARGET}"),
        ({"target": "0"}, f"target: '0' is not above zero; {TARGET}"),
        ({"target": "soon"}, f"target: 'soon' is not an amount of money; {TARGET}"),
        ({"target": "nan"}, f"target: 'nan' is not an amount of money; {TARGET}"),
        ({"target": "inf"}, f"target: 'inf' is not an amount of money; {TARGET}"),
        ({"target": "1e999"}, f"target: '1e999' is outside 1 to 1,000 trillion; {TARGET}"),
        ({"target": "-2.5bn"}, f"target: '-2.5bn' is not above zero; {TARGET}"),
        ({"target": "€2.5bn"}, "target: '€2.5bn' is in EUR; the series is in USD: give the mark in USD, a rate, or figures in EUR"),
        ({"target": "€2.5bn", "rate": "0"}, f"rate: '0' is not a rate; takes {FIELDS['rate']}"),
        ({"rate": "1.08"}, "rate: '1.08' has nothing to convert; the mark is in USD as the series is: leave it out"),
        ({"by": "2002"}, "by: '2002' lies before the data; the data begin in 2003"),
        ({"by": "soon"}, "by: 'soon' is not a whole number; takes a deadline, a year such as 2027"),
        ({"by": "2046"}, "by: '2046' lies beyond the horizon; takes a year up to 2045, or give a later horizon"),
        ({"as_of": "2003-06-08"}, "as_of: '2003-06-08' lies before the first statement; the first was published on 9 June 2003"),
        (
            {"as_of": "2025-02-30"},
            "as_of: '2025-02-30' is not a day of the calendar; takes a day such as 2025-07-14; the newest statement's when not given",
        ),
        (
            {"as_of": "yesterday"},
            "as_of: 'yesterday' is not a date; takes a day such as 2025-07-14; the newest statement's when not given",
        ),
        ({"horizon": "1e9"}, f"horizon: '1e9' is not a whole number; takes {FIELDS['horizon']}"),
        ({"horizon": "1000000000"}, f"horizon: '1000000000' is not a year from 1800 to 2199; takes {FIELDS['horizon']}"),
        ({"horizon": "2025"}, "horizon: '2025' is out of range; takes a year from 2026 to 2075"),
        ({"horizon": "2076"}, "horizon: '2076' is out of range; takes a year from 2026 to 2075"),
        ({"level": "80"}, f"level: '80' is not between 0 and 1, did you mean 0.8?; {LEVEL}"),
        ({"level": "1"}, f"level: '1' is not between 0.01 and 0.99; {LEVEL}"),
        ({"level": "0"}, f"level: '0' is not between 0.01 and 0.99; {LEVEL}"),
        ({"level": "nan"}, f"level: 'nan' is not a number; {LEVEL}"),
        ({"level": "0_8"}, f"level: '0_8' is not a number; {LEVEL}"),
        ({"level": "\uff10.\uff18"}, f"level: '\uff10.\uff18' is not a number; {LEVEL}"),
        ({"flow": "both"}, "flow: 'both' is not known; known are: total, exports, imports"),
        ({"statistics": "moscow"}, "statistics: 'moscow' is not known; known are: belarus, st-petersburg"),
        ({"model": "magic"}, f"model: 'magic' is not known; known are: {', '.join(MODELS)}"),
        ({"seed": "-1"}, f"seed: '-1' is not a whole number; takes {FIELDS['seed']}"),
        ({"seed": "4294967296"}, f"seed: '4294967296' is too large; takes {FIELDS['seed']}"),
        ({"seed": "\u0665"}, f"seed: '\u0665' is not a whole number; takes {FIELDS['seed']}"),
        ({"traget": "3bn"}, f"traget: '3bn' is not a parameter; known are: {', '.join(FIELDS)}"),
    ],
)  # fmt: skip
def test_a_bad_field_gets_one_message(flagship, fields, message):
    """What was given, what is wrong, what would be right: one message for one bad field."""
    assert faults(flagship, **({"target": "2.5bn"} | fields)) == [message]


def test_all_faults_come_at_once(flagship):
    """Every field can be wrong in one question, and every one is told, once."""
    found = faults(
        flagship,
        target="soon", rate="x", by="1990", since="then", as_of="2025-02-30", statistics="moscow", flow="both", horizon="1e9", level="80",
        model="magic", seed="x", colour="red", scenario="more",
    )  # fmt: skip
    assert sorted(message.partition(":")[0] for message in found) == sorted([*FIELDS, "colour"])


def test_the_first_day_and_the_last_horizon_are_allowed(flagship):
    """The limits themselves are good questions."""
    q = parse_question({"target": "2.5bn", "as_of": "2003-06-09", "by": "2003", "horizon": "2053"}, flagship)
    assert q.horizon == q.as_of.year + LONGEST_HORIZON
    assert parse_question({"target": "2.5bn", "level": "0.99"}, flagship).level == 0.99
    assert parse_question({"target": "2.5bn", "level": "0.01"}, flagship).level == 0.01


def test_a_series_in_another_currency_takes_its_own_marks():
    """A bare mark is in the series' currency, a dollar mark is refused there."""
    own = read_series("period,level,unit,published\n2024,2bn,EUR,2025-03-01\n", series_id="own", where="own.csv")
    assert parse_question({"target": "2.5bn"}, own).target == Target(2.5e9, "EUR")
    assert faults(own, target="$2.5bn") == [
        "target: '$2.5bn' is in USD; the series is in EUR: give the mark in EUR, a rate, or figures in USD"
    ]


NEARLY = st.sampled_from(
    ["2.5bn", "0", "1e999", "2027", "2025-07-14", "2025-02-30", "80", "0.8", "growth", "total", "\0", ""]
)


@given(
    st.dictionaries(st.sampled_from(list(FIELDS)) | st.text(max_size=300), st.none() | st.text(max_size=90) | NEARLY)
)
def test_any_fields_are_a_question_or_an_input_error(flagship, fields):
    """Arbitrary names and texts never raise anything but InputError, whose every message is one printable line."""
    question, refusal = None, None
    try:
        question = parse_question(fields, flagship)
    except InputError as error:
        refusal = error
    if question is None:
        assert refusal.faults
        assert all(str(fault).isprintable() for fault in refusal.faults)
    else:
        assert question.as_of.year < question.horizon <= question.as_of.year + LONGEST_HORIZON


def test_what_was_given_is_echoed_printable_and_short():
    """Control characters are made visible and long values cut, in the place as in the value."""
    fault = Fault("a\x1b[31m\nb", "\r\n" + "x" * 10_000, "is wrong", "mend it")
    assert str(fault).isprintable()
    assert str(fault).startswith("a\\x1b[31m\\nb: '")
    assert "(10,002 characters)" in fault.given
    assert len(str(Fault("x" * 10_000, "", "is wrong", "mend it"))) < 300


def test_a_flow_that_two_others_imply_can_be_asked_and_one_alone_cannot(flagship):
    """St. Petersburg prints no imports, but total and exports; from totals alone imports are refused."""
    asked = {"target": "1bn", "statistics": "st-petersburg", "flow": "imports"}
    assert parse_question(asked, flagship).flow == "imports"
    totals = replace(flagship, statements=flagship.select(flow="total"))
    with pytest.raises(
        InputError, match="has no statement in the statistics of st-petersburg; there are: belarus total"
    ):
        parse_question(asked, totals)
