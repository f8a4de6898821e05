"""Files as grids of text: CSV with commas, semicolons or tabs, in the encodings that programs write, and XLSX.

A `Grid` says how it was read, so that nothing is guessed silently.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from forecast.data.csv_table import refuse_kind
from forecast.data.encodings import decoded
from forecast.data.workbooks import workbook_rows
from forecast.errors import Fault, InputError

__all__ = ["MAX_FILE", "Grid", "read_grid"]

MAX_FILE = 60_000_000
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
#: Digits of other scripts (Persian, Arabic, Hindi, full-width), the Arabic decimal mark and the mark between thousands.
_WESTERN = {zero + digit: str(digit) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10) for digit in range(10)} | {
    0x66B: ".",
    0x66C: ",",
}
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table)\b", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]\"\d-])")


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a file.

    Parameters
    ----------
    rows : tuple of tuple of str
        Stripped cells; blank rows are left out.
    lines : tuple of int
        The line that each row stands on.
    how : str
        What the file is, in words.
    separator : str
        Empty for a workbook, whose numbers are numbers.
    """

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    how: str
    separator: str


def _decoded(content: bytes, where: str) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Raises
    ------
    InputError
        When it is no text.
    """
    refuse_kind(content, where, wide=False)
    try:
        return decoded(content)
    except ValueError as error:
        raise InputError([Fault(where, "", str(error), "save it again as CSV UTF-8")]) from None


def _separator(text: str) -> str:
    """Return what separates the cells: what the lines have equally often."""
    lines = [line for line in text[:100_000].splitlines()[:200] if line.strip()]

    def score(mark: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=mark), [])) - 1 for line in lines]
        usual = max((c for c in counts if c), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0), usual

    # Commas are also decimal marks and stand in names, so of equals they come last.
    return max(("\t", ";", "|", ","), key=lambda mark: score(mark)[0]) if lines else ","


def read_grid(content: bytes | str, *, where: str, sheet: str | None = None) -> Grid:
    """Return the cells of a file.

    Parameters
    ----------
    content : bytes or str
    where : str
        Name of the file, for messages.
    sheet : str, optional
        Which sheet of a workbook.

    Raises
    ------
    InputError
        Names what the file is when it is no table.
    """
    if len(content) > MAX_FILE:
        raise InputError([Fault(where, "", f"is larger than {MAX_FILE // 1_000_000} MB", "split the file")])
    if isinstance(content, bytes) and content.startswith(b"PK\x03\x04") and b"xl/" in content:
        name, rows = workbook_rows(content, sheet=sheet, where=where)
        return _grid(rows, list(range(1, len(rows) + 1)), f"Excel workbook, sheet {name}", "")
    if isinstance(content, bytes):
        text, encoding = _decoded(content, where)
    else:
        text, encoding = content.removeprefix("\ufeff"), "text"
    for pattern, kind in ((_JSON, "is JSON"), (_MARKUP, "is a web page or XML")):
        if pattern.match(text):
            raise InputError([Fault(where, "", f"{kind}, no table", "put its table into CSV or XLSX")])
    if "\0" in text:
        raise InputError([Fault(where, "", "holds a NUL character", "save it again as CSV UTF-8")])
    separator = _separator(text)
    reader, rows, lines, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator), [], [], 1
    try:
        for cells in reader:
            rows.append([cell.strip() for cell in cells])
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        problem = f"cannot be told apart into cells ({error})"
        raise InputError([Fault(f"{where}, line {line}", "", problem, "close every quote")]) from None
    return _grid(rows, lines, f"{encoding}, cells separated by {_SEPARATORS[separator]}", separator)


def _grid(rows: list[list[str]], lines: list[int], how: str, separator: str) -> Grid:
    rows = [[cell if cell.isascii() else cell.translate(_WESTERN) for cell in row] for row in rows]
    kept = [(tuple(row), line) for row, line in zip(rows, lines, strict=True) if any(row)]
    return Grid(tuple(row for row, _ in kept), tuple(line for _, line in kept), how, separator)
