"""Files of many questions: CSV or Parquet, each row with its series, or with what is wrong with it."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import TYPE_CHECKING

from forecast.data import Layout, catalog, read_rows
from forecast.errors import Fault, InputError, UnknownNameError
from forecast.extras import needing
from forecast.forecasting.batch_answers import Asked, line_of
from forecast.forecasting.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from forecast.data import Row, Series

__all__ = ["COLUMNS", "REQUIRED", "read_questions"]

#: Columns of a file of questions, and those that must be there.
COLUMNS: Mapping[str, str] = {"series": "the id of a shipped series"} | dict(FIELDS)
REQUIRED = ("series", "target")
#: Rows of Parquet in memory at once, and the line of the first: the header is line 1, as in a CSV.
_ROWS, _FIRST_LINE = 10_000, 2


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
    told = ("" if series is None or _is_shipped(series) else repr(series)), priors or ""
    return tuple(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in told if text)


def _is_shipped(series: Series) -> bool:
    try:
        return series == catalog.series(series.id)
    except UnknownNameError:
        return False


class _Known:
    """The series that questions can name, each looked up once, with what marks answers about it.

    Parameters
    ----------
    shelf : mapping of str to Series
    find : callable or None
        What finds a pair that the shelf does not list.
    priors : str or None
    """

    def __init__(self, shelf: Mapping[str, Series], find: Callable[[str], Series] | None, priors: str | None) -> None:
        self._shelf, self._find, self._priors = shelf, find, priors
        self._found: dict[str, tuple[Series | None, tuple[str, ...], tuple[Fault, ...]]] = {}

    def of(self, name: str) -> tuple[Series | None, tuple[str, ...], tuple[Fault, ...]]:
        """Return a series with what marks answers about it; without one, what is wrong with its name."""
        if name not in self._found:
            series, faults = self._looked_up(name)
            self._found[name] = series, _mark(series, self._priors) if series else (), faults
        return self._found[name]

    def _looked_up(self, name: str) -> tuple[Series | None, tuple[Fault, ...]]:
        if name in self._shelf:
            return self._shelf[name], ()
        if self._find is not None and name:
            try:
                return self._find(name), ()
            except InputError as error:
                return None, error.faults
        remedy = f"known are: {', '.join(sorted(name for name in self._shelf if name)[:20])}"
        return None, (Fault("series", name, "is not a series known here", remedy),)


def _parquet_rows(path: Path, layout: Layout) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a Parquet file, a few thousand in memory at once.

    Raises
    ------
    InputError
        When it is damaged, or its columns are not those of questions.
    """
    with needing("cluster"):
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - an extra

    try:
        with parquet.ParquetFile(path) as file:
            names, line = file.schema_arrow.names, _FIRST_LINE
            # A table without rows still has a header, and its faults are told as those of a CSV.
            read_rows(line_of(names), layout, where=path.name)
            for batch in file.iter_batches(batch_size=_ROWS):
                rows = read_rows(batch.to_pylist(), layout, where=path.name)
                yield from ((line + number, row) for number, row in enumerate(rows))
                line += len(rows)
    except (ArrowException, OSError) as error:
        problem = f"cannot be read as Parquet ({str(error).splitlines()[0][:100]})"
        raise InputError([Fault("questions", str(path), problem, "write it again, or give CSV")]) from None


def _rows(path: Path, layout: Layout) -> Iterator[tuple[int, Row]]:
    """Yield the rows of a file of questions with the line of each, a row of Parquet counted as a table shows it."""
    content = _content(path)
    if content.startswith(b"PAR1"):
        del content
        yield from _parquet_rows(path, layout)
    else:
        yield from ((row.number, row) for row in read_rows(content, layout, where=path.name))


def read_questions(
    path: Path,
    known: Mapping[str, Series],
    *,
    find: Callable[[str], Series] | None,
    own: Series | None,
    priors: str | None,
) -> tuple[Asked, ...]:
    """Return the questions of a file; a file that is not a table of questions is refused whole.

    Parameters
    ----------
    path : Path
        CSV or Parquet.
    known : mapping of str to Series
    find : callable or None
        What finds a pair that `known` has not.
    own : Series or None
        What questions are about that name no series.
    priors : str or None
        Priors other than the shipped ones, as text.

    Raises
    ------
    InputError
    """
    layout = Layout("questions", COLUMNS, REQUIRED if own is None else REQUIRED[1:], most_rows=None)
    shelf = _Known({**known, "": own, own.id: own} if own is not None else known, find, priors)
    release, asked = version("trade-target"), []
    for line, row in _rows(path, layout):
        series, mark, unknown = shelf.of(row.text("series"))
        written = repr((release, list(row.cells), list(row.written or row.cells.values()), *mark))
        digest = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        faults = tuple(row.faults) or unknown
        asked.append(Asked(line, digest, row.cells, faults, series, priors))
    return tuple(asked)
