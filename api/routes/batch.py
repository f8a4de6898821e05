"""Many questions at once, in and out a row at a time."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import UnsupportedMediaType

from api.batch import answers, csv_rows, in_csv, in_lines, json_rows
from api.contract import Family, body, gives
from api.params import query
from api.representations import private
from api.service import current

__all__ = ["family"]

family = Family("batch", "Many questions in one body, answered a row at a time.")
LINES, TABLE = "application/x-ndjson", "text/csv"
_TYPES = {LINES: None, TABLE: None}
_EXAMPLES = {
    LINES: '{"series": "belarus-st-petersburg", "target": "2.5bn", "by": 2027}\n',
    TABLE: "series,target,by\nbelarus-st-petersburg,2.5bn,2027\n",
}
_GIVEN = body(_TYPES, "A question a line: series, target and what else a question is asked with.", _EXAMPLES)
_ANSWERS = gives(_TYPES, "An answer a line, in the order and the type of the questions; `errors` where there is none.")


@family.takes("/v1/batch", _ANSWERS, _GIVEN)
def post_batch() -> Response:
    """Return the answers to many questions, streamed in their order; a bad question is told in its place.

    JSON lines give JSON lines, CSV gives CSV. The same body gives the same bytes while the data stay; the limits on
    questions and seconds are the operator's. Nothing is stored.
    """
    query(request.args, ())
    service = current()
    snapshot, most = service.library.snapshot(), service.settings.batch_rows
    if request.mimetype not in _TYPES:
        detail = f"{request.mimetype or 'no content type'} is not taken: send {LINES} or {TABLE}"
        raise UnsupportedMediaType(detail)
    table = request.mimetype == TABLE
    with service.own.enter():  # told to be busy before anything is sent
        rows = (csv_rows if table else json_rows)(request.get_data(), most=most)
    # Sent line by line as it comes: packing would hold lines back, and needs the request, which is over by then.
    request.environ.pop("HTTP_ACCEPT_ENCODING", None)
    found = (in_csv if table else in_lines)(answers(rows, snapshot, service))
    return private(Response(found, content_type=request.mimetype + ("; charset=utf-8" if table else "")))
