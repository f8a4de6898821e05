"""Panel files: read, checked, and turned into priors with their provenance."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from forecast.data import FIRST_YEAR, LAST_YEAR, Layout, long_table, refuse
from forecast.errors import Fault, InputError
from forecast.priors.estimation import (
    INFLATION_OUTLOOK,
    AnnualPanel,
    annual_sums,
    estimate_grew,
    estimate_growth,
    estimate_profile,
    estimate_reference,
    estimate_world,
)
from forecast.priors.panel_scale import beside_shipped, beyond_world_trade
from forecast.priors.shipped import deflator, dump_priors, shipped_priors
from forecast.priors.values import Priors, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from forecast.data import Table

__all__ = ["estimate_from_files", "read_panel"]

_MILLIONS = "a number, millions of US dollars; empty when not known"
ANNUAL = {"pair": "a name of the pair", "year": "a year such as 2014", "total_usd_million": _MILLIONS}
MONTHLY = {
    "partner": "a name of the partner",
    "year": "a year such as 2014",
    "month": "a month, 1 to 12",
    "exports_usd_million": _MILLIONS,
    "imports_usd_million": _MILLIONS,
}
_ANNUAL = Layout("pair-years", ANNUAL, tuple(ANNUAL), most_rows=None)
_MONTHLY = Layout("partner-months", MONTHLY, tuple(MONTHLY), most_rows=None)
_NAMES = ("pair", "partner")
_WHOLE = {"year": (FIRST_YEAR, LAST_YEAR), "month": (1, 12)}
#: No two sides trade more in a year, or in a month, in millions of US dollars: what is above is thousands or dollars.
_MOST = {"total_usd_million": 3e6, "exports_usd_million": 3e5, "imports_usd_million": 3e5}
#: How tables write that a figure is not known.
_HOLES = ("", "NA", "N/A", "n/a", "NaN", "nan", "null", "-", "..")


def read_panel(path: Path) -> tuple[pd.DataFrame, str]:
    """Return an annual panel's table, and a line on where it comes from.

    A monthly panel (columns as in `MONTHLY`) is taken as its annual sums.

    Raises
    ------
    InputError
        When the file is neither.
    """
    content = _content(path)
    head = content[:2_000].splitlines()[0].lower() if content.strip() else b""
    if b"month" in head:
        table, source = _read(path, content, _MONTHLY)
        return annual_sums(table), f"{source}, annual sums"
    return _read(path, content, _ANNUAL)


def _content(path: Path) -> bytes:
    """Return the bytes of a CSV file, plain or gzipped."""
    if path.exists() and not path.is_file():
        raise InputError([Fault("panel", str(path), "is not a regular file", "name a CSV file, plain or gzipped")])
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.name.endswith(".gz") else content
    except gzip.BadGzipFile:
        problem = "is named .gz and is not compressed by gzip"
    except OSError as error:
        problem = f"cannot be read ({error.strerror or error})"
    except (EOFError, zlib.error) as error:
        problem = f"is a gzip file that is cut or damaged ({error})"
    raise InputError([Fault("panel", str(path), problem, "name a CSV file, plain or gzipped")]) from None


def _numbers(table: Table, column: str, where: str, faults: list[Fault]) -> np.ndarray:
    """Return a column's numbers, NaN for holes; a cell that is no number is a fault."""
    cells = pd.Series(table.columns[column], dtype=str)
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)
    wrong = ~np.isfinite(numbers) & ~cells.isin(_HOLES).to_numpy()
    whole = _WHOLE.get(column)
    if whole:
        wrong = ~((numbers >= whole[0]) & (numbers <= whole[1]) & (numbers == np.floor(numbers)))
    layout = ANNUAL | MONTHLY
    for at in np.flatnonzero(wrong):
        problem = f"is not a whole number from {whole[0]} to {whole[1]}" if whole else "is not a number"
        place = _place(table, int(at), column, where)
        faults.append(Fault(place, cells[at], problem, f"takes {layout[column]}"))
    return numbers


def _place(table: Table, at: int, column: str, where: str) -> str:
    """Return where a cell stands: its file, line, pair and column."""
    name = next(table.columns[name][at] for name in _NAMES if name in table.columns)
    return (
        f"{where}, line {table.lines[at]} ({name}), {column}" if name else f"{where}, line {table.lines[at]}, {column}"
    )


def _sized(table: Table, columns: Mapping[str, object], where: str) -> list[Fault]:
    """Return a fault for each figure that no trade can be: below zero, or of a panel in thousands or in dollars."""
    faults = []
    for column, most in _MOST.items():
        if column not in columns:
            continue
        numbers = np.asarray(columns[column], dtype=float)
        large = np.flatnonzero(numbers > most)
        told = [*np.flatnonzero(numbers < 0), *large[:1]]
        for at in map(int, told):
            problem = "is below zero"
            if numbers[at] > 0:
                problem = f"is more than two sides ever trade, as {len(large):,} of {len(numbers):,} figures are"
            remedy = f"takes {_MILLIONS}: not thousands, not dollars, not world trade"
            faults.append(Fault(_place(table, at, column, where), f"{numbers[at]:.6g}", problem, remedy))
    return faults


def _scaled(table: Table, columns: Mapping[str, object], where: str) -> list[Fault]:
    """Return a fault for a panel that is in thousands or in dollars by its size, however small its largest pair."""
    numbers = {name: np.asarray(columns[name], dtype=float) for name in (*_WHOLE, *_MOST) if name in columns}
    column, years = next(name for name in _MOST if name in numbers), numbers["year"]
    totals = np.nansum([numbers[name] for name in _MOST if name in numbers], axis=0)
    monthly, remedy = "month" in numbers, f"takes {_MILLIONS}: not thousands, not dollars"
    periods = (years * 100 + numbers["month"] if monthly else years).astype(int).tolist()
    large = list(beyond_world_trade(periods, totals.tolist(), parts=12 if monthly else 1))
    if large:
        problem = (
            "is the largest of pairs that together trade more than such pairs of the world do, "
            f"in {len(large):,} of {len(set(periods)):,} periods"
        )
        return [Fault(_place(table, large[0], column, where), f"{totals[large[0]]:.6g}", problem, remedy)]
    known = None if monthly else beside_shipped(table.columns["pair"], years.astype(int).tolist(), totals.tolist())
    if known is None:
        return []
    at, times = known
    problem = f"stands in a panel whose figures are {times:.3g} times what is shipped of its pairs"
    return [Fault(_place(table, at, column, where), f"{totals[at]:.6g}", problem, remedy)]


def _doubled(table: Table, keys: Sequence[str], where: str) -> list[Fault]:
    """Return a fault for each period of a pair that stands on a second line."""
    seen: dict[tuple[str, ...], int] = {}
    faults = []
    for line, *key in zip(table.lines, *(table.columns[name] for name in keys), strict=True):
        first = seen.setdefault(tuple(key), line)
        if first != line:
            problem = f"stands on line {first} too"
            faults.append(Fault(f"{where}, line {line}", ", ".join(key), problem, "give each period of a pair once"))
    return faults


def _read(path: Path, content: bytes, layout: Layout) -> tuple[pd.DataFrame, str]:
    """Return a panel's table, and a line on where it comes from."""
    where, faults = path.name, list[Fault]()
    table = long_table(content, layout, where=where)
    columns = {
        name: list(table.columns[name]) if name in _NAMES else _numbers(table, name, where, faults)
        for name in layout.required
    }
    keys = [name for name in layout.required if name in _NAMES or name in _WHOLE]
    faults += [
        Fault(f"{where}, line {line}, {keys[0]}", "", "is empty", f"takes {layout.columns[keys[0]]}")
        for line, name in zip(table.lines, table.columns[keys[0]], strict=True)
        if not name
    ]
    refuse(faults or _doubled(table, keys, where) or _sized(table, columns, where), where)
    refuse(_scaled(table, columns, where), where)
    if not table.lines:
        raise InputError([Fault(where, "", "has a header but no rows", f"give lines of {', '.join(layout.required)}")])
    frame = pd.DataFrame(columns).astype(dict.fromkeys(keys[1:], int))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return frame, _panel_words(where, digest, frame)


def estimate_from_files(
    panel: Path,
    monthly: Path | None = None,
    *,
    until: int | None = None,
    outlook: float | None = INFLATION_OUTLOOK,
    progress: Callable[[str], None] = lambda _: None,
) -> str:
    """Return priors estimated from panel files, as the JSON that `load_priors` reads.

    Parameters
    ----------
    panel, monthly : Path
        CSV files, plain or gzipped; columns as in `ANNUAL` and `MONTHLY`. Without a monthly panel the shipped parts
        that rest on months are kept: how a year fills up, and how years ended that were up through a month.
    until : int, optional
        Use no year after this one, for an honest backtest.
    outlook : float or None
        Yearly inflation added to the real growth of pairs to give the drift; with None the drift is
        growth in the panel's own money, and nothing is taken off or added.
    progress : callable
        Told each step as it begins.

    Raises
    ------
    InputError
        When a file cannot be read as such a panel.
    """
    progress("1/6 reading the panels")
    annual, *sources = _read(panel, _content(panel), _ANNUAL)
    months = None
    if monthly is not None:
        months, source = _read(monthly, _content(monthly), _MONTHLY)
        sources.append(source)
    if until is not None:
        annual = annual[annual["year"] <= until]
        months = None if months is None else months[months["year"] <= until]
    prices, kept = deflator(), shipped_priors()
    pairs = AnnualPanel.of(annual, prices)
    later = None if months is None else AnnualPanel.of(annual_sums(months), prices)
    progress("2/6 growth: drift and volatility")
    growth = estimate_growth(pairs, later, outlook=outlook)
    sources.append(_drift_words(growth.drift, outlook))
    progress("  " + sources[-1])
    progress("3/6 how the year fills up")
    profile = kept.profile if months is None else estimate_profile(months, prices, growth)
    progress("4/6 how often pairs grew how fast")
    reference = estimate_reference(pairs)
    progress("5/6 how years ended that were up through a month")
    grew = kept.grew if months is None else estimate_grew(months, prices)
    if months is None:
        sources.append(_kept_words(kept.provenance.estimated))
        progress("  " + sources[-1])
    progress("6/6 how pairs follow world trade")
    world = estimate_world(pairs)
    command = f"trade-target priors estimate --panel {panel.name}"
    command += f" --monthly {monthly.name}" if monthly is not None else ""
    command += f" --until {until}" if until else ""
    command += "" if outlook == INFLATION_OUTLOOK else f" --inflation {_percent(outlook)}"
    provenance = Provenance(command, datetime.now(UTC).date().isoformat(), tuple(sources))
    return dump_priors(Priors(growth, profile, reference, grew, world, prices, provenance))


def _percent(outlook: float | None) -> str:
    return "none" if outlook is None else f"{outlook * 100:g}"


def _panel_words(where: str, digest: str, frame: pd.DataFrame) -> str:
    return f"{where}, sha256 {digest}, {len(frame):,} rows, {frame['year'].min()}-{frame['year'].max()}"


def _kept_words(estimated: str) -> str:
    return f"no monthly panel: profile and grew as shipped, estimated {estimated}"


def _drift_words(drift: float, outlook: float | None) -> str:
    """Return a line on what the drift is made of."""
    if outlook is None:
        return f"drift {drift:.4f} a year (log): the median growth of pairs in the panel's money, nothing added"
    return (
        f"drift {drift:.4f} a year (log): {drift - outlook:.4f} is the median growth of pairs at constant US consumer "
        f"prices, {outlook:.4f} the inflation outlook added"
    )
