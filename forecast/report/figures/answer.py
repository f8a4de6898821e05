"""The answer as a picture: fan chart with the mark, and the distribution of the date under it.

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
from forecast.report.figures.style import BARS, FAN, INK, MARK, STYLE, WRONG, annual_words, known_words, money_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from forecast.forecasting import Fitted, PathRow

__all__ = ["accessible", "draw_fan", "figure", "last_year_shown"]

WIDTH_INCHES, HEIGHT_INCHES = 6.0, 6.6
YEARS_SHOWN_AHEAD = 7
#: Characters and lines that a scenario may take of the title and of the footer.
TITLE_ROOM, FOOTER_ROOM = (46, 3), (92, 6)
#: Opaque tints of the fan's blue, so that the legend shows the colours of the picture.
_BANDS = (
    ("p05", "p95", "#D6E7F3", words.marked("9 in 10 chances")),
    ("p10", "p90", "#AFD0E7", words.marked("8 in 10")),
    ("p25", "p75", "#7DB3D8", words.marked("5 in 10")),
)


def _column(rows: list[PathRow], name: str) -> list[float]:
    index = [f"p{round(p * 100):02d}" for p in PATH_PROBABILITIES].index(name)
    return [row.quantiles[index] for row in rows]


def last_year_shown(forecast: TargetForecast) -> int:
    """Return the last year of the picture: some years ahead, further if the date lies further."""
    question, answer = forecast.question, forecast.answer
    wanted = [question.as_of.year + YEARS_SHOWN_AHEAD, question.by or 0]
    if answer.status != "reached" and answer.median:
        wanted.append(answer.median.year + 3)
    return min(max(wanted), question.horizon)


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
        words.mark_words(mark),
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
    money_axis(axes, forecast.series.unit)
    axes.set_ylabel(annual_words(forecast.question.flow, forecast.series.unit))
    # Above the axes, where no line can run through it.
    axes.legend(loc="lower left", bbox_to_anchor=(-0.14, 1.0), ncols=4, frameon=False, fontsize=10, columnspacing=1.0)


def _draw_dates(axes: Axes, forecast: TargetForecast, years: list[int]) -> None:
    """Draw the chance that the mark is first reached in each year, and what lies later."""
    bars = {year: p for year, p in forecast.answer.first_in if year in years}
    axes.bar(list(bars), list(bars.values()), color=BARS, width=0.8)
    for year, p in bars.items():
        if p >= 0.03:
            axes.annotate(
                words.number(p * 100), (year, p), (0, 2), textcoords="offset points", ha="center", fontsize=10
            )
    axes.set_ylim(0, max([*bars.values(), 0.2]) * 1.25)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    later = words.percent_words(max(1 - sum(bars.values()), 0.0))
    told = (
        words.say("Chance in % that the mark is regained in that year")
        if forecast.answer.lost_in
        else words.say("Chance in % that the mark is first reached in that year")
    )
    rest = words.say("(later than {year} or never: {chance})", year=years[-1], chance=later)
    axes.set_title(f"{told}\n{rest}", fontsize=11, loc="left")
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


def _answered(forecast: TargetForecast) -> str:
    """Return the title's second line: the chance by the deadline or this year, or when the mark was reached."""
    answer, question = forecast.answer, forecast.question
    side = words.side_words(forecast.series, question.statistics)
    if answer.status == "reached":
        if answer.reached_in:
            return words.say("reached by {year}, on {side}'s figures", year=answer.reached_in, side=side)
        return words.say("reached, on {side}'s figures", side=side)
    year = question.by if question.by and answer.by(question.by) is not None else max(question.as_of.year, 0)
    probability = answer.by(year)
    if probability is None:
        return words.say("on {side}'s figures", side=side)
    chance = words.chances(probability)
    return words.say("{chance} by {year}, on {side}'s figures", chance=chance, year=year, side=side)


def _plain_title(forecast: TargetForecast) -> str:
    return f"{_asked(forecast)}\n{_answered(forecast)}"


def draw_fan(found: TargetForecast | Fitted, axes: Axes | None = None) -> Axes:
    """Draw history and fan on axes, those of a new figure by default, and the mark and figures of an answer.

    Parameters
    ----------
    found : TargetForecast or Fitted
    axes : matplotlib.axes.Axes, optional
    """
    with mpl.rc_context(STYLE):
        size = (WIDTH_INCHES, HEIGHT_INCHES * 0.7)
        on: Axes = Figure(figsize=size, layout="constrained").subplots() if axes is None else axes
        if isinstance(found, TargetForecast):
            last = last_year_shown(found)
            _draw_top(on, found, [row for row in found.path if row.year <= last])
            return on
        ground = found.ground
        last = min(ground.as_of.year + YEARS_SHOWN_AHEAD, ground.horizon)
        rows = [row for row in path_rows(found, last_complete_year=ground.as_of.year - 1) if row.year <= last]
        _draw_fan(on, rows)
        on.set_ylim(bottom=0)
        money_axis(on, found.series.unit)
        on.set_ylabel(annual_words(ground.flow, found.series.unit))
        on.legend(loc="lower left", bbox_to_anchor=(-0.14, 1.0), ncols=4, frameon=False, fontsize=10, columnspacing=1.0)
        return on


def figure(forecast: TargetForecast) -> Figure:
    """Return the chart of a forecast: fan with the mark on top, the date's distribution under it."""
    with mpl.rc_context(STYLE):
        last = last_year_shown(forecast)
        rows = [row for row in forecast.path if row.year <= last]
        drawn = Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), layout="constrained")
        top, bottom = drawn.subplots(2, 1, sharex=True, height_ratios=[3, 1])
        _draw_top(top, forecast, rows)
        _draw_dates(bottom, forecast, [row.year for row in rows])
        bottom.set_xlim(rows[0].year - 0.7, rows[-1].year + 0.7)
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
