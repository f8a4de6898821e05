"""The picture of any answer: one way in for pages, notebooks, reports and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.forecasting import TargetForecast
from forecast.report.figures import analysis, answer
from forecast.report.figures.style import as_png, as_svg, described

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Drawable", "figure", "png", "svg"]

Drawable = TargetForecast | analysis.Explored


def figure(found: Drawable, *, titled: bool = True) -> Figure:
    """Return the picture of an answer, that of a forecast without its sentence where the page around it says it."""
    return answer.figure(found, titled=titled) if isinstance(found, TargetForecast) else analysis.figure(found)


def svg(found: Drawable, *, titled: bool = True) -> str:
    """Return the picture as SVG: text kept as text, title and description for screen readers."""
    painter = answer if isinstance(found, TargetForecast) else analysis
    title, description = painter.accessible(found)
    return described(as_svg(figure(found, titled=titled)), title, description)


def png(found: Drawable, *, dpi: int = 192, titled: bool = True) -> bytes:
    """Return the picture as PNG, by default at twice the screen's resolution."""
    return as_png(figure(found, titled=titled), dpi=dpi)
