"""The record: how forecasts moved, what changed, and how good they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request

from api import schemas
from api.contract import Family, gives
from api.parameters import PATHS, choose
from api.params import query, whole
from api.representations import send, send_json
from api.service import current
from forecast import catalog, tracking
from forecast.document import SCHEMA_VERSION, dumps

if TYPE_CHECKING:
    from forecast.store import Change

__all__ = ["family"]

family = Family("record", "How forecasts moved, what was published, and how good the forecasts were.")
_HISTORY = gives({"application/json": schemas.HistoryDocument}, "The forecast at each publication day.")
_FEED = gives({"application/feed+json": schemas.Feed}, "The newest changes first (JSON Feed 1.1).")
_RECORD = gives({"application/json": schemas.TrackRecord}, "Scores, calibration, and every announced target.")
_PAGED = ("limit", "offset")


@family.reads("/v1/targets/<target>/history", _HISTORY, (PATHS["target"],))
def get_history(target: str) -> Response:
    """Return how a forecast moved with each new statement, and which statement moved it."""
    query(request.args, ())
    service = current()
    snapshot = service.library.snapshot()
    followed = snapshot.one_followed(target)
    with service.gate.enter():
        document = tracking.history_of(service.library.store, followed, snapshot.priors, snapshot.announced)
    return send_json(document)


def _item(change: Change) -> dict[str, Any]:
    return {
        "id": f"urn:trade-target:change:{change.number}",
        "title": change.note,
        "content_text": change.note,
        "date_published": change.at,
        "tags": [change.kind],
        "_trade_target": {
            "change": change.number,
            "kind": change.kind,
            "series": change.series,
            "statements": list(change.statements),
            "targets": list(change.targets),
        },
    }


@family.reads("/v1/changes.json", _FEED, choose(_PAGED))
def get_changes() -> Response:
    """Return new statements and moved forecasts, the newest first, as a JSON Feed."""
    fields = query(request.args, _PAGED)
    limit = whole(fields, "limit", default=100, low=1, high=500)
    offset = whole(fields, "offset", default=0, low=0, high=1_000_000)
    service = current()
    newest = service.library.snapshot().version
    found = service.library.store.changes(before=newest + 1 - offset, limit=limit)
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "trade-target: new statements and moved forecasts",
        "items": [_item(change) for change in found],
    }
    if newest - offset - limit > 0:
        feed["next_url"] = f"{request.url_root.rstrip('/')}/v1/changes.json?limit={limit}&offset={offset + limit}"
    return send(dumps(feed).encode(), "application/feed+json", keep=False)


@family.reads("/v1/track-record", _RECORD)
def get_track_record() -> Response:
    """Return backtest scores against the base rate and the comparators, calibration, and the fate of past targets."""
    query(request.args, ())
    return send_json({"schema_version": SCHEMA_VERSION, **catalog.track_record()})
