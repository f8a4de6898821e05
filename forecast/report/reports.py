"""Reports: an answer as a two-page brief, in Markdown, HTML and DOCX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.extras import needing
from forecast.report.brief import Brief, brief_of
from forecast.report.figures import drawing as figures
from forecast.report.html import write_html
from forecast.report.markdown import write_markdown
from forecast.report.whatif import asked_comparison, standard_comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forecast.forecasting import Asked, TargetForecast

__all__ = ["Brief", "brief_of", "report_brief", "report_docx", "report_html", "report_in", "report_markdown"]

#: Dots an inch of the figure in a printed document.
PRINT_DPI = 300


def report_brief(forecast: TargetForecast, *, scenarios: Sequence[Asked] = (), base_url: str | None = None) -> Brief:
    """Return the brief that the reports lay out, with the scenarios given or else the standard ones.

    Whoever writes several formats of one answer makes it once and hands it to each.

    Parameters
    ----------
    forecast : TargetForecast
    scenarios : sequence of Asked
        The question as it stands, then with each scenario, as `parse_comparison` gives them.
    base_url : str, optional
        Address of the service, for permalink and figure.
    """
    compared = asked_comparison(forecast, scenarios) if scenarios else standard_comparison(forecast)
    return brief_of(forecast, scenarios=compared, base_url=base_url)


def report_in(suffix: str, forecast: TargetForecast, brief: Brief) -> bytes:
    """Return a brief that is made already in one of `BRIEF_FORMATS`."""
    if suffix == "docx":
        return report_docx(forecast, brief=brief)
    return (report_html if suffix == "html" else report_markdown)(forecast, brief=brief).encode()


def report_markdown(forecast: TargetForecast, *, base_url: str | None = None, brief: Brief | None = None) -> str:
    """Return the brief as Markdown.

    The figure is the service's SVG when `base_url` is given, else ``<run id>.svg`` beside it: a file, or the
    picture of the same stored run.
    """
    return write_markdown(brief or report_brief(forecast, base_url=base_url))


def report_html(forecast: TargetForecast, *, base_url: str | None = None, brief: Brief | None = None) -> str:
    """Return the brief as one self-contained HTML file that prints on two pages of A4.

    Parameters
    ----------
    forecast : TargetForecast
    base_url : str, optional
        Address of the service, for the permalink.
    brief : Brief, optional
        When it is made already (`report_brief`).
    """
    return write_html(brief or report_brief(forecast, base_url=base_url), figures.svg(forecast, titled=False))


def report_docx(forecast: TargetForecast, *, base_url: str | None = None, brief: Brief | None = None) -> bytes:
    """Return the brief as DOCX, the figure at 300 dots an inch.

    Raises
    ------
    MissingExtraError
        Without the extra `reports`.
    """
    with needing("reports"):
        from forecast.report.docx import write_docx  # noqa: PLC0415 - an extra

    return write_docx(
        brief or report_brief(forecast, base_url=base_url), figures.png(forecast, dpi=PRINT_DPI, titled=False)
    )
