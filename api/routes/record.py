"""The record: how forecasts moved, what changed, and how good they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from api.contract import Family, gives
from api.parameters import PATHS
from api.params import query
from api.representations import send_json
from api.service import current
from forecast import tracking
from forecast.evaluation import shipped_record
from forecast.report import HistoryDocument, TrackRecord

if TYPE_CHECKING:
    from forecast.forecasting import History

__all__ = ["family"]

family = Family("record", "How forecasts moved, what was published, and how good the forecasts were.")
_HISTORY = gives({"application/json": HistoryDocument}, "The forecast at each publication day.")
_RECORD = gives({"application/json": TrackRecord}, "Scores, calibration, and every announced target.")


@family.reads("/v1/targets/<target>/history", _HISTORY, (PATHS["target"],))
def get_history(target: str) -> Response:
    """Return how a forecast moved with each new statement, and which statement moved it."""
    query(request.args, ())
    service = current()
    snapshot = service.library.snapshot()
    followed = snapshot.one_followed(target)
    series = snapshot.one_series(followed.series_id)

    def replay() -> History:
        return service.histories.get((followed, series), lambda: tracking.history(followed, series, snapshot.priors))

    with service.gate.enter():
        document = tracking.history_of(service.library.store, followed, snapshot.priors, replay=replay)
    # Until the current answer is stored the document is still to grow: that changes the state it is kept by.
    return send_json(document)


@family.reads("/v1/track-record", _RECORD)
def get_track_record() -> Response:
    """Return backtest scores against the base rate and the comparators, calibration, and the fate of past targets."""
    query(request.args, ())
    return send_json(TrackRecord.model_validate(shipped_record()))
