"""The header of a file of figures: which rows it has, and what its columns are.

A column is known by its heading, and by its cells where no heading says: one of years, one of flows, one of names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from forecast.data.office_cells import unit_in
from forecast.data.office_words import ROLES, column_name, flow_of, is_no_flow, is_other, rank_of, role_of
from forecast.data.spans import Span, is_span, parse_spans, with_year
from forecast.data.statements import FLOWS
from forecast.errors import Fault, InputError, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.data.grids import Grid

__all__ = ["OfficeTable", "Recipe", "UnknownLayoutError", "cell_at", "in_order", "recognised", "split_first"]


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
        What stands above the header, a line a row.
    over : tuple of str
        Headings over the columns: exports over the years of exports, or years over exports and imports.
    sections : dict of int to str
        Titles between the rows that say what the figures below them are, by the lines of those.
    """

    header: tuple[str, ...]
    roles: dict[str, int]
    spans: tuple[int, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    above: str
    over: tuple[str, ...] = ()
    sections: dict[int, str] = field(default_factory=dict)

    def cell(self, row: Sequence[str], role: str) -> str:
        """Return the cell of a row that has a role."""
        at = self.roles.get(role)
        return row[at] if at is not None and at < len(row) else ""

    def labels(self, row: Sequence[str]) -> list[str]:
        """Return what stands in a row below the times of the header."""
        return [cell for at in self.spans if (cell := cell_at(row, at))]

    @property
    def crossed(self) -> tuple[int, ...]:
        """The columns of flows that have a period over them."""
        return tuple(at for at, over in enumerate(self.over) if is_span(over) and flow_of(self.header[at]))


def cell_at(row: Sequence[str], at: int) -> str:
    """Return a cell of a row; empty beyond its end."""
    return row[at] if at < len(row) else ""


def in_order(labels: Sequence[str]) -> bool:
    """Return whether several labels are times that rise or fall."""
    if len(labels) < 2 or not all(map(is_span, labels)):
        return False
    spans = [span for span in parse_spans(labels, starts=1) if isinstance(span, Span)]
    return len(set(spans)) == len(labels) and sorted(spans) in (spans, spans[::-1])


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
    return len(told) > 1 and all(role_of(cell) or unit_in(cell) != (None, None) or is_other(cell) for cell in told)


def _spread(row: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return headings that stand over several columns (merged cells) over each of them."""
    over, found = "", []
    for at in range(max(len(row), len(below))):
        over = cell_at(row, at) or (over if at and cell_at(below, at) else "")
        found.append(over)
    return found


def _joint(over: str, under: str, *, spread: bool) -> str:
    """Return the name of a column whose heading stands on two rows."""
    within, own = re.sub(r"[(\[（)\]）]+", " ", under).strip(), role_of(under)
    if not over or (spread and own not in {None, "value"} and role_of(over) is None and unit_in(over) == (None, None)):
        return under
    if own in FLOWS and role_of(over) is None:
        return f"{under} ({over})"  # a unit over flows
    return under if spread and own not in {None, "value"} else f"{over} ({within})" if within else over


def _whole_header(rows: Sequence[Sequence[str]], best: int) -> tuple[tuple[str, ...], int, int]:
    """Return a header, and the rows that it begins and ends with: units or parts of names may stand below a heading."""
    if not rows:
        return (), 0, 0
    timed = _timed(rows[best])
    if not timed and best + 1 < len(rows) and _says(rows[best + 1]):
        first, last = best, best + 1
    elif not timed and best > 0 and _says(rows[best - 1]):
        first, last = best - 1, best
    else:
        return tuple(rows[best]), best, best
    names = [
        _joint(over, cell_at(rows[last], at), spread=not cell_at(rows[first], at))
        for at, over in enumerate(_spread(rows[first], rows[last]))
    ]
    return tuple(names), first, last


#: A year in a title, alone among digits.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _dated(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows whose months have the year that stands in the title alone."""
    top = next((at for at, row in enumerate(rows[:10]) if sum(map(bool, row)) > 2), 0)
    years = set(_YEAR.findall(" ".join(" ".join(row) for row in rows[:top])))
    if len(years) != 1:
        return list(rows)
    (year,) = years
    named = any(role_of(cell) == "period" or is_span(cell) for row in rows[top : top + 3] for cell in row if cell)
    if named:
        return list(rows)
    dated = [tuple(with_year(cell, int(year)) for cell in row) for row in rows[top:]]
    # Below the header, several months are a header again, and one may be the code of Morocco.
    again = [full if sum(map(str.__ne__, full, row)) > 1 else row for full, row in zip(dated, rows[top:], strict=True)]
    return [*rows[:top], *dated[:3], *again[3:]]


def _bare_list(rows: Sequence[tuple[str, ...]]) -> int | None:
    """Return the row that comes before a list of periods and figures without headings; None when there is none."""
    said = [at for at, row in enumerate(rows) if sum(map(bool, row)) > 1]
    begins = next((n for n, at in enumerate(said) if is_span(rows[at][0])), len(said))
    listed = [rows[at] for at in said[begins:]]
    wide = {len(row) for row in listed}
    return (
        said[begins] - 1 if begins and len(listed) > 1 and wide == {2} and all(is_span(r[0]) for r in listed) else None
    )


def recognised(grid: Grid, recipe: Recipe) -> OfficeTable:
    """Return the table of a grid: which row is its header, and what its columns are.

    Raises
    ------
    InputError
        When no row is a header.
    """
    wanted = {heading.casefold(): role for role, heading in recipe.columns.items()}
    grid_rows = _dated(grid.rows)
    best = max(
        range(min(len(grid_rows), 40)),
        key=lambda i: (
            10 * sum(cell.casefold() in wanted for cell in grid_rows[i]) + _score(grid_rows[i]),
            _timed(grid_rows[i]),
            -i,
        ),
        default=0,
    )
    header, first, last = _whole_header(grid_rows, best)
    if not wanted and not _timed(header) and "period" not in map(role_of, header):
        bare = _bare_list(grid_rows)
        if bare is not None:
            header, first, last = ("period", "value"), bare + 1, bare
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
    rows = list(zip(grid.lines[last + 1 :], grid_rows[last + 1 :], strict=True))
    roles = _roles(header, recipe, wanted)
    spans = tuple(at for at, cell in enumerate(header) if cell and is_span(cell) and at not in roles.values())
    above = "\n".join(" ".join(filter(None, row)) for row in grid_rows[:first])
    table = OfficeTable(header, roles, spans if len(spans) > 1 else (), rows, above)
    over = grid_rows[first - 1] if first else ()
    if (table.spans and any(flow_of(cell) for cell in over if cell)) or (
        not table.spans and "period" not in roles and any(map(is_span, filter(None, over)))
    ):
        table.over = tuple(_spread(over, header))[: len(header)]
    if not table.spans and "period" not in roles and not table.over and (parted := _parted(header)):
        table.header, table.over = parted
        table.roles = {role: at for role, at in roles.items() if role not in FLOWS}
    _by_cells(table, recipe)
    _refuse_doubled(table, recipe)
    return table


#: A flow and its year in one heading: Exports 2023, 2023 Imports.
_BOTH = re.compile(
    r"(?P<flow>[^\d]+?)[\s,:_(-]*(?P<year>(?:19|20)\d\d)\)?|(?P<year2>(?:19|20)\d\d)[\s,:_-]+(?P<flow2>[^\d]+)"
)


def _parted(header: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return flows and years of headings that name both, such as "Exports 2023"; None where fewer than two do."""
    found = [_BOTH.fullmatch(cell) for cell in header]
    pairs = [((m["flow"] or m["flow2"]).strip(), m["year"] or m["year2"]) if m else None for m in found]
    pairs = [pair if pair and role_of(pair[0]) in FLOWS and not is_other(pair[0]) else None for pair in pairs]
    if sum(pair is not None for pair in pairs) < 2:
        return None
    flows = tuple(pair[0] if pair else cell for pair, cell in zip(pairs, header, strict=True))
    return flows, tuple(pair[1] if pair else "" for pair in pairs)


def _refuse_doubled(table: OfficeTable, recipe: Recipe) -> None:
    """Refuse a table in which two columns may hold the same figures.

    Raises
    ------
    InputError
    """
    if table.spans and not table.over and "period" in table.roles and set(FLOWS) & set(table.roles):
        columns = ", ".join(filter(None, table.header))[:200]
        remedy = "keep the columns of years, or those of exports and imports"
        raise InputError([Fault("columns", columns, "hold years in columns and in rows", remedy)])
    if table.spans or table.crossed:
        return
    faults = []
    times = [at for at, cell in enumerate(table.header) if cell and cell == table.header[table.roles.get("period", 0)]]
    if "period" in table.roles and any(len({cell_at(row, at) for at in times}) > 1 for _, row in table.rows[:400]):
        told, remedy = ", ".join(table.header[at] for at in times), "keep one table in the file or on the sheet"
        faults.append(Fault("columns", told, f"are {len(times)} columns of periods, of two tables", remedy))
    for role in (*FLOWS, "value"):
        at = table.roles.get(role)
        if at is None or role in recipe.columns:
            continue
        alike = [cell for cell in table.header if cell and role_of(cell) == role and not is_other(cell)]
        alike = [cell for cell in alike if rank_of(cell) == rank_of(table.header[at])]
        if len(alike) > 1:
            several = len(set(alike)) > 1
            remedy = f"say --map {role}='...' with the one to take" if several else "name each but once"
            problem, setting = f"are {len(alike)} columns of {role}", Setting("map") if several else None
            faults.append(Fault("columns", ", ".join(alike), problem, remedy, setting))
    if faults:
        raise InputError(faults)


def _roles(header: Sequence[str], recipe: Recipe, wanted: Mapping[str, str]) -> dict[str, int]:
    """Return columns by what their headings say that they are, the most usual heading of each.

    Raises
    ------
    InputError
        When two columns of figures are named alike.
    """
    roles: dict[str, int] = {}
    for at, cell in enumerate(header):
        role = wanted.get(cell.casefold()) or (None if is_other(cell) else role_of(cell))
        if role is None or (role in recipe.columns and cell.casefold() not in wanted):
            continue
        if role not in roles or rank_of(cell) < rank_of(header[roles[role]]):
            roles[role] = at
    return roles


def _by_cells(table: OfficeTable, recipe: Recipe) -> None:
    """Give columns the roles that their cells show, and cells what the blank below a name stands for."""
    looked = [row for _, row in table.rows[:400] if sum(map(bool, row)) > 1]
    columns = [{cell_at(row, at) for row in looked} - {""} for at in range(len(table.header))]
    of = {at: role for role, at in table.roles.items()}
    if "flow" not in table.roles and "indicator" not in table.roles and not table.crossed:
        flows = [at for at, cells in enumerate(columns) if of.get(at) != "product" and _names_flows(cells)]
        if len(flows) == 1 and not recipe.columns:
            table.roles.pop(of.get(flows[0], ""), None)
            table.roles["flow"] = flows[0]
    of = {at: role for role, at in table.roles.items()}
    timed = [
        at
        for at, cells in enumerate(columns)
        if of.get(at) not in FLOWS and len(cells) > 1 and all(map(is_span, cells))
    ]
    if "period" not in table.roles and not (table.spans or table.crossed) and len(timed) == 1:
        table.roles.pop(of.get(timed[0], ""), None)
        table.roles["period"] = timed[0]
    month = next(
        (at for at, cell in enumerate(table.header) if column_name(cell)[0] in _MONTH_HEADINGS),
        None,
    )
    if month == table.roles.get("period"):
        month = None
    _fill_down(table, with_year=month is not None)
    if month is not None and "period" in table.roles:
        table.rows = [(n, _joined(row, table.roles["period"], month)) for n, row in table.rows]
    periods = table.spans or table.crossed
    if periods and not {"reporter", "partner"} & set(table.roles):
        of = {at: role for role, at in table.roles.items() if role not in FLOWS}
        named = [at for at in range(periods[0]) if at not in of and _names_others(columns[at])]
        if len(named) == 1:
            table.roles["partner"] = named[0]


_MONTH_HEADINGS = {
    "month",
    "monat",
    "месяц",
    "mes",
    "mois",
    "mês",
    "ay",
    "mese",
    "miesiąc",
    "月",
    "月份",
    "월",
    "місяць",
}


def _names_flows(cells: set[str]) -> bool:
    """Return whether the cells of a column are exports, imports and what goes with them."""
    if len(cells) > 12 or not cells or any(re.search(r"\d", cell) for cell in cells):
        return False
    return bool({flow_of(cell) for cell in cells} & {"exports", "imports"}) and all(
        flow_of(cell) or is_no_flow(cell) or is_other(cell) for cell in cells
    )


def _names_others(cells: set[str]) -> bool:
    """Return whether most cells of a column without a heading name something else than flows: partners, as a rule."""
    worded = [cell for cell in cells if re.search(r"[^\W\d_]{2}", cell)]
    others = [cell for cell in worded if not (flow_of(cell) or is_no_flow(cell) or is_other(cell))]
    return len(worded) * 2 > len(cells) and len(others) * 2 > len(worded) and len(others) > 1


def _fill_down(table: OfficeTable, *, with_year: bool) -> None:
    """Give blank cells below a name that name: cells merged downwards, as pivot tables write them."""
    roles = ["reporter", "partner", "flow", *(["period"] if with_year else [])]
    columns = [at for role in roles if (at := table.roles.get(role)) is not None]
    columns = [at for at in columns if table.rows and cell_at(table.rows[0][1], at)]
    columns = [at for at in columns if any(not cell_at(row, at) for _, row in table.rows)]
    if not columns:
        return
    above, filled = dict.fromkeys(columns, ""), []
    for line, row in table.rows:
        cells = list(row)
        for at in () if not row[0] and in_order(table.labels(row)) else columns:  # a header begins with a blank too
            if at < len(cells) and sum(map(bool, row)) > 1:
                above[at] = cells[at] = cells[at] or above[at]
        filled.append((line, tuple(cells)))
    table.rows = filled


def _joined(row: tuple[str, ...], year: int, month: int) -> tuple[str, ...]:
    """Return a row whose year and month are one label."""
    if max(year, month) >= len(row) or not row[month]:
        return row
    number = re.sub(r"^(\d{1,2})(?:\.0|[월月]|\s*[.)-]\s*[^\W\d]+)$", r"\1", row[month])
    label = f"{row[year].removesuffix('.0')}-{int(number):02d}" if number.isdigit() else f"{number} {row[year]}"
    return (*row[:year], label, *row[year + 1 :])
