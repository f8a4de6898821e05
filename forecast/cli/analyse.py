"""Commands that explore: attainable, surface, compare, sensitivity, surplus."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

import click

from forecast.cli.root import PRIORS, SERIES, STATEMENTS, asked, check_format, main, priors_of, series_of
from forecast.report import EXPLORED_FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from forecast.report import Explored

__all__ = ["attainable", "compare", "sensitivity", "surface", "surplus"]

F = TypeVar("F", bound="Callable[..., Any]")
T = TypeVar("T", bound="Explored")


def _asked(command: F) -> F:
    """Return a command with the options that all of these share."""
    formats = click.option(
        "--format", "format_name", default="text", help=f"text (default), {', '.join(EXPLORED_FORMATS)}."
    )
    command = asked("as_of", "flow", "horizon", "model", "seed")(formats(PRIORS(command)))
    return SERIES(STATEMENTS(command))


def _write(found: T, format_name: str, text: Callable[[T], str]) -> None:
    """Print what was found in the format asked for."""
    told = text(found).encode() if format_name == "text" else EXPLORED_FORMATS[format_name].write(found)
    sys.stdout.buffer.write(told)
    sys.stdout.buffer.flush()


@main.command()
@_asked
@asked("statistics", "scenario")
@asked("by")
@click.option("--probability", help="That the level is reached; 0.8 when not given.")
def attainable(
    series: str | None, statements: Path | None, format_name: str, priors: Path | None, **fields: str | None
) -> None:
    """Tell the level that is reached by a year with a given probability."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import attainable_level, fit_ground, parse_attainable

    chosen = series_of(series, statements)
    question = parse_attainable(fields, chosen)
    found = attainable_level(question, fit_ground(question.question.ground, chosen, priors_of(priors)))
    _write(found, format_name, words.attainable_text)


@main.command()
@_asked
@asked("statistics", "scenario")
@click.option("--targets", help='Marks, such as "2.5bn;3bn"; some around the last total when not given.')
@click.option("--deadlines", help="Years, such as 2026,2028-2030; the next ones when not given.")
def surface(
    series: str | None, statements: Path | None, format_name: str, priors: Path | None, **fields: str | None
) -> None:
    """Tell the chances of many marks by many deadlines."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import fit_ground, parse_surface, surface_of

    chosen = series_of(series, statements)
    question = parse_surface(fields, chosen)
    found = surface_of(question, fit_ground(question.question.ground, chosen, priors_of(priors)))
    _write(found, format_name, words.surface_text)


@main.command()
@_asked
@asked("target", "by", "since")
@click.option("--scenario", "scenarios", multiple=True, help="A case to compare; may be given several times.")
@click.option("--statistics", "sides", multiple=True, help="Whose statistics: the first as it stands, others as cases.")
def compare(
    series: str | None,
    statements: Path | None,
    format_name: str,
    priors: Path | None,
    *,
    scenarios: tuple[str, ...],
    sides: tuple[str, ...],
    **fields: str | None,
) -> None:
    """Tell the answer as it stands beside scenarios and other sides' statistics."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import Fits, compare_questions, parse_comparison

    chosen = series_of(series, statements)
    base = {**fields, "statistics": sides[0] if sides else None}
    question = parse_comparison(base, chosen, scenarios=scenarios, sides=sides[1:])
    found = compare_questions(question, Fits(priors_of(priors)).of)
    _write(found, format_name, words.comparison_text)


@main.command()
@_asked
@asked("statistics", "scenario")
@asked("target", "by", "since")
def sensitivity(
    series: str | None, statements: Path | None, format_name: str, priors: Path | None, **fields: str | None
) -> None:
    """Tell which input moves the chance most."""
    check_format(format_name, ("text", *EXPLORED_FORMATS))
    from forecast import words
    from forecast.forecasting import fit_ground, parse_question, sensitivity_of

    chosen = series_of(series, statements)
    question = parse_question(fields, chosen)
    found = sensitivity_of(question, fit_ground(question.ground, chosen, priors_of(priors)))
    _write(found, format_name, words.sensitivity_text)


@main.command()
@asked("as_of", "statistics", "horizon", "seed")
@click.option("--format", "format_name", default="text", help="text (default), json.")
@PRIORS
@STATEMENTS
@SERIES
def surplus(
    series: str | None, statements: Path | None, format_name: str, priors: Path | None, **fields: str | None
) -> None:
    """Tell how likely exports exceed imports, year by year."""
    check_format(format_name, ("text", "json"))
    from forecast import words
    from forecast.forecasting import fit_ground, parse_surplus
    from forecast.report import dumps, surplus_document

    chosen = series_of(series, statements)
    question = parse_surplus(fields, chosen)
    found = fit_ground(question.ground, chosen, priors_of(priors)).surplus()
    if format_name == "text":
        told = words.surplus_text(found, chosen)
    else:
        told = dumps(surplus_document(found, question, chosen))
    sys.stdout.buffer.write(told.encode())
    sys.stdout.buffer.flush()
