"""The command line: `trade-target ...`.

Commands only parse, ask, and print; imports that cost time happen inside the command that needs
them.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forecast.errors import Fault, FitError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forecast.answers import TargetForecast
    from forecast.statements import Series

__all__ = ["main"]


def _as_option(fault: Fault) -> Fault:
    """Return a fault of the question named as the command line's option."""
    from forecast.question import FIELDS

    return replace(fault, where=f"--{fault.where.replace('_', '-')}") if fault.where in FIELDS else fault


def _check_writable(*paths: Path | None) -> None:
    """Refuse outputs that could not be written, before the work that would be lost.

    Raises
    ------
    InputError
        Names each of them.
    """
    faults = [
        Fault("output", str(path), "cannot be written there", "name a file in a folder that exists")
        for path in paths
        if path is not None and (path.is_dir() or not os.access(path.absolute().parent, os.W_OK))
    ]
    if faults:
        raise InputError(faults)


class _Group(click.Group):
    """Turns this package's errors into messages and exit status 2, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            for fault in error.faults:
                click.echo(f"trade-target: {_as_option(fault)}", err=True)
        except FitError as error:
            click.echo(f"trade-target: {error}", err=True)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(1)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            click.echo(f"trade-target: cannot read or write{where}: {error.strerror or error}", err=True)
        sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="trade-target", prog_name="trade-target")
def main() -> None:
    """Tell when trade between A and B will reach X.

    Try: trade-target forecast belarus-st-petersburg --target 2.5bn
    """


def _read_file(path: Path) -> bytes:
    """Return a file's content, at most one byte more than is allowed."""
    from forecast.statement_csv import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise InputError([Fault("--statements", str(path), problem, "name a CSV file of statements")]) from None


def _series(name: str | None, statements: Path | None) -> Series:
    """Return the shipped series of a name, or the user's own from a file."""
    from forecast import catalog
    from forecast.statement_csv import decode_csv, read_series
    from forecast.statements import slug

    if (name is None) == (statements is None):
        known = ", ".join(catalog.series_ids())
        problem = "is missing" if name is None else "and --statements are both given"
        raise InputError(
            [Fault("SERIES", name or "", problem, f"give a series ({known}) or --statements FILE.csv, one of the two")]
        )
    if statements is None:
        assert name is not None
        return catalog.series(name)
    text = decode_csv(_read_file(statements), where=statements.name)
    return read_series(text, series_id=slug(statements.stem) or "own", where=statements.name)


def _ask(name: str | None, statements: Path | None, fields: Mapping[str, str | None]) -> TargetForecast:
    """Return the answer; faults of the series and of the question come together."""
    from forecast import catalog
    from forecast.forecasting import forecast_target
    from forecast.question import parse_question

    series = _series(name, statements)
    question = parse_question(fields, series)
    return forecast_target(question, series, catalog.priors(), catalog.announced_targets())


def _as_text(answer: TargetForecast) -> str:
    from forecast.text import forecast_text

    return forecast_text(answer)


def _as_json(answer: TargetForecast) -> str:
    from forecast.document import dumps, forecast_document

    return dumps(forecast_document(answer))


def _as_csv(answer: TargetForecast) -> str:
    from forecast.tables import csv_text

    return csv_text(answer)


def _as_svg(answer: TargetForecast) -> str:
    from forecast.figures import svg

    return svg(answer)


_FORMATS: Mapping[str, Callable[[TargetForecast], str]] = {
    "text": _as_text,
    "json": _as_json,
    "csv": _as_csv,
    "svg": _as_svg,
}


def _choice(format_name: str) -> Callable[[TargetForecast], str]:
    if format_name not in _FORMATS:
        raise InputError([Fault("--format", format_name, "is not known", f"known are: {', '.join(_FORMATS)}")])
    return _FORMATS[format_name]


_STATEMENTS = click.option(
    "--statements", type=click.Path(path_type=Path), metavar="FILE.csv", help="Your own statements in place of SERIES."
)


@main.command()
@click.argument("series", required=False)
@click.option("--target", help="The mark, such as 2.5bn.")
@click.option("--by", help="A deadline, a year.")
@click.option("--as-of", help="Use only what was published by this day (YYYY-MM-DD).")
@click.option("--flow", help="total, exports or imports; total when not given.")
@click.option("--statistics", help="Whose statistics; the reporter's when not given.")
@click.option("--horizon", help="The last year looked at.")
@click.option("--level", help="Probability of the interval told first, between 0 and 1; 0.8 when not given.")
@click.option("--model", help="growth (default) or a comparator; an unknown name lists them.")
@click.option("--seed", help="A whole number; 0 when not given.")
@click.option("--format", "format_name", default="text", help="text, json, csv or svg; text when not given.")
@_STATEMENTS
def forecast(series: str | None, statements: Path | None, format_name: str, **fields: str | None) -> None:
    """Tell when trade reaches a mark."""
    write = _choice(format_name)
    answer = _ask(series, statements, fields)
    # Bytes, so that CSV keeps its line ends and a narrow terminal encoding cannot fail.
    sys.stdout.buffer.write(write(answer).encode())
    sys.stdout.buffer.flush()


@main.command()
def series() -> None:
    """List the series there are."""
    from forecast import catalog
    from forecast.periods import say_date

    for name in catalog.series_ids():
        one = catalog.series(name)
        click.echo(f"{name}\n  {one.reporter} and {one.partner}, {one.basis}, {one.unit}")
        for side in one.sides:
            chosen = one.select(statistics=side)
            flows = ", ".join(dict.fromkeys(s.flow for s in chosen))
            first, last = min(s.period for s in chosen), max(s.period for s in chosen)
            newest = say_date(max(s.origin.published for s in chosen))
            click.echo(
                f"  --statistics {side}: {len(chosen)} statements ({flows}), {first.words} to {last.words}, "
                f"newest of {newest}"
            )
    click.echo("\nNext: trade-target forecast belarus-st-petersburg --target 2.5bn")


@main.command()
@click.argument("words", nargs=-1)
def targets(words: tuple[str, ...]) -> None:
    """List announced targets and what became of them; WORDS narrow the list."""
    from forecast import catalog
    from forecast.amounts import say_amount

    listed = 0
    for t in catalog.announced_targets():
        deadline = f"by {t.deadline}" if t.deadline else "no deadline"
        year = f" {t.reached_year}" if t.reached_year else ""
        line = (
            f"{t.id}: {t.reporter} and {t.partner}, {t.flow} {say_amount(t.value, t.currency)} {deadline}, "
            f"announced {t.announced or 'undated'}: {t.outcome}{year}"
        )
        if all(word.lower() in line.lower() for word in words):
            click.echo(line)
            listed += 1
    click.echo(f"{listed} of {len(catalog.announced_targets())} announced targets")


@main.command()
@click.argument("series", required=False)
@click.option("--as-of", help="Audit only what was published by this day (YYYY-MM-DD).")
@_STATEMENTS
def audit(series: str | None, as_of: str | None, statements: Path | None) -> None:
    """Explain what published figures say against each other."""
    from forecast import catalog
    from forecast.audit import audit as audit_series
    from forecast.periods import parse_date, say_date
    from forecast.text import audit_text

    found = _series(series, statements)
    try:
        day = parse_date(as_of) if as_of else found.newest
    except ValueError as error:
        raise InputError([Fault("--as-of", as_of or "", str(error), "takes a day such as 2025-07-14")]) from None
    known = found.known_at(day)
    click.echo(audit_text(known, audit_series(known, catalog.priors().profile), say_date(day)), nl=False)


@main.group()
def priors() -> None:
    """Show or estimate the outside view: the growth model's priors."""


@priors.command()
def show() -> None:
    """Print the shipped priors and where they come from."""
    from forecast import catalog

    values = catalog.priors()
    growth, profile = values.growth, values.profile
    click.echo(f"drift                {growth.drift:.4f} a year (log), spread of pairs {growth.drift_sd:.4f}")
    click.echo(f"volatility           {growth.volatility(1.0):.4f} a year (log) at 1bn of 2014 dollars")
    click.echo(
        f"  by size            times size^{growth.size_elasticity:.4f}, {growth.volatility_df:.2f} degrees of freedom"
    )
    click.echo("share of the year    " + " ".join(f"{profile.share(month):.3f}" for month in range(1, 13)))
    click.echo("year-to-date noise   " + " ".join(f"{k:.2f}" for k in profile.noise) + " (in volatilities)")
    click.echo(f"estimated {values.provenance.estimated} by: {values.provenance.command}")
    for source in values.provenance.sources:
        click.echo(f"  {source}")


@priors.command()
@click.option(
    "--panel", required=True, type=click.Path(path_type=Path), help="Annual panel: pair,year,total_usd_million."
)
@click.option(
    "--monthly",
    required=True,
    type=click.Path(path_type=Path),
    help="Monthly panel: partner,year,month,exports_usd_million,imports_usd_million.",
)
@click.option("--until", type=int, help="Use no year after this one.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the priors to this file (JSON).")
def estimate(panel: Path, monthly: Path, until: int | None, out: Path | None) -> None:
    """Estimate the priors from an annual and a monthly panel."""
    _check_writable(out)
    from forecast.panels import estimate_from_files

    text = estimate_from_files(panel, monthly, until=until, progress=lambda step: click.echo(step, err=True))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"wrote {out}", err=True)


_WHOLE = click.IntRange(min=1)


@main.command()
@click.option("--panel", required=True, type=click.Path(path_type=Path), help="The panel to forecast (CSV).")
@click.option("--prior-panel", type=click.Path(path_type=Path), help="Estimate priors from this panel instead.")
@click.option("--first", type=int, default=1995, show_default=True, help="First cutoff year.")
@click.option("--last", type=int, default=2004, show_default=True, help="Last cutoff year.")
@click.option("--cases", type=_WHOLE, default=60, show_default=True, help="Cases of each cutoff and history length.")
@click.option("--held-out", is_flag=True, help="Only pairs that took no part in choosing the model's constants.")
@click.option("--methods", help="Names, separated by commas; all when not given.")
@click.option("--work", type=click.Path(path_type=Path), help="Keep finished parts here, and continue from them.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to this file (JSON).")
@click.option("--svg", "picture", type=click.Path(path_type=Path), help="Write the reliability diagram to this file.")
def backtest(
    *,
    panel: Path,
    prior_panel: Path | None,
    first: int,
    last: int,
    cases: int,
    methods: str | None,
    work: Path | None,
    out: Path | None,
    picture: Path | None,
    held_out: bool,
) -> None:
    """Measure the forecasts over a panel of pairs, next to base rate and comparators."""
    _check_writable(out, picture)
    from forecast.document import dumps
    from forecast.figures import reliability_svg
    from forecast.record import backtest_text, run_backtest

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
            work=work,
            progress=tell,
        )
    if out:
        out.write_text(dumps(document), encoding="utf-8")
    if picture:
        picture.write_text(reliability_svg(document), encoding="utf-8")
    click.echo(backtest_text(document), nl=False)


@main.command()
@click.argument("questions", type=click.Path(path_type=Path), metavar="QUESTIONS.csv")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="ANSWERS.csv", help="Append answers here."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes to work with.")
def batch(questions: Path, out: Path, workers: int) -> None:
    """Answer many questions; run again to continue.

    QUESTIONS.csv has the columns series and target, and may have by, as_of, statistics, flow, horizon, level,
    model and seed. Rows that cannot be answered go to ANSWERS.rejects.csv with the reasons.
    """
    _check_writable(out)
    from forecast.questions_csv import run_batch

    with click.progressbar(length=1_000, label="batch", file=sys.stderr) as bar:

        def tell(done: int, every: int) -> None:
            bar.update(1_000 * done // max(every, 1) - bar.pos)

        found = run_batch(questions, out, workers=workers, progress=tell)
    rejected = f", {found.rejected} rejected in {found.rejects}" if found.rejected else ""
    click.echo(f"{found.answered} answered in {out}{rejected}")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), help="Write the result to this file (JSON).")
def hindcast(out: Path | None) -> None:
    """Tell what would have been said of announced targets on the day, and what came."""
    _check_writable(out)
    from forecast.document import dumps
    from forecast.record import hindcast_text, run_hindcast

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
    _check_writable(out)
    from forecast.document import dumps
    from forecast.nowcast import nowcast_text, run_nowcast

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
    from forecast import catalog
    from forecast.nowcast import nowcast_text
    from forecast.record import backtest_brief, backtest_text, hindcast_brief, hindcast_text, nowcast_brief

    shipped = catalog.track_record()
    tell, tell_targets = (backtest_text, hindcast_text) if full else (backtest_brief, hindcast_brief)
    click.echo("Country pairs (Correlates of War trade 4.0)")
    click.echo(tell(shipped["backtest_countries"]))
    click.echo("US partners (US Census Bureau, annual sums), priors from the country pairs")
    click.echo(tell(shipped["backtest_us_partners"]))
    click.echo("Within the year (US partners)")
    click.echo((nowcast_text if full else nowcast_brief)(shipped["nowcast"]))
    click.echo("Announced targets")
    click.echo(tell_targets(shipped["hindcast"]), nl=False)


@main.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback unless told otherwise.")
def serve(port: int, host: str) -> None:
    """Start the HTTP service."""
    from importlib import import_module

    # `forecast` knows no HTTP: the service is found by name, as any server's entry point is.
    run: Callable[..., None] = import_module("api.server").run
    run(host=host, port=port)
