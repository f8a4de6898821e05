"""Runs: past answers that never change, and can be cited."""

from __future__ import annotations

import json

from flask import Response, abort, g, request

from api import schemas
from api.auth import writer
from api.bodies import own_question, question_body
from api.contract import Family, body, gives
from api.parameters import PATHS, suffix
from api.params import query
from api.representations import send_json, send_stored
from api.routes.forecasts import answer
from api.service import current
from forecast.errors import Fault, InputError
from forecast.report import SCHEMA_VERSION, WRITERS
from forecast.tracking import publish

__all__ = ["family"]

family = Family("runs", "Past answers: stored at each data change for registered targets, and on demand with a token.")
_RUN = gives({"application/json": schemas.ForecastDocument}, "The answer as it was.")
_RUN_AS = gives(
    {w.content_type: schemas.ForecastDocument if name == "json" else None for name, w in WRITERS.items()},
    "The answer as it was, in the format of the suffix.",
)
_CITATION = gives({"application/json": schemas.CitationDocument}, "How to cite the run.")
_QUESTION = body({"application/json": schemas.OwnQuestion}, "The question, about a series of the service.")
_STORED = gives({"application/json": schemas.StoredRunDocument}, "The run is stored.", status=201)
_KNOWN = gives({"application/json": schemas.StoredRunDocument}, "The run was stored before.")


def _links(run: str) -> dict[str, str]:
    return {form: f"/v1/runs/{run}.{form}" for form in WRITERS} | {"citation": f"/v1/runs/{run}/citation"}


@family.reads("/v1/runs/<run>", _RUN, (PATHS["run"],))
def get_run(run: str) -> Response:
    """Return a stored answer."""
    return get_run_as(run, "json")


@family.reads("/v1/runs/<run>.<suffix>", _RUN_AS, (PATHS["run"], suffix(*WRITERS)))
def get_run_as(run: str, suffix: str) -> Response:
    """Return a stored answer in a format, byte for byte as it was."""
    query(request.args, ())
    if suffix not in WRITERS:
        abort(404)
    found = current().library.store.run(run)
    if suffix not in found.documents:
        abort(404)
    return send_stored(
        found.documents[suffix], WRITERS[suffix].content_type, name=f"{found.series}-{found.id}.{suffix}"
    )


@family.reads("/v1/runs/<run>/citation", _CITATION, (PATHS["run"],))
def get_citation(run: str) -> Response:
    """Return how to cite a stored answer: text, BibTeX and CSL-JSON."""
    query(request.args, ())
    found = json.loads(current().library.store.run(run).documents["citation"])
    return send_json({"schema_version": SCHEMA_VERSION, "run": run, **found})


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
    found, _ = answer(question, series, snapshot, "json")
    created = publish(service.library.store, found, target=None, change=snapshot.version)
    document = {
        "schema_version": SCHEMA_VERSION,
        "run": found.run.id,
        "created": created,
        "links": _links(found.run.id),
    }
    response = send_json(document, status=201 if created else 200, keep=False)
    response.headers["Location"] = f"/v1/runs/{found.run.id}"
    return response
