"""Scenarios in words: an example for every part, sign and stretch of years, and what opens a sentence."""

from __future__ import annotations

from typing import get_args

import pytest

import forecast
from forecast import words
from forecast.scenario import BASELINE, FORMS, Part, parse_scenario
from tests.support.pseudo import SHOUTED, untranslated

#: A scenario of one part, and what is said of it.
EXAMPLES = [
    (
        "growth=2026:+10%",
        "trade grows by exactly 10 % in 2026: on every path, whatever the year's first months say, deals aside",
    ),
    (
        "growth=2026:-10%",
        "trade falls by exactly 10 % in 2026: on every path, whatever the year's first months say, deals aside",
    ),
    ("growth=2026:0%", "trade stays level in 2026: on every path, whatever the year's first months say, deals aside"),
    (
        "growth=2026-2028:+2.5%",
        "trade grows by exactly 2.5 % in each year from 2026 to 2028: on every path, whatever the year's first months say, deals aside",
    ),
    (
        "growth=2026-2028:-2.5%",
        "trade falls by exactly 2.5 % in each year from 2026 to 2028: on every path, whatever the year's first months say, deals aside",
    ),
    (
        "growth=2026-2028:0%",
        "trade stays level in each year from 2026 to 2028: on every path, whatever the year's first months say, deals aside",
    ),
    (
        "shift=2026:+3%",
        "trade grows by 3 % more than it would in 2026: each path's growth factor is multiplied by 1.03, and the level carries on",
    ),
    (
        "shift=2026:-3%",
        "trade grows by 3 % less than it would in 2026: each path's growth factor is multiplied by 0.97, and the level carries on",
    ),
    (
        "shift=2026-2027:+3%",
        "trade grows by 3 % more than it would in each year from 2026 to 2027: each path's growth factor is multiplied by 1.03, and the level carries on",
    ),
    (
        "shift=2026-2027:-3%",
        "trade grows by 3 % less than it would in each year from 2026 to 2027: each path's growth factor is multiplied by 0.97, and the level carries on",
    ),
    ("shock=2026:-20%~3y", "a shock takes 20 % off trade in 2026, gone by 2029: it fades by the same factor each year"),
    ("shock=2026:-20%", "a shock takes 20 % off trade in 2026 for good: the level is shifted from that year on"),
    ("shock=2026:+20%~3y", "a shock adds 20 % to trade in 2026, gone by 2029: it fades by the same factor each year"),
    ("shock=2026:+20%", "a shock adds 20 % to trade in 2026 for good: the level is shifted from that year on"),
    (
        "world=2026:+8%",
        "world trade is 8 % above the usual growth in 2026: 0 % is a usual year; each path follows with a response drawn from the panel's pairs, and the level carries on",
    ),
    (
        "world=2026:-8%",
        "world trade is 8 % below the usual growth in 2026: 0 % is a usual year; each path follows with a response drawn from the panel's pairs, and the level carries on",
    ),
    (
        "world=2026-2027:+8%",
        "world trade is 8 % above the usual growth in each year from 2026 to 2027: 0 % is a usual year; each path follows with a response drawn from the panel's pairs, and the level carries on",
    ),
    (
        "world=2026-2027:-8%",
        "world trade is 8 % below the usual growth in each year from 2026 to 2027: 0 % is a usual year; each path follows with a response drawn from the panel's pairs, and the level carries on",
    ),
    ("drift=+2%", "the long-run drift is +2 % a year: the median growth, taken as known in place of the prior"),
    ("drift=-2%", "the long-run drift is -2 % a year: the median growth, taken as known in place of the prior"),
    ("volatility=0.15", "yearly volatility is 0.15: the standard deviation of log growth, taken as known"),
    (
        "volatility=x1.5",
        "yearly volatility is 1.5 times what it would be: every volatility that the figures allow is multiplied by it",
    ),
    (
        "add=2026-:120m",
        "a deal adds $120m a year from 2026 on: a flat amount in current money that does not grow with trade",
    ),
    ("add=2026:120m", "a deal adds $120m a year in 2026: a flat amount in current money that does not grow with trade"),
    (
        "add=2026-2028:120m",
        "a deal adds $120m a year from 2026 to 2028: a flat amount in current money that does not grow with trade",
    ),
    (
        "add=2026-:-120m",
        "a deal takes away $120m a year from 2026 on: a flat amount in current money that does not grow with trade; deals leave at least a hundredth of the trade there would be",
    ),
    (
        "add=2026:-120m",
        "a deal takes away $120m a year in 2026: a flat amount in current money that does not grow with trade; deals leave at least a hundredth of the trade there would be",
    ),
    (
        "add=2026-2028:-120m",
        "a deal takes away $120m a year from 2026 to 2028: a flat amount in current money that does not grow with trade; deals leave at least a hundredth of the trade there would be",
    ),
    (
        'add=2026-:120m/3y@0.7 "port"',
        "a deal (port) adds $120m a year from 2026 on, phased in over 3 years, with 70 % probability: a flat amount in current money that does not grow with trade",
    ),
    (
        "say=2026:2.5bn",
        "$2.5bn is published for 2026 (hypothetical, of high reliability, in the statistics and flow asked for)",
    ),
    (
        "say=2026:2.5bn~2027-02-01",
        "$2.5bn is published on 1 February 2027 for 2026 (hypothetical, of high reliability, in the statistics and flow asked for)",
    ),
    (
        "say=2026:about 3%",
        "growth of about +3 % is published for 2026 (hypothetical, of high reliability, in the statistics and flow asked for)",
    ),
    (
        "say=2026-01/2026-05:-3.1%~2026-07-01",
        "growth of -3.1 % is published on 1 July 2026 for January-May 2026 (hypothetical, of high reliability, in the statistics and flow asked for)",
    ),
    (
        "say=2026:up",
        "it is published that 2026 grew, without a figure (hypothetical, of high reliability, in the statistics and flow asked for)",
    ),
    (
        "exports.growth=2026:+10%",
        "in exports alone trade grows by exactly 10 % in 2026: on every path, whatever the year's first months say, deals aside",
    ),
    (
        "imports.add=2026-:1bn",
        "in imports alone a deal adds $1bn a year from 2026 on: a flat amount in current money that does not grow with trade",
    ),
    (
        "say=2026:up~2027-02-01",
        "it is published on 1 February 2027 that 2026 grew, without a figure (hypothetical, of high reliability, in the statistics and flow asked for)",
    ),
]


@pytest.mark.parametrize(("text", "sentence"), EXAMPLES)
def test_every_change_has_its_sentence(text, sentence):
    """A change is told to the letter, and in another language without an English word left."""
    scenario = parse_scenario(text)
    assert words.scenario_words(scenario, "USD") == (sentence,)
    assert sentence.startswith(words.scenario_clause(scenario, "USD").removeprefix("If "))
    with words.speaking(SHOUTED):
        assert not untranslated(words.scenario_words(scenario, "USD")[0], "port")
        assert not untranslated(words.scenario_clause(scenario, "USD"), "port")


def test_no_kind_of_change_is_without_an_example():
    """Each kind of part is among the examples."""
    assert {type(part) for text, _ in EXAMPLES for part in parse_scenario(text).parts} == set(get_args(Part))


def test_the_clause_opens_with_if_and_counts_a_long_list():
    """The clause opens with "If" or the scenario's name, joins its changes, and counts what is too long to tell."""
    text = ";".join(form for name, form in FORMS.items() if name not in {"name", "growth"})
    scenario = parse_scenario(text)
    assert len(words.scenario_words(scenario, "USD")) == len(scenario.parts) == 8
    assert words.scenario_clause(scenario, "USD").startswith("If trade grows by 3 % more than it would in 2026, ")
    assert words.scenario_clause(scenario, "USD").endswith(" and 4 more changes are made")
    assert words.scenario_clause(parse_scenario(f"name=hope;{text}"), "USD").startswith("Scenario hope, if ")
    assert (words.scenario_clause(BASELINE, "USD"), words.scenario_words(BASELINE, "USD")) == ("", ())


def test_two_changes_are_joined_by_and():
    """Two changes are one list."""
    told = words.scenario_clause(parse_scenario("growth=2026:-10%;drift=+2%"), "USD")
    assert told == "If trade falls by exactly 10 % in 2026 and the long-run drift is +2 % a year"


def test_the_public_scenario_says_itself():
    """What notebooks call: a scenario with its words, which asks the same question as its text."""
    scenario = forecast.parse_scenario("world=2026:-8%")
    assert scenario.words("USD") == words.scenario_words(parse_scenario("world=2026:-8%"), "USD")
    assert scenario.clause("USD") == "If world trade is 8 % below the usual growth in 2026"
    assert str(scenario) == "world=2026:-8%"
    assert repr(scenario) == "parse_scenario('world=2026:-8%')"
    assert isinstance(scenario, forecast.Scenario)
