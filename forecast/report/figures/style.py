"""What all pictures share: type, colours, axes, and what makes an SVG readable to everybody."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.ticker import FuncFormatter, MaxNLocator

from forecast import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from forecast.data import Flow, Series
    from forecast.forecasting import Question

__all__ = [
    "BARS",
    "FAN",
    "INK",
    "MARK",
    "QUIET",
    "STYLE",
    "WRONG",
    "annual_words",
    "as_png",
    "as_svg",
    "described",
    "known_words",
    "money_axis",
]

#: Okabe and Ito's colours, safe for colour-blind readers.
INK, FAN, MARK, BARS, WRONG, QUIET = "#222222", "#0072B2", "#D55E00", "#56B4E9", "#999999", "#555555"
STYLE: dict[Any, Any] = {
    "font.size": 12,
    "font.family": "sans-serif",
    "svg.fonttype": "none",
    "svg.hashsalt": "trade-target",
    "text.parse_math": False,  # two dollar signs are money, not mathematics
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def money_axis(axes: Axes, unit: str) -> None:
    """Label an axis of money as people say it."""
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.money(value, unit) if value else "0"))
    axes.yaxis.set_major_locator(MaxNLocator(6))


def annual_words(flow: Flow, unit: str) -> str:
    """Return what an axis of annual totals shows."""
    match flow:
        case "total":
            return words.say("Annual total, {currency}", currency=unit)
        case "exports":
            return words.say("Annual exports, {currency}", currency=unit)
        case "imports":
            return words.say("Annual imports, {currency}", currency=unit)


def known_words(question: Question, series: Series) -> str:
    """Return the day and whose statistics, as every picture's footer begins."""
    return words.say(
        "As known on {day}. Statistics of {side}, {basis}, {flow}.",
        day=words.day(question.as_of),
        side=words.side_words(series, question.statistics),
        basis=words.basis_words(series.basis),
        flow=words.flow_word(question.flow),
    )


def _settle(drawn: Figure) -> None:
    """Lay a picture out, places to a ten-thousandth: the solver's last digits do not repeat from run to run."""
    layout = drawn.get_layout_engine()
    if layout is not None:
        layout.execute(drawn)
        drawn.set_layout_engine("none")
        for axes in drawn.axes:
            axes.set_position(tuple(round(at, 4) for at in axes.get_position().bounds))


def as_svg(drawn: Figure) -> str:
    """Return a picture as SVG, text kept as text: the same picture gives the same bytes."""
    with mpl.rc_context(STYLE):
        _settle(drawn)
        out = io.StringIO()
        drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def as_png(drawn: Figure, *, dpi: float, **paper: Any) -> bytes:  # noqa: ANN401 - as `Figure.savefig` takes them
    """Return a picture as PNG: the same picture gives the same bytes."""
    with mpl.rc_context(STYLE):
        _settle(drawn)
        out = io.BytesIO()
        drawn.savefig(out, format="png", dpi=dpi, metadata={"Software": None}, **paper)
    return out.getvalue()


def described(markup: str, title: str, description: str) -> str:
    """Return SVG markup that shrinks to a narrow screen, with title and description for screen readers."""
    start = markup.index("<svg")
    end = markup.index(">", start)
    named = (
        f'{markup[start:end]} style="max-width: 100%; height: auto" role="img" '
        'aria-labelledby="chart-title chart-desc">\n'
        f' <title id="chart-title">{escape(title)}</title>\n <desc id="chart-desc">{escape(description)}</desc>'
    )
    return f'<?xml version="1.0" encoding="utf-8" standalone="no"?>\n{named}{markup[end + 1 :]}'
