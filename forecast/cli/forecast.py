"""Commands that ask: forecast, series, targets, audit, batch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forecast.cli import root
from forecast.cli.root import (
    BACKEND,
    PRIORS,
    SERIES,
    STATEMENTS,
    announced,
    asked,
    check_format,
    check_writable,
    kept_shelf,
    main,
    named,
    priors_of,
    series_of,
    shelf,
)
from forecast.errors import Fault, InputError
from forecast.forecasting import FIELDS
from forecast.report import FORMATS
from forecast.workers import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forecast.data import AnnouncedTarget
    from forecast.forecasting import TargetForecast

__all__ = ["audit", "batch", "forecast", "series", "targets"]


def _ask(
    name: str | None, statements: Path | None, priors: Path | None, fields: Mapping[str, str | None]
) -> TargetForecast:
    """Return the answer; faults of the series and of the question come together."""
    from forecast.forecasting import forecast_target, parse_question

    series = series_of(name, statements)
    question = parse_question(fields, series)
    return forecast_target(question, series, priors_of(priors), announced())


def _written(answer: TargetForecast, format_name: str, source: str, *, past: bool) -> bytes:
    if format_name == "text":
        from forecast.words import forecast_text

        # Who asks of a past day knows how old the figures are.
        return forecast_text(answer, source=source, today=None if past else root.today()).encode()
    return FORMATS[format_name].write(answer)


def _tell_next(source: str) -> None:
    """Tell whoever sits at a terminal what can be typed next, as it can be typed there."""
    from forecast.words import say

    program = root.called()
    first = say("Next:")
    told = {
        f"audit {source}": say("what the published figures contradict"),
        "serve": say("pages for people at {address}", address="http://127.0.0.1:8000"),
        "--help": say("everything else"),
    }
    click.echo("", err=True)
    for lead, (command, what) in zip((first, *2 * [" " * len(first)]), told.items(), strict=True):
        click.echo(f"{lead} {program} {command}   {what}", err=True)


_STATEMENTS_TOO = click.option(
    "--statements",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Your own statements, for questions that name no series.",
)


@main.command()
@SERIES
@asked(*FIELDS)
@click.option("--format", "format_name", default="text", help=f"text (default), {', '.join(FORMATS)}.")
@STATEMENTS
@PRIORS
def forecast(
    series: str | None,
    statements: Path | None,
    format_name: str,
    priors: Path | None,
    **fields: str | None,
) -> None:
    """Tell when trade reaches a mark."""
    check_format(format_name, ("text", *FORMATS))
    # Bytes, so that CSV keeps its line ends and a narrow terminal encoding cannot fail.
    answer = _ask(series, statements, priors, fields)
    sys.stdout.buffer.write(_written(answer, format_name, named(series, statements), past=fields["as_of"] is not None))
    sys.stdout.buffer.flush()
    if format_name == "text" and sys.stdout.isatty() and sys.stderr.isatty():
        _tell_next(named(series, statements))


@main.command()
def series() -> None:
    """List the series there are."""
    from forecast.data import catalog
    from forecast.words import basis_words, day, flow_word, pair_labels, period_words, say, say_count

    for one in shelf():
        what = {"basis": basis_words(one.basis), "unit": one.unit, **pair_labels(one)}
        click.echo(f"{one.id}\n  " + say("{reporter} and {partner}, {basis}, {unit}", **what))
        for side in one.sides:
            chosen = one.select(statistics=side)
            told = say_count(
                "{count} statement ({flows}), {first} to {last}, newest of {day}",
                "{count} statements ({flows}), {first} to {last}, newest of {day}",
                len(chosen),
                flows=", ".join(dict.fromkeys(flow_word(s.flow) for s in chosen)),
                first=period_words(min(s.period for s in chosen)),
                last=period_words(max(s.period for s in chosen)),
                day=day(max(s.origin.published for s in chosen)),
            )
            click.echo(f"  --statistics {side}: {told}")
    click.echo(
        "\n"
        + say_count(
            "{count} pair has figures, written as people write it ({example}).",
            "{count} pairs have figures, written as people write them ({example}).",
            len(catalog.pairs()),
            example="india-uae",
        )
    )
    click.echo("\n" + say("Next:") + " trade-target forecast belarus-st-petersburg --target 2.5bn")


def _listed(chosen: Sequence[AnnouncedTarget]) -> bytes:
    """Return targets as the service lists them: JSON, each with the evidence behind it."""
    from forecast.forecasting import tracked_in
    from forecast.report import TargetList, dumps, target_entry

    followed = {one.target.id: one.series_id for one in tracked_in(chosen, shelf())}
    told = tuple(target_entry(target, followed.get(target.id)) for target in chosen)
    return dumps(TargetList(total=len(told), targets=told)).encode()


@main.command()
@click.argument("words", nargs=-1)
@click.option("--format", "format_name", default="text", help="text (default), or json with the evidence behind each.")
def targets(words: tuple[str, ...], format_name: str) -> None:
    """List announced targets and what became of them; WORDS narrow the list."""
    check_format(format_name, ("text", "json"))
    from forecast.words import say, target_line

    every, chosen = announced(), []
    for t in every:
        line = target_line(t)
        # Names are found as the registry has them, in whatever language the line is told.
        if all(word.lower() in f"{line} {t.reporter} {t.partner}".lower() for word in words):
            chosen.append(t)
            if format_name == "text":
                click.echo(line)
    if format_name == "json":
        sys.stdout.buffer.write(_listed(chosen))
        sys.stdout.buffer.flush()
        return
    click.echo(say("{chosen} of {count} announced targets", chosen=len(chosen), count=len(every)))


@main.command()
@SERIES
@click.option("--as-of", help="Audit only what was published by this day (YYYY-MM-DD).")
@STATEMENTS
def audit(series: str | None, as_of: str | None, statements: Path | None) -> None:
    """Explain what published figures say against each other."""
    from forecast.audit import audit as audit_series
    from forecast.data import parse_date
    from forecast.priors import shipped_priors
    from forecast.words import audit_text

    found = series_of(series, statements)
    try:
        day = parse_date(as_of) if as_of else found.newest
    except ValueError as error:
        raise InputError([Fault("--as-of", as_of or "", str(error), "takes a day such as 2025-07-14")]) from None
    known = found.known_at(day)
    click.echo(audit_text(known, audit_series(known, shipped_priors().profile), day), nl=False)


@main.command()
@click.argument("questions", type=click.Path(path_type=Path), metavar="QUESTIONS.csv|.parquet")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="ANSWERS.csv|DIR",
    help="Append answers to this file, or put Parquet parts into this folder.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes to work with.")
@BACKEND
@_STATEMENTS_TOO
@PRIORS
def batch(
    questions: Path,
    out: Path,
    *,
    workers: int,
    backend: str,
    scheduler: str | None,
    statements: Path | None,
    priors: Path | None,
) -> None:
    """Answer many questions; run again to continue.

    QUESTIONS has the columns series and target, and may have by, as_of, statistics, flow, horizon, level,
    model, seed and scenario. Rows that cannot be answered go to ANSWERS.rejects.csv, or to DIR/rejects, with the
    reasons.

    Exit status: 0 when every row was answered, 1 when rows were rejected, 2 when nothing could be read or written.
    """
    from forecast.forecasting import is_folder, run_batch

    if is_folder(out):
        check_writable(out / "manifest.json" if out.is_dir() else out)
    else:
        check_writable(out)
    place = place_of(backend, processes=workers, scheduler=scheduler)
    own = None if statements is None else series_of(None, statements)
    with click.progressbar(length=1_000, label="batch", file=sys.stderr) as bar:

        def tell(done: int, every: int) -> None:
            bar.update(1_000 * done // max(every, 1) - bar.pos)

        found = run_batch(
            questions,
            out,
            place=place,
            shelf=shelf(),
            find=kept_shelf().series,
            own=own,
            priors=None if priors is None else priors_of(priors),
            progress=tell,
        )
    from forecast.words import say

    told = {"answered": found.answered, "file": out, "rejected": found.rejected, "rejects": found.rejects}
    click.echo(
        say("{answered} answered in {file}, {rejected} rejected in {rejects}", **told)
        if found.rejected
        else say("{answered} answered in {file}", **told)
    )
    if found.rejected:
        sys.exit(1)
