"""What the inputs of a sensitivity and the cases of a comparison are called: an example for each."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from forecast import words
from forecast.data import catalog
from forecast.forecasting import Asked, Outcome, Swing, parse_question
from forecast.forecasting.comparison import Case
from forecast.forecasting.sensitivity import Input
from forecast.scenario import parse_scenario
from tests.support.pseudo import SHOUTED, untranslated

SERIES = catalog.series("belarus-st-petersburg")
QUESTION = parse_question({"target": "2.5bn"}, SERIES)
OUTCOME = Outcome(None, 0.5)
STATEMENT = next(s for s in SERIES.statements if s.level)

#: A swing, what its input is called, and what it was moved to.
SWINGS = [
    (Swing("drift", replace(OUTCOME, value=-1.25), None), "long-run drift", "-1.2 % a year"),
    (Swing("volatility", replace(OUTCOME, value=0.154), None), "volatility", "15 % a year"),
    (
        Swing("total", replace(OUTCOME, value=2.455e9), None, year=2024),
        "the total of 2024, a printed unit",
        "$2.455bn",
    ),
    (Swing("world-trade", replace(OUTCOME, value=5.0), None, year=2025), "world trade", "+5 % in 2025"),
    (Swing("whose-statistics", replace(OUTCOME, statistics="belarus"), None), "whose statistics", "Belarus's"),
    (
        Swing("statement", OUTCOME, None, statement=STATEMENT),
        f"statement: {STATEMENT.words('USD')}",
        "left out",
    ),
]
CASES = [
    (Asked("port", QUESTION, SERIES), "port"),
    (Asked("", QUESTION, SERIES, "as-it-stands"), "as it stands"),
    (Asked("", QUESTION, SERIES, "side"), "Belarus's figures"),
    (Asked("", replace(QUESTION, scenario=parse_scenario("drift=2%")), SERIES, "scenario"), "drift=+2%"),
    (Asked("", replace(QUESTION, scenario=parse_scenario("name=hope;drift=2%")), SERIES, "scenario"), "hope"),
]


@pytest.mark.parametrize(("swing", "name", "value"), SWINGS)
def test_every_input_has_its_words(swing: Swing, name: str, value: str) -> None:
    """An input and what it was moved to are told to the letter, and can be translated but for the statement."""
    assert words.input_words(swing, SERIES) == name
    assert words.outcome_words(swing.low, swing, SERIES) == value
    with words.speaking(SHOUTED):
        assert not untranslated(words.input_words(swing, SERIES), STATEMENT.words("USD"))
        assert not untranslated(words.outcome_words(swing.low, swing, SERIES), "Belarus")


@pytest.mark.parametrize(("asked", "name"), CASES)
def test_every_case_has_its_words(asked: Asked, name: str) -> None:
    """A case goes by the name it was given, its scenario, its side, or that nothing is changed."""
    assert words.case_words(asked) == name


def test_no_input_and_no_case_is_without_an_example() -> None:
    """Each input and each case is among the examples."""
    assert {swing.input for swing, *_ in SWINGS} == set(get_args(Input))
    assert {asked.case for asked, _ in CASES} == set(get_args(Case))
