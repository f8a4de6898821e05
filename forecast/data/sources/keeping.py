"""Raw answers, kept beside the store: each under its checksum, with a sidecar that says what was asked and when.

A statement's note names the checksum of the answer that it stood in, so each figure can be held against what the
source sent. Files are written whole or not at all, and before the statements that name them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from forecast.data.sources.settings import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from forecast.data.sources.source import Answer
    from forecast.data.statements import Statement

__all__ = ["answers_folder", "check_answers", "keep_answers", "packed_answers", "put_answer"]

_NAME = re.compile(r"[0-9a-f]{64}")
_NAMED = re.compile(r"answer sha256 ([0-9a-f]{64}(?:, [0-9a-f]{64})*)")


def answers_folder(database: str) -> Path:
    """Return where raw answers are kept: as set, else beside a store that is a file, else in the data folder.

    Examples
    --------
    >>> answers_folder("sqlite:////srv/store.sqlite").as_posix()
    '/srv/answers'
    """
    set_to = os.environ.get(ANSWERS, "").strip()
    if set_to:
        return Path(set_to)
    if database.startswith("sqlite:///"):
        return Path(database.removeprefix("sqlite:///")).parent / "answers"
    return user_data_path("trade-target", appauthor=False) / "answers"


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(file)


def keep_answers(folder: Path, answers: Iterable[Answer], *, source: str, pair: str, today: date) -> None:
    """Keep answers, each once: ``SHA256.gz`` and ``SHA256.json``."""
    for answer in answers:
        name = answer.sha256
        told = {
            "sha256": name,
            "bytes": len(answer.body),
            "source": source,
            "pair": pair,
            "asked": answer.url,
            "type": answer.kind,
            "pulled": today.isoformat(),
        }
        if not (folder / f"{name}.json").is_file() or _body(folder, name) is None:
            _write(folder / f"{name}.gz", gzip.compress(answer.body, mtime=0))
            _write(folder / f"{name}.json", (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())


def _unpacked(packed: bytes, sha256: str) -> bytes | None:
    """Return an answer, None when it is not what it was."""
    try:
        body = gzip.decompress(packed)
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    return body if hashlib.sha256(body).hexdigest() == sha256 else None


def _body(folder: Path, sha256: str) -> bytes | None:
    """Return a kept answer, None when it is not there or not what it was."""
    file = folder / f"{sha256}.gz"
    return _unpacked(file.read_bytes(), sha256) if file.is_file() else None


def check_answers(folder: Path, statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the checksums that statements name and that no kept answer has."""
    named = {
        sha256 for statement in statements for found in _NAMED.findall(statement.note) for sha256 in found.split(", ")
    }
    return tuple(sorted(sha256 for sha256 in named if _body(folder, sha256) is None))


def packed_answers(folder: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield checksum, packed answer and sidecar of every kept answer that is what it was."""
    for sidecar in sorted(folder.glob("*.json")):
        packed = sidecar.with_suffix(".gz")
        if _NAME.fullmatch(sidecar.stem) and _body(folder, sidecar.stem) is not None:
            yield sidecar.stem, packed.read_bytes(), sidecar.read_bytes()


def put_answer(folder: Path, sha256: str, packed: bytes, sidecar: bytes) -> None:
    """Put an answer back that was kept elsewhere; one that is there and whole stays.

    Raises
    ------
    ValueError
        When it is not what its checksum says: nothing is written.
    """
    if not _NAME.fullmatch(sha256) or _unpacked(packed, sha256) is None:
        msg = f"the answer {sha256} is not what it was"
        raise ValueError(msg)
    if _body(folder, sha256) is None:
        _write(folder / f"{sha256}.gz", packed)
        _write(folder / f"{sha256}.json", sidecar)
