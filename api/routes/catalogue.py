"""The catalogue: series with their statements, and the registry of announced targets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Response, request

from api.contract import Family, gives
from api.parameters import PATHS, choose
from api.params import query, whole
from api.representations import send, send_json
from api.service import current
from forecast import report
from forecast.data import FLOWS, parse_date
from forecast.errors import Fault, InputError
from forecast.report import (
    REGISTRY_FORMATS,
    SERIES_FORMATS,
    SHELF_FORMATS,
    ListedTargets,
    SeriesDocument,
    SeriesList,
    ShownSeries,
    TargetDocument,
    TargetList,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.library import Snapshot
    from forecast.data import Series
    from forecast.report import Format

__all__ = ["family"]

family = Family("catalogue", "What is known: series of published statements, and announced targets.")
_TARGET = gives({"application/json": TargetDocument}, "The target.")
_SHOWN = ("as_of", "statistics", "flow")
_PAGED = ("limit", "offset", "outcome", "words")


def _targets_of(series_id: str, snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(name for name, found in snapshot.followed.items() if found.series_id == series_id)


@family.in_formats("/v1/series", SHELF_FORMATS, SeriesList)
def get_series(form: Format[SeriesList]) -> Response:
    """Return the series there are."""
    query(request.args, ())
    snapshot = current().library.snapshot()
    found = (report.series_entry(one, _targets_of(name, snapshot)) for name, one in snapshot.series.items())
    written = form.write(SeriesList(series=tuple(found)))
    return send(written, form.content_type, name=f"series.{form.suffix}")


def _shown(fields: Mapping[str, str], series: Series, snapshot: Snapshot) -> ShownSeries:
    """Return a series with the side, flow and day that a query asks of it, or every fault."""
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
    targets = _targets_of(series.id, snapshot)
    withdrawn = current().library.store.withdrawals(series.id) if series.id in snapshot.series.stored else ()
    return ShownSeries(series, snapshot.priors, side, flow, day, targets, withdrawn)  # type: ignore[arg-type]  # flow is checked


@family.in_formats("/v1/series/<series>", SERIES_FORMATS, SeriesDocument, (PATHS["series"], *choose(_SHOWN)))
def get_one_series(form: Format[ShownSeries], series: str) -> Response:
    """Return a series: its statements, the audit and the smoothed annual history.

    The CSV can be changed and asked about as your own.
    """
    snapshot = current().library.snapshot()
    shown = _shown(query(request.args, _SHOWN), snapshot.one_series(series), snapshot)
    with current().gate.enter():
        written = form.write(shown)
    return send(written, form.content_type, name=f"{shown.series.id}-{shown.as_of}.{form.suffix}")


def _series_behind(target: str, snapshot: Snapshot) -> str | None:
    followed = snapshot.followed.get(target)
    return followed.series_id if followed else None


def _page_link(fields: Mapping[str, str], offset: int, relation: str) -> str:
    kept = {**fields, "offset": str(offset)}
    return f'<{request.path}?{urlencode(sorted(kept.items()))}>; rel="{relation}"'


@family.in_formats("/v1/targets", REGISTRY_FORMATS, TargetList, choose(_PAGED))
def get_targets(form: Format[ListedTargets]) -> Response:
    """Return announced targets and what became of them, a page at a time, `Link` leading to the others.

    A CSV holds them all unless `limit` is given, by the columns that the registry is read by.
    """
    fields = query(request.args, _PAGED)
    snapshot = current().library.snapshot()
    every = len(snapshot.targets) if form.suffix == "csv" else 100
    limit = whole(fields, "limit", default=every, low=1, high=500)
    offset = whole(fields, "offset", default=0, low=0, high=1_000_000)
    found = list(snapshot.targets.values())
    outcome, words = fields.get("outcome"), fields.get("words", "").lower().split()
    if outcome is not None:
        if outcome not in {"open", "reached", "missed", "superseded", "unknown"}:
            allowed = "takes open, reached, missed, superseded or unknown"
            raise InputError([Fault("outcome", outcome, "is not known", allowed)])
        found = [target for target in found if target.outcome == outcome]
    found = [t for t in found if all(word in f"{t.id} {t.reporter} {t.partner}".lower() for word in words)]
    listed = ((t, _series_behind(t.id, snapshot)) for t in found[offset : offset + limit])
    written = form.write(ListedTargets(len(found), tuple(listed)))
    response = send(written, form.content_type, keep=False, name=f"targets.{form.suffix}")
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
    return send_json(report.target_document(snapshot.one_target(target), _series_behind(target, snapshot)))
