"""Values as rows and back, equal to the last bit."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from forecast.data import AnnouncedTarget, GrowthPrint, LevelPrint, Origin, Period, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["content_of", "statement_of", "statement_row", "target_of", "target_row"]

Row = dict[str, Any]
#: What places a row in the store; the rest is what it says.
_PLACE = frozenset({"seq", "series", "change", "supersedes", "content"})
#: Columns of later revisions, left out of the content where they say nothing: older rows keep theirs.
_LATER = frozenset({"says_supersedes", "skipped", "year_ends"})
#: Years end with it that say nothing else; kept as 0.
CALENDAR = 12


def _number(value: float | None) -> float | None:
    """Return a number as databases keep it: SQLite knows no negative zero."""
    return None if value is None else value + 0.0


def content_of(row: Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> str:
    """Return the SHA-256 of what a row says, as 64 hexadecimal digits."""
    left_out = _PLACE | without | {name for name in _LATER if not row.get(name)}
    said = {name: value for name, value in row.items() if name not in left_out}
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def statement_row(statement: Statement) -> Row:
    """Return a statement as a row without a place; its content leaves out the id, which is numbered."""
    level, growth, origin = statement.level, statement.growth, statement.origin
    row = {
        "id": statement.id,
        "statistics": statement.statistics,
        "flow": statement.flow,
        "year": statement.period.year,
        "months": statement.period.months,
        "skipped": statement.period.skipped,
        "year_ends": 0 if statement.period.year_ends == CALENDAR else statement.period.year_ends,
        "level": _number(level.value) if level else None,
        "level_resolution": _number(level.resolution) if level else None,
        "level_qualifier": level.qualifier if level else None,
        "growth": _number(growth.percent) if growth else None,
        "growth_resolution": _number(growth.resolution) if growth else None,
        "growth_qualifier": growth.qualifier if growth else None,
        "event": statement.event,
        "publisher": origin.publisher,
        "title": origin.title,
        "url": origin.url,
        "published": origin.published.isoformat(),
        "published_precision": origin.precision,
        "reliability": statement.reliability,
        "record": statement.record,
        "note": statement.note,
        "says_supersedes": statement.supersedes,
    }
    return row | {"content": content_of(row, without=frozenset({"id"}))}


def statement_of(row: Mapping[str, Any]) -> Statement:
    """Return the statement that a row holds."""
    level = None
    if row["level"] is not None:
        level = LevelPrint(row["level"], row["level_resolution"], row["level_qualifier"])
    growth = None
    if row["growth"] is not None:
        growth = GrowthPrint(row["growth"], row["growth_resolution"], row["growth_qualifier"])
    published = date.fromisoformat(row["published"])
    return Statement(
        id=row["id"],
        statistics=row["statistics"],
        flow=row["flow"],
        period=Period(row["year"], row["months"], row["skipped"], row["year_ends"] or CALENDAR),
        level=level,
        growth=growth,
        event=row["event"],
        origin=Origin(row["publisher"], row["title"], row["url"], published, row["published_precision"]),
        reliability=row["reliability"],
        record=bool(row["record"]),
        note=row["note"],
        supersedes=row["says_supersedes"],
    )


def target_row(target: AnnouncedTarget) -> Row:
    """Return an announced target as a row without a place."""
    row = {
        "id": target.id,
        "reporter": target.reporter,
        "partner": target.partner,
        "reporter_code": target.codes[0],
        "partner_code": target.codes[1],
        "flow": target.flow,
        "basis": target.basis,
        "value": _number(target.value),
        "currency": target.currency,
        "announced": target.announced,
        "announced_by": target.announced_by,
        "deadline": target.deadline,
        "level_then": _number(target.level_then),
        "outcome": target.outcome,
        "reached_year": target.reached_year,
        "kind": target.kind,
        "duplicate_of": target.duplicate_of,
        "grade": target.grade,
        "title": target.title,
        "publisher": target.publisher,
        "url": target.url,
        "note": target.note,
        "year_ends": target.year_ends if target.year_ends != CALENDAR else 0,
    }
    return row | {"content": content_of(row)}


def target_of(row: Mapping[str, Any]) -> AnnouncedTarget:
    """Return the announced target that a row holds."""
    said = {name: value for name, value in row.items() if name not in _PLACE}
    codes = (said.pop("reporter_code"), said.pop("partner_code"))
    said["year_ends"] = said["year_ends"] or CALENDAR
    return AnnouncedTarget(codes=codes, **said)
