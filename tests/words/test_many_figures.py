"""Thousands of figures that contradict each other are told in few words, at work that grows with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from forecast.audit import audit
from forecast.data import LevelPrint, Origin, Period, Series, Statement
from forecast.priors import shipped_priors
from forecast.words.findings import finding_title, finding_words
from forecast.words.prints import MOST_NAMED, quoted
from tests.support.work import calls_of

YEAR = Period(2020)


def _printed(number):
    """Return a level of the same year, of a day and publisher of its own, that no other fits."""
    origin = Origin(f"publisher {number}", "title", "", date(2021, 1, 1) + timedelta(days=number))
    level = LevelPrint(1e9 + number * 7e6, 1e6)
    return Statement(f"s{number:03d}", "a", "total", YEAR, level, None, "", origin, "high", record=False)


def _contradicting(count):
    series = Series("a-b", "A", "B", "USD", "goods", tuple(map(_printed, range(count))))
    return series, audit(series, shipped_priors().profile)


@pytest.mark.parametrize(
    ("count", "last"), [(MOST_NAMED, "$1.077bn"), (MOST_NAMED + 1, "1 other figure"), (99, "87 other figures")]
)
def test_a_list_of_figures_names_the_first_few_and_counts_the_others(count, last):
    """Nobody reads three hundred figures in a sentence; how many there are is told."""
    told = quoted([_printed(number).level for number in range(count)], "USD")
    assert told.startswith("$1bn, $1.007bn, ")
    assert told.endswith(f" and {last}")


def test_a_finding_of_many_figures_is_told_in_few_words():
    """Sixty contradicting levels have one finding, of fewer than two thousand characters; each use tells its title."""
    series, findings = _contradicting(60)
    assert findings
    for finding in findings:
        told = finding_words(finding, series)
        assert len(told.title + told.arithmetic + told.treatment) < 2_000
        assert finding_title(finding, series) == told.title


def test_the_title_of_a_finding_takes_no_more_work_among_more_figures():
    """Ten thousand rows of contradicting figures took a minute to word: each use of one worded every figure of its year."""

    def work(count):
        series, findings = _contradicting(count)
        return calls_of(lambda: finding_title(findings[-1], series))

    assert work(120) < 2 * work(30)
