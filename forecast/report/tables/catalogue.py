"""The catalogue as CSV: the list of series, and announced targets by the columns that the registry is read by.

CSV is RFC 4180. Text that begins like a formula gets a leading apostrophe (`cells.inert`), so that no spreadsheet
runs it.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from forecast.data import inert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from forecast.data import AnnouncedTarget
    from forecast.report.documents.schema import SeriesList

__all__ = ["series_list_csv", "targets_csv"]

_SERIES = (
    "id", "reporter", "partner", "unit", "basis", "statistics", "statements", "first_year", "last_year", "newest",
    "targets",
)  # fmt: skip
_TARGETS = (
    "id", "reporter", "partner", "reporter_iso3", "partner_iso3", "flow", "basis", "target_value", "currency",
    "announced", "announced_by", "deadline", "year_starts", "level_at_announcement", "outcome", "reached_year", "kind",
    "duplicate_of", "grade", "source_title", "publisher", "source_url", "note",
)  # fmt: skip


def _written(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()


def series_list_csv(listed: SeriesList) -> str:
    """Return the list of series as CSV, one a row; several sides or targets stand joined by spaces in one cell."""

    def cells(entry: dict[str, object]) -> list[object]:
        told = (entry[name] for name in _SERIES)
        return [" ".join(cell) if isinstance(cell, tuple) else cell for cell in told]

    return _written(_SERIES, (cells(dict(entry)) for entry in listed.series))


def _amount(value: float | None) -> str:
    """Return an amount with every digit, and none behind the point that says nothing."""
    return "" if value is None else f"{value:.0f}" if value == int(value) else repr(value)


def _starts(target: AnnouncedTarget) -> str:
    return "" if target.year_ends == 12 else f"{target.year_ends % 12 + 1:02d}"


def targets_csv(targets: Iterable[AnnouncedTarget]) -> str:
    """Return announced targets as the CSV that the registry is read by: it reads back as the same targets."""
    rows = (
        (
            t.id, t.reporter, t.partner, *t.codes, t.flow, t.basis, _amount(t.value), t.currency,
            t.announced, t.announced_by, t.deadline, _starts(t), _amount(t.level_then), t.outcome, t.reached_year,
            t.kind, t.duplicate_of, t.grade, t.title, t.publisher, t.url, t.note,
        )
        for t in targets
    )  # fmt: skip
    return _written(_TARGETS, rows)
