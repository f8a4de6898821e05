"""What analyses find as pictures: the same bytes for the same answer."""

from __future__ import annotations

import textwrap
from functools import singledispatch
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from forecast import words
from forecast.forecasting import PATH_PROBABILITIES, Attainable, Comparison, Sensitivity, Surface
from forecast.report.figures.style import STYLE, annual_words, known_words, money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from forecast.data import Series
    from forecast.forecasting import Compared, Question

__all__ = ["Explored", "accessible", "figure"]

Explored = Attainable | Surface | Comparison | Sensitivity

#: Okabe and Ito's colours, safe for colour-blind readers; the baseline first, in ink.
COLOURS = ("#222222", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5C00", "#8A8A8A")
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)), (0, (8, 3)))
LOW, HIGH, MARK = "#56B4E9", "#E69F00", "#D55E00"
WIDTH = 6.0
YEARS_SHOWN = 10
_LOW, _MIDDLE, _HIGH = (PATH_PROBABILITIES.index(p) for p in (0.1, 0.5, 0.9))
_LINE, _NAME = 92, 40


def _footer(question: Question, series: Series) -> str:
    lines, assumed = [known_words(question, series)], str(question.scenario).replace(";", "; ")
    if assumed:
        lines += textwrap.wrap(words.say("A scenario, not the forecast: {scenario}", scenario=assumed), _LINE)
    return "\n".join([*lines, "trade-target"])


def _title(text: str, question: Question, series: Series) -> str:
    """Return a title that opens with the scenario, if there is one."""
    assumed = words.scenario_clause(question.scenario, series.unit)
    lines = textwrap.wrap(f"{assumed}:", 50, max_lines=3, placeholder=" …") if assumed else []
    return "\n".join([*lines, text])


def _framed(height: float, title: str, question: Question, series: Series) -> Figure:
    drawn = Figure(figsize=(WIDTH, height), layout="constrained")
    drawn.suptitle(_title(title, question, series), x=0.02, ha="left", fontsize=13, weight="bold")
    drawn.supxlabel(_footer(question, series), x=0.02, ha="left", fontsize=8.5, color="#555555")
    return drawn


def _percent_axis(axes: Axes) -> None:
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.percent(value * 100)))


def _levels_words(found: Attainable) -> str:
    """Return what the axis of levels shows."""
    told = {"currency": found.series.unit, "year": str(found.last_known_year + 1)}
    match found.question.flow:
        case "total":
            return words.say("annual total, {currency}, from {year} on", **told)
        case "exports":
            return words.say("annual exports, {currency}, from {year} on", **told)
        case "imports":
            return words.say("annual imports, {currency}, from {year} on", **told)


def _cell(probability: float) -> str:
    """Return a chance in per cent as a cell has room for it; the last per cent at either end is not resolved."""
    probability = round(probability, 3)  # as the JSON tells it
    if probability < 0.01:
        return "<1"
    return ">99" if probability > 0.99 else words.number(probability * 100)


@singledispatch
def _draw(found: object) -> Figure:
    msg = f"nothing draws {type(found).__name__}"
    raise TypeError(msg)


@_draw.register
def _(found: Attainable) -> Figure:
    question, asked, unit = found.question, found.asked, found.series.unit
    title = words.say(
        "{reporter} and {partner}:\nlevels reached by the end of {year}",
        year=asked.by,
        **words.pair_names(found.series),
    )
    drawn = _framed(4.2, title, question, found.series)
    axes = drawn.subplots()
    levels, chances = [level for _, level in found.ladder], [p for p, _ in found.ladder]
    axes.plot(levels, chances, "o-", color=COLOURS[1], ms=4, lw=1.6)
    if found.ahead is not None:
        axes.plot([0, found.ahead, found.ahead], [asked.probability, asked.probability, 0], color=MARK, lw=1.2, ls="--")
        label = words.say(
            "{chance}: at least {level}",
            chance=words.percent_words(asked.probability),
            level=words.say_at_least(found.ahead, unit),
        )
        place = (found.ahead, asked.probability)
        axes.annotate(label, place, (6, 5), textcoords="offset points", color=MARK, weight="bold")
    _percent_axis(axes)
    axes.set_xlim(0, max([*levels, 1.0]) * 1.05)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.money(value, unit) if value else "0"))
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.set_ylabel(words.say("chance that it is reached"))
    axes.set_xlabel(_levels_words(found))
    return drawn


@_draw.register
def _(found: Surface) -> Figure:
    title = words.say(
        "{reporter} and {partner}: chance in %\nthat each mark is reached by each year",
        **words.pair_names(found.series),
    )
    drawn = _framed(1.9 + 0.36 * len(found.rows), title, found.question, found.series)
    axes = drawn.subplots()
    axes.imshow(
        [row.probabilities for row in found.rows], cmap="Blues", vmin=0, vmax=1.15, aspect="auto", origin="lower"
    )
    for y, row in enumerate(found.rows):
        for x, p in enumerate(row.probabilities):
            axes.annotate(
                _cell(p), (x, y), ha="center", va="center", color="white" if p > 0.75 else "#222222", fontsize=11
            )
    axes.set_yticks(range(len(found.rows)), [words.mark_words(row.target) for row in found.rows])
    axes.set_xticks(range(len(found.deadlines)), [str(year) for year in found.deadlines])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return drawn


def _named(label: str) -> str:
    return label if len(label) <= _NAME else f"{label[: _NAME - 1]}…"


def _draw_case(top: Axes, bottom: Axes, entry: Compared, place: int, last: int) -> None:
    """Draw one case: its median and 8-in-10 band, and its chance by year."""
    if entry.answer is None:
        return
    colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
    rows = [row for row in entry.path if row.year <= last]
    years = [row.year for row in rows]
    low, middle, high = ([row.quantiles[i] for row in rows] for i in (_LOW, _MIDDLE, _HIGH))
    if place < 2:  # more bands hide each other
        top.fill_between(years, low, high, color=colour, alpha=0.10, lw=0)
    top.plot(years, middle, color=colour, lw=1.7, ls=dash, label=_named(words.case_words(entry.asked)))
    told = [(year, p) for year, p in entry.answer.probability_by if year <= last]
    bottom.plot([y for y, _ in told], [p for _, p in told], "o", color=colour, lw=1.7, ls=dash, ms=3)


@_draw.register
def _(found: Comparison) -> Figure:
    base, question = found.baseline, found.question
    series, mark = base.asked.series, question.target
    title = words.say(
        "{reporter} and {partner}: {mark},\ncases side by side",
        mark=words.mark_words(mark),
        **words.pair_names(series),
    )
    drawn = _framed(6.6 + 0.2 * len(found.entries), title, question, series)
    top, bottom = drawn.subplots(2, 1, sharex=True, height_ratios=[3, 2])
    last = min(question.running_year + YEARS_SHOWN, question.horizon)
    for place, entry in enumerate(found.entries):
        _draw_case(top, bottom, entry, place, last)
    top.axhline(mark.value, color=MARK, lw=1.2)
    first = base.path[0].year
    top.annotate(
        words.mark_words(mark), (first, mark.value), (2, 4), textcoords="offset points", color=MARK, weight="bold"
    )
    highest = [row.quantiles[_HIGH] for row in base.path if row.year <= last]
    top.set_ylim(0, max(mark.value * 1.3, min(max(highest), mark.value * 2.5)) * 1.03)
    money_axis(top, series.unit)
    top.set_ylabel(annual_words(question.flow, series.unit))
    told = words.say("as likely as not; bands: 8 in 10")
    top.legend(loc="upper left", frameon=False, fontsize=9.5, title=told, title_fontsize=9.5)
    _percent_axis(bottom)
    bottom.set_ylabel(words.say("chance reached by"))
    bottom.set_xlim(first - 0.7, last + 0.7)
    bottom.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    return drawn


@_draw.register
def _(found: Sensitivity) -> Figure:
    question, series = found.question, found.series
    title = words.say(
        "{reporter} and {partner}: {mark},\nwhat moves the chance by {year}",
        mark=words.mark_words(question.target),
        year=found.year,
        **words.pair_names(series),
    )
    swings = sorted(found.swings, key=lambda s: -max(abs(o.probability - found.base.probability) for o in s.outcomes))
    drawn = _framed(2.0 + 0.62 * max(len(swings), 1), title, question, series)
    axes = drawn.subplots()
    base = found.base.probability
    for place, swing in enumerate(reversed(swings)):
        for outcome, colour in zip(swing.outcomes, (LOW, HIGH), strict=False):
            axes.barh(place, outcome.probability - base, left=base, color=colour, height=0.5)
            right = outcome.probability >= base
            axes.annotate(
                _named(words.outcome_words(outcome, swing, series)),
                (outcome.probability, place),
                (3 if right else -3, 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="center",
                fontsize=8.5,
            )
        name = textwrap.shorten(words.input_words(swing, series), 60, placeholder=" …")
        axes.annotate(name, (0.0, place + 0.33), fontsize=9.5, weight="bold")
    axes.axvline(base, color="#222222", lw=1)
    axes.set_xlim(-0.02, 1.12)
    axes.set_ylim(-0.5, max(len(swings), 1) - 0.2)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], [words.percent(p) for p in (0, 25, 50, 75, 100)])
    axes.set_xlabel(
        words.say("chance by {year}; as it stands {chance}", year=found.year, chance=words.percent_words(base))
    )
    return drawn


def figure(found: Explored) -> Figure:
    """Return the picture of what was found."""
    with mpl.rc_context(STYLE):
        return _draw(found)


def _headline(found: Explored) -> str:
    match found:
        case Attainable():
            return words.attainable_headline(found)
        case Surface():
            return words.surface_headline(found)
        case Comparison():
            return words.comparison_headline(found)
        case Sensitivity():
            return words.sensitivity_headline(found)


def accessible(found: Explored) -> tuple[str, str]:
    """Return the picture's title and its values in words, for screen readers."""
    match found:
        case Attainable():
            told = [
                f"{words.percent_words(p)}: {words.say_at_least(level, found.series.unit)}" for p, level in found.ladder
            ]
        case Surface():
            told = [
                f"{words.mark_words(row.target)}: "
                + ", ".join(
                    f"{y} {words.percent(p * 100)}" for y, p in zip(found.deadlines, row.probabilities, strict=True)
                )
                for row in found.rows
            ]
        case Comparison():
            told = [
                f"{words.case_words(e.asked)}: "
                + ", ".join(f"{y} {words.percent(p * 100)}" for y, p in e.answer.probability_by[:6])
                for e in found.entries
                if e.answer
            ]
        case Sensitivity():
            told = [
                f"{words.input_words(s, found.series)}, {words.outcome_words(o, s, found.series)}: "
                f"{words.percent(o.probability * 100)}"
                for s in found.swings
                for o in s.outcomes
            ]
    return figure(found).get_suptitle().replace("\n", " "), f"{_headline(found)} {'; '.join(told)}."
