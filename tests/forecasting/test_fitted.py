"""Fit once, ask often: what a `Fitted` gives is what each question gives, and it shows and writes itself."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date

import numpy as np
import pandas as pd
import pytest

import forecast as package
from forecast import fit, report
from forecast.errors import FitError, InputError
from forecast.forecasting import forecast_target
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question
from forecast.priors import shipped_priors
from tests.support.answers import SHIPPED, own
from tests.support.work import calls_of

DAY = "2025-07-14"


@pytest.fixture(scope="module")
def fitted():
    """Return the shipped series as known on a day."""
    return fit("belarus-st-petersburg", as_of=DAY)


@pytest.mark.anew
def test_a_mark_is_text_or_a_number(fitted):
    """Each way of saying the mark gives the answer that the one flow, fitting anew, gives."""
    question = parse_question({"target": "2.5bn", "as_of": DAY, "by": "2027", "level": "0.9"}, SHIPPED)
    expected = forecast_target(question, SHIPPED, shipped_priors(), package.announced_targets())
    for mark in ("2.5bn", "$2.5bn", 2.5e9, 2_500_000_000, np.float64(2.5e9)):
        assert fitted.reach(mark, by=2027, level=0.9) == expected, mark


@pytest.mark.parametrize("day", [DAY, date(2025, 7, 14), pd.Timestamp("2025-07-14 10:30"), np.datetime64("2025-07-14")])
def test_a_day_is_text_a_date_or_a_timestamp(day):
    """Each way of saying the day is the same ground."""
    assert fit(SHIPPED, as_of=day).ground == fit("belarus-st-petersburg", as_of=DAY).ground


def test_what_it_gives_is_what_the_functions_give(fitted):
    """Attainable level, surface and sensitivity are those of the functions that take a question."""
    own = {"as_of": DAY}
    asked = fitted.attainable(2030, probability=0.5), package.attainable(SHIPPED, 2030, probability=0.5, **own)
    assert asked[0] == asked[1]
    marks = {"targets": ["2.5bn", "3bn"], "deadlines": [2026, 2030]}
    assert fitted.surface(**marks) == package.surface(SHIPPED, **marks, **own)
    assert fitted.surface(targets=[2.5e9, 3e9], deadlines=[2026, 2030]) == fitted.surface(**marks)
    assert fitted.sensitivity("3bn", by=2030) == package.sensitivity(SHIPPED, "3bn", by=2030, **own)


def test_without_a_statement_is_the_series_without_it(fitted):
    """The refit is that of a series in which it never stood, where the audit had nothing to say of it."""
    half = next(s.id for s in SHIPPED.statements if s.period.year == 2025 and s.statistics == "belarus")
    left = fitted.without(half)
    assert half not in {s.id for s in left.series.statements}
    again = fit(SHIPPED.without(half), as_of=DAY)
    assert left.reach("2.5bn").answer == again.reach("2.5bn").answer
    influence = fitted.reach("2.5bn").influence[0]
    assert influence.statement.id == half
    assert left.reach("2.5bn").chance_by(influence.year) == pytest.approx(influence.probability, abs=0.02)


def test_it_is_frozen_and_its_samples_are_read_only(fitted):
    """Neither the value nor the draws can be changed; the array is years by draws."""
    with pytest.raises(FrozenInstanceError):
        fitted.draws = 1
    draws = getattr(fitted.samples, "values")  # noqa: B009 - ruff takes it for pandas'
    with pytest.raises(ValueError, match="read-only"):
        draws[0, 0] = 1.0
    assert draws.shape == (len(fitted.samples.years), 40_000)
    assert 1_000 < fitted.samples.effective < 40_000


def test_the_chance_by_a_year_is_the_share_of_paths(fitted):
    """A loop over paths gives the chance by an open year; by a settled year and for ever after it is told, too."""
    answer, paths = fitted.reach("3bn"), fitted.totals
    reached, by = np.zeros(40_000, dtype=bool), {}
    for year in paths.years:
        reached |= paths.row(year) >= 3e9
        by[int(year)] = reached.mean()
    for year in (2020, 2025, 2030, 2045):
        assert answer.chance_by(year) == pytest.approx(by[year], abs=1e-9)
    assert fitted.reach("1.5bn").chance_by(2060) == 1.0


def test_a_residual_is_a_measurements_distance_from_the_median_path():
    """For annual levels and growth a plain calculation gives the same, in standard deviations of the print's error."""
    series = own("2018,1.00bn,USD,2019-03-01", "2019,1.10bn,USD,2020-03-01", "2020,1.30bn,USD,2021-03-01")
    found = fit(series)
    for residual in found.residuals:
        measured = residual.measurement
        middle = {y: math.log(np.median(row)) for y, row in ((y, found.samples.row(y)) for y in found.samples.years)}
        expected = (measured.log_mean - middle[measured.period.year]) / measured.log_sd
        assert residual.standardised == pytest.approx(expected, abs=0.05)


def test_the_summary_tells_what_was_estimated(fitted):
    """Drift, volatility and log likelihood stand there as the fit has them, and a row for each measurement."""
    told, (drift, drift_sd) = fitted.summary(), fitted.growth.drift
    assert f"{drift:>12.4f}{drift_sd:>12.4f}" in told
    assert f"{fitted.growth.typical_volatility:>12.4f}" in told
    assert f"{fitted.growth.log_likelihood:.3f}" in told
    rows = told.splitlines()
    assert sum(row.startswith(("level, ", "growth, ")) for row in rows) == len(fitted.measurements.rows)
    assert max(map(len, rows)) <= 78


def test_it_draws_itself_on_axes(fitted):
    """Fit and answer draw on new axes or on those given; only the answer's have a mark."""
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    answer = fitted.reach("2.5bn")
    assert answer.plot(ax=axes) is axes
    assert any("2.5bn" in text.get_text() for text in axes.texts)
    fresh = fitted.plot()
    assert fresh is not axes
    assert [text.get_text() for text in fresh.texts] == ["middle path", "50 %", "80 %", "90 % of\nfutures"]


@pytest.mark.parametrize(
    "suffix",
    [pytest.param(s, marks=[] if s in {"csv", "json", "svg"} else pytest.mark.slow) for s in sorted(report.FORMATS)],
)
def test_an_answer_saves_itself_in_every_format(fitted, tmp_path, suffix):
    """The file holds the bytes of that format."""
    answer = fitted.reach("2.5bn")
    written = answer.save(tmp_path / f"answer.{suffix}")
    assert written.read_bytes() == report.FORMATS[suffix].write(answer)


def test_an_unknown_format_is_refused_with_those_there_are(fitted, tmp_path):
    """Nothing is written under a suffix that stands for no format; analyses have fewer formats than answers."""
    with pytest.raises(InputError, match=r"\.docx"):
        fitted.reach("2.5bn").save(tmp_path / "answer.pdf")
    with pytest.raises(InputError, match=r"\.json, \.csv, \.svg, \.png"):
        fitted.attainable(2030).save(tmp_path / "level.docx")
    assert not list(tmp_path.iterdir())


def test_faults_are_told_as_for_a_question():
    """Every fault of what is fitted comes at once; a mark's when it is asked; what cannot be fitted is refused."""
    with pytest.raises(InputError) as caught:
        fit("belarus-st-petersburg", as_of="1990-01-01", flow="imported", horizon=1900)
    assert {fault.where for fault in caught.value.faults} >= {"as_of", "flow", "horizon"}
    with pytest.raises(InputError, match="thousandth"):
        fit("belarus-st-petersburg").reach(2.5)
    with pytest.raises(FitError):
        fit(own("2018,,USD,2019-03-01,5", header="period,level,unit,published,growth_pct"))


def test_other_priors_give_another_answer(fitted):
    """Priors of one's own take the place of the shipped ones."""
    from dataclasses import replace

    usual = shipped_priors()
    other = fit(SHIPPED, as_of=DAY, priors=replace(usual, growth=replace(usual.growth, drift=-0.2, drift_sd=0.001)))
    assert other.reach("3bn").chance_by(2030) < fitted.reach("3bn").chance_by(2030) - 0.2
    assert other.reach("3bn").run.id != fitted.reach("3bn").run.id


def test_what_is_only_computed_loads_no_picture():
    """A fit and its answer load neither matplotlib nor what writes documents, until something is shown."""
    code = (
        "import sys; from forecast import fit; fit('belarus-st-petersburg').reach('2.5bn');"
        "assert not {'matplotlib', 'docx', 'openpyxl', 'forecast.report', 'forecast.words'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _calls(days, **given):
    """Return the calls that the answers on some days take of one keeper of fits, and the answers."""
    fits, told = Fits(shipped_priors(), package.announced_targets()), []

    def ask():
        for day in days:
            question = parse_question({"target": "2.5bn", "as_of": day, **given}, SHIPPED)
            told.append(fits.of(question, SHIPPED).forecast(question))

    return calls_of(ask), told


@pytest.mark.anew
@pytest.mark.parametrize("given", [{}, {"flow": "exports"}, {"scenario": "growth=2026:-10%"}])
def test_a_day_on_which_as_much_was_known_costs_no_new_fit(given):
    """Between two prints nothing is new: the second day is told from the first one's paths, as if fitted anew."""
    first, second = "2025-08-01", "2025-08-20"
    (once, _), (again, (_, told)) = _calls([first], **given), _calls([first, second], **given)
    fresh, (expected,) = _calls([second], **given)
    assert report.FORMATS["json"].write(told) == report.FORMATS["json"].write(expected)
    assert told.question.as_of == told.fitted.ground.as_of == date(2025, 8, 20)
    assert again - once < fresh / 2


@pytest.mark.anew
def test_a_day_of_another_year_or_with_another_print_is_fitted_anew():
    """A later running year looks further ahead, and a print is something new."""
    for days in (["2024-12-31", "2025-01-01"], ["2025-07-13", "2025-07-14"]):
        _, (_, told) = _calls(days)
        _, (expected,) = _calls(days[1:])
        assert report.FORMATS["json"].write(told) == report.FORMATS["json"].write(expected), days
