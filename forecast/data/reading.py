"""The one way that files of users come in: statements as this service writes them, or what offices export.

`read_own` looks at the columns: a table of statements is read by `read_series`, anything else by `read_office_file`.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from forecast.data.csv_table import MAX_BYTES
from forecast.data.grids import read_grid
from forecast.data.office_files import OfficeFile, read_office_file
from forecast.data.office_headers import Recipe, UnknownLayoutError
from forecast.data.statement_csv import COLUMNS, read_series
from forecast.data.statements import slug
from forecast.data.workbooks import workbook_of
from forecast.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.data.statements import Series

__all__ = ["is_statements", "pasted", "read_own", "read_recipe", "recipe_text", "statements_csv", "template"]

_TEMPLATE = ("period", "level", "unit", "flow", "published", "growth_pct", "reporter", "partner", "publisher", "note")
_FILLED = (
    ("2022", "1.31bn", "USD", "total", "2023-03-01", "", "Aland", "Bland", "Ministry of Trade", "replace these rows"),
    ("2023", "1.45bn", "USD", "total", "2024-03-01", "10.7", "Aland", "Bland", "Ministry of Trade", ""),
    ("2024-01/2024-06", "almost 0.8bn", "USD", "total", "", "", "Aland", "Bland", "Ministry of Trade", ""),
)


def _is_header(cells: Sequence[str]) -> bool:
    names = {cell.strip().lower() for cell in cells}
    return "period" in names and bool(names & {"level", "growth_pct", "growth_qualifier"})


def is_statements(content: str | bytes) -> bool:
    """Return whether the first line of a text in UTF-8 names the columns of statements, with commas between."""
    try:
        text = content[:20_000].decode("utf-8-sig", "ignore") if isinstance(content, bytes) else content[:20_000]
        return _is_header(next((row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if any(row)), []))
    except csv.Error:
        return False


def read_own(
    content: str | bytes | Sequence[Mapping[str, object]],
    *,
    series_id: str,
    where: str,
    recipe: Recipe | None = None,
) -> Series:
    r"""Return the series that a user's file, or what was pasted from one, makes.

    Parameters
    ----------
    content : str, bytes or sequence of mapping
        Statements, or a file as `read_office_file` reads it.
    series_id, where : str
        As in `read_series`.
    recipe : Recipe, optional
        What an office's file does not say.

    Raises
    ------
    InputError
        With everything that is wrong or must be said.

    Examples
    --------
    >>> read_own("Year,Exports (USD million)\n2023,1200.5\n2024,1310.0", series_id="own", where="own.csv",
    ...          recipe=Recipe(pair="Aland/Bland")).reporter
    'Aland'
    """
    if not isinstance(content, (str, bytes)) or len(content) > MAX_BYTES or is_statements(content):
        return read_series(content, series_id=series_id, where=where)
    try:
        grid = read_grid(content, where=where, sheet=recipe.sheet or None if recipe else None)
        head = next((i for i, row in enumerate(grid.rows[:10]) if _is_header(row)), None)
        if head is not None:
            names = [name.strip().lower() for name in grid.rows[head]]
            told = [
                {name: cell for name, cell in zip(names, row, strict=False) if name} for row in grid.rows[head + 1 :]
            ]
            return read_series(told, series_id=series_id, where=where)
        read = read_office_file(content, where=where, recipe=recipe)
    except UnknownLayoutError:
        if isinstance(content, str) or not content.startswith(b"PK"):
            read_series(content, series_id=series_id, where=where)
        raise
    name = f"{slug(read.reporter)}-{slug(read.partner)}" if series_id == "own" and read.reporter != "A" else series_id
    return read_series(list(read.rows), series_id=name, where=where)


def pasted(content: bytes, *, where: str) -> str:
    """Return a file as the cells that somebody would paste from it, with tabs between.

    Raises
    ------
    InputError
        When it is no table.
    """
    cell = re.compile(r"[\t\r\n]+")
    return "\n".join("\t".join(cell.sub(" ", text) for text in row) for row in read_grid(content, where=where).rows)


def statements_csv(read: OfficeFile) -> str:
    """Return a file as the CSV of statements that `read_series` takes."""
    used = [column for column in COLUMNS if any(row.get(column) for row in read.rows)]
    text = io.StringIO()
    writer = csv.DictWriter(text, used, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(read.rows)
    return text.getvalue()


def template(format_name: str) -> bytes:
    """Return a file of statements to fill in, as ``csv`` or ``xlsx``.

    Raises
    ------
    InputError
        For another format.
    """
    if format_name == "xlsx":
        return workbook_of((_TEMPLATE, *_FILLED), sheet="statements")
    if format_name != "csv":
        raise InputError([Fault("--format", format_name, "is not known", "takes csv or xlsx")])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((_TEMPLATE, *_FILLED))
    return text.getvalue().encode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def recipe_text(recipe: Recipe, *, file: str) -> str:
    """Return how a file was read, as TOML that `read_recipe` reads.

    Examples
    --------
    >>> print(recipe_text(Recipe(unit="USD million", pair="Aland/Bland"), file="own.csv"), end="")
    file = "own.csv"
    unit = "USD million"
    pair = "Aland/Bland"
    """
    lines = [f"file = {_quoted(file)}"]
    for one in fields(recipe):
        value = getattr(recipe, one.name)
        if value and one.name != "columns":
            lines.append(f"{one.name} = {value if isinstance(value, int) else _quoted(value)}")
    if recipe.columns:
        lines += ["", "[columns]", *(f"{role} = {_quoted(name)}" for role, name in recipe.columns.items())]
    return "\n".join(lines) + "\n"


def read_recipe(content: bytes, *, where: str) -> tuple[str, Recipe]:
    """Return the name of the file that a recipe is about, and the recipe.

    Raises
    ------
    InputError
        With every key that is wrong.
    """
    takes = "write it with trade-target import FILE --save"
    if len(content) > MAX_BYTES:
        raise InputError([Fault(where, "", "is too large for a recipe", takes)])
    try:
        told: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([Fault(where, "", f"is not TOML ({error})", takes)]) from None
    file = told.pop("file", "")
    known = {one.name for one in fields(Recipe)}
    kinds: dict[str, type] = {name: str for name in known}  # noqa: C420 - typed wider than str
    kinds |= {"columns": dict, "year_starts": int}
    faults = [
        Fault(f"{where}, {name}", str(value), "is not known" if name not in known else "is of another kind", takes)
        for name, value in told.items()
        if name not in known or not isinstance(value, kinds[name])
    ]
    if faults or not isinstance(file, str):
        raise InputError(faults or [Fault(f"{where}, file", str(file), "is not a name", takes)])
    return file, Recipe(**told)
