"""`/` and `/healthz`: what is here, and whether it lives."""

from __future__ import annotations

from flask import Blueprint, Response

from forecast import catalog
from forecast.document import dumps

__all__ = ["blueprint"]

blueprint = Blueprint("operations", __name__)


@blueprint.get("/")
def index() -> Response:
    """Return where to begin."""
    asked = f"series={catalog.series_ids()[0]}&target=2.5bn"
    body = {
        "service": "trade-target: when will trade between A and B reach X?",
        "series": list(catalog.series_ids()),
        "links": {suffix: f"/v1/forecast.{suffix}?{asked}" for suffix in ("json", "csv", "svg")}
        | {"health": "/healthz"},
    }
    return Response(dumps(body), content_type="application/json")


@blueprint.get("/healthz")
def healthz() -> Response:
    """Return that the service answers."""
    return Response(dumps({"status": "ok"}), content_type="application/json")
