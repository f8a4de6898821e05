"""Which columns a file of figures has, and the figures in them: periods in rows or in columns, flows in either."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from forecast.data.office_cells import day_of, unit_in
from forecast.data.office_words import (
    ROLES,
    column_name,
    flow_of,
    is_all_products,
    is_no_flow,
    rank_of,
    role_of,
)
from forecast.data.spans import is_span
from forecast.data.statements import FLOWS, Flow
from forecast.errors import Fault, InputError, few

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.data.grids import Grid

__all__ = [
    "Figure",
    "OfficeTable",
    "Recipe",
    "UnknownLayoutError",
    "figures_of",
    "recognised",
    "refuse_wider",
    "split_first",
    "without_parts",
]

_CENSUS = re.compile(r"([IE])(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)", re.IGNORECASE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SKIPPED = re.compile(r"quantit|100kg|sup_?quant|share|growth|status|percent|index|темп|доля|unit value", re.IGNORECASE)


class UnknownLayoutError(InputError):
    """The columns of a file are none that are known."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a file does not say of itself, said by whoever imports it.

    Parameters
    ----------
    unit : str
        Currency, perhaps with a scale: ``USD million``.
    unit_scale : str
        What one unit of the figures is worth: ``million`` or ``1000000``.
    pair : str
        ``REPORTER/PARTNER``; chooses among several pairs, and names the one of a file that names none.
    published : str
        Day on which all became known; the usual lag of annual and monthly figures when empty.
    flow : str
        Flow of a file with one column of figures.
    decimal : str
        ``comma`` or ``point``.
    year_starts : int or None
        The month in which fiscal years start.
    sheet : str
        Of a workbook.
    columns : mapping of str to str
        Headings by what they are (`ROLES`).
    """

    unit: str = ""
    unit_scale: str = ""
    pair: str = ""
    published: str = ""
    flow: str = ""
    decimal: str = ""
    year_starts: int | None = None
    sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands in a file; what it does not say is empty.

    Parameters
    ----------
    line : int
    reporter, partner : str
    flow : Flow or None
    label : str
        Of its period.
    text, unit_text, scale_text : str
    statistics, published : str
        Whose statistics it is of, and the day (as YYYY-MM-DD) on which it became known, where columns say so.
    amount : (float, float) or None
        What a figure with a word of scale of its own is in full units, with its resolution.
    """

    line: int
    reporter: str
    partner: str
    flow: Flow | None
    label: str
    text: str
    unit_text: str
    scale_text: str
    statistics: str = ""
    published: str = ""
    amount: tuple[float, float] | None = None


@dataclass(slots=True)
class OfficeTable:
    """A grid with a header.

    Parameters
    ----------
    header : tuple of str
    roles : dict of str to int
        Columns by what they are.
    spans : tuple of int
        Columns that are periods.
    rows : list of (int, tuple of str)
        With their lines.
    above : str
        What stands above the header.
    over : tuple of str
        Headings over the columns that are periods: exports over the years of exports.
    """

    header: tuple[str, ...]
    roles: dict[str, int]
    spans: tuple[int, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    above: str
    over: tuple[str, ...] = ()

    def cell(self, row: Sequence[str], role: str) -> str:
        """Return the cell of a row that has a role."""
        at = self.roles.get(role)
        return row[at] if at is not None and at < len(row) else ""


def _timed(row: Sequence[str]) -> bool:
    """Return whether a row names several times."""
    return sum(is_span(cell) for cell in row if cell) > 1


def _score(row: Sequence[str]) -> int:
    roles = len({role_of(cell) for cell in row if cell} - {None})
    spans = sum(bool(cell) and is_span(cell) for cell in row)
    return 2 * roles + (spans if spans > 1 else 0)


def split_first(grid: Grid) -> Grid:
    """Return an Eurostat TSV with its first column, which holds several, split."""
    if not grid.rows or "\\" not in grid.rows[0][0]:
        return grid
    names = grid.rows[0][0].partition("\\")[0].split(",")
    rows = [(*names, *grid.rows[0][1:])]
    rows += [(*(row[0].split(",") + [""] * len(names))[: len(names)], *row[1:]) for row in grid.rows[1:]]
    return replace(grid, rows=tuple(rows))


def _says(row: Sequence[str]) -> bool:
    """Return whether every cell of a row names a column or a unit, so that it is part of a header."""
    told = [cell for cell in row if cell]
    return len(told) > 1 and all(
        role_of(cell) or unit_in(cell) != (None, None) or _SKIPPED.search(cell) for cell in told
    )


def _spread(row: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return headings that stand over several columns (merged cells) over each of them."""
    over, found = "", []
    for at in range(max(len(row), len(below))):
        over = _at(row, at) or (over if at and _at(below, at) else "")
        found.append(over)
    return found


def _whole_header(grid: Grid, best: int) -> tuple[tuple[str, ...], int, int]:
    """Return a header, and the rows that it begins and ends with: units or parts of names may stand below a heading."""
    rows = grid.rows
    if not rows:
        return (), 0, 0
    timed = _timed(rows[best])
    if not timed and best + 1 < len(rows) and _says(rows[best + 1]):
        first, last = best, best + 1
    elif not timed and best > 0 and _says(rows[best - 1]):
        first, last = best - 1, best
    else:
        return rows[best], best, best
    names = []
    for at, over in enumerate(_spread(rows[first], rows[last])):
        under, own = _at(rows[last], at), role_of(_at(rows[last], at))
        alone = not over or (not _at(rows[first], at) and own not in {None, "value"})
        names.append(under if alone else f"{over} ({under})" if under else over)
    return tuple(names), first, last


def recognised(grid: Grid, recipe: Recipe) -> OfficeTable:
    """Return the table of a grid: which row is its header, and what its columns are.

    Raises
    ------
    InputError
        When no row is a header.
    """
    wanted = {heading.casefold(): role for role, heading in recipe.columns.items()}
    best = max(
        range(min(len(grid.rows), 40)),
        key=lambda i: (
            10 * sum(cell.casefold() in wanted for cell in grid.rows[i]) + _score(grid.rows[i]),
            _timed(grid.rows[i]),
            -i,
        ),
        default=0,
    )
    header, first, last = _whole_header(grid, best)
    faults = [
        Fault("--map", f"{role}={heading}", "names a column that is not there", f"there are {', '.join(header)[:200]}")
        for role, heading in recipe.columns.items()
        if heading.casefold() not in {cell.casefold() for cell in header}
    ]
    faults += [
        Fault("--map", r, "is not known", f"known are {', '.join(ROLES)}") for r in recipe.columns if r not in ROLES
    ]
    if faults:
        raise InputError(faults)
    roles: dict[str, int] = {}
    for at, cell in enumerate(header):
        role = wanted.get(cell.casefold()) or (None if _SKIPPED.search(cell) else role_of(cell))
        if role is None or (role in recipe.columns and cell.casefold() not in wanted):
            continue
        if role not in roles or rank_of(cell) < rank_of(header[roles[role]]):
            roles[role] = at
    spans = tuple(at for at, cell in enumerate(header) if cell and is_span(cell) and at not in roles.values())
    above = " ".join(" ".join(filter(None, row)) for row in grid.rows[:first])
    rows = list(zip(grid.lines[last + 1 :], grid.rows[last + 1 :], strict=True))
    table = OfficeTable(header, roles, spans if len(spans) > 1 else (), rows, above)
    if table.spans and first and any(flow_of(cell) for cell in grid.rows[first - 1] if cell):
        table.over = tuple(_spread(grid.rows[first - 1], header))
    month = next(
        (at for at, cell in enumerate(header) if column_name(cell)[0] in {"month", "monat", "месяц", "mes", "mois"}),
        None,
    )
    if month is not None and roles.get("period") is not None and roles["period"] != month:
        table.rows = [(n, _joined(row, roles["period"], month)) for n, row in rows]
    return table


def _joined(row: tuple[str, ...], year: int, month: int) -> tuple[str, ...]:
    """Return a row whose year and month are one label."""
    if max(year, month) >= len(row) or not row[month]:
        return row
    number = row[month].removesuffix(".0")
    label = f"{row[year].removesuffix('.0')}-{int(number):02d}" if number.isdigit() else f"{number} {row[year]}"
    return (*row[:year], label, *row[year + 1 :])


def _at(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _row_flow(table: OfficeTable, row: Sequence[str]) -> Flow | None:
    if "flow" in table.roles or "indicator" in table.roles:
        return flow_of(table.cell(row, "flow")) or flow_of(table.cell(row, "indicator"))
    names = [cell for at, cell in enumerate(row[: len(table.header)]) if at not in table.spans and cell]
    return next((flow for cell in names if (flow := flow_of(cell))), None)


def _common(table: OfficeTable, line: int, row: Sequence[str]) -> Figure:
    return Figure(
        line,
        table.cell(row, "reporter"),
        table.cell(row, "partner"),
        None,
        table.cell(row, "period"),
        "",
        table.cell(row, "unit"),
        table.cell(row, "scale"),
        table.cell(row, "statistics"),
        day_of(table.cell(row, "published")),
    )


def _census(table: OfficeTable) -> list[Figure]:
    """Return the figures of a country file of the US Census: months of imports and exports in columns."""
    named = [(at, m) for at, cell in enumerate(table.header) if (m := _CENSUS.fullmatch(cell))]
    if len(named) < 12 or "period" not in table.roles:
        return []
    found: list[Figure] = []
    for line, row in table.rows:
        base = replace(_common(table, line, row), reporter="United States", unit_text="USD million")
        for at, m in named:
            flow: Flow = "imports" if m[1].upper() == "I" else "exports"
            label = f"{base.label}-{_MONTHS.index(m[2].upper()) + 1:02d}"
            found.append(replace(base, flow=flow, label=label, text=_at(row, at)))
    return found


def _wide(table: OfficeTable, said: Flow | None) -> list[Figure]:
    """Return the figures of a table with periods in columns."""
    if not table.spans:
        return []
    found: list[Figure] = []
    for line, row in table.rows:
        if any(_SKIPPED.search(cell) for at, cell in enumerate(row) if at not in table.spans):
            continue
        flow = _row_flow(table, row)
        if flow is None and any(is_no_flow(cell) for at, cell in enumerate(row) if at not in table.spans and cell):
            continue
        base = replace(_common(table, line, row), flow=flow or said)
        told = table.cell(row, "indicator") or table.cell(row, "flow")
        if not told or base.flow is not None:
            base = replace(base, unit_text=base.unit_text or told)
            found += [
                replace(
                    base,
                    label=table.header[at],
                    text=_at(row, at),
                    flow=base.flow or flow_of(_at(table.over, at)),
                    unit_text=base.unit_text or column_name(_at(table.over, at))[1],
                )
                for at in table.spans
                if not is_no_flow(_at(table.over, at))
            ]
    return found


def _measured(table: OfficeTable) -> list[Figure]:
    """Return the figures of a table with a row a period and a column a flow."""
    measures = [(flow, table.roles[flow]) for flow in FLOWS if flow in table.roles]
    if "period" not in table.roles:
        return []
    found: list[Figure] = []
    for line, row in table.rows:
        base = _common(table, line, row)
        for flow, at in measures:
            heading = table.header[at]
            unit_text = base.unit_text or column_name(heading)[1] or heading
            found.append(replace(base, flow=flow, text=_at(row, at), unit_text=unit_text))
    return found


def _long(table: OfficeTable, said: Flow | None) -> list[Figure]:
    """Return the figures of a table with a row a figure."""
    value = table.roles.get("value")
    if value is None and "period" in table.roles and len(table.header) == 2:
        value = 1 - table.roles["period"]
    if value is None or "period" not in table.roles:
        return []
    found, heading = [], table.header[value]
    for line, row in table.rows:
        if any(_SKIPPED.search(table.cell(row, role)) for role in ("flow", "unit", "indicator")):
            continue
        base = _common(table, line, row)
        flow_text = table.cell(row, "flow") or table.cell(row, "indicator") or table.cell(row, "series")
        flow = flow_of(flow_text) if flow_text else said or flow_of(heading)
        if not flow_text or flow is not None:
            unit_text = base.unit_text or column_name(heading)[1] or (flow_text if unit_in(flow_text)[0] else heading)
            found.append(replace(base, flow=flow, text=_at(row, value), unit_text=unit_text))
    return found


def figures_of(table: OfficeTable, recipe: Recipe) -> tuple[str, list[Figure]]:
    """Return the layout in words, and every figure.

    Raises
    ------
    UnknownLayoutError
        When the columns make no layout.
    """
    said: Flow | None = next((flow for flow in FLOWS if flow == recipe.flow), None)
    for layout, found in (
        ("US Census country file, months in columns", _census(table)),
        ("periods in columns", _wide(table, said)),
        ("a row a period, flows in columns", _measured(table)),
        ("a row a figure", _long(table, said)),
    ):
        if found:
            return layout, found
    known = "period" in table.roles
    missing = "column of figures" if known else "column of periods (year, month, 2019, 2020, ...)"
    columns = ", ".join(filter(None, table.header))[:200]
    remedy = f"say --map, such as --map {_example(table)}"
    raise UnknownLayoutError([Fault("columns", columns, f"name no {missing}", remedy)])


def refuse_wider(table: OfficeTable, where: str) -> None:
    """Refuse rows with more cells than the header has: marks between digits may have parted them.

    Raises
    ------
    InputError
    """
    width = len(table.header)
    wider = [
        Fault(
            f"{where}, line {line}",
            next(cell for cell in row[width:] if cell),
            f"stands outside the {width} columns of the header",
            "put figures with commas between quotes, or give every line as many cells as the header",
        )
        for line, row in table.rows
        if any(row[width:])
    ]
    if wider:
        raise InputError(few(wider, where))


def _example(table: OfficeTable) -> str:
    heading = next((cell for cell in table.header if cell), "HEADING")
    return f"period='{heading}',exports='...'" if "period" not in table.roles else f"exports='{heading}'"


def without_parts(table: OfficeTable) -> str:
    """Leave the parts of a breakdown out where the whole is there; return what was done, or raise.

    Raises
    ------
    InputError
        When there are parts and no whole.
    """
    if "product" not in table.roles:
        return ""
    named = Counter(table.cell(row, "product") for _, row in table.rows)
    whole = [name for name in named if is_all_products(name)]
    if whole:
        table.rows = [(n, row) for n, row in table.rows if table.cell(row, "product") in whole]
        left = sum(named.values()) - len(table.rows)
        return f"{left:,} rows about single products are left out" if left else ""
    if len(named) > 1:
        shown = ", ".join(list(named)[:5])
        problem = f"breaks trade down into {len(named)} products ({shown[:100]}) and has no total of them"
        raise InputError([Fault(table.header[table.roles["product"]], "", problem, "give the rows of all products")])
    return f"all rows are about {next(iter(named), '')!r}"
