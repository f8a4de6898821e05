"""The answer in a few words: each kind of answer has its own, with the numbers of the answer itself."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from forecast import fit, words
from forecast.data import catalog
from forecast.words import percent_words

SERIES = "belarus-st-petersburg"


@pytest.fixture(scope="module")
def fitted():
    """Return one fit that every case asks."""
    return fit(catalog.series(SERIES))


def test_an_open_mark_is_told_by_its_likeliest_year_and_that_years_chance(fitted):
    """The year is the one with the largest chance of being first, the chance is that one."""
    found = fitted.reach("2.5bn")
    year, chance = max(found.answer.first_in, key=lambda told: told[1])
    assert words.verdict(found) == f"Probably {year} ({percent_words(chance)})"
    interval = found.answer.interval(0.8)
    assert words.verdict_range(found).startswith(f"80 % range {interval.start} to {interval.end} · ")


@pytest.mark.parametrize("mark", ["2.5bn", "3bn", "4bn", "6bn"])
def test_a_deadline_is_answered_by_its_own_chance(fitted, mark):
    """The words beside a deadline agree with the chance on which side of even it lies."""
    found = fitted.reach(mark, by=2027)
    chance, told = found.answer.by(2027), words.verdict(found)
    assert percent_words(chance) in told
    assert ("Probably not" in told or "Hardly" in told) == (chance <= 0.45)


def test_a_chance_that_the_verdict_tells_is_not_told_again(fitted):
    """Where the deadline is the last year that is answered, the range stands alone."""
    last = fitted.reach("4bn").question.horizon
    found = fitted.reach("4bn", by=last)
    interval = found.answer.interval(0.8)
    assert found.question.horizon == last
    told = words.verdict_range(found)
    assert (told.startswith("80 % range "), "·" in told, str(interval.start) in told) == (True, False, True)


def test_far_marks_are_out_of_sight_and_reached_ones_have_their_year(fitted):
    """No year is named for what is hardly ever reached; a reached mark needs no range."""
    assert words.verdict(fitted.reach("900bn")).startswith("Out of sight: under 1 % by ")
    reached = fitted.reach("1.5bn")
    assert words.verdict(reached) in {
        f"Reached in {reached.answer.reached_in}",
        f"Reached by {reached.answer.reached_in}",
    }
    assert words.verdict_range(reached) == ""


def test_a_reader_of_today_learns_the_age_of_the_figures_and_that_one_is_overdue(fitted):
    """Months are counted from the day as known; a due month that is over is told as such."""
    found = fitted.reach("2.5bn")
    assert words.newest_words(found, date(2026, 11, 26)).endswith("as known on 14 July 2025, 16 months old.")
    assert "is due around" in words.due_words(found, date(2025, 8, 1))
    assert "was due around April 2026" in words.due_words(found, date(2026, 11, 26))


def test_an_old_answer_says_that_it_is_not_of_today_and_a_missed_promise_waits_for_no_figure(fitted):
    """From 24 months on an answer is told as that day's; what is decided has no figure that decides it."""
    found = fitted.reach("2.5bn")
    assert not words.stale(found, date(2027, 6, 30))
    assert words.stale(found, date(2027, 7, 1))
    assert words.newest_words(found, date(2027, 7, 1)).endswith(
        "2 years old: what could be said then, not what is known today."
    )
    assert words.due_words(fitted.reach("3bn", by=2023), date(2025, 8, 1)) == ""


def test_no_line_ends_inside_a_chance():
    """A chance in brackets, a number and its sign, and a saint's name each stay on one line; markup stays markup."""
    assert words.together("Hardly by 2030 (under 1 %), 5 % later") == "Hardly by 2030 (under\xa01\xa0%), 5\xa0% later"
    assert words.together("(St. Petersburg, a long remark of 5 %)") == "(St.\xa0Petersburg, a long remark of 5\xa0%)"
    assert isinstance(words.together(Markup("5 %")), Markup)
