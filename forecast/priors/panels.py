"""Panel files: read, checked, and turned into priors with their provenance."""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd

from forecast.errors import Fault, InputError
from forecast.priors.estimation import (
    AnnualPanel,
    annual_sums,
    estimate_grew,
    estimate_growth,
    estimate_profile,
    estimate_reference,
    estimate_world,
)
from forecast.priors.shipped import deflator, dump_priors
from forecast.priors.values import Priors, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["estimate_from_files", "read_panel"]

ANNUAL_COLUMNS = ("pair", "year", "total_usd_million")
MONTHLY_COLUMNS = ("partner", "year", "month", "exports_usd_million", "imports_usd_million")
_NAMES = {"pair", "partner"}


def read_panel(path: Path) -> tuple[pd.DataFrame, str]:
    """Return an annual panel's table, and a line on where it comes from.

    A monthly panel (columns as in `MONTHLY_COLUMNS`) is taken as its annual sums.

    Raises
    ------
    InputError
        When the file is neither.
    """
    head = _frame(path).columns
    if set(MONTHLY_COLUMNS) <= set(head):
        table, source = _read(path, MONTHLY_COLUMNS)
        return annual_sums(table), f"{source}, annual sums"
    return _read(path, ANNUAL_COLUMNS, unique=False)


def _frame(path: Path) -> pd.DataFrame:
    """Return the table in a CSV file, plain or gzipped."""
    if path.exists() and not path.is_file():
        raise InputError([Fault("panel", str(path), "is not a regular file", "name a CSV file, plain or gzipped")])
    try:
        return pd.read_csv(path, compression="gzip" if path.name.endswith(".gz") else None)
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
        raise InputError([Fault("panel", str(path), problem, "name a CSV file, plain or gzipped")]) from None
    except (ValueError, EOFError, zlib.error) as error:
        problem = f"is not a CSV table ({error})"
        raise InputError([Fault("panel", path.name, problem, "give CSV, plain or gzipped")]) from None


def _read(path: Path, columns: tuple[str, ...], *, unique: bool = True) -> tuple[pd.DataFrame, str]:
    """Return a panel's table, and a line on where it comes from."""
    where, table = path.name, _frame(path)
    needed = f"takes the columns {', '.join(columns)}"
    faults = [Fault(where, column, "is missing", needed) for column in columns if column not in table]
    faults += [
        Fault(where, column, "holds what is not a number", "give numbers only")
        for column in columns
        if column in table and column not in _NAMES and not pd.api.types.is_numeric_dtype(table[column])
    ]
    keys = [column for column in columns if not column.endswith("_million")]
    if not faults and unique and table.duplicated(keys).any():
        faults.append(Fault(where, "", "holds a period of a pair twice", "give each once"))
    if faults:
        raise InputError(faults)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    source = f"{where}, sha256 {digest}, {len(table):,} rows, {table['year'].min()}-{table['year'].max()}"
    return table, source


def estimate_from_files(
    panel: Path, monthly: Path, *, until: int | None = None, progress: Callable[[str], None] = lambda _: None
) -> str:
    """Return priors estimated from panel files, as the JSON that `load_priors` reads.

    Parameters
    ----------
    panel, monthly : Path
        CSV files, plain or gzipped; columns as in `ANNUAL_COLUMNS` and `MONTHLY_COLUMNS`.
    until : int, optional
        Use no year after this one, for an honest backtest.
    progress : callable
        Told each step as it begins.

    Raises
    ------
    InputError
        When a file cannot be read as such a panel.
    """
    progress("1/6 reading the panels")
    annual, annual_source = _read(panel, ANNUAL_COLUMNS)
    months, monthly_source = _read(monthly, MONTHLY_COLUMNS)
    if until is not None:
        annual, months = annual[annual["year"] <= until], months[months["year"] <= until]
    prices = deflator()
    pairs = AnnualPanel.of(annual, prices)
    later = AnnualPanel.of(annual_sums(months), prices)
    progress("2/6 growth: drift and volatility")
    growth = estimate_growth(pairs, later)
    progress("3/6 how the year fills up")
    profile = estimate_profile(months, prices, growth)
    progress("4/6 how often pairs grew how fast")
    reference = estimate_reference(pairs)
    progress("5/6 how years ended that were up through a month")
    grew = estimate_grew(months, prices)
    progress("6/6 how pairs follow world trade")
    world = estimate_world(pairs)
    limit = f" --until {until}" if until else ""
    command = f"trade-target priors estimate --panel {panel.name} --monthly {monthly.name}{limit}"
    provenance = Provenance(command, datetime.now(UTC).date().isoformat(), (annual_source, monthly_source))
    return dump_priors(Priors(growth, profile, reference, grew, world, prices, provenance))
