"""The formats an answer is given in: the one list that command line, service and stored runs share."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from forecast.report.documents.answer import dumps, forecast_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forecast.forecasting import TargetForecast

__all__ = ["WRITERS", "Writer", "in_every_format"]

# Libraries of one format are imported by its writer: a JSON answer need not load matplotlib.


@dataclass(frozen=True, slots=True)
class Writer:
    """One format.

    Parameters
    ----------
    content_type : str
    make : callable
        The answer's bytes; the same answer gives the same bytes.
    """

    content_type: str
    make: Callable[[TargetForecast, str | None], bytes]

    def write(self, forecast: TargetForecast, *, base_url: str | None = None) -> bytes:
        """Return an answer's bytes.

        Parameters
        ----------
        forecast : TargetForecast
        base_url : str, optional
            Where the public reaches the service, for documents that link to it.
        """
        return self.make(forecast, base_url)


def _json(forecast: TargetForecast, base_url: str | None = None) -> bytes:
    # Links lead somewhere only at the service: to an answer that it can give again, or keeps.
    return dumps(forecast_document(forecast, linked=base_url is not None or forecast.run.stored)).encode()


def _csv(forecast: TargetForecast, _base_url: str | None = None) -> bytes:
    from forecast.report.tables.answer import csv_text  # noqa: PLC0415

    return csv_text(forecast).encode()


def _xlsx(forecast: TargetForecast, base_url: str | None = None) -> bytes:
    from forecast.report.xlsx import answer_xlsx  # noqa: PLC0415

    return answer_xlsx(forecast, base_url=base_url)


def _svg(forecast: TargetForecast, _base_url: str | None = None) -> bytes:
    from forecast.report.figures.drawing import svg  # noqa: PLC0415

    return svg(forecast).encode()


def _png(forecast: TargetForecast, _base_url: str | None = None) -> bytes:
    from forecast.report.figures.drawing import png  # noqa: PLC0415

    return png(forecast)


def _md(forecast: TargetForecast, base_url: str | None = None) -> bytes:
    from forecast.report import report_markdown  # noqa: PLC0415

    return report_markdown(forecast, base_url=base_url).encode()


def _html(forecast: TargetForecast, base_url: str | None = None) -> bytes:
    from forecast.report import report_html  # noqa: PLC0415

    return report_html(forecast, base_url=base_url).encode()


def _docx(forecast: TargetForecast, base_url: str | None = None) -> bytes:
    from forecast.report import report_docx  # noqa: PLC0415

    return report_docx(forecast, base_url=base_url)


_OFFICE = "application/vnd.openxmlformats-officedocument"
#: Every format by its suffix.
WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "json": Writer("application/json", _json),
        "csv": Writer("text/csv", _csv),
        "xlsx": Writer(f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
        "svg": Writer("image/svg+xml", _svg),
        "png": Writer("image/png", _png),
        "md": Writer("text/markdown", _md),
        "html": Writer("text/html", _html),
        "docx": Writer(f"{_OFFICE}.wordprocessingml.document", _docx),
    }
)


def _citation(forecast: TargetForecast) -> bytes:
    from forecast.report.citation import bibtex, citation_text, csl_json  # noqa: PLC0415

    cited = {"text": citation_text(forecast), "bibtex": bibtex(forecast), "csl_json": csl_json(forecast)}
    return dumps(cited).encode()


def in_every_format(forecast: TargetForecast) -> Mapping[str, bytes]:
    """Return the answer in every format, and its citation as JSON, by suffix."""
    from forecast.report import report_brief, report_docx, report_html, report_markdown  # noqa: PLC0415

    # Reports share a brief, and the page the picture: these are most of the cost.
    brief, picture = report_brief(forecast), _svg(forecast)
    shared = {
        "svg": picture,
        "md": report_markdown(forecast, brief=brief).encode(),
        "html": report_html(forecast, brief=brief, picture=picture.decode()).encode(),
        "docx": report_docx(forecast, brief=brief),
        "citation": _citation(forecast),
    }
    return {suffix: writer.write(forecast) for suffix, writer in WRITERS.items() if suffix not in shared} | shared
