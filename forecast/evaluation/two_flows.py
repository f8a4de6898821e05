"""Exports and imports as parts of their total against each forecast alone, on the shipped books.

Each side's own books of each shipped pair, both flows known in every year: at each cutoff each flow is forecast from
its own history (`forecast.model.simulate_levels`) and as its part of the total (`forecast.model.simulate_two_flows`),
with the shipped priors, and what came scores both; a case's score is the mean of its flows'. Figures are differences,
below zero where parts are better. The total is the same either way. Errors are common to a pair and to an era, so the
standard error is the larger of two bootstraps: over pairs, over blocks of five cutoff years.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from forecast.data import books_of, catalog
from forecast.errors import Fault, InputError
from forecast.evaluation import scores
from forecast.evaluation.backtest import LEVELS, TOLD_YEARS, levels_told, probabilities_of, reached_by
from forecast.evaluation.plan import HORIZON
from forecast.evaluation.splits import SMALLEST_LEVEL, Cases, has_spike, in_order
from forecast.model import simulate_levels, simulate_two_flows
from forecast.priors import shipped_priors

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from forecast.priors import Priors

    Floats = NDArray[np.float64]

__all__ = ["FlowTable", "run_two_flows", "shipped_flows"]

HISTORIES = (6, 12, 20)
#: Cutoffs to choose on and to look at, at most so many years to the last book.
USUAL = (1985, 1999)
DRAWS = 1_024
#: Ends of the size classes, billions of dollars at 2014 prices.
SIZES = (0.3, 1.0, 3.0)
_ERA = 5


@dataclass(frozen=True, eq=False)
class FlowTable:
    """Annual exports and imports of many pairs by one side's books, USD.

    Parameters
    ----------
    pairs : tuple of str
    years : array of int, shape (T,)
        Consecutive.
    exports, imports : array, shape (N, T)
        NaN where unknown, or nothing.
    """

    pairs: tuple[str, ...]
    years: NDArray[np.int64]
    exports: Floats
    imports: Floats


def shipped_flows() -> FlowTable:
    """Return both flows of every shipped pair, by each side's own books."""
    found = {
        f"{own}-{other}": books
        for pair in catalog.pairs()
        for own, other in (pair, pair[::-1])
        if {"exports", "imports"} <= (books := books_of(own, other)).keys()
    }
    every = [year for books in found.values() for flow in books.values() for year in flow]
    years = np.arange(min(every), max(every) + 1)
    exports, imports = (
        np.array([[books[flow].get(int(year)) or np.nan for year in years] for books in found.values()])
        for flow in ("exports", "imports")
    )
    return FlowTable(tuple(found), years, exports, imports)


@dataclass(frozen=True, eq=False)
class _Flows:
    """The cases of one cutoff: their total, and exports and imports."""

    total: Cases
    each: tuple[Cases, Cases]


def _cases(table: FlowTable, *, cutoff: int, years: int, most: int) -> _Flows | None:
    """Return the cases of a cutoff with both flows known throughout, chosen by a hash; None without any."""
    at = cutoff - int(table.years[0])
    if at - years + 1 < 0 or at + HORIZON >= len(table.years):
        return None
    flows = np.stack([table.exports, table.imports])[:, :, at - years + 1 : at + 1 + HORIZON]
    totals = flows[0] + flows[1]
    known = np.isfinite(totals).all(axis=1) & (np.nan_to_num(totals[:, years - 1]) >= SMALLEST_LEVEL)
    kept = np.flatnonzero(known)
    kept = kept[~has_spike(totals[kept, :years])]
    chosen = kept[in_order([table.pairs[i] for i in kept], cutoff)[:most]]
    if not len(chosen):
        return None
    names = tuple(table.pairs[i] for i in chosen)
    total, *each = (Cases(cutoff, names, flow[chosen, :years], flow[chosen, years:], {}) for flow in (totals, *flows))
    return _Flows(total, (each[0], each[1]))


@dataclass(frozen=True, eq=False)
class _Scores:
    """Scores of forecasts of N cases: IBS and CRPS (N,), hits of the central intervals (N, len(LEVELS))."""

    ibs: Floats
    crps: Floats
    inside: Floats


def _scored(draws: Floats, cases: Cases) -> _Scores:
    last = cases.history[:, -1:]
    crps, inside = levels_told(draws, cases)
    ibs = scores.ibs(reached_by(cases.future / last), probabilities_of(draws / last[:, :, None])).mean(axis=1)
    return _Scores(ibs, crps.mean(axis=1), inside.mean(axis=2))


def _mean(first: _Scores, second: _Scores) -> _Scores:
    """Return the scores of both flows, each counting a half."""
    return _Scores((first.ibs + second.ibs) / 2, (first.crps + second.crps) / 2, (first.inside + second.inside) / 2)


@dataclass(frozen=True, eq=False)
class _Block:
    """What the cases of one cutoff and history length score, alone and as parts; arrays (N,).

    `surplus` is the Brier score of P(exports exceed imports) over `TOLD_YEARS`, `turned` how often that is another than
    in the last year known, which is the score of "it stays".
    """

    years: int
    pairs: tuple[str, ...]
    cutoff: int
    size: Floats
    alone: _Scores
    parts: _Scores
    surplus: Floats
    turned: Floats


def _block(flows: _Flows, years: int, priors: Priors) -> _Block:
    """Return the scores of both ways."""
    cutoff, total, each = flows.total.cutoff, flows.total, flows.each

    def alone(cases: Cases) -> Floats:
        return simulate_levels(cases.history, last_year=cutoff, horizon=HORIZON, draws=DRAWS, priors=priors)

    exports, imports = (cases.history for cases in each)
    drawn = simulate_two_flows(exports, imports, priors=priors, horizon=HORIZON, last_year=cutoff, draws=DRAWS)
    at = [year - 1 for year in TOLD_YEARS]
    came = (each[0].future > each[1].future)[:, at]
    chance = (drawn[0] > drawn[1]).mean(axis=2)[:, at]
    return _Block(
        years=years,
        pairs=total.pairs,
        cutoff=cutoff,
        size=total.history[:, -1] * priors.deflator.real(1.0, cutoff) / 1e9,
        alone=_mean(*(_scored(alone(cases), cases) for cases in each)),
        parts=_mean(*(_scored(draws, cases) for draws, cases in zip(drawn, each, strict=True))),
        surplus=scores.brier(came, chance).mean(axis=1),
        turned=(came != (exports > imports)[:, -1:]).mean(axis=1),
    )


@dataclass(frozen=True, eq=False)
class _Pooled:
    """Differences of all cases, parts less alone, by score, and the surplus's score; and what each case is."""

    years: NDArray[np.int64]
    pair: NDArray[np.int64]
    cutoff: NDArray[np.int64]
    size: Floats
    differences: dict[str, Floats]
    inside: tuple[Floats, Floats]
    turned: Floats


def _pooled(blocks: list[_Block]) -> _Pooled:
    names = {pair: i for i, pair in enumerate(sorted({pair for b in blocks for pair in b.pairs}))}
    return _Pooled(
        years=np.concatenate([np.full(len(b.pairs), b.years) for b in blocks]),
        pair=np.array([names[pair] for b in blocks for pair in b.pairs]),
        cutoff=np.concatenate([np.full(len(b.pairs), b.cutoff) for b in blocks]),
        size=np.concatenate([b.size for b in blocks]),
        differences={
            "ibs": np.concatenate([b.parts.ibs - b.alone.ibs for b in blocks]),
            "crps": np.concatenate([b.parts.crps - b.alone.crps for b in blocks]),
            "surplus": np.concatenate([b.surplus for b in blocks]),
        },
        inside=(
            np.concatenate([b.alone.inside for b in blocks]),
            np.concatenate([b.parts.inside for b in blocks]),
        ),
        turned=np.concatenate([b.turned for b in blocks]),
    )


def _row(pooled: _Pooled, group: str, chosen: NDArray[np.bool_]) -> dict[str, Any] | None:
    """Return one line of the table; None where too few pairs or eras are there for a standard error."""
    blocks = (pooled.pair[chosen], pooled.cutoff[chosen] // _ERA)
    if any(len(np.unique(kind)) < 2 for kind in blocks):
        return None
    told: dict[str, Any] = {"group": group, "cases": int(chosen.sum()), "pairs": len(np.unique(blocks[0]))}
    for name, values in pooled.differences.items():
        found = [scores.mean_score(values[chosen], years=kind, rng=np.random.default_rng(0)) for kind in blocks]
        told[name] = [round(found[0].value, 6), round(max(one.se for one in found), 6)]
    told["turned"] = round(float(pooled.turned[chosen].mean()), 6)
    for name, inside in zip(("inside_alone", "inside_parts"), pooled.inside, strict=True):
        told[name] = [round(float(share), 4) for share in inside[chosen].mean(axis=0)]
    return told


def _groups(pooled: _Pooled) -> dict[str, NDArray[np.bool_]]:
    """Return which cases each line is about: all, then by size, then by history."""
    edges = (0.0, *SIZES, np.inf)
    sizes = {
        f"{low:g}-{high:g}bn" if np.isfinite(high) else f"{low:g}bn+": (pooled.size >= low) & (pooled.size < high)
        for low, high in pairwise(edges)
    }
    histories = {f"{years}y": pooled.years == years for years in HISTORIES}
    return {"all": np.ones(len(pooled.size), dtype=np.bool_)} | sizes | histories


def run_two_flows(
    table: FlowTable | None = None,
    *,
    first: int = USUAL[0],
    last: int = USUAL[1],
    cases: int,
    priors: Priors | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, Any]:
    """Return what forecasting flows as parts of their total is worth, as a JSON document.

    Parameters
    ----------
    table : FlowTable, optional
        The shipped books when not given.
    first, last : int
        Cutoff years.
    cases : int
        Of each cutoff and history length, at most.
    priors : Priors, optional
        The shipped ones when not given.
    progress : callable
        Told parts done and parts in all.

    Raises
    ------
    InputError
        When the books carry no two cutoff blocks of cases.
    """
    table, priors = table or shipped_flows(), priors or shipped_priors()
    asked = [(cutoff, years) for cutoff in range(first, last + 1) for years in HISTORIES]
    blocks = []
    for done, (cutoff, years) in enumerate(asked, start=1):
        flows = _cases(table, cutoff=cutoff, years=years, most=cases)
        if flows is not None:
            blocks.append(_block(flows, years, priors))
        progress(done, len(asked))
    pooled = _pooled(blocks) if blocks else None
    rows = [row for group, chosen in _groups(pooled).items() if (row := _row(pooled, group, chosen))] if pooled else []
    if not rows:
        problem = f"carries no cases at cutoffs {first} to {last} in two blocks of {_ERA} years"
        low, high = int(table.years[0]) + HISTORIES[0], int(table.years[-1]) - HORIZON
        raise InputError([Fault("--first", str(first), problem, f"give cutoffs from {low} to {high}, ten or more")])
    return {
        "command": f"trade-target two-flows --first {first} --last {last} --cases {cases}",
        "horizon": HORIZON,
        "levels": list(LEVELS),
        "rows": rows,
    }
