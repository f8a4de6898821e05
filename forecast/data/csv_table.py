"""Tables in: the one reader of CSV text, and of rows given as mappings, which every table of the package goes through.

A `Layout` says which columns a table has. What comes out are `Row` values: cells by column, with the place they
stand at, collecting what is wrong with them. So a reader of statements, targets or questions says only what each
column means; encodings, kinds of files, quotes, headers, limits and line numbers are settled here.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from forecast.data.encodings import LOOKED_AT, wide_codec
from forecast.data.escaping import plain
from forecast.errors import Fault, InputError, Setting, few

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "Layout",
    "Row",
    "Table",
    "decode_csv",
    "long_table",
    "read_rows",
    "refuse",
    "refuse_kind",
]

MAX_BYTES = 5_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 100
_SAVE = "save the file as CSV UTF-8"
_IN_EXCEL = "save it as CSV UTF-8 (in Excel: File, Save As, CSV UTF-8) and give that file"
#: How files begin that are no text, with what they are and the way out.
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook or another Office document", _IN_EXCEL),
    (b"%PDF-", "is a PDF document", "put its figures into a table, saved as CSV UTF-8"),
    (b"\x1f\x8b", "is compressed (gzip)", "unpack it and give the CSV file inside"),
    (b"\x89PNG", "is a picture (PNG)", "put its figures into a table, saved as CSV UTF-8"),
    (b"\xff\xd8\xff", "is a picture (JPEG)", "put its figures into a table, saved as CSV UTF-8"),
    (b"PAR1", "is a Parquet file", "write it as CSV UTF-8 (pandas: read_parquet, then to_csv)"),
    (b"SQLite format 3\0", "is an SQLite database", "write its table as CSV UTF-8"),
)
#: What a ZIP archive holds that is a document of some program.
_ARCHIVES: tuple[tuple[bytes, str, str], ...] = (
    (b"xl/", "is an Excel workbook", _IN_EXCEL),
    (b"opendocument.spreadsheet", "is an OpenDocument spreadsheet", "save it as CSV with the character set UTF-8"),
    (b"word/", "is a Word document", "put its figures into a table, saved as CSV UTF-8"),
)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]\"\d-])")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|table)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w&.'-]{1,40}")
#: How values print that stand for none in tables of numbers.
_NOTHING = frozenset({"nan", "NaN", "NaT", "<NA>"})
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINKED = frozenset({"http", "https", "ftp", "doi", "urn"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table.

    Parameters
    ----------
    noun : str
        What its rows are, in the plural.
    columns : mapping of str to str
        Every column that is read, with what it takes.
    required : tuple of str
        Columns without which there is no such table.
    most_rows : int or None
        None for any number.
    """

    noun: str
    columns: Mapping[str, str]
    required: tuple[str, ...]
    most_rows: int | None = MAX_ROWS

    @property
    def known(self) -> str:
        """The list of columns, as a remedy."""
        return f"known are {', '.join(self.columns)}"


@dataclass
class Row:
    """One row being read; what is wrong with it goes to `faults`.

    Parameters
    ----------
    number : int
        The line it begins on, or its place in a list from 0.
    cells : mapping of str to str
        Stripped text by column.
    layout : Layout
    within : str
        Name of the list it stands in; empty for a line of a file.
    written : tuple of str
        The cells as they stand in a file.
    """

    number: int
    cells: Mapping[str, str]
    layout: Layout
    within: str = ""
    written: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return f"{self.within}[{self.number}]" if self.within else f"line {self.number}"

    def placed(self, where: str) -> str:
        """Return where it stands with the name of its file."""
        return self.place if self.within else f"{where}, {self.place}"

    def at(self, column: str) -> str:
        """Return where a cell stands, for messages."""
        return f"{self.place}{'.' if self.within else ', '}{column}"

    def text(self, column: str) -> str:
        """Return a cell; one that is not there is empty."""
        return self.cells.get(column, "")

    def fault(self, column: str, problem: str, remedy: str | None = None, setting: Setting | None = None) -> None:
        """Note what is wrong with a cell; what its column takes is the remedy when none is given."""
        takes = remedy or f"takes {self.layout.columns[column]}"
        self.faults.append(Fault(self.at(column), self.text(column), problem, takes, setting))

    def check_address(self, column: str) -> None:
        """Note an address that runs something when it is followed, instead of leading somewhere."""
        scheme = _SCHEME.match(self.text(column))
        if scheme and scheme[1].casefold() not in _LINKED:
            self.fault(column, "is not an address that can be linked to", "takes https://... or http://...")

    def choice(self, column: str, allowed: Sequence[str], default: str) -> str:
        """Return a word of a closed choice in its own letters, `default` for an empty cell."""
        told = self.text(column)
        if not told:
            return default
        text = told.casefold()
        found = next((word for word in allowed if word.casefold() == text), None)
        if found is None:
            self.fault(column, "is not known")
        return found or default

    def check_text(self, column: str, *, longest: int, shown: bool) -> None:
        """Note a cell that is too long, or that could play tricks where it is shown."""
        text = self.text(column)
        if len(text) > longest:
            self.fault(column, f"is longer than {longest:,} characters")
        # What can be printed holds neither; only then is each character looked at.
        if shown and not text.isprintable() and any(unicodedata.category(c) in {"Cc", "Cf"} for c in text):
            self.fault(column, "holds a control character")


def refuse(faults: Sequence[Fault], where: str) -> None:
    """Raise what is wrong with a table, the same kind of fault at most ten times.

    Raises
    ------
    InputError
        When there is a fault.
    """
    if faults:
        raise InputError(few(faults, where))


def _line(content: bytes | str, end: int) -> int:
    """Return the line on which a place of a file lies."""
    breaks = content.count(b"\n", 0, end) if isinstance(content, bytes) else content.count("\n", 0, end)
    return breaks + 1


def refuse_kind(content: bytes, where: str, *, wide: bool = True) -> None:
    """Refuse a file that is known by how it begins; `wide` also text of two or four bytes a character.

    Raises
    ------
    InputError
        Says what the file is, and how to make a table of it.
    """
    kinds = [(problem, remedy) for start, problem, remedy in _KINDS if content.startswith(start)]
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kinds += [(problem, remedy) for name, problem, remedy in _ARCHIVES if name in content]
        kinds.append(("is a ZIP archive", "unpack it and give the CSV file inside"))
    if wide and not kinds and (found := wide_codec(content)):
        kinds.append((f"is {found[1]} text, not UTF-8", _IN_EXCEL.replace("it", "the file", 1)))
    if kinds:
        raise InputError([Fault(where, "", *kinds[0])])


def _other_encoding(content: bytes, start: int, where: str) -> Fault:
    """Return what a file is that is not UTF-8, judged by the bytes from `start` on."""
    where = f"{where}, line {_line(content, start)}"
    controls = sum(byte < 9 or 13 < byte < 32 for byte in content[:LOOKED_AT])
    if controls > 0.02 * len(content[:LOOKED_AT]):
        return Fault(where, "", "is not UTF-8 text: the file is binary, no table", _SAVE)
    high = [byte >= 0xC0 for byte in content[: start + LOOKED_AT]]
    beside = sum(one and other for one, other in pairwise(high))
    if beside >= 3 and beside * 2 > sum(high):
        codec, name = "cp1251", "Windows-1251"  # letters of an alphabet of its own stand side by side
    elif not beside:
        codec, name = "cp1252", "Windows-1252"  # accents stand alone
    else:
        return Fault(where, "", "is not UTF-8 text", _SAVE)
    begin = content.rfind(b"\n", 0, start) + 1
    line = content[begin : begin + 2_000].decode(codec, "replace").split("\n", 1)[0]
    word = next((m.group() for m in _WORD.finditer(line) if m.end() > start - begin), "")
    return Fault(where, word, f"is not UTF-8 text but {name}, it seems", _SAVE)


def decode_csv(
    content: bytes | str, *, where: str, most_bytes: int | None = MAX_BYTES, noun: str = "statements"
) -> str:
    """Return the text of a CSV file.

    Parameters
    ----------
    content : bytes or str
        Text is held to the same rules as a file.
    where : str
        Name of the file, for messages.
    most_bytes : int or None
    noun : str
        What the rows are, for messages.

    Raises
    ------
    InputError
        When it is too large or not UTF-8; other kinds of files are named as what they are.
    """
    if isinstance(content, str):
        # A lone surrogate is refused below, as text that no file holds.
        content = content.encode("utf-8", "surrogatepass")
    if most_bytes is not None and len(content) > most_bytes:
        problem = f"is larger than {most_bytes // 1_000_000} MB"
        raise InputError([Fault(where, "", problem, f"give at most {MAX_ROWS:,} {noun}")])
    refuse_kind(content, where)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([_other_encoding(content, error.start, where)]) from None
    if "\0" in text:
        fault = Fault(f"{where}, line {_line(text, text.index(chr(0)))}", "", "holds a NUL character", _SAVE)
        raise InputError([fault])
    if _JSON.match(text):
        raise InputError([Fault(where, "", "is JSON, not CSV", "write it as CSV: a header row, then a line a row")])
    if _MARKUP.match(text):
        raise InputError([Fault(where, "", "is a web page or XML, not CSV", "put its table into a file of CSV UTF-8")])
    return text


def _records(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of a CSV that are not blank, each with the line it begins on."""
    reader, line = csv.reader(io.StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        fault = Fault(f"{where}, line {line}", "", f"is not CSV ({error})", f"close every quote; {_SAVE}")
        raise InputError([fault]) from None


def _unknown(names: Sequence[str], layout: Layout, where: str) -> Iterator[Fault]:
    """Yield a fault for each column not known; the first lists those that are."""
    for position, name in enumerate(names):
        near = difflib.get_close_matches(name[:100], list(layout.columns), n=1, cutoff=0.75)
        hint = f"is {near[0]} meant? else leave it out" if near else "leave it out"
        problem = "is not a column known here" if name else "a column has no name"
        yield Fault(where, name, problem, hint if position else layout.known)


def _header_faults(header: Sequence[str], layout: Layout, where: str) -> list[Fault]:
    """Return what is wrong with the names of the columns."""
    separator = next((mark for mark in ";\t|" if mark in header[0]), None)
    if len(header) == 1 and separator:
        name = {";": "semicolons", "\t": "tabs", "|": "bars"}[separator]
        return [Fault(where, "", f"separates its columns by {name}", "save it with commas between the columns")]
    if len(header) > MAX_COLUMNS:
        return [Fault(where, "", f"has {len(header):,} columns", layout.known)]
    faults = [
        Fault(where, column, "is missing", f"takes {layout.columns[column]}")
        for column in layout.required
        if column not in header
    ]
    counts = Counter(header)
    unknown = iter(list(_unknown([column for column in counts if column not in layout.columns], layout, where)))
    for column, count in counts.items():
        if column not in layout.columns:
            faults.append(next(unknown))
        elif count > 1:
            faults.append(Fault(where, column, f"stands {count} times", "name each column once"))
    return faults


def _opened(text: str, layout: Layout, where: str) -> tuple[int, list[str], Iterator[tuple[int, list[str]]]]:
    """Return the line of the header, the names of the columns, and the records below.

    Raises
    ------
    InputError
        When nothing stands there.
    """
    records = _records(text, where)
    line, names = next(records, (1, []))
    if not names:
        needed = f"give a header row with at least {', '.join(layout.required)}"
        raise InputError([Fault(where, "", "is empty", needed)])
    return line, [name.strip().lower() for name in names], records


def _lines(text: str, layout: Layout, where: str) -> tuple[Row, ...]:
    """Return the lines of a CSV."""
    first, header, records = _opened(text, layout, where)
    refuse(_header_faults(header, layout, f"{where}, line {first}"), where)
    rows: list[Row] = []
    for line, cells in records:
        if layout.most_rows is not None and len(rows) >= layout.most_rows:
            problem = f"has more than {layout.most_rows:,} {layout.noun}"
            raise InputError([Fault(where, "", problem, "split the file")])
        # Files of this service mark text that a spreadsheet would run; the mark is not part of it.
        told = {name: plain(cell.strip()) for name, cell in zip(header, cells, strict=False)}
        row = Row(line, told, layout, written=tuple(cells))
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells, the header has {len(header)}"
            row.faults.append(Fault(row.place, "", problem, "quote cells that hold commas"))
        rows.append(row)
    return tuple(rows)


def _said(value: object) -> str:
    """Return a value as the cell that says it: a number shows no exponent and no needless decimal, NaN nothing."""
    if value is None or (not isinstance(value, str) and str(value) in _NOTHING):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return format(Decimal(repr(float(value))), "f").removesuffix(".0")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _listed(given: Sequence[Mapping[str, object]], layout: Layout, where: str) -> tuple[Row, ...]:
    """Return rows that are mappings already; None and NaN are empty cells."""
    if layout.most_rows is not None and len(given) > layout.most_rows:
        problem = f"has more than {layout.most_rows:,} {layout.noun}"
        raise InputError([Fault(where, "", problem, f"give at most {layout.most_rows:,}")])
    rows, told = [], False
    for number, values in enumerate(given):
        row = Row(number, {str(name): _said(value) for name, value in values.items()}, layout, within=where)
        unknown = [name for name in row.cells if name not in layout.columns]
        row.faults += [
            Fault(row.place, f.given, f.problem, f.remedy if not told or f.remedy != layout.known else "leave it out")
            for f in _unknown(unknown, layout, where)
        ]
        told = told or bool(unknown)
        for column, text in row.cells.items():
            if column in layout.columns and ("\0" in text or any("\ud800" <= c <= "\udfff" for c in text)):
                row.fault(column, "holds a character that no text file can")
        rows.append(row)
    return tuple(rows)


def read_rows(given: str | bytes | Sequence[Mapping[str, object]], layout: Layout, *, where: str) -> tuple[Row, ...]:
    """Return the rows of a table.

    Parameters
    ----------
    given : str, bytes or sequence of mapping
        CSV with a header row, or rows as mappings from column to value.
    layout : Layout
    where : str
        Name of the file or list, for messages.

    Returns
    -------
    tuple of Row
        A row whose cells cannot be told apart carries a fault.

    Raises
    ------
    InputError
        When it is no such table; with every fault of its header.
    """
    if isinstance(given, (str, bytes)):
        most = None if layout.most_rows is None else MAX_BYTES
        return _lines(decode_csv(given, where=where, most_bytes=most, noun=layout.noun), layout, where)
    return _listed(given, layout, where)


@dataclass(frozen=True, slots=True)
class Table:
    """A long table of figures, by column.

    Parameters
    ----------
    lines : sequence of int
        The line that each row begins on.
    columns : mapping of str to sequence of str
        Stripped cells of the columns asked for.
    """

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]


def long_table(content: bytes, layout: Layout, *, where: str) -> Table:
    """Return the required columns of a table of any length; other columns are passed over.

    Commas too many at the end of a line are none: a spreadsheet leaves them.

    Raises
    ------
    InputError
        When it is no such table, or a line is too short.
    """
    text = decode_csv(content, where=where, most_bytes=None)
    first, header, records = _opened(text, layout, where)
    while header and not header[-1]:
        header.pop()
    named = [name for name in header if name in layout.columns]
    refuse(_header_faults(named or header, layout, f"{where}, line {first}"), where)
    at = [header.index(name) for name in layout.required]
    lines: list[int] = []
    found: list[list[str]] = []
    faults: list[Fault] = []
    for line, cells in records:
        if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
            problem = f"has {len(cells)} cells, the header has {len(header)}"
            faults.append(Fault(f"{where}, line {line}", "", problem, "give every line as many cells as the header"))
            continue
        lines.append(line)
        found.append([cells[i].strip() for i in at])
    refuse(faults, where)
    columns = list(zip(*found, strict=True)) if found else [() for _ in at]
    return Table(lines, dict(zip(layout.required, columns, strict=True)))
