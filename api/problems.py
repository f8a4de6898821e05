"""Every error of the service as RFC 9457 problem+json, all faults at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from api.auth import DeniedError
from api.gate import RETRY_AFTER, BusyError
from api.limits import LimitedError
from api.observation import STORE_ERRORS, log
from api.rendering import page
from forecast import words
from forecast.errors import ConflictError, FitError, InputError, UnknownNameError
from forecast.report import dumps
from forecast.store import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.errors import Fault
    from forecast.store import Removal

__all__ = ["GoneError", "problem", "register"]

_TYPES = {
    400: ("malformed", words.marked("The body is not what its type says")),
    401: ("no-token", words.marked("A valid token is needed")),
    404: ("not-found", words.marked("There is nothing at this address")),
    405: ("method-not-allowed", words.marked("This address does not take this method")),
    409: ("conflict", words.marked("What is given contradicts what is stored")),
    410: ("gone", words.marked("What was here was removed")),
    412: ("precondition-failed", words.marked("The answer is not the one that If-Match names")),
    413: ("too-large", words.marked("The request is too large")),
    414: ("too-long", words.marked("The address is too long")),
    415: ("unsupported-type", words.marked("The body is of a type that is not taken")),
    422: ("bad-question", words.marked("The question cannot be answered as asked")),
    429: ("too-many", words.marked("Too many requests come from here")),
    503: ("unavailable", words.marked("The service cannot answer now")),
    500: ("internal", words.marked("Something went wrong here")),
}


class GoneError(Exception):
    """A document of a run was removed, for a reason that its reader is told.

    Parameters
    ----------
    removal : Removal
    """

    def __init__(self, removal: Removal) -> None:
        super().__init__(removal.reason)
        self.removal = removal


def _for_people() -> bool:
    """Return whether a browser asks, at an address for people."""
    best = request.accept_mimetypes.best_match(["application/problem+json", "application/json", "text/html"])
    return best == "text/html" and not request.path.startswith("/v1")


def problem(status: int, detail: str, faults: Iterable[Fault] = (), *, name: str = "") -> Response:
    """Return a problem+json response.

    Parameters
    ----------
    status : int
    detail : str
        What happened, for a person.
    faults : iterable of Fault
        Each bad parameter: what it got, what is wrong, what it takes.
    name : str
        Of the type of problem, where the status has several.
    """
    usual, title = _TYPES.get(status, ("http-error", words.marked("The request cannot be served")))
    title = words.say(title)
    if _for_people():
        return page("problem.html", status=status, title=title, detail=detail)
    body = {
        "type": f"urn:trade-target:problem:{name or usual}",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": [{"name": f.where, "given": f.given, "problem": f.problem, "takes": f.remedy} for f in faults],
        "request_id": g.get("request_id"),
    }
    return Response(dumps(body), status, content_type="application/problem+json")


def _input_error(error: InputError) -> Response:
    status = 404 if isinstance(error, UnknownNameError) else 409 if isinstance(error, ConflictError) else 422
    told = [words.fault_words(fault) for fault in error.faults]
    return problem(status, "; ".join(map(str, told)), told)


def _fit_error(error: FitError) -> Response:
    return problem(422, words.problem_words(str(error)), name="no-forecast")


def _later(why: str) -> Response:
    response = problem(503, words.say("{why}; come again in {seconds} seconds", why=why, seconds=RETRY_AFTER))
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _limited(error: LimitedError) -> Response:
    told = words.say("this is asked more often than it may be; come again in {seconds} seconds", seconds=error.seconds)
    response = problem(429, told)
    response.headers["Retry-After"] = str(error.seconds)
    return response


def _busy(_error: BusyError) -> Response:
    return _later(words.say("too many forecasts are asked for at once"))


def _away(error: StoreUnavailableError) -> Response:
    STORE_ERRORS.labels(error.cause).inc()
    log.warning("store unavailable", request_id=g.get("request_id"), cause=error.cause, reason=str(error))
    return _later(words.say("the store cannot be reached"))


def _denied(error: DeniedError) -> Response:
    told = f"{error.reason}; " if error.reason else ""
    response = problem(401, told + words.say("send Authorization: Bearer TOKEN; tokens come from the operator"))
    ended = ', error="invalid_token", error_description="the token has ended"' if error.reason else ""
    response.headers["WWW-Authenticate"] = f'Bearer realm="trade-target"{ended}'
    return response


def _gone(error: GoneError) -> Response:
    gone = error.removal
    what = "showed a text that was withdrawn" if gone.kind == "redaction" else "was cited by nobody and was pruned"
    return problem(
        410, f"this document {what} ({gone.at}): {gone.reason}; its SHA-256 was {gone.sha256}", name=gone.kind
    )


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    # What this service says itself tells more than the usual name of the status.
    own = error.description if error.description != type(error).description else None
    detail = own or error.name.lower()
    response = problem(status, f"{request.method} {request.path[:200]}: {detail}")
    if error.code == 405 and (allowed := error.get_response().headers.get("Allow")):
        response.headers["Allow"] = allowed
    return response


def _unexpected(error: Exception) -> Response:
    log.error("request failed", request_id=g.get("request_id"), exc_info=error)
    return problem(500, words.say("an unexpected fault; quote the request id when you report it"))


def register(app: Flask) -> None:
    """Make every error of an application a problem+json response."""
    app.register_error_handler(InputError, _input_error)
    app.register_error_handler(FitError, _fit_error)
    app.register_error_handler(BusyError, _busy)
    app.register_error_handler(LimitedError, _limited)
    app.register_error_handler(DeniedError, _denied)
    app.register_error_handler(GoneError, _gone)
    app.register_error_handler(StoreUnavailableError, _away)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
