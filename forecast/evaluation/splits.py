"""Backtest cases: histories of a panel cut off at a year, with what came after.

What cannot be used is set aside by written rules and counted, never dropped in silence:

* a value that is not a positive finite number is a hole;
* a pair whose year stands twice with different values has both set aside;
* a pair with one jump by a factor of 300 or more between adjacent years mixes units and is set aside;
* a pair with a single year holds no history;
* a history whose interior year lies at least 8 times above or below both neighbours holds a spike
  (only the history is looked at: what comes after the cutoff decides nothing).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["Cases", "LevelTable", "cases_at", "has_spike", "held_out", "in_order", "level_table"]

SMALLEST_LEVEL = 50e6
UNIT_JUMP = 300.0
SPIKE = 8.0


@dataclass(frozen=True, eq=False)
class LevelTable:
    """Annual levels of many pairs, USD.

    Parameters
    ----------
    pairs : tuple of str
        Sorted.
    years : array of int, shape (T,)
        Consecutive.
    levels : array of float, shape (N, T)
        NaN where unknown.
    set_aside : mapping of str to int
        How many values or pairs each rule set aside.
    """

    pairs: tuple[str, ...]
    years: NDArray[np.int64]
    levels: Floats
    set_aside: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Cases:
    """Histories up to a cutoff, and what came after.

    Parameters
    ----------
    cutoff : int
        The last year known.
    pairs : tuple of str
    history : array of float, shape (N, n)
        The last is the cutoff's level, USD.
    future : array of float, shape (N, H)
    set_aside : mapping of str to int
        How many pairs known at the cutoff each rule set aside.
    """

    cutoff: int
    pairs: tuple[str, ...]
    history: Floats
    future: Floats
    set_aside: Mapping[str, int]


def level_table(table: pd.DataFrame) -> LevelTable:
    """Return the levels of a panel with columns pair, year, total_usd_million.

    Rows may come in any order; see the module's rules for what is set aside.
    """
    aside: Counter[str] = Counter()
    rows = table[["pair", "year", "total_usd_million"]].copy()
    rows["pair"] = rows["pair"].astype(str)
    values = rows["total_usd_million"].to_numpy(dtype=float)
    usable = np.isfinite(values) & (values > 0)
    aside["values that are not positive numbers"] = int((~usable).sum())
    rows = rows[usable].drop_duplicates()
    twice = rows.duplicated(["pair", "year"], keep=False)
    aside["values that stand twice and differ"] = int(twice.sum())
    wide = rows[~twice].pivot_table(index="pair", columns="year", values="total_usd_million").sort_index()
    years = np.arange(int(wide.columns.min()), int(wide.columns.max()) + 1)
    levels = wide.reindex(columns=years).to_numpy(dtype=float) * 1e6
    jumps = np.nan_to_num(np.abs(np.diff(np.log(levels), axis=1))).max(axis=1, initial=0.0)
    mixed, single = jumps >= np.log(UNIT_JUMP), np.isfinite(levels).sum(axis=1) < 2
    aside["pairs that mix units"] = int(mixed.sum())
    aside["pairs with a single year"] = int(single.sum())
    kept = ~(mixed | single)
    names = tuple(str(name) for name in wide.index[kept])
    return LevelTable(names, years, levels[kept], dict(aside))


def held_out(table: LevelTable) -> LevelTable:
    """Return the pairs that took no part in choosing the model's constants.

    Pairs are split for good by the MD5 of their name: even ones served development, odd ones are held out.
    """
    odd = [int(hashlib.md5(pair.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1 for pair in table.pairs]
    names = tuple(pair for pair, kept in zip(table.pairs, odd, strict=True) if kept)
    aside = {**table.set_aside, "development pairs": len(table.pairs) - len(names)}
    return LevelTable(names, table.years, table.levels[np.array(odd)], aside)


def has_spike(history: Floats) -> NDArray[np.bool_]:
    """Return which histories have an interior year far above or below both neighbours."""
    steps = np.diff(np.log(history), axis=1)
    before, after = steps[:, :-1], steps[:, 1:]
    edge = np.log(SPIKE)
    return np.asarray((((before > edge) & (after < -edge)) | ((before < -edge) & (after > edge))).any(axis=1))


def in_order(pairs: Iterable[str], cutoff: int) -> list[int]:
    """Return a fixed order of pairs that differs from cutoff to cutoff."""
    keys = [hashlib.sha256(f"{pair}|{cutoff}".encode()).digest() for pair in pairs]
    return sorted(range(len(keys)), key=keys.__getitem__)


def cases_at(table: LevelTable, *, cutoff: int, years: int, horizon: int, most: int | None = None) -> Cases:
    """Return the cases of a cutoff.

    Parameters
    ----------
    table : LevelTable
    cutoff : int
        The last year known.
    years : int
        Length of the history, all years of it known.
    horizon : int
        Years that came after, all known.
    most : int, optional
        Take at most so many, chosen by a hash of pair and cutoff.

    Returns
    -------
    Cases
        Pairs of at least USD 50m at the cutoff.
    """
    at = cutoff - int(table.years[0])
    if at - years + 1 < 0 or at + horizon >= len(table.years):
        return Cases(cutoff, (), np.empty((0, years)), np.empty((0, horizon)), {})
    history = table.levels[:, at - years + 1 : at + 1]
    future = table.levels[:, at + 1 : at + 1 + horizon]
    aside: Counter[str] = Counter()
    there = np.isfinite(history[:, -1]) & (np.nan_to_num(history[:, -1]) >= SMALLEST_LEVEL)
    whole = np.isfinite(history).all(axis=1)
    told = np.isfinite(future).all(axis=1)
    spiked = np.zeros_like(there)
    spiked[there & whole] = has_spike(history[there & whole])
    aside["history has a hole"] = int((there & ~whole).sum())
    aside["history has a spike"] = int(spiked.sum())
    aside["outcome has a hole"] = int((there & whole & ~spiked & ~told).sum())
    kept = np.flatnonzero(there & whole & ~spiked & told)
    names = [table.pairs[i] for i in kept]
    order = in_order(names, cutoff)[:most]
    chosen = kept[order]
    return Cases(cutoff, tuple(table.pairs[i] for i in chosen), history[chosen], future[chosen], dict(aside))
