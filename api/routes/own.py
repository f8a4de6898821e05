"""The reader's own figures: pasted, answered, and stored nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from api.bodies import own_series
from api.pages.question import answer_form, controls, promise_of
from api.pages.view import target_page
from api.refusals import refuse_ahead
from api.rendering import base_url, page
from api.representations import private, send
from api.service import current
from forecast import words
from forecast.data import pasted
from forecast.errors import InputError
from forecast.report import FORMATS

if TYPE_CHECKING:
    from forecast.errors import Fault

__all__ = ["blueprint"]

blueprint = Blueprint("own", __name__)
#: What an office's file does not say.
_FILE = {"unit": "", "pair": ""}
_USUAL = {"target": "2bn", "by": "", "flow": "", "as_of": "", "scenario": ""}
_EXAMPLE = """period,level,unit,published
2021,1.2bn,USD,2022-03-01
2022,1.31bn,USD,2023-03-01
2023,1.45bn,USD,2024-03-01
2024-01/2024-06,0.8bn,USD,2024-08-15
"""
_PLACES = set(_USUAL)


@blueprint.get("/own")
def get_own() -> Response:
    """Return the form for figures of the reader's own."""
    return page(
        "own.html", csv=_EXAMPLE, csv_faults=(), about=_FILE, controls=controls({}, (), _USUAL, None), page=None
    )


@blueprint.post("/own")
def post_own() -> Response:
    """Return the answer on pasted figures or a file, or the form with every fault; nothing is stored."""
    text: str = request.form.get("csv", "")
    about = {name: request.form.get(name, "").strip()[:200] for name in _FILE}
    upload = request.files.get("file")
    sent: str | bytes = (upload.read() if upload else b"") or text
    fields = {name: request.form.get(name, "").strip()[:1_000] for name in _USUAL}
    faults: tuple[Fault, ...] = ()
    found = baseline = None
    with current().own.enter():
        try:
            if isinstance(sent, bytes):
                # A browser keeps no file for the next try: its cells are shown, to be sent again.
                text = pasted(sent, where=(upload.filename if upload else "") or "file")
            series = own_series(sent, unit=about["unit"], pair=about["pair"])
            refuse_ahead(series, as_of=fields.get("as_of"))
        except InputError as error:
            faults = error.faults
        else:
            found, baseline, faults = answer_form(dict(fields), series, current().library.snapshot())
    form = FORMATS.get(request.form.get("format", ""))
    if found is not None and form is not None:
        with current().own.enter():
            written = form.write(found, base_url=None)  # figures of the reader's own stand at no address
        return private(send(written, form.content_type, name=f"own.{form.suffix}"))
    shown = found and target_page(found, baseline, fields={}, address="/own", formats=(), base_url=base_url())
    return private(
        page(
            "own.html",
            status=422 if faults else 200,
            csv=text,
            about=about,
            csv_faults=[str(words.fault_words(fault)) for fault in faults if fault.where not in _PLACES],
            controls=controls(fields, faults, _USUAL | fields, None),
            page=shown,
            promise=promise_of(found) if found else "",
            given={"csv": text, **about, **fields},
            formats=[(one.suffix, words.say(one.label)) for one in FORMATS.values()],
        )
    )
