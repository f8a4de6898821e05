"""Commands that measure: priors, backtest, two-flows, nowcast, hindcast, track-record."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forecast.cli.root import BACKEND, PRIORS, check_writable, main, priors_of
from forecast.errors import Fault, InputError
from forecast.workers import place_of

__all__ = ["backtest", "hindcast", "nowcast", "priors", "track_record", "two_flows"]


@main.group()
def priors() -> None:
    """Show or estimate the outside view: the growth model's priors."""


@priors.command()
def show() -> None:
    """Print the shipped priors and where they come from."""
    from forecast.priors import LARGEST_REVERSION, shipped_priors
    from forecast.words import priors_text

    click.echo(priors_text(shipped_priors(), LARGEST_REVERSION))


def _outlook(text: str) -> float | None:
    """Return yearly inflation as a share, None for `none`."""
    if text.strip().lower() == "none":
        return None
    try:
        percent = float(text.strip().removesuffix("%"))
    except ValueError:
        percent = float("nan")
    if not -5.0 <= percent <= 50.0:
        raise InputError(
            [Fault("--inflation", text, "is not a number from -5 to 50", "takes per cent a year, or none")]
        )
    return percent / 100


@priors.command()
@click.option(
    "--panel", required=True, type=click.Path(path_type=Path), help="Annual panel: pair,year,total_usd_million."
)
@click.option(
    "--monthly",
    type=click.Path(path_type=Path),
    help="Monthly panel: partner,year,month,exports_usd_million,imports_usd_million. Without it the shipped parts that "
    "rest on months are kept.",
)
@click.option("--until", type=int, help="Use no year after this one.")
@click.option(
    "--inflation",
    default="2",
    show_default=True,
    help="Per cent a year that is added to real growth to give the drift; 0 leaves it out. With `none` the drift is "
    "growth in the panel's own money: no prices taken off, no outlook added.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the priors to this file (JSON).")
def estimate(panel: Path, monthly: Path | None, until: int | None, inflation: str, out: Path | None) -> None:
    """Estimate the priors from an annual panel, and from a monthly one when there is one.

    Growth is measured at constant US consumer prices; what is added for the coming years is told, and --inflation
    changes it. The file written goes into --priors of forecast, attainable, surface, compare, sensitivity, batch,
    report and backtest.
    """
    check_writable(out)
    outlook = _outlook(inflation)
    from forecast.priors import estimate_from_files

    text = estimate_from_files(panel, monthly, until=until, outlook=outlook, progress=_tell_step)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        from forecast.words import say

        click.echo(say("wrote {file}", file=out), err=True)


def _tell_step(step: str) -> None:
    """Say what is worked on now; what was found on the way stands indented."""
    from forecast.words import problem_words

    plain = step.lstrip()
    click.echo(step[: -len(plain)] + problem_words(plain), err=True)


_WHOLE = click.IntRange(min=1)


@main.command()
@click.option("--panel", required=True, type=click.Path(path_type=Path), help="The panel to forecast (CSV).")
@click.option("--prior-panel", type=click.Path(path_type=Path), help="Estimate priors from this panel instead.")
@click.option("--first", type=int, help="First cutoff year; 1995, or what the panel allows, when not given.")
@click.option("--last", type=int, help="Last cutoff year; 2004, or what the panel allows, when not given.")
@click.option("--cases", type=_WHOLE, default=60, show_default=True, help="Cases of each cutoff and history length.")
@click.option("--held-out", is_flag=True, help="Only pairs that took no part in choosing the model's constants.")
@click.option("--methods", help="Names, separated by commas; all when not given.")
@click.option("--work", type=click.Path(path_type=Path), help="Keep finished parts here, and continue from them.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to work with.")
@BACKEND
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to this file (JSON).")
@click.option("--svg", "picture", type=click.Path(path_type=Path), help="Write the reliability diagram to this file.")
@PRIORS
def backtest(
    *,
    panel: Path,
    prior_panel: Path | None,
    priors: Path | None,
    first: int | None,
    last: int | None,
    cases: int,
    methods: str | None,
    work: Path | None,
    workers: int,
    backend: str,
    scheduler: str | None,
    out: Path | None,
    picture: Path | None,
    held_out: bool,
) -> None:
    """Measure the forecasts over a panel of pairs, next to base rate and comparators.

    A cutoff needs 6 years before and 10 after it, and years before the first to learn from: 25 years are enough.
    """
    check_writable(out, picture)
    from forecast.evaluation import run_backtest
    from forecast.report import dumps, reliability_svg
    from forecast.words import backtest_text

    with click.progressbar(length=1_000, label="backtest", file=sys.stderr) as bar:

        def tell(done: int, every: int) -> None:
            bar.update(1_000 * done // every - bar.pos)

        document = run_backtest(
            panel,
            prior_panel,
            first=first,
            last=last,
            cases=cases,
            only_held_out=held_out,
            methods=methods,
            priors=None if priors is None else priors_of(priors),
            work=work,
            place=place_of(backend, processes=workers, scheduler=scheduler),
            tell=_tell_step,
            progress=tell,
        )
    if out:
        out.write_text(dumps(document), encoding="utf-8")
    if picture:
        picture.write_text(reliability_svg(document), encoding="utf-8")
    click.echo(backtest_text(document), nl=False)


@main.command("two-flows")
@click.option("--first", type=int, default=1985, show_default=True, help="First cutoff year.")
@click.option("--last", type=int, default=1999, show_default=True, help="Last cutoff year.")
@click.option("--cases", type=_WHOLE, default=150, show_default=True, help="Cases of each cutoff and history length.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to this file (JSON).")
def two_flows(first: int, last: int, cases: int, out: Path | None) -> None:
    """Measure what modelling exports and imports together is worth beside their total alone."""
    check_writable(out)
    from forecast.evaluation import run_two_flows
    from forecast.report import dumps
    from forecast.words import two_flows_text

    with click.progressbar(length=1_000, label="two-flows", file=sys.stderr) as bar:

        def tell(done: int, every: int) -> None:
            bar.update(1_000 * done // every - bar.pos)

        document = run_two_flows(first=first, last=last, cases=cases, progress=tell)
    if out:
        out.write_text(dumps(document), encoding="utf-8")
    click.echo(two_flows_text(document), nl=False)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to this file (JSON).")
def hindcast(out: Path | None) -> None:
    """Tell what would have been said of announced targets on the day, and what came."""
    check_writable(out)
    from forecast.evaluation import run_hindcast
    from forecast.report import dumps
    from forecast.words import hindcast_text

    document = run_hindcast()
    if out:
        out.write_text(dumps(document), encoding="utf-8")
    click.echo(hindcast_text(document), nl=False)


@main.command()
@click.option("--panel", required=True, type=click.Path(path_type=Path), help="Annual panel, for the priors.")
@click.option("--monthly", required=True, type=click.Path(path_type=Path), help="Monthly panel, by partner.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to this file (JSON).")
def nowcast(panel: Path, monthly: Path, out: Path | None) -> None:
    """Measure what part of a year tells about the year, over a monthly panel."""
    check_writable(out)
    from forecast.evaluation import run_nowcast
    from forecast.report import dumps
    from forecast.words import nowcast_text

    with click.progressbar(length=1_000, label="nowcast", file=sys.stderr) as bar:

        def tell(done: int, every: int) -> None:
            bar.update(1_000 * done // max(every, 1) - bar.pos)

        document = run_nowcast(monthly, panel, progress=tell)
    if out:
        out.write_text(dumps(document), encoding="utf-8")
    click.echo(nowcast_text(document), nl=False)


@main.command()
@click.option("--full", is_flag=True, help="Tell each history length, reliability and every target.")
def track_record(*, full: bool) -> None:
    """Print the shipped results: backtests, and the fate of announced targets.

    IBS is the integrated Brier score of P(first passage by each year), lower is better. Differences come with
    standard errors by block bootstrap over cutoff years; within two of them is a tie.
    """
    from forecast.evaluation import shipped_record
    from forecast.words import (
        backtest_brief,
        backtest_text,
        hindcast_brief,
        hindcast_text,
        nowcast_brief,
        nowcast_text,
        say,
    )

    shipped = shipped_record()
    tell, tell_targets = (backtest_text, hindcast_text) if full else (backtest_brief, hindcast_brief)
    click.echo(say("Country pairs (Correlates of War trade 4.0)"))
    click.echo(tell(shipped["backtest_countries"]))
    click.echo(say("US partners (US Census Bureau, annual sums), priors from the country pairs"))
    click.echo(tell(shipped["backtest_us_partners"]))
    click.echo(say("Within the year (US partners)"))
    click.echo((nowcast_text if full else nowcast_brief)(shipped["nowcast"]))
    click.echo(say("Announced targets"))
    click.echo(tell_targets(shipped["hindcast"]), nl=False)
