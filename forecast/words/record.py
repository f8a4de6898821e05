"""The track record in words: each result in a sentence, and as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forecast.data import MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["backtest_brief", "backtest_text", "hindcast_brief", "hindcast_text", "nowcast_brief", "nowcast_text"]

_HEAD = (
    f"{'method':<18} {'column':<13} {'years':>5} {'cases':>5} {'IBS':>6} {'minus base rate':>23} "
    f"{'minus growth':>23} {'CRPS1':>5} {'10y':>5} {'lev80%':>6} {'dat80%':>6} {'(mass)':>6} {'slope':>5} {'failed':>6}"
)


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


def nowcast_text(document: Mapping[str, Any]) -> str:
    """Return a nowcast backtest's table for a terminal."""
    plan, ratios = document["plan"], ", ".join(f"{r:g}" for r in document["ratios"])
    lines = [
        f"{document['partner_years']} partner-years {plan['first']} to {plan['last']}; marks: {ratios} of last year.",
        "Brier score of P(the year reaches the mark), lower is better. Differences with standard errors by block",
        "bootstrap over calendar years; within two of them: a tie.",
    ]
    head = (
        f"{'method':<23} {'column':<13} {'Brier':>6}  {'minus nothing':>23}  {'minus growth goes on':>23}  "
        f"{'minus monthly ETS':>23}  {'/ ETS':>5}"
    )
    last = 0
    for s in document["scores"]:
        if s["known_through"] != last:
            last = s["known_through"]
            lines += ["", f"Known through {MONTHS[last - 1]}", head]
        over = "-" if s["over_monthly_ets"] is None else f"{s['over_monthly_ets']:.2f}"
        lines.append(
            f"{s['method']:<23} {s['column'] or '-':<13} {s['brier']:>6.3f}  {_difference(s['minus_nothing'])}  "
            f"{_difference(s['minus_growth_goes_on'])}  {_difference(s['minus_monthly_ets'])}  {over:>5}"
        )
    aside = "; ".join(f"{rule}: {count:,}" for rule, count in document["set_aside"].items())
    failed = "; ".join(f"{name}: {count}" for name, count in document["failed"].items()) or "none"
    lines += ["", f"Set aside: {aside}", f"Failed, scored as a year like the last: {failed}"]
    for column, used in document["priors"].items():
        noise = ", ".join(f"{k:.2f}" for k in used["noise"])
        lines.append(f"Priors, {column}: drift {used['drift']:.3f}, year-to-date noise {noise}; {used['command']}")
    lines += [f"Run {document['date']}: {document['command']}", *(f"  {source}" for source in document["sources"])]
    return "\n".join(lines) + "\n"
