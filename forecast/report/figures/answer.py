"""The answer as a picture: its sentence, the fan, and the distribution of the date standing on the line of the mark.

Drawn with matplotlib's `Figure`, never pyplot; the same forecast gives the same bytes. Sizes are
chosen so that the chart reads at 400 px and at the width of an A4 page.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from forecast import words
from forecast.forecasting import TargetForecast, path_rows
from forecast.report.figures.fan import draw_answer, draw_history
from forecast.report.figures.span import YEARS_SHOWN_AHEAD, last_year_shown
from forecast.report.figures.style import INK, QUIET, STYLE, known_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from forecast.forecasting import Fitted

__all__ = ["accessible", "draw_fan", "figure"]

WIDTH_INCHES, CHART_INCHES = 6.0, 4.6
#: Characters and lines that a scenario may take of the title and of the footer.
TITLE_ROOM, FOOTER_ROOM = (50, 3), (92, 6)
#: Characters that a line of the question, of the verdict and of the range has room for, and their sizes in points.
_ASKED, _VERDICT, _RANGE = (54, 12.5), (33, 19.0), (56, 12.5)
_LEADING, _MARGIN = 1.3, 0.12


def _publishers(forecast: TargetForecast) -> str:
    """Return who published what is used, the newest three; empty when nobody is named."""
    taken = [u for u in forecast.statements if u.counts]
    used = [u.statement for u in taken if not u.statement.hypothetical]
    newest = sorted(used, key=lambda s: s.origin.published, reverse=True)
    names = list(dict.fromkeys(s.origin.publisher.split(",")[0] for s in newest if s.origin.publisher))
    told, more = ", ".join(names[:3]), len(names) - 3
    if more > 0:
        return words.say_count(
            "Sources: {publishers} and {count} more. ",
            "Sources: {publishers} and {count} more. ",
            more,
            publishers=told,
        )
    return words.say("Sources: {publishers}. ", publishers=told) if names else ""


def _reading(forecast: TargetForecast) -> str:
    """Return how to read what the picture does not name where it stands."""
    asked = forecast.question.statistics, forecast.question.flow
    levels = [
        use
        for use in forecast.statements
        if (s := use.statement).level and s.period.is_year and (s.statistics, s.flow) == asked
    ]
    told = []
    if forecast.answer.status != "reached":
        told.append(words.say("Bars: the chance that a year is the first to reach the target."))
    if any(use.statement.level and use.statement.level.qualifier != "exact" for use in levels):
        told.append(words.say('Open circles: published as "about", "over" or "almost".'))
    if any(use.level_excluded for use in levels):
        told.append(words.say("Grey circles: not used."))
    return " ".join(told)


def _footer(forecast: TargetForecast) -> str:
    made = words.say("trade-target {version}, run {run}", version=forecast.run.version, run=forecast.run.id)
    known = known_words(forecast.question, forecast.series)
    lines = [_wrapped(_reading(forecast), FOOTER_ROOM), f"{known}\n", f"{_publishers(forecast).rstrip()}\n"]
    return "".join(line for line in lines if line.strip()) + _scenario(forecast) + made


def _wrapped(text: str, room: tuple[int, int]) -> str:
    """Return text on lines of so many characters, cut after so many lines, ending in a line feed."""
    lines = textwrap.wrap(text, room[0], max_lines=room[1], placeholder=" …", break_on_hyphens=False)
    return "".join(f"{line}\n" for line in lines)


def _scenario(forecast: TargetForecast) -> str:
    """Return the footer's lines on the scenario, if there is one."""
    told = str(forecast.question.scenario).replace(";", "; ")
    return _wrapped(words.say("A scenario, not the forecast: {scenario}", scenario=told), FOOTER_ROOM) if told else ""


def _assumed(forecast: TargetForecast) -> str:
    """Return the scenario, which stands first, so that no picture of one is taken for the forecast."""
    assumed = words.scenario_clause(forecast.question.scenario, forecast.series.unit)
    return _wrapped(f"{assumed}:", TITLE_ROOM) if assumed else ""


def _asked(forecast: TargetForecast) -> str:
    """Return whose trade, and the mark."""
    told = {"mark": words.mark_words(forecast.question.target), **words.pair_labels(forecast.series)}
    match forecast.question.flow:
        case "total":
            return words.say("{reporter} and {partner}: {mark}", **told)
        case "exports":
            return words.say("{reporter} and {partner}, exports: {mark}", **told)
        case "imports":
            return words.say("{reporter} and {partner}, imports: {mark}", **told)


def _write_header(drawn: Figure, forecast: TargetForecast) -> None:
    """Write scenario, question and answer above the chart, and leave them their room."""
    pieces: tuple[tuple[str, tuple[int, float], dict[str, Any]], ...] = (
        (_assumed(forecast), _ASKED, {"weight": "bold", "color": INK}),
        (_asked(forecast), _ASKED, {"color": QUIET}),
        (words.verdict(forecast), _VERDICT, {"weight": "bold", "color": INK}),
        (words.verdict_range(forecast), _RANGE, {"color": INK}),
    )
    told = [
        (line.replace("\u00a0", " "), size, look)
        for text, (room, size), look in pieces
        for part in text.splitlines()
        for line in textwrap.wrap(part.replace(" %", "\u00a0%"), room, break_on_hyphens=False)
    ]
    taken = _MARGIN + sum(size * _LEADING for _, size, _ in told) / 72
    height = taken + drawn.get_figheight()
    drawn.set_figheight(height)
    at = _MARGIN
    for line, size, look in told:
        drawn.text(0.02, 1 - at / height, line, fontsize=size, va="top", **look)
        at += size * _LEADING / 72
    layout = drawn.get_layout_engine()
    assert isinstance(layout, ConstrainedLayoutEngine)
    layout.set(rect=(0, 0, 1, 1 - taken / height))


def draw_fan(found: TargetForecast | Fitted, axes: Axes | None = None) -> Axes:
    """Draw history and fan on axes, those of a new figure by default, and the mark and figures of an answer.

    Parameters
    ----------
    found : TargetForecast or Fitted
    axes : matplotlib.axes.Axes, optional
    """
    with mpl.rc_context(STYLE):
        size = (WIDTH_INCHES, CHART_INCHES)
        on: Axes = Figure(figsize=size, layout="constrained").subplots() if axes is None else axes
        if isinstance(found, TargetForecast):
            with words.years_ending(found.question.year_ends):
                draw_answer(on, found, [row for row in found.path if row.year <= last_year_shown(found)])
            return on
        ground = found.ground
        last = min(ground.running_year + YEARS_SHOWN_AHEAD, ground.horizon)
        rows = [row for row in path_rows(found, last_complete_year=ground.running_year - 1) if row.year <= last]
        with words.years_ending(ground.year_ends):
            draw_history(on, rows, ground.flow, found.series.unit)
        return on


@words.in_its_years
def figure(forecast: TargetForecast, *, titled: bool = True) -> Figure:
    """Return the chart of a forecast: the fan, and the date's distribution on the line of the mark.

    Parameters
    ----------
    forecast : TargetForecast
    titled : bool
        Whether question and answer stand above it: not where the page around it says them.
    """
    with mpl.rc_context(STYLE):
        drawn = Figure(figsize=(WIDTH_INCHES, CHART_INCHES), layout="constrained")
        draw_answer(drawn.subplots(), forecast, [row for row in forecast.path if row.year <= last_year_shown(forecast)])
        drawn.supxlabel(_footer(forecast), x=0.02, ha="left", fontsize=8.5, color=QUIET)
        if titled:
            _write_header(drawn, forecast)
        return drawn


@words.in_its_years
def accessible(forecast: TargetForecast) -> tuple[str, str]:
    """Return the picture's title and its values in words, for screen readers."""
    assumed, asked = _assumed(forecast).replace("\n", " "), _asked(forecast)
    title = ", ".join(filter(None, (assumed, asked, words.verdict(forecast), words.verdict_range(forecast))))
    told = ", ".join(
        f"{words.year_words(year)}: {words.percent(p * 100)}" for year, p in forecast.answer.probability_by[:8]
    )
    described = words.say(
        "{headline} Chance by the end of each year: {chances}.", headline=words.headline(forecast), chances=told
    )
    return title, described
