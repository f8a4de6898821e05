"""What a stored run keeps: every format is written from it, with the same bytes now and the same numbers for ever."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forecast.data import catalog
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.priors import shipped_priors
from forecast.report import dumps, forecast_document
from forecast.report.drawn import drawn_from, keep_drawn, read_drawn, write_drawn
from forecast.report.formats import FORMATS, in_every_format
from tests.support.cases import some_of

#: A run as the first version of this form kept it: `python -m tests.report.test_drawn` wrote it, once.
KEPT = Path(__file__).parent / "golden" / "drawn.zlib"
ASKED = (
    {"target": "3bn", "scenario": "growth=2026:-10%"},
    {"target": "2.5bn", "by": "2030"},
    {"target": "1bn"},
)


def answer(fields, series):
    """Return an answer as it is stored."""
    found = forecast_target(parse_question(fields, series), series, shipped_priors(), catalog.targets())
    return replace(found, run=replace(found.run, stored=True))


@pytest.mark.parametrize("fields", some_of(ASKED, every=3), ids=str)
def test_every_format_of_a_kept_answer_has_the_bytes_of_the_answer_itself(fields, flagship):
    """Open, reached and under a scenario: read back, it is equal, and so is what is written from it."""
    found = answer(fields, flagship)
    kept = keep_drawn(drawn_from(found))
    drawn = read_drawn(kept)
    assert drawn.forecast == found
    made = in_every_format(found)
    for suffix in FORMATS:
        assert write_drawn(suffix, drawn) == made[suffix], suffix
    document = dumps(forecast_document(found)).encode()
    assert sum(len(zlib.compress(body, 6)) for body in (document, kept)) < 30_000


def without_new_keys(now, then):
    """Return JSON without the keys that were added since: those of a schema version may grow."""
    if isinstance(then, dict):
        return {name: without_new_keys(now[name], inner) for name, inner in then.items()}
    if isinstance(then, list) and len(now) == len(then):
        return [without_new_keys(one, inner) for one, inner in zip(now, then, strict=True)]
    return now


def test_what_was_kept_by_an_older_version_is_still_written_with_its_numbers():
    """A run of the first version reads back in every format, and its JSON says what it said then."""
    told = json.loads(zlib.decompress(KEPT.read_bytes()))
    drawn = read_drawn(told["drawn"].encode())
    now = json.loads(write_drawn("json", drawn))
    for part in ("question", "answer", "path", "required_growth", "model", "run"):
        assert without_new_keys(now[part], told["document"][part]) == told["document"][part], part
    for suffix in FORMATS:
        assert write_drawn(suffix, drawn)


@pytest.mark.parametrize(
    "named", ["os:system", "forecast.data.periods:parse_period", "forecast.data.statements:Nothing", "subprocess:Popen"]
)
def test_nothing_but_values_of_this_package_is_made_of_what_is_kept(named):
    """A name of anything else is refused before it is called."""
    told = {"form": 1, "language": "en", "classes": [named], "shared": [], "forecast": {"~": 0}, "comparison": None}
    with pytest.raises(ValueError, match="no value of this package"):
        read_drawn(json.dumps(told).encode())


if __name__ == "__main__":
    few = catalog.series("belarus-st-petersburg").known_at(date(2012, 6, 30))
    one = answer({"target": "2bn", "by": "2014"}, few)
    written = {
        "drawn": keep_drawn(drawn_from(one)).decode(),
        "document": json.loads(write_drawn("json", drawn_from(one))),
    }
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_bytes(zlib.compress(json.dumps(written).encode(), 9))
