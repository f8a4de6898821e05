"""A forecast becomes the bytes of a format."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, request

from forecast import figures, tables
from forecast.document import dumps, forecast_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forecast.answers import TargetForecast

__all__ = ["FORMATS", "respond"]


def _json(forecast: TargetForecast) -> bytes:
    return dumps(forecast_document(forecast, linked=True)).encode()


def _csv(forecast: TargetForecast) -> bytes:
    return tables.csv_text(forecast).encode()


def _svg(forecast: TargetForecast) -> bytes:
    return figures.svg(forecast).encode()


#: Suffix of the address: content type and writer.
FORMATS: Mapping[str, tuple[str, Callable[[TargetForecast], bytes]]] = {
    "json": ("application/json", _json),
    "csv": ("text/csv; charset=utf-8", _csv),
    "svg": ("image/svg+xml; charset=utf-8", _svg),
}


def respond(forecast: TargetForecast, suffix: str, *, max_age: int) -> Response:
    """Return a forecast in a format, with an ETag; 304 when the client has it already."""
    content_type, write = FORMATS[suffix]
    response = Response(write(forecast), content_type=content_type)
    name = f"{forecast.question.series}-{forecast.run.id}.{suffix}"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.cache_control.public = True
    response.cache_control.max_age = max_age
    response.add_etag()
    response.make_conditional(request)
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        abort(HTTPStatus.PRECONDITION_FAILED)
    return response
