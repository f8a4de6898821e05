"""Operations: what is here, whether it lives, what it counts, and what it promises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Response, current_app, request

from api import schemas
from api.addresses import addresses
from api.contract import Family, gives, specification
from api.machine import machine
from api.observation import BACKUP, METRICS_TYPE, metrics
from api.params import query
from api.representations import private, send_json
from api.service import current
from forecast.priors import shipped_priors
from forecast.report import dumps
from forecast.store import StoreError, StoreUnavailableError, last_backup

if TYPE_CHECKING:
    from api.addresses import Address

__all__ = ["family"]

family = Family("operations", "Discovery and health.")
_INDEX = gives({"application/json": schemas.Index}, "Every family of addresses.")
_HEALTH = gives({"application/json": schemas.Health}, "It does.")
_METRICS = gives({"text/plain": None}, "Counters as Prometheus reads them.")
_SPECIFICATION = gives({"application/json": None}, "This document.")


def _json(document: object) -> Response:
    return Response(dumps(document), content_type="application/json")


@family.reads("/v1", _INDEX)
def get_index() -> Response:
    """Return what there is: every family of addresses with a sentence and an example of each."""
    query(request.args, ())
    told = specification(current_app)  # type: ignore[arg-type]  # made by contract.application
    found = addresses(told)
    document = schemas.Index(
        title=told["info"]["title"],
        specification="/openapi.json",
        documentation="/docs",
        families=[
            schemas.IndexedFamily(
                name=tag["name"],
                says=tag["description"],
                addresses=[_indexed(one) for one in found if one.family == tag["name"] and one.path.startswith("/v1")],
            )
            for tag in told["tags"]
        ],
    )
    response = send_json(document, keep=False)
    for address, relation in (("/openapi.json", "service-desc"), ("/docs", "service-doc")):
        response.headers.add("Link", f'<{address}>; rel="{relation}"')
    return response


def _indexed(one: Address) -> schemas.IndexedAddress:
    return schemas.IndexedAddress(
        method="POST" if one.method == "POST" else "GET",
        address=one.path,
        says=one.operation["summary"],
        formats=list(one.formats),
        example=one.example,
        body=one.body,
    )


@family.reads("/healthz", _HEALTH)
def healthz() -> Response:
    """Return that the service answers."""
    return private(_json({"status": "ok"}))


@family.reads("/readyz", _HEALTH)
def readyz() -> Response:
    """Return that the store can be read and takes a write, and that the catalogue is loaded."""
    library = current().library
    library.store.ping()
    try:
        library.prove()
    except StoreUnavailableError:
        raise
    except StoreError as error:  # such as one whose tables are another's
        raise StoreUnavailableError(str(error), cause="refused") from None
    library.forget()
    snapshot = library.snapshot()
    shipped_priors()
    backup, age = last_backup(library.store), None
    if backup is not None:  # an old one is told, and is no reason to take no requests
        at = datetime.fromisoformat(backup).timestamp()
        age = max(round(datetime.now(UTC).timestamp() - at), 0)
        BACKUP.set(at)
    return private(
        _json(
            {
                "status": "ok",
                "change": snapshot.version,
                "series": len(snapshot.series),
                "targets": len(snapshot.targets),
                "backup": backup,
                "backup_age_seconds": age,
            }
        )
    )


@family.reads("/metrics", _METRICS)
def get_metrics() -> Response:
    """Return counters: requests, seconds, forecasts; and what the machine has left."""
    told = metrics() + machine(current().library.store.folder)
    return private(Response(told, content_type=METRICS_TYPE))


@family.reads("/openapi.json", _SPECIFICATION)
def get_specification() -> Response:
    """Return the contract as OpenAPI 3.1."""
    # It answers without the store, so it is not kept by data version.
    return send_json(specification(current_app), keep=False)  # type: ignore[arg-type]  # made by contract.application
