"""The track record: backtests and hindcasts as documents, and documents as tables of words."""

from __future__ import annotations

import hashlib
import math
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from forecast import catalog, scores
from forecast.backtest import LEVELS, METHODS, OUTSIDE_VIEW, RATIOS, TOLD_YEARS, Plan, run
from forecast.cases import held_out, level_table
from forecast.errors import Fault, InputError
from forecast.hindcast import hindcast, score_hindcasts
from forecast.panels import read_panel
from forecast.periods import MONTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from forecast.backtest import Backtest
    from forecast.hindcast import Hindcast, HindcastScores

__all__ = [
    "backtest_brief",
    "backtest_text",
    "hindcast_brief",
    "hindcast_text",
    "nowcast_brief",
    "run_backtest",
    "run_hindcast",
]

Json = dict[str, Any]
PIT_SAMPLES = 2_000
_HEAD = (
    f"{'method':<18} {'column':<13} {'years':>5} {'cases':>5} {'IBS':>6} {'minus base rate':>23} "
    f"{'minus growth':>23} {'CRPS1':>5} {'10y':>5} {'lev80%':>6} {'dat80%':>6} {'(mass)':>6} {'slope':>5} {'failed':>6}"
)


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


def _cell(value: float | None, width: int, decimals: int = 3) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:>{width}.{decimals}f}"


def _difference(pair: Sequence[float | None]) -> str:
    """Return a difference with its standard error and the verdict: within two of them it is a tie."""
    value, error = pair
    if value is None or error is None:
        return f"{'-':>23}"
    verdict = "tie" if abs(value) <= 2 * error else "better" if value < 0 else "worse"
    return f"{value:+.4f} +-{error:.4f} {verdict:>6}"


def _table(document: Mapping[str, Any], scores_told: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the opening of a backtest and its table for the scores told."""
    plan, ratios = document["plan"], ", ".join(f"{r:g}" for r in document["ratios"])
    lines = [
        f"Cutoffs {plan['first']} to {plan['last']}, marks at {ratios} times the last level, 10 years ahead.",
        _HEAD,
    ]
    for s in scores_told:
        years = "all" if s["years"] is None else str(s["years"])
        lines.append(
            f"{s['method']:<18} {s['column']:<13} {years:>5} {s['cases']:>5} {_cell(s['ibs'], 6)} "
            f"{_difference(s['minus_base_rate'])} {_difference(s['minus_growth'])} {_cell(s['crps'][0], 5)} "
            f"{_cell(s['crps'][-1], 5)} {_cell(s['level_coverage'][1], 6)} {_cell(s['date_coverage'][1], 6)} "
            f"{_cell(s['date_nominal'][1], 6)} {_cell(s['calibration_slope'], 5, 2)} {s['failed']:>6}"
        )
    return lines


def _origin(document: Mapping[str, Any]) -> list[str]:
    drifts = ", ".join(f"{column} {drift:.3f}" for column, drift in document["drifts"].items())
    sources = [f"  {source}" for source in document["sources"]]
    return [f"Prior drift: {drifts}", f"Run {document['date']}: {document['command']}", *sources]


def backtest_brief(document: Mapping[str, Any]) -> str:
    """Return a backtest's pooled lines for a terminal, with where they come from."""
    pooled = [s for s in document["scores"] if s["years"] is None]
    return "\n".join([*_table(document, pooled), *_origin(document)]) + "\n"


def backtest_text(document: Mapping[str, Any]) -> str:
    """Return a backtest's whole table for a terminal, with reliability, PIT and what was set aside."""
    lines = _table(document, document["scores"])
    lines += ["", "Reliability of the growth model (honest): told, came, cases"]
    lines += [f"  {row['told']:.3f}  {row['came']:.3f}  {row['cases']:>8,}" for row in document["reliability"]]
    pit = document["date_calibration"]
    pits = ", ".join(f"{cutoff} {value:.2f}" for cutoff, value in pit["mean_by_cutoff"].items())
    verdict = "within" if pit["deviation"] <= pit["band"] else "outside"
    lines += [
        "",
        f"Dates in their own distributions: {pit['deviation']:.3f} from uniform at most, {verdict} {pit['band']:.3f}",
        f"Mean by cutoff (0.5 is calibrated; below: came earlier than told): {pits}",
    ]
    lines += [
        "Milliseconds a case: "
        + ", ".join(
            f"{s['method']} {s['milliseconds']:.1f}"
            for s in document["scores"]
            if s["years"] is None and s["column"] == "honest"
        )
    ]
    aside = "; ".join(f"{rule}: {count:,}" for rule, count in document["set_aside"].items())
    lines += ["", f"Set aside: {aside}", *_origin(document)]
    return "\n".join(lines) + "\n"


def nowcast_brief(document: Mapping[str, Any]) -> str:
    """Return the nowcast's Brier scores by month for a terminal, honest priors, with their verdicts on ETS."""
    plan, months = document["plan"], document["known_through"]
    marks = ", ".join(f"{r:g}" for r in document["ratios"])
    lines = [
        f"{document['partner_years']} partner-years {plan['first']} to {plan['last']}, marks at {marks} times",
        "last year; Brier score of P(the year reaches the mark), lower is better, by the month that is known:",
        f"{'method':<24}" + "".join(f"{MONTHS[month - 1]:>11}" for month in months),
    ]
    honest = [s for s in document["scores"] if s["column"] != "knows the era"]
    told = {(s["method"], s["known_through"]): s["brier"] for s in honest}
    lines += [
        f"{method:<24}" + "".join(f"{told[method, month]:>11.3f}" for month in months)
        for method in dict.fromkeys(s["method"] for s in honest)
    ]
    lines += [f"Run {document['date']}: {document['command']}", *(f"  {source}" for source in document["sources"])]
    return "\n".join(lines) + "\n"


def hindcast_brief(document: Mapping[str, Any]) -> str:
    """Return the registry hindcast's scores for a terminal."""
    scored = document["scores"]
    return "\n".join(
        [
            f"Brier scores over {scored['counted']} targets ({scored['met']} met), lower is better:",
            f"  growth model           {scored['model']:.3f}",
            f"  base rate, other pairs {scored['base_rate']:.3f}",
            f"  trend goes on          {scored['trend']:.3f}",
            "Differences with standard errors by pair:",
            f"  model minus base rate  {_difference(scored['model_minus_base_rate'])}",
            f"  model minus trend      {_difference(scored['model_minus_trend'])}",
            "The priors are the shipped ones: they know the era of most of these targets.",
            f"Run {document['date']}: {document['command']}",
            "",
        ]
    )


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


def run_backtest(
    panel: Path,
    prior_panel: Path | None,
    *,
    first: int,
    last: int,
    cases: int,
    only_held_out: bool = False,
    methods: str | None = None,
    work: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Json:
    """Return the backtest of a panel file as a JSON document.

    Parameters
    ----------
    panel : Path
        The panel that is forecast.
    prior_panel : Path or None
        The panel that priors and base rate are estimated from; `panel` when None.
    first, last : int
        Cutoff years.
    cases : int
        Of each cutoff and history length, at most.
    only_held_out : bool
        Forecast only pairs that took no part in choosing the model's constants (`cases.held_out`).
    methods : str, optional
        Names separated by commas; all when not given. The base rate and the growth model always run.
    work : Path, optional
        Folder where finished parts are kept.
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
    if first >= last:
        faults.append(Fault("--last", str(last), "is not after --first", "give at least two cutoff years"))
    if faults:
        raise InputError(faults)
    plan = Plan(first, last, most=cases, methods=tuple(m for m in METHODS if m in {*wanted, *OUTSIDE_VIEW}))
    table, source = read_panel(panel)
    sources, prior_table = [source], None
    if prior_panel is not None:
        rows, source = read_panel(prior_panel)
        sources.append(f"priors and base rate: {source}")
        prior_table = level_table(rows)
    if work is not None:
        work = (
            work
            / hashlib.sha256(repr([sources, plan, only_held_out, version("trade-target")]).encode()).hexdigest()[:12]
        )
        work.mkdir(parents=True, exist_ok=True)
    levels = level_table(table)
    if only_held_out:
        prior_table, levels = prior_table or levels, held_out(levels)
    found = run(plan, levels, catalog.priors(), prior_table=prior_table, work=work, progress=progress)
    command = f"trade-target backtest --panel {panel.name}"
    command += f" --prior-panel {prior_panel.name}" if prior_panel else ""
    command += f" --first {first} --last {last} --cases {cases}" + (" --held-out" if only_held_out else "")
    command += f" --methods {methods}" if methods else ""
    return _backtest_document(found, command=command, date=_today(), sources=sources)


def run_hindcast() -> Json:
    """Return the hindcast of the shipped registry as a JSON document."""
    told, left_out = hindcast(catalog.announced_targets(), catalog.registry_histories(), catalog.priors())
    return _hindcast_document(told, left_out, score_hindcasts(told), command="trade-target hindcast", date=_today())


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def hindcast_text(document: Mapping[str, Any]) -> str:
    """Return the registry hindcast for a terminal."""
    head = f"{'target':<28} {'announced':<11} {'by':>4}  {'ratio':>5}  {'model':>5}  {'base':>5}  {'trend':>5}  outcome"
    lines = [head]
    for row in document["targets"]:
        outcome = "met" if row["met"] else "missed"
        if row["met_by_series"] is not None and row["met_by_series"] != row["met"]:
            outcome += " (the series says otherwise)"
        lines.append(
            f"{row['target']:<28} {row['announced']:<11} {row['deadline']:>4}  {row['ratio']:>5.2f}  "
            f"{row['probability']:>5.2f}  {row['base_rate']:>5.2f}  {row['trend']:>5.0f}  {outcome}"
        )
    lines += ["", "Left out: " + "; ".join(f"{reason}: {count}" for reason, count in document["left_out"].items())]
    return "\n".join(lines) + "\n" + hindcast_brief(document)
