"""The answer as a picture: fan chart, and the distribution of the date standing on the line of the mark.

Drawn with matplotlib's `Figure`, never pyplot; the same forecast gives the same bytes. Sizes are
chosen so that the chart reads at 400 px and at the width of an A4 page.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from forecast import words
from forecast.forecasting import PATH_PROBABILITIES, TargetForecast, path_rows
from forecast.report.figures.span import YEARS_SHOWN_AHEAD, last_year_shown
from forecast.report.figures.style import FAN, INK, MARK, STYLE, WRONG, annual_words, known_words, money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from forecast.forecasting import Fitted, PathRow

__all__ = ["accessible", "draw_fan", "figure"]

WIDTH_INCHES, HEIGHT_INCHES = 6.0, 5.6
#: What is written and drawn over the bars of the date.
DATES = "#7d2d05"
#: Smaller chances of a year are not drawn.
DRAWN = 0.004
#: Characters and lines that a scenario may take of the title and of the footer.
TITLE_ROOM, FOOTER_ROOM = (46, 3), (92, 6)
#: Opaque tints of the fan's blue, so that the legend shows the colours of the picture.
_BANDS = (
    ("p05", "p95", "#D6E7F3", words.marked("90 % of futures")),
    ("p10", "p90", "#AFD0E7", words.marked("80 %")),
    ("p25", "p75", "#7DB3D8", words.marked("50 %")),
)


def _column(rows: list[PathRow], name: str) -> list[float]:
    index = [f"p{round(p * 100):02d}" for p in PATH_PROBABILITIES].index(name)
    return [row.quantiles[index] for row in rows]


def _draw_fan(axes: Axes, rows: list[PathRow]) -> None:
    years = [row.year for row in rows]
    for low, high, tint, label in _BANDS:
        axes.fill_between(years, _column(rows, low), _column(rows, high), color=tint, lw=0, label=words.say(label))
    middle = _column(rows, "p50")
    ahead = sum(row.kind != "forecast" for row in rows)
    axes.plot(years[:ahead], middle[:ahead], color=FAN, lw=1.6)
    axes.plot(years[max(ahead - 1, 0) :], middle[max(ahead - 1, 0) :], color=FAN, lw=1.6, ls=(0, (4, 2)))


def _draw_statements(axes: Axes, forecast: TargetForecast) -> None:
    """Draw each published annual level as the interval that its print allows."""
    question = forecast.question
    labelled = False
    for use in forecast.statements:
        s = use.statement
        if s.level is None or not s.period.is_year or (s.statistics, s.flow) != (question.statistics, question.flow):
            continue
        excluded = use.level_excluded
        colour = WRONG if excluded else INK
        interval = s.level.interval
        axes.plot([s.period.year] * 2, [interval.low, interval.high], color=colour, lw=2.2, solid_capstyle="butt")
        face = "white" if s.level.qualifier != "exact" or excluded else colour
        label = None if labelled or excluded else words.say("as published")
        sign = "x" if excluded else "o"
        if s.hypothetical:
            colour, face, sign, label = MARK, "white", "D", words.say("hypothetical")
        labelled = labelled or not (s.hypothetical or excluded)
        axes.plot([s.period.year], [s.level.value], sign, ms=5, color=colour, mfc=face, ls="", label=label)


def _draw_top(axes: Axes, forecast: TargetForecast, rows: list[PathRow]) -> None:
    mark = forecast.question.target
    _draw_fan(axes, rows)
    _draw_statements(axes, forecast)
    axes.axhline(mark.value, color=MARK, lw=1.8)
    axes.annotate(
        words.say("Target {mark}", mark=words.mark_words(mark)),
        (rows[0].year, mark.value),
        (2, 4),
        textcoords="offset points",
        color=MARK,
        weight="bold",
    )
    known = [row for row in rows if row.kind != "forecast"]
    axes.axvline((known[-1].year if known else rows[0].year) + 0.5, color=INK, lw=0.6, ls=":")
    top = max([mark.value * 1.6, *_column(known, "p95"), min(_column(rows, "p75")[-1], mark.value * 2.2)])
    axes.set_ylim(0, top * 1.03)
    _draw_dates(axes, forecast, [row.year for row in rows], top)
    money_axis(axes, forecast.series.unit)
    axes.set_ylabel(annual_words(forecast.question.flow, forecast.series.unit))
    # Above the axes, where no line can run through it.
    axes.legend(loc="lower left", bbox_to_anchor=(-0.14, 1.0), ncols=4, frameon=False, fontsize=10, columnspacing=1.0)


def _draw_dates(axes: Axes, forecast: TargetForecast, years: list[int], top: float) -> None:
    """Draw the chance of each year to be the first as bars on the mark's line, with the 80 % range under it."""
    answer, mark = forecast.answer, forecast.question.target.value
    if answer.status == "reached":
        return
    bars = {year: p for year, p in answer.first_in if year in years and p >= DRAWN}
    highest = max(bars.values(), default=1.0)
    # A certain year fills the room above the line; a flat distribution keeps a part of it, to be seen.
    unit = (top - mark) * 0.9 * max(highest, 0.35) / highest
    axes.bar(list(bars), [p * unit for p in bars.values()], bottom=mark, color=MARK, alpha=0.8, width=0.72)
    for year, p in bars.items():
        if p == highest:
            label = words.percent(p * 100)
            place = (year, mark + p * unit)
            axes.annotate(label, place, (0, 2), textcoords="offset points", ha="center", fontsize=10, color=DATES)
    interval = next((one for one in answer.intervals if one.level == 0.8), None)
    if interval is not None and interval.start in years:
        under, end = mark - top * 0.025, interval.end if interval.end in years else None
        ends = [interval.start - 0.36, (end + 0.36) if end else years[-1] + 0.7]
        rise = [mark - top * 0.008, under, under, mark - top * 0.008 if end else under]
        axes.plot([ends[0], ends[0], ends[1], ends[1]], rise, color=DATES, lw=1.8)
    axes.xaxis.set_major_locator(MaxNLocator(7, integer=True))


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


def _footer(forecast: TargetForecast) -> str:
    made = words.say("trade-target {version}, run {run}", version=forecast.run.version, run=forecast.run.id)
    known = known_words(forecast.question, forecast.series)
    return f"{known}\n{_publishers(forecast)}\n{_scenario(forecast)}{made}"


def _wrapped(text: str, room: tuple[int, int]) -> str:
    """Return text on lines of so many characters, cut after so many lines, ending in a line feed."""
    lines = textwrap.wrap(text, room[0], max_lines=room[1], placeholder=" …", break_on_hyphens=False)
    return "".join(f"{line}\n" for line in lines)


def _scenario(forecast: TargetForecast) -> str:
    """Return the footer's lines on the scenario, if there is one."""
    told = str(forecast.question.scenario).replace(";", "; ")
    return _wrapped(words.say("A scenario, not the forecast: {scenario}", scenario=told), FOOTER_ROOM) if told else ""


def _title(forecast: TargetForecast) -> str:
    """Return the title; a scenario stands first, so that no picture of one is taken for the forecast."""
    assumed = words.scenario_clause(forecast.question.scenario, forecast.series.unit)
    return (_wrapped(f"{assumed}:", TITLE_ROOM) if assumed else "") + _plain_title(forecast)


def _asked(forecast: TargetForecast) -> str:
    """Return the title's first line: whose trade, and the mark."""
    told = {"mark": words.mark_words(forecast.question.target), **words.pair_names(forecast.series)}
    match forecast.question.flow:
        case "total":
            return words.say("{reporter} and {partner}: {mark}", **told)
        case "exports":
            return words.say("{reporter} and {partner}, exports: {mark}", **told)
        case "imports":
            return words.say("{reporter} and {partner}, imports: {mark}", **told)


def _plain_title(forecast: TargetForecast) -> str:
    told = [_asked(forecast), words.verdict(forecast), words.verdict_range(forecast)]
    return "\n".join(filter(None, told))


def draw_fan(found: TargetForecast | Fitted, axes: Axes | None = None) -> Axes:
    """Draw history and fan on axes, those of a new figure by default, and the mark and figures of an answer.

    Parameters
    ----------
    found : TargetForecast or Fitted
    axes : matplotlib.axes.Axes, optional
    """
    with mpl.rc_context(STYLE):
        size = (WIDTH_INCHES, HEIGHT_INCHES * 0.8)
        on: Axes = Figure(figsize=size, layout="constrained").subplots() if axes is None else axes
        if isinstance(found, TargetForecast):
            last = last_year_shown(found)
            _draw_top(on, found, [row for row in found.path if row.year <= last])
            return on
        ground = found.ground
        last = min(ground.running_year + YEARS_SHOWN_AHEAD, ground.horizon)
        rows = [row for row in path_rows(found, last_complete_year=ground.running_year - 1) if row.year <= last]
        _draw_fan(on, rows)
        on.set_ylim(bottom=0)
        money_axis(on, found.series.unit)
        on.set_ylabel(annual_words(ground.flow, found.series.unit))
        on.legend(loc="lower left", bbox_to_anchor=(-0.14, 1.0), ncols=4, frameon=False, fontsize=10, columnspacing=1.0)
        return on


def figure(forecast: TargetForecast) -> Figure:
    """Return the chart of a forecast: the fan, and the date's distribution on the line of the mark."""
    with mpl.rc_context(STYLE):
        last = last_year_shown(forecast)
        rows = [row for row in forecast.path if row.year <= last]
        drawn = Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        axes = drawn.subplots()
        _draw_top(axes, forecast, rows)
        axes.set_xlim(rows[0].year - 0.7, rows[-1].year + 0.7)
        drawn.suptitle(_title(forecast), x=0.02, ha="left", fontsize=14, weight="bold")
        drawn.supxlabel(_footer(forecast), x=0.02, ha="left", fontsize=8.5, color="#555555")
        return drawn


def accessible(forecast: TargetForecast) -> tuple[str, str]:
    """Return the picture's title and its values in words, for screen readers."""
    told = ", ".join(f"{year}: {words.percent(p * 100)}" for year, p in forecast.answer.probability_by[:8])
    described = words.say(
        "{headline} Chance by the end of each year: {chances}.", headline=words.headline(forecast), chances=told
    )
    return _title(forecast).replace("\n", ", "), described
