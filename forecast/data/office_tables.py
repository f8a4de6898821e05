"""Which columns a file of figures has, and the figures in them: periods in rows or in columns, flows in either."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forecast.data.office_cells import day_of, looks_like_figure, unit_in
from forecast.data.office_headers import OfficeTable, Recipe, UnknownLayoutError, cell_at, in_order
from forecast.data.office_words import column_name, flow_of, is_all_products, is_no_flow, is_other, role_of
from forecast.data.spans import is_span
from forecast.data.statements import FLOWS, Flow
from forecast.errors import Fault, InputError, Setting, few

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Figure", "chosen_sections", "figures_of", "refuse_wider", "sectioned", "unread", "without_parts"]

_CENSUS = re.compile(r"([IE])(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)", re.IGNORECASE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


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


def _row_flow(table: OfficeTable, row: Sequence[str]) -> Flow | None:
    if "flow" in table.roles or "indicator" in table.roles:
        return flow_of(table.cell(row, "flow")) or flow_of(table.cell(row, "indicator"))
    return next((flow for cell in _names(table, row) if (flow := flow_of(cell))), None)


def _names(table: OfficeTable, row: Sequence[str]) -> Iterator[str]:
    """Yield the cells of a row that are neither figures nor the names of the pair."""
    apart = {*table.spans, *table.crossed, *(at for role, at in table.roles.items() if role in {"reporter", "partner"})}
    yield from (cell for at, cell in enumerate(row[: len(table.header)]) if at not in apart and cell)


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
            found.append(replace(base, flow=flow, label=label, text=cell_at(row, at)))
    return found


def _wide(table: OfficeTable, said: Flow | None) -> list[Figure]:
    """Return the figures of a table with periods in columns."""
    if not table.spans:
        return []
    found: list[Figure] = []
    for line, row in table.rows:
        section = table.sections.get(line, "")
        if any(map(is_other, (section, *_names(table, row)))):
            continue
        flow = _row_flow(table, row)
        if flow is None and any(map(is_no_flow, (section, *_names(table, row)))):
            continue
        base = replace(_common(table, line, row), flow=flow)
        told = table.cell(row, "indicator") or table.cell(row, "flow")
        if told and flow is None:
            continue
        base = replace(base, unit_text=base.unit_text or told or (section if any(unit_in(section)) else ""))
        found += [
            replace(
                base,
                label=table.header[at],
                text=cell_at(row, at),
                flow=base.flow or flow_of(section) or flow_of(cell_at(table.over, at)) or said,
                unit_text=base.unit_text or column_name(cell_at(table.over, at))[1],
            )
            for at in table.spans
            if not is_no_flow(cell_at(table.over, at)) and not is_other(cell_at(table.over, at))
        ]
    return found


def _is_apart(section: str) -> bool:
    """Return whether a title between the rows says that those below are no trade, or none of its flows."""
    return is_other(section) or is_no_flow(section)


def _crossed(table: OfficeTable) -> list[Figure]:
    """Return the figures of a table with flows in columns and periods over them."""
    return [
        replace(
            _common(table, line, row),
            label=table.over[at],
            text=cell_at(row, at),
            flow=flow_of(table.header[at]),
            unit_text=column_name(table.header[at])[1],
        )
        for line, row in table.rows
        if not any(map(_is_apart, (table.sections.get(line, ""), *_names(table, row))))
        for at in table.crossed
    ]


def _measured(table: OfficeTable) -> list[Figure]:
    """Return the figures of a table with a row a period and a column a flow."""
    measures = [(flow, table.roles[flow]) for flow in FLOWS if flow in table.roles]
    if "period" not in table.roles:
        return []
    found: list[Figure] = []
    for line, row in table.rows:
        if _is_apart(table.sections.get(line, "")):
            continue
        base = _common(table, line, row)
        for flow, at in measures:
            heading = table.header[at]
            unit_text = base.unit_text or column_name(heading)[1] or heading
            found.append(replace(base, flow=flow, text=cell_at(row, at), unit_text=unit_text))
    return found


def _long(table: OfficeTable, said: Flow | None) -> list[Figure]:
    """Return the figures of a table with a row a figure."""
    value = table.roles.get("value")
    if value is None and "period" in table.roles and len(table.header) == 2:
        lone = 1 - table.roles["period"]
        value = None if _is_apart(table.header[lone]) else lone
    if value is None or "period" not in table.roles:
        return []
    found, heading = [], table.header[value]
    for line, row in table.rows:
        if any(is_other(table.cell(row, role)) for role in ("flow", "unit", "indicator")):
            continue
        if _is_apart(table.sections.get(line, "")):
            continue
        base = _common(table, line, row)
        flow_text = table.cell(row, "flow") or table.cell(row, "indicator") or table.cell(row, "series")
        flow = flow_of(flow_text) if flow_text else said or flow_of(table.sections.get(line, "")) or flow_of(heading)
        if not flow_text or flow is not None:
            unit_text = base.unit_text or column_name(heading)[1] or (flow_text if unit_in(flow_text)[0] else heading)
            found.append(replace(base, flow=flow, text=cell_at(row, value), unit_text=unit_text))
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
        ("flows in columns, periods over them", _crossed(table)),
        ("a row a period, flows in columns", _measured(table)),
        ("a row a figure", _long(table, said)),
    ):
        if found:
            return layout, found
    known = "period" in table.roles
    missing = "column of figures" if known else "column of periods (year, month, 2019, 2020, ...)"
    columns = ", ".join(filter(None, table.header))[:200]
    remedy = f"say --map, such as --map {_example(table)}"
    raise UnknownLayoutError([Fault("columns", columns, f"name no {missing}", remedy, Setting("map"))])


def sectioned(table: OfficeTable, where: str) -> None:
    """Note the titles between the rows, and leave out headers that are printed again.

    Raises
    ------
    InputError
        When a second table with other columns begins.
    """
    kept, title, unit = [], _title(table), ""
    for line, row in table.rows:
        filled = [cell for cell in row if cell]
        if len(filled) == 1 and (flow_of(filled[0]) or is_no_flow(filled[0]) or is_other(filled[0])):
            title = filled[0]
        elif len(filled) == 1 and all(unit_in(filled[0])):
            unit = filled[0]
        if _begins(table, row):
            same = all(cell == cell_at(table.header, at) for at, cell in enumerate(row) if cell and at)
            if not same:
                problem = "begins a second table, with other columns"
                remedy = "keep one table in the file or on the sheet"
                raise InputError([Fault(f"{where}, line {line}", ", ".join(filled)[:80], problem, remedy)])
            continue
        if title or unit:
            table.sections[line] = ", ".join(filter(None, (title, unit)))
        kept.append((line, row))
    table.rows = kept


def _title(table: OfficeTable) -> str:
    """Return what stands right above the header, where it says that the figures are exports or imports."""
    last = table.above.splitlines()[-1] if table.above else ""
    return last if flow_of(last) in {"exports", "imports"} else ""


def chosen_sections(table: OfficeTable, said: str) -> None:
    """Keep the rows of the sections that are of a flow which was asked for, where there are several."""
    flows = {flow_of(title) for title in table.sections.values()} - {None}
    if said and len(flows) > 1:
        table.rows = [(n, row) for n, row in table.rows if flow_of(table.sections.get(n, "")) in {None, said}]


def _begins(table: OfficeTable, row: Sequence[str]) -> bool:
    """Return whether a row is a header: times or names of flows, where figures would stand."""
    if table.spans:
        labels = table.labels(row)
        if not labels or len(set(labels)) < len(labels) or not all(map(is_span, labels)):
            return False
        head = row[0]
        if head and not flow_of(head):
            return head == table.header[0] or role_of(head) in {"reporter", "partner", "period", "unit"}
        # Sums without a name may look like years as well, but hardly stand in order.
        return (not head or head == table.header[0]) and in_order(labels)
    measures = [cell_at(row, table.roles[flow]) for flow in FLOWS if flow in table.roles]
    period = table.cell(row, "period")
    worded = [cell for cell in measures if cell and not cell[-1].isdigit() and role_of(cell) in FLOWS]
    again = role_of(period) == "period" and sum(map(bool, row)) > 1  # no period is called "Year"
    return again or (len(worded) > 0 and not period)


#: Tables with more columns hold codes and dimensions, which nobody takes for trade.
_NARROW = 10


def unread(table: OfficeTable) -> list[str]:
    """Return the headings of columns that hold figures and are not read: somebody may think that they are."""
    if not (table.spans or table.crossed):
        looked = table.rows[:50] if len(table.header) <= _NARROW else []
        other = [at for at, cell in enumerate(table.header) if cell and not (role_of(cell) or is_other(cell))]
        other = [at for at in other if at not in table.roles.values()]
        return [table.header[at] for at in other if any(looks_like_figure(cell_at(row, at)) for _, row in looked)]
    read = {*table.spans, *table.crossed, *table.roles.values()}
    headings = [(cell_at(table.over, at), heading) for at, heading in enumerate(table.header) if at not in read]
    left = [f"{over} {heading}".strip() for over, heading in headings if not (is_other(over) or is_other(heading))]
    return [
        heading for heading in left if re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", heading) and not is_no_flow(heading)
    ]


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
    named = table.roles.get("period")
    heading = next(
        (cell for at, cell in enumerate(table.header) if cell and at != named and not _is_apart(cell)), "HEADING"
    )
    return f"period='{heading}',exports='...'" if "period" not in table.roles else f"exports='{heading}'"


def without_parts(table: OfficeTable, told: list[str]) -> None:
    """Leave the parts of a breakdown out where the whole is there, and tell of it.

    Raises
    ------
    InputError
        When there are parts and no whole.
    """
    if "product" not in table.roles:
        return
    named = Counter(table.cell(row, "product") for _, row in table.rows)
    whole = [name for name in named if is_all_products(name)]
    if whole:
        table.rows = [(n, row) for n, row in table.rows if table.cell(row, "product") in whole]
        if left := sum(named.values()) - len(table.rows):
            told.append(f"{left:,} rows about single products are left out")
        return
    if len(named) > 1:
        shown = ", ".join(list(named)[:5])
        problem = f"breaks trade down into {len(named)} products ({shown[:100]}) and has no total of them"
        raise InputError([Fault(table.header[table.roles["product"]], "", problem, "give the rows of all products")])
    told.append(f"all rows are about {next(iter(named), '')!r}")
