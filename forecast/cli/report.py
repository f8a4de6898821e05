"""The command that reports: an answer as a document to print or to pass on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forecast.cli.root import (
    PRIORS,
    STATEMENTS,
    announced,
    asked,
    check_format,
    check_writable,
    main,
    priors_of,
    series_of,
    shelf,
)
from forecast.errors import Fault, InputError
from forecast.forecasting import FIELDS
from forecast.report import BRIEF_FORMATS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.forecasting import TargetForecast

__all__ = ["report"]


def _asked(name: str | None, fields: Mapping[str, str | None]) -> tuple[str | None, dict[str, str | None]]:
    """Return series and fields; an announced target's id brings its mark, flow and deadline."""
    from forecast.forecasting import fields_of, tracked_in

    targets = {target.id: target for target in announced()}
    if name not in targets:
        return name, dict(fields)
    target = targets[name]
    followed = tracked_in((target,), shelf())
    if not followed:
        from forecast.data import evidence_of

        problem = f"is announced for {target.reporter} and {target.partner}, of whom there is no series: "
        problem += evidence_of(target).told
        remedy = f"give their figures: --statements FILE.csv --target {target.value:.0f}"
        raise InputError([Fault("TARGET", target.id, problem, remedy)])
    return followed[0].series_id, fields_of(followed[0], series_of(followed[0].series_id, None), changes=fields)


def _figure_beside(out: Path, answer: TargetForecast) -> None:
    """Write the figure that a Markdown report names, next to it."""
    from forecast.report import brief_of, svg

    (out.parent / brief_of(answer).figure_address).write_text(svg(answer), encoding="utf-8")


@main.command()
@click.argument("target_or_series", required=False)
@click.option("--format", "format_name", default="html", help=f"{', '.join(BRIEF_FORMATS)}; html when not given.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write here, not to the terminal.")
@asked(*(name for name in FIELDS if name != "scenario"))
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    help="What is assumed, such as 'growth=2026:-10%'. Given several times, the report is on things as they stand, "
    "beside a table of just these.",
)
@STATEMENTS
@PRIORS
def report(
    target_or_series: str | None,
    statements: Path | None,
    format_name: str,
    out: Path | None,
    priors: Path | None,
    *,
    scenarios: tuple[str, ...],
    **fields: str | None,
) -> None:
    """Write a two-page brief: TARGET_OR_SERIES is an announced target's id (`trade-target targets`) or a series.

    With --out FILE.md the figure is written beside the file. The documents need nothing from elsewhere.
    """
    check_format(format_name, BRIEF_FORMATS)
    check_writable(out)
    from forecast.data import catalog
    from forecast.forecasting import forecast_target, parse_comparison, parse_question
    from forecast.report import report_brief, report_in

    name, asked = _asked(target_or_series, fields | {"scenario": scenarios[0] if len(scenarios) == 1 else None})
    series = series_of(name, statements)
    question = parse_question(asked, series)
    compared = parse_comparison(asked, series, scenarios=scenarios) if len(scenarios) > 1 else ()
    answer = forecast_target(question, series, priors_of(priors), catalog.targets())
    content = report_in(format_name, answer, report_brief(answer, scenarios=compared))
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    out.write_bytes(content)
    if format_name == "md":
        _figure_beside(out, answer)
    from forecast.words import number, say

    click.echo(say("{file}: {size} bytes", file=out, size=number(len(content))), err=True)
