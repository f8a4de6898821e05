"""Announced targets read from CSV, by the same rules as statements: every fault at once, with its line.

The columns are those of the shipped registry; four of them are needed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast, get_args

from forecast.data.amounts import parse_amount, parse_unit, say_amount
from forecast.data.periods import FIRST_YEAR, LAST_YEAR
from forecast.data.statement_csv import decode_csv
from forecast.data.statements import FLOWS, slug
from forecast.data.targets import AnnouncedTarget, Outcome
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "deadline": "a year; empty without one",
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
MAX_TARGETS = 10_000
MAX_FAULTS = 50
_LONGEST_TEXT, _LONGEST_NAME, _LONGEST_ID = 2_000, 100, 120
_BASES = ("goods", "goods_services", "non_oil", "unknown")
_KINDS = ("stated_value", "derived_value", "expectation", "regain")
_OUTCOMES: tuple[str, ...] = get_args(Outcome)
_ID = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_ANNOUNCED = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_WHOLE = re.compile(r"\d{4}", re.ASCII)


@dataclass
class _Row:
    """One line being read; faults go to its list."""

    line: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def fault(self, column: str, problem: str) -> None:
        takes = f"takes {TARGET_COLUMNS[column]}"
        self.faults.append(Fault(f"line {self.line}, {column}", self.text(column), problem, takes))

    def choice(self, column: str, allowed: tuple[str, ...], default: str, *, lower: bool = True) -> str:
        text = self.text(column).lower() if lower else self.text(column).upper()
        if text and text not in allowed:
            self.fault(column, "is not known")
        return text if text in allowed else default

    def year(self, column: str) -> int | None:
        text = self.text(column)
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
            self.fault(column, f"is not a year from {FIRST_YEAR} to {LAST_YEAR}")
            return None
        return int(text)

    def amount(self, column: str, unit: str | None) -> float | None:
        if not self.text(column):
            return None
        try:
            amount = parse_amount(self.text(column))
        except ValueError as error:
            self.fault(column, str(error))
            return None
        if amount.unit and unit and amount.unit != unit:
            self.fault(column, f"is in {amount.unit}, the currency column says {unit}")
        return amount.value

    def announced(self) -> str:
        text = self.text("announced")
        if text and not (_ANNOUNCED.fullmatch(text) and FIRST_YEAR <= int(text[:4]) <= LAST_YEAR):
            self.fault("announced", "is not a date")
        return text


def _check_texts(row: _Row) -> None:
    """Note cells that are missing, too long, or that could play tricks where they are shown."""
    for column in TARGET_REQUIRED:
        if not row.text(column):
            row.fault(column, "is missing")
    for column in TARGET_COLUMNS:
        text = row.text(column)
        longest = _LONGEST_NAME if column in {"reporter", "partner"} else _LONGEST_TEXT
        if len(text) > longest:
            row.fault(column, f"is longer than {longest:,} characters")
        if column != "note" and any(unicodedata.category(c) in {"Cc", "Cf"} for c in text):
            row.fault(column, "holds a control character")
    for column in ("reporter", "partner"):
        if row.text(column) and not slug(row.text(column)):
            row.fault(column, "holds no letter or digit")


def _id(row: _Row, value: float | None, currency: str | None, deadline: int | None) -> str:
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


def _read(row: _Row) -> AnnouncedTarget | None:
    """Return the target that a line announces, or None when a fault was noted."""
    if row.faults:  # its cells stand under the wrong columns
        return None
    _check_texts(row)
    currency = parse_unit(row.text("currency"))
    if currency is None and row.text("currency"):
        row.fault("currency", "is not a currency known here")
    value = row.amount("target_value", currency)
    deadline, announced = row.year("deadline"), row.announced()
    reached = row.year("reached_year")
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
        level_then=row.amount("level_at_announcement", currency),
        outcome=outcome,
        reached_year=reached,
        kind=row.choice("kind", _KINDS, "stated_value"),
        duplicate_of=row.text("duplicate_of"),
        grade=row.choice("grade", ("A", "B", "C"), "C", lower=False),
        title=row.text("source_title"),
        publisher=row.text("publisher"),
        url=row.text("source_url"),
        note=row.text("note"),
    )
    return None if row.faults else made


def _rows(text: str, where: str) -> list[_Row]:
    """Return the lines of a CSV as cells by column name; refuse a broken table at once."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[_Row] = []
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, f"{where}, line {start}")
                continue
            if len(rows) >= MAX_TARGETS:
                raise InputError([Fault(where, "", f"has more than {MAX_TARGETS:,} targets", "split the file")])
            row = _Row(start, dict(zip(header, cells, strict=False)))
            if len(cells) != len(header):
                problem = f"has {len(cells)} cells, the header has {len(header)}"
                row.faults.append(Fault(f"line {start}", "", problem, "quote cells that hold commas"))
            rows.append(row)
    except csv.Error as error:
        fault = Fault(f"{where}, line {line}", "", f"is not CSV ({error})", "close every quote; save it as CSV UTF-8")
        raise InputError([fault]) from None
    if not rows:
        needed = ", ".join(TARGET_REQUIRED)
        raise InputError([Fault(where, "", "holds no target", f"give a header row with at least {needed}, and a line")])
    return rows


def _header(cells: list[str], where: str) -> list[str]:
    """Return the names of the columns.

    Raises
    ------
    InputError
        With each that is missing, unknown or repeated.
    """
    header = [cell.strip().lower() for cell in cells]
    known = f"known are {', '.join(TARGET_COLUMNS)}"
    faults = [Fault(where, c, "is missing", f"takes {TARGET_COLUMNS[c]}") for c in TARGET_REQUIRED if c not in header]
    for column, count in Counter(header).items():
        if column not in TARGET_COLUMNS:
            faults.append(Fault(where, column, "is not a column known here" if column else "has no name", known))
        elif count > 1:
            faults.append(Fault(where, column, f"stands {count} times", "name each column once"))
    if faults:
        raise InputError(faults[:MAX_FAULTS])
    return header


def read_targets(text: str, *, where: str) -> tuple[tuple[AnnouncedTarget, ...], Mapping[str, int]]:
    """Return the targets of a CSV, and the line that each stands on, by its id.

    Parameters
    ----------
    text : str
        The CSV, with a header row; columns as in `TARGET_COLUMNS`.
    where : str
        Name of the file, for messages.

    Raises
    ------
    InputError
        With every fault (up to 50) and its line.
    """
    rows = _rows(decode_csv(text.encode("utf-8", "surrogatepass"), where=where), where)
    read = [(row, _read(row)) for row in rows]
    faults = [fault for row in rows for fault in row.faults]
    lines: dict[str, int] = {}
    found: dict[str, AnnouncedTarget] = {}
    for row, target in read:
        if target is None:
            continue
        if target.id in found and found[target.id] != target:
            problem = f"is the id of line {lines[target.id]} too, which announces something else"
            faults.append(Fault(f"line {row.line}, id", target.id, problem, "give each target an id of its own"))
            continue
        lines.setdefault(target.id, row.line)
        found[target.id] = target
    if len(faults) > MAX_FAULTS:
        more = Fault(where, "", f"has {len(faults) - MAX_FAULTS:,} more faults", "mend these first")
        faults = [*faults[:MAX_FAULTS], more]
    if faults:
        raise InputError(faults)
    return tuple(found.values()), lines
