"""Answers as a folder of Parquet parts: answers and rejects apart, each part whole or not there.

::

    ANSWERS/manifest.json              what the folder answers, and by which parts
    ANSWERS/done.jsonl                 a line for each part that is done: rows and checksums of its files
    ANSWERS/answers/part-00000.parquet
    ANSWERS/rejects/part-00000.parquet where questions of the part could not be answered, with the reasons

A part has the questions about a few pairs, since questions about one pair share their fits. Which part a question is
in hangs on the questions alone, so the bytes of every part do not depend on who worked it out, nor when. A file is
written under another name and renamed; then its checksum goes to ``done.jsonl``. A rerun makes anew what is missing
there, or does not have its checksum any more.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any

from forecast.errors import Fault, InputError
from forecast.extras import needing
from forecast.forecasting.batch_answers import (
    ANSWER_COLUMNS,
    REJECT_COLUMNS,
    BatchResult,
    answer_piece,
    ground_of,
)
from forecast.model import MODEL_VERSION
from forecast.workers import machines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from forecast.forecasting.batch_answers import Asked, Outcome
    from forecast.workers import Place

__all__ = ["write_parts"]

#: Questions of a part: a pair's are split beyond it, those of several pairs put together below it.
FEWEST, MOST, PARTS = 20, 1_000, 64
#: Bytes that an answer takes on disk, with something to spare: `python -m benchmarks.cluster` measures it.
BYTES_EACH = 150
_FORMAT = 1
_TEXTS = frozenset(
    {"question_id", "run_id", "series", "statistics", "flow", "unit", "model", "scenario", "status", "reasons"}
)
_NUMBERS = frozenset({"target", "level", "probability_by_deadline", "probability_not_by_horizon"})


@dataclass(frozen=True, slots=True)
class _Part:
    """Some questions, in the order in which they are worked out: those of one ground together."""

    number: int
    asked: tuple[Asked, ...]

    @property
    def name(self) -> str:
        return f"part-{self.number:05d}.parquet"


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file of a part: how many rows it has, and its checksum."""

    rows: int
    sha256: str


def _parts(asked: Sequence[Asked]) -> tuple[_Part, ...]:
    """Return the questions by parts: by pair in order of first mention, and within a pair by what they rest on."""
    most = min(max(len(asked) // PARTS, FEWEST), MOST)
    of_pair: dict[str, list[Asked]] = defaultdict(list)
    for one in asked:
        of_pair["" if one.faults or one.series is None else one.series.id].append(one)
    found: list[tuple[Asked, ...]] = []
    open_part: list[Asked] = []
    for questions in of_pair.values():
        together = sorted(questions, key=lambda one: (ground_of(one), one.line))
        for start in range(0, len(together), most):
            piece = together[start : start + most]
            if open_part and len(open_part) + len(piece) > most:
                found.append(tuple(open_part))
                open_part = []
            open_part += piece
    if open_part:
        found.append(tuple(open_part))
    return tuple(_Part(number, part) for number, part in enumerate(found))


def _answer_part(part: _Part) -> tuple[int, list[Outcome]]:
    """Return the outcomes of a part in the order of its lines; runs on a worker."""
    return part.number, sorted(answer_piece(part.asked), key=lambda outcome: outcome.line)


def _manifest(parts: Sequence[_Part]) -> dict[str, Any]:
    """Return what a folder answers: no two sets of questions, figures, priors or versions have the same."""
    digests = []
    for part in parts:
        ids = "\n".join(f"{one.line} {one.id}" for one in part.asked)
        digests.append({"name": part.name, "questions": len(part.asked), "sha256": _sha256(ids.encode())})
    told: dict[str, Any] = {
        "format": _FORMAT,
        "release": version("trade-target"),
        "model_version": MODEL_VERSION,
        "parts": digests,
    }
    return {"fingerprint": _sha256(json.dumps(told, sort_keys=True).encode())} | told


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _column(name: str, cells: Sequence[str]) -> pa.Array:
    """Return a column of answers with its type; an empty cell is null."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    if name in _TEXTS:
        return pa.array([cell if cell or name == "scenario" else None for cell in cells], pa.string())
    if name == "as_of":
        return pa.array([date.fromisoformat(cell) for cell in cells], pa.date32())
    if name in _NUMBERS or name.startswith("probability_by"):
        return pa.array([float(cell) if cell else None for cell in cells], pa.float64())
    return pa.array([int(cell) if cell else None for cell in cells], pa.int64())


def _table(columns: Sequence[str], outcomes: Sequence[Outcome]) -> bytes:
    """Return lines of a CSV as Parquet: the same lines give the same bytes."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    rows = list(csv.reader(outcome.text.rstrip("\r\n") for outcome in outcomes))
    cells = zip(*rows, strict=True) if rows else [() for _ in columns]
    table = pa.table({name: _column(name, some) for name, some in zip(columns, cells, strict=True)})
    buffer = BytesIO()
    parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


class _Folder:
    """A folder of parts, and what is done in it.

    Parameters
    ----------
    path : Path
    parts : sequence of _Part
    """

    def __init__(self, path: Path, parts: Sequence[_Part]) -> None:
        self._path, self._parts = path, {part.number: part for part in parts}
        self._told = _manifest(parts)
        self._journal = path / "done.jsonl"

    def _refused(self, problem: str, file: str = "") -> InputError:
        remedy = "name another folder, or remove this one"
        return InputError([Fault(f"out, {file}" if file else "out", str(self._path), problem, remedy)])

    def check(self) -> None:
        """Refuse a folder that holds anything but parts of these very questions.

        Raises
        ------
        InputError
        """
        manifest = self._path / "manifest.json"
        if not self._path.exists() or not any(self._path.iterdir()):
            return
        try:
            told = json.loads(manifest.read_text(encoding="utf-8"))
            fingerprint, release = told["fingerprint"], told["release"]
        except (OSError, ValueError, KeyError, TypeError):
            problem = "is there already and is no folder of answers: it has no whole manifest.json"
            raise self._refused(problem) from None
        if fingerprint != self._told["fingerprint"]:
            ours = self._told["release"]
            why = "answers other questions, or on other figures" if release == ours else f"is of version {release}"
            raise self._refused(why)
        names = {part.name for part in self._parts.values()}
        for kind in ("answers", "rejects"):
            for file in sorted(self._path.glob(f"{kind}/*")):
                if file.name not in names and not file.name.endswith(".tmp"):
                    problem = "holds a file that is no part of these answers"
                    raise self._refused(problem, f"{kind}/{file.name}")

    def done(self) -> dict[int, tuple[int, int]]:
        """Return the answers and rejects of each part whose files are there as they were written."""
        found: dict[int, tuple[int, int]] = {}
        try:
            lines = self._journal.read_text(encoding="utf-8").splitlines()
        except OSError:
            return found
        kept: dict[int, dict[str, _Kept | None]] = {}
        for line in lines:
            try:
                told = json.loads(line)
                files = {kind: told[kind] and _Kept(**told[kind]) for kind in ("answers", "rejects")}
                kept[int(told["part"])] = files
            except (ValueError, KeyError, TypeError):
                continue  # cut in half when the run was stopped
        for number, files in kept.items():
            if number in self._parts and all(self._is_whole(number, kind, file) for kind, file in files.items()):
                rows = [file.rows if file else 0 for file in files.values()]
                if sum(rows) == len(self._parts[number].asked):
                    found[number] = rows[0], rows[1]
        return found

    def _is_whole(self, number: int, kind: str, kept: _Kept | None) -> bool:
        path = self._path / kind / self._parts[number].name
        if kept is None:
            return not path.exists()
        try:
            return _sha256(path.read_bytes()) == kept.sha256
        except OSError:
            return False

    def prepare(self, questions: int) -> None:
        """Make the folder, after looking whether the answers still to come have room.

        Raises
        ------
        InputError
        """
        there = next(one for one in (self._path, *self._path.absolute().parents) if one.exists())
        free, needed = shutil.disk_usage(there).free, questions * BYTES_EACH
        if free < needed:
            problem = f"has {free / 1e6:,.0f} MB free, and {questions:,} answers take some {needed / 1e6:,.0f} MB"
            raise InputError([Fault("out", str(self._path), problem, "make room, or name a folder on another disk")])
        for kind in ("answers", "rejects"):
            (self._path / kind).mkdir(parents=True, exist_ok=True)
            for left in (self._path / kind).glob("*.tmp"):
                left.unlink()
        content = json.dumps(self._told, indent=1) + "\n"
        _write(self._path / "manifest.json", content.encode())

    def write(self, number: int, outcomes: Sequence[Outcome]) -> tuple[int, int]:
        """Write the files of a part, then that it is done; return its answers and rejects."""
        split = {
            "answers": (ANSWER_COLUMNS, [one for one in outcomes if one.answered]),
            "rejects": (REJECT_COLUMNS, [one for one in outcomes if not one.answered]),
        }
        told: dict[str, object] = {"part": number}
        for kind, (columns, some) in split.items():
            path = self._path / kind / self._parts[number].name
            if some:
                content = _table(columns, some)
                _write(path, content)
                told[kind] = {"rows": len(some), "sha256": _sha256(content)}
            else:
                path.unlink(missing_ok=True)
                told[kind] = None
        with self._journal.open("ab") as file:
            # A line cut in half by a stop is left alone: this one begins a new one.
            torn = file.tell() > 0 and self._journal.read_bytes()[-1:] != b"\n"
            file.write((("\n" if torn else "") + json.dumps(told) + "\n").encode())
        return len(split["answers"][1]), len(split["rejects"][1])


def _write(path: Path, content: bytes) -> None:
    """Write a file whole: under another name, to the disk, then renamed."""
    part = path.with_name(f"{path.name}.tmp")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def write_parts(asked: Sequence[Asked], out: Path, place: Place, progress: Callable[[int, int], None]) -> BatchResult:
    """Write what is missing in a folder of parts.

    Parameters
    ----------
    asked : sequence of Asked
    out : Path
    place : Local or Cluster
    progress : callable
        Told how many questions are done, of how many.

    Raises
    ------
    InputError
        Before the work: when the folder holds something else, the disk is too small, or the place is none.
    ForecastError
        When the place was lost; what is done is kept.
    """
    with needing("cluster"):
        import pyarrow as pa  # noqa: F401, PLC0415 - an extra, told before the work
    if out.exists() and not out.is_dir():
        raise InputError([Fault("out", str(out), "is a file", "name a folder, or a file that ends in .csv")])
    parts = _parts(asked)
    folder = _Folder(out, parts)
    try:
        folder.check()
        done: Mapping[int, tuple[int, int]] = folder.done()
        left = [part for part in parts if part.number not in done]
        counts = [sum(rows) for rows in zip(*done.values(), strict=True)] or [0, 0]
        resumed = sum(counts)
        folder.prepare(len(asked) - resumed)
        progress(resumed, len(asked))
        if left:
            with machines(place) as mapped:
                for number, outcomes in mapped(_answer_part, left):
                    counts = [had + new for had, new in zip(counts, folder.write(number, outcomes), strict=True)]
                    progress(sum(counts), len(asked))
    except OSError as error:
        problem = f"cannot be read or written ({error.strerror or error})"
        raise InputError([Fault("out", str(error.filename or out), problem, "name a folder that can be")]) from None
    return BatchResult(counts[0], counts[1], resumed, out / "rejects")
