"""Every announced target can be asked: with a series, with one level, or with what is missing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from click.testing import CliRunner

from forecast import forecast
from forecast.cli import main
from forecast.data import EVIDENCE, catalog, evidence_of
from forecast.errors import InputError
from forecast.forecasting import (
    Fits,
    differs,
    fared,
    forecast_target,
    parse_question,
    question_of,
    real_mark,
    tracked_in,
)
from forecast.priors import deflator
from forecast.report import question_query
from forecast.words import age_words, headline, prices_words

TARGETS = catalog.targets()
#: Targets without any figure that can answer, each with the reason that is told.
WITHOUT = {
    "rus-latam-20bn": "no figures of Russia and Latin America",
    "rus-mena-50bn": "no figures of Russia and Middle East",
    "rus-ssafrica-7bn-2024": "no figures of Russia and Sub-Saharan Africa",
    "rus-dfo-chn-20bn-2024": "no figures of Russian Far East and China",
    "vnm-eu-100bn": "no figures of Vietnam and European Union",
    "egy-africa-exp-10bn-2025": "no figures of Egypt and Africa",
    # Totals are known of these, and no exports.
    "vnm-lac-exp-6bn-2015": "the only flow known is total",
    "vnm-lac-exp-12bn-2020": "the only flow known is total",
    # One direction is known of these, or a basis that is not goods.
    "isr-are-1bn-2021": "the only flow known is exports",
    "isr-are-3bn-2024": "the only flow known is exports",
    "isr-are-10bn-2027": "the only flow known is imports",
    # Marks in euros whose announcement named no level in euros; the books are in dollars.
    "tur-fra-20bn": "the mark is in EUR",
    "tur-bgr-10bn": "the mark is in EUR",
    "srb-rus-4.3bn-2026": "the mark is in EUR",
    "ind-eu-100bn-2013": "the mark is in EUR",
}


def test_all_targets_can_be_asked_and_are_counted_by_their_evidence():
    """Of 565 targets 517 have a series, 33 a single level and 15 nothing, each of these with its reason."""
    kinds = Counter(evidence_of(target).kind for target in TARGETS)
    assert dict(kinds) == {"series": 517, "single_level": 33, "nothing": 15}
    assert set(kinds) == set(EVIDENCE)
    told = {t.id: evidence_of(t).told for t in TARGETS if evidence_of(t).kind == "nothing"}
    assert set(told) == set(WITHOUT)
    assert all(told[name].startswith(reason) for name, reason in WITHOUT.items())


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_every_question_can_be_put(every):
    """Each target with evidence makes a question to its series: in its currency, of its flow, of a side that is there."""
    followed = tracked_in(TARGETS, ())
    assert len(followed) == 550
    for one in followed[::every]:
        series = catalog.series(one.series_id)
        question = question_of(one, series)
        assert series.id == one.series_id
        assert series.unit == one.target.currency == question.target.unit
        assert question.flow == one.target.flow
        assert question.target.value == one.target.value


#: Targets whose end the registry tells otherwise than the figures do: other books or a measure of its own.
CONTRADICTED = {
    "idn-ind-20bn-2013", "pak-chn-15bn-2015", "pak-chn-20bn-2018", "rus-tur-15bn-2005", "rus-tur-25bn-2007",
    "rus-bra-6bn-2009",
}  # fmt: skip
#: Targets that both tell as reached, in another year.
OTHER_YEAR = {
    "blr-tat-1bn", "ind-africa-70bn-2014", "ind-africa-70bn-2015", "rus-ind-30bn-2025", "vnm-chn-15bn-2010",
    "ind-npl-3bn", "rus-arm-1bn", "chn-bra-20bn-2007", "kaz-tur-5bn-2014", "tur-are-15bn-2026",
}  # fmt: skip


@pytest.mark.slow
def test_every_target_is_answered_and_ends_as_the_registry_says_or_is_named_here(priors):
    """Of 550 answers 470 tell the registry's end; in 64 the figures end early or leave it open, 16 are contradictions."""
    fits, told = Fits(priors), {}
    for one in tracked_in(TARGETS, ()):
        series = catalog.series(one.series_id)
        question = question_of(one, series)
        answer = fits.of(question, series).brief(question).answer
        assert answer.status in {"open", "perhaps_reached", "reached", "reached_and_lost"}, one.target.id
        told[one.target.id] = (
            one.target.outcome, fared(answer, question), differs(one.target, answer, question)
        )  # fmt: skip
    other = {name: (registry, figures) for name, (registry, figures, differ) in told.items() if differ}
    decided = {name for name, (_, figures) in other.items() if figures in {"reached", "missed"}}
    assert (len(told), len(other), len(decided)) == (550, 80, 16)
    assert decided == CONTRADICTED | OTHER_YEAR
    assert {name for name in decided if other[name][0] != other[name][1]} == CONTRADICTED


def test_an_answer_from_one_level_says_so_in_its_first_words(priors):
    """Iran and Iraq: one level, named at announcements; Turkey and Egypt have a series and do not say it."""
    series = catalog.series("iran-iraq")
    one = forecast_target(parse_question({"target": "20bn"}, series), series, priors)
    assert headline(one).startswith("Outside view from one known figure: ")
    series = catalog.series("turkey-egypt")
    many = forecast_target(parse_question({"target": "15bn"}, series), series, priors)
    assert headline(many).startswith("As known on ")


def test_a_mark_in_another_currency_is_refused():
    """A mark in euros is not read as one in dollars."""
    series = catalog.series("turkey-france")
    with pytest.raises(InputError, match="is in EUR"):
        parse_question({"target": "EUR 20bn"}, series)


def test_an_old_answer_tells_its_age_to_those_who_know_the_day(priors):
    """From 18 months on the newest figure's year, day and age are told; the answer itself knows no clock."""
    from datetime import date

    series = catalog.series("iran-iraq")
    answer = forecast_target(parse_question({"target": "20bn"}, series), series, priors)
    told = age_words(answer, date(2026, 11, 26))
    assert told.startswith("The newest figure used is of 2021 and became known on 16 September 2022, 4 years ago")
    assert age_words(answer, date(2024, 1, 1)) is None


def test_the_side_whose_figures_ended_long_before_is_not_asked_first():
    """The books of the United Arab Emirates hold totals to 1982, India's to today."""
    assert catalog.series("uae-india").side_for("total") == "india"
    assert catalog.series("india-uae").side_for("total") == "india"
    short = catalog.series("uae-india")
    only = replace(short, statements=short.select(statistics="united-arab-emirates"))
    assert only.side_for("total") == "united-arab-emirates"


def test_a_mark_is_told_in_the_prices_of_its_announcement():
    """$100bn of 2015, announced in 2010, are $92bn in prices of 2010: consumer prices rose from 218.056 to 237.017."""
    targets = {target.id: target for target in TARGETS}
    found = real_mark(targets["tur-rus-100bn-2015"], deflator())
    assert found is not None
    assert found.value == pytest.approx(100e9 * 218.056 / 237.017)
    assert prices_words(found) == (
        "In US prices of 2010, when it was announced, $100bn of 2015 are $92bn: part of the way is inflation."
    )
    assert real_mark(targets["tur-fra-20bn"], deflator()) is None
    assert real_mark(replace(targets["tur-rus-100bn-2015"], announced=""), deflator()) is None


def test_every_answer_to_an_announced_mark_tells_its_prices():
    """Terminal, JSON and brief say it; who asks as of a day before knows neither the mark nor later prices."""
    told = "In US prices of 2010, when it was announced, $100bn of 2015 are $92bn: part of the way is inflation."
    asked = ["turkey-russia", "--target", "100bn", "--by", "2015"]
    assert told in " ".join(CliRunner().invoke(main, ["forecast", *asked]).stdout.split())
    document = json.loads(CliRunner().invoke(main, ["forecast", *asked, "--format", "json"]).stdout)
    assert document["real_mark"] == {"announced": 2010, "until": 2015, "value": round(100e9 * 218.056 / 237.017)}
    assert told in document["summary"]["sentences"]
    assert told in CliRunner().invoke(main, ["report", "tur-rus-100bn-2015", "--format", "md"]).stdout.replace("\\", "")
    early = json.loads(
        CliRunner().invoke(main, ["forecast", *asked, "--as-of", "2009-08-01", "--format", "json"]).stdout
    )
    assert "real_mark" not in early


def test_a_rate_converts_a_mark_openly():
    """EUR 20bn at 1.1 is $22bn, and the answer says so; it asks again the same, and is another run than $22bn."""
    words = ["forecast", "turkey-france", "--target", "EUR 20bn", "--format", "json"]
    refused = CliRunner().invoke(main, words)
    assert refused.exit_code == 2
    assert "give the mark in USD, a rate, or figures in EUR" in refused.output
    found = json.loads(CliRunner().invoke(main, [*words, "--rate", "1.1"]).stdout)
    assert found["question"]["target"]["value"] == 22e9
    assert found["question"]["conversion"] == {"value": 20e9, "unit": "EUR", "rate": 1.1}
    assert "EUR 20bn is taken as $22bn: 1.1 USD for one EUR, in every year." in found["summary"]["sentences"]
    dollars, euros = forecast("turkey-france", 22e9), forecast("turkey-france", "EUR 20bn", rate=1.1)
    assert euros.run.id == found["run"]["id"] != dollars.run.id
    assert euros.answer == dollars.answer
    asked = dict(parse_qsl(question_query(euros.question)))
    assert parse_question({name: asked[name] for name in asked if name != "series"}, euros.series) == euros.question
