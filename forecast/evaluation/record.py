"""The track record: backtests and hindcasts as documents."""

from __future__ import annotations

import hashlib
import math
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from forecast.data import catalog
from forecast.errors import Fault, InputError
from forecast.evaluation import scores
from forecast.evaluation.backtest import LEVELS, RATIOS, TOLD_YEARS, run
from forecast.evaluation.hindcast import hindcast, score_hindcasts
from forecast.evaluation.plan import METHODS, OUTSIDE_VIEW, Plan, windows
from forecast.evaluation.splits import held_out, level_table
from forecast.priors import read_panel, shipped_priors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from forecast.evaluation.backtest import Backtest
    from forecast.evaluation.hindcast import Hindcast, HindcastScores
    from forecast.priors import Priors
    from forecast.workers import Place

__all__ = ["run_backtest", "run_hindcast"]


Json = dict[str, Any]
PIT_SAMPLES = 2_000


def _finite(value: object) -> object:
    """Return a value as JSON can hold it: rounded, tuples as lists, NaN as None."""
    if isinstance(value, float):
        return round(value, 5) if math.isfinite(value) else None
    if isinstance(value, (tuple, list)):
        return [_finite(v) for v in value]
    if isinstance(value, dict):
        return {name: _finite(v) for name, v in value.items()}
    return value


def _reliability(backtest: Backtest) -> list[Json]:
    """Return the growth model's honest reliability: what was told, and how often it came."""
    blocks = [b for b in backtest.blocks if (b.method, b.column) == ("growth", "honest")]
    if not blocks:
        return []
    told = np.concatenate([b.probability.ravel() for b in blocks])
    came = np.concatenate([b.reached.ravel() for b in blocks])
    table = scores.reliability_table(came, told)
    return [
        {"told": float(p), "came": float(f), "cases": int(n)}
        for p, f, n in zip(table.forecast, table.observed, table.count, strict=True)
        if n
    ]


def _date_calibration(backtest: Backtest) -> Json:
    """Return how the growth model's dates lie in their own distributions (randomised PIT).

    Calibrated dates are uniform there. `deviation` is the largest distance from uniform at the deciles, `band`
    what resampling whole cutoff years moves it by in 95 of 100 samples, `mean_by_cutoff` is 0.5 when calibrated.
    """
    rng = np.random.default_rng(0)
    found: dict[int, list[np.ndarray[Any, np.dtype[np.float64]]]] = {}
    for b in backtest.blocks:
        if (b.method, b.column) == ("growth", "honest"):
            horizon = b.probability.shape[2]
            date = np.where(b.reached.any(axis=2), b.reached.argmax(axis=2) + 1, horizon + 1)
            values = scores.pit(date.ravel(), b.probability.reshape(-1, horizon), rng=rng)
            found.setdefault(b.cutoff, []).append(values)
    if not found:
        return {}
    deciles = np.linspace(0.1, 0.9, 9)
    by_cutoff = {cutoff: np.concatenate(values) for cutoff, values in sorted(found.items())}
    shares = np.array([[(values <= u).mean() for u in deciles] for values in by_cutoff.values()])
    pooled = shares.mean(axis=0)
    drawn = rng.integers(len(shares), size=(PIT_SAMPLES, len(shares)))
    moved = np.abs(shares[drawn].mean(axis=1) - pooled).max(axis=1)
    return {
        "deviation": float(np.abs(pooled - deciles).max()),
        "band": float(np.quantile(moved, 0.95)),
        "mean_by_cutoff": {str(cutoff): float(values.mean()) for cutoff, values in by_cutoff.items()},
    }


def _backtest_document(backtest: Backtest, *, command: str, date: str, sources: Sequence[str]) -> Json:
    """Return a backtest as a JSON document with its provenance.

    Parameters
    ----------
    backtest : Backtest
    command : str
        The command that ran it.
    date : str
        ISO date of the run.
    sources : sequence of str
        Panels: name, checksum, rows, years.
    """
    document: Json = {
        "command": command,
        "date": date,
        "sources": list(sources),
        "plan": asdict(backtest.plan),
        "ratios": list(RATIOS),
        "told_years": list(TOLD_YEARS),
        "levels": list(LEVELS),
        "set_aside": backtest.set_aside,
        "drifts": backtest.drifts,
        "scores": [asdict(score) for score in backtest.scores],
        "reliability": _reliability(backtest),
        "date_calibration": _date_calibration(backtest),
    }
    told = _finite(document)
    assert isinstance(told, dict)
    return told


def _hindcast_document(
    told: Sequence[Hindcast], left_out: Mapping[str, int], scored: HindcastScores, *, command: str, date: str
) -> Json:
    """Return the registry hindcast as a JSON document."""
    rows = [
        {
            "target": h.target.id,
            "announced": h.known.isoformat(),
            "deadline": h.target.deadline,
            "last_year_known": h.last_year,
            "ratio": h.ratio,
            "probability": h.probability,
            "base_rate": h.base_rate,
            "trend": h.trend,
            "met": h.met,
            "met_by_series": h.met_by_series,
        }
        for h in told
    ]
    document: Json = {
        "command": command,
        "date": date,
        "scores": asdict(scored),
        "left_out": dict(left_out),
        "targets": rows,
    }
    found = _finite(document)
    assert isinstance(found, dict)
    return found


#: Cutoffs of the shipped record, and how many are taken of another panel.
_USUAL, _MOST_CUTOFFS = (1995, 2004), 10


def _cutoffs(allowed: range, first: int | None, last: int | None) -> tuple[int, int]:
    """Return the cutoffs asked for; where none are, the usual ones or the last ten that a panel allows."""
    if first is None and last is None:
        if not allowed or (_USUAL[0] in allowed and _USUAL[1] in allowed):
            return _USUAL
        return allowed[max(0, len(allowed) - _MOST_CUTOFFS)], allowed[-1]
    if first is None:
        assert last is not None
        return max(last - _MOST_CUTOFFS + 1, allowed[0] if allowed else last - 1), last
    return first, (last if last is not None else min(first + _MOST_CUTOFFS - 1, allowed[-1] if allowed else first + 1))


def run_backtest(
    panel: Path,
    prior_panel: Path | None,
    *,
    first: int | None = None,
    last: int | None = None,
    cases: int,
    only_held_out: bool = False,
    methods: str | None = None,
    priors: Priors | None = None,
    work: Path | None = None,
    place: Place | None = None,
    tell: Callable[[str], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Json:
    """Return the backtest of a panel file as a JSON document.

    Parameters
    ----------
    panel : Path
        The panel that is forecast.
    prior_panel : Path or None
        The panel that priors and base rate are estimated from; `panel` when None.
    first, last : int, optional
        Cutoff years; when not given, those of the shipped record, or the last ten that the panel allows.
    cases : int
        Of each cutoff and history length, at most.
    only_held_out : bool
        Forecast only pairs that took no part in choosing the model's constants (`cases.held_out`).
    methods : str, optional
        Names separated by commas; all when not given. The base rate and the growth model always run.
    priors : Priors, optional
        Used as they are; growth priors are estimated from years up to the first cutoff when not given.
    work : Path, optional
        Folder where finished parts are kept.
    place : Local or Cluster, optional
        Where it is worked out; here when not given.
    tell : callable
        Told which cutoffs the panel allows, and which are taken.
    progress : callable
        Told parts done and parts in all.

    Raises
    ------
    InputError
        When a panel cannot be read, a method is unknown, or the panel holds too few years.
    """
    wanted = tuple(name.strip() for name in methods.split(",")) if methods else METHODS
    known = f"known are: {', '.join(METHODS)}"
    faults = [Fault("--methods", name, "is not known", known) for name in wanted if name not in METHODS]
    if first is not None and last is not None and first >= last:
        faults.append(Fault("--last", str(last), "is not after --first", "give at least two cutoff years"))
    if faults:
        raise InputError(faults)
    table, source = read_panel(panel)
    sources, prior_table = [source], None
    if prior_panel is not None:
        rows, source = read_panel(prior_panel)
        sources.append(f"priors and base rate: {source}")
        prior_table = level_table(rows)
    levels = level_table(table)
    if only_held_out:
        prior_table, levels = prior_table or levels, held_out(levels)
    allowed = windows(levels, prior_table or levels, estimated=priors is None)
    first, last = _cutoffs(allowed, first, last)
    if allowed:
        tell(f"the panel allows cutoffs {allowed[0]} to {allowed[-1]}; taken: {first} to {last}")
    plan = Plan(first, last, most=cases, methods=tuple(m for m in METHODS if m in {*wanted, *OUTSIDE_VIEW}))
    if priors is not None:
        sources.append(f"growth priors as given: {priors.provenance.command}, {priors.provenance.estimated}")
    if work is not None:
        work = (
            work
            / hashlib.sha256(repr([sources, plan, only_held_out, version("trade-target")]).encode()).hexdigest()[:12]
        )
        work.mkdir(parents=True, exist_ok=True)
    found = run(
        plan,
        levels,
        priors or shipped_priors(),
        prior_table=prior_table,
        growth=None if priors is None else priors.growth,
        work=work,
        place=place,
        progress=progress,
    )
    command = f"trade-target backtest --panel {panel.name}"
    command += f" --prior-panel {prior_panel.name}" if prior_panel else ""
    command += f" --first {first} --last {last} --cases {cases}" + (" --held-out" if only_held_out else "")
    command += f" --methods {methods}" if methods else ""
    return _backtest_document(found, command=command, date=_today(), sources=sources)


def run_hindcast() -> Json:
    """Return the hindcast of the shipped registry as a JSON document."""
    told, left_out = hindcast(catalog.targets(), catalog.histories(), shipped_priors())
    return _hindcast_document(told, left_out, score_hindcasts(told), command="trade-target hindcast", date=_today())


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
