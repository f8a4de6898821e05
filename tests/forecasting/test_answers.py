"""Answers to real and made-up questions: statuses, words, requirements, properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast import fit, read_series, report, words
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.priors import shipped_priors
from tests.support.answers import FALLEN, FITS, RISING, SHIPPED, annual, as_json, ask, own
from tests.support.cases import examples, some_of


def test_the_flagship_is_open_as_of_july_2025():
    """On Belarus's statistics $2.5bn is still ahead, more likely than not in 2025."""
    answer = ask(as_of="2025-07-14").answer
    assert answer.status == "open"
    assert answer.reached_in is None
    assert 0.5 < answer.by(2025) < answer.by(2030) < 1
    assert answer.median.year == 2025


def test_st_petersburg_reached_it_by_2022_on_published_totals():
    """On St. Petersburg's statistics the mark was passed by 2022, perhaps already in 2021, which is found odd."""
    forecast = ask(statistics="st-petersburg", as_of="2025-07-14")
    answer = forecast.answer
    assert (answer.status, answer.reached_in) == ("reached", 2022)
    assert 0.3 < answer.probability_before < 0.9
    assert answer.probability_by[0] == (2025, 1.0)
    odd = [f for f in forecast.audit if f.code == "odd-neighbours"]
    assert any("2022-02-01-spb/total/2021-01..2021-09" in f.statements for f in odd)
    assert not forecast.required_growth


def test_what_it_grew_is_worth_agrees_with_the_panel():
    """The half-line lifts P(2025) as much as being up through May lifted partners' chances in the monthly panel.

    The mark asks for growth of 1.7 to 1.8 % on 2024. In the panel, of partner-years up through May
    84 in 100 ended at least so much up, of all 63 in 100: a lift of 22 points. The model's lift is within
    6 points of that; partners differ in size and drift from this pair.
    """
    reference = shipped_priors().grew
    up = reference.at_least(0.0175, months=5, grew=True).share
    everyone = reference.at_least(0.0175, months=5, grew=False).share
    with_it = ask(as_of="2025-07-14")
    grew = "2025-07-14-by/total/2025-01..2025-05"
    without = ask(SHIPPED.without(grew), as_of="2025-07-14")
    lift = with_it.answer.by(2025) - without.answer.by(2025)
    assert lift == pytest.approx(up - everyone, abs=0.06)
    assert with_it.influence[0].statement.id == grew
    assert with_it.influence[0].probability == pytest.approx(without.answer.by(2025), abs=0.015)
    assert ask(SHIPPED.without(grew), as_of="2025-07-14").answer.by(2030) < with_it.answer.by(2030)


def test_a_year_past_and_not_published_may_have_reached_the_mark():
    """Sixteen months later with nothing new, 2025 is over: perhaps reached, and the words say so."""
    forecast = ask(as_of="2026-11-23")
    assert forecast.answer.status == "perhaps_reached"
    assert forecast.answer.probability_already_reached == pytest.approx(forecast.answer.by(2025))
    assert "may already have reached $2.5bn" in words.headline(forecast)


def test_a_mark_far_below_the_history_is_reached():
    """The first published total at or above the mark names the year."""
    forecast = ask(RISING, target="1.15bn")
    assert (forecast.answer.status, forecast.answer.reached_in) == ("reached", 2017)
    assert "reached $1.15bn a year by 2017" in words.headline(forecast)


def test_a_mark_reached_in_an_unpublished_year_is_reached_without_a_print():
    """When only a gap year can have done it and all but surely did, no year is named."""
    series = own(
        "2015,1.00bn,USD,2016-03-01,", "2016,,USD,2017-03-01,200",
        header="period,level,unit,published,growth_pct",
    )  # fmt: skip
    forecast = ask(series, target="2bn")
    assert (forecast.answer.status, forecast.answer.reached_in) == ("reached", None)
    assert "no published annual total says so" in words.headline(forecast)


def test_reached_and_lost_asks_for_the_regaining():
    """After a peak and a fall, the date is that of the regaining, and the words say so."""
    forecast = ask(FALLEN, target="2.5bn")
    answer = forecast.answer
    assert (answer.status, answer.reached_in, answer.lost_in) == ("reached_and_lost", 2017, 2018)
    assert answer.probability_by[0][1] < 0.2
    assert "has fallen below it again (2018)" in words.headline(forecast)
    assert all(year > 2020 for year, p in answer.first_in if p)


def test_falling_trade_is_flagged_and_said():
    """When the newest year surely lies below the one before, the flag and its sentence stand beside the status."""
    forecast = ask(FALLEN, target="2.5bn")
    assert "falling" in forecast.answer.flags
    assert any("Trade is falling" in s for s in words.sentences(forecast))
    assert "falling" not in ask(RISING, target="3bn").answer.flags


def test_a_mark_out_of_reach_is_flagged_and_said():
    """A mark a hundred times the level is out of reach, open and not clipped."""
    forecast = ask(RISING, target="150bn")
    answer = forecast.answer
    assert answer.flags == ("out_of_reach",)
    assert answer.median is None
    assert {i.end for i in answer.intervals} == {None}
    assert answer.probability_not_by_horizon > 0.95
    assert any("out of reach" in s for s in words.sentences(forecast))
    assert as_json(report.forecast_document(forecast))["answer"]["median"] is None


def test_a_deadline_that_has_passed_is_flagged_and_said():
    """A deadline before the as-of year has passed, and its probability is that of having been met."""
    forecast = ask(by="2023", as_of="2025-07-14")
    assert "deadline_passed" in forecast.answer.flags
    assert forecast.answer.probability_by_deadline < 0.05
    assert any("has passed" in s for s in words.sentences(forecast))


def test_required_growth_by_hand():
    """From 1.5bn, 1.8bn in two years needs sqrt(1.2) - 1 = 9.54 % a year."""
    needs = {need.by: need for need in ask(RISING, target="1.8bn").required_growth}
    assert needs[2022].growth_pct == pytest.approx(9.54, abs=0.25)
    assert needs[2022].own.total == 4
    assert 0 < needs[2022].panel.share < 1


def test_only_published_years_are_told_as_what_the_pair_did():
    """Two totals nine years apart are one stretch of nine years and no year of growth: nothing is said of the gap."""
    gap = annual(y2011="1.00bn", y2020="1.50bn")
    needs = {need.by: need for need in ask(gap, target="3bn").required_growth}
    assert [needs[by].own.total for by in (2021, 2022)] == [0, 0]
    assert ask(gap, target="3bn", by="2029").required_growth[-1].own.total == 1
    told = " ".join(words.sentences(ask(gap, target="3bn")))
    assert "this pair did" not in told


def test_a_printed_growth_rate_is_a_year_of_growth_too():
    """A year's printed growth counts, also where the total before it was not published."""
    rows = ["2015,1.00bn,USD,2016-03-01,", "2018,1.20bn,USD,2019-03-01,+9"]
    series = own(*rows, header="period,level,unit,published,growth_pct")
    assert ask(series, target="2bn").required_growth[0].own.total == 1


def test_a_download_day_is_not_taken_for_a_publication_day():
    """Old years entered today teach no lag: the deciding figure comes about half a year after its year."""
    late = own(*(f"{2000 + i},{1 + i / 20:.2f}bn,USD,2039-05-05" for i in range(13)))
    answer = ask(late, target="2.5bn").answer
    assert answer.decided_by_publication == type(answer.median)(answer.median.year + 1, 7)


def test_required_growth_of_the_remaining_months_by_hand():
    """Half of 1.5bn told as 0.8bn, was 0.7bn: 1.8bn needs 1.0bn of months that were 0.8bn, +25 %."""
    rows = [f"{2015 + i},{1.0 + i / 10:.2f}bn,USD,{2016 + i}-03-01," for i in range(6)]
    series = own(*rows, "2021-01/2021-06,0.80bn,USD,2021-08-01,14.3", header="period,level,unit,published,growth_pct")
    remaining = ask(series, target="1.8bn").required_growth[0].remaining
    assert str(remaining.known_through) == "2021-01/2021-06"
    assert not remaining.assumes_flat
    assert remaining.growth_pct == pytest.approx(25, abs=2)


def test_the_other_sides_verdict_is_told():
    """Belarus's answer tells St. Petersburg's year, St. Petersburg's tells that Belarus's is ahead."""
    assert "On St. Petersburg's own figures $2.5bn was passed by 2022." in words.sentences(ask(as_of="2025-07-14"))
    told = words.sentences(ask(as_of="2025-07-14", statistics="st-petersburg"))
    assert "On Belarus's own figures $2.5bn is still ahead." in told


def test_the_side_verdict_equals_the_sides_own_answer():
    """What an answer says of the other side is what asking the other side gives."""
    for day in ("2022-04-01", "2025-07-14"):
        (verdict,) = ask(as_of=day).other_sides
        direct = ask(as_of=day, statistics="st-petersburg").answer
        assert (verdict.status, verdict.reached_in) == (direct.status, direct.reached_in)
        assert verdict.probability_already_reached == pytest.approx(direct.probability_already_reached)


def test_every_number_of_the_headline_is_in_the_document():
    """The words tell the probabilities that the JSON holds."""
    forecast = ask(as_of="2025-07-14")
    told = as_json(report.forecast_document(forecast))
    by = {row["year"]: row["probability"] for row in told["answer"]["probability_by"]}
    for year in (2025, 2030):
        assert f"{by[year] * 100:.0f} %" in told["summary"]["headline"]


@pytest.mark.anew
def test_the_same_question_gives_the_same_bytes():
    """JSON and text repeat byte for byte, each time fitted anew."""
    told = []
    question = parse_question({"target": "2.5bn", "as_of": "2023-05-01"}, SHIPPED)
    for _ in range(2):
        forecast = forecast_target(question, SHIPPED, shipped_priors())
        told.append((report.dumps(report.forecast_document(forecast)), words.forecast_text(forecast)))
    assert told[0] == told[1]


def test_another_seed_moves_the_answer_by_no_more_than_its_simulation_error():
    """The simulation error told is the one that seeds show."""
    questions = [
        parse_question({"target": "2.5bn", "as_of": "2025-07-14", "seed": str(seed)}, SHIPPED) for seed in range(4)
    ]
    answers = [FITS.of(question, SHIPPED).judge(question) for question in questions]
    spread = max(a.by(2025) for a in answers) - min(a.by(2025) for a in answers)
    assert 0 < spread < 3 * answers[0].simulation_error


def test_the_run_id_names_question_and_statements():
    """Another question or another statement is another run; the same is the same."""
    first = ask(as_of="2025-07-14").run.id
    assert ask(as_of="2025-07-14").run.id == first
    assert ask(as_of="2025-07-14", target="2.6bn").run.id != first
    assert ask(SHIPPED.without(SHIPPED.statements[0].id), as_of="2025-07-14").run.id != first


@examples(12)
@given(
    st.floats(1.1, 8.0), st.floats(1.01, 3.0), st.sampled_from([date(2022, 4, 1), date(2023, 5, 1), date(2025, 7, 14)])
)
def test_a_higher_mark_is_never_likelier_or_earlier(mark, factor, day):
    """Raising the mark raises no probability and brings no median forward; a later deadline lowers none."""
    question = parse_question({"target": "2.5bn", "as_of": day.isoformat()}, SHIPPED)
    low, high = (
        FITS.of(question, SHIPPED).judge(replace(question, target=replace(question.target, value=value * 1e9)))
        for value in (mark, mark * factor)
    )
    lows, highs = [p for _, p in low.probability_by], [p for _, p in high.probability_by]
    if low.status == high.status != "reached_and_lost":
        assert all(a >= b - 1e-12 for a, b in zip(lows, highs, strict=True))
        assert high.median is None or (low.median is not None and low.median <= high.median)
    assert lows == sorted(lows)
    assert highs == sorted(highs)


def test_the_picture_fits_a_phone_and_says_what_it_shows():
    """Title, day, side and mark stand in the SVG as text, and no text is smaller than 8 pt."""
    import re

    drawn = report.svg(ask(as_of="2025-07-14"))
    for part in ("As known on 14 July 2025", "Statistics of Belarus", "$2.5bn", "8 in 10"):
        assert part in drawn
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: ?(?:bold )?([0-9.]+)px", drawn)]
    assert sizes
    assert min(sizes) >= 8
    assert 'style="max-width: 100%; height: auto"' in drawn[: drawn.index("<title")]
    assert "viewBox=" in drawn[: drawn.index("<title")]


def test_a_picture_is_drawn_for_every_status():
    """Reached, lost, out of reach and open each give an SVG and a PNG."""
    for forecast in (
        ask(RISING, target="1.15bn"),
        ask(FALLEN),
        ask(RISING, target="150bn"),
        ask(own("2020-01/2020-03,1bn,USD,2020-05-01"), target="9bn"),
    ):
        assert report.svg(forecast).startswith("<?xml")
        assert report.png(forecast, dpi=40).startswith(b"\x89PNG")


def test_markup_in_names_stays_text_in_picture_and_notebook():
    """A name with markup is escaped wherever it is shown."""
    from forecast.notebook.answer import forecast as display

    series = own(
        *(f"{2015 + i},{1 + i / 10:.1f}bn,USD,{2016 + i}-03-01,<script>x</script>,B&B" for i in range(4)),
        header="period,level,unit,published,reporter,partner",
    )
    shown = display(series, "2bn")
    for markup in (shown._repr_html_(), report.svg(shown)):
        assert "<script>x" not in markup
        assert "B&amp;B" in markup


def test_the_question_knows_the_models_there_are():
    """`--model` takes the growth model and every comparator, by the comparators' own names."""
    from forecast.forecasting.question import MODELS
    from forecast.model.benchmarks import COMPARATORS

    assert ("growth", *COMPARATORS) == MODELS


@pytest.mark.parametrize(
    "model",
    some_of(["random-walk-drift", "log-trend", "damped-ets", "local-linear-trend", "arima", "theta"], every=2),
)
def test_a_comparator_answers_the_same_question_with_the_same_past(model):
    """A comparator changes the future alone; the document names it and holds no influence of statements."""
    growth, other = ask(as_of="2025-07-14"), ask(as_of="2025-07-14", model=model)
    assert [row for row in other.path if row.kind != "forecast"] == [
        row for row in growth.path if row.kind != "forecast"
    ]
    assert other.answer.by(2030) != growth.answer.by(2030)
    told = as_json(report.forecast_document(other))
    assert told["model"]["name"] == told["question"]["model"] == model
    assert told["influence"] == []
    assert model in words.forecast_text(other)


def test_the_digits_of_the_mark_change_nothing():
    """2.5bn, 2.50bn and 2500m are one question with one run id."""
    runs = {ask(target=mark, as_of="2025-07-14").run.id for mark in ("2.5bn", "2.50bn", "2,500 million", "$2500000000")}
    assert len(runs) == 1


def test_parts_published_later_count_for_the_default_day_and_the_total():
    """Parts told after the newest total set the default day, and their sums are totals."""
    rows = ["2020,1.90bn,USD,2021-03-01,total"]
    rows += [
        f"{2021 + i},{1.2 + i / 10:.2f}bn,USD,{2022 + i}-03-01,{flow}"
        for i in range(3)
        for flow in ("exports", "imports")
    ]
    series = own(*rows, header="period,level,unit,published,flow")
    forecast = ask(series, target="5bn")
    assert forecast.question.as_of == date(2024, 3, 1)
    assert forecast.path[-1].year == 2044
    assert {row.year for row in forecast.path if row.kind == "observed"} == {2020, 2021, 2022, 2023}


def test_ended_years_are_not_told_as_the_future():
    """When the running year's figure would be out by now, the words say that none is known."""
    told = " ".join(words.sentences(ask(as_of="2026-11-23")))
    assert "would usually have been published around April 2026; none is known here" in told
    assert "To make it in 2025" not in told


def test_a_passed_deadline_has_its_verdict():
    """A deadline missed is said to be missed, one met to be met."""
    assert "and was missed" in " ".join(words.sentences(ask(by="2023", as_of="2025-07-14")))
    assert "and was met" in " ".join(words.sentences(ask(RISING, target="1.15bn", by="2019")))


def test_a_handful_of_targets_is_counted_not_called_a_share():
    """In 2008 few deadlines had passed: the words give the counts alone."""
    told = [s for s in words.sentences(ask(target="1.5bn", as_of="2008-03-01")) if "For comparison" in s]
    assert len(told) == 1
    assert "about" not in told[0]


def test_exports_are_plural_and_stand_in_the_chart():
    """Words and picture name the flow that is forecast."""
    forecast = ask(flow="exports", target="2.2bn", as_of="2025-07-14")
    assert "exports from Belarus to St. Petersburg reach $2.2bn" in words.headline(forecast)
    drawn = report.svg(forecast)
    assert "exports: $2.2bn" in drawn
    assert "Annual exports, USD" in drawn


@pytest.mark.parametrize(
    ("printed_later", "status", "found"),
    [((), "reached", ()), (("2023,195.4bn,USD,2024-02-01",), "open", ("year-to-date-above-year",)),
     (("2023,240.1bn,USD,2024-02-01",), "reached", ())],
)  # fmt: skip
def test_months_above_the_mark_settle_their_year_unless_its_own_print_lies_below(printed_later, status, found):
    """January-November at 218bn is above 200bn, whatever December brings; a year printed at 195bn is a finding."""
    series = own(
        "2021,180.1bn,USD,2022-02-01", "2022,190.3bn,USD,2023-02-01", "2023-01/2023-11,218.176bn,USD,2023-12-20",
        *printed_later,
    )  # fmt: skip
    told = ask(series, target="200bn")
    assert (told.answer.status, told.answer.reached_in) == (status, 2023 if status == "reached" else None)
    assert tuple(finding.code for finding in told.audit) == found


def test_deadlines_long_past_ask_for_no_growth():
    """Annual totals end in 1999, months of 2025 are known: growth is asked for by years that are not over long."""
    rows = [
        {"period": str(year), "level": f"{500 + 20 * (year - 1990)}m", "unit": "USD", "published": f"{year + 1}-06-01"}
        for year in range(1990, 2000)
    ]
    newer = {"period": "2024-04/2025-03", "level": "10.5bn", "unit": "USD", "published": "2025-05-03"}
    answer = fit(read_series([*rows, newer], series_id="own", where="rows")).reach("30bn")
    assert [needed.by for needed in answer.required_growth] == [2024, 2025, 2026, 2027, 2028, 2029]
    assert {needed.from_year for needed in answer.required_growth} == {1999}


def test_a_mark_that_the_last_year_had_is_told_as_equal_and_one_year_makes_no_share():
    """Nobody reads "must end 0.0 % above", nor "in about 1 of 1 years"."""
    series = own("2022,1.6bn,USD,2023-03-01", "2023,2.0bn,USD,2024-03-01", header="period,level,unit,published")
    told = " ".join(words.sentences(ask(series, target="2bn", by="2024", since="2024")))
    assert "To make it in 2024, the year must at least equal 2023's $2bn" in told
    assert "of 1 years" not in told
