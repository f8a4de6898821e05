"""The track record in words: each result in a sentence, and as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forecast.words.locale import month_name, say, say_as

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "backtest_brief",
    "backtest_text",
    "hindcast_brief",
    "hindcast_text",
    "method_words",
    "nowcast_brief",
    "nowcast_text",
    "two_flows_text",
    "verdict_words",
]


def _cell(value: float | None, width: int, decimals: int = 3) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:>{width}.{decimals}f}"


def verdict_words(verdict: str) -> str:
    """Return how a score stands to another, in a word."""
    named = {
        "tie": say_as("verdict on a score", "tie"),
        "better": say_as("verdict on a score", "better"),
        "worse": say_as("verdict on a score", "worse"),
    }
    return named[verdict]


def method_words(method: str) -> str:
    """Return what a method is called; one that is not known here keeps its code.

    Examples
    --------
    >>> method_words("arima")
    'ARIMA'
    """
    named = {
        "growth": say_as("a method", "growth model"),
        "random-walk-drift": say_as("a method", "random walk with drift"),
        "log-trend": say_as("a method", "log-linear trend"),
        "damped-ets": say_as("a method", "damped exponential smoothing"),
        "local-linear-trend": say_as("a method", "local linear trend"),
        "arima": say_as("a method", "ARIMA"),
        "theta": say_as("a method", "Theta method"),
        "base-rate": say_as("a method", "base rate"),
    }
    return named.get(method, method)


def _column(name: str) -> str:
    """Return which priors a score used, in words."""
    named = {
        "honest": say_as("kind of priors", "honest"),
        "knows the era": say_as("kind of priors", "knows the era"),
    }
    return named.get(name, name)


def _head() -> str:
    """Return the header of a backtest's table; `say_as` keeps the short names apart from the same words elsewhere."""
    wide = [
        (say_as("heading of a backtest", "method"), "<18"),
        (say_as("heading of a backtest", "column"), "<13"),
        (say_as("heading of a backtest", "years"), ">5"),
        (say_as("heading of a backtest", "cases"), ">5"),
        (say_as("heading of a backtest", "IBS"), ">6"),
        (say_as("heading of a backtest", "minus base rate"), ">23"),
        (say_as("heading of a backtest", "minus growth"), ">23"),
        (say_as("heading of a backtest", "CRPS1"), ">5"),
        (say_as("heading of a backtest", "10y"), ">5"),
        (say_as("heading of a backtest", "lev80%"), ">6"),
        (say_as("heading of a backtest", "dat80%"), ">6"),
        (say_as("heading of a backtest", "(mass)"), ">6"),
        (say_as("heading of a backtest", "slope"), ">5"),
        (say_as("heading of a backtest", "failed"), ">6"),
    ]
    return " ".join(f"{name:{width}}" for name, width in wide)


def _run(document: Mapping[str, Any]) -> str:
    return say("Run {day}: {command}", day=document["date"], command=document["command"])


def _set_aside(document: Mapping[str, Any]) -> str:
    return say("Set aside: {list}", list="; ".join(f"{rule}: {n:,}" for rule, n in document["set_aside"].items()))


def _difference(pair: Sequence[float | None]) -> str:
    """Return a difference with its standard error and the verdict: within two of them it is a tie."""
    value, error = pair
    if value is None or error is None:
        return f"{'-':>23}"
    verdict = "tie" if abs(value) <= 2 * error else "better" if value < 0 else "worse"
    return f"{value:+.4f} +-{error:.4f} {verdict_words(verdict):>6}"


def _table(document: Mapping[str, Any], scores_told: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the opening of a backtest and its table for the scores told."""
    plan, ratios = document["plan"], ", ".join(f"{r:g}" for r in document["ratios"])
    lines = [
        say(
            "Cutoffs {first} to {last}, marks at {ratios} times the last level, 10 years ahead.",
            first=plan["first"],
            last=plan["last"],
            ratios=ratios,
        ),
        _head(),
    ]
    for s in scores_told:
        years = say_as("years of history", "all") if s["years"] is None else str(s["years"])
        lines.append(
            f"{s['method']:<18} {_column(s['column']):<13} {years:>5} {s['cases']:>5} {_cell(s['ibs'], 6)} "
            f"{_difference(s['minus_base_rate'])} {_difference(s['minus_growth'])} {_cell(s['crps'][0], 5)} "
            f"{_cell(s['crps'][-1], 5)} {_cell(s['level_coverage'][1], 6)} {_cell(s['date_coverage'][1], 6)} "
            f"{_cell(s['date_nominal'][1], 6)} {_cell(s['calibration_slope'], 5, 2)} {s['failed']:>6}"
        )
    return lines


def _origin(document: Mapping[str, Any]) -> list[str]:
    drifts = ", ".join(f"{_column(column)} {drift:.3f}" for column, drift in document["drifts"].items())
    sources = [f"  {source}" for source in document["sources"]]
    return [say("Prior drift: {list}", list=drifts), _run(document), *sources]


def backtest_brief(document: Mapping[str, Any]) -> str:
    """Return a backtest's pooled lines for a terminal, with where they come from."""
    pooled = [s for s in document["scores"] if s["years"] is None]
    return "\n".join([*_table(document, pooled), *_origin(document)]) + "\n"


def backtest_text(document: Mapping[str, Any]) -> str:
    """Return a backtest's whole table for a terminal, with reliability, PIT and what was set aside."""
    lines = _table(document, document["scores"])
    lines += ["", say("Reliability of the growth model (honest): told, came, cases")]
    lines += [f"  {row['told']:.3f}  {row['came']:.3f}  {row['cases']:>8,}" for row in document["reliability"]]
    pit = document["date_calibration"]
    pits = ", ".join(f"{cutoff} {value:.2f}" for cutoff, value in pit["mean_by_cutoff"].items())
    told = {"deviation": f"{pit['deviation']:.3f}", "band": f"{pit['band']:.3f}"}
    lines += [
        "",
        say("Dates in their own distributions: {deviation} from uniform at most, within {band}", **told)
        if pit["deviation"] <= pit["band"]
        else say("Dates in their own distributions: {deviation} from uniform at most, outside {band}", **told),
        say("Mean by cutoff (0.5 is calibrated; below: came earlier than told): {list}", list=pits),
    ]
    milliseconds = ", ".join(
        f"{s['method']} {s['milliseconds']:.1f}"
        for s in document["scores"]
        if s["years"] is None and s["column"] == "honest"
    )
    lines += [say("Milliseconds a case: {list}", list=milliseconds), "", _set_aside(document), *_origin(document)]
    return "\n".join(lines) + "\n"


def nowcast_brief(document: Mapping[str, Any]) -> str:
    """Return the nowcast's Brier scores by month for a terminal, honest priors, with their verdicts on ETS."""
    plan, months = document["plan"], document["known_through"]
    marks = ", ".join(f"{r:g}" for r in document["ratios"])
    told_head = say_as("heading of a column", "method")
    lines = [
        say(
            "{partner_years} partner-years {first} to {last}, marks at {ratios} times\n"
            "last year; Brier score of P(the year reaches the mark), lower is better, by the month that is known:",
            partner_years=document["partner_years"],
            first=plan["first"],
            last=plan["last"],
            ratios=marks,
        ),
        f"{told_head:<24}" + "".join(f"{month_name(month):>11}" for month in months),
    ]
    honest = [s for s in document["scores"] if s["column"] != "knows the era"]
    told = {(s["method"], s["known_through"]): s["brier"] for s in honest}
    lines += [
        f"{method:<24}" + "".join(f"{told[method, month]:>11.3f}" for month in months)
        for method in dict.fromkeys(s["method"] for s in honest)
    ]
    lines += [_run(document), *(f"  {source}" for source in document["sources"])]
    return "\n".join(lines) + "\n"


def hindcast_brief(document: Mapping[str, Any]) -> str:
    """Return the registry hindcast's scores for a terminal."""
    scored = document["scores"]
    rows = [
        (say_as("method of the hindcast", "growth model"), f"{scored['model']:.3f}"),
        (say_as("method of the hindcast", "base rate, other pairs"), f"{scored['base_rate']:.3f}"),
        (say_as("method of the hindcast", "trend goes on"), f"{scored['trend']:.3f}"),
    ]
    differences = [
        (say_as("method of the hindcast", "model minus base rate"), _difference(scored["model_minus_base_rate"])),
        (say_as("method of the hindcast", "model minus trend"), _difference(scored["model_minus_trend"])),
    ]
    opening = say(
        "Brier scores over {counted} targets ({met} met), lower is better:",
        counted=scored["counted"],
        met=scored["met"],
    )
    lines = [
        opening,
        *(f"  {name:<22} {told}" for name, told in rows),
        say("Differences with standard errors by pair:"),
        *(f"  {name:<22} {told}" for name, told in differences),
        say("The priors are the shipped ones: they know the era of most of these targets."),
        _run(document),
    ]
    return "\n".join(lines) + "\n"


def _outcome(row: Mapping[str, Any]) -> str:
    """Return whether a target was met, and whether the series agrees."""
    if row["met_by_series"] is not None and row["met_by_series"] != row["met"]:
        return say("met (the series says otherwise)") if row["met"] else say("missed (the series says otherwise)")
    return say("met") if row["met"] else say("missed")


def hindcast_text(document: Mapping[str, Any]) -> str:
    """Return the registry hindcast for a terminal."""
    heads = [
        (say_as("heading of the hindcast", "target"), "<28"),
        (say_as("heading of the hindcast", "announced"), "<11"),
        (say_as("heading of the hindcast", "by"), ">4"),
        (say_as("heading of the hindcast", "ratio"), ">6"),
        (say_as("heading of the hindcast", "model"), ">6"),
        (say_as("heading of the hindcast", "base"), ">6"),
        (say_as("heading of the hindcast", "trend"), ">6"),
        (say_as("heading of the hindcast", "outcome"), ">8"),
    ]
    lines = [" ".join(f"{name:{width}}" for name, width in heads)]
    lines += [
        f"{row['target']:<28} {row['announced']:<11} {row['deadline']:>4}  {row['ratio']:>5.2f}  "
        f"{row['probability']:>5.2f}  {row['base_rate']:>5.2f}  {row['trend']:>5.0f}  {_outcome(row)}"
        for row in document["targets"]
    ]
    left = "; ".join(f"{reason}: {count}" for reason, count in document["left_out"].items())
    lines += ["", say("Left out: {list}", list=left)]
    return "\n".join(lines) + "\n" + hindcast_brief(document)


def nowcast_text(document: Mapping[str, Any]) -> str:
    """Return a nowcast backtest's table for a terminal."""
    plan, ratios = document["plan"], ", ".join(f"{r:g}" for r in document["ratios"])
    lines = [
        say(
            "{partner_years} partner-years {first} to {last}; marks: {ratios} of last year.\n"
            "Brier score of P(the year reaches the mark), lower is better. Differences with standard errors by block\n"
            "bootstrap over calendar years; within two of them: a tie.",
            partner_years=document["partner_years"],
            first=plan["first"],
            last=plan["last"],
            ratios=ratios,
        )
    ]
    heads = [
        (say_as("heading of a column", "method"), "<23"),
        (say_as("heading of a backtest", "column"), "<13"),
        (say_as("heading of a backtest", "Brier"), ">6"),
        (say_as("heading of a backtest", "minus nothing"), ">24"),
        (say_as("heading of a backtest", "minus growth goes on"), ">24"),
        (say_as("heading of a backtest", "minus monthly ETS"), ">24"),
        (say_as("heading of a backtest", "/ ETS"), ">6"),
    ]
    head = " ".join(f"{name:{width}}" for name, width in heads)
    last = 0
    for s in document["scores"]:
        if s["known_through"] != last:
            last = s["known_through"]
            lines += ["", say("Known through {month}", month=month_name(last)), head]
        over = "-" if s["over_monthly_ets"] is None else f"{s['over_monthly_ets']:.2f}"
        column = _column(s["column"] or "-")
        lines.append(
            f"{s['method']:<23} {column:<13} {s['brier']:>6.3f}  {_difference(s['minus_nothing'])}  "
            f"{_difference(s['minus_growth_goes_on'])}  {_difference(s['minus_monthly_ets'])}  {over:>5}"
        )
    failed = "; ".join(f"{name}: {count}" for name, count in document["failed"].items()) or say_as("failures", "none")
    lines += ["", _set_aside(document), say("Failed, scored as a year like the last: {list}", list=failed)]
    for column, used in document["priors"].items():
        noise = ", ".join(f"{k:.2f}" for k in used["noise"])
        lines.append(
            say(
                "Priors, {column}: drift {drift}, year-to-date noise {noise}; {command}",
                column=_column(column),
                drift=f"{used['drift']:.3f}",
                noise=noise,
                command=used["command"],
            )
        )
    lines += [_run(document), *(f"  {source}" for source in document["sources"])]
    return "\n".join(lines) + "\n"


def two_flows_text(document: Mapping[str, Any]) -> str:
    """Return what forecasting flows as parts of their total is worth, as a table for a terminal."""

    def cell(told: Sequence[float]) -> str:
        value, error = (1e4 * number for number in told)
        return f"{value:+.1f} ({error:.1f})"

    heads = [
        (say_as("heading of two flows", "cases of"), "<9"),
        (say_as("heading of a backtest", "cases"), ">6"),
        (say_as("heading of two flows", "pairs"), ">6"),
        (say_as("heading of two flows", "IBS"), ">13"),
        (say_as("heading of two flows", "CRPS"), ">13"),
        (say_as("heading of two flows", "alone holds"), ">12"),
        (say_as("heading of two flows", "as parts"), ">9"),
        (say_as("heading of two flows", "surplus"), ">9"),
        (say_as("heading of two flows", "stays"), ">6"),
    ]
    lines = [
        say(
            "Exports and imports as parts of their total, less each forecast alone, on the shipped books; "
            "ten-thousandths,\n"
            "below zero is better, standard errors in brackets. Of 100 levels intervals of {levels} % hold.\n"
            'Surplus: Brier score of P(exports exceed imports) 1, 3, 5 and 10 years ahead, beside that of "it stays".',
            levels="/".join(f"{100 * level:g}" for level in document["levels"]),
        ),
        " ".join(f"{name:{width}}" for name, width in heads),
    ]
    for row in document["rows"]:
        held = ["/".join(f"{100 * share:.0f}" for share in row[name]) for name in ("inside_alone", "inside_parts")]
        group = say_as("cases of two flows", "all") if row["group"] == "all" else row["group"]
        differences = [cell(row[name]) for name in ("ibs", "crps")]
        lines.append(
            f"{group:<9} {row['cases']:>6} {row['pairs']:>6} {' '.join(f'{told:>13}' for told in differences)} "
            f"{held[0]:>12} {held[1]:>9} {row['surplus'][0]:>9.3f} {row['turned']:>6.3f}"
        )
    lines.append(
        say("Cases by size in 2014 dollars (bn) and by years of history (y). {command}", command=document["command"])
    )
    return "\n".join(lines) + "\n"
