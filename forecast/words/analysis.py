"""What exploring finds, in plain words and for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from forecast.data import say_amount
from forecast.words import answer as summary
from forecast.words.terminal import wrap

if TYPE_CHECKING:
    from forecast.data import Series
    from forecast.forecasting import Attainable, Compared, Comparison, Outcome, Question, Sensitivity, Surface
    from forecast.model import Month

__all__ = [
    "attainable_headline",
    "attainable_text",
    "comparison_headline",
    "comparison_text",
    "later_words",
    "opening",
    "points_words",
    "say_at_least",
    "sensitivity_headline",
    "sensitivity_text",
    "surface_headline",
    "surface_text",
]

_LONGEST_LABEL = 44


def say_at_least(level: float, unit: str) -> str:
    """Return an amount rounded down to three digits, so that "at least" stays true.

    Examples
    --------
    >>> say_at_least(3_192_814_933, "USD")
    '$3.19bn'
    """
    scale = 10.0 ** max(math.floor(math.log10(level)) - 2, 0) if level >= 1 else 1e-6
    return say_amount(math.floor(level / scale + 1e-9) * scale, unit)


def opening(question: Question, series: Series) -> str:
    """Return scenario, day and side, as every sentence that may be quoted begins."""
    side = series.side_name(question.statistics)
    return f"{summary.as_known_on(question, series.unit)}, on the figures of {side}"


def _trade(question: Question, series: Series) -> tuple[str, bool]:
    """Return whose trade, and whether the words are plural."""
    return summary.trade_words(series, question.flow), question.flow != "total"


def points_words(points: float) -> str:
    """Return a difference of chances in points; none at all is a dash.

    Examples
    --------
    >>> points_words(-0.0766), points_words(0.0)
    ('-7.7', '0.0')
    """
    rounded = round(points * 100, 1) + 0.0
    return f"{rounded:+.1f}" if rounded else "0.0"


def later_words(months: int | None) -> str:
    """Return how far a median date moved.

    Examples
    --------
    >>> later_words(-47), later_words(0), later_words(1)
    ('47 months earlier', 'the same', '1 month later')
    """
    if months is None:
        return "-"
    if not months:
        return "the same"
    return f"{abs(months)} month{'' if abs(months) == 1 else 's'} {'later' if months > 0 else 'earlier'}"


def _month(median: Month | None, horizon: int) -> str:
    return summary.month_words(median, horizon)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def attainable_headline(found: Attainable) -> str:
    """Return the level in a sentence or two, with the day and the side."""
    question, by, unit = found.question, found.asked.by, found.series.unit
    what, plural = _trade(question, found.series)
    chance = summary.percent_words(found.asked.probability)
    reach = "reach" if plural else "reaches"
    begin = f"{opening(question, found.series)}, with at least {chance} probability {what} {reach}"
    level = say_at_least(found.level, unit)
    if not found.lies_behind:
        return f"{begin} {level} a year by the end of {by}."
    when = f" in {found.reached_in}" if found.reached_in else ""
    if found.ahead is None:
        return f"{opening(question, found.series)}, {what} reached {level} a year{when}; {by} is not ahead."
    lost = ", and has been lost since" if found.status == "reached_and_lost" else ""
    first = found.last_known_year + 1
    years = f"in {first}" if first == by else f"in a year from {first} to {by}"
    ahead = say_at_least(found.ahead, unit)
    return f"{begin} {ahead} {years}. The highest level, {level}, was reached already{when}{lost}."


def attainable_text(found: Attainable) -> str:
    """Return the whole answer for a terminal."""
    unit, by = found.series.unit, found.asked.by
    lines = [wrap(attainable_headline(found)), ""]
    if found.ladder:
        lines.append(f"Level reached by the end of {by}, from {found.last_known_year + 1} on")
        for p, level in found.ladder:
            asked = "  <- asked for" if p == found.asked.probability else ""
            lines.append(f"  {summary.percent_words(p):>6}  at least {say_at_least(level, unit)}{asked}")
        if found.ahead_low is not None and found.ahead_high is not None:
            low, high = (say_amount(v, unit, digits=4) for v in (found.ahead_low, found.ahead_high))
            lines.append(f"  simulation error: {low} to {high}")
    return "\n".join(lines) + "\n"


def surface_headline(found: Surface) -> str:
    """Return what the table tells, with the day and the side."""
    what, plural = _trade(found.question, found.series)
    reach = "reach" if plural else "reaches"
    return f"{opening(found.question, found.series)}, the chance that {what} {reach} each mark by the end of each year."


def surface_text(found: Surface) -> str:
    """Return the whole surface for a terminal."""
    lines = [wrap(surface_headline(found)), "", f"{'mark':<12}" + "".join(f"{year:>11}" for year in found.deadlines)]
    for row in found.rows:
        told = "".join(f"{summary.percent_words(p):>11}" for p in row.probabilities)
        note = f"  {row.status.replace('_', ' ')}" if row.status != "open" else ""
        lines.append(f"{row.target.label:<12}{told}{note}")
    lines += ["", f"Simulation error up to {found.simulation_error * 100:.1f} points."]
    return "\n".join(lines) + "\n"


def comparison_headline(found: Comparison) -> str:
    """Return what is compared, with the baseline's day, side and mark."""
    question, series = found.question, found.baseline.asked.series
    what, plural = _trade(question, series)
    reach = "reach" if plural else "reaches"
    return (
        f"{opening(question, series)}: when {what} {reach} {question.target.label} a year, as it stands and in "
        f"{len(found.entries) - 1} other case{'' if len(found.entries) == 2 else 's'}."
    )


def _entry_lines(entry: Compared, years: tuple[int, ...]) -> list[str]:
    if entry.answer is None:
        return [f"{_short(entry.asked.label):<46}{entry.problem}"]
    told = "".join(f"{summary.percent_words(entry.answer.by(year) or 0.0):>10}" for year in years)
    median = _month(entry.answer.median, entry.asked.question.horizon)
    lines = [f"{_short(entry.asked.label):<46}{told}   {median}"]
    changes = {c.year: c for c in entry.changes}
    if any(c.points or c.simulation_error for c in entry.changes):
        moved = "".join(f"{points_words(changes[y].points) if y in changes else '-':>10}" for y in years)
        lines.append(f"{'  change in points':<46}{moved}   {later_words(entry.months_later)}")
    return lines


def comparison_text(found: Comparison) -> str:
    """Return the whole comparison for a terminal."""
    every = found.years
    first = every[0] if every else 0
    years = tuple(y for y in every if y < first + 3 or y == found.question.by or y == first + 5)[:6]
    head = f"{'chance by the end of':<46}" + "".join(f"{year:>10}" for year in years) + "   as likely as not by"
    lines = [wrap(comparison_headline(found)), "", head]
    for entry in found.entries:
        lines += _entry_lines(entry, years)
    worst = max((c.simulation_error for e in found.entries for c in e.changes), default=0.0)
    lines += [
        "",
        f"Simulation error of a change up to {worst * 100:.1f} points: all cases use the same random numbers.",
    ]
    for entry in found.entries[1:]:
        words = entry.asked.question.scenario.words(entry.asked.series.unit)
        if words:
            lines += ["", wrap(f"{entry.asked.label}:"), *(wrap(f"- {w}.", indent="  ", hang="    ") for w in words)]
    return "\n".join(lines) + "\n"


def sensitivity_headline(found: Sensitivity) -> str:
    """Return which input moves the date most."""
    question = found.question
    what, plural = _trade(question, found.series)
    reach = "reach" if plural else "reaches"
    base = _month(found.base.median, question.horizon)
    begin = (
        f"{opening(question, found.series)}, {what} {reach} {question.target.label} a year as likely as not by {base}."
    )
    if not found.swings:
        return begin
    most = found.swings[0]
    return f"{begin} What moves that most is {most.name} ({', '.join(_told(o, found) for o in most.outcomes)})."


def _told(outcome: Outcome, found: Sensitivity) -> str:
    return f"{outcome.label}: {_month(outcome.median, found.question.horizon)}"


def sensitivity_text(found: Sensitivity) -> str:
    """Return the whole sensitivity for a terminal."""
    horizon = found.question.horizon
    head = f"{'input':<52}{'as likely as not by':<22}{f'chance by {found.year}':>16}"
    lines = [wrap(sensitivity_headline(found)), "", head]
    base = summary.percent_words(found.base.probability)
    lines.append(f"{'as it stands':<52}{_month(found.base.median, horizon):<22}{base:>16}")
    for swing in found.swings:
        lines.append(wrap(swing.name))
        lines += [
            f"  {_short(o.label):<50}{_month(o.median, horizon):<22}{summary.percent_words(o.probability):>16}"
            for o in swing.outcomes
        ]
    lines += ["", f"One input at a time. Simulation error {found.simulation_error * 100:.1f} points."]
    return "\n".join(lines) + "\n"
