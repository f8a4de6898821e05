"""Announced targets read from CSV, by the same rules as statements: every fault at once, with its line.

The columns are those of the shipped registry; four of them are needed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast, get_args

from forecast.data.amounts import parse_amount, parse_unit, say_amount
from forecast.data.csv_table import Layout, Row, read_rows, refuse
from forecast.data.fiscal import parse_year_start
from forecast.data.periods import FIRST_YEAR, LAST_YEAR
from forecast.data.statements import FLOWS, slug
from forecast.data.targets import CALENDAR, AnnouncedTarget, Outcome
from forecast.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.data.statements import Flow

__all__ = ["TARGET_COLUMNS", "TARGET_REQUIRED", "read_targets"]

TARGET_REQUIRED = ("reporter", "partner", "target_value", "currency")
#: Every column that is read, with what it takes.
TARGET_COLUMNS: Mapping[str, str] = {
    "reporter": "name of A, where exports come from",
    "partner": "name of B, where exports go",
    "target_value": "an amount such as 2.5bn or 2500000000",
    "currency": "a currency code such as USD",
    "id": "letters, digits, dots and hyphens; made of pair, value and deadline when empty",
    "reporter_iso3": "ISO 3166 code of A; may be empty",
    "partner_iso3": "ISO 3166 code of B; may be empty",
    "flow": "total, exports or imports; total when empty",
    "basis": "goods, goods_services, non_oil or unknown; goods when empty",
    "announced": "2025-07-14, or 2025-07 or 2025 when no more is known; may be empty",
    "date_precision": "day, month, year or none; told by the date, not read",
    "announced_by": "who announced it; may be empty",
    "deadline": "a year, of fiscal years the one that it ends in; empty without one",
    "year_starts": "month in which its fiscal years start, such as 04 or 21 March; empty for calendar years",
    "level_at_announcement": "the amount named at the announcement; may be empty",
    "source_title": "title of the source",
    "publisher": "who published it",
    "source_url": "address of the source",
    "outcome": "open, reached, missed, superseded or unknown; open when empty",
    "reached_year": "a year; empty when not reached or not known",
    "outcome_source_url": "address of the outcome's source; not kept",
    "kind": "stated_value, derived_value, expectation or regain; stated_value when empty",
    "duplicate_of": "the id of the same target's other record; may be empty",
    "grade": "A, B or C, how well it is documented; C when empty",
    "note": "anything worth knowing",
}
_LAYOUT = Layout("targets", TARGET_COLUMNS, TARGET_REQUIRED)
_LONGEST_TEXT, _LONGEST_NAME, _LONGEST_ID = 2_000, 100, 120
_BASES = ("goods", "goods_services", "non_oil", "unknown")
_KINDS = ("stated_value", "derived_value", "expectation", "regain")
_OUTCOMES: tuple[str, ...] = get_args(Outcome)
_ID = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_ANNOUNCED = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_WHOLE = re.compile(r"\d{4}", re.ASCII)


def _year(row: Row, column: str) -> int | None:
    text = row.text(column)
    if not text:
        return None
    if not _WHOLE.fullmatch(text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        row.fault(column, f"is not a year from {FIRST_YEAR} to {LAST_YEAR}")
        return None
    return int(text)


def _amount(row: Row, column: str, unit: str | None) -> float | None:
    if not row.text(column):
        return None
    try:
        amount = parse_amount(row.text(column))
    except ValueError as error:
        row.fault(column, str(error))
        return None
    if amount.unit and unit and amount.unit != unit:
        row.fault(column, f"is in {amount.unit}, the currency column says {unit}")
    return amount.value


def _year_ends(row: Row) -> int:
    """Return the month with which the years of a target end."""
    if not row.text("year_starts"):
        return CALENDAR
    try:
        return (parse_year_start(row.text("year_starts")) - 2) % 12 + 1
    except ValueError as error:
        row.fault("year_starts", str(error))
        return CALENDAR


def _announced(row: Row) -> str:
    text = row.text("announced")
    if text and not (_ANNOUNCED.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR):
        row.fault("announced", "is not a date")
    return text


def _check_texts(row: Row) -> None:
    """Note cells that are missing, too long, or that could play tricks where they are shown."""
    for column in TARGET_REQUIRED:
        if not row.text(column):
            row.fault(column, "is missing")
    for column in TARGET_COLUMNS:
        longest = _LONGEST_NAME if column in {"reporter", "partner"} else _LONGEST_TEXT
        row.check_text(column, longest=longest, shown=column != "note")
    row.check_address("url")
    for column in ("reporter", "partner"):
        if row.text(column) and not slug(row.text(column)):
            row.fault(column, "holds no letter or digit")


def _id(row: Row, value: float | None, currency: str | None, deadline: int | None) -> str:
    """Return the id given, or one made of what is announced."""
    text = row.text("id")
    if text:
        if len(text) > _LONGEST_ID or not _ID.fullmatch(text):
            row.fault("id", "is not an id")
        return text
    if value is None or currency is None:
        return ""
    amount = re.sub(r"[^a-z0-9.]+", "-", say_amount(value, currency, digits=12).lower()).strip("-.")
    flow = "" if row.text("flow").lower() in {"", "total"} else f"-{row.text('flow').lower()}"
    made = f"{slug(row.text('reporter'))}-{slug(row.text('partner'))}{flow}-{amount}" + (
        f"-{deadline}" if deadline else ""
    )
    return made if len(made) <= _LONGEST_ID else made[:_LONGEST_ID].rstrip("-.")


def _read(row: Row) -> AnnouncedTarget | None:
    """Return the target that a line announces, or None when a fault was noted."""
    if row.faults:  # its cells stand under the wrong columns
        return None
    _check_texts(row)
    currency = parse_unit(row.text("currency"))
    if currency is None and row.text("currency"):
        row.fault("currency", "is not a currency known here")
    value = _amount(row, "target_value", currency)
    deadline, announced = _year(row, "deadline"), _announced(row)
    reached = _year(row, "reached_year")
    outcome = cast("Outcome", row.choice("outcome", _OUTCOMES, "open"))
    if reached is not None and outcome not in {"reached", "missed"}:  # missed: reached after the deadline
        row.fault("reached_year", f"stands beside the outcome {outcome}")
    made = AnnouncedTarget(
        id=_id(row, value, currency, deadline),
        reporter=row.text("reporter"),
        partner=row.text("partner"),
        codes=(row.text("reporter_iso3"), row.text("partner_iso3")),
        flow=cast("Flow", row.choice("flow", FLOWS, "total")),
        basis=row.choice("basis", _BASES, "goods"),
        value=value or 0.0,
        currency=currency or "",
        announced=announced,
        announced_by=row.text("announced_by"),
        deadline=deadline,
        level_then=_amount(row, "level_at_announcement", currency),
        outcome=outcome,
        reached_year=reached,
        kind=row.choice("kind", _KINDS, "stated_value"),
        duplicate_of=row.text("duplicate_of"),
        grade=row.choice("grade", ("A", "B", "C"), "C"),
        title=row.text("source_title"),
        publisher=row.text("publisher"),
        url=row.text("source_url"),
        note=row.text("note"),
        year_ends=_year_ends(row),
    )
    return None if row.faults else made


def read_targets(
    given: str | bytes | Sequence[Mapping[str, object]], *, where: str
) -> tuple[tuple[AnnouncedTarget, ...], Mapping[str, str]]:
    """Return the targets of a table, and where each stands in it, by its id.

    Parameters
    ----------
    given : str, bytes or sequence of mapping
        CSV with a header row, or rows as mappings; columns as in `TARGET_COLUMNS`.
    where : str
        Name of the file or list, for messages.

    Raises
    ------
    InputError
        With every fault and its line, ten of a kind and fifty in all.
    """
    rows = read_rows(given, _LAYOUT, where=where)
    read = [(row, _read(row)) for row in rows]
    faults = [fault for row in rows for fault in row.faults]
    if not rows:
        needed = ", ".join(TARGET_REQUIRED)
        faults.append(Fault(where, "", "holds no target", f"give a line with at least {needed}"))
    places: dict[str, str] = {}
    found: dict[str, AnnouncedTarget] = {}
    for row, target in read:
        if target is None:
            continue
        if target.id in found and found[target.id] != target:
            problem = f"is the id of {places[target.id].removeprefix(f'{where}, ')} too, which announces something else"
            faults.append(Fault(row.at("id"), target.id, problem, "give each target an id of its own"))
            continue
        places.setdefault(target.id, row.placed(where))
        found[target.id] = target
    refuse(faults, where)
    return tuple(found.values()), places
