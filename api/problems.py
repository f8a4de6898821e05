"""Every error of the service as RFC 9457 problem+json, all faults at once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from api.gate import RETRY_AFTER, BusyError
from forecast.document import dumps
from forecast.errors import FitError, InputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.errors import Fault

__all__ = ["problem", "register"]

_log = logging.getLogger(__name__)
_TYPES = {
    400: ("bad-question", "The question cannot be answered as asked"),
    404: ("not-found", "There is nothing at this address"),
    405: ("method-not-allowed", "This address does not take this method"),
    412: ("precondition-failed", "The answer is not the one that If-Match names"),
    413: ("too-large", "The request is too large"),
    414: ("too-long", "The address is too long"),
    422: ("no-forecast", "The published figures carry no forecast"),
    503: ("busy", "Too many forecasts are asked for at once"),
    500: ("internal", "Something went wrong here"),
}


def problem(status: int, detail: str, faults: Iterable[Fault] = ()) -> Response:
    """Return a problem+json response.

    Parameters
    ----------
    status : int
    detail : str
        What happened, for a person.
    faults : iterable of Fault
        Each bad parameter: what it got, what is wrong, what it takes.
    """
    name, title = _TYPES.get(status, ("http-error", "The request cannot be served"))
    body = {
        "type": f"urn:trade-target:problem:{name}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [{"name": f.where, "given": f.given, "problem": f.problem, "takes": f.remedy} for f in faults],
        "request_id": g.get("request_id"),
    }
    return Response(dumps(body), status, content_type="application/problem+json")


def _input_error(error: InputError) -> Response:
    status = 404 if isinstance(error, UnknownNameError) else 400
    return problem(status, "; ".join(str(f) for f in error.faults), error.faults)


def _fit_error(error: FitError) -> Response:
    return problem(422, str(error))


def _busy(_error: BusyError) -> Response:
    response = problem(503, f"come again in {RETRY_AFTER} seconds")
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    response = problem(status, f"{request.method} {request.path[:200]}: {error.name.lower()}")
    if error.code == 405 and (allowed := error.get_response().headers.get("Allow")):
        response.headers["Allow"] = allowed
    return response


def _unexpected(error: Exception) -> Response:
    _log.error("request %s failed", g.get("request_id"), exc_info=error)
    return problem(500, "an unexpected fault; quote the request id when you report it")


def register(app: Flask) -> None:
    """Make every error of an application a problem+json response."""
    app.register_error_handler(InputError, _input_error)
    app.register_error_handler(FitError, _fit_error)
    app.register_error_handler(BusyError, _busy)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
