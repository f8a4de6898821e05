"""Runs: past answers that never change, and can be cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, request

from api import schemas
from api.auth import writer
from api.bodies import own_question, question_body
from api.contract import Family, body, gives
from api.parameters import PATHS
from api.params import query
from api.problems import GoneError
from api.representations import send, send_json, send_stored
from api.routes.forecasts import answered
from api.service import current
from forecast.errors import Fault, InputError
from forecast.report import (
    FORMATS,
    Citation,
    CitationDocument,
    ForecastDocument,
    StoredRunDocument,
    read_drawn,
    write_drawn,
)
from forecast.store import StoreError
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
    """Return a stored answer; what was given once stays as it is, byte for byte."""
    query(request.args, ())
    store, suffix = current().library.store, form.suffix
    found = store.run(run)
    written = found.documents.get(suffix)
    if written is None and "drawn" in found.documents:
        with current().gate.enter():
            written = write_drawn(suffix, read_drawn(found.documents["drawn"]))
    if written is None and suffix in found.removed:
        raise GoneError(found.removed[suffix])
    if written is None:
        abort(404)
    name, lasting = f"{found.series}-{found.id}.{suffix}", True
    try:
        if suffix not in found.documents:
            store.keep_document(run, suffix, written)  # whoever has seen them may have cited these bytes
        store.cite(run, "address")
    except StoreError:
        lasting = False  # it can be read and not be written: what is given now is not promised for ever
    if lasting:
        return send_stored(written, form.content_type, name=name)
    return send(written, form.content_type, name=name, keep=False)


@family.reads("/v1/runs/<run>/citation", _CITATION, (PATHS["run"],))
def get_citation(run: str) -> Response:
    """Return how to cite a stored answer: text, BibTeX and CSL-JSON."""
    query(request.args, ())
    store = current().library.store
    kept = store.run(run)
    if "citation" in kept.removed:
        raise GoneError(kept.removed["citation"])
    found = Citation.model_validate_json(kept.documents["citation"])
    store.cite(run, "citation")  # before it is given: from now on the run is never pruned
    return send_json(CitationDocument(run=run, **dict(found)))


@family.takes("/v1/runs", _STORED | _KNOWN, _QUESTION, writes=True)
def post_run() -> Response:
    """Store the answer to a question for good, so that it can be cited."""
    service = current()
    author = writer()
    snapshot = service.library.snapshot()
    given = question_body(snapshot)
    if given.series is None:
        fault = Fault("series", "", "is missing", "only answers about a series of the service can be stored")
        raise InputError([fault])
    question, series = own_question(given, snapshot)
    found = answered(question, series, snapshot)
    created = publish(service.library.store, found, target=None, change=snapshot.version, cited=True, author=author)
    document = StoredRunDocument(run=found.run.id, created=created, links=_links(found.run.id))
    response = send_json(document, status=201 if created else 200, keep=False)
    response.headers["Location"] = f"/v1/runs/{found.run.id}"
    return response
