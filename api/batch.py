"""Many questions in one body: each is answered in its turn and place, and a bad one stops none of the others."""

from __future__ import annotations

import csv
import io
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api.bodies import parse_json, written
from api.gate import BusyError
from api.observation import log
from forecast.data import Layout, inert, read_rows
from forecast.errors import Fault, FitError, InputError, few
from forecast.forecasting import FIELDS, parse_question, probability_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from api.library import Snapshot
    from api.service import Service
    from forecast.forecasting import BriefForecast

__all__ = ["COLUMNS", "BatchRow", "answers", "csv_rows", "in_csv", "in_lines", "json_rows"]

YEARS_TOLD = 6
#: What is told of each question, as the command `batch` tells it; `errors` alone of one that cannot be answered.
COLUMNS = (
    "line", "run_id", "series", "statistics", "flow", "unit", "target", "by", "as_of", "horizon", "level", "model",
    "seed", "scenario", "status", "reached_in", "median_year", "median_month", "probability_by_deadline",
    "probability_by_as_of_year", *(f"probability_by_plus_{k}" for k in range(1, YEARS_TOLD)), "interval_start",
    "interval_end", "probability_not_by_horizon", "errors",
)  # fmt: skip
_ASKED: Mapping[str, str] = {"series": "a pair such as india-uae, see /v1/series"} | dict(FIELDS)
_LAYOUT = Layout("questions", _ASKED, ("series", "target"), most_rows=None)


@dataclass(frozen=True)
class BatchRow:
    """A question as written, and what is wrong with how it is.

    Parameters
    ----------
    line : int
        Where it stands in the body, from 1.
    fields : mapping of str to str or None
    faults : tuple of Fault
    """

    line: int
    fields: Mapping[str, str | None]
    faults: tuple[Fault, ...] = ()


def _bounded(rows: tuple[BatchRow, ...], most: int) -> tuple[BatchRow, ...]:
    if not rows:
        raise InputError([Fault("batch", "", "holds no question", "give one a line, such as series and target")])
    if len(rows) > most:
        raise InputError([Fault("batch", f"{len(rows):,} questions", "are too many", f"send at most {most:,} at once")])
    return rows


def _json_row(line: int, text: str) -> BatchRow:
    try:
        given = parse_json(text)
    except ValueError as error:
        return BatchRow(line, {}, (Fault("line", text, f"is not JSON: {error}", "takes one JSON object a line"),))
    if not isinstance(given, dict):
        return BatchRow(line, {}, (Fault("line", text, "is not a JSON object", "takes series, target and the like"),))
    known = f"known are: {', '.join(_ASKED)}"
    faults = [Fault(name, "", "is not a parameter", known) for name in given if name not in _ASKED]
    faults += [
        Fault(name, "", "is neither text nor a number", f"takes {_ASKED[name]}")
        for name, value in given.items()
        if name in _ASKED and (isinstance(value, bool | list | dict))
    ]
    fields = {name: written(value) for name, value in given.items() if name in _ASKED}
    return BatchRow(line, {} if faults else fields, tuple(few(faults, f"line {line}")))


def json_rows(content: bytes, *, most: int) -> tuple[BatchRow, ...]:
    """Return the questions of JSON lines; a line that is none carries its fault.

    Raises
    ------
    InputError
        When it is not UTF-8, or holds no question or too many.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise InputError([Fault("batch", "", "is not UTF-8", "send JSON lines in UTF-8")]) from None
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) > most:  # before each is looked at
        _bounded(tuple(BatchRow(number, {}) for number, _ in lines), most)
    return _bounded(tuple(_json_row(number, line) for number, line in lines), most)


def csv_rows(content: bytes, *, most: int) -> tuple[BatchRow, ...]:
    """Return the questions of a CSV with a header; a row that does not fit it carries its fault.

    Raises
    ------
    InputError
        When it is not a table of questions, or holds none or too many.
    """
    rows = read_rows(content, _LAYOUT, where="batch")
    return _bounded(tuple(BatchRow(row.number, row.cells, tuple(row.faults)) for row in rows), most)


def answers(rows: Iterable[BatchRow], snapshot: Snapshot, service: Service) -> Iterator[dict[str, Any]]:
    """Give the answer to each question in its turn, by `COLUMNS`, for so many seconds as the settings let it take.

    Each passes the strangers' gate by itself, so that a long batch does not keep others from theirs.
    """
    until = time.monotonic() + service.settings.batch_seconds
    for row in rows:
        try:
            yield {"line": row.line, **_answer(row, snapshot, service, until)}
        except InputError as error:
            yield {"line": row.line, "errors": _told(error.faults)}
        except FitError as error:
            yield {"line": row.line, "errors": _told([Fault("series", "", str(error), "ask another pair or day")])}
        except Exception as error:  # what was begun cannot become a 500
            log.error("a question of a batch failed", exc_info=error)
            unexpected = Fault("line", "", "met an unexpected fault", "ask it by itself, and report it")
            yield {"line": row.line, "errors": _told([unexpected])}


def _told(faults: Iterable[Fault]) -> list[dict[str, str]]:
    return [{"name": f.where, "given": f.given, "problem": f.problem, "takes": f.remedy} for f in faults]


def _answer(row: BatchRow, snapshot: Snapshot, service: Service, until: float) -> dict[str, Any]:
    if row.faults:
        raise InputError(row.faults)
    name = row.fields.get("series") or ""
    if not name.strip():
        raise InputError([Fault("series", "", "is missing", f"takes {_ASKED['series']}")])
    series = snapshot.one_series(name)
    question = parse_question({k: v for k, v in row.fields.items() if k != "series"}, series)
    while time.monotonic() < until:
        try:
            with service.own.enter(), service.forecasting((question, series)):
                return _cells(snapshot.fits.of(question, series).brief(question))
        except BusyError:
            continue  # it waited for its turn as long as anybody does; there may be time for another
    seconds = f"was not reached within {service.settings.batch_seconds} seconds"
    raise InputError([Fault("line", "", seconds, "send it again, with those after it")])


def _cells(found: BriefForecast) -> dict[str, Any]:
    """Return what is told of a question; years beyond the horizon are None."""
    question, answer = found.question, found.answer
    interval, median, first = answer.interval(question.level), answer.median, question.as_of.year

    def by(year: int) -> float | None:
        return None if year > question.horizon else probability_number(answer.chance_by(year))

    years = {"as_of_year": 0} | {f"plus_{k}": k for k in range(1, YEARS_TOLD)}
    return {
        "run_id": found.run.id,
        "series": question.series,
        "statistics": question.statistics,
        "flow": question.flow,
        "unit": question.target.unit,
        "target": question.target.value,
        "by": question.by,
        "as_of": question.as_of.isoformat(),
        "horizon": question.horizon,
        "level": question.level,
        "model": question.model,
        "seed": question.seed,
        "scenario": str(question.scenario),
        "status": answer.status,
        "reached_in": answer.reached_in,
        "median_year": median and median.year,
        "median_month": median and median.month,
        "probability_by_deadline": probability_number(answer.probability_by_deadline),
        **{f"probability_by_{name}": by(first + k) for name, k in years.items()},
        "interval_start": interval.start,
        "interval_end": interval.end,
        "probability_not_by_horizon": probability_number(answer.probability_not_by_horizon),
    }


def in_lines(found: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Give answers as JSON lines."""
    for one in found:
        yield json.dumps(one, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def in_csv(found: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Give answers as CSV with a header row; errors are told in one cell."""
    yield _line(COLUMNS)
    for one in found:
        told = (f"{e['name']}: {e['given']} {e['problem']}; {e['takes']}" for e in one.get("errors", ()))
        yield _line(["; ".join(" ".join(t.split()) for t in told) if c == "errors" else one.get(c) for c in COLUMNS])


def _line(cells: Iterable[object]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([inert(cell) if isinstance(cell, str) else cell for cell in cells])
    return out.getvalue().encode()
