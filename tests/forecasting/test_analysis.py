"""Attainable levels, the surface, scenarios side by side and sensitivity: all agree with the forecast itself."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import forecast as public
from forecast import report, words
from forecast.cli import main
from forecast.data import catalog
from forecast.data.amounts import parse_amount
from forecast.data.statement_csv import read_series
from forecast.data.targets import Target
from forecast.errors import InputError
from forecast.forecasting.attainable import (
    ATTAINABLE_FIELDS,
    LADDER,
    attainable_level,
    parse_attainable,
    parse_surface,
    surface_of,
)
from forecast.forecasting.comparison import Asked, compare_questions, parse_comparison
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question
from forecast.forecasting.sensitivity import sensitivity_of
from forecast.priors import shipped_priors
from tests.support.answers import as_json
from tests.support.cases import examples

PAIR = "belarus-st-petersburg"
SHIPPED = catalog.series(PAIR)
PRIORS = shipped_priors()
FITS = Fits(PRIORS)
DAY = {"as_of": "2025-07-14"}
FALLEN = read_series(
    "period,level,unit,published\n"
    + "".join(f"{2012 + i},{v}bn,USD,{2013 + i}-03-01\n" for i, v in enumerate((2.1, 2.4, 3.02, 2.2, 1.6, 1.55, 1.61))),
    series_id="fallen",
    where="own",
)


def attain(series=SHIPPED, **fields):
    """Return the attainable level that fields ask for."""
    asked = parse_attainable({"by": "2030", **fields}, series)
    return attainable_level(asked, FITS.of(asked.question, series))


def surfaces(series=SHIPPED, **fields):
    """Return the surface that fields ask for."""
    asked = parse_surface(fields, series)
    return surface_of(asked, FITS.of(asked.question, series))


def judged(asked, series=SHIPPED):
    """Return the answer to a question."""
    return FITS.of(asked, series).judge(asked)


def chance(level, series=SHIPPED, by=2030, **fields):
    """Return what a forecast says of reaching a level by a year."""
    question = parse_question({"target": "2.5bn", "by": str(by), **fields}, series)
    asked = replace(question, target=Target(level, series.unit))
    return judged(asked, series).probability_by_deadline


@pytest.mark.parametrize("scenario", ["", "growth=2026:-10%", "drift=+2%;add=2026-:120m@0.7"])
@pytest.mark.parametrize("probability", ["0.2", "0.5", "0.8", "0.95"])
def test_the_forecast_of_an_attainable_level_has_that_probability(probability, scenario):
    """The forecast gives the level at least the probability, and one dollar more less than it."""
    found = attain(probability=probability, scenario=scenario, **DAY)
    told = chance(found.level, scenario=scenario, **DAY)
    assert told == found.probability_at_highest >= float(probability)
    assert chance(found.level + 1, scenario=scenario, **DAY) < float(probability)


def test_the_level_is_the_quantile_of_each_paths_highest_total():
    """A plain loop over paths gives the same levels, published years and ahead."""
    found = attain(**DAY)
    paths = FITS.of(found.question, SHIPPED).totals
    highest = sorted((max(column) for column in paths.values[paths.years <= 2030].T), reverse=True)
    assert found.level == math.floor(highest[math.ceil(0.8 * len(highest)) - 1])
    ahead = np.sort(paths.values[(paths.years > 2024) & (paths.years <= 2030)].max(axis=0))[::-1]
    assert dict(found.ladder) == {p: math.floor(ahead[math.ceil(p * len(ahead) - 1e-9) - 1]) for p in LADDER}
    assert found.ahead_low <= found.ahead == dict(found.ladder)[0.8] <= found.ahead_high


def test_a_level_that_lies_behind_is_said_to():
    """After a fall the highest level is a past year's: what can be promised counts only the years ahead."""
    found = attain(FALLEN, by="2022", probability="0.8")
    past = (found.highest, found.status, found.reached_in, found.lies_behind)
    assert past == (3.02e9, "reached_and_lost", 2014, True)
    assert found.level == found.ahead < 2e9
    assert chance(found.ahead, FALLEN, by=2022) >= 0.8
    told = words.attainable_headline(found)
    assert "in a year from 2019 to 2022" in told
    assert told.endswith("The highest level, $3.02bn, was reached already in 2014, and has been lost since.")


def test_a_deadline_that_has_passed_knows_only_what_was_reached():
    """For a published year there is nothing ahead; the level is the highest one published by then."""
    found = attain(by="2024", **DAY)
    assert found.ahead is None
    assert (found.level, found.reached_in, found.ladder) == (2.46e9, 2024, ())
    assert "2024 is not ahead" in words.attainable_headline(found)
    assert as_json(report.attainable_document(found))["ahead"]["level"] is None
    assert report.svg(found).startswith("<?xml")


def test_more_probability_or_less_time_attains_less():
    """The level falls with the probability asked for and rises with the deadline."""
    by_chance = [attain(probability=p, **DAY).level for p in ("0.2", "0.5", "0.8", "0.95")]
    by_year = [attain(by=year, **DAY).level for year in ("2025", "2027", "2030", "2040")]
    assert by_chance == sorted(by_chance, reverse=True)
    assert by_year == sorted(by_year)


def test_every_cell_of_the_surface_is_the_forecasts():
    """Each chance equals, to the bit, what a forecast of that mark tells for that year."""
    for series, fields in ((SHIPPED, DAY | {"scenario": "growth=2026:-10%"}), (FALLEN, {})):
        found = surfaces(series, **fields)
        for row in (found.rows[0], found.rows[2], found.rows[-1]):
            question = parse_question({"target": f"{row.target.value:.0f}", **fields}, series)
            answer = judged(question, series)
            assert row.probabilities == tuple(answer.by(year) for year in found.deadlines)
            assert (row.status, row.reached_in) == (answer.status, answer.reached_in)


def test_the_surface_falls_with_the_mark_and_rises_with_the_year():
    """Open marks: higher is never likelier, later never less likely."""
    found = surfaces(**(DAY | {"targets": "2.5bn,3bn;4bn, 6bn", "deadlines": "2025-2027,2035"}))
    assert found.deadlines == (2025, 2026, 2027, 2035)
    assert [row.target.value for row in found.rows] == [2.5e9, 3e9, 4e9, 6e9]
    table = np.array([row.probabilities for row in found.rows])
    assert (np.diff(table, axis=0) <= 0).all()
    assert (np.diff(table, axis=1) >= 0).all()


def test_the_attainable_level_inverts_the_surface():
    """At the attainable level the surface shows the probability asked for."""
    found = attain(probability="0.6", **DAY)
    asked = parse_surface(DAY | {"targets": f"{found.level:.0f}", "deadlines": "2030"}, SHIPPED)
    ((told,),) = (row.probabilities for row in surface_of(asked, FITS.of(asked.question, SHIPPED)).rows)
    assert told == found.probability_at_highest
    assert told == pytest.approx(0.6, abs=1e-4)


@given(st.floats(1e6, 1e13))
def test_the_usual_marks_are_round_and_lie_around_the_level(level):
    """Around any level there are marks below and up to about three times it, with at most three digits."""
    from forecast.forecasting.attainable import _usual_targets

    marks = _usual_targets(level)
    assert 6 <= len(marks) <= 10
    assert marks[0] < level * 1.1
    assert 2 * level < marks[-1] < 4 * level
    assert all(parse_amount(f"{float(f'{mark:.3g}'):.0f}").value == mark for mark in marks)


@pytest.mark.parametrize(
    ("parse", "fields", "where"),
    [
        (parse_attainable, {}, {"by"}),
        (
            parse_attainable,
            {"by": "soon", "probability": "80", "flow": "x", "target": "1bn"},
            {"by", "probability", "flow", "target"},
        ),
        (parse_attainable, {"by": "2030", "probability": "0.999"}, {"probability"}),
        (parse_attainable, {"by": "2099"}, {"by"}),
        (
            parse_surface,
            {"targets": "2bn;much", "deadlines": "2026,soon,2099", "level": "0.5"},
            {"targets", "deadlines", "level"},
        ),
        (parse_surface, {"targets": ";".join(["1bn"] * 21), "deadlines": "2026-2040"}, {"targets", "deadlines"}),
        (parse_surface, {"targets": "€2bn"}, {"targets"}),
    ],
)
def test_faults_of_explorations_come_all_at_once(parse, fields, where):
    """Each bad field is told; fields that play no part are not parameters."""
    with pytest.raises(InputError) as caught:
        parse(fields, SHIPPED)
    assert {fault.where for fault in caught.value.faults} == where


def test_a_deadline_already_published_has_no_place_on_a_surface():
    """The years of a surface are those ahead."""
    with pytest.raises(InputError, match="2024 is published"):
        surfaces(**(DAY | {"deadlines": "2024,2030"}))


def comparison(*scenarios, sides=(), **fields):
    """Return scenarios side by side with the question as it stands."""
    asked = parse_comparison({"target": "3bn", **DAY, **fields}, SHIPPED, scenarios=scenarios, sides=sides)
    return compare_questions(asked, FITS.of)


def test_no_change_differs_by_exactly_nothing():
    """Common random numbers: a scenario that changes nothing has no difference and no simulation error."""
    entry = comparison("shift=2026:+0%").entries[1]
    assert {(c.points, c.simulation_error) for c in entry.changes} == {(0.0, 0.0)}
    assert entry.months_later == 0


def test_a_comparison_holds_the_answers_that_asking_gives():
    """Each entry's answer is the forecast's own; changes are the differences of the chances told."""
    found = comparison("growth=2026:-10%", "drift=+2%", sides=("st-petersburg",), by="2030")
    base = found.baseline.answer
    for entry in found.entries:
        assert entry.answer == judged(entry.asked.question, SHIPPED)
        for change in entry.changes:
            assert change.points == entry.answer.by(change.year) - base.by(change.year)
    assert found.entries[1].months_later == 13
    soonest = found.ranked()[0].asked
    assert (soonest.case, soonest.question.statistics) == ("side", "st-petersburg")
    assert words.case_words(soonest) == "St. Petersburg's figures"


@pytest.mark.parametrize(
    ("seeds", "low", "high"), [(4, 0.125, 1.25), pytest.param(12, 0.25, 0.9, marks=pytest.mark.slow)]
)
def test_the_error_of_a_change_is_what_seeds_show(seeds, low, high):
    """Over seeds, a change varies about as much as told, and less than the chances themselves do."""
    changes = []
    for seed in range(seeds):
        entry = comparison("growth=2026:-10%", seed=str(seed)).entries[1]
        (change,) = (c for c in entry.changes if c.year == 2027)
        changes.append(change.points)
    assert low < np.std(changes, ddof=1) / change.simulation_error < high
    assert change.simulation_error < entry.answer.simulation_error


@examples(10)
@given(st.integers(2025, 2032), st.integers(1, 500), st.floats(0.05, 1.0))
def test_a_deal_moves_no_chance_down_and_no_date_back(year, millions, probability):
    """Beside the baseline an added flow shows no fall of any chance and no later median."""
    entry = comparison(f"add={year}-:{millions}m@{probability:.2f}").entries[1]
    assert all(change.points >= 0 for change in entry.changes)
    assert entry.months_later is None or entry.months_later <= 0


def test_a_case_that_cannot_be_fitted_stays_visible():
    """A series without usable levels is told with the reason, not dropped."""
    question = parse_question({"target": "3bn", **DAY}, SHIPPED)
    bare = replace(SHIPPED, statements=tuple(s for s in SHIPPED.statements if s.level is None))
    found = compare_questions([Asked("base", question, SHIPPED), Asked("bare", question, bare)], FITS.of)
    assert "at least one published level" in found.entries[1].problem
    assert found.ranked()[-1].asked.label == "bare"
    assert as_json(report.comparison_document(found))["cases"][1]["status"] is None
    assert "at least one published level" in words.comparison_text(found)
    assert report.svg(found).startswith("<?xml")


def test_a_comparison_needs_something_to_compare():
    """Nothing beside the baseline, or too much, is a fault; so is a fault of any case, told once."""
    for scenarios in ((), ["drift=1%"] * 9):
        with pytest.raises(InputError):
            parse_comparison({"target": "3bn"}, SHIPPED, scenarios=scenarios)
    with pytest.raises(InputError) as caught:
        parse_comparison({"target": "soon"}, SHIPPED, scenarios=["x", "drift=1%"])
    assert [fault.where for fault in caught.value.faults] == ["target", "scenario"]


@pytest.fixture(scope="module")
def swings():
    """Return what moves the chance of $3bn by 2027."""
    question = parse_question({"target": "3bn", "by": "2027", **DAY}, SHIPPED)
    return sensitivity_of(question, FITS.of(question, SHIPPED))


def test_each_swing_is_what_asking_gives(swings):
    """An outcome with a scenario equals the forecast of that scenario; the rest moves as its name says."""
    found = swings
    outcomes = {o.scenario: o for s in found.swings for o in s.outcomes if o.scenario}
    assert len(outcomes) == 8
    for scenario, outcome in outcomes.items():
        asked = parse_question({"target": "3bn", "by": "2027", "scenario": scenario, **DAY}, SHIPPED)
        answer = judged(asked, SHIPPED)
        assert (outcome.median, outcome.probability) == (answer.median, answer.by(2027))
    named = {s.input: s for s in found.swings}
    assert (named["total"].year, named["world-trade"].year) == (2024, 2025)
    for name in ("drift", "world-trade", "total"):
        assert named[name].low.probability < found.base.probability < named[name].high.probability
    assert (named["whose-statistics"].low.probability, named["whose-statistics"].low.statistics) == (
        1.0,
        "st-petersburg",
    )
    assert sum(s.input == "statement" and s.statement is not None for s in found.swings) == 3


def test_sentence_table_picture_and_order_tell_what_moves_the_chance(swings):
    """Inputs stand by how far they move the chance, the sentence names the first by its chance, the picture titles it."""
    found = swings
    moved = [max(abs(o.probability - found.base.probability) for o in s.outcomes) for s in found.swings]
    assert moved == sorted(moved, reverse=True)
    told = words.sensitivity_headline(found)
    assert f"by the end of 2027 is {words.chances(found.base.probability)}." in told
    assert told.endswith("What moves that most is whose statistics (St. Petersburg's: over 99 %).")
    text = words.sensitivity_text(found)
    assert text.index("chance by 2027") < text.index("as likely as not by")
    assert "what moves the chance by 2027" in report.svg(found).replace("\n", " ")


def test_sensitivity_keeps_the_scenario_and_leaves_out_what_it_holds():
    """Inputs move beside the scenario's other parts; one that the scenario fixes has no swing."""
    question = parse_question({"target": "3bn", "scenario": "growth=2025:+1%;drift=+2%", **DAY}, SHIPPED)
    found = sensitivity_of(question, FITS.of(question, SHIPPED))
    moved = {s.input for s in found.swings}
    assert "world-trade" not in moved
    assert "drift" in moved
    assert all("growth=2025:+1%" in o.scenario for s in found.swings for o in s.outcomes if o.scenario)
    assert words.sensitivity_headline(found).startswith("If trade grows by exactly 1 % in 2025 and ")


def test_sensitivity_of_a_comparator_has_no_prior():
    """A comparator's answer moves with paths and sides, not with drift, volatility or statements."""
    question = parse_question({"target": "3bn", "model": "theta", **DAY}, SHIPPED)
    found = sensitivity_of(question, FITS.of(question, SHIPPED))
    assert {s.input for s in found.swings} == {"world-trade", "total", "whose-statistics"}


@pytest.fixture(scope="module")
def explored():
    """Return one of each kind, from the public functions."""
    return (
        public.attainable(PAIR, 2030, as_of="2025-07-14"),
        public.surface(PAIR, targets=["2.5bn", "3bn"], deadlines=[2026, 2030], scenario="growth=2026:-10%"),
        public.compare(PAIR, "3bn", scenarios=['name=deals;add=2026-:120m "lifts"'], others=[SHIPPED]),
        public.sensitivity(PAIR, "3bn"),
    )


def test_each_shows_itself_as_sentence_table_and_picture(explored):
    """A notebook gets all three; the sentence names the day, or the scenario first; bytes repeat."""
    for found in explored:
        shown = found._repr_html_()
        assert "<table" in shown
        assert "<svg" in shown
        assert "s known on 14 July 2025" in repr(found)
        assert report.svg(found).partition("?>")[2] in shown
        assert len(found.table) >= 2
    assert report.png(explored[0], dpi=30) == report.png(explored[0], dpi=30)
    assert repr(explored[1]).startswith("If trade falls by exactly 10 % in 2026: ")
    assert "A scenario, not the forecast" in report.svg(explored[1])


COMMANDS = {
    "attainable": (["--by", "2030"], "reaches $3.18bn a year"),
    "surface": (["--targets", "2.5bn,3bn", "--deadlines", "2026"], "$2.5bn"),
    "compare": (
        [
            "--target",
            "3bn",
            "--scenario",
            "growth=2026:-10%",
            "--statistics",
            "belarus",
            "--statistics",
            "st-petersburg",
        ],
        "13 months later",
    ),
    "sensitivity": (["--target", "3bn"], "long-run drift"),
}


def printed(name, form):
    """Return the exit code and the bytes that a command prints in a format."""
    words = [name, PAIR, *COMMANDS[name][0], "--as-of", "2025-07-14", "--format", form]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    return result.exit_code, result.stdout_bytes.decode() + (result.stderr if result.exit_code else "")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_commands_print_words_and_json(name):
    """The text tells what was asked, the JSON holds no NaN; an unknown format is a fault."""
    code, told = printed(name, "text")
    assert (code, COMMANDS[name][1] in " ".join(told.split())) == (0, True)
    code, told = printed(name, "json")
    assert (code, json.loads(told, parse_constant=pytest.fail)["schema_version"]) == (0, "1.0")
    code, told = printed(name, "gif")
    assert (code, "--format: 'gif' is not known" in told) == (2, True)


@pytest.mark.parametrize("name", ["attainable", "surface", "compare"])
def test_the_commands_print_csv_and_svg(name):
    """CSV has carriage returns and rows under its header; SVG is SVG."""
    code, told = printed(name, "csv")
    assert (code, told.count("\r\n") >= 2) == (0, True)
    assert list(csv.DictReader(io.StringIO(told, newline="")))
    code, told = printed(name, "svg")
    assert (code, told.startswith("<?xml")) == (0, True)


def test_the_commands_name_their_options_in_faults():
    """A fault is told by the option's name."""
    told = CliRunner().invoke(main, ["attainable", PAIR, "--probability", "8", "--scenario", "x"])
    assert told.exit_code == 2
    assert [line.split(": ")[1] for line in told.output.splitlines()] == ["--scenario", "--by", "--probability"]
    assert set(ATTAINABLE_FIELDS) >= {"by", "probability", "scenario"}


def test_tables_hold_what_documents_hold(explored):
    """The numbers of table and JSON are the same."""
    attainable, surface, comparison, sensitivity = explored
    levels = as_json(report.attainable_document(attainable))["ahead"]["levels"]
    assert [row["level"] for row in levels] == report.attainable_table(attainable)["level_usd"].tolist()
    cells = [
        c["probability"] for row in as_json(report.surface_document(surface))["targets"] for c in row["probability_by"]
    ]
    assert cells == report.surface_table(surface)["probability"].tolist()
    told = [
        c["probability"]
        for case in as_json(report.comparison_document(comparison))["cases"]
        for c in case["probability_by"]
    ]
    assert told == report.comparison_table(comparison)["probability"].tolist()
    document = as_json(report.sensitivity_document(sensitivity))
    outcomes = [o["probability"] for s in document["inputs"] for o in (s["low"], s["high"]) if o]
    assert [document["base"]["probability"], *outcomes] == report.sensitivity_table(sensitivity)[
        f"probability_by_{sensitivity.year}"
    ].tolist()


def test_a_label_like_a_formula_is_inert_in_csv(explored):
    """A case named like a formula does not run in a spreadsheet."""
    text = report.table_csv(report.comparison_table(explored[2]).assign(case="-1+2"))
    assert "\r\n'-1+2," in text
