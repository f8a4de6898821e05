"""Files of statistics offices and of people, recognised by their columns and made into statements.

A file is a `Grid`; `recognised` says what each of its columns is; each figure becomes a `Figure` with pair, flow and
span; and `read_office_file` adds months and quarters up and hands out the rows of `read_series`. What the file does
not say is asked for, all at once, and nothing is guessed (docs/import.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forecast.data.amounts import parse_unit
from forecast.data.currencies import codes_of_sign, currency_of, own_of_name
from forecast.data.fiscal import iranian, place_codes, usual_year_start
from forecast.data.grids import read_grid
from forecast.data.office_cells import (
    DecimalMark,
    amount_of,
    decimal_mark,
    looks_like_figure,
    number_of,
    sign_of,
    unit_in,
)
from forecast.data.office_headers import OfficeTable, Recipe, UnknownLayoutError, recognised, split_first
from forecast.data.office_pairs import chosen_pair
from forecast.data.office_rows import rows_of
from forecast.data.office_tables import (
    Figure,
    chosen_sections,
    figures_of,
    refuse_wider,
    sectioned,
    unread,
    without_parts,
)
from forecast.data.periods import MONTHS
from forecast.data.spans import NO_START, SAY_START, Span, parse_spans
from forecast.data.statements import FLOWS, Flow
from forecast.errors import Fault, InputError, Setting, few

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["OfficeFile", "read_office_file"]

#: Figures whose largest is below this may be thousands or millions, where nothing says what they are.
_SURELY_FULL = 1e8
#: Monthly columns of centuries; each name is looked at in many ways.
MOST_COLUMNS = 5_000
#: World trade is some 3e13 dollars a year.
_MOST = 1e15
#: Columns whose figures are known to be in full units.
_FULL = re.compile(r"primaryvalue|trade value \(us\$\)|value_in_euros?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OfficeFile:
    """A file as it was read.

    Parameters
    ----------
    layout : str
        Which layout it has, in words.
    how : str
        Kind of file, encoding and separator.
    reporter, partner : str
    unit : str
        Currency code.
    scale : float
        What one unit of the figures is worth.
    decimal : {"point", "comma"}
    rows : tuple of mapping of str to str
        Statements, as `read_series` takes them.
    told : tuple of str
        What a reader should know: what was left out, what is inferred, what may be unfinished.
    """

    layout: str
    how: str
    reporter: str
    partner: str
    unit: str
    scale: float
    decimal: DecimalMark
    rows: tuple[Mapping[str, str], ...]
    told: tuple[str, ...]


def _unit(
    figures: Sequence[Figure], table: OfficeTable, recipe: Recipe, faults: list[Fault]
) -> tuple[str, float | None]:
    """Return currency and scale; a fault for each that nothing says."""
    unit, scale = unit_in(recipe.unit)
    if recipe.unit and (unit is None or parse_unit(unit) is None):
        faults.append(
            Fault(
                "--unit",
                recipe.unit,
                "is not a currency known here",
                "write it like --unit 'USD million'",
                Setting("unit", "USD million"),
            )
        )
        return "", None
    if scale is None and re.search(r"\bunits?\b", recipe.unit):
        scale = 1.0
    if recipe.unit_scale:
        text = recipe.unit_scale.replace(",", "").replace(" ", "")
        scale = float(text) if re.fullmatch(r"\d+(?:\.0*)?|1e\d+", text) else unit_in(recipe.unit_scale)[1]
        if not scale:
            takes = "write it like --unit-scale million or --unit-scale 1"
            faults.append(
                Fault("--unit-scale", recipe.unit_scale, "is not a scale", takes, Setting("unit", "USD million"))
            )
    found = {unit_in(figure.unit_text) for figure in figures[:2000]} | {(None, None)}
    units = {u for u, _ in found if u}
    sizes = {s for u, s in found if s}
    above = unit_in(table.above)
    multiples = {figure.scale_text for figure in figures[:2000] if figure.scale_text}
    sizes |= {10.0 ** int(m) if m.isdigit() and int(m) <= 12 else (unit_in(m)[1] or 1.0) for m in multiples}
    if unit is None and len(units) > 1:
        faults.append(Fault("unit", ", ".join(sorted(units)), "are several currencies", "give rows of one currency"))
        return "", None
    signs = {currency_of([sign]) for figure in figures[:2000] if (sign := sign_of(figure.text))}
    unit = unit or next(iter(units), None) or above[0] or (signs.pop() if len(signs) == 1 else None)
    if unit is None and re.search(r"comtrade|primaryvalue", " ".join(table.header), re.IGNORECASE):
        unit = "USD"
    if unit is None:
        remedy = "say --unit, such as --unit 'USD million'"
        faults.append(Fault("unit", "", "the file names no currency", remedy, Setting("unit", "USD million")))
    if scale is None and len(sizes) > 1:
        told = ", ".join(f"{s:,.0f}" for s in sorted(sizes))
        faults.append(Fault("unit", told, "are several scales", "give rows of one scale"))
        return unit or "", None
    full = 1.0 if _FULL.search(" ".join((*table.header, *(f.unit_text for f in figures[:1])))) else None
    return unit or "", scale or next(iter(sizes), None) or above[1] or full


def _spans(
    figures: Sequence[Figure], pair: tuple[str, str], recipe: Recipe, told: list[str]
) -> Mapping[str, Span | str]:
    """Return the span of each label; fiscal years start as it is said, else as usual in the pair, which is told."""
    labels = list(dict.fromkeys(figure.label for figure in figures))
    said = recipe.year_starts
    read = parse_spans(labels, starts=said, declared=said is not None)
    if any(isinstance(span, str) for span in read):
        usual = said or usual_year_start(pair[:1]) or usual_year_start(pair)
        again = parse_spans(labels, starts=usual, declared=said is not None, iranian=iranian(pair))
        if said is None and any(isinstance(span, Span) and span.fiscal for span in again):
            told.append(f"fiscal years start in {MONTHS[(usual or 4) - 1]}, as is usual there (--year-starts)")
        read = again
    return dict(zip(labels, read, strict=True))


def _worded(figures: Sequence[Figure], where: str, faults: list[Fault]) -> Iterator[Figure]:
    """Yield figures, those that bring their own word of scale ("$1.2bn") with the amount they are.

    A fault for each bare figure beside such ones: what its scale is nothing says.
    """
    read = [(figure, amount_of(figure.text)) for figure in figures]
    worded = any(amount for _, amount in read)
    for figure, amount in read:
        if amount is None and worded and re.search(r"[1-9]", figure.text):
            problem = "has no word of scale, and others of the file have"
            faults.append(Fault(f"{where}, line {figure.line}", figure.text, problem, "write all of them alike"))
        if amount is None:
            yield figure
        else:
            known = (amount.value, amount.resolution)
            yield replace(figure, amount=known, unit_text=amount.unit or figure.unit_text, scale_text="0")


def _by_print(figures: Sequence[Figure], spans: Mapping[str, Span | str]) -> Mapping[tuple[str, int], Sequence[Figure]]:
    """Return figures by whose statistics they are, and revisions (the same year on another day) apart."""
    found: dict[tuple[str, int], list[Figure]] = {}
    seen: dict[tuple[str, str | None, Span | str], list[str]] = {}
    for figure in figures:
        days = seen.setdefault((figure.statistics, figure.flow, spans[figure.label]), [])
        if figure.published not in days:
            days.append(figure.published)
        span = spans[figure.label]
        whole = isinstance(span, Span) and span.months == 12
        found.setdefault((figure.statistics, days.index(figure.published) if whole else 0), []).append(figure)
    return found or {("", 0): []}


def _cells(
    figures: Sequence[Figure], spans: Mapping[str, Span | str], mark: DecimalMark, where: str, faults: list[Fault]
) -> dict[Flow, dict[Span, tuple[float, float, Figure]]]:
    """Return the figures of each flow by span, with what one unit of their last digit is."""
    found: dict[Flow, dict[Span, tuple[float, float, Figure]]] = {}
    for figure in figures:
        place = f"{where}, line {figure.line}"
        number = figure.amount or number_of(figure.text, mark)
        if number is None:
            continue
        span = spans[figure.label]
        if isinstance(span, str):
            if re.search(r"\d", figure.label) and not isinstance(number, str):
                faults.append(_no_span(place, figure.label, span))
            continue
        if isinstance(number, str):
            faults.append(Fault(place, figure.text, number, "takes a figure such as 1234.5, or nothing"))
            continue
        if figure.flow is None:
            problem = "the file does not say exports, imports or total"
            faults.append(Fault("flow", "", problem, "say --flow exports", Setting("flow", "exports")))
            break
        told = found.setdefault(figure.flow, {})
        before = told.get(span)
        if before is not None and before[0] != number[0]:
            problem = f"is {figure.flow} of {span} again, {before[2].text!r} on line {before[2].line}"
            faults.append(
                Fault(place, figure.text, problem, "give each figure once; a breakdown needs its total alone")
            )
        told[span] = (*number, figure)
    return found


def _no_span(place: str, label: str, problem: str) -> Fault:
    """Return why a label beside a figure is no span, and what would be."""
    if problem == NO_START:
        return Fault(place, label, problem, SAY_START, Setting("year-starts", "04"))
    return Fault(place, label, problem, "takes 2024, 2024-Q1, 2024-05 or 2024/25")


def _finished(
    found: Mapping[Flow, dict[Span, tuple[float, float, Figure]]], everyone: Mapping[Flow, Span], told: list[str]
) -> None:
    """Take the empty last months of an unfinished year out: those after the last that any row of the file has."""
    for flow, cells in found.items():
        last = everyone.get(flow)
        late = [s for s in cells if s.months < 12 and last is not None and s > last and cells[s][0] == 0]
        for span in late:
            del cells[span]
        if late:
            told.append(f"{flow} after {last} are zero in every row: not published yet, so left out")


def _last_months(figures: Sequence[Figure], mark: DecimalMark) -> dict[Flow, Span]:
    """Return the last month or quarter of each flow that some row of the file has a figure for."""
    labels = list(dict.fromkeys(figure.label for figure in figures))
    spans = dict(zip(labels, parse_spans(labels, starts=1), strict=True))
    last: dict[Flow, Span] = {}
    for figure in figures:
        span, number = spans[figure.label], figure.amount or number_of(figure.text, mark)
        if figure.flow and isinstance(span, Span) and span.months < 12 and isinstance(number, tuple) and number[0]:
            last[figure.flow] = max(last.get(figure.flow, span), span)
    return last


def _mark(figures: Sequence[Figure], recipe: Recipe, faults: list[Fault], *, numbers: bool) -> DecimalMark:
    """Return the decimal mark; a fault when figures can be read both ways."""
    if recipe.decimal in {"comma", "point"}:
        # 1.234 in a workbook is a number or a text with parted thousands: with --decimal comma a thousandfold apart.
        both = [f.text for f in figures if recipe.decimal == "comma" and re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", f.text)]
        if numbers and both:
            problem = "may be a number of the workbook, which needs no decimal mark"
            remedy = "leave --decimal out, or save texts as CSV"
            faults.append(Fault("--decimal", both[0], problem, remedy, Setting("decimal")))
        return "comma" if recipe.decimal == "comma" else "point"
    remedy, setting = "say --decimal comma or --decimal point", Setting("decimal", "point")
    if recipe.decimal:
        faults.append(Fault("--decimal", recipe.decimal, "is not known", remedy, setting))
    found = "point" if numbers else decimal_mark(figure.text for figure in figures)
    if found is None:
        shown = next((f.text for f in figures if re.search(r"\d[.,]\d{3}\b", f.text)), "")
        faults.append(Fault("decimal", shown, "can be read as thousands or as decimals", remedy, setting))
    return found or "point"


def _doubts(
    found: Mapping[Flow, Mapping[Span, tuple[float, float, Figure]]],
    scale: float | None,
    where: str,
    *,
    unit: str,
    known: bool,
) -> Iterator[Fault]:
    """Yield what must be asked before figures are believed."""
    largest = max((number for cells in found.values() for number, _, _ in cells.values()), default=0.0)
    if largest * (scale or 1.0) > _MOST:
        problem = f"is more than all trade of the world, with figures times {scale or 1.0:,.0f}"
        yield Fault(where, f"{largest:.6g}", problem, "check the unit, and that no marks between digits were lost")
    if known and not largest:
        yield Fault(where, "", "holds no figure above zero", "give amounts of trade")
    if scale is None and 0 < largest < _SURELY_FULL:
        problem = "is the largest figure, and nothing says whether these are thousands or millions"
        remedy = f"say --unit '{unit or 'USD'} million' or the like, or --unit-scale 1 for full units"
        yield Fault("unit scale", f"{largest:,.10g}", problem, remedy, Setting("unit-scale", unit or "USD"))


def _left_out(table: OfficeTable, told: list[str]) -> None:
    """Leave the parts of a breakdown out, and tell what is not read."""
    without_parts(table, told)
    if left := ", ".join(unread(table))[:200]:
        told.append(f"columns left out, whose headings say nothing known here: {left}")


def _shared_name(unit: str, figures: Sequence[Figure], table: OfficeTable, pair: tuple[str, str]) -> Iterator[Fault]:
    """Yield a fault where the file's name of its money is that of another currency of the pair too."""
    named = [text for text in dict.fromkeys(figure.unit_text for figure in figures[:2000]) if unit_in(text)[0]]
    for text in named or table.above.splitlines():
        named_so = {own for code in place_codes(pair) if (own := own_of_name(text, code)) and own != unit}
        if named_so:
            told = " or ".join(sorted(named_so))
            problem, remedy = f"may be {unit or 'USD'} or {told}", f"say --unit, such as --unit {told[:3]}"
            yield Fault("unit", text.strip(), problem, remedy, Setting("unit", told[:3]))
            return


def _signs(unit: str, figures: Sequence[Figure], spans: Mapping[str, Span | str], where: str) -> Iterator[Fault]:
    """Yield a fault for each figure of a period with the sign of another currency than the file's."""
    for figure in (one for one in figures if isinstance(spans[one.label], Span)):
        sign = sign_of(figure.text)
        if sign and unit and not figure.amount and unit not in codes_of_sign(sign):
            yield Fault(f"{where}, line {figure.line}", figure.text, f"is not in {unit}", "give rows of one currency")


def _undated(figures: Sequence[Figure], spans: Mapping[str, Span | str], told: list[str]) -> None:
    """Tell of figures beside which no period stands: averages, sums, a label that somebody forgot."""
    left = [f for f in figures if isinstance(spans[f.label], str) and not re.search(r"\d", f.label)]
    left = [f for f in left if looks_like_figure(f.text)]
    if left:
        labels = dict.fromkeys(f"{f.line}: {f.label!r}" for f in left)
        shown = ", ".join([*list(labels)[:4], *(["..."] if len(labels) > 4 else [])])
        told.append(f"figures beside which no period stands are left out, {len(left):,} of them (lines {shown})")


def _apart(found: Mapping[Flow, Mapping[Span, tuple[float, float, Figure]]], told: list[str]) -> None:
    """Tell of totals that exports and imports do not make: re-exports, or one of the three is another thing."""
    parts = [found.get(flow, {}) for flow in FLOWS]
    for span in sorted(set.intersection(*map(set, parts))) if all(parts) else ():
        (total, digit), (exports, _), (imports, _) = (cells[span][:2] for cells in parts)
        if abs(total - exports - imports) > max(1.5 * digit, 0.005 * total):
            made = f"{exports:,.10g} and {imports:,.10g}"
            told.append(f"the total of {span} is {total:,.10g}, and exports and imports beside it are {made}")
            return


def read_office_file(content: bytes | str, *, where: str, recipe: Recipe | None = None) -> OfficeFile:
    r"""Return a file of a statistics office as statements about one pair.

    Parameters
    ----------
    content : bytes or str
        CSV, TSV or XLSX, or what was pasted from a sheet.
    where : str
        Name of the file, for messages.
    recipe : Recipe, optional
        What the file does not say.

    Raises
    ------
    InputError
        With everything that is wrong or must be said, at most ten of a kind.

    Examples
    --------
    >>> read = read_office_file("Year;Exports (USD million)\n2023;1200,5\n2024;1310,0", where="own.csv",
    ...                         recipe=Recipe(pair="Aland/Bland"))
    >>> read.unit, read.scale, read.rows[-1]["period"], read.rows[-1]["level"]
    ('USD', 1000000.0, '2024', '1310000000')
    """
    recipe = recipe or Recipe()
    grid = split_first(read_grid(content, where=where, sheet=recipe.sheet or None))
    if (widest := max(map(len, grid.rows), default=0)) > MOST_COLUMNS:
        raise UnknownLayoutError([Fault(where, "", f"has {widest:,} columns", f"takes at most {MOST_COLUMNS:,}")])
    if len(grid.rows) < 2:
        raise UnknownLayoutError([Fault(where, "", "holds no table", "give a header row and rows of figures")])
    table = recognised(grid, recipe)
    refuse_wider(table, where)
    sectioned(table, where)
    chosen_sections(table, recipe.flow)
    told: list[str] = []
    _left_out(table, told)
    layout, every = figures_of(table, recipe)
    figures = [figure for figure in every if figure.text]  # notes below a table stand under its first column alone
    faults: list[Fault] = []
    figures = list(_worded(figures, where, faults))
    mark = _mark(figures, recipe, faults, numbers=not grid.separator)
    everyone = _last_months(figures, mark)
    reporter, partner, chosen = chosen_pair(figures, recipe, faults)
    unit, scale = _unit(chosen or figures, table, recipe, faults)
    faults += () if recipe.unit else _shared_name(unit, chosen, table, (reporter, partner))
    spans = _spans(chosen, (reporter, partner), recipe, told)
    faults += _signs(unit, chosen, spans, where)
    _undated(chosen, spans, told)
    prints = [
        (side, _cells(members, spans, mark, where, faults)) for (side, _), members in _by_print(chosen, spans).items()
    ]
    for _, found in prints:
        _finished(found, everyone, told)
        _apart(found, told)
        faults += _doubts(found, scale, where, unit=unit, known=bool(chosen) and not faults)
    if faults:
        raise InputError(few(list(dict.fromkeys(faults)), where))
    common = {"unit": unit, "reporter": reporter, "partner": partner, "title": layout}
    rows = rows_of(prints, common, scale or 1.0, recipe.published, told)
    if not rows:
        raise InputError([Fault(where, "", "makes no year and no first months of one", "give whole years or months")])
    told = list(dict.fromkeys(told))
    if any(row["published_precision"] == "inferred" for row in rows):
        told.append("days of publication are inferred: 1 July after a year, two months after a month (--published)")
    return OfficeFile(layout, grid.how, reporter, partner, unit, scale or 1.0, mark, tuple(rows), tuple(told))
