"""The catalogue: series with their statements, and the registry of announced targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, abort, request

from api import schemas
from api.contract import Family, gives
from api.parameters import PATHS, choose, suffix
from api.params import query, whole
from api.representations import send, send_json
from api.service import current
from forecast import report
from forecast.data import FLOWS, parse_date
from forecast.errors import Fault, InputError
from forecast.report import SCHEMA_VERSION, dumps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.library import Snapshot
    from forecast.data import Flow, Series

__all__ = ["family"]

family = Family("catalogue", "What is known: series of published statements, and announced targets.")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
_LIST = gives({"application/json": schemas.SeriesList}, "The series there are.")
_SERIES = gives({"application/json": schemas.SeriesDocument}, "The series.")
_SERIES_AS = gives(
    {"application/json": schemas.SeriesDocument, CSV: None, XLSX: None}, "The series in the format of the suffix."
)
_TARGETS = gives({"application/json": schemas.TargetList}, "A page of the registry; `Link` leads to the others.")
_TARGET = gives({"application/json": schemas.TargetDocument}, "The target.")
_SHOWN = ("as_of", "statistics", "flow")
_PAGED = ("limit", "offset", "outcome", "words")


def _targets_of(series_id: str, snapshot: Snapshot) -> list[str]:
    return [name for name, found in snapshot.followed.items() if found.series_id == series_id]


@family.reads("/v1/series", _LIST)
def get_series() -> Response:
    """Return the series there are."""
    query(request.args, ())
    snapshot = current().library.snapshot()
    found = [report.series_entry(one, _targets_of(name, snapshot)) for name, one in snapshot.series.items()]
    return send_json({"schema_version": SCHEMA_VERSION, "series": found})


def _shown(fields: Mapping[str, str], series: Series) -> tuple[str, Flow, date]:
    """Return side, flow and day that a query asks of a series, or every fault."""
    faults = []
    side, flow = fields.get("statistics", series.sides[0]), fields.get("flow", "total")
    if side not in series.sides:
        faults.append(Fault("statistics", side, "is not known", f"known are: {', '.join(series.sides)}"))
    if flow not in FLOWS:
        faults.append(Fault("flow", flow, "is not known", f"known are: {', '.join(FLOWS)}"))
    day = series.newest
    first = min(s.origin.published for s in series.statements)
    try:
        day = parse_date(fields["as_of"]) if "as_of" in fields else day
    except ValueError as error:
        faults.append(Fault("as_of", fields["as_of"], str(error), "takes a day such as 2025-07-14"))
    if day < first:
        faults.append(Fault("as_of", fields["as_of"], "lies before the first statement", f"takes {first} or later"))
    if faults:
        raise InputError(faults)
    return side, flow, day  # type: ignore[return-value]  # checked against FLOWS


@family.reads("/v1/series/<series>", _SERIES, (PATHS["series"], *choose(_SHOWN)))
def get_one_series(series: str) -> Response:
    """Return a series: statements with their sources, audit, and the smoothed annual history with bands."""
    return get_one_series_as(series, "json")


@family.reads(
    "/v1/series/<series>.<suffix>", _SERIES_AS, (PATHS["series"], suffix("json", "csv", "xlsx"), *choose(_SHOWN))
)
def get_one_series_as(series: str, suffix: str) -> Response:
    """Return a series in a format; the CSV can be changed and asked about as your own."""
    if suffix not in {"json", "csv", "xlsx"}:
        abort(404)
    snapshot = current().library.snapshot()
    found = snapshot.one_series(series)
    side, flow, day = _shown(query(request.args, _SHOWN), found)
    name = f"{found.id}-{day}.{suffix}"
    if suffix == "csv":
        return send(report.statements_csv(found.known_at(day)).encode(), CSV, name=name)
    with current().gate.enter():
        document = report.series_document(
            found, snapshot.priors, statistics=side, flow=flow, as_of=day, targets=_targets_of(found.id, snapshot)
        )
    if suffix == "xlsx":
        return send(report.series_xlsx(document), XLSX, name=name)
    return send(dumps(document).encode(), "application/json", name=name)


def _entry(name: str, snapshot: Snapshot) -> dict[str, Any]:
    followed = snapshot.followed.get(name)
    return report.target_entry(snapshot.targets[name], followed.series_id if followed else None)


def _page_link(fields: Mapping[str, str], offset: int, relation: str) -> str:
    kept = {**fields, "offset": str(offset)}
    return f'</v1/targets?{urlencode(sorted(kept.items()))}>; rel="{relation}"'


@family.reads("/v1/targets", _TARGETS, choose(_PAGED))
def get_targets() -> Response:
    """Return announced targets and what became of them, a page at a time."""
    fields = query(request.args, _PAGED)
    limit = whole(fields, "limit", default=100, low=1, high=500)
    offset = whole(fields, "offset", default=0, low=0, high=1_000_000)
    snapshot = current().library.snapshot()
    found = [_entry(name, snapshot) for name in snapshot.targets]
    outcome, words = fields.get("outcome"), fields.get("words", "").lower().split()
    if outcome is not None:
        if outcome not in {"open", "reached", "missed", "superseded", "unknown"}:
            allowed = "takes open, reached, missed, superseded or unknown"
            raise InputError([Fault("outcome", outcome, "is not known", allowed)])
        found = [entry for entry in found if entry["outcome"] == outcome]
    found = [e for e in found if all(word in f"{e['id']} {e['reporter']} {e['partner']}".lower() for word in words)]
    response = send_json(
        {"schema_version": SCHEMA_VERSION, "total": len(found), "targets": found[offset : offset + limit]}, keep=False
    )
    if offset + limit < len(found):
        response.headers.add("Link", _page_link(fields, offset + limit, "next"))
    if offset > 0:
        response.headers.add("Link", _page_link(fields, max(offset - limit, 0), "prev"))
    return response


@family.reads("/v1/targets/<target>", _TARGET, (PATHS["target"],))
def get_target(target: str) -> Response:
    """Return an announced target and what became of it."""
    query(request.args, ())
    snapshot = current().library.snapshot()
    snapshot.one_target(target)
    return send_json({"schema_version": SCHEMA_VERSION, **_entry(target, snapshot)})
