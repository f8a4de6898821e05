"""Excel workbooks as rows of text."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING

from forecast.errors import Fault, InputError, Setting
from forecast.extras import needing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.worksheet._read_only import ReadOnlyWorksheet
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["workbook_of", "workbook_rows"]

#: Rows and columns read of a sheet, and bytes that the parts of a workbook may unpack to.
MAX_ROWS_READ, MAX_COLUMNS, MOST = 200_000, 500, 200_000_000
#: A cell that holds a formula and no value; one of type "str" may be empty on purpose. No part of it looks past the
#: next "<" or gives back white space: a file made for it would else hold the process for hours.
_UNCALCULATED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?![^<>]*t="str")[^<>]*>\s*+<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*+'
    rb"(?:<v\s*+/>|<v></v>)?\s*+</c>"
)
#: A formula and its value, read as carefully.
_CALCULATED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]*>\s*+<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*+<v>([^<]*)</v>')
#: Rows and columns, and what says that a sheet does not show one: hidden by hand, by a filter, in a folded group.
_ROW, _COLUMNS = re.compile(rb"<row\s[^<>]*+>"), re.compile(rb"<col\s[^<>]*+>")
_UNSHOWN = re.compile(rb'\shidden="(?:1|true)"')
_PLACE = re.compile(rb'\s(r|min|max)="(\d{1,7})"')
#: Formats of numbers that show another figure than the cell holds: hundredths, or thousands and millions cut off.
_TURNED = re.compile(rb'numFmtId="(?:9|10)"|formatCode="[^"]*(?:%|[0#?],+(?![0#?,]))')
_LITERAL, _PERCENT, _CUT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]'), re.compile("%"), re.compile(r"[0#?],+(?![0#?,])")
CELLS_TOLD = 10
_UNSEEN = "are hidden and hold figures: whether they are meant is not known"


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value).strip()


def _rows(sheet: Worksheet) -> Iterator[list[str]]:
    for row in sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS):
        used = next((at for at in range(len(row), 0, -1) if row[at - 1] is not None), 0)
        yield [_said(value) for value in row[:used]]  # openpyxl gives every row all the columns asked for


def _numbers_shown(sheet: Worksheet, sign: re.Pattern[str]) -> Iterator[tuple[int, int, float]]:
    """Yield row, column and value of each number whose format has a sign outside of what it prints as it stands."""
    for row in sheet.iter_rows(max_row=MAX_ROWS_READ, max_col=MAX_COLUMNS):
        for cell in row:
            if isinstance(cell.value, int | float) and sign.search(_LITERAL.sub("", cell.number_format)):
                yield cell.row, cell.column, cell.value


def _with_percent(rows: list[list[str]], sheet: Worksheet) -> list[list[str]]:
    """Return rows whose shares are as the sheet shows them: 0.07 may be 7%, which is no amount."""
    shown = [list(row) for row in rows]
    for line, column, value in _numbers_shown(sheet, _PERCENT):
        shown[line - 1][column - 1] = f"{value * 100:.10g}%"
    return shown


def _refuse_cut(sheet: Worksheet, where: str) -> None:
    """Refuse figures of which the sheet shows the thousands or the millions alone: its unit may be of either.

    Raises
    ------
    InputError
        Names the cells.
    """
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - slow to import

    cells = [f"{get_column_letter(column)}{line}" for line, column, _ in _numbers_shown(sheet, _CUT)]
    if cells:
        told = ", ".join([*cells[:CELLS_TOLD], *(["..."] if cells[CELLS_TOLD:] else [])])
        problem = (
            "hold other figures than the sheet shows, which cuts off thousands: which the unit counts is not known"
        )
        remedy = "give the cells a format that shows whole figures, such as 0, and save the file"
        raise InputError([Fault(f"{where}, cells", told, problem, remedy)])


def _figures(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows hold a figure."""
    return sum(any(cell[:1].isdigit() for cell in row) for row in rows)


def _apart(
    archive: zipfile.ZipFile, sheet: ReadOnlyWorksheet
) -> tuple[list[str], tuple[frozenset[int], frozenset[int]]]:
    """Return the cells of a sheet that nobody worked out, and the rows and columns that it does not show."""
    # openpyxl has followed the workbook's relations to it, and tells where in no public name.
    part: str = sheet._worksheet_path  # type: ignore[attr-defined]  # noqa: SLF001
    content = archive.read(part)
    return _uncalculated(content), _hidden(content)


def _hidden(content: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """Return which rows and which columns of a sheet are not shown, counted from 1."""
    rows, spans = (
        [dict(_PLACE.findall(tag)) for tag in form.findall(content) if _UNSHOWN.search(tag)]
        for form in (_ROW, _COLUMNS)
    )
    columns = (range(int(at[b"min"]), min(int(at[b"max"]), MAX_COLUMNS) + 1) for at in spans if len(at) > 1)
    return frozenset(int(at[b"r"]) for at in rows if b"r" in at), frozenset(chain.from_iterable(columns))


def _refuse_hidden(rows: Sequence[Sequence[str]], hidden: tuple[frozenset[int], frozenset[int]], where: str) -> None:
    """Refuse figures that nobody sees who looks at the sheet: whether they are meant is not known.

    Raises
    ------
    InputError
        Names the rows and the columns.
    """
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - slow to import

    found = {
        "rows": [str(n) for n, row in enumerate(rows, start=1) if n in hidden[0] and _figures([row])],
        "columns": [get_column_letter(n) for n in sorted(hidden[1]) if _figures([row[n - 1 : n] for row in rows])],
    }
    remedy = "show them or delete them, and save the file"
    faults = [
        Fault(
            f"{where}, {what}",
            ", ".join([*told[:CELLS_TOLD], *(["..."] if told[CELLS_TOLD:] else [])]),
            _UNSEEN,
            remedy,
        )
        for what, told in found.items()
        if told
    ]
    if faults:
        raise InputError(faults)


def _uncalculated(content: bytes) -> list[str]:
    """Return the cells of a sheet whose formula nobody worked out: they would be read as empty."""
    if found := _UNCALCULATED.findall(content):
        return [cell.decode() for cell in found]
    # Some programs write 0 for what they do not calculate; figures of trade that are formulas are never all of them 0.
    values = _CALCULATED.findall(content)
    return [cell.decode() for cell, _ in values] if len(values) > 1 and all(v == b"0" for _, v in values) else []


def workbook_rows(content: bytes, *, sheet: str | None, where: str) -> tuple[str, list[list[str]]]:
    """Return the name of a sheet and its rows as text.

    Parameters
    ----------
    content : bytes
    sheet : str or None
        Needed when several sheets hold figures.
    where : str
        Name of the file, for messages.

    Raises
    ------
    InputError
        When it cannot be read, holds formulas without values, several sheets hold figures and none is named, or
        figures of the sheet are hidden.
    """
    with needing("reports"):
        import openpyxl  # noqa: PLC0415 - slow to import, and few files are workbooks

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            kept = io.BytesIO(content)
            book = openpyxl.load_workbook(kept, read_only=True, data_only=True) if unpacked <= MOST else None
            names = [one.title for one in book.worksheets] if book else []
            sheets = [one for one in book.worksheets if sheet in {None, one.title}] if book else []
            apart = {one.title: _apart(archive, one) for one in sheets}
            concealed = {one.title for one in sheets if sheet is None and one.sheet_state != "visible"}
            # Formats are looked at cell by cell, which takes as long as reading, and only where one may matter.
            turned = any(_TURNED.search(archive.read(n)) for n in archive.namelist() if n.endswith("/styles.xml"))
        tables = {one.title: list(islice(_rows(one), MAX_ROWS_READ + 1)) for one in sheets}
        if turned:
            tables = {one.title: _with_percent(tables[one.title], one) for one in sheets}
    except Exception as error:  # openpyxl raises whatever a broken part makes it raise
        problem = f"cannot be read as a workbook ({type(error).__name__})"
        raise InputError([Fault(where, "", problem, "save it again in Excel, or as CSV")]) from None
    if book is None or any(len(rows) > MAX_ROWS_READ for rows in tables.values()):
        raise InputError([Fault(where, "", "is too large for a workbook here", "give the sheet as CSV")])
    # A sheet that nobody sees is read when it is named, and in no other's place.
    kept_back = [title for title, rows in tables.items() if title in concealed and _figures(rows) > 1]
    tables = {title: rows for title, rows in tables.items() if title not in concealed and _figures(rows) > 1}
    # Beside a sheet of figures, others are not read, and what they lack is nobody's concern.
    cells = [cell for title, (found, _) in apart.items() if title in tables or not tables for cell in found]
    if cells and len(tables) < 2:
        rest = f" and {len(cells) - CELLS_TOLD} more" if len(cells) > CELLS_TOLD else ""
        told = ", ".join(cells[:CELLS_TOLD]) + rest
        problem = "hold formulas without a value, or 0 in all of them: the program that wrote them does not calculate"
        raise InputError([Fault(f"{where}, cells", told, problem, "open it in Excel or LibreOffice, and save it")])
    if len(tables) == 1:
        (title, rows), *_ = tables.items()
        _refuse_hidden(rows, apart[title][1], f"{where}, sheet {title}")
        if turned:
            _refuse_cut(book[title], f"{where}, sheet {title}")
        return title, rows
    if kept_back and not tables:
        problem = f"has figures on hidden sheets alone ({', '.join(kept_back)[:150]})"
        there = ", ".join(kept_back)[:200]
        raise InputError([Fault(where, "", problem, f"say --sheet, one of {there}", Setting("sheet", offered=there))])
    problem = (
        f"has figures on {len(tables)} sheets ({', '.join(tables)[:150]})" if tables else "has no sheet of figures"
    )
    there = ", ".join(names)[:200]
    raise InputError(
        [Fault(where, sheet or "", problem, f"say --sheet, one of {there}", Setting("sheet", offered=there))]
    )


def workbook_of(rows: Sequence[Sequence[str]], *, sheet: str) -> bytes:
    """Return a workbook of one sheet, whose cells are text."""
    with needing("reports"):
        import openpyxl  # noqa: PLC0415 - slow to import

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for at, cells in enumerate(zip(*rows, strict=True)):
        page.column_dimensions["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at]].width = max(map(len, cells)) + 2
    for row in rows:
        page.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
