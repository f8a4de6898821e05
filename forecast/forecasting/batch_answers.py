"""Answers to many questions: what a worker does with a piece of them, line by line.

Questions that share their ground share a fit and its paths; each answer depends on its own question only.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from forecast.errors import FitError, InputError
from forecast.forecasting.answers import probability_number
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question
from forecast.priors import load_priors, shipped_priors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from forecast.data import Series
    from forecast.errors import Fault
    from forecast.forecasting.answers import BriefForecast
    from forecast.priors import Priors

__all__ = [
    "ANSWER_COLUMNS",
    "REJECT_COLUMNS",
    "Asked",
    "BatchResult",
    "Outcome",
    "answer_piece",
    "ground_of",
    "line_of",
    "pieces",
]

YEARS_TOLD = 6
#: `line` is where the question begins in its file, the header being line 1; `question_id` is a checksum of
#: the question as written and the version that answered it.
ANSWER_COLUMNS = (
    "line", "question_id", "run_id", "series", "statistics", "flow", "unit", "target", "by", "as_of", "horizon",
    "level", "model", "seed", "scenario", "status", "reached_in", "median_year", "median_month",
    "probability_by_deadline", "probability_by_as_of_year", *(f"probability_by_plus_{k}" for k in range(1, YEARS_TOLD)),
    "interval_start", "interval_end", "probability_not_by_horizon",
)  # fmt: skip
REJECT_COLUMNS = ("line", "question_id", "reasons")
#: Questions that share all these share a fit and its paths.
_GROUND_FIELDS = ("series", "as_of", "statistics", "flow", "horizon", "model", "seed", "scenario")
#: Questions handed to a worker at once.
_PIECE = 50


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a run left behind.

    Parameters
    ----------
    answered, rejected : int
        Lines in the two files, those of earlier runs included.
    resumed : int
        Questions that an earlier run had dealt with.
    rejects : Path
        The file of rejects; it exists when `rejected` is not 0.
    """

    answered: int
    rejected: int
    resumed: int
    rejects: Path


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as written, with the figures it is about and, as text, priors other than the shipped ones.

    `faults` is not empty when its cells do not fit the header, or nobody knows its series.
    """

    line: int
    id: str
    fields: Mapping[str, str]
    faults: tuple[Fault, ...]
    series: Series | None
    priors: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question's line in the file of answers, or in that of rejects."""

    line: int
    answered: bool
    text: str


def line_of(cells: Iterable[object]) -> str:
    """Return a line of a CSV; what is None stays empty."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(["" if cell is None else cell for cell in cells])
    return buffer.getvalue()


def _answer_cells(asked: Asked, forecast: BriefForecast) -> list[object]:
    """Return the answer by `ANSWER_COLUMNS`; years beyond the horizon stay empty."""
    question, answer = forecast.question, forecast.answer

    def by(year: int) -> float | None:
        if year > question.horizon:
            return None
        return round(answer.chance_by(year), 3)

    deadline, interval = answer.probability_by_deadline, answer.interval(question.level)
    return [
        asked.line, asked.id, forecast.run.id, question.series, question.statistics, question.flow,
        question.target.unit, f"{question.target.value:.0f}", question.by, question.as_of.isoformat(),
        question.horizon, f"{question.level:g}", question.model, question.seed, str(question.scenario),
        answer.status, answer.reached_in,
        answer.median and answer.median.year, answer.median and answer.median.month,
        probability_number(deadline),
        *(by(question.running_year + k) for k in range(YEARS_TOLD)),
        interval.start, interval.end, round(max(answer.probability_not_by_horizon, 0.0), 3),
    ]  # fmt: skip


@lru_cache(maxsize=2)
def _priors(text: str | None) -> Priors:
    return shipped_priors() if text is None else load_priors(text)


def _forecast(asked: Asked, fits: Fits) -> BriefForecast:
    """Return the forecast that a question as written asks for."""
    if asked.faults or asked.series is None:
        raise InputError(asked.faults)
    fields = {name: cell for name, cell in asked.fields.items() if name != "series"}
    question = parse_question(fields, asked.series)
    return fits.of(question, asked.series).brief(question)


def _answer(asked: Asked, fits: Fits) -> Outcome:
    """Return the answer to one question, or why there is none."""
    try:
        forecast = _forecast(asked, fits)
    except InputError as error:
        reasons = " | ".join(str(fault) for fault in error.faults)
    except FitError as error:
        reasons = str(error)
    else:
        return Outcome(asked.line, answered=True, text=line_of(_answer_cells(asked, forecast)))
    # One line a reject, whatever was given.
    return Outcome(asked.line, answered=False, text=line_of([asked.line, asked.id, " ".join(reasons.split())]))


def answer_piece(piece: Sequence[Asked]) -> list[Outcome]:
    """Return the outcomes of questions that share their ground; runs in a worker."""
    outcomes, fits = [], Fits(_priors(piece[0].priors))
    for asked in piece:
        try:
            outcomes.append(_answer(asked, fits))
        except Exception as error:  # any defect: told with its line, and raised again
            error.add_note(f"while answering line {asked.line} of the questions")
            raise
    return outcomes


def ground_of(asked: Asked) -> tuple[str, ...]:
    """Return what questions share that share a fit, as written."""
    return tuple(asked.fields.get(name, "").strip() for name in _GROUND_FIELDS)


def pieces(asked: Iterable[Asked]) -> list[list[Asked]]:
    """Return the questions grouped by shared ground, in pieces ordered by their first question."""
    open_pieces: dict[tuple[str, ...], list[Asked]] = {}
    found: list[list[Asked]] = []
    for one in asked:
        key = ground_of(one)
        piece = open_pieces.get(key)
        if piece is None or len(piece) >= _PIECE:
            piece = open_pieces[key] = []
            found.append(piece)
        piece.append(one)
    return found
