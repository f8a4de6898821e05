"""What analyses find as pictures: the same bytes for the same answer."""

from __future__ import annotations

import textwrap
from functools import singledispatch
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import blended_transform_factory

from forecast import words
from forecast.forecasting import PATH_PROBABILITIES, Attainable, Comparison, Sensitivity, Surface
from forecast.report.figures.fan import years_axis
from forecast.report.figures.style import FAN, INK, MARK, QUIET, STYLE, annual_words, known_words, money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from forecast.data import Series
    from forecast.forecasting import Asked, Compared, Question, Swing

__all__ = ["Explored", "accessible", "figure"]

Explored = Attainable | Surface | Comparison | Sensitivity

#: Okabe and Ito's colours, safe for colour-blind readers; the baseline first, in ink.
COLOURS = ("#222222", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A5C00", "#8A8A8A")
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 2, 1, 2)), (0, (8, 3)))
WIDTH = 6.0
YEARS_SHOWN = 10
_LOW, _MIDDLE, _HIGH = (PATH_PROBABILITIES.index(p) for p in (0.1, 0.5, 0.9))
#: Letters that a line of the footer, of a case's name and of an input's name has room for.
_LINE, _NAME, _INPUT = 92, 62, 34
#: What moves the chance by less than half a point is not drawn.
LEAST_MOVED = 0.005


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
        **words.pair_labels(found.series),
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
        **words.pair_labels(found.series),
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
    axes.set_xticks(range(len(found.deadlines)), [words.year_words(year) for year in found.deadlines])
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return drawn


def _case_lines(asked: Asked) -> list[str]:
    lines = textwrap.wrap(words.together(words.case_told(asked)), _NAME, max_lines=3, placeholder=" …")
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def _draw_case(top: Axes, bottom: Axes, entry: Compared, place: int, last: int) -> tuple[float, str] | None:
    """Draw one case: its median and 8-in-10 band, and its chance by year; return the last chance and its colour."""
    if entry.answer is None:
        return None
    colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
    rows = [row for row in entry.path if row.year <= last]
    years = [row.year for row in rows]
    low, middle, high = ([row.quantiles[i] for row in rows] for i in (_LOW, _MIDDLE, _HIGH))
    if place < 2:  # more bands hide each other
        top.fill_between(years, low, high, color=colour, alpha=0.10, lw=0)
    top.plot(years, middle, color=colour, lw=1.7, ls=dash, label="\n".join(_case_lines(entry.asked)))
    told = [(year, p) for year, p in entry.answer.probability_by if year <= last]
    bottom.plot([y for y, _ in told], [p for _, p in told], "o", color=colour, lw=1.7, ls=dash, ms=3)
    return (told[-1][1], colour) if told else None


def _label_chances(axes: Axes, ends: list[tuple[float, str]]) -> None:
    """Write the last chance of each case at its line's end, kept apart; equal ones once."""
    free = 1.0
    for p, colour in sorted(dict(reversed(ends)).items(), reverse=True):
        at = min(p, free)
        free = at - 0.09
        axes.annotate(
            words.percent_words(p), (1.01, at), xycoords=("axes fraction", "data"), va="center", fontsize=9.5,
            color=colour, weight="bold", annotation_clip=False,
        )  # fmt: skip


@_draw.register
def _(found: Comparison) -> Figure:
    base, question = found.baseline, found.question
    series, mark = base.asked.series, question.target
    title = words.say(
        "{reporter} and {partner}: {mark},\ncases side by side",
        mark=words.mark_words(mark),
        **words.pair_labels(series),
    )
    lines = 1 + sum(len(_case_lines(entry.asked)) for entry in found.entries)
    drawn = _framed(6.4 + 0.22 * lines, title, question, series)
    # The names stand above the axes, where no line can run through them.
    names, top, bottom = drawn.subplots(3, 1, height_ratios=[0.22 * lines, 3, 2])
    names.set_axis_off()
    last = min(question.running_year + YEARS_SHOWN, question.horizon)
    ends = [_draw_case(top, bottom, entry, place, last) for place, entry in enumerate(found.entries)]
    top.axhline(mark.value, color=MARK, lw=1.2)
    first = max(base.path[0].year, question.running_year - YEARS_SHOWN)
    top.annotate(
        words.say("Target {mark}", mark=words.mark_words(mark)), (0.005, mark.value), (0, 4), color=MARK, weight="bold",
        xycoords=("axes fraction", "data"), textcoords="offset points",
    )  # fmt: skip
    highest = [row.quantiles[_HIGH] for row in base.path if row.year <= last]
    top.set_ylim(0, max(mark.value * 1.3, min(max(highest), mark.value * 2.5)) * 1.03)
    money_axis(top, series.unit)
    top.set_ylabel(annual_words(question.flow, series.unit), fontsize=10, color=QUIET)
    told = words.say("Lines: the middle path; shades: 80 % of futures")
    legend = names.legend(
        *top.get_legend_handles_labels(), loc="upper left", frameon=False, fontsize=9.5, title=told, borderaxespad=0,
        title_fontsize=9.5, alignment="left", bbox_to_anchor=(0.01, 1.0),
        bbox_transform=blended_transform_factory(drawn.transFigure, names.transAxes),
    )  # fmt: skip
    legend.set_in_layout(False)
    _percent_axis(bottom)
    bottom.set_ylabel(words.say("chance reached by"), fontsize=10, color=QUIET)
    for axes in (top, bottom):
        axes.set_xlim(first - 0.7, last + 0.7)
        years_axis(axes, range(first, last + 1))
    _label_chances(bottom, [end for end in ends if end])
    return drawn


def _row_of(swing: Swing, series: Series) -> tuple[list[str], list[str]]:
    """Return the lines of an input's name, and a line for each thing that it is moved to, with the chance."""
    name = textwrap.wrap(words.input_words(swing, series), _INPUT, max_lines=2, placeholder=" …")
    told = [
        words.say(
            "{value}: {when}", value=words.outcome_words(o, swing, series), when=words.percent_words(o.probability)
        )
        for o in swing.outcomes
    ]
    return name, [line for one in told for line in textwrap.wrap(one, _INPUT + 6)]


@_draw.register
def _(found: Sensitivity) -> Figure:
    question, series = found.question, found.series
    title = words.say(
        "{reporter} and {partner}: {mark},\nwhat moves the chance by {year}",
        mark=words.mark_words(question.target),
        year=found.year,
        **words.pair_labels(series),
    )
    base = found.base.probability

    def moved(swing: Swing) -> float:
        return max(abs(outcome.probability - base) for outcome in swing.outcomes)

    swings = sorted((s for s in found.swings if moved(s) >= LEAST_MOVED), key=moved, reverse=True)
    rows = [(swing, *_row_of(swing, series)) for swing in swings]
    lines = sum(len(name) + len(told) + 0.7 for _, name, told in rows)
    drawn = _framed(2.1 + 0.185 * max(lines, 2), title, question, series)
    names, axes = drawn.subplots(1, 2, sharey=True, width_ratios=[1, 1])
    names.set_axis_off()
    at = lines
    for swing, name, told in rows:
        for line, weight in [*((one, "bold") for one in name), *((one, "normal") for one in told)]:
            at -= 1
            names.annotate(line, (0, at + 0.5), va="center", fontsize=9.5, weight=weight, annotation_clip=False)
        middle = at + (len(name) + len(told)) / 2
        chances = [outcome.probability for outcome in swing.outcomes]
        axes.plot([min(base, *chances), max(base, *chances)], [middle, middle], color=FAN, lw=7, solid_capstyle="butt")
        axes.plot(chances, [middle] * len(chances), "o", color=FAN, ms=8)
        at -= 0.7
    if not rows:
        names.annotate(words.say("No single input moves it by a point."), (0, 0.5), fontsize=9.5, annotation_clip=False)
    names.set_xlim(0, 1)
    axes.axvline(base, color=INK, lw=1.2, zorder=0)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(0, max(lines, 2))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color="#DDDDDD", lw=0.8)
    axes.set_axisbelow(True)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], [words.number(p) for p in (0, 25, 50, 75, 100)])
    axes.set_xlabel(words.say("chance by {year}, %", year=found.year), fontsize=10)
    axes.set_title(words.say("as it stands: {chance}", chance=words.percent_words(base)), fontsize=10)
    return drawn


@words.in_its_years
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


@words.in_its_years
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
                f"{words.case_told(e.asked)}: "
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
