"""Runs: past answers that never change, and can be cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, g, request

from api import schemas
from api.auth import writer
from api.bodies import own_question, question_body
from api.contract import Family, body, gives
from api.parameters import PATHS
from api.params import query
from api.problems import GoneError
from api.representations import send_json, send_stored
from api.routes.forecasts import answered
from api.service import current
from forecast.errors import Fault, InputError
from forecast.report import FORMATS, Citation, CitationDocument, ForecastDocument, StoredRunDocument
from forecast.tracking import publish

if TYPE_CHECKING:
    from forecast.forecasting import TargetForecast
    from forecast.report import Format

__all__ = ["family"]

family = Family("runs", "Past answers: stored at each data change for registered targets, and on demand with a token.")
_CITATION = gives({"application/json": CitationDocument}, "How to cite the run.")
_QUESTION = body({"application/json": schemas.OwnQuestion}, "The question, about a series of the service.")
_STORED = gives({"application/json": StoredRunDocument}, "The run is stored.", status=201)
_KNOWN = gives({"application/json": StoredRunDocument}, "The run was stored before.")


def _links(run: str) -> dict[str, str]:
    return {form: f"/v1/runs/{run}.{form}" for form in FORMATS} | {"citation": f"/v1/runs/{run}/citation"}


@family.in_formats("/v1/runs/<run>", FORMATS, ForecastDocument, (PATHS["run"],))
def get_run(form: Format[TargetForecast], run: str) -> Response:
    """Return a stored answer, byte for byte as it was."""
    query(request.args, ())
    found = current().library.store.run(run)
    if form.suffix in found.removed:
        raise GoneError(found.removed[form.suffix])
    if form.suffix not in found.documents:
        abort(404)
    written = found.documents[form.suffix]
    return send_stored(written, form.content_type, name=f"{found.series}-{found.id}.{form.suffix}")


@family.reads("/v1/runs/<run>/citation", _CITATION, (PATHS["run"],))
def get_citation(run: str) -> Response:
    """Return how to cite a stored answer: text, BibTeX and CSL-JSON."""
    query(request.args, ())
    found = Citation.model_validate_json(current().library.store.run(run).documents["citation"])
    return send_json(CitationDocument(run=run, **dict(found)))


@family.takes("/v1/runs", _STORED | _KNOWN, _QUESTION, writes=True)
def post_run() -> Response:
    """Store the answer to a question for good, so that it can be cited."""
    service = current()
    g.writer = writer(service.library.store)
    snapshot = service.library.snapshot()
    given = question_body(snapshot)
    if given.series is None:
        fault = Fault("series", "", "is missing", "only answers about a series of the service can be stored")
        raise InputError([fault])
    question, series = own_question(given, snapshot)
    found = answered(question, series, snapshot)
    created = publish(service.library.store, found, target=None, change=snapshot.version)
    document = StoredRunDocument(run=found.run.id, created=created, links=_links(found.run.id))
    response = send_json(document, status=201 if created else 200, keep=False)
    response.headers["Location"] = f"/v1/runs/{found.run.id}"
    return response
