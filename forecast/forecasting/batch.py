"""Many questions at once: a CSV of questions becomes a CSV of answers.

Answers are appended one by one, in the order of the questions, and every answer depends on its own
question only. So the files are the same whatever the number of workers and however often a run was
stopped: a rerun drops a half-written last line and goes on where the last one stopped. Questions that
cannot be answered go to a second file with the reasons. The work goes through joblib, so that a
cluster is a matter of its backend (``joblib.parallel_config``).
"""

from __future__ import annotations

import csv
import hashlib
import io
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, BinaryIO

from joblib import Parallel, delayed

from forecast.data import Layout, catalog, read_rows
from forecast.errors import Fault, FitError, InputError
from forecast.forecasting.answers import probability_number
from forecast.forecasting.fields import FIELDS
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question
from forecast.priors import dump_priors, load_priors, shipped_priors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from forecast.data import Series
    from forecast.forecasting.answers import BriefForecast
    from forecast.priors import Priors

__all__ = ["ANSWER_COLUMNS", "COLUMNS", "REJECT_COLUMNS", "BatchResult", "rejects_path", "run_batch"]

#: Columns of a file of questions, and those that must be there.
COLUMNS: Mapping[str, str] = {"series": "the id of a shipped series"} | dict(FIELDS)
REQUIRED = ("series", "target")
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
_END = b"\r\n"


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
class _Asked:
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
class _Outcome:
    """A question's line in the file of answers, or in that of rejects."""

    line: int
    answered: bool
    text: str


def rejects_path(out: Path) -> Path:
    """Return the file of rejects that goes with a file of answers.

    Examples
    --------
    >>> from pathlib import Path
    >>> rejects_path(Path("answers.csv")).name
    'answers.rejects.csv'
    """
    return out.with_name(f"{out.stem}.rejects.csv")


def _line_of(cells: Iterable[object]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(["" if cell is None else cell for cell in cells])
    return buffer.getvalue()


def _content(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise InputError([Fault("questions", str(path), "is not a regular file", "name a CSV file of questions")])
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise InputError([Fault("questions", str(path), problem, "name a CSV file of questions")]) from None


def _mark(series: Series | None, priors: str | None) -> tuple[str, ...]:
    """Return what tells an answer on figures or priors of one's own from one on what is shipped."""
    shipped = series is None or (series.id in catalog.series_ids() and series == catalog.series(series.id))
    told = ("" if shipped else repr(series)), priors or ""
    return tuple(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in told if text)


def _read_questions(
    path: Path, shelf: Mapping[str, Series], own: Series | None, priors: str | None
) -> tuple[_Asked, ...]:
    """Return the questions of a file; a file that is not a table of questions is refused whole."""
    layout = Layout("questions", COLUMNS, REQUIRED if own is None else REQUIRED[1:], most_rows=None)
    known = {**shelf, "": own, own.id: own} if own is not None else shelf
    marks = {name: _mark(series, priors) for name, series in known.items()}
    release, asked = version("trade-target"), []
    for row in read_rows(_content(path), layout, where=path.name):
        name = row.text("series")
        written = repr((release, list(row.cells), list(row.written), *marks.get(name, ())))
        digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        faults = list(row.faults)
        if not faults and name not in known:
            remedy = f"known are: {', '.join(sorted(name for name in known if name)[:20])}"
            faults.append(Fault("series", name, "is not a series known here", remedy))
        asked.append(_Asked(row.number, digest, row.cells, tuple(faults), known.get(name), priors))
    return tuple(asked)


def _answer_cells(asked: _Asked, forecast: BriefForecast) -> list[object]:
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
        *(by(question.as_of.year + k) for k in range(YEARS_TOLD)),
        interval.start, interval.end, round(max(answer.probability_not_by_horizon, 0.0), 3),
    ]  # fmt: skip


@lru_cache(maxsize=2)
def _priors(text: str | None) -> Priors:
    return shipped_priors() if text is None else load_priors(text)


def _forecast(asked: _Asked, fits: Fits) -> BriefForecast:
    """Return the forecast that a question as written asks for."""
    if asked.faults or asked.series is None:
        raise InputError(asked.faults)
    fields = {name: cell for name, cell in asked.fields.items() if name != "series"}
    question = parse_question(fields, asked.series)
    return fits.of(question, asked.series).brief(question)


def _answer(asked: _Asked, fits: Fits) -> _Outcome:
    """Return the answer to one question, or why there is none."""
    try:
        forecast = _forecast(asked, fits)
    except InputError as error:
        reasons = " | ".join(str(fault) for fault in error.faults)
    except FitError as error:
        reasons = str(error)
    else:
        return _Outcome(asked.line, answered=True, text=_line_of(_answer_cells(asked, forecast)))
    # One line a reject, whatever was given.
    return _Outcome(asked.line, answered=False, text=_line_of([asked.line, asked.id, " ".join(reasons.split())]))


def _answer_piece(piece: Sequence[_Asked]) -> list[_Outcome]:
    """Return the outcomes of questions that share their ground; runs in a worker."""
    outcomes, fits = [], Fits(_priors(piece[0].priors))
    for asked in piece:
        try:
            outcomes.append(_answer(asked, fits))
        except Exception as error:  # any defect: told with its line, and raised again
            error.add_note(f"while answering line {asked.line} of the questions")
            raise
    return outcomes


def _pieces(asked: Iterable[_Asked]) -> list[list[_Asked]]:
    """Return the questions grouped by shared ground, in pieces ordered by their first question."""
    open_pieces: dict[tuple[str, ...], list[_Asked]] = {}
    pieces: list[list[_Asked]] = []
    for one in asked:
        key = tuple(one.fields.get(name, "").strip() for name in _GROUND_FIELDS)
        piece = open_pieces.get(key)
        if piece is None or len(piece) >= _PIECE:
            piece = open_pieces[key] = []
            pieces.append(piece)
        piece.append(one)
    return pieces


@dataclass(frozen=True, slots=True)
class _Written:
    """A whole line of a file of an earlier run: what it answers, and the byte it ends before."""

    line: int
    id: str
    end: int


def _written(path: Path, columns: tuple[str, ...]) -> list[_Written]:
    """Return the whole lines that an earlier run left; refuse a file that is not one of ours."""
    content = path.read_bytes() if path.exists() else b""
    header = _line_of(columns).encode()
    if header.startswith(content):
        return []
    foreign = InputError([Fault("out", str(path), "is there already and is not such a file", "name another file")])
    if not content.startswith(header):
        raise foreign
    found, end = [], len(header)
    try:
        for text in content[end:].split(_END)[:-1]:
            end += len(text) + len(_END)
            cells = next(csv.reader([text.decode()], strict=True))
            found.append(_Written(int(cells[0]), cells[1], end))
    except (ValueError, IndexError, StopIteration, csv.Error):
        raise foreign from None
    return found


def _resume(asked: Sequence[_Asked], answers: Path, rejects: Path) -> tuple[int, int]:
    """Cut both files to what a run from the start would have written so far; return their numbers of lines."""
    ids = {one.line: one.id for one in asked}
    files = {answers: _written(answers, ANSWER_COLUMNS), rejects: _written(rejects, REJECT_COLUMNS)}
    for path, lines in files.items():
        for one in lines:
            if ids.get(one.line) != one.id:
                problem = f"answers another question, or was written by another version (its line {one.line})"
                raise InputError([Fault("out", str(path), problem, "name another file, or remove this one")])
    kept = dict.fromkeys(files, 0)
    for question in asked:
        for path, lines in files.items():
            if kept[path] < len(lines) and lines[kept[path]].line == question.line:
                kept[path] += 1
                break
        else:
            break
    for path, lines in files.items():
        if kept[path]:
            with path.open("r+b") as file:
                file.truncate(lines[kept[path] - 1].end)
        else:
            path.unlink(missing_ok=True)
    return kept[answers], kept[rejects]


def _appended(path: Path, columns: tuple[str, ...], stack: ExitStack) -> BinaryIO:
    """Return a file opened to append to, with its header."""
    file = stack.enter_context(path.open("ab"))
    if file.tell() == 0:
        file.write(_line_of(columns).encode())
        file.flush()
    return file


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    """Say in the package's words when a file cannot be written."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be written ({error.strerror or error})"
        raise InputError([Fault("out", str(error.filename or out), problem, "name a file that can be")]) from None


def run_batch(
    questions: Path,
    out: Path,
    *,
    workers: int = 1,
    shelf: Iterable[Series] | None = None,
    own: Series | None = None,
    priors: Priors | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> BatchResult:
    """Answer a CSV of questions; return how many were answered and rejected.

    Parameters
    ----------
    questions : Path
        CSV with the columns `COLUMNS`; `REQUIRED` must be there, empty cells take their defaults.
    out : Path
        The file of answers, `ANSWER_COLUMNS`; continued if it is there. Rejects go to `rejects_path`.
    workers : int
        Processes; -1 for all cores. Changes no byte.
    shelf : iterable of Series, optional
        The series that questions can name; the shipped ones when not given.
    own : Series, optional
        What questions are about that name no series.
    priors : Priors, optional
        The shipped ones when not given.
    progress : callable
        Told how many questions are done, of how many.

    Returns
    -------
    BatchResult

    Raises
    ------
    InputError
        When the questions are no such table, or the file of answers belongs to other questions.
    """
    rejects = rejects_path(out)
    if not (workers == -1 or workers >= 1):
        raise InputError([Fault("workers", str(workers), "is out of range", "takes 1 or more, or -1 for all cores")])
    if questions.resolve() in {out.resolve(), rejects.resolve()}:
        raise InputError([Fault("out", str(out), "would overwrite the questions", "name another file")])
    listed = (catalog.series(name) for name in catalog.series_ids()) if shelf is None else shelf
    told = None if priors is None else dump_priors(priors)
    asked = _read_questions(questions, {one.id: one for one in listed}, own, told)
    with ExitStack() as stack:
        with _writing(out):
            answered, rejected = _resume(asked, out, rejects)
            files = {True: _appended(out, ANSWER_COLUMNS, stack)}
        resumed = done = answered + rejected
        progress(done, len(asked))
        waiting: dict[int, _Outcome] = {}
        pieces = (delayed(_answer_piece)(piece) for piece in _pieces(asked[done:]))
        for outcomes in Parallel(n_jobs=workers, return_as="generator")(pieces):
            waiting.update((outcome.line, outcome) for outcome in outcomes)
            while done < len(asked) and asked[done].line in waiting:
                outcome = waiting.pop(asked[done].line)
                with _writing(out):
                    if not outcome.answered and False not in files:
                        files[False] = _appended(rejects, REJECT_COLUMNS, stack)
                    files[outcome.answered].write(outcome.text.encode())
                    files[outcome.answered].flush()
                done += 1
                rejected += not outcome.answered
                progress(done, len(asked))
    return BatchResult(done - rejected, rejected, resumed, rejects)
