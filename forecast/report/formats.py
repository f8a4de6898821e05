"""The formats that things are given in: the one list that command line, service, pages and stored runs share."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from forecast import words
from forecast.extras import needing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from forecast.data import AnnouncedTarget, Flow, Series
    from forecast.forecasting import TargetForecast
    from forecast.priors import Priors
    from forecast.report.documents.schema import SeriesList
    from forecast.report.figures.analysis import Explored
    from forecast.store import Withdrawal

__all__ = [
    "BRIEF_FORMATS",
    "EXPLORED_FORMATS",
    "FORMATS",
    "REGISTRY_FORMATS",
    "SERIES_FORMATS",
    "SHELF_FORMATS",
    "Format",
    "ListedTargets",
    "ShownSeries",
    "in_every_format",
]

# What a format needs is imported by its writer: the list is free, and a JSON answer does not load matplotlib.


@dataclass(frozen=True)
class ShownSeries:
    """A series as known on a day, and the side and flow whose history is shown.

    Parameters
    ----------
    series : Series
    priors : Priors
    statistics : str
    flow : {"total", "exports", "imports"}
    as_of : datetime.date
    targets : tuple of str
        Ids of the announced targets about it.
    withdrawn : tuple of Withdrawal
        What of it was withdrawn.
    """

    series: Series
    priors: Priors
    statistics: str
    flow: Flow
    as_of: date
    targets: tuple[str, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()


@dataclass(frozen=True)
class ListedTargets:
    """Announced targets, some of all that were found, each with the id of the series behind it where there is one.

    Parameters
    ----------
    total : int
    targets : tuple of (AnnouncedTarget, str or None)
    """

    total: int
    targets: tuple[tuple[AnnouncedTarget, str | None], ...]


T = TypeVar("T")


@dataclass(frozen=True)
class Format(Generic[T]):
    """One format of one kind of thing.

    Parameters
    ----------
    suffix : str
    content_type : str
    label : str
        What a reader gets, in words.
    writer : callable
        The bytes of a thing, also told where the public reaches the service; the same thing gives the same bytes.
    brief : bool
        Whether it is the brief to print or to pass on.
    """

    suffix: str
    content_type: str
    label: str
    writer: Callable[[T, str | None], bytes]
    brief: bool = False

    def write(self, found: T, *, base_url: str | None = None) -> bytes:
        """Return the bytes of a thing.

        Parameters
        ----------
        found : T
        base_url : str, optional
            Where the public reaches the service, for documents that link to it.
        """
        ends = getattr(getattr(found, "series", None), "year_ends", None)
        with words.years_ending(ends) if isinstance(ends, int) else nullcontext():
            return self.writer(found, base_url)


def _json(forecast: TargetForecast, base_url: str | None) -> bytes:
    from forecast.report.documents.answer import forecast_document  # noqa: PLC0415
    from forecast.report.documents.schema import dumps  # noqa: PLC0415

    # Links lead somewhere only at the service: to an answer that it can give again, or keeps.
    return dumps(forecast_document(forecast, linked=base_url is not None or forecast.run.stored)).encode()


def _explored_json(found: Explored, _base_url: str | None) -> bytes:
    from forecast.report.documents.analysis import analysis_document  # noqa: PLC0415
    from forecast.report.documents.schema import dumps  # noqa: PLC0415

    return dumps(analysis_document(found)).encode()


def _series_json(shown: ShownSeries, _base_url: str | None) -> bytes:
    from forecast.report.documents.catalogue import series_document  # noqa: PLC0415
    from forecast.report.documents.schema import dumps  # noqa: PLC0415

    return dumps(series_document(shown)).encode()


def _shelf_json(listed: SeriesList, _base_url: str | None) -> bytes:
    from forecast.report.documents.schema import dumps  # noqa: PLC0415

    return dumps(listed).encode()


def _shelf_csv(listed: SeriesList, _base_url: str | None) -> bytes:
    from forecast.report.tables.catalogue import series_list_csv  # noqa: PLC0415

    return series_list_csv(listed).encode()


def _registry_json(listed: ListedTargets, _base_url: str | None) -> bytes:
    from forecast.report.documents.catalogue import target_list  # noqa: PLC0415
    from forecast.report.documents.schema import dumps  # noqa: PLC0415

    return dumps(target_list(listed)).encode()


def _registry_csv(listed: ListedTargets, _base_url: str | None) -> bytes:
    from forecast.report.tables.catalogue import targets_csv  # noqa: PLC0415

    return targets_csv(target for target, _ in listed.targets).encode()


def _csv(forecast: TargetForecast, _base_url: str | None) -> bytes:
    from forecast.report.tables.answer import csv_text  # noqa: PLC0415

    return csv_text(forecast).encode()


def _explored_csv(found: Explored, _base_url: str | None) -> bytes:
    from forecast.report.tables.analysis import analysis_table, table_csv  # noqa: PLC0415

    return table_csv(analysis_table(found)).encode()


def _series_csv(shown: ShownSeries, _base_url: str | None) -> bytes:
    from forecast.report.tables.answer import statements_csv  # noqa: PLC0415

    return statements_csv(shown.series.known_at(shown.as_of)).encode()


def _xlsx(forecast: TargetForecast, base_url: str | None) -> bytes:
    with needing("reports"):
        from forecast.report.xlsx import answer_xlsx  # noqa: PLC0415

    return answer_xlsx(forecast, base_url=base_url)


def _series_xlsx(shown: ShownSeries, _base_url: str | None) -> bytes:
    from forecast.report.documents.catalogue import series_document  # noqa: PLC0415

    with needing("reports"):
        from forecast.report.xlsx import series_xlsx  # noqa: PLC0415

    return series_xlsx(series_document(shown))


def _svg(found: TargetForecast | Explored, _base_url: str | None) -> bytes:
    from forecast.report.figures.drawing import svg  # noqa: PLC0415

    return svg(found).encode()


def _png(found: TargetForecast | Explored, _base_url: str | None) -> bytes:
    from forecast.report.figures.drawing import png  # noqa: PLC0415

    return png(found)


def _md(forecast: TargetForecast, base_url: str | None) -> bytes:
    from forecast.report.reports import report_markdown  # noqa: PLC0415

    return report_markdown(forecast, base_url=base_url).encode()


def _html(forecast: TargetForecast, base_url: str | None) -> bytes:
    from forecast.report.reports import report_html  # noqa: PLC0415

    return report_html(forecast, base_url=base_url).encode()


def _docx(forecast: TargetForecast, base_url: str | None) -> bytes:
    from forecast.report.reports import report_docx  # noqa: PLC0415

    return report_docx(forecast, base_url=base_url)


_OFFICE = "application/vnd.openxmlformats-officedocument"


def _listed(formats: Iterable[Format[T]]) -> Mapping[str, Format[T]]:
    return MappingProxyType({one.suffix: one for one in formats})


#: Every format by its suffix: an answer can be had in all of them.
FORMATS: Mapping[str, Format[TargetForecast]] = _listed(
    (
        Format("json", "application/json", words.marked("everything (JSON)"), _json),
        Format("csv", "text/csv", words.marked("numbers (CSV)"), _csv),
        Format("xlsx", f"{_OFFICE}.spreadsheetml.sheet", words.marked("workbook (XLSX)"), _xlsx),
        Format("svg", "image/svg+xml", words.marked("chart (SVG)"), _svg),
        Format("png", "image/png", words.marked("chart (PNG)"), _png),
        Format("md", "text/markdown", words.marked("brief (Markdown)"), _md, brief=True),
        Format("html", "text/html", words.marked("brief to print (HTML)"), _html, brief=True),
        Format("docx", f"{_OFFICE}.wordprocessingml.document", words.marked("brief (Word)"), _docx, brief=True),
    )
)
BRIEF_FORMATS = _listed(one for one in FORMATS.values() if one.brief)


def _also(**writers: Callable[[T, str | None], bytes]) -> Mapping[str, Format[T]]:
    """Return the formats that something else can be had in, by what writes it."""
    known = ((FORMATS[suffix], writer) for suffix, writer in writers.items())
    return _listed(Format(one.suffix, one.content_type, one.label, writer) for one, writer in known)


EXPLORED_FORMATS = _also(json=_explored_json, csv=_explored_csv, svg=_svg, png=_png)
SERIES_FORMATS = _also(json=_series_json, csv=_series_csv, xlsx=_series_xlsx)
#: Of the list of all series, and of the registry.
SHELF_FORMATS = _also(json=_shelf_json, csv=_shelf_csv)
REGISTRY_FORMATS = _also(json=_registry_json, csv=_registry_csv)


def in_every_format(forecast: TargetForecast) -> Mapping[str, bytes]:
    """Return the answer in every format, and its citation as JSON, by suffix."""
    from forecast.report.citation import citation_document  # noqa: PLC0415
    from forecast.report.documents.schema import dumps  # noqa: PLC0415
    from forecast.report.reports import report_brief, report_docx, report_html, report_markdown  # noqa: PLC0415

    brief = report_brief(forecast)  # reports share it: most of their cost
    shared = {
        "md": report_markdown(forecast, brief=brief).encode(),
        "html": report_html(forecast, brief=brief).encode(),
        "docx": report_docx(forecast, brief=brief),
        "citation": dumps(citation_document(forecast)).encode(),
    }
    return {suffix: form.write(forecast) for suffix, form in FORMATS.items() if suffix not in shared} | shared
