"""A series of fiscal years asks and answers in fiscal years."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from forecast import forecast, read_series, words
from forecast.data import Period, Recipe, aligned, catalog, read_own
from forecast.data.target_csv import read_targets
from forecast.errors import InputError
from forecast.forecasting import as_fields, forecast_target, parse_question
from forecast.forecasting.promises import Tracked, question_of
from forecast.priors import shipped_priors
from forecast.report import FORMATS, dumps, forecast_document
from forecast.report.tables.catalogue import targets_csv

LEVELS = [1000, 1040, 1130, 1090, 1210, 1260, 1400, 1380, 1500, 1580]


def series(*, fiscal, first=2015):
    """Return ten whole years, fiscal ones from April on or calendar ones of the years they end in."""
    rows = [
        {
            "period": f"{first + i}-{(first + i + 1) % 100:02d}" if fiscal else str(first + i + 1),
            "level": str(level),
            "unit": "USD million",
            "year_starts": "04" if fiscal else "",
            # Half a year after the end of either.
            "published": f"{first + i + 1}-10-01" if fiscal else f"{first + i + 2}-07-01",
        }
        for i, level in enumerate(LEVELS)
    ]
    return read_series(rows, series_id="own", where="rows")


@pytest.fixture(scope="module")
def answers():
    """Return the same question on the same figures, in fiscal and in calendar years."""
    return tuple(forecast(series(fiscal=kind), "2bn", by=2028) for kind in (True, False))


def test_years_of_either_kind_give_the_same_chances(answers):
    """Only where years end is another thing: chances, fan and settled years are equal to the last bit."""
    fiscal, calendar = answers
    assert fiscal.answer.probability_by == calendar.answer.probability_by
    assert fiscal.path == calendar.path
    assert [n.by for n in fiscal.required_growth] == [n.by for n in calendar.required_growth]
    assert (fiscal.question.horizon, fiscal.question.last_complete_year) == (
        calendar.question.horizon,
        calendar.question.last_complete_year,
    )


@pytest.mark.parametrize(
    ("told", "plain"),
    [
        ("growth=2026/27:+10%", "growth=2027:+10%"),
        ("growth=2026-27:+10%", "growth=2027:+10%"),
        ("growth=2026/27-2027/28:+10%", "growth=2027-2028:+10%"),
        ("exports.add=2026/2027-:20m", "exports.add=2027-:20m"),
        ("shock=2026/27:-20%~3y", "shock=2027:-20%~3y"),
        ("growth=FY2027:+10%", "growth=2027:+10%"),
        ("growth=FY27:+10%", "growth=2027:+10%"),
        ("growth=2026–27:+10%", "growth=2027:+10%"),
        ("growth=FY2027-FY2028:+10%", "growth=2027-2028:+10%"),
        ("add=FY2026/27-:20m", "add=2027-:20m"),
    ],
)
def test_a_scenario_takes_fiscal_years_by_both_or_by_the_last(told, plain):
    """By both years or by the one that it ends in: the same scenario, and the same deadline."""
    flow = "exports" if told.startswith("exports") else "total"
    asked = [
        {"target": "2bn", "flow": flow, "by": by, "scenario": text} for by, text in ((2028, plain), ("2027/28", told))
    ]
    own = series(fiscal=True)
    rows = [replace(s, flow=flow) for s in own.statements]
    first, second = (parse_question(as_fields(**fields), replace(own, statements=tuple(rows))) for fields in asked)
    assert first == second
    assert str(second.scenario) == plain


@pytest.mark.parametrize("text", ["growth=2026/27:+10%", "growth=2026-27:+10%", "exports.growth=2026/27:+10%"])
def test_a_scenario_of_calendar_years_knows_no_fiscal_one(text):
    """Which of the two years is meant would be a guess."""
    with pytest.raises(InputError, match="names a fiscal year, and the series is in calendar years"):
        parse_question(as_fields(target="2bn", scenario=text), series(fiscal=False))


def test_a_fiscal_year_of_a_scenario_is_two_years_in_a_row():
    """No year has no end: 2026/30 is none."""
    with pytest.raises(InputError, match="scenario"):
        parse_question(as_fields(target="2bn", scenario="growth=2026/30:+10%"), series(fiscal=True))


def test_dates_lie_nine_months_earlier(answers):
    """Median and publication are months of the calendar: those of years to March come nine months before."""
    fiscal, calendar = answers

    def months(when):
        return when.year * 12 + when.month

    assert abs(months(calendar.answer.median) - months(fiscal.answer.median) - 9) <= 1  # shares of months are turned
    out = months(calendar.answer.decided_by_publication) - months(fiscal.answer.decided_by_publication)
    assert out == pytest.approx(9, abs=1)


def test_years_are_told_by_both_their_names(answers):
    """Sentences say 2027/28 and once what that is; calendar years stay as they are."""
    fiscal, calendar = (" ".join(words.sentences(found)) for found in answers)
    assert "by the end of 2027/28" in fiscal
    assert "Years run from April to March: 2027/28 is the year to March 2028." in fiscal
    assert "2024/25's $1.58bn" in fiscal
    assert "/28" not in calendar
    assert "by 2027/28" in words.verdict(answers[0])


def test_documents_tell_when_years_end(answers):
    """JSON has the measure and the month; of calendar years it has what it always had."""
    fiscal, calendar = (json.loads(dumps(forecast_document(found)))["question"] for found in answers)
    assert (fiscal["measure"], fiscal["year_ends"], fiscal["by"]) == ("fiscal_year_total", 3, 2028)
    assert calendar["measure"] == "calendar_year_total"
    assert "year_ends" not in calendar


@pytest.mark.parametrize("suffix", ["md", "csv", "html"])
def test_formats_are_written_in_the_years_of_the_series(answers, suffix):
    """Every format can be written; those of words name fiscal years."""
    written = FORMATS[suffix].write(answers[0]).decode()
    assert ("2027/28" in written) == (suffix != "csv")


@pytest.mark.parametrize("by", ["2027-28", "2027/28", "FY2028", "2028"])
def test_a_deadline_is_named_as_fiscal_years_are(by):
    """Both its years, FY with the year it ends in, or that year."""
    assert forecast(series(fiscal=True), "2bn", by=by).question.by == 2028


def test_a_fiscal_deadline_of_calendar_years_is_asked_about():
    """In a series of calendar years no fiscal year can be a deadline."""
    with pytest.raises(InputError, match="names a fiscal year, and the series is in calendar years"):
        forecast(series(fiscal=False), "2bn", by="2027-28")


@pytest.mark.parametrize(("by", "meant"), [("1406", 2028), ("1408", 2030), ("2027-28", 2028)])
def test_a_deadline_of_iran_is_named_as_its_years_are(by, meant):
    """1406 runs from March 2027 to March 2028: in a series of Iran's years it is a deadline, elsewhere no year."""
    iranian = replace(series(fiscal=True), reporter="Iran")
    assert parse_question({"target": "2bn", "by": by}, iranian).by == meant
    for other in (series(fiscal=True), replace(series(fiscal=False), reporter="Iran")):
        with pytest.raises(InputError, match="by"):
            parse_question({"target": "2bn", "by": by.replace("2027-28", "1406")}, other)


def test_a_scenario_of_iran_takes_its_years():
    """1406 is the year to March 2028 where years are Iran's, and refused with its beginning in calendar years."""
    iranian, calendar = (replace(series(fiscal=kind), reporter="Iran") for kind in (True, False))
    read = {
        text: parse_question(as_fields(target="2bn", scenario=f"growth={text}:+10%"), iranian)
        for text in ("1406", "1405-1406", "2028")
    }
    assert [str(one.scenario) for one in read.values()] == [
        "growth=2028:+10%",
        "growth=2027-2028:+10%",
        "growth=2028:+10%",
    ]
    with pytest.raises(InputError, match=r"scenario.*names a year of the Iranian calendar.*from March 2027 on"):
        parse_question(as_fields(target="2bn", scenario="growth=1406:+10%"), calendar)


def test_an_iranian_deadline_of_calendar_years_says_which_it_runs_over():
    """The refusal says when the year begins, so that one of the two can be asked for."""
    with pytest.raises(InputError, match=r"names a year of the Iranian calendar.*it runs from March 2027 on"):
        parse_question({"target": "2bn", "by": "1406"}, replace(series(fiscal=False), reporter="Iran"))


def test_quarters_of_a_fiscal_year_add_up_from_april():
    """The running fiscal year's first quarters are its first months; growth of a quarter is of the same quarter."""
    text = "Year,Exports (USD million)\n" + "".join(f"{2015 + i}-{16 + i},{level}\n" for i, level in enumerate(LEVELS))
    text += "2025-04/2025-06,400\n2025-07/2025-09,420\n"
    found = read_own(text, series_id="own", where="own.csv", recipe=Recipe(pair="India/Oman", published=""))
    newest = max((s for s in found.statements if s.level), key=lambda s: s.period.end)
    assert found.year_ends == 3
    assert newest.period == Period(2026, 6, year_ends=3)
    assert newest.level.value == pytest.approx(820e6)
    assert newest.period.words == "April-September 2025"


def test_files_read_apart_are_aligned():
    """Statements of calendar years beside fiscal ones make a calendar series, whose fiscal years lie across two."""
    fiscal, calendar = series(fiscal=True).statements, series(fiscal=False).statements
    both = aligned((*fiscal, *calendar))
    assert {s.period.year_ends for s in both} == {12}
    assert both[0].period == Period(2015, 12, 3)
    assert (both[0].period.first, both[0].period.end) == (fiscal[0].period.first, date(2016, 4, 1))
    assert aligned(fiscal) is fiscal


def announced(**said):
    """Return a target of India and Oman for fiscal 2027-28, as a registry tells it."""
    row = {"reporter": "India", "partner": "Oman", "target_value": "2bn", "currency": "USD", "announced": "2024-05-01"}
    (target,) = read_targets([row | {"deadline": "2028", "year_starts": "04", **said}], where="own")[0]
    return target


def of_india(*, fiscal):
    """Return the ten years as those of India and Oman."""
    return replace(series(fiscal=fiscal), id="india-oman", reporter="India", partner="Oman")


def test_a_target_of_fiscal_years_is_asked_in_fiscal_years_where_the_figures_are():
    """Its deadline is the year to March 2028 there, and the calendar year with most of its months elsewhere."""
    target = announced()
    assert (target.year_ends, target.deadline_in(3), target.deadline_in(12)) == (3, 2028, 2027)
    assert announced(year_starts="").deadline_in(12) == 2028
    for fiscal, by in ((True, 2028), (False, 2027)):
        own = of_india(fiscal=fiscal)
        followed = Tracked(target, own.id, own.sides[0], "total")
        assert question_of(followed, own).by == by


def test_a_calendar_series_says_that_it_settles_no_fiscal_year():
    """The answer names the year that was announced, and which it is about; of fiscal figures nothing is said."""
    for fiscal, told in ((False, True), (True, False)):
        own = of_india(fiscal=fiscal)
        question = question_of(Tracked(announced(), own.id, own.sides[0], "total"), own)
        answer = forecast_target(question, own, shipped_priors(), (announced(),))
        said = " ".join(words.sentences(answer))
        assert ("The target was announced for the year to March 2028" in said) == told
        assert ("settle neither, so the answer is about 2027" in said) == told


def test_a_fiscal_series_says_which_of_its_years_answers_a_calendar_deadline():
    """The number stays, and it is the fiscal year that ends within the calendar year announced: both are named."""
    own, target = of_india(fiscal=True), announced(year_starts="")
    question = question_of(Tracked(target, own.id, own.sides[0], "total"), own)
    said = " ".join(words.sentences(forecast_target(question, own, shipped_priors(), (target,))))
    assert question.by == 2028
    assert "The target was announced for 2028, and these figures are of years to March" in said
    assert "the answer is about 2027/28, the last of them that ends within it." in said


def test_the_registry_reads_and_writes_the_month_with_which_years_start():
    """The shipped targets whose sources named a fiscal year have it; a month that is none is refused with its line."""
    fiscal = {target.id: target.year_ends for target in catalog.targets() if target.year_ends != 12}
    assert fiscal == {"irn-irq-10bn-2022fy": 3, "ind-uzb-1bn-2018": 3}
    assert read_targets(targets_csv(catalog.targets()), where="own")[0] == catalog.targets()
    with pytest.raises(InputError, match=r"year_starts: 'soon' names no month; takes month in which its fiscal years"):
        announced(year_starts="soon")
