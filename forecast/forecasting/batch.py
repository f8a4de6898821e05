"""Many questions at once: a file of questions becomes a CSV of answers, or a folder of Parquet parts.

Every answer depends on its own question only, so the bytes are the same wherever and by how many it was worked
out. In a CSV answers are appended one by one, in the order of the questions: a rerun drops a half-written last line
and goes on where the last one stopped. Questions that cannot be answered go to a second file with the reasons. A
folder of parts is the matter of `forecast.forecasting.parts`, where the work is done that of `forecast.workers`.
"""

from __future__ import annotations

import csv
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from forecast.data import catalog
from forecast.errors import Fault, InputError
from forecast.forecasting.batch_answers import (
    ANSWER_COLUMNS,
    REJECT_COLUMNS,
    Asked,
    BatchResult,
    Outcome,
    answer_piece,
    line_of,
    pieces,
)
from forecast.forecasting.batch_questions import COLUMNS, read_questions
from forecast.forecasting.parts import write_parts
from forecast.priors import dump_priors
from forecast.workers import Local, machines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from forecast.data import Series
    from forecast.priors import Priors
    from forecast.workers import Place

__all__ = ["ANSWER_COLUMNS", "COLUMNS", "REJECT_COLUMNS", "BatchResult", "is_folder", "rejects_path", "run_batch"]

_END = b"\r\n"


def rejects_path(out: Path) -> Path:
    """Return the file of rejects that goes with a file of answers.

    Examples
    --------
    >>> from pathlib import Path
    >>> rejects_path(Path("answers.csv")).name
    'answers.rejects.csv'
    """
    return out.with_name(f"{out.stem}.rejects.csv")


@dataclass(frozen=True, slots=True)
class _Written:
    """A whole line of a file of an earlier run: what it answers, and the byte it ends before."""

    line: int
    id: str
    end: int


def _written(path: Path, columns: tuple[str, ...]) -> list[_Written]:
    """Return the whole lines that an earlier run left; refuse a file that is not one of ours."""
    content = path.read_bytes() if path.exists() else b""
    header = line_of(columns).encode()
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


def _resume(asked: Sequence[Asked], answers: Path, rejects: Path) -> tuple[int, int]:
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
        file.write(line_of(columns).encode())
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
    place: Place | None = None,
    shelf: Iterable[Series] | None = None,
    find: Callable[[str], Series] | None = None,
    own: Series | None = None,
    priors: Priors | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> BatchResult:
    """Answer a file of questions; return how many were answered and rejected.

    Parameters
    ----------
    questions : Path
        CSV or Parquet with the columns `COLUMNS`; `REQUIRED` must be there, empty cells take their defaults.
    out : Path
        The file of answers, `ANSWER_COLUMNS`; continued if it is there. Rejects go to `rejects_path`. A name without
        a suffix is a folder, which gets Parquet parts.
    workers : int
        Processes; -1 for all cores. Changes no byte.
    place : Local or Cluster, optional
        Where it is worked out; so many processes of this machine when not given. Changes no byte.
    shelf : iterable of Series, optional
        The series that questions can name; the shipped ones when not given.
    find : callable, optional
        What finds a pair that the shelf does not list; without a shelf, every pair that the package ships.
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
        When the questions are no such table, the answers there belong to other questions, or there is no such place.
    ForecastError
        When the place was lost on the way; what is done is kept.
    """
    if not (workers == -1 or workers >= 1):
        raise InputError([Fault("workers", str(workers), "is out of range", "takes 1 or more, or -1 for all cores")])
    if questions.resolve() in {out.resolve(), rejects_path(out).resolve()}:
        raise InputError([Fault("out", str(out), "would overwrite the questions", "name another file")])
    if shelf is None:
        shelf, find = (catalog.series(name) for name in catalog.series_ids()), find or catalog.series
    told = None if priors is None else dump_priors(priors)
    asked = read_questions(questions, {one.id: one for one in shelf}, find=find, own=own, priors=told)
    place = place or Local(workers)
    if is_folder(out):
        return write_parts(asked, out, place, progress)
    return _write_csv(asked, out, place, progress)


def is_folder(out: Path) -> bool:
    """Return whether answers go to a folder of parts: its name has no suffix, as that of a file does."""
    return out.is_dir() or not out.suffix


def _write_csv(asked: Sequence[Asked], out: Path, place: Place, progress: Callable[[int, int], None]) -> BatchResult:
    """Append what is missing to the files of answers and rejects, in the order of the questions."""
    rejects = rejects_path(out)
    with ExitStack() as stack:
        with _writing(out):
            answered, rejected = _resume(asked, out, rejects)
        resumed = done = answered + rejected
        mapped = stack.enter_context(machines(place)) if done < len(asked) else None
        with _writing(out):
            files = {True: _appended(out, ANSWER_COLUMNS, stack)}
        progress(done, len(asked))
        waiting: dict[int, Outcome] = {}
        for outcomes in mapped(answer_piece, pieces(asked[done:])) if mapped else ():
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
