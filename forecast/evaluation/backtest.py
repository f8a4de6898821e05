"""Backtests: rolling cutoffs over a panel, every method on the same cases.

At each cutoff every method sees the same histories and says how likely the level reaches each mark by
each of the next ten years; what came after scores it. Two columns are kept apart:

* ``honest``: priors and base rate from years up to the first cutoff, nothing later;
* ``knows the era``: the drift, or the base rate, of the very years that are forecast - what nobody
  can know, as a yardstick.

Errors of one calendar year are common to all pairs, so standard errors resample whole cutoff years.
A method that fails on a case is counted, and scored as a forecast of no change.
"""

from __future__ import annotations

import hashlib
import time
import warnings
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from forecast.errors import FitError
from forecast.evaluation import scores
from forecast.evaluation.plan import (
    COLUMNS,
    HORIZON,
    OUTSIDE_VIEW,
    Column,
    Plan,
    narrowed,
    steps_of,
    taught_length,
    teaching_cutoffs,
)
from forecast.evaluation.splits import Cases, LevelTable, cases_at
from forecast.model import COMPARATORS, simulate_comparator, simulate_levels
from forecast.priors import AnnualPanel, estimate_growth
from forecast.workers import Local, machines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from forecast.model import ComparatorName
    from forecast.priors import GrowthPrior, Priors
    from forecast.workers import Place

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = [
    "RATIOS",
    "Backtest",
    "Block",
    "Score",
    "run",
    "summarise",
]

RATIOS = (1.02, 1.05, 1.1, 1.25, 1.5, 2.0, 3.0)
TOLD_YEARS = (1, 3, 5, 10)
LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True, eq=False)
class Block:
    """One method on the cases of one cutoff and history length.

    Parameters
    ----------
    method : str
    column : str
    years, cutoff : int
    probability : array, shape (N, len(RATIOS), HORIZON)
        Of first passage by each year.
    reached : array of bool, same shape
    crps : array, shape (N, len(TOLD_YEARS))
        Of the log level; NaN for a method that tells no level.
    inside : array of float, shape (N, len(LEVELS), len(TOLD_YEARS))
        Whether the level lies in its central interval; NaN likewise.
    failed : int
    seconds : float
    """

    method: str
    column: str
    years: int
    cutoff: int
    probability: Floats
    reached: Flags
    crps: Floats
    inside: Floats
    failed: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the table; differences come with their standard errors.

    Parameters
    ----------
    method, column : str
    years : int or None
        History length, None for all.
    cases : int
    ibs, ibs_error : float
        Integrated Brier score, lower is better, and its standard error.
    minus_base_rate, minus_growth : tuple of float
        Difference of IBS to the base rate and the growth model of the same column.
    crps : tuple of float
        Of the log level, `TOLD_YEARS` ahead.
    level_coverage : tuple of float
        Share of levels inside their `LEVELS` intervals, over all `TOLD_YEARS`.
    date_coverage, date_nominal : tuple of float
        Share of dates inside their `LEVELS` intervals of whole years, and the share that the forecasts
        themselves put there: whole years and open ends hold more than the level.
    calibration_slope : float
        Of outcomes on the log odds told; 1 is calibrated, below 1 overconfident; NaN when there is none.
    failed : int
    milliseconds : float
        A case.
    """

    method: str
    column: str
    years: int | None
    cases: int
    ibs: float
    ibs_error: float
    minus_base_rate: tuple[float, float]
    minus_growth: tuple[float, float]
    crps: tuple[float, ...]
    level_coverage: tuple[float, ...]
    date_coverage: tuple[float, ...]
    date_nominal: tuple[float, ...]
    calibration_slope: float
    failed: int
    milliseconds: float


@dataclass(frozen=True, eq=False)
class Backtest:
    """A finished backtest.

    Parameters
    ----------
    plan : Plan
    blocks : tuple of Block
    scores : tuple of Score
    set_aside : dict of str to int
        What the rules of `forecast.cases` left out.
    drifts : dict of str to float
        The growth model's prior drift in each column.
    """

    plan: Plan
    blocks: tuple[Block, ...]
    scores: tuple[Score, ...]
    set_aside: dict[str, int]
    drifts: dict[str, float]


def reached_by(relative: Floats) -> Flags:
    """Return whether each ratio is reached by each year: (N, H) levels over the last give (N, K, H)."""
    highest = np.maximum.accumulate(relative, axis=1)
    return np.asarray(highest[:, None, :] >= np.array(RATIOS)[None, :, None])


def probabilities_of(relative: Floats) -> Floats:
    """Return first-passage probabilities of (N, H, D) draws over the last level: (N, K, H)."""
    highest = np.maximum.accumulate(relative, axis=1)
    return np.stack([(highest >= ratio).mean(axis=2) for ratio in RATIOS], axis=1)


def _simulate_each(name: ComparatorName, cases: Cases, plan: Plan) -> tuple[Floats, int]:
    """Return draws of a per-series method, (N, H, D), and how many cases failed."""
    found, failed = np.empty((len(cases.pairs), HORIZON, plan.draws)), 0
    for row, levels in enumerate(cases.history):
        digest = hashlib.sha256(f"{plan.seed}|{name}|{cases.pairs[row]}|{cases.cutoff}".encode()).digest()
        rng = np.random.default_rng(list(digest[:8]))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[row] = simulate_comparator(name, levels, horizon=HORIZON, draws=plan.draws, rng=rng)
        except FitError:
            found[row], failed = levels[-1], failed + 1
    return found, failed


def levels_told(draws: Floats, cases: Cases) -> tuple[Floats, Floats]:
    """Return CRPS and interval hits of the log level, `TOLD_YEARS` ahead."""
    at = [year - 1 for year in TOLD_YEARS]
    logs, truth = np.sort(np.log(draws[:, at, :]), axis=2), np.log(cases.future[:, at])
    crps = scores.crps(truth, logs)
    inside = []
    for level in LEVELS:
        low, high = np.quantile(logs, [(1 - level) / 2, (1 + level) / 2], axis=2)
        inside.append((truth >= low) & (truth <= high))
    return crps, np.stack(inside, axis=1).astype(float)


def base_rate(table: LevelTable, cutoffs: range, years: int) -> Floats:
    """Return how often each ratio was reached by each year after the cutoffs, shape (K, H)."""
    reached = []
    for cutoff in cutoffs:
        cases = cases_at(table, cutoff=cutoff, years=years, horizon=HORIZON)
        reached.append(reached_by(cases.future / cases.history[:, -1:]))
    return np.asarray(np.concatenate(reached).mean(axis=0))


@dataclass(frozen=True, eq=False)
class _Known:
    """What a column may know: priors, and the base rate of each history length."""

    priors: Priors
    base_rates: dict[int, Floats]


def _known(
    plan: Plan, table: LevelTable, prior_table: LevelTable, priors: Priors, growth: GrowthPrior | None
) -> dict[Column, _Known]:
    """Return what each column knows before the first cutoff, or of the era itself."""
    if growth is None:
        panel = AnnualPanel.of_levels(prior_table.years, prior_table.levels, priors.deflator, until=plan.first)
        growth = estimate_growth(panel)
    honest = replace(priors, growth=growth)
    logs = np.diff(np.log(table.levels), axis=1)
    era = (table.years[1:] > plan.first) & (table.years[1:] <= plan.last + HORIZON)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a year in which no pair is known
        drift = float(np.nanmean(np.nanmedian(logs[:, era], axis=0)))
    knowing = replace(priors, growth=replace(honest.growth, drift=drift))
    before = teaching_cutoffs(plan.first)
    lengths = {n: taught_length(prior_table, plan.first, n) or n for n in plan.histories}
    return {
        "honest": _Known(honest, {n: base_rate(prior_table, before, lengths[n]) for n in plan.histories}),
        "knows the era": _Known(knowing, {n: base_rate(table, plan.cutoffs, n) for n in plan.histories}),
    }


def _block(method: str, column: Column, cases: Cases, *, plan: Plan, known: _Known) -> Block:
    """Return one method's forecasts of the cases of one cutoff, and what came."""
    start, failed = time.perf_counter(), 0
    last, years = cases.history[:, -1:], cases.history.shape[1]
    count = len(cases.pairs)
    crps = np.full((count, len(TOLD_YEARS)), np.nan)
    inside = np.full((count, len(LEVELS), len(TOLD_YEARS)), np.nan)
    if method == "base-rate":
        probability = np.repeat(known.base_rates[years][None], count, axis=0)
    else:
        if method == "growth":
            draws = simulate_levels(
                cases.history,
                last_year=cases.cutoff,
                horizon=HORIZON,
                draws=plan.draws,
                seed=plan.seed,
                priors=known.priors,
            )
        else:
            name: ComparatorName = next(c for c in COMPARATORS if c == method)
            draws, failed = _simulate_each(name, cases, plan)
        probability = probabilities_of(draws / last[:, :, None])
        crps, inside = levels_told(draws, cases)
    seconds = time.perf_counter() - start
    reached = reached_by(cases.future / last)
    return Block(method, column, years, cases.cutoff, probability, reached, crps, inside, failed, seconds)


@dataclass(frozen=True, eq=False)
class _Step:
    """A block to be worked out, with all that it rests on."""

    number: int
    method: str
    column: Column
    cases: Cases
    plan: Plan
    known: _Known


def _worked(step: _Step) -> tuple[int, Block]:
    """Return the block of a step; runs on a worker."""
    return step.number, _block(step.method, step.column, step.cases, plan=step.plan, known=step.known)


def _saved(path: Path) -> Block | None:
    """Return a block that an earlier run finished, None when there is none or it is torn."""
    try:
        with path.open("rb") as file, np.load(file) as stored:
            arrays = {name: stored[name] for name in ("probability", "reached", "crps", "inside")}
            told = stored["told"].tolist()
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    method, column, years, cutoff, failed, seconds = told
    return Block(method, column, int(years), int(cutoff), failed=int(failed), seconds=float(seconds), **arrays)


def _save(block: Block, path: Path) -> None:
    told = [block.method, block.column, block.years, block.cutoff, block.failed, block.seconds]
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(
            file,
            probability=block.probability,
            reached=block.reached,
            crps=block.crps,
            inside=block.inside,
            told=np.array([str(value) for value in told]),
        )
    part.replace(path)


def run(
    plan: Plan,
    table: LevelTable,
    priors: Priors,
    *,
    prior_table: LevelTable | None = None,
    growth: GrowthPrior | None = None,
    work: Path | None = None,
    place: Place | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Backtest:
    """Return a backtest.

    Parameters
    ----------
    plan : Plan
    table : LevelTable
        The panel that is forecast.
    priors : Priors
        Lends the deflator; growth priors are estimated again from years up to the first cutoff.
    prior_table : LevelTable, optional
        The panel that priors and base rate are estimated from; `table` when not given.
    growth : GrowthPrior, optional
        Used as it is; estimated from years up to the first cutoff when not given.
    work : Path, optional
        Folder where finished blocks of this very plan and panel are kept, so that a stopped run continues.
    place : Local or Cluster, optional
        Where it is worked out, block by block; here when not given. Changes no number.
    progress : callable
        Told blocks done and blocks in all.
    """
    plan = narrowed(plan, table, prior_table or table, estimated=growth is None)
    known = _known(plan, table, prior_table or table, priors, growth)
    steps = list(steps_of(plan))
    paths = [work / f"{m}-{column.replace(' ', '-')}-{n}-{c}.npz" if work else None for n, c, m, column in steps]
    blocks: dict[int, Block] = {}
    left: list[_Step] = []
    aside, done = dict(table.set_aside), 0
    for number, (years, cutoff, method, column) in enumerate(steps):
        cases = cases_at(table, cutoff=cutoff, years=years, horizon=HORIZON, most=plan.most)
        if method == plan.methods[0] and column == COLUMNS[0]:
            for rule, count in cases.set_aside.items():
                aside[rule] = aside.get(rule, 0) + count
        path = paths[number]
        block = _saved(path) if path else None
        if block is None and cases.pairs:
            left.append(_Step(number, method, column, cases, plan, known[column]))
            continue
        if block is not None:
            blocks[number] = block
        done += 1
        progress(done, len(steps))
    if left:
        with machines(place or Local()) as mapped:
            for number, block in mapped(_worked, left):
                if path := paths[number]:
                    _save(block, path)
                blocks[number] = block
                done += 1
                progress(done, len(steps))
    drifts: dict[str, float] = {column: known[column].priors.growth.drift for column in COLUMNS}
    ordered = tuple(blocks[number] for number in sorted(blocks))
    return Backtest(plan, ordered, summarise(ordered), aside, drifts)


def _ibs(block: Block) -> Floats:
    """Return each case's integrated Brier score over marks and years, shape (N,)."""
    return np.asarray(scores.ibs(block.reached, block.probability).mean(axis=1))


def _date_hits(block: Block) -> Floats:
    """Return whether each date lies in its central interval of whole years, and the mass told there.

    Both of shape (N, K, len(LEVELS)), stacked.

    A date beyond the window counts as covered only if the interval ends open.
    """
    date = np.where(block.reached.any(axis=2), block.reached.argmax(axis=2), HORIZON)
    hits, nominal = [], []
    mass = np.concatenate([block.probability, np.ones_like(block.probability[:, :, :1])], axis=2)
    for level in LEVELS:
        low = (block.probability < (1 - level) / 2 - 1e-12).sum(axis=2)
        high = (block.probability < (1 + level) / 2 - 1e-12).sum(axis=2)
        hits.append((date >= low) & (date <= high))
        upper = np.take_along_axis(mass, high[:, :, None], axis=2)[:, :, 0]
        lower = np.take_along_axis(mass, np.maximum(low - 1, 0)[:, :, None], axis=2)[:, :, 0]
        nominal.append(upper - np.where(low > 0, lower, 0.0))
    return np.stack([np.stack(hits, axis=2).astype(float), np.stack(nominal, axis=2)])


def _compare(blocks: Sequence[Block], others: Sequence[Block]) -> tuple[float, float]:
    """Return the mean difference of IBS on the same cases, and its standard error."""
    theirs = {(b.years, b.cutoff): _ibs(b) for b in others}
    pairs = [(b.cutoff, _ibs(b) - theirs[b.years, b.cutoff]) for b in blocks if (b.years, b.cutoff) in theirs]
    if not pairs:
        return float("nan"), float("nan")
    values = np.concatenate([d for _, d in pairs])
    years = np.concatenate([np.full(len(d), cutoff) for cutoff, d in pairs])
    told = scores.mean_score(values, years=years, rng=np.random.default_rng(0))
    return told.value, told.se


def _slope(came: Flags, told: Floats) -> float:
    """Return the calibration slope, NaN when the forecasts or outcomes are too alike to have one."""
    try:
        return scores.calibration_line(came, told).slope
    except FitError:
        return float("nan")


def _score(blocks: Sequence[Block], references: Mapping[str, Sequence[Block]], years: int | None) -> Score:
    values = np.concatenate([_ibs(b) for b in blocks])
    cutoffs = np.concatenate([np.full(len(b.probability), b.cutoff) for b in blocks])
    crps = np.concatenate([b.crps for b in blocks])
    inside = np.concatenate([b.inside for b in blocks])
    told = np.concatenate([b.probability.ravel() for b in blocks])
    came = np.concatenate([b.reached.ravel() for b in blocks])
    dates = np.concatenate([_date_hits(b) for b in blocks], axis=1).mean(axis=(1, 2))
    mean = scores.mean_score(values, years=cutoffs, rng=np.random.default_rng(0))
    return Score(
        method=blocks[0].method,
        column=blocks[0].column,
        years=years,
        cases=len(values),
        ibs=mean.value,
        ibs_error=mean.se,
        minus_base_rate=_compare(blocks, references["base-rate"]),
        minus_growth=_compare(blocks, references["growth"]),
        crps=tuple(float(v) for v in crps.mean(axis=0)),
        level_coverage=tuple(float(v) for v in inside.mean(axis=(0, 2))),
        date_coverage=tuple(float(v) for v in dates[0]),
        date_nominal=tuple(float(v) for v in dates[1]),
        calibration_slope=_slope(came, told),
        failed=sum(b.failed for b in blocks),
        milliseconds=1_000 * sum(b.seconds for b in blocks) / len(values),
    )


def summarise(blocks: Sequence[Block]) -> tuple[Score, ...]:
    """Return the table's lines: each method and column, pooled first, then by history length."""
    lines = []
    for method, column in dict.fromkeys((b.method, b.column) for b in blocks):
        own = [b for b in blocks if (b.method, b.column) == (method, column)]
        references = {name: [b for b in blocks if (b.method, b.column) == (name, column)] for name in OUTSIDE_VIEW}
        for years in (None, *sorted({b.years for b in own})):
            chosen = [b for b in own if years is None or b.years == years]
            lines.append(_score(chosen, references, years))
    return tuple(lines)
